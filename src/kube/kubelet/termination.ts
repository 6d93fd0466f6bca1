// Ends containers the polite way: preStop hook, the stop signal, the grace period, SIGKILL. The grace may be
// cut short while it runs (`kubectl delete --force` after a patient delete).

import { type ContainerRecord, RpcError } from '../../linux/containers/cri.ts';
import { start, type Task, wait } from '../../sim/task.ts';
import { delay, first } from '../../sim/waits.ts';
import { referenceTo } from '../client/events.ts';
import { POD } from '../objects/pod.ts';
import { isSidecar } from '../objects/pod-columns.ts';
import type { Container, Pod } from '../objects/types/pod.ts';
import type { KubeletContext } from './kubelet-context.ts';

/** Every container gets that long, whatever was asked. */
const SHORTEST_GRACE = 2;

export class Termination {
  readonly #context: KubeletContext;
  readonly #pod: Pod;
  #graceSeconds: number;
  #stopping: readonly ContainerRecord[] = [];

  constructor(context: KubeletContext, pod: Pod, graceSeconds: number) {
    this.#context = context;
    this.#pod = pod;
    this.#graceSeconds = graceSeconds;
  }

  /** Stops all of them at once; sidecars after the rest, the last one first. */
  *run(records: readonly ContainerRecord[]): Task<void> {
    this.#stopping = records;
    const sidecars = new Set((this.#pod.spec.initContainers ?? []).filter(isSidecar).map((one) => one.name));
    const main = records.filter((record) => !sidecars.has(record.config.name));
    const began = this.#context.now();
    yield* this.#together(main.map((record) => this.#tellAndStop(record, this.#graceSeconds)));
    for (const record of records.filter((one) => sidecars.has(one.config.name)).reverse()) {
      const used = Math.floor((this.#context.now() - began) / 1000);
      yield* this.#tellAndStop(record, this.#graceSeconds - used);
    }
  }

  /** The grace is shorter now. */
  shorten(graceSeconds: number): void {
    if (graceSeconds >= this.#graceSeconds) return;
    this.#graceSeconds = graceSeconds;
    for (const record of this.#stopping) {
      const stop = this.#context.runtime().stopContainer(record.id, Math.max(graceSeconds, SHORTEST_GRACE));
      this.#context.process.thread('shortened grace', ignoreAbsence(stop));
    }
  }

  *stop(record: ContainerRecord, container: Container | undefined, graceSeconds = this.#graceSeconds): Task<void> {
    let grace = graceSeconds;
    const preStop = container?.lifecycle?.preStop;
    if (preStop && container && grace > 0) {
      const began = this.#context.now();
      yield* this.#preStop(container, record, grace);
      grace -= Math.floor((this.#context.now() - began) / 1000);
    }
    yield* ignoreAbsence(this.#context.runtime().stopContainer(record.id, Math.max(grace, SHORTEST_GRACE)));
  }

  *#tellAndStop(record: ContainerRecord, graceSeconds: number): Task<void> {
    const { spec } = this.#pod;
    const container = [...spec.containers, ...(spec.initContainers ?? [])].find(
      (one) => one.name === record.config.name,
    );
    const field = spec.initContainers?.some((one) => one === container) ? 'initContainers' : 'containers';
    const reference = referenceTo(POD, this.#pod, `spec.${field}{${record.config.name}}`);
    this.#context.events.event(reference, 'Normal', 'Killing', `Stopping container ${record.config.name}`);
    yield* this.stop(record, container, graceSeconds);
  }

  *#preStop(container: Container, record: ContainerRecord, graceSeconds: number): Task<void> {
    const { process, prober, nodeAddress } = this.#context;
    const preStop = container.lifecycle?.preStop;
    if (!preStop) return;
    const sandbox = this.#context
      .runtime()
      .sandboxes()
      .find((one) => one.id === record.sandbox);
    const target = {
      container,
      containerId: record.id,
      address: sandbox?.address || nodeAddress,
      startedAt: record.startedAt,
    };
    const hook = start(process.simulation, `preStop of ${container.name}`, prober.hook(preStop, target), () => {});
    if (!hook.outcome) {
      const timeout = delay(process.simulation, graceSeconds * 1000, 'grace period');
      yield* wait(first({ ended: hook.ended, timeout }));
    }
    const complaint = hook.outcome?.ok ? hook.outcome.value : hook.outcome ? undefined : 'timeout';
    if (complaint !== undefined) {
      const reference = referenceTo(POD, this.#pod, `spec.containers{${container.name}}`);
      this.#context.events.event(reference, 'Warning', 'FailedPreStopHook', 'PreStopHook failed');
    }
  }

  *#together(tasks: readonly Task<void>[]): Task<void> {
    const { simulation } = this.#context.process;
    const running = tasks.map((task) => start(simulation, 'stop container', task, () => {}));
    for (const one of running) {
      if (!one.outcome) yield* wait(one.ended);
      if (one.outcome && !one.outcome.ok) throw one.outcome.error;
    }
  }
}

/** A container that is gone needs no stopping. */
function* ignoreAbsence(task: Task<void>): Task<void> {
  try {
    yield* task;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
  }
}
