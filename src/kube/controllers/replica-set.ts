// As many pods as a ReplicaSet says. Models pkg/controller/replicaset.

import { formatTime } from '../../base/duration.ts';
import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { keyOf } from '../client/paths.ts';
import { controllerOf } from '../objects/owners.ts';
import { POD } from '../objects/pod.ts';
import { REPLICA_SET } from '../objects/replica-set.ts';
import { labelSelectorMatches } from '../objects/selectors.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { ReplicaSet } from '../objects/types/workload.ts';
import { type Alike, Census } from './census.ts';
import { withCondition, withoutCondition } from './conditions.ts';
import type { Controller, ObjectKey } from './controller.ts';
import { Dependents } from './dependents.ts';
import { Expectations } from './expectations.ts';
import { PodControl, slowStart } from './pod-control.ts';
import {
  conditionOf,
  countsAlike,
  deletionOrder,
  isActive,
  isAvailable,
  isReady,
  isTerminating,
  untilAvailable,
} from './pods.ts';
import type { Workplace } from './run.ts';

/** At most so many creations or deletions in one go. */
const BURST = 500;
/** The first minor release that counts terminating pods in the status by default. */
const TERMINATING_REPLICAS_SINCE = 35;

export function replicaSetController(workplace: Workplace): Controller {
  const { client, informers, simulation } = workplace;
  const sets = informers.of(REPLICA_SET);
  const pods = informers.of(POD);
  const dependents = new Dependents(pods, client);
  const census = new Census(pods);
  const setsByOwner = sets.index((set) => [controllerOf(set)?.uid ?? set.metadata.uid]);
  const expectations = new Expectations(simulation, pods);
  const control = new PodControl(workplace, REPLICA_SET, 'replicaset-controller', expectations);

  function* reconcile(key: ObjectKey): Task<{ again: number } | undefined> {
    const set = sets.get(key);
    if (!set) {
      expectations.forget(key);
      return undefined;
    }
    const mine = yield* claim(set);
    let failure: unknown;
    if (expectations.met(key) && !set.metadata.deletionTimestamp) {
      try {
        yield* scale(set, mine);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        failure = error;
      }
    }
    yield* updateStatus(set, mine.groups, failure);
    if (failure) throw failure;
    const active = mine.groups.map(({ pod }) => pod).filter((pod) => isActive(pod));
    const again = untilAvailable(active, set.spec.minReadySeconds ?? 0, workplace.now);
    return again === undefined ? undefined : { again };
  }

  /** Its pods after adopting and releasing; as long as nothing is to be done of that, straight from the census. */
  function* claim(set: ReplicaSet): Task<Claimed> {
    const fits = (pod: Pod) => labelSelectorMatches(set.spec.selector, pod.metadata.labels);
    const owned = census.of(set);
    if (owned.every(({ pod }) => fits(pod)) && !dependents.orphans(set.metadata.namespace ?? '').some(fits)) {
      return { groups: owned, pods: () => dependents.of(set) };
    }
    const pods = yield* dependents.claim(set, REPLICA_SET, set.spec.selector);
    return { groups: pods.map((pod) => ({ pod, count: 1 })), pods: () => pods };
  }

  function* scale(set: ReplicaSet, { groups, pods }: Claimed): Task<void> {
    const missing = set.spec.replicas - total(groups.filter(({ pod }) => isActive(pod)));
    if (missing > 0) {
      yield* slowStart(Array(Math.min(missing, BURST)).fill(set), () => control.create(set, set.spec.template));
    } else if (missing < 0) {
      const active = pods().filter((pod) => isActive(pod));
      const surplus = deletionOrder(active, siblings(set), workplace.now).slice(0, Math.min(-missing, BURST));
      yield* slowStart(surplus, (pod) => control.delete(set, pod));
    }
  }

  /** Active pods on a node, of this set and of the sets with the same owner. */
  function siblings(set: ReplicaSet): (node: string) => number {
    const counts = new Map<string, number>();
    for (const related of setsByOwner(controllerOf(set)?.uid ?? set.metadata.uid)) {
      for (const pod of dependents.of(related)) {
        const node = pod.spec.nodeName;
        if (node && isActive(pod)) counts.set(node, (counts.get(node) ?? 0) + 1);
      }
    }
    return (node) => counts.get(node) ?? 0;
  }

  function* updateStatus(set: ReplicaSet, mine: readonly Alike[], failure: unknown): Task<void> {
    const status = statusOf(set, mine, workplace.now, failure);
    if (workplace.minor < TERMINATING_REPLICAS_SINCE) delete status.terminatingReplicas;
    if (sameJson(status, set.status) && set.status.observedGeneration === set.metadata.generation) return;
    yield* client.update(REPLICA_SET, { ...set, status }, 'status');
  }

  return {
    name: 'replicaset-controller',
    watches: [
      { kind: REPLICA_SET, keys: (set: ReplicaSet) => [keyOf(set)] },
      { kind: POD, keys: (pod: Pod, old: Pod | undefined) => ownersOf(pod, old) },
    ],
    reconcile,
  };

  function ownersOf(pod: Pod, old: Pod | undefined): ObjectKey[] {
    // A thousand pods being scheduled, named, pulled: only what changes a count is worth counting again.
    if (old && old !== pod && countsAlike(pod, old)) return [];
    const keys = new Set<ObjectKey>();
    for (const one of [pod, old]) {
      const owner = one && controllerOf(one);
      if (owner?.kind === 'ReplicaSet') keys.add(`${pod.metadata.namespace}/${owner.name}`);
    }
    // An orphan may belong to anybody who selects it.
    if (!controllerOf(pod)) {
      for (const set of sets.inNamespace(pod.metadata.namespace ?? ''))
        if (labelSelectorMatches(set.spec.selector, pod.metadata.labels)) keys.add(keyOf(set));
    }
    return [...keys];
  }
}

