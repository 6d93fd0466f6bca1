// The object models of the Kubernetes API, as Go declares them. The data is distilled by
// scripts/distil-schema.mjs, where the notation is explained.

import { assert } from '../../../base/assert.ts';
import { MODELS_TEXT } from './models-text.ts';

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
  /** Published as one that must be given. */
  readonly mandatory: boolean;
  /** The first minor release that has it; missing: all have. */
  readonly since?: number;
}

export interface Model {
  /** Go's name: `PodSpec`. */
  readonly struct: string;
  /** Where Go keeps it: `core.v1`, `meta.v1`. */
  readonly package: string;
  readonly fields: ReadonlyMap<string, Field>;
  /** The fields that are there although nobody wrote them. */
  readonly always: readonly (readonly [name: string, field: Field])[];
}

export function model(name: string): Model {
  const known = parsed.get(name);
  if (known) return known;
  const line = lineOf(name);
  assert(line, `no model ${name} in the schema`);
  const [goPackage, ...notations] = line.split(' ');
  const fields = notations.map((text) => {
    const colon = text.indexOf(':');
    return [text.slice(0, colon), parseField(text.slice(colon + 1))] as const;
  });
  const always = fields.filter(
    ([, { type, pointer, required }]) =>
      !pointer && (type.kind === 'struct' || (required && type.kind === 'scalar' && ZEROS[type.type] !== undefined)),
  );
  const found = { struct: structName(name), package: goPackage, fields: new Map(fields), always };
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

/** What stands behind a model's name in the text; most lines are never looked at. */
function lineOf(name: string): string | undefined {
  if (places.size === 0) {
    for (let start = 0; start !== -1; start = MODELS_TEXT.indexOf('\n', start + 1)) {
      const from = start + (MODELS_TEXT[start] === '\n' ? 1 : 0);
      places.set(MODELS_TEXT.slice(from, MODELS_TEXT.indexOf(' ', from)), from);
    }
  }
  const from = places.get(name);
  if (from === undefined) return undefined;
  const end = MODELS_TEXT.indexOf('\n', from);
  return MODELS_TEXT.slice(from + name.length + 1, end === -1 ? undefined : end);
}

/** A memo: where each model's line begins. */
const places = new Map<string, number>();

/** `*int32@34`, `string!`, `[]V1PolicyRule~` */
function parseField(text: string): Field {
  const [notation, since] = text.split('@');
  return {
    type: parseType(notation.replace(/^\*|[!~]$/g, '')),
    pointer: notation.startsWith('*'),
    required: /[!~]$/.test(notation),
    mandatory: notation.endsWith('!'),
    ...(since !== undefined && { since: Number(since) }),
  };
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
