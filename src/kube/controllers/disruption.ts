// How many pods a PodDisruptionBudget lets go. minAvailable 3, healthy 4 → one may go; healthy 3 → none.
// maxUnavailable counts from what the pods' owners want: 5 replicas, maxUnavailable 1 → 4 must be healthy.
// Evictions are refused or granted by the API server, which reads this status. Models pkg/controller/disruption.

import { formatTime } from '../../base/duration.ts';
import type { Task } from '../../sim/task.ts';
import { referenceTo } from '../client/events.ts';
import { keyOf } from '../client/paths.ts';
import { DEPLOYMENT } from '../objects/deployment.ts';
import { controllerOf } from '../objects/owners.ts';
import { POD } from '../objects/pod.ts';
import { POD_DISRUPTION_BUDGET } from '../objects/pod-disruption-budget.ts';
import { REPLICA_SET } from '../objects/replica-set.ts';
import { formatLabelSelector, labelSelectorMatches } from '../objects/selectors.ts';
import { STATEFUL_SET } from '../objects/stateful-set.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Condition, KubeObject, OwnerReference } from '../objects/types/meta.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { PodDisruptionBudget } from '../objects/types/policy.ts';
import { withCondition } from './conditions.ts';
import type { Controller, ObjectKey } from './controller.ts';
import { resolve } from './deployment/sizes.ts';
import { isReady, timeOf } from './pods.ts';
import type { Workplace } from './run.ts';

/** An evicted pod that is still there after so long was not deleted after all. */
const DELETION_TIMEOUT = 120_000;

interface Counts {
  readonly expectedPods: number;
  readonly desiredHealthy: number;
  readonly unmanaged: boolean;
}

