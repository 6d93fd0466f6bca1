// Strategic merge patch: a merge patch that knows which lists are sets of named things, so that patching one
// container does not replace them all. Models apimachinery/pkg/util/strategicpatch.
//
//   containers: [{name: a, image: x}, {name: b}]  +  containers: [{name: a, image: y}]
//   → containers: [{name: a, image: y}, {name: b}]
//
// Directives: `$patch: replace | delete | merge` in a map or as a list's element, `$retainKeys`,
// `$deleteFromPrimitiveList/field`, `$setElementOrder/field`.

import { goValue } from '../../base/go-value.ts';
import { cloneJson, equalJson, isRecord } from '../../base/json.ts';

/** A patch that contradicts itself. */
export class StrategicMergeError extends Error {
  override readonly name = 'StrategicMergeError';
}

type Json = Record<string, unknown>;

/** The patch merge key of the lists merged by one, from the tags of k8s.io/api. */
const MERGE_KEYS: Readonly<Record<string, string>> = {
  addresses: 'type',
  allocatedResourcesStatus: 'name',
  conditions: 'type',
  containers: 'name',
  drivers: 'name',
  env: 'name',
  ephemeralContainers: 'name',
  hostAliases: 'ip',
  hostIPs: 'ip',
  imagePullSecrets: 'name',
  initContainers: 'name',
  matchConditions: 'name',
  ownerReferences: 'uid',
  podIPs: 'ip',
  ports: 'containerPort',
  reservedFor: 'uid',
  resourceClaimStatuses: 'name',
  resourceClaims: 'name',
  schedulingGates: 'name',
  secrets: 'name',
  topologySpreadConstraints: 'topologyKey',
  variables: 'name',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
  volumes: 'name',
  webhooks: 'name',
};

/** Lists of plain values that are merged as sets. */
const PRIMITIVE_SETS: ReadonlySet<string> = new Set(['finalizers']);

/** `a.b.c` of the object, without list positions; decides what a name means where it has two meanings. */
interface Place {
  readonly kind: string;
  readonly path: string;
}

const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM = '$deleteFromPrimitiveList/';
const SET_ORDER = '$setElementOrder/';

/** Gives a new object; neither argument is changed. `kind` names what is patched. */
export function applyStrategicMerge(kind: string, original: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) throw new StrategicMergeError('Invalid JSON document');
  return mergeMap(isRecord(original) ? original : {}, patch, { kind, path: '' });
}

function mergeKeyOf(field: string, place: Place): string | undefined {
  // Services name their ports by port, pods by containerPort; slices and network policies do not merge theirs.
  if (field === 'ports' && !place.path.endsWith('ontainers')) return place.kind === 'Service' ? 'port' : undefined;
  if (field === 'items' && place.path.endsWith('downwardAPI')) return undefined;
  // Endpoints' addresses and EndpointSlices' are no nodes' addresses.
  if (field === 'addresses' && place.kind !== 'Node') return undefined;
  return Object.hasOwn(MERGE_KEYS, field) ? MERGE_KEYS[field] : undefined;
}

function mergeMap(original: Json, patch: Json, place: Place): Json {
  if (patch.$patch === 'replace') return withoutDirectives(patch);
  if (patch.$patch === 'delete') return {};
  if (patch.$patch !== undefined && patch.$patch !== 'merge') {
    throw new StrategicMergeError(`unknown patch type: ${String(patch.$patch)} in map: ${goValue(patch)}`);
  }
  let result: Json = { ...original };
  const retained = patch[RETAIN_KEYS];
  if (Array.isArray(retained)) {
    result = Object.fromEntries(Object.entries(result).filter(([key]) => retained.includes(key)));
  }
  for (const [key, value] of Object.entries(patch)) {
    if (key === '$patch' || key === RETAIN_KEYS || key.startsWith(SET_ORDER)) continue;
    if (key.startsWith(DELETE_FROM)) {
      const field = key.slice(DELETE_FROM.length);
      const gone = Array.isArray(value) ? value : [];
      if (Array.isArray(result[field])) {
        result[field] = result[field].filter((item) => !gone.some((one) => equalJson(one, item)));
      }
      continue;
    }
    if (value === null) delete result[key];
    else result[key] = mergeValue(key, result[key], value, patch[SET_ORDER + key], place);
  }
  for (const [key, order] of Object.entries(patch)) {
    // An order alone sorts what is there.
    if (!key.startsWith(SET_ORDER)) continue;
    const field = key.slice(SET_ORDER.length);
    const list = result[field];
    if (patch[field] === undefined && Array.isArray(list) && Array.isArray(order)) {
      result[field] = inOrder(list, order, list, mergeKeyOf(field, place));
    }
  }
  return result;
}

