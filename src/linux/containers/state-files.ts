// One file per sandbox or container, `<directory>/<id>/status`: what the next containerd starts from.

import { SystemError } from '../errors.ts';
import type { FileSystem } from '../files/file-system.ts';

/** Nothing is written once the directory is gone: the thing was removed meanwhile. */
export function saveState(files: FileSystem, directory: string, state: unknown): void {
  try {
    if (files.exists(directory)) files.writeFile(`${directory}/status`, JSON.stringify(state), { mode: 0o600 });
  } catch (error) {
    // A disk that takes nothing more: containerd goes on with what it knows in memory.
    if (!(error instanceof SystemError)) throw error;
  }
}

export function loadStates<S>(files: FileSystem, directory: string): S[] {
  if (!files.exists(directory)) return [];
  return files
    .readDirectory(directory)
    .map((name) => `${directory}/${name}/status`)
    .filter((path) => files.exists(path))
    .map((path) => JSON.parse(files.readText(path)) as S);
}
