// The things a task can wait for: time, a signal, a message, the first of several.

import type { Cancel, Millis, Simulation } from './simulation.ts';
import type { Wait } from './task.ts';

/** `after` milliseconds of virtual time. */
export function delay(simulation: Simulation, after: Millis, what = 'delay'): Wait<void> {
  return { what, begin: (wake) => simulation.schedule(after, what, () => wake()) };
}

/** Something that happens again and again; whoever waits at that moment wakes. Nothing is kept for later. */
export class Signal<T = void> {
  readonly #waiting = new Set<(value: T) => void>();

  next(what = 'signal'): Wait<T> {
    return {
      what,
      begin: (wake) => {
        this.#waiting.add(wake);
        return () => this.#waiting.delete(wake);
      },
    };
  }

  /** True while anybody waits. */
  get awaited(): boolean {
    return this.#waiting.size > 0;
  }

  emit(value: T): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const wake of waiting) wake(value);
  }
}

/** Messages from many senders to one receiver at a time, in order. After `close` and the last message: undefined. */
export class Channel<T> {
  #queue: T[] = [];
  #head = 0;
  #closed = false;
  readonly #waiting: ((value: T | undefined) => void)[] = [];
  /** Called once when the receiver gives up, so that the sender can stop. */
  onAbandon: Cancel | undefined;

  get closed(): boolean {
    return this.#closed;
  }

  get size(): number {
    return this.#queue.length - this.#head;
  }

  send(value: T): void {
    if (this.#closed) return;
    const wake = this.#waiting.shift();
    if (wake) wake(value);
    else this.#queue.push(value);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const wake of this.#waiting.splice(0)) wake(undefined);
  }

  /** The receiver wants no more: unread messages are dropped, the sender is told. */
  abandon(): void {
    this.#queue = [];
    this.#head = 0;
    this.close();
    const tell = this.onAbandon;
    this.onAbandon = undefined;
    tell?.();
  }

  /** A message that is there already. */
  take(): T | undefined {
    if (this.#head === this.#queue.length) return undefined;
    const value = this.#queue[this.#head++];
    if (this.#head > 64 && this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return value;
  }

  receive(what = 'message'): Wait<T | undefined> {
    return {
      what,
      begin: (wake) => {
        if (this.size > 0 || this.#closed) {
          wake(this.take());
          return () => {};
        }
        this.#waiting.push(wake);
        return () => {
          const at = this.#waiting.indexOf(wake);
          if (at >= 0) this.#waiting.splice(at, 1);
        };
      },
    };
  }
}

/** The first of several to wake, by its name; the others are taken back. */
export function first<W extends Record<string, Wait<unknown>>>(waits: W): Wait<First<W>> {
  return {
    what: `first of ${Object.keys(waits).join(', ')}`,
    begin: (wake) => {
      const cancels: Cancel[] = [];
      let over = false;
      const stop = () => {
        over = true;
        for (const cancel of cancels.splice(0)) cancel();
      };
      for (const [name, one] of Object.entries(waits)) {
        if (over) break;
        cancels.push(
          one.begin((value) => {
            if (over) return;
            stop();
            wake({ name, value } as First<W>);
          }),
        );
      }
      if (over) stop();
      return stop;
    },
  };
}

export type First<W extends Record<string, Wait<unknown>>> = {
  [K in keyof W]: { readonly name: K; readonly value: W[K] extends Wait<infer V> ? V : never };
}[keyof W];
