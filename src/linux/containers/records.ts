// What containerd knows of its sandboxes and containers: in memory, on disk for the containerd that comes after
// it, and told to whoever watches.

import type { Cancel } from '../../sim/simulation.ts';
import type { Host } from '../host/host.ts';
import type { Process } from '../host/process.ts';
import { type ContainerRecord, RpcError, type RuntimeEvent, type Sandbox } from './cri.ts';
import { loadStates, saveState } from './state-files.ts';

export const SANDBOXES = '/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes';
export const CONTAINERS = '/var/lib/containerd/io.containerd.grpc.v1.cri/containers';

export type SandboxState = { -readonly [K in keyof Sandbox]: Sandbox[K] } & { pid: number };
export type ContainerState = { -readonly [K in keyof ContainerRecord]: ContainerRecord[K] };

export class Records {
  readonly sandboxes = new Map<string, SandboxState>();
  readonly containers = new Map<string, ContainerState>();
  readonly #host: Host;
  readonly #watchers = new Set<(event: RuntimeEvent) => void>();

  constructor(host: Host) {
    this.#host = host;
  }

  /** What an earlier containerd left, the oldest first. */
  savedSandboxes(): SandboxState[] {
    return loadStates<SandboxState>(this.#host.files, SANDBOXES).sort(byAge);
  }

  savedContainers(): ContainerState[] {
    return loadStates<ContainerState>(this.#host.files, CONTAINERS).sort(byAge);
  }

  /** 64 hexadecimal digits. */
  newId(): string {
    return this.#host.simulation.random.text(64, '0123456789abcdef');
  }

  get now(): number {
    return this.#host.simulation.epoch + this.#host.simulation.now;
  }

  sandbox(id: string): SandboxState {
    const sandbox = this.sandboxes.get(id);
    if (!sandbox) throw new RpcError('NotFound', `an error occurred when try to find sandbox "${id}": not found`);
    return sandbox;
  }

  container(id: string): ContainerState {
    const container = this.containers.get(id);
    if (!container) throw new RpcError('NotFound', `an error occurred when try to find container "${id}": not found`);
    return container;
  }

  processOf(owner: { readonly id: string; readonly pid: number }): Process | undefined {
    const process = this.#host.processes.get(owner.pid);
    return process?.alive && process.namespaces.container === owner.id ? process : undefined;
  }

  runningProcess(container: ContainerState): Process {
    const process = this.processOf(container);
    if (!process) throw new RpcError('Unknown', 'container is not in running state');
    return process;
  }

  /** The kernel ends a PID namespace with its first process. */
  killNamespace(id: string): void {
    for (const process of this.#host.processes.all) {
      if (process.namespaces.container === id && process.alive) process.signal('SIGKILL');
    }
  }

  saveSandbox(sandbox: SandboxState): void {
    saveState(this.#host.files, `${SANDBOXES}/${sandbox.id}`, sandbox);
  }

  saveContainer(container: ContainerState): void {
    saveState(this.#host.files, `${CONTAINERS}/${container.id}`, container);
  }

  watch(notice: (event: RuntimeEvent) => void): Cancel {
    this.#watchers.add(notice);
    return () => this.#watchers.delete(notice);
  }

  /** Through the queue, so that whoever caused the change finishes first. */
  tell(sandbox: SandboxState): void {
    if (this.#watchers.size === 0) return;
    const event = { sandbox: sandbox.id, podUid: sandbox.config.uid };
    this.#host.simulation.schedule(0, 'container event', () => {
      for (const notice of [...this.#watchers]) notice(event);
    });
  }
}

const byAge = (a: { createdAt: number; id: string }, b: { createdAt: number; id: string }): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
