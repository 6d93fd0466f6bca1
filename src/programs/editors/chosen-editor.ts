// Which editor a program starts when it lets somebody edit a file: the first variable that is set decides.

import { SystemError } from '../../linux/errors.ts';
import { findExecutable } from '../../linux/host/host.ts';
import type { Process } from '../../linux/host/process.ts';

/** The words of the first of these variables that has any: `EDITOR='vim -u NONE'` is three. */
export function editorFrom(process: Process, variables: readonly string[]): string[] | undefined {
  for (const name of variables) {
    const words = (process.environment.get(name) ?? '').split(/\s+/).filter(Boolean);
    if (words.length > 0) return words;
  }
  return undefined;
}

/** Where a command's executable is; undefined when there is none. */
export function executableOf(process: Process, name: string): string | undefined {
  try {
    const path = findExecutable(process.files, name, process.directory, process.environment.get('PATH'));
    return process.files.access(process.absolute(path), 1) ? process.absolute(path) : undefined;
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}
