// What a pod's status says, from what the runtime has. Pure: the same containers give the same status.
// Models generateAPIPodStatus, getPhase and pkg/kubelet/status/generate.go.

import { formatTime } from '../../base/duration.ts';
import type { ContainerRecord } from '../../linux/containers/cri.ts';
import type { Millis } from '../../sim/simulation.ts';
import { isSidecar } from '../objects/pod-columns.ts';
import { qosClass } from '../objects/quality-of-service.ts';
import type { Condition } from '../objects/types/meta.ts';
import type { Container, ContainerState, ContainerStatus, Pod, PodStatus } from '../objects/types/pod.ts';

export interface ObservedPod {
  readonly pod: Pod;
  readonly nodeAddress: string;
  /** Unix milliseconds of the first sync. */
  readonly startedAt: Millis;
  readonly now: Millis;
  /** '' until there is a sandbox. */
  readonly podAddress: string;
  readonly hasSandbox: boolean;
  /** All attempts of a container, oldest first. */
  readonly attempts: (container: string) => readonly ContainerRecord[];
  /** Why a container that should run does not. */
  readonly waiting: ReadonlyMap<string, { readonly reason: string; readonly message: string }>;
  readonly isReady: (container: string) => boolean;
  readonly isStarted: (container: string) => boolean;
  readonly terminating: boolean;
  /** Ended by the kubelet itself: `DeadlineExceeded`, `Evicted`. */
  readonly failure:
    | {
        readonly reason: string;
        readonly message: string;
        /** The pod did nothing wrong: it shows the condition DisruptionTarget. */
        readonly disruption?: boolean;
        /** It was never admitted: there is nothing to say of containers. */
        readonly rejected?: boolean;
      }
    | undefined;
  readonly observesGeneration: boolean;
}

export function podStatus(observed: ObservedPod): PodStatus {
  const { pod, failure } = observed;
  if (failure?.rejected) return rejected(observed, failure);
  const hasInit = (pod.spec.initContainers ?? []).length > 0;
  const reason = hasInit ? 'PodInitializing' : 'ContainerCreating';
  const statusesOf = (containers: readonly Container[]) =>
    containers.map((container) => containerStatus(container, observed, reason));
  const initContainerStatuses = statusesOf(pod.spec.initContainers ?? []);
  const containerStatuses = statusesOf(pod.spec.containers);
  const phase = failure ? 'Failed' : phaseOf(observed, initContainerStatuses, containerStatuses);
  const status: PodStatus = {
    phase,
    conditions: conditionsOf(observed, phase, initContainerStatuses, containerStatuses),
    hostIP: observed.nodeAddress,
    hostIPs: [{ ip: observed.nodeAddress }],
    startTime: formatTime(observed.startedAt),
    qosClass: pod.status.qosClass ?? qosClass(pod.spec),
    containerStatuses,
  };
  if (hasInit) status.initContainerStatuses = initContainerStatuses;
  const ephemeral = statusesOf(pod.spec.ephemeralContainers ?? []);
  if (ephemeral.length > 0) status.ephemeralContainerStatuses = ephemeral.map(asEphemeral);
  if (failure) {
    status.reason = failure.reason;
    status.message = failure.message;
    if (failure.disruption) status.conditions?.unshift(disruptionOf(observed, failure.message));
  }
  if (observed.observesGeneration && pod.metadata.generation) status.observedGeneration = pod.metadata.generation;
  const address = pod.spec.hostNetwork ? observed.nodeAddress : observed.podAddress;
  if (address !== '' && (observed.hasSandbox || !pod.spec.hostNetwork)) {
    status.podIP = address;
    status.podIPs = [{ ip: address }];
  }
  return status;
}

/** Nobody asks whether a container for debugging is ready. */
function asEphemeral({ started: _, ...status }: ContainerStatus): ContainerStatus {
  return { ...status, ready: false };
}

const rejected = (
  { pod, startedAt }: ObservedPod,
  { reason, message }: NonNullable<ObservedPod['failure']>,
): PodStatus => ({
  phase: 'Failed',
  reason,
  message,
  conditions: (pod.status.conditions ?? []).filter(({ type }) => type === 'PodScheduled'),
  startTime: formatTime(startedAt),
  qosClass: pod.status.qosClass ?? qosClass(pod.spec),
});

