// The sentence a learner reads: `0/3 nodes are available: 1 node(s) had untolerated taint {...}, 2 node(s) were
// unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.`
// Models framework.FitError.

import type { Refusal } from './filters.ts';

export interface Misfit {
  readonly nodes: number;
  /** By node. */
  readonly refusals: ReadonlyMap<string, Refusal>;
  /** A reason that concerns the pod itself, not this or that node. */
  readonly general?: string;
  /** What preemption could do about it; undefined when it made room. */
  readonly preemption?: string;
}

export function sentenceOf({ nodes, refusals, general, preemption }: Misfit): string {
  if (nodes === 0) return 'no nodes available to schedule pods';
  const reasons = general ?? histogram([...refusals.values()].flatMap((refusal) => refusal.reasons));
  const text = `0/${nodes} nodes are available: ${reasons}.`;
  return preemption === undefined ? text : `${text} preemption: ${preemption}`;
}

/** `1 Too many pods, 2 Insufficient cpu`: counted, sorted as texts. */
export function histogram(reasons: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return [...counts]
    .map(([reason, count]) => `${count} ${reason}`)
    .sort()
    .join(', ');
}
