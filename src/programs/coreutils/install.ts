// install: copies files and says in one go who owns them and what may be done with them.

import { baseName, directoryName, joinPath } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import { findAccount, findGroup } from '../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { parseMode } from '../file-mode.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { backupName, makeBackup } from './backup.ts';
import { intoDirectory, isDirectory, lookAt } from './tree.ts';

interface Attributes {
  readonly mode: number;
  readonly uid: number | undefined;
  readonly gid: number | undefined;
}

export const install: Program = utility(
  {
    usage:
      '[OPTION]... [-T] SOURCE DEST\n  or:  install [OPTION]... SOURCE... DIRECTORY\n  or:  install [OPTION]... -t DIRECTORY SOURCE...\n  or:  install [OPTION]... -d DIRECTORY...',
    options: [
      'backup[=]',
      'b',
      'c',
      'C,compare',
      'd,directory',
      'D',
      'g,group=',
      'm,mode=',
      'o,owner=',
      'p,preserve-timestamps',
      's,strip',
      '!strip-program=',
      'S,suffix=',
      't,target-directory=',
      'T,no-target-directory',
      'v,verbose',
      '!preserve-context',
      '!Z,context',
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const given = run.value('mode');
  const change = parseMode(given ?? '755', 0);
  if (!change) throw new Failure(`invalid mode ${quote(given ?? '')}`);
  const owner = run.value('owner');
  const group = run.value('group');
  if (run.has('directory') && run.has('target-directory'))
    throw new Failure('target directory not allowed when installing a directory');
  const attributes: Attributes = {
    mode: change(0, run.has('directory')),
    uid: owner === undefined ? undefined : numbered(owner, findAccount(run.process.files, owner)?.uid),
    gid: group === undefined ? undefined : numbered(group, findGroup(run.process.files, group)?.gid),
  };
  if (owner !== undefined && attributes.uid === undefined) throw new Failure(`invalid user ${quote(owner)}`);
  if (group !== undefined && attributes.gid === undefined) throw new Failure(`invalid group ${quote(group)}`);
  if (run.operands.length === 0) throw new UsageError('missing file operand');
  if (run.has('directory')) {
    for (const path of run.operands) {
      if (yield* makeDirectories(run, path)) yield* settle(run, path, attributes);
    }
    return run.status;
  }
  const { sources, directory, target } = yield* destination(run);
  for (const source of sources) yield* installOne(run, source, target ?? intoDirectory(directory, source), attributes);
  return run.status;
}

const numbered = (name: string, found: number | undefined): number | undefined =>
  found ?? (/^\d+$/.test(name) ? Number(name) : undefined);

interface Destination {
  readonly sources: readonly string[];
  readonly directory: string;
  /** The name of the copy; undefined: in the directory, under its own name. */
  readonly target: string | undefined;
}

function* destination(run: Invocation): Task<Destination> {
  const into = run.value('target-directory');
  if (into !== undefined) {
    if (run.has('D')) yield* makeDirectories(run, into);
    if (!isDirectory(run, into)) {
      const what = lookAt(run, into, true) ? 'Not a directory' : 'No such file or directory';
      throw new Failure(`failed to access ${quoted(into)}: ${what}`);
    }
    return { sources: run.operands, directory: into, target: undefined };
  }
  const last = run.operands.at(-1)!;
  const sources = run.operands.slice(0, -1);
  if (sources.length === 0) throw new UsageError(`missing destination file operand after ${quoted(last)}`);
  if (run.has('no-target-directory') && sources.length > 1)
    throw new UsageError(`extra operand ${quoted(run.operands[2])}`);
  if (isDirectory(run, last) && !run.has('no-target-directory')) return { sources, directory: last, target: undefined };
  if (sources.length > 1) {
    const what = lookAt(run, last, true) ? 'Not a directory' : 'No such file or directory';
    throw new Failure(`target ${quoted(last)}: ${what}`);
  }
  if (run.has('D')) yield* makeDirectories(run, directoryName(last));
  return { sources, directory: '', target: last };
}

function* installOne(run: Invocation, source: string, target: string, attributes: Attributes): Task<void> {
  const { files, credentials } = run.process;
  const inode = lookAt(run, source, true);
  if (!inode) {
    yield* run.complain(`cannot stat ${quoted(source)}: No such file or directory`);
    return;
  }
  if (inode.type === 'directory') {
    yield* run.complain(`omitting directory ${quoted(source)}`);
    return;
  }
  const existing = lookAt(run, target);
  if (existing?.type === 'directory') {
    yield* run.complain(`cannot overwrite directory ${quoted(target)} with non-directory`);
    return;
  }
  if (existing && lookAt(run, target, true) === inode) {
    yield* run.complain(`${quoted(source)} and ${quoted(target)} are the same file`);
    return;
  }
  let content: Uint8Array;
  try {
    content = yield* run.bytesOf(source);
  } catch (error) {
    yield* run.complain(`cannot open ${quoted(source)} for reading: ${reason(error)}`);
    return;
  }
  if (
    run.has('compare') &&
    existing?.type === 'file' &&
    isAlready(existing.content, content) &&
    existing.mode === attributes.mode
  )
    return;
  const suffix = run.has('b') || run.has('backup') ? (run.value('suffix') ?? '~') : undefined;
  try {
    if (existing && suffix !== undefined) makeBackup(run, target, suffix);
    else if (existing) files.unlink(run.absolute(target), credentials);
    const file = files.open(run.absolute(target), { write: true, create: true, truncate: true }, 0o600, credentials);
    yield* file.write(content);
    file.release();
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* run.complain(`cannot create regular file ${quoted(target)}: ${reason(error)}`);
    return;
  }
  if (run.has('verbose')) {
    const kept = existing && suffix !== undefined ? ` (backup: ${quoted(backupName(target, suffix))})` : '';
    yield* run.print(`${quoted(source)} -> ${quoted(target)}${kept}\n`);
  }
  if (run.has('strip')) {
    yield* run.note(`cka-lab: not simulated: ${run.name} -s\n`);
    run.status = 1;
  }
  if (run.has('preserve-timestamps'))
    files.setTimes(run.absolute(target), { mtime: inode.mtime, atime: inode.atime }, credentials);
  yield* settle(run, target, attributes);
}

const isAlready = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

function* settle(run: Invocation, path: string, { mode, uid, gid }: Attributes): Task<void> {
  const { files, credentials } = run.process;
  if (uid !== undefined || gid !== undefined) {
    try {
      files.changeOwner(
        run.absolute(path),
        { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) },
        credentials,
      );
    } catch (error) {
      yield* run.complain(`cannot change ownership of ${quoted(path)}: ${reason(error)}`);
      return;
    }
  }
  yield* run.attempt(
    () => `cannot change permissions of ${quoted(path)}`,
    () => files.changeMode(run.absolute(path), mode, credentials),
  );
}

/** The directory and those above it; each that is new is named with -v. */
function* makeDirectories(run: Invocation, path: string): Task<boolean> {
  if (path === '' || isDirectory(run, path)) return true;
  const parent = directoryName(path);
  if (parent !== path && parent !== '.' && !(yield* makeDirectories(run, parent))) return false;
  try {
    run.process.files.makeDirectory(run.absolute(path), {
      mode: 0o755,
      who: run.process.credentials,
    });
  } catch (error) {
    yield* run.complain(`cannot create directory ${quoted(path)}: ${reason(error)}`);
    return false;
  }
  if (run.has('verbose'))
    yield* run.print(
      `${run.name}: creating directory ${quoted(joinPath(directoryName(path), baseName(path)).replace(/^\.\//, path.startsWith('./') ? './' : ''))}\n`,
    );
  return true;
}
