// The roles and bindings every API server makes when it first starts. Most stand as text in bootstrap-policy-text.ts;
// here are those for users of a namespace, and how the text is read. Models plugin/pkg/auth/authorizer/rbac/bootstrappolicy.

import type { PolicyRule, RoleBinding } from '../objects/types/policy.ts';
import { BOOTSTRAP_POLICY_TEXT, NAMESPACED_POLICY_TEXT } from './bootstrap-policy-text.ts';

type Subject = NonNullable<RoleBinding['subjects']>[number];

interface BootstrapRole {
  readonly name: string;
  /** Missing: a cluster role. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly rules: readonly PolicyRule[];
  /** Whom it is bound to. */
  readonly subjects?: readonly Subject[];
  /** Its rules are those of the roles labelled so. */
  readonly aggregates?: string;
  readonly isBindingOnly?: boolean;
}

const GROUP = 'rbac.authorization.k8s.io';

const READ = ['get', 'list', 'watch'];
const WRITE = ['create', 'delete', 'deletecollection', 'patch', 'update'];

const resourceRule = (group: string, verbs: readonly string[], ...resources: readonly string[]): PolicyRule => ({
  apiGroups: [group],
  resources: [...resources],
  verbs: [...verbs],
});

const scaled = (name: string): string[] => [name, `${name}/scale`];

const VIEW: readonly PolicyRule[] = [
  resourceRule(
    '',
    READ,
    'configmaps',
    'endpoints',
    'persistentvolumeclaims',
    'persistentvolumeclaims/status',
    'pods',
    ...scaled('replicationcontrollers'),
    'serviceaccounts',
    'services',
    'services/status',
  ),
  resourceRule(
    '',
    READ,
    'bindings',
    'events',
    'limitranges',
    'namespaces/status',
    'pods/log',
    'pods/status',
    'replicationcontrollers/status',
    'resourcequotas',
    'resourcequotas/status',
  ),
  resourceRule('', READ, 'namespaces'),
  resourceRule('discovery.k8s.io', READ, 'endpointslices'),
  resourceRule(
    'apps',
    READ,
    'controllerrevisions',
    'daemonsets',
    'daemonsets/status',
    ...withStatus('deployments'),
    ...withStatus('replicasets'),
    ...withStatus('statefulsets'),
  ),
  resourceRule('autoscaling', READ, 'horizontalpodautoscalers', 'horizontalpodautoscalers/status'),
  resourceRule('batch', READ, 'cronjobs', 'cronjobs/status', 'jobs', 'jobs/status'),
  resourceRule('policy', READ, 'poddisruptionbudgets', 'poddisruptionbudgets/status'),
  resourceRule('networking.k8s.io', READ, 'ingresses', 'ingresses/status', 'networkpolicies'),
];

function withStatus(name: string): string[] {
  return [...scaled(name), `${name}/status`];
}

