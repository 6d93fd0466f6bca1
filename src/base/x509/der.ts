// DER, both ways: tag, length, value. Enough of X.690 for certificates and keys.

import { concat, EMPTY, encode } from '../bytes.ts';

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  objectIdentifier: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `[n]` of the surrounding type: constructed unless said otherwise. */
export const context = (number: number, constructed = true): number => 0x80 | (constructed ? 0x20 : 0) | number;

// ——— writing ———

export function der(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  const content = concat(contents.length === 0 ? [EMPTY] : contents);
  return concat([Uint8Array.of(tag, ...lengthOf(content.length)), content]);
}

function lengthOf(length: number): number[] {
  if (length < 0x80) return [length];
  const bytes: number[] = [];
  for (let rest = length; rest > 0; rest >>>= 8) bytes.unshift(rest & 255);
  return [0x80 | bytes.length, ...bytes];
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => der(TAG.sequence, ...parts);

/** An unsigned integer from its bytes. */
export function integer(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = bytes.subarray(start);
  return trimmed[0] & 0x80 ? der(TAG.integer, Uint8Array.of(0), trimmed) : der(TAG.integer, trimmed);
}

/** `1.2.840.10045.2.1` */
export function objectIdentifier(dotted: string): Uint8Array {
  const [first, second, ...rest] = dotted.split('.').map(Number);
  const bytes = [first * 40 + second];
  for (const number of rest) {
    const digits = [number & 127];
    for (let left = number >>> 7; left > 0; left >>>= 7) digits.unshift(0x80 | (left & 127));
    bytes.push(...digits);
  }
  return der(TAG.objectIdentifier, Uint8Array.from(bytes));
}

export const bitString = (bytes: Uint8Array, unusedBits = 0): Uint8Array =>
  der(TAG.bitString, Uint8Array.of(unusedBits), bytes);

/** UTCTime until 2049, GeneralizedTime after, as RFC 5280 wants. `at` in Unix milliseconds. */
export function time(at: number): Uint8Array {
  const text = new Date(at).toISOString().replace(/[-:T]|\.\d+/g, '');
  return text < '2050' ? der(TAG.utcTime, encode(text.slice(2))) : der(TAG.generalizedTime, encode(text));
}

// ——— reading ———

export interface DerValue {
  readonly tag: number;
  /** Without tag and length. */
  readonly content: Uint8Array;
  /** With them. */
  readonly whole: Uint8Array;
}

/** Throws when the bytes are not DER. */
export function readValues(bytes: Uint8Array): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length; ) {
    const start = at;
    const tag = bytes[at++];
    let length = bytes[at++];
    if (length === undefined || length === 0x80 || length > 0x84) throw new RangeError('malformed length');
    if (length > 0x80) {
      let count = length & 127;
      for (length = 0; count > 0; count--) length = length * 256 + bytes[at++];
    }
    if (!(at + length <= bytes.length)) throw new RangeError('data truncated');
    values.push({ tag, content: bytes.subarray(at, at + length), whole: bytes.subarray(start, at + length) });
    at += length;
  }
  return values;
}

export function readObjectIdentifier(content: Uint8Array): string {
  const numbers = [Math.min(2, Math.floor(content[0] / 40))];
  numbers.push(content[0] - numbers[0] * 40);
  let number = 0;
  for (const byte of content.subarray(1)) {
    number = number * 128 + (byte & 127);
    if (byte & 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  return numbers.join('.');
}

/** Unix milliseconds of a UTCTime or GeneralizedTime. */
export function readTime(value: DerValue): number {
  const text = String.fromCharCode(...value.content);
  const full = value.tag === TAG.utcTime ? (text < '50' ? `20${text}` : `19${text}`) : text;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(full) ?? [];
  return Date.UTC(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
}
