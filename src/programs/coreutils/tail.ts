// tail: the last lines or bytes; with -f it looks at the file once a second, as the polling tail does.

import { concat } from '../../base/bytes.ts';
import { SystemError, strerror } from '../../linux/errors.ts';
import type { Inode } from '../../linux/files/inode.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Input, type Invocation, utility } from '../utility.ts';
import { parseCount } from './count.ts';

export const tail: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'n,lines=',
      'c,bytes=',
      'q,quiet,silent',
      'v,verbose',
      'f',
      'follow[=]',
      'F',
      's,sleep-interval=',
      'retry',
      'pid=',
      'z,zero-terminated',
      'max-unchanged-stats=',
    ],
    rewrite: (words) => {
      const [, sign, count, bytes, follow] = /^([-+])(\d+)([lc]?)(f?)$/.exec(words[0] ?? '') ?? [];
      const obsolete = /^-\d+$/.test(words[0] ?? '') ? undefined : words.find((word) => /^-\d+[lcf]*$/.test(word));
      const files = words.slice(1).filter((word) => !word.startsWith('-'));
      if (obsolete !== undefined || (sign === '-' && files.length > 1))
        throw new Failure(`option used in invalid context -- ${(obsolete ?? words[0])[1]}`);
      if (!sign) return words;
      const rest = [bytes === 'c' ? '-c' : '-n', `${sign === '+' ? '+' : ''}${count}`];
      return [...rest, ...(follow ? ['-f'] : []), ...words.slice(1)];
    },
  },
  function* (run) {
    const unit = run.lastOf('lines', 'bytes') ?? 'lines';
    const given = run.value(unit) ?? '10';
    const count = parseCount(given.replace(/^[-+]/, ''));
    if (count === undefined) throw new Failure(`invalid number of ${unit}: ${quote(given.replace(/^-/, ''))}`);
    if (count >= 2 ** 64)
      throw new Failure(`invalid number of ${unit}: ${quote(given)}: Value too large for defined data type`);
    const portion: Portion = {
      unit,
      count,
      fromStart: given.startsWith('+'),
      terminator: run.has('zero-terminated') ? 0 : 10,
    };
    if (count === 0 && !portion.fromStart && !run.has('f') && !run.has('F') && !run.has('follow')) return;
    const interval = Number(run.value('sleep-interval') ?? '1');
    if (Number.isNaN(interval) || interval < 0) {
      throw new Failure(`invalid number of seconds: ${quote(run.value('sleep-interval')!)}`);
    }
    const choice = run.lastOf('quiet', 'verbose');
    const titled = choice === 'verbose' || (choice === undefined && run.operands.length > 1);
    const byName = run.has('F') || run.value('follow') === 'name';
    const follows = run.has('f') || run.has('F') || run.has('follow');
    const retries = run.has('F') || run.has('retry');
    const followed: Followed[] = [];
    let first = true;
    const title = function* (path: string): Task<void> {
      if (titled) yield* run.print(`${first ? '' : '\n'}==> ${path === '-' ? 'standard input' : path} <==\n`);
      first = false;
    };
    for (const path of run.inputs) {
      let input: Input | undefined;
      try {
        input = run.open(path);
        yield* title(path);
        if (input.file.kind === 'directory') {
          yield* run.complain(`error reading ${quoted(path)}: Is a directory`);
          if (follows)
            yield* run.complain(
              `${path}: cannot follow end of this type of file${retries ? '' : '; giving up on this name'}`,
            );
        } else {
          yield* lastPart(run, input, portion);
          if (follows && input.file.inode)
            followed.push({ path, inode: input.file.inode, seen: lengthOf(input.file.inode) });
          else if (follows && input.file.kind === 'terminal') followed.push({ path, inode: undefined, seen: 0 });
        }
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        yield* run.complain(`cannot open ${quoted(path)} for reading: ${strerror(error.code)}`);
        if (retries) followed.push({ path, inode: undefined, seen: 0 });
      } finally {
        input?.close();
      }
    }
    if (!follows) return run.status;
    if (followed.length === 0) {
      if (run.status) yield* run.note(`${run.name}: no files remaining\n`);
      return run.status;
    }
    yield* run.flush();
    let last = followed.at(-1)!.path;
    const pid = run.value('pid');
    for (;;) {
      yield* run.process.sleep(interval * 1000);
      for (const one of followed) {
        const news = yield* look(run, one, byName, retries);
        if (news.length === 0) continue;
        if (one.path !== last) yield* title(one.path);
        last = one.path;
        yield* run.print(news);
      }
      yield* run.flush();
      if (pid !== undefined && !run.process.host.processes.get(Number(pid))) return run.status;
    }
  },
);

