import { expect, test } from 'vitest';
import { DEPLOYMENT, POD, SERVICE } from '../../../src/kube/objects/kinds.ts';
import { Cluster, deployment } from './cluster.ts';

test('a thousand pods spread evenly over twenty nodes', () => {
  const cluster = new Cluster({ nodes: 20 });
  const service = { metadata: { name: 'web' }, spec: { selector: { app: 'web' }, ports: [{ port: 80 }] } };
  cluster.create(SERVICE, service, 'default');
  cluster.create(DEPLOYMENT, deployment('web', 1_000), 'default');
  cluster.wait(10_000);
  expect(cluster.get(DEPLOYMENT, 'web').status.readyReplicas).toBe(1_000);
  const counts = new Map<string, number>();
  for (const { spec } of cluster.list(POD)) counts.set(spec.nodeName ?? '', (counts.get(spec.nodeName ?? '') ?? 0) + 1);
  expect([...counts.values()]).toEqual(Array(20).fill(50));
});
