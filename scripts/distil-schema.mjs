// Distils the object models of the Kubernetes API into src/kube/objects/schema/openapi.json, which is checked
// in: `npm install --no-save @kubernetes/client-node@2.0.1 && node scripts/distil-schema.mjs`. Source: the models of
// @kubernetes/client-node. Types come out in Go's notation, because the API server's behaviour depends on Go's:
// a pointer keeps its zero value, a plain field loses it, a struct by value is always there.
//
//   "replicas": "*int32"      keeps 0           "paused": "bool"         false vanishes
//   "spec": "V1PodSpec"       always present    "securityContext": "*V1PodSecurityContext"
//   "name": "string!"         no omitempty      "limits": "map[string]quantity"
//
// The published schema does not say which is which; the tables below do, after k8s.io/api's types.go.

import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const models = join(root, 'node_modules/@kubernetes/client-node/dist/gen/models');
const target = join(root, 'src/kube/objects/schema/openapi.json');

/** Newer than the newest release simulated by default; a 1.35 API server does not know them. */
const TOO_NEW = new Set(['V1PodSpec.schedulingGroup', 'V1PodStatus.nodeAllocatableResourceClaimStatuses']);

/** Struct fields held by value beyond metadata, spec, status and template. */
const BY_VALUE = new Set([
  'V1DeploymentSpec.strategy',
  'V1DaemonSetSpec.updateStrategy',
  'V1StatefulSetSpec.updateStrategy',
  'V1Container.resources',
  'V1EphemeralContainer.resources',
  'V1ContainerStatus.state',
  'V1ContainerStatus.lastState',
  'V1ServiceStatus.loadBalancer',
  'V1NodeStatus.daemonEndpoints',
  'V1NodeStatus.nodeInfo',
  'V1NodeDaemonEndpoints.kubeletEndpoint',
  'CoreV1Event.involvedObject',
  'CoreV1Event.source',
  'V1Endpoint.conditions',
  'V1RoleBinding.roleRef',
  'V1ClusterRoleBinding.roleRef',
  'V1WeightedPodAffinityTerm.podAffinityTerm',
  'V1PreferredSchedulingTerm.preference',
  'V1PersistentVolumeClaimSpec.resources',
]);

const PLAIN_BOOLEANS = new Set(
  'hostNetwork hostPID hostIPC stdin stdinOnce tty readOnly paused unschedulable publishNotReadyAddresses globalDefault'.split(
    ' ',
  ),
);

const PLAIN_INTEGERS = new Set(
  (
    'minReadySeconds hostPort initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold nodePort ' +
    'healthCheckNodePort generation count observedGeneration readyReplicas availableReplicas updatedReplicas ' +
    'unavailableReplicas currentReplicas fullyLabeledReplicas updatedNumberScheduled numberAvailable numberUnavailable ' +
    'active succeeded failed signal'
  ).split(' '),
);
/** Named like a plain one, but a pointer here. */
const POINTER_INTEGERS = new Set(['V1ClientIPConfig.timeoutSeconds']);
/** Named like a pointer, but plain here. */
const PLAIN_FIELDS = new Set([
  'V1DeploymentStatus.replicas',
  'V1ReplicaSetStatus.replicas',
  'V1StatefulSetStatus.replicas',
]);

const POINTER_STRINGS = new Set(
  (
    'storageClassName runtimeClassName preemptionPolicy ingressClassName holderIdentity appProtocol ipFamilyPolicy ' +
    'internalTrafficPolicy service mountPropagation recursiveReadOnly nodeAffinityPolicy nodeTaintsPolicy procMount ' +
    'completionMode podReplacementPolicy managedBy unhealthyPodEvictionPolicy zone volumeMode volumeAttributesClassName ' +
    'loadBalancerClass strategy seLinuxChangePolicy supplementalGroupsPolicy fsGroupChangePolicy localhostProfile clusterName ' +
    'preferredHolder gmsaCredentialSpec runAsUserName ipMode stopSignal'
  ).split(' '),
);
const POINTER_FIELDS = new Set([
  'V1HostPathVolumeSource.type',
  'V1Endpoint.hostname',
  'V1Endpoint.nodeName',
  'DiscoveryV1EndpointPort.name',
  'DiscoveryV1EndpointPort.protocol',
  'V1EndpointAddress.nodeName',
  'V1PodDNSConfigOption.value',
  'V1TypedLocalObjectReference.apiGroup',
  'V1Container.restartPolicy',
  'V1EphemeralContainer.restartPolicy',
]);

/** Without omitempty in Go although the published schema calls them optional. */
const NEVER_OMITTED = new Set([
  'V1PriorityClass.value',
  'V1ControllerRevision.revision',
  'V1EndpointSlice.endpoints',
  'V1EndpointSlice.ports',
  'V1Role.rules',
  'V1ClusterRole.rules',
  'V1PodDisruptionBudgetStatus.disruptionsAllowed',
  'V1PodDisruptionBudgetStatus.currentHealthy',
  'V1PodDisruptionBudgetStatus.desiredHealthy',
  'V1PodDisruptionBudgetStatus.expectedPods',
  'V1StatefulSetStatus.replicas',
  'V1StatefulSetStatus.availableReplicas',
]);

