// Makes pods go: evicts them all at once, each again every 5 s while a disruption budget forbids it, and waits until
// they are gone. Models k8s.io/kubectl/pkg/drain/drain.go.

import { formatGoDuration } from '../../../base/duration.ts';
import { StatusError } from '../../../kube/client/client.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { Signal } from '../../../sim/waits.ts';
import { Aggregate, KubectlError } from '../errors.ts';
import type { DryRun, Invocation } from '../invocation.ts';
import type { Resource } from '../resources/discovery.ts';
import { type AnyObject, pathOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';

export interface EvictionOptions {
  readonly invocation: Invocation;
  readonly session: Session;
  readonly pods: Resource;
  /** Negative: the pod's own. */
  readonly graceSeconds: number;
  /** Milliseconds for everything; 0: forever. */
  readonly timeout: number;
  readonly skipDeletedAfterSeconds: number;
  readonly dryRun: DryRun;
}

const RETRY = 5_000;
const POLL = 1_000;

/** Throws an Aggregate of what went wrong. */
export function* evictPods(going: readonly AnyObject[], options: EvictionOptions): Task<void> {
  if (going.length === 0) return;
  const { process } = options.invocation;
  const deadline = deadlineOf(options);
  const errors: Error[] = [];
  const oneDone = new Signal();
  let left = going.length;
  for (const pod of going) {
    process.thread(`evict ${pod.metadata.name}`, evictOne(pod));
  }
  while (left > 0) yield* wait(oneDone.next('pods to be gone'));
  if (errors.length > 0) throw new Aggregate(errors);

  function* evictOne(pod: AnyObject): Task<void> {
    try {
      yield* evict(pod, options, deadline);
    } catch (error) {
      if (!(error instanceof KubectlError)) throw error;
      errors.push(error);
    } finally {
      left--;
      oneDone.emit();
    }
  }
}

/** --disable-eviction: plain deletes, which no budget stops. */
export function* deletePods(going: readonly AnyObject[], options: EvictionOptions): Task<void> {
  const { session, pods, dryRun } = options;
  const deadline = deadlineOf(options);
  for (const pod of going) {
    try {
      const body = deleteOptions(options);
      yield* session.json('DELETE', pathOf(pods, pod.metadata.namespace, pod.metadata.name), { body });
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    }
  }
  if (dryRun === 'server') return;
  for (const pod of going) {
    const gone = yield* waitUntilGone(pod, options, deadline, 'deleted');
    if (!gone) throw new KubectlError('context deadline exceeded');
  }
}

const deadlineOf = ({ invocation, timeout }: EvictionOptions): number =>
  timeout > 0 ? invocation.process.simulation.now + timeout : Number.POSITIVE_INFINITY;

const deleteOptions = ({ graceSeconds, dryRun }: EvictionOptions) => ({
  ...(graceSeconds >= 0 ? { gracePeriodSeconds: graceSeconds } : {}),
  ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
});

function* evict(pod: AnyObject, options: EvictionOptions, deadline: number): Task<void> {
  const { invocation, session, pods, dryRun } = options;
  const { name, namespace = '' } = pod.metadata;
  const { simulation } = invocation.process;
  const which = `pods/${JSON.stringify(name)} -n ${JSON.stringify(namespace)}`;
  let active = pod;
  for (;;) {
    const suffix = dryRun === 'server' ? ' (server dry run)' : '';
    yield* invocation.print(`evicting pod ${namespace}/${name}${suffix}\n`);
    if (simulation.now >= deadline) {
      const timeout = formatGoDuration(options.timeout);
      throw new KubectlError(`error when evicting ${which}: global timeout reached: ${timeout}`);
    }
    const refusal = yield* postEviction(session, pods, active, options);
    if (!refusal) break;
    if (refusal.reason === 'NotFound') return;
    const terminating = isNamespaceTerminating(refusal);
    if (terminating && active.metadata.deletionTimestamp) break;
    if (refusal.reason === 'TooManyRequests') {
      yield* invocation.process.complain(`error when evicting ${which} (will retry after 5s): ${refusal.message}\n`);
    } else if (terminating) {
      const where = `pod ${JSON.stringify(name)} from terminating namespace ${JSON.stringify(namespace)}`;
      yield* invocation.process.complain(`error when evicting ${where} (will retry after 5s): ${refusal.message}\n`);
      active = (yield* freshPod(session, pods, pod)) ?? active;
    } else throw new KubectlError(`error when evicting ${which}: ${refusal.message}`);
    yield* invocation.process.sleep(RETRY);
  }
  if (dryRun === 'server') return;
  const gone = yield* waitUntilGone(pod, options, deadline, 'evicted');
  if (gone) return;
  const reason =
    invocation.minor >= 28
      ? 'context deadline exceeded'
      : `global timeout reached: ${formatGoDuration(options.timeout)}`;
  const which2 = `pod ${JSON.stringify(name)} in namespace ${JSON.stringify(namespace)}`;
  throw new KubectlError(`error when waiting for ${which2} to terminate: ${reason}`);
}

function* postEviction(
  session: Session,
  pods: Resource,
  pod: AnyObject,
  options: EvictionOptions,
): Task<StatusError | undefined> {
  const { name, namespace } = pod.metadata;
  const body = {
    apiVersion: 'policy/v1',
    kind: 'Eviction',
    metadata: { name, namespace },
    deleteOptions: deleteOptions(options),
  };
  try {
    yield* session.json('POST', pathOf(pods, namespace, name, 'eviction'), { body });
    return undefined;
  } catch (error) {
    if (error instanceof StatusError) return error;
    throw error;
  }
}

const isNamespaceTerminating = (error: StatusError): boolean =>
  error.reason === 'Forbidden' &&
  (error.status.details?.causes ?? []).some((cause) => cause.reason === 'NamespaceTerminating');

function* freshPod(session: Session, pods: Resource, pod: AnyObject): Task<AnyObject | undefined> {
  try {
    return (yield* session.json('GET', pathOf(pods, pod.metadata.namespace, pod.metadata.name))) as AnyObject;
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

/** False: the deadline came first. */
function* waitUntilGone(
  pod: AnyObject,
  options: EvictionOptions,
  deadline: number,
  verb: 'evicted' | 'deleted',
): Task<boolean> {
  const { invocation, session, pods, skipDeletedAfterSeconds } = options;
  const { simulation } = invocation.process;
  for (;;) {
    const now = yield* freshPod(session, pods, pod);
    if (!now || now.metadata.uid !== pod.metadata.uid) {
      yield* invocation.print(`pod/${pod.metadata.name} ${verb}\n`);
      return true;
    }
    const deletedAt = now.metadata.deletionTimestamp;
    if (
      skipDeletedAfterSeconds > 0 &&
      deletedAt &&
      (invocation.now - Date.parse(deletedAt)) / 1000 > skipDeletedAfterSeconds
    ) {
      yield* invocation.print(
        `pod "${pod.metadata.name}" has DeletionTimestamp older than ${skipDeletedAfterSeconds} seconds, skipping\n`,
      );
      return true;
    }
    const left = deadline - simulation.now;
    if (left <= 0) return false;
    yield* invocation.process.sleep(Math.min(POLL, left));
  }
}
