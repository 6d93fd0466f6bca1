// --sort-by: the order of rows by a field, as k8s.io/kubectl's sorter compares values.

import { JsonPathError, parseJsonPath, relaxedJsonPath } from '../../../base/jsonpath.ts';
import { compareQuantities, isQuantity } from '../../../base/quantity.ts';
import { KubectlError } from '../errors.ts';

/** The items in order; undefined when none of them has the field. Throws KubectlError for a bad path. */
export function sortedBy<T>(items: readonly T[], field: string, objectOf: (item: T) => unknown): T[] | undefined {
  try {
    const path = parseJsonPath(relaxedJsonPath(field));
    const keyed = items.map((item) => ({ item, value: path.results(objectOf(item)).flat()[0] }));
    if (items.length > 0 && keyed.every(({ value }) => value === undefined)) return undefined;
    return keyed.sort((a, b) => compareValues(a.value, b.value)).map(({ item }) => item);
  } catch (error) {
    if (error instanceof JsonPathError) throw new KubectlError(error.message);
    throw error;
  }
}

function compareValues(a: unknown, b: unknown): number {
  if (a === undefined || a === null) return b === undefined || b === null ? 0 : -1;
  if (b === undefined || b === null) return 1;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const first = String(a);
  const second = String(b);

  if (isQuantity(first) && isQuantity(second)) return compareQuantities(first, second);
  return naturally(first, second);
}

/** sortorder.NaturalLess: runs of digits as numbers. */
function naturally(a: string, b: string): number {
  const split = (text: string) => text.match(/\d+|\D+/g) ?? [];
  const first = split(a);
  const second = split(b);
  for (let at = 0; at < Math.min(first.length, second.length); at++) {
    if (first[at] === second[at]) continue;
    if (/^\d/.test(first[at]) && /^\d/.test(second[at])) {
      const difference = Number(first[at]) - Number(second[at]);
      if (difference !== 0) return difference;
    }
    return first[at] < second[at] ? -1 : 1;
  }
  return first.length - second.length;
}
