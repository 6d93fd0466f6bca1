// RSA (RFC 8017) on whole numbers: keys from dice, signatures PKCS #1 v1.5 and PSS. Nothing here is hardened
// against anybody; the keys of a simulation protect nothing.

import { concat, equalBytes } from '../bytes.ts';
import type { Random } from '../random.ts';
import { der, objectIdentifier, sequence, TAG } from './der.ts';
import { DIGESTS, type DigestName } from './digest-names.ts';

export interface RsaPublicKey {
  readonly kind: 'rsa';
  readonly modulus: bigint;
  readonly exponent: bigint;
}

export interface RsaKey extends RsaPublicKey {
  readonly secret: bigint;
  readonly primes: readonly [bigint, bigint];
  /** What PKCS #1 keeps beside the primes, so that signing may work modulo each of them. */
  readonly remainders: { readonly first: bigint; readonly second: bigint; readonly coefficient: bigint };
}

export const PUBLIC_EXPONENT = 65_537n;

/** A key of `bits` bits, both primes searched with the dice: a quarter of a second for 2048. */
export function generateRsaKey(random: Random, bits: number, exponent = PUBLIC_EXPONENT): RsaKey {
  for (;;) {
    const half = bits >> 1;
    const first = searchPrime(random, bits - half, exponent);
    const second = searchPrime(random, half, exponent);
    if (first !== second) return rsaKeyOf(first, second, exponent);
  }
}

/** `given`: the secret exponent, of which there are several that work. */
export function rsaKeyOf(first: bigint, second: bigint, exponent = PUBLIC_EXPONENT, given?: bigint): RsaKey {
  const primes: readonly [bigint, bigint] = first > second ? [first, second] : [second, first];
  const secret = given ?? inverse(exponent, lowestCommonMultiple(primes[0] - 1n, primes[1] - 1n));
  const [p, q] = primes;
  const remainders = { first: secret % (p - 1n), second: secret % (q - 1n), coefficient: inverse(q, p) };
  return { kind: 'rsa', modulus: p * q, exponent, secret, primes, remainders };
}

export const bitLength = (value: bigint): number => (value === 0n ? 0 : value.toString(2).length);

// ——— primes ———

/** Candidates are looked at in windows: small factors are struck out before the expensive test. */
const WINDOW = 4096;

function searchPrime(random: Random, bits: number, exponent: bigint): bigint {
  const small = smallPrimes(bits < 256 ? 1000 : 20_000);
  for (;;) {
    const bytes = random.bytes(Math.ceil(bits / 8));
    // The two highest bits are set so that a product has all its bits, the lowest so that it is odd.
    const start = (toNumber(bytes) & ((1n << BigInt(bits)) - 1n)) | (3n << BigInt(bits - 2)) | 1n;
    const composite = new Uint8Array(WINDOW);
    for (const prime of small) {
      const behind = prime - Number(start % BigInt(prime));
      // start + 2 × index is a multiple of the prime.
      for (let index = behind % 2 === 0 ? behind / 2 : (behind + prime) / 2; index < WINDOW; index += prime)
        composite[index] = 1;
    }
    for (let index = 0; index < WINDOW; index++) {
      const candidate = start + 2n * BigInt(index);
      if (composite[index] || bitLength(candidate) > bits || (candidate - 1n) % exponent === 0n) continue;
      if (isProbablyPrime(candidate)) return candidate;
    }
  }
}

function smallPrimes(below: number): number[] {
  const composite = new Uint8Array(below);
  const primes: number[] = [];
  for (let number = 3; number < below; number += 2) {
    if (composite[number]) continue;
    primes.push(number);
    for (let multiple = number * number; multiple < below; multiple += 2 * number) composite[multiple] = 1;
  }
  return primes;
}

/** Miller and Rabin's test to base 2 and 3: no composite number drawn by chance has ever been seen to pass. */
export function isProbablyPrime(candidate: bigint): boolean {
  let odd = candidate - 1n;
  let twos = 0;
  while (!(odd & 1n)) {
    odd >>= 1n;
    twos++;
  }
  return [2n, 3n].every((base) => {
    let power = powerModulo(base, odd, candidate);
    if (power === 1n || power === candidate - 1n) return true;
    for (let times = 1; times < twos; times++) {
      power = (power * power) % candidate;
      if (power === candidate - 1n) return true;
    }
    return false;
  });
}

// ——— arithmetic ———

