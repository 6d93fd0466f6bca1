// The chains kube-proxy writes into the node's packet filter: KUBE-SERVICES leads to a KUBE-SVC chain for each port of a
// service, that to a KUBE-SEP chain for each endpoint. Models pkg/proxy/iptables.

import { encode } from '../../base/bytes.ts';
import { sha256 } from '../../base/sha256.ts';
import type { FilterRules, TableRules } from '../../linux/net/packet-filter.ts';
import type { Service, ServicePort } from '../objects/types/service.ts';
import { endpointsFor, type ServiceView } from './service-rules.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** The first 16 letters of a SHA-256 in base32. `default/web` and `tcp` → `LOLE4ISW44XBNF3G`. */
export function chainHash(...parts: readonly string[]): string {
  let bits = '';
  for (const byte of sha256(encode(parts.join('')))) bits += byte.toString(2).padStart(8, '0');
  return (bits.slice(0, 80).match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('');
}

export function proxyChains(view: ServiceView, podNetwork: string): FilterRules {
  const nat = new Table(NAT_CHAINS, NAT_RULES);
  const filter = new Table(FILTER_CHAINS, FILTER_RULES);
  for (const service of view.services)
    if (service.spec.clusterIP && service.spec.clusterIP !== 'None' && service.spec.type !== 'ExternalName')
      for (const port of service.spec.ports ?? []) addPort(service, port, view, podNetwork, nat, filter);
  nat.add(
    'KUBE-SERVICES',
    `${comment('kubernetes service nodeports; NOTE: this must be the last rule in this chain')} -m addrtype --dst-type LOCAL -j KUBE-NODEPORTS`,
  );
  return { nat: nat.content, filter: filter.content, mangle: { chains: ['KUBE-PROXY-CANARY'], rules: [] } };
}

class Table {
  readonly #chains: Set<string>;
  readonly #rules: string[];

  constructor(chains: readonly string[], rules: readonly string[]) {
    this.#chains = new Set(chains);
    this.#rules = [...rules];
  }

  add(chain: string, rule: string): void {
    this.#chains.add(chain);
    this.#rules.push(`-A ${chain} ${rule}`);
  }

  get content(): TableRules {
    return { chains: [...this.#chains], rules: this.#rules };
  }
}

const comment = (text: string): string => `-m comment --comment "${text}"`;

function addPort(
  service: Service,
  port: ServicePort,
  view: ServiceView,
  podNetwork: string,
  nat: Table,
  filter: Table,
): void {
  const { metadata, spec } = service;
  const name = `${metadata.namespace}/${metadata.name}${port.name ? `:${port.name}` : ''}`;
  const protocol = port.protocol.toLowerCase();
  const slices = view.slicesOf(`${metadata.namespace}/${metadata.name}`);
  const everywhere = endpointsFor(port, slices, undefined);
  const here = endpointsFor(port, slices, view.nodeName);
  const hash = chainHash(name, protocol);
  const cluster = `KUBE-SVC-${hash}`;
  const local = `KUBE-SVL-${hash}`;
  const external = `KUBE-EXT-${hash}`;
  const toClusterAddress = `-d ${spec.clusterIP}/32 -p ${protocol}`;
  const isInternalLocal = spec.internalTrafficPolicy === 'Local';
  const isExternalLocal = spec.externalTrafficPolicy === 'Local';
  const inside = isInternalLocal ? here : everywhere;
  if (inside.length === 0) {
    filter.add(
      'KUBE-SERVICES',
      `${toClusterAddress} ${comment(`${name} has no ${isInternalLocal && everywhere.length > 0 ? 'local ' : ''}endpoints`)} -m ${protocol} --dport ${port.port} -j ${isInternalLocal && everywhere.length > 0 ? 'DROP' : 'REJECT --reject-with icmp-port-unreachable'}`,
    );
  } else {
    nat.add(
      'KUBE-SERVICES',
      `${toClusterAddress} ${comment(`${name} cluster IP`)} -m ${protocol} --dport ${port.port} -j ${isInternalLocal ? local : cluster}`,
    );
  }
  const outside = [
    ...(spec.externalIPs ?? []).map((address) => ['external IP', address] as const),
    ...(service.status.loadBalancer?.ingress ?? []).flatMap(({ ip }) => (ip ? [['loadbalancer IP', ip] as const] : [])),
  ];
  const isOutside = outside.length > 0 || port.nodePort !== undefined;
  if (isOutside && everywhere.length > 0) {
    for (const [what, address] of outside)
      nat.add(
        'KUBE-SERVICES',
        `-d ${address}/32 -p ${protocol} ${comment(`${name} ${what}`)} -m ${protocol} --dport ${port.port} -j ${external}`,
      );
    if (port.nodePort !== undefined) {
      const head = `-p ${protocol} ${comment(name)} -m ${protocol} --dport ${port.nodePort}`;
      nat.add(
        'KUBE-NODEPORTS',
        `-d 127.0.0.0/8 ${head} -m nfacct --nfacct-name  localhost_nps_accepted_pkts -j ${external}`,
      );
      nat.add('KUBE-NODEPORTS', `${head} -j ${external}`);
    }
    addExternal(nat, { name, podNetwork, external, cluster, local, isLocal: isExternalLocal });
  } else if (port.nodePort !== undefined)
    filter.add(
      'KUBE-EXTERNAL-SERVICES',
      `-p ${protocol} ${comment(`${name} has no endpoints`)} -m addrtype --dst-type LOCAL -m ${protocol} --dport ${port.nodePort} -j REJECT --reject-with icmp-port-unreachable`,
    );
  const chains: readonly (readonly [chain: string, endpoints: readonly Endpoint[], isUsed: boolean])[] = [
    [cluster, everywhere, (!isInternalLocal || isOutside) && everywhere.length > 0],
    [local, here, (isInternalLocal || (isOutside && isExternalLocal)) && here.length > 0],
  ];
  for (const [chain, endpoints, isUsed] of chains) {
    if (!isUsed) continue;
    nat.add(
      chain,
      `! -s ${podNetwork} ${toClusterAddress} ${comment(`${name} cluster IP`)} -m ${protocol} --dport ${port.port} -j KUBE-MARK-MASQ`,
    );
    endpoints.forEach((endpoint, at) => {
      const left = endpoints.length - at;
      const chance = left === 1 ? '' : ` -m statistic --mode random --probability ${probability(left)}`;
      nat.add(
        chain,
        `${comment(`${name} -> ${textOf(endpoint)}`)}${chance} -j ${endpointChain(name, protocol, endpoint)}`,
      );
    });
  }
  for (const endpoint of everywhere) {
    const chain = endpointChain(name, protocol, endpoint);
    nat.add(chain, `-s ${endpoint.address}/32 ${comment(name)} -j KUBE-MARK-MASQ`);
    nat.add(chain, `-p ${protocol} ${comment(name)} -m ${protocol} -j DNAT --to-destination ${textOf(endpoint)}`);
  }
}

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

const textOf = ({ address, port }: Endpoint): string => `${address}:${port}`;

const endpointChain = (name: string, protocol: string, endpoint: Endpoint): string =>
  `KUBE-SEP-${chainHash(name, protocol, textOf(endpoint))}`;

/** Stored in 31 bits, and shown as what became of it: 1/3 → 0.33333333349. */
const probability = (choices: number): string =>
  (Math.round(Number((1 / choices).toFixed(10)) * 2 ** 31) / 2 ** 31).toFixed(11);

interface External {
  readonly name: string;
  readonly podNetwork: string;
  readonly external: string;
  readonly cluster: string;
  readonly local: string;
  readonly isLocal: boolean;
}

function addExternal(nat: Table, { name, podNetwork, external, cluster, local, isLocal }: External): void {
  if (!isLocal) {
    nat.add(external, `${comment(`masquerade traffic for ${name} external destinations`)} -j KUBE-MARK-MASQ`);
    nat.add(external, `-j ${cluster}`);
    return;
  }
  const about = `for ${name} external destinations`;
  nat.add(external, `-s ${podNetwork} ${comment(`pod traffic ${about}`)} -j ${cluster}`);
  nat.add(external, `${comment(`masquerade LOCAL traffic ${about}`)} -m addrtype --src-type LOCAL -j KUBE-MARK-MASQ`);
  nat.add(external, `${comment(`route LOCAL traffic ${about}`)} -m addrtype --src-type LOCAL -j ${cluster}`);
  nat.add(external, `-j ${local}`);
}

// ——— what is there without any service ———

const NAT_CHAINS = ['KUBE-MARK-MASQ', 'KUBE-NODEPORTS', 'KUBE-POSTROUTING', 'KUBE-PROXY-CANARY', 'KUBE-SERVICES'];
const NAT_RULES = [
  '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  '-A OUTPUT -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  '-A POSTROUTING -m comment --comment "kubernetes postrouting rules" -j KUBE-POSTROUTING',
  '-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000',
  '-A KUBE-POSTROUTING -m mark ! --mark 0x4000/0x4000 -j RETURN',
  '-A KUBE-POSTROUTING -j MARK --set-xmark 0x4000/0x0',
  '-A KUBE-POSTROUTING -m comment --comment "kubernetes service traffic requiring SNAT" -j MASQUERADE --random-fully',
];

const FILTER_CHAINS = [
  'KUBE-EXTERNAL-SERVICES',
  'KUBE-FORWARD',
  'KUBE-NODEPORTS',
  'KUBE-PROXY-CANARY',
  'KUBE-PROXY-FIREWALL',
  'KUBE-SERVICES',
];
const NEW = '-m conntrack --ctstate NEW -m comment --comment';
const FILTER_RULES = [
  `-A INPUT ${NEW} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`,
  '-A INPUT -m comment --comment "kubernetes health check service ports" -j KUBE-NODEPORTS',
  `-A INPUT ${NEW} "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES`,
  `-A FORWARD ${NEW} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`,
  '-A FORWARD -m comment --comment "kubernetes forwarding rules" -j KUBE-FORWARD',
  `-A FORWARD ${NEW} "kubernetes service portals" -j KUBE-SERVICES`,
  `-A FORWARD ${NEW} "kubernetes externally-visible service portals" -j KUBE-EXTERNAL-SERVICES`,
  `-A OUTPUT ${NEW} "kubernetes load balancer firewall" -j KUBE-PROXY-FIREWALL`,
  `-A OUTPUT ${NEW} "kubernetes service portals" -j KUBE-SERVICES`,
  '-A KUBE-FORWARD -m conntrack --ctstate INVALID -m nfacct --nfacct-name  ct_state_invalid_dropped_pkts -j DROP',
  '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding rules" -m mark --mark 0x4000/0x4000 -j ACCEPT',
  '-A KUBE-FORWARD -m comment --comment "kubernetes forwarding conntrack rule" -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
];

/** What a kubelet adds of its own. */
export const KUBELET_RULES: FilterRules = {
  filter: {
    chains: ['KUBE-FIREWALL', 'KUBE-KUBELET-CANARY'],
    rules: [
      '-A INPUT -j KUBE-FIREWALL',
      '-A OUTPUT -j KUBE-FIREWALL',
      '-A KUBE-FIREWALL ! -s 127.0.0.0/8 -d 127.0.0.0/8 -m comment --comment "block incoming localnet connections" -m conntrack ! --ctstate RELATED,ESTABLISHED,DNAT -j DROP',
    ],
  },
  nat: { chains: ['KUBE-KUBELET-CANARY'], rules: [] },
  mangle: { chains: ['KUBE-IPTABLES-HINT', 'KUBE-KUBELET-CANARY'], rules: [] },
};
