// Made by scripts/distil-protobuf.mjs; not edited by hand.

export const MESSAGES_TEXT = `
k8s.io.api.admissionregistration.v1
AuditAnnotation 1:key:s! 2:valueExpression:s!
ExpressionWarning 2:fieldRef:s! 3:warning:s!
MatchCondition 1:name:s! 2:expression:s!
MatchResources 1:namespaceSelector:/meta.v1.LabelSelector 2:objectSelector:/meta.v1.LabelSelector 3:resourceRules:[NamedRuleWithOperations 4:excludeResourceRules:[NamedRuleWithOperations 7:matchPolicy:s
MutatingWebhook 1:name:s! 2:clientConfig:WebhookClientConfig! 3:rules:[RuleWithOperations 4:failurePolicy:s 9:matchPolicy:s 5:namespaceSelector:/meta.v1.LabelSelector 11:objectSelector:/meta.v1.LabelSelector 6:sideEffects:s 7:timeoutSeconds:i 8:admissionReviewVersions:[s 10:reinvocationPolicy:s 12:matchConditions:[MatchCondition
MutatingWebhookConfiguration 1:metadata:/meta.v1.ObjectMeta! 2:webhooks:[MutatingWebhook
MutatingWebhookConfigurationList 1:metadata:/meta.v1.ListMeta! 2:items:[MutatingWebhookConfiguration
NamedRuleWithOperations 1:resourceNames:[s 2:<RuleWithOperations
ParamKind 1:apiVersion:s! 2:kind:s!
ParamRef 1:name:s! 2:namespace:s! 3:selector:/meta.v1.LabelSelector 4:parameterNotFoundAction:s
Rule 1:apiGroups:[s 2:apiVersions:[s 3:resources:[s 4:scope:s
RuleWithOperations 1:operations:[s 2:<Rule
ServiceReference 1:namespace:s! 2:name:s! 3:path:s 4:port:i
TypeChecking 1:expressionWarnings:[ExpressionWarning
ValidatingAdmissionPolicy 1:metadata:/meta.v1.ObjectMeta! 2:spec:ValidatingAdmissionPolicySpec! 3:status:ValidatingAdmissionPolicyStatus!
ValidatingAdmissionPolicyBinding 1:metadata:/meta.v1.ObjectMeta! 2:spec:ValidatingAdmissionPolicyBindingSpec!
ValidatingAdmissionPolicyBindingList 1:metadata:/meta.v1.ListMeta! 2:items:[ValidatingAdmissionPolicyBinding
ValidatingAdmissionPolicyBindingSpec 1:policyName:s! 2:paramRef:ParamRef 3:matchResources:MatchResources 4:validationActions:[s
ValidatingAdmissionPolicyList 1:metadata:/meta.v1.ListMeta! 2:items:[ValidatingAdmissionPolicy
ValidatingAdmissionPolicySpec 1:paramKind:ParamKind 2:matchConstraints:MatchResources 3:validations:[Validation 4:failurePolicy:s 5:auditAnnotations:[AuditAnnotation 6:matchConditions:[MatchCondition 7:variables:[Variable
ValidatingAdmissionPolicyStatus 1:observedGeneration:i! 2:typeChecking:TypeChecking 3:conditions:[/meta.v1.Condition
ValidatingWebhook 1:name:s! 2:clientConfig:WebhookClientConfig! 3:rules:[RuleWithOperations 4:failurePolicy:s 9:matchPolicy:s 5:namespaceSelector:/meta.v1.LabelSelector 10:objectSelector:/meta.v1.LabelSelector 6:sideEffects:s 7:timeoutSeconds:i 8:admissionReviewVersions:[s 11:matchConditions:[MatchCondition
ValidatingWebhookConfiguration 1:metadata:/meta.v1.ObjectMeta! 2:webhooks:[ValidatingWebhook
ValidatingWebhookConfigurationList 1:metadata:/meta.v1.ListMeta! 2:items:[ValidatingWebhookConfiguration
Validation 1:expression:s! 2:message:s! 3:reason:s 4:messageExpression:s!
Variable 1:name:s! 2:expression:s!
WebhookClientConfig 3:url:s 1:service:ServiceReference 2:caBundle:y
k8s.io.api.apps.v1
ControllerRevision 1:metadata:/meta.v1.ObjectMeta! 2:data:/pkg.runtime.RawExtension! 3:revision:i!
ControllerRevisionList 1:metadata:/meta.v1.ListMeta! 2:items:[ControllerRevision
DaemonSet 1:metadata:/meta.v1.ObjectMeta! 2:spec:DaemonSetSpec! 3:status:DaemonSetStatus!
DaemonSetCondition 1:type:s! 2:status:s! 3:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
DaemonSetList 1:metadata:/meta.v1.ListMeta! 2:items:[DaemonSet
DaemonSetSpec 1:selector:/meta.v1.LabelSelector 2:template:/core.v1.PodTemplateSpec! 3:updateStrategy:DaemonSetUpdateStrategy! 4:minReadySeconds:i! 6:revisionHistoryLimit:i
DaemonSetStatus 1:currentNumberScheduled:i! 2:numberMisscheduled:i! 3:desiredNumberScheduled:i! 4:numberReady:i! 5:observedGeneration:i! 6:updatedNumberScheduled:i! 7:numberAvailable:i! 8:numberUnavailable:i! 9:collisionCount:i 10:conditions:[DaemonSetCondition
DaemonSetUpdateStrategy 1:type:s! 2:rollingUpdate:RollingUpdateDaemonSet
Deployment 1:metadata:/meta.v1.ObjectMeta! 2:spec:DeploymentSpec! 3:status:DeploymentStatus!
DeploymentCondition 1:type:s! 2:status:s! 6:lastUpdateTime:/meta.v1.Time! 7:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
DeploymentList 1:metadata:/meta.v1.ListMeta! 2:items:[Deployment
DeploymentSpec 1:replicas:i 2:selector:/meta.v1.LabelSelector 3:template:/core.v1.PodTemplateSpec! 4:strategy:DeploymentStrategy! 5:minReadySeconds:i! 6:revisionHistoryLimit:i 7:paused:b! 9:progressDeadlineSeconds:i
DeploymentStatus 1:observedGeneration:i! 2:replicas:i! 3:updatedReplicas:i! 7:readyReplicas:i! 4:availableReplicas:i! 5:unavailableReplicas:i! 9:terminatingReplicas:i 6:conditions:[DeploymentCondition 8:collisionCount:i
DeploymentStrategy 1:type:s! 2:rollingUpdate:RollingUpdateDeployment
ReplicaSet 1:metadata:/meta.v1.ObjectMeta! 2:spec:ReplicaSetSpec! 3:status:ReplicaSetStatus!
ReplicaSetCondition 1:type:s! 2:status:s! 3:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
ReplicaSetList 1:metadata:/meta.v1.ListMeta! 2:items:[ReplicaSet
ReplicaSetSpec 1:replicas:i 4:minReadySeconds:i! 2:selector:/meta.v1.LabelSelector 3:template:/core.v1.PodTemplateSpec!
ReplicaSetStatus 1:replicas:i! 2:fullyLabeledReplicas:i! 4:readyReplicas:i! 5:availableReplicas:i! 7:terminatingReplicas:i 3:observedGeneration:i! 6:conditions:[ReplicaSetCondition
RollingUpdateDaemonSet 1:maxUnavailable:/util.intstr.IntOrString 2:maxSurge:/util.intstr.IntOrString
RollingUpdateDeployment 1:maxUnavailable:/util.intstr.IntOrString 2:maxSurge:/util.intstr.IntOrString
RollingUpdateStatefulSetStrategy 1:partition:i 2:maxUnavailable:/util.intstr.IntOrString
StatefulSet 1:metadata:/meta.v1.ObjectMeta! 2:spec:StatefulSetSpec! 3:status:StatefulSetStatus!
StatefulSetCondition 1:type:s! 2:status:s! 3:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
StatefulSetList 1:metadata:/meta.v1.ListMeta! 2:items:[StatefulSet
StatefulSetOrdinals 1:start:i!
StatefulSetPersistentVolumeClaimRetentionPolicy 1:whenDeleted:s! 2:whenScaled:s!
StatefulSetSpec 1:replicas:i 2:selector:/meta.v1.LabelSelector 3:template:/core.v1.PodTemplateSpec! 4:volumeClaimTemplates:[/core.v1.PersistentVolumeClaim 5:serviceName:s! 6:podManagementPolicy:s! 7:updateStrategy:StatefulSetUpdateStrategy! 8:revisionHistoryLimit:i 9:minReadySeconds:i! 10:persistentVolumeClaimRetentionPolicy:StatefulSetPersistentVolumeClaimRetentionPolicy 11:ordinals:StatefulSetOrdinals
StatefulSetStatus 1:observedGeneration:i! 2:replicas:i! 3:readyReplicas:i! 4:currentReplicas:i! 5:updatedReplicas:i! 6:currentRevision:s! 7:updateRevision:s! 9:collisionCount:i 10:conditions:[StatefulSetCondition 11:availableReplicas:i!
StatefulSetUpdateStrategy 1:type:s! 2:rollingUpdate:RollingUpdateStatefulSetStrategy
k8s.io.api.authentication.v1
BoundObjectReference 1:kind:s! 2:apiVersion:s! 3:name:s! 4:uid:s!
ExtraValue 1:items:[s
SelfSubjectReview 1:metadata:/meta.v1.ObjectMeta! 2:status:SelfSubjectReviewStatus!
SelfSubjectReviewStatus 1:userInfo:UserInfo!
TokenRequest 1:metadata:/meta.v1.ObjectMeta! 2:spec:TokenRequestSpec! 3:status:TokenRequestStatus!
TokenRequestSpec 1:audiences:[s 4:expirationSeconds:i 3:boundObjectRef:BoundObjectReference
TokenRequestStatus 1:token:s! 2:expirationTimestamp:/meta.v1.Time!
TokenReview 1:metadata:/meta.v1.ObjectMeta! 2:spec:TokenReviewSpec! 3:status:TokenReviewStatus!
TokenReviewSpec 1:token:s! 2:audiences:[s
TokenReviewStatus 1:authenticated:b! 2:user:UserInfo! 4:audiences:[s 3:error:s!
UserInfo 1:username:s! 2:uid:s! 3:groups:[s 4:extra:{ExtraValue
k8s.io.api.authorization.v1
ExtraValue 1:items:[s
FieldSelectorAttributes 1:rawSelector:s! 2:requirements:[/meta.v1.FieldSelectorRequirement
LabelSelectorAttributes 1:rawSelector:s! 2:requirements:[/meta.v1.LabelSelectorRequirement
LocalSubjectAccessReview 1:metadata:/meta.v1.ObjectMeta! 2:spec:SubjectAccessReviewSpec! 3:status:SubjectAccessReviewStatus!
NonResourceAttributes 1:path:s! 2:verb:s!
NonResourceRule 1:verbs:[s 2:nonResourceURLs:[s
ResourceAttributes 1:namespace:s! 2:verb:s! 3:group:s! 4:version:s! 5:resource:s! 6:subresource:s! 7:name:s! 8:fieldSelector:FieldSelectorAttributes 9:labelSelector:LabelSelectorAttributes
ResourceRule 1:verbs:[s 2:apiGroups:[s 3:resources:[s 4:resourceNames:[s
SelfSubjectAccessReview 1:metadata:/meta.v1.ObjectMeta! 2:spec:SelfSubjectAccessReviewSpec! 3:status:SubjectAccessReviewStatus!
SelfSubjectAccessReviewSpec 1:resourceAttributes:ResourceAttributes 2:nonResourceAttributes:NonResourceAttributes
SelfSubjectRulesReview 1:metadata:/meta.v1.ObjectMeta! 2:spec:SelfSubjectRulesReviewSpec! 3:status:SubjectRulesReviewStatus!
SelfSubjectRulesReviewSpec 1:namespace:s!
SubjectAccessReview 1:metadata:/meta.v1.ObjectMeta! 2:spec:SubjectAccessReviewSpec! 3:status:SubjectAccessReviewStatus!
SubjectAccessReviewSpec 1:resourceAttributes:ResourceAttributes 2:nonResourceAttributes:NonResourceAttributes 3:user:s! 4:groups:[s 5:extra:{ExtraValue 6:uid:s!
SubjectAccessReviewStatus 1:allowed:b! 4:denied:b! 2:reason:s! 3:evaluationError:s!
SubjectRulesReviewStatus 1:resourceRules:[ResourceRule 2:nonResourceRules:[NonResourceRule 3:incomplete:b! 4:evaluationError:s!
k8s.io.api.autoscaling.v1
ContainerResourceMetricSource 1:name:s! 2:targetAverageUtilization:i 3:targetAverageValue:/api.resource.Quantity 5:container:s!
ContainerResourceMetricStatus 1:name:s! 2:currentAverageUtilization:i 3:currentAverageValue:/api.resource.Quantity! 4:container:s!
CrossVersionObjectReference 1:kind:s! 2:name:s! 3:apiVersion:s!
ExternalMetricSource 1:metricName:s! 2:metricSelector:/meta.v1.LabelSelector 3:targetValue:/api.resource.Quantity 4:targetAverageValue:/api.resource.Quantity
ExternalMetricStatus 1:metricName:s! 2:metricSelector:/meta.v1.LabelSelector 3:currentValue:/api.resource.Quantity! 4:currentAverageValue:/api.resource.Quantity
HorizontalPodAutoscaler 1:metadata:/meta.v1.ObjectMeta! 2:spec:HorizontalPodAutoscalerSpec! 3:status:HorizontalPodAutoscalerStatus!
HorizontalPodAutoscalerCondition 1:type:s! 2:status:s! 3:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
HorizontalPodAutoscalerList 1:metadata:/meta.v1.ListMeta! 2:items:[HorizontalPodAutoscaler
HorizontalPodAutoscalerSpec 1:scaleTargetRef:CrossVersionObjectReference! 2:minReplicas:i 3:maxReplicas:i! 4:targetCPUUtilizationPercentage:i
HorizontalPodAutoscalerStatus 1:observedGeneration:i 2:lastScaleTime:/meta.v1.Time 3:currentReplicas:i! 4:desiredReplicas:i! 5:currentCPUUtilizationPercentage:i
MetricSpec 1:type:s! 2:object:ObjectMetricSource 3:pods:PodsMetricSource 4:resource:ResourceMetricSource 7:containerResource:ContainerResourceMetricSource 5:external:ExternalMetricSource
MetricStatus 1:type:s! 2:object:ObjectMetricStatus 3:pods:PodsMetricStatus 4:resource:ResourceMetricStatus 7:containerResource:ContainerResourceMetricStatus 5:external:ExternalMetricStatus
ObjectMetricSource 1:target:CrossVersionObjectReference! 2:metricName:s! 3:targetValue:/api.resource.Quantity! 4:selector:/meta.v1.LabelSelector 5:averageValue:/api.resource.Quantity
ObjectMetricStatus 1:target:CrossVersionObjectReference! 2:metricName:s! 3:currentValue:/api.resource.Quantity! 4:selector:/meta.v1.LabelSelector 5:averageValue:/api.resource.Quantity
PodsMetricSource 1:metricName:s! 2:targetAverageValue:/api.resource.Quantity! 3:selector:/meta.v1.LabelSelector
PodsMetricStatus 1:metricName:s! 2:currentAverageValue:/api.resource.Quantity! 3:selector:/meta.v1.LabelSelector
ResourceMetricSource 1:name:s! 2:targetAverageUtilization:i 3:targetAverageValue:/api.resource.Quantity
ResourceMetricStatus 1:name:s! 2:currentAverageUtilization:i 3:currentAverageValue:/api.resource.Quantity!
Scale 1:metadata:/meta.v1.ObjectMeta! 2:spec:ScaleSpec! 3:status:ScaleStatus!
ScaleSpec 1:replicas:i!
ScaleStatus 1:replicas:i! 2:selector:s!
k8s.io.api.autoscaling.v2
ContainerResourceMetricSource 1:name:s! 2:target:MetricTarget! 3:container:s!
ContainerResourceMetricStatus 1:name:s! 2:current:MetricValueStatus! 3:container:s!
CrossVersionObjectReference 1:kind:s! 2:name:s! 3:apiVersion:s!
ExternalMetricSource 1:metric:MetricIdentifier! 2:target:MetricTarget!
ExternalMetricStatus 1:metric:MetricIdentifier! 2:current:MetricValueStatus!
HPAScalingPolicy 1:type:s! 2:value:i! 3:periodSeconds:i!
HPAScalingRules 3:stabilizationWindowSeconds:i 1:selectPolicy:s 2:policies:[HPAScalingPolicy 4:tolerance:/api.resource.Quantity
HorizontalPodAutoscaler 1:metadata:/meta.v1.ObjectMeta! 2:spec:HorizontalPodAutoscalerSpec! 3:status:HorizontalPodAutoscalerStatus!
HorizontalPodAutoscalerBehavior 1:scaleUp:HPAScalingRules 2:scaleDown:HPAScalingRules
HorizontalPodAutoscalerCondition 1:type:s! 2:status:s! 3:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
HorizontalPodAutoscalerList 1:metadata:/meta.v1.ListMeta! 2:items:[HorizontalPodAutoscaler
HorizontalPodAutoscalerSpec 1:scaleTargetRef:CrossVersionObjectReference! 2:minReplicas:i 3:maxReplicas:i! 4:metrics:[MetricSpec 5:behavior:HorizontalPodAutoscalerBehavior
HorizontalPodAutoscalerStatus 1:observedGeneration:i 2:lastScaleTime:/meta.v1.Time 3:currentReplicas:i! 4:desiredReplicas:i! 5:currentMetrics:[MetricStatus 6:conditions:[HorizontalPodAutoscalerCondition
MetricIdentifier 1:name:s! 2:selector:/meta.v1.LabelSelector
MetricSpec 1:type:s! 2:object:ObjectMetricSource 3:pods:PodsMetricSource 4:resource:ResourceMetricSource 7:containerResource:ContainerResourceMetricSource 5:external:ExternalMetricSource
MetricStatus 1:type:s! 2:object:ObjectMetricStatus 3:pods:PodsMetricStatus 4:resource:ResourceMetricStatus 7:containerResource:ContainerResourceMetricStatus 5:external:ExternalMetricStatus
MetricTarget 1:type:s! 2:value:/api.resource.Quantity 3:averageValue:/api.resource.Quantity 4:averageUtilization:i
MetricValueStatus 1:value:/api.resource.Quantity 2:averageValue:/api.resource.Quantity 3:averageUtilization:i
ObjectMetricSource 1:describedObject:CrossVersionObjectReference! 2:target:MetricTarget! 3:metric:MetricIdentifier!
ObjectMetricStatus 1:metric:MetricIdentifier! 2:current:MetricValueStatus! 3:describedObject:CrossVersionObjectReference!
PodsMetricSource 1:metric:MetricIdentifier! 2:target:MetricTarget!
PodsMetricStatus 1:metric:MetricIdentifier! 2:current:MetricValueStatus!
ResourceMetricSource 1:name:s! 2:target:MetricTarget!
ResourceMetricStatus 1:name:s! 2:current:MetricValueStatus!
k8s.io.api.batch.v1
CronJob 1:metadata:/meta.v1.ObjectMeta! 2:spec:CronJobSpec! 3:status:CronJobStatus!
CronJobList 1:metadata:/meta.v1.ListMeta! 2:items:[CronJob
CronJobSpec 1:schedule:s! 8:timeZone:s 2:startingDeadlineSeconds:i 3:concurrencyPolicy:s! 4:suspend:b 5:jobTemplate:JobTemplateSpec! 6:successfulJobsHistoryLimit:i 7:failedJobsHistoryLimit:i
CronJobStatus 1:active:[/core.v1.ObjectReference 4:lastScheduleTime:/meta.v1.Time 5:lastSuccessfulTime:/meta.v1.Time
Job 1:metadata:/meta.v1.ObjectMeta! 2:spec:JobSpec! 3:status:JobStatus!
JobCondition 1:type:s! 2:status:s! 3:lastProbeTime:/meta.v1.Time! 4:lastTransitionTime:/meta.v1.Time! 5:reason:s! 6:message:s!
JobList 1:metadata:/meta.v1.ListMeta! 2:items:[Job
JobSpec 1:parallelism:i 2:completions:i 3:activeDeadlineSeconds:i 11:podFailurePolicy:PodFailurePolicy 16:successPolicy:SuccessPolicy 7:backoffLimit:i 12:backoffLimitPerIndex:i 13:maxFailedIndexes:i 4:selector:/meta.v1.LabelSelector 5:manualSelector:b 6:template:/core.v1.PodTemplateSpec! 8:ttlSecondsAfterFinished:i 9:completionMode:s 10:suspend:b 14:podReplacementPolicy:s 15:managedBy:s
JobStatus 1:conditions:[JobCondition 2:startTime:/meta.v1.Time 3:completionTime:/meta.v1.Time 4:active:i! 5:succeeded:i! 6:failed:i! 11:terminating:i 7:completedIndexes:s! 10:failedIndexes:s 8:uncountedTerminatedPods:UncountedTerminatedPods 9:ready:i
JobTemplateSpec 1:metadata:/meta.v1.ObjectMeta! 2:spec:JobSpec!
PodFailurePolicy 1:rules:[PodFailurePolicyRule
PodFailurePolicyOnExitCodesRequirement 1:containerName:s 2:operator:s! 3:values:[i
PodFailurePolicyOnPodConditionsPattern 1:type:s! 2:status:s!
PodFailurePolicyRule 1:action:s! 2:onExitCodes:PodFailurePolicyOnExitCodesRequirement 3:onPodConditions:[PodFailurePolicyOnPodConditionsPattern
SuccessPolicy 1:rules:[SuccessPolicyRule
SuccessPolicyRule 1:succeededIndexes:s 2:succeededCount:i
UncountedTerminatedPods 1:succeeded:[s 2:failed:[s
k8s.io.api.certificates.v1
CertificateSigningRequest 1:metadata:/meta.v1.ObjectMeta! 2:spec:CertificateSigningRequestSpec! 3:status:CertificateSigningRequestStatus!
CertificateSigningRequestCondition 1:type:s! 6:status:s! 2:reason:s! 3:message:s! 4:lastUpdateTime:/meta.v1.Time! 5:lastTransitionTime:/meta.v1.Time!
CertificateSigningRequestList 1:metadata:/meta.v1.ListMeta! 2:items:[CertificateSigningRequest
CertificateSigningRequestSpec 1:request:y 7:signerName:s! 8:expirationSeconds:i 5:usages:[s 2:username:s! 3:uid:s! 4:groups:[s 6:extra:{ExtraValue
CertificateSigningRequestStatus 1:conditions:[CertificateSigningRequestCondition 2:certificate:y
ExtraValue 1:items:[s
k8s.io.api.coordination.v1
Lease 1:metadata:/meta.v1.ObjectMeta! 2:spec:LeaseSpec!
LeaseList 1:metadata:/meta.v1.ListMeta! 2:items:[Lease
LeaseSpec 1:holderIdentity:s 2:leaseDurationSeconds:i 3:acquireTime:/meta.v1.MicroTime 4:renewTime:/meta.v1.MicroTime 5:leaseTransitions:i 6:strategy:s 7:preferredHolder:s
k8s.io.api.core.v1
AWSElasticBlockStoreVolumeSource 1:volumeID:s! 2:fsType:s! 3:partition:i! 4:readOnly:b!
Affinity 1:nodeAffinity:NodeAffinity 2:podAffinity:PodAffinity 3:podAntiAffinity:PodAntiAffinity
AppArmorProfile 1:type:s! 2:localhostProfile:s
AttachedVolume 1:name:s! 2:devicePath:s!
AvoidPods 1:preferAvoidPods:[PreferAvoidPodsEntry
AzureDiskVolumeSource 1:diskName:s! 2:diskURI:s! 3:cachingMode:s 4:fsType:s 5:readOnly:b 6:kind:s
AzureFilePersistentVolumeSource 1:secretName:s! 2:shareName:s! 3:readOnly:b! 4:secretNamespace:s
AzureFileVolumeSource 1:secretName:s! 2:shareName:s! 3:readOnly:b!
Binding 1:metadata:/meta.v1.ObjectMeta! 2:target:ObjectReference!
CSIPersistentVolumeSource 1:driver:s! 2:volumeHandle:s! 3:readOnly:b! 4:fsType:s! 5:volumeAttributes:{s 6:controllerPublishSecretRef:SecretReference 7:nodeStageSecretRef:SecretReference 8:nodePublishSecretRef:SecretReference 9:controllerExpandSecretRef:SecretReference 10:nodeExpandSecretRef:SecretReference
CSIVolumeSource 1:driver:s! 2:readOnly:b 3:fsType:s 4:volumeAttributes:{s 5:nodePublishSecretRef:LocalObjectReference
Capabilities 1:add:[s 2:drop:[s
CephFSPersistentVolumeSource 1:monitors:[s 2:path:s! 3:user:s! 4:secretFile:s! 5:secretRef:SecretReference 6:readOnly:b!
CephFSVolumeSource 1:monitors:[s 2:path:s! 3:user:s! 4:secretFile:s! 5:secretRef:LocalObjectReference 6:readOnly:b!
CinderPersistentVolumeSource 1:volumeID:s! 2:fsType:s! 3:readOnly:b! 4:secretRef:SecretReference
CinderVolumeSource 1:volumeID:s! 2:fsType:s! 3:readOnly:b! 4:secretRef:LocalObjectReference
ClientIPConfig 1:timeoutSeconds:i
ClusterTrustBundleProjection 1:name:s 2:signerName:s 3:labelSelector:/meta.v1.LabelSelector 5:optional:b 4:path:s!
ComponentCondition 1:type:s! 2:status:s! 3:message:s! 4:error:s!
ComponentStatus 1:metadata:/meta.v1.ObjectMeta! 2:conditions:[ComponentCondition
ComponentStatusList 1:metadata:/meta.v1.ListMeta! 2:items:[ComponentStatus
ConfigMap 1:metadata:/meta.v1.ObjectMeta! 4:immutable:b 2:data:{s 3:binaryData:{y
ConfigMapEnvSource 1:<LocalObjectReference 2:optional:b
ConfigMapKeySelector 1:<LocalObjectReference 2:key:s! 3:optional:b
ConfigMapList 1:metadata:/meta.v1.ListMeta! 2:items:[ConfigMap
ConfigMapNodeConfigSource 1:namespace:s! 2:name:s! 3:uid:s! 4:resourceVersion:s! 5:kubeletConfigKey:s!
ConfigMapProjection 1:<LocalObjectReference 2:items:[KeyToPath 4:optional:b
ConfigMapVolumeSource 1:<LocalObjectReference 2:items:[KeyToPath 3:defaultMode:i 4:optional:b
Container 1:name:s! 2:image:s! 3:command:[s 4:args:[s 5:workingDir:s! 6:ports:[ContainerPort 19:envFrom:[EnvFromSource 7:env:[EnvVar 8:resources:ResourceRequirements! 23:resizePolicy:[ContainerResizePolicy 24:restartPolicy:s 9:volumeMounts:[VolumeMount 21:volumeDevices:[VolumeDevice 10:livenessProbe:Probe 11:readinessProbe:Probe 22:startupProbe:Probe 12:lifecycle:Lifecycle 13:terminationMessagePath:s! 20:terminationMessagePolicy:s! 14:imagePullPolicy:s! 15:securityContext:SecurityContext 16:stdin:b! 17:stdinOnce:b! 18:tty:b!
ContainerImage 1:names:[s 2:sizeBytes:i!
ContainerPort 1:name:s! 2:hostPort:i! 3:containerPort:i! 4:protocol:s! 5:hostIP:s!
ContainerResizePolicy 1:resourceName:s! 2:restartPolicy:s!
ContainerState 1:waiting:ContainerStateWaiting 2:running:ContainerStateRunning 3:terminated:ContainerStateTerminated
ContainerStateRunning 1:startedAt:/meta.v1.Time!
ContainerStateTerminated 1:exitCode:i! 2:signal:i! 3:reason:s! 4:message:s! 5:startedAt:/meta.v1.Time! 6:finishedAt:/meta.v1.Time! 7:containerID:s!
ContainerStateWaiting 1:reason:s! 2:message:s!
ContainerStatus 1:name:s! 2:state:ContainerState! 3:lastState:ContainerState! 4:ready:b! 5:restartCount:i! 6:image:s! 7:imageID:s! 8:containerID:s! 9:started:b 10:allocatedResources:{/api.resource.Quantity 11:resources:ResourceRequirements 12:volumeMounts:[VolumeMountStatus 13:user:ContainerUser 14:allocatedResourcesStatus:[ResourceStatus 15:stopSignal:s
ContainerUser 1:linux:LinuxContainerUser
DaemonEndpoint 1:Port:i!
DownwardAPIProjection 1:items:[DownwardAPIVolumeFile
DownwardAPIVolumeFile 1:path:s! 2:fieldRef:ObjectFieldSelector 3:resourceFieldRef:ResourceFieldSelector 4:mode:i
DownwardAPIVolumeSource 1:items:[DownwardAPIVolumeFile 2:defaultMode:i
EmptyDirVolumeSource 1:medium:s! 2:sizeLimit:/api.resource.Quantity
EndpointAddress 1:ip:s! 3:hostname:s! 4:nodeName:s 2:targetRef:ObjectReference
EndpointPort 1:name:s! 2:port:i! 3:protocol:s! 4:appProtocol:s
EndpointSubset 1:addresses:[EndpointAddress 2:notReadyAddresses:[EndpointAddress 3:ports:[EndpointPort
Endpoints 1:metadata:/meta.v1.ObjectMeta! 2:subsets:[EndpointSubset
EndpointsList 1:metadata:/meta.v1.ListMeta! 2:items:[Endpoints
EnvFromSource 1:prefix:s! 2:configMapRef:ConfigMapEnvSource 3:secretRef:SecretEnvSource
EnvVar 1:name:s! 2:value:s! 3:valueFrom:EnvVarSource
EnvVarSource 1:fieldRef:ObjectFieldSelector 2:resourceFieldRef:ResourceFieldSelector 3:configMapKeyRef:ConfigMapKeySelector 4:secretKeyRef:SecretKeySelector
EphemeralContainer 1:<EphemeralContainerCommon 2:targetContainerName:s!
EphemeralContainerCommon 1:name:s! 2:image:s! 3:command:[s 4:args:[s 5:workingDir:s! 6:ports:[ContainerPort 19:envFrom:[EnvFromSource 7:env:[EnvVar 8:resources:ResourceRequirements! 23:resizePolicy:[ContainerResizePolicy 24:restartPolicy:s 9:volumeMounts:[VolumeMount 21:volumeDevices:[VolumeDevice 10:livenessProbe:Probe 11:readinessProbe:Probe 22:startupProbe:Probe 12:lifecycle:Lifecycle 13:terminationMessagePath:s! 20:terminationMessagePolicy:s! 14:imagePullPolicy:s! 15:securityContext:SecurityContext 16:stdin:b! 17:stdinOnce:b! 18:tty:b!
EphemeralVolumeSource 1:volumeClaimTemplate:PersistentVolumeClaimTemplate
Event 1:metadata:/meta.v1.ObjectMeta! 2:involvedObject:ObjectReference! 3:reason:s! 4:message:s! 5:source:EventSource! 6:firstTimestamp:/meta.v1.Time! 7:lastTimestamp:/meta.v1.Time! 8:count:i! 9:type:s! 10:eventTime:/meta.v1.MicroTime! 11:series:EventSeries 12:action:s! 13:related:ObjectReference 14:reportingComponent:s! 15:reportingInstance:s!
EventList 1:metadata:/meta.v1.ListMeta! 2:items:[Event
EventSeries 1:count:i! 2:lastObservedTime:/meta.v1.MicroTime!
EventSource 1:component:s! 2:host:s!
ExecAction 1:command:[s
FCVolumeSource 1:targetWWNs:[s 2:lun:i 3:fsType:s! 4:readOnly:b! 5:wwids:[s
FlexPersistentVolumeSource 1:driver:s! 2:fsType:s! 3:secretRef:SecretReference 4:readOnly:b! 5:options:{s
FlexVolumeSource 1:driver:s! 2:fsType:s! 3:secretRef:LocalObjectReference 4:readOnly:b! 5:options:{s
FlockerVolumeSource 1:datasetName:s! 2:datasetUUID:s!
GCEPersistentDiskVolumeSource 1:pdName:s! 2:fsType:s! 3:partition:i! 4:readOnly:b!
GRPCAction 1:port:i! 2:service:s
GitRepoVolumeSource 1:repository:s! 2:revision:s! 3:directory:s!
GlusterfsPersistentVolumeSource 1:endpoints:s! 2:path:s! 3:readOnly:b! 4:endpointsNamespace:s
GlusterfsVolumeSource 1:endpoints:s! 2:path:s! 3:readOnly:b!
HTTPGetAction 1:path:s! 2:port:/util.intstr.IntOrString! 3:host:s! 4:scheme:s! 5:httpHeaders:[HTTPHeader
HTTPHeader 1:name:s! 2:value:s!
HostAlias 1:ip:s! 2:hostnames:[s
HostIP 1:ip:s!
HostPathVolumeSource 1:path:s! 2:type:s
ISCSIPersistentVolumeSource 1:targetPortal:s! 2:iqn:s! 3:lun:i! 4:iscsiInterface:s! 5:fsType:s! 6:readOnly:b! 7:portals:[s 8:chapAuthDiscovery:b! 11:chapAuthSession:b! 10:secretRef:SecretReference 12:initiatorName:s
ISCSIVolumeSource 1:targetPortal:s! 2:iqn:s! 3:lun:i! 4:iscsiInterface:s! 5:fsType:s! 6:readOnly:b! 7:portals:[s 8:chapAuthDiscovery:b! 11:chapAuthSession:b! 10:secretRef:LocalObjectReference 12:initiatorName:s
ImageVolumeSource 1:reference:s! 2:pullPolicy:s!
KeyToPath 1:key:s! 2:path:s! 3:mode:i
Lifecycle 1:postStart:LifecycleHandler 2:preStop:LifecycleHandler 3:stopSignal:s
LifecycleHandler 1:exec:ExecAction 2:httpGet:HTTPGetAction 3:tcpSocket:TCPSocketAction 4:sleep:SleepAction
LimitRange 1:metadata:/meta.v1.ObjectMeta! 2:spec:LimitRangeSpec!
LimitRangeItem 1:type:s! 2:max:{/api.resource.Quantity 3:min:{/api.resource.Quantity 4:default:{/api.resource.Quantity 5:defaultRequest:{/api.resource.Quantity 6:maxLimitRequestRatio:{/api.resource.Quantity
LimitRangeList 1:metadata:/meta.v1.ListMeta! 2:items:[LimitRange
LimitRangeSpec 1:limits:[LimitRangeItem
LinuxContainerUser 1:uid:i! 2:gid:i! 3:supplementalGroups:[i
List 1:metadata:/meta.v1.ListMeta! 2:items:[/pkg.runtime.RawExtension
LoadBalancerIngress 1:ip:s! 2:hostname:s! 3:ipMode:s 4:ports:[PortStatus
LoadBalancerStatus 1:ingress:[LoadBalancerIngress
LocalObjectReference 1:name:s!
LocalVolumeSource 1:path:s! 2:fsType:s
ModifyVolumeStatus 1:targetVolumeAttributesClassName:s! 2:status:s!
NFSVolumeSource 1:server:s! 2:path:s! 3:readOnly:b!
Namespace 1:metadata:/meta.v1.ObjectMeta! 2:spec:NamespaceSpec! 3:status:NamespaceStatus!
NamespaceCondition 1:type:s! 2:status:s! 4:lastTransitionTime:/meta.v1.Time! 5:reason:s! 6:message:s!
NamespaceList 1:metadata:/meta.v1.ListMeta! 2:items:[Namespace
NamespaceSpec 1:finalizers:[s
NamespaceStatus 1:phase:s! 2:conditions:[NamespaceCondition
Node 1:metadata:/meta.v1.ObjectMeta! 2:spec:NodeSpec! 3:status:NodeStatus!
NodeAddress 1:type:s! 2:address:s!
NodeAffinity 1:requiredDuringSchedulingIgnoredDuringExecution:NodeSelector 2:preferredDuringSchedulingIgnoredDuringExecution:[PreferredSchedulingTerm
NodeCondition 1:type:s! 2:status:s! 3:lastHeartbeatTime:/meta.v1.Time! 4:lastTransitionTime:/meta.v1.Time! 5:reason:s! 6:message:s!
NodeConfigSource 2:configMap:ConfigMapNodeConfigSource
NodeConfigStatus 1:assigned:NodeConfigSource 2:active:NodeConfigSource 3:lastKnownGood:NodeConfigSource 4:error:s!
NodeDaemonEndpoints 1:kubeletEndpoint:DaemonEndpoint!
NodeFeatures 1:supplementalGroupsPolicy:b
NodeList 1:metadata:/meta.v1.ListMeta! 2:items:[Node
NodeProxyOptions 1:path:s!
NodeRuntimeHandler 1:name:s! 2:features:NodeRuntimeHandlerFeatures
NodeRuntimeHandlerFeatures 1:recursiveReadOnlyMounts:b 2:userNamespaces:b
NodeSelector 1:nodeSelectorTerms:[NodeSelectorTerm
NodeSelectorRequirement 1:key:s! 2:operator:s! 3:values:[s
NodeSelectorTerm 1:matchExpressions:[NodeSelectorRequirement 2:matchFields:[NodeSelectorRequirement
NodeSpec 1:podCIDR:s! 7:podCIDRs:[s 3:providerID:s! 4:unschedulable:b! 5:taints:[Taint 6:configSource:NodeConfigSource 2:externalID:s!
NodeStatus 1:capacity:{/api.resource.Quantity 2:allocatable:{/api.resource.Quantity 3:phase:s! 4:conditions:[NodeCondition 5:addresses:[NodeAddress 6:daemonEndpoints:NodeDaemonEndpoints! 7:nodeInfo:NodeSystemInfo! 8:images:[ContainerImage 9:volumesInUse:[s 10:volumesAttached:[AttachedVolume 11:config:NodeConfigStatus 12:runtimeHandlers:[NodeRuntimeHandler 13:features:NodeFeatures
NodeSwapStatus 1:capacity:i
NodeSystemInfo 1:machineID:s! 2:systemUUID:s! 3:bootID:s! 4:kernelVersion:s! 5:osImage:s! 6:containerRuntimeVersion:s! 7:kubeletVersion:s! 8:kubeProxyVersion:s! 9:operatingSystem:s! 10:architecture:s! 11:swap:NodeSwapStatus
ObjectFieldSelector 1:apiVersion:s! 2:fieldPath:s!
ObjectReference 1:kind:s! 2:namespace:s! 3:name:s! 4:uid:s! 5:apiVersion:s! 6:resourceVersion:s! 7:fieldPath:s!
PersistentVolume 1:metadata:/meta.v1.ObjectMeta! 2:spec:PersistentVolumeSpec! 3:status:PersistentVolumeStatus!
PersistentVolumeClaim 1:metadata:/meta.v1.ObjectMeta! 2:spec:PersistentVolumeClaimSpec! 3:status:PersistentVolumeClaimStatus!
PersistentVolumeClaimCondition 1:type:s! 2:status:s! 3:lastProbeTime:/meta.v1.Time! 4:lastTransitionTime:/meta.v1.Time! 5:reason:s! 6:message:s!
PersistentVolumeClaimList 1:metadata:/meta.v1.ListMeta! 2:items:[PersistentVolumeClaim
PersistentVolumeClaimSpec 1:accessModes:[s 4:selector:/meta.v1.LabelSelector 2:resources:VolumeResourceRequirements! 3:volumeName:s! 5:storageClassName:s 6:volumeMode:s 7:dataSource:TypedLocalObjectReference 8:dataSourceRef:TypedObjectReference 9:volumeAttributesClassName:s
PersistentVolumeClaimStatus 1:phase:s! 2:accessModes:[s 3:capacity:{/api.resource.Quantity 4:conditions:[PersistentVolumeClaimCondition 5:allocatedResources:{/api.resource.Quantity 7:allocatedResourceStatuses:{s 8:currentVolumeAttributesClassName:s 9:modifyVolumeStatus:ModifyVolumeStatus
PersistentVolumeClaimTemplate 1:metadata:/meta.v1.ObjectMeta! 2:spec:PersistentVolumeClaimSpec!
PersistentVolumeClaimVolumeSource 1:claimName:s! 2:readOnly:b!
PersistentVolumeList 1:metadata:/meta.v1.ListMeta! 2:items:[PersistentVolume
PersistentVolumeSource 1:gcePersistentDisk:GCEPersistentDiskVolumeSource 2:awsElasticBlockStore:AWSElasticBlockStoreVolumeSource 3:hostPath:HostPathVolumeSource 4:glusterfs:GlusterfsPersistentVolumeSource 5:nfs:NFSVolumeSource 6:rbd:RBDPersistentVolumeSource 7:iscsi:ISCSIPersistentVolumeSource 8:cinder:CinderPersistentVolumeSource 9:cephfs:CephFSPersistentVolumeSource 10:fc:FCVolumeSource 11:flocker:FlockerVolumeSource 12:flexVolume:FlexPersistentVolumeSource 13:azureFile:AzureFilePersistentVolumeSource 14:vsphereVolume:VsphereVirtualDiskVolumeSource 15:quobyte:QuobyteVolumeSource 16:azureDisk:AzureDiskVolumeSource 17:photonPersistentDisk:PhotonPersistentDiskVolumeSource 18:portworxVolume:PortworxVolumeSource 19:scaleIO:ScaleIOPersistentVolumeSource 20:local:LocalVolumeSource 21:storageos:StorageOSPersistentVolumeSource 22:csi:CSIPersistentVolumeSource
PersistentVolumeSpec 1:capacity:{/api.resource.Quantity 2:<PersistentVolumeSource 3:accessModes:[s 4:claimRef:ObjectReference 5:persistentVolumeReclaimPolicy:s! 6:storageClassName:s! 7:mountOptions:[s 8:volumeMode:s 9:nodeAffinity:VolumeNodeAffinity 10:volumeAttributesClassName:s
PersistentVolumeStatus 1:phase:s! 2:message:s! 3:reason:s! 4:lastPhaseTransitionTime:/meta.v1.Time
PhotonPersistentDiskVolumeSource 1:pdID:s! 2:fsType:s!
Pod 1:metadata:/meta.v1.ObjectMeta! 2:spec:PodSpec! 3:status:PodStatus!
PodAffinity 1:requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm 2:preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm
PodAffinityTerm 1:labelSelector:/meta.v1.LabelSelector 2:namespaces:[s 3:topologyKey:s! 4:namespaceSelector:/meta.v1.LabelSelector 5:matchLabelKeys:[s 6:mismatchLabelKeys:[s
PodAntiAffinity 1:requiredDuringSchedulingIgnoredDuringExecution:[PodAffinityTerm 2:preferredDuringSchedulingIgnoredDuringExecution:[WeightedPodAffinityTerm
PodAttachOptions 1:stdin:b! 2:stdout:b! 3:stderr:b! 4:tty:b! 5:container:s!
PodCondition 1:type:s! 7:observedGeneration:i! 2:status:s! 3:lastProbeTime:/meta.v1.Time! 4:lastTransitionTime:/meta.v1.Time! 5:reason:s! 6:message:s!
PodDNSConfig 1:nameservers:[s 2:searches:[s 3:options:[PodDNSConfigOption
PodDNSConfigOption 1:name:s! 2:value:s
PodExecOptions 1:stdin:b! 2:stdout:b! 3:stderr:b! 4:tty:b! 5:container:s! 6:command:[s
PodIP 1:ip:s!
PodList 1:metadata:/meta.v1.ListMeta! 2:items:[Pod
PodLogOptions 1:container:s! 2:follow:b! 3:previous:b! 4:sinceSeconds:i 5:sinceTime:/meta.v1.Time 6:timestamps:b! 7:tailLines:i 8:limitBytes:i 9:insecureSkipTLSVerifyBackend:b! 10:stream:s
PodOS 1:name:s!
PodPortForwardOptions 1:ports:[i
PodProxyOptions 1:path:s!
PodReadinessGate 1:conditionType:s!
PodResourceClaim 1:name:s! 3:resourceClaimName:s 4:resourceClaimTemplateName:s
PodResourceClaimStatus 1:name:s! 2:resourceClaimName:s
PodSchedulingGate 1:name:s!
PodSecurityContext 1:seLinuxOptions:SELinuxOptions 8:windowsOptions:WindowsSecurityContextOptions 2:runAsUser:i 6:runAsGroup:i 3:runAsNonRoot:b 4:supplementalGroups:[i 12:supplementalGroupsPolicy:s 5:fsGroup:i 7:sysctls:[Sysctl 9:fsGroupChangePolicy:s 10:seccompProfile:SeccompProfile 11:appArmorProfile:AppArmorProfile 13:seLinuxChangePolicy:s
PodSignature 1:podController:/meta.v1.OwnerReference
PodSpec 1:volumes:[Volume 20:initContainers:[Container 2:containers:[Container 34:ephemeralContainers:[EphemeralContainer 3:restartPolicy:s! 4:terminationGracePeriodSeconds:i 5:activeDeadlineSeconds:i 6:dnsPolicy:s! 7:nodeSelector:{s 8:serviceAccountName:s! 9:serviceAccount:s! 21:automountServiceAccountToken:b 10:nodeName:s! 11:hostNetwork:b! 12:hostPID:b! 13:hostIPC:b! 27:shareProcessNamespace:b 14:securityContext:PodSecurityContext 15:imagePullSecrets:[LocalObjectReference 16:hostname:s! 17:subdomain:s! 18:affinity:Affinity 19:schedulerName:s! 22:tolerations:[Toleration 23:hostAliases:[HostAlias 24:priorityClassName:s! 25:priority:i 26:dnsConfig:PodDNSConfig 28:readinessGates:[PodReadinessGate 29:runtimeClassName:s 30:enableServiceLinks:b 31:preemptionPolicy:s 32:overhead:{/api.resource.Quantity 33:topologySpreadConstraints:[TopologySpreadConstraint 35:setHostnameAsFQDN:b 36:os:PodOS 37:hostUsers:b 38:schedulingGates:[PodSchedulingGate 39:resourceClaims:[PodResourceClaim 40:resources:ResourceRequirements
PodStatus 17:observedGeneration:i! 1:phase:s! 2:conditions:[PodCondition 3:message:s! 4:reason:s! 11:nominatedNodeName:s! 5:hostIP:s! 16:hostIPs:[HostIP 6:podIP:s! 12:podIPs:[PodIP 7:startTime:/meta.v1.Time 10:initContainerStatuses:[ContainerStatus 8:containerStatuses:[ContainerStatus 9:qosClass:s! 13:ephemeralContainerStatuses:[ContainerStatus 14:resize:s! 15:resourceClaimStatuses:[PodResourceClaimStatus
PodStatusResult 1:metadata:/meta.v1.ObjectMeta! 2:status:PodStatus!
PodTemplate 1:metadata:/meta.v1.ObjectMeta! 2:template:PodTemplateSpec!
PodTemplateList 1:metadata:/meta.v1.ListMeta! 2:items:[PodTemplate
PodTemplateSpec 1:metadata:/meta.v1.ObjectMeta! 2:spec:PodSpec!
PortStatus 1:port:i! 2:protocol:s! 3:error:s
PortworxVolumeSource 1:volumeID:s! 2:fsType:s! 3:readOnly:b!
Preconditions 1:uid:s
PreferAvoidPodsEntry 1:podSignature:PodSignature! 2:evictionTime:/meta.v1.Time! 3:reason:s! 4:message:s!
PreferredSchedulingTerm 1:weight:i! 2:preference:NodeSelectorTerm!
Probe 1:<ProbeHandler 2:initialDelaySeconds:i! 3:timeoutSeconds:i! 4:periodSeconds:i! 5:successThreshold:i! 6:failureThreshold:i! 7:terminationGracePeriodSeconds:i
ProbeHandler 1:exec:ExecAction 2:httpGet:HTTPGetAction 3:tcpSocket:TCPSocketAction 4:grpc:GRPCAction
ProjectedVolumeSource 1:sources:[VolumeProjection 2:defaultMode:i
QuobyteVolumeSource 1:registry:s! 2:volume:s! 3:readOnly:b! 4:user:s! 5:group:s! 6:tenant:s!
RBDPersistentVolumeSource 1:monitors:[s 2:image:s! 3:fsType:s! 4:pool:s! 5:user:s! 6:keyring:s! 7:secretRef:SecretReference 8:readOnly:b!
RBDVolumeSource 1:monitors:[s 2:image:s! 3:fsType:s! 4:pool:s! 5:user:s! 6:keyring:s! 7:secretRef:LocalObjectReference 8:readOnly:b!
RangeAllocation 1:metadata:/meta.v1.ObjectMeta! 2:range:s! 3:data:y
ReplicationController 1:metadata:/meta.v1.ObjectMeta! 2:spec:ReplicationControllerSpec! 3:status:ReplicationControllerStatus!
ReplicationControllerCondition 1:type:s! 2:status:s! 3:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
ReplicationControllerList 1:metadata:/meta.v1.ListMeta! 2:items:[ReplicationController
ReplicationControllerSpec 1:replicas:i 4:minReadySeconds:i! 2:selector:{s 3:template:PodTemplateSpec
ReplicationControllerStatus 1:replicas:i! 2:fullyLabeledReplicas:i! 4:readyReplicas:i! 5:availableReplicas:i! 3:observedGeneration:i! 6:conditions:[ReplicationControllerCondition
ResourceClaim 1:name:s! 2:request:s!
ResourceFieldSelector 1:containerName:s! 2:resource:s! 3:divisor:/api.resource.Quantity!
ResourceHealth 1:resourceID:s! 2:health:s!
ResourceQuota 1:metadata:/meta.v1.ObjectMeta! 2:spec:ResourceQuotaSpec! 3:status:ResourceQuotaStatus!
ResourceQuotaList 1:metadata:/meta.v1.ListMeta! 2:items:[ResourceQuota
ResourceQuotaSpec 1:hard:{/api.resource.Quantity 2:scopes:[s 3:scopeSelector:ScopeSelector
ResourceQuotaStatus 1:hard:{/api.resource.Quantity 2:used:{/api.resource.Quantity
ResourceRequirements 1:limits:{/api.resource.Quantity 2:requests:{/api.resource.Quantity 3:claims:[ResourceClaim
ResourceStatus 1:name:s! 2:resources:[ResourceHealth
SELinuxOptions 1:user:s! 2:role:s! 3:type:s! 4:level:s!
ScaleIOPersistentVolumeSource 1:gateway:s! 2:system:s! 3:secretRef:SecretReference 4:sslEnabled:b! 5:protectionDomain:s! 6:storagePool:s! 7:storageMode:s! 8:volumeName:s! 9:fsType:s! 10:readOnly:b!
ScaleIOVolumeSource 1:gateway:s! 2:system:s! 3:secretRef:LocalObjectReference 4:sslEnabled:b! 5:protectionDomain:s! 6:storagePool:s! 7:storageMode:s! 8:volumeName:s! 9:fsType:s! 10:readOnly:b!
ScopeSelector 1:matchExpressions:[ScopedResourceSelectorRequirement
ScopedResourceSelectorRequirement 1:scopeName:s! 2:operator:s! 3:values:[s
SeccompProfile 1:type:s! 2:localhostProfile:s
Secret 1:metadata:/meta.v1.ObjectMeta! 5:immutable:b 2:data:{y 4:stringData:{s 3:type:s!
SecretEnvSource 1:<LocalObjectReference 2:optional:b
SecretKeySelector 1:<LocalObjectReference 2:key:s! 3:optional:b
SecretList 1:metadata:/meta.v1.ListMeta! 2:items:[Secret
SecretProjection 1:<LocalObjectReference 2:items:[KeyToPath 4:optional:b
SecretReference 1:name:s! 2:namespace:s!
SecretVolumeSource 1:secretName:s! 2:items:[KeyToPath 3:defaultMode:i 4:optional:b
SecurityContext 1:capabilities:Capabilities 2:privileged:b 3:seLinuxOptions:SELinuxOptions 10:windowsOptions:WindowsSecurityContextOptions 4:runAsUser:i 8:runAsGroup:i 5:runAsNonRoot:b 6:readOnlyRootFilesystem:b 7:allowPrivilegeEscalation:b 9:procMount:s 11:seccompProfile:SeccompProfile 12:appArmorProfile:AppArmorProfile
SerializedReference 1:reference:ObjectReference!
Service 1:metadata:/meta.v1.ObjectMeta! 2:spec:ServiceSpec! 3:status:ServiceStatus!
ServiceAccount 1:metadata:/meta.v1.ObjectMeta! 2:secrets:[ObjectReference 3:imagePullSecrets:[LocalObjectReference 4:automountServiceAccountToken:b
ServiceAccountList 1:metadata:/meta.v1.ListMeta! 2:items:[ServiceAccount
ServiceAccountTokenProjection 1:audience:s! 2:expirationSeconds:i 3:path:s!
ServiceList 1:metadata:/meta.v1.ListMeta! 2:items:[Service
ServicePort 1:name:s! 2:protocol:s! 6:appProtocol:s 3:port:i! 4:targetPort:/util.intstr.IntOrString! 5:nodePort:i!
ServiceProxyOptions 1:path:s!
ServiceSpec 1:ports:[ServicePort 2:selector:{s 3:clusterIP:s! 18:clusterIPs:[s 4:type:s! 5:externalIPs:[s 7:sessionAffinity:s! 8:loadBalancerIP:s! 9:loadBalancerSourceRanges:[s 10:externalName:s! 11:externalTrafficPolicy:s! 12:healthCheckNodePort:i! 13:publishNotReadyAddresses:b! 14:sessionAffinityConfig:SessionAffinityConfig 19:ipFamilies:[s 17:ipFamilyPolicy:s 20:allocateLoadBalancerNodePorts:b 21:loadBalancerClass:s 22:internalTrafficPolicy:s 23:trafficDistribution:s
ServiceStatus 1:loadBalancer:LoadBalancerStatus! 2:conditions:[/meta.v1.Condition
SessionAffinityConfig 1:clientIP:ClientIPConfig
SleepAction 1:seconds:i!
StorageOSPersistentVolumeSource 1:volumeName:s! 2:volumeNamespace:s! 3:fsType:s! 4:readOnly:b! 5:secretRef:ObjectReference
StorageOSVolumeSource 1:volumeName:s! 2:volumeNamespace:s! 3:fsType:s! 4:readOnly:b! 5:secretRef:LocalObjectReference
Sysctl 1:name:s! 2:value:s!
TCPSocketAction 1:port:/util.intstr.IntOrString! 2:host:s!
Taint 1:key:s! 2:value:s! 3:effect:s! 4:timeAdded:/meta.v1.Time
Toleration 1:key:s! 2:operator:s! 3:value:s! 4:effect:s! 5:tolerationSeconds:i
TopologySelectorLabelRequirement 1:key:s! 2:values:[s
TopologySelectorTerm 1:matchLabelExpressions:[TopologySelectorLabelRequirement
TopologySpreadConstraint 1:maxSkew:i! 2:topologyKey:s! 3:whenUnsatisfiable:s! 4:labelSelector:/meta.v1.LabelSelector 5:minDomains:i 6:nodeAffinityPolicy:s 7:nodeTaintsPolicy:s 8:matchLabelKeys:[s
TypedLocalObjectReference 1:apiGroup:s 2:kind:s! 3:name:s!
TypedObjectReference 1:apiGroup:s 2:kind:s! 3:name:s! 4:namespace:s
Volume 1:name:s! 2:<VolumeSource
VolumeDevice 1:name:s! 2:devicePath:s!
VolumeMount 1:name:s! 2:readOnly:b! 7:recursiveReadOnly:s 3:mountPath:s! 4:subPath:s! 5:mountPropagation:s 6:subPathExpr:s!
VolumeMountStatus 1:name:s! 2:mountPath:s! 3:readOnly:b! 4:recursiveReadOnly:s
VolumeNodeAffinity 1:required:NodeSelector
VolumeProjection 1:secret:SecretProjection 2:downwardAPI:DownwardAPIProjection 3:configMap:ConfigMapProjection 4:serviceAccountToken:ServiceAccountTokenProjection 5:clusterTrustBundle:ClusterTrustBundleProjection
VolumeResourceRequirements 1:limits:{/api.resource.Quantity 2:requests:{/api.resource.Quantity
VolumeSource 1:hostPath:HostPathVolumeSource 2:emptyDir:EmptyDirVolumeSource 3:gcePersistentDisk:GCEPersistentDiskVolumeSource 4:awsElasticBlockStore:AWSElasticBlockStoreVolumeSource 5:gitRepo:GitRepoVolumeSource 6:secret:SecretVolumeSource 7:nfs:NFSVolumeSource 8:iscsi:ISCSIVolumeSource 9:glusterfs:GlusterfsVolumeSource 10:persistentVolumeClaim:PersistentVolumeClaimVolumeSource 11:rbd:RBDVolumeSource 12:flexVolume:FlexVolumeSource 13:cinder:CinderVolumeSource 14:cephfs:CephFSVolumeSource 15:flocker:FlockerVolumeSource 16:downwardAPI:DownwardAPIVolumeSource 17:fc:FCVolumeSource 18:azureFile:AzureFileVolumeSource 19:configMap:ConfigMapVolumeSource 20:vsphereVolume:VsphereVirtualDiskVolumeSource 21:quobyte:QuobyteVolumeSource 22:azureDisk:AzureDiskVolumeSource 23:photonPersistentDisk:PhotonPersistentDiskVolumeSource 26:projected:ProjectedVolumeSource 24:portworxVolume:PortworxVolumeSource 25:scaleIO:ScaleIOVolumeSource 27:storageos:StorageOSVolumeSource 28:csi:CSIVolumeSource 29:ephemeral:EphemeralVolumeSource 30:image:ImageVolumeSource
VsphereVirtualDiskVolumeSource 1:volumePath:s! 2:fsType:s! 3:storagePolicyName:s! 4:storagePolicyID:s!
WeightedPodAffinityTerm 1:weight:i! 2:podAffinityTerm:PodAffinityTerm!
WindowsSecurityContextOptions 1:gmsaCredentialSpecName:s 2:gmsaCredentialSpec:s 3:runAsUserName:s 4:hostProcess:b
k8s.io.api.discovery.v1
Endpoint 1:addresses:[s 2:conditions:EndpointConditions! 3:hostname:s 4:targetRef:/core.v1.ObjectReference 5:deprecatedTopology:{s 6:nodeName:s 7:zone:s 8:hints:EndpointHints
EndpointConditions 1:ready:b 2:serving:b 3:terminating:b
EndpointHints 1:forZones:[ForZone 2:forNodes:[ForNode
EndpointPort 1:name:s 2:protocol:s 3:port:i 4:appProtocol:s
EndpointSlice 1:metadata:/meta.v1.ObjectMeta! 4:addressType:s! 2:endpoints:[Endpoint 3:ports:[EndpointPort
EndpointSliceList 1:metadata:/meta.v1.ListMeta! 2:items:[EndpointSlice
ForNode 1:name:s!
ForZone 1:name:s!
k8s.io.api.events.v1
Event 1:metadata:/meta.v1.ObjectMeta! 2:eventTime:/meta.v1.MicroTime! 3:series:EventSeries 4:reportingController:s! 5:reportingInstance:s! 6:action:s! 7:reason:s! 8:regarding:/core.v1.ObjectReference! 9:related:/core.v1.ObjectReference 10:note:s! 11:type:s! 12:deprecatedSource:/core.v1.EventSource! 13:deprecatedFirstTimestamp:/meta.v1.Time! 14:deprecatedLastTimestamp:/meta.v1.Time! 15:deprecatedCount:i!
EventList 1:metadata:/meta.v1.ListMeta! 2:items:[Event
EventSeries 1:count:i! 2:lastObservedTime:/meta.v1.MicroTime!
k8s.io.api.flowcontrol.v1
ExemptPriorityLevelConfiguration 1:nominalConcurrencyShares:i 2:lendablePercent:i
FlowDistinguisherMethod 1:type:s!
FlowSchema 1:metadata:/meta.v1.ObjectMeta! 2:spec:FlowSchemaSpec! 3:status:FlowSchemaStatus!
FlowSchemaCondition 1:type:s! 2:status:s! 3:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
FlowSchemaList 1:metadata:/meta.v1.ListMeta! 2:items:[FlowSchema
FlowSchemaSpec 1:priorityLevelConfiguration:PriorityLevelConfigurationReference! 2:matchingPrecedence:i! 3:distinguisherMethod:FlowDistinguisherMethod 4:rules:[PolicyRulesWithSubjects
FlowSchemaStatus 1:conditions:[FlowSchemaCondition
GroupSubject 1:name:s!
LimitResponse 1:type:s! 2:queuing:QueuingConfiguration
LimitedPriorityLevelConfiguration 1:nominalConcurrencyShares:i 2:limitResponse:LimitResponse! 3:lendablePercent:i 4:borrowingLimitPercent:i
NonResourcePolicyRule 1:verbs:[s 6:nonResourceURLs:[s
PolicyRulesWithSubjects 1:subjects:[Subject 2:resourceRules:[ResourcePolicyRule 3:nonResourceRules:[NonResourcePolicyRule
PriorityLevelConfiguration 1:metadata:/meta.v1.ObjectMeta! 2:spec:PriorityLevelConfigurationSpec! 3:status:PriorityLevelConfigurationStatus!
PriorityLevelConfigurationCondition 1:type:s! 2:status:s! 3:lastTransitionTime:/meta.v1.Time! 4:reason:s! 5:message:s!
PriorityLevelConfigurationList 1:metadata:/meta.v1.ListMeta! 2:items:[PriorityLevelConfiguration
PriorityLevelConfigurationReference 1:name:s!
PriorityLevelConfigurationSpec 1:type:s! 2:limited:LimitedPriorityLevelConfiguration 3:exempt:ExemptPriorityLevelConfiguration
PriorityLevelConfigurationStatus 1:conditions:[PriorityLevelConfigurationCondition
QueuingConfiguration 1:queues:i! 2:handSize:i! 3:queueLengthLimit:i!
ResourcePolicyRule 1:verbs:[s 2:apiGroups:[s 3:resources:[s 4:clusterScope:b! 5:namespaces:[s
ServiceAccountSubject 1:namespace:s! 2:name:s!
Subject 1:kind:s! 2:user:UserSubject 3:group:GroupSubject 4:serviceAccount:ServiceAccountSubject
UserSubject 1:name:s!
k8s.io.api.networking.v1
HTTPIngressPath 1:path:s! 3:pathType:s 2:backend:IngressBackend!
HTTPIngressRuleValue 1:paths:[HTTPIngressPath
IPAddress 1:metadata:/meta.v1.ObjectMeta! 2:spec:IPAddressSpec!
IPAddressList 1:metadata:/meta.v1.ListMeta! 2:items:[IPAddress
IPAddressSpec 1:parentRef:ParentReference
IPBlock 1:cidr:s! 2:except:[s
Ingress 1:metadata:/meta.v1.ObjectMeta! 2:spec:IngressSpec! 3:status:IngressStatus!
IngressBackend 4:service:IngressServiceBackend 3:resource:/core.v1.TypedLocalObjectReference
IngressClass 1:metadata:/meta.v1.ObjectMeta! 2:spec:IngressClassSpec!
IngressClassList 1:metadata:/meta.v1.ListMeta! 2:items:[IngressClass
IngressClassParametersReference 1:apiGroup:s 2:kind:s! 3:name:s! 4:scope:s 5:namespace:s
IngressClassSpec 1:controller:s! 2:parameters:IngressClassParametersReference
IngressList 1:metadata:/meta.v1.ListMeta! 2:items:[Ingress
IngressLoadBalancerIngress 1:ip:s! 2:hostname:s! 4:ports:[IngressPortStatus
IngressLoadBalancerStatus 1:ingress:[IngressLoadBalancerIngress
IngressPortStatus 1:port:i! 2:protocol:s! 3:error:s
IngressRule 1:host:s! 2:<IngressRuleValue
IngressRuleValue 1:http:HTTPIngressRuleValue
IngressServiceBackend 1:name:s! 2:port:ServiceBackendPort!
IngressSpec 4:ingressClassName:s 1:defaultBackend:IngressBackend 2:tls:[IngressTLS 3:rules:[IngressRule
IngressStatus 1:loadBalancer:IngressLoadBalancerStatus!
IngressTLS 1:hosts:[s 2:secretName:s!
NetworkPolicy 1:metadata:/meta.v1.ObjectMeta! 2:spec:NetworkPolicySpec!
NetworkPolicyEgressRule 1:ports:[NetworkPolicyPort 2:to:[NetworkPolicyPeer
NetworkPolicyIngressRule 1:ports:[NetworkPolicyPort 2:from:[NetworkPolicyPeer
NetworkPolicyList 1:metadata:/meta.v1.ListMeta! 2:items:[NetworkPolicy
NetworkPolicyPeer 1:podSelector:/meta.v1.LabelSelector 2:namespaceSelector:/meta.v1.LabelSelector 3:ipBlock:IPBlock
NetworkPolicyPort 1:protocol:s 2:port:/util.intstr.IntOrString 3:endPort:i
NetworkPolicySpec 1:podSelector:/meta.v1.LabelSelector! 2:ingress:[NetworkPolicyIngressRule 3:egress:[NetworkPolicyEgressRule 4:policyTypes:[s
ParentReference 1:group:s! 2:resource:s! 3:namespace:s! 4:name:s!
ServiceBackendPort 1:name:s! 2:number:i!
ServiceCIDR 1:metadata:/meta.v1.ObjectMeta! 2:spec:ServiceCIDRSpec! 3:status:ServiceCIDRStatus!
ServiceCIDRList 1:metadata:/meta.v1.ListMeta! 2:items:[ServiceCIDR
ServiceCIDRSpec 1:cidrs:[s
ServiceCIDRStatus 1:conditions:[/meta.v1.Condition
k8s.io.api.node.v1
Overhead 1:podFixed:{/api.resource.Quantity
RuntimeClass 1:metadata:/meta.v1.ObjectMeta! 2:handler:s! 3:overhead:Overhead 4:scheduling:Scheduling
RuntimeClassList 1:metadata:/meta.v1.ListMeta! 2:items:[RuntimeClass
Scheduling 1:nodeSelector:{s 2:tolerations:[/core.v1.Toleration
k8s.io.api.policy.v1
Eviction 1:metadata:/meta.v1.ObjectMeta! 2:deleteOptions:/meta.v1.DeleteOptions
PodDisruptionBudget 1:metadata:/meta.v1.ObjectMeta! 2:spec:PodDisruptionBudgetSpec! 3:status:PodDisruptionBudgetStatus!
PodDisruptionBudgetList 1:metadata:/meta.v1.ListMeta! 2:items:[PodDisruptionBudget
PodDisruptionBudgetSpec 1:minAvailable:/util.intstr.IntOrString 2:selector:/meta.v1.LabelSelector 3:maxUnavailable:/util.intstr.IntOrString 4:unhealthyPodEvictionPolicy:s
PodDisruptionBudgetStatus 1:observedGeneration:i! 2:disruptedPods:{/meta.v1.Time 3:disruptionsAllowed:i! 4:currentHealthy:i! 5:desiredHealthy:i! 6:expectedPods:i! 7:conditions:[/meta.v1.Condition
k8s.io.api.rbac.v1
AggregationRule 1:clusterRoleSelectors:[/meta.v1.LabelSelector
ClusterRole 1:metadata:/meta.v1.ObjectMeta! 2:rules:[PolicyRule 3:aggregationRule:AggregationRule
ClusterRoleBinding 1:metadata:/meta.v1.ObjectMeta! 2:subjects:[Subject 3:roleRef:RoleRef!
ClusterRoleBindingList 1:metadata:/meta.v1.ListMeta! 2:items:[ClusterRoleBinding
ClusterRoleList 1:metadata:/meta.v1.ListMeta! 2:items:[ClusterRole
PolicyRule 1:verbs:[s 2:apiGroups:[s 3:resources:[s 4:resourceNames:[s 5:nonResourceURLs:[s
Role 1:metadata:/meta.v1.ObjectMeta! 2:rules:[PolicyRule
RoleBinding 1:metadata:/meta.v1.ObjectMeta! 2:subjects:[Subject 3:roleRef:RoleRef!
RoleBindingList 1:metadata:/meta.v1.ListMeta! 2:items:[RoleBinding
RoleList 1:metadata:/meta.v1.ListMeta! 2:items:[Role
RoleRef 1:apiGroup:s! 2:kind:s! 3:name:s!
Subject 1:kind:s! 2:apiGroup:s! 3:name:s! 4:namespace:s!
k8s.io.api.scheduling.v1
PriorityClass 1:metadata:/meta.v1.ObjectMeta! 2:value:i! 3:globalDefault:b! 4:description:s! 5:preemptionPolicy:s
PriorityClassList 1:metadata:/meta.v1.ListMeta! 2:items:[PriorityClass
k8s.io.api.storage.v1
CSIDriver 1:metadata:/meta.v1.ObjectMeta! 2:spec:CSIDriverSpec!
CSIDriverList 1:metadata:/meta.v1.ListMeta! 2:items:[CSIDriver
CSIDriverSpec 1:attachRequired:b 2:podInfoOnMount:b 3:volumeLifecycleModes:[s 4:storageCapacity:b 5:fsGroupPolicy:s 6:tokenRequests:[TokenRequest 7:requiresRepublish:b 8:seLinuxMount:b 9:nodeAllocatableUpdatePeriodSeconds:i
CSINode 1:metadata:/meta.v1.ObjectMeta! 2:spec:CSINodeSpec!
CSINodeDriver 1:name:s! 2:nodeID:s! 3:topologyKeys:[s 4:allocatable:VolumeNodeResources
CSINodeList 1:metadata:/meta.v1.ListMeta! 2:items:[CSINode
CSINodeSpec 1:drivers:[CSINodeDriver
CSIStorageCapacity 1:metadata:/meta.v1.ObjectMeta! 2:nodeTopology:/meta.v1.LabelSelector 3:storageClassName:s! 4:capacity:/api.resource.Quantity 5:maximumVolumeSize:/api.resource.Quantity
CSIStorageCapacityList 1:metadata:/meta.v1.ListMeta! 2:items:[CSIStorageCapacity
StorageClass 1:metadata:/meta.v1.ObjectMeta! 2:provisioner:s! 3:parameters:{s 4:reclaimPolicy:s 5:mountOptions:[s 6:allowVolumeExpansion:b 7:volumeBindingMode:s 8:allowedTopologies:[/core.v1.TopologySelectorTerm
StorageClassList 1:metadata:/meta.v1.ListMeta! 2:items:[StorageClass
TokenRequest 1:audience:s! 2:expirationSeconds:i
VolumeAttachment 1:metadata:/meta.v1.ObjectMeta! 2:spec:VolumeAttachmentSpec! 3:status:VolumeAttachmentStatus!
VolumeAttachmentList 1:metadata:/meta.v1.ListMeta! 2:items:[VolumeAttachment
VolumeAttachmentSource 1:persistentVolumeName:s 2:inlineVolumeSpec:/core.v1.PersistentVolumeSpec
VolumeAttachmentSpec 1:attacher:s! 2:source:VolumeAttachmentSource! 3:nodeName:s!
VolumeAttachmentStatus 1:attached:b! 2:attachmentMetadata:{s 3:attachError:VolumeError 4:detachError:VolumeError
VolumeError 1:time:/meta.v1.Time! 2:message:s! 3:errorCode:i
VolumeNodeResources 1:count:i
k8s.io.apimachinery.pkg.api.resource
Quantity 1:string:s
QuantityValue 1:string:s
k8s.io.apimachinery.pkg.apis.meta.v1
APIGroup 1:name:s! 2:versions:[GroupVersionForDiscovery 3:preferredVersion:GroupVersionForDiscovery! 4:serverAddressByClientCIDRs:[ServerAddressByClientCIDR
APIGroupList 1:groups:[APIGroup
APIResource 1:name:s! 6:singularName:s! 2:namespaced:b! 8:group:s! 9:version:s! 3:kind:s! 4:verbs:Verbs 5:shortNames:[s 7:categories:[s 10:storageVersionHash:s!
APIResourceList 1:groupVersion:s! 2:resources:[APIResource
APIVersions 1:versions:[s 2:serverAddressByClientCIDRs:[ServerAddressByClientCIDR
ApplyOptions 1:dryRun:[s 2:force:b! 3:fieldManager:s!
Condition 1:type:s! 2:status:s! 3:observedGeneration:i! 4:lastTransitionTime:Time! 5:reason:s! 6:message:s!
CreateOptions 1:dryRun:[s 3:fieldManager:s! 4:fieldValidation:s!
DeleteOptions 1:gracePeriodSeconds:i 2:preconditions:Preconditions 3:orphanDependents:b 4:propagationPolicy:s 5:dryRun:[s 6:ignoreStoreReadErrorWithClusterBreakingPotential:b
Duration 1:duration:i!
FieldSelectorRequirement 1:key:s! 2:operator:s! 3:values:[s
FieldsV1 1:Raw:y
GetOptions 1:resourceVersion:s!
GroupKind 1:group:s! 2:kind:s!
GroupResource 1:group:s! 2:resource:s!
GroupVersion 1:group:s! 2:version:s!
GroupVersionForDiscovery 1:groupVersion:s! 2:version:s!
GroupVersionKind 1:group:s! 2:version:s! 3:kind:s!
GroupVersionResource 1:group:s! 2:version:s! 3:resource:s!
LabelSelector 1:matchLabels:{s 2:matchExpressions:[LabelSelectorRequirement
LabelSelectorRequirement 1:key:s! 2:operator:s! 3:values:[s
List 1:metadata:ListMeta! 2:items:[/pkg.runtime.RawExtension
ListMeta 1:selfLink:s! 2:resourceVersion:s! 3:continue:s! 4:remainingItemCount:i
ListOptions 1:labelSelector:s! 2:fieldSelector:s! 3:watch:b! 9:allowWatchBookmarks:b! 4:resourceVersion:s! 10:resourceVersionMatch:s! 5:timeoutSeconds:i 7:limit:i! 8:continue:s! 11:sendInitialEvents:b
ManagedFieldsEntry 1:manager:s! 2:operation:s! 3:apiVersion:s! 4:time:Time 6:fieldsType:s! 7:fieldsV1:FieldsV1 8:subresource:s!
MicroTime 1:seconds:i! 2:nanos:i!
ObjectMeta 1:name:s! 2:generateName:s! 3:namespace:s! 4:selfLink:s! 5:uid:s! 6:resourceVersion:s! 7:generation:i! 8:creationTimestamp:Time! 9:deletionTimestamp:Time 10:deletionGracePeriodSeconds:i 11:labels:{s 12:annotations:{s 13:ownerReferences:[OwnerReference 14:finalizers:[s 17:managedFields:[ManagedFieldsEntry
OwnerReference 5:apiVersion:s! 1:kind:s! 3:name:s! 4:uid:s! 6:controller:b 7:blockOwnerDeletion:b
PartialObjectMetadata 1:metadata:ObjectMeta!
PartialObjectMetadataList 1:metadata:ListMeta! 2:items:[PartialObjectMetadata
Patch
PatchOptions 1:dryRun:[s 2:force:b 3:fieldManager:s! 4:fieldValidation:s!
Preconditions 1:uid:s 2:resourceVersion:s
RootPaths 1:paths:[s
ServerAddressByClientCIDR 1:clientCIDR:s! 2:serverAddress:s!
Status 1:metadata:ListMeta! 2:status:s! 3:message:s! 4:reason:s! 5:details:StatusDetails 6:code:i!
StatusCause 1:reason:s! 2:message:s! 3:field:s!
StatusDetails 1:name:s! 2:group:s! 3:kind:s! 6:uid:s! 4:causes:[StatusCause 5:retryAfterSeconds:i!
TableOptions 1:includeObject:s!
Time 1:seconds:i! 2:nanos:i!
Timestamp 1:seconds:i! 2:nanos:i!
TypeMeta 1:kind:s! 2:apiVersion:s!
UpdateOptions 1:dryRun:[s 2:fieldManager:s! 3:fieldValidation:s!
Verbs 1:items:[s
WatchEvent 1:type:s! 2:object:/pkg.runtime.RawExtension!
k8s.io.apimachinery.pkg.runtime
RawExtension 1:raw:y
TypeMeta 1:apiVersion:s! 2:kind:s!
Unknown 1:typeMeta:TypeMeta! 2:raw:y 3:contentEncoding:s! 4:contentType:s!
k8s.io.apimachinery.pkg.util.intstr
IntOrString 1:type:i! 2:intVal:i! 3:strVal:s!
`;
