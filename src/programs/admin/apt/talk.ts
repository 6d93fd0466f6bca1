// What apt says to people and not to scripts.

import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';

/** Notices are for people: with its output elsewhere, apt-get keeps them to itself. */
export function* notice(run: Tool, line: string): Task<void> {
  if (!line.startsWith('N: ') || run.process.isTerminal(1)) yield* run.say(line);
}

export const done = (run: Tool): string => (run.process.isTerminal(1) ? ' Done' : '');
