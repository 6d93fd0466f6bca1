// cp: copies files, links and trees, keeping what it is asked to keep.

import { baseName, directoryName, joinPath } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Inode } from '../../linux/files/inode.ts';
import { permits } from '../../linux/files/permissions.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { octalMode, permissionText } from '../file-mode.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quoted } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { backupName, makeBackup } from './backup.ts';
import { inspect, intoDirectory, isDirectory, lookAt } from './tree.ts';

export interface CopyChoices {
  readonly recursive: boolean;
  /** Follow links: always, only those named on the command line, or never. */
  readonly follow: 'always' | 'command-line' | 'never';
  readonly keep: ReadonlySet<string>;
  readonly force: boolean;
  readonly verbose: boolean;
  readonly update: boolean;
  readonly noClobber: boolean;
  readonly interactive: boolean;
  readonly link: 'hard' | 'symbolic' | undefined;
  readonly backup: string | undefined;
  readonly removeDestination: boolean;
}

export const DESTINATION_OPTIONS = ['t,target-directory=', 'T,no-target-directory'] as const;

export const cp: Program = utility(
  {
    usage:
      '[OPTION]... [-T] SOURCE DEST\n  or:  cp [OPTION]... SOURCE... DIRECTORY\n  or:  cp [OPTION]... -t DIRECTORY SOURCE...',
    options: [
      'a,archive',
      'b',
      'backup[=]',
      '!attributes-only',
      '!copy-contents',
      'd',
      'f,force',
      'H',
      'i,interactive',
      'l,link',
      'L,dereference',
      'n,no-clobber',
      'P,no-dereference',
      'no-preserve=',
      'p',
      'preserve[=]',
      'parents',
      'r,R,recursive',
      'remove-destination',
      'reflink[=]',
      'sparse=',
      's,symbolic-link',
      'S,suffix=',
      'strip-trailing-slashes',
      'u,update[=]',
      'v,verbose',
      'x,one-file-system',
      '!Z,context',
      ...DESTINATION_OPTIONS,
    ],
  },
  function* (run) {
    run.choice(
      'backup',
      [
        ['none', 'off'],
        ['simple', 'never'],
        ['existing', 'nil'],
        ['numbered', 't'],
      ],
      'backup type',
    );
    run.choice('sparse', [['never'], ['auto'], ['always']]);
    run.choice('reflink', [['auto'], ['always'], ['never']]);
    run.choice('update', [['all'], ['none'], ['older']]);
    if (run.has('link') && run.has('symbolic-link')) throw new UsageError('cannot make both hard and symbolic links');
    const archive = run.has('archive');
    const recursive = archive || run.has('recursive');
    const followOption = run.options.findLast((option) =>
      ['archive', 'd', 'H', 'dereference', 'no-dereference'].includes(option.name),
    )?.name;
    const overwrite = run.lastOf('force', 'interactive', 'no-clobber');
    const keep = new Set<string>();
    for (const option of run.options) {
      if (option.name === 'archive') for (const one of ATTRIBUTES) keep.add(one);
      else if (option.name === 'p') for (const one of DEFAULT_KEPT) keep.add(one);
      else if (option.name === 'd') keep.add('links');
      else if (option.name === 'preserve') {
        for (const one of option.hasValue ? option.value.split(',') : DEFAULT_KEPT) {
          if (one === 'all') for (const each of ATTRIBUTES) keep.add(each);
          else keep.add(one);
        }
      } else if (option.name === 'no-preserve') for (const one of option.value.split(',')) keep.delete(one);
    }
    if (run.has('update') && run.value('update') === 'none') throw new NotSimulated('--update=none');
    const choices: CopyChoices = {
      recursive,
      follow:
        followOption === 'dereference'
          ? 'always'
          : followOption === 'H'
            ? 'command-line'
            : followOption || recursive
              ? 'never'
              : 'always',
      keep,
      force: run.has('force'),
      verbose: run.has('verbose'),
      update: run.has('update') && run.value('update') !== 'all',
      noClobber: overwrite === 'no-clobber',
      interactive: overwrite === 'interactive',
      link: run.has('link') ? 'hard' : run.has('symbolic-link') ? 'symbolic' : undefined,
      backup: run.has('b') || run.has('backup') ? (run.value('suffix') ?? '~') : undefined,
      removeDestination: run.has('remove-destination'),
    };
    const { sources, directory, target } = destination(run);
    if (run.has('parents') && directory === undefined) {
      throw new UsageError('with --parents, the destination must be a directory');
    }
    for (const given of sources) {
      const source = run.has('strip-trailing-slashes') ? given.replace(/(.)\/+$/, '$1') : given;
      if (run.has('parents')) yield* makeParents(run, directory!, source);
      const to =
        target ??
        (run.has('parents') ? joinPath(directory!, source.replace(/\/+$/, '')) : intoDirectory(directory!, source));
      yield* copyNamed(run, source, to, choices);
    }
    return run.status;
  },
);

