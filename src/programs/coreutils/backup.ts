// Simple backups of cp, mv, ln and install: `-b` keeps what is overwritten as `name~`.

import type { Invocation } from '../utility.ts';

export const backupName = (path: string, suffix: string): string => path + suffix;

export function makeBackup(run: Invocation, path: string, suffix: string): void {
  run.process.files.rename(run.absolute(path), run.absolute(backupName(path, suffix)), run.process.credentials);
}