interface Portion {
  readonly unit: string;
  readonly count: number;
  readonly fromStart: boolean;
  readonly terminator: number;
}

interface Followed {
  readonly path: string;
  inode: Inode | undefined;
  seen: number;
}

const contentOf = (inode: Inode): Uint8Array => (inode.type === 'file' ? inode.content : new Uint8Array(0));
const lengthOf = (inode: Inode): number => contentOf(inode).length;

/** What has come since last time. A file that shrank is read again from its start. */
function* look(run: Invocation, one: Followed, byName: boolean, retries: boolean): Task<Uint8Array> {
  if (byName || (retries && !one.inode)) {
    const current = currentInode(run, one.path);
    if (current !== one.inode) {
      if (!current) yield* run.complain(`${quoted(one.path)} has become inaccessible: No such file or directory`);
      else if (one.inode) yield* run.note(`${run.name}: ${quoted(one.path)} has been replaced;  following new file\n`);
      else yield* run.note(`${run.name}: ${quoted(one.path)} has appeared;  following new file\n`);
      one.inode = current;
      one.seen = 0;
    }
  }
  if (!one.inode) return new Uint8Array(0);
  const content = contentOf(one.inode);
  if (content.length < one.seen) {
    yield* run.note(`${run.name}: ${one.path}: file truncated\n`);
    one.seen = 0;
  }
  const news = content.subarray(one.seen);
  one.seen = content.length;
  return news;
}

function currentInode(run: Invocation, path: string): Inode | undefined {
  try {
    return run.process.files.stat(run.absolute(path), run.process.credentials);
  } catch (error) {
    if (error instanceof SystemError) return undefined;
    throw error;
  }
}

function* lastPart(run: Invocation, input: Input, portion: Portion): Task<void> {
  const { count, terminator } = portion;
  if (portion.fromStart) {
    let skip = Math.max(count - 1, 0);
    while (portion.unit === 'lines' && skip > 0 && (yield* input.lineBytes(terminator))) skip--;
    while (portion.unit === 'bytes' && skip > 0) {
      const part = yield* input.read(Math.min(skip, 65_536));
      if (part.length === 0) return;
      skip -= part.length;
    }
    for (;;) {
      const part = yield* input.read();
      if (part.length === 0) return;
      yield* run.print(part);
    }
  }
  const parts: Uint8Array[] = [];
  for (;;) {
    const part = yield* input.read();
    if (part.length === 0) break;
    parts.push(part);
  }
  const all = concat(parts);
  yield* run.print(
    all.subarray(portion.unit === 'bytes' ? Math.max(0, all.length - count) : lineStart(all, count, terminator)),
  );
}

/** Where the last `count` lines begin. A last line without its terminator counts. */
function lineStart(all: Uint8Array, count: number, terminator: number): number {
  if (count === 0) return all.length;
  let at = all.at(-1) === terminator ? all.length - 1 : all.length;
  for (let left = count; left > 0; left--) {
    if (at === 0) return 0;
    at = all.lastIndexOf(terminator, at - 1);
    if (at < 0) return 0;
  }
  return at + 1;
}
