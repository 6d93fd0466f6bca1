// JSON values into protobuf, field by field in the order of their numbers, as Go's generated code writes them:
// plain fields also when they are zero.

import { fromBase64 } from '../../../base/base64.ts';
import { encode } from '../../../base/bytes.ts';
import { isRecord } from '../../../base/json.ts';
import { type Message, type MessageField, message, type WireType } from './messages.ts';
import { particular } from './particular.ts';
import { Writer } from './wire.ts';

export function encodeMessage(of: Message, value: unknown): Uint8Array {
  const object = isRecord(value) ? value : {};
  const writer = new Writer();
  for (const field of [...of.fields.values()].sort((a, b) => a.number - b.number)) {
    if (field.name === '') writeOne(writer, field.number, field.type, object);
    else writeField(writer, field, object[field.name]);
  }
  return writer.message;
}

function writeField(writer: Writer, field: MessageField, value: unknown): void {
  const { number, type, form } = field;
  if (form === 'list') {
    for (const one of Array.isArray(value) ? value : []) writeOne(writer, number, type, one);
  } else if (form === 'map') {
    const map = isRecord(value) ? value : {};
    for (const key of Object.keys(map).sort()) {
      const entry = new Writer();
      entry.bytes(1, encode(key));
      writeOne(entry, 2, type, map[key]);
      writer.bytes(number, entry.message);
    }
  } else if ((value !== undefined && value !== null) || field.byValue) writeOne(writer, number, type, value);
}

function writeOne(writer: Writer, number: number, type: WireType, value: unknown): void {
  if ('message' in type) return writer.bytes(number, messageBytes(type.message, value));
  switch (type.scalar) {
    case 'integer':
      return writer.integer(number, Math.trunc(Number(value ?? 0)));
    case 'boolean':
      return writer.integer(number, value === true ? 1 : 0);
    case 'float':
      return writer.float(number, Number(value ?? 0));
    case 'bytes':
      return writer.bytes(number, fromBase64(String(value ?? '')) ?? new Uint8Array(0));
    case 'text':
      return writer.bytes(number, encode(String(value ?? '')));
  }
}

function messageBytes(name: string, value: unknown): Uint8Array {
  const own = particular(name);
  if (own) return value === undefined || value === null ? new Uint8Array(0) : own.write(value);
  const of = message(name);
  return of ? encodeMessage(of, value) : new Uint8Array(0);
}
