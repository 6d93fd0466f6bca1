import { expect, test } from 'vitest';
import { CONFIG_MAP, POD, RESOURCE_QUOTA } from '../../../src/kube/objects/kinds.ts';
import { Cluster } from './cluster.ts';

test('a quota shows what is used, and follows what comes and goes', () => {
  const cluster = new Cluster();
  const hard = { pods: '4', 'requests.cpu': '1', 'count/configmaps': '10', 'count/deployments.apps': '2' };
  cluster.create(RESOURCE_QUOTA, { metadata: { name: 'team' }, spec: { hard } }, 'default');
  const pod = (name: string) => ({
    metadata: { name },
    spec: { containers: [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '250m' } } }] },
  });
  for (const name of ['a', 'b']) cluster.create(POD, pod(name), 'default');
  cluster.create(CONFIG_MAP, { metadata: { name: 'settings' } }, 'default');
  cluster.wait(10_000);
  const used = () => cluster.get(RESOURCE_QUOTA, 'team').status;
  expect(used()).toEqual({
    hard,
    used: { pods: '2', 'requests.cpu': '500m', 'count/configmaps': '1', 'count/deployments.apps': '0' },
  });
  cluster.delete(POD, 'a');
  cluster.wait(60_000);
  expect(used().used).toMatchObject({ pods: '1', 'requests.cpu': '250m' });
});
