// One queue of events, totally ordered by (time, arrival). The queue alone moves the clock, so the
// same seed and the same input give the same world, byte for byte.

import { assert } from '../base/assert.ts';
import { Heap } from '../base/heap.ts';
import { Random } from '../base/random.ts';
import { Trace } from './trace.ts';

/** Whole milliseconds of virtual time, or a span of it. */
export type Millis = number;
/** Takes back what it was given for; calling it twice, or too late, does nothing. */
export type Cancel = () => void;

export interface Simulation {
  /** Since the world began. Only `advance` and `step` move it. */
  readonly now: Millis;
  /** Unix time of the moment `now` was 0. */
  readonly epoch: Millis;
  readonly random: Random;
  readonly trace: Trace;
  /** Runs `run` once, `after` milliseconds from now, behind everything already due at that time. */
  schedule(after: Millis, what: string, run: () => void): Cancel;
  /** Runs every event due within `by`, then sets the clock to exactly `now + by`. */
  advance(by: Millis): void;
  /** Runs the next event, wherever it is in time, unless it is later than `until`. False: there was none. */
  step(until?: Millis): boolean;
  /** When the next event is due; undefined for an empty queue. */
  readonly due: Millis | undefined;
}

interface Event {
  readonly at: Millis;
  readonly arrival: number;
  readonly what: string;
  run: (() => void) | undefined;
}

/** The day every world begins unless told otherwise: Monday 2026-11-02, 09:00 UTC. */
export const EPOCH = Date.UTC(2026, 10, 2, 9);

export function createSimulation(seed: string | number, epoch: Millis = EPOCH): Simulation {
  return new EventQueue(seed, epoch);
}

class EventQueue implements Simulation {
  readonly epoch: Millis;
  readonly random: Random;
  readonly trace = new Trace();
  readonly #queue = new Heap<Event>((a, b) => a.at < b.at || (a.at === b.at && a.arrival < b.arrival));
  #now: Millis = 0;
  #arrivals = 0;

  constructor(seed: string | number, epoch: Millis) {
    this.random = new Random(seed);
    this.epoch = epoch;
  }

  get now(): Millis {
    return this.#now;
  }

  get due(): Millis | undefined {
    return this.#next()?.at;
  }

  schedule(after: Millis, what: string, run: () => void): Cancel {
    assert(after >= 0, `"${what}" scheduled ${after} ms from now`);
    const event: Event = { at: this.#now + Math.round(after), arrival: this.#arrivals++, what, run };
    this.#queue.push(event);
    return () => {
      event.run = undefined;
    };
  }

  advance(by: Millis): void {
    const until = this.#now + by;
    while (this.step(until));
    this.#now = until;
  }

  step(until = Number.POSITIVE_INFINITY): boolean {
    const event = this.#next();
    if (!event || event.at > until) return false;
    this.#queue.pop();
    this.#now = event.at;
    const { run } = event;
    event.run = undefined;
    run!();
    return true;
  }

  /** The first event nobody cancelled; cancelled ones are dropped on the way. */
  #next(): Event | undefined {
    for (;;) {
      const event = this.#queue.peek();
      if (!event || event.run) return event;
      this.#queue.pop();
    }
  }
}
