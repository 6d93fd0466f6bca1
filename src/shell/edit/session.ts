// Somebody at a terminal: prompt, line, run, again.

import type { Task } from '../../sim/task.ts';
import type { Shell } from '../run/shell.ts';

export function* runInteractively(shell: Shell): Task<number> {
  yield* shell.printError('cka-lab: not simulated: interactive shell\n');
  return 1;
}
