// Packages on the machine's own disk: .deb files, and directories of them that a sources line names with file:.
//
// A .deb here is the beginning of a real one and the package's description as JSON, as executables are files that say
// which program they are.

import type { FileSystem } from '../files/file-system.ts';
import { parseStanzas } from './control.ts';
import type { Package, Source } from './package.ts';

const MAGIC = '!<arch>\ndebian-binary   0           0     0     100644  4         `\n2.0\n';

export const debFile = (pkg: Package): string => `${MAGIC}${JSON.stringify(pkg)}\n`;

/** undefined for what is no package. */
export function readDebFile(files: FileSystem, path: string): Package | undefined {
  const text = files.readText(path);
  return text.startsWith(MAGIC) ? (JSON.parse(text.slice(MAGIC.length)) as Package) : undefined;
}

export const isLocal = (uri: string): boolean => /^(?:file|copy):/.test(uri);

/** `file:/srv/k8s/` and `./` → /srv/k8s */
export const directoryOf = (uri: string, suite: string): string =>
  `${uri.replace(/^\w+:(?:\/\/)?/, '')}${suite === '/' ? '' : suite}`.replace(/\/\.?\/?$/, '').replace(/\/\.$/, '');

/** What the index of such a directory lists; undefined where there is none. */
export function localSource(files: FileSystem, uri: string, suite: string): Source | undefined {
  const directory = directoryOf(uri, suite);
  const index = `${directory}/Packages`;
  if (!files.exists(index)) return undefined;
  const packages = parseStanzas(files.readText(index)).flatMap((record): Package[] => {
    const path = `${directory}/${(record.get('Filename') ?? '').replace(/^\.\//, '')}`;
    const pkg = files.exists(path) && !files.isDirectory(path) ? readDebFile(files, path) : undefined;
    return pkg ? [{ ...pkg, size: Number(record.get('Size') ?? pkg.size), record }] : [];
  });
  return { uri, suite, release: 'localhost', packages };
}
