// Where values are inside others: `.a`, `.[0]`, `.[1:3]`, and reading, setting and deleting along a path.

import { compare, describe, excerpt, isArray, isObject, JqError, type Json, typeOf } from './values.ts';

export type Path = readonly Json[];

/** `.[1:3]` as a path has it: an object with start and end. */
export const sliceKey = (from: Json, to: Json): Json =>
  new Map([
    ['start', from],
    ['end', to],
  ]);

export function index(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string') return value.get(key) ?? null;
  if (isArray(value) && typeof key === 'number') return value[place(value, key)] ?? null;
  if (isObject(key) && (value === null || isArray(value) || typeof value === 'string')) return slice(value, key);
  if (value === null && (key === null || typeof key === 'string' || typeof key === 'number')) return null;
  if (isArray(value) && isArray(key)) return indicesOf(value, key);
  throw new JqError(cannotIndex(value, key));
}

const cannotIndex = (value: Json, key: Json): string =>
  `Cannot index ${typeOf(value)} with ${typeof key === 'string' ? `string "${key}"` : typeOf(key)}`;

const place = (array: readonly Json[], key: number): number => {
  const at = Math.floor(key);
  return at < 0 ? at + array.length : at;
};

/** Where a part begins inside an array. */
export function indicesOf(whole: readonly Json[], part: readonly Json[]): Json[] {
  if (part.length === 0) return [];
  return whole.flatMap((_, at) =>
    part.every((one, by) => at + by < whole.length && compare(whole[at + by], one) === 0) ? [at] : [],
  );
}

function bounds(length: number, key: ReadonlyMap<string, Json>): readonly [number, number] {
  const [from, to] = [key.get('start') ?? null, key.get('end') ?? null];
  if ((from !== null && typeof from !== 'number') || (to !== null && typeof to !== 'number')) {
    throw new JqError('Start and end indices of an array slice must be numbers');
  }
  const inside = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, 0), length);
  const start = Math.floor(inside(from ?? 0));
  return [start, Math.max(start, Math.ceil(inside(to ?? length)))];
}

function slice(value: string | readonly Json[] | null, key: ReadonlyMap<string, Json>): Json {
  if (value === null) return null;
  if (typeof value === 'string') {
    const characters = [...value];
    return characters.slice(...bounds(characters.length, key)).join('');
  }
  return value.slice(...bounds(value.length, key));
}

/** What `.[]` gives: each key with its value. */
export function entriesOf(value: Json): readonly (readonly [key: Json, value: Json])[] {
  if (isArray(value)) return value.map((item, at) => [at, item]);
  if (isObject(value)) return [...value];
  throw new JqError(`Cannot iterate over ${describe(value)}`);
}

export function getPath(value: Json, path: Path): Json {
  let at = value;
  for (const key of path) {
    if (at === null) return null;
    at = index(at, key);
  }
  return at;
}

export function setPath(value: Json, path: Path, to: Json): Json {
  if (path.length === 0) return to;
  const [key, ...rest] = path;
  return setKey(value, key, setPath(index(value, key), rest, to));
}

const MOST_ITEMS = 536_870_911;

function setKey(value: Json, key: Json, to: Json): Json {
  if (typeof key === 'string' && (value === null || isObject(value))) return new Map(value ?? []).set(key, to);
  if (typeof key === 'number' && (value === null || isArray(value))) {
    const items = [...(value ?? [])];
    const at = place(items, key);
    if (at < 0) throw new JqError('Out of bounds negative array index');
    if (at > MOST_ITEMS) throw new JqError('Array index too large');
    while (items.length < at) items.push(null);
    items[at] = to;
    return items;
  }
  if (isObject(key) && (value === null || isArray(value))) {
    if (!isArray(to)) throw new JqError('A slice of an array can only be assigned another array');
    const items = value ?? [];
    const [from, end] = bounds(items.length, key);
    return [...items.slice(0, from), ...to, ...items.slice(end)];
  }
  throw new JqError(
    isObject(key) ? `Cannot update field at object index of ${typeOf(value)}` : cannotIndex(value, key),
  );
}

/** Deletes all of them at once: later places first, so that earlier ones stay where they are. */
export function deletePaths(value: Json, paths: readonly Path[]): Json {
  return [...paths].sort((a, b) => compare(b, a)).reduce(deletePath, value);
}

function deletePath(value: Json, path: Path): Json {
  if (path.length === 0) return null;
  const [key, ...rest] = path;
  if (value === null) return null;
  if (rest.length === 0) return deleteKey(value, key);
  const inner = index(value, key);
  return inner === null ? value : setKey(value, key, deletePath(inner, rest));
}

function deleteKey(value: Json, key: Json): Json {
  if (isObject(value) && typeof key === 'string') {
    const rest = new Map(value);
    rest.delete(key);
    return rest;
  }
  if (isArray(value) && typeof key === 'number') {
    const at = place(value, key);
    return value.filter((_, one) => one !== at);
  }
  if (isArray(value) && isObject(key)) {
    const [from, end] = bounds(value.length, key);
    return [...value.slice(0, from), ...value.slice(end)];
  }
  const kind = typeof key === 'string' ? 'object' : typeof key === 'number' ? 'array' : typeOf(key);
  throw new JqError(`Cannot delete field at ${kind} index of ${typeOf(value)}`);
}

/** A path from outside, as `getpath` and `setpath` take it. */
export function asPath(value: Json): Path {
  if (!isArray(value)) throw new JqError('Path must be specified as an array');
  return value;
}

export const noPath = (result: Json): JqError => new JqError(`Invalid path expression with result ${excerpt(result)}`);
