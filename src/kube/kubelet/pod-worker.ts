// One pod on its node: makes the containers what the spec says, again and again, until the pod is gone.
// It looks at what the runtime has and never remembers what it did, so that a restarted kubelet goes on
// where the old one stopped. Models pkg/kubelet/pod_workers.go and kuberuntime's computePodActions.

import { formatGoDuration } from '../../base/duration.ts';
import { type ContainerRecord, RpcError, type Sandbox } from '../../linux/containers/cri.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Millis } from '../../sim/simulation.ts';
import { type Task, type Wait, wait } from '../../sim/task.ts';
import { delay, first, Signal } from '../../sim/waits.ts';
import { referenceTo } from '../client/events.ts';
import { POD } from '../objects/pod.ts';
import { isSidecar } from '../objects/pod-columns.ts';
import type { Container, Pod, PodStatus } from '../objects/types/pod.ts';
import { ContainerHealth, type HealthOwner } from './container-health.ts';
import { containerConfig, containerHash, HASH, terminationMessage } from './container-start.ts';
import { ConfigError } from './environment.ts';
import { retrySoon, runtimeReason, type Tell, Waiting } from './images.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { lastLogLines } from './logs.ts';
import { NotSynced } from './object-cache.ts';
import { controlGroup, hostnameOf, logDirectory, resolvConf, writeHosts } from './pod-files.ts';
import { containerNamed, PodRecords } from './pod-records.ts';
import { isInitialized, type ObservedPod, podStatus } from './pod-status.ts';
import { Termination } from './termination.ts';
import { MountFailed, mountVolumes, podDirectory } from './volumes.ts';

export class PodWorker {
  /** The newest spec. Ends as the last one seen when the object is gone. */
  pod: Pod;
  readonly #context: KubeletContext;
  readonly #records: PodRecords;
  readonly #health: ContainerHealth;
  readonly #woken = new Signal();
  readonly #waiting = new Map<string, { reason: string; message: string }>();
  /** Noticed in the last sync, shown from the next one on, as in real kubelets: `Error`, then `CrashLoopBackOff`. */
  readonly #crashing = new Map<string, { reason: string; message: string }>();
  #dirty = true;
  #volumes: ReadonlyMap<string, string> | undefined;
  #mountPause: Millis = 500;
  #startedAt: Millis;
  #status: PodStatus | undefined;
  #termination: Termination | undefined;
  #failure: ObservedPod['failure'];
  /** Deleted from its source: the API, or the manifest directory. */
  #removed = false;

