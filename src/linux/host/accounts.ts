// Users and groups, read from /etc/passwd and /etc/group each time, as getpwnam(3) does.

import type { FileSystem } from '../files/file-system.ts';
import type { Credentials } from '../files/permissions.ts';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly comment: string;
  readonly home: string;
  readonly shell: string;
}

export interface Group {
  readonly name: string;
  readonly gid: number;
  readonly members: readonly string[];
}

const rows = (files: FileSystem, path: string): string[][] =>
  files.exists(path)
    ? files
        .readText(path)
        .split('\n')
        .filter((line) => line !== '' && !line.startsWith('#'))
        .map((line) => line.split(':'))
    : [];

export const accounts = (files: FileSystem): Account[] =>
  rows(files, '/etc/passwd').map(([name, , uid, gid, comment = '', home = '/', shell = '/bin/sh']) => ({
    name,
    uid: Number(uid),
    gid: Number(gid),
    comment,
    home,
    shell: shell || '/bin/sh',
  }));

export const groups = (files: FileSystem): Group[] =>
  rows(files, '/etc/group').map(([name, , gid, members = '']) => ({
    name,
    gid: Number(gid),
    members: members.split(',').filter(Boolean),
  }));

/** By name, or by number. */
export function findAccount(files: FileSystem, who: string | number): Account | undefined {
  return accounts(files).find((account) => account.name === who || account.uid === who);
}

export function findGroup(files: FileSystem, which: string | number): Group | undefined {
  return groups(files).find((group) => group.name === which || group.gid === which);
}

/** What a login as this account may do. */
export function credentialsOf(files: FileSystem, account: Account): Credentials {
  const others = groups(files).filter((group) => group.members.includes(account.name));
  return {
    uid: account.uid,
    gid: account.gid,
    groups: [...new Set([account.gid, ...others.map((group) => group.gid)])],
  };
}

export const userName = (files: FileSystem, uid: number): string => findAccount(files, uid)?.name ?? String(uid);
