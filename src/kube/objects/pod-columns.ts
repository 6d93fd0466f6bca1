// What `kubectl get pods` says about a pod. Models printPod of pkg/printers/internalversion/printers.go.

import { humanDuration, parseTime } from '../../base/duration.ts';
import { AGE, column, NAME, NONE, orNone, wideColumn } from './columns.ts';
import type { Column } from './kind.ts';
import type { Container, ContainerState, ContainerStatus, Pod } from './types/pod.ts';

export const POD_COLUMNS: readonly Column<Pod>[] = [
  NAME,
  column('Ready', (pod) => summarize(pod).ready),
  column('Status', (pod) => summarize(pod).status),
  column('Restarts', (pod, now) => restartsCell(summarize(pod), now)),
  AGE,
  wideColumn('IP', (pod) => orNone(pod.status.podIPs?.[0]?.ip ?? pod.status.podIP)),
  wideColumn('Node', (pod) => orNone(pod.spec.nodeName)),
  wideColumn('Nominated Node', (pod) => orNone(pod.status.nominatedNodeName)),
  wideColumn('Readiness Gates', readinessGates),
];

/** READY, STATUS and RESTARTS of a pod, which describe and the kubelet's readers want as well. */
export interface PodSummary {
  /** `1/2` */
  readonly ready: string;
  /** `Running`, `Init:0/1`, `CrashLoopBackOff`, `Terminating`, ... */
  readonly status: string;
  readonly restarts: number;
  readonly lastRestart: number | undefined;
}

export function summarize(pod: Pod): PodSummary {
  const init = new Map((pod.spec.initContainers ?? []).map((container) => [container.name, container]));
  const sidecars = [...init.values()].filter(isSidecar);
  const running = { ready: 0, total: (pod.spec.containers ?? []).length + sidecars.length };
  let status: string = pod.status.reason || pod.status.phase;
  if (pod.status.conditions?.some(({ type, reason }) => type === 'PodScheduled' && reason === 'SchedulingGated')) {
    status = 'SchedulingGated';
  }

  const restarts = new Restarts();
  const sidecarRestarts = new Restarts();
  let initializing = false;
  for (const [index, container] of (pod.status.initContainerStatuses ?? []).entries()) {
    const spec = init.get(container.name);
    restarts.add(container);
    if (spec && isSidecar(spec)) sidecarRestarts.add(container);
    if (container.state?.terminated?.exitCode === 0) continue;
    if (spec && isSidecar(spec) && container.started) {
      if (container.ready) running.ready++;
      continue;
    }
    status = initReason(container.state, index, init.size);
    initializing = true;
    break;
  }

  let counted = restarts;
  if (!initializing || isInitialized(pod)) {
    counted = sidecarRestarts;
    let hasRunning = false;
    for (const container of [...(pod.status.containerStatuses ?? [])].reverse()) {
      counted.add(container);
      const { waiting, terminated, running: runs } = container.state ?? {};
      if (waiting?.reason) status = waiting.reason;
      else if (terminated) status = terminated.reason || exitReason(terminated);
      else if (container.ready && runs) {
        hasRunning = true;
        running.ready++;
      }
    }
    if (status === 'Completed' && hasRunning) status = isReady(pod) ? 'Running' : 'NotReady';
  }

  if (pod.metadata.deletionTimestamp) {
    if (pod.status.reason === 'NodeLost') status = 'Unknown';
    else if (pod.status.phase !== 'Succeeded' && pod.status.phase !== 'Failed') status = 'Terminating';
  }
  return { ready: `${running.ready}/${running.total}`, status, restarts: counted.count, lastRestart: counted.last };
}

/** An init container that restarts always runs beside the others. */
export const isSidecar = (container: Container): boolean => container.restartPolicy === 'Always';

class Restarts {
  count = 0;
  last: number | undefined;

  add({ restartCount, lastState }: ContainerStatus): void {
    this.count += restartCount;
    const finished = parseTime(lastState?.terminated?.finishedAt ?? '');
    if (finished !== undefined && (this.last === undefined || finished > this.last)) this.last = finished;
  }
}

/** `0`, `3 (5m ago)` */
function restartsCell({ restarts, lastRestart }: PodSummary, now: number): string {
  if (restarts === 0 || lastRestart === undefined) return String(restarts);
  return `${restarts} (${humanDuration(now - lastRestart)} ago)`;
}

function initReason({ terminated, waiting }: ContainerState, index: number, total: number): string {
  if (terminated) {
    return `Init:${terminated.reason || exitReason(terminated)}`;
  }
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`;
  return `Init:${index}/${total}`;
}

function exitReason({ signal, exitCode }: NonNullable<ContainerState['terminated']>): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function readinessGates(pod: Pod): string {
  const gates = pod.spec.readinessGates ?? [];
  if (gates.length === 0) return NONE;
  const passed = gates.filter(({ conditionType }) => hasTrue(pod, conditionType)).length;
  return `${passed}/${gates.length}`;
}

const isInitialized = (pod: Pod): boolean => hasTrue(pod, 'Initialized');

const isReady = (pod: Pod): boolean => hasTrue(pod, 'Ready');

function hasTrue(pod: Pod, type: string): boolean {
  return pod.status.conditions?.some((condition) => condition.type === type && condition.status === 'True') ?? false;
}
