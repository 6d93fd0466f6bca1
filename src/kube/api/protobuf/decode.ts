// Protobuf into JSON values, as a Go server would print what it read: plain zeros are nothing, structs by value are
// always there, bytes are base64.

import { toBase64 } from '../../../base/base64.ts';
import { decode } from '../../../base/bytes.ts';
import { type Message, type MessageField, message, type WireKind } from './messages.ts';
import { particular } from './particular.ts';
import { ProtobufError, readFields, WIRE } from './wire.ts';

type Fields = Record<string, unknown>;

/** As deep as nobody nests on purpose. */
const DEEPEST = 500;

/** Throws ProtobufError. */
export function decodeMessage(of: Message, bytes: Uint8Array): Fields {
  const object: Fields = {};
  decodeInto(object, of, bytes, 0);
  return object;
}

function decodeInto(object: Fields, of: Message, bytes: Uint8Array, depth: number): void {
  if (depth > DEEPEST) throw new ProtobufError('exceeded max depth');
  for (const { number, wire, value } of readFields(bytes)) {
    const field = of.fields.get(number);
    if (!field) continue; // of a newer release
    const read = readValue(field, of, wire, value, depth);
    if (field.name === '') decodeEmbedded(object, field, read.bytes, depth);
    else if (field.form === 'list') append(object, field.name, read.value);
    else if (field.form === 'map') Object.assign(mapOf(object, field.name), readEntry(field, of, read.bytes, depth));
    else if (read.value !== undefined) object[field.name] = read.value;
  }
}

interface Read {
  readonly value: unknown;
  readonly bytes: Uint8Array;
}

function readValue(field: MessageField, of: Message, wire: number, value: number | Uint8Array, depth: number): Read {
  const kind: WireKind | undefined = 'scalar' in field.type && field.form !== 'map' ? field.type.scalar : undefined;
  const expected =
    kind === 'integer' || kind === 'boolean' ? WIRE.varint : kind === 'float' ? WIRE.fixed64 : WIRE.bytes;
  if (wire !== expected) throw new ProtobufError(`proto: wrong wireType = ${wire} for field ${goName(field, of)}`);
  if (typeof value === 'number') {
    const said = kind === 'boolean' ? value !== 0 : value;
    return { value: field.byValue && !said ? undefined : said, bytes: NOTHING };
  }
  if (field.form === 'map' || field.name === '') return { value: undefined, bytes: value };
  return { value: readBytes(field, value, depth), bytes: value };
}

const NOTHING = new Uint8Array(0);

function readBytes({ type, byValue, form }: MessageField, bytes: Uint8Array, depth: number): unknown {
  if ('message' in type) return readMessage(type.message, bytes, depth);
  const isNothing = byValue && form === 'one';
  switch (type.scalar) {
    case 'bytes':
      return isNothing && bytes.length === 0 ? undefined : toBase64(bytes);
    case 'float':
      return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true) || (isNothing ? undefined : 0);
    default:
      return decode(bytes) || (isNothing ? undefined : '');
  }
}

function readMessage(name: string, bytes: Uint8Array, depth: number): unknown {
  const own = particular(name);
  if (own) return own.read(bytes);
  const of = message(name);
  if (!of) throw new ProtobufError(`no kind of message is called ${name}`);
  const object: Fields = {};
  decodeInto(object, of, bytes, depth + 1);
  return object;
}

function decodeEmbedded(object: Fields, { type }: MessageField, bytes: Uint8Array, depth: number): void {
  const of = 'message' in type ? message(type.message) : undefined;
  if (of) decodeInto(object, of, bytes, depth + 1);
}

/** An entry of a map is a message of key and value. */
function readEntry(field: MessageField, of: Message, bytes: Uint8Array, depth: number): Fields {
  let key = '';
  let value: unknown;
  const values: MessageField = { ...field, form: 'one', byValue: false };
  for (const part of readFields(bytes)) {
    if (part.number === 1 && part.value instanceof Uint8Array) key = decode(part.value);
    else if (part.number === 2) value = readValue(values, of, part.wire, part.value, depth).value;
  }
  return { [key]: value ?? ('scalar' in field.type ? '' : {}) };
}

function append(object: Fields, name: string, value: unknown): void {
  const list = object[name];
  if (Array.isArray(list)) list.push(value);
  else object[name] = [value];
}

function mapOf(object: Fields, name: string): object {
  const map = object[name];
  if (typeof map === 'object' && map !== null) return map;
  const created = {};
  object[name] = created;
  return created;
}

const goName = ({ name }: MessageField, of: Message): string =>
  name === '' ? of.name.slice(of.name.lastIndexOf('.') + 1) : `${name[0].toUpperCase()}${name.slice(1)}`;
