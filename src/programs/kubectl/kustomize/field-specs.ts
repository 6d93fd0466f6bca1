// Where labels, annotations and references to other objects stand, by kind. The tables of
// kustomize/api/internal/konfig/builtinpluginconsts; `*` stands for every kind.

export interface FieldSpec {
  /** Kinds, or `*`. */
  readonly kinds: string;
  readonly path: string;
  /** Maps on the way are made. */
  readonly create: boolean;
}

const spec = (kinds: string, path: string, create = false): FieldSpec => ({ kinds, path, create });

export const concerns = ({ kinds }: FieldSpec, kind: string): boolean =>
  kinds === '*' || kinds.split(' ').includes(kind);

/** Owners of a pod template at spec/template. */
const TEMPLATED = 'ReplicationController Deployment ReplicaSet DaemonSet StatefulSet Job';
const AFFINITIES = ['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
  `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution[]/podAffinityTerm/labelSelector/matchLabels`,
  `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution[]/labelSelector/matchLabels`,
]);

export const METADATA_LABELS: readonly FieldSpec[] = [spec('*', 'metadata/labels', true)];

export const TEMPLATE_LABELS: readonly FieldSpec[] = [
  spec(TEMPLATED, 'spec/template/metadata/labels', true),
  spec('CronJob', 'spec/jobTemplate/metadata/labels', true),
  spec('CronJob', 'spec/jobTemplate/spec/template/metadata/labels', true),
  spec('StatefulSet', 'spec/volumeClaimTemplates[]/metadata/labels', true),
];

export const SELECTOR_LABELS: readonly FieldSpec[] = [
  spec('Service ReplicationController', 'spec/selector', true),
  spec('Deployment ReplicaSet DaemonSet StatefulSet', 'spec/selector/matchLabels', true),
  spec('Job', 'spec/selector/matchLabels'),
  spec('CronJob', 'spec/jobTemplate/spec/selector/matchLabels'),
  spec('PodDisruptionBudget', 'spec/selector/matchLabels'),
  spec('Deployment StatefulSet', 'spec/template/spec/topologySpreadConstraints[]/labelSelector/matchLabels'),
  ...AFFINITIES.map((path) => spec('Deployment StatefulSet', `spec/template/spec/${path}`)),
  spec('NetworkPolicy', 'spec/podSelector/matchLabels'),
  spec('NetworkPolicy', 'spec/ingress[]/from[]/podSelector/matchLabels'),
  spec('NetworkPolicy', 'spec/egress[]/to[]/podSelector/matchLabels'),
];

export const ANNOTATIONS: readonly FieldSpec[] = [
  spec('*', 'metadata/annotations', true),
  spec(TEMPLATED, 'spec/template/metadata/annotations', true),
  spec('CronJob', 'spec/jobTemplate/metadata/annotations', true),
  spec('CronJob', 'spec/jobTemplate/spec/template/metadata/annotations', true),
];

// ——— names of other objects ———

export interface Reference {
  /** The kind whose names stand there. */
  readonly to: string;
  readonly from: readonly FieldSpec[];
}

/** Where pods stand in their owners. */
const PODS: readonly (readonly [kinds: string, path: string])[] = [
  ['Pod', 'spec'],
  [TEMPLATED, 'spec/template/spec'],
  ['CronJob', 'spec/jobTemplate/spec/template/spec'],
];
const inPods = (...paths: string[]): FieldSpec[] =>
  PODS.flatMap(([kinds, pod]) => paths.map((path) => spec(kinds, `${pod}/${path}`)));
const inContainers = (path: string): string[] =>
  ['containers[]', 'initContainers[]', 'ephemeralContainers[]'].map((list) => `${list}/${path}`);

export const REFERENCES: readonly Reference[] = [
  ...['Deployment', 'ReplicationController', 'ReplicaSet', 'StatefulSet'].map((to) => ({
    to,
    from: [spec('HorizontalPodAutoscaler', 'spec/scaleTargetRef/name')],
  })),
  {
    to: 'ConfigMap',
    from: inPods(
      'volumes[]/configMap/name',
      'volumes[]/projected/sources[]/configMap/name',
      ...inContainers('env[]/valueFrom/configMapKeyRef/name'),
      ...inContainers('envFrom[]/configMapRef/name'),
    ),
  },
  {
    to: 'Secret',
    from: [
      ...inPods(
        'volumes[]/secret/secretName',
        'volumes[]/projected/sources[]/secret/name',
        ...inContainers('env[]/valueFrom/secretKeyRef/name'),
        ...inContainers('envFrom[]/secretRef/name'),
        'imagePullSecrets[]/name',
      ),
      spec('Ingress', 'spec/tls[]/secretName'),
      spec('ServiceAccount', 'imagePullSecrets[]/name'),
      spec('ServiceAccount', 'secrets[]/name'),
    ],
  },
  {
    to: 'Service',
    from: [
      spec('StatefulSet', 'spec/serviceName'),
      spec('Ingress', 'spec/rules[]/http/paths[]/backend/service/name'),
      spec('Ingress', 'spec/defaultBackend/service/name'),
      spec('APIService', 'spec/service/name'),
      spec('ValidatingWebhookConfiguration MutatingWebhookConfiguration', 'webhooks[]/clientConfig/service/name'),
    ],
  },
  { to: 'Role', from: [spec('RoleBinding', 'roleRef/name')] },
  { to: 'ClusterRole', from: [spec('RoleBinding ClusterRoleBinding', 'roleRef/name')] },
  {
    to: 'ServiceAccount',
    from: [spec('RoleBinding ClusterRoleBinding', 'subjects[]/name'), ...inPods('serviceAccountName')],
  },
  { to: 'PersistentVolumeClaim', from: inPods('volumes[]/persistentVolumeClaim/claimName') },
  { to: 'PersistentVolume', from: [spec('PersistentVolumeClaim', 'spec/volumeName')] },
  {
    to: 'StorageClass',
    from: [
      spec('PersistentVolume PersistentVolumeClaim', 'spec/storageClassName'),
      spec('StatefulSet', 'spec/volumeClaimTemplates[]/spec/storageClassName'),
    ],
  },
  { to: 'PriorityClass', from: inPods('priorityClassName') },
  { to: 'IngressClass', from: [spec('Ingress', 'spec/ingressClassName')] },
];