/** Since when it is to end, as first said. */
function disruptionOf({ pod, now }: ObservedPod, message: string): Condition {
  const before = pod.status.conditions?.find(({ type }) => type === 'DisruptionTarget');
  return {
    type: 'DisruptionTarget',
    status: 'True',
    lastTransitionTime: before?.lastTransitionTime ?? formatTime(now),
    reason: 'TerminationByKubelet',
    message,
  };
}

/** Whether every init container did its part: ended well, or, as a sidecar, has started. */
export function isInitialized({ pod, attempts, isStarted }: ObservedPod): boolean {
  // Main containers that exist prove it, even when old init containers were removed.
  if (pod.spec.containers.some((container) => attempts(container.name).length > 0)) return true;
  return (pod.spec.initContainers ?? []).every((container) => {
    const last = attempts(container.name).at(-1);
    if (isSidecar(container)) return last?.state === 'running' && isStarted(container.name);
    return last?.state === 'exited' && last.exitCode === 0;
  });
}

function containerStatus(container: Container, observed: ObservedPod, defaultReason: string): ContainerStatus {
  const attempts = observed.attempts(container.name);
  const last = attempts.at(-1);
  const waiting = observed.waiting.get(container.name);
  const isInit = observed.pod.spec.initContainers?.includes(container) ?? false;
  let state: ContainerState;
  let lastState: ContainerState = {};
  if (last?.state === 'running') {
    state = { running: { startedAt: formatTime(last.startedAt) } };
    lastState = terminated(attempts.at(-2));
  } else if (waiting && !observed.terminating) {
    state = { waiting: compact(waiting) };
    lastState = terminated(last);
  } else if (last?.state === 'exited') {
    state = terminated(last);
    lastState = terminated(attempts.at(-2));
  } else {
    state = { waiting: { reason: defaultReason } };
    lastState = last?.state === 'created' ? terminated(attempts.at(-2)) : {};
  }
  const running = state.running !== undefined;
  const ready =
    isInit && !isSidecar(container)
      ? last?.state === 'exited' && last.exitCode === 0
      : running && observed.isReady(container.name);
  const status: ContainerStatus = {
    ...(last && last.state !== 'created' && { containerID: `containerd://${last.id}` }),
    image: imageName(container, last),
    imageID: last?.imageDigest ?? '',
    lastState,
    name: container.name,
    ready,
    restartCount: last?.config.attempt ?? 0,
    started: running && observed.isStarted(container.name),
    state,
  };
  if (last && container.resources && Object.keys(container.resources).length > 0)
    status.resources = container.resources;
  const mounts = container.volumeMounts ?? [];
  if (mounts.length > 0 && last) {
    status.volumeMounts = mounts.map(({ name, mountPath, readOnly }) => ({
      mountPath,
      name,
      ...(readOnly && { readOnly: true, recursiveReadOnly: 'Disabled' }),
    }));
  }
  return status;
}

/** Before it is there as in the spec; then as the runtime calls it. */
function imageName(container: Container, last: ContainerRecord | undefined): string {
  return last ? last.imageName : container.image;
}

const compact = ({ reason, message }: { readonly reason: string; readonly message: string }) =>
  message === '' ? { reason } : { reason, message };

function terminated(record: ContainerRecord | undefined): ContainerState {
  if (record?.state !== 'exited') return {};
  // A container that never started has the zero time of Unix as its start.
  return {
    terminated: {
      containerID: `containerd://${record.id}`,
      exitCode: record.exitCode,
      finishedAt: formatTime(record.finishedAt),
      ...(record.message !== '' && { message: record.message }),
      reason: record.reason,
      startedAt: formatTime(record.startedAt),
    },
  };
}

