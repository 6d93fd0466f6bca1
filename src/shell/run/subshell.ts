// Subshells: a process of its own with a copy of the shell's state. Parts of pipelines, `( … )`, `$( … )`,
// background commands and process substitutions all start here.

import type { OpenFile } from '../../linux/files/open-file.ts';
import { Killed, type Process } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import type { Body, Command } from '../syntax/tree.ts';
import { BreakLoop, CommandFailure, ContinueLoop, Discard, ExitShell, Interrupted, ReturnFrom } from './control.ts';
import { executeBody, executeCommand } from './execute.ts';
import { expansionFailed } from './expand.ts';
import { type Shell, UnboundVariable } from './shell.ts';
import { executeSimple } from './simple-command.ts';
import { runExitTrap, takeSignals } from './traps.ts';

export interface SubshellOptions {
  readonly descriptors?: ReadonlyMap<number, OpenFile>;
  /** Missing: the shell's own group; 0: a new one. */
  readonly group?: number;
  /** In the background of a shell without job control: reads nothing, ignores Ctrl-C. */
  readonly asynchronous?: boolean;
}

/** fork(2): runs `work` in a child with a copy of the shell. */
export function forkShell(shell: Shell, options: SubshellOptions, work: (child: Shell) => Task<number>): Process {
  const child = shell.fork();
  const process = shell.process.spawn({
    argv: shell.process.argv,
    path: shell.process.path,
    program: function* (own) {
      child.process = own;
      return yield* runToEnd(child, work);
    },
    environment: shell.process.environment,
    ...(options.descriptors ? { descriptors: options.descriptors } : {}),
    ...(options.group === undefined ? {} : { group: options.group }),
  });
  child.process = process;
  if (options.asynchronous && options.group === undefined) {
    process.ignoreSignal('SIGINT');
    process.ignoreSignal('SIGQUIT');
  }
  return process;
}

function* runToEnd(child: Shell, work: (child: Shell) => Task<number>): Task<number> {
  takeSignals(child);
  child.variables.set('\0pid', String(child.variables.get('\0pid') ?? child.process.parent?.ownPid));
  let status: number;
  try {
    status = yield* guarded(child, work(child));
    child.status = status;
    status = yield* runExitTrap(child, status);
  } catch (error) {
    if (error instanceof Killed) throw error;
    if (!(error instanceof ExitShell)) throw error;
    status = error.status;
  }
  return status;
}

/** Whatever cuts a subshell short ends it with a status. */
export function* guarded(shell: Shell, work: Task<number>): Task<number> {
  try {
    return yield* work;
  } catch (error) {
    if (error instanceof UnboundVariable || error instanceof CommandFailure) {
      try {
        return yield* expansionFailed(shell, error);
      } catch (discard) {
        if (discard instanceof Discard) return discard.status;
        throw discard;
      }
    }
    if (error instanceof ExitShell || error instanceof Discard || error instanceof Interrupted) return error.status;
    if (error instanceof ReturnFrom) return error.status;
    if (error instanceof BreakLoop || error instanceof ContinueLoop) return 0;
    throw error;
  }
}

/** A command as the whole work of a child: a simple command takes the process over, as exec does. */
export function* runAsChild(child: Shell, command: Command): Task<number> {
  if (command.kind === 'simple') return yield* executeSimple(child, command, { replace: true });
  if (command.kind === 'subshell') return yield* executeBody(child, command.body);
  return yield* executeCommand(child, command);
}

/** A text parsed for a substitution; one simple command takes the process over. */
export function* runBodyAsChild(child: Shell, body: Body): Task<number> {
  const [only] = body;
  if (body.length === 1 && !only.background && only.command.kind === 'simple' && !child.options.has('errexit')) {
    return yield* executeSimple(child, only.command, { replace: true });
  }
  return yield* executeBody(child, body);
}
