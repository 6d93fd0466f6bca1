// One claim, judged: it holds or not, and if not, what was seen instead.

import type { BinaryOperator } from '../base/cel/syntax.ts';
import { CelError, Double, Optional, type Value } from '../base/cel/values.ts';
import type { Observation } from './observation.ts';

/** `open`: it is too early to say; a claim over time holds so far, or its task has not begun. No points yet. */
export type Verdict =
  | { readonly passed: true }
  | { readonly passed: false; readonly because: string; readonly open?: boolean };

export const PASSED: Verdict = { passed: true };
export const failed = (because: string): Verdict => ({ passed: false, because });
export const OPEN: Verdict = { passed: false, because: '', open: true };

/** A claim about the present. `saw`, where the author wrote it, is shown instead of the claim's own two sides. */
export function judge(observation: Observation, claim: string, saw?: string): Verdict {
  try {
    if (observation.evaluate(claim) === true) return PASSED;
    return failed(saw === undefined ? comparison(observation, claim) : show(observation.evaluate(saw)));
  } catch (error) {
    if (error instanceof CelError) return failed(error.message);
    throw error;
  }
}

const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '<', '<=', '>', '>=', 'in']);

/** For `a == b` and its kin: what both sides were. Other claims say nothing of themselves. */
function comparison(observation: Observation, claim: string): string {
  const tree = observation.parse(claim);
  if (tree.type !== 'binary' || !COMPARISONS.has(tree.operator)) return '';
  return `${show(observation.evaluateTree(tree.left))} ${tree.operator} ${show(observation.evaluateTree(tree.right))}`;
}

/** A value as a person reads it. */
export function show(value: Value): string {
  if (value instanceof Double) return String(value.value);
  if (value instanceof Optional) return value.present ? show(value.value) : 'nothing';
  if (typeof value === 'string') return value.trim() === '' ? '""' : value.trim();
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(show).join(', ');
  const json = JSON.stringify(value);
  return json.length > 200 ? `${json.slice(0, 200)}…` : json;
}
