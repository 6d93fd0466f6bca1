// chmod, chown, chgrp: who may do what with a file.

import { joinPath } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Inode } from '../../linux/files/inode.ts';
import { accounts, findAccount, findGroup, groups } from '../../linux/host/accounts.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { octalMode, parseMode, permissionText } from '../file-mode.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { inspect, lookAt, namesIn } from './tree.ts';

const REPORTS = ['c,changes', 'f,silent,quiet', 'v,verbose'] as const;

export const chmod: Program = utility(
  {
    usage:
      '[OPTION]... MODE[,MODE]... FILE...\n  or:  chmod [OPTION]... OCTAL-MODE FILE...\n  or:  chmod [OPTION]... --reference=RFILE FILE...',
    options: [...REPORTS, 'no-preserve-root', 'preserve-root', 'reference=', 'R,recursive'],
    // `chmod -x file`: a mode, not an option.
    rewrite: (words) => {
      const at = words.findIndex((word) => /^-([rwxXstugoa,+=-]|[0-7])+$/.test(word) && !/^--/.test(word));
      if (at < 0 || words.slice(0, at).some((word) => word === '--' || !word.startsWith('-'))) return words;
      return [...words.slice(0, at), '--', words[at], ...words.slice(at + 1)];
    },
  },
  function* (run) {
    const reference = run.value('reference');
    const [given, ...rest] = run.operands;
    const paths = reference === undefined ? rest : run.operands;
    if (reference === undefined && given === undefined) throw new UsageError('missing operand');
    if (paths.length === 0)
      throw new UsageError(reference === undefined ? `missing operand after ${quote(given)}` : 'missing operand');
    const change = reference === undefined ? parseMode(given, run.process.umask) : referenceMode(run, reference);
    if (!change) throw new UsageError(`invalid mode: ${quote(given)}`);
    yield* walk(run, paths, function* (path, inode) {
      if (inode.type === 'symlink') return;
      const before = inode.mode;
      const after = change(before, inode.type === 'directory');
      try {
        run.process.files.changeMode(run.absolute(path), after, run.process.credentials);
      } catch (error) {
        if (run.has('silent')) run.status = 1;
        else yield* run.complain(`changing permissions of ${quoted(path)}: ${reason(error)}`);
        return;
      }
      const old = `${octalMode(before)} (${permissionText(before)})`;
      const now = `${octalMode(inode.mode)} (${permissionText(inode.mode)})`;
      if (before !== inode.mode && (run.has('verbose') || run.has('changes'))) {
        yield* run.print(`mode of ${quoted(path)} changed from ${old} to ${now}\n`);
      } else if (run.has('verbose')) yield* run.print(`mode of ${quoted(path)} retained as ${now}\n`);
    });
  },
);

function referenceMode(run: Invocation, path: string): () => number {
  try {
    const { mode } = inspect(run, path, true);
    return () => mode;
  } catch (error) {
    throw new Failure(`failed to get attributes of ${quoted(path)}: ${reason(error)}`);
  }
}

/** Each named file, and with -R all below; links inside a tree are not followed. */
function* walk(
  run: Invocation,
  paths: readonly string[],
  change: (path: string, inode: Inode, named: boolean) => Task<void>,
): Task<void> {
  const forMode = !run.has('no-dereference') && change.length === 2;
  const visit = function* (path: string, named: boolean): Task<void> {
    let inode: Inode;
    try {
      inode = inspect(run, path, named && !run.has('no-dereference'));
    } catch (error) {
      if (run.has('silent')) run.status = 1;
      else if (named && lookAt(run, path))
        yield* run.complain(
          `cannot ${forMode ? 'operate on dangling symlink' : 'dereference'} ${quoted(path)}${forMode ? '' : `: ${reason(error)}`}`,
        );
      else yield* run.complain(`cannot access ${quoted(path)}: ${reason(error)}`);
      return;
    }
    yield* change(path, inode, named);
    if (!run.has('recursive') || inspect(run, path).type !== 'directory') return;
    try {
      for (const name of namesIn(run, path)) yield* visit(joinPath(path, name), false);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* run.complain(`cannot read directory ${quoted(path)}: ${reason(error)}`);
    }
  };
  for (const path of paths) yield* visit(path, true);
}

interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

const OWNER_OPTIONS = [
  ...REPORTS,
  'dereference',
  'h,no-dereference',
  'from=',
  'no-preserve-root',
  'preserve-root',
  'reference=',
  'R,recursive',
  'H',
  'L',
  'P',
];

