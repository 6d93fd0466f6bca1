// flock(2): a lock on a file that only those heed who ask for it. It belongs to the open file, not to the process,
// and goes when the last descriptor of that open file is closed.

import { type Task, type Wait, wait } from '../../sim/task.ts';
import { first, Signal } from '../../sim/waits.ts';
import type { OpenFile } from './open-file.ts';

export class AdvisoryLock {
  readonly #holders = new Set<OpenFile>();
  #isExclusive = false;
  readonly #changed = new Signal();

  /** Whether it could be had now. */
  take(file: OpenFile, exclusive: boolean): boolean {
    const others = [...this.#holders].some((holder) => holder !== file);
    if (others && (exclusive || this.#isExclusive)) return false;
    this.#holders.add(file);
    this.#isExclusive = exclusive;
    return true;
  }

  /** Waits until it is had, or until `limit` is over: false then. */
  *await(file: OpenFile, exclusive: boolean, limit: Wait<void> | undefined): Task<boolean> {
    while (!this.take(file, exclusive)) {
      const free = this.#changed.next('lock to be free');
      if (!limit) yield* wait(free);
      else if ((yield* wait(first({ free, limit }))).name === 'limit') return false;
    }
    return true;
  }

  release(file: OpenFile): void {
    if (!this.#holders.delete(file)) return;
    if (this.#holders.size === 0) this.#isExclusive = false;
    this.#changed.emit();
  }
}
