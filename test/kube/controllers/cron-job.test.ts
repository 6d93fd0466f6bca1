import { expect, test } from 'vitest';
import { CRON_JOB, JOB, POD } from '../../../src/kube/objects/kinds.ts';
import { Cluster } from './cluster.ts';

const MINUTE = 60_000;

const cronJob = (command: string, spec: Record<string, unknown> = {}) => ({
  metadata: { name: 'report' },
  spec: {
    schedule: '* * * * *',
    jobTemplate: {
      metadata: { labels: { app: 'report' } },
      spec: {
        template: {
          spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: [command] }] },
        },
      },
    },
    ...spec,
  },
});

const jobNames = (cluster: Cluster) => cluster.list(JOB).map(({ metadata }) => metadata.name);

test('a job is made every minute, and old ones are thrown away', () => {
  const cluster = new Cluster();
  cluster.create(CRON_JOB, cronJob('true', { successfulJobsHistoryLimit: 2 }), 'default');
  cluster.wait(70_000);
  const [first] = cluster.list(JOB);
  expect(first.metadata.labels).toMatchObject({ app: 'report' });
  expect(first.metadata.annotations).toHaveProperty('batch.kubernetes.io/cronjob-scheduled-timestamp');
  const { status } = cluster.get(CRON_JOB, 'report');
  expect(status).toEqual({
    lastScheduleTime: '2026-11-02T09:01:00Z',
    lastSuccessfulTime: expect.stringMatching(/^2026-11-02T09:01:0\d/),
  });
  cluster.wait(4 * MINUTE);
  expect(jobNames(cluster)).toHaveLength(2);
  expect(cluster.events('CronJob', 'report').slice(0, 2)).toEqual([
    `SuccessfulCreate: Created job ${first.metadata.name}`,
    `SawCompletedJob: Saw completed job: ${first.metadata.name}, condition: Complete`,
  ]);
});

test('what is suspended makes nothing', () => {
  const cluster = new Cluster();
  cluster.create(CRON_JOB, cronJob('true', { suspend: true }), 'default');
  cluster.wait(3 * MINUTE);
  expect(jobNames(cluster)).toEqual([]);
});

test('Forbid waits for the job that runs, Replace ends it, Allow does neither', () => {
  const running = (concurrencyPolicy: string) => {
    const cluster = new Cluster();
    cluster.create(CRON_JOB, cronJob('sleep', { concurrencyPolicy }), 'default');
    cluster.wait(3 * MINUTE + 10_000);
    return { jobs: jobNames(cluster).length, pods: cluster.list(POD).length, cluster };
  };
  expect(running('Allow')).toMatchObject({ jobs: 3, pods: 3 });
  expect(running('Replace')).toMatchObject({ jobs: 1, pods: 1 });
  const { cluster, ...forbid } = running('Forbid');
  expect(forbid).toEqual({ jobs: 1, pods: 1 });
  expect(cluster.events('CronJob', 'report')).toContain(
    'JobAlreadyActive: Not starting job because prior execution is running and concurrency policy is Forbid (x2)',
  );
});
