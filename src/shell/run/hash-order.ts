// The order in which bash lists what it keeps in hash tables: associative arrays, `hash`, `complete -p`. The tables
// are walked bucket by bucket, and in a bucket the newest entry comes first.
//
//   declare -A m=([a]=1 [b]=2 [c]=3); echo ${!m[@]}   →   c b a

import { encodeRaw } from '../../base/raw-text.ts';

/** Buckets of a new table; it grows fourfold when it holds twice as many entries. */
const ARRAY_BUCKETS = 1024;

export function hashOrdered<T>(items: ReadonlyMap<string, T>, buckets = ARRAY_BUCKETS): [string, T][] {
  let size = buckets;
  while (items.size >= size * 2) size *= 4;
  const placed = [...items].map((entry, age) => ({ entry, age, bucket: hash(entry[0]) & (size - 1) }));
  return placed.sort((a, b) => a.bucket - b.bucket || b.age - a.age).map(({ entry }) => entry);
}

/** The hash of Fowler, Noll and Vo. Bytes above 127 count as negative numbers. */
function hash(text: string): number {
  let value = 2166136261;
  for (const byte of encodeRaw(text)) value = Math.imul(value, 16777619) ^ ((byte << 24) >> 24);
  return value >>> 0;
}
