// Reads a body as the API server's Go structs would: says which fields nobody knows, which value has the
// wrong type, and gives the object back as Go would hold it. Spec and status are always there, what is null,
// empty or zero and would not be written again is gone, quantities are canonical. Models sigs.k8s.io/json.
//
//   {spec: {replicas: "x"}}  → json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32
//   {spec: {replica: 3}}     → unknown field "spec.replica"

import { formatMicroTime, formatTime, parseTime } from '../../base/duration.ts';
import { isRecord } from '../../base/json.ts';
import { canonicalQuantity, quantityProblem } from '../../base/quantity.ts';
import { apiVersionOf, type Kind } from './kind.ts';
import { type Field, type FieldType, model, type ScalarType, structName, ZEROS } from './schema/models.ts';
import type { KubeObject } from './types/meta.ts';

export interface Decoded<T extends KubeObject> {
  readonly object: T;
  /** Each in the words of strict decoding: `unknown field "spec.containres"`. */
  readonly unknownFields: readonly string[];
  /** Set when a value has the wrong type; the object is then of no use. */
  readonly problem?: DecodingProblem;
}

export interface DecodingProblem {
  /** What stands behind `Pod in version "v1" cannot be handled as a Pod: `. */
  readonly message: string;
  /** The type that was wanted, for the words a patch is refused with. */
  readonly goType: string;
}

/** A copy: nothing of `body` is shared or changed. */
export function decode<T extends KubeObject>(kind: Kind<T>, body: unknown): Decoded<T> {
  if (kind.customSchema) return decodeCustom(kind, kind.customSchema.decode(body));
  const decoder = new Decoder();
  const decoded = decoder.root(kind.schema, body);
  const object = { ...decoded, apiVersion: apiVersionOf(kind), kind: kind.kind } as unknown as T; // checked just now
  return { object, unknownFields: decoder.unknownFields, problem: decoder.problem };
}

/** A custom resource: its metadata is like everybody's. */
function decodeCustom<T extends KubeObject>(kind: Kind<T>, { object, unknownFields }: Decoded<KubeObject>): Decoded<T> {
  const decoder = new Decoder();
  const metadata = decoder.root('V1ObjectMeta', object.metadata);
  const decoded = { ...object, metadata, apiVersion: apiVersionOf(kind), kind: kind.kind } as unknown as T; // as above
  const inMetadata = decoder.unknownFields.map((text) => text.replace('"', '"metadata.'));
  return { object: decoded, unknownFields: [...unknownFields, ...inMetadata], problem: decoder.problem };
}

/** Where the decoder stands, as the way back to the root: only a complaint needs the words. */
interface Place {
  /** Go's name of the struct around. */
  readonly struct: string;
  readonly above: Place | undefined;
  /** A field's name, an index in a list, or a key of a map. */
  readonly step: string | number;
  readonly isField: boolean;
}

/** `spec.containers[0].image` */
function pathOf({ above, step }: Place): string {
  if (typeof step === 'number') return `${above ? pathOf(above) : ''}[${step}]`;
  return above ? `${pathOf(above)}.${step}` : step;
}

/** `spec.containers.image`: Go names fields only. */
function stackOf({ above, step, isField }: Place): string {
  const before = above ? stackOf(above) : '';
  if (!isField) return before;
  return before === '' ? String(step) : `${before}.${step}`;
}

class Decoder {
  readonly unknownFields: string[] = [];
  problem: DecodingProblem | undefined;

  root(name: string, body: unknown): Record<string, unknown> {
    const type: FieldType = { kind: 'struct', model: name, goName: `v1.${structName(name)}` };
    const decoded = this.#value(type, body, undefined);
    return isRecord(decoded) ? decoded : {};
  }

