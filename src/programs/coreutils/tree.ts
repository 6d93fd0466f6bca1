// Walking and copying trees: what cp, mv, rm, chmod -R, du and their kin have in common.

import { baseName, directoryName, joinPath } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Inode } from '../../linux/files/inode.ts';
import type { Invocation } from '../utility.ts';

/** What is at a path, without following a last link; undefined when nothing is, or nothing can be seen. */
export function lookAt(run: Invocation, path: string, follow = false): Inode | undefined {
  try {
    const { files, credentials } = run.process;
    return follow ? files.stat(run.absolute(path), credentials) : files.lstat(run.absolute(path), credentials);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

/** Like `lookAt`, but throws the SystemError. */
export function inspect(run: Invocation, path: string, follow = false): Inode {
  const { files, credentials } = run.process;
  return follow ? files.stat(run.absolute(path), credentials) : files.lstat(run.absolute(path), credentials);
}

export const namesIn = (run: Invocation, path: string): string[] =>
  run.process.files.readDirectory(run.absolute(path), run.process.credentials);

/** `directory/name` for `cp a/b directory`, as messages show it. */
export const intoDirectory = (directory: string, source: string): string => joinPath(directory, baseName(source));

export const isDirectory = (run: Invocation, path: string): boolean => lookAt(run, path, true)?.type === 'directory';

export const parentExists = (run: Invocation, path: string): boolean => isDirectory(run, directoryName(path));

/** The kind of thing, in the words of `stat` and of rm's questions. */
export function kindOf(inode: Inode): string {
  switch (inode.type) {
    case 'directory':
      return 'directory';
    case 'symlink':
      return 'symbolic link';
    case 'device':
      return inode.isBlock ? 'block special file' : 'character special file';
    case 'socket':
      return 'socket';
    case 'fifo':
      return 'fifo';
    case 'generated':
      return 'regular empty file';
    default:
      return inode.content.length === 0 ? 'regular empty file' : 'regular file';
  }
}
