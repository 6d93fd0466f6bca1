// The eviction manager: notices that the node runs out of disk, inodes or memory, says so in the node's conditions,
// removes what nobody needs, and then ends one pod after the other. Models pkg/kubelet/eviction.
//
//   nodefs.available < 10% of 40Gi, 3Gi left → DiskPressure; unused images go; then the pod that uses most of the disk
//   beyond what it asked for is Failed with reason Evicted.

import { parseGoDuration } from '../../base/duration.ts';
import { quantity, quantityValue } from '../../base/quantity.ts';
import { RpcError } from '../../linux/containers/cri.ts';
import { spaceOf } from '../../linux/files/file-content.ts';
import type { Host } from '../../linux/host/host.ts';
import { memoryOf } from '../../linux/host/memory.ts';
import type { Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay } from '../../sim/waits.ts';
import { referenceTo } from '../client/events.ts';
import { POD } from '../objects/pod.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { logDirectory } from './pod-files.ts';
import type { PodWorker } from './pod-worker.ts';

/** How often the figures are looked at. */
const PERIOD: Millis = 10_000;
const CRITICAL = 2_000_000_000;

export type PressureType = 'MemoryPressure' | 'DiskPressure';

interface Signal {
  readonly condition: PressureType;
  /** What a pod would be using too much of. */
  readonly resource: 'memory' | 'ephemeral-storage' | 'inodes';
  readonly observe: (host: Host) => { readonly available: number; readonly capacity: number };
}

const nodeFileSystem = ({ files: { volume } }: Host) => ({ available: volume.free, capacity: volume.capacity });
const nodeInodes = ({ files: { volume } }: Host) => ({
  available: volume.inodeCapacity - volume.inodes,
  capacity: volume.inodeCapacity,
});

/** Images lie on the node's own file system here. */
const SIGNALS: Readonly<Record<string, Signal>> = {
  'memory.available': {
    condition: 'MemoryPressure',
    resource: 'memory',
    observe: (host) => ({ available: memoryOf(host).available, capacity: host.hardware.memory }),
  },
  'nodefs.available': { condition: 'DiskPressure', resource: 'ephemeral-storage', observe: nodeFileSystem },
  'nodefs.inodesFree': { condition: 'DiskPressure', resource: 'inodes', observe: nodeInodes },
  'imagefs.available': { condition: 'DiskPressure', resource: 'ephemeral-storage', observe: nodeFileSystem },
  'imagefs.inodesFree': { condition: 'DiskPressure', resource: 'inodes', observe: nodeInodes },
};

/** evictionHard unless the configuration says otherwise. */
export const DEFAULT_HARD: Readonly<Record<string, string>> = {
  'memory.available': '100Mi',
  'nodefs.available': '10%',
  'nodefs.inodesFree': '5%',
  'imagefs.available': '15%',
  'imagefs.inodesFree': '5%',
};

export const isSignal = (name: string): boolean =>
  Object.hasOwn(SIGNALS, name) || /^(?:allocatableMemory|containerfs|pid)\.(?:available|inodesFree)$/.test(name);

export interface EvictionSettings {
  readonly hard: Readonly<Record<string, string>>;
  /** How long a condition stays after its cause is gone. */
  readonly transitionPeriod: Millis;
}

export const evictionSettings = (
  hard: Readonly<Record<string, string>> | undefined,
  transitionPeriod: string | undefined,
): EvictionSettings => ({
  hard: hard ?? DEFAULT_HARD,
  transitionPeriod: parseGoDuration(transitionPeriod ?? '5m0s') || 300_000,
});

/** A threshold that was crossed. */
interface Shortage {
  readonly signal: Signal;
  readonly available: number;
  readonly threshold: number;
}

export class EvictionMonitor {
  readonly #context: KubeletContext;
  readonly #settings: EvictionSettings;
  readonly #workers: () => readonly PodWorker[];
  readonly #changed: () => void;
  /** When each condition's cause was last seen. */
  readonly #lastSeen = new Map<PressureType, Millis>();
  #pressures = new Set<PressureType>();

