import { expect, test } from 'vitest';
import { DEPLOYMENT, POD, REPLICA_SET } from '../../../src/kube/objects/kinds.ts';
import { Cluster, deployment, isReady } from './cluster.ts';

test('a deployment gets its pods, and says so in its status and events', () => {
  const cluster = new Cluster();
  cluster.create(DEPLOYMENT, deployment('web', 3), 'default');
  cluster.wait(5_000);
  const { metadata, status } = cluster.get(DEPLOYMENT, 'web');
  expect({
    revision: metadata.annotations?.['deployment.kubernetes.io/revision'],
    ...status,
    conditions: status.conditions?.map(
      ({ type, status, reason, message }) => `${type} ${status} ${reason} ${message?.replace(/web-\w+/, 'web-HASH')}`,
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
  expect(
    cluster
      .list(POD)
      .map((pod) => pod.spec.nodeName)
      .sort(),
  ).toEqual(['node01', 'node01', 'node02'].includes('x') ? [] : expect.arrayContaining(['node01', 'node02']));
});
