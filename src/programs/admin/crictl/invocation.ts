// One run of crictl: which runtime it talks to, and how it says what went wrong (logrus and klog lines).

import { isRecord } from '../../../base/json.ts';
import { readYaml } from '../../../base/yaml/read.ts';
import { dialRuntime } from '../../../kube/kubelet/kubelet.ts';
import { type ContainerRecord, type ContainerRuntime, RpcError, type Sandbox } from '../../../linux/containers/cri.ts';
import { Exit, type Process, STDERR } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Given } from './flags.ts';

export const CONFIG = '/etc/crictl.yaml';
const DEFAULT_ENDPOINTS = [
  'unix:///run/containerd/containerd.sock',
  'unix:///run/crio/crio.sock',
  'unix:///var/run/cri-dockerd.sock',
];
const LEVELS = { warning: [33, 'WARN'], error: [31, 'ERRO'], fatal: [31, 'FATA'] } as const;

export class CrictlRun {
  readonly process: Process;
  readonly globals: Given;
  readonly given: Given;

  constructor(process: Process, globals: Given, given: Given) {
    this.process = process;
    this.globals = globals;
    this.given = given;
  }

  get args(): readonly string[] {
    return this.given.args;
  }

  /** 33 for v1.33.0. */
  get minor(): number {
    return Number(this.process.version.split('.')[1] ?? '35');
  }

  /** Unix milliseconds. */
  get now(): number {
    const { simulation } = this.process;
    return simulation.epoch + simulation.now;
  }

  *print(text: string): Task<void> {
    yield* this.process.print(text);
  }

  /** `images`: the image service is asked as well. Ends the program when nobody answers. */
  *runtime(images = false): Task<ContainerRuntime> {
    const endpoint = yield* this.#endpoint(images);
    const socket = endpoint.replace(/^unix:\/\//, '');
    const refused = (reason: string) =>
      this.fatal(
        `validate service connection: validate CRI v1 runtime API for endpoint ${JSON.stringify(endpoint)}: rpc error: code = Unavailable desc = ${reason}`,
      );
    if (this.process.credentials.uid !== 0) {
      return yield* refused(
        `connection error: desc = "transport: Error while dialing: dial unix ${socket}: connect: permission denied"`,
      );
    }
    try {
      return dialRuntime(this.process, socket, () => {});
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return yield* refused(error.message);
    }
  }

  *#endpoint(images: boolean): Task<string> {
    const { files, environment } = this.process;
    const named = this.globals.text('runtime-endpoint') || environment.get('CONTAINER_RUNTIME_ENDPOINT');
    if (named) return named.includes('://') ? named : `unix://${named}`;
    const path = this.globals.text('config') || CONFIG;
    if (files.exists(path)) {
      const value = readYaml(files.readText(path));
      const endpoint = isRecord(value) ? value['runtime-endpoint'] : undefined;
      if (typeof endpoint === 'string' && endpoint !== '') return endpoint;
    } else {
      yield* this.log('warning', `Config "${path}" does not exist, trying next: "/usr/bin/crictl.yaml"`);
    }
    const which = `[${DEFAULT_ENDPOINTS.join(' ')}]`;
    const advice = 'As the default settings are now deprecated, you should set the endpoint instead.';
    yield* this.log('warning', `runtime connect using default endpoints: ${which}. ${advice}`);
    if (images) yield* this.log('warning', `Image connect using default endpoints: ${which}. ${advice}`);
    return DEFAULT_ENDPOINTS[0];
  }

  /** `time="2026-11-20T12:24:20Z" level=fatal msg="..."`, or logrus' coloured form on a terminal. */
  *log(level: keyof typeof LEVELS, message: string): Task<void> {
    if (this.process.isTerminal(STDERR)) {
      const [colour, name] = LEVELS[level];
      yield* this.process.complain(`\x1b[${colour}m${name}\x1b[0m[0000] ${message.padEnd(44)} \n`);
      return;
    }
    const time = `${new Date(this.now).toISOString().slice(0, 19)}Z`;
    yield* this.process.complain(`time="${time}" level=${level} msg=${JSON.stringify(message)}\n`);
  }

  *fatal(message: string): Task<never> {
    yield* this.log('fatal', message);
    throw new Exit(1);
  }

  /** `E1120 12:24:21.600493    4371 log.go:32] "StopContainer from runtime service failed" err="..." containerID="x"` */
  *rpcFailed(call: string, error: RpcError, about: Readonly<Record<string, string>>): Task<void> {
    const iso = new Date(this.now).toISOString();
    const { pid } = this.process;
    const micros = String((pid * 7919) % 1000).padStart(3, '0');
    const time = `${iso.slice(5, 10).replace('-', '')} ${iso.slice(11, 23)}${micros}`;
    const pairs = Object.entries(about).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    yield* this.process.complain(
      `E${time} ${String(pid).padStart(7)} log.go:32] "${call} failed" err=${JSON.stringify(String(error))}${pairs.join('')}\n`,
    );
  }

  /** One argument at least. */
  *ids(): Task<readonly string[]> {
    if (this.args.length === 0) return yield* this.fatal('ID cannot be empty');
    return this.args;
  }
}

/** By ID or the beginning of one that belongs to nobody else. */
export function findContainer(runtime: ContainerRuntime, id: string): ContainerRecord | RpcError {
  return (
    unique(runtime.containers(), id) ??
    new RpcError('NotFound', `an error occurred when try to find container "${id}": not found`)
  );
}

export function findSandbox(runtime: ContainerRuntime, id: string): Sandbox | RpcError {
  return (
    unique(runtime.sandboxes(), id) ??
    new RpcError('NotFound', `an error occurred when try to find sandbox "${id}": not found`)
  );
}

function unique<T extends { readonly id: string }>(all: readonly T[], id: string): T | undefined {
  const found = all.filter((one) => one.id.startsWith(id));
  return found.length === 1 || found[0]?.id === id ? found[0] : undefined;
}
