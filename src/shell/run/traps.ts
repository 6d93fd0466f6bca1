// `trap`: commands that run when a signal arrives, when the shell ends, when a command fails.

import { SIGNALS, type SignalName } from '../../linux/host/signals.ts';
import type { Task } from '../../sim/task.ts';
import type { Dialect } from '../syntax/nesting.ts';
import { ExitShell, ReturnFrom } from './control.ts';
import { executeText } from './script.ts';
import type { Shell } from './shell.ts';

export const PSEUDO_SIGNALS = ['EXIT', 'ERR', 'DEBUG', 'RETURN'] as const;

/** `2`, `INT`, `SIGINT` → SIGINT; `0`, `exit` → EXIT. */
export function trapName(text: string, dialect: Dialect = 'bash'): string | undefined {
  const upper = text.toUpperCase();
  if (upper === '0' || upper === 'EXIT' || upper === 'SIGEXIT') return 'EXIT';
  if (dialect === 'bash' && PSEUDO_SIGNALS.some((name) => name === upper)) return upper;
  const entries = Object.entries(SIGNALS);
  return entries.find(([name, number]) => name === upper || name === `SIG${upper}` || String(number) === text)?.[0];
}

const isSignal = (name: string): name is SignalName => name in SIGNALS;

/** Sets, ignores (empty action) or resets (undefined) one trap. */
export function setTrap(shell: Shell, name: string, action: string | undefined): void {
  shell.shownTraps = shell.traps;
  if (action === undefined) shell.traps.delete(name);
  else shell.traps.set(name, action);
  if (isSignal(name)) arrange(shell, name);
}

function arrange(shell: Shell, signal: SignalName): void {
  const action = shell.traps.get(signal);
  if (action === '') shell.process.ignoreSignal(signal);
  else if (action !== undefined) shell.process.onSignal(signal, () => shell.arrived(signal));
  else shell.resetSignal(signal);
}

/** A new subshell: caught signals are default again, ignored ones stay ignored. */
export function takeSignals(child: Shell): void {
  for (const [name, action] of child.traps) if (action === '' && isSignal(name)) child.process.ignoreSignal(name);
}

/** Runs what has arrived; called between commands. */
export function* runPendingTraps(shell: Shell): Task<void> {
  while (shell.pendingTraps.length > 0) {
    const name = shell.pendingTraps.shift()!;
    const action = shell.traps.get(name);
    if (action) yield* runTrap(shell, action);
  }
}

/** `$?` and the line survive a trap. Gives the status of its last command. */
export function* runTrap(shell: Shell, action: string, where = 'trap'): Task<number> {
  const { status, line, pipeStatus } = shell;
  const result = yield* inTrap(shell, executeText(shell, action, shell.line, where));
  shell.status = status;
  shell.line = line;
  shell.pipeStatus = pipeStatus;
  return result;
}

/** A bare `exit` in a trap ends the shell with the status from before it. */
function* inTrap(shell: Shell, work: Task<number>): Task<number> {
  const { inTrap, trappedStatus, status } = shell;
  shell.inTrap = true;
  shell.trappedStatus = status;
  try {
    return yield* work;
  } finally {
    shell.inTrap = inTrap;
    shell.trappedStatus = trappedStatus;
  }
}

export function* runErrorTrap(shell: Shell): Task<void> {
  const action = shell.traps.get('ERR');
  if (!action || shell.conditionDepth > 0 || shell.inTrap) return;
  yield* runTrap(shell, action, 'error trap');
}

/** The EXIT trap; its `exit` changes the status. */
export function* runExitTrap(shell: Shell, status: number): Task<number> {
  const action = shell.traps.get('EXIT');
  if (!action) return status;
  shell.traps.delete('EXIT');
  shell.status = status;
  try {
    yield* inTrap(shell, executeText(shell, action, 1, 'exit trap'));
  } catch (error) {
    if (error instanceof ExitShell || error instanceof ReturnFrom) return error.status;
    throw error;
  }
  return status;
}
