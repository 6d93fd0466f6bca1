// What `kubectl patch --local --type=strategic` of kubectl 1.33 makes of objects and patches; the library is
// the API server's own.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { applyStrategicMerge } from '../../../src/kube/api/strategic-merge.ts';

interface Recorded {
  readonly name: string;
  readonly object: { readonly kind: string };
  readonly patch: unknown;
  readonly result?: unknown;
  readonly error?: string;
}

const RECORDED = JSON.parse(
  readFileSync(new URL('strategic-merge-1.33.json', import.meta.url), 'utf8'),
) as readonly Recorded[];

it.each(RECORDED)('patches $name', ({ object, patch, result, error }) => {
  const apply = () => applyStrategicMerge(object.kind, object, patch);
  if (error === undefined) expect(withoutEmpty(apply())).toEqual(withoutEmpty(result));
  else expect(apply).toThrow(error.replace(/^error: /, ''));
});

/** kubectl decodes into typed objects, which add and drop empty members; those are no part of a patch. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([key, member]) => [key, withoutEmpty(member)] as const);
  return Object.fromEntries(
    members.filter(
      ([, member]) => member !== null && !(typeof member === 'object' && Object.keys(member as object).length === 0),
    ),
  );
}
