// containerd: sandboxes and containers of one machine. What it must not forget stands in files below
// /var/lib/containerd, so that a new containerd finds what the old one left; the containers themselves are
// processes under shims and do not end with it.

import type { Cancel, Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay, first } from '../../sim/waits.ts';
import { SystemError } from '../errors.ts';
import { FileSystem } from '../files/file-system.ts';
import type { Directory } from '../files/inode.ts';
import type { OpenFile } from '../files/open-file.ts';
import { NullDevice } from '../files/open-file.ts';
import { findExecutable, type Host } from '../host/host.ts';
import { placeTerminal, removeTerminal } from '../host/kernel-files.ts';
import type { Namespaces, Process } from '../host/process.ts';
import { NetworkStack } from '../net/stack.ts';
import { Terminal, type TerminalSize } from '../terminal/terminal.ts';
import { Capture } from './capture.ts';
import { MainStreams } from './container-streams.ts';
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
import { LogStream } from './log-stream.ts';
import { giveBackAddress, networkProblem, takeAddress } from './network-plugin.ts';
import { copyTree, mountInto } from './root-file-system.ts';
import { pauseProgram, runcRefusal, SHIM, shimProgram } from './runc.ts';
import { loadStates, saveState } from './state-files.ts';

const SANDBOXES = '/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes';
const CONTAINERS = '/var/lib/containerd/io.containerd.grpc.v1.cri/containers';
const SNAPSHOTS = '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots';
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

/** What the work of namespaces, cgroups and overlay mounts takes. */
const SANDBOX_TIME: Millis = 180;
const CREATE_TIME: Millis = 60;
const START_TIME: Millis = 70;

type SandboxState = { -readonly [K in keyof Sandbox]: Sandbox[K] } & { pid: number };
type ContainerState = { -readonly [K in keyof ContainerRecord]: ContainerRecord[K] };

export class Containerd implements ContainerRuntime {
  readonly #host: Host;
  readonly #version: string;
  readonly #store: ImageStore;
  readonly #sandboxes = new Map<string, SandboxState>();
  readonly #containers = new Map<string, ContainerState>();
  readonly #watchers = new Set<(event: RuntimeEvent) => void>();

  /** `sandboxImage`: the release's pause image, from the configuration. */
  constructor(host: Host, version: string, sandboxImage: string) {
    this.#host = host;
    this.#version = version;
    this.#store = new ImageStore(host, version, sandboxImage);
    this.#recover();
  }

