// Makes jobs when their time has come, and throws old ones away. Models pkg/controller/cronjob (the second one).

import { cronSchedule } from '../../base/cron-schedule.ts';
import { formatTime } from '../../base/duration.ts';
import { cloneJson } from '../../base/json.ts';
import type { Millis } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { type EventRecorder, type EventType, referenceTo } from '../client/events.ts';
import { keyOf } from '../client/paths.ts';
import { CRON_JOB } from '../objects/cron-job.ts';
import { JOB } from '../objects/job.ts';
import { controllerOf, controllerReference, isControlledBy } from '../objects/owners.ts';
import { sameJson } from '../objects/strategy.ts';
import type { CronJob, Job } from '../objects/types/workload.ts';
import { scheduleProblem } from '../objects/validation/schedule.ts';
import type { Controller } from './controller.ts';
import { isFinished } from './job/job.ts';
import { conditionOf, timeOf } from './pods.ts';
import type { Workplace } from './run.ts';

/** The real one looks a little later than the schedule says, so as not to be early. */
const LATER: Millis = 100;

export function cronJobController(workplace: Workplace): Controller {
  const cronJobs = workplace.informers.of(CRON_JOB);
  const reconciler = new CronJobReconciler(workplace);
  return {
    name: 'cronjob-controller',
    watches: [
      { kind: CRON_JOB, keys: (cronJob: CronJob) => [keyOf(cronJob)] },
      {
        kind: JOB,
        keys: (job: Job) => {
          const owner = controllerOf(job);
          return owner?.kind === 'CronJob' ? [`${job.metadata.namespace}/${owner.name}`] : [];
        },
      },
    ],
    *reconcile(key) {
      const cronJob = cronJobs.get(key);
      return cronJob && (yield* reconciler.reconcile(cloneJson(cronJob)));
    },
  };
}

class CronJobReconciler {
  readonly #workplace: Workplace;
  readonly #events: EventRecorder;

  constructor(workplace: Workplace) {
    this.#workplace = workplace;
    this.#events = workplace.events('cronjob-controller');
  }

  /** `cronJob` is ours to change. */
  *reconcile(cronJob: CronJob): Task<{ again: Millis } | undefined> {
    const before = cloneJson(cronJob.status);
    const jobs = this.#workplace.informers
      .of(JOB)
      .inNamespace(cronJob.metadata.namespace ?? '')
      .filter((job) => isControlledBy(job, cronJob));
    yield* this.#throwAwayOld(cronJob, jobs);
    this.#countFinished(cronJob, jobs);
    const result = yield* this.#schedule(cronJob, jobs);
    if (!sameJson(cronJob.status, before)) yield* this.#workplace.client.update(CRON_JOB, cronJob, 'status');
    return result;
  }

