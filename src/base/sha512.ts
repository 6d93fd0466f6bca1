// SHA-512 and SHA-384 (FIPS 180-4), of bytes that are all there. Words of 64 bits are two of 32: a password's hash takes
// thousands of rounds, and big integers would make every login wait for half a second.

const BLOCK = 128;
const WORDS = 80;

/** A hasher is worth keeping where many messages follow: its table of round constants is made once. */
export const createSha512 = (): ((message: Uint8Array) => Uint8Array) => createHasher(0);

export const sha512 = (message: Uint8Array): Uint8Array => createSha512()(message);
/** The same mill from another start, its digest cut. */
export const sha384 = (message: Uint8Array): Uint8Array => createHasher(8)(message).subarray(0, 48);

/** `startPrime`: the first of the eight primes that the starting state is drawn from. */
function createHasher(startPrime: number): (message: Uint8Array) => Uint8Array {
  const primes = firstPrimes(WORDS);
  const rounds = halves(primes.map((prime) => fraction(prime, 3n)));
  const start = halves(primes.slice(startPrime, startPrime + 8).map((prime) => fraction(prime, 2n)));
  const words = new Int32Array(2 * WORDS);
  return (message) => {
    const view = padded(message);
    const state = start.slice();
    for (let block = 0; block < view.byteLength; block += BLOCK) {
      for (let i = 0; i < 32; i++) words[i] = view.getInt32(block + 4 * i);
      expand(words);
      mix(state, words, rounds);
    }
    const out = new DataView(new ArrayBuffer(64));
    state.forEach((half, at) => {
      out.setInt32(4 * at, half);
    });
    return new Uint8Array(out.buffer);
  };
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes;
}

/** The first 64 bits behind the point of the square (2) or cube (3) root, by whole numbers. */
function fraction(prime: number, degree: 2n | 3n): bigint {
  const wanted = BigInt(prime) << (64n * degree);
  let low = 0n;
  let high = 1n << 70n;
  while (low + 1n < high) {
    const middle = (low + high) / 2n;
    if (middle ** degree <= wanted) low = middle;
    else high = middle;
  }
  return BigInt.asUintN(64, low);
}

/** Upper and lower half of each word in turn. */
const halves = (values: readonly bigint[]): Int32Array =>
  Int32Array.from(values.flatMap((value) => [Number(value >> 32n) | 0, Number(value & 0xffffffffn) | 0]));

/** The message, a one bit, zeros, and the length in bits at the end of the last block. */
function padded(message: Uint8Array): DataView {
  const bytes = new Uint8Array(Math.ceil((message.length + 17) / BLOCK) * BLOCK);
  bytes.set(message);
  bytes[message.length] = 0x80;
  const view = new DataView(bytes.buffer);
  view.setBigUint64(bytes.length - 8, BigInt(message.length) * 8n);
  return view;
}

/** Upper half of a word turned right by less than 32, or by more with the halves swapped. */
const turn = (upper: number, lower: number, by: number): number =>
  by < 32 ? (upper >>> by) | (lower << (32 - by)) : (lower >>> (by - 32)) | (upper << (64 - by));

/** Sixteen words of the block become eighty. */
function expand(words: Int32Array): void {
  for (let i = 32; i < 2 * WORDS; i += 2) {
    const [nearUp, nearLow, lateUp, lateLow] = [words[i - 30], words[i - 29], words[i - 4], words[i - 3]];
    const smallUp = turn(nearUp, nearLow, 1) ^ turn(nearUp, nearLow, 8) ^ (nearUp >>> 7);
    const smallLow = turn(nearLow, nearUp, 1) ^ turn(nearLow, nearUp, 8) ^ ((nearLow >>> 7) | (nearUp << 25));
    const largeUp = turn(lateUp, lateLow, 19) ^ turn(lateUp, lateLow, 61) ^ (lateUp >>> 6);
    const largeLow = turn(lateLow, lateUp, 19) ^ turn(lateLow, lateUp, 61) ^ ((lateLow >>> 6) | (lateUp << 26));
    const low = (words[i - 31] >>> 0) + (smallLow >>> 0) + (words[i - 13] >>> 0) + (largeLow >>> 0);
    words[i] = (words[i - 32] + smallUp + words[i - 14] + largeUp + carry(low)) | 0;
    words[i + 1] = low | 0;
  }
}

const carry = (sum: number): number => Math.floor(sum / 2 ** 32);

function mix(state: Int32Array, words: Int32Array, rounds: Int32Array): void {
  let [a, aLow, b, bLow, c, cLow, d, dLow, e, eLow, f, fLow, g, gLow, h, hLow] = state;
  for (let i = 0; i < 2 * WORDS; i += 2) {
    const sum1 = turn(e, eLow, 14) ^ turn(e, eLow, 18) ^ turn(e, eLow, 41);
    const sum1Low = turn(eLow, e, 14) ^ turn(eLow, e, 18) ^ turn(eLow, e, 41);
    const chosenLow = (eLow & fLow) ^ (~eLow & gLow);
    const firstLow = (hLow >>> 0) + (sum1Low >>> 0) + (chosenLow >>> 0) + (rounds[i + 1] >>> 0) + (words[i + 1] >>> 0);
    const first = (h + sum1 + ((e & f) ^ (~e & g)) + rounds[i] + words[i] + carry(firstLow)) | 0;
    const sum0 = turn(a, aLow, 28) ^ turn(a, aLow, 34) ^ turn(a, aLow, 39);
    const sum0Low = turn(aLow, a, 28) ^ turn(aLow, a, 34) ^ turn(aLow, a, 39);
    const majorityLow = (aLow & bLow) ^ (aLow & cLow) ^ (bLow & cLow);
    const resultLow = (firstLow >>> 0) + (sum0Low >>> 0) + (majorityLow >>> 0);
    const result = (first + sum0 + ((a & b) ^ (a & c) ^ (b & c)) + carry(resultLow)) | 0;
    [h, hLow, g, gLow, f, fLow] = [g, gLow, f, fLow, e, eLow];
    const moved = (dLow >>> 0) + (firstLow >>> 0);
    e = (d + first + carry(moved)) | 0;
    eLow = moved | 0;
    [d, dLow, c, cLow, b, bLow] = [c, cLow, b, bLow, a, aLow];
    a = result;
    aLow = resultLow | 0;
  }
  const mixed = [a, aLow, b, bLow, c, cLow, d, dLow, e, eLow, f, fLow, g, gLow, h, hLow];
  for (let i = 0; i < 16; i += 2) {
    const low = (state[i + 1] >>> 0) + (mixed[i + 1] >>> 0);
    state[i] = (state[i] + mixed[i] + carry(low)) | 0;
    state[i + 1] = low | 0;
  }
}
