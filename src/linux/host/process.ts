// A process: a program at work with its identity, its files and its view of the machine (mount and
// network namespaces). The program is a generator; a signal that ends it is thrown into its wait.

import { assert } from '../../base/assert.ts';
import { concat, decode, encode } from '../../base/bytes.ts';
import type { Cancel, Millis, Simulation } from '../../sim/simulation.ts';
import { type Running, start, type Task, type Wait, wait } from '../../sim/task.ts';
import { delay, Signal } from '../../sim/waits.ts';
import { SystemError, strerror } from '../errors.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { OpenFile, OpenFlags } from '../files/open-file.ts';
import { resolvePath } from '../files/paths.ts';
import type { Credentials } from '../files/permissions.ts';
import type { NetworkStack } from '../net/stack.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Host } from './host.ts';
import { defaultAction, SIGNALS, type SignalName } from './signals.ts';

export type ExitCode = number;
/** Everything that can be executed. What it returns is its exit status. */
export type Program = (process: Process) => Task<ExitCode>;

/** How a process ended; `code` is 128 + the signal's number when a signal did it, as a shell shows it. */
export interface ExitStatus {
  readonly code: ExitCode;
  readonly signal: SignalName | undefined;
}

/** What a parent can learn about a child. */
export type ChildChange =
  | { readonly state: 'exited'; readonly status: ExitStatus }
  | { readonly state: 'stopped'; readonly signal: SignalName }
  | { readonly state: 'continued' };

/** Thrown into a program to end it. Programs let it pass; `finally` blocks run. */
export class Killed extends Error {
  override readonly name = 'Killed';
  readonly signal: SignalName;
  constructor(signal: SignalName) {
    super(`killed by ${signal}`);
    this.signal = signal;
  }
}

/** Thrown by a program, at any depth, to end with a status: exit(3). */
export class Exit extends Error {
  override readonly name = 'Exit';
  readonly code: ExitCode;
  constructor(code: ExitCode) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** The namespaces a process lives in: the host's own, or a container's. */
export interface Namespaces {
  readonly files: FileSystem;
  readonly network: NetworkStack;
  readonly hostname: string;
  /** The container's ID; undefined on the host itself. */
  readonly container?: string;
}

/** What a new process starts with. What is missing comes from the parent. */
export interface SpawnOptions {
  readonly argv: readonly string[];
  /** The code; missing: what `argv[0]` names is looked up and executed (see `Process.execute`). */
  readonly program?: Program;
  /** The executable's path, for /proc/PID/exe and ps. */
  readonly path?: string;
  readonly environment?: ReadonlyMap<string, string>;
  readonly directory?: string;
  readonly credentials?: Credentials;
  /** Complete table; the child retains each. Missing: the parent's. */
  readonly descriptors?: ReadonlyMap<number, OpenFile>;
  readonly namespaces?: Namespaces;
  /** 0: a new group led by the child. Missing: the parent's. */
  readonly group?: number;
  /** A new session (setsid), without or with a controlling terminal. */
  readonly session?: { readonly terminal: Terminal | undefined };
  readonly umask?: number;
  /** cgroup path, e.g. `/system.slice/kubelet.service`. */
  readonly controlGroup?: string;
  /** Process 1 of a PID namespace: signals it does not handle do nothing to it, except SIGKILL and SIGSTOP. */
  readonly leadsNamespace?: boolean;
}

export const STDIN = 0;
export const STDOUT = 1;
export const STDERR = 2;

/** What fork and exec take. */
const START_TIME: Millis = 1;

export class Process {
  readonly host: Host;
  readonly pid: number;
  readonly parent: Process | undefined;
  readonly namespaces: Namespaces;
  readonly started: Millis;
  argv: readonly string[];
  /** Path of the executable, '' for kernel-like helpers. */
  path: string;
  /** What the executable says of its own version (see `packages`), e.g. `v1.35.9`. */
  version = '';
  environment: Map<string, string>;
  directory: string;
  credentials: Credentials;
  umask: number;
  /** -20, the most urgent, to 19. */
  nice: number;
  controlGroup: string;
  readonly descriptors: Map<number, OpenFile>;
  group: number;
  session: number;
  terminal: Terminal | undefined;
  readonly leadsNamespace: boolean;
  /** Its number as its own PID namespace counts: a container's first process is 1. */
  readonly ownPid: number;
  readonly children = new Set<Process>();
  state: 'running' | 'stopped' | 'zombie' = 'running';
  status: ExitStatus | undefined;
  /** Resident bytes, for ps and free. Programs of weight set it. */
  memory = 4 * 2 ** 20;
  /** Virtual milliseconds of processor time used. */
  cpu: Millis = 0;
  readonly childChanged = new Signal<Process>();
  readonly #handlers = new Map<SignalName, (signal: SignalName) => void>();
  readonly #ignored = new Set<SignalName>();
  readonly #changes: ChildChange[] = [];
  readonly #ended = new Signal<ExitStatus>();
  readonly #atExit: Cancel[] = [];
  #running: Running<ExitCode> | undefined;
  readonly #threads = new Set<Running<unknown>>();