export function disruptionController(workplace: Workplace): Controller {
  const { client, informers } = workplace;
  const budgets = informers.of(POD_DISRUPTION_BUDGET);
  const pods = informers.of(POD);
  const deployments = informers.of(DEPLOYMENT);
  const replicaSets = informers.of(REPLICA_SET);
  const statefulSets = informers.of(STATEFUL_SET);
  const events = workplace.events('controllermanager');

  function* reconcile(key: ObjectKey): Task<{ again: number } | undefined> {
    const budget = budgets.get(key);
    if (!budget) return undefined;
    const covered = pods
      .inNamespace(budget.metadata.namespace ?? '')
      .filter((pod) => labelSelectorMatches(budget.spec.selector, pod.metadata.labels));
    if (covered.length === 0) tell(budget, 'Normal', 'NoPods', 'No matching pods found');
    const counts = count(budget, covered);
    if (typeof counts === 'string') {
      tell(
        budget,
        'Warning',
        'CalculateExpectedPodCountFailed',
        `Failed to calculate the number of expected pods: ${counts}`,
      );
      yield* write(budget, {
        ...budget.status,
        disruptionsAllowed: 0,
        observedGeneration: budget.metadata.generation,
        conditions: withCondition(budget.status.conditions, condition(budget, 'False', 'SyncFailed', counts)),
      });
      return undefined;
    }
    if (counts.unmanaged) {
      tell(
        budget,
        'Warning',
        'UnmanagedPods',
        `Pods selected by this PodDisruptionBudget (selector: ${formatSelector(budget)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`,
      );
    }
    const { disrupted, again } = stillDisrupted(budget, covered);
    const currentHealthy = covered.filter(
      (pod) => !pod.metadata.deletionTimestamp && !disrupted?.[pod.metadata.name] && isReady(pod),
    ).length;
    const { expectedPods, desiredHealthy } = counts;
    const disruptionsAllowed = expectedPods <= 0 ? 0 : Math.max(0, currentHealthy - desiredHealthy);
    const status: PodDisruptionBudget['status'] = {
      ...budget.status,
      currentHealthy,
      desiredHealthy,
      expectedPods,
      disruptionsAllowed,
      observedGeneration: budget.metadata.generation,
      conditions: withCondition(
        budget.status.conditions,
        disruptionsAllowed > 0
          ? condition(budget, 'True', 'SufficientPods', '')
          : condition(budget, 'False', 'InsufficientPods', ''),
      ),
    };
    if (disrupted) status.disruptedPods = disrupted;
    else delete status.disruptedPods;
    yield* write(budget, status);
    return again === undefined ? undefined : { again };
  }

  /** The numbers the budget asks for; a text says why they cannot be had. */
  function count({ spec }: PodDisruptionBudget, covered: readonly Pod[]): Counts | string {
    if (spec.maxUnavailable === undefined && typeof spec.minAvailable === 'number')
      return { expectedPods: covered.length, desiredHealthy: spec.minAvailable, unmanaged: false };
    if (spec.maxUnavailable === undefined && spec.minAvailable === undefined)
      return { expectedPods: covered.length, desiredHealthy: 0, unmanaged: false };
    const scales = new Map<string, number>();
    let unmanaged = false;
    for (const pod of covered) {
      const owner = controllerOf(pod);
      if (!owner) {
        unmanaged = true;
        continue;
      }
      const scale = scaleOf(pod.metadata.namespace ?? '', owner);
      if (typeof scale === 'string') return scale;
      if (scale) scales.set(scale.uid, scale.replicas);
    }
    const expectedPods = [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
    const desiredHealthy =
      spec.maxUnavailable !== undefined
        ? Math.max(0, expectedPods - resolve(spec.maxUnavailable, expectedPods, 'up'))
        : resolve(spec.minAvailable, expectedPods, 'up');
    return { expectedPods, desiredHealthy, unmanaged };
  }

  /** What the pod's owner, or the owner's owner, wants. */
  function scaleOf(namespace: string, owner: OwnerReference): { uid: string; replicas: number } | string | undefined {
    const key = `${namespace}/${owner.name}`;
    const replicasOf = (found: (KubeObject & { spec: { replicas: number } }) | undefined, uid: string) =>
      found?.metadata.uid === uid ? { uid, replicas: found.spec.replicas } : undefined;
    switch (owner.kind) {
      case 'ReplicaSet': {
        const set = replicaSets.get(key);
        const above = set && controllerOf(set);
        if (above?.kind === 'Deployment') return replicasOf(deployments.get(`${namespace}/${above.name}`), above.uid);
        return replicasOf(set, owner.uid);
      }
      case 'StatefulSet':
        return replicasOf(statefulSets.get(key), owner.uid);
      case 'DaemonSet':
        return 'daemonsets.apps does not implement the scale subresource';
      case 'Job':
        return 'jobs.batch does not implement the scale subresource';
      default:
        return undefined;
    }
  }

  /** Pods whose eviction was granted and that are still to go. */
  function stillDisrupted(budget: PodDisruptionBudget, covered: readonly Pod[]) {
    const disrupted: Record<string, string> = {};
    let again: number | undefined;
    for (const pod of covered) {
      const since = budget.status.disruptedPods?.[pod.metadata.name];
      if (!since || pod.metadata.deletionTimestamp) continue;
      const left = timeOf(since) + DELETION_TIMEOUT - workplace.now;
      if (left <= 0) {
        const message = `Pod was expected by PDB ${keyOf(budget)} to be deleted but it wasn't`;
        events.event(referenceTo(POD, pod), 'Warning', 'NotDeleted', message);
        continue;
      }
      disrupted[pod.metadata.name] = since;
      again = Math.min(again ?? left, left);
    }
    return { disrupted: Object.keys(disrupted).length > 0 ? disrupted : undefined, again };
  }

  function* write(budget: PodDisruptionBudget, status: PodDisruptionBudget['status']): Task<void> {
    if (sameJson(status, budget.status)) return;
    yield* client.update(POD_DISRUPTION_BUDGET, { ...budget, status }, 'status');
  }

  const condition = (
    budget: PodDisruptionBudget,
    status: Condition['status'],
    reason: string,
    message: string,
  ): Condition => ({
    type: 'DisruptionAllowed',
    status,
    reason,
    message,
    lastTransitionTime: formatTime(workplace.now),
    observedGeneration: budget.metadata.generation,
  });

  function tell(budget: PodDisruptionBudget, type: 'Normal' | 'Warning', reason: string, message: string): void {
    events.event(referenceTo(POD_DISRUPTION_BUDGET, budget), type, reason, message);
  }

  function covering(namespace: string | undefined, ...labels: (Record<string, string> | undefined)[]): ObjectKey[] {
    return budgets
      .inNamespace(namespace ?? '')
      .filter((budget) => labels.some((one) => labelSelectorMatches(budget.spec.selector, one)))
      .map(keyOf);
  }

  const scaled = (object: { spec: { replicas: number } }, old: { spec: { replicas: number } } | undefined) =>
    !old || object === old || object.spec.replicas !== old.spec.replicas;

  type Scaled = KubeObject & {
    spec: { replicas: number; template: { metadata: { labels?: Record<string, string> } } };
  };
  const owned = (object: Scaled, old: Scaled | undefined) =>
    scaled(object, old) ? covering(object.metadata.namespace, object.spec.template.metadata.labels) : [];

  return {
    name: 'disruption-controller',
    watches: [
      { kind: POD_DISRUPTION_BUDGET, keys: (budget: PodDisruptionBudget) => [keyOf(budget)] },
      {
        kind: POD,
        keys: (pod: Pod, old: Pod | undefined) =>
          covering(pod.metadata.namespace, pod.metadata.labels, old?.metadata.labels),
      },
      { kind: DEPLOYMENT, keys: owned },
      { kind: REPLICA_SET, keys: owned },
      { kind: STATEFUL_SET, keys: owned },
    ],
    reconcile,
  };
}

const formatSelector = (budget: PodDisruptionBudget): string => formatLabelSelector(budget.spec.selector);
