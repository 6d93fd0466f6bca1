// The object models of the Kubernetes API, as Go declares them. The data is distilled by
// scripts/distil-schema.mjs, where the notation is explained.

import { assert } from '../../../base/assert.ts';
import openapi from './openapi.json' with { type: 'json' };

export type FieldType =
  | { readonly kind: 'scalar'; readonly type: ScalarType; readonly goName: string }
  | { readonly kind: 'struct'; readonly model: string; readonly goName: string }
  | { readonly kind: 'list' | 'map'; readonly of: FieldType; readonly goName: string };

const SCALARS = [
  'string',
  'bool',
  'int32',
  'int64',
  'float64',
  'bytes',
  'quantity',
  'IntOrString',
  'time',
  'microtime',
  'any',
] as const;

export type ScalarType = (typeof SCALARS)[number];

export interface Field {
  readonly type: FieldType;
  /** A pointer distinguishes its zero value from nothing. */
  readonly pointer: boolean;
  /** Written even when empty: no omitempty. */
  readonly required: boolean;
}

export interface Model {
  /** Go's name: `PodSpec`. */
  readonly struct: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** The fields that are there although nobody wrote them. */
  readonly always: readonly (readonly [name: string, field: Field])[];
}

export function model(name: string): Model {
  const known = parsed.get(name);
  if (known) return known;
  const notations = MODELS.get(name);
  assert(notations, `no model ${name} in the schema`);
  const fields = Object.entries(notations).map(([field, notation]) => [field, parseField(notation)] as const);
  const always = fields.filter(
    ([, { type, pointer, required }]) =>
      !pointer && (type.kind === 'struct' || (required && type.kind === 'scalar' && ZEROS[type.type] !== undefined)),
  );
  const found = { struct: structName(name), fields: new Map(fields), always };
  parsed.set(name, found);
  return found;
}

/** A memo of a pure function: most models are never asked for. */
const parsed = new Map<string, Model>();

/** What Go holds where nothing was written. */
export const ZEROS: Readonly<Record<ScalarType, unknown>> = {
  string: '',
  bool: false,
  int32: 0,
  int64: 0,
  float64: 0,
  bytes: undefined,
  quantity: undefined,
  IntOrString: 0,
  time: undefined,
  microtime: undefined,
  any: undefined,
};

/** Go's name of a model's struct: `V1PodSpec` → `PodSpec`. */
export const structName = (name: string): string => name.replace(/^.*?V\d+(?:(?:alpha|beta)\d+)?(?=[A-Z])/, '');

function parseField(notation: string): Field {
  const required = notation.endsWith('!');
  const pointer = notation.startsWith('*');
  return { type: parseType(notation.replace(/^\*|!$/g, '')), pointer, required };
}

function parseType(notation: string): FieldType {
  if (notation.startsWith('[]')) {
    const of = parseType(notation.slice(2));
    return { kind: 'list', of, goName: `[]${of.goName}` };
  }
  if (notation.startsWith('map[string]')) {
    const of = parseType(notation.slice('map[string]'.length));
    return { kind: 'map', of, goName: `map[string]${of.goName}` };
  }
  const scalar = SCALARS.find((type) => type === notation);
  if (scalar) return { kind: 'scalar', type: scalar, goName: scalar === 'bytes' ? '[]uint8' : scalar };
  if (notation.startsWith('v1.')) return { kind: 'scalar', type: 'string', goName: notation };
  return { kind: 'struct', model: notation, goName: `v1.${structName(notation)}` };
}

const MODELS: ReadonlyMap<string, Readonly<Record<string, string>>> = new Map(Object.entries(openapi));
