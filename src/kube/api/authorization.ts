// Who may do what, before any role is asked: the bindings every cluster is born with, as fixed rules. What
// they leave open, the cluster's own roles and bindings decide (see rbac.ts).

import type { User } from './api.ts';

export interface Attributes {
  readonly verb: string;
  readonly group: string;
  /** With its subresource: `pods/log`. Empty for paths. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** For requests that are about no resource: `/healthz`. */
  readonly path: string;
}

export type Authorize = (user: User, attributes: Attributes) => boolean;

export const ANONYMOUS: User = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

const PUBLIC_PATHS = ['/healthz', '/livez', '/readyz', '/version', '/version/'];
const DISCOVERY_PATHS = ['/api', '/apis', '/openapi', '/version'];

/** Groups and users that the bindings of a kubeadm cluster trust with all that they do. */
const TRUSTED_GROUPS = [
  'system:masters',
  'kubeadm:cluster-admins',
  'system:nodes',
  'system:serviceaccounts:kube-system',
];
const TRUSTED_USERS = [
  'system:kube-controller-manager',
  'system:kube-scheduler',
  'system:kube-proxy',
  'system:apiserver',
];

/** As after `kubeadm init`, before anybody made a role. */
export const authorizeAsBootstrapped: Authorize = (user, { resource, path, verb }) => {
  if (user.groups.some((group) => TRUSTED_GROUPS.includes(group)) || TRUSTED_USERS.includes(user.name)) return true;
  if (resource !== '' || verb !== 'get') return false;
  const below = (places: readonly string[]) => places.some((one) => path === one || path.startsWith(`${one}/`));
  if (below(PUBLIC_PATHS)) return true;
  return user.groups.includes('system:authenticated') && below(DISCOVERY_PATHS);
};

/** `User "x" cannot list resource "pods" in API group "" in the namespace "default"`. */
export function denial(user: User, { verb, group, resource, namespace, path }: Attributes): string {
  const quotedName = JSON.stringify(user.name);
  if (resource === '') return `User ${quotedName} cannot ${verb} path ${JSON.stringify(path)}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  return `User ${quotedName} cannot ${verb} resource ${JSON.stringify(resource)} in API group ${JSON.stringify(group)} ${where}`;
}
