// The plugins in the order the API server runs them, whatever order the flags name them in.

import type { AdmissionPlugin } from './admission.ts';
import { DEFAULT_TOLERATION_SECONDS } from './default-toleration-seconds.ts';
import { NAMESPACE_LIFECYCLE } from './namespace-lifecycle.ts';
import { PRIORITY } from './priority.ts';
import { SERVICE_ACCOUNT_ADMISSION } from './service-account.ts';
import { TAINT_NODES_BY_CONDITION } from './taint-nodes-by-condition.ts';

export const ADMISSION_CHAIN: readonly AdmissionPlugin[] = [
  NAMESPACE_LIFECYCLE,
  SERVICE_ACCOUNT_ADMISSION,
  TAINT_NODES_BY_CONDITION,
  PRIORITY,
  DEFAULT_TOLERATION_SECONDS,
];

/** Every name the flags accept; those without a plugin above change nothing yet. */
export const KNOWN_PLUGINS: readonly string[] =
  `AlwaysAdmit AlwaysDeny AlwaysPullImages CertificateApproval CertificateSigning CertificateSubjectRestriction
  ClusterTrustBundleAttest DefaultIngressClass DefaultStorageClass DefaultTolerationSeconds DenyServiceExternalIPs
  EventRateLimit ExtendedResourceToleration ImagePolicyWebhook LimitPodHardAntiAffinityTopology LimitRanger
  MutatingAdmissionPolicy MutatingAdmissionWebhook NamespaceAutoProvision NamespaceExists NamespaceLifecycle
  NodeDeclaredFeatureValidator NodeRestriction OwnerReferencesPermissionEnforcement PersistentVolumeClaimResize
  PodNodeSelector PodSecurity PodTolerationRestriction PodTopologyLabels Priority ResourceQuota RuntimeClass
  ServiceAccount StorageObjectInUseProtection TaintNodesByCondition ValidatingAdmissionPolicy
  ValidatingAdmissionWebhook`.split(/\s+/);
