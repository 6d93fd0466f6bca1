// The patch that brings `current` to `modified`, and takes away what `original` had and `modified` has not: fields
// others set stay. Lists of objects are matched by their merge key. Models strategicpatch.CreateThreeWayMergePatch.
//
//   original {a: 1, b: 2}   modified {a: 1, c: 3}   current {a: 1, b: 2, d: 4}   →   {b: null, c: 3}

import { equalJson } from '../../../base/json.ts';
import { isObject } from '../resources/objects.ts';

type Fields = Record<string, unknown>;

export function threeWayPatch(original: unknown, modified: unknown, current: unknown): Fields {
  return mapPatch(asFields(original), asFields(modified), asFields(current));
}

const asFields = (value: unknown): Fields => (isObject(value) ? value : {});

function mapPatch(original: Fields, modified: Fields, current: Fields): Fields {
  const patch: Fields = {};
  for (const [key, wanted] of Object.entries(modified)) {
    if (wanted === null || wanted === undefined) continue;
    const is = current[key];
    if (isObject(wanted) && isObject(is)) {
      const below = mapPatch(asFields(original[key]), wanted, is);
      if (Object.keys(below).length > 0) patch[key] = below;
    } else if (Array.isArray(wanted) && Array.isArray(is)) {
      listPatch(patch, key, original[key], wanted, is);
    } else if (!equalJson(wanted, is) && !isNothing(wanted, is)) patch[key] = wanted;
  }
  for (const key of Object.keys(original)) {
    if (!(key in modified) && key in current) patch[key] = null;
  }
  return patch;
}

/** An empty mapping or list and an absent one are the same to the server. */
const isNothing = (wanted: unknown, is: unknown): boolean =>
  is === undefined && typeof wanted === 'object' && wanted !== null && Object.keys(wanted).length === 0;

/** The field by which the server tells the items of a list apart; undefined: the list is replaced as a whole. */
function mergeKey(field: string, items: readonly unknown[]): string | undefined {
  const candidates = MERGE_KEYS[field];
  return candidates?.find(
    (key) => items.length > 0 && items.every((item) => isObject(item) && item[key] !== undefined),
  );
}

const MERGE_KEYS: Readonly<Record<string, readonly string[]>> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  volumes: ['name'],
  env: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  ports: ['containerPort', 'port'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  secrets: ['name'],
  topologySpreadConstraints: ['topologyKey'],
  ownerReferences: ['uid'],
};

function listPatch(
  patch: Fields,
  field: string,
  original: unknown,
  wanted: readonly unknown[],
  is: readonly unknown[],
): void {
  const key = mergeKey(field, [...wanted, ...is]);
  if (key === undefined) {
    if (!equalJson(wanted, is)) patch[field] = wanted;
    return;
  }
  const find = (items: unknown, value: unknown) =>
    Array.isArray(items) ? items.find((item) => isObject(item) && item[key] === value) : undefined;
  const changes: Fields[] = [];
  for (const item of wanted) {
    if (!isObject(item)) continue;
    const now = find(is, item[key]);
    if (!now) {
      changes.push(item);
      continue;
    }
    const below = mapPatch(asFields(find(original, item[key])), item, asFields(now));
    if (Object.keys(below).length > 0) changes.push({ ...below, [key]: item[key] });
  }
  for (const item of Array.isArray(original) ? original : []) {
    if (!isObject(item) || find(wanted, item[key]) || !find(is, item[key])) continue;
    changes.push({ [key]: item[key], $patch: 'delete' });
  }
  if (changes.length === 0) return;
  patch[field] = changes;
  patch[`$setElementOrder/${field}`] = wanted.map((item) => (isObject(item) ? { [key]: item[key] } : item));
}
