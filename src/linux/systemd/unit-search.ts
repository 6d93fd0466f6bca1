// Where the pieces of a unit lie on the disk: its file, its drop-ins, the links that make others want it, and
// whether it is enabled. Models "UNIT FILE LOAD PATH" of systemd.unit(5).

import type { FileSystem } from '../files/file-system.ts';
import { listOf, parseUnitFile, type Setting, wordsOf } from './unit-file.ts';

/** First wins. */
export const UNIT_DIRECTORIES = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
] as const;

const SUFFIXES = /\.(?:service|target|socket|mount|swap|timer|path|slice|scope|device|automount)$/;

/** `kubelet` → `kubelet.service`; names that carry a type stay. */
export const unitName = (name: string): string => (SUFFIXES.test(name) ? name : `${name}.service`);

export const isUnitName = (name: string): boolean => SUFFIXES.test(name);

/** `ssh@tty1.service` → [`ssh@.service`, `tty1`]. */
function templateOf(name: string): readonly [string, string] | undefined {
  const match = /^([^@]+@)([^.]+.*)(\.[a-z]+)$/.exec(name);
  return match ? [`${match[1]}${match[3]}`, match[2]] : undefined;
}

export const instanceOf = (name: string): string => templateOf(name)?.[1] ?? '';

export interface FoundUnit {
  readonly fragment: string | undefined;
  readonly masked: boolean;
  /** The name the file really has, when the one asked for is a link to it. */
  readonly alias: string | undefined;
  readonly dropIns: readonly string[];
  /** Changes when any of the files changes. */
  readonly stamp: string;
}

export function findUnit(files: FileSystem, name: string): FoundUnit {
  const template = templateOf(name)?.[0];
  const fragment = findFragment(files, name) ?? (template ? findFragment(files, template) : undefined);
  const masked = fragment !== undefined && isMasked(files, fragment);
  const real = fragment && !masked ? baseName(files.realpath(fragment)) : undefined;
  const alias = real !== undefined && real !== name && real !== template && isUnitName(real) ? real : undefined;
  const dropIns = findDropIns(files, name, template);
  const stamp = [fragment, ...dropIns].map((path) => `${path}@${path ? modified(files, path) : ''}`).join(' ');
  return { fragment, masked, alias, dropIns, stamp };
}

/** The settings of a unit file and its drop-ins, in the order they apply. */
export function readSettings(
  files: FileSystem,
  found: FoundUnit,
): { readonly settings: readonly Setting[]; readonly complaints: readonly string[] } {
  const settings: Setting[] = [];
  const complaints: string[] = [];
  const paths = found.fragment && !found.masked ? [found.fragment, ...found.dropIns] : [];
  for (const path of paths) {
    const text = parseUnitFile(files.readText(path));
    settings.push(...text.settings);
    complaints.push(...text.complaints.map((complaint) => `${path}:${complaint}`));
  }
  return { settings, complaints };
}

/** The names linked in `name.wants/` or `name.requires/` of any directory. */
export function linkedFrom(files: FileSystem, name: string, kind: 'wants' | 'requires'): string[] {
  const names = UNIT_DIRECTORIES.flatMap((directory) => list(files, `${directory}/${name}.${kind}`));
  return [...new Set(names)].filter(isUnitName).sort();
}

/** Every unit file of the machine, by name. */
export function allUnitFiles(files: FileSystem): string[] {
  const names = UNIT_DIRECTORIES.flatMap((directory) => list(files, directory));
  return [...new Set(names)].filter(isUnitName).sort();
}

function findFragment(files: FileSystem, name: string): string | undefined {
  for (const directory of UNIT_DIRECTORIES) {
    const path = `${directory}/${name}`;
    if (!isLink(files, path) && !files.exists(path)) continue;
    if (isMasked(files, path)) return path;
    if (!files.exists(path)) continue; // a dangling link
    // A link inside the directories stands for the file it leads to.
    const real = files.realpath(path);
    return UNIT_DIRECTORIES.some((one) => real.startsWith(`${one}/`)) ? real : path;
  }
  return undefined;
}

