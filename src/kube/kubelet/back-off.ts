// How long to wait before trying something that failed again: 10 s, doubling to 5 min; forgotten after
// 10 quiet minutes. Models k8s.io/client-go/util/flowcontrol.Backoff.

import type { Millis, Simulation } from '../../sim/simulation.ts';

const FIRST: Millis = 10_000;
const LONGEST: Millis = 300_000;

export class BackOff {
  readonly #simulation: Simulation;
  readonly #entries = new Map<string, { delay: Millis; updated: Millis }>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** How much longer to wait for `key`, whose failure happened at `since`; 0: go on. */
  remaining(key: string, since: Millis): Millis {
    const entry = this.#entries.get(key);
    if (!entry || this.#expired(entry.updated, since)) return 0;
    return Math.max(0, since + entry.delay - this.#simulation.now);
  }

  remainingSinceUpdate(key: string): Millis {
    const entry = this.#entries.get(key);
    return entry ? this.remaining(key, entry.updated) : 0;
  }

  /** The whole delay now in force, for messages. */
  delayOf(key: string): Millis {
    return this.#entries.get(key)?.delay ?? 0;
  }

  /** Another failure, noticed at `since`: the next delay begins. */
  next(key: string, since: Millis): void {
    const entry = this.#entries.get(key);
    const delay = entry && !this.#expired(entry.updated, since) ? Math.min(entry.delay * 2, LONGEST) : FIRST;
    this.#entries.set(key, { delay, updated: this.#simulation.now });
  }

  forget(prefix: string): void {
    for (const key of this.#entries.keys()) if (key.startsWith(prefix)) this.#entries.delete(key);
  }

  #expired(updated: Millis, since: Millis): boolean {
    return since - updated > 2 * LONGEST;
  }
}