  /** `changed` is told when a condition comes or goes. */
  constructor(
    context: KubeletContext,
    settings: EvictionSettings,
    workers: () => readonly PodWorker[],
    changed: () => void,
  ) {
    this.#context = context;
    this.#settings = settings;
    this.#workers = workers;
    this.#changed = changed;
  }

  start(): void {
    this.#context.process.thread('eviction manager', this.#run());
  }

  has(type: PressureType): boolean {
    return this.#pressures.has(type);
  }

  /** Why a new pod cannot be admitted; undefined when it can. Critical pods always can. */
  refusal(pod: Pod): string | undefined {
    if (this.#pressures.size === 0 || isCritical(pod)) return undefined;
    const onlyMemory = this.#pressures.size === 1 && this.#pressures.has('MemoryPressure');
    if (onlyMemory && pod.status.qosClass !== 'BestEffort') return undefined;
    return `The node had condition: [${[...this.#pressures].join(' ')}]. `;
  }

  *#run(): Task<void> {
    for (;;) {
      yield* wait(delay(this.#context.process.simulation, PERIOD, 'eviction manager'));
      try {
        yield* this.#look();
      } catch (error) {
        // Without the runtime nothing can be reclaimed.
        if (!(error instanceof RpcError)) throw error;
      }
    }
  }

  *#look(): Task<void> {
    const shortages = this.#shortages();
    this.#updateConditions(shortages);
    const [worst] = shortages;
    if (!worst) return;
    const { log, events, nodeName } = this.#context;
    const { resource } = worst.signal;
    log.warning('eviction_manager.go:376', `"Eviction manager: attempting to reclaim" resourceName="${resource}"`);
    events.event(
      { kind: 'Node', name: nodeName, uid: nodeName },
      'Warning',
      'EvictionThresholdMet',
      `Attempting to reclaim ${resource}`,
    );
    if (resource !== 'memory') {
      yield* this.#reclaim();
      if (this.#shortages().length === 0) return;
    }
    log.info('eviction_manager.go:387', 'Eviction manager: must evict pod(s) to reclaim', { resourceName: resource });
    const ranked = this.#ranked();
    if (ranked.length === 0) {
      log.text(
        'E',
        'eviction_manager.go:398',
        '"Eviction manager: eviction thresholds have been met, but no pods are active to evict"',
      );
      return;
    }
    log.text(
      'I',
      'eviction_manager.go:405',
      `"Eviction manager: pods ranked for eviction" pods=[${ranked.map(({ worker }) => JSON.stringify(keyOf(worker.pod))).join(',')}]`,
    );
    this.#evict(ranked[0].worker, worst);
  }

  #shortages(): Shortage[] {
    const { host } = this.#context.process;
    return Object.entries(this.#settings.hard).flatMap(([name, text]): Shortage[] => {
      const signal = SIGNALS[name];
      if (!signal) return [];
      const { available, capacity } = signal.observe(host);
      const threshold = text.endsWith('%') ? (capacity * Number.parseFloat(text)) / 100 : quantityValue(text);
      return available < threshold ? [{ signal, available, threshold }] : [];
    });
  }

  #updateConditions(shortages: readonly Shortage[]): void {
    const now = this.#context.process.simulation.now;
    for (const { signal } of shortages) this.#lastSeen.set(signal.condition, now);
    const held = [...this.#lastSeen].filter(([, seen]) => now - seen < this.#settings.transitionPeriod);
    const pressures = new Set(held.map(([type]) => type));
    const changed =
      pressures.size !== this.#pressures.size || [...pressures].some((type) => !this.#pressures.has(type));
    this.#pressures = pressures;
    if (changed) this.#changed();
  }

