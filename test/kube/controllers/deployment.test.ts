import { expect, test } from 'vitest';
import { DEPLOYMENT, POD, REPLICA_SET } from '../../../src/kube/objects/kinds.ts';
import { Cluster, deployment, isReady } from './cluster.ts';

const named = (text: string) => text.replace(/web-[0-9a-z]+/g, 'web-HASH');

test('a deployment gets its pods, and says so in its status and events', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 3), 'default');
  cluster.wait(5_000);
  const { metadata, status } = cluster.get(DEPLOYMENT, 'web');
  expect({
    revision: metadata.annotations?.['deployment.kubernetes.io/revision'],
    ...status,
    conditions: status.conditions?.map(
      ({ type, status, reason, message }) => `${type} ${status} ${reason} ${named(message ?? '')}`,
    ),
  }).toMatchInlineSnapshot(`
    {
      "availableReplicas": 3,
      "conditions": [
        "Available True MinimumReplicasAvailable Deployment has minimum availability.",
        "Progressing True NewReplicaSetAvailable ReplicaSet "web-HASH" has successfully progressed.",
      ],
      "observedGeneration": 1,
      "readyReplicas": 3,
      "replicas": 3,
      "revision": "1",
      "terminatingReplicas": 0,
      "updatedReplicas": 3,
    }
  `);
  const [set] = cluster.list(REPLICA_SET);
  expect(cluster.events('Deployment', 'web')).toEqual([
    `ScalingReplicaSet: Scaled up replica set ${set.metadata.name} from 0 to 3`,
  ]);
  expect(cluster.events('ReplicaSet', set.metadata.name)).toHaveLength(3);
  const used = new Set(cluster.list(POD).map((pod) => pod.spec.nodeName));
  expect(used).toEqual(new Set(['node01', 'node02']));
});

test('a rolling update never has fewer ready pods than allowed, nor more pods than allowed', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 4), 'default');
  cluster.wait(10_000);
  cluster.patch(DEPLOYMENT, 'web', {
    spec: { template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.26' }] } } },
  });
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (let step = 0; step < 300; step++) {
    cluster.wait(100);
    const pods = cluster.list(POD);
    least = Math.min(least, pods.filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp).length);
    most = Math.max(most, pods.filter((pod) => !pod.metadata.deletionTimestamp).length);
  }
  expect({ least, most }).toEqual({ least: 3, most: 5 });
  expect(cluster.list(POD).map((pod) => pod.spec.containers[0].image)).toEqual(Array(4).fill('nginx:1.26'));
  expect(cluster.events('Deployment', 'web').map(named)).toMatchInlineSnapshot(`
    [
      "ScalingReplicaSet: Scaled up replica set web-HASH from 0 to 4",
      "ScalingReplicaSet: Scaled up replica set web-HASH from 0 to 1",
      "ScalingReplicaSet: Scaled down replica set web-HASH from 4 to 3",
      "ScalingReplicaSet: Scaled up replica set web-HASH from 1 to 2",
      "ScalingReplicaSet: Scaled down replica set web-HASH from 3 to 2",
      "ScalingReplicaSet: Scaled up replica set web-HASH from 2 to 3",
      "ScalingReplicaSet: Scaled down replica set web-HASH from 2 to 1",
      "ScalingReplicaSet: Scaled up replica set web-HASH from 3 to 4",
      "ScalingReplicaSet: Scaled down replica set web-HASH from 1 to 0",
    ]
  `);
  const revisions = cluster
    .list(REPLICA_SET)
    .map(({ metadata, spec }) => `${metadata.annotations?.['deployment.kubernetes.io/revision']}: ${spec.replicas}`);
  expect(revisions.sort()).toEqual(['1: 0', '2: 4']);
});