export const chown: Program = utility(
  {
    usage: '[OPTION]... [OWNER][:[GROUP]] FILE...\n  or:  chown [OPTION]... --reference=RFILE FILE...',
    options: OWNER_OPTIONS,
  },
  (run) => changeOwner(run, 'ownership', parseOwner),
);

export const chgrp: Program = utility(
  { usage: '[OPTION]... GROUP FILE...\n  or:  chgrp [OPTION]... --reference=RFILE FILE...', options: OWNER_OPTIONS },
  (run) => changeOwner(run, 'group', (one, text) => ({ gid: groupNumber(one, text, `invalid group: ${quote(text)}`) })),
);

function parseOwner(run: Invocation, text: string): Owner {
  const at = text.includes(':') ? text.indexOf(':') : text.indexOf('.');
  const known = findAccount(run.process.files, text);
  if (at < 0 || known) return { uid: userNumber(run, text, text) };
  const user = text.slice(0, at);
  const group = text.slice(at + 1);
  const uid = user === '' ? undefined : userNumber(run, user, text);
  if (group !== '') return { uid, gid: groupNumber(run, group, `invalid group: ${quote(text)}`) };
  if (uid === undefined) return {};
  // `root:` means the login group of root.
  const account = accounts(run.process.files).find((one) => one.uid === uid);
  if (!account) throw new Failure(`invalid spec: ${quote(text)}`);
  return { uid, gid: account.gid };
}

function userNumber(run: Invocation, name: string, whole: string): number {
  const account = findAccount(run.process.files, name);
  if (account) return account.uid;
  if (/^\+?\d+$/.test(name)) return Number(name);
  throw new Failure(`invalid user: ${quote(whole)}`);
}

function groupNumber(run: Invocation, name: string, message: string): number | undefined {
  if (name === '') return undefined;
  const group = findGroup(run.process.files, name);
  if (group) return group.gid;
  if (/^\+?\d+$/.test(name)) return Number(name);
  throw new Failure(message);
}

function* changeOwner(
  run: Invocation,
  what: 'ownership' | 'group',
  parse: (run: Invocation, text: string) => Owner,
): Task<void> {
  const reference = run.value('reference');
  const paths = reference === undefined ? run.operands.slice(1) : run.operands;
  if (run.operands.length === 0) throw new UsageError('missing operand');
  if (paths.length === 0) throw new UsageError(`missing operand after ${quote(run.operands[0])}`);
  let owner: Owner;
  if (reference === undefined) owner = parse(run, run.operands[0]);
  else {
    try {
      const { uid, gid } = inspect(run, reference, true);
      owner = what === 'group' ? { gid } : { uid, gid };
    } catch (error) {
      throw new Failure(`failed to get attributes of ${quoted(reference)}: ${reason(error)}`);
    }
  }
  const from = run.value('from');
  const only = from === undefined ? {} : parseOwner(run, from);
  yield* walk(run, paths, function* (path, inode, named) {
    if (only.uid !== undefined && only.uid !== inode.uid) return;
    if (only.gid !== undefined && only.gid !== inode.gid) return;
    const before = ownerName(run, inode, what, owner);
    const isSame = (owner.uid ?? inode.uid) === inode.uid && (owner.gid ?? inode.gid) === inode.gid;
    try {
      const follow = named && !run.has('no-dereference');
      run.process.files.changeOwner(run.absolute(path), owner, run.process.credentials, follow);
    } catch (error) {
      if (run.has('silent')) run.status = 1;
      else yield* run.complain(`changing ${what} of ${quoted(path)}: ${reason(error)}`);
      return;
    }
    const now = ownerName(run, inode, what, owner);
    if (!isSame && (run.has('verbose') || run.has('changes'))) {
      yield* run.print(`changed ${what} of ${quoted(path)} from ${before} to ${now}\n`);
    } else if (run.has('verbose')) yield* run.print(`${what} of ${quoted(path)} retained as ${now}\n`);
  });
}

/** Only the halves that were asked for: `bob`, `:staff`, `bob:staff`. */
function ownerName(run: Invocation, inode: Inode, what: string, owner: Owner): string {
  const user = findAccount(run.process.files, inode.uid)?.name ?? String(inode.uid);
  const group = groups(run.process.files).find((one) => one.gid === inode.gid)?.name ?? String(inode.gid);
  if (what === 'group') return group;
  if (owner.gid === undefined) return user;
  return owner.uid === undefined ? `:${group}` : `${user}:${group}`;
}