  /** Which jobs are active, and when one last succeeded. */
  #countFinished(cronJob: CronJob, jobs: readonly Job[]): void {
    const { status } = cronJob;
    for (const job of jobs) {
      const isListed = status.active?.some(({ uid }) => uid === job.metadata.uid);
      if (!isFinished(job) || !isListed) continue;
      status.active = status.active?.filter(({ uid }) => uid !== job.metadata.uid);
      const how = conditionOf(job, 'Complete') ? 'Complete' : 'Failed';
      this.#tell(cronJob, 'Normal', 'SawCompletedJob', `Saw completed job: ${job.metadata.name}, condition: ${how}`);
      const { completionTime } = job.status;
      if (how === 'Complete' && timeOf(completionTime) > timeOf(status.lastSuccessfulTime)) {
        status.lastSuccessfulTime = completionTime;
      }
    }
    for (const reference of status.active ?? []) {
      if (jobs.some(({ metadata }) => metadata.uid === reference.uid)) continue;
      this.#tell(cronJob, 'Warning', 'MissingJob', `Active job went missing: ${reference.name}`);
      status.active = status.active?.filter((one) => one !== reference);
    }
    if (status.active?.length === 0) status.active = undefined;
  }

  *#schedule(cronJob: CronJob, jobs: readonly Job[]): Task<{ again: Millis } | undefined> {
    const { spec, status, metadata } = cronJob;
    if (metadata.deletionTimestamp || spec.suspend) return undefined;
    const next = this.#scheduleOf(cronJob);
    if (!next) return undefined;
    const { now } = this.#workplace;
    const later = () => {
      const following = next(now);
      return following === undefined ? undefined : { again: following - now + LATER };
    };
    const due = this.#mostRecent(cronJob, next);
    if (due === undefined || due === timeOf(status.lastScheduleTime)) return later();
    const deadline = spec.startingDeadlineSeconds;
    if (deadline !== undefined && due + deadline * 1_000 < now) {
      this.#tell(cronJob, 'Warning', 'MissSchedule', `Missed scheduled time to start a job: ${rfc1123(due)}`);
      return later();
    }
    const name = `${metadata.name}-${Math.floor(due / 60_000)}`;
    if (jobs.some((job) => job.metadata.name === name)) return later();
    if (spec.concurrencyPolicy === 'Forbid' && status.active?.length) {
      this.#tell(
        cronJob,
        'Normal',
        'JobAlreadyActive',
        'Not starting job because prior execution is running and concurrency policy is Forbid',
      );
      return later();
    }
    if (spec.concurrencyPolicy === 'Replace') {
      for (const { uid } of status.active ?? []) {
        const active = jobs.find((job) => job.metadata.uid === uid);
        if (active) yield* this.#delete(cronJob, active);
      }
      status.active = undefined;
    }
    yield* this.#create(cronJob, name, due);
    return later();
  }

  #scheduleOf(cronJob: CronJob): ReturnType<typeof cronSchedule> | undefined {
    const { schedule, timeZone } = cronJob.spec;
    const problem = scheduleProblem(schedule);
    if (problem !== undefined) {
      this.#tell(
        cronJob,
        'Warning',
        'UnparseableSchedule',
        `unparseable schedule: ${JSON.stringify(schedule)} : ${problem}`,
      );
      return undefined;
    }
    try {
      return cronSchedule(schedule, timeZone);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.#tell(
        cronJob,
        'Warning',
        'UnknownTimeZone',
        `invalid timeZone: ${JSON.stringify(timeZone)}: unknown time zone ${timeZone}`,
      );
      return undefined;
    }
  }

  /** The last time that has come since the last job, or since the beginning. */
  #mostRecent(cronJob: CronJob, next: (after: Millis) => Millis | undefined): Millis | undefined {
    const { spec, status, metadata } = cronJob;
    const { now } = this.#workplace;
    let from = timeOf(status.lastScheduleTime ?? metadata.creationTimestamp);
    if (spec.startingDeadlineSeconds !== undefined) from = Math.max(from, now - spec.startingDeadlineSeconds * 1_000);
    let recent: Millis | undefined;
    let missed = 0;
    for (let at = next(from); at !== undefined && at <= now; at = next(at)) {
      recent = at;
      missed++;
    }
    if (missed > 100 && spec.startingDeadlineSeconds === undefined) {
      this.#tell(
        cronJob,
        'Warning',
        'TooManyMissedTimes',
        'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew',
      );
    }
    return recent;
  }

  *#create(cronJob: CronJob, name: string, due: Millis): Task<void> {
    const { metadata, spec } = cronJob.spec.jobTemplate;
    try {
      const job = yield* this.#workplace.client.create(
        JOB,
        {
          metadata: {
            name,
            namespace: cronJob.metadata.namespace,
            labels: metadata.labels,
            annotations: {
              ...metadata.annotations,
              'batch.kubernetes.io/cronjob-scheduled-timestamp': formatTime(due),
            },
            ownerReferences: [controllerReference(cronJob, CRON_JOB)],
          },
          spec,
        },
        cronJob.metadata.namespace,
      );
      this.#tell(cronJob, 'Normal', 'SuccessfulCreate', `Created job ${name}`);
      cronJob.status.active = [...(cronJob.status.active ?? []), referenceTo(JOB, job)];
      cronJob.status.lastScheduleTime = formatTime(due);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.reason === 'AlreadyExists') return;
      this.#tell(cronJob, 'Warning', 'FailedCreate', `Error creating job: ${error.message}`);
      throw error;
    }
  }

  /** Of the finished jobs, the newest few stay. */
  *#throwAwayOld(cronJob: CronJob, jobs: readonly Job[]): Task<void> {
    const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = cronJob.spec;
    for (const [type, limit] of [
      ['Complete', successfulJobsHistoryLimit],
      ['Failed', failedJobsHistoryLimit],
    ] as const) {
      const finished = jobs
        .filter((job) => conditionOf(job, type)?.status === 'True' && !job.metadata.deletionTimestamp)
        .sort((a, b) => timeOf(a.status.startTime) - timeOf(b.status.startTime));
      for (const job of finished.slice(0, Math.max(0, finished.length - limit))) yield* this.#delete(cronJob, job);
    }
  }

  *#delete(cronJob: CronJob, job: Job): Task<void> {
    const { name, namespace } = job.metadata;
    try {
      yield* this.#workplace.client.delete(JOB, name, namespace, { propagationPolicy: 'Background' });
      cronJob.status.active = cronJob.status.active?.filter(({ uid }) => uid !== job.metadata.uid);
      this.#tell(cronJob, 'Normal', 'SuccessfulDelete', `Deleted job ${name}`);
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    }
  }

  #tell(cronJob: CronJob, type: EventType, reason: string, message: string): void {
    this.#events.event(referenceTo(CRON_JOB, cronJob), type, reason, message);
  }
}

/** `Mon, 02 Nov 2026 09:00:00 +0000` */
const rfc1123 = (at: Millis): string => new Date(at).toUTCString().replace('GMT', '+0000');
