// BLAKE2b (RFC 7693) without a key, of bytes that are all there.

const MASK = (1n << 64n) - 1n;

const START = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
];

/** Which word of the message goes where, round by round, as hexadecimal digits. */
const ORDERS = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
];

/** The four words each of the eight mixings of a round works on: columns, then diagonals. */
const PLACES = ['048c', '159d', '26ae', '37bf', '05af', '16bc', '278d', '349e'];

const BLOCK = 128;

/** A digest of so many bytes, 1 to 64. */
export function blake2b(message: Uint8Array, bytes: number): Uint8Array {
  const state = BigUint64Array.from(START);
  state[0] ^= 0x01010000n ^ BigInt(bytes);
  const blocks = Math.max(1, Math.ceil(message.length / BLOCK));
  const padded = new Uint8Array(blocks * BLOCK);
  padded.set(message);
  const view = new DataView(padded.buffer);
  for (let block = 0; block < blocks; block++) {
    const words = Array.from({ length: 16 }, (_, index) => view.getBigUint64(block * BLOCK + 8 * index, true));
    const isLast = block === blocks - 1;
    compress(state, words, BigInt(isLast ? message.length : (block + 1) * BLOCK), isLast);
  }
  const digest = new Uint8Array(64);
  const out = new DataView(digest.buffer);
  state.forEach((word, index) => {
    out.setBigUint64(8 * index, word, true);
  });
  return digest.subarray(0, bytes);
}

const turn = (word: bigint, by: bigint): bigint => (word >> by) | ((word << (64n - by)) & MASK);

function compress(state: BigUint64Array, words: readonly bigint[], seen: bigint, isLast: boolean): void {
  const v = [...state, ...START];
  v[12] ^= seen & MASK;
  if (isLast) v[14] ^= MASK;
  for (let round = 0; round < 12; round++) {
    const order = ORDERS[round % 10];
    PLACES.forEach((places, index) => {
      const [a, b, c, d] = [...places].map((digit) => Number.parseInt(digit, 16));
      const one = words[Number.parseInt(order[2 * index], 16)];
      const other = words[Number.parseInt(order[2 * index + 1], 16)];
      v[a] = (v[a] + v[b] + one) & MASK;
      v[d] = turn(v[d] ^ v[a], 32n);
      v[c] = (v[c] + v[d]) & MASK;
      v[b] = turn(v[b] ^ v[c], 24n);
      v[a] = (v[a] + v[b] + other) & MASK;
      v[d] = turn(v[d] ^ v[a], 16n);
      v[c] = (v[c] + v[d]) & MASK;
      v[b] = turn(v[b] ^ v[c], 63n);
    });
  }
  for (let index = 0; index < 8; index++) state[index] ^= v[index] ^ v[index + 8];
}
