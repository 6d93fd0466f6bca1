// Plays commands.txt twice against one world, command by command: inside with our kubectl, outside with a real one.

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { TOPOLOGIES } from '../../../src/cluster/topology.ts';
import { createWorld } from '../../../src/cluster/world.ts';
import { execute } from '../../../src/lab/administrator.ts';
import { openGateway } from '../../../src/serve/gateway.ts';
import { administratorsKubeconfig, leadingTo, urlOf } from '../../../src/serve/kubeconfig.ts';
import { start } from '../../../src/sim/task.ts';
import { masked, OURS, REAL } from './masks.ts';

interface Step {
  readonly type: 'command' | 'settle' | 'file';
  readonly text: string;
  /** Of a file. */
  readonly name?: string;
}

interface Result {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Virtual seconds per real second, so that nobody waits for grace periods. */
const SPEED = 20;
const SETTLE = 40_000;
const VIRTUAL_LIMIT = 10 * 60_000;
const REAL_LIMIT = 20_000;
const FOLDER = '/root/live';

const steps = parse(readFileSync(process.env['COMMANDS']!, 'utf8'));
const only = process.argv[2];
const verbose = process.env['VERBOSE'] !== undefined;

// Six hours old: whatever time the world gains, no real clock finds anything in the future.
const epoch = Math.floor(Date.now() / 1000) * 1000 - 6 * 3600_000;
const world = createWorld({ topology: TOPOLOGIES['two-workers'], version: 'v1.33.1', seed: 'live', epoch });
const gateway = await openGateway({
  world,
  address: '127.0.0.1',
  port: 0,
  speed: SPEED,
  report: (error) => console.error(error),
});
const home = mkdtempSync(join(tmpdir(), 'cka-lab-live-'));
const folder = join(home, 'live');
mkdirSync(join(home, 'bin'));
mkdirSync(folder);
symlinkSync(process.env['KUBECTL']!, join(home, 'bin/kubectl'));
mkdirSync(join(home, '.kube'));
writeFileSync(
  join(home, '.kube/config'),
  leadingTo(urlOf('127.0.0.1', gateway.port), administratorsKubeconfig(world)!),
);
await inside(`mkdir -p ${FOLDER}`);
for (const [run, namespace] of [[inside, OURS] as const, [outside, REAL] as const]) {
  await run(`kubectl create namespace ${namespace} && kubectl config set-context --current --namespace ${namespace}`);
}

let equal = 0;
let total = 0;
for (const step of steps) {
  if (step.type === 'settle') {
    world.simulation.advance(SETTLE);
    continue;
  }
  if (step.type === 'file') {
    const { hosts } = world;
    for (const [namespace, write] of [
      [OURS, (text: string) => hosts.get(world.home)!.files.writeFile(`${FOLDER}/${step.name}`, text)] as const,
      [
        REAL,
        (text: string) => {
          mkdirSync(dirname(join(folder, step.name!)), { recursive: true });
          writeFileSync(join(folder, step.name!), text);
        },
      ] as const,
    ]) {
      const path = dirname(`${FOLDER}/${step.name}`);
      hosts.get(world.home)!.files.makeDirectory(path, { recursive: true });
      write(step.text.replaceAll('$NS', namespace));
    }
    continue;
  }
  const ours = await inside(step.text);
  const real = await outside(step.text);
  const [a, b] = [shown(ours), shown(real)];
  total++;
  if (a === b) equal++;
  if (a !== b && (only === undefined || step.text.includes(only))) {
    console.log(`\n✗ ${step.text}`);
    console.log(differing(a, b));
  } else if (verbose && only !== undefined && step.text.includes(only)) console.log(`\n✓ ${step.text}\n${a}`);
}
console.log(`\n${equal}/${total} commands print the same (${((100 * equal) / total).toFixed(1)} %)`);
await gateway.close();
rmSync(home, { recursive: true });
process.exit(equal / total >= 0.98 ? 0 : 1);

function parse(text: string): Step[] {
  const found: Step[] = [];
  const lines = text.split('\n');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (line.trim() === '' || line.startsWith('#')) continue;
    if (line === '@settle') found.push({ type: 'settle', text: '' });
    else if (line.startsWith('@file ')) {
      const end = lines.indexOf('@end', at);
      found.push({ type: 'file', name: line.slice(6), text: `${lines.slice(at + 1, end).join('\n')}\n` });
      at = end;
    } else found.push(...expanded(line).map((command): Step => ({ type: 'command', text: command })));
  }
  return found;
}

/** `get «pods|nodes» -o «wide|yaml»` stands for four commands. Without `kubectl` in front it is put there. */
function expanded(line: string): string[] {
  const choice = /«(.*?)»/.exec(line);
  if (choice) return choice[1].split('|').flatMap((one) => expanded(line.replace(choice[0], () => one)));
  return [line.startsWith('!') ? line.slice(1).trim() : `kubectl ${line}`];
}

async function inside(command: string): Promise<Result> {
  const output = { stdout: '', stderr: '' };
  const host = world.hosts.get(world.home)!;
  const script = `cd ${FOLDER} 2>/dev/null; NS=${OURS}; ${command}`;
  const task = execute(
    host,
    { argv: ['bash', '-c', script] },
    {
      stdout: (bytes) => (output.stdout += Buffer.from(bytes)),
      stderr: (bytes) => (output.stderr += Buffer.from(bytes)),
    },
  );
  const running = start(world.simulation, 'live', task, () => {});
  const limit = world.simulation.now + VIRTUAL_LIMIT;
  while (!running.outcome && world.simulation.step(limit));
  const code = running.outcome?.ok ? running.outcome.value : -1;
  return { ...output, code };
}

function outside(command: string): Promise<Result> {
  return new Promise((resolve) => {
    const child: ChildProcess = spawn('bash', ['-c', `NS=${REAL}; ${command}`], {
      cwd: folder,
      env: {
        HOME: home,
        PATH: `${home}/bin:/usr/bin:/bin`,
        TERM: 'dumb',
        LANG: 'C.UTF-8',
        KUBE_EDITOR: process.env['KUBE_EDITOR'],
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: REAL_LIMIT,
    });
    const output = { stdout: '', stderr: '' };
    child.stdout!.on('data', (chunk) => (output.stdout += chunk));
    child.stderr!.on('data', (chunk) => (output.stderr += chunk));
    child.on('close', (code) => resolve({ ...output, code: code ?? -1 }));
  });
}

function shown({ stdout, stderr, code }: Result): string {
  const text = masked(`${stdout}${stderr === '' ? '' : `--- stderr\n${stderr}`}`);
  return `${text}${code === 0 ? '' : `--- exit ${code}\n`}`.replaceAll(home, '/root');
}

function differing(ours: string, real: string): string {
  const [a, b] = [ours.split('\n'), real.split('\n')];
  const lines: string[] = [];
  for (let at = 0; at < Math.max(a.length, b.length) && lines.length < 24; at++) {
    if (a[at] === b[at]) continue;
    if (a[at] !== undefined) lines.push(`  ours  ${a[at]}`);
    if (b[at] !== undefined) lines.push(`  real  ${b[at]}`);
  }
  return lines.join('\n');
}
