import { expect, test } from 'vitest';
import {
  PERSISTENT_VOLUME,
  PERSISTENT_VOLUME_CLAIM,
  POD,
  STATEFUL_SET,
  STORAGE_CLASS,
} from '../../../src/kube/objects/kinds.ts';
import { Cluster } from './cluster.ts';

const volume = (name: string, size: string, spec: Record<string, unknown> = {}) => ({
  metadata: { name },
  spec: { capacity: { storage: size }, accessModes: ['ReadWriteOnce'], hostPath: { path: `/mnt/${name}` }, ...spec },
});
const claim = (name: string, size: string, spec: Record<string, unknown> = {}) => ({
  metadata: { name },
  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: size } }, ...spec },
});
const pod = (claimName: string) => ({
  metadata: { name: 'web' },
  spec: {
    containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'data', mountPath: '/data' }] }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  },
});

function setUp(...volumes: ReturnType<typeof volume>[]) {
  const cluster = new Cluster();
  for (const one of volumes) cluster.create(PERSISTENT_VOLUME, one);
  cluster.wait(1_000);
  return cluster;
}
const phases = (cluster: Cluster) =>
  cluster.list(PERSISTENT_VOLUME).map(({ metadata, status }) => `${metadata.name} ${status.phase}`);

test('a claim gets the smallest volume that is large enough', () => {
  const cluster = setUp(volume('small', '1Gi'), volume('fitting', '5Gi'), volume('large', '10Gi'));
  cluster.create(PERSISTENT_VOLUME_CLAIM, claim('data', '3Gi'), 'default');
  cluster.wait(1_000);
  expect(phases(cluster)).toEqual(['fitting Bound', 'large Available', 'small Available']);
  const bound = cluster.get(PERSISTENT_VOLUME_CLAIM, 'data');
  expect(bound.spec.volumeName).toBe('fitting');
  expect(bound.status).toEqual({ phase: 'Bound', accessModes: ['ReadWriteOnce'], capacity: { storage: '5Gi' } });
  expect(bound.metadata.annotations).toEqual({
    'pv.kubernetes.io/bind-completed': 'yes',
    'pv.kubernetes.io/bound-by-controller': 'yes',
  });
});

test.each([
  ['class', { storageClassName: 'fast' }],
  ['mode', { accessModes: ['ReadWriteMany'] }],
  ['labels', { selector: { matchLabels: { disk: 'ssd' } } }],
])('a volume of another %s does not suit', (_, spec) => {
  const cluster = setUp(volume('disk', '5Gi'));
  cluster.create(PERSISTENT_VOLUME_CLAIM, claim('data', '3Gi', spec), 'default');
  cluster.wait(1_000);
  expect(cluster.get(PERSISTENT_VOLUME_CLAIM, 'data').status.phase).toBe('Pending');
});

test('a claim says why it waits', () => {
  const cluster = setUp();
  cluster.create(STORAGE_CLASS, { metadata: { name: 'cloud' }, provisioner: 'disk.example.com' });
  const delayed = { provisioner: 'kubernetes.io/no-provisioner', volumeBindingMode: 'WaitForFirstConsumer' };
  cluster.create(STORAGE_CLASS, { metadata: { name: 'local' }, ...delayed });
  for (const [name, storageClassName] of [
    ['none', ''],
    ['unknown', 'fast'],
    ['cloud', 'cloud'],
    ['local', 'local'],
  ]) {
    cluster.create(PERSISTENT_VOLUME_CLAIM, claim(name, '1Gi', { storageClassName }), 'default');
  }
  cluster.wait(2_000);
  const said = ['none', 'unknown', 'cloud', 'local'].map((name) => cluster.events('PersistentVolumeClaim', name)[0]);
  expect(said).toEqual([
    'FailedBinding: no persistent volumes available for this claim and no storage class is set',
    'ProvisioningFailed: storageclass.storage.k8s.io "fast" not found',
    expect.stringMatching(/^ExternalProvisioning: Waiting for a volume .* 'disk.example.com' or manually/),
    'WaitForFirstConsumer: waiting for first consumer to be created before binding',
  ]);
});

test('what a claim leaves is kept, deleted, or cannot be deleted', () => {
  const cluster = setUp(
    volume('kept', '1Gi'),
    volume('deleted', '2Gi', { persistentVolumeReclaimPolicy: 'Delete', hostPath: { path: '/tmp/data' } }),
    volume('failing', '3Gi', { persistentVolumeReclaimPolicy: 'Delete' }),
  );
  for (const size of ['1Gi', '2Gi', '3Gi']) {
    const name = `claim-${size.toLowerCase()}`;
    cluster.create(PERSISTENT_VOLUME_CLAIM, claim(name, size), 'default');
    cluster.wait(1_000);
    cluster.delete(PERSISTENT_VOLUME_CLAIM, name);
    cluster.wait(1_000);
  }
  expect(phases(cluster)).toEqual(['failing Failed', 'kept Released']);
  expect(cluster.get(PERSISTENT_VOLUME, 'failing').status.message).toBe(
    'host_path deleter only supports /tmp/.+ but received provided /mnt/failing',
  );
});

