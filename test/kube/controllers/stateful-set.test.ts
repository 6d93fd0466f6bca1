import { expect, test } from 'vitest';
import { POD, STATEFUL_SET } from '../../../src/kube/objects/kinds.ts';
import type { Pod } from '../../../src/kube/objects/types/pod.ts';
import { Cluster } from './cluster.ts';

const database = (image = 'redis:7') => ({
  metadata: { name: 'db' },
  spec: {
    replicas: 3,
    serviceName: 'db',
    selector: { matchLabels: { app: 'db' } },
    template: { metadata: { labels: { app: 'db' } }, spec: { containers: [{ name: 'redis', image }] } },
  },
});

const names = (cluster: Cluster) => cluster.list(POD).map((pod) => pod.metadata.name);
const images = (pods: readonly Pod[]) => pods.map((pod) => pod.spec.containers[0].image);

test('pods come one after the other, and go in reverse', () => {
  const cluster = new Cluster();
  cluster.create(STATEFUL_SET, database(), 'default');
  cluster.wait(1_000);
  expect(names(cluster)).toEqual(['db-0']);
  cluster.wait(500);
  expect(names(cluster)).toEqual(['db-0', 'db-1']);
  cluster.wait(5_000);
  const { currentRevision, updateRevision, ...status } = cluster.get(STATEFUL_SET, 'db').status;
  expect(currentRevision).toBe(updateRevision);
  expect(status).toEqual({
    availableReplicas: 3,
    collisionCount: 0,
    currentReplicas: 3,
    observedGeneration: 1,
    readyReplicas: 3,
    replicas: 3,
    updatedReplicas: 3,
  });
  expect(cluster.events('StatefulSet', 'db')).toEqual(
    [0, 1, 2].map((ordinal) => `SuccessfulCreate: create Pod db-${ordinal} in StatefulSet db successful`),
  );
  cluster.patch(STATEFUL_SET, 'db', { spec: { replicas: 1 } });
  cluster.wait(300);
  expect(cluster.list(POD).map((pod) => [pod.metadata.name, pod.metadata.deletionTimestamp !== undefined])).toEqual([
    ['db-0', false],
    ['db-1', false],
    ['db-2', true],
  ]);
  cluster.wait(3_000);
  expect(names(cluster)).toEqual(['db-0']);
});

test('an update goes from the last pod to the partition', () => {
  const cluster = new Cluster();
  cluster.create(STATEFUL_SET, database(), 'default');
  cluster.wait(10_000);
  const partition = (number: number) => ({
    updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: number } },
  });
  const template = database('redis:8').spec.template;
  cluster.patch(STATEFUL_SET, 'db', { spec: { ...partition(2), template } });
  cluster.wait(10_000);
  expect(images(cluster.list(POD))).toEqual(['redis:7', 'redis:7', 'redis:8']);
  cluster.delete(POD, 'db-0');
  cluster.wait(5_000);
  expect(images(cluster.list(POD))).toEqual(['redis:7', 'redis:7', 'redis:8']);
  cluster.patch(STATEFUL_SET, 'db', { spec: partition(0) });
  cluster.wait(20_000);
  expect(images(cluster.list(POD))).toEqual(['redis:8', 'redis:8', 'redis:8']);
});

test('a pod on a silent node is not replaced', () => {
  const cluster = new Cluster();
  cluster.create(STATEFUL_SET, database(), 'default');
  cluster.wait(10_000);
  const pods = cluster.list(POD).filter((pod) => pod.spec.nodeName === 'node01');
  cluster.silent.add('node01');
  cluster.wait(900_000);
  for (const { metadata } of pods) {
    const pod = cluster.get(POD, metadata.name);
    expect([pod.metadata.uid, pod.metadata.deletionTimestamp !== undefined]).toEqual([metadata.uid, true]);
  }
});
