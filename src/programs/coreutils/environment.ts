// env and printenv, and the small programs that only set a status or fill a pipe: true, false, yes.

import { SystemError } from '../../linux/errors.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

export const env: Program = utility(
  {
    usage: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
    options: [
      'i,ignore-environment',
      '0,null',
      'u,unset=',
      'C,chdir=',
      'S,split-string=',
      'v,debug',
      '!block-signal[=]',
      '!default-signal[=]',
      '!ignore-signal[=]',
      '!list-signal-handling',
    ],
    stopAtOperand: true,
    usageStatus: 125,
  },
  function* (run) {
    const words = [...run.operands];
    const environment = new Map(run.process.environment);
    if (words[0] === '-') words.shift();
    if (run.has('ignore-environment') || run.operands[0] === '-') environment.clear();
    for (const name of run.values('unset')) environment.delete(name);
    if (run.has('split-string')) throw new NotSimulated('-S');
    while (words[0]?.includes('=')) {
      const word = words.shift()!;
      environment.set(word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1));
    }
    const directory = run.value('chdir');
    if (words.length === 0) {
      if (directory !== undefined) throw new UsageError('must specify command with --chdir (-C)');
      const end = run.has('null') ? '\0' : '\n';
      for (const [name, value] of environment) yield* run.print(`${name}=${value}${end}`);
      return 0;
    }
    if (run.has('null')) throw new UsageError('cannot specify --null (-0) with command');
    const { files, credentials } = run.process;
    if (directory !== undefined) {
      if (!files.isDirectory(run.absolute(directory), credentials)) {
        throw new Failure(`cannot change directory to ${quoted(directory)}: No such file or directory`, 125);
      }
    }
    return yield* runCommand(run, words, {
      environment,
      directory: directory === undefined ? undefined : files.realpath(run.absolute(directory), credentials),
    });
  },
);

/** Runs another program in place of this one, with the messages and statuses (126, 127) that exec's callers use. */
export function* runCommand(
  run: Invocation,
  argv: readonly string[],
  {
    complaint = quote,
    ...options
  }: {
    readonly environment?: ReadonlyMap<string, string>;
    readonly directory?: string;
    /** How the message names what could not be run. */
    readonly complaint?: (name: string) => string;
  } = {},
): Task<ExitCode> {
  yield* run.flush();
  try {
    const status = yield* run.process.run({ argv, ...options });
    return status.code;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* run.complain(`${complaint(argv[0])}: ${reason(error)}`);
    return error.code === 'ENOENT' ? 127 : 126;
  }
}

export const printenv: Program = utility(
  { usage: '[OPTION]... [VARIABLE]...', options: ['0,null'], stopAtOperand: true, usageStatus: 2 },
  function* (run) {
    const end = run.has('null') ? '\0' : '\n';
    const { environment } = run.process;
    if (run.operands.length === 0) {
      for (const [name, value] of environment) yield* run.print(`${name}=${value}${end}`);
    }
    for (const name of run.operands) {
      const value = environment.get(name);
      if (value === undefined) run.status = 1;
      else yield* run.print(value + end);
    }
  },
);

// biome-ignore lint/correctness/useYield: nothing to wait for
export const succeed: Program = function* () {
  return 0;
};

// biome-ignore lint/correctness/useYield: nothing to wait for
export const fail: Program = function* () {
  return 1;
};

export const yes: Program = utility({ usage: '[STRING]...' }, function* (run) {
  const line = `${run.operands.join(' ') || 'y'}\n`;
  const many = line.repeat(Math.ceil(4096 / line.length));
  for (;;) {
    yield* run.process.print(many);
    // To a terminal it would never stop; a little time passes, so that Ctrl-C can come.
    yield* run.process.compute(1);
  }
});

export const nohup: Program = utility(
  { usage: 'COMMAND [ARG]...', stopAtOperand: true, usageStatus: 125 },
  function* (run) {
    if (run.operands.length === 0) {
      yield* run.complain('missing operand');
      yield* run.note(`Try '${run.name} --help' for more information.\n`);
      return 125;
    }
    run.process.ignoreSignal('SIGHUP');
    if (run.process.isTerminal(1)) {
      yield* run.note(`${run.name}: ignoring input and appending output to ${quote('nohup.out')}\n`);
      const output = run.process.open('nohup.out', { write: true, create: true, append: true }, 0o600);
      run.process.duplicate(output, 1);
      if (run.process.isTerminal(2)) run.process.duplicate(output, 2);
      run.process.close(output);
    }
    return yield* runCommand(run, run.operands, { complaint: (name) => `failed to run command ${quoted(name)}` });
  },
);