const DEFAULT_KEPT = ['mode', 'ownership', 'timestamps'];
const ATTRIBUTES = [...DEFAULT_KEPT, 'links', 'context', 'xattr'];

export interface Destination {
  readonly sources: readonly string[];
  /** Sources go into it … */
  readonly directory: string | undefined;
  /** … or the only source becomes it. */
  readonly target: string | undefined;
}

/** Reads `SOURCE DEST`, `SOURCE... DIRECTORY` and `-t DIRECTORY SOURCE...` as cp, mv, ln and install do. */
export function destination(run: Invocation): Destination {
  const { operands } = run;
  const into = run.value('target-directory');
  const exact = run.has('no-target-directory');
  if (operands.length === 0) throw new UsageError('missing file operand');
  if (into !== undefined) {
    if (exact) throw new Failure('cannot combine --target-directory (-t) and --no-target-directory (-T)');
    requireDirectory(run, into, 'target directory');
    return { sources: operands, directory: into, target: undefined };
  }
  if (operands.length === 1) throw new UsageError(`missing destination file operand after ${quoted(operands[0])}`);
  const last = operands.at(-1)!;
  if (exact) {
    if (operands.length > 2) throw new UsageError(`extra operand ${quoted(operands[2])}`);
    return { sources: operands.slice(0, -1), directory: undefined, target: last };
  }
  if (isDirectory(run, last)) return { sources: operands.slice(0, -1), directory: last, target: undefined };
  if (operands.length > 2) requireDirectory(run, last, 'target');
  return { sources: operands.slice(0, -1), directory: undefined, target: last };
}

function requireDirectory(run: Invocation, path: string, what: string): void {
  try {
    if (inspect(run, path, true).type === 'directory') return;
  } catch (error) {
    throw new Failure(`${what} ${quoted(path)}: ${reason(error)}`);
  }
  throw new Failure(`${what} ${quoted(path)}: Not a directory`);
}

function* makeParents(run: Invocation, directory: string, source: string): Task<void> {
  const names = directoryName(source)
    .split('/')
    .filter((name) => name && name !== '.');
  let path = directory;
  for (const name of names) {
    path = joinPath(path, name);
    if (!isDirectory(run, path)) {
      run.process.files.makeDirectory(run.absolute(path), {
        mode: 0o777 & ~run.process.umask,
        who: run.process.credentials,
      });
    }
  }
}

function* copyNamed(run: Invocation, source: string, target: string, choices: CopyChoices): Task<void> {
  let inode: Inode;
  try {
    inode = inspect(run, source, choices.follow !== 'never');
  } catch (error) {
    yield* run.complain(`cannot stat ${quoted(source)}: ${reason(error)}`);
    return;
  }
  if (inode.type === 'directory' && !choices.recursive) {
    yield* run.complain(`-r not specified; omitting directory ${quoted(source)}`);
    return;
  }
  yield* copyTree(run, source, target, inode, choices, new Map());
}