  /** Dead containers, then images that no container uses. */
  *#reclaim(): Task<void> {
    const { log } = this.#context;
    const runtime = this.#context.runtime();
    log.info('container_gc.go:86', 'Attempting to delete unused containers');
    for (const { id, state, config } of runtime.containers()) {
      const pod = config.labels['io.kubernetes.pod.uid'];
      const isKnown = this.#workers().some((worker) => worker.uid === pod && !worker.isOver);
      if (state === 'exited' && !isKnown) yield* runtime.removeContainer(id);
    }
    log.info('image_gc_manager.go:487', 'Attempting to delete unused images');
    const used = new Set(runtime.containers().map((container) => container.imageId));
    for (const image of runtime.images()) {
      if (image.pinned || used.has(image.id)) continue;
      log.info('image_gc_manager.go:473', 'Removing image to free bytes', { imageID: image.id, size: image.size });
      runtime.removeImage(image.id);
    }
  }

  /** Who uses more than it asked for comes first, then who matters less, then who uses most. */
  #ranked(): { readonly worker: PodWorker; readonly usage: number }[] {
    const candidates = this.#workers().filter((worker) => !worker.isOver && !isCritical(worker.pod));
    const rows = candidates.map((worker) => {
      const usage = this.#usageOf(worker.pod);
      return { worker, usage, exceeds: usage > requestOf(worker.pod), priority: worker.pod.spec.priority ?? 0 };
    });
    return rows.sort((a, b) => Number(b.exceeds) - Number(a.exceeds) || a.priority - b.priority || b.usage - a.usage);
  }

  #usageOf(pod: Pod): number {
    return pod.spec.containers.reduce((sum, { name }) => sum + this.#usage(pod, name), 0) + this.#emptyDirs(pod);
  }

  /** What a container wrote into its layer and its log. */
  #usage(pod: Pod, container: string): number {
    const { files } = this.#context.process.host;
    const logs = `${logDirectory(pod)}/${container}`;
    const written = this.#context
      .containersOf(pod.metadata.uid)
      .filter((record) => record.config.name === container)
      .reduce((sum, record) => sum + this.#context.runtime().writtenBy(record.id), 0);
    return written + (files.exists(logs) ? spaceOf(files.stat(logs)) : 0);
  }

  #emptyDirs(pod: Pod): number {
    const { files } = this.#context.process.host;
    const directory = `/var/lib/kubelet/pods/${pod.metadata.uid}/volumes/kubernetes.io~empty-dir`;
    return files.exists(directory) ? spaceOf(files.stat(directory)) : 0;
  }

  #evict(worker: PodWorker, { signal, available, threshold }: Shortage): void {
    const { log, events } = this.#context;
    const { pod } = worker;
    let message = `The node was low on resource: ${signal.resource}. Threshold quantity: ${amount(signal, threshold)}, available: ${amount(signal, available)}. `;
    if (signal.resource === 'ephemeral-storage') {
      for (const { name, resources } of pod.spec.containers) {
        const usage = this.#usage(pod, name);
        const request = resources?.requests?.['ephemeral-storage'] ?? '0';
        if (usage > quantityValue(request))
          message += `Container ${name} was using ${quantity(Math.ceil(usage / 1024) * 1024, 'binary')}, request is ${request}, has larger consumption of ephemeral-storage. `;
      }
    }
    events.event(referenceTo(POD, pod), 'Warning', 'Evicted', message);
    log.info('eviction_manager.go:627', 'Eviction manager: pod is evicted successfully', { pod: keyOf(pod) });
    worker.fail({ reason: 'Evicted', message, disruption: true });
  }
}

const amount = (signal: Signal, value: number): string =>
  signal.resource === 'inodes' ? String(Math.floor(value)) : quantity(Math.floor(value / 1024) * 1024, 'binary');

const keyOf = ({ metadata: { namespace = 'default', name } }: Pod): string => `${namespace}/${name}`;

/** Static pods, their mirrors, and those of the system's priority classes. */
const isCritical = (pod: Pod): boolean =>
  pod.metadata.annotations?.['kubernetes.io/config.source'] === 'file' || (pod.spec.priority ?? 0) >= CRITICAL;

const requestOf = (pod: Pod): number =>
  pod.spec.containers.reduce(
    (sum, one) => sum + quantityValue(one.resources?.requests?.['ephemeral-storage'] ?? '0'),
    0,
  );
