// Which containers of a pod count as started and as ready: what their probes say, and what follows from it.

import { type ContainerRecord, RpcError, type Sandbox } from '../../linux/containers/cri.ts';
import type { Container, Pod } from '../objects/types/pod.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { containerNamed, type PodRecords } from './pod-records.ts';
import type { ProbeKind, ProbeTarget } from './probes.ts';

/** Whose containers they are: hears of what the probes find. */
export interface HealthOwner {
  pod(): Pod;
  isEnding(): boolean;
  unhealthy(container: Container, message: string): void;
  restart(container: Container, record: ContainerRecord, why: string, graceSeconds: number | undefined): void;
  wake(): void;
}

export class ContainerHealth {
  readonly #context: KubeletContext;
  readonly #records: PodRecords;
  readonly #owner: HealthOwner;
  /** Verdicts of probes by container ID. */
  readonly #verdicts = new Map<string, Map<ProbeKind, boolean>>();
  /** Containers that have their probes already, and those a probe has condemned; by ID. */
  readonly #probed = new Set<string>();
  readonly #doomed = new Set<string>();

  constructor(context: KubeletContext, records: PodRecords, owner: HealthOwner) {
    this.#context = context;
    this.#records = records;
    this.#owner = owner;
  }

  watchOver(container: Container, record: ContainerRecord, sandbox: Sandbox): void {
    if (this.#probed.has(record.id)) return;
    this.#probed.add(record.id);
    this.#rememberReadiness(container, record);
    this.#context.prober.begin(this.target(container, record, sandbox), {
      alive: () =>
        !this.#owner.isEnding() &&
        unlessSilent(
          () => this.#records.attempts(container.name).at(-1)?.id === record.id && this.#records.isRunning(record.id),
          () => true,
        ),
      started: () =>
        unlessSilent(
          () => this.isStarted(container.name),
          () => true,
        ),
      unhealthy: (_, message) => this.#owner.unhealthy(container, message),
      verdict: (kind, passes) =>
        unlessSilent(
          () => this.#judge(container, record, kind, passes),
          () => {},
        ),
    });
  }

  isStarted(name: string): boolean {
    const last = this.#records.attempts(name).at(-1);
    if (last?.state !== 'running') return false;
    const container = containerNamed(this.#owner.pod(), name);
    return !container?.startupProbe || this.#verdicts.get(last.id)?.get('Startup') === true;
  }

  isReady(name: string): boolean {
    const last = this.#records.attempts(name).at(-1);
    if (!last || !this.isStarted(name)) return false;
    return (
      !containerNamed(this.#owner.pod(), name)?.readinessProbe || this.#verdicts.get(last.id)?.get('Readiness') === true
    );
  }

  /** The container is gone for good. */
  forget(id: string): void {
    this.#verdicts.delete(id);
    this.#probed.delete(id);
  }

  /** What probes and hooks of a container speak to. */
  target(container: Container, record: ContainerRecord, sandbox: Sandbox): ProbeTarget {
    const address = this.#owner.pod().spec.hostNetwork ? this.#context.nodeAddress : sandbox.address;
    return { container, containerId: record.id, address, startedAt: record.startedAt };
  }

  /** A kubelet that comes back believes what was true before, until its own probes say otherwise. */
  #rememberReadiness(container: Container, record: ContainerRecord): void {
    const before = this.#owner
      .pod()
      .status.containerStatuses?.find((one) => one.containerID === `containerd://${record.id}`);
    if (!before) return;
    const verdicts = this.#verdicts.get(record.id) ?? new Map<ProbeKind, boolean>();
    if (container.readinessProbe && before.ready) verdicts.set('Readiness', true);
    if (container.startupProbe && before.started) verdicts.set('Startup', true);
    this.#verdicts.set(record.id, verdicts);
  }

  #judge(container: Container, record: ContainerRecord, kind: ProbeKind, passes: boolean): void {
    const verdicts = this.#verdicts.get(record.id) ?? new Map<ProbeKind, boolean>();
    this.#verdicts.set(record.id, verdicts);
    if (verdicts.get(kind) === passes) return;
    verdicts.set(kind, passes);
    if (!passes && kind !== 'Readiness' && !this.#doomed.has(record.id)) {
      this.#doomed.add(record.id);
      const probe = kind === 'Liveness' ? container.livenessProbe : container.startupProbe;
      const why = `Container ${container.name} failed ${kind.toLowerCase()} probe, will be restarted`;
      this.#owner.restart(container, record, why, probe?.terminationGracePeriodSeconds);
    }
    this.#owner.wake();
  }
}

/** While the runtime does not answer, probes go by what was true before. */
function unlessSilent<T>(ask: () => T, before: () => T): T {
  try {
    return ask();
  } catch (error) {
    if (error instanceof RpcError) return before();
    throw error;
  }
}
