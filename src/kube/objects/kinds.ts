// Every kind the API server has of its own. To add one: write its file, list it here, and run
// scripts/distil-schema.mjs, which fetches the models it reaches.

import {
  MUTATING_ADMISSION_POLICY,
  MUTATING_ADMISSION_POLICY_BINDING,
  MUTATING_WEBHOOK_CONFIGURATION,
  VALIDATING_ADMISSION_POLICY,
  VALIDATING_ADMISSION_POLICY_BINDING,
  VALIDATING_WEBHOOK_CONFIGURATION,
} from './admission-registration.ts';
import { CERTIFICATE_SIGNING_REQUEST } from './certificate-signing-request.ts';
import {
  API_SERVICE,
  COMPONENT_STATUS,
  DEVICE_CLASS,
  FLOW_SCHEMA,
  PRIORITY_LEVEL_CONFIGURATION,
  RESOURCE_CLAIM,
  RESOURCE_CLAIM_TEMPLATE,
  RESOURCE_SLICE,
  RUNTIME_CLASS,
} from './cluster-parts.ts';
import { CONFIG_MAP } from './config-map.ts';
import { CONTROLLER_REVISION } from './controller-revision.ts';
import { CRON_JOB } from './cron-job.ts';
import { CUSTOM_RESOURCE_DEFINITION } from './custom-resource-definition.ts';
import { DAEMON_SET } from './daemon-set.ts';
import { DEPLOYMENT } from './deployment.ts';
import { ENDPOINT_SLICE } from './endpoint-slice.ts';
import { ENDPOINTS } from './endpoints.ts';
import { EVENT, EVENTS_V1_EVENT } from './event.ts';
import { HORIZONTAL_POD_AUTOSCALER, HORIZONTAL_POD_AUTOSCALER_V1 } from './horizontal-pod-autoscaler.ts';
import { INGRESS, INGRESS_CLASS } from './ingress.ts';
import { JOB } from './job.ts';
import type { Kind } from './kind.ts';
import { LEASE } from './lease.ts';
import { LIMIT_RANGE, RESOURCE_QUOTA } from './limits.ts';
import { NAMESPACE } from './namespace.ts';
import { IP_ADDRESS, NETWORK_POLICY, SERVICE_CIDR } from './network-policy.ts';
import { NODE } from './node.ts';
import { PERSISTENT_VOLUME } from './persistent-volume.ts';
import { PERSISTENT_VOLUME_CLAIM } from './persistent-volume-claim.ts';
import { POD } from './pod.ts';
import { POD_DISRUPTION_BUDGET } from './pod-disruption-budget.ts';
import { PRIORITY_CLASS } from './priority-class.ts';
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from './rbac.ts';
import { REPLICA_SET } from './replica-set.ts';
import { POD_TEMPLATE, REPLICATION_CONTROLLER } from './replication-controller.ts';
import { SECRET } from './secret.ts';
import { SERVICE } from './service.ts';
import { SERVICE_ACCOUNT } from './service-account.ts';
import { STATEFUL_SET } from './stateful-set.ts';
import {
  CSI_DRIVER,
  CSI_NODE,
  CSI_STORAGE_CAPACITY,
  STORAGE_CLASS,
  VOLUME_ATTACHMENT,
  VOLUME_ATTRIBUTES_CLASS,
} from './storage-class.ts';

