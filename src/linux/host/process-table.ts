// Who runs on a machine. Orphans go to process 1, which reaps them.

import type { Host } from './host.ts';
import type { SpawnOptions } from './process.ts';
import { Process } from './process.ts';
import type { SignalName } from './signals.ts';

export class ProcessTable {
  readonly #host: Host;
  readonly #byPid = new Map<number, Process>();
  #last = 0;

  constructor(host: Host) {
    this.#host = host;
  }

  create(options: SpawnOptions, parent: Process | undefined): Process {
    const process = new Process(this.#host, ++this.#last, parent, options);
    this.#byPid.set(process.pid, process);
    parent?.children.add(process);
    return process;
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
    return gone;
  }
}
