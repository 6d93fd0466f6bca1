// `$6$salt$…`: the password hash of crypt(5) built on SHA-512, as `openssl passwd -6` prints it.
// Follows Ulrich Drepper's "Unix crypt using SHA-256 and SHA-512".

import { concat, encode } from './bytes.ts';
import { createSha512 } from './sha512.ts';

export const CRYPT_ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const DEFAULT_ROUNDS = 5000;

/**
 * `settings` is `$6$salt`, `$6$rounds=N$salt`, or a whole hash, whose salt is then used again:
 * a password fits a hash when `sha512Crypt(password, hash) === hash`. Undefined for other methods.
 */
export function sha512Crypt(password: string, settings: string): string | undefined {
  const match = /^\$6\$(?:rounds=(\d+)\$)?([^$:\n]{0,16})/.exec(settings);
  if (!match) return undefined;
  const [, given, saltText] = match;
  const rounds = given === undefined ? DEFAULT_ROUNDS : Math.min(Math.max(Number(given), 1000), 999_999_999);
  const digest = digestOf(encode(password), encode(saltText), rounds);
  const prefix = given === undefined ? '$6$' : `$6$rounds=${rounds}$`;
  return `${prefix}${saltText}$${inCryptAlphabet(digest)}`;
}

function digestOf(key: Uint8Array, salt: Uint8Array, rounds: number): Uint8Array {
  const sha512 = createSha512();
  const alternate = sha512(concat([key, salt, key]));
  const parts = [key, salt, repeated(alternate, key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? alternate : key);
  let digest = sha512(concat(parts));
  const keys = repeated(sha512(concat(Array.from({ length: key.length }, () => key))), key.length);
  const salts = repeated(sha512(concat(Array.from({ length: 16 + digest[0] }, () => salt))), salt.length);
  for (let round = 0; round < rounds; round++) {
    const isOdd = round % 2 === 1;
    const mixed = [isOdd ? keys : digest];
    if (round % 3 !== 0) mixed.push(salts);
    if (round % 7 !== 0) mixed.push(keys);
    mixed.push(isOdd ? digest : keys);
    digest = sha512(concat(mixed));
  }
  return digest;
}

/** `bytes` over and over, cut at `length`. */
function repeated(bytes: Uint8Array, length: number): Uint8Array {
  const result = new Uint8Array(length);
  for (let at = 0; at < length; at += bytes.length) result.set(bytes.subarray(0, length - at), at);
  return result;
}

/** Three bytes, a third of the digest apart, become four letters; which of the three leads takes turns. */
function inCryptAlphabet(digest: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 21; i++) {
    const three = [i, i + 21, i + 42];
    const first = i % 3;
    const [high, middle, low] = [three[first], three[(first + 1) % 3], three[(first + 2) % 3]];
    text += letters((digest[high] << 16) | (digest[middle] << 8) | digest[low], 4);
  }
  return text + letters(digest[63], 2);
}

function letters(value: number, count: number): string {
  let text = '';
  for (let rest = value, i = 0; i < count; i++, rest >>= 6) text += CRYPT_ALPHABET[rest & 63];
  return text;
}
