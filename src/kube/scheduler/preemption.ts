// Making room for an important pod: on which node would the least important pods have to go? Lower priorities are
// taken away in thought; if the pod then fits, as many as possible are put back, those protected by disruption
// budgets first. Models plugins/defaultpreemption and framework/preemption.

import { timeOf } from '../controllers/pods.ts';
import { labelSelectorMatches } from '../objects/selectors.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { PodDisruptionBudget } from '../objects/types/policy.ts';
import type { NodeView } from './cluster-view.ts';
import type { Judge, Refusal } from './filters.ts';
import { histogram } from './verdict.ts';

export interface Candidate {
  readonly node: string;
  /** Most important first. */
  readonly victims: readonly Pod[];
  readonly violations: number;
}

export type Preemption = { readonly candidate: Candidate } | { readonly message: string };

export const priorityOf = (pod: Pod): number => pod.spec.priority ?? 0;

/** `judging` gives a judge for the cluster in which one node is replaced by a changed copy. */
export function preempt(
  pod: Pod,
  nodes: readonly NodeView[],
  refusals: ReadonlyMap<string, Refusal>,
  budgets: readonly PodDisruptionBudget[],
  judging: (changed: NodeView) => Judge,
): Preemption {
  if (pod.spec.preemptionPolicy === 'Never') return { message: 'not eligible due to preemptionPolicy=Never.' };
  const nominated = nodes.find((node) => node.name === pod.status.nominatedNodeName);
  if (nominated && refusals.get(nominated.name)?.resolvable !== false) {
    for (const other of nominated.pods.values()) {
      if (other.metadata.deletionTimestamp && priorityOf(other) < priorityOf(pod))
        return { message: 'not eligible due to a terminating pod on the nominated node.' };
    }
  }
  const reasons: string[] = [];
  const candidates: Candidate[] = [];
  for (const node of nodes) {
    const refusal = refusals.get(node.name);
    if (!refusal?.resolvable) {
      reasons.push('Preemption is not helpful for scheduling');
      continue;
    }
    const outcome = victimsOn(node, pod, budgets, judging);
    if ('victims' in outcome) candidates.push(outcome);
    else reasons.push(...outcome.reasons);
  }
  const best = candidates.sort(compare)[0];
  if (best) return { candidate: best };
  return { message: `0/${nodes.length} nodes are available: ${histogram(reasons)}.` };
}

function victimsOn(
  node: NodeView,
  pod: Pod,
  budgets: readonly PodDisruptionBudget[],
  judging: (changed: NodeView) => Judge,
): Candidate | { readonly reasons: readonly string[] } {
  const lower = [...node.pods.values()].filter((other) => priorityOf(other) < priorityOf(pod));
  if (lower.length === 0) return { reasons: ['No preemption victims found for incoming pod'] };
  const copy = node.copy();
  for (const other of lower) copy.remove(other);
  const still = judging(copy)(copy);
  if (still) return { reasons: still.reasons };

  const { violating, others } = byBudget(lower.sort(moreImportantFirst), budgets);
  const victims: Pod[] = [];
  let violations = 0;
  const reprieve = (one: Pod): boolean => {
    copy.add(one);
    if (!judging(copy)(copy)) return true;
    copy.remove(one);
    victims.push(one);
    return false;
  };
  for (const one of violating) if (!reprieve(one)) violations++;
  for (const one of others) reprieve(one);
  return { node: node.name, victims: victims.sort(moreImportantFirst), violations };
}

/** Which of these would break a budget if they went in this order. */
function byBudget(pods: readonly Pod[], budgets: readonly PodDisruptionBudget[]): { violating: Pod[]; others: Pod[] } {
  const left = budgets.map((budget) => budget.status.disruptionsAllowed);
  const violating: Pod[] = [];
  const others: Pod[] = [];
  for (const pod of pods) {
    let breaks = false;
    for (const [at, budget] of budgets.entries()) {
      if (budget.metadata.namespace !== pod.metadata.namespace || !pod.metadata.labels) continue;
      if (!budget.spec.selector || !labelSelectorMatches(budget.spec.selector, pod.metadata.labels)) continue;
      if (budget.status.disruptedPods?.[pod.metadata.name]) continue;
      left[at]--;
      if (left[at] < 0) breaks = true;
    }
    (breaks ? violating : others).push(pod);
  }
  return { violating, others };
}

/** Higher priority first, then the one that has run longer. */
const moreImportantFirst = (a: Pod, b: Pod): number =>
  priorityOf(b) - priorityOf(a) || timeOf(a.status.startTime) - timeOf(b.status.startTime);

/** Fewest broken budgets, lowest greatest priority, lowest sum of priorities, fewest victims, latest start of the most important. */
function compare(a: Candidate, b: Candidate): number {
  const sum = ({ victims }: Candidate) => victims.reduce((total, pod) => total + priorityOf(pod) + 2 ** 31, 0);
  const since = ({ victims }: Candidate) => Math.min(...victims.map((pod) => timeOf(pod.status.startTime)));
  return (
    a.violations - b.violations ||
    priorityOf(a.victims[0]) - priorityOf(b.victims[0]) ||
    sum(a) - sum(b) ||
    a.victims.length - b.victims.length ||
    since(b) - since(a)
  );
}
