// The gzip file format (RFC 1952) around DEFLATE.

import { concat, decode, encode } from './bytes.ts';
import { DeflateError, deflate, inflate } from './deflate.ts';

export interface Gzipped {
  readonly data: Uint8Array;
  /** Name and time of the original, when the file says them. */
  readonly name: string;
  readonly seconds: number;
}

export class NotGzip extends Error {
  override readonly name = 'NotGzip';
}

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

export function gzip(data: Uint8Array, name = '', seconds = 0): Uint8Array {
  const head = new Uint8Array(10);
  const view = new DataView(head.buffer);
  head.set([0x1f, 0x8b, 8, name === '' ? 0 : 8]);
  view.setUint32(4, seconds, true);
  head[9] = 3;
  const tail = new Uint8Array(8);
  const end = new DataView(tail.buffer);
  end.setUint32(0, crc32(data), true);
  end.setUint32(4, data.length, true);
  return concat([head, encode(name === '' ? '' : `${name}\0`), deflate(data), tail]);
}

/** All members one after the other. Throws NotGzip and DeflateError. */
export function gunzip(bytes: Uint8Array): Gzipped {
  if (!isGzip(bytes)) throw new NotGzip('not in gzip format');
  const flags = bytes[3];
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] | (bytes[at + 1] << 8));
  const text = () => {
    const end = bytes.indexOf(0, at);
    const found = decode(bytes.subarray(at, end));
    at = end + 1;
    return found;
  };
  const name = flags & 8 ? text() : '';
  if (flags & 16) text();
  if (flags & 2) at += 2;
  const { data, used } = inflate(bytes.subarray(at));
  at += used;
  if (at + 8 > bytes.length) throw new DeflateError('unexpected end of file');
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  if (view.getUint32(at, true) !== crc32(data)) throw new DeflateError('invalid compressed data--crc error');
  const rest = bytes.subarray(at + 8);
  const more = isGzip(rest) ? gunzip(rest).data : new Uint8Array();
  return { data: concat([data, more]), name, seconds: view.getUint32(4, true) };
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

export function crc32(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255] ^ (sum >>> 8);
  return (sum ^ 0xffffffff) >>> 0;
}
