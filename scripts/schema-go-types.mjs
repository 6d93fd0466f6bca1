// What the published models of the Kubernetes API do not say about their fields and k8s.io/api's types.go does: which
// are pointers, which are written even when empty, which have a type of their own name.

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
  'V1CronJobSpec.jobTemplate',
  'V1HTTPIngressPath.backend',
  'V1IngressServiceBackend.port',
  'V1IngressStatus.loadBalancer',
  'V1NetworkPolicySpec.podSelector',
  'V1CustomResourceDefinitionSpec.names',
  'V1CustomResourceDefinitionStatus.acceptedNames',
  'V1HorizontalPodAutoscalerSpec.scaleTargetRef',
  'V2HorizontalPodAutoscalerSpec.scaleTargetRef',
  'V1FlowSchemaSpec.priorityLevelConfiguration',
  'V1LimitedPriorityLevelConfiguration.limitResponse',
  'V1VolumeAttachmentSpec.source',
  'V1ResourceClaimSpec.devices',
  'V1ResourceSliceSpec.pool',
  'V1SelfSubjectReviewStatus.userInfo',
  'V1TokenReviewStatus.user',
  'V1MutatingWebhook.clientConfig',
  'V1ValidatingWebhook.clientConfig',
  'V1Binding.target',
  'EventsV1Event.regarding',
  'EventsV1Event.deprecatedSource',
]);

/** Fields of the metrics of an autoscaler are structs by value. */
const V2_BY_VALUE = /^V2\w+Metric(?:Source|Status)\.(?:target|current|metric|describedObject)$/;

const PLAIN_BOOLEANS = new Set(
  (
    'hostNetwork hostPID hostIPC stdin stdinOnce tty readOnly paused unschedulable publishNotReadyAddresses globalDefault ' +
    'insecureSkipTLSVerify chapAuthDiscovery chapAuthSession nullable exclusiveMaximum exclusiveMinimum uniqueItems ' +
    'x-kubernetes-embedded-resource x-kubernetes-int-or-string preserveUnknownFields deprecated denied authenticated ' +
    'clusterScope sslEnabled'
  ).split(' '),
);

const PLAIN_INTEGERS = new Set(
  (
    'minReadySeconds hostPort initialDelaySeconds timeoutSeconds periodSeconds successThreshold failureThreshold nodePort ' +
    'healthCheckNodePort generation count observedGeneration readyReplicas availableReplicas updatedReplicas ' +
    'unavailableReplicas currentReplicas fullyLabeledReplicas updatedNumberScheduled numberAvailable numberUnavailable ' +
    'active succeeded failed signal matchingPrecedence deprecatedCount'
  ).split(' '),
);
/** Named like a plain one, but a pointer here. */
const POINTER_INTEGERS = new Set([
  'V1ClientIPConfig.timeoutSeconds',
  'V1MutatingWebhook.timeoutSeconds',
  'V1ValidatingWebhook.timeoutSeconds',
  'V1VolumeNodeResources.count',
]);
/** Named like a pointer, but plain here. */
const PLAIN_FIELDS = new Set([
  'V1DeploymentStatus.replicas',
  'V1ReplicaSetStatus.replicas',
  'V1StatefulSetStatus.replicas',
  'V1CustomResourceColumnDefinition.priority',
  'V1ScaleSpec.replicas',
  'V1Status.code',
  'V1StatusDetails.retryAfterSeconds',
  'V1ServiceBackendPort.number',
]);

const POINTER_STRINGS = new Set(
  (
    'storageClassName runtimeClassName preemptionPolicy ingressClassName holderIdentity appProtocol ipFamilyPolicy ' +
    'internalTrafficPolicy service mountPropagation recursiveReadOnly nodeAffinityPolicy nodeTaintsPolicy procMount ' +
    'completionMode podReplacementPolicy managedBy unhealthyPodEvictionPolicy zone volumeMode volumeAttributesClassName ' +
    'loadBalancerClass strategy seLinuxChangePolicy supplementalGroupsPolicy fsGroupChangePolicy localhostProfile clusterName ' +
    'preferredHolder gmsaCredentialSpec runAsUserName ipMode stopSignal pathType reclaimPolicy volumeBindingMode ' +
    'fsGroupPolicy failurePolicy matchPolicy sideEffects reinvocationPolicy parameterNotFoundAction selectPolicy ' +
    'persistentVolumeName deprecationWarning labelSelectorPath initiatorName secretNamespace hostnameOverride ' +
    'currentVolumeAttributesClassName'
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
  'V1IngressClassParametersReference.apiGroup',
  'V1IngressClassParametersReference.scope',
  'V1IngressClassParametersReference.namespace',
  'V1RuleWithOperations.scope',
  'V1NamedRuleWithOperations.scope',
  'V1NetworkPolicyPort.protocol',
  'AdmissionregistrationV1WebhookClientConfig.url',
  'AdmissionregistrationV1ServiceReference.path',
  'ApiextensionsV1WebhookClientConfig.url',
  'ApiextensionsV1ServiceReference.path',
  'V1ValidationRule.reason',
  'V1Validation.reason',
  'V1IngressPortStatus.error',
  'V1LocalVolumeSource.fsType',
  'V1EmptyDirVolumeSource.sizeLimit',
  'V1CSIStorageCapacity.capacity',
  'V1CSIStorageCapacity.maximumVolumeSize',
  'V2MetricTarget.value',
  'V2MetricTarget.averageValue',
  'V2MetricValueStatus.value',
  'V2MetricValueStatus.averageValue',
]);

/** Named like a pointer, but plain here. */
const PLAIN_STRINGS = new Set(['V1PersistentVolumeSpec.storageClassName', 'V1CSIStorageCapacity.storageClassName']);

/** Without omitempty in Go although the published schema calls them optional. */
export const NEVER_OMITTED = new Set([
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
  'V2HorizontalPodAutoscalerStatus.currentMetrics',
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

export function isStruct(attribute) {
  return /^[A-Z]\w*V?\d/.test(attribute.type) && !/^(Array|Date|V1MicroTime)/.test(attribute.type);
}

/** `quantities`: the names of this model's fields that hold quantities. */
export function goType(id, { type, format, baseName }, quantities) {
  const array = /^Array<(.*)>$/.exec(type);
  if (array) return `[]${goType(id, { type: array[1], format, baseName: '' }, quantities).replace(/^\*/, '')}`;
  const map = /^\{ \[key: string\]: (.*); \}$/.exec(type);
  if (map) return `map[string]${goType(id, { type: map[1], format, baseName: '' }, quantities).replace(/^\*/, '')}`;
  switch (type) {
    case 'string':
      if (quantities.has(id.split('.')[1])) return POINTER_FIELDS.has(id) ? '*quantity' : 'quantity';
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
  if (id === 'V1ReplicationControllerSpec.template') return false;
  return BY_VALUE.has(id) || V2_BY_VALUE.test(id) || ['metadata', 'spec', 'status', 'template'].includes(field);
}

function isPointerString(id, field) {
  return POINTER_FIELDS.has(id) || (POINTER_STRINGS.has(field) && !PLAIN_STRINGS.has(id));
}

/** Where the releases between the packages read matter: the first release that has a field. */
export const SINCE = {
  'V1ListMeta.shardInfo': 36,
  'V1PodSpec.schedulingGroup': 36,
  'V1PodStatus.nodeAllocatableResourceClaimStatuses': 36,
  'V1DeviceAttribute.bools': 36,
  'V1DeviceAttribute.ints': 36,
  'V1DeviceAttribute.strings': 36,
  'V1DeviceAttribute.versions': 36,
};
