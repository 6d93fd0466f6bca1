// known_hosts: whose key is whose. Names stand in the open, as patterns, or hashed, as Ubuntu's ssh_config wants them.

import { fromBase64, toBase64 } from '../../../base/base64.ts';
import { concat, encode } from '../../../base/bytes.ts';
import { sha1 } from '../../../base/digests.ts';
import type { Random } from '../../../base/random.ts';

export interface KnownHost {
  /** Counted from 1. */
  readonly line: number;
  readonly text: string;
  readonly names: string;
  readonly type: string;
  readonly blob: string;
}

export function parseKnownHosts(text: string): KnownHost[] {
  return text.split('\n').flatMap((line, index) => {
    const [names, type, blob] = line.trim().split(/\s+/);
    if (!blob || names.startsWith('#') || names.startsWith('@')) return [];
    return [{ line: index + 1, text: line, names, type, blob }];
  });
}

/** `node01`, or `[node01]:2222` for a port of its own. */
export const labelOf = (name: string, port: number): string => (port === 22 ? name : `[${name}]:${port}`);

export function isAbout({ names }: KnownHost, label: string): boolean {
  if (names.startsWith('|1|')) {
    const [, , salt, hash] = names.split('|');
    const bytes = fromBase64(salt ?? '');
    return bytes !== undefined && toBase64(keyedHash(bytes, label)) === hash;
  }
  const fits = (pattern: string) =>
    pattern === label ||
    (/[*?]/.test(pattern) &&
      new RegExp(
        `^${pattern
          .replace(/[.+^${}()|[\]\\]/g, '\\$&')
          .replaceAll('*', '.*')
          .replaceAll('?', '.')}$`,
      ).test(label));
  const patterns = names.split(',');
  if (patterns.some((pattern) => pattern.startsWith('!') && fits(pattern.slice(1)))) return false;
  return patterns.some(fits);
}

/** `|1|salt|hash`: nobody reads from the file where its owner goes. */
export function hashedName(random: Random, label: string): string {
  const salt = random.bytes(20);
  return `|1|${toBase64(salt)}|${toBase64(keyedHash(salt, label))}`;
}

/** HMAC-SHA1 with a key of twenty bytes. */
function keyedHash(salt: Uint8Array, label: string): Uint8Array {
  const key = new Uint8Array(64);
  key.set(salt.subarray(0, 64));
  const pad = (byte: number) => key.map((one) => one ^ byte);
  return sha1(concat([pad(0x5c), sha1(concat([pad(0x36), encode(label)]))]));
}

const KEY_NAMES: Readonly<Record<string, string>> = {
  'ssh-ed25519': 'ED25519',
  'ssh-rsa': 'RSA',
  'ecdsa-sha2-nistp256': 'ECDSA',
};

/** `ED25519` for `ssh-ed25519`. */
export const keyName = (type: string): string => KEY_NAMES[type] ?? type;
