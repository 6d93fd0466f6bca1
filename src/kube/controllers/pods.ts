// What controllers ask of a pod: is it counted, is it ready, since when, and which one goes first when there
// are too many. Models pkg/api/v1/pod and pkg/controller/controller_utils.go.

import { parseTime } from '../../base/duration.ts';
import { equalJson } from '../../base/json.ts';
import type { Millis } from '../../sim/simulation.ts';
import type { Condition } from '../objects/types/meta.ts';
import type { Pod } from '../objects/types/pod.ts';

export const conditionOf = (
  object: { readonly status?: { readonly conditions?: readonly Condition[] } },
  type: string,
): Condition | undefined => object.status?.conditions?.find((condition) => condition.type === type);

export const isTerminal = (pod: Pod): boolean => pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed';

/** Counts towards a replica count: not finished and not on its way out. */
export const isActive = (pod: Pod): boolean => !isTerminal(pod) && pod.metadata.deletionTimestamp === undefined;

export const isTerminating = (pod: Pod): boolean => !isTerminal(pod) && pod.metadata.deletionTimestamp !== undefined;

export const isReady = (pod: Pod): boolean => conditionOf(pod, 'Ready')?.status === 'True';

/** No replica count can tell the two states of a pod apart: same labels, owners, phase, deletion and readiness. */
export function countsAlike(pod: Pod, old: Pod): boolean {
  const { metadata, status } = pod;
  const ready = conditionOf(pod, 'Ready');
  const before = conditionOf(old, 'Ready');
  return (
    status.phase === old.status.phase &&
    metadata.deletionTimestamp === old.metadata.deletionTimestamp &&
    ready?.status === before?.status &&
    ready?.lastTransitionTime === before?.lastTransitionTime &&
    equalJson(metadata.labels, old.metadata.labels) &&
    equalJson(metadata.ownerReferences, old.metadata.ownerReferences)
  );
}

/** Ready for at least `minReadySeconds`. */
export function isAvailable(pod: Pod, minReadySeconds: number, now: Millis): boolean {
  const ready = conditionOf(pod, 'Ready');
  if (ready?.status !== 'True') return false;
  return minReadySeconds === 0 || availableAt(pod, minReadySeconds) <= now;
}

/** When a ready pod becomes available; infinity for one that is not ready. */
export function availableAt(pod: Pod, minReadySeconds: number): Millis {
  const ready = conditionOf(pod, 'Ready');
  if (ready?.status !== 'True') return Number.POSITIVE_INFINITY;
  return timeOf(ready.lastTransitionTime) + minReadySeconds * 1_000;
}

/** How long until the next of these pods becomes available; undefined when none will by waiting. */
export function untilAvailable(pods: readonly Pod[], minReadySeconds: number, now: Millis): Millis | undefined {
  if (minReadySeconds === 0) return undefined;
  const times = pods.map((pod) => availableAt(pod, minReadySeconds)).filter((at) => at > now && at < Infinity);
  return times.length > 0 ? Math.min(...times) - now : undefined;
}

export const timeOf = (time: string | null | undefined): Millis => (time ? (parseTime(time) ?? 0) : 0);

const PHASE_ORDER: Readonly<Record<string, number>> = { Pending: 0, Unknown: 1, Running: 2 };

/**
 * Who goes first on the way down: unassigned, then pending, then not ready, then the cheap ones, then those with
 * many siblings on their node, then the lately ready, the restarted and the young. Models ActivePodsWithRanks.
 */
export function deletionOrder(
  pods: readonly Pod[],
  siblingsOnNode: (node: string) => number,
  now: Millis,
): readonly Pod[] {
  const rank = new Map<string, number>();
  for (const { spec } of pods) if (spec.nodeName) rank.set(spec.nodeName, siblingsOnNode(spec.nodeName));
  const rankOf = (pod: Pod) => rank.get(pod.spec.nodeName ?? '') ?? 0;
  return [...pods].sort(
    (a, b) =>
      Number(Boolean(a.spec.nodeName)) - Number(Boolean(b.spec.nodeName)) ||
      PHASE_ORDER[a.status.phase] - PHASE_ORDER[b.status.phase] ||
      Number(isReady(a)) - Number(isReady(b)) ||
      deletionCost(a) - deletionCost(b) ||
      rankOf(b) - rankOf(a) ||
      (isReady(a) ? byAge(a, b, readySince(a), readySince(b), now) : 0) ||
      restarts(b) - restarts(a) ||
      byAge(a, b, timeOf(a.metadata.creationTimestamp), timeOf(b.metadata.creationTimestamp), now),
  );
}

/** Younger first, ages compared by powers of two; equal magnitudes fall to the UID. */
function byAge(a: Pod, b: Pod, since: Millis, other: Millis, now: Millis): number {
  if (since === other) return 0;
  const magnitude = (at: Millis) => Math.floor(Math.log2(Math.max((now - at) / 1_000, 0) * 1e9 || 1));
  return magnitude(since) - magnitude(other) || (a.metadata.uid < b.metadata.uid ? -1 : 1);
}

const readySince = (pod: Pod): Millis => timeOf(conditionOf(pod, 'Ready')?.lastTransitionTime);

const deletionCost = (pod: Pod): number =>
  Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0) || 0;

const restarts = (pod: Pod): number =>
  Math.max(0, ...(pod.status.containerStatuses ?? []).map((status) => status.restartCount));