  /** Only `Host.spawn` makes processes. */
  constructor(
    host: Host,
    pid: number,
    ownPid: (container: string) => number,
    parent: Process | undefined,
    options: SpawnOptions,
  ) {
    this.host = host;
    this.pid = pid;
    this.parent = parent;
    this.started = host.simulation.now;
    this.argv = options.argv;
    this.path = options.path ?? '';
    this.environment = new Map(options.environment ?? parent?.environment ?? []);
    this.directory = options.directory ?? parent?.directory ?? '/';
    this.credentials = options.credentials ?? parent?.credentials ?? { uid: 0, gid: 0, groups: [0] };
    this.umask = options.umask ?? parent?.umask ?? 0o022;
    this.nice = parent?.nice ?? 0;
    this.controlGroup = options.controlGroup ?? parent?.controlGroup ?? '/';
    this.namespaces = options.namespaces ?? parent?.namespaces ?? host.namespaces;
    this.descriptors = new Map(options.descriptors ?? parent?.descriptors ?? []);
    for (const file of this.descriptors.values()) file.retain();
    this.group = options.group === undefined ? (parent?.group ?? pid) : options.group || pid;
    this.session = options.session ? pid : (parent?.session ?? pid);
    if (options.session) this.group = pid;
    this.terminal = options.session ? options.session.terminal : parent?.terminal;
    this.leadsNamespace = options.leadsNamespace ?? false;
    const { container } = this.namespaces;
    this.ownPid = container === undefined ? pid : ownPid(container);
    for (const signal of parent ? parent.#ignored : []) this.#ignored.add(signal);
  }

  get simulation(): Simulation {
    return this.host.simulation;
  }

  get files(): FileSystem {
    return this.namespaces.files;
  }

  get network(): NetworkStack {
    return this.namespaces.network;
  }

  get alive(): boolean {
    return this.state !== 'zombie';
  }

  // ——— files ———

  /** An absolute path, seen from the working directory. `.` and `..` stay: links decide what they mean. */
  absolute(path: string): string {
    if (path === '') throw new SystemError('ENOENT', path);
    if (path.startsWith('/dev/') || path.startsWith('/proc/self')) return this.#ownPath(path);
    return path.startsWith('/') ? path : `${this.directory === '/' ? '' : this.directory}/${path}`;
  }

  /** /proc/self, /dev/fd, /dev/stdin and /dev/tty lead every process somewhere else. */
  #ownPath(path: string): string {
    if (path === '/dev/tty') return this.terminal ? `/dev/${this.terminal.name}` : path;
    return path
      .replace(/^\/dev\/std(in|out|err)$/, (_all, name: string) => `/dev/fd/${['in', 'out', 'err'].indexOf(name)}`)
      .replace(/^\/dev\/fd(?=\/|$)/, '/proc/self/fd')
      .replace(/^\/proc\/self(?=\/|$)/, `/proc/${this.ownPid}`);
  }

  /** Opens and gives the lowest free descriptor. */
  open(path: string, flags: OpenFlags, mode = 0o666): number {
    const file = this.files.open(this.absolute(path), flags, mode & ~this.umask, this.credentials);
    return this.install(file);
  }

  /** Puts an open file at the lowest free descriptor, from `from` up. */
  install(file: OpenFile, from = 0): number {
    let descriptor = from;
    while (this.descriptors.has(descriptor)) descriptor++;
    this.descriptors.set(descriptor, file);
    return descriptor;
  }

  close(descriptor: number): void {
    this.file(descriptor).release();
    this.descriptors.delete(descriptor);
  }

  /** dup2(2). */
  duplicate(from: number, to: number): void {
    const file = this.file(from);
    if (from === to) return;
    file.retain();
    this.descriptors.get(to)?.release();
    this.descriptors.set(to, file);
  }

  file(descriptor: number): OpenFile {
    const file = this.descriptors.get(descriptor);
    if (!file) throw new SystemError('EBADF');
    return file;
  }

  *read(descriptor: number, most = 65_536): Task<Uint8Array> {
    return yield* this.file(descriptor).read(most);
  }

