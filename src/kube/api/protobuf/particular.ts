// Messages that JSON writes in a way of their own: a time is a text, a quantity is, fields owned by managers are JSON
// inside bytes. Models the custom marshallers of apimachinery.

import { decode, encode } from '../../../base/bytes.ts';
import { formatGoDuration, parseGoDuration } from '../../../base/duration.ts';
import { ProtobufError, readFields, Writer } from './wire.ts';

export interface Particular {
  read(bytes: Uint8Array): unknown;
  write(value: unknown): Uint8Array;
}

const text: Particular = {
  read: (bytes) => textOf(fieldsOf(bytes).get(1)),
  write: (value) => written((writer) => writer.bytes(1, encode(String(value)))),
};

const time = (digits: 0 | 6): Particular => ({
  read(bytes) {
    if (bytes.length === 0) return null;
    const fields = fieldsOf(bytes);
    const seconds = integerOf(fields.get(1));
    if (Math.abs(seconds) > 8.64e12) throw new ProtobufError('timestamp: seconds out of range');
    const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
    if (digits === 0) return `${whole}Z`;
    return `${whole}.${String(Math.floor(integerOf(fields.get(2)) / 1000)).padStart(6, '0')}Z`;
  },
  write(value) {
    if (typeof value !== 'string') return new Uint8Array(0);
    const fraction = /\.(\d{1,9})/.exec(value)?.[1] ?? '';
    return written((writer) => {
      writer.integer(1, Math.floor(Date.parse(value.replace(/\.\d+/, '')) / 1000));
      writer.integer(2, digits === 0 ? 0 : Number(fraction.padEnd(9, '0')));
    });
  },
});

const duration: Particular = {
  read: (bytes) => formatGoDuration(integerOf(fieldsOf(bytes).get(1)) / 1e6),
  write: (value) => written((writer) => writer.integer(1, Math.round((parseGoDuration(String(value)) ?? 0) * 1e6))),
};

const INTEGER = 0;
const TEXT = 1;
const integerOrText: Particular = {
  read(bytes) {
    const fields = fieldsOf(bytes);
    return integerOf(fields.get(1)) === TEXT ? textOf(fields.get(3)) : integerOf(fields.get(2));
  },
  write: (value) =>
    written((writer) => {
      writer.integer(1, typeof value === 'number' ? INTEGER : TEXT);
      writer.integer(2, typeof value === 'number' ? value : 0);
      writer.bytes(3, encode(typeof value === 'number' ? '' : String(value)));
    }),
};

const json: Particular = {
  read(bytes) {
    const raw = textOf(fieldsOf(bytes).get(1));
    try {
      return raw === '' ? null : JSON.parse(raw);
    } catch (error) {
      if (error instanceof SyntaxError) throw new ProtobufError(`invalid JSON in raw field: ${error.message}`);
      throw error;
    }
  },
  write: (value) => written((writer) => writer.bytes(1, encode(JSON.stringify(value)))),
};

/** A named list of texts: an array in JSON, a message in protobuf. */
const texts: Particular = {
  read: (bytes) => [...readFields(bytes)].filter(({ number }) => number === 1).map(({ value }) => textOf(value)),
  write: (value) =>
    written((writer) => {
      for (const one of Array.isArray(value) ? value : []) writer.bytes(1, encode(String(one)));
    }),
};

const PARTICULAR: Readonly<Record<string, Particular>> = {
  'api.resource.Quantity': text,
  'util.intstr.IntOrString': integerOrText,
  'meta.v1.Time': time(0),
  'meta.v1.MicroTime': time(6),
  'meta.v1.Duration': duration,
  'meta.v1.FieldsV1': json,
  'pkg.runtime.RawExtension': json,
  'meta.v1.Verbs': texts,
  'authentication.v1.ExtraValue': texts,
  'authorization.v1.ExtraValue': texts,
  'certificates.v1.ExtraValue': texts,
};

export const particular = (message: string): Particular | undefined =>
  Object.hasOwn(PARTICULAR, message) ? PARTICULAR[message] : undefined;

const fieldsOf = (bytes: Uint8Array): ReadonlyMap<number, number | Uint8Array> =>
  new Map([...readFields(bytes)].map(({ number, value }) => [number, value]));

const integerOf = (value: number | Uint8Array | undefined): number => (typeof value === 'number' ? value : 0);
const textOf = (value: number | Uint8Array | undefined): string => (value instanceof Uint8Array ? decode(value) : '');

function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer();
  write(writer);
  return writer.message;
}
