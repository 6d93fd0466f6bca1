// du: what files take. df, free and uptime are in their own files.

import { joinPath } from '../../base/path-names.ts';
import { SystemError } from '../../linux/errors.ts';
import { type Inode, sizeOf } from '../../linux/files/inode.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { quoted } from '../quote.ts';
import { type Invocation, reason, utility } from '../utility.ts';
import { humanSize } from './count.ts';
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
      : String(Math.ceil(bytes / (run.has('m') ? 2 ** 20 : run.has('bytes') ? 1 : 1024)));

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
      's,summarize',
      'S,separate-dirs',
      'si',
      'x,one-file-system',
      'apparent-size',
      'L,dereference',
    ],
  },
  function* (run) {
    const depth = run.has('summarize') ? 0 : Number(run.value('max-depth') ?? Number.POSITIVE_INFINITY);
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
      if (shows) yield* run.print(`${blocks(run, total)}\t${path}\n`);
      return total;
    };
    let sum = 0;
    for (const path of run.operands.length > 0 ? run.operands : ['.']) sum += yield* visit(path, 0);
    if (run.has('total')) yield* run.print(`${blocks(run, sum)}\ttotal\n`);
  },
);
