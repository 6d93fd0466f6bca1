// rbac.authorization.k8s.io/v1: Role, ClusterRole and their bindings, enough for the objects every cluster is
// born with. Models pkg/registry/rbac.

import { AGE, CREATED_AT, column, NAME, wideColumn } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Role, RoleBinding } from './types.ts';

const GROUP = 'rbac.authorization.k8s.io';

const shared = {
  group: GROUP,
  version: 'v1',
  shortNames: [],
  categories: [],
  subresources: [],
  nameRule: 'path',
} as const;

export const ROLE: Kind<Role> = {
  ...shared,
  kind: 'Role',
  plural: 'roles',
  singular: 'role',
  namespaced: true,
  schema: 'V1Role',
  columns: [NAME, CREATED_AT],
};

export const CLUSTER_ROLE: Kind<Role> = {
  ...shared,
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
  schema: 'V1ClusterRole',
  columns: [NAME, CREATED_AT],
};

const bindingColumns: Kind<RoleBinding>['columns'] = [
  NAME,
  column('Role', ({ roleRef }) => `${roleRef.kind}/${roleRef.name}`),
  AGE,
  wideColumn('Users', (binding) => subjects(binding, 'User')),
  wideColumn('Groups', (binding) => subjects(binding, 'Group')),
  wideColumn('ServiceAccounts', (binding) => subjects(binding, 'ServiceAccount')),
];

export const ROLE_BINDING: Kind<RoleBinding> = {
  ...shared,
  kind: 'RoleBinding',
  plural: 'rolebindings',
  singular: 'rolebinding',
  namespaced: true,
  schema: 'V1RoleBinding',
  columns: bindingColumns,
  setDefaults: defaultBinding,
};

export const CLUSTER_ROLE_BINDING: Kind<RoleBinding> = {
  ...shared,
  kind: 'ClusterRoleBinding',
  plural: 'clusterrolebindings',
  singular: 'clusterrolebinding',
  namespaced: false,
  schema: 'V1ClusterRoleBinding',
  columns: bindingColumns,
  setDefaults: defaultBinding,
};

function defaultBinding(binding: RoleBinding): void {
  if (!binding.roleRef.apiGroup) binding.roleRef.apiGroup = GROUP;
  for (const subject of binding.subjects ?? []) {
    if ((subject.kind === 'User' || subject.kind === 'Group') && !subject.apiGroup) subject.apiGroup = GROUP;
  }
}

/** Service accounts are named with their namespace: `dev/bot`. */
function subjects(binding: RoleBinding, kind: string): string {
  return (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map((subject) => (kind === 'ServiceAccount' ? `${subject.namespace}/${subject.name}` : subject.name))
    .join(', ');
}
