// mv: renames; onto another file system it copies and removes, which nobody sees.

import { directoryName } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import { permits } from '../../linux/files/permissions.ts';
import type { Program } from '../../linux/host/process.ts';
import { quoted } from '../quote.ts';
import { reason, utility } from '../utility.ts';
import { backupName, makeBackup } from './backup.ts';
import { DESTINATION_OPTIONS, destination, modeForQuestion } from './cp.ts';
import { inspect, intoDirectory, lookAt } from './tree.ts';

export const mv: Program = utility(
  {
    usage:
      '[OPTION]... [-T] SOURCE DEST\n  or:  mv [OPTION]... SOURCE... DIRECTORY\n  or:  mv [OPTION]... -t DIRECTORY SOURCE...',
    options: [
      'b',
      'backup[=]',
      'f,force',
      'i,interactive',
      'n,no-clobber',
      'no-copy',
      'strip-trailing-slashes',
      'S,suffix=',
      'u,update[=]',
      'v,verbose',
      '!Z,context',
      ...DESTINATION_OPTIONS,
    ],
  },
  function* (run) {
    const { sources, directory, target } = destination(run);
    const { files, credentials } = run.process;
    const mode = run.lastOf('force', 'interactive', 'no-clobber');
    const backup = run.has('b') || run.has('backup') ? (run.value('suffix') ?? '~') : undefined;
    for (const source of sources) {
      const to = target ?? intoDirectory(directory!, source);
      let inode: ReturnType<typeof inspect>;
      try {
        inode = inspect(run, source);
      } catch (error) {
        yield* run.complain(`cannot stat ${quoted(source)}: ${reason(error)}`);
        continue;
      }
      const existing = lookAt(run, to);
      if (existing) {
        if (existing === inode) {
          yield* run.complain(`${quoted(source)} and ${quoted(to)} are the same file`);
          continue;
        }
        if (mode === 'no-clobber' || (run.has('update') && existing.mtime >= inode.mtime)) continue;
        if (mode === 'interactive' && !(yield* run.confirms(`overwrite ${quoted(to)}?`))) continue;
        const isProtected = mode === undefined && existing.type !== 'symlink' && !permits(existing, 2, credentials);
        if (isProtected && run.process.isTerminal(0)) {
          if (!(yield* run.confirms(`replace ${quoted(to)}, overriding mode ${modeForQuestion(existing)}?`))) continue;
        }
        if (existing.type === 'directory' && inode.type !== 'directory') {
          yield* run.complain(`cannot overwrite directory ${quoted(to)} with non-directory`);
          continue;
        }
        if (existing.type !== 'directory' && inode.type === 'directory') {
          yield* run.complain(`cannot overwrite non-directory ${quoted(to)} with directory ${quoted(source)}`);
          continue;
        }
        if (backup !== undefined) makeBackup(run, to, backup);
      } else if (inode.type !== 'directory' && to.endsWith('/')) {
        const missing = lookAt(run, directoryName(to), true) ? 'Not a directory' : 'No such file or directory';
        yield* run.complain(`cannot move ${quoted(source)} to ${quoted(to)}: ${missing}`);
        continue;
      }
      try {
        files.rename(run.absolute(source), run.absolute(to), credentials);
      } catch (error) {
        if (error instanceof SystemError && error.code === 'EINVAL') {
          yield* run.complain(`cannot move ${quoted(source)} to a subdirectory of itself, ${quoted(to)}`);
        } else yield* run.complain(`cannot move ${quoted(source)} to ${quoted(to)}: ${reason(error)}`);
        continue;
      }
      if (run.has('verbose')) {
        const kept = existing && backup !== undefined ? ` (backup: ${quoted(backupName(to, backup))})` : '';
        yield* run.print(`renamed ${quoted(source)} -> ${quoted(to)}${kept}\n`);
      }
    }
  },
);
