import { expect, test } from 'vitest';
import { NODE, POD, PRIORITY_CLASS } from '../../../src/kube/objects/kinds.ts';
import type { Pod } from '../../../src/kube/objects/types/pod.ts';
import { Cluster } from '../controllers/cluster.ts';

const pod = (name: string, spec: Record<string, unknown> = {}, requests: Record<string, string> = {}, labels = {}) => ({
  metadata: { name, labels },
  spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests } }], ...spec },
});

const why = (cluster: Cluster, name: string) =>
  cluster.get(POD, name).status.conditions?.find(({ type }) => type === 'PodScheduled')?.message;

const TAINTED = '1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }';
const antiAffinity = (labels: Record<string, string>) => ({
  affinity: {
    podAntiAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: [
        { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels: labels } },
      ],
    },
  },
});

test.each<[string, Record<string, unknown>, Record<string, string>, string]>([
  [
    'a node selector nobody matches',
    { nodeSelector: { disk: 'nvme' } },
    {},
    `0/3 nodes are available: ${TAINTED}, 2 node(s) didn't match Pod's node affinity/selector. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
  ],
  [
    'more memory than there is',
    {},
    { memory: '64Gi' },
    `0/3 nodes are available: ${TAINTED}, 2 Insufficient memory. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.`,
  ],
  [
    'neighbours it does not want',
    antiAffinity({ app: 'web' }),
    {},
    `0/3 nodes are available: ${TAINTED}, 2 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.`,
  ],
  [
    'a claim that does not exist',
    { volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'nope' } }] },
    {},
    '0/3 nodes are available: persistentvolumeclaim "nope" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  ],
  [
    'several missing resources',
    {},
    { memory: '64Gi', cpu: '100' },
    `0/3 nodes are available: ${TAINTED}, 2 Insufficient cpu, 2 Insufficient memory. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.`,
  ],
])('a pod stays pending for %s', (_, spec, requests, sentence) => {
  const cluster = new Cluster();
  cluster.create(POD, pod('web-1', {}, {}, { app: 'web' }), 'default');
  cluster.create(POD, pod('web-2', antiAffinity({ app: 'web' }), {}, { app: 'web' }), 'default');
  cluster.wait(3_000);
  cluster.create(POD, pod('p', spec, requests), 'default');
  cluster.wait(3_000);
  expect(why(cluster, 'p')).toBe(sentence);
  expect(cluster.events('Pod', 'p')).toEqual([`FailedScheduling: ${sentence}`]);
});

test('cordoned nodes are named as such, and uncordoning one lets the pod go there', () => {
  const cluster = new Cluster();
  for (const node of ['node01', 'node02']) cluster.patch(NODE, node, { spec: { unschedulable: true } });
  cluster.wait(1_000);
  cluster.create(POD, pod('p'), 'default');
  cluster.wait(1_000);
  expect(why(cluster, 'p')).toBe(
    `0/3 nodes are available: ${TAINTED}, 2 node(s) were unschedulable. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.`,
  );
  cluster.patch(NODE, 'node02', { spec: { unschedulable: null } });
  cluster.wait(3_000);
  expect(cluster.get(POD, 'p').spec.nodeName).toBe('node02');
  expect(cluster.events('Pod', 'p').at(-1)).toBe('Scheduled: Successfully assigned default/p to node02');
});

test('without nodes there is nothing to say about them', () => {
  const cluster = new Cluster();
  for (const node of ['controlplane', 'node01', 'node02']) cluster.delete(NODE, node);
  cluster.create(POD, pod('p'), 'default');
  cluster.wait(1_000);
  expect(why(cluster, 'p')).toBe('no nodes available to schedule pods');
});

test('pods for another scheduler and gated pods are left alone', () => {
  const cluster = new Cluster();
  cluster.create(POD, pod('other', { schedulerName: 'my-sched' }), 'default');
  cluster.create(POD, pod('gated', { schedulingGates: [{ name: 'example.com/wait' }] }), 'default');
  cluster.wait(5_000);
  expect(cluster.list(POD).map(({ spec }) => spec.nodeName)).toEqual([undefined, undefined]);
  expect(cluster.events('Pod', 'other')).toEqual([]);
});

test('a node takes no more pods than it may have', () => {
  const cluster = new Cluster({ pods: '2' });
  for (const name of ['a', 'b', 'c', 'd', 'e']) cluster.create(POD, pod(name), 'default');
  cluster.wait(5_000);
  expect(why(cluster, 'e')).toBe(
    `0/3 nodes are available: ${TAINTED}, 2 Too many pods. preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, 2 No preemption victims found for incoming pod.`,
  );
  cluster.delete(POD, 'a');
  cluster.wait(12_000);
  expect(cluster.get(POD, 'e').spec.nodeName).toBeDefined();
});

test('an important pod takes the place of lesser ones', () => {
  const cluster = new Cluster();
  cluster.create(PRIORITY_CLASS, { metadata: { name: 'high' }, value: 1000 });
  for (const name of ['a', 'b', 'c', 'd']) cluster.create(POD, pod(name, {}, { cpu: '1' }), 'default');
  cluster.wait(5_000);
  cluster.create(POD, pod('important', { priorityClassName: 'high' }, { cpu: '2' }), 'default');
  cluster.wait(300);
  const waiting = cluster.get(POD, 'important');
  const node = waiting.status.nominatedNodeName ?? '';
  expect(['node01', 'node02']).toContain(node);
  expect(why(cluster, 'important')).toBe(`0/3 nodes are available: ${TAINTED}, 2 Insufficient cpu.`);
  const victims = cluster.list(POD).filter((one: Pod) => one.metadata.deletionTimestamp);
  expect(victims.map(({ spec }) => spec.nodeName)).toEqual([node, node]);
  expect(cluster.events('Pod', victims[0].metadata.name)).toContain(
    `Preempted: Preempted by pod ${waiting.metadata.uid} on node ${node}`,
  );
  cluster.wait(10_000);
  expect(cluster.get(POD, 'important').spec.nodeName).toBe(node);
});

test('hard topology constraints keep domains level', () => {
  const cluster = new Cluster({ nodes: 3 });
  const spread = {
    topologySpreadConstraints: [
      {
        maxSkew: 1,
        topologyKey: 'kubernetes.io/hostname',
        whenUnsatisfiable: 'DoNotSchedule',
        labelSelector: { matchLabels: { app: 'web' } },
      },
    ],
    nodeSelector: { pool: 'web' },
  };
  for (const node of ['node01', 'node02', 'node03'])
    cluster.patch(NODE, node, { metadata: { labels: { pool: 'web' } } });
  for (let at = 0; at < 6; at++) cluster.create(POD, pod(`web-${at}`, spread, {}, { app: 'web' }), 'default');
  cluster.wait(5_000);
  const counts = new Map<string, number>();
  for (const { spec } of cluster.list(POD)) counts.set(spec.nodeName ?? '', (counts.get(spec.nodeName ?? '') ?? 0) + 1);
  expect([...counts.values()]).toEqual([2, 2, 2]);
});
