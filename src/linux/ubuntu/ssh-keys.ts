// Key pairs for ssh, as files look. Nothing is encrypted: a private key carries its public one, and that is compared.

import { fromBase64, toBase64 } from '../../base/base64.ts';
import { decode, encode } from '../../base/bytes.ts';
import { hash, type Random } from '../../base/random.ts';
import { findAccount } from '../host/accounts.ts';
import type { Host } from '../host/host.ts';

export interface KeyPair {
  readonly privateKey: string;
  /** `ssh-ed25519 AAAA… comment`. */
  readonly publicKey: string;
}

export function createKeyPair(random: Random, comment: string): KeyPair {
  // Length-prefixed "ssh-ed25519", then 32 bytes of key.
  const head = Uint8Array.from([0, 0, 0, 11, ...encode('ssh-ed25519'), 0, 0, 0, 32]);
  const blob = toBase64(Uint8Array.from([...head, ...random.bytes(32)]));
  const body = toBase64(encode(`openssh-key-v1\0${blob}\0${comment}`)).replace(/.{70}/g, '$&\n');
  return {
    privateKey: `-----BEGIN OPENSSH PRIVATE KEY-----\n${body}\n-----END OPENSSH PRIVATE KEY-----\n`,
    publicKey: `ssh-ed25519 ${blob} ${comment}\n`,
  };
}

/** The base64 part of a public key line, without type and comment. */
export const keyBlob = (line: string): string => /(?:^|\s)(?:ssh-\S+|ecdsa-\S+)\s+(\S+)/.exec(line)?.[1] ?? '';

/** The public part of a private key file; undefined for what is none. */
export function publicOf(privateKey: string): string | undefined {
  const body = /-----BEGIN OPENSSH PRIVATE KEY-----\n([\s\S]*?)\n-----END/.exec(privateKey)?.[1].replaceAll('\n', '');
  const bytes = body === undefined ? undefined : fromBase64(body);
  return bytes && decode(bytes).split('\0')[1];
}

/** `SHA256:…` as ssh-keygen -l shows it: here a digest of our own, of the same shape. */
export function fingerprint(blob: string): string {
  const bytes = Uint8Array.from({ length: 32 }, (_, index) => hash(blob, 0x811c9dc5 + index * 0x9e3779b9) & 255);
  return `SHA256:${toBase64(bytes).replace(/=+$/, '')}`;
}

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
