// How the replicas of a Deployment are spread over its ReplicaSets while both old and new ones have some.
// Pure arithmetic. Models getReplicaSetProportion, NewRSNewReplicas and the rolling-update functions.

import type { Deployment, ReplicaSet } from '../../objects/types/workload.ts';
import { timeOf } from '../pods.ts';
import { maxReplicas } from './annotations.ts';
import { isRolling, maxSurge, maxUnavailable } from './sizes.ts';
import { allSets, type Rollout } from './status.ts';

/** A ReplicaSet and the size it shall have. */
export interface Resize {
  readonly set: ReplicaSet;
  readonly to: number;
}

export const oldestFirst = (a: ReplicaSet, b: ReplicaSet): number =>
  timeOf(a.metadata.creationTimestamp) - timeOf(b.metadata.creationTimestamp) ||
  (a.metadata.name < b.metadata.name ? -1 : 1);

export const isActiveSet = (set: ReplicaSet): boolean => set.spec.replicas > 0;

export const replicasOf = (sets: readonly ReplicaSet[]): number =>
  sets.reduce((sum, set) => sum + set.spec.replicas, 0);

// A set just made smaller still reports its old pods. Upstream believes it, and may then go below the minimum when
// several pods become ready at once; here no set counts for more than its size.
const availableOf = (sets: readonly ReplicaSet[]): number =>
  sets.reduce((sum, set) => sum + Math.min(set.status.availableReplicas ?? 0, set.spec.replicas), 0);

/** The size of the new set now: 10 replicas, surge 3, 8 old pods → 5 new ones. */
export function newSetSize(deployment: Deployment, sets: readonly ReplicaSet[], size: number): number {
  const { replicas } = deployment.spec;
  if (!isRolling(deployment)) return replicas;
  const room = replicas + maxSurge(deployment) - replicasOf(sets);
  return room <= 0 ? size : size + Math.min(room, replicas - size);
}

/** Old sets to shrink without getting below what must stay available: unhealthy pods first, then the oldest sets. */
export function shrinkOldSets(rollout: Rollout): readonly Resize[] {
  const { deployment, newSet, oldSets } = rollout;
  const active = oldSets.filter(isActiveSet).sort(oldestFirst);
  if (active.length === 0) return [];
  const sets = allSets(rollout);
  const minAvailable = deployment.spec.replicas - maxUnavailable(deployment);
  const newUnavailable = (newSet?.spec.replicas ?? 0) - (newSet?.status.availableReplicas ?? 0);
  const most = replicasOf(sets) - minAvailable - newUnavailable;
  if (most <= 0) return [];
  const sizes = new Map(active.map((set) => [set, set.spec.replicas]));
  let removed = 0;
  for (const set of active) {
    const unhealthy = set.spec.replicas - (set.status.availableReplicas ?? 0);
    const some = Math.min(most - removed, unhealthy);
    if (some <= 0) continue;
    removed += some;
    sizes.set(set, set.spec.replicas - some);
  }
  let surplus = availableOf(sets) - minAvailable;
  for (const set of active) {
    const size = sizes.get(set)!;
    const some = Math.min(size, surplus);
    if (some <= 0) continue;
    surplus -= some;
    sizes.set(set, size - some);
  }
  return active.filter((set) => sizes.get(set) !== set.spec.replicas).map((set) => ({ set, to: sizes.get(set)! }));
}

/** What a changed `spec.replicas`, or a pause, asks for. Empty: nothing to do. */
export function scaled(rollout: Rollout): readonly Resize[] {
  const { deployment, newSet, oldSets } = rollout;
  const { replicas } = deployment.spec;
  const only = activeOrLatest(rollout);
  if (only) return only.spec.replicas === replicas ? [] : [{ set: only, to: replicas }];
  if (newSet && isSaturated(deployment, newSet)) {
    return oldSets
      .filter(isActiveSet)
      .sort(oldestFirst)
      .map((set) => ({ set, to: 0 }));
  }
  return isRolling(deployment) ? inProportion(rollout) : [];
}

/** The one set that is active, or the newest when none is. */
function activeOrLatest({ newSet, oldSets }: Rollout): ReplicaSet | undefined {
  const sets = newSet ? [newSet, ...oldSets] : [...oldSets];
  const active = sets.filter(isActiveSet);
  if (active.length === 0) return newSet ?? [...oldSets].sort(oldestFirst).at(-1);
  return active.length === 1 ? active[0] : undefined;
}

function isSaturated({ spec }: Deployment, set: ReplicaSet): boolean {
  const desired = Number(set.metadata.annotations?.['deployment.kubernetes.io/desired-replicas'] ?? Number.NaN);
  return (
    set.spec.replicas === spec.replicas &&
    desired === spec.replicas &&
    (set.status.availableReplicas ?? 0) === spec.replicas
  );
}

/** 5 old and 5 new of 10, scaled to 20 → 10 and 10; what rounding leaves goes to the largest. */
function inProportion(rollout: Rollout): readonly Resize[] {
  const { deployment } = rollout;
  const { replicas } = deployment.spec;
  const active = allSets(rollout).filter(isActiveSet);
  const allowed = replicas > 0 ? replicas + maxSurge(deployment) : 0;
  const toAdd = allowed - replicasOf(active);
  // Growing, the newer of equals comes first; shrinking, the older.
  active.sort((a, b) => b.spec.replicas - a.spec.replicas || (toAdd > 0 ? oldestFirst(b, a) : oldestFirst(a, b)));
  let added = 0;
  const sizes = active.map((set) => {
    const share = proportion(set, deployment, toAdd, added);
    added += share;
    return set.spec.replicas + share;
  });
  if (toAdd !== 0 && sizes.length > 0) sizes[0] = Math.max(0, sizes[0] + toAdd - added);
  return active.map((set, at) => ({ set, to: sizes[at] }));
}

function proportion(set: ReplicaSet, deployment: Deployment, toAdd: number, added: number): number {
  if (set.spec.replicas === 0 || toAdd === 0 || toAdd === added) return 0;
  const left = toAdd - added;
  const share = fraction(set, deployment);
  return toAdd > 0 ? Math.min(share, left) : Math.max(share, left);
}

function fraction(set: ReplicaSet, deployment: Deployment): number {
  const { replicas } = deployment.spec;
  if (replicas === 0) return -set.spec.replicas;
  const before = maxReplicas(set) ?? deployment.status.replicas ?? 0;
  if (before === 0) return 0;
  return Math.round((set.spec.replicas * (replicas + maxSurge(deployment))) / before) - set.spec.replicas;
}