const QUANTITIES = new Set([
  'V1ResourceRequirements.limits',
  'V1ResourceRequirements.requests',
  'V1VolumeResourceRequirements.limits',
  'V1VolumeResourceRequirements.requests',
  'V1NodeStatus.capacity',
  'V1NodeStatus.allocatable',
  'V1PodSpec.overhead',
  'V1ContainerStatus.allocatedResources',
  'V1PersistentVolumeClaimStatus.capacity',
  'V1PersistentVolumeClaimStatus.allocatedResources',
  'V1EmptyDirVolumeSource.sizeLimit',
  'V1ResourceFieldSelector.divisor',
]);

/** Named string types, which appear in the words of a type error. */
const NAMED = {
  'V1PodSpec.restartPolicy': 'RestartPolicy',
  'V1PodSpec.dnsPolicy': 'DNSPolicy',
  'V1Container.imagePullPolicy': 'PullPolicy',
  'V1Container.terminationMessagePolicy': 'TerminationMessagePolicy',
  'V1ContainerPort.protocol': 'Protocol',
  'V1ServicePort.protocol': 'Protocol',
  'V1ServiceSpec.type': 'ServiceType',
  'V1ServiceSpec.sessionAffinity': 'ServiceAffinity',
  'V1Taint.effect': 'TaintEffect',
  'V1Toleration.effect': 'TaintEffect',
  'V1Toleration.operator': 'TolerationOperator',
  'V1DeploymentStrategy.type': 'DeploymentStrategyType',
  'V1DaemonSetUpdateStrategy.type': 'DaemonSetUpdateStrategyType',
  'V1StatefulSetUpdateStrategy.type': 'StatefulSetUpdateStrategyType',
  'V1StatefulSetSpec.podManagementPolicy': 'PodManagementPolicyType',
  'V1Secret.type': 'SecretType',
  'V1HTTPGetAction.scheme': 'URIScheme',
  'V1EmptyDirVolumeSource.medium': 'StorageMedium',
  'V1LabelSelectorRequirement.operator': 'LabelSelectorOperator',
  'V1NodeSelectorRequirement.operator': 'NodeSelectorOperator',
};

const out = {};
for (const name of kindModels()) await visit(name);
const sorted = Object.fromEntries(Object.entries(out).sort(([a], [b]) => (a < b ? -1 : 1)));
const lines = Object.entries(sorted).map(([name, fields]) => `${JSON.stringify(name)}:${JSON.stringify(fields)}`);
writeFileSync(target, `{\n${lines.join(',\n')}\n}\n`);
console.log(`${Object.keys(out).length} models`);

/** The models named by the declarations of src/kube/objects. */
function kindModels() {
  const folder = join(root, 'src/kube/objects');
  const list = readFileSync(join(folder, 'kinds.ts'), 'utf8');
  return [...list.matchAll(/from '\.\/([a-z-]+)\.ts'/g)].flatMap(([, file]) => {
    const text = readFileSync(join(folder, `${file}.ts`), 'utf8');
    return [...text.matchAll(/schema: '(\w+)'/g)].map(([, model]) => model);
  });
}

async function visit(name) {
  if (out[name]) return;
  const module = await import(pathToFileURL(join(models, `${name}.js`)).href);
  const declaration = readFileSync(join(models, `${name}.d.ts`), 'utf8');
  const fields = {};
  out[name] = fields;
  for (const attribute of module[name].getAttributeTypeMap()) {
    const id = `${name}.${attribute.baseName}`;
    if (TOO_NEW.has(id)) continue;
    const required = NEVER_OMITTED.has(id) || new RegExp(`^\\s+'${attribute.name}': `, 'm').test(declaration);
    const model = /[A-Z]\w+/.exec(attribute.type.replace(/^Array</, ''))?.[0];
    const type = goType(id, attribute);
    fields[attribute.baseName] = required && !isStruct(attribute) ? `${type.replace(/^\*/, '')}!` : type;
    if (model && /V\d/.test(model) && model !== 'V1MicroTime') await visit(model);
  }
}

function isStruct(attribute) {
  return /^[A-Z]\w*V?\d/.test(attribute.type) && !/^(Array|Date|V1MicroTime)/.test(attribute.type);
}

function goType(id, { type, format, baseName }) {
  const array = /^Array<(.*)>$/.exec(type);
  if (array) return `[]${goType(id, { type: array[1], format, baseName: '' }).replace(/^\*/, '')}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return `map[string]${goType(id, { type: map[1], format, baseName: '' }).replace(/^\*/, '')}`;
  switch (type) {
    case 'string':
      if (QUANTITIES.has(id)) return id.startsWith('V1EmptyDir') ? '*quantity' : 'quantity';
      if (format === 'byte') return 'bytes';
      return `${isPointerString(id, baseName) ? '*' : ''}${NAMED[id] ? `v1.${NAMED[id]}` : 'string'}`;
    case 'boolean':
      return PLAIN_BOOLEANS.has(baseName) ? 'bool' : '*bool';
    case 'number': {
      const size = format === 'double' ? 'float64' : format || 'int64';
      const plain = PLAIN_FIELDS.has(id) || (PLAIN_INTEGERS.has(baseName) && !POINTER_INTEGERS.has(id));
      return plain ? size : `*${size}`;
    }
    case 'IntOrString':
      return '*IntOrString';
    case 'Date':
      return '*time';
    case 'V1MicroTime':
      return '*microtime';
    case 'any':
      return 'any';
    default:
      return `${isByValue(id, baseName) ? '' : '*'}${type}`;
  }
}

function isByValue(id, field) {
  return BY_VALUE.has(id) || ['metadata', 'spec', 'status', 'template'].includes(field);
}

function isPointerString(id, field) {
  return POINTER_FIELDS.has(id) || POINTER_STRINGS.has(field);
}
