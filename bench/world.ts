// What is measured inside a world: `node dist/bench-world.mjs NAME` prints one JSON object of values.

import { decode } from '../src/base/bytes.ts';
import { DEFAULT_TOPOLOGY, TOPOLOGIES, type Topology, topologySchema } from '../src/cluster/topology.ts';
import { createWorld, defaultVersion, type World } from '../src/cluster/world.ts';
import { limitHeap } from '../src/heap-limits.ts';
import { POD } from '../src/kube/objects/kinds.ts';
import type { Pod } from '../src/kube/objects/types/pod.ts';
import { execute } from '../src/lab/administrator.ts';
import { complete, replay, Session } from '../src/lab/session.ts';
import { EPOCH } from '../src/sim/simulation.ts';

type Values = Readonly<Record<string, number>>;

const MINUTE = 60_000;
const PODS = 1_000;

const MEASUREMENTS: Readonly<Record<string, () => Values>> = {
  /** Once the world is warm: the median of many. */
  kubectl() {
    const world = worldOf(TOPOLOGIES[DEFAULT_TOPOLOGY]);
    kubectl(world, 'create deployment web --image=nginx:1.27 --replicas=6');
    world.simulation.advance(MINUTE);
    const times = Array.from({ length: 51 }, () => timed(() => kubectl(world, 'get pods')));
    return { getPods: times.sort((a, b) => a - b)[25] };
  },

  deployment() {
    const world = worldOf(twentyWorkers());
    const pods = world.informers!.of(POD);
    world.simulation.advance(MINUTE);
    const isReady = ({ status }: Pod) =>
      status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True');
    const deployment = timed(() => {
      kubectl(world, `create deployment web --image=nginx:1.27 --replicas=${PODS}`);
      while (pods.inNamespace('default').filter(isReady).length < PODS) world.simulation.advance(1_000);
    });
    return { deployment, deploymentMemory: process.resourceUsage().maxRSS / 1024 };
  },

  idle() {
    const world = worldOf(TOPOLOGIES[DEFAULT_TOPOLOGY]);
    return { idleHour: timed(() => world.simulation.advance(60 * MINUTE)) };
  },

  /** A command a minute, typed key by key. */
  replay() {
    const world = { topology: TOPOLOGIES[DEFAULT_TOPOLOGY], version: defaultVersion, seed: 1, epoch: EPOCH };
    const plan = { lab: undefined, world, size: { columns: 80, rows: 24 } };
    const session = new Session(plan);
    const commands = [
      'kubectl get nodes',
      'kubectl get pods -A -o wide',
      'ls -l /etc/kubernetes',
      'kubectl describe node node01',
    ];
    for (let minute = 0; minute < 60; minute++) {
      for (const key of `${commands[minute % commands.length]}\r`) {
        session.do({ type: 'keys', text: key });
        session.advance(150);
      }
      session.advance((minute + 1) * MINUTE - session.now);
    }
    const { trace } = session.world.simulation;
    const took = timed(() => {
      const again = replay(plan, session.inputs, session.now);
      if (again.world.simulation.trace.hash !== trace.hash) throw new Error('the replay went another way');
    });
    return { replay: took };
  },
};

const worldOf = (topology: Topology): World =>
  createWorld({ topology, version: defaultVersion, seed: 1, epoch: EPOCH });

const twentyWorkers = (): Topology =>
  topologySchema.parse({
    hosts: [
      { name: 'controlplane', role: 'control-plane' },
      ...Array.from({ length: 20 }, (_, at) => ({
        name: `node${String(at + 1).padStart(2, '0')}`,
        cpus: 16,
        memory: '64Gi',
        disk: '200Gi',
      })),
    ],
  });

function kubectl(world: World, line: string): string {
  let text = '';
  const collect = (bytes: Uint8Array) => {
    text += decode(bytes);
  };
  const home = world.hosts.get(world.home)!;
  const task = execute(home, { argv: ['kubectl', ...line.split(' ')] }, { stdout: collect, stderr: collect });
  const code = complete(world, task);
  if (code !== 0) throw new Error(`kubectl ${line}: exit status ${code}: ${text}`);
  return text;
}

function timed(act: () => void): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

const name = process.argv[2];
limitHeap('any world');
if (!Object.hasOwn(MEASUREMENTS, name)) throw new Error(`no measurement "${name}"`);
process.stdout.write(`${JSON.stringify(MEASUREMENTS[name]())}\n`);
