// What is measured inside a world: `node dist/bench-world.mjs NAME` prints one JSON object of values.

import { decode } from '../src/base/bytes.ts';
import { DEFAULT_TOPOLOGY, TOPOLOGIES, type Topology, topologySchema } from '../src/cluster/topology.ts';
import { createWorld, defaultVersion, type World } from '../src/cluster/world.ts';
import { limitHeap } from '../src/heap-limits.ts';
import { POD } from '../src/kube/objects/kinds.ts';
import type { Pod } from '../src/kube/objects/types/pod.ts';
import { execute } from '../src/lab/administrator.ts';
import { complete, replay, Session } from '../src/lab/session.ts';
import { useNativeRsa } from '../src/native-rsa.ts';
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
    limitHeap(world.hosts.size);
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

  /** The everyday filters, on a machine's own files: 10 MB of log, 100,000 lines of numbers. */
  filters() {
    const world = worldOf(TOPOLOGIES[DEFAULT_TOPOLOGY]);
    const host = world.hosts.get(world.home)!;
    let seed = 7;
    const number = () => {
      seed = (seed * 16_807) % (2 ** 31 - 1);
      return seed;
    };
    const words = ['error', 'info', 'warning', 'pod', 'node', 'failed', 'started', 'ready'];
    const line = () => `09:${number() % 60}:00 ${words[number() % 8]} ${words[number() % 8]} message ${number()}\n`;
    host.files.writeFile(
      '/root/10mb.log',
      Array.from({ length: 250_000 }, line)
        .join('')
        .padEnd(10 * 2 ** 20, '\n'),
    );
    host.files.writeFile('/root/lines', Array.from({ length: 100_000 }, () => `${number()} x\n`).join(''));
    return {
      grep: timed(() => command(world, 'grep -c failed /root/10mb.log')),
      sort: timed(() => command(world, 'sort -o /root/sorted /root/lines')),
    };
  },

  /** Keys in vim on a file of 10,000 lines, drawing included: typing, walking, searching, deleting, undoing. */
  vim() {
    const world = { topology: TOPOLOGIES[DEFAULT_TOPOLOGY], version: defaultVersion, seed: 1, epoch: EPOCH };
    const session = new Session({ lab: undefined, world, size: { columns: 100, rows: 40 } });
    const { files } = session.world.hosts.get(session.world.home)!;
    files.writeFile('/root/long.yaml', Array.from({ length: 10_000 }, (_one, at) => `  - name: item-${at}\n`).join(''));
    const type = (key: string) => {
      session.do({ type: 'keys', text: key });
      session.advance(16);
    };
    session.advance(MINUTE);
    for (const key of 'vim /root/long.yaml\r') type(key);
    session.advance(2_000);
    const keys = [
      ...'5000GA # typed here and there\x1bjj/item-9\rnnddpu:%s/item-1/x/\ru',
      ...'\x04'.repeat(20),
      ...'ggOnew: line\x1bjjjjjxxxx',
    ];
    const times = keys.map((key) => timed(() => type(key)));
    return { vimKey: times.sort((a, b) => a - b)[times.length >> 1], vimSlowestKey: times.at(-1)! };
  },

  /** The first hour of a process is mostly V8 learning the way; a learner skips time in a world that has run. */
  idle() {
    const world = worldOf(TOPOLOGIES[DEFAULT_TOPOLOGY]);
    const [firstIdleHour, ...hours] = Array.from({ length: 6 }, () =>
      timed(() => world.simulation.advance(60 * MINUTE)),
    );
    return { firstIdleHour, idleHour: hours.sort((a, b) => a - b)[2] };
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

const kubectl = (world: World, line: string): string => command(world, `kubectl ${line}`);

function command(world: World, line: string): string {
  let text = '';
  const collect = (bytes: Uint8Array) => {
    text += decode(bytes);
  };
  const home = world.hosts.get(world.home)!;
  const task = execute(home, { argv: line.split(' ') }, { stdout: collect, stderr: collect });
  const code = complete(world, task);
  if (code !== 0) throw new Error(`${line}: exit status ${code}: ${text}`);
  return text;
}

function timed(act: () => void): number {
  const began = performance.now();
  act();
  return performance.now() - began;
}

const name = process.argv[2];
useNativeRsa();
if (!Object.hasOwn(MEASUREMENTS, name)) throw new Error(`no measurement "${name}"`);
process.stdout.write(`${JSON.stringify(MEASUREMENTS[name]())}\n`);
