// Runs controllers: changes become keys, keys are reconciled one at a time, failures come back later.

import type { Simulation } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { ConnectionError, type KubeClient, StatusError } from '../client/client.ts';
import { EventRecorder } from '../client/events.ts';
import type { Informers } from '../client/informer.ts';
import { DEFAULT_VERSION, release } from '../releases/releases.ts';
import type { Controller } from './controller.ts';
import { WorkQueue } from './work-queue.ts';

export type LogError = (message: string, error: string, logger: string) => void;

export interface WorkplaceOptions {
  readonly logError?: LogError;
  readonly minor?: number;
}

/** What every controller of one process shares. */
export class Workplace {
  readonly threads: Threads;
  readonly client: KubeClient;
  readonly informers: Informers;
  /** One error for the process' log. */
  readonly logError: LogError;
  /** Of the release these controllers are from: 35. */
  readonly minor: number;
  readonly #recorders = new Map<string, EventRecorder>();

  constructor(threads: Threads, client: KubeClient, informers: Informers, options: WorkplaceOptions = {}) {
    this.threads = threads;
    this.client = client;
    this.informers = informers;
    this.logError = options.logError ?? (() => {});
    this.minor = options.minor ?? release(DEFAULT_VERSION).minor;
  }

  get simulation(): Simulation {
    return this.threads.simulation;
  }

  /** Unix milliseconds. */
  get now(): number {
    return this.simulation.epoch + this.simulation.now;
  }

  /** The recorder that signs as `component`. */
  events(component: string): EventRecorder {
    let recorder = this.#recorders.get(component);
    if (!recorder) {
      recorder = new EventRecorder(this.threads, this.client, { component });
      this.#recorders.set(component, recorder);
    }
    return recorder;
  }
}

/** Starts a controller; it works once everything it watches has been listed. */
export function run(workplace: Workplace, controller: Controller): void {
  const queue = new WorkQueue(workplace.simulation);
  for (const watch of controller.watches) {
    workplace.informers.of(watch.kind).onChange((object, old) => {
      for (const key of watch.keys(object ?? old, old)) queue.add(key);
    });
  }
  workplace.threads.thread(controller.name, work(workplace, controller, queue));
}

function* work(workplace: Workplace, controller: Controller, queue: WorkQueue): Task<void> {
  yield* workplace.informers.synced();
  for (;;) {
    const key = yield* wait(queue.next);
    try {
      const result = yield* controller.reconcile(key);
      queue.forget(key);
      if (result) queue.addAfter(key, result.again);
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
      queue.addAfterFailure(key);
      // A conflict is the ordinary way to learn that the cache was old.
      if (!(error instanceof StatusError && error.reason === 'Conflict')) {
        workplace.logError('Unhandled Error', `sync "${key}" failed with ${error.message}`, controller.name);
      }
    }
  }
}
