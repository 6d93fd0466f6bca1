// What runs beside and below a container: the shim that is its parent, the pause process that holds the pod's
// namespaces, and runc's words for a command that cannot be executed.

import type { Millis, Simulation } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay } from '../../sim/waits.ts';
import type { SystemError } from '../errors.ts';
import type { Process } from '../host/process.ts';

export const SHIM = '/usr/bin/containerd-shim-runc-v2';

export function runcRefusal(name: string, error: SystemError): string {
  if (error.code === 'ENOENT') {
    return name.includes('/')
      ? `exec: "${name}": stat ${name}: no such file or directory`
      : `exec: "${name}": executable file not found in $PATH`;
  }
  if (error.code === 'ENOEXEC') return `exec ${name}: exec format error`;
  return `exec: "${name}": permission denied`;
}

function* sleepForever(simulation: Simulation): Task<never> {
  for (;;) yield* wait(delay(simulation, 365 * 86_400_000, 'pause'));
}

/** Holds the pod's namespaces. */
export function* pauseProgram(process: Process): Task<number> {
  const leave = () => process.signal('SIGKILL');
  process.onSignal('SIGTERM', leave);
  process.onSignal('SIGINT', leave);
  return yield* sleepForever(process.simulation);
}

export function* shimProgram(process: Process): Task<number> {
  return yield* sleepForever(process.simulation);
}

/** Namespaces, cgroups and overlay mounts take a while: `span`, or up to twice as long. */
export function* takeTime(simulation: Simulation, span: Millis): Task<void> {
  yield* wait(delay(simulation, span + simulation.random.integer(span), 'containerd'));
}