test('going back to an old template takes the old replica set and the next revision', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 2), 'default');
  cluster.wait(10_000);
  const image = (tag: string) =>
    cluster.patch(DEPLOYMENT, 'web', {
      spec: { template: { spec: { containers: [{ name: 'nginx', image: `nginx:${tag}` }] } } },
    });
  image('1.26');
  cluster.wait(20_000);
  image('1.25');
  cluster.wait(20_000);
  const sets = cluster.list(REPLICA_SET).map(({ metadata: { annotations }, spec }) => ({
    image: spec.template.spec.containers[0].image,
    revision: annotations?.['deployment.kubernetes.io/revision'],
    history: annotations?.['deployment.kubernetes.io/revision-history'],
    replicas: spec.replicas,
  }));
  expect(sets.sort((a, b) => (a.image < b.image ? -1 : 1))).toEqual([
    { image: 'nginx:1.25', revision: '3', history: '1', replicas: 2 },
    { image: 'nginx:1.26', revision: '2', history: undefined, replicas: 0 },
  ]);
});

test('Recreate starts new pods only when the last old one is gone', () => {
  const cluster = new Cluster({ stopMillis: 5_000 });
  cluster.create(DEPLOYMENT, deployment('web', 2, { strategy: { type: 'Recreate' } }), 'default');
  cluster.wait(10_000);
  cluster.patch(DEPLOYMENT, 'web', {
    spec: { template: { spec: { containers: [{ name: 'nginx', image: 'nginx:1.26' }] } } },
  });
  cluster.wait(4_000);
  expect(
    cluster.list(POD).every((pod) => pod.metadata.deletionTimestamp && pod.spec.containers[0].image === 'nginx:1.25'),
  ).toBe(true);
  cluster.wait(5_000);
  expect(cluster.list(POD).map((pod) => pod.spec.containers[0].image)).toEqual(['nginx:1.26', 'nginx:1.26']);
});

test('a rollout that gets nowhere exceeds its deadline', () => {
  const cluster = new Cluster();
  const impossible = deployment('web', 1, { progressDeadlineSeconds: 60 });
  Object.assign(impossible.spec.template.spec, { nodeSelector: { disk: 'nvme' } });
  cluster.create(DEPLOYMENT, impossible, 'default');
  cluster.wait(70_000);
  const condition = cluster.get(DEPLOYMENT, 'web').status.conditions?.find(({ type }) => type === 'Progressing');
  expect(`${condition?.status} ${condition?.reason} ${named(condition?.message ?? '')}`).toBe(
    'False ProgressDeadlineExceeded ReplicaSet "web-HASH" has timed out progressing.',
  );
});

test('scaling down takes the pod that is not ready, and a paused deployment only scales', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 3), 'default');
  cluster.wait(10_000);
  cluster.patch(DEPLOYMENT, 'web', { spec: { paused: true, template: { metadata: { labels: { version: '2' } } } } });
  cluster.wait(2_000);
  cluster.patch(DEPLOYMENT, 'web', { spec: { replicas: 2 } });
  cluster.wait(5_000);
  expect(cluster.list(REPLICA_SET).map((set) => set.spec.replicas)).toEqual([2]);
  cluster.patch(DEPLOYMENT, 'web', { spec: { paused: false } });
  cluster.wait(20_000);
  expect(cluster.list(POD).map((pod) => pod.metadata.labels?.version)).toEqual(['2', '2']);
});

test('deleting a deployment takes its replica sets and pods along; orphaning leaves them', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 2), 'default');
  cluster.wait(10_000);
  const client = cluster.client;
  cluster.api.run(client.delete(DEPLOYMENT, 'web', 'default', { propagationPolicy: 'Orphan' }));
  cluster.wait(5_000);
  expect(cluster.list(DEPLOYMENT)).toEqual([]);
  expect(cluster.list(REPLICA_SET).map((set) => set.metadata.ownerReferences)).toEqual([undefined]);
  // Made again, it takes them back.
  cluster.create(DEPLOYMENT, deployment('web', 2), 'default');
  cluster.wait(5_000);
  expect(cluster.list(REPLICA_SET).map((set) => set.metadata.ownerReferences?.[0].kind)).toEqual(['Deployment']);
  cluster.api.run(client.delete(DEPLOYMENT, 'web', 'default', { propagationPolicy: 'Foreground' }));
  cluster.wait(10_000);
  expect([cluster.list(DEPLOYMENT), cluster.list(REPLICA_SET), cluster.list(POD)]).toEqual([[], [], []]);
});
