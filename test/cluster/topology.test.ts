import { expect, it } from 'vitest';
import { TOPOLOGIES, topologySchema } from '../../src/cluster/topology.ts';

const problems = (topology: unknown) =>
  topologySchema.safeParse(topology).error?.issues.map((issue) => issue.message) ?? [];

it('a topology fills in what it leaves out', () => {
  expect(
    topologySchema.parse({
      hosts: [
        { name: 'cp', role: 'control-plane' },
        { name: 'w1', memory: '8Gi' },
      ],
    }).hosts[1],
  ).toEqual({
    name: 'w1',
    role: 'worker',
    cpus: 2,
    memory: '8Gi',
    disk: '40Gi',
    labels: {},
    taints: [],
    aliases: [],
  });
});

it.each<[string, unknown, string]>([
  ['no hosts', { hosts: [] }, 'a topology needs at least one host'],
  ['workers alone', { hosts: [{ name: 'w' }] }, 'workers need a host with role control-plane'],
  [
    'a name used twice',
    {
      hosts: [
        { name: 'a', role: 'plain' },
        { name: 'b', role: 'plain', aliases: ['a'] },
      ],
    },
    '"a" is used twice',
  ],
  ['a size that is none', { hosts: [{ name: 'a', role: 'plain', memory: 'much' }] }, '"much" is no size such as 4Gi'],
  [
    'two control planes',
    {
      hosts: [
        { name: 'a', role: 'control-plane' },
        { name: 'b', role: 'control-plane' },
      ],
    },
    'not simulated: more than one control-plane host',
  ],
])('%s is refused', (_, topology, message) => expect(problems(topology)).toEqual([message]));

it('the built-in ones are what their names say', () => {
  expect(
    Object.entries(TOPOLOGIES).map(([name, { hosts }]) => `${name}: ${hosts.map((host) => host.name).join(' ')}`),
  ).toEqual([
    'one-node: controlplane',
    'one-worker: controlplane node01',
    'two-workers: controlplane node01 node02',
    'plain-host: host01',
  ]);
});
