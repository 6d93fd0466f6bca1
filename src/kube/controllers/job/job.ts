// Runs pods until enough of them have succeeded, or too many have failed. Each finished pod is counted exactly
// once: it carries a finalizer until it stands in the status. Models pkg/controller/job.

import { formatTime } from '../../../base/duration.ts';
import type { Task } from '../../../sim/task.ts';
import { StatusError } from '../../client/client.ts';
import { referenceTo } from '../../client/events.ts';
import { keyOf } from '../../client/paths.ts';
import { JOB } from '../../objects/job.ts';
import { controllerOf } from '../../objects/owners.ts';
import { POD } from '../../objects/pod.ts';
import { sameJson } from '../../objects/strategy.ts';
import type { Condition } from '../../objects/types/meta.ts';
import type { Pod } from '../../objects/types/pod.ts';
import type { Job } from '../../objects/types/workload.ts';
import { withCondition } from '../conditions.ts';
import type { Controller, ObjectKey } from '../controller.ts';
import { Dependents } from '../dependents.ts';
import { Expectations } from '../expectations.ts';
import { PodControl, slowStart } from '../pod-control.ts';
import { conditionOf, isActive, isReady, isTerminal, isTerminating, timeOf } from '../pods.ts';
import type { Workplace } from '../run.ts';
import { formatIndexes, indexedTemplate, indexOf, parseIndexes } from './indexes.ts';

const TRACKING = 'batch.kubernetes.io/job-tracking';
const FIRST_BACK_OFF = 10_000;
const LONGEST_BACK_OFF = 600_000;

interface Verdict {
  readonly type: 'Complete' | 'Failed';
  readonly reason: string;
  readonly message: string;
}

export const isFinished = (job: Job): boolean =>
  ['Complete', 'Failed'].some((type) => conditionOf(job, type)?.status === 'True');

