import { createHash } from 'node:crypto';
import { deflateRawSync, gunzipSync, gzipSync, inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encode } from '../../src/base/bytes.ts';
import { deflate, inflate } from '../../src/base/deflate.ts';
import { md5, sha1, sha512 } from '../../src/base/digests.ts';
import { gunzip, gzip } from '../../src/base/gzip.ts';
import { hexadecimal } from '../../src/base/sha256.ts';

const samples: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', encode('')],
  ['a letter', encode('a')],
  ['repetition', encode('apiVersion: v1\n'.repeat(3000))],
  ['all bytes', Uint8Array.from({ length: 70_000 }, (_, at) => (at * at * 31 + (at >> 3)) & 255)],
  ['just below a block', encode('x'.repeat(55))],
  ['just above a block', encode('x'.repeat(112))],
];

describe('compression', () => {
  it.each(samples)('%s comes back as it was, from ours and from the real one', (_name, data) => {
    expect(inflate(deflate(data)).data).toEqual(data);
    expect(new Uint8Array(inflateRawSync(deflate(data)))).toEqual(data);
    for (const level of [0, 1, 9]) expect(inflate(deflateRawSync(data, { level })).data).toEqual(data);
    expect(gunzip(gzip(data, 'name', 5))).toEqual({ data, name: 'name', seconds: 5 });
    expect(new Uint8Array(gunzipSync(gzip(data)))).toEqual(data);
    expect(gunzip(gzipSync(data)).data).toEqual(data);
  });

  it('names what is broken', () => {
    expect(() => gunzip(encode('plain'))).toThrow('not in gzip format');
    expect(() => gunzip(gzip(encode('some text')).subarray(0, 14))).toThrow('unexpected end of file');
  });
});

describe('digests', () => {
  it.each(samples)('of %s agree with the real ones', (_name, data) => {
    const real = (name: string) => createHash(name).update(data).digest('hex');
    expect(hexadecimal(md5(data))).toBe(real('md5'));
    expect(hexadecimal(sha1(data))).toBe(real('sha1'));
    expect(hexadecimal(sha512(data))).toBe(real('sha512'));
  });
});
