// Every kind the API server serves, in the order discovery lists their groups. To add one: write its file, list it
// here, and run scripts/distil-schema.mjs, which fetches the models it reaches.

import { CONFIG_MAP } from './config-map.ts';
import { CONTROLLER_REVISION } from './controller-revision.ts';
import { DAEMON_SET } from './daemon-set.ts';
import { DEPLOYMENT } from './deployment.ts';
import { ENDPOINT_SLICE } from './endpoint-slice.ts';
import { ENDPOINTS } from './endpoints.ts';
import { EVENT } from './event.ts';
import { JOB } from './job.ts';
import type { Kind } from './kind.ts';
import { LEASE } from './lease.ts';
import { NAMESPACE } from './namespace.ts';
import { NODE } from './node.ts';
import { POD } from './pod.ts';
import { POD_DISRUPTION_BUDGET } from './pod-disruption-budget.ts';
import { PRIORITY_CLASS } from './priority-class.ts';
import { CLUSTER_ROLE, CLUSTER_ROLE_BINDING, ROLE, ROLE_BINDING } from './rbac.ts';
import { REPLICA_SET } from './replica-set.ts';
import { SECRET } from './secret.ts';
import { SERVICE } from './service.ts';
import { SERVICE_ACCOUNT } from './service-account.ts';
import { STATEFUL_SET } from './stateful-set.ts';

export {
  CLUSTER_ROLE,
  CLUSTER_ROLE_BINDING,
  CONFIG_MAP,
  CONTROLLER_REVISION,
  DAEMON_SET,
  DEPLOYMENT,
  ENDPOINT_SLICE,
  ENDPOINTS,
  EVENT,
  JOB,
  LEASE,
  NAMESPACE,
  NODE,
  POD,
  POD_DISRUPTION_BUDGET,
  PRIORITY_CLASS,
  REPLICA_SET,
  ROLE,
  ROLE_BINDING,
  SECRET,
  SERVICE,
  SERVICE_ACCOUNT,
  STATEFUL_SET,
};

export const KINDS: readonly Kind[] = [
  CONFIG_MAP,
  ENDPOINTS,
  EVENT,
  NAMESPACE,
  NODE,
  POD,
  SECRET,
  SERVICE_ACCOUNT,
  SERVICE,
  CONTROLLER_REVISION,
  DAEMON_SET,
  DEPLOYMENT,
  REPLICA_SET,
  STATEFUL_SET,
  JOB,
  LEASE,
  ENDPOINT_SLICE,
  POD_DISRUPTION_BUDGET,
  CLUSTER_ROLE_BINDING,
  CLUSTER_ROLE,
  ROLE_BINDING,
  ROLE,
  PRIORITY_CLASS,
];

export function findKind(group: string, kind: string): Kind | undefined {
  return KINDS.find((candidate) => candidate.group === group && candidate.kind === kind);
}

export function findResource(group: string, version: string, plural: string): Kind | undefined {
  return KINDS.find(
    (candidate) => candidate.group === group && candidate.version === version && candidate.plural === plural,
  );
}