/** Sliding windows of five bits. */
export function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  const square = (base * base) % modulus;
  const odd: bigint[] = [base % modulus];
  for (let index = 1; index < 16; index++) odd.push((odd[index - 1] * square) % modulus);
  const bits = exponent.toString(2);
  let result = 1n;
  for (let at = 0; at < bits.length; ) {
    if (bits[at] === '0') {
      result = (result * result) % modulus;
      at++;
      continue;
    }
    let end = Math.min(at + 5, bits.length);
    while (bits[end - 1] === '0') end--;
    for (let turn = at; turn < end; turn++) result = (result * result) % modulus;
    result = (result * odd[Number.parseInt(bits.slice(at, end), 2) >> 1]) % modulus;
    at = end;
  }
  return result;
}

function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, next] = [modulus, value % modulus];
  let [factor, following] = [0n, 1n];
  while (next > 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [factor, following] = [following, factor - quotient * following];
  }
  return factor < 0n ? factor + modulus : factor;
}

function lowestCommonMultiple(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y > 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

export function toNumber(bytes: Uint8Array): bigint {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text === '' ? 0n : BigInt(`0x${text}`);
}

/** Big-endian, filled with zeros to `length` when given. */
export function toBytes(value: bigint, length?: number): Uint8Array {
  const text = value.toString(16);
  const bytes = new Uint8Array(length ?? (text.length + 1) >> 1);
  for (let at = bytes.length - 1, end = text.length; at >= 0 && end > 0; at--, end -= 2)
    bytes[at] = Number.parseInt(text.slice(Math.max(0, end - 2), end), 16);
  return bytes;
}

// ——— signatures ———

const bytesOf = (key: RsaPublicKey): number => Math.ceil(bitLength(key.modulus) / 8);

function applySecret(key: RsaKey, message: bigint): bigint {
  const [p, q] = key.primes;
  const { first, second, coefficient } = key.remainders;
  const a = powerModulo(message % p, first, p);
  const b = powerModulo(message % q, second, q);
  return b + (((((a - b) * coefficient) % p) + p) % p) * q;
}

const applyPublic = (key: RsaPublicKey, signature: Uint8Array): Uint8Array =>
  toBytes(powerModulo(toNumber(signature), key.exponent, key.modulus), bytesOf(key));

/** EMSA-PKCS1-v1_5: 00 01 ff … ff 00 and the digest with its name. */
function padded(key: RsaPublicKey, message: Uint8Array, digest: DigestName): Uint8Array {
  const { id, compute } = DIGESTS[digest];
  const info = sequence(sequence(objectIdentifier(id), der(TAG.null)), der(TAG.octetString, compute(message)));
  const filling = new Uint8Array(bytesOf(key) - info.length - 3).fill(0xff);
  return concat([Uint8Array.of(0, 1), filling, Uint8Array.of(0), info]);
}

export const signRsa = (message: Uint8Array, key: RsaKey, digest: DigestName): Uint8Array =>
  raise(key, padded(key, message, digest));

/** A number to a key's secret power, both as bytes of the key's length. */
export type SecretPower = (key: RsaKey, message: Uint8Array) => Uint8Array;

const ownPower: SecretPower = (key, message) => toBytes(applySecret(key, toNumber(message)), bytesOf(key));

let raise = ownPower;

/**
 * A cluster starts with thirty signatures of several milliseconds each. What stands at the rim may know a quicker way
 * to the same numbers; a world cannot tell.
 */
export function raiseWith(power: SecretPower): void {
  raise = power;
}

export const verifyRsa = (signature: Uint8Array, message: Uint8Array, key: RsaPublicKey, digest: DigestName): boolean =>
  signature.length === bytesOf(key) && equalBytes(applyPublic(key, signature), padded(key, message, digest));

/** EMSA-PSS with MGF1 over the same digest; the salt may have any length. */
export function verifyPss(signature: Uint8Array, message: Uint8Array, key: RsaPublicKey, digest: DigestName): boolean {
  const { compute } = DIGESTS[digest];
  const bits = bitLength(key.modulus) - 1;
  const encoded = toBytes(powerModulo(toNumber(signature), key.exponent, key.modulus), Math.ceil(bits / 8));
  const size = compute(message).length;
  if (encoded.at(-1) !== 0xbc || encoded.length < size + 2) return false;
  const masked = encoded.subarray(0, encoded.length - size - 1);
  const found = encoded.subarray(masked.length, -1);
  const block = exclusiveOr(masked, mask(found, masked.length, compute));
  block[0] &= 0xff >> (8 * encoded.length - bits);
  const one = block.findIndex((byte) => byte !== 0);
  if (block[one] !== 1) return false;
  const salt = block.subarray(one + 1);
  return equalBytes(found, compute(concat([new Uint8Array(8), compute(message), salt])));
}

function mask(seed: Uint8Array, length: number, compute: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let counter = 0, size = 0; size < length; counter++) {
    parts.push(compute(concat([seed, Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter)])));
    size += parts[counter].length;
  }
  return concat(parts).subarray(0, length);
}

const exclusiveOr = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((byte, at) => byte ^ b[at]);