export {
  API_SERVICE,
  CERTIFICATE_SIGNING_REQUEST,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  COMPONENT_STATUS,
  CONFIG_MAP,
  CONTROLLER_REVISION,
  CRON_JOB,
  CSI_DRIVER,
  CSI_NODE,
  CSI_STORAGE_CAPACITY,
  CUSTOM_RESOURCE_DEFINITION,
  DAEMON_SET,
  DEPLOYMENT,
  DEVICE_CLASS,
  ENDPOINT_SLICE,
  ENDPOINTS,
  EVENT,
  EVENTS_V1_EVENT,
  FLOW_SCHEMA,
  HORIZONTAL_POD_AUTOSCALER,
  HORIZONTAL_POD_AUTOSCALER_V1,
  INGRESS,
  INGRESS_CLASS,
  IP_ADDRESS,
  JOB,
  LEASE,
  LIMIT_RANGE,
  MUTATING_ADMISSION_POLICY,
  MUTATING_ADMISSION_POLICY_BINDING,
  MUTATING_WEBHOOK_CONFIGURATION,
  NAMESPACE,
  NETWORK_POLICY,
  NODE,
  PERSISTENT_VOLUME,
  PERSISTENT_VOLUME_CLAIM,
  POD,
  POD_DISRUPTION_BUDGET,
  POD_TEMPLATE,
  PRIORITY_CLASS,
  PRIORITY_LEVEL_CONFIGURATION,
  REPLICA_SET,
  REPLICATION_CONTROLLER,
  RESOURCE_CLAIM,
  RESOURCE_CLAIM_TEMPLATE,
  RESOURCE_QUOTA,
  RESOURCE_SLICE,
  ROLE,
  ROLE_BINDING,
  RUNTIME_CLASS,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_CIDR,
  STATEFUL_SET,
  STORAGE_CLASS,
  VALIDATING_ADMISSION_POLICY,
  VALIDATING_ADMISSION_POLICY_BINDING,
  VALIDATING_WEBHOOK_CONFIGURATION,
  VOLUME_ATTACHMENT,
  VOLUME_ATTRIBUTES_CLASS,
};

const ALL_KINDS: readonly Kind[] = [
  API_SERVICE,
  CERTIFICATE_SIGNING_REQUEST,
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  COMPONENT_STATUS,
  CONFIG_MAP,
  CONTROLLER_REVISION,
  CRON_JOB,
  CSI_DRIVER,
  CSI_NODE,
  CSI_STORAGE_CAPACITY,
  CUSTOM_RESOURCE_DEFINITION,
  DAEMON_SET,
  DEPLOYMENT,
  DEVICE_CLASS,
  ENDPOINTS,
  ENDPOINT_SLICE,
  EVENT,
  EVENTS_V1_EVENT,
  FLOW_SCHEMA,
  HORIZONTAL_POD_AUTOSCALER,
  HORIZONTAL_POD_AUTOSCALER_V1,
  INGRESS,
  INGRESS_CLASS,
  IP_ADDRESS,
  JOB,
  LEASE,
  LIMIT_RANGE,
  MUTATING_ADMISSION_POLICY,
  MUTATING_ADMISSION_POLICY_BINDING,
  MUTATING_WEBHOOK_CONFIGURATION,
  NAMESPACE,
  NETWORK_POLICY,
  NODE,
  PERSISTENT_VOLUME,
  PERSISTENT_VOLUME_CLAIM,
  POD,
  POD_DISRUPTION_BUDGET,
  POD_TEMPLATE,
  PRIORITY_CLASS,
  PRIORITY_LEVEL_CONFIGURATION,
  REPLICATION_CONTROLLER,
  REPLICA_SET,
  RESOURCE_CLAIM,
  RESOURCE_CLAIM_TEMPLATE,
  RESOURCE_QUOTA,
  RESOURCE_SLICE,
  ROLE,
  ROLE_BINDING,
  RUNTIME_CLASS,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  SERVICE_CIDR,
  STATEFUL_SET,
  STORAGE_CLASS,
  VALIDATING_ADMISSION_POLICY,
  VALIDATING_ADMISSION_POLICY_BINDING,
  VALIDATING_WEBHOOK_CONFIGURATION,
  VOLUME_ATTACHMENT,
  VOLUME_ATTRIBUTES_CLASS,
];

/** Everything a server of this minor release serves, other versions of a kind included. */
export const kindsIn = (minor: number): readonly Kind[] =>
  ALL_KINDS.filter(({ sinceMinor = 0 }) => sinceMinor <= minor);

/** One version of everything that is stored and watched in each of the releases. */
export const KINDS: readonly Kind[] = ALL_KINDS.filter(
  ({ storedAs, sinceMinor, verbs }) => !storedAs && sinceMinor === undefined && (verbs ?? ['watch']).includes('watch'),
);

export function findKind(group: string, kind: string): Kind | undefined {
  return KINDS.find((candidate) => candidate.group === group && candidate.kind === kind);
}

export function findResource(group: string, version: string, plural: string): Kind | undefined {
  return KINDS.find(
    (candidate) => candidate.group === group && candidate.version === version && candidate.plural === plural,
  );
}
