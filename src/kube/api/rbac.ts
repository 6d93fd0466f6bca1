// Role-based access control: what the cluster's own roles and bindings grant. Models
// plugin/pkg/auth/authorizer/rbac.

import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from '../objects/kinds.ts';
import type { PolicyRule, Role, RoleBinding } from '../objects/types.ts';
import type { User } from './api.ts';
import type { Attributes } from './authorization.ts';
import type { Storage } from './storage.ts';

/** Whether any binding grants the user what it asks for. */
export function isGranted(storage: Storage, user: User, attributes: Attributes): boolean {
  for (const binding of storage.all(CLUSTER_ROLE_BINDING) as Generator<RoleBinding>) {
    if (isAbout(binding, user) && allows(rulesOf(storage, binding, ''), attributes)) return true;
  }
  if (attributes.namespace === '') return false;
  for (const binding of storage.all(ROLE_BINDING, attributes.namespace) as Generator<RoleBinding>) {
    if (isAbout(binding, user) && allows(rulesOf(storage, binding, attributes.namespace), attributes)) return true;
  }
  return false;
}

type Subject = NonNullable<RoleBinding['subjects']>[number];

const isAbout = (binding: RoleBinding, user: User): boolean =>
  (binding.subjects ?? []).some((subject) => matches(subject, user, binding.metadata.namespace ?? ''));

function matches(subject: Subject, user: User, namespace: string): boolean {
  switch (subject.kind) {
    case 'User':
      return subject.name === user.name;
    case 'Group':
      return user.groups.includes(subject.name);
    case 'ServiceAccount':
      return user.name === `system:serviceaccount:${subject.namespace || namespace}:${subject.name}`;
    default:
      return false;
  }
}

/** A binding to a role that is not there grants nothing. */
function rulesOf(storage: Storage, { roleRef }: RoleBinding, namespace: string): readonly PolicyRule[] {
  const role =
    roleRef.kind === 'ClusterRole'
      ? storage.cached(CLUSTER_ROLE, '', roleRef.name)
      : storage.cached(ROLE, namespace, roleRef.name);
  return (role as Role | undefined)?.rules ?? [];
}

const allows = (rules: readonly PolicyRule[], attributes: Attributes): boolean =>
  rules.some((rule) => (attributes.resource === '' ? allowsPath(rule, attributes) : allowsResource(rule, attributes)));

const has = (list: readonly string[] | undefined, wanted: string): boolean =>
  (list ?? []).some((one) => one === '*' || one === wanted);

function allowsResource(rule: PolicyRule, { verb, group, resource, name }: Attributes): boolean {
  const subresource = resource.split('/')[1];
  const names = rule.resourceNames ?? [];
  return (
    has(rule.verbs, verb) &&
    has(rule.apiGroups, group) &&
    (has(rule.resources, resource) || (subresource !== undefined && (rule.resources ?? []).includes(`*/${subresource}`))) &&
    (names.length === 0 || names.includes(name))
  );
}

const allowsPath = (rule: PolicyRule, { verb, path }: Attributes): boolean =>
  has(rule.verbs, verb) &&
  (rule.nonResourceURLs ?? []).some((one) => one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1))));
