import { expect, it } from 'vitest';
import { POD } from '../../../src/kube/objects/kinds.ts';
import { createNodeWorld } from '../../support/node-world.ts';

it('a pod with nginx runs and serves its page', () => {
  const world = createNodeWorld();
  world.advance(5);
  world.api.run(
    world.client.create(
      POD,
      { metadata: { name: 'web' }, spec: { nodeName: 'node01', containers: [{ name: 'web', image: 'nginx:1.27' }] } },
      'default',
    ),
  );
  world.advance(20);
  const pod = world.pod('web');
  console.log(world.journal(world.hosts[0]));
  console.log(JSON.stringify(pod, null, 1));
  expect(pod.status.phase).toBe('Running');
});
