// A whole object in protobuf: four bytes `k8s\0`, then a message that says what kind it is and holds the object.
// Models apimachinery's runtime/serializer/protobuf.

import { decode, encode } from '../../../base/bytes.ts';
import { isRecord } from '../../../base/json.ts';
import { decodeMessage } from './decode.ts';
import { encodeMessage } from './encode.ts';
import { messageOf } from './messages.ts';
import { ProtobufError, readFields, Writer } from './wire.ts';

export const PROTOBUF_TYPE = 'application/vnd.kubernetes.protobuf';

const MAGIC: readonly number[] = [0x6b, 0x38, 0x73, 0];
/** Fields of runtime.Unknown. */
const TYPE_META = 1;
const RAW = 2;
const CONTENT_ENCODING = 3;
const CONTENT_TYPE = 4;

export interface Envelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly raw: Uint8Array;
}

/** Throws ProtobufError. */
export function openEnvelope(bytes: Uint8Array): Envelope {
  if (!MAGIC.every((byte, at) => bytes[at] === byte)) {
    throw new ProtobufError('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]');
  }
  let raw: Uint8Array = new Uint8Array(0);
  let apiVersion = '';
  let kind = '';
  for (const { number, value } of readFields(bytes.subarray(MAGIC.length))) {
    if (typeof value === 'number') continue;
    if (number === RAW) raw = value;
    if (number !== TYPE_META) continue;
    for (const part of readFields(value)) {
      if (typeof part.value === 'number') continue;
      if (part.number === 1) apiVersion = decode(part.value);
      if (part.number === 2) kind = decode(part.value);
    }
  }
  return { apiVersion, kind, raw };
}

/** The object inside as JSON has it. Throws ProtobufError. */
export function objectInside({ apiVersion, kind, raw }: Envelope): unknown {
  const message = messageOf(apiVersion, kind);
  if (!message) {
    const scheme = 'pkg/api/legacyscheme/scheme.go:30';
    throw new ProtobufError(`no kind "${kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`);
  }
  return { apiVersion, kind, ...decodeMessage(message, raw) };
}

/** Undefined for what has no protobuf form: tables, and objects of custom resources. */
export function sealEnvelope(value: unknown): Uint8Array | undefined {
  if (!isRecord(value) || typeof value.apiVersion !== 'string' || typeof value.kind !== 'string') return undefined;
  const message = messageOf(value.apiVersion, value.kind);
  if (!message) return undefined;
  const type = new Writer();
  type.bytes(1, encode(value.apiVersion));
  type.bytes(2, encode(value.kind));
  const unknown = new Writer();
  unknown.bytes(TYPE_META, type.message);
  unknown.bytes(RAW, encodeMessage(message, value));
  unknown.bytes(CONTENT_ENCODING, new Uint8Array(0));
  unknown.bytes(CONTENT_TYPE, new Uint8Array(0));
  const body = unknown.message;
  const whole = new Uint8Array(MAGIC.length + body.length);
  whole.set(MAGIC);
  whole.set(body, MAGIC.length);
  return whole;
}
