// Protobuf on the wire: tags, variable-length integers, lengths. See protobuf.dev/programming-guides/encoding.

import { concat } from '../../../base/bytes.ts';

/** The bytes are no message; the words are those of Go's generated code. */
export class ProtobufError extends Error {
  override readonly name = 'ProtobufError';
}

export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** A value as it came, with its field's number: a number for integers of any length, bytes for the rest. */
export type WireValue = { readonly number: number; readonly wire: number; readonly value: number | Uint8Array };

/** The fields of a message in order. Throws ProtobufError. */
export function* readFields(bytes: Uint8Array): Generator<WireValue, void, undefined> {
  let at = 0;
  const varint = (): number => {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      if (at >= bytes.length) throw new ProtobufError('unexpected EOF');
      const byte = bytes[at++];
      // 28 bits of each half at a time: numbers hold 53 bits, shifts only 32.
      if (shift < 28) low |= (byte & 127) << shift;
      else high += (byte & 127) * 2 ** (shift - 28);
      if (byte < 128) return signed(low, high);
    }
    throw new ProtobufError('proto: integer overflow');
  };
  while (at < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const wire = tag & 7;
    if (number <= 0) throw new ProtobufError(`proto: illegal tag ${number} (wire type ${tag})`);
    if (wire === WIRE.varint) {
      yield { number, wire, value: varint() };
      continue;
    }
    const length = wire === WIRE.fixed64 ? 8 : wire === WIRE.fixed32 ? 4 : wire === WIRE.bytes ? varint() : undefined;
    if (length === undefined) throw new ProtobufError(`proto: illegal wireType ${wire}`);
    if (length < 0) throw new ProtobufError('proto: negative length found during unmarshaling');
    if (at + length > bytes.length) throw new ProtobufError('unexpected EOF');
    yield { number, wire, value: bytes.subarray(at, at + length) };
    at += length;
  }
}

/** Two's complement of 64 bits: ten bytes of -1 are 28 bits here and 36 there, all set. */
function signed(low: number, high: number): number {
  const value = high * 2 ** 28 + low;
  if (high < 2 ** 35) return value;
  return -((2 ** 36 - 1 - (high % 2 ** 36)) * 2 ** 28 + (2 ** 28 - 1 - low)) - 1;
}

/** Puts a message together, field by field. */
export class Writer {
  readonly #parts: Uint8Array[] = [];

  integer(number: number, value: number): void {
    this.#parts.push(varint(number * 8 + WIRE.varint), varint(value));
  }

  bytes(number: number, value: Uint8Array): void {
    this.#parts.push(varint(number * 8 + WIRE.bytes), varint(value.length), value);
  }

  float(number: number, value: number): void {
    const bytes = new Uint8Array(8);
    new DataView(bytes.buffer).setFloat64(0, value, true);
    this.#parts.push(varint(number * 8 + WIRE.fixed64), bytes);
  }

  get message(): Uint8Array {
    return concat(this.#parts);
  }
}

function varint(value: number): Uint8Array {
  if (value >= 0 && value < 128) return Uint8Array.of(value);
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, BigInt(value));
  while (left > 127n) {
    bytes.push(Number(left & 127n) | 128);
    left >>= 7n;
  }
  bytes.push(Number(left));
  return Uint8Array.from(bytes);
}
