// Conditions in a status: replaced by type, with the time of the last change of their status kept.

import type { Condition } from '../objects/types/meta.ts';

/** The list with `condition` in it: in its old place, or at the end. An unchanged status keeps its transition time. */
export function withCondition(conditions: readonly Condition[] | undefined, condition: Condition): Condition[] {
  const list = conditions ?? [];
  const old = list.find((one) => one.type === condition.type);
  if (!old) return [...list, condition];
  const next =
    old.status === condition.status && old.lastTransitionTime
      ? { ...condition, lastTransitionTime: old.lastTransitionTime }
      : condition;
  return list.map((one) => (one === old ? next : one));
}

export const withoutCondition = (conditions: readonly Condition[] | undefined, type: string): Condition[] =>
  (conditions ?? []).filter((condition) => condition.type !== type);
