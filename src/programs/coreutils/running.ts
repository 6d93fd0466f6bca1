// Programs that run another one in a changed way: nice, renice, setsid, stdbuf.

import { findAccount } from '../../linux/host/accounts.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { parseCount } from './count.ts';
import { runCommand } from './environment.ts';

const LOWEST = 19;
const HIGHEST = -20;
const within = (value: number): number => Math.max(HIGHEST, Math.min(LOWEST, value));

export const nice: Program = utility(
  {
    usage: '[OPTION] [COMMAND [ARG]...]',
    options: ['n,adjustment='],
    stopAtOperand: true,
    usageStatus: 125,
    // `nice -5 make`, `nice --5 make`
    rewrite: ([first, ...rest]) => {
      const [, digits] = /^-([-+]?\d+)$/.exec(first ?? '') ?? [];
      return first === undefined ? [] : [digits === undefined ? first : `--adjustment=${digits}`, ...rest];
    },
  },
  function* (run) {
    const { process } = run;
    const text = run.value('adjustment');
    if (text !== undefined && !/^[-+]?\d+$/.test(text)) throw new Failure(`invalid adjustment ${quote(text)}`, 125);
    if (run.operands.length === 0) {
      if (text !== undefined) throw new UsageError('a command must be given with an adjustment', 125);
      yield* run.print(`${process.nice}\n`);
      return 0;
    }
    const wanted = within(process.nice + Number(text ?? '10'));
    if (wanted < process.nice && process.credentials.uid !== 0) {
      yield* run.complain('cannot set niceness: Permission denied');
      run.status = 0;
    } else process.nice = wanted;
    return yield* runCommand(run, run.operands);
  },
);

export const renice: Program = utility(
  {
    usage:
      '[-n] <priority> [-p|--pid] <pid>...\n renice [-n] <priority>  -g|--pgrp <pgid>...\n renice [-n] <priority>  -u|--user <user>...',
    suite: 'util-linux 2.39.3',
    rewrite: (words) => (words.some((word) => /^(--?(help|version|h|V))$/.test(word)) ? words : ['--', ...words]),
  },
  function* (run) {
    const words = [...run.operands];
    let isRelative = false;
    if (['-n', '--priority'].includes(words[0] ?? '')) words.shift();
    else if (words[0] === '--relative') {
      words.shift();
      isRelative = true;
    }
    if (words.length < 2) throw new UsageError('not enough arguments');
    const priority = words.shift()!;
    if (!/^[-+]?\d+$/.test(priority)) throw new UsageError(`invalid priority '${priority}'`);
    let kind: 'process ID' | 'process group ID' | 'user ID' = 'process ID';
    for (const word of words) {
      if (word === '-p' || word === '--pid') kind = 'process ID';
      else if (word === '-g' || word === '--pgrp') kind = 'process group ID';
      else if (word === '-u' || word === '--user') kind = 'user ID';
      else yield* change(run, word, kind, Number(priority), isRelative);
    }
    return run.status;
  },
);

function* change(run: Invocation, word: string, kind: string, priority: number, isRelative: boolean): Task<void> {
  const account = kind === 'user ID' ? findAccount(run.process.files, word) : undefined;
  const id = account?.uid ?? (/^\d+$/.test(word) ? Number(word) : undefined);
  if (id === undefined) {
    yield* run.complain(kind === 'user ID' ? `unknown user ${word}` : `bad ${kind} value: ${word}`);
    return;
  }
  const matches = (one: Process) =>
    kind === 'process ID'
      ? one.pid === id
      : kind === 'process group ID'
        ? one.group === id
        : one.credentials.uid === id;
  const found = run.process.host.processes.all.filter((one) => one.alive && matches(one));
  if (found.length === 0) {
    yield* run.complain(`failed to get priority for ${id} (${kind}): No such process`);
    return;
  }
  const before = Math.min(...found.map((one) => one.nice));
  const wanted = within(isRelative ? before + priority : priority);
  const { uid } = run.process.credentials;
  if (uid !== 0 && found.some((one) => one.credentials.uid !== uid)) {
    yield* run.complain(`failed to set priority for ${id} (${kind}): Operation not permitted`);
    return;
  }
  if (uid !== 0 && wanted < before) {
    yield* run.complain(`failed to set priority for ${id} (${kind}): Permission denied`);
    return;
  }
  for (const one of found) one.nice = wanted;
  yield* run.print(`${id} (${kind}) old priority ${before}, new priority ${wanted}\n`);
}

export const setsid: Program = utility(
  {
    usage: '[options] <program> [arguments ...]',
    suite: 'util-linux 2.39.3',
    options: ['!c,ctty', 'f,fork', 'w,wait'],
    stopAtOperand: true,
  },
  function* (run) {
    if (run.operands.length === 0) throw new UsageError('no command specified');
    yield* run.flush();
    let child: Process;
    try {
      child = run.process.spawn({ argv: run.operands, session: { terminal: undefined } });
    } catch (error) {
      const why = reason(error);
      yield* run.complain(`failed to execute ${run.operands[0]}: ${why}`);
      return why === 'No such file or directory' ? 127 : 126;
    }
    // A process that leads no group becomes the new session itself; one that does must fork, and does not wait.
    const forks = run.has('fork') || run.process.group === run.process.pid;
    if (forks && !run.has('wait')) return 0;
    return (yield* run.process.waitFor(child)).code;
  },
);

/** Programs here hand over what they have before they wait, whatever the buffering; so only the modes are read. */
export const stdbuf: Program = utility(
  { usage: 'OPTION... COMMAND', options: ['i,input=', 'o,output=', 'e,error='], stopAtOperand: true, usageStatus: 125 },
  function* (run) {
    for (const { name, value } of run.options) {
      if (value === 'L' && name === 'input') throw new UsageError('line buffering stdin is meaningless', 125);
      if (value !== 'L' && parseCount(value) === undefined) throw new Failure(`invalid mode ${quote(value)}`, 125);
    }
    if (run.operands.length === 0) throw new UsageError('missing operand', 125);
    if (run.options.length === 0) throw new UsageError('you must specify a buffering mode option', 125);
    return yield* runCommand(run, run.operands);
  },
);
