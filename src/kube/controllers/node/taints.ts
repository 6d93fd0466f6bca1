// The taints that follow from a node's conditions. NoSchedule keeps new pods away at once; NoExecute, which drives
// running pods out, comes from node health. Models TaintNodesByCondition in pkg/controller/nodelifecycle.

import { formatTime } from '../../../base/duration.ts';
import type { Task } from '../../../sim/task.ts';
import type { KubeClient } from '../../client/client.ts';
import { NODE } from '../../objects/node.ts';
import { sameJson } from '../../objects/strategy.ts';
import type { Node, Taint } from '../../objects/types/node.ts';
import type { Controller } from '../controller.ts';
import { conditionOf } from '../pods.ts';
import type { Workplace } from '../run.ts';

export const NOT_READY = 'node.kubernetes.io/not-ready';
export const UNREACHABLE = 'node.kubernetes.io/unreachable';
const UNSCHEDULABLE = 'node.kubernetes.io/unschedulable';

const BY_CONDITION: readonly { readonly type: string; readonly status: string; readonly key: string }[] = [
  { type: 'Ready', status: 'False', key: NOT_READY },
  { type: 'Ready', status: 'Unknown', key: UNREACHABLE },
  { type: 'MemoryPressure', status: 'True', key: 'node.kubernetes.io/memory-pressure' },
  { type: 'DiskPressure', status: 'True', key: 'node.kubernetes.io/disk-pressure' },
  { type: 'NetworkUnavailable', status: 'True', key: 'node.kubernetes.io/network-unavailable' },
  { type: 'PIDPressure', status: 'True', key: 'node.kubernetes.io/pid-pressure' },
];

const OURS = new Set([...BY_CONDITION.map(({ key }) => key), UNSCHEDULABLE]);

export function nodeTaintController(workplace: Workplace): Controller {
  const nodes = workplace.informers.of(NODE);
  return {
    name: 'node-lifecycle-controller',
    watches: [
      { kind: NODE, keys: (node: Node, old: Node | undefined) => (matters(node, old) ? [node.metadata.name] : []) },
    ],
    *reconcile(key): Task<undefined> {
      const node = nodes.get(key);
      if (!node) return undefined;
      const wanted = BY_CONDITION.filter(({ type, status }) => conditionOf(node, type)?.status === status).map(
        ({ key: name }) => name,
      );
      if (node.spec.unschedulable) wanted.push(UNSCHEDULABLE);
      yield* swapTaints(
        workplace.client,
        node,
        wanted.map((name) => ({ key: name, effect: 'NoSchedule' as const })),
        (taint) => taint.effect === 'NoSchedule' && OURS.has(taint.key) && !wanted.includes(taint.key),
        workplace.now,
      );
      return undefined;
    },
  };
}

const matters = (node: Node, old: Node | undefined): boolean =>
  !old ||
  node.spec.unschedulable !== old.spec.unschedulable ||
  !sameJson(node.spec.taints, old.spec.taints) ||
  BY_CONDITION.some(({ type }) => conditionOf(node, type)?.status !== conditionOf(old, type)?.status);

/** Adds and removes taints in one patch; present ones keep their time. False: nothing had to change. */
export function* swapTaints(
  client: KubeClient,
  node: Node,
  add: readonly Taint[],
  remove: (taint: Taint) => boolean,
  now: number,
): Task<boolean> {
  const present = node.spec.taints ?? [];
  const kept = present.filter((taint) => !remove(taint));
  const missing = add.filter((taint) => !kept.some((one) => one.key === taint.key && one.effect === taint.effect));
  if (missing.length === 0 && kept.length === present.length) return false;
  const taints = [...kept, ...missing.map((taint) => ({ ...taint, timeAdded: formatTime(now) }))];
  // The version guards against a taint somebody else writes at the same moment.
  yield* client.patch(NODE, node.metadata.name, undefined, 'application/merge-patch+json', {
    metadata: { resourceVersion: node.metadata.resourceVersion },
    spec: { taints: taints.length > 0 ? taints : null },
  });
  return true;
}
