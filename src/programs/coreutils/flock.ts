// flock: holds a lock while a command runs, or on a descriptor of the shell that called it.

import { AdvisoryLock } from '../../linux/files/advisory-lock.ts';
import type { OpenFile } from '../../linux/files/open-file.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { delay } from '../../sim/waits.ts';
import { UsageError } from '../getopt.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { runCommand } from './environment.ts';

const BAD_USAGE = 64;
const NO_INPUT = 66;
const UNAVAILABLE = 69;
const OS_ERROR = 71;

export const flock: Program = utility(
  {
    usage:
      '[options] <file>|<directory> <command> [<argument>...]\n flock [options] <file>|<directory> -c <command>\n flock [options] <file descriptor number>',
    suite: 'util-linux 2.39.3',
    usageStatus: BAD_USAGE,
    stopAtOperand: true,
    options: [
      's,shared',
      'x,e,exclusive',
      'u,unlock',
      'n,nonblock,nb',
      'w,timeout,wait=',
      'E,conflict-exit-code=',
      'o,close',
      'c,command=',
      'F,no-fork',
      'verbose',
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const [target, ...command] = run.operands;
  if (target === undefined && run.options.length === 0) throw new UsageError('not enough arguments');
  if (target === undefined) throw new Failure('requires file descriptor, file or directory', BAD_USAGE);
  const span = run.value('timeout');
  if (span !== undefined && !/^\d+(\.\d*)?$|^\.\d+$/.test(span))
    throw new Failure(`invalid timeout value: '${span}'`, BAD_USAGE);
  const conflict = run.value('conflict-exit-code') ?? '1';
  if (!/^\d+$/.test(conflict) || Number(conflict) > 255)
    throw new Failure('exit code out of range (expected 0 to 255)', BAD_USAGE);
  if (command.length === 0 && !run.has('command')) {
    if (!/^\d+$/.test(target)) throw new Failure(`bad file descriptor: '${target}'`, BAD_USAGE);
    const file = run.process.descriptors.get(Number(target));
    if (!file) throw new Failure(`${target}: Bad file descriptor`, 65);
    return (yield* lock(run, file)) ? 0 : Number(conflict);
  }
  const given = command[0] === '-c' || command[0] === '--command' ? command[1] : run.value('command');
  if ((command[0] === '-c' || command[0] === '--command') && command.length !== 2)
    throw new Failure(`${command[0]} requires exactly one command argument`, BAD_USAGE);
  const argv = given === undefined ? command : [run.process.environment.get('SHELL') ?? '/bin/sh', '-c', given];
  const file = openTarget(run, target);
  try {
    if (!(yield* lock(run, file))) return Number(conflict);
    const code = yield* runCommand(run, argv, { complaint: (name) => `failed to execute ${name}` });
    return code === 127 && given === undefined && run.status !== 0 ? UNAVAILABLE : code;
  } finally {
    file.release();
  }
}

function openTarget(run: Invocation, path: string): OpenFile {
  const { files, credentials, umask } = run.process;
  try {
    const isDirectory = files.isDirectory(run.absolute(path), credentials);
    return files.open(run.absolute(path), { read: true, create: !isDirectory }, 0o666 & ~umask, credentials);
  } catch (error) {
    throw new Failure(`cannot open lock file ${path}: ${reason(error)}`, NO_INPUT);
  }
}

/** False when somebody else has it and waiting is not wanted, or took too long. */
function* lock(run: Invocation, file: OpenFile): Task<boolean> {
  const { inode } = file;
  if (!inode) throw new Failure('Bad file descriptor', OS_ERROR);
  inode.lock ??= new AdvisoryLock();
  if (run.has('unlock')) {
    inode.lock.release(file);
    return true;
  }
  const isExclusive = run.lastOf('shared', 'exclusive') !== 'shared';
  if (inode.lock.take(file, isExclusive)) return true;
  const span = run.value('timeout');
  if (run.has('nonblock') || (span !== undefined && Number(span) === 0)) return false;
  const limit = span === undefined ? undefined : delay(run.process.simulation, 1000 * Number(span));
  return yield* inode.lock.await(file, isExclusive, limit);
}
