// What most kinds do before an object is stored: the status belongs to controllers, and every change of
// the spec gets a number, the generation. Models the strategies of k8s.io/kubernetes pkg/registry.

import type { KubeObject } from './types/meta.ts';

interface WithSpec extends KubeObject {
  spec?: unknown;
  status?: unknown;
}

/** PrepareForCreate of a kind with a status: drops what the user claims, starts counting. */
export function beginGenerations(object: KubeObject): void {
  object.metadata.generation = 1;
}

/** PrepareForUpdate of a kind with a status subresource: the status stays, a changed spec gets the next generation. */
export function countGeneration(object: WithSpec, old: WithSpec): void {
  if (old.status === undefined) delete object.status;
  else object.status = old.status;
  const before = old.metadata.generation;
  object.metadata.generation = sameJson(object.spec, old.spec) ? before : (before ?? 0) + 1;
  if (object.metadata.generation === undefined) delete object.metadata.generation;
}

/** apiequality.Semantic.DeepEqual: absent, null, empty list and empty map are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isEmpty(a) && isEmpty(b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item: unknown, index) => sameJson(item, b[index]))
    );
  }
  const left = new Map<string, unknown>(Object.entries(a));
  const right = new Map<string, unknown>(Object.entries(b));
  return [...new Set([...left.keys(), ...right.keys()])].every((key) => sameJson(left.get(key), right.get(key)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
