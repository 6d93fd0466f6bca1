// The containers of one machine, from their creation to their removal. They are processes under shims: they end
// when they end, not with containerd.

import type { Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay, first } from '../../sim/waits.ts';
import type { Host } from '../host/host.ts';
import type { Process } from '../host/process.ts';
import { SNAPSHOTS, startProcess } from './container-process.ts';
import { MainStreams } from './container-streams.ts';
import { type ContainerConfig, RpcError } from './cri.ts';
import type { ImageStore } from './image-store.ts';
import { CONTAINERS, type ContainerState, type Records } from './records.ts';
import { copyTree } from './root-file-system.ts';
import { takeTime } from './runc.ts';

/** What the work of cgroups and overlay mounts takes. */
const CREATE_TIME: Millis = 60;
const START_TIME: Millis = 70;

export class Containers {
  readonly #host: Host;
  readonly #records: Records;
  readonly #store: ImageStore;

  constructor(host: Host, records: Records, store: ImageStore) {
    this.#host = host;
    this.#records = records;
    this.#store = store;
  }

  *create(sandboxId: string, config: ContainerConfig): Task<string> {
    const sandbox = this.#records.sandbox(sandboxId);
    const image = this.#store.find(config.image);
    if (!image) {
      throw new RpcError(
        'NotFound',
        `failed to resolve image "${config.image}": failed to get image from containerd "${config.image}": image "${config.image}": not found`,
      );
    }
    yield* takeTime(this.#host.simulation, CREATE_TIME);
    if ([...config.command, ...config.arguments].length === 0 && image.commandLine.length === 0) {
      throw new RpcError('Unknown', 'failed to generate container spec: failed to generate spec: no command specified');
    }
    const { files } = this.#host;
    const id = this.#records.newId();
    files.makeDirectory(`${SNAPSHOTS}/${id}`, { recursive: true });
    const holder = files.stat(`${SNAPSHOTS}/${id}`);
    if (holder.type === 'directory') holder.entries.set('fs', copyTree(this.#store.tree(image)));
    const container: ContainerState = {
      id,
      sandbox: sandboxId,
      config,
      state: 'created',
      imageName: image.record.tags[0],
      imageId: image.record.id,
      imageDigest: image.record.digests[0],
      createdAt: this.#records.now,
      startedAt: 0,
      finishedAt: 0,
      exitCode: 0,
      reason: '',
      message: '',
      pid: 0,
    };
    const log = `${sandbox.config.logDirectory}/${config.logPath}`;
    files.makeDirectory(log.slice(0, log.lastIndexOf('/')), { recursive: true });
    this.#records.containers.set(id, container);
    files.makeDirectory(`${CONTAINERS}/${id}`, { recursive: true });
    this.#records.saveContainer(container);
    return id;
  }

  *start(id: string): Task<void> {
    const container = this.#records.container(id);
    yield* takeTime(this.#host.simulation, START_TIME);
    const sandbox = this.#records.sandbox(container.sandbox);
    const pause = this.#records.processOf(sandbox);
    if (!pause) throw new RpcError('Unknown', `sandbox container "${sandbox.id}" is not running`);
    const started = startProcess({ host: this.#host, store: this.#store }, container, sandbox, pause);
    if (typeof started === 'string') {
      const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${started}: unknown`;
      container.state = 'exited';
      container.finishedAt = this.#records.now;
      container.exitCode = 128;
      container.reason = 'StartError';
      container.message = message;
      this.#records.saveContainer(container);
      throw new RpcError('Unknown', message);
    }
    container.state = 'running';
    container.startedAt = this.#records.now;
    container.pid = started.pid;
    this.#records.saveContainer(container);
    this.#follow(container, started);
    this.#records.tell(sandbox);
  }

  *stop(id: string, timeoutSeconds: number): Task<void> {
    const container = this.#records.container(id);
    const process = this.#records.processOf(container);
    if (!process) return;
    const { simulation } = this.#host;
    const ended = process.ended;
    if (timeoutSeconds > 0) {
      process.signal(this.#store.find(container.config.image)?.stopSignal ?? 'SIGTERM');
      if (!process.alive) return;
      const timeout = delay(simulation, timeoutSeconds * 1000, `grace of container ${container.config.name}`);
      if ((yield* wait(first({ ended, timeout }))).name === 'ended') return;
    }
    if (!process.alive) return;
    const killed = process.ended;
    process.signal('SIGKILL');
    yield* wait(killed);
  }

  *remove(id: string): Task<void> {
    const container = this.#records.containers.get(id);
    if (!container) return;
    if (container.state === 'running') yield* this.stop(id, 0);
    this.#records.containers.delete(id);
    const { files } = this.#host;
    files.removeTree(`${CONTAINERS}/${id}`);
    // The snapshot is dropped as a whole: nobody can hold a path into it any more.
    const snapshots = files.stat(SNAPSHOTS);
    const root = files.exists(`${SNAPSHOTS}/${id}/fs`) ? files.stat(`${SNAPSHOTS}/${id}/fs`) : undefined;
    if (root?.type === 'directory') files.volume.dropLayer(root);
    if (snapshots.type === 'directory') snapshots.entries.delete(id);
  }

  writtenBy(id: string): number {
    const { files } = this.#host;
    const root = files.exists(`${SNAPSHOTS}/${id}/fs`) ? files.stat(`${SNAPSHOTS}/${id}/fs`) : undefined;
    return root?.type === 'directory' ? files.volume.writtenTo(root) : 0;
  }

  /** After a restart of containerd, or of the machine; the sandboxes must be known already. */
  recover(): void {
    for (const container of this.#records.savedContainers()) {
      this.#records.containers.set(container.id, container);
      if (container.state !== 'running') continue;
      const process = this.#records.processOf(container);
      if (process) this.#follow(container, process);
      else {
        container.state = 'exited';
        container.exitCode = 255;
        container.reason = 'Unknown';
        container.finishedAt = this.#records.now;
        container.pid = 0;
        this.#records.saveContainer(container);
      }
    }
  }

  #follow(container: ContainerState, process: Process): void {
    process.ended.begin((status) => {
      process.reap();
      this.#records.killNamespace(container.id);
      this.#closeStreams(container.id, process.parent);
      container.state = 'exited';
      container.finishedAt = this.#records.now;
      container.exitCode = status.code;
      container.reason = status.code === 0 ? 'Completed' : 'Error';
      container.pid = 0;
      this.#records.saveContainer(container);
      const sandbox = this.#records.sandboxes.get(container.sandbox);
      if (sandbox) this.#records.tell(sandbox);
    });
  }

  #closeStreams(container: string, shim: Process | undefined): void {
    for (const [descriptor, file] of shim?.descriptors ?? []) {
      if (file instanceof MainStreams && file.container === container) shim?.close(descriptor);
    }
  }
}
