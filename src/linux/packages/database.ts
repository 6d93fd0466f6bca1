// dpkg's database: /var/lib/dpkg/status, a text file that is read each time, and the lists of files beside it.

import type { FileSystem } from '../files/file-system.ts';
import { executable, type Host } from '../host/host.ts';
import { installKernel } from '../ubuntu/kernel.ts';
import { parseStanzas, printStanzas, type Stanza } from './control.ts';
import type { Package } from './package.ts';

const STATUS = '/var/lib/dpkg/status';
const EXTENDED = '/var/lib/apt/extended_states';

export interface Installed {
  readonly name: string;
  readonly version: string;
  readonly held: boolean;
  /** Removed, its configuration kept. */
  readonly onlyConfiguration: boolean;
  readonly stanza: Stanza;
}

/** What dpkg knows, by name in byte order. */
export function installedPackages(files: FileSystem): Map<string, Installed> {
  const text = files.exists(STATUS) ? files.readText(STATUS) : '';
  const all = parseStanzas(text).map((stanza): [string, Installed] => {
    const name = stanza.get('Package') ?? '';
    const [wanted, , state] = (stanza.get('Status') ?? '').split(' ');
    const onlyConfiguration = state === 'config-files';
    return [name, { name, version: stanza.get('Version') ?? '', held: wanted === 'hold', onlyConfiguration, stanza }];
  });
  return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function write(files: FileSystem, packages: Iterable<Installed>): void {
  files.writeFile(
    STATUS,
    printStanzas([...packages].sort((a, b) => (a.name < b.name ? -1 : 1)).map((one) => one.stanza)),
  );
}

export function setHold(files: FileSystem, name: string, held: boolean): void {
  const packages = installedPackages(files);
  const one = packages.get(name);
  if (!one) return;
  const state = (one.stanza.get('Status') ?? '').replace(/^\S+/, held ? 'hold' : 'install');
  packages.set(name, { ...one, held, stanza: new Map(one.stanza).set('Status', state) });
  write(files, packages.values());
}

/** The control fields of a package, as archives and dpkg print them. */
export function controlOf(pkg: Package): Map<string, string> {
  const fields: (readonly [string, string | undefined])[] = [
    ['Package', pkg.name],
    ['Priority', pkg.priority ?? 'optional'],
    ['Section', pkg.section],
    ['Installed-Size', String(pkg.installedSize)],
    ['Maintainer', pkg.maintainer ?? 'Ubuntu Developers <ubuntu-devel-discuss@lists.ubuntu.com>'],
    ['Architecture', 'amd64'],
    ['Version', pkg.version],
    ['Depends', pkg.depends.join(', ') || undefined],
    ['Homepage', pkg.homepage],
    ['Description', pkg.description],
  ];
  return new Map(fields.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])));
}

/** Every path a package brings. */
export function pathsOf(pkg: Package): string[] {
  const files = [
    ...Object.keys(pkg.executables ?? {}),
    ...Object.keys(pkg.files ?? {}),
    ...Object.keys(pkg.configuration ?? {}),
    ...(pkg.undocumented ? [] : [`/usr/share/doc/${pkg.name}/copyright`]),
  ].sort();
  const all = new Set<string>(['/.']);
  for (const path of files) {
    const parts = path.split('/').filter(Boolean);
    for (let i = 1; i <= parts.length; i++) all.add(`/${parts.slice(0, i).join('/')}`);
  }
  return [...all];
}

