// containerd: sandboxes, containers and images of one machine, as the CRI asks for them. What it must not forget
// stands in files below /var/lib/containerd, so that a new containerd finds what the old one left; the containers
// themselves are processes under shims and do not end with it.

import type { Cancel } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import { SystemError, strerror } from '../errors.ts';
import type { Host } from '../host/host.ts';
import type { Process } from '../host/process.ts';
import type { Terminal, TerminalSize } from '../terminal/terminal.ts';
import { Commands } from './commands.ts';
import { Containers } from './containers.ts';
import {
  type ContainerConfig,
  type ContainerRecord,
  type ContainerRuntime,
  type ContainerStreams,
  type ExecResult,
  type ExecStreams,
  type ImageRecord,
  RpcError,
  type RuntimeEvent,
  type Sandbox,
  type SandboxConfig,
} from './cri.ts';
import { ImageStore } from './image-store.ts';
import { networkProblem } from './network-plugin.ts';
import { Records } from './records.ts';
import { Sandboxes } from './sandboxes.ts';

export class Containerd implements ContainerRuntime {
  readonly #host: Host;
  readonly #version: string;
  readonly #store: ImageStore;
  readonly #records: Records;
  readonly #containers: Containers;
  readonly #sandboxes: Sandboxes;
  readonly #commands: Commands;

  /** `sandboxImage`: the release's pause image, from the configuration. */
  constructor(host: Host, version: string, sandboxImage: string) {
    this.#host = host;
    this.#version = version;
    this.#store = new ImageStore(host, version, sandboxImage);
    this.#records = new Records(host);
    this.#containers = new Containers(host, this.#records, this.#store);
    this.#sandboxes = new Sandboxes(host, this.#records, this.#store, this.#containers);
    this.#commands = new Commands(host, this.#records, this.#store);
    this.#sandboxes.recover();
    this.#containers.recover();
  }

  version(): { readonly name: string; readonly version: string } {
    return { name: 'containerd', version: this.#version };
  }

  networkProblem(): string | undefined {
    return networkProblem(this.#host.files);
  }

  runSandbox(config: SandboxConfig): Task<string> {
    return refusing(this.#sandboxes.run(config));
  }

  stopSandbox(id: string): Task<void> {
    return refusing(this.#sandboxes.stop(id));
  }

  removeSandbox(id: string): Task<void> {
    return refusing(this.#sandboxes.remove(id));
  }

  sandboxes(): readonly Sandbox[] {
    return [...this.#records.sandboxes.values()];
  }

  createContainer(sandboxId: string, config: ContainerConfig): Task<string> {
    return refusing(this.#containers.create(sandboxId, config));
  }

  startContainer(id: string): Task<void> {
    return refusing(this.#containers.start(id));
  }

  stopContainer(id: string, timeoutSeconds: number): Task<void> {
    return refusing(this.#containers.stop(id, timeoutSeconds));
  }

  removeContainer(id: string): Task<void> {
    return refusing(this.#containers.remove(id));
  }

  writtenBy(id: string): number {
    return this.#containers.writtenBy(id);
  }

  containers(): readonly ContainerRecord[] {
    return [...this.#records.containers.values()];
  }

  execute(id: string, argv: readonly string[], timeoutSeconds: number): Task<ExecResult> {
    return this.#commands.execute(id, argv, timeoutSeconds);
  }

  exec(id: string, argv: readonly string[], streams: ExecStreams): Process {
    return this.#commands.exec(id, argv, streams);
  }

  openTerminal(id: string, size: TerminalSize): Terminal {
    return this.#commands.openTerminal(id, size);
  }

  closeTerminal(id: string, terminal: Terminal): void {
    return this.#commands.closeTerminal(id, terminal);
  }

  attach(id: string): ContainerStreams {
    return this.#commands.attach(id);
  }

  pullImage(image: string): Task<string> {
    return refusing(this.#store.pull(image));
  }

  image(image: string): ImageRecord | undefined {
    return this.#store.find(image)?.record;
  }

  images(): readonly ImageRecord[] {
    return this.#store.records();
  }

  removeImage(image: string): void {
    this.#store.remove(image);
  }

  watch(notice: (event: RuntimeEvent) => void): Cancel {
    return this.#records.watch(notice);
  }
}

/** What the disk refuses becomes the runtime's refusal. */
function* refusing<T>(task: Task<T>): Task<T> {
  try {
    return yield* task;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const words = strerror(error.code);
    throw new RpcError('Unknown', `${error.subject}: ${words.charAt(0).toLowerCase()}${words.slice(1)}`);
  }
}
