// cmp: where two files first differ, or every byte that does.

import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { parseCount } from '../coreutils/count.ts';
import { UsageError } from '../getopt.ts';
import { type Invocation, reason, utility } from '../utility.ts';

export const cmp: Program = utility(
  {
    usage: '[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]',
    suite: 'GNU diffutils 3.10',
    usageStatus: 2,
    hint: (name) => `${name}: Try '${name} --help' for more information.`,
    options: ['b,print-bytes', 'i,ignore-initial=', 'l,verbose', 'n,bytes=', 's,quiet,silent'],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const [first, second = '-', skipFirst, skipSecond, extra] = run.operands;
  if (run.has('verbose') && run.has('quiet')) throw new UsageError('options -l and -s are incompatible');
  if (first === undefined) throw new UsageError(`missing operand after '${run.name}'`);
  const number = (text: string, option: string): number => {
    const count = parseCount(text);
    if (count === undefined) throw new UsageError(`invalid --${option} value '${text}'`);
    return count;
  };
  const initial = run.value('ignore-initial');
  const [one, other] = /^([^:]*)(?::(.*))?$/.exec(initial ?? '')?.slice(1) ?? [];
  const skips =
    initial === undefined
      ? [skipFirst ?? '0', skipSecond ?? '0'].map((text) => number(text, 'ignore-initial'))
      : [one, other ?? one].map((text) => number(text, 'ignore-initial'));
  if (extra !== undefined) throw new UsageError(`extra operand '${extra}'`);
  const limit = run.has('bytes') ? number(run.value('bytes')!, 'bytes') : Number.POSITIVE_INFINITY;
  const a = yield* readFrom(run, first, skips[0]);
  const b = a && (yield* readFrom(run, second, skips[1]));
  if (!a || !b) return 2;
  return yield* compare(run, { name: first, bytes: a }, { name: second, bytes: b }, limit);
}

interface Side {
  readonly name: string;
  readonly bytes: Uint8Array;
}

function* compare(run: Invocation, a: Side, b: Side, limit: number): Task<ExitCode> {
  const shared = Math.min(a.bytes.length, b.bytes.length, limit);
  const width = String(Math.min(limit, Math.max(a.bytes.length, b.bytes.length))).length;
  let differs = false;
  let lines = 1;
  for (let at = 0; at < shared; at++) {
    const [left, right] = [a.bytes[at], b.bytes[at]];
    if (left !== right) {
      differs = true;
      if (run.has('quiet')) return 1;
      const octal = [left, right].map((byte) => byte.toString(8).padStart(3));
      const bytes = run.has('print-bytes');
      if (!run.has('verbose')) {
        const shown = bytes ? ` is ${octal[0]} ${visible(left)} ${octal[1]} ${visible(right)}` : '';
        yield* run.print(`${a.name} ${b.name} differ: byte ${at + 1}, line ${lines}${shown}\n`);
        return 1;
      }
      yield* run.print(
        `${String(at + 1).padStart(width)} ${
          bytes ? `${octal[0]} ${visible(left).padEnd(4)} ${octal[1]} ${visible(right)}` : octal.join(' ')
        }\n`,
      );
    }
    if (left === 10) lines++;
  }
  if (a.bytes.length !== b.bytes.length && shared < limit) {
    if (run.has('quiet')) return 1;
    const short = a.bytes.length < b.bytes.length ? a : b;
    const endsLine = short.bytes[shared - 1] === 10;
    const where = run.has('verbose') ? '' : endsLine ? `, line ${lines - 1}` : `, in line ${lines}`;
    yield* run.complain(
      shared === 0 ? `EOF on ${short.name} which is empty` : `EOF on ${short.name} after byte ${shared}${where}`,
    );
    return 1;
  }
  return differs ? 1 : 0;
}

/** As cat -t shows a byte: `^J`, `M-a`. */
function visible(byte: number): string {
  const meta = byte >= 128 ? 'M-' : '';
  const low = byte & 0x7f;
  if (low < 32) return `${meta}^${String.fromCharCode(low + 64)}`;
  return low === 127 ? `${meta}^?` : meta + String.fromCharCode(low);
}

function* readFrom(run: Invocation, path: string, skip: number): Task<Uint8Array | undefined> {
  try {
    return (yield* run.bytesOf(path)).subarray(skip);
  } catch (error) {
    const why = reason(error);
    if (!run.has('quiet') || why !== 'No such file or directory') yield* run.complain(`${path}: ${why}`, 2);
    return undefined;
  }
}