function mergeValue(field: string, original: unknown, patch: unknown, order: unknown, place: Place): unknown {
  const below: Place = { kind: place.kind, path: place.path === '' ? field : `${place.path}.${field}` };
  if (isRecord(patch)) return mergeMap(isRecord(original) ? original : {}, patch, below);
  if (!Array.isArray(patch)) return patch;
  const key = mergeKeyOf(field, place);
  const before: readonly unknown[] = Array.isArray(original) ? original : [];
  if (key !== undefined) {
    const merged = mergeList(before, patch, key, below);
    return inOrder(merged, Array.isArray(order) ? order : patch, before, key);
  }
  if (PRIMITIVE_SETS.has(field)) {
    return inOrder(union(before, patch), Array.isArray(order) ? order : patch, before, undefined);
  }
  return patch.filter((item) => !isDirective(item)).map((item) => withoutDirectives(item));
}

function mergeList(original: readonly unknown[], patch: readonly unknown[], key: string, place: Place): unknown[] {
  if (patch.some((item) => isRecord(item) && item.$patch === 'replace' && item[key] === undefined)) {
    return patch.filter((item) => !isDirective(item)).map((item) => withoutDirectives(item));
  }
  const result = original.map((item) => item);
  for (const item of patch) {
    if (!isRecord(item)) throw new StrategicMergeError(`expected a map in list ${place.path}`);
    if (item[key] === undefined) {
      throw new StrategicMergeError(`map: ${goValue(item)} does not contain declared merge key: ${key}`);
    }
    const at = result.findIndex((one) => isRecord(one) && equalJson(one[key], item[key]));
    if (item.$patch === 'delete') {
      if (at >= 0) result.splice(at, 1);
    } else if (at >= 0) {
      result[at] = mergeMap(result[at] as Json, item, place);
    } else {
      result.push(mergeMap({}, item, place));
    }
  }
  return result;
}

function union(original: readonly unknown[], patch: readonly unknown[]): unknown[] {
  return [...original, ...patch.filter((item) => !original.some((one) => equalJson(one, item)))];
}

/**
 * What `order` lists comes in that order. The others keep theirs, each as early as the old list had it before a
 * listed one; so something new goes to the front: [a, b] patched with [c] gives [c, a, b].
 */
function inOrder(
  items: readonly unknown[],
  order: readonly unknown[],
  before: readonly unknown[],
  key: string | undefined,
): unknown[] {
  const identity = (item: unknown) => (key !== undefined && isRecord(item) ? item[key] : item);
  const placeIn = (list: readonly unknown[], item: unknown) =>
    list.findIndex((one) => equalJson(identity(one), identity(item)));
  const by = (list: readonly unknown[]) => (a: unknown, b: unknown) => placeIn(list, a) - placeIn(list, b);
  const listed = items.filter((item) => placeIn(order, item) >= 0).sort(by(order));
  const others = items.filter((item) => placeIn(order, item) < 0).sort(by(before));
  const result: unknown[] = [];
  let next = 0;
  for (const item of listed) {
    const here = placeIn(before, item);
    while (next < others.length && here >= 0 && placeIn(before, others[next]) < here) result.push(others[next++]);
    result.push(item);
  }
  return [...result, ...others.slice(next)];
}

const isDirective = (item: unknown): boolean =>
  isRecord(item) && item.$patch !== undefined && Object.keys(item).length === 1;

/** A copy without directives and nulls: what is new has nothing to be merged with. */
function withoutDirectives<T>(value: T): T {
  if (Array.isArray(value)) return value.map((item) => withoutDirectives(item)) as T;
  if (!isRecord(value)) return cloneJson(value);
  const kept = Object.entries(value).filter(([key, member]) => !key.startsWith('$') && member !== null);
  return Object.fromEntries(kept.map(([key, member]) => [key, withoutDirectives(member)])) as T;
}
