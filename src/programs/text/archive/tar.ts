// tar: makes, lists and unpacks archives, compressed with gzip or plain.

import { DeflateError } from '../../../base/deflate.ts';
import { gunzip, gzip, isGzip, NotGzip } from '../../../base/gzip.ts';
import { directoryName, joinPath } from '../../../base/path-names.ts';
import { strftime } from '../../../base/strftime.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Inode } from '../../../linux/files/inode.ts';
import { findAccount, findGroup } from '../../../linux/host/accounts.ts';
import type { Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { permissionText } from '../../file-mode.ts';
import { UsageError } from '../../getopt.ts';
import { quote } from '../../quote.ts';
import { Failure, type Invocation, reason, utility } from '../../utility.ts';
import { type Member, NotTar, readTar, writeTar } from './tar-format.ts';

const FATAL = 2;
const MODES = ['create', 'extract', 'list'] as const;
/** Letters of the old spelling (`tar cf x.tar`) that take the next word. */
const WITH_ARGUMENT = /[fCXTbg]/;

export const tar: Program = utility(
  {
    usage: '[OPTION...] [FILE]...',
    suite: 'tar (GNU tar) 1.35',
    usageStatus: 64,
    hint: () => "Try 'tar --help' or 'tar --usage' for more information.",
    options: [
      'c,create',
      'x,extract,get',
      't,list',
      '!A,catenate',
      '!d,diff',
      '!r,append',
      '!u,update',
      'f,file=',
      'C,directory=',
      'v,verbose',
      'z,gzip,gunzip',
      '!j,bzip2',
      '!J,xz',
      '!zstd',
      'a,auto-compress',
      'strip-components=',
      'exclude=',
      'k,keep-old-files',
      'p,preserve-permissions',
      'P,absolute-names',
      'O,to-stdout',
      'm,touch',
      'h,dereference',
      'no-same-owner,o',
      'same-owner',
      'overwrite',
      'no-recursion',
      '!remove-files',
      'T,files-from=',
      '!wildcards',
      '!transform=',
      '!numeric-owner',
      '!W,verify',
    ],
    rewrite: oldSpelling,
  },
  function* (run) {
    const chosen = MODES.filter((mode) => run.has(mode));
    if (chosen.length === 0) {
      throw new UsageError("You must specify one of the '-Acdtrux', '--delete' or '--test-label' options", FATAL);
    }
    if (chosen.length > 1)
      throw new UsageError("You may not specify more than one '-Acdtrux', '--delete' or  '--test-label' option", FATAL);
    if (chosen[0] === 'create') yield* create(run);
    else yield* unpack(run, chosen[0] === 'list');
    if (run.status !== 0) yield* run.note('tar: Exiting with failure status due to previous errors\n');
    return run.status;
  },
);

function oldSpelling(words: readonly string[]): readonly string[] {
  const [first, ...rest] = words;
  if (first === undefined || first.startsWith('-')) return words;
  const queue = [...rest];
  const options = [...first].flatMap((letter) => {
    if (!WITH_ARGUMENT.test(letter)) return [`-${letter}`];
    const value = queue.shift();
    if (value === undefined) throw new UsageError(`Old option '${letter}' requires an argument.`, FATAL);
    return [`-${letter}`, value];
  });
  return [...options, ...queue];
}

const fatal = (message: string) => new Failure(`${message}\ntar: Error is not recoverable: exiting now`, FATAL);

/** Patterns given behind all names come too late to exclude anything. */
function lateExclusions(run: Invocation): string[] {
  const words = run.process.argv;
  const last = Math.max(...run.operands.map((name) => words.lastIndexOf(name)));
  return words.slice(last + 1).flatMap((word) => /^--exclude=(.*)$/.exec(word)?.[1] ?? []);
}

/** The directory -C leads to. */
function workplace(run: Invocation): string {
  let at = run.process.directory;
  for (const directory of run.values('directory')) {
    at = directory.startsWith('/') ? directory : joinPath(at, directory);
    const { files, credentials } = run.process;
    try {
      if (files.stat(at, credentials).type !== 'directory') throw new SystemError('ENOTDIR', at);
    } catch (error) {
      throw fatal(`${directory}: Cannot open: ${reason(error)}`);
    }
  }
  return at;
}

function* create(run: Invocation): Task<void> {
  const names = [...run.operands];
  const listed = run.value('files-from');
  if (listed !== undefined) {
    const input = run.open(listed);
    names.push(...(yield* input.text()).split('\n').filter(Boolean));
    input.close();
  }
  if (names.length === 0) throw new UsageError('Cowardly refusing to create an empty archive', FATAL);
  const late = lateExclusions(run);
  const exclusions = run.values('exclude').filter((pattern) => !late.includes(pattern));
  const at = workplace(run);
  const members: Member[] = [];
  const seen = new Map<Inode, string>();
  let warned = false;
  const { files, credentials } = run.process;
  const add = function* (name: string): Task<void> {
    if (exclusions.some((pattern) => matchesPattern(pattern, name))) return;
    const path = name.startsWith('/') ? name : joinPath(at, name);
    let inode: Inode;
    let below: readonly string[] = [];
    let content = new Uint8Array();
    try {
      inode = run.has('dereference') ? files.stat(path, credentials) : files.lstat(path, credentials);
      if (inode.type === 'directory') below = [...files.readDirectory(path, credentials)].sort();
      else if (inode.type !== 'symlink') content = files.readFile(path, credentials).slice();
    } catch (error) {
      const what = error instanceof SystemError && error.code === 'EACCES' ? 'open' : 'stat';
      yield* run.complain(`${name}: Cannot ${what}: ${reason(error)}`, FATAL);
      return;
    }
    let stored = name;
    if (name.startsWith('/') && !run.has('absolute-names')) {
      if (!warned) yield* run.complain("Removing leading `/' from member names", 0);
      warned = true;
      stored = name.replace(/^\/+/, '') || './';
    }
    if (inode.type === 'directory' && !stored.endsWith('/')) stored += '/';
    const first = inode.type === 'file' && inode.links > 1 ? seen.get(inode) : undefined;
    if (inode.type === 'file') seen.set(inode, stored);
    members.push({
      name: stored,
      type: first ? 'hard link' : inode.type === 'symlink' || inode.type === 'directory' ? inode.type : 'file',
      mode: inode.mode,
      uid: inode.uid,
      gid: inode.gid,
      user: findAccount(files, inode.uid)?.name ?? '',
      group: findGroup(files, inode.gid)?.name ?? '',
      mtime: Math.floor(inode.mtime / 1000),
      link: first ?? (inode.type === 'symlink' ? inode.target : ''),
      content: first ? new Uint8Array() : content,
    });
    if (run.has('verbose')) yield* tell(run, members.at(-1)!, run.value('file') === '-' || !run.has('file'));
    if (!run.has('no-recursion')) for (const one of below) yield* add(joinPath(name, one));
  };
  for (const name of names) yield* add(name);
  if (late.length > 0) {
    yield* run.complain(
      'The following options were used after any non-optional arguments in archive create or update mode.  These options are positional and affect only arguments that follow them.  Please, rearrange them properly.',
      FATAL,
    );
    for (const pattern of late) yield* run.complain(`--exclude ${quote(pattern)} has no effect`, FATAL);
  }
  const archive = writeTar(members);
  const path = run.value('file') ?? '-';
  const isPacked = run.has('gzip') || (run.has('auto-compress') && /\.t?gz$/.test(path));
  const bytes = isPacked ? gzip(archive) : archive;
  if (path === '-') return yield* run.print(bytes);
  try {
    const target = run.absolute(path);
    const file = files.open(
      target,
      { write: true, create: true, truncate: true },
      0o666 & ~run.process.umask,
      credentials,
    );
    yield* file.write(bytes);
    file.release();
  } catch (error) {
    throw fatal(`${path}: Cannot open: ${reason(error)}`);
  }
}

/** `-v` names a member, `-tv` shows it like ls -l. */
function* tell(run: Invocation, member: Member, onError = false): Task<void> {
  const isLong =
    (run.has('list') && run.has('verbose')) || run.options.filter(({ name }) => name === 'verbose').length > 1;
  const text = `${isLong ? longLine(member) : member.name}\n`;
  if (onError) yield* run.note(text);
  else yield* run.print(text);
}

function longLine(member: Member): string {
  const letter = { file: '-', directory: 'd', symlink: 'l', 'hard link': 'h' }[member.type];
  const mode = letter + permissionText(member.mode).slice(-9);
  const owner = `${member.user || member.uid}/${member.group || member.gid}`;
  const size = String(member.type === 'file' ? member.content.length : 0);
  const padding = Math.max(1, 19 - owner.length - size.length);
  const link =
    member.type === 'symlink' ? ` -> ${member.link}` : member.type === 'hard link' ? ` link to ${member.link}` : '';
  return `${mode} ${owner}${' '.repeat(padding)}${size} ${strftime('%Y-%m-%d %H:%M', member.mtime * 1000)} ${member.name}${link}`;
}

function* read(run: Invocation): Task<readonly Member[]> {
  const path = run.value('file') ?? '-';
  let bytes: Uint8Array;
  try {
    const input = run.open(path);
    bytes = yield* input.all();
    input.close();
  } catch (error) {
    if (!run.has('gzip')) throw fatal(`${path}: Cannot open: ${reason(error)}`);
    // With -z a child reads the file.
    yield* run.note(
      `tar (child): ${path}: Cannot open: ${reason(error)}\ntar (child): Error is not recoverable: exiting now\n`,
    );
    throw new Failure('Child returned status 2\ntar: Error is not recoverable: exiting now', FATAL);
  }
  try {
    if (isGzip(bytes) && (path !== '-' || run.has('gzip'))) bytes = gunzip(bytes).data;
    else if (run.has('gzip')) {
      yield* run.note('\ngzip: stdin: not in gzip format\n');
      throw new Failure('Child returned status 1\ntar: Error is not recoverable: exiting now', FATAL);
    }
    return readTar(bytes);
  } catch (error) {
    if (error instanceof NotGzip || error instanceof DeflateError) throw fatal(error.message);
    if (!(error instanceof NotTar)) throw error;
    yield* run.complain(error.message, FATAL);
    return [];
  }
}

function* unpack(run: Invocation, onlyLists: boolean): Task<void> {
  const members = yield* read(run);
  const at = workplace(run);
  const strip = Number(run.value('strip-components') ?? 0);
  const found = new Set<string>();
  let warned = false;
  const later: (() => void)[] = [];
  for (const member of members) {
    const name = member.name.replace(/\/$/, '');
    const wanted = run.operands.find((one) => isInside(name, one.replace(/\/+$/, '')));
    if (run.operands.length > 0 && wanted === undefined) continue;
    if (wanted !== undefined) found.add(wanted);
    if (run.values('exclude').some((pattern) => matchesPattern(pattern, name))) continue;
    if (onlyLists) {
      yield* tell(run, member);
      continue;
    }
    let target = member.name;
    if (target.startsWith('/') && !run.has('absolute-names')) {
      if (!warned) yield* run.complain("Removing leading `/' from member names", 0);
      warned = true;
      target = target.replace(/^\/+/, '');
    }
    const parts = target.split('/').filter((part) => part !== '');
    if (parts.length <= strip && strip > 0) continue;
    if (parts.includes('..') && !run.has('absolute-names')) {
      yield* run.complain(`${member.name}: Member name contains '..'`, FATAL);
      continue;
    }
    if (run.has('verbose')) yield* tell(run, member, run.has('to-stdout'));
    if (run.has('to-stdout')) yield* run.print(member.content);
    else {
      const path = target.startsWith('/') ? target : joinPath(at, parts.slice(strip).join('/'));
      yield* extract(run, member, path, (link) => joinPath(at, link), later);
    }
  }
  for (const act of later.reverse()) act();
  for (const one of run.operands) if (!found.has(one)) yield* run.complain(`${one}: Not found in archive`, FATAL);
}

const isInside = (name: string, wanted: string): boolean => name === wanted || name.startsWith(`${wanted}/`);

/** Directories get their times last, because files put into them change them. */
function* extract(
  run: Invocation,
  member: Member,
  path: string,
  linked: (name: string) => string,
  later: (() => void)[],
): Task<void> {
  const { files, credentials, umask } = run.process;
  const keepsMode = run.has('preserve-permissions') || credentials.uid === 0;
  const mode = keepsMode ? member.mode : member.mode & ~umask;
  try {
    const above = directoryName(path);
    if (!files.exists(above, credentials)) files.makeDirectory(above, { recursive: true, who: credentials });
    const exists = files.exists(path, credentials) || isLink(run, path);
    if (exists && run.has('keep-old-files') && member.type !== 'directory') throw new SystemError('EEXIST', path);
    if (exists && member.type !== 'directory') files.unlink(path, credentials);
    if (member.type === 'directory') {
      if (!exists) files.makeDirectory(path, { who: credentials });
    } else if (member.type === 'symlink') files.symlink(member.link, path, credentials);
    else if (member.type === 'hard link') files.hardLink(linked(member.link), path, credentials);
    else {
      const file = files.open(path, { write: true, create: true, truncate: true }, mode & 0o777, credentials);
      yield* file.write(member.content);
      file.release();
    }
    if (member.type === 'symlink' || member.type === 'hard link') return;
    if (credentials.uid === 0 && !run.has('no-same-owner'))
      files.changeOwner(path, { uid: member.uid, gid: member.gid });
    files.changeMode(path, mode, credentials);
    const setTime = () => files.setTimes(path, { mtime: member.mtime * 1000 }, credentials);
    if (run.has('touch')) return;
    if (member.type === 'directory') later.push(setTime);
    else setTime();
  } catch (error) {
    yield* run.complain(`${member.name}: Cannot open: ${reason(error)}`, FATAL);
  }
}

function isLink(run: Invocation, path: string): boolean {
  try {
    return run.process.files.lstat(path, run.process.credentials).type === 'symlink';
  } catch (error) {
    if (error instanceof SystemError) return false;
    throw error;
  }
}

/** `--exclude`: a pattern may match from any part of the name on. */
function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`(^|/)${source}(/|$)`).test(name);
}
