// A child that is somebody else, for sudo and su: the caller ends as it ended.

import type { ExitCode, Process, SpawnOptions } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';

/** Signals of the keyboard are the child's business; those sent to us are passed on. */
export function* runAs(
  process: Process,
  options: SpawnOptions,
  { inBackground = false }: { readonly inBackground?: boolean } = {},
): Task<ExitCode> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.onSignal(signal, () => {});
  const child = process.spawn(inBackground ? { ...options, group: 0 } : options);
  if (inBackground) return 0;
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.onSignal(signal, () => child.signal(signal));
  return (yield* process.waitFor(child)).code;
}
