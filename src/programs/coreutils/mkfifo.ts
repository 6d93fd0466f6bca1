// mkfifo and mknod: named pipes. Devices exist only where the kernel has a driver, so mknod makes none.

import type { Program } from '../../linux/host/process.ts';
import { parseMode } from '../file-mode.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

const MODE_OPTIONS = ['m,mode=', '!Z,context'];

function modeOf(run: Invocation): number {
  const text = run.value('mode');
  if (text === undefined) return 0o666 & ~run.process.umask;
  const change = parseMode(text, run.process.umask);
  if (!change) throw new Failure('invalid mode');
  const mode = change(0o666, false);
  if (mode > 0o777) throw new Failure('mode must specify only file permission bits');
  return mode;
}

export const mkfifo: Program = utility({ usage: '[OPTION]... NAME...', options: MODE_OPTIONS }, function* (run) {
  if (run.operands.length === 0) throw new UsageError('missing operand');
  const mode = modeOf(run);
  for (const path of run.operands) {
    yield* run.attempt(
      () => `cannot create fifo ${quoted(path)}`,
      () => run.process.files.makeFifo(run.absolute(path), mode, run.process.credentials),
    );
  }
});

export const mknod: Program = utility(
  { usage: '[OPTION]... NAME TYPE [MAJOR MINOR]', options: MODE_OPTIONS },
  // biome-ignore lint/correctness/useYield: nothing to wait for
  function* (run) {
    const [path, type, , minor] = run.operands;
    if (path === undefined) throw new UsageError('missing operand');
    const wanted = type === 'p' ? 2 : 4;
    if (type === undefined || run.operands.length < wanted) {
      const isDevice = type !== undefined && run.operands.length === 2;
      throw new UsageError(
        `missing operand after ${quote(run.operands.at(-1)!)}${isDevice ? '\nSpecial files require major and minor device numbers.' : ''}`,
      );
    }
    if (run.operands.length > wanted) {
      const isFifo = wanted === 2 && run.operands.length === 4;
      throw new UsageError(
        `extra operand ${quote(run.operands[wanted])}${isFifo ? '\nFifos do not have major and minor device numbers.' : ''}`,
      );
    }
    if (!/^[bcup]/.test(type)) throw new UsageError(`invalid device type ${quote(type)}`);
    if (type !== 'p') throw new NotSimulated(`${type}: device ${run.operands[2]}:${minor}`);
    const mode = modeOf(run);
    try {
      run.process.files.makeFifo(run.absolute(path), mode, run.process.credentials);
    } catch (error) {
      throw new Failure(`${path}: ${reason(error)}`);
    }
  },
);
