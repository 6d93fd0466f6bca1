// DEFLATE (RFC 1951). Reading knows all three kinds of blocks; writing finds repetitions in a simple way and
// uses the fixed codes.

import { concat } from './bytes.ts';

export class DeflateError extends Error {
  override readonly name = 'DeflateError';
}

/** Length codes from 257 up and distance codes: where each begins and how many more bits it has. */
const LENGTHS = ranges(28, (code) => (code < 8 ? 0 : (code >> 2) - 1), 3).concat([{ from: 258, bits: 0 }]);
const DISTANCES = ranges(30, (code) => (code < 4 ? 0 : (code >> 1) - 1), 1);
/** The order in which dynamic blocks tell the lengths of the code for code lengths. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const FIXED_LENGTHS = Array.from({ length: 288 }, (_, symbol) =>
  symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8,
);
const FIXED_DISTANCES = new Array<number>(30).fill(5);

interface Range {
  readonly from: number;
  readonly bits: number;
}

function ranges(count: number, bitsOf: (code: number) => number, first: number): Range[] {
  let from = first;
  return Array.from({ length: count }, (_, code) => {
    const range = { from, bits: bitsOf(code) };
    from += 1 << range.bits;
    return range;
  });
}

/** Canonical Huffman codes for the given lengths: by length, then by symbol. */
function codesOf(lengths: readonly number[]): Map<string, number> {
  const codes = new Map<string, number>();
  let code = 0;
  for (let length = 1; length <= 15; length++) {
    for (const [symbol, one] of lengths.entries()) if (one === length) codes.set(`${length}:${code++}`, symbol);
    code <<= 1;
  }
  return codes;
}

/** The bytes, and how many of the compressed ones they took. Throws DeflateError. */
export function inflate(bytes: Uint8Array): { readonly data: Uint8Array; readonly used: number } {
  let at = 0;
  let held = 0;
  let count = 0;
  const out: number[] = [];
  const bits = (wanted: number): number => {
    while (count < wanted) {
      if (at >= bytes.length) throw new DeflateError('unexpected end of file');
      held |= bytes[at++] << count;
      count += 8;
    }
    const value = held & ((1 << wanted) - 1);
    held >>>= wanted;
    count -= wanted;
    return value;
  };
  const symbol = (codes: ReadonlyMap<string, number>): number => {
    let code = 0;
    for (let length = 1; length <= 15; length++) {
      code = (code << 1) | bits(1);
      const found = codes.get(`${length}:${code}`);
      if (found !== undefined) return found;
    }
    throw new DeflateError('invalid compressed data--format violated');
  };
  const block = (literals: ReadonlyMap<string, number>, distances: ReadonlyMap<string, number>) => {
    for (;;) {
      const one = symbol(literals);
      if (one === 256) return;
      if (one < 256) out.push(one);
      else {
        const length = LENGTHS[one - 257].from + bits(LENGTHS[one - 257].bits);
        const range = DISTANCES[symbol(distances)];
        const distance = range.from + bits(range.bits);
        if (distance > out.length) throw new DeflateError('invalid compressed data--format violated');
        for (let i = 0; i < length; i++) out.push(out[out.length - distance]);
      }
    }
  };
  const dynamic = () => {
    const [literals, distances, lengths] = [bits(5) + 257, bits(5) + 1, bits(4) + 4];
    const own = new Array<number>(19).fill(0);
    for (let i = 0; i < lengths; i++) own[ORDER[i]] = bits(3);
    const codes = codesOf(own);
    const all: number[] = [];
    while (all.length < literals + distances) {
      const one = symbol(codes);
      if (one < 16) all.push(one);
      else {
        const [repeated, times] =
          one === 16 ? [all.at(-1) ?? 0, 3 + bits(2)] : one === 17 ? [0, 3 + bits(3)] : [0, 11 + bits(7)];
        for (let i = 0; i < times; i++) all.push(repeated);
      }
    }
    block(codesOf(all.slice(0, literals)), codesOf(all.slice(literals)));
  };
  for (let isLast = false; !isLast; ) {
    isLast = bits(1) === 1;
    const kind = bits(2);
    if (kind === 0) {
      held = 0;
      count = 0;
      const length = bytes[at] | (bytes[at + 1] << 8);
      for (const byte of bytes.subarray(at + 4, at + 4 + length)) out.push(byte);
      at += 4 + length;
    } else if (kind === 1) block(codesOf(FIXED_LENGTHS), codesOf(FIXED_DISTANCES));
    else if (kind === 2) dynamic();
    else throw new DeflateError('invalid compressed data--format violated');
  }
  return { data: Uint8Array.from(out), used: at };
}

const WINDOW = 32_768;
const LONGEST = 258;

export function deflate(data: Uint8Array): Uint8Array {
  const out: number[] = [];
  let held = 0;
  let count = 0;
  const put = (value: number, bits: number) => {
    held |= value << count;
    count += bits;
    while (count >= 8) {
      out.push(held & 255);
      held >>>= 8;
      count -= 8;
    }
  };
  /** Huffman codes go out from their highest bit. */
  const code = (value: number, bits: number) => {
    for (let bit = bits - 1; bit >= 0; bit--) put((value >> bit) & 1, 1);
  };
  const symbol = (one: number) => {
    if (one < 144) code(0x30 + one, 8);
    else if (one < 256) code(0x190 + one - 144, 9);
    else if (one < 280) code(one - 256, 7);
    else code(0xc0 + one - 280, 8);
  };
  const ranged = (table: readonly Range[], value: number): readonly [number, Range] => {
    const index = table.findLastIndex((range) => range.from <= value);
    return [index, table[index]];
  };
  put(1, 1);
  put(1, 2);
  /** Where three bytes were last seen. */
  const seen = new Map<number, number>();
  for (let at = 0; at < data.length; ) {
    const key = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
    const before = at + 2 < data.length ? seen.get(key) : undefined;
    let length = 0;
    if (before !== undefined && at - before <= WINDOW) {
      while (length < LONGEST && at + length < data.length && data[before + length] === data[at + length]) length++;
    }
    if (length >= 3) {
      const [lengthCode, lengthRange] = ranged(LENGTHS, length);
      symbol(257 + lengthCode);
      put(length - lengthRange.from, lengthRange.bits);
      const [distanceCode, distanceRange] = ranged(DISTANCES, at - before!);
      code(distanceCode, 5);
      put(at - before! - distanceRange.from, distanceRange.bits);
    } else symbol(data[at]);
    for (const end = at + Math.max(1, length); at < end; at++) {
      seen.set((data[at] << 16) | (data[at + 1] << 8) | data[at + 2], at);
    }
  }
  symbol(256);
  if (count > 0) put(0, 8 - count);
  return concat([Uint8Array.from(out)]);
}
