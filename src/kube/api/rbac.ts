// Role-based access control: what the cluster's own roles and bindings grant. Models
// plugin/pkg/auth/authorizer/rbac.

import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from '../objects/kinds.ts';
import type { PolicyRule, Role, RoleBinding } from '../objects/types/policy.ts';
import type { User } from './api.ts';
import type { Attributes } from './authorization.ts';
import type { Storage } from './storage.ts';

/** A binding that is about a user, and what it brings. */
export interface Grant {
  readonly binding: RoleBinding;
  readonly subject: Subject;
  readonly rules: readonly PolicyRule[];
}

/** The first that allows what the user asks for; undefined when none does. */
export function grantFor(storage: Storage, user: User, attributes: Attributes): Grant | undefined {
  for (const grant of grantsOf(storage, user, attributes.namespace)) {
    if (allows(grant.rules, attributes)) return grant;
  }
  return undefined;
}

/** Everything bindings let the user do in a namespace. */
export const rulesFor = (storage: Storage, user: User, namespace: string): PolicyRule[] =>
  [...grantsOf(storage, user, namespace)].flatMap(({ rules }) => [...rules]);

/** Those of the cluster first, then those of the namespace. */
function* grantsOf(storage: Storage, user: User, namespace: string): Generator<Grant> {
  for (const binding of storage.all(CLUSTER_ROLE_BINDING) as Generator<RoleBinding>) {
    const subject = subjectOf(binding, user);
    if (subject) yield { binding, subject, rules: rulesOf(storage, binding, '') };
  }
  if (namespace === '') return;
  for (const binding of storage.all(ROLE_BINDING, namespace) as Generator<RoleBinding>) {
    const subject = subjectOf(binding, user);
    if (subject) yield { binding, subject, rules: rulesOf(storage, binding, namespace) };
  }
}

type Subject = NonNullable<RoleBinding['subjects']>[number];

const subjectOf = (binding: RoleBinding, user: User): Subject | undefined =>
  (binding.subjects ?? []).find((subject) => matches(subject, user, binding.metadata.namespace ?? ''));

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
    (has(rule.resources, resource) ||
      (subresource !== undefined && (rule.resources ?? []).includes(`*/${subresource}`))) &&
    (names.length === 0 || names.includes(name))
  );
}

const allowsPath = (rule: PolicyRule, { verb, path }: Attributes): boolean =>
  has(rule.verbs, verb) &&
  (rule.nonResourceURLs ?? []).some((one) => one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1))));
