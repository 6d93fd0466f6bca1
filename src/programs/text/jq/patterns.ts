// Takes values apart: `. as [$a, {b: $c}]` binds names for each way the pattern fits.

import type { Task } from '../../../sim/task.ts';
import type { Evaluation } from './evaluate.ts';
import { index } from './paths.ts';
import { bind, type Scope } from './scope.ts';
import type { Pattern } from './tree.ts';
import type { Json } from './values.ts';

export function* bindPattern(
  evaluation: Evaluation,
  pattern: Pattern,
  value: Json,
  scope: Scope,
  use: (scope: Scope) => Task<void>,
): Task<void> {
  switch (pattern.kind) {
    case 'name':
      return yield* use(bind(`$${pattern.name}`, { kind: 'value', value }, scope));
    case 'items':
      return yield* bindItems(evaluation, pattern.items, value, 0, scope, use);
    case 'members':
      return yield* bindMembers(evaluation, pattern.members, value, scope, use);
  }
}

function* bindItems(
  evaluation: Evaluation,
  items: readonly Pattern[],
  value: Json,
  at: number,
  scope: Scope,
  use: (scope: Scope) => Task<void>,
): Task<void> {
  if (at === items.length) return yield* use(scope);
  yield* bindPattern(evaluation, items[at], index(value, at), scope, (inner) =>
    bindItems(evaluation, items, value, at + 1, inner, use),
  );
}

function* bindMembers(
  evaluation: Evaluation,
  members: (Pattern & { kind: 'members' })['members'],
  value: Json,
  scope: Scope,
  use: (scope: Scope) => Task<void>,
): Task<void> {
  const [first, ...rest] = members;
  if (!first) return yield* use(scope);
  yield* evaluation.each(first.key, scope, value, (key) => {
    const member = index(value, key);
    const named = first.variable ? bind(`$${first.variable}`, { kind: 'value', value: member }, scope) : scope;
    const then = (inner: Scope) => bindMembers(evaluation, rest, value, inner, use);
    return first.pattern ? bindPattern(evaluation, first.pattern, member, named, then) : then(named);
  });
}