/** Lays a package's files on the disk and notes it: what unpacking and configuring leave behind. */
export function installPackage(
  host: Host,
  pkg: Package,
  options: { readonly automatic?: boolean; readonly keepHold?: boolean } = {},
): void {
  const { files } = host;
  const put = (path: string, content: string, mode: number) => {
    files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    // dpkg replaces the file: what runs from the old one goes on running it.
    if (files.exists(path)) files.unlink(path);
    files.writeFile(path, content, { mode });
  };
  for (const [path, { program, version }] of Object.entries(pkg.executables ?? {}))
    put(path, executable(program, version), 0o755);
  for (const [path, text] of Object.entries(pkg.files ?? {})) put(path, text, 0o644);
  for (const [path, text] of Object.entries(pkg.configuration ?? {})) if (!files.exists(path)) put(path, text, 0o644);
  if (!pkg.undocumented) put(`/usr/share/doc/${pkg.name}/copyright`, '', 0o644);
  if (pkg.kernel) installKernel(host, pkg.kernel);
  const before = installedPackages(files).get(pkg.name);
  recordPackages(files, [pkg], options.keepHold === true);
  if (!before) setAutomatic(files, pkg.name, options.automatic ?? false);
}

/** Kilobytes on the disk: files here are small, what they stand for is counted. */
const sizeOfInstalled = (one: Installed | undefined): number =>
  one === undefined || one.onlyConfiguration ? 0 : Number(one.stanza.get('Installed-Size') ?? 0);

/** Notes packages as installed. */
export function recordPackages(files: FileSystem, added: readonly Package[], keepHold = false): void {
  const packages = installedPackages(files);
  files.makeDirectory('/var/lib/dpkg/info', { recursive: true });
  for (const pkg of added) {
    const held = (packages.get(pkg.name)?.held ?? false) && keepHold;
    const [name, ...rest] = controlOf(pkg);
    files.volume.take(1024 * (pkg.installedSize - sizeOfInstalled(packages.get(pkg.name))));
    const stanza = new Map([name, ['Status', `${held ? 'hold' : 'install'} ok installed`], ...rest]);
    packages.set(pkg.name, { name: pkg.name, version: pkg.version, held, onlyConfiguration: false, stanza });
    files.writeFile(`/var/lib/dpkg/info/${pkg.name}.list`, `${pathsOf(pkg).join('\n')}\n`);
  }
  write(files, packages.values());
}

/** `purge` forgets the configuration too. */
export function removePackage(host: Host, name: string, purge: boolean): void {
  const { files } = host;
  const packages = installedPackages(files);
  const one = packages.get(name);
  if (!one) return;
  files.volume.take(-1024 * sizeOfInstalled(one));
  for (const path of filesOf(files, name))
    if (files.exists(path) && !files.isDirectory(path) && (purge || !path.startsWith('/etc/'))) files.unlink(path);
  if (
    purge ||
    !filesOf(files, name).some((path) => path.startsWith('/etc/') && files.exists(path) && !files.isDirectory(path))
  )
    packages.delete(name);
  else
    packages.set(name, {
      ...one,
      onlyConfiguration: true,
      stanza: new Map(one.stanza).set('Status', 'deinstall ok config-files'),
    });
  files.removeTree(`/var/lib/dpkg/info/${name}.list`);
  write(files, packages.values());
}

/** `dpkg -L`. */
export function filesOf(files: FileSystem, name: string): string[] {
  const path = `/var/lib/dpkg/info/${name}.list`;
  return files.exists(path) ? files.readText(path).trim().split('\n') : [];
}

// ——— what was only pulled in by others ———

export function automaticPackages(files: FileSystem): Set<string> {
  const text = files.exists(EXTENDED) ? files.readText(EXTENDED) : '';
  return new Set(
    parseStanzas(text)
      .filter((stanza) => stanza.get('Auto-Installed') === '1')
      .map((stanza) => stanza.get('Package') ?? ''),
  );
}

export function setAutomatic(files: FileSystem, name: string, automatic: boolean): void {
  const names = automaticPackages(files);
  if (automatic) names.add(name);
  else names.delete(name);
  files.makeDirectory('/var/lib/apt', { recursive: true });
  files.writeFile(
    EXTENDED,
    [...names]
      .sort()
      .map((one) => `Package: ${one}\nArchitecture: amd64\nAuto-Installed: 1\n\n`)
      .join(''),
  );
}
