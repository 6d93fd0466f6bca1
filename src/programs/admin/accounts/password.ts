// Passwords as /etc/shadow keeps them. Ubuntu hashes with yescrypt; ours are SHA-512, which its crypt(3) reads as well.

import { CRYPT_ALPHABET, sha512Crypt } from '../../../base/sha-crypt.ts';
import type { FileSystem } from '../../../linux/files/file-system.ts';
import type { Process } from '../../../linux/host/process.ts';
import { changeEntry, entryOf, today } from './account-files.ts';

export const lockedField = (field: string): string => (field.startsWith('!') ? field : `!${field}`);
/** A field that is only `!` stays: without it the account would have no password at all. */
export const unlockedField = (field: string): string => (field.length > 1 ? field.replace(/^!/, '') : field);

export function hashPassword({ simulation }: Process, password: string): string {
  return sha512Crypt(password, `$6$${simulation.random.text(16, CRYPT_ALPHABET)}`) ?? '!';
}

export function setPassword(process: Process, name: string, field: string): void {
  changeEntry(process.files, '/etc/shadow', name, ([user, , , ...rest]) => [user, field, today(process), ...rest]);
}

/** Passwordless accounts let everybody in; locked ones, and hashes of other kinds than ours, nobody. */
export function fitsPassword(files: FileSystem, name: string, typed: string): boolean {
  const field = entryOf(files, '/etc/shadow', name)?.[1] ?? '!';
  return field === '' || sha512Crypt(typed, field) === field;
}

export const hasNoPassword = (files: FileSystem, name: string): boolean =>
  entryOf(files, '/etc/shadow', name)?.[1] === '';
