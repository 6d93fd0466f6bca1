// core/v1 Service. Models pkg/registry/core/service and its defaults. Addresses and node ports are given
// out by the API server's allocators, not here.

import { AGE, column, formatLabels, NAME, NONE, wideColumn } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Service } from './types/service.ts';
import { serviceErrors, serviceUpdateErrors } from './validation/service.ts';

export const SERVICE: Kind<Service> = {
  group: '',
  version: 'v1',
  kind: 'Service',
  plural: 'services',
  singular: 'service',
  shortNames: ['svc'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  storagePath: 'services/specs',
  schema: 'V1Service',
  nameRule: 'label1035',
  columns: [
    NAME,
    column('Type', ({ spec }) => spec.type),
    column('Cluster-IP', ({ spec }) => spec.clusterIPs?.[0] || spec.clusterIP || NONE),
    column('External-IP', (service) => externalAddress(service)),
    column('Port(s)', ports),
    AGE,
    wideColumn('Selector', ({ spec }) => formatLabels(spec.selector)),
  ],
  setDefaults({ spec, status }) {
    spec.sessionAffinity ||= 'None';
    if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig;
    else spec.sessionAffinityConfig ??= { clientIP: { timeoutSeconds: 10_800 } };
    spec.type ||= 'ClusterIP';
    for (const port of spec.ports ?? []) {
      port.protocol ||= 'TCP';
      port.targetPort ||= port.port;
    }
    const reachedFromOutside = spec.type === 'NodePort' || spec.type === 'LoadBalancer';
    if (reachedFromOutside) spec.externalTrafficPolicy ||= 'Cluster';
    if (spec.type !== 'ExternalName') spec.internalTrafficPolicy ??= 'Cluster';
    if (spec.type === 'LoadBalancer') spec.allocateLoadBalancerNodePorts ??= true;
    status.loadBalancer ??= {};
  },
  prepareForCreate(service) {
    service.status = { loadBalancer: {} };
  },
  prepareForUpdate(service, old) {
    service.status = old.status;
    keepAllocated(service, old);
  },
  validate: serviceErrors,
  validateUpdate: serviceUpdateErrors,
  fieldSelectors: {
    'spec.clusterIP': ({ spec }) => spec.clusterIP ?? '',
    'spec.type': ({ spec }) => spec.type,
  },
};

/** patchAllocatedValues: what a manifest leaves out, an update does not take back. */
function keepAllocated({ spec }: Service, { spec: old }: Service): void {
  if (hasClusterIP(spec.type) && hasClusterIP(old.type)) {
    spec.clusterIP ||= old.clusterIP;
    if (!spec.clusterIPs && spec.clusterIP === old.clusterIP) spec.clusterIPs = old.clusterIPs;
    spec.ipFamilies ??= old.ipFamilies;
    spec.ipFamilyPolicy ??= old.ipFamilyPolicy;
  }
  if (hasNodePort(spec.type) && hasNodePort(old.type)) {
    const taken = new Set((spec.ports ?? []).map(({ nodePort }) => nodePort));
    for (const port of spec.ports ?? []) {
      const same = old.ports?.find(({ port: number, protocol }) => number === port.port && protocol === port.protocol);
      if (port.nodePort || !same?.nodePort || taken.has(same.nodePort)) continue;
      port.nodePort = same.nodePort;
      taken.add(same.nodePort);
    }
  }
}

const hasClusterIP = (type: Service['spec']['type']): boolean => type !== 'ExternalName';

const hasNodePort = (type: Service['spec']['type']): boolean => type === 'NodePort' || type === 'LoadBalancer';

/** `80/TCP`, `80:30080/TCP`, several with commas. */
function ports({ spec }: Service): string {
  const shown = (spec.ports ?? []).map(({ port, nodePort, protocol }) =>
    nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  );
  return shown.length === 0 ? NONE : shown.join(',');
}

function externalAddress({ spec, status }: Service): string {
  const external = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ExternalName':
      return spec.externalName ?? '';
    case 'LoadBalancer': {
      const given = ingressAddresses(status.loadBalancer?.ingress);
      const all = given === '' ? [...external] : [given, ...external];
      return all.length === 0 ? '<pending>' : all.join(',');
    }
    default:
      return external.length === 0 ? NONE : external.join(',');
  }
}

function ingressAddresses(ingress: readonly { ip?: string; hostname?: string }[] = []): string {
  const addresses = ingress.map(({ ip, hostname }) => ip || hostname || '').filter((address) => address !== '');
  return [...new Set(addresses)].sort().join(',');
}
