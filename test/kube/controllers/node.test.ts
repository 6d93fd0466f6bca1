import { expect, test } from 'vitest';
import { formatTime } from '../../../src/base/duration.ts';
import {
  DAEMON_SET,
  DEPLOYMENT,
  ENDPOINT_SLICE,
  ENDPOINTS,
  NAMESPACE,
  NODE,
  POD,
  POD_DISRUPTION_BUDGET,
  SERVICE,
} from '../../../src/kube/objects/kinds.ts';
import type { Pod } from '../../../src/kube/objects/types/pod.ts';
import { Cluster, deployment, isReady } from './cluster.ts';

const on = (pods: readonly Pod[], node: string) => pods.filter((pod) => pod.spec.nodeName === node);

test('a silent node is NotReady after 50 s, and its pods are replaced elsewhere 300 s later', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 4), 'default');
  cluster.wait(20_000);
  cluster.silent.add('node01');
  cluster.wait(40_000);
  expect(cluster.get(NODE, 'node01').status.conditions?.map(({ type, status }) => `${type} ${status}`)).toContain(
    'Ready True',
  );
  cluster.wait(25_000);
  const node = cluster.get(NODE, 'node01');
  expect(
    node.status.conditions?.map(({ type, status, reason, message }) => `${type} ${status} ${reason} ${message}`),
  ).toEqual([
    'MemoryPressure Unknown NodeStatusUnknown Kubelet stopped posting node status.',
    'DiskPressure Unknown NodeStatusUnknown Kubelet stopped posting node status.',
    'PIDPressure Unknown NodeStatusUnknown Kubelet stopped posting node status.',
    'Ready Unknown NodeStatusUnknown Kubelet stopped posting node status.',
  ]);
  expect(node.spec.taints?.map(({ key, effect }) => `${key}:${effect}`).sort()).toEqual([
    'node.kubernetes.io/unreachable:NoExecute',
    'node.kubernetes.io/unreachable:NoSchedule',
  ]);
  const stranded = on(cluster.list(POD), 'node01');
  expect(stranded).toHaveLength(2);
  expect(stranded.some(isReady)).toBe(false);
  cluster.wait(280_000);
  expect(on(cluster.list(POD), 'node01').some((pod) => pod.metadata.deletionTimestamp)).toBe(false);
  cluster.wait(30_000);
  expect(on(cluster.list(POD), 'node01').every((pod) => pod.metadata.deletionTimestamp)).toBe(true);
  expect(on(cluster.list(POD), 'node02').filter(isReady)).toHaveLength(4);
  const [gone] = stranded;
  expect(cluster.events('Pod', gone.metadata.name)).toContain(
    `TaintManagerEviction: Marking for deletion Pod default/${gone.metadata.name}`,
  );
  expect(cluster.events('Pod', gone.metadata.name)).toContain('NodeNotReady: Node is not ready');
  expect(cluster.events('Node', 'node01')).toEqual([
    'RegisteredNode: Node node01 event: Registered Node node01 in Controller',
    'NodeNotReady: Node node01 status is now: NodeNotReady',
  ]);
});

test('a node that comes back in time keeps its pods', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 2), 'default');
  cluster.wait(20_000);
  const before = cluster.list(POD).map((pod) => pod.metadata.uid);
  cluster.silent.add('node01');
  cluster.wait(120_000);
  cluster.silent.delete('node01');
  const node = cluster.get(NODE, 'node01');
  const conditions = node.status.conditions?.map((condition) => ({
    ...condition,
    lastHeartbeatTime: formatTime(cluster.simulation.epoch + cluster.simulation.now),
    status: condition.type === 'Ready' ? ('True' as const) : ('False' as const),
  }));
  cluster.api.run(cluster.client.update(NODE, { ...node, status: { ...node.status, conditions } }, 'status'));
  cluster.wait(400_000);
  expect(cluster.get(NODE, 'node01').spec.taints).toBeUndefined();
  expect(cluster.list(POD).map((pod) => pod.metadata.uid)).toEqual(before);
});

test('a cordoned node is tainted, and untainted when it is uncordoned', () => {
  const cluster = new Cluster();
  cluster.patch(NODE, 'node01', { spec: { unschedulable: true } });
  cluster.wait(1_000);
  expect(
    cluster
      .get(NODE, 'node01')
      .spec.taints?.map(({ key, effect, timeAdded }) => ({ key, effect, dated: timeAdded !== undefined })),
  ).toEqual([{ key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule', dated: true }]);
  cluster.patch(NODE, 'node01', { spec: { unschedulable: null } });
  cluster.wait(1_000);
  expect(cluster.get(NODE, 'node01').spec.taints).toBeUndefined();
});

test('draining by eviction is held up by a budget until replacements are ready', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 4), 'default');
  cluster.create(
    POD_DISRUPTION_BUDGET,
    { metadata: { name: 'web' }, spec: { minAvailable: 3, selector: { matchLabels: { app: 'web' } } } },
    'default',
  );
  cluster.wait(20_000);
  expect(cluster.get(POD_DISRUPTION_BUDGET, 'web').status).toMatchObject({
    currentHealthy: 4,
    desiredHealthy: 3,
    disruptionsAllowed: 1,
    expectedPods: 4,
    conditions: [{ type: 'DisruptionAllowed', status: 'True', reason: 'SufficientPods' }],
  });
  cluster.patch(NODE, 'node01', { spec: { unschedulable: true } });
  const evict = (pod: Pod) =>
    cluster.api.send('POST', `/api/v1/namespaces/default/pods/${pod.metadata.name}/eviction`, {
      apiVersion: 'policy/v1',
      kind: 'Eviction',
      metadata: { name: pod.metadata.name, namespace: 'default' },
    }).status;
  const answers: number[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 20 && on(cluster.list(POD), 'node01').length > 0; round++) {
    for (const pod of on(cluster.list(POD), 'node01')) if (!pod.metadata.deletionTimestamp) answers.push(evict(pod));
    for (let step = 0; step < 10; step++) {
      cluster.wait(500);
      least = Math.min(
        least,
        cluster.list(POD).filter((pod) => isReady(pod) && !pod.metadata.deletionTimestamp).length,
      );
    }
  }
  expect(answers).toEqual([201, 429, 201]);
  expect(least).toBe(3);
  expect(on(cluster.list(POD), 'node02')).toHaveLength(4);
});

