// MD5 (RFC 1321), SHA-1, SHA-384 and SHA-512 (FIPS 180-4), of bytes that are all there. SHA-256 has its own file.

export { sha384, sha512 } from './sha512.ts';

/** The message, a one bit, zeros, and the length in bits at the end of the last block. */
function padded(message: Uint8Array, isLittle: boolean): DataView {
  const size = Math.ceil((message.length + 9) / 64) * 64;
  const bytes = new Uint8Array(size);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(size - 8, BigInt(message.length) * 8n, isLittle);
  return view;
}

const left = (word: number, by: number): number => (word << by) | (word >>> (32 - by));

const MD5_TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];
const MD5_SINES = Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 2 ** 32) >>> 0);

export function md5(message: Uint8Array): Uint8Array {
  const view = padded(message, true);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (let block = 0; block < view.byteLength; block += 64) {
    let [a, b, c, d] = state;
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mixed = [(b & c) | (~b & d), (d & b) | (~d & c), b ^ c ^ d, c ^ (b | ~d)][round];
      const word = [i, 5 * i + 1, 3 * i + 5, 7 * i][round] % 16;
      const sum = (a + mixed + MD5_SINES[i] + view.getUint32(block + 4 * word, true)) | 0;
      [a, d, c, b] = [d, c, b, (b + left(sum, MD5_TURNS[round][i % 4])) | 0];
    }
    [a, b, c, d].forEach((word, at) => {
      state[at] = (state[at] + word) | 0;
    });
  }
  const out = new DataView(new ArrayBuffer(16));
  for (const [at, word] of state.entries()) out.setUint32(4 * at, word, true);
  return new Uint8Array(out.buffer);
}

const SHA1_CONSTANTS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

export function sha1(message: Uint8Array): Uint8Array {
  const view = padded(message, false);
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const words = new Int32Array(80);
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(block + 4 * i);
    for (let i = 16; i < 80; i++) words[i] = left(words[i - 3] ^ words[i - 8] ^ words[i - 14] ^ words[i - 16], 1);
    let [a, b, c, d, e] = state;
    for (let i = 0; i < 80; i++) {
      const round = Math.floor(i / 20);
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
      const sum = (left(a, 5) + mixed + e + SHA1_CONSTANTS[round] + words[i]) | 0;
      [e, d, c, b, a] = [d, c, left(b, 30), a, sum];
    }
    [a, b, c, d, e].forEach((word, at) => {
      state[at] = (state[at] + word) | 0;
    });
  }
  const out = new DataView(new ArrayBuffer(20));
  for (const [at, word] of state.entries()) out.setInt32(4 * at, word);
  return new Uint8Array(out.buffer);
}
