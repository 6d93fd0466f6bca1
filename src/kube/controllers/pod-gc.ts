// Pods nobody will ever care about: on nodes that no longer exist, terminating without ever having had a node, and
// finished ones beyond the threshold. Models pkg/controller/podgc.

import { formatTime } from '../../base/duration.ts';
import type { Task } from '../../sim/task.ts';
import { wait } from '../../sim/task.ts';
import { delay } from '../../sim/waits.ts';
import { ConnectionError, StatusError } from '../client/client.ts';
import { NODE } from '../objects/node.ts';
import { POD } from '../objects/pod.ts';
import type { Condition } from '../objects/types/meta.ts';
import type { Pod } from '../objects/types/pod.ts';
import { withCondition } from './conditions.ts';
import { isTerminal, timeOf } from './pods.ts';
import type { Workplace } from './run.ts';

const PERIOD = 20_000;
/** A node must be missing so long before its pods are called orphans. */
const QUARANTINE = 40_000;

export function runPodCollector(workplace: Workplace, terminatedThreshold = 12_500): void {
  workplace.informers.of(NODE);
  workplace.informers.of(POD);
  workplace.threads.thread('pod garbage collector', collect(workplace, terminatedThreshold));
}

function* collect(workplace: Workplace, terminatedThreshold: number): Task<void> {
  const { informers, simulation } = workplace;
  const missingSince = new Map<string, number>();
  yield* informers.synced();
  for (;;) {
    yield* wait(delay(simulation, PERIOD, 'pod garbage collection'));
    try {
      yield* removeFinished(workplace, terminatedThreshold);
      yield* removeOrphans(workplace, missingSince);
      yield* removeUnscheduled(workplace);
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
      workplace.logError('Failed to collect pods', error.message, 'pod-garbage-collector-controller');
    }
  }
}

function* removeFinished(workplace: Workplace, threshold: number): Task<void> {
  const pods = workplace.informers.of(POD);
  if (threshold <= 0 || pods.size <= threshold) return;
  const finished = pods.list().filter(isTerminal);
  const surplus = finished.length - threshold;
  if (surplus <= 0) return;
  finished.sort((a, b) => timeOf(a.metadata.creationTimestamp) - timeOf(b.metadata.creationTimestamp));
  for (const pod of finished.slice(0, surplus)) yield* forceDelete(workplace, pod);
}

function* removeOrphans(workplace: Workplace, missingSince: Map<string, number>): Task<void> {
  const { informers, client, simulation, now } = workplace;
  const nodes = informers.of(NODE);
  const orphans = informers
    .of(POD)
    .list()
    .filter((pod) => pod.spec.nodeName && !nodes.get(pod.spec.nodeName));
  const missing = new Set(orphans.map((pod) => pod.spec.nodeName ?? ''));
  for (const node of missingSince.keys()) if (!missing.has(node)) missingSince.delete(node);
  for (const node of missing) if (!missingSince.has(node)) missingSince.set(node, simulation.now);
  for (const node of missing) {
    if (simulation.now - (missingSince.get(node) ?? simulation.now) < QUARANTINE) continue;
    // The cache may be behind: ask before deleting.
    if (yield* exists(workplace, node)) continue;
    for (const pod of orphans.filter((one) => one.spec.nodeName === node)) {
      const condition: Condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'DeletionByPodGC',
        message: 'PodGC: node no longer exists',
        lastTransitionTime: formatTime(now),
      };
      const phase = isTerminal(pod) ? pod.status.phase : 'Failed';
      const status = { phase, conditions: withCondition(pod.status.conditions, condition) };
      const { name, namespace } = pod.metadata;
      yield* unlessGone(
        client.patch(POD, name, namespace, 'application/strategic-merge-patch+json', { status }, 'status'),
      );
      yield* forceDelete(workplace, pod);
    }
  }
}

function* removeUnscheduled(workplace: Workplace): Task<void> {
  for (const pod of workplace.informers.of(POD).list())
    if (pod.metadata.deletionTimestamp && !pod.spec.nodeName) yield* forceDelete(workplace, pod);
}

function* exists({ client }: Workplace, node: string): Task<boolean> {
  try {
    yield* client.get(NODE, node);
    return true;
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound') return false;
    throw error;
  }
}

function* forceDelete({ client }: Workplace, { metadata: { name, namespace, uid } }: Pod): Task<void> {
  yield* unlessGone(client.delete(POD, name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } }));
}

function* unlessGone(task: Task<unknown>): Task<void> {
  try {
    yield* task;
  } catch (error) {
    if (!(error instanceof StatusError && ['NotFound', 'Conflict'].includes(error.reason))) throw error;
  }
}
