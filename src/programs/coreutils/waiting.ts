// sleep and timeout: virtual time passes.

import { SystemError } from '../../linux/errors.ts';
import type { Program } from '../../linux/host/process.ts';
import { SIGNALS, signalNamed } from '../../linux/host/signals.ts';
import { wait } from '../../sim/task.ts';
import { delay, first } from '../../sim/waits.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { reason, utility } from '../utility.ts';

const UNITS: Readonly<Record<string, number>> = { '': 1000, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1.5m` → 90 000; undefined for no time interval. */
function parseSpan(text: string): number | undefined {
  if (/^inf(inity)?$/i.test(text)) return Number.POSITIVE_INFINITY;
  const [, amount, unit] = /^(\d+\.?\d*(?:e[-+]?\d+)?|\.\d+)([smhd]?)$/i.exec(text) ?? [];
  return amount === undefined ? undefined : Number(amount) * UNITS[unit];
}

export const sleep: Program = utility({ usage: 'NUMBER[SUFFIX]...' }, function* (run) {
  if (run.operands.length === 0) throw new UsageError('missing operand');
  let span = 0;
  let valid = true;
  for (const text of run.operands) {
    const part = parseSpan(text);
    if (part === undefined) {
      yield* run.complain(`invalid time interval ${quote(text)}`);
      valid = false;
    } else span += part;
  }
  if (!valid) {
    yield* run.note(`Try '${run.name} --help' for more information.\n`);
    return 1;
  }
  const year = 365 * 86_400_000;
  while (span > year) {
    yield* run.process.sleep(year);
    span -= year;
  }
  yield* run.process.sleep(span);
  return 0;
});

export const timeout: Program = utility(
  {
    usage: '[OPTION] DURATION COMMAND [ARG]...\n  or:  timeout [OPTION]',
    options: ['preserve-status', 'foreground', 'k,kill-after=', 's,signal=', 'v,verbose'],
    stopAtOperand: true,
    usageStatus: 125,
  },
  function* (run) {
    const { process } = run;
    const [length, ...argv] = run.operands;
    if (length === undefined || argv.length === 0) {
      yield* run.note(`Try '${run.name} --help' for more information.\n`);
      return 125;
    }
    const span = parseSpan(length);
    const grace = run.has('kill-after') ? parseSpan(run.value('kill-after')!) : Number.POSITIVE_INFINITY;
    const wrong = span === undefined ? length : grace === undefined ? run.value('kill-after')! : undefined;
    if (wrong !== undefined || span === undefined || grace === undefined)
      throw new UsageError(`invalid time interval ${quote(wrong ?? '')}`);
    const signal = signalNamed(run.value('signal') ?? 'TERM');
    if (!signal) throw new UsageError(`${quote(run.value('signal')!)}: invalid signal`);
    let child: ReturnType<typeof process.spawn>;
    try {
      child = process.spawn({ argv });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* run.complain(`failed to run command ${quote(argv[0])}: ${reason(error)}`);
      return error.code === 'ENOENT' ? 127 : 126;
    }
    for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT'] as const) {
      process.onSignal(name, () => child.signal(name));
    }
    let killed = false;
    let expired = false;
    let left = span === 0 ? Number.POSITIVE_INFINITY : span;
    while (child.alive) {
      if (left === Number.POSITIVE_INFINITY) {
        yield* wait(child.ended);
        break;
      }
      const next = yield* wait(first({ ended: child.ended, time: delay(process.simulation, left) }));
      if (next.name === 'ended') break;
      const sent = expired ? 'SIGKILL' : signal;
      if (run.has('verbose'))
        yield* run.note(`${run.name}: sending signal ${sent.slice(3)} to command ${quote(argv[0])}\n`);
      killed = sent === 'SIGKILL';
      expired = true;
      child.signal(sent);
      child.signal('SIGCONT');
      left = killed ? Number.POSITIVE_INFINITY : grace;
    }
    const status = yield* process.waitFor(child);
    if (!expired || run.has('preserve-status')) return status.code;
    return killed ? 128 + SIGNALS.SIGKILL : 124;
  },
);
