// `$5$salt$…` and `$6$salt$…`: the password hashes of crypt(5) built on SHA-256 and SHA-512, as `openssl passwd`
// prints them.
// Follows Ulrich Drepper's "Unix crypt using SHA-256 and SHA-512".

import { concat, encode } from './bytes.ts';
import { sha256 } from './sha256.ts';
import { createSha512 } from './sha512.ts';

export const CRYPT_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DEFAULT_ROUNDS = 5000;

/**
 * `settings` is `$6$salt`, `$6$rounds=N$salt`, or a whole hash, whose salt is then used again:
 * a password fits a hash when `sha512Crypt(password, hash) === hash`. Undefined for other methods.
 */
export function sha512Crypt(password: string, settings: string): string | undefined {
  return crypt(password, settings, '6');
}

/** The same for `$5$`. */
export function sha256Crypt(password: string, settings: string): string | undefined {
  return crypt(password, settings, '5');
}

function crypt(password: string, settings: string, method: '5' | '6'): string | undefined {
  const match = /^\$([56])\$(?:rounds=(\d+)\$)?([^$:\n]{0,16})/.exec(settings);
  if (match?.[1] !== method) return undefined;
  const [, , given, saltText] = match;
  const rounds = given === undefined ? DEFAULT_ROUNDS : Math.min(Math.max(Number(given), 1000), 999_999_999);
  const digest = digestOf(method === '6' ? createSha512() : sha256, encode(password), encode(saltText), rounds);
  const prefix = given === undefined ? `$${method}$` : `$${method}$rounds=${rounds}$`;
  return `${prefix}${saltText}$${method === '6' ? sha512Letters(digest) : sha256Letters(digest)}`;
}

type Hash = (message: Uint8Array) => Uint8Array;

function digestOf(hash: Hash, key: Uint8Array, salt: Uint8Array, rounds: number): Uint8Array {
  const alternate = hash(concat([key, salt, key]));
  const parts = [key, salt, repeated(alternate, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? alternate : key);
  let digest = hash(concat(parts));
  const keys = repeated(hash(concat(Array.from({ length: key.length }, () => key))), key.length);
  const salts = repeated(hash(concat(Array.from({ length: 16 + digest[0] }, () => salt))), salt.length);
  for (let round = 0; round < rounds; round++) {
    const isOdd = round % 2 === 1;
    const mixed = [isOdd ? keys : digest];
    if (round % 3 !== 0) mixed.push(salts);
    if (round % 7 !== 0) mixed.push(keys);
    mixed.push(isOdd ? digest : keys);
    digest = hash(concat(mixed));
  }
  return digest;
}

/** `bytes` over and over, cut at `length`. */
export function repeated(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  for (let at = 0; at < length; at += bytes.length) result.set(bytes.subarray(0, length - at), at);
  return result;
}

/** Three bytes, a third of the digest apart, become four letters; which of the three leads takes turns. */
function sha512Letters(digest: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 21; i++) {
    const three = [i, i + 21, i + 42];
    const first = i % 3;
    const [high, middle, low] = [three[first], three[(first + 1) % 3], three[(first + 2) % 3]];
    text += cryptLetters((digest[high] << 16) | (digest[middle] << 8) | digest[low], 4);
  }
  return text + cryptLetters(digest[63], 2);
}

/** The same with thirds of ten bytes, which take turns the other way round, and two bytes left over. */
function sha256Letters(digest: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 10; i++) {
    const three = [i, i + 10, i + 20];
    const first = (2 * i) % 3;
    const [high, middle, low] = [three[first], three[(first + 1) % 3], three[(first + 2) % 3]];
    text += cryptLetters((digest[high] << 16) | (digest[middle] << 8) | digest[low], 4);
  }
  return text + cryptLetters((digest[31] << 8) | digest[30], 3);
}

/** `count` letters of six bits each, the lowest first. */
export function cryptLetters(value: number, count: number): string {
  let text = '';
  for (let rest = value, i = 0; i < count; i++, rest >>= 6) text += CRYPT_ALPHABET[rest & 63];
  return text;
}