function findDropIns(files: FileSystem, name: string, template: string | undefined): string[] {
  const type = /\.[a-z]+$/.exec(name)?.[0].slice(1) ?? '';
  const byName = new Map<string, string>();
  for (const stem of [type, template, name]) {
    if (stem === undefined) continue;
    for (const directory of UNIT_DIRECTORIES) {
      for (const file of list(files, `${directory}/${stem}.d`)) {
        if (file.endsWith('.conf') && (!byName.has(file) || stem === name)) {
          const existing = byName.get(file);
          const sameStem = existing?.includes(`/${stem}.d/`);
          if (!sameStem) byName.set(file, `${directory}/${stem}.d/${file}`);
        }
      }
    }
  }
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, path]) => path);
}

const isLink = (files: FileSystem, path: string): boolean =>
  list(files, path.slice(0, path.lastIndexOf('/'))).includes(baseName(path)) && files.lstat(path).type === 'symlink';

function isMasked(files: FileSystem, path: string): boolean {
  const inode = files.lstat(path);
  if (inode.type === 'symlink') return inode.target === '/dev/null';
  return inode.type === 'file' && inode.content.length === 0;
}

const list = (files: FileSystem, directory: string): string[] =>
  files.isDirectory(directory) ? files.readDirectory(directory) : [];

const modified = (files: FileSystem, path: string): string =>
  files.exists(path) ? `${files.stat(path).mtime}#${files.stat(path).number}` : 'gone';

export const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

// ——— enablement ———

export type UnitFileState =
  | 'enabled'
  | 'enabled-runtime'
  | 'disabled'
  | 'static'
  | 'masked'
  | 'alias'
  | 'indirect'
  | 'linked'
  | 'generated'
  | 'transient';

export interface InstallLinks {
  /** Path of each link and where it points. */
  readonly links: readonly (readonly [path: string, target: string])[];
  readonly also: readonly string[];
}

/** What `enable` makes of a unit's [Install] section. */
export function installLinks(files: FileSystem, name: string): InstallLinks {
  const found = findUnit(files, name);
  const { settings } = readSettings(files, found);
  const target = found.fragment ?? '';
  const into = (kind: 'wants' | 'requires') => (wanting: string) =>
    [`/etc/systemd/system/${wanting}.${kind}/${name}`, target] as const;
  return {
    links: [
      ...wordsOf(settings, 'Install', 'Alias').map((alias) => [`/etc/systemd/system/${alias}`, target] as const),
      ...wordsOf(settings, 'Install', 'WantedBy').map(into('wants')),
      ...wordsOf(settings, 'Install', 'RequiredBy').map(into('requires')),
    ],
    also: wordsOf(settings, 'Install', 'Also'),
  };
}

/** Undefined for a unit without a file. */
export function unitFileState(files: FileSystem, name: string): UnitFileState | undefined {
  const found = findUnit(files, name);
  if (!found.fragment) return undefined;
  if (found.masked) return 'masked';
  const here = UNIT_DIRECTORIES.map((directory) => `${directory}/${name}`).find((path) => isLink(files, path));
  if (found.alias) return 'alias';
  const { settings } = readSettings(files, found);
  const { links, also } = installLinks(files, name);
  if (links.some(([path]) => isLink(files, path))) return 'enabled';
  if (isWantedSomewhere(files, name)) return 'enabled';
  if (here && !UNIT_DIRECTORIES.some((directory) => files.realpath(here).startsWith(directory))) return 'linked';
  if (links.length > 0) return 'disabled';
  if (also.length > 0) return 'indirect';
  return listOf(settings, 'Install', 'DefaultInstance').length > 0 ? 'indirect' : 'static';
}

/** Links made by hand in /etc count like ones that `enable` made. */
function isWantedSomewhere(files: FileSystem, name: string): boolean {
  return linksTo(files, name).length > 0;
}

/** Every link below /etc/systemd/system that makes somebody want `name`; what `disable` removes. */
export function linksTo(files: FileSystem, name: string): string[] {
  const root = '/etc/systemd/system';
  return list(files, root).flatMap((entry) => {
    const path = `${root}/${entry}`;
    if (/\.(?:wants|requires)$/.test(entry)) return list(files, path).includes(name) ? [`${path}/${name}`] : [];
    if (entry === name || !isLink(files, path)) return [];
    const target = files.readLink(path);
    return target !== '/dev/null' && baseName(target) === name ? [path] : [];
  });
}
