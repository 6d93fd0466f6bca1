// truncate: makes files shorter or longer.

import { concat } from '../../base/bytes.ts';
import type { Program } from '../../linux/host/process.ts';
import { parseCount } from '../coreutils/count.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, reason, utility } from '../utility.ts';

export const truncate: Program = utility(
  { usage: 'OPTION... FILE...', options: ['c,no-create', '!o,io-blocks', 'r,reference=', 's,size='] },
  function* (run) {
    const { files, credentials, umask } = run.process;
    const [size, reference] = [run.value('size'), run.value('reference')];
    if (size === undefined && reference === undefined) {
      throw new UsageError(`you must specify either ${quote('--size')} or ${quote('--reference')}`);
    }
    const [, sign, amount] = /^([-+<>/%]?)(.*)$/.exec(size ?? '')!;
    const number = size === undefined ? 0 : parseCount(amount);
    if (number === undefined) throw new Failure(`Invalid number: ${quote(size!)}`);
    if (run.operands.length === 0) throw new UsageError('missing file operand');
    const lengthOf = (path: string) => files.readFile(run.absolute(path), credentials).length;
    for (const path of run.operands) {
      try {
        if (!files.exists(run.absolute(path), credentials)) {
          if (run.has('no-create')) continue;
          files.open(run.absolute(path), { write: true, create: true }, 0o666 & ~umask, credentials).release();
        }
        const base = reference === undefined ? lengthOf(path) : lengthOf(reference);
        const to = {
          '': reference === undefined ? number : base,
          '+': base + number,
          '-': Math.max(0, base - number),
          '<': Math.min(base, number),
          '>': Math.max(base, number),
          '/': Math.floor(base / (number || 1)) * number,
          '%': Math.ceil(base / (number || 1)) * number,
        }[sign]!;
        const content = files.readFile(run.absolute(path), credentials);
        if (to <= content.length) files.truncate(run.absolute(path), to, credentials);
        else
          files.writeFile(run.absolute(path), concat([content, new Uint8Array(to - content.length)]), {
            who: credentials,
          });
      } catch (error) {
        yield* run.complain(`cannot open ${quoted(path)} for writing: ${reason(error)}`);
      }
    }
    return run.status;
  },
);
