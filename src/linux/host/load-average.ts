// How many processes wanted a processor, averaged over one, five and fifteen minutes: what uptime and top show.
// Models kernel/sched/loadavg.c, without its five-second steps.

import type { Millis } from '../../sim/simulation.ts';

const SPANS: readonly Millis[] = [60_000, 300_000, 900_000];

export class LoadAverage {
  #running = 0;
  #since: Millis = 0;
  #values = SPANS.map(() => 0);

  get running(): number {
    return this.#running;
  }

  /** So many more (or fewer) want a processor from now on. */
  change(by: number, now: Millis): void {
    this.#values = this.at(now);
    this.#since = now;
    this.#running += by;
  }

  /** Over one, five and fifteen minutes. */
  at(now: Millis): number[] {
    return this.#values.map((value, index) => {
      const kept = Math.exp((this.#since - now) / SPANS[index]);
      return value * kept + this.#running * (1 - kept);
    });
  }

  /** A machine begins with nothing. */
  reset(now: Millis): void {
    this.#running = 0;
    this.#since = now;
    this.#values = SPANS.map(() => 0);
  }
}
