// What every part of one kubelet shares.

import type { ContainerRecord, ContainerRuntime } from '../../linux/containers/cri.ts';
import type { Process } from '../../linux/host/process.ts';
import type { Millis } from '../../sim/simulation.ts';
import type { EventRecorder } from '../client/events.ts';
import type { Release } from '../releases/releases.ts';
import type { BackOff } from './back-off.ts';
import type { Images } from './images.ts';
import type { Klog } from './klog.ts';
import type { DnsSettings } from './pod-files.ts';
import type { PodWorker } from './pod-worker.ts';
import type { Prober } from './probes.ts';
import type { Statuses } from './statuses.ts';
import type { VolumeSources } from './volumes.ts';

export interface KubeletContext {
  readonly process: Process;
  readonly log: Klog;
  readonly nodeName: string;
  readonly nodeAddress: string;
  readonly release: Release;
  /** Throws RpcError Unavailable while containerd is down. */
  readonly runtime: () => ContainerRuntime;
  /** Oldest first. */
  readonly containersOf: (podUid: string) => ContainerRecord[];
  readonly images: Images;
  readonly prober: Prober;
  readonly events: EventRecorder;
  readonly statuses: Statuses;
  readonly backOff: BackOff;
  readonly dns: DnsSettings;
  readonly sources: VolumeSources;
  /** Unix milliseconds. */
  now(): Millis;
  /** The pod and everything of it is gone. */
  forget(worker: PodWorker): void;
}
