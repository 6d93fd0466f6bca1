// rm, rmdir, unlink: take names away, with the questions and refusals that protect people.

import { baseName, directoryName, joinPath } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import { permits } from '../../linux/files/permissions.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { type Invocation, reason, utility } from '../utility.ts';
import { inspect, kindOf, namesIn } from './tree.ts';

interface Choices {
  readonly recursive: boolean;
  readonly emptyDirectories: boolean;
  readonly force: boolean;
  readonly ask: 'always' | 'once' | 'never' | 'protected';
  readonly verbose: boolean;
}

export const rm: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'd,dir',
      'f,force',
      'i',
      'I',
      'interactive[=]',
      'one-file-system',
      'no-preserve-root',
      'preserve-root[=]',
      'r,R,recursive',
      'v,verbose',
    ],
  },
  function* (run) {
    let ask: Choices['ask'] = 'protected';
    let force = false;
    for (const option of run.options) {
      if (option.name === 'force') {
        force = true;
        ask = 'never';
      } else if (option.name === 'i' || option.name === 'I' || option.name === 'interactive') {
        force = false;
        const when = option.name === 'i' ? 'always' : option.name === 'I' ? 'once' : option.value || 'always';
        ask = when === 'never' || when === 'no' || when === 'none' ? 'never' : when === 'once' ? 'once' : 'always';
      }
    }
    if (run.operands.length === 0) {
      if (force) return;
      throw new UsageError('missing operand');
    }
    const choices: Choices = {
      recursive: run.has('recursive'),
      emptyDirectories: run.has('dir'),
      force,
      ask,
      verbose: run.has('verbose'),
    };
    if (ask === 'once' && (choices.recursive || run.operands.length > 3)) {
      const count = run.operands.length;
      const how = choices.recursive ? ' recursively' : '';
      if (!(yield* run.confirms(`remove ${count} argument${count === 1 ? '' : 's'}${how}?`))) return;
    }
    const preservesRoot = run.lastOf('no-preserve-root', 'preserve-root') !== 'no-preserve-root';
    for (const path of run.operands) {
      if (/(^|\/)\.\.?\/*$/.test(path) && choices.recursive) {
        yield* run.complain(`refusing to remove '.' or '..' directory: skipping ${quoted(path)}`);
      } else if (choices.recursive && preservesRoot && isRoot(run, path)) {
        const shown = /^\/+$/.test(path) ? "'/'" : `${quoted(path)} (same as '/')`;
        yield* run.complain(`it is dangerous to operate recursively on ${shown}`);
        yield* run.note(`${run.name}: use --no-preserve-root to override this failsafe\n`);
      } else yield* remove(run, path, choices);
    }
  },
);

function isRoot(run: Invocation, path: string): boolean {
  try {
    return inspect(run, path) === run.process.files.root;
  } catch (error) {
    reason(error);
    return false;
  }
}

function* remove(run: Invocation, path: string, choices: Choices): Task<boolean> {
  const { files, credentials } = run.process;
  let inode: ReturnType<typeof inspect>;
  try {
    inode = inspect(run, path);
  } catch (error) {
    if (choices.force && error instanceof SystemError && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return true;
    yield* run.complain(`cannot remove ${quoted(path)}: ${reason(error)}`);
    return false;
  }
  const mayAsk = choices.ask === 'always' || (choices.ask === 'protected' && run.process.isTerminal(0));
  const isProtected = inode.type !== 'symlink' && !permits(inode, 2, credentials);
  const asks = choices.ask === 'always' || (mayAsk && isProtected);
  const guard = isProtected ? 'write-protected ' : '';
  if (inode.type === 'directory') {
    if (!choices.recursive && !choices.emptyDirectories) {
      yield* run.complain(`cannot remove ${quoted(path)}: Is a directory`);
      return false;
    }
    if (choices.recursive) {
      let names: string[] = [];
      try {
        names = namesIn(run, path);
      } catch (error) {
        yield* run.complain(`cannot remove ${quoted(path)}: ${reason(error)}`);
        return false;
      }
      if (names.length > 0 && asks && !(yield* run.confirms(`descend into ${guard}directory ${quoted(path)}?`)))
        return false;
      let well = true;
      for (const name of names) if (!(yield* remove(run, joinPath(path, name), choices))) well = false;
      if (!well) return false;
    }
    if (asks && !(yield* run.confirms(`remove ${guard}directory ${quoted(path)}?`))) return false;
  } else if (asks && !(yield* run.confirms(`remove ${guard}${kindOf(inode)} ${quoted(path)}?`))) return false;
  const removed = yield* run.attempt(
    () => `cannot remove ${quoted(path)}`,
    () => {
      if (inode.type === 'directory') files.removeDirectory(run.absolute(path), credentials);
      else files.unlink(run.absolute(path), credentials);
    },
  );
  if (removed && choices.verbose) {
    yield* run.print(`removed ${inode.type === 'directory' ? 'directory ' : ''}${quoted(path)}\n`);
  }
  return removed;
}

export const rmdir: Program = utility(
  { usage: '[OPTION]... DIRECTORY...', options: ['ignore-fail-on-non-empty', 'p,parents', 'v,verbose'] },
  function* (run) {
    if (run.operands.length === 0) throw new UsageError('missing operand');
    const { files, credentials } = run.process;
    for (const given of run.operands) {
      let path = given;
      for (;;) {
        if (run.has('verbose')) yield* run.print(`${run.name}: removing directory, ${quoted(path)}\n`);
        try {
          files.removeDirectory(run.absolute(path), credentials);
        } catch (error) {
          const why = reason(error);
          if (run.has('ignore-fail-on-non-empty') && why === 'Directory not empty') break;
          yield* run.complain(`failed to remove ${path === given ? '' : 'directory '}${quoted(path)}: ${why}`);
          break;
        }
        const parent = directoryName(path);
        if (!run.has('parents') || parent === '.' || parent === '/' || baseName(path) === '') break;
        path = parent;
      }
    }
  },
);

export const unlink: Program = utility({ usage: 'FILE' }, function* (run) {
  const [path, extra] = run.operands;
  if (path === undefined) throw new UsageError('missing operand');
  if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`);
  yield* run.attempt(
    () => `cannot unlink ${quoted(path)}`,
    () => run.process.files.unlink(run.absolute(path), run.process.credentials),
  );
});
