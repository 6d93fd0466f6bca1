// Key pairs for ssh, as files look. Nothing is encrypted: a private key carries its public one, and that is compared.

import { fromBase64, toBase64 } from '../../base/base64.ts';
import { decode, encode } from '../../base/bytes.ts';
import type { Random } from '../../base/random.ts';
import { sha256 } from '../../base/sha256.ts';
import { findAccount } from '../host/accounts.ts';
import type { Host } from '../host/host.ts';

export interface KeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
}

export type KeyType = 'ssh-ed25519' | 'ssh-rsa' | 'ecdsa-sha2-nistp256';

/** `bits` counts for RSA only. */
export function createKeyPair(random: Random, comment: string, type: KeyType = 'ssh-ed25519', bits = 3072): KeyPair {
  const parts = [encode(type), ...keyMaterial(random, type, bits)];
  const blob = toBase64(Uint8Array.from(parts.flatMap((part) => [...lengthOf(part), ...part])));
  const body = toBase64(encode(`openssh-key-v1\0${blob}\0${comment}\0${type}`)).replace(/.{70}/g, '$&\n');
  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `${type} ${blob} ${comment}\n`,
  };
}

const lengthOf = ({ length }: Uint8Array): number[] => [0, 0, length >> 8, length & 255];

/** The fields of a public key behind its type. */
function keyMaterial(random: Random, type: KeyType, bits: number): Uint8Array[] {
  switch (type) {
    case 'ssh-ed25519':
      return [random.bytes(32)];
    case 'ssh-rsa':
      return [Uint8Array.of(1, 0, 1), Uint8Array.of(0, 0x80 | random.integer(128), ...random.bytes(bits / 8 - 1))];
    case 'ecdsa-sha2-nistp256':
      return [encode('nistp256'), Uint8Array.of(4, ...random.bytes(64))];
  }
}

/** The base64 part of a public key line, without type and comment. */
export const keyBlob = (line: string): string => /(?:^|\s)(?:ssh-\S+|ecdsa-\S+)\s+(\S+)/.exec(line)?.[1] ?? '';

/** The public part of a private key file; undefined for what is none. */
export const publicOf = (privateKey: string): string | undefined => fieldsOf(privateKey)?.[1];

/** The whole public key line of a private key file. */
export function publicLineOf(privateKey: string): string | undefined {
  const [, blob, comment = '', type = 'ssh-ed25519'] = fieldsOf(privateKey) ?? [];
  return blob === undefined ? undefined : `${type} ${blob} ${comment}`.trimEnd();
}

function fieldsOf(privateKey: string): string[] | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----\n([\s\S]*?)\n-----END/.exec(privateKey)?.[1].replaceAll('\n', '');
  const bytes = body === undefined ? undefined : fromBase64(body);
  return bytes && decode(bytes).split('\0');
}

/** `SHA256:…` as ssh-keygen -l shows it. */
export const fingerprint = (blob: string): string => `SHA256:${toBase64(keyDigest(blob)).replace(/=+$/, '')}`;

export const keyDigest = (blob: string): Uint8Array => sha256(fromBase64(blob) ?? encode(blob));

/** Lets whoever holds the key log in as `user`. */
export function authorizeKey(host: Host, user: string, publicKey: string): void {
  const account = findAccount(host.files, user);
  if (!account) return;
  const directory = `${account.home}/.ssh`;
  host.files.makeDirectory(directory, { recursive: true, mode: 0o700 });
  host.files.writeFile(`${directory}/authorized_keys`, publicKey, { append: true, mode: 0o600 });
  for (const path of [directory, `${directory}/authorized_keys`]) host.files.changeOwner(path, account);
}

/** Gives `user` a key of their own and lets it in everywhere in `hosts`. */
export function giveKey(host: Host, user: string, hosts: readonly Host[]): void {
  const account = findAccount(host.files, user);
  if (!account) return;
  const pair = createKeyPair(host.simulation.random, `${user}@${host.name}`);
  const directory = `${account.home}/.ssh`;
  host.files.makeDirectory(directory, { recursive: true, mode: 0o700 });
  host.files.writeFile(`${directory}/id_ed25519`, pair.privateKey, { mode: 0o600 });
  host.files.writeFile(`${directory}/id_ed25519.pub`, pair.publicKey);
  for (const path of [directory, `${directory}/id_ed25519`, `${directory}/id_ed25519.pub`])
    host.files.changeOwner(path, account);
  for (const other of hosts) authorizeKey(other, user, pair.publicKey);
}
