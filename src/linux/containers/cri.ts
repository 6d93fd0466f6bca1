// What a container runtime answers: the part of the Container Runtime Interface that kubelets and crictl use.

import type { Cancel } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import type { OpenFile } from '../files/open-file.ts';
import type { Credentials } from '../files/permissions.ts';
import type { Process } from '../host/process.ts';
import { application } from '../net/stack.ts';
import type { Terminal, TerminalSize } from '../terminal/terminal.ts';

export const CRI = application<ContainerRuntime>('cri');

/** A refusal over gRPC. `message` is the description alone; `toString` what Go prints of the error. */
export class RpcError extends Error {
  override readonly name = 'RpcError';
  readonly code: 'Unknown' | 'NotFound' | 'Unavailable' | 'InvalidArgument' | 'DeadlineExceeded';
  constructor(code: RpcError['code'], description: string) {
    super(description);
    this.code = code;
  }

  override toString(): string {
    return `rpc error: code = ${this.code} desc = ${this.message}`;
  }
}

/** Where a container runtime is asked. */
export const CONTAINERD_SOCKET = '/run/containerd/containerd.sock';

export interface SandboxConfig {
  readonly name: string;
  readonly namespace: string;
  readonly uid: string;
  readonly attempt: number;
  readonly hostname: string;
  /** `/var/log/pods/<namespace>_<name>_<uid>`. */
  readonly logDirectory: string;
  readonly hostNetwork: boolean;
  /** Content of the pod's /etc/resolv.conf; undefined: the host's file as it is. */
  readonly resolvConf: string | undefined;
  /** The pod's control group. */
  readonly controlGroup: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface Sandbox {
  readonly id: string;
  readonly config: SandboxConfig;
  readonly state: 'ready' | 'not-ready';
  /** Unix milliseconds. */
  readonly createdAt: number;
  /** '' with the host's network. */
  readonly address: string;
}

export interface ContainerMount {
  readonly containerPath: string;
  readonly hostPath: string;
  readonly readOnly: boolean;
}

export interface ContainerConfig {
  readonly name: string;
  readonly attempt: number;
  /** As the user wrote it. */
  readonly image: string;
  /** Replaces the image's entrypoint. */
  readonly command: readonly string[];
  readonly arguments: readonly string[];
  readonly directory: string | undefined;
  readonly environment: readonly (readonly [string, string])[];
  readonly mounts: readonly ContainerMount[];
  /** Below the sandbox's log directory: `web/0.log`. */
  readonly logPath: string;
  readonly credentials: Credentials | undefined;
  readonly readOnlyRoot: boolean;
  /** Keeps a stdin open for whoever attaches. */
  readonly stdin: boolean;
  /** The first who attaches takes stdin with him when he leaves. */
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

export interface ContainerRecord {
  readonly id: string;
  readonly sandbox: string;
  readonly config: ContainerConfig;
  readonly state: 'created' | 'running' | 'exited';
  /** `docker.io/library/nginx:latest`. */
  readonly imageName: string;
  /** Of the image's configuration: `sha256:...`. */
  readonly imageId: string;
  /** `docker.io/library/nginx@sha256:...`. */
  readonly imageDigest: string;
  /** Unix milliseconds; 0: not yet. */
  readonly createdAt: number;
  readonly startedAt: number;
  readonly finishedAt: number;
  readonly exitCode: number;
  /** `Completed`, `Error`, `StartError`, `Unknown`; '' while it has not ended. */
  readonly reason: string;
  readonly message: string;
  readonly pid: number;
}

export interface ImageRecord {
  readonly id: string;
  /** `docker.io/library/nginx:latest`, ... */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Bytes. */
  readonly size: number;
  /** The user the image runs as; 0 is root. */
  readonly uid: number;
  readonly pinned: boolean;
}

export interface ExecResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export interface ExecStreams {
  readonly descriptors: ReadonlyMap<number, OpenFile>;
  readonly terminal: Terminal | undefined;
}

/** The streams of a container's first process, for those who attach. */
export interface ContainerStreams {
  /** With a terminal, all input goes to its keyboard and all output is stdout. */
  readonly terminal: Terminal | undefined;
  /** Where input goes without a terminal; undefined for a container that was made without stdin. */
  readonly input: OpenFile | undefined;
  /** From now on. */
  listen(notice: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void): Cancel;
}

/** Something happened to a container or sandbox; look again. */
export interface RuntimeEvent {
  readonly sandbox: string;
  readonly podUid: string;
}

/** Every call throws RpcError. Lists are in order of creation. */
export interface ContainerRuntime {
  version(): { readonly name: string; readonly version: string };
  /** Why pods cannot have a network yet; undefined when they can. */
  networkProblem(): string | undefined;

  runSandbox(config: SandboxConfig): Task<string>;
  /** Stops what still runs in it and takes its network away. */
  stopSandbox(id: string): Task<void>;
  removeSandbox(id: string): Task<void>;
  sandboxes(): readonly Sandbox[];

  createContainer(sandbox: string, config: ContainerConfig): Task<string>;
  startContainer(id: string): Task<void>;
  /** The image's stop signal, then SIGKILL after `timeoutSeconds`. */
  stopContainer(id: string, timeoutSeconds: number): Task<void>;
  removeContainer(id: string): Task<void>;
  /** Bytes that the container's layer holds beyond its image. */
  writtenBy(id: string): number;
  containers(): readonly ContainerRecord[];
  /** Runs a command in a container to its end, at most `timeoutSeconds` (0: without limit). */
  execute(id: string, argv: readonly string[], timeoutSeconds: number): Task<ExecResult>;
  /** Starts a command in a container with the caller's streams; the caller waits for the process. */
  exec(id: string, argv: readonly string[], streams: ExecStreams): Process;
  /** A new pseudo terminal in a running container; it is the container's until `closeTerminal`. */
  openTerminal(id: string, size: TerminalSize): Terminal;
  closeTerminal(id: string, terminal: Terminal): void;
  attach(id: string): ContainerStreams;

  /** Gives the image's ID. */
  pullImage(image: string): Task<string>;
  image(image: string): ImageRecord | undefined;
  images(): readonly ImageRecord[];
  removeImage(image: string): void;

  /** GetContainerEvents: told at once, through the queue. */
  watch(notice: (event: RuntimeEvent) => void): Cancel;
}
