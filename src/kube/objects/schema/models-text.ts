// Made by scripts/distil-schema.mjs; not edited by hand.

export const MODELS_TEXT = `
AdmissionregistrationV1ServiceReference admissionregistration.v1 name:string! namespace:string! path:*string port:*int32
AdmissionregistrationV1WebhookClientConfig admissionregistration.v1 caBundle:bytes service:*AdmissionregistrationV1ServiceReference url:*string
ApiextensionsV1ServiceReference apiextensions.v1 name:string! namespace:string! path:*string port:*int32
ApiextensionsV1WebhookClientConfig apiextensions.v1 caBundle:bytes service:*ApiextensionsV1ServiceReference url:*string
ApiregistrationV1ServiceReference apiregistration.v1 name:string namespace:string port:*int32
AuthenticationV1TokenRequest authentication.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1TokenRequestSpec! status:V1TokenRequestStatus
CoreV1EndpointPort core.v1 appProtocol:*string name:string port:int32! protocol:string
CoreV1Event core.v1 action:string apiVersion:string count:int32 eventTime:*microtime firstTimestamp:*time involvedObject:V1ObjectReference! kind:string lastTimestamp:*time message:string metadata:V1ObjectMeta! reason:string related:*V1ObjectReference reportingComponent:string reportingInstance:string series:*CoreV1EventSeries source:V1EventSource type:string
CoreV1EventSeries core.v1 count:int32 lastObservedTime:*microtime
CoreV1ResourceClaim core.v1 name:string! request:string
DiscoveryV1EndpointPort discovery.v1 appProtocol:*string name:*string port:*int32 protocol:*string
EventsV1Event events.v1 action:string apiVersion:string deprecatedCount:int32 deprecatedFirstTimestamp:*time deprecatedLastTimestamp:*time deprecatedSource:V1EventSource eventTime:microtime! kind:string metadata:V1ObjectMeta note:string reason:string regarding:V1ObjectReference related:*V1ObjectReference reportingController:string reportingInstance:string series:*EventsV1EventSeries type:string
EventsV1EventSeries events.v1 count:int32! lastObservedTime:microtime!
FlowcontrolV1Subject flowcontrol.v1 group:*V1GroupSubject kind:string! serviceAccount:*V1ServiceAccountSubject user:*V1UserSubject
RbacV1Subject rbac.v1 apiGroup:string kind:string! name:string! namespace:string
ResourceV1ResourceClaim resource.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ResourceClaimSpec! status:V1ResourceClaimStatus
StorageV1TokenRequest storage.v1 audience:string! expirationSeconds:*int64
V1APIService apiregistration.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1APIServiceSpec status:V1APIServiceStatus
V1APIServiceCondition apiregistration.v1 lastTransitionTime:*time message:string reason:string status:string! type:string!
V1APIServiceSpec apiregistration.v1 caBundle:bytes group:string groupPriorityMinimum:int32! insecureSkipTLSVerify:bool service:*ApiregistrationV1ServiceReference version:string versionPriority:int32!
V1APIServiceStatus apiregistration.v1 conditions:[]V1APIServiceCondition
V1AWSElasticBlockStoreVolumeSource core.v1 fsType:string partition:*int32 readOnly:bool volumeID:string!
V1Affinity core.v1 nodeAffinity:*V1NodeAffinity podAffinity:*V1PodAffinity podAntiAffinity:*V1PodAntiAffinity
V1AggregationRule rbac.v1 clusterRoleSelectors:[]V1LabelSelector
V1AllocatedDeviceStatus resource.v1 conditions:[]V1Condition data:any device:string! driver:string! networkData:*V1NetworkDeviceData pool:string! shareID:string
V1AllocationResult resource.v1 allocationTimestamp:*time devices:*V1DeviceAllocationResult nodeSelector:*V1NodeSelector
V1AppArmorProfile core.v1 localhostProfile:*string type:string!
V1ApplyConfiguration admissionregistration.v1 expression:string
V1AttachedVolume core.v1 devicePath:string! name:string!
V1AuditAnnotation admissionregistration.v1 key:string! valueExpression:string!
V1AzureDiskVolumeSource core.v1 cachingMode:string diskName:string! diskURI:string! fsType:string kind:string readOnly:bool
V1AzureFilePersistentVolumeSource core.v1 readOnly:bool secretName:string! secretNamespace:*string shareName:string!
V1AzureFileVolumeSource core.v1 readOnly:bool secretName:string! shareName:string!
V1Binding core.v1 apiVersion:string kind:string metadata:V1ObjectMeta target:V1ObjectReference!
V1BoundObjectReference authentication.v1 apiVersion:string kind:string name:string uid:string
V1CELDeviceSelector resource.v1 expression:string!
V1CSIDriver storage.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1CSIDriverSpec!
V1CSIDriverSpec storage.v1 attachRequired:*bool fsGroupPolicy:*string nodeAllocatableUpdatePeriodSeconds:*int64 podInfoOnMount:*bool preventPodSchedulingIfMissing:*bool@35 requiresRepublish:*bool seLinuxMount:*bool serviceAccountTokenInSecrets:*bool@35 storageCapacity:*bool tokenRequests:[]StorageV1TokenRequest volumeLifecycleModes:[]string
V1CSINode storage.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1CSINodeSpec!
V1CSINodeDriver storage.v1 allocatable:*V1VolumeNodeResources name:string! nodeID:string! topologyKeys:[]string
V1CSINodeSpec storage.v1 drivers:[]V1CSINodeDriver!
V1CSIPersistentVolumeSource core.v1 controllerExpandSecretRef:*V1SecretReference controllerPublishSecretRef:*V1SecretReference driver:string! fsType:string nodeExpandSecretRef:*V1SecretReference nodePublishSecretRef:*V1SecretReference nodeStageSecretRef:*V1SecretReference readOnly:bool volumeAttributes:map[string]string volumeHandle:string!
V1CSIStorageCapacity storage.v1 apiVersion:string capacity:*quantity kind:string maximumVolumeSize:*quantity metadata:V1ObjectMeta nodeTopology:*V1LabelSelector storageClassName:string!
V1CSIVolumeSource core.v1 driver:string! fsType:string nodePublishSecretRef:*V1LocalObjectReference readOnly:bool volumeAttributes:map[string]string
V1Capabilities core.v1 add:[]string drop:[]string
V1CapacityRequestPolicy resource.v1 default:quantity validRange:*V1CapacityRequestPolicyRange validValues:[]string
V1CapacityRequestPolicyRange resource.v1 max:quantity min:quantity! step:quantity
V1CapacityRequirements resource.v1 requests:map[string]quantity
V1CephFSPersistentVolumeSource core.v1 monitors:[]string! path:string readOnly:bool secretFile:string secretRef:*V1SecretReference user:string
V1CephFSVolumeSource core.v1 monitors:[]string! path:string readOnly:bool secretFile:string secretRef:*V1LocalObjectReference user:string
V1CertificateSigningRequest certificates.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1CertificateSigningRequestSpec! status:V1CertificateSigningRequestStatus
V1CertificateSigningRequestCondition certificates.v1 lastTransitionTime:*time lastUpdateTime:*time message:string reason:string status:string! type:string!
V1CertificateSigningRequestSpec certificates.v1 expirationSeconds:*int32 extra:map[string][]string groups:[]string request:bytes! signerName:string! uid:string usages:[]string username:string
V1CertificateSigningRequestStatus certificates.v1 certificate:bytes conditions:[]V1CertificateSigningRequestCondition
V1CinderPersistentVolumeSource core.v1 fsType:string readOnly:bool secretRef:*V1SecretReference volumeID:string!
V1CinderVolumeSource core.v1 fsType:string readOnly:bool secretRef:*V1LocalObjectReference volumeID:string!
V1ClientIPConfig core.v1 timeoutSeconds:*int32
V1ClusterRole rbac.v1 aggregationRule:*V1AggregationRule apiVersion:string kind:string metadata:V1ObjectMeta rules:[]V1PolicyRule~
V1ClusterRoleBinding rbac.v1 apiVersion:string kind:string metadata:V1ObjectMeta roleRef:V1RoleRef! subjects:[]RbacV1Subject
V1ClusterTrustBundleProjection core.v1 labelSelector:*V1LabelSelector name:string optional:*bool path:string! signerName:string
V1ComponentCondition core.v1 error:string message:string status:string! type:string!
V1ComponentStatus core.v1 apiVersion:string conditions:[]V1ComponentCondition kind:string metadata:V1ObjectMeta
V1Condition meta.v1 lastTransitionTime:time! message:string! observedGeneration:int64 reason:string! status:string! type:string!
V1ConfigMap core.v1 apiVersion:string binaryData:map[string]bytes data:map[string]string immutable:*bool kind:string metadata:V1ObjectMeta
V1ConfigMapEnvSource core.v1 name:string optional:*bool
V1ConfigMapKeySelector core.v1 key:string! name:string optional:*bool
V1ConfigMapNodeConfigSource core.v1 kubeletConfigKey:string! name:string! namespace:string! resourceVersion:string uid:string
V1ConfigMapProjection core.v1 items:[]V1KeyToPath name:string optional:*bool
V1ConfigMapVolumeSource core.v1 defaultMode:*int32 items:[]V1KeyToPath name:string optional:*bool
V1Container core.v1 args:[]string command:[]string env:[]V1EnvVar envFrom:[]V1EnvFromSource image:string imagePullPolicy:v1.PullPolicy lifecycle:*V1Lifecycle livenessProbe:*V1Probe name:string! ports:[]V1ContainerPort readinessProbe:*V1Probe resizePolicy:[]V1ContainerResizePolicy resources:V1ResourceRequirements restartPolicy:*string restartPolicyRules:[]V1ContainerRestartRule@34 securityContext:*V1SecurityContext startupProbe:*V1Probe stdin:bool stdinOnce:bool terminationMessagePath:string terminationMessagePolicy:v1.TerminationMessagePolicy tty:bool volumeDevices:[]V1VolumeDevice volumeMounts:[]V1VolumeMount workingDir:string
V1ContainerExtendedResourceRequest core.v1 containerName:string! requestName:string! resourceName:string!
V1ContainerImage core.v1 names:[]string sizeBytes:*int64
V1ContainerPort core.v1 containerPort:int32! hostIP:string hostPort:int32 name:string protocol:v1.Protocol
V1ContainerResizePolicy core.v1 resourceName:string! restartPolicy:string!
V1ContainerRestartRule core.v1 action:string! exitCodes:*V1ContainerRestartRuleOnExitCodes
V1ContainerRestartRuleOnExitCodes core.v1 operator:string! values:[]int32
V1ContainerState core.v1 running:*V1ContainerStateRunning terminated:*V1ContainerStateTerminated waiting:*V1ContainerStateWaiting
V1ContainerStateRunning core.v1 startedAt:*time
V1ContainerStateTerminated core.v1 containerID:string exitCode:int32! finishedAt:*time message:string reason:string signal:int32 startedAt:*time
V1ContainerStateWaiting core.v1 message:string reason:string
V1ContainerStatus core.v1 allocatedResources:map[string]quantity allocatedResourcesStatus:[]V1ResourceStatus containerID:string image:string! imageID:string! lastState:V1ContainerState name:string! ready:bool! resources:*V1ResourceRequirements restartCount:int32! started:*bool state:V1ContainerState stopSignal:*string user:*V1ContainerUser volumeMounts:[]V1VolumeMountStatus
V1ContainerUser core.v1 linux:*V1LinuxContainerUser
V1ControllerRevision apps.v1 apiVersion:string data:any kind:string metadata:V1ObjectMeta revision:int64!
V1Counter resource.v1 value:quantity!
V1CounterSet resource.v1 counters:map[string]V1Counter! name:string!
V1CronJob batch.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1CronJobSpec! status:V1CronJobStatus
V1CronJobSpec batch.v1 concurrencyPolicy:string failedJobsHistoryLimit:*int32 jobTemplate:V1JobTemplateSpec! schedule:string! startingDeadlineSeconds:*int64 successfulJobsHistoryLimit:*int32 suspend:*bool timeZone:string
V1CronJobStatus batch.v1 active:[]V1ObjectReference lastScheduleTime:*time lastSuccessfulTime:*time
V1CrossVersionObjectReference autoscaling.v1 apiVersion:string kind:string! name:string!
V1CustomResourceColumnDefinition apiextensions.v1 description:string format:string jsonPath:string! name:string! priority:int32 type:string!
V1CustomResourceConversion apiextensions.v1 strategy:string! webhook:*V1WebhookConversion
V1CustomResourceDefinition apiextensions.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1CustomResourceDefinitionSpec! status:V1CustomResourceDefinitionStatus
V1CustomResourceDefinitionCondition apiextensions.v1 lastTransitionTime:*time message:string observedGeneration:int64@35 reason:string status:string! type:string!
V1CustomResourceDefinitionNames apiextensions.v1 categories:[]string kind:string! listKind:string plural:string! shortNames:[]string singular:string
V1CustomResourceDefinitionSpec apiextensions.v1 conversion:*V1CustomResourceConversion group:string! names:V1CustomResourceDefinitionNames! preserveUnknownFields:bool scope:string! versions:[]V1CustomResourceDefinitionVersion!
V1CustomResourceDefinitionStatus apiextensions.v1 acceptedNames:V1CustomResourceDefinitionNames conditions:[]V1CustomResourceDefinitionCondition observedGeneration:int64@35 storedVersions:[]string
V1CustomResourceDefinitionVersion apiextensions.v1 additionalPrinterColumns:[]V1CustomResourceColumnDefinition deprecated:bool deprecationWarning:*string name:string! schema:*V1CustomResourceValidation selectableFields:[]V1SelectableField served:bool! storage:bool! subresources:*V1CustomResourceSubresources
V1CustomResourceSubresourceScale apiextensions.v1 labelSelectorPath:*string specReplicasPath:string! statusReplicasPath:string!
V1CustomResourceSubresources apiextensions.v1 scale:*V1CustomResourceSubresourceScale status:any
V1CustomResourceValidation apiextensions.v1 openAPIV3Schema:*V1JSONSchemaProps
V1DaemonEndpoint core.v1 Port:int32!
V1DaemonSet apps.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1DaemonSetSpec status:V1DaemonSetStatus
V1DaemonSetCondition apps.v1 lastTransitionTime:*time message:string reason:string status:string! type:string!
V1DaemonSetSpec apps.v1 minReadySeconds:int32 revisionHistoryLimit:*int32 selector:*V1LabelSelector! template:V1PodTemplateSpec! updateStrategy:V1DaemonSetUpdateStrategy
V1DaemonSetStatus apps.v1 collisionCount:*int32 conditions:[]V1DaemonSetCondition currentNumberScheduled:int32! desiredNumberScheduled:int32! numberAvailable:int32 numberMisscheduled:int32! numberReady:int32! numberUnavailable:int32 observedGeneration:int64 updatedNumberScheduled:int32
V1DaemonSetUpdateStrategy apps.v1 rollingUpdate:*V1RollingUpdateDaemonSet type:v1.DaemonSetUpdateStrategyType
V1DeleteOptions meta.v1 apiVersion:string dryRun:[]string gracePeriodSeconds:*int64 ignoreStoreReadErrorWithClusterBreakingPotential:*bool kind:string orphanDependents:*bool preconditions:*V1Preconditions propagationPolicy:string
V1Deployment apps.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1DeploymentSpec status:V1DeploymentStatus
V1DeploymentCondition apps.v1 lastTransitionTime:*time lastUpdateTime:*time message:string reason:string status:string! type:string!
V1DeploymentSpec apps.v1 minReadySeconds:int32 paused:bool progressDeadlineSeconds:*int32 replicas:*int32 revisionHistoryLimit:*int32 selector:*V1LabelSelector! strategy:V1DeploymentStrategy template:V1PodTemplateSpec!
V1DeploymentStatus apps.v1 availableReplicas:int32 collisionCount:*int32 conditions:[]V1DeploymentCondition observedGeneration:int64 readyReplicas:int32 replicas:int32 terminatingReplicas:*int32 unavailableReplicas:int32 updatedReplicas:int32
V1DeploymentStrategy apps.v1 rollingUpdate:*V1RollingUpdateDeployment type:v1.DeploymentStrategyType
V1Device resource.v1 allNodes:*bool allowMultipleAllocations:*bool attributes:map[string]V1DeviceAttribute bindingConditions:[]string bindingFailureConditions:[]string bindsToNode:*bool capacity:map[string]V1DeviceCapacity consumesCounters:[]V1DeviceCounterConsumption name:string! nodeAllocatableResourceMappings:map[string]V1NodeAllocatableResourceMapping@35 nodeName:string nodeSelector:*V1NodeSelector taints:[]V1DeviceTaint
V1DeviceAllocationConfiguration resource.v1 opaque:*V1OpaqueDeviceConfiguration requests:[]string source:string!
V1DeviceAllocationResult resource.v1 config:[]V1DeviceAllocationConfiguration results:[]V1DeviceRequestAllocationResult
V1DeviceAttribute resource.v1 bool:*bool bools:[]bool@36 int:*int64 ints:[]int64@36 string:string strings:[]string@36 version:string versions:[]string@36
V1DeviceCapacity resource.v1 requestPolicy:*V1CapacityRequestPolicy value:quantity!
V1DeviceClaim resource.v1 config:[]V1DeviceClaimConfiguration constraints:[]V1DeviceConstraint requests:[]V1DeviceRequest
V1DeviceClaimConfiguration resource.v1 opaque:*V1OpaqueDeviceConfiguration requests:[]string
V1DeviceClass resource.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1DeviceClassSpec!
V1DeviceClassConfiguration resource.v1 opaque:*V1OpaqueDeviceConfiguration
V1DeviceClassSpec resource.v1 config:[]V1DeviceClassConfiguration extendedResourceName:string selectors:[]V1DeviceSelector
V1DeviceConstraint resource.v1 distinctAttribute:string matchAttribute:string requests:[]string
V1DeviceCounterConsumption resource.v1 counterSet:string! counters:map[string]V1Counter!
V1DeviceRequest resource.v1 exactly:*V1ExactDeviceRequest firstAvailable:[]V1DeviceSubRequest name:string!
V1DeviceRequestAllocationResult resource.v1 adminAccess:*bool bindingConditions:[]string bindingFailureConditions:[]string consumedCapacity:map[string]quantity device:string! driver:string! pool:string! request:string! shareID:string tolerations:[]V1DeviceToleration
V1DeviceSelector resource.v1 cel:*V1CELDeviceSelector
V1DeviceSubRequest resource.v1 allocationMode:string capacity:*V1CapacityRequirements count:int64 deviceClassName:string! name:string! selectors:[]V1DeviceSelector tolerations:[]V1DeviceToleration
V1DeviceTaint resource.v1 effect:string! key:string! timeAdded:*time value:string
V1DeviceToleration resource.v1 effect:string key:string operator:string tolerationSeconds:*int64 value:string
V1DownwardAPIProjection core.v1 items:[]V1DownwardAPIVolumeFile
V1DownwardAPIVolumeFile core.v1 fieldRef:*V1ObjectFieldSelector mode:*int32 path:string! resourceFieldRef:*V1ResourceFieldSelector
V1DownwardAPIVolumeSource core.v1 defaultMode:*int32 items:[]V1DownwardAPIVolumeFile
V1EmptyDirVolumeSource core.v1 medium:v1.StorageMedium sizeLimit:*quantity
V1Endpoint discovery.v1 addresses:[]string! conditions:V1EndpointConditions deprecatedTopology:map[string]string hints:*V1EndpointHints hostname:*string nodeName:*string targetRef:*V1ObjectReference zone:*string
V1EndpointAddress core.v1 hostname:string ip:string! nodeName:*string targetRef:*V1ObjectReference
V1EndpointConditions discovery.v1 ready:*bool serving:*bool terminating:*bool
V1EndpointHints discovery.v1 forNodes:[]V1ForNode forZones:[]V1ForZone
V1EndpointSlice discovery.v1 addressType:string! apiVersion:string endpoints:[]V1Endpoint! kind:string metadata:V1ObjectMeta ports:[]DiscoveryV1EndpointPort~
V1EndpointSubset core.v1 addresses:[]V1EndpointAddress notReadyAddresses:[]V1EndpointAddress ports:[]CoreV1EndpointPort
V1Endpoints core.v1 apiVersion:string kind:string metadata:V1ObjectMeta subsets:[]V1EndpointSubset
V1EnvFromSource core.v1 configMapRef:*V1ConfigMapEnvSource prefix:string secretRef:*V1SecretEnvSource
V1EnvVar core.v1 name:string! value:string valueFrom:*V1EnvVarSource
V1EnvVarSource core.v1 configMapKeyRef:*V1ConfigMapKeySelector fieldRef:*V1ObjectFieldSelector fileKeyRef:*V1FileKeySelector@34 resourceFieldRef:*V1ResourceFieldSelector secretKeyRef:*V1SecretKeySelector
V1EphemeralContainer core.v1 args:[]string command:[]string env:[]V1EnvVar envFrom:[]V1EnvFromSource image:string imagePullPolicy:string lifecycle:*V1Lifecycle livenessProbe:*V1Probe name:string! ports:[]V1ContainerPort readinessProbe:*V1Probe resizePolicy:[]V1ContainerResizePolicy resources:V1ResourceRequirements restartPolicy:*string restartPolicyRules:[]V1ContainerRestartRule@34 securityContext:*V1SecurityContext startupProbe:*V1Probe stdin:bool stdinOnce:bool targetContainerName:string terminationMessagePath:string terminationMessagePolicy:string tty:bool volumeDevices:[]V1VolumeDevice volumeMounts:[]V1VolumeMount workingDir:string
V1EphemeralVolumeSource core.v1 volumeClaimTemplate:*V1PersistentVolumeClaimTemplate
V1EventSource core.v1 component:string host:string
V1Eviction policy.v1 apiVersion:string deleteOptions:*V1DeleteOptions kind:string metadata:V1ObjectMeta
V1ExactDeviceRequest resource.v1 adminAccess:*bool allocationMode:string capacity:*V1CapacityRequirements count:int64 deviceClassName:string! selectors:[]V1DeviceSelector tolerations:[]V1DeviceToleration
V1ExecAction core.v1 command:[]string
V1ExemptPriorityLevelConfiguration flowcontrol.v1 lendablePercent:*int32 nominalConcurrencyShares:*int32
V1ExpressionWarning admissionregistration.v1 fieldRef:string! warning:string!
V1ExternalDocumentation apiextensions.v1 description:string url:string
V1FCVolumeSource core.v1 fsType:string lun:*int32 readOnly:bool targetWWNs:[]string wwids:[]string
V1FieldSelectorAttributes authorization.v1 rawSelector:string requirements:[]V1FieldSelectorRequirement
V1FieldSelectorRequirement meta.v1 key:string! operator:string! values:[]string
V1FileKeySelector core.v1 key:string! optional:*bool path:string! volumeName:string!
V1FlexPersistentVolumeSource core.v1 driver:string! fsType:string options:map[string]string readOnly:bool secretRef:*V1SecretReference
V1FlexVolumeSource core.v1 driver:string! fsType:string options:map[string]string readOnly:bool secretRef:*V1LocalObjectReference
V1FlockerVolumeSource core.v1 datasetName:string datasetUUID:string
V1FlowDistinguisherMethod flowcontrol.v1 type:string!
V1FlowSchema flowcontrol.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1FlowSchemaSpec status:V1FlowSchemaStatus
V1FlowSchemaCondition flowcontrol.v1 lastTransitionTime:*time message:string reason:string status:string type:string
V1FlowSchemaSpec flowcontrol.v1 distinguisherMethod:*V1FlowDistinguisherMethod matchingPrecedence:int32 priorityLevelConfiguration:V1PriorityLevelConfigurationReference! rules:[]V1PolicyRulesWithSubjects
V1FlowSchemaStatus flowcontrol.v1 conditions:[]V1FlowSchemaCondition
V1ForNode discovery.v1 name:string!
V1ForZone discovery.v1 name:string!
V1GCEPersistentDiskVolumeSource core.v1 fsType:string partition:*int32 pdName:string! readOnly:bool
V1GRPCAction core.v1 port:int32! service:*string
V1GitRepoVolumeSource core.v1 directory:string repository:string! revision:string
V1GlusterfsPersistentVolumeSource core.v1 endpoints:string! endpointsNamespace:string path:string! readOnly:bool
V1GlusterfsVolumeSource core.v1 endpoints:string! path:string! readOnly:bool
V1GroupSubject flowcontrol.v1 name:string!
V1HTTPGetAction core.v1 host:string httpHeaders:[]V1HTTPHeader path:string port:IntOrString! scheme:v1.URIScheme
V1HTTPHeader core.v1 name:string! value:string!
V1HTTPIngressPath networking.v1 backend:V1IngressBackend! path:string pathType:string!
V1HTTPIngressRuleValue networking.v1 paths:[]V1HTTPIngressPath!
V1HorizontalPodAutoscaler autoscaling.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1HorizontalPodAutoscalerSpec! status:V1HorizontalPodAutoscalerStatus
V1HorizontalPodAutoscalerSpec autoscaling.v1 maxReplicas:int32! minReplicas:*int32 scaleTargetRef:V1CrossVersionObjectReference! targetCPUUtilizationPercentage:*int32
V1HorizontalPodAutoscalerStatus autoscaling.v1 currentCPUUtilizationPercentage:*int32 currentReplicas:int32! desiredReplicas:int32! lastScaleTime:*time observedGeneration:int64
V1HostAlias core.v1 hostnames:[]string ip:string!
V1HostIP core.v1 ip:string!
V1HostPathVolumeSource core.v1 path:string! type:*string
V1IPAddress networking.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1IPAddressSpec!
V1IPAddressSpec networking.v1 parentRef:*V1ParentReference!
V1IPBlock networking.v1 cidr:string! except:[]string
V1ISCSIPersistentVolumeSource core.v1 chapAuthDiscovery:bool chapAuthSession:bool fsType:string initiatorName:*string iqn:string! iscsiInterface:string lun:int32! portals:[]string readOnly:bool secretRef:*V1SecretReference targetPortal:string!
V1ISCSIVolumeSource core.v1 chapAuthDiscovery:bool chapAuthSession:bool fsType:string initiatorName:*string iqn:string! iscsiInterface:string lun:int32! portals:[]string readOnly:bool secretRef:*V1LocalObjectReference targetPortal:string!
V1ImageVolumeSource core.v1 pullPolicy:string reference:string
V1ImageVolumeStatus core.v1 imageRef:string!
V1Ingress networking.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1IngressSpec status:V1IngressStatus
V1IngressBackend networking.v1 resource:*V1TypedLocalObjectReference service:*V1IngressServiceBackend
V1IngressClass networking.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1IngressClassSpec
V1IngressClassParametersReference networking.v1 apiGroup:*string kind:string! name:string! namespace:*string scope:*string
V1IngressClassSpec networking.v1 controller:string parameters:*V1IngressClassParametersReference
V1IngressLoadBalancerIngress networking.v1 hostname:string ip:string ports:[]V1IngressPortStatus
V1IngressLoadBalancerStatus networking.v1 ingress:[]V1IngressLoadBalancerIngress
V1IngressPortStatus networking.v1 error:*string port:int32! protocol:string!
V1IngressRule networking.v1 host:string http:*V1HTTPIngressRuleValue
V1IngressServiceBackend networking.v1 name:string! port:V1ServiceBackendPort
V1IngressSpec networking.v1 defaultBackend:*V1IngressBackend ingressClassName:*string rules:[]V1IngressRule tls:[]V1IngressTLS
V1IngressStatus networking.v1 loadBalancer:V1IngressLoadBalancerStatus
V1IngressTLS networking.v1 hosts:[]string secretName:string
V1JSONPatch admissionregistration.v1 expression:string
V1JSONSchemaProps apiextensions.v1 $ref:string $schema:string additionalItems:any additionalProperties:any allOf:[]V1JSONSchemaProps anyOf:[]V1JSONSchemaProps default:any definitions:map[string]V1JSONSchemaProps dependencies:map[string]any description:string enum:[]any example:any exclusiveMaximum:bool exclusiveMinimum:bool externalDocs:*V1ExternalDocumentation format:string id:string items:any maxItems:*int64 maxLength:*int64 maxProperties:*int64 maximum:*float64 minItems:*int64 minLength:*int64 minProperties:*int64 minimum:*float64 multipleOf:*float64 not:*V1JSONSchemaProps nullable:bool oneOf:[]V1JSONSchemaProps pattern:string patternProperties:map[string]V1JSONSchemaProps properties:map[string]V1JSONSchemaProps required:[]string title:string type:string uniqueItems:bool x-kubernetes-embedded-resource:bool x-kubernetes-int-or-string:bool x-kubernetes-list-map-keys:[]string x-kubernetes-list-type:string x-kubernetes-map-type:string x-kubernetes-preserve-unknown-fields:*bool x-kubernetes-validations:[]V1ValidationRule
V1Job batch.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1JobSpec status:V1JobStatus
V1JobCondition batch.v1 lastProbeTime:*time lastTransitionTime:*time message:string reason:string status:string! type:string!
V1JobSpec batch.v1 activeDeadlineSeconds:*int64 backoffLimit:*int32 backoffLimitPerIndex:*int32 completionMode:*string completions:*int32 managedBy:*string manualSelector:*bool maxFailedIndexes:*int32 parallelism:*int32 podFailurePolicy:*V1PodFailurePolicy podReplacementPolicy:*string selector:*V1LabelSelector successPolicy:*V1SuccessPolicy suspend:*bool template:V1PodTemplateSpec! ttlSecondsAfterFinished:*int32
V1JobStatus batch.v1 active:int32 completedIndexes:string completionTime:*time conditions:[]V1JobCondition failed:int32 failedIndexes:string ready:*int32 startTime:*time succeeded:int32 terminating:*int32 uncountedTerminatedPods:*V1UncountedTerminatedPods
V1JobTemplateSpec batch.v1 metadata:V1ObjectMeta spec:V1JobSpec
V1KeyToPath core.v1 key:string! mode:*int32 path:string!
V1LabelSelector meta.v1 matchExpressions:[]V1LabelSelectorRequirement matchLabels:map[string]string
V1LabelSelectorAttributes authorization.v1 rawSelector:string requirements:[]V1LabelSelectorRequirement
V1LabelSelectorRequirement meta.v1 key:string! operator:v1.LabelSelectorOperator! values:[]string
V1Lease coordination.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1LeaseSpec
V1LeaseSpec coordination.v1 acquireTime:*microtime holderIdentity:*string leaseDurationSeconds:*int32 leaseTransitions:*int32 preferredHolder:*string renewTime:*microtime strategy:*string
V1Lifecycle core.v1 postStart:*V1LifecycleHandler preStop:*V1LifecycleHandler stopSignal:*string
V1LifecycleHandler core.v1 exec:*V1ExecAction httpGet:*V1HTTPGetAction sleep:*V1SleepAction tcpSocket:*V1TCPSocketAction
V1LimitRange core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1LimitRangeSpec
V1LimitRangeItem core.v1 default:map[string]quantity defaultRequest:map[string]quantity max:map[string]quantity maxLimitRequestRatio:map[string]quantity min:map[string]quantity type:string!
V1LimitRangeSpec core.v1 limits:[]V1LimitRangeItem!
V1LimitResponse flowcontrol.v1 queuing:*V1QueuingConfiguration type:string!
V1LimitedPriorityLevelConfiguration flowcontrol.v1 borrowingLimitPercent:*int32 lendablePercent:*int32 limitResponse:V1LimitResponse nominalConcurrencyShares:*int32
V1LinuxContainerUser core.v1 gid:int64! supplementalGroups:[]int64 uid:int64!
V1ListMeta meta.v1 continue:string remainingItemCount:*int64 resourceVersion:string selfLink:string shardInfo:*V1ShardInfo@36
V1LoadBalancerIngress core.v1 hostname:string ip:string ipMode:*string ports:[]V1PortStatus
V1LoadBalancerStatus core.v1 ingress:[]V1LoadBalancerIngress
V1LocalObjectReference core.v1 name:string
V1LocalSubjectAccessReview authorization.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1SubjectAccessReviewSpec! status:V1SubjectAccessReviewStatus
V1LocalVolumeSource core.v1 fsType:*string path:string!
V1ManagedFieldsEntry meta.v1 apiVersion:string fieldsType:string fieldsV1:any manager:string operation:string subresource:string time:*time
V1MatchCondition admissionregistration.v1 expression:string! name:string!
V1MatchResources admissionregistration.v1 excludeResourceRules:[]V1NamedRuleWithOperations matchPolicy:*string namespaceSelector:*V1LabelSelector objectSelector:*V1LabelSelector resourceRules:[]V1NamedRuleWithOperations
V1ModifyVolumeStatus core.v1 status:string! targetVolumeAttributesClassName:string
V1MutatingAdmissionPolicy admissionregistration.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1MutatingAdmissionPolicySpec
V1MutatingAdmissionPolicyBinding admissionregistration.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1MutatingAdmissionPolicyBindingSpec
V1MutatingAdmissionPolicyBindingSpec admissionregistration.v1 matchResources:*V1MatchResources paramRef:*V1ParamRef policyName:string
V1MutatingAdmissionPolicySpec admissionregistration.v1 failurePolicy:*string matchConditions:[]V1MatchCondition matchConstraints:*V1MatchResources mutations:[]V1Mutation paramKind:*V1ParamKind reinvocationPolicy:*string variables:[]V1Variable
V1MutatingWebhook admissionregistration.v1 admissionReviewVersions:[]string! clientConfig:AdmissionregistrationV1WebhookClientConfig! failurePolicy:*string matchConditions:[]V1MatchCondition matchPolicy:*string name:string! namespaceSelector:*V1LabelSelector objectSelector:*V1LabelSelector reinvocationPolicy:*string rules:[]V1RuleWithOperations sideEffects:string! timeoutSeconds:*int32
V1MutatingWebhookConfiguration admissionregistration.v1 apiVersion:string kind:string metadata:V1ObjectMeta webhooks:[]V1MutatingWebhook
V1Mutation admissionregistration.v1 applyConfiguration:*V1ApplyConfiguration jsonPatch:*V1JSONPatch patchType:string!
V1NFSVolumeSource core.v1 path:string! readOnly:bool server:string!
V1NamedRuleWithOperations admissionregistration.v1 apiGroups:[]string apiVersions:[]string operations:[]string resourceNames:[]string resources:[]string scope:*string
V1Namespace core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1NamespaceSpec status:V1NamespaceStatus
V1NamespaceCondition core.v1 lastTransitionTime:*time message:string reason:string status:string! type:string!
V1NamespaceSpec core.v1 finalizers:[]string
V1NamespaceStatus core.v1 conditions:[]V1NamespaceCondition phase:string
V1NetworkDeviceData resource.v1 hardwareAddress:string interfaceName:string ips:[]string
V1NetworkPolicy networking.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1NetworkPolicySpec
V1NetworkPolicyEgressRule networking.v1 ports:[]V1NetworkPolicyPort to:[]V1NetworkPolicyPeer
V1NetworkPolicyIngressRule networking.v1 from:[]V1NetworkPolicyPeer ports:[]V1NetworkPolicyPort
V1NetworkPolicyPeer networking.v1 ipBlock:*V1IPBlock namespaceSelector:*V1LabelSelector podSelector:*V1LabelSelector
V1NetworkPolicyPort networking.v1 endPort:*int32 port:*IntOrString protocol:*string
V1NetworkPolicySpec networking.v1 egress:[]V1NetworkPolicyEgressRule ingress:[]V1NetworkPolicyIngressRule podSelector:V1LabelSelector! policyTypes:[]string
V1Node core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1NodeSpec status:V1NodeStatus
V1NodeAddress core.v1 address:string! type:string!
V1NodeAffinity core.v1 preferredDuringSchedulingIgnoredDuringExecution:[]V1PreferredSchedulingTerm requiredDuringSchedulingIgnoredDuringExecution:*V1NodeSelector
V1NodeAllocatableResourceClaimStatus core.v1 containers:[]string resourceClaimName:string! resources:map[string]quantity!
V1NodeAllocatableResourceMapping resource.v1 allocationMultiplier:quantity capacityKey:string
V1NodeCondition core.v1 lastHeartbeatTime:*time lastTransitionTime:*time message:string reason:string status:string! type:string!
V1NodeConfigSource core.v1 configMap:*V1ConfigMapNodeConfigSource
V1NodeConfigStatus core.v1 active:*V1NodeConfigSource assigned:*V1NodeConfigSource error:string lastKnownGood:*V1NodeConfigSource
V1NodeDaemonEndpoints core.v1 kubeletEndpoint:V1DaemonEndpoint
V1NodeFeatures core.v1 supplementalGroupsPolicy:*bool
V1NodeRuntimeHandler core.v1 features:*V1NodeRuntimeHandlerFeatures name:string
V1NodeRuntimeHandlerFeatures core.v1 recursiveReadOnlyMounts:*bool userNamespaces:*bool
V1NodeSelector core.v1 nodeSelectorTerms:[]V1NodeSelectorTerm!
V1NodeSelectorRequirement core.v1 key:string! operator:v1.NodeSelectorOperator! values:[]string
V1NodeSelectorTerm core.v1 matchExpressions:[]V1NodeSelectorRequirement matchFields:[]V1NodeSelectorRequirement
V1NodeSpec core.v1 configSource:*V1NodeConfigSource externalID:string podCIDR:string podCIDRs:[]string providerID:string taints:[]V1Taint unschedulable:bool
V1NodeStatus core.v1 addresses:[]V1NodeAddress allocatable:map[string]quantity capacity:map[string]quantity conditions:[]V1NodeCondition config:*V1NodeConfigStatus daemonEndpoints:V1NodeDaemonEndpoints declaredFeatures:[]string@35 features:*V1NodeFeatures images:[]V1ContainerImage nodeInfo:V1NodeSystemInfo phase:string runtimeHandlers:[]V1NodeRuntimeHandler volumesAttached:[]V1AttachedVolume volumesInUse:[]string
V1NodeSwapStatus core.v1 capacity:*int64
V1NodeSystemInfo core.v1 architecture:string! bootID:string! containerRuntimeVersion:string! kernelVersion:string! kubeProxyVersion:string! kubeletVersion:string! machineID:string! operatingSystem:string! osImage:string! swap:*V1NodeSwapStatus systemUUID:string!
V1NonResourceAttributes authorization.v1 path:string verb:string
V1NonResourcePolicyRule flowcontrol.v1 nonResourceURLs:[]string! verbs:[]string!
V1NonResourceRule authorization.v1 nonResourceURLs:[]string verbs:[]string!
V1ObjectFieldSelector core.v1 apiVersion:string fieldPath:string!
V1ObjectMeta meta.v1 annotations:map[string]string creationTimestamp:*time deletionGracePeriodSeconds:*int64 deletionTimestamp:*time finalizers:[]string generateName:string generation:int64 labels:map[string]string managedFields:[]V1ManagedFieldsEntry name:string namespace:string ownerReferences:[]V1OwnerReference resourceVersion:string selfLink:string uid:string
V1ObjectReference core.v1 apiVersion:string fieldPath:string kind:string name:string namespace:string resourceVersion:string uid:string
V1OpaqueDeviceConfiguration resource.v1 driver:string! parameters:any!
V1Overhead node.v1 podFixed:map[string]quantity
V1OwnerReference meta.v1 apiVersion:string! blockOwnerDeletion:*bool controller:*bool kind:string! name:string! uid:string!
V1ParamKind admissionregistration.v1 apiVersion:string kind:string
V1ParamRef admissionregistration.v1 name:string namespace:string parameterNotFoundAction:*string selector:*V1LabelSelector
V1ParentReference networking.v1 group:string name:string! namespace:string resource:string!
V1PersistentVolume core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1PersistentVolumeSpec status:V1PersistentVolumeStatus
V1PersistentVolumeClaim core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1PersistentVolumeClaimSpec status:V1PersistentVolumeClaimStatus
V1PersistentVolumeClaimCondition core.v1 lastProbeTime:*time lastTransitionTime:*time message:string reason:string status:string! type:string!
V1PersistentVolumeClaimSpec core.v1 accessModes:[]string dataSource:*V1TypedLocalObjectReference dataSourceRef:*V1TypedObjectReference resources:V1VolumeResourceRequirements selector:*V1LabelSelector storageClassName:*string volumeAttributesClassName:*string volumeMode:*string volumeName:string
V1PersistentVolumeClaimStatus core.v1 accessModes:[]string allocatedResourceStatuses:map[string]string allocatedResources:map[string]quantity capacity:map[string]quantity conditions:[]V1PersistentVolumeClaimCondition currentVolumeAttributesClassName:*string modifyVolumeStatus:*V1ModifyVolumeStatus phase:string
V1PersistentVolumeClaimTemplate core.v1 metadata:V1ObjectMeta spec:V1PersistentVolumeClaimSpec!
V1PersistentVolumeClaimVolumeSource core.v1 claimName:string! readOnly:bool
V1PersistentVolumeSpec core.v1 accessModes:[]string awsElasticBlockStore:*V1AWSElasticBlockStoreVolumeSource azureDisk:*V1AzureDiskVolumeSource azureFile:*V1AzureFilePersistentVolumeSource capacity:map[string]quantity cephfs:*V1CephFSPersistentVolumeSource cinder:*V1CinderPersistentVolumeSource claimRef:*V1ObjectReference csi:*V1CSIPersistentVolumeSource fc:*V1FCVolumeSource flexVolume:*V1FlexPersistentVolumeSource flocker:*V1FlockerVolumeSource gcePersistentDisk:*V1GCEPersistentDiskVolumeSource glusterfs:*V1GlusterfsPersistentVolumeSource hostPath:*V1HostPathVolumeSource iscsi:*V1ISCSIPersistentVolumeSource local:*V1LocalVolumeSource mountOptions:[]string nfs:*V1NFSVolumeSource nodeAffinity:*V1VolumeNodeAffinity persistentVolumeReclaimPolicy:string photonPersistentDisk:*V1PhotonPersistentDiskVolumeSource portworxVolume:*V1PortworxVolumeSource quobyte:*V1QuobyteVolumeSource rbd:*V1RBDPersistentVolumeSource scaleIO:*V1ScaleIOPersistentVolumeSource storageClassName:string storageos:*V1StorageOSPersistentVolumeSource volumeAttributesClassName:*string volumeMode:*string vsphereVolume:*V1VsphereVirtualDiskVolumeSource
V1PersistentVolumeStatus core.v1 lastPhaseTransitionTime:*time message:string phase:string reason:string
V1PhotonPersistentDiskVolumeSource core.v1 fsType:string pdID:string!
V1Pod core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1PodSpec status:V1PodStatus
V1PodAffinity core.v1 preferredDuringSchedulingIgnoredDuringExecution:[]V1WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[]V1PodAffinityTerm
V1PodAffinityTerm core.v1 labelSelector:*V1LabelSelector matchLabelKeys:[]string mismatchLabelKeys:[]string namespaceSelector:*V1LabelSelector namespaces:[]string topologyKey:string!
V1PodAntiAffinity core.v1 preferredDuringSchedulingIgnoredDuringExecution:[]V1WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[]V1PodAffinityTerm
V1PodCertificateProjection core.v1 certificateChainPath:string credentialBundlePath:string keyPath:string keyType:string! maxExpirationSeconds:*int32 signerName:string! userAnnotations:map[string]string@35
V1PodCondition core.v1 lastProbeTime:*time lastTransitionTime:*time message:string observedGeneration:int64 reason:string status:string! type:string!
V1PodDNSConfig core.v1 nameservers:[]string options:[]V1PodDNSConfigOption searches:[]string
V1PodDNSConfigOption core.v1 name:string value:*string
V1PodDisruptionBudget policy.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1PodDisruptionBudgetSpec status:V1PodDisruptionBudgetStatus
V1PodDisruptionBudgetSpec policy.v1 maxUnavailable:*IntOrString minAvailable:*IntOrString selector:*V1LabelSelector unhealthyPodEvictionPolicy:*string
V1PodDisruptionBudgetStatus policy.v1 conditions:[]V1Condition currentHealthy:int32! desiredHealthy:int32! disruptedPods:map[string]time disruptionsAllowed:int32! expectedPods:int32! observedGeneration:int64
V1PodExtendedResourceClaimStatus core.v1 requestMappings:[]V1ContainerExtendedResourceRequest! resourceClaimName:string!
V1PodFailurePolicy batch.v1 rules:[]V1PodFailurePolicyRule!
V1PodFailurePolicyOnExitCodesRequirement batch.v1 containerName:string operator:string! values:[]int32!
V1PodFailurePolicyOnPodConditionsPattern batch.v1 status:string! type:string!
V1PodFailurePolicyRule batch.v1 action:string! onExitCodes:*V1PodFailurePolicyOnExitCodesRequirement onPodConditions:[]V1PodFailurePolicyOnPodConditionsPattern
V1PodIP core.v1 ip:string!
V1PodOS core.v1 name:string!
V1PodReadinessGate core.v1 conditionType:string!
V1PodResourceClaim core.v1 name:string! resourceClaimName:string resourceClaimTemplateName:string
V1PodResourceClaimStatus core.v1 name:string! resourceClaimName:string
V1PodSchedulingGate core.v1 name:string!
V1PodSchedulingGroup core.v1 podGroupName:string
V1PodSecurityContext core.v1 appArmorProfile:*V1AppArmorProfile fsGroup:*int64 fsGroupChangePolicy:*string runAsGroup:*int64 runAsNonRoot:*bool runAsUser:*int64 seLinuxChangePolicy:*string seLinuxOptions:*V1SELinuxOptions seccompProfile:*V1SeccompProfile supplementalGroups:[]int64 supplementalGroupsPolicy:*string sysctls:[]V1Sysctl windowsOptions:*V1WindowsSecurityContextOptions
V1PodSpec core.v1 activeDeadlineSeconds:*int64 affinity:*V1Affinity automountServiceAccountToken:*bool containers:[]V1Container! dnsConfig:*V1PodDNSConfig dnsPolicy:v1.DNSPolicy enableServiceLinks:*bool ephemeralContainers:[]V1EphemeralContainer hostAliases:[]V1HostAlias hostIPC:bool hostNetwork:bool hostPID:bool hostUsers:*bool hostname:string hostnameOverride:*string@34 imagePullSecrets:[]V1LocalObjectReference initContainers:[]V1Container nodeName:string nodeSelector:map[string]string os:*V1PodOS overhead:map[string]quantity preemptionPolicy:*string priority:*int32 priorityClassName:string readinessGates:[]V1PodReadinessGate resourceClaims:[]V1PodResourceClaim resources:*V1ResourceRequirements restartPolicy:v1.RestartPolicy runtimeClassName:*string schedulerName:string schedulingGates:[]V1PodSchedulingGate schedulingGroup:*V1PodSchedulingGroup@36 securityContext:*V1PodSecurityContext serviceAccount:string serviceAccountName:string setHostnameAsFQDN:*bool shareProcessNamespace:*bool subdomain:string terminationGracePeriodSeconds:*int64 tolerations:[]V1Toleration topologySpreadConstraints:[]V1TopologySpreadConstraint volumes:[]V1Volume
V1PodStatus core.v1 allocatedResources:map[string]quantity@35 conditions:[]V1PodCondition containerStatuses:[]V1ContainerStatus ephemeralContainerStatuses:[]V1ContainerStatus extendedResourceClaimStatus:*V1PodExtendedResourceClaimStatus@34 hostIP:string hostIPs:[]V1HostIP initContainerStatuses:[]V1ContainerStatus message:string nodeAllocatableResourceClaimStatuses:[]V1NodeAllocatableResourceClaimStatus@36 nominatedNodeName:string observedGeneration:int64 phase:string podIP:string podIPs:[]V1PodIP qosClass:string reason:string resize:string resourceClaimStatuses:[]V1PodResourceClaimStatus resources:*V1ResourceRequirements@35 startTime:*time
V1PodTemplate core.v1 apiVersion:string kind:string metadata:V1ObjectMeta template:V1PodTemplateSpec
V1PodTemplateSpec core.v1 metadata:V1ObjectMeta spec:V1PodSpec
V1PolicyRule rbac.v1 apiGroups:[]string nonResourceURLs:[]string resourceNames:[]string resources:[]string verbs:[]string!
V1PolicyRulesWithSubjects flowcontrol.v1 nonResourceRules:[]V1NonResourcePolicyRule resourceRules:[]V1ResourcePolicyRule subjects:[]FlowcontrolV1Subject!
V1PortStatus core.v1 error:string port:int32! protocol:string!
V1PortworxVolumeSource core.v1 fsType:string readOnly:bool volumeID:string!
V1Preconditions meta.v1 resourceVersion:string uid:string
V1PreferredSchedulingTerm core.v1 preference:V1NodeSelectorTerm! weight:int32!
V1PriorityClass scheduling.v1 apiVersion:string description:string globalDefault:bool kind:string metadata:V1ObjectMeta preemptionPolicy:*string value:int32!
V1PriorityLevelConfiguration flowcontrol.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1PriorityLevelConfigurationSpec status:V1PriorityLevelConfigurationStatus
V1PriorityLevelConfigurationCondition flowcontrol.v1 lastTransitionTime:*time message:string reason:string status:string type:string
V1PriorityLevelConfigurationReference flowcontrol.v1 name:string!
V1PriorityLevelConfigurationSpec flowcontrol.v1 exempt:*V1ExemptPriorityLevelConfiguration limited:*V1LimitedPriorityLevelConfiguration type:string!
V1PriorityLevelConfigurationStatus flowcontrol.v1 conditions:[]V1PriorityLevelConfigurationCondition
V1Probe core.v1 exec:*V1ExecAction failureThreshold:int32 grpc:*V1GRPCAction httpGet:*V1HTTPGetAction initialDelaySeconds:int32 periodSeconds:int32 successThreshold:int32 tcpSocket:*V1TCPSocketAction terminationGracePeriodSeconds:*int64 timeoutSeconds:int32
V1ProjectedVolumeSource core.v1 defaultMode:*int32 sources:[]V1VolumeProjection
V1QueuingConfiguration flowcontrol.v1 handSize:*int32 queueLengthLimit:*int32 queues:*int32
V1QuobyteVolumeSource core.v1 group:string readOnly:bool registry:string! tenant:string user:string volume:string!
V1RBDPersistentVolumeSource core.v1 fsType:string image:string! keyring:string monitors:[]string! pool:string readOnly:bool secretRef:*V1SecretReference user:string
V1RBDVolumeSource core.v1 fsType:string image:string! keyring:string monitors:[]string! pool:string readOnly:bool secretRef:*V1LocalObjectReference user:string
V1ReplicaSet apps.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ReplicaSetSpec status:V1ReplicaSetStatus
V1ReplicaSetCondition apps.v1 lastTransitionTime:*time message:string reason:string status:string! type:string!
V1ReplicaSetSpec apps.v1 minReadySeconds:int32 replicas:*int32 selector:*V1LabelSelector! template:V1PodTemplateSpec
V1ReplicaSetStatus apps.v1 availableReplicas:int32 conditions:[]V1ReplicaSetCondition fullyLabeledReplicas:int32 observedGeneration:int64 readyReplicas:int32 replicas:int32! terminatingReplicas:*int32
V1ReplicationController core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ReplicationControllerSpec status:V1ReplicationControllerStatus
V1ReplicationControllerCondition core.v1 lastTransitionTime:*time message:string reason:string status:string! type:string!
V1ReplicationControllerSpec core.v1 minReadySeconds:int32 replicas:*int32 selector:map[string]string template:*V1PodTemplateSpec
V1ReplicationControllerStatus core.v1 availableReplicas:int32 conditions:[]V1ReplicationControllerCondition fullyLabeledReplicas:int32 observedGeneration:int64 readyReplicas:int32 replicas:int32!
V1ResourceAttributes authorization.v1 fieldSelector:*V1FieldSelectorAttributes group:string labelSelector:*V1LabelSelectorAttributes name:string namespace:string resource:string subresource:string verb:string version:string
V1ResourceClaimConsumerReference resource.v1 apiGroup:string name:string! resource:string! uid:string!
V1ResourceClaimSpec resource.v1 devices:V1DeviceClaim
V1ResourceClaimStatus resource.v1 allocation:*V1AllocationResult devices:[]V1AllocatedDeviceStatus reservedFor:[]V1ResourceClaimConsumerReference
V1ResourceClaimTemplate resource.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ResourceClaimTemplateSpec!
V1ResourceClaimTemplateSpec resource.v1 metadata:V1ObjectMeta spec:V1ResourceClaimSpec!
V1ResourceFieldSelector core.v1 containerName:string divisor:quantity resource:string!
V1ResourceHealth core.v1 health:string message:string@35 resourceID:string!
V1ResourcePolicyRule flowcontrol.v1 apiGroups:[]string! clusterScope:bool namespaces:[]string resources:[]string! verbs:[]string!
V1ResourcePool resource.v1 generation:int64! name:string! resourceSliceCount:int64!
V1ResourceQuota core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ResourceQuotaSpec status:V1ResourceQuotaStatus
V1ResourceQuotaSpec core.v1 hard:map[string]quantity scopeSelector:*V1ScopeSelector scopes:[]string
V1ResourceQuotaStatus core.v1 hard:map[string]quantity used:map[string]quantity
V1ResourceRequirements core.v1 claims:[]CoreV1ResourceClaim limits:map[string]quantity requests:map[string]quantity
V1ResourceRule authorization.v1 apiGroups:[]string resourceNames:[]string resources:[]string verbs:[]string!
V1ResourceSlice resource.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ResourceSliceSpec!
V1ResourceSliceSpec resource.v1 allNodes:*bool devices:[]V1Device driver:string! nodeName:string nodeSelector:*V1NodeSelector perDeviceNodeSelection:*bool pool:V1ResourcePool! sharedCounters:[]V1CounterSet
V1ResourceStatus core.v1 name:string! resources:[]V1ResourceHealth
V1Role rbac.v1 apiVersion:string kind:string metadata:V1ObjectMeta rules:[]V1PolicyRule~
V1RoleBinding rbac.v1 apiVersion:string kind:string metadata:V1ObjectMeta roleRef:V1RoleRef! subjects:[]RbacV1Subject
V1RoleRef rbac.v1 apiGroup:string! kind:string! name:string!
V1RollingUpdateDaemonSet apps.v1 maxSurge:*IntOrString maxUnavailable:*IntOrString
V1RollingUpdateDeployment apps.v1 maxSurge:*IntOrString maxUnavailable:*IntOrString
V1RollingUpdateStatefulSetStrategy apps.v1 maxUnavailable:*IntOrString partition:*int32
V1RuleWithOperations admissionregistration.v1 apiGroups:[]string apiVersions:[]string operations:[]string resources:[]string scope:*string
V1RuntimeClass node.v1 apiVersion:string handler:string! kind:string metadata:V1ObjectMeta overhead:*V1Overhead scheduling:*V1Scheduling
V1SELinuxOptions core.v1 level:string role:string type:string user:string
V1Scale autoscaling.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ScaleSpec status:V1ScaleStatus
V1ScaleIOPersistentVolumeSource core.v1 fsType:string gateway:string! protectionDomain:string readOnly:bool secretRef:*V1SecretReference! sslEnabled:bool storageMode:string storagePool:string system:string! volumeName:string
V1ScaleIOVolumeSource core.v1 fsType:string gateway:string! protectionDomain:string readOnly:bool secretRef:*V1LocalObjectReference! sslEnabled:bool storageMode:string storagePool:string system:string! volumeName:string
V1ScaleSpec autoscaling.v1 replicas:int32
V1ScaleStatus autoscaling.v1 replicas:int32! selector:string
V1Scheduling node.v1 nodeSelector:map[string]string tolerations:[]V1Toleration
V1ScopeSelector core.v1 matchExpressions:[]V1ScopedResourceSelectorRequirement
V1ScopedResourceSelectorRequirement core.v1 operator:string! scopeName:string! values:[]string
V1SeccompProfile core.v1 localhostProfile:*string type:string!
V1Secret core.v1 apiVersion:string data:map[string]bytes immutable:*bool kind:string metadata:V1ObjectMeta stringData:map[string]string type:v1.SecretType
V1SecretEnvSource core.v1 name:string optional:*bool
V1SecretKeySelector core.v1 key:string! name:string optional:*bool
V1SecretProjection core.v1 items:[]V1KeyToPath name:string optional:*bool
V1SecretReference core.v1 name:string namespace:string
V1SecretVolumeSource core.v1 defaultMode:*int32 items:[]V1KeyToPath optional:*bool secretName:string
V1SecurityContext core.v1 allowPrivilegeEscalation:*bool appArmorProfile:*V1AppArmorProfile capabilities:*V1Capabilities privileged:*bool procMount:*string readOnlyRootFilesystem:*bool runAsGroup:*int64 runAsNonRoot:*bool runAsUser:*int64 seLinuxOptions:*V1SELinuxOptions seccompProfile:*V1SeccompProfile windowsOptions:*V1WindowsSecurityContextOptions
V1SelectableField apiextensions.v1 jsonPath:string!
V1SelfSubjectAccessReview authorization.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1SelfSubjectAccessReviewSpec! status:V1SubjectAccessReviewStatus
V1SelfSubjectAccessReviewSpec authorization.v1 nonResourceAttributes:*V1NonResourceAttributes resourceAttributes:*V1ResourceAttributes
V1SelfSubjectReview authentication.v1 apiVersion:string kind:string metadata:V1ObjectMeta status:V1SelfSubjectReviewStatus
V1SelfSubjectReviewStatus authentication.v1 userInfo:V1UserInfo
V1SelfSubjectRulesReview authorization.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1SelfSubjectRulesReviewSpec! status:V1SubjectRulesReviewStatus
V1SelfSubjectRulesReviewSpec authorization.v1 namespace:string
V1Service core.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ServiceSpec status:V1ServiceStatus
V1ServiceAccount core.v1 apiVersion:string automountServiceAccountToken:*bool imagePullSecrets:[]V1LocalObjectReference kind:string metadata:V1ObjectMeta secrets:[]V1ObjectReference
V1ServiceAccountSubject flowcontrol.v1 name:string! namespace:string!
V1ServiceAccountTokenProjection core.v1 audience:string expirationSeconds:*int64 path:string!
V1ServiceBackendPort networking.v1 name:string number:int32
V1ServiceCIDR networking.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ServiceCIDRSpec status:V1ServiceCIDRStatus
V1ServiceCIDRSpec networking.v1 cidrs:[]string
V1ServiceCIDRStatus networking.v1 conditions:[]V1Condition
V1ServicePort core.v1 appProtocol:*string name:string nodePort:int32 port:int32! protocol:v1.Protocol targetPort:*IntOrString
V1ServiceSpec core.v1 allocateLoadBalancerNodePorts:*bool clusterIP:string clusterIPs:[]string externalIPs:[]string externalName:string externalTrafficPolicy:string healthCheckNodePort:int32 internalTrafficPolicy:*string ipFamilies:[]string ipFamilyPolicy:*string loadBalancerClass:*string loadBalancerIP:string loadBalancerSourceRanges:[]string ports:[]V1ServicePort publishNotReadyAddresses:bool selector:map[string]string sessionAffinity:v1.ServiceAffinity sessionAffinityConfig:*V1SessionAffinityConfig trafficDistribution:string type:v1.ServiceType
V1ServiceStatus core.v1 conditions:[]V1Condition loadBalancer:V1LoadBalancerStatus
V1SessionAffinityConfig core.v1 clientIP:*V1ClientIPConfig
V1ShardInfo meta.v1 selector:string!
V1SleepAction core.v1 seconds:int64!
V1StatefulSet apps.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1StatefulSetSpec status:V1StatefulSetStatus
V1StatefulSetCondition apps.v1 lastTransitionTime:*time message:string reason:string status:string! type:string!
V1StatefulSetOrdinals apps.v1 start:*int32
V1StatefulSetPersistentVolumeClaimRetentionPolicy apps.v1 whenDeleted:string whenScaled:string
V1StatefulSetSpec apps.v1 minReadySeconds:int32 ordinals:*V1StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:*V1StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:v1.PodManagementPolicyType replicas:*int32 revisionHistoryLimit:*int32 selector:*V1LabelSelector! serviceName:string template:V1PodTemplateSpec! updateStrategy:V1StatefulSetUpdateStrategy volumeClaimTemplates:[]V1PersistentVolumeClaim
V1StatefulSetStatus apps.v1 availableReplicas:int32~ collisionCount:*int32 conditions:[]V1StatefulSetCondition currentReplicas:int32 currentRevision:string observedGeneration:int64 readyReplicas:int32 replicas:int32! updateRevision:string updatedReplicas:int32
V1StatefulSetUpdateStrategy apps.v1 rollingUpdate:*V1RollingUpdateStatefulSetStrategy type:v1.StatefulSetUpdateStrategyType
V1Status meta.v1 apiVersion:string code:int32 details:*V1StatusDetails kind:string message:string metadata:V1ListMeta reason:string status:string
V1StatusCause meta.v1 field:string message:string reason:string
V1StatusDetails meta.v1 causes:[]V1StatusCause group:string kind:string name:string retryAfterSeconds:int32 uid:string
V1StorageClass storage.v1 allowVolumeExpansion:*bool allowedTopologies:[]V1TopologySelectorTerm apiVersion:string kind:string metadata:V1ObjectMeta mountOptions:[]string parameters:map[string]string provisioner:string! reclaimPolicy:*string volumeBindingMode:*string
V1StorageOSPersistentVolumeSource core.v1 fsType:string readOnly:bool secretRef:*V1ObjectReference volumeName:string volumeNamespace:string
V1StorageOSVolumeSource core.v1 fsType:string readOnly:bool secretRef:*V1LocalObjectReference volumeName:string volumeNamespace:string
V1SubjectAccessReview authorization.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1SubjectAccessReviewSpec! status:V1SubjectAccessReviewStatus
V1SubjectAccessReviewSpec authorization.v1 extra:map[string][]string groups:[]string nonResourceAttributes:*V1NonResourceAttributes resourceAttributes:*V1ResourceAttributes uid:string user:string
V1SubjectAccessReviewStatus authorization.v1 allowed:bool! denied:bool evaluationError:string reason:string
V1SubjectRulesReviewStatus authorization.v1 evaluationError:string incomplete:bool! nonResourceRules:[]V1NonResourceRule! resourceRules:[]V1ResourceRule!
V1SuccessPolicy batch.v1 rules:[]V1SuccessPolicyRule!
V1SuccessPolicyRule batch.v1 succeededCount:*int32 succeededIndexes:string
V1Sysctl core.v1 name:string! value:string!
V1TCPSocketAction core.v1 host:string port:IntOrString!
V1Taint core.v1 effect:v1.TaintEffect! key:string! timeAdded:*time value:string
V1TokenRequestSpec authentication.v1 audiences:[]string! boundObjectRef:*V1BoundObjectReference expirationSeconds:*int64
V1TokenRequestStatus authentication.v1 expirationTimestamp:time! token:string!
V1TokenReview authentication.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1TokenReviewSpec! status:V1TokenReviewStatus
V1TokenReviewSpec authentication.v1 audiences:[]string token:string!
V1TokenReviewStatus authentication.v1 audiences:[]string authenticated:bool error:string user:V1UserInfo
V1Toleration core.v1 effect:v1.TaintEffect key:string operator:v1.TolerationOperator tolerationSeconds:*int64 value:string
V1TopologySelectorLabelRequirement core.v1 key:string! values:[]string!
V1TopologySelectorTerm core.v1 matchLabelExpressions:[]V1TopologySelectorLabelRequirement
V1TopologySpreadConstraint core.v1 labelSelector:*V1LabelSelector matchLabelKeys:[]string maxSkew:int32! minDomains:*int32 nodeAffinityPolicy:*string nodeTaintsPolicy:*string topologyKey:string! whenUnsatisfiable:string!
V1TypeChecking admissionregistration.v1 expressionWarnings:[]V1ExpressionWarning
V1TypedLocalObjectReference core.v1 apiGroup:*string kind:string! name:string!
V1TypedObjectReference core.v1 apiGroup:string kind:string! name:string! namespace:string
V1UncountedTerminatedPods batch.v1 failed:[]string succeeded:[]string
V1UserInfo authentication.v1 extra:map[string][]string groups:[]string uid:string username:string
V1UserSubject flowcontrol.v1 name:string!
V1ValidatingAdmissionPolicy admissionregistration.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ValidatingAdmissionPolicySpec status:V1ValidatingAdmissionPolicyStatus
V1ValidatingAdmissionPolicyBinding admissionregistration.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1ValidatingAdmissionPolicyBindingSpec!
V1ValidatingAdmissionPolicyBindingSpec admissionregistration.v1 matchResources:*V1MatchResources paramRef:*V1ParamRef policyName:string! validationActions:[]string!
V1ValidatingAdmissionPolicySpec admissionregistration.v1 auditAnnotations:[]V1AuditAnnotation failurePolicy:*string matchConditions:[]V1MatchCondition matchConstraints:*V1MatchResources paramKind:*V1ParamKind validations:[]V1Validation variables:[]V1Variable
V1ValidatingAdmissionPolicyStatus admissionregistration.v1 conditions:[]V1Condition observedGeneration:int64 typeChecking:*V1TypeChecking
V1ValidatingWebhook admissionregistration.v1 admissionReviewVersions:[]string! clientConfig:AdmissionregistrationV1WebhookClientConfig! failurePolicy:*string matchConditions:[]V1MatchCondition matchPolicy:*string name:string! namespaceSelector:*V1LabelSelector objectSelector:*V1LabelSelector rules:[]V1RuleWithOperations sideEffects:string! timeoutSeconds:*int32
V1ValidatingWebhookConfiguration admissionregistration.v1 apiVersion:string kind:string metadata:V1ObjectMeta webhooks:[]V1ValidatingWebhook
V1Validation admissionregistration.v1 expression:string! message:string messageExpression:string reason:*string
V1ValidationRule apiextensions.v1 fieldPath:string message:string messageExpression:string optionalOldSelf:*bool reason:*string rule:string!
V1Variable admissionregistration.v1 expression:string! name:string!
V1Volume core.v1 awsElasticBlockStore:*V1AWSElasticBlockStoreVolumeSource azureDisk:*V1AzureDiskVolumeSource azureFile:*V1AzureFileVolumeSource cephfs:*V1CephFSVolumeSource cinder:*V1CinderVolumeSource configMap:*V1ConfigMapVolumeSource csi:*V1CSIVolumeSource downwardAPI:*V1DownwardAPIVolumeSource emptyDir:*V1EmptyDirVolumeSource ephemeral:*V1EphemeralVolumeSource fc:*V1FCVolumeSource flexVolume:*V1FlexVolumeSource flocker:*V1FlockerVolumeSource gcePersistentDisk:*V1GCEPersistentDiskVolumeSource gitRepo:*V1GitRepoVolumeSource glusterfs:*V1GlusterfsVolumeSource hostPath:*V1HostPathVolumeSource image:*V1ImageVolumeSource iscsi:*V1ISCSIVolumeSource name:string! nfs:*V1NFSVolumeSource persistentVolumeClaim:*V1PersistentVolumeClaimVolumeSource photonPersistentDisk:*V1PhotonPersistentDiskVolumeSource portworxVolume:*V1PortworxVolumeSource projected:*V1ProjectedVolumeSource quobyte:*V1QuobyteVolumeSource rbd:*V1RBDVolumeSource scaleIO:*V1ScaleIOVolumeSource secret:*V1SecretVolumeSource storageos:*V1StorageOSVolumeSource vsphereVolume:*V1VsphereVirtualDiskVolumeSource
V1VolumeAttachment storage.v1 apiVersion:string kind:string metadata:V1ObjectMeta spec:V1VolumeAttachmentSpec! status:V1VolumeAttachmentStatus
V1VolumeAttachmentSource storage.v1 inlineVolumeSpec:*V1PersistentVolumeSpec persistentVolumeName:*string
V1VolumeAttachmentSpec storage.v1 attacher:string! nodeName:string! source:V1VolumeAttachmentSource!
V1VolumeAttachmentStatus storage.v1 attachError:*V1VolumeError attached:bool! attachmentMetadata:map[string]string detachError:*V1VolumeError
V1VolumeAttributesClass storage.v1 apiVersion:string driverName:string! kind:string metadata:V1ObjectMeta parameters:map[string]string
V1VolumeDevice core.v1 devicePath:string! name:string!
V1VolumeError storage.v1 errorCode:*int32 message:string time:*time
V1VolumeMount core.v1 mountPath:string! mountPropagation:*string name:string! readOnly:bool recursiveReadOnly:*string subPath:string subPathExpr:string
V1VolumeMountStatus core.v1 mountPath:string! name:string! readOnly:bool recursiveReadOnly:*string volumeStatus:*V1VolumeStatus@35
V1VolumeNodeAffinity core.v1 required:*V1NodeSelector
V1VolumeNodeResources storage.v1 count:*int32
V1VolumeProjection core.v1 clusterTrustBundle:*V1ClusterTrustBundleProjection configMap:*V1ConfigMapProjection downwardAPI:*V1DownwardAPIProjection podCertificate:*V1PodCertificateProjection@34 secret:*V1SecretProjection serviceAccountToken:*V1ServiceAccountTokenProjection
V1VolumeResourceRequirements core.v1 limits:map[string]quantity requests:map[string]quantity
V1VolumeStatus core.v1 image:*V1ImageVolumeStatus
V1VsphereVirtualDiskVolumeSource core.v1 fsType:string storagePolicyID:string storagePolicyName:string volumePath:string!
V1WebhookConversion apiextensions.v1 clientConfig:*ApiextensionsV1WebhookClientConfig conversionReviewVersions:[]string!
V1WeightedPodAffinityTerm core.v1 podAffinityTerm:V1PodAffinityTerm! weight:int32!
V1WindowsSecurityContextOptions core.v1 gmsaCredentialSpec:*string gmsaCredentialSpecName:string hostProcess:*bool runAsUserName:*string
V2ContainerResourceMetricSource autoscaling.v2 container:string! name:string! target:V2MetricTarget!
V2ContainerResourceMetricStatus autoscaling.v2 container:string! current:V2MetricValueStatus! name:string!
V2CrossVersionObjectReference autoscaling.v2 apiVersion:string kind:string! name:string!
V2ExternalMetricSource autoscaling.v2 metric:V2MetricIdentifier! target:V2MetricTarget!
V2ExternalMetricStatus autoscaling.v2 current:V2MetricValueStatus! metric:V2MetricIdentifier!
V2HPAScalingPolicy autoscaling.v2 periodSeconds:int32! type:string! value:int32!
V2HPAScalingRules autoscaling.v2 policies:[]V2HPAScalingPolicy selectPolicy:*string stabilizationWindowSeconds:*int32 tolerance:quantity
V2HorizontalPodAutoscaler autoscaling.v2 apiVersion:string kind:string metadata:V1ObjectMeta spec:V2HorizontalPodAutoscalerSpec! status:V2HorizontalPodAutoscalerStatus
V2HorizontalPodAutoscalerBehavior autoscaling.v2 scaleDown:*V2HPAScalingRules scaleUp:*V2HPAScalingRules
V2HorizontalPodAutoscalerCondition autoscaling.v2 lastTransitionTime:*time message:string reason:string status:string! type:string!
V2HorizontalPodAutoscalerSpec autoscaling.v2 behavior:*V2HorizontalPodAutoscalerBehavior maxReplicas:int32! metrics:[]V2MetricSpec minReplicas:*int32 scaleTargetRef:V2CrossVersionObjectReference!
V2HorizontalPodAutoscalerStatus autoscaling.v2 conditions:[]V2HorizontalPodAutoscalerCondition currentMetrics:[]V2MetricStatus~ currentReplicas:int32 desiredReplicas:int32! lastScaleTime:*time observedGeneration:int64
V2MetricIdentifier autoscaling.v2 name:string! selector:*V1LabelSelector
V2MetricSpec autoscaling.v2 containerResource:*V2ContainerResourceMetricSource external:*V2ExternalMetricSource object:*V2ObjectMetricSource pods:*V2PodsMetricSource resource:*V2ResourceMetricSource type:string!
V2MetricStatus autoscaling.v2 containerResource:*V2ContainerResourceMetricStatus external:*V2ExternalMetricStatus object:*V2ObjectMetricStatus pods:*V2PodsMetricStatus resource:*V2ResourceMetricStatus type:string!
V2MetricTarget autoscaling.v2 averageUtilization:*int32 averageValue:*quantity type:string! value:*quantity
V2MetricValueStatus autoscaling.v2 averageUtilization:*int32 averageValue:*quantity value:*quantity
V2ObjectMetricSource autoscaling.v2 describedObject:V2CrossVersionObjectReference! metric:V2MetricIdentifier! target:V2MetricTarget!
V2ObjectMetricStatus autoscaling.v2 current:V2MetricValueStatus! describedObject:V2CrossVersionObjectReference! metric:V2MetricIdentifier!
V2PodsMetricSource autoscaling.v2 metric:V2MetricIdentifier! target:V2MetricTarget!
V2PodsMetricStatus autoscaling.v2 current:V2MetricValueStatus! metric:V2MetricIdentifier!
V2ResourceMetricSource autoscaling.v2 name:string! target:V2MetricTarget!
V2ResourceMetricStatus autoscaling.v2 current:V2MetricValueStatus! name:string!
`;
