// What a Deployment reports: counts over its ReplicaSets, whether it is available, whether it gets on.
// Models pkg/controller/deployment/{sync,progress}.go.

import { formatTime } from '../../../base/duration.ts';
import type { Millis } from '../../../sim/simulation.ts';
import type { Condition } from '../../objects/types/meta.ts';
import type { Deployment, ReplicaSet } from '../../objects/types/workload.ts';
import { withoutCondition } from '../conditions.ts';
import { conditionOf, timeOf } from '../pods.ts';
import { maxUnavailable } from './sizes.ts';

/** The value upstream takes for "no deadline": the largest int32. */
const NO_DEADLINE = 2 ** 31 - 1;

export const hasDeadline = (deployment: Deployment): boolean =>
  deployment.spec.progressDeadlineSeconds !== undefined && deployment.spec.progressDeadlineSeconds !== NO_DEADLINE;

export interface Rollout {
  readonly deployment: Deployment;
  readonly newSet: ReplicaSet | undefined;
  readonly oldSets: readonly ReplicaSet[];
}

export const allSets = ({ newSet, oldSets }: Rollout): readonly ReplicaSet[] =>
  newSet ? [...oldSets, newSet] : oldSets;

/** Counts and the Available condition; Progressing is left as it was. */
export function countedStatus(rollout: Rollout, now: Millis): Deployment['status'] {
  const { deployment, newSet } = rollout;
  const sets = allSets(rollout);
  const sum = (count: (set: ReplicaSet) => number | undefined) =>
    sets.reduce((total, set) => total + (count(set) ?? 0), 0);
  const available = sum((set) => set.status.availableReplicas);
  const enough = available >= deployment.spec.replicas - maxUnavailable(deployment);
  const status: Deployment['status'] = {
    observedGeneration: deployment.metadata.generation,
    replicas: sum((set) => set.status.replicas),
    updatedReplicas: newSet?.status.replicas ?? 0,
    readyReplicas: sum((set) => set.status.readyReplicas),
    availableReplicas: available,
    unavailableReplicas: Math.max(0, sum((set) => set.spec.replicas) - available),
    collisionCount: deployment.status.collisionCount,
    conditions: withDeploymentCondition(
      deployment.status.conditions,
      enough
        ? makeCondition(now, 'Available', 'True', 'MinimumReplicasAvailable', 'Deployment has minimum availability.')
        : makeCondition(
            now,
            'Available',
            'False',
            'MinimumReplicasUnavailable',
            'Deployment does not have minimum availability.',
          ),
    ),
  };
  // Older releases do not count them, and their replica sets do not say.
  if (sets.some((set) => set.status.terminatingReplicas !== undefined))
    status.terminatingReplicas = sum((set) => set.status.terminatingReplicas);
  const zeroIsAbsent = [
    'replicas',
    'updatedReplicas',
    'readyReplicas',
    'availableReplicas',
    'unavailableReplicas',
  ] as const;
  for (const count of zeroIsAbsent) if (status[count] === 0) delete status[count];
  if (status.collisionCount === undefined) delete status.collisionCount;
  return status;
}

export const makeCondition = (
  now: Millis,
  type: string,
  status: Condition['status'],
  reason: string,
  message: string,
): Condition => ({
  lastTransitionTime: formatTime(now),
  lastUpdateTime: formatTime(now),
  message,
  reason,
  status,
  type,
});

/** One with the same status and reason stays untouched, times and message included; a changed one moves to the end. */
export function withDeploymentCondition(
  conditions: readonly Condition[] | undefined,
  condition: Condition,
): Condition[] {
  const old = conditions?.find((one) => one.type === condition.type);
  if (old && old.status === condition.status && old.reason === condition.reason) return [...(conditions ?? [])];
  const since = old?.status === condition.status ? old.lastTransitionTime : condition.lastTransitionTime;
  return [...withoutCondition(conditions, condition.type), { ...condition, lastTransitionTime: since }];
}

/** The status with what Progressing and ReplicaFailure should say now. */
export function progressedStatus(rollout: Rollout, now: Millis): Deployment['status'] {
  const { deployment, newSet } = rollout;
  const status = countedStatus(rollout, now);
  const present = conditionOf(deployment, 'Progressing');
  let conditions = status.conditions ?? [];
  if (!hasDeadline(deployment)) conditions = withoutCondition(conditions, 'Progressing');
  const rolledOut =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && present?.reason === 'NewReplicaSetAvailable';
  if (hasDeadline(deployment) && !rolledOut) {
    const who = newSet ? `ReplicaSet "${newSet.metadata.name}"` : `Deployment "${deployment.metadata.name}"`;
    if (isComplete(deployment, status)) {
      const message = `${who} has successfully progressed.`;
      const done = makeCondition(now, 'Progressing', 'True', 'NewReplicaSetAvailable', message);
      conditions = withDeploymentCondition(conditions, done);
    } else if (hasProgressed(deployment, status)) {
      const next = makeCondition(now, 'Progressing', 'True', 'ReplicaSetUpdated', `${who} is progressing.`);
      // Removed first, so that the update time moves even when the reason stays.
      if (present?.status === 'True') next.lastTransitionTime = present.lastTransitionTime;
      conditions = [...withoutCondition(conditions, 'Progressing'), next];
    } else if (hasTimedOut(deployment, now)) {
      const message = `${who} has timed out progressing.`;
      const late = makeCondition(now, 'Progressing', 'False', 'ProgressDeadlineExceeded', message);
      conditions = withDeploymentCondition(conditions, late);
    }
  }
  const failure = replicaFailure(rollout);
  conditions = failure ? withDeploymentCondition(conditions, failure) : withoutCondition(conditions, 'ReplicaFailure');
  return { ...status, conditions };
}

function replicaFailure({ newSet, oldSets }: Rollout): Condition | undefined {
  const failing =
    (newSet && conditionOf(newSet, 'ReplicaFailure')) ??
    oldSets.map((set) => conditionOf(set, 'ReplicaFailure')).find(Boolean);
  if (!failing) return undefined;
  const { status, reason, message, lastTransitionTime } = failing;
  return { type: 'ReplicaFailure', status, reason, message, lastTransitionTime, lastUpdateTime: lastTransitionTime };
}

export function isComplete({ spec, metadata }: Deployment, status: Deployment['status']): boolean {
  return (
    (status.updatedReplicas ?? 0) === spec.replicas &&
    (status.replicas ?? 0) === spec.replicas &&
    (status.availableReplicas ?? 0) === spec.replicas &&
    (status.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  );
}

function hasProgressed({ status: old }: Deployment, now: Deployment['status']): boolean {
  const outdated = (status: Deployment['status']) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0);
  return (
    (now.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    outdated(now) < outdated(old) ||
    (now.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (now.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

function hasTimedOut(deployment: Deployment, now: Millis): boolean {
  const condition = conditionOf(deployment, 'Progressing');
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return timeOf(condition.lastUpdateTime) + deployment.spec.progressDeadlineSeconds * 1_000 < now;
}

/** How long until the deadline must be looked at; undefined when nothing is to be expected. */
export function untilDeadline(deployment: Deployment, status: Deployment['status'], now: Millis): Millis | undefined {
  const condition = conditionOf(deployment, 'Progressing');
  if (!hasDeadline(deployment) || !condition) return undefined;
  if (isComplete(deployment, status) || condition.reason === 'ProgressDeadlineExceeded') return undefined;
  return Math.max(0, timeOf(condition.lastUpdateTime) + deployment.spec.progressDeadlineSeconds * 1_000 - now) + 1_000;
}
