// rbac.authorization.k8s.io/v1: Role, ClusterRole and their bindings, enough for the objects every cluster is
// born with. Models pkg/registry/rbac.

import { AGE, CREATED_AT, column, NAME, wideColumn } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type { Role, RoleBinding } from './types/policy.ts';
import { invalid, required, unsupported } from './validation/errors.ts';

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
  validate: roleErrors,
};

export const CLUSTER_ROLE: Kind<Role> = {
  ...shared,
  kind: 'ClusterRole',
  plural: 'clusterroles',
  singular: 'clusterrole',
  namespaced: false,
  schema: 'V1ClusterRole',
  columns: [NAME, CREATED_AT],
  validate: roleErrors,
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
  validate: (binding) => bindingErrors(binding, ['ClusterRole', 'Role']),
  validateUpdate: bindingUpdateErrors,
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
  validate: (binding) => bindingErrors(binding, ['ClusterRole']),
  validateUpdate: bindingUpdateErrors,
};

function defaultBinding(binding: RoleBinding): void {
  if (!binding.roleRef.apiGroup) binding.roleRef.apiGroup = GROUP;
  for (const subject of binding.subjects ?? []) {
    if ((subject.kind === 'User' || subject.kind === 'Group') && !subject.apiGroup) subject.apiGroup = GROUP;
  }
}

/** ValidatePolicyRule: verbs, and either resources or paths. */
function roleErrors(role: Role): FieldError[] {
  return (role.rules ?? []).flatMap((rule, index) => {
    const at = `rules[${index}]`;
    const errors: FieldError[] = [];
    const { verbs = [], apiGroups = [], resources = [], nonResourceURLs = [] } = rule;
    if (verbs.length === 0) errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'));
    if (nonResourceURLs.length > 0) {
      if (role.metadata.namespace) {
        errors.push(
          invalid(`${at}.nonResourceURLs`, nonResourceURLs, 'namespaced rules cannot apply to non-resource URLs'),
        );
      }
      if (apiGroups.length + resources.length + (rule.resourceNames?.length ?? 0) > 0) {
        errors.push(
          invalid(
            `${at}.nonResourceURLs`,
            nonResourceURLs,
            'rules cannot apply to both regular resources and non-resource URLs',
          ),
        );
      }
      return errors;
    }
    if (apiGroups.length === 0) {
      errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'));
    }
    if (resources.length === 0) {
      errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'));
    }
    return errors;
  });
}

function bindingErrors({ roleRef, subjects: all = [] }: RoleBinding, kinds: readonly string[]): FieldError[] {
  const errors: FieldError[] = [];
  if (roleRef.apiGroup !== GROUP) errors.push(unsupported('roleRef.apiGroup', roleRef.apiGroup, [GROUP]));
  if (!kinds.includes(roleRef.kind)) errors.push(unsupported('roleRef.kind', roleRef.kind, kinds));
  if (!roleRef.name) errors.push(required('roleRef.name'));
  for (const [index, subject] of all.entries()) {
    const at = `subjects[${index}]`;
    if (!subject.name) errors.push(required(`${at}.name`));
    if (!['ServiceAccount', 'User', 'Group'].includes(subject.kind)) {
      errors.push(unsupported(`${at}.kind`, subject.kind, ['ServiceAccount', 'User', 'Group']));
    }
    if (subject.kind === 'ServiceAccount' && !subject.namespace) errors.push(required(`${at}.namespace`));
  }
  return errors;
}

function bindingUpdateErrors(binding: RoleBinding, old: RoleBinding): FieldError[] {
  return sameJson(binding.roleRef, old.roleRef)
    ? []
    : [invalid('roleRef', internalReference(binding.roleRef), 'cannot change roleRef')];
}

/** Messages show the server's internal struct, whose fields have no JSON names. */
const internalReference = ({ apiGroup, kind, name }: RoleBinding['roleRef']) => ({
  APIGroup: apiGroup,
  Kind: kind,
  Name: name,
});

/** Service accounts are named with their namespace: `dev/bot`. */
function subjects(binding: RoleBinding, kind: string): string {
  return (binding.subjects ?? [])
    .filter((subject) => subject.kind === kind)
    .map((subject) => (kind === 'ServiceAccount' ? `${subject.namespace}/${subject.name}` : subject.name))
    .join(', ');
}