  version(): { readonly name: string; readonly version: string } {
    return { name: 'containerd', version: this.#version };
  }

  networkProblem(): string | undefined {
    return networkProblem(this.#host.files);
  }

  // ——— sandboxes ———

  *runSandbox(config: SandboxConfig): Task<string> {
    yield* this.#store.ensureSandboxImage();
    yield* this.#pass(SANDBOX_TIME);
    const { simulation, files } = this.#host;
    const id = simulation.random.text(64, '0123456789abcdef');
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
      createdAt: this.#clock,
      address,
      pid: pause.pid,
    };
    this.#sandboxes.set(id, sandbox);
    files.makeDirectory(config.logDirectory, { recursive: true });
    files.makeDirectory(`${SANDBOXES}/${id}`, { recursive: true });
    files.writeFile(`${SANDBOXES}/${id}/hostname`, `${config.hostname}\n`);
    files.writeFile(`${SANDBOXES}/${id}/resolv.conf`, config.resolvConf ?? this.#hostResolvConf());
    this.#saveSandbox(sandbox);
    this.#followSandbox(sandbox, pause);
    return id;
  }

  *stopSandbox(id: string): Task<void> {
    const sandbox = this.#sandbox(id);
    const inside = [...this.#containers.values()].filter((one) => one.sandbox === id && one.state === 'running');
    for (const container of inside) yield* this.stopContainer(container.id, 0);
    const pause = this.#processOf(sandbox);
    if (pause) {
      const ended = pause.ended;
      pause.signal('SIGKILL');
      yield* wait(ended);
    }
    this.#sandboxGone(sandbox);
  }

  *removeSandbox(id: string): Task<void> {
    const sandbox = this.#sandboxes.get(id);
    if (!sandbox) return;
    yield* this.stopSandbox(id);
    for (const container of [...this.#containers.values()]) {
      if (container.sandbox === id) yield* this.removeContainer(container.id);
    }
    this.#sandboxes.delete(id);
    this.#host.files.removeTree(`${SANDBOXES}/${id}`);
    this.#tell(sandbox);
  }

  sandboxes(): readonly Sandbox[] {
    return [...this.#sandboxes.values()];
  }

  // ——— containers ———

  *createContainer(sandboxId: string, config: ContainerConfig): Task<string> {
    const sandbox = this.#sandbox(sandboxId);
    const image = this.#store.find(config.image);
    if (!image) {
      throw new RpcError(
        'NotFound',
        `failed to resolve image "${config.image}": failed to get image from containerd "${config.image}": image "${config.image}": not found`,
      );
    }
    yield* this.#pass(CREATE_TIME);
    if ([...config.command, ...config.arguments].length === 0 && image.commandLine.length === 0) {
      throw new RpcError('Unknown', 'failed to generate container spec: failed to generate spec: no command specified');
    }
    const { files, simulation } = this.#host;
    const id = simulation.random.text(64, '0123456789abcdef');
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
      createdAt: this.#clock,
      startedAt: 0,
      finishedAt: 0,
      exitCode: 0,
      reason: '',
      message: '',
      pid: 0,
    };
    const log = `${sandbox.config.logDirectory}/${config.logPath}`;
    files.makeDirectory(log.slice(0, log.lastIndexOf('/')), { recursive: true });
    this.#containers.set(id, container);
    files.makeDirectory(`${CONTAINERS}/${id}`, { recursive: true });
    this.#saveContainer(container);
    return id;
  }

  *startContainer(id: string): Task<void> {
    const container = this.#container(id);
    yield* this.#pass(START_TIME);
    const sandbox = this.#sandbox(container.sandbox);
    const pause = this.#processOf(sandbox);
    if (!pause) throw new RpcError('Unknown', `sandbox container "${sandbox.id}" is not running`);
    const started = this.#startProcess(container, sandbox, pause);
    if (typeof started === 'string') {
      const message = `failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: error during container init: ${started}: unknown`;
      container.state = 'exited';
      container.finishedAt = this.#clock;
      container.exitCode = 128;
      container.reason = 'StartError';
      container.message = message;
      this.#saveContainer(container);
      throw new RpcError('Unknown', message);
    }
    container.state = 'running';
    container.startedAt = this.#clock;
    container.pid = started.pid;
    this.#saveContainer(container);
    this.#followContainer(container, started);
    this.#tell(sandbox);
  }

  *stopContainer(id: string, timeoutSeconds: number): Task<void> {
    const container = this.#container(id);
    const process = this.#processOf(container);
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

  *removeContainer(id: string): Task<void> {
    const container = this.#containers.get(id);
    if (!container) return;
    if (container.state === 'running') yield* this.stopContainer(id, 0);
    this.#containers.delete(id);
    const { files } = this.#host;
    files.removeTree(`${CONTAINERS}/${id}`);
    // The snapshot is dropped as a whole: nobody can hold a path into it any more.
    const snapshots = files.stat(SNAPSHOTS);
    if (snapshots.type === 'directory') snapshots.entries.delete(id);
  }

  containers(): readonly ContainerRecord[] {
    return [...this.#containers.values()];
  }

  *execute(id: string, argv: readonly string[], timeoutSeconds: number): Task<ExecResult> {
    const stdout = new Capture();
    const stderr = new Capture();
    const descriptors = new Map<number, OpenFile>([
      [0, new NullDevice()],
      [1, stdout],
      [2, stderr],
    ]);
    const process = this.exec(id, argv, { descriptors, terminal: undefined });
    const limit = timeoutSeconds > 0 ? timeoutSeconds * 1000 : Number.MAX_SAFE_INTEGER;
    const timeout = delay(this.#host.simulation, limit, `timeout of ${argv[0]}`);
    if (process.alive && (yield* wait(first({ ended: process.ended, timeout }))).name === 'timeout') {
      process.signal('SIGKILL');
      throw new RpcError(
        'DeadlineExceeded',
        `failed to exec in container: timeout ${timeoutSeconds}s exceeded: context deadline exceeded`,
      );
    }
    process.reap();
    return { stdout: stdout.text, stderr: stderr.text, code: process.status?.code ?? 255 };
  }

  exec(id: string, argv: readonly string[], streams: ExecStreams): Process {
    const container = this.#container(id);
    const main = this.#runningProcess(container);
    // What runs inside may have changed its own; a new command starts with the container's.
    const environment = new Map(this.#environmentOf(container));
    if (streams.terminal) environment.set('TERM', 'xterm');
    try {
      const process = this.#host.spawn(
        {
          argv,
          environment,
          directory: main.directory,
          credentials: main.credentials,
          descriptors: streams.descriptors,
          namespaces: main.namespaces,
          session: { terminal: streams.terminal },
          controlGroup: main.controlGroup,
        },
        main.parent?.alive ? main.parent : undefined,
      );
      if (streams.terminal) streams.terminal.foreground = process.pid;
      return process;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new RpcError(
        'Unknown',
        `failed to exec in container: failed to start exec "${this.#host.simulation.random.text(64, '0123456789abcdef')}": OCI runtime exec failed: exec failed: unable to start container process: ${runcRefusal(argv[0], error)}: unknown`,
      );
    }
  }

  openTerminal(id: string, size: TerminalSize): Terminal {
    const { processes } = this.#host;
    const { files, credentials } = this.#runningProcess(this.#container(id));
    let number = 0;
    while (files.exists(`/dev/pts/${number}`)) number++;
    const terminal = new Terminal(`pts/${number}`, size, (group, signal) => processes.signalGroup(group, signal));
    placeTerminal(files, terminal, credentials);
    return terminal;
  }

  closeTerminal(id: string, terminal: Terminal): void {
    terminal.hangUp();
    const container = this.#containers.get(id);
    const main = container && this.#processOf(container);
    if (main) removeTerminal(main.files, terminal);
  }

  attach(id: string): ContainerStreams {
    const main = this.#runningProcess(this.#container(id));
    const streams = this.#streamsOf(id, main.parent);
    if (!streams) throw new RpcError('Unknown', 'container io is not available');
    return streams;
  }

  // ——— images ———

  pullImage(image: string): Task<string> {
    return this.#store.pull(image);
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
    this.#watchers.add(notice);
    return () => this.#watchers.delete(notice);
  }

  // ——— inside ———

  get #clock(): number {
    return this.#host.simulation.epoch + this.#host.simulation.now;
  }

  *#pass(span: Millis): Task<void> {
    const { simulation } = this.#host;
    yield* wait(delay(simulation, span + simulation.random.integer(span), 'containerd'));
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

  /** The container's first process, or runc's words for why there is none. */
  #startProcess(container: ContainerState, sandbox: SandboxState, pause: Process): Process | string {
    const { config } = container;
    const image = this.#store.find(config.image);
    const argv =
      config.command.length > 0
        ? [...config.command, ...config.arguments]
        : [...(image?.entrypoint ?? []), ...(config.arguments.length > 0 ? config.arguments : (image?.command ?? []))];
    const uid = image?.record.uid ?? 0;
    const credentials = config.credentials ?? { uid, gid: uid, groups: [uid] };
    const environment = this.#environmentOf(container);
    const directory = config.directory ?? image?.directory ?? '/';
    let streams: MainStreams | undefined;
    try {
      const files = this.#rootOf(container, sandbox);
      if (!files.exists(directory)) files.makeDirectory(directory, { recursive: true });
      const namespaces: Namespaces = {
        files,
        network: pause.network,
        hostname: sandbox.config.hostname,
        container: container.id,
      };
      // Looked up here, because a name that is a directory or unreadable reads differently from runc.
      const path = findExecutable(files, argv[0], directory, environment.get('PATH'), credentials);
      streams = this.#makeStreams(container, sandbox, files, credentials);
      const process = this.#host.spawn(
        {
          argv,
          path,
          environment,
          directory,
          credentials,
          descriptors: streams.descriptors,
          namespaces,
          session: { terminal: streams.terminal },
          controlGroup: `${sandbox.config.controlGroup}/cri-containerd-${container.id}.scope`,
          leadsNamespace: true,
        },
        pause.parent,
      );
      if (streams.terminal) streams.terminal.foreground = process.pid;
      pause.parent?.install(streams);
      return process;
    } catch (error) {
      if (error instanceof SystemError) return runcRefusal(argv[0], error);
      if (error instanceof MountRefusal) return error.message;
      throw error;
    } finally {
      // The process holds its own references.
      for (const stream of streams?.descriptors.values() ?? []) stream.release();
    }
  }

  /** What the image and the pod say; every command in the container starts with it. */
  #environmentOf({ config, sandbox }: ContainerState): Map<string, string> {
    const image = this.#store.find(config.image);
    const environment = new Map([
      ['PATH', DEFAULT_PATH],
      ['HOSTNAME', this.#sandbox(sandbox).config.hostname],
    ]);
    if (config.tty) environment.set('TERM', 'xterm');
    for (const [name, value] of Object.entries(image?.environment ?? {})) environment.set(name, value);
    for (const [name, value] of config.environment) environment.set(name, value);
    const uid = config.credentials?.uid ?? image?.record.uid ?? 0;
    if (!environment.has('HOME')) environment.set('HOME', uid === 0 ? '/root' : '/');
    return environment;
  }

  #makeStreams(
    container: ContainerState,
    sandbox: SandboxState,
    root: FileSystem,
    owner: { readonly uid: number },
  ): MainStreams {
    const { simulation, files } = this.#host;
    const path = `${sandbox.config.logDirectory}/${container.config.logPath}`;
    const directory = path.slice(0, path.lastIndexOf('/'));
    if (!files.exists(directory)) files.makeDirectory(directory, { recursive: true });
    files.writeFile(path, '', { append: true, mode: 0o640 });
    const logs = {
      stdout: new LogStream(simulation, files, path, 'stdout'),
      stderr: new LogStream(simulation, files, path, 'stderr'),
    };
    const { processes } = this.#host;
    const terminal = container.config.tty
      ? new Terminal('pts/0', { columns: 80, rows: 24 }, (group, signal) => processes.signalGroup(group, signal))
      : undefined;
    if (terminal) placeTerminal(root, terminal, owner);
    return new MainStreams(container.id, logs, container.config.stdin, terminal);
  }

  #streamsOf(container: string, shim: Process | undefined): MainStreams | undefined {
    for (const file of shim?.descriptors.values() ?? []) {
      if (file instanceof MainStreams && file.container === container) return file;
    }
    return undefined;
  }

  #rootOf(container: ContainerState, sandbox: SandboxState): FileSystem {
    const host = this.#host;
    const root = host.files.stat(`${SNAPSHOTS}/${container.id}/fs`) as Directory;
    const files = new FileSystem(() => this.#clock, host.files.volume, root);
    const own = `${SANDBOXES}/${sandbox.id}`;
    const mounts = [
      { containerPath: '/etc/hostname', hostPath: `${own}/hostname`, readOnly: false },
      { containerPath: '/etc/resolv.conf', hostPath: `${own}/resolv.conf`, readOnly: false },
      ...container.config.mounts,
    ];
    for (const { containerPath, hostPath, readOnly } of mounts) {
      const inode = host.files.stat(hostPath);
      try {
        mountInto(files, containerPath, inode, { source: hostPath, readOnly });
      } catch (error) {
        if (error instanceof SystemError || !(error instanceof Error)) throw error;
        throw new MountRefusal(error.message);
      }
    }
    return files;
  }

  #followSandbox(sandbox: SandboxState, pause: Process): void {
    pause.ended.begin(() => {
      pause.reap();
      this.#sandboxGone(sandbox);
    });
  }

  #sandboxGone(sandbox: SandboxState): void {
    if (sandbox.state === 'not-ready') return;
    sandbox.state = 'not-ready';
    this.#killNamespace(sandbox.id);
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
    this.#saveSandbox(sandbox);
    this.#tell(sandbox);
  }