test('a service lists its ready pods, and the leaving ones as terminating', () => {
  const cluster = new Cluster({ stopMillis: 5_000 });
  cluster.create(
    SERVICE,
    { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } },
    'default',
  );
  cluster.wait(1_000);
  const slices = () =>
    cluster.list(ENDPOINT_SLICE).filter((slice) => slice.metadata.labels?.['kubernetes.io/service-name'] === 'web');
  expect(slices().map((slice) => slice.endpoints)).toEqual([[]]);
  cluster.create(DEPLOYMENT, deployment('web', 2), 'default');
  cluster.wait(5_000);
  const [slice] = slices();
  expect(slices()).toHaveLength(1);
  expect(slice.metadata.name).toMatch(/^web-[a-z0-9]{5}$/);
  expect(slice.ports).toEqual([{ name: '', port: 80, protocol: 'TCP' }]);
  expect(slice.endpoints.map(({ conditions }) => conditions)).toEqual(
    Array(2).fill({ ready: true, serving: true, terminating: false }),
  );
  const [subset] = cluster.get(ENDPOINTS, 'web').subsets ?? [];
  expect([subset.addresses?.length, subset.notReadyAddresses, subset.ports]).toEqual([
    2,
    undefined,
    [{ port: 80, protocol: 'TCP' }],
  ]);
  cluster.delete(POD, cluster.list(POD)[0].metadata.name);
  cluster.wait(3_000);
  expect(
    slices()[0]
      .endpoints.map(({ conditions }) => conditions.terminating)
      .sort(),
  ).toEqual([false, false, true]);
  cluster.wait(5_000);
  expect(slices()[0].endpoints).toHaveLength(2);
  cluster.delete(SERVICE, 'web');
  cluster.wait(1_000);
  expect(slices()).toEqual([]);
});

test('a daemon set runs on every node it tolerates, cordoned or not', () => {
  const cluster = new Cluster();
  cluster.patch(NODE, 'node02', { spec: { unschedulable: true } });
  cluster.wait(1_000);
  const agent = (image: string) => ({
    metadata: { name: 'agent' },
    spec: {
      selector: { matchLabels: { app: 'agent' } },
      template: { metadata: { labels: { app: 'agent' } }, spec: { containers: [{ name: 'agent', image }] } },
    },
  });
  cluster.create(DAEMON_SET, agent('busybox:1.36'), 'default');
  cluster.wait(5_000);
  expect(
    cluster
      .list(POD)
      .map((pod) => pod.spec.nodeName)
      .sort(),
  ).toEqual(['node01', 'node02']);
  expect(cluster.get(DAEMON_SET, 'agent').status).toEqual({
    currentNumberScheduled: 2,
    desiredNumberScheduled: 2,
    numberAvailable: 2,
    numberMisscheduled: 0,
    numberReady: 2,
    observedGeneration: 1,
    updatedNumberScheduled: 2,
  });
  cluster.addNode('node03');
  cluster.wait(5_000);
  expect(cluster.list(POD)).toHaveLength(3);
  cluster.patch(DAEMON_SET, 'agent', agent('busybox:1.37'));
  cluster.wait(30_000);
  expect(cluster.list(POD).map((pod) => pod.spec.containers[0].image)).toEqual(Array(3).fill('busybox:1.37'));
  cluster.delete(DAEMON_SET, 'agent');
  cluster.wait(5_000);
  expect(cluster.list(POD)).toEqual([]);
});

test('a deleted namespace takes everything in it along', () => {
  const cluster = new Cluster();
  cluster.create(NAMESPACE, { metadata: { name: 'shop' } });
  cluster.wait(1_000);
  cluster.create(DEPLOYMENT, deployment('web', 2), 'shop');
  cluster.wait(5_000);
  expect(cluster.list(POD, 'shop')).toHaveLength(2);
  cluster.delete(NAMESPACE, 'shop');
  cluster.wait(500);
  expect(cluster.get(NAMESPACE, 'shop').status.phase).toBe('Terminating');
  cluster.wait(40_000);
  expect(cluster.list(NAMESPACE).map((one) => one.metadata.name)).not.toContain('shop');
  expect(cluster.list(POD, 'shop')).toEqual([]);
});

test('pods of a deleted node are collected', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 2), 'default');
  cluster.wait(5_000);
  cluster.silent.add('node01');
  cluster.delete(NODE, 'node01');
  cluster.wait(90_000);
  expect(cluster.list(POD).map((pod) => pod.spec.nodeName)).toEqual(['node02', 'node02']);
});
