// /etc/passwd, /etc/group and their shadows as the shadow suite changes them: line by line, the rest untouched,
// the file of before kept beside it with a dash.

import type { FileSystem } from '../../../linux/files/file-system.ts';
import type { Process } from '../../../linux/host/process.ts';

export type AccountFile = '/etc/passwd' | '/etc/group' | '/etc/shadow' | '/etc/gshadow' | '/etc/subuid' | '/etc/subgid';

const MODES: Readonly<Record<AccountFile, number>> = {
  '/etc/passwd': 0o644,
  '/etc/group': 0o644,
  '/etc/shadow': 0o640,
  '/etc/gshadow': 0o640,
  '/etc/subuid': 0o644,
  '/etc/subgid': 0o644,
};

const linesOf = (files: FileSystem, path: AccountFile): string[][] =>
  files.exists(path)
    ? files
        .readText(path)
        .split('\n')
        .filter(Boolean)
        .map((line) => line.split(':'))
    : [];

function write(files: FileSystem, path: AccountFile, lines: readonly (readonly string[])[]): void {
  if (files.exists(path)) {
    const { mode, gid } = files.stat(path);
    files.writeFile(`${path}-`, files.readFile(path), { mode });
    files.changeOwner(`${path}-`, { gid });
  }
  files.writeFile(path, lines.map((line) => `${line.join(':')}\n`).join(''), { mode: MODES[path] });
}

/** The fields of one entry; undefined when there is none. */
export const entryOf = (files: FileSystem, path: AccountFile, name: string): readonly string[] | undefined =>
  linesOf(files, path).find(([first]) => first === name);

export const namesIn = (files: FileSystem, path: AccountFile): string[] => linesOf(files, path).map(([name]) => name);

export const addEntry = (files: FileSystem, path: AccountFile, entry: readonly string[]): void =>
  write(files, path, [...linesOf(files, path), entry]);

export function removeEntry(files: FileSystem, path: AccountFile, name: string): void {
  const lines = linesOf(files, path);
  const kept = lines.filter(([first]) => first !== name);
  if (kept.length < lines.length) write(files, path, kept);
}

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

/** Members of a group, changed in /etc/group and /etc/gshadow. */
export function changeMembers(
  files: FileSystem,
  group: string,
  change: (members: readonly string[]) => readonly string[],
): void {
  const changed = (members = '') => [...new Set(change(members.split(',').filter(Boolean)))].join(',');
  changeEntry(files, '/etc/group', group, ([name, password, gid, members]) => [name, password, gid, changed(members)]);
  if (entryOf(files, '/etc/gshadow', group))
    changeEntry(files, '/etc/gshadow', group, ([name, password, administrators = '', members]) => [
      name,
      password,
      administrators,
      changed(members),
    ]);
}

export function addGroup(files: FileSystem, name: string, gid: number, password = '!'): void {
  addEntry(files, '/etc/group', [name, 'x', String(gid), '']);
  addEntry(files, '/etc/gshadow', [name, password, '', '']);
}

export function removeGroup(files: FileSystem, name: string): void {
  removeEntry(files, '/etc/group', name);
  removeEntry(files, '/etc/gshadow', name);
}

// ——— numbers ———

/** A number from /etc/login.defs, e.g. UID_MIN. */
export function loginDefinition(files: FileSystem, key: string, otherwise: number): number {
  const text = files.exists('/etc/login.defs') ? files.readText('/etc/login.defs') : '';
  const value = new RegExp(`^${key}[ \\t]+(\\S+)`, 'm').exec(text)?.[1];
  if (value === undefined) return otherwise;
  return Number.parseInt(value, /^0\d/.test(value) ? 8 : 10);
}

/** The number above all taken ones of the range; for the system's own, the highest free one below. */
export function freeNumber(files: FileSystem, path: '/etc/passwd' | '/etc/group', isSystem: boolean): number {
  const kind = path === '/etc/passwd' ? 'UID' : 'GID';
  const taken = new Set(linesOf(files, path).map((line) => Number(line[2])));
  if (isSystem) {
    const least = loginDefinition(files, `SYS_${kind}_MIN`, 100);
    const most = loginDefinition(files, `SYS_${kind}_MAX`, 999);
    for (let number = most; number >= least; number--) if (!taken.has(number)) return number;
  }
  let number = loginDefinition(files, `${kind}_MIN`, 1000);
  const most = loginDefinition(files, `${kind}_MAX`, 60_000);
  for (const one of taken) if (one >= number && one < most) number = one + 1;
  return number;
}

/** The next range of subordinate IDs: 100000, 165536, … */
export function addSubordinates(files: FileSystem, name: string): void {
  for (const [path, kind] of [
    ['/etc/subuid', 'UID'],
    ['/etc/subgid', 'GID'],
  ] as const) {
    if (!files.exists(path)) continue;
    const ends = linesOf(files, path).map(([, start, count]) => Number(start) + Number(count));
    const start = Math.max(loginDefinition(files, `SUB_${kind}_MIN`, 100_000), ...ends);
    addEntry(files, path, [name, String(start), String(loginDefinition(files, `SUB_${kind}_COUNT`, 65_536))]);
  }
}

// ——— words and days ———

const DAY = 86_400_000;

/** Days since 1970, as /etc/shadow dates a password. */
export const today = ({ simulation }: Process): string => String(Math.floor((simulation.epoch + simulation.now) / DAY));

/** `2026-12-31` as days since 1970; undefined when it is no date. */
export function daysOf(text: string): number | undefined {
  if (/^-?\d+$/.test(text)) return Number(text);
  const match = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (!match) return undefined;
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return Number.isNaN(time) ? undefined : time / DAY;
}

/** Debian's rule for names, which is wider than other systems'. */
export const isName = (name: string): boolean => /^(?![-+~])[^:,/\s\p{Cc}]{1,32}$/u.test(name);
