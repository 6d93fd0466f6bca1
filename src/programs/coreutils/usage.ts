// du: what files take. df, free and uptime are in their own files.

import { joinPath } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import { type Inode, sizeOf } from '../../linux/files/inode.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { globMatches } from '../text/grep.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { humanSize, parseCount } from './count.ts';
import { blocksOf } from './sizes.ts';
import { inspect, namesIn } from './tree.ts';

export { df } from './df.ts';
export { free, uptime } from './free.ts';

/** `1K-blocks`, or sizes for people. */
const blocks = (run: Invocation, bytes: number): string =>
  run.has('human-readable')
    ? humanSize(bytes)
    : run.has('si')
      ? humanSize(bytes, 1000)
      : String(Math.ceil(bytes / unitOf(run)));

/** `-B 1M` and its short forms; `-h` and `--si` are for people. */
function unitOf(run: Invocation): number {
  const size = run.value('block-size');
  if (size === undefined) return run.has('m') ? 2 ** 20 : run.has('bytes') ? 1 : 1024;
  const unit = parseCount(/^\d/.test(size) ? size : `1${size}`);
  if (!unit) throw new Failure(`invalid -B argument '${size}'`);
  return unit;
}

export const du: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'a,all',
      'b,bytes',
      'c,total',
      'd,max-depth=',
      'h,human-readable',
      'k',
      'm',
      'si',
      'S,separate-dirs',
      's,summarize',
      't,threshold=',
      '0,null',
      'exclude=',
      '!X,exclude-from=',
      '!inodes',
      'time[=]',
      '!time-style=',
      'B,block-size=',
      'l,count-links',
      'D,H,dereference-args',
      'P,no-dereference',
      'x,one-file-system',
      'apparent-size',
      'L,dereference',
    ],
  },
  function* (run) {
    const given = run.value('max-depth');
    if (given !== undefined && !/^\d+$/.test(given)) throw new UsageError(`invalid maximum depth ${quote(given)}`);
    if (run.has('summarize') && run.has('all')) throw new UsageError('cannot both summarize and show all entries');
    if (run.has('summarize') && given !== undefined) {
      yield* run.complain(
        `warning: summarizing ${given === '0' ? 'is the same as using' : 'conflicts with'} --max-depth=${given}`,
      );
      if (given !== '0') {
        yield* run.note(`Try '${run.name} --help' for more information.\n`);
        return 1;
      }
      run.status = 0;
    }
    const limit = run.value('threshold');
    const least = limit === undefined ? undefined : parseCount(limit.replace(/^-/, ''));
    if (limit !== undefined && least === undefined) throw new Failure(`invalid -t argument '${limit}'`);
    const isShown = (total: number) =>
      least === undefined || (limit!.startsWith('-') ? total <= least : total >= least);
    run.choice('time', [
      ['atime', 'access', 'use'],
      ['ctime', 'status'],
    ]);
    if (run.has('time')) throw new NotSimulated('--time');
    const end = run.has('null') ? '\0' : '\n';
    const excluded = run.values('exclude');
    const depth = run.has('summarize') ? 0 : Number(given ?? Number.POSITIVE_INFINITY);
    const apparent = run.has('bytes') || run.has('apparent-size');
    const seen = new Set<Inode>();
    const spaceOf = (inode: Inode) => (apparent ? sizeOf(inode) : blocksOf(inode));
    const visit = function* (path: string, level: number): Task<number> {
      let inode: Inode;
      try {
        inode = inspect(run, path, level === 0 || run.has('dereference'));
      } catch (error) {
        yield* run.complain(`cannot access ${quoted(path)}: ${reason(error)}`);
        return 0;
      }
      if (inode.type !== 'directory' && seen.has(inode)) return 0;
      seen.add(inode);
      let total = spaceOf(inode);
      if (inode.type === 'directory') {
        try {
          for (const name of namesIn(run, path)) {
            if (excluded.some((pattern) => globMatches(pattern, name))) continue;
            const below = yield* visit(joinPath(path, name), level + 1);
            const isInside = run.has('separate-dirs') && inspect(run, joinPath(path, name)).type === 'directory';
            if (!isInside) total += below;
          }
        } catch (error) {
          if (!(error instanceof SystemError)) throw error;
          yield* run.complain(`cannot read directory ${quoted(path)}: ${reason(error)}`);
        }
      }
      const shows = level <= depth && (inode.type === 'directory' || run.has('all') || level === 0);
      if (shows && isShown(total)) yield* run.print(`${blocks(run, total)}\t${path}${end}`);
      return total;
    };
    let sum = 0;
    for (const path of run.operands.length > 0 ? run.operands : ['.']) {
      if (path === '') yield* run.complain('invalid zero-length file name');
      else sum += yield* visit(path, 0);
    }
    if (run.has('total')) yield* run.print(`${blocks(run, sum)}\ttotal${end}`);
    return run.status;
  },
);
