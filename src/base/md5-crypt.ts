// `$1$salt$…` and Apache's `$apr1$salt$…`: the password hash of crypt(5) built on MD5, by Poul-Henning Kamp.

import { concat, encode } from './bytes.ts';
import { md5 } from './digests.ts';
import { cryptLetters, repeated } from './sha-crypt.ts';

const ROUNDS = 1000;

/** `magic` is `1`, `apr1`, or nothing for AIX, whose hashes do not say what they are. Eight letters of salt count. */
export function md5Crypt(password: string, salt: string, magic: '1' | 'apr1' | ''): string {
  const start = magic === '' ? '' : `$${magic}$`;
  const key = encode(password);
  const saltBytes = encode(salt).subarray(0, 8);
  const parts = [key, encode(start), saltBytes, repeated(md5(concat([key, saltBytes, key])), key.length)];
  for (let bits = key.length; bits > 0; bits >>= 1) parts.push(bits & 1 ? Uint8Array.of(0) : key.subarray(0, 1));
  let digest = md5(concat(parts));
  for (let round = 0; round < ROUNDS; round++) {
    const isOdd = round % 2 === 1;
    const mixed = [isOdd ? key : digest];
    if (round % 3 !== 0) mixed.push(saltBytes);
    if (round % 7 !== 0) mixed.push(key);
    mixed.push(isOdd ? digest : key);
    digest = md5(concat(mixed));
  }
  return `${start}${salt.slice(0, 8)}$${inCryptAlphabet(digest)}`;
}

function inCryptAlphabet(digest: Uint8Array): string {
  let text = '';
  for (let i = 0; i < 5; i++) {
    const last = i === 4 ? 5 : i + 12;
    text += cryptLetters((digest[i] << 16) | (digest[i + 6] << 8) | digest[last], 4);
  }
  return text + cryptLetters(digest[11], 2);
}
