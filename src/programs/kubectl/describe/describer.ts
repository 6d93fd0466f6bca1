// Who describes what. Kinds without a describer of their own are shown field by field.

import type { Task } from '../../../sim/task.ts';
import type { AnyObject } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { describeAutoscaler } from './autoscaler.ts';
import { describeCertificateSigningRequest } from './certificate.ts';
import { describeEndpointSlice, describeEndpoints } from './endpoints.ts';
import type { EventContext } from './events.ts';
import { describeGeneric } from './generic.ts';
import { describeLimitRange, describeResourceQuota } from './limits.ts';
import { describeIngress, describeIngressClass, describeNetworkPolicy } from './networking.ts';
import { describeNode } from './node.ts';
import { describePod } from './pod.ts';
import { describeBinding, describeRole } from './rbac.ts';
import type { Report } from './report.ts';
import {
  describeConfigMap,
  describeNamespace,
  describePodDisruptionBudget,
  describePriorityClass,
  describeSecret,
  describeService,
  describeServiceAccount,
} from './simple.ts';
import { describeClaim, describeStorageClass, describeVolume } from './storage.ts';
import {
  describeCronJob,
  describeDaemonSet,
  describeDeployment,
  describeJob,
  describeReplicaSet,
  describeReplicationController,
  describeStatefulSet,
} from './workloads.ts';

export interface DescribeContext extends EventContext {
  readonly session: Session;
}

/** Writes everything but the events. */
export type Describe = (report: Report, object: AnyObject, context: DescribeContext) => Task<void>;

interface Describer {
  readonly describe: Describe;
  readonly withoutEvents?: boolean;
}

const DESCRIBERS: Readonly<Record<string, Describer>> = {
  'v1 Pod': { describe: describePod },
  'v1 Node': { describe: describeNode },
  'v1 Service': { describe: describeService },
  'v1 Namespace': { describe: describeNamespace, withoutEvents: true },
  'v1 ConfigMap': { describe: describeConfigMap },
  'v1 Secret': { describe: describeSecret, withoutEvents: true },
  'v1 ServiceAccount': { describe: describeServiceAccount },
  'v1 Endpoints': { describe: describeEndpoints },
  'discovery.k8s.io/v1 EndpointSlice': { describe: describeEndpointSlice },
  'apps/v1 Deployment': { describe: describeDeployment },
  'apps/v1 ReplicaSet': { describe: describeReplicaSet },
  'apps/v1 DaemonSet': { describe: describeDaemonSet },
  'apps/v1 StatefulSet': { describe: describeStatefulSet },
  'batch/v1 Job': { describe: describeJob },
  'rbac.authorization.k8s.io/v1 Role': { describe: describeRole, withoutEvents: true },
  'rbac.authorization.k8s.io/v1 ClusterRole': { describe: describeRole, withoutEvents: true },
  'rbac.authorization.k8s.io/v1 RoleBinding': { describe: describeBinding, withoutEvents: true },
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding': { describe: describeBinding, withoutEvents: true },
  'policy/v1 PodDisruptionBudget': { describe: describePodDisruptionBudget },
  'scheduling.k8s.io/v1 PriorityClass': { describe: describePriorityClass },
  'v1 ReplicationController': { describe: describeReplicationController },
  'v1 PersistentVolume': { describe: describeVolume },
  'v1 PersistentVolumeClaim': { describe: describeClaim },
  'v1 LimitRange': { describe: describeLimitRange, withoutEvents: true },
  'v1 ResourceQuota': { describe: describeResourceQuota, withoutEvents: true },
  'batch/v1 CronJob': { describe: describeCronJob },
  'autoscaling/v2 HorizontalPodAutoscaler': { describe: describeAutoscaler },
  'networking.k8s.io/v1 Ingress': { describe: describeIngress },
  'networking.k8s.io/v1 IngressClass': { describe: describeIngressClass },
  'networking.k8s.io/v1 NetworkPolicy': { describe: describeNetworkPolicy, withoutEvents: true },
  'storage.k8s.io/v1 StorageClass': { describe: describeStorageClass },
  'certificates.k8s.io/v1 CertificateSigningRequest': { describe: describeCertificateSigningRequest },
};

export function describerFor(object: AnyObject): Describer {
  return DESCRIBERS[`${object.apiVersion} ${object.kind}`] ?? { describe: describeGeneric };
}
