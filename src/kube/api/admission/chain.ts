// The plugins in the order the API server runs them, whatever order the flags name them in.

import type { AdmissionPlugin } from './admission.ts';
import { CLAIM_RESIZE, DEFAULT_INGRESS_CLASS, DEFAULT_STORAGE_CLASS } from './default-classes.ts';
import { DEFAULT_TOLERATION_SECONDS } from './default-toleration-seconds.ts';
import { LIMIT_RANGER } from './limit-ranger.ts';
import { NAMESPACE_LIFECYCLE } from './namespace-lifecycle.ts';
import { POD_SECURITY } from './pod-security.ts';
import { PRIORITY } from './priority.ts';
import { REQUESTING_USER } from './requesting-user.ts';
import { RESOURCE_QUOTA_ADMISSION } from './resource-quota.ts';
import { SERVICE_ACCOUNT_ADMISSION } from './service-account.ts';
import { TAINT_NODES_BY_CONDITION } from './taint-nodes-by-condition.ts';
import { VALIDATING_ADMISSION_POLICY_PLUGIN } from './validating-policy.ts';

export const ADMISSION_CHAIN: readonly AdmissionPlugin[] = [
  NAMESPACE_LIFECYCLE,
  LIMIT_RANGER,
  SERVICE_ACCOUNT_ADMISSION,
  TAINT_NODES_BY_CONDITION,
  POD_SECURITY,
  PRIORITY,
  DEFAULT_TOLERATION_SECONDS,
  DEFAULT_STORAGE_CLASS,
  CLAIM_RESIZE,
  REQUESTING_USER,
  DEFAULT_INGRESS_CLASS,
  VALIDATING_ADMISSION_POLICY_PLUGIN,
  // Last, so that it counts what is really going to be stored.
  RESOURCE_QUOTA_ADMISSION,
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
