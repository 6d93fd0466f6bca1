// Who runs on a machine. Orphans go to process 1, which reaps them.

import type { Host } from './host.ts';
import type { SpawnOptions } from './process.ts';
import { Process } from './process.ts';
import type { SignalName } from './signals.ts';

export class ProcessTable {
  readonly #host: Host;
  readonly #byPid = new Map<number, Process>();
  #last = 0;
  /** The last number given in each container's PID namespace. */
  readonly #lastIn = new Map<string, number>();

  constructor(host: Host) {
    this.#host = host;
  }

  create(options: SpawnOptions, parent: Process | undefined): Process {
    const process = new Process(this.#host, ++this.#last, (container) => this.#nextIn(container), parent, options);
    this.#byPid.set(process.pid, process);
    parent?.children.add(process);
    return process;
  }

  #nextIn(container: string): number {
    const next = (this.#lastIn.get(container) ?? 0) + 1;
    this.#lastIn.set(container, next);
    return next;
  }

  /** All that a process of this container can see, all of the machine without one. */
  visibleIn(container: string | undefined): Process[] {
    return container === undefined ? this.all : this.all.filter((one) => one.namespaces.container === container);
  }

  /** By the number that those in a container know it by. */
  findIn(container: string | undefined, ownPid: number): Process | undefined {
    if (container === undefined) return this.get(ownPid);
    return this.all.find((one) => one.namespaces.container === container && one.ownPid === ownPid);
  }

  get(pid: number): Process | undefined {
    return this.#byPid.get(pid);
  }

  /** In order of PID. */
  get all(): Process[] {
    return [...this.#byPid.values()];
  }

  inGroup(group: number): Process[] {
    return this.all.filter((process) => process.group === group && process.alive);
  }

  signalGroup(group: number, signal: SignalName): void {
    for (const process of this.inGroup(group)) process.signal(signal);
  }

  forget(process: Process): void {
    this.#byPid.delete(process.pid);
    const { container } = process.namespaces;
    if (process.leadsNamespace && container !== undefined) this.#lastIn.delete(container);
  }

  /** The ended process' children have nobody to wait for them any more. */
  adopt(ended: Process): void {
    for (const child of ended.children) if (!child.alive) this.forget(child);
    ended.children.clear();
    // Without a living parent nobody will reap it.
    if (!ended.parent?.alive || ended.parent.pid === 1) this.forget(ended);
  }

  /** The power goes: nothing runs on, nothing is told. */
  clear(): Process[] {
    const gone = this.all;
    this.#byPid.clear();
    this.#last = 0;
    this.#lastIn.clear();
    return gone;
  }
}
