// Deletes finished jobs when their time to live is over. Models pkg/controller/ttlafterfinished.

import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { keyOf } from '../client/paths.ts';
import { JOB } from '../objects/job.ts';
import type { Job } from '../objects/types/workload.ts';
import type { Controller } from './controller.ts';
import { isFinished } from './job/job.ts';
import { timeOf } from './pods.ts';
import type { Workplace } from './run.ts';

export function ttlAfterFinishedController(workplace: Workplace): Controller {
  const { client, informers } = workplace;
  const jobs = informers.of(JOB);
  return {
    name: 'ttl-after-finished-controller',
    watches: [{ kind: JOB, keys: (job: Job) => (isExpiring(job) ? [keyOf(job)] : []) }],
    *reconcile(key): Task<{ again: number } | undefined> {
      const job = jobs.get(key);
      if (!job || !isExpiring(job)) return undefined;
      const left = finishedAt(job) + (job.spec.ttlSecondsAfterFinished ?? 0) * 1_000 - workplace.now;
      if (left > 0) return { again: left };
      const { name, namespace, uid } = job.metadata;
      try {
        yield* client.delete(JOB, name, namespace, { propagationPolicy: 'Foreground', preconditions: { uid } });
      } catch (error) {
        if (!(error instanceof StatusError && ['NotFound', 'Conflict'].includes(error.reason))) throw error;
      }
      return undefined;
    },
  };
}

const isExpiring = (job: Job): boolean =>
  job.spec.ttlSecondsAfterFinished !== undefined && !job.metadata.deletionTimestamp && isFinished(job);

function finishedAt({ status }: Job): number {
  const last = status.conditions?.find(({ type }) => type === 'Complete' || type === 'Failed');
  return timeOf(last?.lastTransitionTime);
}
