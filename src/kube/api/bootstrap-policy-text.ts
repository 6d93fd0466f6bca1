// The cluster roles and their bindings that every API server makes when it first starts, after
// plugin/pkg/auth/authorizer/rbac/bootstrappolicy. A line without indentation is a role, what follows `|` whom it is
// bound to and since which release it is there; below it stand its rules: verbs, group (`-` for core), resources, names.

export const BOOTSTRAP_POLICY_TEXT = `
cluster-admin | group=system:masters
 * * *
 * paths *
system:discovery | group=system:authenticated
 get paths /api,/api/*,/apis,/apis/*,/healthz,/livez,/openapi,/openapi/*,/readyz,/version,/version/
system:basic-user | group=system:authenticated
 create authorization.k8s.io selfsubjectaccessreviews,selfsubjectrulesreviews
 create authentication.k8s.io selfsubjectreviews
system:public-info-viewer | group=system:authenticated group=system:unauthenticated
 get paths /healthz,/livez,/readyz,/version,/version/
system:monitoring | group=system:monitoring
 get paths /healthz,/healthz/*,/livez,/livez/*,/metrics,/metrics/slis,/readyz,/readyz/*
system:service-account-issuer-discovery | group=system:serviceaccounts
 get paths /.well-known/openid-configuration,/.well-known/openid-configuration/,/openid/v1/jwks,/openid/v1/jwks/
system:heapster
 get,list,watch - events,namespaces,nodes,pods
 get,list,watch apps deployments
system:node
 create authentication.k8s.io tokenreviews
 create authorization.k8s.io localsubjectaccessreviews,subjectaccessreviews
 get,list,watch - services
 create,get,list,watch - nodes
 patch,update - nodes/status
 patch,update - nodes
 get,list,watch - pods
 create,delete - pods
 patch,update - pods/status
 create - pods/eviction
 get,list,watch - configmaps,secrets
 get - persistentvolumeclaims,persistentvolumes
 get - endpoints
 create,get,list,watch certificates.k8s.io certificatesigningrequests
 create,delete,get,patch,update coordination.k8s.io leases
 get storage.k8s.io volumeattachments
 create - serviceaccounts/token
 get,patch,update - persistentvolumeclaims/status
 get,list,watch storage.k8s.io csidrivers
 create,delete,get,patch,update storage.k8s.io csinodes
 get,list,watch node.k8s.io runtimeclasses
 create,patch,update - events
system:node-problem-detector
 get - nodes
 patch - nodes/status
 create,patch,update -,events.k8s.io events
system:node-proxier | user=system:kube-proxy
 list,watch - services
 get,list,watch - nodes
 create,patch,update -,events.k8s.io events
 list,watch discovery.k8s.io endpointslices
 list,watch networking.k8s.io servicecidrs
system:kubelet-api-admin
 get,list,watch - nodes
 proxy - nodes
 * - nodes/configz,nodes/healthz,nodes/log,nodes/metrics,nodes/pods,nodes/proxy,nodes/stats
system:node-bootstrapper
 create,get,list,watch certificates.k8s.io certificatesigningrequests
system:auth-delegator
 create authentication.k8s.io tokenreviews
 create authorization.k8s.io subjectaccessreviews
system:kube-aggregator
 get,list,watch - endpoints,services
system:kube-controller-manager | user=system:kube-controller-manager
 create,patch,update -,events.k8s.io events
 create coordination.k8s.io leases
 get,update coordination.k8s.io leases kube-controller-manager
 create - secrets,serviceaccounts
 delete - secrets
 get - configmaps,namespaces,secrets,serviceaccounts
 update - secrets,serviceaccounts
 create authentication.k8s.io tokenreviews
 create authorization.k8s.io subjectaccessreviews
 list,watch * *
 create - serviceaccounts/token
system:kube-dns | serviceaccount=kube-system/kube-dns
 list,watch - endpoints,services
system:kube-scheduler | user=system:kube-scheduler
 create,patch,update -,events.k8s.io events
 create coordination.k8s.io leases
 get,list,update,watch coordination.k8s.io leases kube-scheduler
 get,list,watch - nodes
 delete,get,list,watch - pods
 create - bindings,pods/binding
 patch,update - pods/status
 get,list,watch - replicationcontrollers,services
 get,list,watch apps,extensions replicasets
 get,list,watch apps statefulsets
 get,list,watch policy poddisruptionbudgets
 get,list,watch - persistentvolumeclaims,persistentvolumes
 create authentication.k8s.io tokenreviews
 create authorization.k8s.io subjectaccessreviews
 get,list,watch storage.k8s.io csinodes
 get,list,watch - namespaces
 get,list,watch storage.k8s.io csidrivers
 get,list,watch storage.k8s.io csistoragecapacities
system:volume-scheduler | user=system:kube-scheduler
 get,list,patch,update,watch - persistentvolumes
 get,list,watch storage.k8s.io storageclasses
 get,list,patch,update,watch - persistentvolumeclaims
system:persistent-volume-provisioner
 create,delete,get,list,watch - persistentvolumes
 get,list,update,watch - persistentvolumeclaims
 get,list,watch storage.k8s.io storageclasses
 watch - events
 create,patch,update -,events.k8s.io events
system:certificates.k8s.io:certificatesigningrequests:nodeclient
 create certificates.k8s.io certificatesigningrequests/nodeclient
system:certificates.k8s.io:certificatesigningrequests:selfnodeclient
 create certificates.k8s.io certificatesigningrequests/selfnodeclient
system:certificates.k8s.io:legacy-unknown-approver
 approve certificates.k8s.io signers kubernetes.io/legacy-unknown
system:certificates.k8s.io:kubelet-serving-approver
 approve certificates.k8s.io signers kubernetes.io/kubelet-serving
system:certificates.k8s.io:kube-apiserver-client-approver
 approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client
system:certificates.k8s.io:kube-apiserver-client-kubelet-approver
 approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client-kubelet
system:controller:attachdetach-controller | controller
 list,watch - persistentvolumeclaims,persistentvolumes
 get,list,watch - nodes
 patch,update - nodes/status
 list,watch - pods
 create,patch,update -,events.k8s.io events
 create,delete,get,list,watch storage.k8s.io volumeattachments
 get,list,watch storage.k8s.io csidrivers,csinodes
system:controller:certificate-controller | controller
 delete,get,list,watch certificates.k8s.io certificatesigningrequests
 update certificates.k8s.io certificatesigningrequests/approval,certificatesigningrequests/status
 approve certificates.k8s.io signers kubernetes.io/kube-apiserver-client-kubelet
 sign certificates.k8s.io signers kubernetes.io/kube-apiserver-client,kubernetes.io/kube-apiserver-client-kubelet,kubernetes.io/kubelet-serving,kubernetes.io/legacy-unknown
 create authorization.k8s.io subjectaccessreviews
 create,patch,update -,events.k8s.io events
system:controller:clusterrole-aggregation-controller | controller
 escalate,get,list,patch,update,watch rbac.authorization.k8s.io clusterroles
system:controller:cronjob-controller | controller
 get,list,update,watch batch cronjobs
 create,delete,get,list,patch,update,watch batch jobs
 update batch cronjobs/status
 update batch cronjobs/finalizers
 delete,list - pods
 create,patch,update -,events.k8s.io events
system:controller:daemon-set-controller | controller
 get,list,watch apps,extensions daemonsets
 update apps,extensions daemonsets/status
 update apps,extensions daemonsets/finalizers
 list,watch - nodes
 create,delete,get,list,patch,watch - pods
 create - pods/binding
 create,delete,get,list,patch,update,watch apps controllerrevisions
 create,patch,update -,events.k8s.io events
system:controller:deployment-controller | controller
 get,list,update,watch apps,extensions deployments
 update apps,extensions deployments/status
 update apps,extensions deployments/finalizers
 create,delete,get,list,patch,update,watch apps,extensions replicasets
 get,list,update,watch - pods
 create,patch,update -,events.k8s.io events
system:controller:disruption-controller | controller
 get,list,watch apps,extensions deployments
 get,list,watch apps,extensions replicasets
 get,list,watch - replicationcontrollers
 get,list,watch policy poddisruptionbudgets
 get,list,watch apps statefulsets
 update policy poddisruptionbudgets/status
 get,list,patch,watch - pods
 patch,update - pods/status
 get * */scale
 create,patch,update -,events.k8s.io events
system:controller:endpoint-controller | controller
 get,list,watch - pods,services
 create,delete,get,list,update,watch - endpoints
 create - endpoints/restricted
 create,patch,update -,events.k8s.io events
system:controller:endpointslice-controller | controller
 get,list,watch - nodes,pods,services
 update - services/finalizers
 create,delete,get,list,update,watch discovery.k8s.io endpointslices
 create,patch,update -,events.k8s.io events
system:controller:endpointslicemirroring-controller | controller
 get,list,watch - endpoints,services
 update - services/finalizers
 update - endpoints/finalizers
 create,delete,get,list,update,watch discovery.k8s.io endpointslices
 create,patch,update -,events.k8s.io events
system:controller:ephemeral-volume-controller | controller
 update - pods/finalizers
 get,list,watch - pods
 create,get,list,watch - persistentvolumeclaims
 create,patch,update -,events.k8s.io events
system:controller:expand-controller | controller
 get,list,patch,update,watch - persistentvolumes
 patch,update - persistentvolumeclaims/status
 get,list,watch - persistentvolumeclaims
 create,patch,update -,events.k8s.io events
system:controller:generic-garbage-collector | controller
 delete,get,list,patch,update,watch * *
 create,patch,update -,events.k8s.io events
system:controller:horizontal-pod-autoscaler | controller
 get,list,watch autoscaling horizontalpodautoscalers
 update autoscaling horizontalpodautoscalers/status
 get,update * */scale
 list - pods
 list metrics.k8s.io pods
 get,list custom.metrics.k8s.io *
 get,list external.metrics.k8s.io *
 create,patch,update -,events.k8s.io events
system:controller:job-controller | controller
 get,list,patch,update,watch batch jobs
 update batch jobs/status
 update batch jobs/finalizers
 create,delete,list,patch,watch - pods
 create,patch,update -,events.k8s.io events
system:controller:legacy-service-account-token-cleaner | controller
 get - configmaps kube-apiserver-legacy-service-account-token-tracking
 delete,patch - secrets
system:controller:namespace-controller | controller
 delete,get,list,watch - namespaces
 update - namespaces/finalize,namespaces/status
 delete,deletecollection,get,list * *
system:controller:node-controller | controller
 delete,get,list,patch,update - nodes
 patch,update - nodes/status
 patch,update - pods/status
 delete,get,list - pods
 create,patch,update -,events.k8s.io events
system:controller:persistent-volume-binder | controller
 create,delete,get,list,update,watch - persistentvolumes
 update - persistentvolumes/status
 get,list,update,watch - persistentvolumeclaims
 update - persistentvolumeclaims/status
 create,delete,get,list,watch - pods
 get,list,watch storage.k8s.io storageclasses
 create,delete,get - endpoints,services
 get,list - secrets
 get,list - nodes
 watch - events
 create,patch,update -,events.k8s.io events
system:controller:pod-garbage-collector | controller
 delete,list,watch - pods
 get,list - nodes
 patch,update - pods/status
system:controller:pv-protection-controller | controller
 get,list,update,watch - persistentvolumes
 create,patch,update -,events.k8s.io events
system:controller:pvc-protection-controller | controller
 get,list,update,watch - persistentvolumeclaims
 get,list,watch - pods
 create,patch,update -,events.k8s.io events
system:controller:replicaset-controller | controller
 get,list,update,watch apps,extensions replicasets
 update apps,extensions replicasets/status
 update apps,extensions replicasets/finalizers
 create,delete,list,patch,watch - pods
 create,patch,update -,events.k8s.io events
system:controller:replication-controller | controller
 get,list,update,watch - replicationcontrollers
 update - replicationcontrollers/status
 update - replicationcontrollers/finalizers
 create,delete,list,patch,watch - pods
 create,patch,update -,events.k8s.io events
system:controller:resource-claim-controller | controller since=34
 get,list,watch - pods
 update - pods/finalizers
 create,delete,get,list,watch resource.k8s.io resourceclaims
 update resource.k8s.io resourceclaims/status
 patch - pods/status
 create,patch,update -,events.k8s.io events
system:controller:resourcequota-controller | controller
 list,watch * *
 update - resourcequotas/status
 create,patch,update -,events.k8s.io events
system:controller:root-ca-cert-publisher | controller
 create,update - configmaps
 create,patch,update -,events.k8s.io events
system:controller:route-controller | controller
 list,watch - nodes
 patch - nodes/status
 create,patch,update -,events.k8s.io events
system:controller:selinux-warning-controller | controller since=33
 get,list,watch - persistentvolumeclaims,persistentvolumes
 get,list,watch - pods
 get,list,watch storage.k8s.io csidrivers
 create,patch,update -,events.k8s.io events
system:controller:service-account-controller | controller
 create - serviceaccounts
 create,patch,update -,events.k8s.io events
system:controller:service-cidrs-controller | controller since=33
 get,list,patch,update,watch networking.k8s.io servicecidrs
 patch,update networking.k8s.io servicecidrs/finalizers
 patch,update networking.k8s.io servicecidrs/status
 get,list,watch networking.k8s.io ipaddresses
 create,patch,update -,events.k8s.io events
system:controller:service-controller | controller
 get,list,watch - services
 patch,update - services/status
 list,watch - nodes
 create,patch,update -,events.k8s.io events
system:controller:statefulset-controller | controller
 list,watch - pods
 get,list,watch apps statefulsets
 update apps statefulsets/status
 update apps statefulsets/finalizers
 create,delete,get,patch,update - pods
 create,delete,get,list,patch,update,watch apps controllerrevisions
 create,get - persistentvolumeclaims
 create,patch,update -,events.k8s.io events
 delete,update - persistentvolumeclaims
system:controller:ttl-after-finished-controller | controller
 delete,get,list,watch batch jobs
 create,patch,update -,events.k8s.io events
system:controller:ttl-controller | controller
 list,patch,update,watch - nodes
 create,patch,update -,events.k8s.io events
system:controller:validatingadmissionpolicy-status-controller | controller
 get,list,watch admissionregistration.k8s.io validatingadmissionpolicies
 get,patch,update admissionregistration.k8s.io validatingadmissionpolicies/status
 create,patch,update -,events.k8s.io events
system:controller:volumeattributesclass-protection-controller | controller since=34
 get,list,update,watch storage.k8s.io volumeattributesclasses
 get,list,watch - persistentvolumeclaims,persistentvolumes
 create,patch,update -,events.k8s.io events
`;

/** Roles and bindings within a namespace, in the same notation after the namespace. */
export const NAMESPACED_POLICY_TEXT = `
kube-system extension-apiserver-authentication-reader
 get,list,watch - configmaps extension-apiserver-authentication
kube-system system::leader-locking-kube-controller-manager | user=system:kube-controller-manager serviceaccount=kube-system/kube-controller-manager
 watch - configmaps
 get,update - configmaps kube-controller-manager
kube-system system::leader-locking-kube-scheduler | user=system:kube-scheduler serviceaccount=kube-system/kube-scheduler
 watch - configmaps
 get,update - configmaps kube-scheduler
kube-system system:controller:bootstrap-signer | serviceaccount=kube-system/bootstrap-signer
 get,list,watch - secrets
kube-system system:controller:cloud-provider | serviceaccount=kube-system/cloud-provider
 create,get,list,watch - configmaps
kube-system system:controller:token-cleaner | serviceaccount=kube-system/token-cleaner
 delete,get,list,watch - secrets
 create,patch,update -,events.k8s.io events
kube-public system:controller:bootstrap-signer | serviceaccount=kube-system/bootstrap-signer
 get,list,watch - configmaps
 update - configmaps cluster-info
 create,patch,update -,events.k8s.io events
`;
