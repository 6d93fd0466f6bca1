// Drives pods from nodes with NoExecute taints: at once, after the time they tolerate, or never.
// Models pkg/controller/tainteviction.

import { formatTime } from '../../base/duration.ts';
import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { keyOf } from '../client/paths.ts';
import { NODE } from '../objects/node.ts';
import { POD } from '../objects/pod.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Node, Taint } from '../objects/types/node.ts';
import type { Pod } from '../objects/types/pod.ts';
import { tolerates } from '../scheduler/node-affinity.ts';
import { withCondition } from './conditions.ts';
import type { Controller } from './controller.ts';
import type { Workplace } from './run.ts';

export function taintEvictionController(workplace: Workplace): Controller {
  const { client, informers } = workplace;
  const nodes = informers.of(NODE);
  const pods = informers.of(POD);
  const podsOn = pods.index((pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []));
  /** When the wait of a pod began, by UID. */
  const waiting = new Map<string, number>();

  function* reconcile(key: string): Task<{ again: number } | undefined> {
    const pod = pods.get(key);
    if (!pod) return undefined;
    const { uid } = pod.metadata;
    const node = nodes.get(pod.spec.nodeName ?? '');
    const span = node ? toleratedFor(pod, drivingTaints(node)) : Number.POSITIVE_INFINITY;
    if (pod.metadata.deletionTimestamp) {
      waiting.delete(uid);
      return undefined;
    }
    if (span === Number.POSITIVE_INFINITY) {
      if (waiting.delete(uid)) tell(pod, `Cancelling deletion of Pod ${key}`);
      return undefined;
    }
    const since = waiting.get(uid) ?? workplace.now;
    waiting.set(uid, since);
    const left = since + span - workplace.now;
    if (left > 0) return { again: left };
    tell(pod, `Marking for deletion Pod ${key}`);
    yield* evict(pod);
    waiting.delete(uid);
    return undefined;
  }

  function* evict(pod: Pod): Task<void> {
    const { name, namespace, uid } = pod.metadata;
    const conditions = withCondition(pod.status.conditions, {
      type: 'DisruptionTarget',
      status: 'True',
      reason: 'DeletionByTaintManager',
      message: 'Taint manager: deleting due to NoExecute taint',
      lastTransitionTime: formatTime(workplace.now),
    });
    try {
      const merge = 'application/strategic-merge-patch+json';
      yield* client.patch(POD, name, namespace, merge, { status: { conditions } }, 'status');
      yield* client.delete(POD, name, namespace, { preconditions: { uid } });
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    }
  }

  function tell(pod: Pod, message: string): void {
    const { name, namespace, uid } = pod.metadata;
    workplace
      .events('taint-eviction-controller')
      .event({ kind: 'Pod', apiVersion: 'v1', name, namespace, uid }, 'Normal', 'TaintManagerEviction', message);
  }

  return {
    name: 'taint-eviction-controller',
    watches: [
      {
        kind: NODE,
        keys: (node: Node, old: Node | undefined) =>
          sameJson(drivingTaints(node), old ? drivingTaints(old) : []) ? [] : podsOn(node.metadata.name).map(keyOf),
      },
      {
        kind: POD,
        keys: (pod: Pod, old: Pod | undefined) =>
          pod === old ||
          (pod.spec.nodeName === old?.spec.nodeName && sameJson(pod.spec.tolerations, old?.spec.tolerations))
            ? []
            : [keyOf(pod)],
      },
    ],
    reconcile,
  };
}

const drivingTaints = (node: Node): readonly Taint[] =>
  (node.spec.taints ?? []).filter((taint) => taint.effect === 'NoExecute');

/** Milliseconds the pod may stay: 0 with an untolerated taint, infinity when all are tolerated for ever. */
function toleratedFor(pod: Pod, taints: readonly Taint[]): number {
  let shortest = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const matching = (pod.spec.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching)
      if (tolerationSeconds !== undefined) shortest = Math.min(shortest, Math.max(0, tolerationSeconds * 1_000));
  }
  return shortest;
}
