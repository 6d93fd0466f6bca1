// Jobs: what is to be started and stopped, in which order, and what that pulls in. Models core/transaction.c and
// core/job.c.
//
// starting a (Requires=b, After=b) queues b and a; a waits until b's job is over, and fails if b failed.

import type { Task, Wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';
import type { Process } from '../host/process.ts';
import type { JobResult } from './protocol.ts';
import { Service } from './service.ts';
import { type Unit, unsimulatedPart } from './unit.ts';

export interface Job {
  readonly id: number;
  readonly unit: Unit;
  type: 'start' | 'stop' | 'restart' | 'reload';
  running: boolean;
  readonly over: Signal<JobResult>;
  outcome: JobResult | undefined;
}

const DONE: JobResult = { result: 'done' };

export class JobQueue {
  readonly #process: Process;
  readonly #unit: (name: string) => Unit;
  readonly #loaded: () => Iterable<Unit>;
  readonly #jobs = new Map<Unit, Job>();
  #last = 0;
  /** Nothing is queued any more. */
  readonly idle = new Signal();

  constructor(process: Process, unit: (name: string) => Unit, loaded: () => Iterable<Unit>) {
    this.#process = process;
    this.#unit = unit;
    this.#loaded = loaded;
  }

  get size(): number {
    return this.#jobs.size;
  }

  of(unit: Unit): Job | undefined {
    return this.#jobs.get(unit);
  }

  get all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  /** Queues what `type` on `unit` means and gives the unit's own job. */
  add(unit: Unit, type: Job['type']): Job {
    const job = this.#transaction(unit, type);
    this.#dispatch();
    return job;
  }

  /** Queues several at once, so that their order counts from the beginning. */
  addAll(units: readonly Unit[], type: Job['type']): readonly Job[] {
    const jobs = units.map((unit) => this.#transaction(unit, type));
    this.#dispatch();
    return jobs;
  }

  /** Starts one unit and what it pulls in; everything else that runs is stopped. */
  isolate(unit: Unit): Job {
    const kept = this.#closure(unit);
    for (const other of [...this.#loaded()]) {
      if (kept.has(other) || other.isDown || STAYS_WHEN_ISOLATED.test(other.name)) continue;
      this.#queue(other, 'stop');
    }
    return this.add(unit, 'start');
  }

  #closure(unit: Unit, seen = new Set<Unit>()): Set<Unit> {
    if (seen.has(unit)) return seen;
    seen.add(unit);
    for (const name of [...unit.definition.requires, ...unit.definition.wants]) this.#closure(this.#unit(name), seen);
    return seen;
  }

  finished(job: Job): Wait<JobResult> {
    return {
      what: `${job.type} job of ${job.unit.name}`,
      begin: (wake) => {
        if (!job.outcome) return job.over.next().begin(wake);
        wake(job.outcome);
        return () => {};
      },
    };
  }

  cancelAll(): void {
    for (const job of [...this.#jobs.values()]) if (!job.running) this.#end(job, { result: 'canceled' });
  }

  #transaction(unit: Unit, type: Job['type']): Job {
    if (type === 'stop' || type === 'restart') {
      for (const other of this.#dependents(unit)) {
        if (type === 'stop') this.#queue(other, 'stop');
        else this.#queue(other, 'restart');
      }
      if (type === 'restart') this.#pullIn(unit, new Set([unit]));
      return this.#queue(unit, type);
    }
    if (type === 'start') this.#pullIn(unit, new Set([unit]));
    return this.#queue(unit, type);
  }

  /** Running units that cannot do without this one. */
  #dependents(unit: Unit): Unit[] {
    return [...this.#loaded()].filter(
      (other) =>
        other !== unit &&
        !other.isDown &&
        (other.definition.requires.has(unit.name) || other.definition.partOf.has(unit.name)),
    );
  }

  #pullIn(unit: Unit, seen: Set<Unit>): void {
    const { requires, wants, conflicts } = unit.definition;
    for (const name of conflicts) {
      const other = this.#unit(name);
      if (!other.isDown) this.#queue(other, 'stop');
    }
    for (const name of [...requires, ...wants]) {
      const other = this.#unit(name);
      if (seen.has(other) || other.definition.load !== 'loaded') continue;
      seen.add(other);
      this.#pullIn(other, seen);
      if (!other.isUp) this.#queue(other, 'start');
    }
  }

  #queue(unit: Unit, type: Job['type']): Job {
    const existing = this.#jobs.get(unit);
    if (existing) {
      if (existing.type === type || (existing.type === 'restart' && type === 'start')) return existing;
      if (!existing.running && existing.type === 'start' && type === 'restart') {
        existing.type = 'restart';
        return existing;
      }
      this.#end(existing, { result: 'canceled' });
    }
    const job: Job = { id: ++this.#last, unit, type, running: false, over: new Signal(), outcome: undefined };
    this.#jobs.set(unit, job);
    return job;
  }

  #dispatch(): void {
    for (const job of [...this.#jobs.values()]) {
      if (job.running || this.#jobs.get(job.unit) !== job || this.#mustWait(job)) continue;
      job.running = true;
      this.#process.thread(`${job.type} ${job.unit.name}`, this.#run(job));
    }
    if (this.#jobs.size === 0) this.idle.emit();
  }

  /** Starts go in order, stops in reverse order, and stops before starts. */
  #mustWait(job: Job): boolean {
    for (const other of this.#jobs.values()) {
      if (other === job) continue;
      const after = job.unit.isAfter(other.unit);
      if (!after && !other.unit.isAfter(job.unit)) continue;
      const stops = job.type === 'stop';
      const otherStops = other.type === 'stop';
      if (stops ? otherStops && !after : otherStops || after) return true;
    }
    return false;
  }

  *#run(job: Job): Task<void> {
    const result = yield* this.#perform(job);
    this.#end(job, result);
    this.#dispatch();
  }

  *#perform(job: Job): Task<JobResult> {
    const { unit } = job;
    if (job.type === 'reload') {
      return unit instanceof Service && (yield* unit.reload()) ? DONE : { result: 'failed', because: 'exit-code' };
    }
    if (job.type !== 'start') {
      yield* this.#stop(unit);
      if (job.type === 'stop') return DONE;
    }
    const missing = [...unit.definition.requires]
      .map(this.#unit)
      .find((one) => one.definition.load === 'loaded' && !one.isUp && unit.isAfter(one));
    if (missing) {
      unit.context.log(`Dependency failed for ${unit.title}.`, unit.name, { priority: 4 });
      unit.context.log(`${unit.name}: Job ${unit.name}/start failed with result 'dependency'.`, unit.name, {
        priority: 5,
      });
      return { result: 'dependency' };
    }
    return yield* this.#start(unit);
  }

  *#start(unit: Unit): Task<JobResult> {
    if (unit.isUp) return DONE;
    if (unit instanceof Service) {
      const outcome = yield* unit.start();
      if (outcome === 'up') return DONE;
      return outcome === 'skipped' ? { result: 'skipped' } : { result: 'failed', because: unit.result };
    }
    const unsimulated = unsimulatedPart(unit);
    if (unsimulated) {
      unit.context.log(`${unit.name}: cka-lab: not simulated: ${unsimulated}`, unit.name, { priority: 4 });
      return { result: 'failed', because: 'resources' };
    }
    unit.enter('active', 'active');
    const words = STARTED_WORDS[unit.definition.type];
    if (words) unit.context.log(`${words[0]} ${unit.title}.`, unit.name, { catalog: 'started' });
    return DONE;
  }

  *#stop(unit: Unit): Task<void> {
    if (unit instanceof Service) {
      yield* unit.stop();
      return;
    }
    if (unit.isDown) return;
    unit.enter('inactive', 'dead');
    const words = STARTED_WORDS[unit.definition.type];
    if (words) unit.context.log(`${words[1]} ${unit.title}.`, unit.name, { catalog: 'stopped' });
  }

  #end(job: Job, result: JobResult): void {
    if (job.outcome) return;
    job.outcome = result;
    if (this.#jobs.get(job.unit) === job) this.#jobs.delete(job.unit);
    job.over.emit(result);
  }
}

/** IgnoreOnIsolate=yes is the default of these. */
const STAYS_WHEN_ISOLATED = /\.(?:slice|scope|device)$/;

const STARTED_WORDS: Readonly<Record<string, readonly [string, string]>> = {
  target: ['Reached target', 'Stopped target'],
  slice: ['Created slice', 'Removed slice'],
};
