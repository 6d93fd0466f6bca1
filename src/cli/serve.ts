// `cka-lab serve`: a world whose API server real clients can reach, until Ctrl-C.

import { mkdirSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_TOPOLOGY, TOPOLOGIES } from '../cluster/topology.ts';
import { createWorld, type World } from '../cluster/world.ts';
import { limitHeap } from '../heap-limits.ts';
import { DEFAULT_VERSION } from '../kube/releases/releases.ts';
import { Grading } from '../lab/grading.ts';
import { fillIn } from '../lab/load.ts';
import { Observation } from '../lab/observation.ts';
import { complete, prepareLab, setStage } from '../lab/session.ts';
import { type Gateway, openGateway } from '../serve/gateway.ts';
import { administratorsKubeconfig, leadingTo, urlOf } from '../serve/kubeconfig.ts';
import { homeFolder } from '../storage.ts';
import { gradeText } from './grade-text.ts';
import { findLab, fullVersion, readTopology } from './run.ts';
import { UsageError } from './usage.ts';

export const SERVE_HELP = `Usage: cka-lab serve [options]

Lets real clients, such as your own kubectl, talk to the API server of a simulated cluster over HTTPS. Time in the
cluster passes with the clock on the wall. Ctrl-C ends it, and with it the cluster.

  --lab ID                set the scene of a lab first, and print the grade at the end
  --topology NAME|FILE    ${Object.keys(TOPOLOGIES).join(', ')}, or a YAML file (default ${DEFAULT_TOPOLOGY})
  --version V             Kubernetes release, as for cka-lab run (default ${DEFAULT_VERSION})
  --address A             where to listen (default 127.0.0.1: nobody but this computer)
  --port N                on which port (default 0: any free one)
  --kubeconfig PATH       where to write the kubeconfig (default: kubeconfig below $CKA_LAB_HOME)
  --speed N               N virtual seconds pass in a real one (default 1)
  --seed N                any number or word; decides names and dice (default 1)
  --labs DIR              an instructor's own labs beside ours; may be repeated

Anybody who can reach the address and has the kubeconfig administers the simulated cluster, and nothing else.

Example:
  cka-lab serve --version 1.34
  export KUBECONFIG=~/.local/state/cka-lab/kubeconfig    # in another terminal
  kubectl get nodes
`;

const OPTIONS = {
  lab: { type: 'string' },
  topology: { type: 'string' },
  version: { type: 'string' },
  address: { type: 'string' },
  port: { type: 'string' },
  kubeconfig: { type: 'string' },
  speed: { type: 'string' },
  seed: { type: 'string' },
  labs: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Clients compare our timestamps with their own clocks, so a world begins early enough to be ready by now. */
const HEAD_START = 15 * 60_000;

export async function serve(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: OPTIONS });
  if (values.help) {
    process.stdout.write(SERVE_HELP);
    return 0;
  }
  const speed = Number(values.speed ?? 1);
  if (!(speed > 0) || speed === Number.POSITIVE_INFINITY) {
    throw new UsageError(`--speed: "${values.speed}" is no positive number`);
  }
  const port = portOf(values.port ?? '0');
  const address = addressOf(values.address ?? '127.0.0.1');
  const lab = values.lab === undefined ? undefined : findLab(values.lab, values.labs ?? []);
  const topology = readTopology(values.topology ?? lab?.cluster.topology ?? DEFAULT_TOPOLOGY);
  const version = fullVersion(values.version ?? lab?.cluster.version ?? DEFAULT_VERSION);
  if (!topology.hosts.some(({ role }) => role === 'control-plane')) {
    throw new UsageError('nothing to serve: this topology has no control plane');
  }
  const seed = values.seed ?? '1';
  const path = resolve(values.kubeconfig ?? join(homeFolder(), 'kubeconfig'));

  progress(`starting a ${version} cluster of ${topology.hosts.length} machine(s) ...`);
  // Certificates know whole seconds.
  const epoch = Math.floor(Date.now() / 1000) * 1000 - HEAD_START;
  const world = createWorld({ topology, version, seed, epoch });
  limitHeap(world.hosts.size);
  const kubeconfig = administratorsKubeconfig(world)!;
  let grading: Grading | undefined;
  if (lab) {
    progress(`setting the scene of ${lab.id} ...`);
    const observation = new Observation(world);
    grading = new Grading(prepareLab(world, fillIn(lab, seed), observation), observation);
    grading.onDone = (_, next) => setStage(world, next);
    grading.follow();
  }
  catchUp(world);

  const gateway = await open({ world, address, port, speed, report: (error) => console.error('cka-lab:', error) });
  const url = urlOf(address, gateway.port);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, leadingTo(url, kubeconfig), { mode: 0o600 });
  process.stdout.write(
    `serving Kubernetes ${version} at ${url}\n\n  export KUBECONFIG=${quoted(path)}\n\nCtrl-C stops it.\n`,
  );
  await interruption();
  await gateway.close();
  if (grading) process.stdout.write(`\n${gradeText(complete(world, grading.grade(true)), 'en')}`);
  process.stderr.write('cka-lab: stopped\n');
  return 0;
}

const progress = (what: string): void => void process.stderr.write(`cka-lab: ${what}\n`);

/** Virtual now becomes real now. */
function catchUp({ simulation }: World): void {
  const behind = Date.now() - simulation.epoch - simulation.now;
  if (behind > 0) simulation.advance(behind);
}

async function open(plan: Parameters<typeof openGateway>[0]): Promise<Gateway> {
  try {
    return await openGateway(plan);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const where = `${plan.address} port ${plan.port}`;
    if (code === 'EADDRINUSE')
      throw new UsageError(`--port: ${where} is taken by another program; choose another, or leave --port out`);
    if (code === 'EACCES') throw new UsageError(`--port: ${where} is not for everybody; choose one above 1023`);
    if (code === 'EADDRNOTAVAIL') throw new UsageError(`--address: ${plan.address} is no address of this computer`);
    throw error;
  }
}

function portOf(text: string): number {
  if (/^\d+$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new UsageError(`--port: "${text}" is no port; there are 1 … 65535, and 0 for any free one`);
}

function addressOf(text: string): string {
  if (text === 'localhost') return '127.0.0.1';
  if (/^\d+(\.\d+){3}$/.test(text) || text.includes(':')) return text;
  const own = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map((one) => one.address));
  throw new UsageError(`--address: "${text}" is no IP address; this computer has ${own.join(', ')}`);
}

const quoted = (path: string): string => (/^[\w/.,:@%+=-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`);

function interruption(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });
}