const EDIT: readonly PolicyRule[] = [
  resourceRule('', READ, 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy', 'secrets', 'services/proxy'),
  resourceRule('', ['impersonate'], 'serviceaccounts'),
  resourceRule('', WRITE, 'pods', 'pods/attach', 'pods/exec', 'pods/portforward', 'pods/proxy'),
  resourceRule('', ['create'], 'pods/eviction'),
  resourceRule(
    '',
    WRITE,
    'configmaps',
    'events',
    'persistentvolumeclaims',
    ...scaled('replicationcontrollers'),
    'secrets',
    'serviceaccounts',
    'services',
    'services/proxy',
  ),
  resourceRule('', ['create'], 'serviceaccounts/token'),
  resourceRule(
    'apps',
    WRITE,
    'daemonsets',
    ...scaled('deployments'),
    'deployments/rollback',
    ...scaled('replicasets'),
    ...scaled('statefulsets'),
  ),
  resourceRule('autoscaling', WRITE, 'horizontalpodautoscalers'),
  resourceRule('batch', WRITE, 'cronjobs', 'jobs'),
  resourceRule('policy', WRITE, 'poddisruptionbudgets'),
  resourceRule('networking.k8s.io', WRITE, 'ingresses', 'networkpolicies'),
  resourceRule('coordination.k8s.io', [...WRITE, ...READ], 'leases'),
];

const ADMIN: readonly PolicyRule[] = [
  resourceRule('authorization.k8s.io', ['create'], 'localsubjectaccessreviews'),
  resourceRule('rbac.authorization.k8s.io', [...WRITE, ...READ], 'rolebindings', 'roles'),
];

/** The three roles for users of a namespace are put together from parts, to which anybody may add more. */
const AGGREGATED: readonly BootstrapRole[] = [
  { name: 'admin', aggregates: 'admin', rules: [...EDIT, ...VIEW, ...ADMIN] },
  { name: 'edit', aggregates: 'edit', labels: aggregatedTo('admin'), rules: [...EDIT, ...VIEW] },
  { name: 'view', aggregates: 'view', labels: aggregatedTo('edit'), rules: VIEW },
  { name: 'system:aggregate-to-admin', labels: aggregatedTo('admin'), rules: ADMIN },
  { name: 'system:aggregate-to-edit', labels: aggregatedTo('edit'), rules: EDIT },
  { name: 'system:aggregate-to-view', labels: aggregatedTo('view'), rules: VIEW },
];

function aggregatedTo(role: string): Record<string, string> {
  return { [`rbac.authorization.k8s.io/aggregate-to-${role}`]: 'true' };
}

// ——— reading the text ———

/** `system:kube-dns | serviceaccount=kube-system/kube-dns` and its rules. */
function readRoles(text: string, minor: number): BootstrapRole[] {
  return text
    .trim()
    .split(/\n(?! )/)
    .flatMap((block) => {
      const [title, ...rules] = block.split('\n');
      const [names, words = ''] = title.split(' | ');
      const [name, namespace] = names.split(' ').reverse();
      const since = /since=(\d+)/.exec(words)?.[1] ?? '0';
      if (Number(since) > minor) return [];
      return [{ name, namespace, rules: rules.map(readRule), subjects: subjectsOf(name, words) }];
    });
}

/** ` get,list - pods,services name`; the group `paths` is for rules about paths. */
function readRule(line: string): PolicyRule {
  const [verbs, groups, things, names] = line.trim().split(' ');
  if (groups === 'paths') return { nonResourceURLs: things.split(','), verbs: verbs.split(',') };
  return {
    apiGroups: groups.split(',').map((group) => (group === '-' ? '' : group)),
    ...(names !== undefined && { resourceNames: names.split(',') }),
    resources: things.split(','),
    verbs: verbs.split(','),
  };
}

function subjectsOf(role: string, words: string): Subject[] {
  return words.split(' ').flatMap((word): Subject[] => {
    if (word === 'controller') {
      return [{ kind: 'ServiceAccount', name: role.replace('system:controller:', ''), namespace: 'kube-system' }];
    }
    const [kind, name = ''] = word.split('=');
    if (kind === 'serviceaccount') {
      const [namespace, account] = name.split('/');
      return [{ kind: 'ServiceAccount', name: account, namespace }];
    }
    if (kind === 'group') return [{ apiGroup: GROUP, kind: 'Group', name }];
    return kind === 'user' ? [{ apiGroup: GROUP, kind: 'User', name }] : [];
  });
}

interface Draft extends Record<string, unknown> {
  readonly metadata: Record<string, unknown>;
}

const metadata = (name: string, labels: Readonly<Record<string, string>> = {}) => ({
  name,
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
});

/** What to create, by kind. */
export function bootstrapRoles(minor: number): { readonly kind: string; readonly draft: Draft }[] {
  const roles = [
    ...AGGREGATED,
    ...readRoles(BOOTSTRAP_POLICY_TEXT, minor),
    ...readRoles(NAMESPACED_POLICY_TEXT, minor),
    // Bound by name only: the role is made above, for everybody.
    { name: 'system:node', rules: [], isBindingOnly: true },
  ];
  return roles.flatMap(
    ({ name, namespace, labels, rules, subjects = [], aggregates, isBindingOnly }: BootstrapRole) => {
      const where = { ...metadata(name, labels), ...(namespace !== undefined && { namespace }) };
      const kind = namespace === undefined ? 'ClusterRole' : 'Role';
      const selector = aggregates && { clusterRoleSelectors: [{ matchLabels: aggregatedTo(aggregates) }] };
      const role = { kind, draft: { metadata: where, rules, ...(selector && { aggregationRule: selector }) } };
      const binding = {
        kind: `${kind}Binding`,
        draft: {
          metadata: { ...where, labels: metadata(name).labels },
          roleRef: { apiGroup: GROUP, kind, name },
          subjects,
        },
      };
      return [...(isBindingOnly ? [] : [role]), ...(subjects.length > 0 || isBindingOnly ? [binding] : [])];
    },
  );
}
