// The sandboxes of one machine: a pod's network and host name, held by its pause process under a shim.

import type { Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import { FileSystem } from '../files/file-system.ts';
import type { Host } from '../host/host.ts';
import type { Process } from '../host/process.ts';
import { NetworkStack } from '../net/stack.ts';
import { DEFAULT_PATH } from './container-process.ts';
import type { Containers } from './containers.ts';
import { CONTAINERD_SOCKET, RpcError, type SandboxConfig } from './cri.ts';
import type { ImageStore } from './image-store.ts';
import { giveBackAddress, takeAddress } from './network-plugin.ts';
import { type Records, SANDBOXES, type SandboxState } from './records.ts';
import { pauseProgram, SHIM, shimProgram, takeTime } from './runc.ts';

/** What the work of namespaces and cgroups takes. */
const SANDBOX_TIME: Millis = 180;

export class Sandboxes {
  readonly #host: Host;
  readonly #records: Records;
  readonly #store: ImageStore;
  readonly #containers: Containers;

  constructor(host: Host, records: Records, store: ImageStore, containers: Containers) {
    this.#host = host;
    this.#records = records;
    this.#store = store;
    this.#containers = containers;
  }

  *run(config: SandboxConfig): Task<string> {
    yield* this.#store.ensureSandboxImage();
    yield* takeTime(this.#host.simulation, SANDBOX_TIME);
    const { simulation, files } = this.#host;
    const id = this.#records.newId();
    const address = config.hostNetwork ? '' : this.#attachNetwork(id);
    const network =
      address === '' ? this.#host.network : new NetworkStack(this.#host.network.fabric, address, this.#host.network);
    const root = new FileSystem(() => simulation.epoch + simulation.now, files.volume, {
      ...files.root,
      entries: new Map(),
    });
    const pause = this.#host.spawn(
      {
        argv: ['/pause'],
        path: '/pause',
        program: pauseProgram,
        environment: new Map([['PATH', DEFAULT_PATH]]),
        directory: '/',
        credentials: { uid: 65535, gid: 65535, groups: [65535] },
        descriptors: new Map(),
        namespaces: { files: root, network, hostname: config.hostname, container: id },
        controlGroup: `${config.controlGroup}/cri-containerd-${id}.scope`,
        leadsNamespace: true,
      },
      this.#startShim(id),
    );
    pause.memory = 512 * 1024;
    const sandbox: SandboxState = {
      id,
      config,
      state: 'ready',
      createdAt: this.#records.now,
      address,
      pid: pause.pid,
    };
    this.#records.sandboxes.set(id, sandbox);
    files.makeDirectory(config.logDirectory, { recursive: true });
    files.makeDirectory(`${SANDBOXES}/${id}`, { recursive: true });
    files.writeFile(`${SANDBOXES}/${id}/hostname`, `${config.hostname}\n`);
    files.writeFile(`${SANDBOXES}/${id}/resolv.conf`, config.resolvConf ?? this.#hostResolvConf());
    this.#records.saveSandbox(sandbox);
    this.#follow(sandbox, pause);
    return id;
  }

  *stop(id: string): Task<void> {
    const sandbox = this.#records.sandbox(id);
    const inside = [...this.#records.containers.values()].filter(
      (one) => one.sandbox === id && one.state === 'running',
    );
    for (const container of inside) yield* this.#containers.stop(container.id, 0);
    const pause = this.#records.processOf(sandbox);
    if (pause) {
      const ended = pause.ended;
      pause.signal('SIGKILL');
      yield* wait(ended);
    }
    this.#gone(sandbox);
  }

  *remove(id: string): Task<void> {
    const sandbox = this.#records.sandboxes.get(id);
    if (!sandbox) return;
    yield* this.stop(id);
    for (const container of [...this.#records.containers.values()]) {
      if (container.sandbox === id) yield* this.#containers.remove(container.id);
    }
    this.#records.sandboxes.delete(id);
    this.#host.files.removeTree(`${SANDBOXES}/${id}`);
    this.#records.tell(sandbox);
  }

  /** After a restart of containerd, or of the machine: what still runs is followed, what does not has ended unseen. */
  recover(): void {
    for (const sandbox of this.#records.savedSandboxes()) {
      this.#records.sandboxes.set(sandbox.id, sandbox);
      const pause = this.#records.processOf(sandbox);
      if (pause) this.#follow(sandbox, pause);
      else this.#gone(sandbox);
    }
  }

  #attachNetwork(id: string): string {
    try {
      return takeAddress(this.#host.files, id);
    } catch (error) {
      if (!(error instanceof Error) || error instanceof SystemError) throw error;
      throw new RpcError('Unknown', `failed to setup network for sandbox "${id}": ${error.message}`);
    }
  }

  #hostResolvConf(): string {
    const { files } = this.#host;
    return files.exists('/etc/resolv.conf') ? files.readText('/etc/resolv.conf') : '';
  }

  #startShim(sandbox: string): Process {
    const shim = this.#host.spawn(
      {
        argv: [SHIM, '-namespace', 'k8s.io', '-id', sandbox, '-address', CONTAINERD_SOCKET],
        path: SHIM,
        program: shimProgram,
        environment: new Map(),
        directory: '/run/containerd/io.containerd.runtime.v2.task/k8s.io',
        descriptors: new Map(),
        group: 0,
        controlGroup: '/system.slice/containerd.service',
      },
      this.#host.processes.get(1),
    );
    shim.memory = 11 * 2 ** 20;
    return shim;
  }

  #follow(sandbox: SandboxState, pause: Process): void {
    pause.ended.begin(() => {
      pause.reap();
      this.#gone(sandbox);
    });
  }

  #gone(sandbox: SandboxState): void {
    if (sandbox.state === 'not-ready') return;
    sandbox.state = 'not-ready';
    this.#records.killNamespace(sandbox.id);
    const shim = this.#host.processes.all.find((one) => one.argv[0] === SHIM && one.argv[4] === sandbox.id);
    shim?.signal('SIGKILL');
    if (sandbox.address !== '') {
      const stack = this.#host.network.fabric.at(sandbox.address);
      if (stack?.node === this.#host.network) {
        stack.closeAll();
        this.#host.network.fabric.release(sandbox.address);
      }
      giveBackAddress(this.#host.files, sandbox.address);
    }
    this.#records.saveSandbox(sandbox);
    this.#records.tell(sandbox);
  }
}
