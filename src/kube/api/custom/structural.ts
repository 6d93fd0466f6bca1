// What a structural schema does to a custom resource: fields nobody declared are dropped, missing ones get their
// defaults. Models apiextensions-apiserver pkg/apiserver/schema/{pruning,defaulting}.

import { cloneJson, isRecord } from '../../../base/json.ts';
import type { JsonSchema } from '../../objects/types/extension.ts';

type Fields = Record<string, unknown>;

/** What every object has, whatever its schema says. */
const OBJECT_FIELDS = ['apiVersion', 'kind', 'metadata'];

/** Drops in place; gives the paths of what it dropped: `spec.foo`, `spec.list[0].x`. */
export function prune(schema: JsonSchema, object: Fields): string[] {
  const dropped: string[] = [];
  pruneFields(schema, object, '', dropped, OBJECT_FIELDS);
  return dropped;
}

function pruneFields(
  schema: JsonSchema,
  value: Fields,
  path: string,
  dropped: string[],
  known: readonly string[] = [],
): void {
  const free = schema['x-kubernetes-preserve-unknown-fields'] === true;
  for (const key of Object.keys(value)) {
    const place = path === '' ? key : `${path}.${key}`;
    if (known.includes(key)) continue;
    const part =
      schema.properties?.[key] ??
      (isRecord(schema.additionalProperties) ? (schema.additionalProperties as JsonSchema) : undefined);
    if (part) pruneValue(part, value[key], place, dropped);
    else if (!free && schema.additionalProperties !== true) {
      delete value[key];
      dropped.push(place);
    }
  }
}

function pruneValue(schema: JsonSchema, value: unknown, path: string, dropped: string[]): void {
  if (Array.isArray(value)) {
    const { items } = schema;
    if (items) for (const [at, item] of value.entries()) pruneValue(items, item, `${path}[${at}]`, dropped);
  } else if (isRecord(value)) {
    const embedded = schema['x-kubernetes-embedded-resource'] ? OBJECT_FIELDS : [];
    pruneFields(schema, value, path, dropped, embedded);
  }
}

/** Fills in place. A null where null is not allowed counts as missing. */
export function setSchemaDefaults(schema: JsonSchema, value: unknown): void {
  if (Array.isArray(value)) {
    if (schema.items) for (const item of value) setSchemaDefaults(schema.items, item);
    return;
  }
  if (!isRecord(value)) return;
  const fields: Fields = value;
  for (const [key, part] of Object.entries(schema.properties ?? {})) {
    const isMissing = fields[key] === undefined || (fields[key] === null && !part.nullable);
    if (isMissing && part.default !== undefined) fields[key] = cloneJson(part.default);
    if (fields[key] !== undefined) setSchemaDefaults(part, fields[key]);
  }
  if (isRecord(schema.additionalProperties)) {
    for (const [key, member] of Object.entries(fields)) {
      if (!schema.properties?.[key]) setSchemaDefaults(schema.additionalProperties as JsonSchema, member);
    }
  }
}
