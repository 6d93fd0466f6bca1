// networking.k8s.io/v1 NetworkPolicy, IPAddress and ServiceCIDR. Models pkg/registry/networking.

import { parseCidr } from '../../base/cidr.ts';
import { AGE, column, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { formatLabelSelector } from './selectors.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type {
  IPAddress,
  NetworkPolicy,
  NetworkPolicyPeer,
  NetworkPolicyPort,
  ServiceCIDR,
} from './types/networking.ts';
import { portErrors } from './validation/amounts.ts';
import { forbidden, invalid, required, unsupported } from './validation/errors.ts';
import { labelSelectorErrors } from './validation/metadata.ts';

const PROTOCOLS = ['SCTP', 'TCP', 'UDP'];
const POLICY_TYPES = ['Egress', 'Ingress'];

export const NETWORK_POLICY: Kind<NetworkPolicy> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'NetworkPolicy',
  plural: 'networkpolicies',
  singular: 'networkpolicy',
  shortNames: ['netpol'],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1NetworkPolicy',
  nameRule: 'subdomain',
  columns: [NAME, column('Pod-Selector', ({ spec }) => formatLabelSelector(spec.podSelector)), AGE],
  setDefaults({ spec }) {
    for (const { ports } of [...(spec.ingress ?? []), ...(spec.egress ?? [])]) {
      for (const port of ports ?? []) port.protocol ??= 'TCP';
    }
    if (!spec.policyTypes?.length) spec.policyTypes = spec.egress?.length ? ['Ingress', 'Egress'] : ['Ingress'];
  },
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
  validate({ spec }) {
    const errors: FieldError[] = labelSelectorErrors('spec.podSelector', spec.podSelector);
    for (const [at, { ports, from }] of (spec.ingress ?? []).entries()) {
      errors.push(...ruleErrors(`spec.ingress[${at}]`, ports, from, 'from'));
    }
    for (const [at, { ports, to }] of (spec.egress ?? []).entries()) {
      errors.push(...ruleErrors(`spec.egress[${at}]`, ports, to, 'to'));
    }
    if ((spec.policyTypes?.length ?? 0) > 2) {
      return [...errors, invalid('spec.policyTypes', spec.policyTypes, 'may not specify more than two policyTypes')];
    }
    for (const [at, type] of (spec.policyTypes ?? []).entries()) {
      if (!POLICY_TYPES.includes(type)) errors.push(unsupported(`spec.policyTypes[${at}]`, type, POLICY_TYPES));
    }
    return errors;
  },
};

function ruleErrors(
  field: string,
  ports: readonly NetworkPolicyPort[] = [],
  peers: readonly NetworkPolicyPeer[] = [],
  direction: 'from' | 'to',
): FieldError[] {
  return [
    ...ports.flatMap((port, at) => policyPortErrors(`${field}.ports[${at}]`, port)),
    ...peers.flatMap((peer, at) => peerErrors(`${field}.${direction}[${at}]`, peer)),
  ];
}

function policyPortErrors(field: string, { protocol, port, endPort }: NetworkPolicyPort): FieldError[] {
  const errors: FieldError[] = [];
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    errors.push(unsupported(`${field}.protocol`, protocol, PROTOCOLS));
  }
  if (port === undefined) {
    if (endPort !== undefined) errors.push(required(`${field}.port`, 'must be specified when endPort is specified'));
    return errors;
  }
  errors.push(...portErrors(`${field}.port`, port));
  if (endPort === undefined) return errors;
  if (typeof port === 'string') errors.push(required(`${field}.port`, 'may not be a name when endPort is specified'));
  else {
    if (endPort < port) errors.push(invalid(`${field}.endPort`, port, 'must be greater than or equal to `port`'));
    errors.push(...portErrors(`${field}.endPort`, endPort));
  }
  return errors;
}

function peerErrors(field: string, { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): FieldError[] {
  const errors: FieldError[] = [];
  if (podSelector) errors.push(...labelSelectorErrors(`${field}.podSelector`, podSelector));
  if (namespaceSelector) errors.push(...labelSelectorErrors(`${field}.namespaceSelector`, namespaceSelector));
  if (!podSelector && !namespaceSelector && !ipBlock) return [...errors, required(field, 'must specify a peer')];
  if (!ipBlock) return errors;
  if (podSelector || namespaceSelector) {
    return [...errors, forbidden(field, 'may not specify both ipBlock and another peer')];
  }
  if (!ipBlock.cidr) return [...errors, required(`${field}.ipBlock.cidr`)];
  const whole = cidrErrors(`${field}.ipBlock.cidr`, ipBlock.cidr);
  errors.push(...whole);
  const block = parseCidr(ipBlock.cidr);
  for (const [at, except] of (ipBlock.except ?? []).entries()) {
    const path = `${field}.ipBlock.except[${at}]`;
    const hole = parseCidr(except);
    errors.push(...cidrErrors(path, except));
    if (!hole || !block) continue;
    const inside =
      hole.prefix > block.prefix && hole.network >>> (32 - block.prefix) === block.network >>> (32 - block.prefix);
    if (!inside && block.prefix > 0) {
      errors.push(invalid(path, except, `must be a strict subset of \`cidr\``));
    }
  }
  return errors;
}

/** Addresses of the sixth version are taken as they are. */
const cidrErrors = (field: string, text: string): FieldError[] =>
  parseCidr(text) || /^[0-9a-fA-F:]+\/\d{1,3}$/.test(text)
    ? []
    : [invalid(field, text, 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)')];

export const IP_ADDRESS: Kind<IPAddress> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'IPAddress',
  plural: 'ipaddresses',
  singular: 'ipaddress',
  shortNames: ['ip'],
  categories: [],
  namespaced: false,
  subresources: [],
  sinceMinor: 33,
  schema: 'V1IPAddress',
  nameRule: 'path',
  columns: [
    NAME,
    column('ParentRef', ({ spec: { parentRef } }) => {
      const { group, resource, namespace, name } = parentRef ?? { resource: '', name: '' };
      return `${resource}${group ? `.${group}` : ''}${namespace ? `/${namespace}` : ''}/${name}`;
    }),
    AGE,
  ],
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
};

export const SERVICE_CIDR: Kind<ServiceCIDR> = {
  group: 'networking.k8s.io',
  version: 'v1',
  kind: 'ServiceCIDR',
  plural: 'servicecidrs',
  singular: 'servicecidr',
  shortNames: [],
  categories: [],
  namespaced: false,
  subresources: ['status'],
  sinceMinor: 33,
  schema: 'V1ServiceCIDR',
  nameRule: 'subdomain',
  columns: [NAME, column('CIDRs', ({ spec }) => (spec.cidrs ?? []).join(',')), AGE],
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
  validate: ({ spec }) =>
    spec.cidrs?.length
      ? spec.cidrs.flatMap((cidr, at) => cidrErrors(`spec.cidrs[${at}]`, cidr))
      : [required('spec.cidrs', 'at least one CIDR required')],
};
