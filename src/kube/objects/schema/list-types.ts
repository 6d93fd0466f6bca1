// Which lists are sets of named things, after the markers +listType and +patchMergeKey of k8s.io/api: server-side apply
// and OpenAPI go by them. What is not here is atomic.

/** Fields that are maps by these keys, wherever a model has such a field. */
const BY_NAME: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey', 'whenUnsatisfiable'],
  schedulingGates: ['name'],
  resourceClaims: ['name'],
  resourceClaimStatuses: ['name'],
  podIPs: ['ip'],
  ownerReferences: ['uid'],
  webhooks: ['name'],
  matchConditions: ['name'],
  variables: ['name'],
  conditions: ['type'],
};

const BY_FIELD: Readonly<Record<string, readonly string[]>> = {
  'V1Container.ports': ['containerPort', 'protocol'],
  'V1EphemeralContainer.ports': ['containerPort', 'protocol'],
  'V1ServiceSpec.ports': ['port', 'protocol'],
  'V1ServiceAccount.secrets': ['name'],
  'V1NodeStatus.addresses': ['type'],
  'V1ResourceRequirements.claims': ['name'],
  'V1CSINodeSpec.drivers': ['name'],
  'V1CustomResourceDefinitionStatus.conditions': ['type'],
};

/** Named like a map, but atomic. */
const ATOMIC = new Set([
  'V1ReplicaSetCondition.conditions',
  'V1ComponentStatus.conditions',
  'V1PodDisruptionBudgetStatus.conditions',
]);

const SETS = new Set([
  'V1ObjectMeta.finalizers',
  'V1NodeSpec.podCIDRs',
  'V1PersistentVolumeClaimStatus.allocatedResourceStatuses',
]);

export type ListType = { readonly kind: 'map'; readonly keys: readonly string[] } | { readonly kind: 'set' | 'atomic' };

export function listTypeOf(model: string, field: string): ListType {
  const id = `${model}.${field}`;
  if (SETS.has(id)) return { kind: 'set' };
  const keys = BY_FIELD[id] ?? (ATOMIC.has(id) ? undefined : BY_NAME[field]);
  return keys ? { kind: 'map', keys } : { kind: 'atomic' };
}

/** Structs that are replaced as a whole, after +structType=atomic. */
const ATOMIC_STRUCTS = new Set([
  'V1LabelSelector',
  'V1NodeSelector',
  'V1NodeSelectorTerm',
  'V1ObjectReference',
  'V1LocalObjectReference',
  'V1SecretReference',
  'V1ConfigMapKeySelector',
  'V1SecretKeySelector',
  'V1ObjectFieldSelector',
  'V1ResourceFieldSelector',
  'V1TypedLocalObjectReference',
  'V1RoleRef',
  'RbacV1Subject',
  'V1OwnerReference',
  'V1ScopeSelector',
  'V1TopologySelectorTerm',
]);

export const isAtomicStruct = (model: string): boolean => ATOMIC_STRUCTS.has(model);

/** Maps replaced as a whole, after +mapType=atomic. */
const ATOMIC_MAPS = new Set([
  'V1PodSpec.nodeSelector',
  'V1ServiceSpec.selector',
  'V1ReplicationControllerSpec.selector',
]);

export const isAtomicMap = (model: string, field: string): boolean => ATOMIC_MAPS.has(`${model}.${field}`);
