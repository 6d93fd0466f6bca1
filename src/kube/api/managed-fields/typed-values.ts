// Walks through objects with their typing: which places an object has, where two differ, what two merged are. Models
// structured-merge-diff's typed package.

import { equalJson, isRecord } from '../../../base/json.ts';
import { type FieldSet, type Place, place } from './field-set.ts';
import type { Typing } from './typing.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Identity and what only the server writes belong to nobody. */
const UNOWNED = new Set(
  [
    ['apiVersion'],
    ['kind'],
    ['metadata'],
    ...[
      'name',
      'namespace',
      'creationTimestamp',
      'selfLink',
      'uid',
      'generation',
      'managedFields',
      'resourceVersion',
      'deletionTimestamp',
      'deletionGracePeriodSeconds',
    ].map((field) => ['metadata', field]),
  ].map((steps) => place(steps.map((step) => `f:${step}`))),
);

interface Element {
  readonly step: string;
  readonly typing: Typing;
  readonly value: unknown;
  /** A key of a map or an item of a list, not a field of a struct. */
  readonly isLoose: boolean;
}

/** What stands below a value; undefined: it is one value, whatever it is made of. */
function elementsOf(typing: Typing, value: unknown): Element[] | undefined {
  switch (typing.kind) {
    case 'struct':
    case 'map': {
      if (!isRecord(value)) return undefined;
      return Object.entries(value).flatMap(([name, one]): Element[] => {
        const of = typing.kind === 'map' ? typing.of : typing.field(name);
        return of && one !== undefined
          ? [{ step: `f:${name}`, typing: of, value: one, isLoose: typing.kind === 'map' }]
          : [];
      });
    }
    case 'list':
      if (!Array.isArray(value)) return undefined;
      return value.map((one: unknown) => ({
        step: keyStep(typing.keys, one),
        typing: typing.of,
        value: one,
        isLoose: true,
      }));
    case 'set':
      if (!Array.isArray(value)) return undefined;
      return value.map((one: unknown) => ({
        step: `v:${JSON.stringify(one)}`,
        typing: { kind: 'atomic' },
        value: one,
        isLoose: true,
      }));
    case 'atomic':
      return undefined;
  }
}

/** Keys that have a default and were left out. */
const KEY_DEFAULTS: Fields = { protocol: 'TCP' };

function keyStep(keys: readonly string[], item: unknown): string {
  const pairs = [...keys]
    .sort()
    .map((key) => [key, (isRecord(item) ? item[key] : undefined) ?? KEY_DEFAULTS[key] ?? null]);
  return `k:${JSON.stringify(Object.fromEntries(pairs))}`;
}

/** The places a configuration names, as its applier will own them. */
export function placesOf(typing: Typing, object: unknown): FieldSet {
  const found = new Set<Place>();
  const walk = (of: Typing, value: unknown, steps: readonly string[], isLoose: boolean): void => {
    const at = place(steps);
    const elements = elementsOf(of, value);
    const isEmpty = elements === undefined || elements.length === 0;
    if (steps.length > 0 && (isEmpty || isLoose) && !UNOWNED.has(at)) found.add(at);
    for (const one of elements ?? []) {
      const below = [...steps, one.step];
      if (UNOWNED.has(place(below)) && place(below) !== 'f:metadata') continue;
      walk(one.typing, one.value, below, one.isLoose);
    }
  };
  walk(typing, object, [], false);
  return found;
}

export interface Comparison {
  /** Places that are new or have another value. */
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

export function compare(typing: Typing, old: unknown, now: unknown): Comparison {
  const changed = new Set<Place>();
  const removed = new Set<Place>();
  const note = (set: Set<Place>, steps: readonly string[]) => {
    const at = place(steps);
    if (steps.length > 0 && !UNOWNED.has(at)) set.add(at);
  };
  const walk = (of: Typing, before: unknown, after: unknown, steps: readonly string[]): void => {
    if (steps.length > 1 && UNOWNED.has(place(steps))) return;
    const was = elementsOf(of, before);
    const is = elementsOf(of, after);
    if (before === undefined) note(changed, steps);
    else if (after === undefined) note(removed, steps);
    else if ((!was || !is) && !equalJson(before, after)) note(changed, steps);
    const byStep = new Map((was ?? []).map((one) => [one.step, one]));
    for (const one of is ?? []) {
      walk(one.typing, byStep.get(one.step)?.value, one.value, [...steps, one.step]);
      byStep.delete(one.step);
    }
    for (const one of byStep.values()) walk(one.typing, one.value, undefined, [...steps, one.step]);
  };
  walk(typing, old, now, []);
  return { changed, removed };
}

/** `live` with everything that `applied` says. */
export function merge(typing: Typing, live: unknown, applied: unknown): unknown {
  if (live === undefined || applied === null) return applied;
  if ((typing.kind === 'struct' || typing.kind === 'map') && isRecord(live) && isRecord(applied)) {
    const result: Record<string, unknown> = { ...live };
    for (const [name, value] of Object.entries(applied)) {
      const of = typing.kind === 'map' ? typing.of : (typing.field(name) ?? { kind: 'atomic' });
      result[name] = merge(of, live[name], value);
    }
    return result;
  }
  if ((typing.kind === 'list' || typing.kind === 'set') && Array.isArray(live) && Array.isArray(applied)) {
    return mergeLists(typing, live, applied);
  }
  return applied;
}

/** In the order that was applied; what only the live list has keeps its place. */
function mergeLists(typing: Typing, live: readonly unknown[], applied: readonly unknown[]): unknown[] {
  const wanted = elementsOf(typing, applied) ?? [];
  const present = new Map((elementsOf(typing, live) ?? []).map((one) => [one.step, one]));
  const steps = new Set(wanted.map(({ step }) => step));
  const kept = [...present.values()].filter(({ step }) => !steps.has(step)).map(({ value }) => value);
  const merged = wanted.map((one) => merge(one.typing, present.get(one.step)?.value, one.value));
  return [...merged, ...kept];
}

/** `object` without these places; a struct of which nothing is left goes too, unless somebody owns it. */
export function prune(typing: Typing, object: unknown, places: FieldSet): unknown {
  const walk = (of: Typing, value: unknown, steps: readonly string[]): unknown => {
    const elements = elementsOf(of, value);
    if (!elements) return value;
    const gone = (step: string) => places.has(place([...steps, step]));
    if (Array.isArray(value)) {
      return elements.filter(({ step }) => !gone(step)).map((one) => walk(one.typing, one.value, [...steps, one.step]));
    }
    const result: Record<string, unknown> = { ...(value as Fields) };
    for (const one of elements) {
      const name = one.step.slice(2);
      if (gone(one.step)) delete result[name];
      else result[name] = walk(one.typing, one.value, [...steps, one.step]);
    }
    return result;
  };
  return walk(typing, object, []);
}
