// One session, typed the same way each time, and the trace it leaves. Run as a program it prints the trace.

import { DEFAULT_TOPOLOGY, TOPOLOGIES } from '../../src/cluster/topology.ts';
import { defaultVersion } from '../../src/cluster/world.ts';
import { Session } from '../../src/lab/session.ts';
import { EPOCH } from '../../src/sim/simulation.ts';

const COMMANDS = [
  'kubectl get nodes -o wide',
  'kubectl create deployment web --image=nginx:1.27 --replicas=5',
  'kubectl expose deployment web --port=80',
  'kubectl drain node01 --ignore-daemonsets',
  'for i in 1 2 3; do date | sha256sum; done > /tmp/sums; sort /tmp/sums',
  'kubectl get pods -A -o wide',
  'kubectl uncordon node01; kubectl get events',
];

/** `length:digest` after some four virtual minutes. */
export function traceOf(seed: string): string {
  const world = { topology: TOPOLOGIES[DEFAULT_TOPOLOGY], version: defaultVersion, seed, epoch: EPOCH };
  const session = new Session({ lab: undefined, world, size: { columns: 80, rows: 24 } });
  const { trace } = session.world.simulation;
  session.onOutput = (bytes) => trace.note(String.fromCharCode(...bytes));
  for (const command of COMMANDS) {
    for (const key of `${command}\r`) {
      session.do({ type: 'keys', text: key });
      session.advance(40);
    }
    session.advance(30_000);
  }
  return trace.hash;
}

const [, program = '', seed] = process.argv;
if (program.endsWith('determined-session.mjs')) process.stdout.write(traceOf(seed));