/** Copies one thing and what is below it. Messages name what failed; the rest goes on. True when all went well. */
export function* copyTree(
  run: Invocation,
  source: string,
  target: string,
  inode: Inode,
  choices: CopyChoices,
  copied: Map<Inode, string>,
): Task<boolean> {
  const { files, credentials, umask } = run.process;
  const from = run.absolute(source);
  const to = run.absolute(target);
  const existing = lookAt(run, target);
  const reached = existing?.type === 'symlink' ? lookAt(run, target, true) : existing;
  if (inode.type === 'directory') {
    if (reached && reached.type !== 'directory') {
      yield* run.complain(`cannot overwrite non-directory ${quoted(target)} with directory ${quoted(source)}`);
      return false;
    }
    if (isBelow(run, source, target)) {
      yield* run.complain(`cannot copy a directory, ${quoted(source)}, into itself, ${quoted(target)}`);
      return false;
    }
    let names: string[];
    try {
      names = files.readDirectory(from, credentials);
    } catch (error) {
      yield* run.complain(`cannot access ${quoted(source)}: ${reason(error)}`);
      return false;
    }
    if (!reached) {
      try {
        files.makeDirectory(to, { mode: (inode.mode & ~umask) | 0o700, who: credentials });
      } catch (error) {
        yield* run.complain(`cannot create directory ${quoted(target)}: ${reason(error)}`);
        return false;
      }
      if (choices.verbose) yield* run.print(`${quoted(source)} -> ${quoted(target)}\n`);
    }
    let well = true;
    for (const name of names) {
      const below = joinPath(source, name);
      const child = lookAt(run, below, choices.follow === 'always');
      if (!child) {
        yield* run.complain(`cannot stat ${quoted(below)}: No such file or directory`);
        well = false;
        continue;
      }
      if (!(yield* copyTree(run, below, joinPath(target, name), child, choices, copied))) well = false;
    }
    if (!reached)
      files.changeMode(to, choices.keep.has('mode') ? inode.mode : inode.mode & ~umask & 0o777, credentials);
    keepAttributes(run, to, inode, choices);
    return well;
  }
  if (reached?.type === 'directory') {
    yield* run.complain(`cannot overwrite directory ${quoted(target)} with non-directory`);
    return false;
  }
  if (reached && reached === inode && !choices.removeDestination && !(choices.link === 'hard')) {
    if (choices.backup === undefined || existing !== inode) {
      yield* run.complain(`${quoted(source)} and ${quoted(target)} are the same file`);
      return false;
    }
  }
  if (existing) {
    if (choices.noClobber) return true;
    if (choices.update && existing.mtime >= inode.mtime) return true;
    if (choices.interactive && !(yield* run.confirms(`overwrite ${quoted(target)}?`))) return true;
    if (choices.backup !== undefined) makeBackup(run, target, choices.backup);
    else if (choices.removeDestination || (choices.link && existing !== inode)) files.unlink(to, credentials);
    else if (inode.type === 'symlink') files.unlink(to, credentials);
  }
  if (!existing && target.endsWith('/')) {
    yield* run.complain(`cannot create regular file ${quoted(target)}: Not a directory`);
    return false;
  }
  const arrow = `${quoted(source)} -> ${quoted(target)}${existing && choices.backup !== undefined ? ` (backup: ${quoted(backupName(target, choices.backup))})` : ''}\n`;
  try {
    if (choices.link === 'hard') {
      if (existing !== inode) files.hardLink(from, to, credentials);
    } else if (choices.link === 'symbolic') {
      files.symlink(source, to, credentials);
    } else if (inode.type === 'symlink') {
      files.symlink(inode.target, to, credentials);
      keepAttributes(run, to, inode, choices);
    } else if (choices.keep.has('links') && copied.has(inode)) {
      if (lookAt(run, target)) files.unlink(to, credentials);
      files.hardLink(copied.get(inode)!, to, credentials);
    } else {
      if (existing?.type === 'symlink' && !reached) {
        yield* run.complain(`not writing through dangling symlink ${quoted(target)}`);
        return false;
      }
      if (!permits(inode, 4, credentials)) {
        yield* run.complain(`cannot open ${quoted(source)} for reading: Permission denied`);
        return false;
      }
      const content = inode.type === 'device' ? new Uint8Array(0) : files.readFile(from, credentials);
      if (choices.force && existing && !permits(existing, 2, credentials)) files.unlink(to, credentials);
      const file = files.open(
        to,
        { write: true, create: true, truncate: true },
        inode.mode & 0o777 & ~umask,
        credentials,
      );
      yield* file.write(content);
      file.release();
      copied.set(inode, to);
      keepAttributes(run, to, inode, choices);
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const what =
      choices.link === 'hard'
        ? 'create hard link'
        : inode.type === 'symlink'
          ? 'create symbolic link'
          : 'create regular file';
    yield* run.complain(
      `cannot ${existing && !choices.link && inode.type !== 'symlink' ? 'create regular file' : what} ${quoted(target)}: ${reason(error)}`,
    );
    return false;
  }
  if (choices.verbose) yield* run.print(arrow);
  return true;
}

function keepAttributes(run: Invocation, to: string, inode: Inode, choices: CopyChoices): void {
  const { files, credentials } = run.process;
  if (choices.keep.has('ownership') && credentials.uid === 0) {
    files.changeOwner(to, { uid: inode.uid, gid: inode.gid }, credentials, false);
  }
  if (inode.type === 'symlink') return;
  if (choices.keep.has('mode')) files.changeMode(to, inode.mode, credentials);
  if (choices.keep.has('timestamps')) files.setTimes(to, { mtime: inode.mtime, atime: inode.atime }, credentials);
}

/** Whether `target` would lie inside directory `source`. */
function isBelow(run: Invocation, source: string, target: string): boolean {
  const { files } = run.process;
  try {
    const from = files.realpath(run.absolute(source));
    const to = joinPath(files.realpath(run.absolute(directoryName(target))), baseName(target));
    return to === from || to.startsWith(`${from}/`);
  } catch (error) {
    reason(error);
    return false;
  }
}

/** `0644 (rw-r--r--)`, as questions about protected files show a mode. */
export const modeForQuestion = (inode: Inode): string => `${octalMode(inode.mode)} (${permissionText(inode.mode)})`;
