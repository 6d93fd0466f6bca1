import { expect, test } from 'vitest';
import { formatIndexes, parseIndexes } from '../../../src/kube/controllers/job/indexes.ts';
import { JOB, POD } from '../../../src/kube/objects/kinds.ts';
import { Cluster } from './cluster.ts';

const job = (command: string, spec: Record<string, unknown> = {}) => ({
  metadata: { name: 'work' },
  spec: {
    template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'busybox', command: [command] }] } },
    ...spec,
  },
});

const conditions = (cluster: Cluster) =>
  cluster.get(JOB, 'work').status.conditions?.map(({ type, status, reason }) => `${type} ${status} ${reason}`);

test('a job ends when enough pods have succeeded', () => {
  const cluster = new Cluster();
  cluster.create(JOB, job('true', { completions: 3, parallelism: 2 }), 'default');
  cluster.wait(20_000);
  expect(conditions(cluster)).toEqual([
    'SuccessCriteriaMet True CompletionsReached',
    'Complete True CompletionsReached',
  ]);
  const { succeeded, failed, active, uncountedTerminatedPods } = cluster.get(JOB, 'work').status;
  expect({ succeeded, failed, active, uncountedTerminatedPods }).toEqual({
    succeeded: 3,
    failed: undefined,
    active: undefined,
    uncountedTerminatedPods: {},
  });
  const pods = cluster.list(POD);
  expect(pods.map((pod) => pod.metadata.finalizers)).toEqual([undefined, undefined, undefined]);
  expect(cluster.events('Job', 'work').map((event) => event.replace(/work-\w{5}/, 'work-x'))).toEqual([
    ...Array(3).fill('SuccessfulCreate: Created pod: work-x'),
    'Completed: Job completed',
  ]);
});

test('failed pods are tried again after growing pauses, up to the limit', () => {
  const cluster = new Cluster();
  cluster.create(JOB, job('false', { backoffLimit: 2 }), 'default');
  cluster.wait(8_000);
  expect(cluster.list(POD)).toHaveLength(1);
  cluster.wait(60_000);
  expect(cluster.list(POD)).toHaveLength(3);
  expect(cluster.get(JOB, 'work').status.failed).toBe(3);
  expect(conditions(cluster)).toEqual(['FailureTarget True BackoffLimitExceeded', 'Failed True BackoffLimitExceeded']);
  expect(cluster.events('Job', 'work').at(-1)).toBe(
    'BackoffLimitExceeded: Job has reached the specified backoff limit',
  );
});

test('a finished job lives as long as its ttl says', () => {
  const cluster = new Cluster();
  cluster.create(JOB, job('true', { ttlSecondsAfterFinished: 30 }), 'default');
  cluster.wait(20_000);
  expect(cluster.list(JOB)).toHaveLength(1);
  cluster.wait(30_000);
  expect([cluster.list(JOB), cluster.list(POD)]).toEqual([[], []]);
});

test('a job over its deadline fails and loses its pods', () => {
  const cluster = new Cluster();
  cluster.create(JOB, job('sleep', { activeDeadlineSeconds: 30 }), 'default');
  cluster.wait(10_000);
  expect(cluster.get(JOB, 'work').status).toMatchObject({ active: 1, ready: 1 });
  cluster.wait(30_000);
  expect(conditions(cluster)).toEqual(['FailureTarget True DeadlineExceeded', 'Failed True DeadlineExceeded']);
  expect(cluster.list(POD)).toEqual([]);
});

test('an indexed job does every index once', () => {
  const cluster = new Cluster();
  cluster.create(JOB, job('true', { completions: 4, parallelism: 2, completionMode: 'Indexed' }), 'default');
  cluster.wait(20_000);
  expect(cluster.get(JOB, 'work').status.completedIndexes).toBe('0-3');
  expect(
    cluster
      .list(POD)
      .map((pod) => pod.metadata.name.replace(/-\w{5}$/, ''))
      .sort(),
  ).toEqual(['work-0', 'work-1', 'work-2', 'work-3']);
});

test('a suspended job has no pods until it is resumed', () => {
  const cluster = new Cluster();
  cluster.create(JOB, job('true', { suspend: true }), 'default');
  cluster.wait(5_000);
  expect([cluster.list(POD), conditions(cluster)]).toEqual([[], ['Suspended True JobSuspended']]);
  cluster.patch(JOB, 'work', { spec: { suspend: false } });
  cluster.wait(10_000);
  expect(conditions(cluster)).toEqual([
    'Suspended False JobResumed',
    'SuccessCriteriaMet True CompletionsReached',
    'Complete True CompletionsReached',
  ]);
});

test.each([
  ['', []],
  ['0', [0]],
  ['1,2', [1, 2]],
  ['1,3-5,7', [1, 3, 4, 5, 7]],
])('indexes %j', (text, indexes) => {
  expect([...parseIndexes(text)]).toEqual(indexes);
  expect(formatIndexes(new Set(indexes))).toBe(text);
});

test('the pods of a job that is deleted go with it', () => {
  const cluster = new Cluster();
  cluster.create(JOB, job('sleep'), 'default');
  cluster.wait(10_000);
  expect(cluster.list(POD)).toHaveLength(1);
  cluster.delete(JOB, 'work');
  cluster.wait(60_000);
  expect(cluster.list(POD)).toEqual([]);
});
