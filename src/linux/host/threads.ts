// A second line of work inside one process: a task that lives and dies with it.

import { type Running, start, type Task, type Wait } from '../../sim/task.ts';
import type { Process } from './process.ts';

/** Starts `task` as part of `process`. Once the process is gone it stays where it waits, for ever. */
export function startThread<T>(process: Process, what: string, task: Task<T>): Running<T> {
  return start(process.simulation, what, whileAlive(process, task));
}

function* whileAlive<T>(process: Process, task: Task<T>): Task<T> {
  let step = task.next();
  while (!step.done) {
    let value: unknown;
    try {
      value = yield guarded(process, step.value);
    } catch (error) {
      step = task.throw(error);
      continue;
    }
    step = task.next(value);
  }
  return step.value;
}

const guarded = <T>(process: Process, wanted: Wait<T>): Wait<T> => ({
  what: wanted.what,
  begin: (wake) =>
    wanted.begin((value) => {
      if (process.alive) wake(value);
    }),
});
