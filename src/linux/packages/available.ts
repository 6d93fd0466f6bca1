// What apt can install: sources lists, the indexes fetched from them, and what both make of a package's versions.

import type { FileSystem } from '../files/file-system.ts';
import { parseStanzas, printStanzas } from './control.ts';
import { controlOf, installedPackages } from './database.ts';
import { isLocal, localSource } from './local-source.ts';
import type { Archive, Package, Source } from './package.ts';
import { compareVersions } from './version.ts';

/** One line's worth of a sources list. */
export interface Entry {
  readonly uri: string;
  readonly suite: string;
  readonly components: readonly string[];
  readonly signedBy: string | undefined;
  /** `[trusted=yes]`: whoever signed it or did not. */
  readonly trusted: boolean;
}

/** `deb URI /` and `deb URI ./` name a directory without a distribution. */
export const isFlat = (suite: string): boolean => suite.endsWith('/');

/** In apt's order: sources.list, then sources.list.d by name. */
export function sourceEntries(files: FileSystem): Entry[] {
  const directory = '/etc/apt/sources.list.d';
  const names = files.isDirectory(directory) ? files.readDirectory(directory) : [];
  const paths = ['/etc/apt/sources.list', ...names.map((name) => `${directory}/${name}`)].filter((path) =>
    files.exists(path),
  );
  return paths.flatMap((path) =>
    path.endsWith('.sources')
      ? modern(files.readText(path))
      : path.endsWith('.list')
        ? oneLine(files.readText(path))
        : [],
  );
}

function oneLine(text: string): Entry[] {
  return text.split('\n').flatMap((line): Entry[] => {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)\s*(.*)$/.exec(line);
    if (!match) return [];
    const [, options = '', uri, suite, components] = match;
    return [
      {
        uri: withSlash(uri),
        suite,
        components: components.split(/\s+/).filter(Boolean),
        signedBy: /signed-by=(\S+)/.exec(options)?.[1],
        trusted: /trusted=yes/.test(options),
      },
    ];
  });
}

function modern(text: string): Entry[] {
  return parseStanzas(text).flatMap((stanza) => {
    const words = (key: string) => (stanza.get(key) ?? '').split(/\s+/).filter(Boolean);
    if (!words('Types').includes('deb') || stanza.get('Enabled') === 'no') return [];
    return words('URIs').flatMap((uri) =>
      words('Suites').map(
        (suite): Entry => ({
          uri: withSlash(uri),
          suite,
          components: words('Components'),
          signedBy: stanza.get('Signed-By'),
          trusted: stanza.get('Trusted') === 'yes',
        }),
      ),
    );
  });
}

const withSlash = (uri: string): string => (uri.endsWith('/') ? uri : `${uri}/`);

export const findSource = (archive: Archive, entry: Entry, files: FileSystem): Source | undefined =>
  isLocal(entry.uri)
    ? localSource(files, entry.uri, entry.suite)
    : archive.sources.find((source) => source.uri === entry.uri && source.suite === entry.suite);

// ——— fetched indexes ———

const LISTS = '/var/lib/apt/lists';

/** `https://pkgs.k8s.io/core:/stable:/v1.35/deb/` → `…/pkgs.k8s.io_core:_stable:_v1.35_deb_Packages`. */
export function listPath(entry: Pick<Entry, 'uri' | 'suite'>): string {
  const address = entry.uri.replace(/^\w+:(?:\/\/)?/, '');
  const whole = isFlat(entry.suite)
    ? `${address}${entry.suite === '/' ? '' : entry.suite}`
    : `${address}dists/${entry.suite}/`;
  return `${LISTS}/${whole.replaceAll('/', '_')}Packages`;
}

/** Writes an index. False: it is the same as the one already there. */
export function storeList(files: FileSystem, source: Source): boolean {
  const text = printStanzas(source.packages.map((pkg) => controlOf(pkg).set('Size', String(pkg.size))));
  const path = listPath(source);
  if (files.exists(path) && files.readText(path) === text) return false;
  files.makeDirectory(LISTS, { recursive: true });
  files.writeFile(path, text);
  return true;
}

/** A version apt knows of, and every place it comes from. */
export interface Candidate {
  readonly pkg: Package;
  readonly sources: readonly Source[];
}

/** Versions from the fetched indexes by package, newest first. */
export function availablePackages(files: FileSystem, archive: Archive): Map<string, Candidate[]> {
  const all = new Map<string, Candidate[]>();
  for (const entry of sourceEntries(files)) {
    const source = findSource(archive, entry, files);
    if (!source || !files.exists(listPath(entry))) continue;
    for (const pkg of source.packages) {
      const versions = all.get(pkg.name) ?? [];
      all.set(pkg.name, versions);
      const known = versions.findIndex((one) => one.pkg.version === pkg.version);
      if (known < 0) versions.push({ pkg, sources: [source] });
      else versions[known] = { pkg, sources: [...versions[known].sources, source] };
    }
  }
  for (const versions of all.values()) versions.sort((a, b) => compareVersions(b.pkg.version, a.pkg.version));
  return all;
}

/** Installed packages that a newer version exists for. */
export function upgradable(
  files: FileSystem,
  archive: Archive,
): { readonly name: string; readonly from: string; readonly to: Candidate; readonly held: boolean }[] {
  const available = availablePackages(files, archive);
  return [...installedPackages(files).values()].flatMap((one) => {
    const [newest] = available.get(one.name) ?? [];
    if (one.onlyConfiguration || !newest || compareVersions(newest.pkg.version, one.version) <= 0) return [];
    return [{ name: one.name, from: one.version, to: newest, held: one.held }];
  });
}
