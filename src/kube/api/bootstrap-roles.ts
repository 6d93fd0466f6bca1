// The cluster roles and bindings every API server makes when it first starts, as far as users ask for them: the
// administrator's, the three for users of a namespace, and what everybody may see. The roles of single controllers are
// left out: their programs are trusted as a whole (see authorization.ts). Models
// plugin/pkg/auth/authorizer/rbac/bootstrappolicy.

import type { PolicyRule } from '../objects/types/policy.ts';

interface BootstrapRole {
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly rules: readonly PolicyRule[];
  /** Groups it is bound to. */
  readonly groups?: readonly string[];
}

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

const paths = (...nonResourceURLs: readonly string[]): PolicyRule => ({
  nonResourceURLs: [...nonResourceURLs],
  verbs: ['get'],
});

const ROLES: readonly BootstrapRole[] = [
  {
    name: 'cluster-admin',
    rules: [resourceRule('*', ['*'], '*'), { nonResourceURLs: ['*'], verbs: ['*'] }],
    groups: ['system:masters'],
  },
  { name: 'admin', rules: [...ADMIN, ...EDIT, ...VIEW] },
  { name: 'edit', labels: { 'rbac.authorization.k8s.io/aggregate-to-admin': 'true' }, rules: [...EDIT, ...VIEW] },
  { name: 'view', labels: { 'rbac.authorization.k8s.io/aggregate-to-edit': 'true' }, rules: VIEW },
  {
    name: 'system:basic-user',
    rules: [
      resourceRule('authorization.k8s.io', ['create'], 'selfsubjectaccessreviews', 'selfsubjectrulesreviews'),
      resourceRule('authentication.k8s.io', ['create'], 'selfsubjectreviews'),
    ],
    groups: ['system:authenticated'],
  },
  {
    name: 'system:discovery',
    rules: [
      paths(
        '/api',
        '/api/*',
        '/apis',
        '/apis/*',
        '/healthz',
        '/livez',
        '/openapi',
        '/openapi/*',
        '/readyz',
        '/version',
        '/version/',
      ),
    ],
    groups: ['system:authenticated'],
  },
  {
    name: 'system:public-info-viewer',
    rules: [paths('/healthz', '/livez', '/readyz', '/version', '/version/')],
    groups: ['system:authenticated', 'system:unauthenticated'],
  },
];

interface Draft extends Record<string, unknown> {
  readonly metadata: Record<string, unknown>;
}

const metadata = (name: string, labels: Readonly<Record<string, string>> = {}) => ({
  name,
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults', ...labels },
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
});

const GROUP = 'rbac.authorization.k8s.io';

/** What to create, by kind. */
export function bootstrapRoles(): { readonly kind: 'ClusterRole' | 'ClusterRoleBinding'; readonly draft: Draft }[] {
  return ROLES.flatMap(({ name, labels, rules, groups }) => [
    { kind: 'ClusterRole' as const, draft: { metadata: metadata(name, labels), rules } },
    ...(groups
      ? [
          {
            kind: 'ClusterRoleBinding' as const,
            draft: {
              metadata: metadata(name),
              roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name },
              subjects: groups.map((group) => ({ apiGroup: GROUP, kind: 'Group', name: group })),
            },
          },
        ]
      : []),
  ]);
}