  #followContainer(container: ContainerState, process: Process): void {
    process.ended.begin((status) => {
      process.reap();
      this.#killNamespace(container.id);
      this.#closeStreams(container.id, process.parent);
      container.state = 'exited';
      container.finishedAt = this.#clock;
      container.exitCode = status.code;
      container.reason = status.code === 0 ? 'Completed' : 'Error';
      container.pid = 0;
      this.#saveContainer(container);
      const sandbox = this.#sandboxes.get(container.sandbox);
      if (sandbox) this.#tell(sandbox);
    });
  }

  #closeStreams(container: string, shim: Process | undefined): void {
    for (const [descriptor, file] of shim?.descriptors ?? []) {
      if (file instanceof MainStreams && file.container === container) shim?.close(descriptor);
    }
  }

  /** The kernel ends a PID namespace with its first process. */
  #killNamespace(id: string): void {
    for (const process of this.#host.processes.all) {
      if (process.namespaces.container === id && process.alive) process.signal('SIGKILL');
    }
  }

  /** Through the queue, so that whoever caused the change finishes first. */
  #tell(sandbox: SandboxState): void {
    if (this.#watchers.size === 0) return;
    const event = { sandbox: sandbox.id, podUid: sandbox.config.uid };
    this.#host.simulation.schedule(0, 'container event', () => {
      for (const notice of [...this.#watchers]) notice(event);
    });
  }

  #processOf(owner: { readonly id: string; readonly pid: number }): Process | undefined {
    const process = this.#host.processes.get(owner.pid);
    return process?.alive && process.namespaces.container === owner.id ? process : undefined;
  }

  #runningProcess(container: ContainerState): Process {
    const process = this.#processOf(container);
    if (!process) throw new RpcError('Unknown', 'container is not in running state');
    return process;
  }

  #sandbox(id: string): SandboxState {
    const sandbox = this.#sandboxes.get(id);
    if (!sandbox) throw new RpcError('NotFound', `an error occurred when try to find sandbox "${id}": not found`);
    return sandbox;
  }

  #container(id: string): ContainerState {
    const container = this.#containers.get(id);
    if (!container) throw new RpcError('NotFound', `an error occurred when try to find container "${id}": not found`);
    return container;
  }

  // ——— what is on disk ———

  #saveSandbox(sandbox: SandboxState): void {
    saveState(this.#host.files, `${SANDBOXES}/${sandbox.id}`, sandbox);
  }

  #saveContainer(container: ContainerState): void {
    saveState(this.#host.files, `${CONTAINERS}/${container.id}`, container);
  }

  /** After a restart of containerd, or of the machine: what still runs is followed, what does not has ended unseen. */
  #recover(): void {
    const sandboxes = loadStates<SandboxState>(this.#host.files, SANDBOXES);
    for (const sandbox of sandboxes.sort(byAge)) {
      this.#sandboxes.set(sandbox.id, sandbox);
      const pause = this.#processOf(sandbox);
      if (pause) this.#followSandbox(sandbox, pause);
      else this.#sandboxGone(sandbox);
    }
    for (const container of loadStates<ContainerState>(this.#host.files, CONTAINERS).sort(byAge)) {
      this.#containers.set(container.id, container);
      if (container.state !== 'running') continue;
      const process = this.#processOf(container);
      if (process) this.#followContainer(container, process);
      else {
        container.state = 'exited';
        container.exitCode = 255;
        container.reason = 'Unknown';
        container.finishedAt = this.#clock;
        container.pid = 0;
        this.#saveContainer(container);
      }
    }
  }
}

const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

class MountRefusal extends Error {}

const byAge = (a: { createdAt: number; id: string }, b: { createdAt: number; id: string }): number =>
  a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