  /** Writes all of it. A pipe without a reader raises SIGPIPE first, as write(2) does. */
  *write(descriptor: number, what: string | Uint8Array): Task<void> {
    const bytes = typeof what === 'string' ? encode(what) : what;
    if (bytes.length === 0) return;
    try {
      yield* this.file(descriptor).write(bytes);
    } catch (error) {
      if (!(error instanceof SystemError) || error.code !== 'EPIPE') throw error;
      if (this.dispositionOf('SIGPIPE') === 'default') throw new Killed('SIGPIPE');
      this.signal('SIGPIPE');
      throw error;
    }
  }

  *print(text: string | Uint8Array): Task<void> {
    yield* this.write(STDOUT, text);
  }

  /** To standard error; where nobody can hear it, that is no reason to stop. */
  *complain(text: string): Task<void> {
    try {
      yield* this.write(STDERR, text);
    } catch (error) {
      if (!isWriteError(error) || error.code === 'EPIPE') throw error;
    }
  }

  /** Everything until end of file. */
  *readAll(descriptor: number = STDIN): Task<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const part = yield* this.read(descriptor);
      if (part.length === 0) return concat(parts);
      parts.push(part);
    }
  }

  *readAllText(descriptor: number = STDIN): Task<string> {
    return decode(yield* this.readAll(descriptor));
  }

  /** Whether a descriptor is a terminal: isatty(3). */
  isTerminal(descriptor: number): boolean {
    return this.descriptors.get(descriptor)?.kind === 'terminal';
  }

  // ——— time ———

  *sleep(span: Millis): Task<void> {
    yield* wait(delay(this.simulation, span, `sleep in ${this.argv[0]}`));
  }

  /** Uses the processor: time passes, and an endless loop can be interrupted. */
  *compute(span: Millis): Task<void> {
    this.cpu += span;
    const { loadAverage } = this.host;
    loadAverage.change(1, this.simulation.now);
    try {
      yield* wait(delay(this.simulation, span, `compute in ${this.argv[0]}`));
    } finally {
      loadAverage.change(-1, this.simulation.now);
    }
  }

  // ——— children ———

  /** fork(2), and exec(2) of `program` or of what `argv[0]` names. Throws ENOENT, EACCES, ENOEXEC. */
  spawn(options: SpawnOptions): Process {
    return this.host.spawn(options, this);
  }

  /** exec(2): becomes what `argv[0]` names; handled signals fall back to their defaults. Throws as `spawn` does. */
  *execute(argv: readonly string[], path?: string): Task<ExitCode> {
    const image = this.host.load({ argv, ...(path === undefined ? {} : { path }) }, this);
    this.argv = image.argv;
    this.path = image.path;
    this.version = image.version;
    this.credentials = image.credentials;
    for (const signal of [...this.#handlers.keys()]) this.onSignal(signal, undefined);
    return yield* image.program(this);
  }

  /** Waits for the end of one child and reaps it. */
  *waitFor(child: Process): Task<ExitStatus> {
    if (!child.status) yield* wait(child.ended);
    child.reap();
    return child.status!;
  }

  /** Spawns, waits, reaps: system(3) without the shell. */
  *run(options: SpawnOptions): Task<ExitStatus> {
    return yield* this.waitFor(this.spawn(options));
  }

  get ended(): Wait<ExitStatus> {
    return this.#ended.next(`end of ${this.argv[0]}`);
  }

  /** The next change nobody asked about yet: waitpid with WNOHANG, WUNTRACED and WCONTINUED. */
  takeChange(): ChildChange | undefined {
    return this.#changes.shift();
  }

  reap(): void {
    this.parent?.children.delete(this);
    this.host.processes.forget(this);
  }

  // ——— signals ———

  /** kill(2) from inside the machine; permission is the caller's business. */
  signal(signal: SignalName): void {
    if (this.state === 'zombie') return;
    if (signal === 'SIGCONT') this.#continue();
    const handler = this.#handlers.get(signal);
    // The kernel lets nothing end process 1 that it did not ask for.
    if (this.pid === 1 && !handler) return;
    if (signal !== 'SIGKILL' && signal !== 'SIGSTOP') {
      if (this.#ignored.has(signal)) return;
      if (handler) {
        handler(signal);
        return;
      }
      if (this.leadsNamespace) return;
    }
    switch (defaultAction(signal)) {
      case 'terminate':
        if (this.state === 'stopped' && signal === 'SIGKILL') this.#continue();
        this.#running?.interrupt(new Killed(signal));
        break;
      case 'stop':
        this.#stop(signal);
        break;
      case 'continue':
      case 'ignore':
        break;
    }
  }

  /** Handles a signal in the program's own way; undefined restores the default. */
  onSignal(signal: SignalName, handler: ((signal: SignalName) => void) | undefined): void {
    this.#ignored.delete(signal);
    if (handler) this.#handlers.set(signal, handler);
    else this.#handlers.delete(signal);
  }

  ignoreSignal(signal: SignalName): void {
    this.#handlers.delete(signal);
    this.#ignored.add(signal);
  }

  /** Whether a signal is handled, ignored or left to its default. */
  dispositionOf(signal: SignalName): 'handled' | 'ignored' | 'default' {
    if (this.#ignored.has(signal)) return 'ignored';
    return this.#handlers.has(signal) ? 'handled' : 'default';
  }

  /** Throws `reason` into the program's present wait; for handlers that must break a wait. */
  interrupt(reason: unknown): void {
    this.#running?.interrupt(reason);
  }

  /**
   * pthread_create(3): a second task inside this process, which stops, goes on and dies with it. What it throws
   * is thrown into the main task.
   */
  thread<T>(what: string, task: Task<T>): Running<T> {
    // Not there yet for a task that ends before its first wait.
    let thread: Running<T> | undefined;
    thread = start(this.simulation, `${what} in ${this.argv[0]}[${this.pid}]`, task, (outcome) => {
      if (thread) this.#threads.delete(thread);
      if (outcome.ok || outcome.error instanceof Killed) return;
      if (!this.alive) throw outcome.error;
      this.#running?.interrupt(outcome.error);
    });
    if (thread.outcome) return thread;
    this.#threads.add(thread);
    if (!this.alive) thread.pause();
    return thread;
  }

  /** Runs when the process is gone, however it went: sockets close, leases end. */
  atExit(act: Cancel): void {
    this.#atExit.push(act);
  }

  // ——— the host's side ———

  /** Starts the program. Called once, by the host. */
  begin(program: Program): void {
    assert(!this.#running, `process ${this.pid} begun twice`);
    this.#running = start(this.simulation, `${this.argv[0]}[${this.pid}]`, this.#guarded(program));
  }

  /** The machine lost power: the task ends where it waits and nobody hears of it. */
  vanish(): void {
    this.status ??= { code: 137, signal: 'SIGKILL' };
    this.state = 'zombie';
    for (const task of this.#tasks) task.pause();
    this.#atExit.length = 0;
  }

  *#guarded(program: Program): Task<ExitCode> {
    let status: ExitStatus = { code: 0, signal: undefined };
    try {
      // Starting costs time, so that a loop of short commands cannot stop the clock.
      yield* wait(delay(this.simulation, START_TIME, 'exec'));
      status = { code: (yield* program(this)) & 255, signal: undefined };
    } catch (error) {
      if (error instanceof Exit) status = { code: error.code & 255, signal: undefined };
      else if (error instanceof Killed) status = { code: 128 + SIGNALS[error.signal], signal: error.signal };
      else if (isWriteError(error)) {
        status = { code: 1, signal: undefined };
        const name = this.argv[0]?.split('/').at(-1) ?? '';
        if (error.code !== 'EPIPE') yield* this.complain(`${name}: write error: ${strerror(error.code)}\n`);
      } else throw error;
    } finally {
      this.#finish(status);
    }
    return status.code;
  }

  #finish(status: ExitStatus): void {
    this.status = status;
    this.state = 'zombie';
    for (const thread of this.#threads) thread.interrupt(new Killed('SIGKILL'));
    for (const file of this.descriptors.values()) file.release();
    this.descriptors.clear();
    for (const act of this.#atExit.splice(0)) act();
    this.host.processes.adopt(this);
    this.#report({ state: 'exited', status });
    this.#ended.emit(status);
  }

  #stop(signal: SignalName): void {
    if (this.state !== 'running') return;
    this.state = 'stopped';
    for (const task of this.#tasks) task.pause();
    this.#report({ state: 'stopped', signal });
  }

  #continue(): void {
    if (this.state !== 'stopped') return;
    this.state = 'running';
    for (const task of this.#tasks) task.resume();
    this.#report({ state: 'continued' });
  }

  get #tasks(): Running<unknown>[] {
    return this.#running ? [this.#running, ...this.#threads] : [...this.#threads];
  }

  #report(change: ChildChange): void {
    this.#changes.push(change);
    this.parent?.signal('SIGCHLD');
    this.parent?.childChanged.emit(this);
  }
}

/** What a program cannot help when its output is closed, full or broken. */
const isWriteError = (error: unknown): error is SystemError =>
  error instanceof SystemError && ['EPIPE', 'EBADF', 'EFBIG', 'ENOSPC', 'EROFS', 'EIO'].includes(error.code);

/** `path` from `directory`, textually cleaned: for messages and $PWD. */
export const inDirectory = (process: Process, path: string): string => resolvePath(process.directory, path);
