// Asks containers how they are: startup, readiness and liveness probes, each a loop of its own for as long as
// its container runs. Models pkg/kubelet/prober.

import { type ContainerRuntime, RpcError } from '../../linux/containers/cri.ts';
import { SystemError } from '../../linux/errors.ts';
import { HTTP, parseTarget } from '../../linux/net/http.ts';
import type { NetworkStack } from '../../linux/net/stack.ts';
import { TlsError } from '../../linux/net/tls.ts';
import type { Millis } from '../../sim/simulation.ts';
import { start, type Task, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { delay, first } from '../../sim/waits.ts';
import type { IntOrString } from '../objects/types/meta.ts';
import type { Container, Handler, Probe } from '../objects/types/pod.ts';

export type ProbeKind = 'Startup' | 'Readiness' | 'Liveness';

export interface ProbeTarget {
  readonly container: Container;
  readonly containerId: string;
  /** The pod's address. */
  readonly address: string;
  readonly startedAt: Millis;
}

export interface ProbeReport {
  /** A probe failed once: `Readiness probe failed: ...`. */
  unhealthy(kind: ProbeKind, message: string): void;
  /** Enough in a row: the verdict changed or was confirmed. */
  verdict(kind: ProbeKind, passes: boolean): void;
  /** The container still runs and is this one. */
  alive(): boolean;
  /** Liveness and readiness wait for the startup probe. */
  started(): boolean;
}

/** In seconds; hooks have no timeout of their own. */
const HOOK_PATIENCE = 3_600;

/** What a probe saw; undefined: fine. */
type Complaint = string | undefined;

export class Prober {
  readonly #threads: Threads;
  readonly #network: NetworkStack;
  readonly #runtime: () => ContainerRuntime;
  readonly #userAgent: string;

  constructor(threads: Threads, network: NetworkStack, runtime: () => ContainerRuntime, userAgent: string) {
    this.#threads = threads;
    this.#network = network;
    this.#runtime = runtime;
    this.#userAgent = userAgent;
  }

  begin(target: ProbeTarget, report: ProbeReport): void {
    const { container } = target;
    const kinds: readonly [ProbeKind, Probe | undefined][] = [
      ['Startup', container.startupProbe],
      ['Readiness', container.readinessProbe],
      ['Liveness', container.livenessProbe],
    ];
    for (const [kind, probe] of kinds) {
      if (probe) this.#threads.thread(`${kind} probe of ${container.name}`, this.#loop(kind, probe, target, report));
    }
  }

  /** One try; for lifecycle hooks too. */
  *handle(handler: Handler, target: ProbeTarget, timeoutSeconds: number): Task<Complaint> {
    if (handler.exec) return yield* this.#execute(handler.exec.command, target, timeoutSeconds);
    if (handler.httpGet) return yield* this.#httpGet(handler.httpGet, target, timeoutSeconds);
    if (handler.tcpSocket) {
      const { host, port } = handler.tcpSocket;
      return yield* this.#dial(host || target.address, portNumber(port, target.container), timeoutSeconds);
    }
    if (handler.grpc) {
      const complaint = yield* this.#dial(target.address, handler.grpc.port, timeoutSeconds);
      return (
        complaint &&
        `timeout: failed to connect service "${target.address}:${handler.grpc.port}" within ${timeoutSeconds}s: context deadline exceeded`
      );
    }
    return undefined;
  }

  /** A lifecycle hook: no answer in time is the caller's business. */
  *hook(handler: Handler, target: ProbeTarget): Task<Complaint> {
    if (handler.sleep) {
      yield* wait(delay(this.#threads.simulation, handler.sleep.seconds * 1000, 'sleep hook'));
      return undefined;
    }
    return yield* this.handle(handler, target, HOOK_PATIENCE);
  }

  *#loop(kind: ProbeKind, probe: Probe, target: ProbeTarget, report: ProbeReport): Task<void> {
    const { simulation } = this.#threads;
    const period = probe.periodSeconds * 1000;
    const initial = Math.max(0, target.startedAt + (probe.initialDelaySeconds ?? 0) * 1000 - this.#now());
    // Probes of one node do not beat together, but the first readiness answer comes at once.
    const jitter = kind === 'Liveness' ? simulation.random.integer(period) : simulation.random.integer(1000);
    yield* wait(delay(simulation, initial + (initial === 0 ? Math.min(jitter, 900) : jitter % 1000), 'first probe'));
    let passes: boolean | undefined;
    let inARow = 0;
    for (;;) {
      if (!report.alive()) return;
      const waits = kind !== 'Startup' && !report.started();
      const done = kind === 'Startup' && report.started();
      if (done) return;
      if (!waits) {
        const complaint = yield* this.handle(probe, target, probe.timeoutSeconds);
        if (!report.alive()) return;
        const ok = complaint === undefined;
        inARow = ok === passes ? inARow + 1 : 1;
        passes = ok;
        if (!ok) report.unhealthy(kind, `${kind} probe failed: ${complaint}`);
        if (inARow >= (ok ? probe.successThreshold : probe.failureThreshold)) {
          report.verdict(kind, ok);
          // The container is killed now; its successor gets probes of its own.
          if (!ok && kind !== 'Readiness') return;
        }
      }
      // Waiting for the startup probe costs less than asking: look again soon after it passed.
      yield* wait(delay(simulation, waits ? 1_000 : period, `${kind} probe`));
    }
  }

  #now(): Millis {
    return this.#threads.simulation.epoch + this.#threads.simulation.now;
  }

  *#execute(command: readonly string[], target: ProbeTarget, timeoutSeconds: number): Task<Complaint> {
    try {
      const { stdout, stderr, code } = yield* this.#runtime().execute(target.containerId, command, timeoutSeconds);
      return code === 0 ? undefined : `${stdout}${stderr}`.trimEnd();
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      if (error.code === 'DeadlineExceeded')
        return `command timed out: "${command.join(' ')}" timed out after ${timeoutSeconds}s`;
      return String(error);
    }
  }

  *#httpGet(get: NonNullable<Handler['httpGet']>, target: ProbeTarget, timeoutSeconds: number): Task<Complaint> {
    const host = get.host || target.address;
    const port = portNumber(get.port, target.container);
    const secure = (get.scheme ?? 'HTTP').toUpperCase() === 'HTTPS';
    const path = get.path?.startsWith('/') ? get.path : `/${get.path ?? ''}`;
    const url = `${secure ? 'https' : 'http'}://${host}:${port}${path}`;
    const exceeded = `Get "${url}": context deadline exceeded (Client.Timeout exceeded while awaiting headers)`;
    const answer = start(
      this.#threads.simulation,
      `GET ${url}`,
      this.#request(host, port, path, secure, get.httpHeaders ?? [], timeoutSeconds * 1000),
      () => {},
    );
    if (!answer.outcome) {
      const timeout = delay(this.#threads.simulation, timeoutSeconds * 1000, 'probe timeout');
      const winner = yield* wait(first({ ended: answer.ended, timeout }));
      if (winner.name === 'timeout') {
        answer.interrupt(new SystemError('ETIMEDOUT'));
        return exceeded;
      }
    }
    const { outcome } = answer;
    if (!outcome) return exceeded;
    if (!outcome.ok) {
      if (outcome.error instanceof TlsError) return `Get "${url}": ${outcome.error.message}`;
      if (!(outcome.error instanceof SystemError)) throw outcome.error;
      return outcome.error.code === 'ETIMEDOUT' ? exceeded : `Get "${url}": ${dialWords(outcome.error, host, port)}`;
    }
    const { value } = outcome;
    if (typeof value === 'string') return `Get "${url}": ${value}`;
    return value >= 200 && value < 400 ? undefined : `HTTP probe failed with statuscode: ${value}`;
  }

  /** The status, or what went wrong after the connection stood. */
  *#request(
    host: string,
    port: number,
    path: string,
    secure: boolean,
    extra: readonly { name: string; value: string }[],
    patience: Millis,
  ): Task<number | string> {
    const connection = yield* this.#network.connect(host, port, { patience });
    try {
      if (secure && !connection.secure) return 'http: server gave HTTP response to HTTPS client';
      // Kubelets trust any certificate a probed container shows.
      const service = connection.speak(HTTP, connection.secure ? { insecure: true } : undefined);
      if (!service) return 'EOF';
      if (connection.secure && !secure) return 400;
      const { path: plain, query } = parseTarget(path);
      const headers: Record<string, string> = { host: `${host}:${port}`, 'user-agent': this.#userAgent, accept: '*/*' };
      for (const { name, value } of extra) headers[name.toLowerCase()] = value;
      const response = yield* service.handle({ method: 'GET', path: plain, query, headers });
      response.stream?.abandon();
      return response.status;
    } finally {
      connection.close();
    }
  }

  *#dial(host: string, port: number, timeoutSeconds: number): Task<Complaint> {
    try {
      (yield* this.#network.connect(host, port, { patience: timeoutSeconds * 1000 })).close();
      return undefined;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return dialWords(error, host, port);
    }
  }
}

function dialWords(error: SystemError, host: string, port: number): string {
  const words =
    error.code === 'ETIMEDOUT'
      ? 'i/o timeout'
      : `connect: ${
          error.code === 'EHOSTUNREACH'
            ? 'no route to host'
            : error.message
                .slice(error.message.lastIndexOf(': ') + 1)
                .trim()
                .toLowerCase()
        }`;
  return `dial tcp ${host}:${port}: ${words}`;
}

export function portNumber(port: IntOrString, container: Container): number {
  if (typeof port === 'number') return port;
  return container.ports?.find((one) => one.name === port)?.containerPort ?? Number.parseInt(port, 10);
}
