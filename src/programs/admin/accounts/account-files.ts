// /etc/passwd, /etc/group and /etc/shadow as the shadow suite changes them: line by line, the rest untouched.

import type { FileSystem } from '../../../linux/files/file-system.ts';
import type { Process } from '../../../linux/host/process.ts';

export type AccountFile = '/etc/passwd' | '/etc/group' | '/etc/shadow';

const MODES: Readonly<Record<AccountFile, number>> = {
  '/etc/passwd': 0o644,
  '/etc/group': 0o644,
  '/etc/shadow': 0o640,
};

const linesOf = (files: FileSystem, path: AccountFile): string[][] =>
  files.exists(path)
    ? files
        .readText(path)
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(':'))
    : [];

const write = (files: FileSystem, path: AccountFile, lines: readonly (readonly string[])[]): void =>
  files.writeFile(path, lines.map((line) => `${line.join(':')}\n`).join(''), { mode: MODES[path] });

/** The fields of one entry; undefined when there is none. */
export const entryOf = (files: FileSystem, path: AccountFile, name: string): readonly string[] | undefined =>
  linesOf(files, path).find(([first]) => first === name);

export const addEntry = (files: FileSystem, path: AccountFile, entry: readonly string[]): void =>
  write(files, path, [...linesOf(files, path), entry]);

export const removeEntry = (files: FileSystem, path: AccountFile, name: string): void =>
  write(
    files,
    path,
    linesOf(files, path).filter(([first]) => first !== name),
  );

/** Puts other fields in the place of an entry's. */
export const changeEntry = (
  files: FileSystem,
  path: AccountFile,
  name: string,
  change: (entry: readonly string[]) => readonly string[],
): void =>
  write(
    files,
    path,
    linesOf(files, path).map((line) => (line[0] === name ? change(line) : line)),
  );

/** Members of a group, changed. */
export function changeMembers(
  files: FileSystem,
  group: string,
  change: (members: readonly string[]) => readonly string[],
): void {
  changeEntry(files, '/etc/group', group, ([name, password, gid, members = '']) => [
    name,
    password,
    gid,
    [...new Set(change(members.split(',').filter(Boolean)))].join(','),
  ]);
}

export const allGroups = (files: FileSystem): string[] => linesOf(files, '/etc/group').map(([name]) => name);

/** The lowest free number above all in the range, as useradd picks it. */
export function freeNumber(files: FileSystem, path: AccountFile, isSystem: boolean): number {
  const taken = new Set(linesOf(files, path).map((line) => Number(line[2])));
  if (isSystem) {
    for (let number = 999; number >= 100; number--) if (!taken.has(number)) return number;
  }
  let number = 1000;
  for (const one of taken) if (one >= number && one < 60_000) number = one + 1;
  return number;
}

/** Days since 1970, as /etc/shadow dates a password. */
export const today = ({ simulation }: Process): string =>
  String(Math.floor((simulation.epoch + simulation.now) / 86_400_000));

export const NAME = /^[a-z_][a-z0-9_-]*\$?$/;