interface Claimed {
  readonly groups: readonly Alike[];
  /** One by one, for whoever must choose among them. */
  readonly pods: () => readonly Pod[];
}

const total = (groups: readonly Alike[]): number => groups.reduce((sum, { count }) => sum + count, 0);

function statusOf(set: ReplicaSet, mine: readonly Alike[], now: number, failure: unknown): ReplicaSet['status'] {
  const active = mine.filter(({ pod }) => isActive(pod));
  const templateLabels = Object.entries(set.spec.template.metadata.labels ?? {});
  const minReadySeconds = set.spec.minReadySeconds ?? 0;
  let labelled = 0;
  let ready = 0;
  let available = 0;
  for (const { pod, count } of active) {
    if (templateLabels.every(([name, value]) => pod.metadata.labels?.[name] === value)) labelled += count;
    if (isReady(pod)) ready += count;
    if (isAvailable(pod, minReadySeconds, now)) available += count;
  }
  const status: ReplicaSet['status'] = {
    ...set.status,
    replicas: total(active),
    fullyLabeledReplicas: labelled,
    readyReplicas: ready,
    availableReplicas: available,
    terminatingReplicas: total(mine.filter(({ pod }) => isTerminating(pod))),
    observedGeneration: set.metadata.generation,
  };
  const failed = conditionOf(set, 'ReplicaFailure');
  if (failure instanceof StatusError && !failed) {
    status.conditions = withCondition(status.conditions, {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: formatTime(now),
      reason: status.replicas < set.spec.replicas ? 'FailedCreate' : 'FailedDelete',
      message: failure.message,
    });
  } else if (!failure && failed) {
    status.conditions = withoutCondition(status.conditions, 'ReplicaFailure');
    if (status.conditions.length === 0) delete status.conditions;
  }
  for (const count of ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'] as const)
    if (status[count] === 0) delete status[count];
  return status;
}
