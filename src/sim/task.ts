// Waiting is a generator. A task yields what it waits for; the wait wakes it through the queue. No
// promise, no callback chain: a task reads like the program it models, and throwing into it is Ctrl-C.

import { assert } from '../base/assert.ts';
import type { Cancel, Simulation } from './simulation.ts';

/** Something a task can wait for. `begin` arranges one call of `wake`; the Cancel takes the arrangement back. */
export interface Wait<T> {
  readonly what: string;
  begin(wake: (value: T) => void): Cancel;
}

// biome-ignore lint/suspicious/noExplicitAny: a generator's yields are untyped; `wait` gives each its type back.
export type Task<T> = Generator<Wait<any>, T, unknown>;

/** The only kind of pause: `const line = yield* wait(channel.receive())`. */
export function* wait<T>(what: Wait<T>): Task<T> {
  return (yield what) as T;
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** A started task, seen from outside. */
export interface Running<T> {
  readonly outcome: Outcome<T> | undefined;
  /** Throws `reason` into the task where it waits; `finally` blocks run, the task may catch and go on. */
  interrupt(reason: unknown): void;
  /** While paused a wake is kept, not delivered (SIGSTOP). */
  pause(): void;
  resume(): void;
  readonly ended: Wait<Outcome<T>>;
}

/**
 * Starts a task now: it runs up to its first wait before `start` returns.
 * An error nobody waits for (no `ended`, no `onEnd`) is ours and stops the world.
 */
export function start<T>(
  simulation: Simulation,
  what: string,
  task: Task<T>,
  onEnd?: (outcome: Outcome<T>) => void,
): Running<T> {
  const started = new StartedTask(simulation, what, task, onEnd);
  started.begin();
  return started;
}

class StartedTask<T> implements Running<T> {
  outcome: Outcome<T> | undefined;
  readonly #simulation: Simulation;
  readonly #what: string;
  readonly #task: Task<T>;
  readonly #listeners: ((outcome: Outcome<T>) => void)[] = [];
  #cancelWait: Cancel | undefined;
  #stepping = false;
  #paused = false;
  #kept: (() => void) | undefined;
  #interruption: { reason: unknown } | undefined;

  constructor(simulation: Simulation, what: string, task: Task<T>, onEnd?: (outcome: Outcome<T>) => void) {
    this.#simulation = simulation;
    this.#what = what;
    this.#task = task;
    if (onEnd) this.#listeners.push(onEnd);
  }

  begin(): void {
    this.#advance(() => this.#task.next());
  }

  get ended(): Wait<Outcome<T>> {
    return {
      what: `end of ${this.#what}`,
      begin: (wake) => {
        if (this.outcome) {
          wake(this.outcome);
          return () => {};
        }
        this.#listeners.push(wake);
        return () => {
          const at = this.#listeners.indexOf(wake);
          if (at >= 0) this.#listeners.splice(at, 1);
        };
      },
    };
  }

  interrupt(reason: unknown): void {
    if (this.outcome) return;
    this.#interruption = { reason };
    if (this.#stepping) return; // thrown at the next wait
    this.#cancelWait?.();
    this.#deliver(() => this.#throwInterruption());
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    const kept = this.#kept;
    this.#kept = undefined;
    kept?.();
  }

  #throwInterruption(): void {
    const { reason } = this.#interruption!;
    this.#interruption = undefined;
    this.#advance(() => this.#task.throw(reason));
  }

  /** Goes on through the queue, so that whoever woke us finishes first. */
  #deliver(go: () => void): void {
    this.#cancelWait = this.#simulation.schedule(0, this.#what, () => {
      this.#cancelWait = undefined;
      if (this.#paused) this.#kept = go;
      else go();
    });
  }

  #advance(resume: () => IteratorResult<Wait<unknown>, T>): void {
    assert(!this.#stepping, `task "${this.#what}" resumed while it runs`);
    this.#stepping = true;
    try {
      for (;;) {
        const result = resume();
        if (result.done) return this.#end({ ok: true, value: result.value });
        if (this.#interruption) {
          const { reason } = this.#interruption;
          this.#interruption = undefined;
          resume = () => this.#task.throw(reason);
          continue;
        }
        const value = this.#waitFor(result.value);
        if (!value) return;
        resume = () => this.#task.next(value.now);
      }
    } catch (error) {
      this.#end({ ok: false, error });
    } finally {
      this.#stepping = false;
    }
  }

  /** Begins the wait. A value that is there at once is returned, so ready reads cost no trip through the queue. */
  #waitFor(what: Wait<unknown>): { now: unknown } | undefined {
    let now: { now: unknown } | undefined;
    let beginning = true;
    let woken = false;
    const cancel = what.begin((value) => {
      if (woken) return;
      woken = true;
      if (beginning) now = { now: value };
      else this.#deliver(() => this.#advance(() => this.#task.next(value)));
    });
    beginning = false;
    if (now) return now;
    this.#cancelWait = () => {
      woken = true;
      cancel();
    };
    return undefined;
  }

  #end(outcome: Outcome<T>): void {
    this.outcome = outcome;
    this.#stepping = false;
    if (!outcome.ok && this.#listeners.length === 0) throw outcome.error;
    for (const listener of this.#listeners.splice(0)) listener(outcome);
  }
}
