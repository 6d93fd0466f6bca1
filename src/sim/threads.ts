// Where the loops of one component live. A process is one; a test may let them live in the world itself.

import type { Simulation } from './simulation.ts';
import { start, type Task } from './task.ts';

export interface Threads {
  readonly simulation: Simulation;
  /** Starts a task that stops, goes on and ends together with the others. */
  thread(what: string, task: Task<void>): void;
}

/** Threads that nothing ends. */
export const immortal = (simulation: Simulation): Threads => ({
  simulation,
  thread: (what, task) => void start(simulation, what, task),
});