export function jobController(workplace: Workplace): Controller {
  const { client, informers, simulation } = workplace;
  const jobs = informers.of(JOB);
  const pods = informers.of(POD);
  const dependents = new Dependents(pods, client);
  const expectations = new Expectations(simulation, pods);
  const control = new PodControl(workplace, JOB, 'job-controller', expectations);

  function* reconcile(key: ObjectKey): Task<{ again: number } | undefined> {
    const job = jobs.get(key);
    if (!job) {
      expectations.forget(key);
      // Nobody will count the pods of a job that is gone; they must not wait for it.
      for (const pod of podsNamedAfter(key)) yield* release(pod);
      return undefined;
    }
    const mine = job.spec.selector ? yield* dependents.claim(job, JOB, job.spec.selector) : dependents.of(job);
    if (isFinished(job)) {
      for (const pod of mine) if (isTerminal(pod)) yield* release(pod);
      return undefined;
    }
    if (job.metadata.deletionTimestamp) {
      for (const pod of mine) yield* release(pod);
      return undefined;
    }
    const count = new Count(job, mine, workplace.now);
    const verdict = verdictFor(job, mine, count, workplace.now);
    let again: number | undefined;
    let active = mine.filter(isActive);
    if (verdict || job.spec.suspend) {
      for (const pod of active) yield* control.delete(job, pod);
      active = [];
    } else if (expectations.met(key)) {
      again = yield* keepActive(job, active, count);
    }
    yield* writeStatus(job, mine, count, verdict);
    for (const pod of count.toRelease) yield* release(pod);
    const deadline = verdict ? undefined : untilDeadline(job, workplace.now);
    const times = [again, deadline].filter((time) => time !== undefined);
    return times.length > 0 ? { again: Math.min(...times) } : undefined;
  }

  function podsNamedAfter(key: ObjectKey): Pod[] {
    const [namespace, name] = key.split('/');
    return pods.inNamespace(namespace).filter((pod) => {
      const owner = controllerOf(pod);
      return owner?.kind === 'Job' && owner.name === name;
    });
  }

  /** As many pods at work as wanted; gives the pause to wait for after a failure. */
  function* keepActive(job: Job, active: readonly Pod[], count: Count): Task<number | undefined> {
    const { parallelism, completions } = job.spec;
    const wanted =
      completions === undefined
        ? count.succeeded > 0
          ? active.length
          : parallelism
        : Math.min(parallelism, completions - count.succeeded);
    const surplus = active.length - Math.max(0, wanted);
    if (surplus > 0) {
      const youngest = [...active].sort(
        (a, b) =>
          Number(isReady(a)) - Number(isReady(b)) ||
          timeOf(b.metadata.creationTimestamp) - timeOf(a.metadata.creationTimestamp),
      );
      for (const pod of youngest.slice(0, surplus)) yield* control.delete(job, pod);
      return undefined;
    }
    // Pods on their way out still hold their place unless only failed ones are replaced later.
    const missing = wanted - active.length;
    if (missing <= 0) return undefined;
    const pause = count.pauseLeft();
    if (pause > 0) return pause;
    if (job.spec.completionMode === 'Indexed') {
      yield* slowStart(freeIndexes(job, active, count).slice(0, missing), (index) =>
        control.create(job, indexedTemplate(job.spec.template, index), {
          generateName: `${job.metadata.name}-${index}-`,
          finalizers: [TRACKING],
        }),
      );
    } else {
      yield* slowStart(Array(missing).fill(job), () =>
        control.create(job, job.spec.template, { finalizers: [TRACKING] }),
      );
    }
    return undefined;
  }

  function* writeStatus(job: Job, mine: readonly Pod[], count: Count, verdict: Verdict | undefined): Task<void> {
    const now = formatTime(workplace.now);
    const stillActive = verdict || job.spec.suspend ? [] : mine.filter(isActive);
    const status: Job['status'] = {
      ...job.status,
      active: stillActive.length,
      ready: stillActive.filter(isReady).length,
      terminating: mine.filter(isTerminating).length,
      succeeded: count.countedSucceeded,
      failed: count.countedFailed,
      uncountedTerminatedPods: count.uncounted(),
    };
    if (!job.spec.suspend) status.startTime ??= now;
    else delete status.startTime;
    if (count.indexes) status.completedIndexes = formatIndexes(count.indexes);
    let conditions = suspension(job, now);
    if (verdict) {
      const { type, reason, message } = verdict;
      const interim = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
      conditions = withCondition(conditions, makeCondition(interim, reason, message, now));
      // The last word waits until every pod has been counted and is gone or done.
      if (!mine.some((pod) => !isTerminal(pod)) && count.toRelease.length === 0 && count.isSettled) {
        conditions = withCondition(conditions, makeCondition(type, reason, message, now));
        if (type === 'Complete') status.completionTime = now;
        if (type === 'Complete') tell(job, 'Normal', 'Completed', 'Job completed');
        else tell(job, 'Warning', reason, message);
      }
    }
    if (conditions.length > 0) status.conditions = conditions;
    for (const field of ['active', 'succeeded', 'failed'] as const) if (status[field] === 0) delete status[field];
    if (sameJson(status, job.status)) return;
    yield* client.update(JOB, { ...job, status }, 'status');
  }

  function suspension(job: Job, now: string): Condition[] {
    const present = conditionOf(job, 'Suspended');
    const conditions = job.status.conditions ?? [];
    if (job.spec.suspend && present?.status !== 'True') {
      tell(job, 'Normal', 'Suspended', 'Job suspended');
      return withCondition(conditions, makeCondition('Suspended', 'JobSuspended', 'Job suspended', now));
    }
    if (!job.spec.suspend && present?.status === 'True') {
      tell(job, 'Normal', 'Resumed', 'Job resumed');
      const resumed = makeCondition('Suspended', 'JobResumed', 'Job resumed', now);
      return withCondition(conditions, { ...resumed, status: 'False' });
    }
    return [...conditions];
  }

  function* release(pod: Pod): Task<void> {
    if (!pod.metadata.finalizers?.includes(TRACKING)) return;
    const { name, namespace, uid } = pod.metadata;
    const finalizers = pod.metadata.finalizers.filter((one) => one !== TRACKING);
    try {
      const body = { metadata: { uid, finalizers: finalizers.length > 0 ? finalizers : null } };
      yield* client.patch(POD, name, namespace, 'application/merge-patch+json', body);
    } catch (error) {
      if (!(error instanceof StatusError && ['NotFound', 'Conflict'].includes(error.reason))) throw error;
    }
  }

  const tell = (job: Job, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    workplace.events('job-controller').event(referenceTo(JOB, job), type, reason, message);

  return {
    name: 'job-controller',
    watches: [
      { kind: JOB, keys: (job: Job) => [keyOf(job)] },
      {
        kind: POD,
        keys: (pod: Pod) => {
          const owner = controllerOf(pod);
          return owner?.kind === 'Job' ? [`${pod.metadata.namespace}/${owner.name}`] : [];
        },
      },
    ],
    reconcile,
  };
}

const makeCondition = (type: string, reason: string, message: string, now: string): Condition => ({
  type,
  status: 'True',
  reason,
  message,
  lastProbeTime: now,
  lastTransitionTime: now,
});

/** How many have succeeded and failed, the status and the pods not yet counted there together. */
class Count {
  readonly countedSucceeded: number;
  readonly countedFailed: number;
  readonly indexes: Set<number> | undefined;
  /** Finished pods that stand in the status from now on. */
  readonly toRelease: readonly Pod[];
  readonly #succeeded: string[];
  readonly #failed: string[];
  readonly #lastFailure: number;
  readonly #now: number;

  constructor(job: Job, mine: readonly Pod[], now: number) {
    this.#now = now;
    const tracked = new Map(
      mine.filter((pod) => pod.metadata.finalizers?.includes(TRACKING)).map((pod) => [pod.metadata.uid, pod]),
    );
    const before = job.status.uncountedTerminatedPods ?? {};
    const isPending = (uid: string) => tracked.has(uid);
    this.countedSucceeded =
      (job.status.succeeded ?? 0) + (before.succeeded ?? []).filter((uid) => !isPending(uid)).length;
    this.countedFailed = (job.status.failed ?? 0) + (before.failed ?? []).filter((uid) => !isPending(uid)).length;
    this.#succeeded = (before.succeeded ?? []).filter(isPending);
    this.#failed = (before.failed ?? []).filter(isPending);
    // A pod that is deleted counts as failed, unless it goes because the job is suspended.
    const waitsForEnd = job.spec.podReplacementPolicy === 'Failed';
    const finished = [...tracked.values()].filter(
      (pod) => isTerminal(pod) || (pod.metadata.deletionTimestamp !== undefined && !waitsForEnd),
    );
    for (const pod of finished) {
      const { status, metadata } = pod;
      if (job.spec.suspend && !isTerminal(pod)) continue;
      const list = status.phase === 'Succeeded' ? this.#succeeded : this.#failed;
      if (!list.includes(metadata.uid)) list.push(metadata.uid);
    }
    this.toRelease = finished;
    this.#lastFailure = Math.max(0, ...mine.filter((pod) => pod.status.phase === 'Failed').map(finishedAt));
    if (job.spec.completionMode === 'Indexed') {
      this.indexes = parseIndexes(job.status.completedIndexes ?? '');
      for (const pod of mine) {
        const index = indexOf(pod);
        if (pod.status.phase === 'Succeeded' && index !== undefined) this.indexes.add(index);
      }
    }
  }

  get succeeded(): number {
    return this.indexes ? this.indexes.size : this.countedSucceeded + this.#succeeded.length;
  }

  get failed(): number {
    return this.countedFailed + this.#failed.length;
  }

  /** Nothing is between pod and status. */
  get isSettled(): boolean {
    return this.#succeeded.length === 0 && this.#failed.length === 0;
  }

  uncounted(): { succeeded?: string[]; failed?: string[] } {
    return {
      ...(this.#succeeded.length > 0 && { succeeded: this.#succeeded }),
      ...(this.#failed.length > 0 && { failed: this.#failed }),
    };
  }

  /** 10 s after the first failure, then 20 s, 40 s, ... */
  pauseLeft(): number {
    if (this.failed === 0 || this.#lastFailure === 0) return 0;
    const pause = Math.min(FIRST_BACK_OFF * 2 ** (this.failed - 1), LONGEST_BACK_OFF);
    return Math.max(0, this.#lastFailure + pause - this.#now);
  }
}

function finishedAt(pod: Pod): number {
  const times = (pod.status.containerStatuses ?? []).map((status) => timeOf(status.state.terminated?.finishedAt));
  return Math.max(0, ...times) || timeOf(conditionOf(pod, 'Ready')?.lastTransitionTime);
}

function verdictFor(job: Job, mine: readonly Pod[], count: Count, now: number): Verdict | undefined {
  const { backoffLimit, completions, template } = job.spec;
  const settled = conditionOf(job, 'FailureTarget') ?? conditionOf(job, 'SuccessCriteriaMet');
  if (settled?.status === 'True') {
    const type = settled.type === 'FailureTarget' ? 'Failed' : 'Complete';
    return { type, reason: settled.reason ?? '', message: settled.message ?? '' };
  }
  const tooMany = {
    type: 'Failed',
    reason: 'BackoffLimitExceeded',
    message: 'Job has reached the specified backoff limit',
  } as const;
  if (count.failed > backoffLimit) return tooMany;
  if (template.spec.restartPolicy === 'OnFailure') {
    const restarts = mine
      .filter((pod) => pod.status.phase === 'Running' || pod.status.phase === 'Pending')
      .flatMap((pod) => pod.status.containerStatuses ?? [])
      .reduce((sum, status) => sum + status.restartCount, 0);
    if (backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit) return tooMany;
  }
  if (!job.spec.suspend && untilDeadline(job, now) === 0)
    return { type: 'Failed', reason: 'DeadlineExceeded', message: 'Job was active longer than specified deadline' };
  const done =
    completions === undefined
      ? count.succeeded > 0 && !mine.some(isActive)
      : count.succeeded >= completions && !(completions > 0 && mine.some(isActive) && count.succeeded < completions);
  if (!done || job.spec.suspend) return undefined;
  return { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' };
}

function untilDeadline({ spec, status }: Job, now: number): number | undefined {
  if (spec.activeDeadlineSeconds === undefined || !status.startTime || spec.suspend) return undefined;
  return Math.max(0, timeOf(status.startTime) + spec.activeDeadlineSeconds * 1_000 - now);
}

/** The lowest indexes that nobody has done and nobody is doing. */
function freeIndexes(job: Job, active: readonly Pod[], count: Count): number[] {
  const taken = new Set([...(count.indexes ?? []), ...active.map(indexOf)]);
  return Array.from({ length: job.spec.completions ?? 0 }, (_, index) => index).filter((index) => !taken.has(index));
}
