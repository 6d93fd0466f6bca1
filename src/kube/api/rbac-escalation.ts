// Nobody grants what they do not have: whoever writes a role or a binding must hold its permissions already, or be
// allowed to `escalate` or `bind`. Models pkg/registry/rbac/{role,rolebinding}/policybased and validation.Covers.

import { CLUSTER_ROLE, ROLE } from '../objects/kinds.ts';
import { sameJson } from '../objects/strategy.ts';
import type { PolicyRule, Role, RoleBinding } from '../objects/types/policy.ts';
import type { AdmissionPlugin, AdmissionRequest } from './admission/admission.ts';
import type { User } from './api.ts';
import type { Authority } from './reviews.ts';
import { forbidden, notFound, unknownError } from './status.ts';
import type { Storage } from './storage.ts';

const GROUP = 'rbac.authorization.k8s.io';

export function escalationGuard(authority: Authority, storage: Storage): AdmissionPlugin {
  const may = (user: User, verb: string, resource: string, namespace: string, name: string): boolean =>
    authority.allows(user, { verb, group: GROUP, resource, namespace, name, path: '' }) !== undefined;
  const guardRole = ({ user, kind, namespace, name, object, old }: AdmissionRequest): void => {
    const { rules } = object as Role;
    if (old && sameJson(rules, (old as Role).rules)) return;
    if (may(user, 'escalate', kind.plural, namespace, name)) return;
    refuseUncovered(user, kind, name, rules ?? [], authority.rulesFor(user, namespace));
  };
  const guardBinding = ({ user, kind, namespace, name, object, old }: AdmissionRequest): void => {
    const binding = object as RoleBinding;
    const before = old as RoleBinding | undefined;
    if (before && sameJson(binding.roleRef, before.roleRef) && sameJson(binding.subjects, before.subjects)) return;
    const { roleRef } = binding;
    const isCluster = roleRef.kind === 'ClusterRole';
    if (!isCluster && (roleRef.kind !== 'Role' || !kind.namespaced)) {
      throw unknownError(`unsupported role reference kind: ${JSON.stringify(roleRef.kind)}`);
    }
    const role = isCluster ? CLUSTER_ROLE : ROLE;
    if (may(user, 'bind', role.plural, isCluster ? '' : namespace, roleRef.name)) return;
    const found = storage.read(role, isCluster ? '' : namespace, roleRef.name);
    if (!found) throw notFound(role, roleRef.name);
    refuseUncovered(user, kind, name, (found.object as Role).rules ?? [], authority.rulesFor(user, namespace));
  };
  return {
    name: 'RBAC escalation',
    admit(request) {
      const { user, kind, operation } = request;
      if (kind.group !== GROUP || operation === 'DELETE' || user.groups.includes('system:masters')) return;
      if (kind.plural === 'roles' || kind.plural === 'clusterroles') guardRole(request);
      else guardBinding(request);
    },
  };
}

function refuseUncovered(
  user: User,
  kind: AdmissionRequest['kind'],
  name: string,
  wanted: readonly PolicyRule[],
  held: readonly PolicyRule[],
): void {
  const missing = wanted.flatMap(single).filter((rule) => !held.some((one) => covers(one, rule)));
  if (missing.length === 0) return;
  const groups = user.groups.map((group) => JSON.stringify(group)).join(' ');
  throw forbidden(
    kind,
    name,
    `user ${JSON.stringify(user.name)} (groups=[${groups}]) is attempting to grant RBAC permissions not currently held:\n${compacted(missing).map(ruleText).join('\n')}`,
  );
}

/** One rule for each verb, group, resource and name. */
function single({
  verbs,
  apiGroups = [],
  resources = [],
  resourceNames = [],
  nonResourceURLs = [],
}: PolicyRule): PolicyRule[] {
  const about: PolicyRule[] = apiGroups.flatMap((group) =>
    resources.flatMap((resource) =>
      (resourceNames.length > 0 ? resourceNames : [undefined]).map((name) => ({
        verbs: [],
        apiGroups: [group],
        resources: [resource],
        ...(name !== undefined && { resourceNames: [name] }),
      })),
    ),
  );
  const paths: PolicyRule[] = nonResourceURLs.map((path) => ({ verbs: [], nonResourceURLs: [path] }));
  return [...about, ...paths].flatMap((rule) => verbs.map((verb) => ({ ...rule, verbs: [verb] })));
}

const includes = (list: readonly string[] | undefined, wanted: string | undefined): boolean =>
  wanted !== undefined && (list ?? []).some((one) => one === '*' || one === wanted);

/** `wanted` is a single rule. */
function covers(held: PolicyRule, wanted: PolicyRule): boolean {
  if (!includes(held.verbs, wanted.verbs[0])) return false;
  const [path] = wanted.nonResourceURLs ?? [];
  if (path !== undefined) {
    return (held.nonResourceURLs ?? []).some(
      (one) => one === path || (one.endsWith('*') && path.startsWith(one.slice(0, -1))),
    );
  }
  const [resource] = wanted.resources ?? [];
  const subresource = resource?.split('/')[1];
  const names = held.resourceNames ?? [];
  return (
    includes(held.apiGroups, wanted.apiGroups?.[0]) &&
    (includes(held.resources, resource) ||
      (subresource !== undefined && (held.resources ?? []).includes(`*/${subresource}`))) &&
    (names.length === 0 || (wanted.resourceNames ?? []).some((name) => names.includes(name)))
  );
}

/** Rules that differ in their verb only become one. */
function compacted(rules: readonly PolicyRule[]): PolicyRule[] {
  const found: PolicyRule[] = [];
  for (const { verbs, ...rest } of rules) {
    const like = found.find(({ verbs: _, ...other }) => sameJson(other, rest));
    if (like) like.verbs = [...like.verbs, ...verbs].sort();
    else found.push({ ...rest, verbs: [...verbs] });
  }
  return found;
}

function ruleText({ apiGroups, resources, resourceNames, nonResourceURLs, verbs }: PolicyRule): string {
  const parts: string[] = [];
  const add = (title: string, list: readonly string[] | undefined) => {
    if (list?.length) parts.push(`${title}:[${list.map((one) => JSON.stringify(one)).join(' ')}]`);
  };
  add('APIGroups', apiGroups);
  add('NonResourceURLs', nonResourceURLs);
  add('Resources', resources);
  add('ResourceNames', resourceNames);
  add('Verbs', verbs);
  return `{${parts.join(', ')}}`;
}