  /** `refused`: why it was not admitted; it never begins. */
  constructor(context: KubeletContext, pod: Pod, refused?: ObservedPod['failure']) {
    this.#context = context;
    this.pod = pod;
    this.#failure = refused;
    this.#records = new PodRecords(context, pod.metadata.uid);
    this.#health = new ContainerHealth(context, this.#records, this.#asOwner());
    const known = pod.status.startTime;
    this.#startedAt = known ? Date.parse(known) : context.now();
    context.process.thread(`pod ${pod.metadata.namespace}/${pod.metadata.name}`, this.#run());
  }

  get uid(): string {
    return this.pod.metadata.uid;
  }

  get status(): PodStatus | undefined {
    return this.#status;
  }

  update(pod: Pod): void {
    const changed =
      pod.spec !== this.pod.spec ||
      pod.metadata.deletionTimestamp !== this.pod.metadata.deletionTimestamp ||
      pod.metadata.deletionGracePeriodSeconds !== this.pod.metadata.deletionGracePeriodSeconds;
    this.pod = pod;
    if (changed) {
      this.#termination?.shorten(this.#graceSeconds());
      this.wake();
    }
  }

  /** The object is gone, or the manifest. */
  remove(): void {
    this.#removed = true;
    this.#termination?.shorten(this.#graceSeconds());
    this.wake();
  }

  /** Ends at once and stays ended: evicted. */
  fail(failure: NonNullable<ObservedPod['failure']>): void {
    this.#failure ??= failure;
    this.wake();
  }

  /** Whether it will not run again. */
  get isOver(): boolean {
    return this.#failure !== undefined || ['Succeeded', 'Failed'].includes(this.#status?.phase ?? '');
  }

  /** Something of this pod may have changed. */
  wake(): void {
    this.#dirty = true;
    this.#woken.emit();
  }

  /** Volumes from the API are written anew at the next look. */
  refreshVolumes(): void {
    this.#volumes = undefined;
    this.wake();
  }

  // ——— the loop ———

  *#run(): Task<void> {
    const { simulation } = this.#context.process;
    for (;;) {
      this.#dirty = false;
      const again = yield* this.#sync();
      if (again === 'gone') return this.#context.forget(this);
      if (this.#dirty) continue;
      const woken = this.#woken.next('change of the pod') as Wait<void>;
      if (again === undefined) yield* wait(woken);
      else yield* wait(first({ woken, timer: delay(simulation, again, 'pod retry') }));
    }
  }

  *#sync(): Task<Millis | undefined | 'gone'> {
    try {
      if (this.#removed || this.pod.metadata.deletionTimestamp) return yield* this.#terminate();
      const ended = this.pod.status.phase === 'Succeeded' || this.pod.status.phase === 'Failed';
      if (ended && !this.#isStatic) return yield* this.#rest();
      return yield* this.#makeSo();
    } catch (error) {
      // The runtime did not answer, or the disk takes nothing more; what is running goes on without us.
      if (error instanceof SystemError) this.#context.log.error('pod_workers.go:1324', 'Error syncing pod, skipping', error.message, { pod: `${this.pod.metadata.namespace}/${this.pod.metadata.name}`, podUID: this.uid });
      else if (!(error instanceof RpcError)) throw error;
      return retrySoon(this.#context.process.simulation);
    }
  }

  get #isStatic(): boolean {
    return this.pod.metadata.annotations?.['kubernetes.io/config.source'] === 'file';
  }

  /** Brings up what should run. Gives when to look again. */
  *#makeSo(): Task<Millis | undefined> {
    const { process, nodeName, runtime, events } = this.#context;
    const { simulation } = process;
    if (this.#failure || this.#exceedsDeadline()) return yield* this.#rest();
    for (const [name, why] of this.#crashing) this.#waiting.set(name, why);
    this.#crashing.clear();
    this.#report();
    try {
      this.#volumes ??= yield* this.#mount();
    } catch (error) {
      if (!(error instanceof MountFailed)) throw error;
      events.event(referenceTo(POD, this.pod), 'Warning', 'FailedMount', error.message);
      const pause = this.#mountPause;
      this.#mountPause = Math.min(pause * 2, 122_000);
      return pause;
    }
    const outcome = this.#outcome();
    if (outcome) return yield* this.#rest();
    let sandbox = this.#records.sandbox;
    if (!sandbox) {
      // Containers of a dead sandbox have lost their network: all start anew in another.
      const old = this.#records.sandboxes;
      for (const one of old) yield* runtime().stopSandbox(one.id);
      const hostname = hostnameOf(this.pod, nodeName);
      try {
        const id = yield* runtime().runSandbox({
          name: this.pod.metadata.name,
          namespace: this.pod.metadata.namespace ?? 'default',
          uid: this.uid,
          attempt: old.length,
          hostname,
          logDirectory: logDirectory(this.pod),
          hostNetwork: this.pod.spec.hostNetwork ?? false,
          resolvConf: resolvConf(this.pod, process.files, this.#context.dns),
          controlGroup: controlGroup(this.pod, this.#status?.qosClass),
          labels: { ...this.pod.metadata.labels, 'io.kubernetes.pod.uid': this.uid },
          annotations: {},
        });
        sandbox = this.#records.sandboxes.find((one) => one.id === id);
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        const message = `Failed to create pod sandbox: ${error}`;
        events.event(referenceTo(POD, this.pod), 'Warning', 'FailedCreatePodSandBox', message);
        return retrySoon(simulation);
      }
    }
    if (!sandbox) return retrySoon(simulation);
    writeHosts(
      this.pod,
      process.files,
      hostnameOf(this.pod, nodeName),
      sandbox.address,
      this.#context.dns.clusterDomain,
    );
    // Pods whose containers start at once show their address together with them.
    const isQuick =
      this.pod.spec.containers.every((one) => runtime().image(one.image)) && !this.pod.spec.initContainers;
    if (!isQuick) this.#report();
    const again = yield* this.#startContainers(sandbox);
    this.#report();
    yield* this.#collectGarbage();
    return earliest(again, this.#untilDeadline());
  }

  *#startContainers(sandbox: Sandbox): Task<Millis | undefined> {
    let again: Millis | undefined;
    // For debugging: each is started once, whatever the others do.
    for (const container of this.pod.spec.ephemeralContainers ?? []) {
      if (this.#records.attempts(container.name).length > 0) continue;
      again = earliest(again, yield* this.#start(container, sandbox, undefined));
    }
    const observed = this.#observe();
    const main = this.pod.spec.containers;
    if (!main.some((container) => this.#records.inSandbox(container, sandbox).length > 0)) {
      for (const container of this.pod.spec.initContainers ?? []) {
        const last = this.#records.inSandbox(container, sandbox).at(-1);
        if (isSidecar(container)) {
          again = earliest(again, yield* this.#keepRunning(container, sandbox));
          const record = this.#records.attempts(container.name).at(-1);
          if (record?.state !== 'running' || !this.#health.isStarted(container.name)) return again;
          continue;
        }
        if (last?.state === 'exited' && last.exitCode === 0) continue;
        if (last?.state === 'running') return earliest(again, undefined);
        return earliest(again, yield* this.#keepRunning(container, sandbox));
      }
    } else {
      for (const container of this.pod.spec.initContainers ?? []) {
        if (isSidecar(container)) again = earliest(again, yield* this.#keepRunning(container, sandbox));
      }
    }
    if (!isInitialized(observed) && !isInitialized(this.#observe())) return again;
    for (const container of main) {
      again = earliest(again, yield* this.#keepRunning(container, sandbox));
    }
    return again;
  }

  /** Starts a container that should run and does not. */
  *#keepRunning(container: Container, sandbox: Sandbox): Task<Millis | undefined> {
    const { backOff, process } = this.#context;
    const all = this.#records.attempts(container.name);
    const last = all.at(-1);
    if (last?.state === 'running') {
      this.#health.watchOver(container, last, sandbox);
      if (last.config.annotations[HASH] === containerHash(container)) return undefined;
      yield* this.#kill(container, last, `Container ${container.name} definition changed, will be restarted`);
    }
    if (last?.state === 'exited' && last.sandbox === sandbox.id && !this.#shouldRestart(container, last)) {
      this.#waiting.delete(container.name);
      return undefined;
    }
    const key = `${this.uid}_${container.name}`;
    if (last?.state === 'exited') {
      const since = last.finishedAt - process.simulation.epoch;
      const remaining = backOff.remaining(key, since);
      if (remaining > 0) return this.#waitOut(container, key, remaining);
      backOff.next(key, since);
    }
    return yield* this.#start(container, sandbox, last);
  }

  /** In back-off: say so, and look again every ten seconds or when it is over. */
  #waitOut(container: Container, key: string, remaining: Millis): Millis {
    const { simulation } = this.#context.process;
    const pause = formatGoDuration(this.#context.backOff.delayOf(key));
    const { name, namespace } = this.pod.metadata;
    const message = `back-off ${pause} restarting failed container=${container.name} pod=${name}_${namespace}(${this.uid})`;
    const text = `Back-off restarting failed container ${container.name} in pod ${name}_${namespace}(${this.uid})`;
    this.#tell(container)('Warning', 'BackOff', text);
    this.#crashing.set(container.name, { reason: 'CrashLoopBackOff', message });
    this.#context.log.error(
      'pod_workers.go:1324',
      'Error syncing pod, skipping',
      `failed to "StartContainer" for "${container.name}" with CrashLoopBackOff: "${message}"`,
      { pod: `${namespace}/${name}`, podUID: this.uid },
    );
    return Math.min(remaining + simulation.random.integer(3_000), retrySoon(simulation));
  }

  *#start(container: Container, sandbox: Sandbox, last: ContainerRecord | undefined): Task<Millis | undefined> {
    const { runtime, images, process, sources, release } = this.#context;
    const tell = this.#tell(container);
    const { simulation } = process;
    try {
      const image = yield* images.ensure(container, this.uid, tell);
      const attempt = last ? last.config.attempt + 1 : 0;
      const config = yield* containerConfig(
        this.pod,
        container,
        attempt,
        image,
        this.pod.spec.hostNetwork ? this.#context.nodeAddress : sandbox.address,
        this.#volumes ?? new Map(),
        process.files,
        simulation,
        sources,
      );
      if (this.#removed || this.pod.metadata.deletionTimestamp) return undefined;
      const id = yield* runtime().createContainer(sandbox.id, config);
      tell('Normal', 'Created', release.containerEvents.created(container.name));
      yield* runtime().startContainer(id);
      tell('Normal', 'Started', release.containerEvents.started(container.name));
      this.#waiting.delete(container.name);
      const record = this.#records.attempts(container.name).at(-1);
      const postStart = container.lifecycle?.postStart;
      if (record && postStart) {
        const complaint = yield* this.#context.prober.hook(postStart, this.#health.target(container, record, sandbox));
        if (complaint !== undefined) {
          tell('Warning', 'FailedPostStartHook', 'PostStartHook failed');
          yield* this.#kill(container, record, 'FailedPostStartHook');
          this.#waiting.set(container.name, { reason: 'PostStartHookError', message: complaint });
          return retrySoon(simulation);
        }
      }
      const isEphemeral = this.pod.spec.ephemeralContainers?.includes(container);
      if (record?.state === 'running' && !isEphemeral) this.#health.watchOver(container, record, sandbox);
      return undefined;
    } catch (error) {
      if (error instanceof Waiting) {
        this.#waiting.set(container.name, { reason: error.reason, message: error.message });
        return error.again;
      }
      const message = error instanceof RpcError ? runtimeReason(error) : error instanceof Error ? error.message : '';
      if (error instanceof ConfigError || error instanceof NotSynced) {
        tell('Warning', 'Failed', `Error: ${message}`);
        this.#waiting.set(container.name, { reason: 'CreateContainerConfigError', message });
      } else if (error instanceof RpcError || error instanceof SystemError) {
        tell('Warning', 'Failed', `Error: ${message}`);
        const isStart = this.#records.attempts(container.name).at(-1)?.reason === 'StartError';
        this.#waiting.set(container.name, { reason: isStart ? 'RunContainerError' : 'CreateContainerError', message });
      } else throw error;
      return retrySoon(simulation);
    }
  }

  #shouldRestart(container: Container, last: ContainerRecord): boolean {
    if (isSidecar(container)) return true;
    const isInit = this.pod.spec.initContainers?.includes(container) ?? false;
    if (isInit) return this.pod.spec.restartPolicy !== 'Never';
    if (this.pod.spec.restartPolicy === 'Always') return true;
    return this.pod.spec.restartPolicy === 'OnFailure' && last.exitCode !== 0;
  }

  /** How the pod ended, when nothing of it will run again. */
  #outcome(): 'Succeeded' | 'Failed' | undefined {
    const { phase } = podStatus(this.#observe());
    return phase === 'Succeeded' || phase === 'Failed' ? phase : undefined;
  }

  /** The pod has ended: what is left of it stops, the object stays until somebody deletes it. */
  *#rest(): Task<Millis | undefined> {
    const { runtime } = this.#context;
    const ended = this.#outcome();
    const running = this.#records.all.filter((record) => record.state === 'running');
    if (running.length > 0) {
      this.#termination = new Termination(this.#context, this.pod, this.#graceSeconds());
      yield* this.#termination.run(running);
      this.#termination = undefined;
    }
    for (const sandbox of this.#records.sandboxes) {
      if (sandbox.state === 'ready') yield* runtime().stopSandbox(sandbox.id);
    }
    if (ended || this.#failure) this.#report();
    return undefined;
  }

  // ——— the end ———

  *#terminate(): Task<Millis | undefined | 'gone'> {
    const { runtime, statuses, log, process } = this.#context;
    const running = this.#records.all.filter((record) => record.state === 'running');
    this.#termination = new Termination(this.#context, this.pod, this.#graceSeconds());
    yield* this.#termination.run(running);
    // One that was being started while the others were asked to stop.
    yield* this.#termination.run(this.#records.all.filter((record) => record.state === 'running'));
    for (const sandbox of this.#records.sandboxes) {
      if (sandbox.state === 'ready') yield* runtime().stopSandbox(sandbox.id);
    }
    if (!this.#removed) {
      this.#report();
      yield* statuses.finish(this.pod, this.#status);
      // Mirror pods and ordinary ones alike leave the list when the object does.
      while (!this.#removed) {
        const woken = this.#woken.next('end of the pod object') as Wait<void>;
        const retry = delay(process.simulation, 10_000, 'pod deletion retry');
        if ((yield* wait(first({ woken, retry }))).name === 'retry') yield* statuses.finish(this.pod, this.#status);
      }
    }
    for (const sandbox of this.#records.sandboxes) yield* runtime().removeSandbox(sandbox.id);
    process.files.removeTree(logDirectory(this.pod));
    process.files.removeTree(podDirectory(this.uid));
    this.#context.backOff.forget(`${this.uid}_`);
    this.#context.images.forget(this.uid);
    log.info('kubelet_volumes.go:163', 'Cleaned up orphaned pod volumes dir', {
      podUID: this.uid,
      path: `${podDirectory(this.uid)}/volumes`,
    });
    return 'gone';
  }

  #graceSeconds(): number {
    // Hard thresholds leave no time.
    if (this.#failure?.reason === 'Evicted') return 0;
    return this.pod.metadata.deletionGracePeriodSeconds ?? this.pod.spec.terminationGracePeriodSeconds;
  }

  *#kill(container: Container, record: ContainerRecord, why: string, graceSeconds?: number): Task<void> {
    this.#tell(container)('Normal', 'Killing', why);
    const termination = new Termination(this.#context, this.pod, graceSeconds ?? this.#graceSeconds());
    yield* termination.stop(record, container);
  }

  #exceedsDeadline(): boolean {
    const left = this.#untilDeadline();
    if (left === undefined || left > 0) return false;
    this.#failure ??= {
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    };
    return true;
  }

  #untilDeadline(): Millis | undefined {
    const { activeDeadlineSeconds } = this.pod.spec;
    if (activeDeadlineSeconds === undefined) return undefined;
    return Math.max(0, this.#startedAt + activeDeadlineSeconds * 1000 - this.#context.now());
  }

  // ——— looking ———

  #observe(): ObservedPod {
    const sandbox = this.#records.sandbox;
    const before = this.#status ?? this.pod.status;
    return {
      pod: { ...this.pod, status: { ...this.pod.status, conditions: before.conditions } },
      nodeAddress: this.#context.nodeAddress,
      startedAt: this.#startedAt,
      now: this.#context.now(),
      podAddress: sandbox?.address || (this.#status?.podIP ?? this.pod.status.podIP ?? ''),
      hasSandbox: sandbox !== undefined,
      attempts: (name) => this.#records.attempts(name).map((record) => this.#withMessage(record)),
      waiting: this.#waiting,
      isReady: (name) => this.#health.isReady(name),
      isStarted: (name) => this.#health.isStarted(name),
      terminating: this.#termination !== undefined || this.pod.metadata.deletionTimestamp !== undefined,
      failure: this.#failure,
      observesGeneration: this.#context.release.observesPodGeneration,
    };
  }

  #withMessage(record: ContainerRecord): ContainerRecord {
    const container = containerNamed(this.pod, record.config.name);
    if (record.state !== 'exited' || record.message !== '' || !container) return record;
    const { files } = this.#context.process;
    const message = terminationMessage(files, container, record.config.mounts, record.exitCode, () =>
      lastLogLines(files, `${logDirectory(this.pod)}/${record.config.logPath}`),
    );
    return message === '' ? record : { ...record, message };
  }

  #report(): void {
    this.#status = podStatus(this.#observe());
    this.#context.statuses.set(this.pod, this.#status);
  }

  /** Of each container the last dead attempt stays, for `logs --previous`; of the sandboxes those that are needed. */
  *#collectGarbage(): Task<void> {
    const { runtime, process } = this.#context;
    for (const name of new Set(this.#records.all.map((record) => record.config.name))) {
      const dead = this.#records.attempts(name).filter((record) => record.state === 'exited');
      for (const record of dead.slice(0, -1)) {
        yield* runtime().removeContainer(record.id);
        process.files.removeTree(`${logDirectory(this.pod)}/${record.config.logPath}`);
        this.#health.forget(record.id);
      }
    }
    for (const { id, state } of this.#records.sandboxes) {
      if (state === 'ready') continue;
      if (!this.#records.all.some((record) => record.sandbox === id)) yield* runtime().removeSandbox(id);
    }
  }

  #asOwner(): HealthOwner {
    return {
      pod: () => this.pod,
      isEnding: () => this.#termination !== undefined,
      unhealthy: (container, message) => this.#tell(container)('Warning', 'Unhealthy', message),
      restart: (container, record, why, graceSeconds) =>
        this.#context.process.thread('kill', this.#kill(container, record, why, graceSeconds)),
      wake: () => this.wake(),
    };
  }

  *#mount(): Task<ReadonlyMap<string, string>> {
    const { process, sources } = this.#context;
    const address = this.#status?.podIP ?? '';
    return yield* mountVolumes(this.pod, process.files, process.simulation, address, sources);
  }

  #tell(container: Container): Tell {
    const { initContainers, ephemeralContainers } = this.pod.spec;
    const kind = initContainers?.includes(container)
      ? 'initContainers'
      : ephemeralContainers?.includes(container)
        ? 'ephemeralContainers'
        : 'containers';
    const reference = referenceTo(POD, this.pod, `spec.${kind}{${container.name}}`);
    return (type, reason, message) => this.#context.events.event(reference, type, reason, message);
  }
}

/** The earlier of two moments to look again, if there is any. */
const earliest = (a: Millis | undefined, b: Millis | undefined): Millis | undefined =>
  a === undefined ? b : b === undefined ? a : Math.min(a, b);
