// Pods that wait for a node: ready ones by priority and arrival; failed ones aside until something happens that
// could help them, and even then not before their back-off of 1, 2, 4, 8, 10 s is over. After five minutes they
// get another chance anyway. Models pkg/scheduler/backend/queue.

import type { Cancel, Millis, Simulation } from '../../sim/simulation.ts';
import type { Wait } from '../../sim/task.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { Plugin } from './filters.ts';
import { priorityOf } from './preemption.ts';

const FIRST_BACK_OFF: Millis = 1_000;
const LONGEST_BACK_OFF: Millis = 10_000;
const ANOTHER_CHANCE: Millis = 300_000;
const SETTLE: Millis = 10;

interface Entry {
  pod: Pod;
  readonly arrival: number;
  attempts: number;
  state: 'ready' | 'trying' | 'backing off' | 'unschedulable';
  failedAt: Millis;
  /** Why it failed; something else cannot help. */
  failedBy: ReadonlySet<Plugin>;
  /** Something that could help happened while it was tried. */
  moved: boolean;
  timer: Cancel | undefined;
}

export class SchedulingQueue {
  readonly #simulation: Simulation;
  readonly #entries = new Map<string, Entry>();
  readonly #ready = new Set<Entry>();
  #arrivals = 0;
  #wake: (() => void) | undefined;

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** A new pod, or a changed one; a change of the pod itself may make it schedulable. */
  put(pod: Pod, changed: boolean): void {
    const entry = this.#entries.get(pod.metadata.uid);
    if (!entry) {
      const fresh: Entry = {
        pod,
        arrival: this.#arrivals++,
        attempts: 0,
        state: 'ready',
        failedAt: 0,
        failedBy: new Set(),
        moved: false,
        timer: undefined,
      };
      this.#entries.set(pod.metadata.uid, fresh);
      this.#makeReady(fresh);
      return;
    }
    entry.pod = pod;
    if (changed) this.#move(entry);
  }

  remove(uid: string): void {
    const entry = this.#entries.get(uid);
    if (!entry) return;
    entry.timer?.();
    this.#ready.delete(entry);
    this.#entries.delete(uid);
  }

  /** Something happened in the cluster that could help pods that failed by one of `plugins` (all pods if not said). */
  somethingHappened(plugins?: readonly Plugin[]): void {
    for (const entry of this.#entries.values()) {
      if (plugins && entry.state === 'unschedulable' && !plugins.some((plugin) => entry.failedBy.has(plugin))) continue;
      this.#move(entry);
    }
  }

  /** Back after a failed attempt. */
  failed(uid: string, by: ReadonlySet<Plugin>): void {
    const entry = this.#entries.get(uid);
    if (!entry) return;
    entry.failedAt = this.#simulation.now;
    entry.failedBy = by;
    entry.state = 'unschedulable';
    entry.timer = this.#simulation.schedule(ANOTHER_CHANCE, 'unschedulable pod', () => this.#move(entry));
    if (entry.moved || by.size === 0) this.#move(entry);
  }

  get next(): Wait<Pod> {
    return {
      what: 'pod to schedule',
      begin: (wake) => {
        const give = () => {
          const entry = this.#first();
          if (!entry) {
            this.#wake = give;
            return;
          }
          this.#ready.delete(entry);
          entry.state = 'trying';
          entry.moved = false;
          entry.attempts++;
          wake(entry.pod);
        };
        give();
        return () => {
          this.#wake = undefined;
        };
      },
    };
  }

  #first(): Entry | undefined {
    let first: Entry | undefined;
    for (const entry of this.#ready) if (!first || priorityOf(entry.pod) > priorityOf(first.pod)) first = entry;
    return first;
  }

  #move(entry: Entry): void {
    if (entry.state === 'trying') entry.moved = true;
    if (entry.state !== 'unschedulable') return;
    entry.timer?.();
    const backOff = Math.min(FIRST_BACK_OFF * 2 ** (entry.attempts - 1), LONGEST_BACK_OFF);
    const left = entry.failedAt + backOff - this.#simulation.now;
    if (left <= 0) {
      this.#makeReady(entry);
      return;
    }
    entry.state = 'backing off';
    entry.timer = this.#simulation.schedule(left, 'scheduling back-off', () => this.#makeReady(entry));
  }

  #makeReady(entry: Entry): void {
    entry.state = 'ready';
    entry.timer = undefined;
    this.#ready.add(entry);
    const wake = this.#wake;
    if (!wake) return;
    this.#wake = undefined;
    this.#simulation.schedule(SETTLE, 'scheduling queue', wake);
  }
}
