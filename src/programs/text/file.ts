// file: says what a file is, from its first bytes. The rules are in file-kinds.ts.

import { SystemError } from '../../linux/errors.ts';
import type { Inode } from '../../linux/files/inode.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { lookAt } from '../coreutils/tree.ts';
import { type Invocation, reason, utility } from '../utility.ts';
import { type Kind, kindOfBytes, unpacked } from './file-kinds.ts';

const USAGE = `Usage: file [-bcCdEhikLlNnprsSvzZ0] [--apple] [--extension] [--mime-encoding]
            [--mime-type] [-e <testname>] [-F <separator>]  [-f <namefile>]
            [-m <magicfiles>] [-P <parameter=value>] [--exclude-quiet]
            <file> ...
       file -C [-m <magicfiles>]
       file [--help]`;

export const file: Program = utility(
  {
    usage: '[OPTION...] [FILE...]\nDetermine type of FILEs.',
    suite: 'file-5.45',
    hint: () => USAGE,
    options: [
      'b,brief',
      '!C,compile',
      '!c,checking-printout',
      '!d,debug',
      '!e,exclude=',
      '!exclude-quiet=',
      'E',
      'F,separator=',
      'f,files-from=',
      'h,no-dereference',
      'i,mime',
      '!extension',
      '!apple',
      '!k,keep-going',
      '!l,list',
      'L,dereference',
      '!m,magic-file=',
      'mime-type',
      'mime-encoding',
      'N,no-pad',
      'n,no-buffer',
      'p,preserve-date',
      '!P,parameter=',
      'r,raw',
      's,special-files',
      'S,no-sandbox',
      'z,uncompress',
      'Z,uncompress-noreport',
      '0,print0',
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const paths: string[] = [];
  for (const list of run.values('files-from')) {
    try {
      paths.push(
        ...new TextDecoder()
          .decode(yield* run.bytesOf(list))
          .split('\n')
          .filter(Boolean),
      );
    } catch (error) {
      yield* run.complain(`Cannot open \`${list}' (${reason(error)})`);
      return 1;
    }
  }
  paths.push(...run.operands);
  if (paths.length === 0) {
    yield* run.note(`${USAGE}\n`);
    return 1;
  }
  const shown = (path: string) => (path === '-' ? '/dev/stdin' : path);
  const widest = run.has('no-pad') ? 0 : Math.max(...paths.map((path) => shown(path).length));
  const separator = run.value('separator') ?? ':';
  for (const path of paths) {
    const kind = yield* kindOf(run, path);
    if (kind === undefined) return 1;
    const text = described(run, kind);
    if (run.has('brief')) yield* run.print(`${text}\n`);
    else if (run.has('print0'))
      yield* run.print(`${shown(path)}\0${separator} ${' '.repeat(Math.max(0, widest - shown(path).length))}${text}\n`);
    else
      yield* run.print(
        path === ''
          ? `${text}\n`
          : `${shown(path)}${separator}${' '.repeat(Math.max(0, widest - shown(path).length))} ${text}\n`,
      );
  }
  return run.status;
}

function described(run: Invocation, kind: Kind): string {
  if (run.has('mime')) return kind.mime === '' ? kind.text : `${kind.mime}; charset=${kind.charset}`;
  if (run.has('mime-type')) return kind.mime || kind.text;
  return run.has('mime-encoding') ? kind.charset : kind.text;
}

/** What is no plain file is told by its inode. Undefined when -E ends the run. */
function* kindOf(run: Invocation, path: string): Task<Kind | undefined> {
  if (path === '-') return kindOfBytes(yield* run.bytesOf('-'));
  const isFollowing =
    run.has('dereference') || (!run.has('no-dereference') && run.process.environment.has('POSIXLY_CORRECT'));
  let inode: Inode | undefined;
  try {
    inode = run.process.files.lstat(run.absolute(path), run.process.credentials);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const text = `cannot open \`${path}' (${reason(error)})`;
    if (run.has('E')) {
      yield* run.print(`${run.name}: ${text}\n`);
      return undefined;
    }
    return { text, mime: '', charset: '' };
  }
  const special = (text: string, mime: string): Kind => ({ text, mime: `inode/${mime}`, charset: 'binary' });
  if (inode.type === 'symlink') {
    const target = lookAt(run, path, true);
    if (!target) return special(`broken symbolic link to ${inode.target}`, 'symlink');
    if (!isFollowing) return special(`symbolic link to ${inode.target}`, 'symlink');
    inode = target;
  }
  const marks = [
    [0o4000, 'setuid'],
    [0o2000, 'setgid'],
    [0o1000, 'sticky'],
  ] as const;
  const prefix = marks
    .filter(([bit]) => (inode!.mode & bit) !== 0)
    .map(([, name]) => `${name}, `)
    .join('');
  if (inode.type === 'directory') return special(`${prefix}directory`, 'directory');
  if (inode.type === 'socket') return special('socket', 'socket');
  if (inode.type === 'fifo' && !run.has('special-files')) return special('fifo (named pipe)', 'fifo');
  if (inode.type === 'device' && !run.has('special-files'))
    return special(`character special (${inode.numbers.replace(':', '/')})`, 'chardevice');
  let bytes: Uint8Array;
  try {
    const input = run.open(path);
    bytes = inode.type === 'device' ? yield* input.read(1_048_576) : yield* input.all();
    input.close();
  } catch (error) {
    const readable = `regular file, no read permission`;
    return {
      text: `${prefix}${reason(error) === 'Permission denied' ? readable : reason(error)}`,
      mime: 'application/x-not-regular-file',
      charset: 'binary',
    };
  }
  // /proc says of its files that they are empty; what they hold shows only when they are read.
  if (bytes.length === 0 || (inode.type === 'generated' && !run.has('special-files')))
    return { text: `${prefix}empty`, mime: 'inode/x-empty', charset: 'binary' };
  const kind = kindOfBytes(bytes);
  if (run.has('uncompress') || run.has('uncompress-noreport')) {
    const inside = unpacked(bytes);
    if (inside) {
      const inner = kindOfBytes(inside);
      return { ...inner, text: run.has('uncompress-noreport') ? inner.text : `${inner.text} (${kind.text})` };
    }
  }
  return { ...kind, text: prefix + kind.text };
}
