// The keys a controller still has to look at. A key is in it once, however often it is added; one added
// while it is worked on comes again; one that failed waits longer each time. Models
// client-go's util/workqueue with DefaultControllerRateLimiter.

import type { Cancel, Millis, Simulation } from '../../sim/simulation.ts';
import type { Wait } from '../../sim/task.ts';
import type { ObjectKey } from './controller.ts';

const FIRST_BACK_OFF: Millis = 10;
const LONGEST_BACK_OFF: Millis = 1_000_000;
/** What reaching a worker takes. Changes of one moment meet in the queue, as they do on a real machine. */
const SETTLE: Millis = 10;

export class WorkQueue {
  readonly #simulation: Simulation;
  readonly #dirty = new Set<ObjectKey>();
  readonly #failures = new Map<ObjectKey, number>();
  readonly #later = new Map<ObjectKey, { readonly at: Millis; readonly cancel: Cancel }>();
  #wake: (() => void) | undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  add(key: ObjectKey): void {
    this.#dirty.add(key);
    const wake = this.#wake;
    if (!wake) return;
    this.#wake = undefined;
    this.#simulation.schedule(SETTLE, 'work queue', wake);
  }

  /** The earliest of several times wins. */
  addAfter(key: ObjectKey, after: Millis): void {
    // Never at once: a key that always wants to be looked at again must not stop the clock.
    const pause = Math.max(after, SETTLE);
    const at = this.#simulation.now + pause;
    const waiting = this.#later.get(key);
    if (waiting && waiting.at <= at) return;
    waiting?.cancel();
    const cancel = this.#simulation.schedule(pause, `again ${key}`, () => {
      this.#later.delete(key);
      this.add(key);
    });
    this.#later.set(key, { at, cancel });
  }

  /** 10 ms, 20 ms, 40 ms, ... up to 1000 s. */
  addAfterFailure(key: ObjectKey): void {
    const failures = this.#failures.get(key) ?? 0;
    this.#failures.set(key, failures + 1);
    this.addAfter(key, Math.min(FIRST_BACK_OFF * 2 ** failures, LONGEST_BACK_OFF));
  }

  forget(key: ObjectKey): void {
    this.#failures.delete(key);
  }

  get next(): Wait<ObjectKey> {
    return {
      what: 'work',
      begin: (wake) => {
        const give = () => {
          for (const key of this.#dirty) {
            this.#dirty.delete(key);
            return wake(key);
          }
          this.#wake = give;
        };
        give();
        return () => {
          this.#wake = undefined;
        };
      },
    };
  }
}
