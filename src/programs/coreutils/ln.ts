// ln and link: hard and symbolic links.

import { directoryName } from '../../base/path-names.ts';
import { resolvePath } from '../../linux/files/paths.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { backupName, makeBackup } from './backup.ts';
import { relativePath } from './names.ts';
import { intoDirectory, isDirectory, lookAt } from './tree.ts';

export const ln: Program = utility(
  {
    usage:
      '[OPTION]... [-T] TARGET LINK_NAME\n  or:  ln [OPTION]... TARGET\n  or:  ln [OPTION]... TARGET... DIRECTORY\n  or:  ln [OPTION]... -t DIRECTORY TARGET...',
    options: [
      'b',
      'backup[=]',
      '!d,F,directory',
      'f,force',
      'i,interactive',
      'L,logical',
      'n,no-dereference',
      'P,physical',
      'r,relative',
      's,symbolic',
      'S,suffix=',
      't,target-directory=',
      'T,no-target-directory',
      'v,verbose',
    ],
  },
  function* (run) {
    const symbolic = run.has('symbolic');
    const { files, credentials } = run.process;
    const backup = run.has('b') || run.has('backup') ? (run.value('suffix') ?? '~') : undefined;
    const { targets, directory, link } = destination(run);
    const kind = symbolic ? 'symbolic' : 'hard';
    for (const target of targets) {
      const path = link ?? intoDirectory(directory!, target);
      if (!symbolic) {
        const source = lookAt(run, target, run.has('logical'));
        if (!source) {
          yield* run.complain(`failed to access ${quoted(target)}: No such file or directory`);
          continue;
        }
        if (source.type === 'directory') {
          yield* run.complain(`${quotedIfNeeded(target)}: hard link not allowed for directory`);
          continue;
        }
      }
      const existing = lookAt(run, path);
      if (existing) {
        if (run.has('interactive') && !(yield* run.confirms(`replace ${quoted(path)}?`))) continue;
        if (existing.type === 'directory' && (run.has('force') || run.has('interactive'))) {
          yield* run.complain(`${quoted(path)}: cannot overwrite directory`);
          continue;
        }
        if (!symbolic && existing === lookAt(run, target) && !run.has('force')) {
          yield* run.complain(`failed to create hard link ${quoted(path)}: File exists`);
          continue;
        }
        if (!symbolic && existing === lookAt(run, target)) {
          yield* run.complain(`${quoted(target)} and ${quoted(path)} are the same file`);
          continue;
        }
        if (backup !== undefined) makeBackup(run, path, backup);
        else if (run.has('force') || run.has('interactive')) files.unlink(run.absolute(path), credentials);
      }
      const content = symbolic && run.has('relative') ? relativeTo(run, target, path) : target;
      try {
        if (symbolic) files.symlink(content, run.absolute(path), credentials);
        else files.hardLink(run.absolute(target), run.absolute(path), credentials);
      } catch (error) {
        const arrow = symbolic || existing ? '' : ` => ${quoted(target)}`;
        yield* run.complain(`failed to create ${kind} link ${quoted(path)}${arrow}: ${reason(error)}`);
        continue;
      }
      if (run.has('verbose')) {
        const kept = existing && backup !== undefined ? `${quoted(backupName(path, backup))} ~ ` : '';
        yield* run.print(`${kept}${quoted(path)} ${symbolic ? '->' : '=>'} ${quoted(content)}\n`);
      }
    }
  },
);

interface Wanted {
  readonly targets: readonly string[];
  readonly directory: string | undefined;
  readonly link: string | undefined;
}

function destination(run: Invocation): Wanted {
  const { operands } = run;
  if (operands.length === 0) throw new UsageError('missing file operand');
  const into = run.value('target-directory');
  if (into !== undefined) {
    if (!isDirectory(run, into)) {
      const why = lookAt(run, into, true) ? 'Not a directory' : 'No such file or directory';
      throw new Failure(`target directory ${quoted(into)}: ${why}`);
    }
    return { targets: operands, directory: into, link: undefined };
  }
  if (run.has('no-target-directory')) {
    if (operands.length < 2) throw new UsageError(`missing destination file operand after ${quoted(operands[0])}`);
    if (operands.length > 2) throw new UsageError(`extra operand ${quoted(operands[2])}`);
    return { targets: [operands[0]], directory: undefined, link: operands[1] };
  }
  if (operands.length === 1) return { targets: operands, directory: '.', link: undefined };
  const last = operands.at(-1)!;
  const asLink = run.has('no-dereference') && lookAt(run, last)?.type === 'symlink';
  if (isDirectory(run, last) && !asLink) return { targets: operands.slice(0, -1), directory: last, link: undefined };
  if (operands.length > 2) {
    const why = lookAt(run, last, true) ? 'Not a directory' : 'No such file or directory';
    throw new Failure(`target ${quoted(last)}: ${why}`);
  }
  return { targets: [operands[0]], directory: undefined, link: last };
}

function relativeTo(run: Invocation, target: string, link: string): string {
  const from = run.process.files.realpath(directoryName(run.absolute(link)));
  return relativePath(from, resolvePath(run.process.directory, target));
}

export const link: Program = utility({ usage: 'FILE1 FILE2' }, function* (run) {
  const [from, to, extra] = run.operands;
  if (from === undefined) throw new UsageError('missing operand');
  if (to === undefined) throw new UsageError(`missing operand after ${quote(from)}`);
  if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`);
  yield* run.attempt(
    () => `cannot create link ${quoted(to)} to ${quoted(from)}`,
    () => run.process.files.hardLink(run.absolute(from), run.absolute(to), run.process.credentials),
  );
});