test('a released volume is free again when its claimRef is removed', () => {
  const cluster = setUp(volume('disk', '1Gi'));
  cluster.create(PERSISTENT_VOLUME_CLAIM, claim('data', '1Gi'), 'default');
  cluster.wait(1_000);
  cluster.delete(PERSISTENT_VOLUME_CLAIM, 'data');
  cluster.wait(1_000);
  cluster.create(PERSISTENT_VOLUME_CLAIM, claim('again', '1Gi'), 'default');
  cluster.wait(1_000);
  expect(cluster.get(PERSISTENT_VOLUME_CLAIM, 'again').status.phase).toBe('Pending');
  cluster.patch(PERSISTENT_VOLUME, 'disk', { spec: { claimRef: null } });
  cluster.wait(16_000);
  expect(cluster.get(PERSISTENT_VOLUME_CLAIM, 'again').status.phase).toBe('Bound');
});

test('a claim in use is deleted when its pod is gone', () => {
  const cluster = setUp(volume('disk', '1Gi'));
  cluster.create(PERSISTENT_VOLUME_CLAIM, claim('data', '1Gi'), 'default');
  cluster.create(POD, pod('data'), 'default');
  cluster.wait(5_000);
  cluster.delete(PERSISTENT_VOLUME_CLAIM, 'data');
  cluster.wait(5_000);
  expect(cluster.get(PERSISTENT_VOLUME_CLAIM, 'data').metadata.deletionTimestamp).toBeDefined();
  cluster.delete(POD, 'web');
  cluster.wait(60_000);
  expect(cluster.list(PERSISTENT_VOLUME_CLAIM)).toEqual([]);
  expect(phases(cluster)).toEqual(['disk Released']);
});

test('a pod waits for its claim, and goes where its volume is', () => {
  const onNode02 = {
    nodeAffinity: {
      required: {
        nodeSelectorTerms: [
          { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: ['node02'] }] },
        ],
      },
    },
    hostPath: undefined,
    local: { path: '/mnt/disk' },
    storageClassName: 'local',
  };
  const cluster = setUp();
  cluster.create(STORAGE_CLASS, {
    metadata: { name: 'local' },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  });
  cluster.create(POD, pod('data'), 'default');
  cluster.wait(2_000);
  const why = () => cluster.get(POD, 'web').status.conditions?.[0]?.message;
  expect(why()).toBe(
    '0/3 nodes are available: persistentvolumeclaim "data" not found. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.',
  );
  cluster.create(PERSISTENT_VOLUME_CLAIM, claim('data', '1Gi', { storageClassName: 'local' }), 'default');
  cluster.wait(20_000);
  expect(why()).toMatch(/2 node\(s\) didn't find available persistent volumes to bind/);
  cluster.create(PERSISTENT_VOLUME, volume('disk', '2Gi', onNode02));
  cluster.wait(20_000);
  expect(cluster.get(POD, 'web').spec.nodeName).toBe('node02');
  expect(phases(cluster)).toEqual(['disk Bound']);
});

test('a claim that binds at once and has not holds its pod back', () => {
  const cluster = setUp();
  cluster.create(PERSISTENT_VOLUME_CLAIM, claim('data', '1Gi'), 'default');
  cluster.create(POD, pod('data'), 'default');
  cluster.wait(2_000);
  expect(cluster.get(POD, 'web').status.conditions?.[0]?.message).toMatch(
    /^0\/3 nodes are available: pod has unbound immediate PersistentVolumeClaims\. preemption: /,
  );
});

test('a stateful set makes claims for its pods, which outlive them', () => {
  const cluster = setUp(volume('a', '1Gi'), volume('b', '1Gi'));
  cluster.create(
    STATEFUL_SET,
    {
      metadata: { name: 'db' },
      spec: {
        replicas: 2,
        serviceName: 'db',
        selector: { matchLabels: { app: 'db' } },
        template: {
          metadata: { labels: { app: 'db' } },
          spec: { containers: [{ name: 'c', image: 'nginx', volumeMounts: [{ name: 'data', mountPath: '/data' }] }] },
        },
        volumeClaimTemplates: [claim('data', '1Gi')],
      },
    },
    'default',
  );
  cluster.wait(60_000);
  expect(
    cluster.list(PERSISTENT_VOLUME_CLAIM).map(({ metadata, status }) => `${metadata.name} ${status.phase}`),
  ).toEqual(['data-db-0 Bound', 'data-db-1 Bound']);
  expect(cluster.events('StatefulSet', 'db')).toEqual(
    expect.arrayContaining([
      'SuccessfulCreate: create Claim data-db-0 Pod db-0 in StatefulSet db success',
      'SuccessfulCreate: create Pod db-0 in StatefulSet db successful',
    ]),
  );
  cluster.patch(STATEFUL_SET, 'db', { spec: { replicas: 0 } });
  cluster.wait(120_000);
  expect(cluster.list(POD)).toEqual([]);
  expect(cluster.list(PERSISTENT_VOLUME_CLAIM)).toHaveLength(2);
});

test('a pod whose volume no provisioner makes is not bound without it', () => {
  const cluster = setUp();
  const storageClass = { provisioner: 'disk.example.com', volumeBindingMode: 'WaitForFirstConsumer' };
  cluster.create(STORAGE_CLASS, { metadata: { name: 'cloud' }, ...storageClass });
  cluster.create(PERSISTENT_VOLUME_CLAIM, claim('data', '1Gi', { storageClassName: 'cloud' }), 'default');
  cluster.create(POD, pod('data'), 'default');
  cluster.wait(11 * 60_000);
  expect(cluster.get(POD, 'web').spec.nodeName).toBeUndefined();
  expect(cluster.events('Pod', 'web')).toContain(
    'FailedScheduling: running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
  );
});