  #struct(name: string, value: Readonly<Record<string, unknown>>, above: Place | undefined): Record<string, unknown> {
    const { struct, fields, always } = model(name);
    const decoded: Record<string, unknown> = {};
    for (const step of Object.keys(value)) {
      const member = value[step];
      if (member === undefined) continue;
      const place: Place = { struct, above, step, isField: true };
      const field = fields.get(step);
      if (!field) {
        this.unknownFields.push(`unknown field ${JSON.stringify(pathOf(place))}`);
        continue;
      }
      if (member === null) continue;
      const content = this.#value(field.type, member, place);
      if (!isOmitted(field, content)) decoded[step] = content;
    }
    for (const [key, { type }] of always) {
      if (decoded[key] !== undefined) continue;
      if (type.kind === 'struct') decoded[key] = this.#struct(type.model, {}, above);
      else if (type.kind === 'scalar') decoded[key] = ZEROS[type.type];
    }
    return decoded;
  }

  #value(type: FieldType, value: unknown, place: Place | undefined): unknown {
    switch (type.kind) {
      case 'struct':
        return isRecord(value) ? this.#struct(type.model, value, place) : this.#mismatch(type, value, place);
      case 'list': {
        if (!Array.isArray(value)) return this.#mismatch(type, value, place);
        const items: readonly unknown[] = value;
        return items.map((item, step) =>
          item === null ? emptyOf(type.of) : this.#value(type.of, item, this.#inside(place, step)),
        );
      }
      case 'map': {
        if (!isRecord(value)) return this.#mismatch(type, value, place);
        const entries = Object.entries(value).filter(([, member]) => member !== undefined);
        return Object.fromEntries(
          entries.map(([key, member]) => [
            key,
            member === null ? emptyOf(type.of) : this.#value(type.of, member, this.#inside(place, key)),
          ]),
        );
      }
      case 'scalar':
        return this.#scalar(type, type.type, value, place);
    }
  }

  #inside(above: Place | undefined, step: string | number): Place {
    return { struct: above?.struct ?? '', above, step, isField: false };
  }

  #scalar(type: FieldType, scalar: ScalarType, value: unknown, place: Place | undefined): unknown {
    switch (scalar) {
      case 'any':
        return value;
      case 'string':
        return typeof value === 'string' ? value : this.#mismatch(type, value, place);
      case 'bool':
        return typeof value === 'boolean' ? value : this.#mismatch(type, value, place);
      case 'float64':
        return typeof value === 'number' ? value : this.#mismatch(type, value, place);
      case 'int32':
      case 'int64':
        return isInteger(value, scalar) ? value : this.#mismatch(type, value, place);
      case 'IntOrString':
        if (typeof value === 'string' || isInteger(value, 'int32')) return value;
        return this.#refuse(`json: cannot unmarshal ${jsonWord(value)} into Go value of type int32`, 'int32');
      case 'bytes':
        return typeof value === 'string' ? this.#base64(value) : this.#mismatch(type, value, place);
      case 'quantity':
        return this.#quantity(value);
      case 'time':
      case 'microtime':
        return this.#time(scalar, value);
    }
  }

  #quantity(value: unknown): string | undefined {
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text !== 'string') {
      return this.#refuse(`json: cannot unmarshal ${jsonWord(value)} into Go value of type string`, 'string');
    }
    const problem = quantityProblem(text.trim());
    return problem ? this.#refuse(problem, 'resource.Quantity') : canonicalQuantity(text.trim());
  }

  #time(type: 'time' | 'microtime', value: unknown): string | undefined {
    if (typeof value !== 'string') {
      return this.#refuse(`json: cannot unmarshal ${jsonWord(value)} into Go value of type string`, 'string');
    }
    const at = parseTime(value);
    if (at === undefined) {
      const layout = `2006-01-02T15:04:05${type === 'time' ? '' : '.000000'}Z07:00`;
      return this.#refuse(
        `parsing time ${JSON.stringify(value)} as ${JSON.stringify(layout)}: cannot parse ${JSON.stringify(value)} as "2006"`,
        'time.Time',
      );
    }
    if (type === 'time') return formatTime(at);
    return /\.\d{6}Z$/.test(value) ? value : formatMicroTime(at);
  }

  #base64(text: string): string | undefined {
    const wrong = base64Problem(text);
    return wrong === undefined
      ? text.replace(/[\r\n]/g, '')
      : this.#refuse(`illegal base64 data at input byte ${wrong}`, '[]uint8');
  }

  #mismatch({ goName }: FieldType, value: unknown, place: Place | undefined): undefined {
    const struct = place?.struct;
    const stack = place ? stackOf(place) : '';
    const target = stack === '' ? `value of type ${goName}` : `struct field ${struct}.${stack} of type ${goName}`;
    return this.#refuse(`json: cannot unmarshal ${jsonWord(value)} into Go ${target}`, goName);
  }

  /** Go reports the first one only. */
  #refuse(message: string, goType: string): undefined {
    this.problem ??= { message, goType };
  }
}

/** omitempty: an empty list, map, text, false or 0 is not written again, unless it is behind a pointer. */
function isOmitted({ type, pointer, required }: Field, value: unknown): boolean {
  if (value === undefined) return true;
  if (pointer || required) return false;
  if (type.kind === 'list') return Array.isArray(value) && value.length === 0;
  if (type.kind === 'map') return isRecord(value) && Object.keys(value).length === 0;
  return type.kind === 'scalar' && (value === '' || value === 0 || value === false);
}

/** What a null inside a list or map becomes. */
function emptyOf(type: FieldType): unknown {
  if (type.kind === 'scalar') return ZEROS[type.type];
  return type.kind === 'list' ? [] : {};
}

function isInteger(value: unknown, size: 'int32' | 'int64'): boolean {
  if (typeof value !== 'number' || !Number.isInteger(value)) return false;
  return size === 'int64' || (value >= -(2 ** 31) && value < 2 ** 31);
}

/** json.UnmarshalTypeError.Value: integers are a bare `number`, what does not fit is named. */
function jsonWord(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'boolean':
      return 'bool';
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 'number' : `number ${value}`;
    default:
      return 'object';
  }
}

/** base64.CorruptInputError: the offset of the first byte that cannot be right; undefined when all is well. */
function base64Problem(text: string): number | undefined {
  let inGroup = 0;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '\r' || letter === '\n') continue;
    if (/[A-Za-z0-9+/]/.test(letter)) {
      inGroup = (inGroup + 1) % 4;
      continue;
    }
    if (letter !== '=' || inGroup < 2) return at;
    const rest = text.slice(at).replace(/[\r\n]/g, '');
    const padding = '='.repeat(4 - inGroup);
    if (rest === padding) return undefined;
    return rest.startsWith(padding) ? at + padding.length : inGroup === 2 && rest.length === 1 ? text.length : at + 1;
  }
  return inGroup === 0 ? undefined : text.length - inGroup;
}