function phaseOf(
  { pod, terminating }: ObservedPod,
  init: readonly ContainerStatus[],
  main: readonly ContainerStatus[],
): PodStatus['phase'] {
  const { restartPolicy } = pod.spec;
  const specs = pod.spec.initContainers ?? [];
  let pendingInit = 0;
  let failedInit = 0;
  for (const [index, status] of init.entries()) {
    if (isSidecar(specs[index])) {
      if (!status.started && !main.some((one) => one.state.running || one.state.terminated)) pendingInit++;
    } else if (status.state.terminated) {
      if (status.state.terminated.exitCode !== 0 && restartPolicy === 'Never') failedInit++;
      else if (status.state.terminated.exitCode !== 0) pendingInit++;
    } else if (status.state.waiting && status.lastState.terminated?.exitCode === 0) {
      // ended well before
    } else pendingInit++;
  }
  if (failedInit > 0) return 'Failed';
  let running = 0;
  let waiting = 0;
  let stopped = 0;
  let succeeded = 0;
  for (const { state, lastState } of main) {
    if (state.running) running++;
    else if (state.terminated) {
      stopped++;
      if (state.terminated.exitCode === 0) succeeded++;
    } else if (lastState.terminated) stopped++;
    else waiting++;
  }
  if (pendingInit > 0 && running + stopped === 0) return 'Pending';
  if (waiting > 0) return 'Pending';
  if (running > 0) return 'Running';
  if (stopped > 0) {
    if (terminating) return succeeded === stopped ? 'Succeeded' : 'Failed';
    if (restartPolicy === 'Always') return 'Running';
    if (stopped === succeeded) return 'Succeeded';
    return restartPolicy === 'Never' ? 'Failed' : 'Running';
  }
  return 'Pending';
}

function conditionsOf(
  observed: ObservedPod,
  phase: PodStatus['phase'],
  init: readonly ContainerStatus[],
  main: readonly ContainerStatus[],
): Condition[] {
  const { pod } = observed;
  const ended = phase === 'Succeeded' || phase === 'Failed';
  const initialized = isInitialized(observed);
  const incomplete = init.filter((status) => !status.ready && !status.started).map((status) => status.name);
  const sidecars = init.filter((_, index) => isSidecar((pod.spec.initContainers ?? [])[index]));
  const unready = [...sidecars, ...main].filter((status) => !status.ready).map((status) => status.name);
  const why: Partial<Condition> | undefined =
    phase === 'Succeeded'
      ? { reason: 'PodCompleted' }
      : phase === 'Failed'
        ? { reason: 'PodFailed' }
        : unready.length > 0
          ? { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` }
          : undefined;
  const gates = (pod.spec.readinessGates ?? []).map((gate) => gate.conditionType);
  const closed = gates.filter((type) => pod.status.conditions?.find((one) => one.type === type)?.status !== 'True');
  const gateReason: Partial<Condition> | undefined =
    why ??
    (closed.length > 0
      ? {
          reason: 'ReadinessGatesNotReady',
          message: closed
            .map((type) =>
              pod.status.conditions?.some((one) => one.type === type)
                ? `the status of pod readiness gate "${type}" is not "True", but False`
                : `corresponding condition of pod readiness gate "${type}" does not exist.`,
            )
            .join(', '),
        }
      : undefined);
  const initReason: Partial<Condition> | undefined =
    initialized || (ended && phase === 'Succeeded')
      ? phase === 'Succeeded'
        ? { reason: 'PodCompleted' }
        : undefined
      : { reason: 'ContainersNotInitialized', message: `containers with incomplete status: [${incomplete.join(' ')}]` };
  const conditions = [
    condition('PodReadyToStartContainers', observed.hasSandbox, undefined),
    condition('Initialized', initialized || phase === 'Succeeded', initReason),
    condition('Ready', gateReason === undefined, gateReason),
    condition('ContainersReady', why === undefined, why),
    condition('PodScheduled', true, undefined),
  ];
  const now = formatTime(observed.now);
  return conditions.map((one) => keepTransition(one, observed, now));
}

const condition = (type: string, holds: boolean, why: Partial<Condition> | undefined): Condition => ({
  lastProbeTime: null,
  type,
  status: holds ? 'True' : 'False',
  ...why,
});

function keepTransition(one: Condition, { pod, observesGeneration }: ObservedPod, now: string): Condition {
  const before = pod.status.conditions?.find((old) => old.type === one.type);
  const at = before?.status === one.status ? before.lastTransitionTime : undefined;
  return {
    ...one,
    lastTransitionTime: at ?? now,
    ...(observesGeneration && pod.metadata.generation && { observedGeneration: pod.metadata.generation }),
  };
}
