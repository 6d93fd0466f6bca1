// Sets of places in an object, and their written form FieldsV1. A place is the steps to it:
//
//   spec.containers[name="web"].image  =  f:spec  f:containers  k:{"name":"web"}  f:image
//
// In FieldsV1 places share their beginnings as a tree; `.` says that a place with others below belongs to the set itself.
// Models structured-merge-diff's fieldpath.

import { isRecord } from '../../../base/json.ts';

/** The steps of a place, joined so that they can be a key. */
export type Place = string;
export type FieldSet = ReadonlySet<Place>;

const SEPARATOR = '\u0000';

export const place = (steps: readonly string[]): Place => steps.join(SEPARATOR);
export const stepsOf = (at: Place): string[] => at.split(SEPARATOR);

export const union = (a: FieldSet, b: FieldSet): FieldSet => new Set([...a, ...b]);
export const without = (a: FieldSet, b: FieldSet): FieldSet => new Set([...a].filter((one) => !b.has(one)));
export const common = (a: FieldSet, b: FieldSet): Place[] => [...a].filter((one) => b.has(one));
export const isSame = (a: FieldSet, b: FieldSet): boolean => a.size === b.size && [...a].every((one) => b.has(one));

interface Tree {
  [step: string]: Tree;
}

export function toFieldsV1(set: FieldSet): Tree {
  const root: Tree = {};
  for (const one of [...set].sort()) {
    let node = root;
    for (const step of stepsOf(one)) {
      node[step] ??= {};
      node = node[step];
    }
    // A place that has others below; those come later in the order.
    Object.defineProperty(node, OWN, { value: true, enumerable: false });
  }
  return marked(root);
}

const OWN = Symbol('a member itself');

function marked(node: Tree): Tree {
  const steps = Object.keys(node).sort();
  const isMember = Object.hasOwn(node, OWN);
  return Object.fromEntries([
    ...(isMember && steps.length > 0 ? [['.', {}]] : []),
    ...steps.map((step) => [step, marked(node[step])]),
  ]);
}

export function fromFieldsV1(tree: unknown): FieldSet {
  const found = new Set<Place>();
  const walk = (node: unknown, steps: readonly string[]): void => {
    if (!isRecord(node)) return;
    const below = Object.keys(node);
    if (steps.length > 0 && (below.length === 0 || below.includes('.'))) found.add(place(steps));
    for (const step of below) if (step !== '.') walk(node[step], [...steps, step]);
  };
  walk(tree, []);
  return found;
}

/** `.spec.template.spec.containers[name="web"].image` */
export function shownPlace(at: Place): string {
  return stepsOf(at)
    .map((step) => {
      const value = step.slice(2);
      if (step.startsWith('f:')) return `.${value}`;
      if (step.startsWith('v:')) return `[=${value}]`;
      const keys: unknown = JSON.parse(value);
      const pairs = isRecord(keys) ? Object.entries(keys) : [];
      return `[${pairs.map(([key, one]) => `${key}=${JSON.stringify(one)}`).join(',')}]`;
    })
    .join('');
}
