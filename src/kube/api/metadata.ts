// What the server does to every object's metadata: names, identity, and what nobody may change.
// Models apiserver/pkg/registry/rest and apimachinery/pkg/api/validation/objectmeta.go.

import { formatTime } from '../../base/duration.ts';
import { NAME_SUFFIX } from '../../base/random.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { FieldError, Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { labelValueProblems, nameProblems, qualifiedNameProblems } from '../objects/validation/names.ts';

export const wallTime = (simulation: Simulation): string => formatTime(simulation.epoch + simulation.now);

/** 63 less the suffix. */
const LONGEST_BASE = 58;

/** Identity for a new object. */
export function beginLife(simulation: Simulation, { metadata }: KubeObject): void {
  if (!metadata.name && metadata.generateName) {
    metadata.name = metadata.generateName.slice(0, LONGEST_BASE) + simulation.random.text(5, NAME_SUFFIX);
  }
  metadata.creationTimestamp = wallTime(simulation);
  metadata.uid = simulation.random.uuid();
  delete metadata.deletionTimestamp;
  delete metadata.deletionGracePeriodSeconds;
  delete metadata.generation;
  delete (metadata as Partial<typeof metadata>).resourceVersion;
}

/** An update cannot change who the object is or when it goes. */
export function keepLife({ metadata }: KubeObject, { metadata: old }: KubeObject): void {
  metadata.creationTimestamp = old.creationTimestamp;
  metadata.uid = old.uid;
  assign(metadata, 'generation', old.generation);
  assign(metadata, 'generateName', old.generateName);
  assign(metadata, 'deletionTimestamp', old.deletionTimestamp);
  assign(metadata, 'deletionGracePeriodSeconds', old.deletionGracePeriodSeconds);
  assign(metadata, 'managedFields', old.managedFields);
}

function assign<T, K extends keyof T>(target: T, key: K, value: T[K]): void {
  if (value === undefined) delete target[key];
  else target[key] = value;
}

export function metadataErrors(kind: Kind, object: KubeObject): FieldError[] {
  const { metadata } = object;
  const errors: FieldError[] = [];
  const invalid = (field: string, value: string, problem: string) =>
    errors.push({ field, type: 'Invalid value', detail: `${JSON.stringify(value)}: ${problem}` });
  if (metadata.generateName) {
    const shown = metadata.generateName.replace(/-$/, 'a');
    for (const problem of nameProblems(kind.nameRule, shown)) {
      invalid('metadata.generateName', metadata.generateName, problem);
    }
  }
  if (!metadata.name) {
    errors.push({ field: 'metadata.name', type: 'Required value', detail: 'name or generateName is required' });
  } else {
    for (const problem of nameProblems(kind.nameRule, metadata.name)) invalid('metadata.name', metadata.name, problem);
  }
  for (const [key, value] of Object.entries(metadata.annotations ?? {})) {
    for (const problem of qualifiedNameProblems(key.toLowerCase())) invalid('metadata.annotations', key, problem);
    if (typeof value !== 'string') invalid('metadata.annotations', String(value), 'must be a string');
  }
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    for (const problem of qualifiedNameProblems(key)) invalid('metadata.labels', key, problem);
    for (const problem of labelValueProblems(value)) invalid('metadata.labels', value, problem);
  }
  for (const finalizer of metadata.finalizers ?? []) {
    for (const problem of qualifiedNameProblems(finalizer)) invalid('metadata.finalizers', finalizer, problem);
  }
  return errors;
}

export function metadataUpdateErrors(object: KubeObject, old: KubeObject): FieldError[] {
  const errors: FieldError[] = [];
  if (old.metadata.deletionTimestamp !== undefined) {
    const known = old.metadata.finalizers ?? [];
    const added = (object.metadata.finalizers ?? []).filter((finalizer) => !known.includes(finalizer));
    if (added.length > 0) {
      errors.push({
        field: 'metadata.finalizers',
        type: 'Forbidden',
        detail: `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map((one) => JSON.stringify(one)).join(', ')}}`,
      });
    }
  }
  return errors;
}
