// What the server itself puts into an empty cluster, and puts back when somebody takes it away: system
// namespaces, its own Service and where that leads, the system priority classes, the first roles.

import type { Kind } from '../objects/kind.ts';
import { apiVersionOf } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { bootstrapRoles } from './bootstrap-roles.ts';
import type { Resources } from './resources.ts';

export interface OwnAddress {
  /** Where other machines reach this server. */
  readonly address: string;
  readonly port: number;
  /** The `kubernetes` Service's. */
  readonly clusterIp: string;
}

const NAMESPACES = ['kube-system', 'kube-public', 'kube-node-lease', 'default'];

const PRIORITY_CLASSES = [
  {
    name: 'system-node-critical',
    value: 2_000_001_000,
    description: 'Used for system critical pods that must not be moved from their current node.',
  },
  {
    name: 'system-cluster-critical',
    value: 2_000_000_000,
    description:
      'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  },
];

type Draft = Record<string, unknown> & { readonly metadata: Record<string, unknown> };

/**
 * Creates what is missing; `create` is the server's own way in. Namespaces and the way to the server are looked
 * after all the time; priority classes and roles are put back when it starts, as post-start hooks do.
 */
export function ensureSystemObjects(
  resources: Resources,
  own: OwnAddress,
  isStart: boolean,
  minor: number,
  create: (kind: Kind, draft: Draft) => void,
): void {
  const ensure = (group: string, name: string, draft: Draft): KubeObject | undefined => {
    const kind = resources.kind(group, name);
    if (!kind) return undefined;
    const { namespace = '', name: objectName } = draft.metadata as { namespace?: string; name: string };
    const present = resources.find(kind, namespace, objectName);
    if (!present) create(kind, { apiVersion: apiVersionOf(kind), kind: kind.kind, ...draft });
    return present;
  };
  for (const name of NAMESPACES) ensure('', 'Namespace', { metadata: { name } });
  if (isStart) {
    for (const { name, ...rest } of PRIORITY_CLASSES)
      ensure('scheduling.k8s.io', 'PriorityClass', { metadata: { name }, ...rest });
    for (const { kind, draft } of bootstrapRoles(minor)) ensure('rbac.authorization.k8s.io', kind, draft);
  }
  ensure('', 'Service', {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { component: 'apiserver', provider: 'kubernetes' } },
    spec: {
      type: 'ClusterIP',
      clusterIP: own.clusterIp,
      ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: own.port }],
      sessionAffinity: 'None',
    },
  });
  const port = { name: 'https', port: own.port, protocol: 'TCP' };
  ensure('', 'Endpoints', {
    metadata: {
      name: 'kubernetes',
      namespace: 'default',
      labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' },
    },
    subsets: [{ addresses: [{ ip: own.address }], ports: [port] }],
  });
  ensure('discovery.k8s.io', 'EndpointSlice', {
    metadata: { name: 'kubernetes', namespace: 'default', labels: { 'kubernetes.io/service-name': 'kubernetes' } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [own.address], conditions: { ready: true } }],
    ports: [port],
  });
}
