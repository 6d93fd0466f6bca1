// `cka-lab run`: a script in a fresh world, as fast as the machine can. For authors, instructors, tests and CI.

import { readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { encode } from '../base/bytes.ts';
import { parseGoDuration } from '../base/duration.ts';
import { DEFAULT_TOPOLOGY, TOPOLOGIES, type Topology, topologySchema } from '../cluster/topology.ts';
import { createWorld, type World } from '../cluster/world.ts';
import { loadContent } from '../content.ts';
import { limitHeap } from '../heap-limits.ts';
import { DEFAULT_VERSION, RELEASES, releaseOf } from '../kube/releases/releases.ts';
import { execute, type Shell, type Sinks } from '../lab/administrator.ts';
import { type Grade, Grading } from '../lab/grading.ts';
import { fillIn, readContent } from '../lab/load.ts';
import { Observation } from '../lab/observation.ts';
import type { Lab } from '../lab/schema.ts';
import { complete, prepareLab, setStage } from '../lab/session.ts';
import { SystemError } from '../linux/errors.ts';
import { createPipe } from '../linux/files/pipe.ts';
import type { Host } from '../linux/host/host.ts';
import { EPOCH, type Millis } from '../sim/simulation.ts';
import { start, type Task } from '../sim/task.ts';
import { gradeText } from './grade-text.ts';
import { UsageError } from './usage.ts';

export const RUN_HELP = `Usage: cka-lab run [options] [SCRIPT | -c COMMANDS | -]

Runs bash in a fresh world as fast as this machine can, streams what it prints and exits with its status.
SCRIPT is a file on this computer; - reads the script from standard input.

  --lab ID                set the scene of a lab first, and print the grade at the end
  --topology NAME|FILE    ${Object.keys(TOPOLOGIES).join(', ')}, or a YAML file (default ${DEFAULT_TOPOLOGY})
  --version V             Kubernetes release, ${RELEASES.map((one) => `1.${one.minor}`).join(', ')} (default ${DEFAULT_VERSION})
  --host H                where the script runs (default: the control plane)
  --user U                as whom (default root)
  --seed N                any number or word; the same seed gives the same world (default 1)
  --copy LOCAL:HOST:PATH  put a file into the world first; may be repeated
  --copy-out HOST:PATH:LOCAL   fetch a file at the end; may be repeated
  --max-virtual DURATION  stop after so much virtual time, e.g. 30m (default 24h)
  --labs DIR              an instructor's own labs beside ours; may be repeated
  --json                  print one JSON object with status, output and grade instead

Examples:
  cka-lab run -c 'kubectl get nodes'
  cka-lab run --lab os-upgrade solution.sh
  cka-lab run --version 1.34 --host node01 -c 'kubelet --version'
`;

const OPTIONS = {
  lab: { type: 'string' },
  topology: { type: 'string' },
  version: { type: 'string' },
  host: { type: 'string' },
  user: { type: 'string' },
  seed: { type: 'string' },
  copy: { type: 'string', multiple: true },
  'copy-out': { type: 'string', multiple: true },
  'max-virtual': { type: 'string' },
  labs: { type: 'string', multiple: true },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  command: { type: 'string', short: 'c' },
} as const;

interface Outcome {
  /** Undefined: virtual time ran out. */
  readonly code: number | undefined;
  readonly grade: Grade | undefined;
}

/** Exit status of `timeout`, for a script that ran out of virtual time. */
const TIMED_OUT = 124;

export function run(args: readonly string[]): number {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  if (values.help) {
    process.stdout.write(RUN_HELP);
    return 0;
  }
  const lab = values.lab === undefined ? undefined : findLab(values.lab, values.labs ?? []);
  const topology = readTopology(values.topology ?? lab?.cluster.topology ?? DEFAULT_TOPOLOGY);
  const version = fullVersion(values.version ?? lab?.cluster.version ?? DEFAULT_VERSION);
  const seed = values.seed ?? '1';
  const limit = parseGoDuration(values['max-virtual'] ?? '24h');
  if (limit === undefined)
    throw new UsageError(`--max-virtual: "${values['max-virtual']}" is no duration such as 90s or 30m`);
  const script = readScript(values.command, positionals);

  const world = createWorld({ topology, version, seed, epoch: EPOCH });
  limitHeap(world.hosts.size);
  const host = hostNamed(world, values.host ?? world.home);
  const observation = new Observation(world);
  const scene = lab && prepareLab(world, fillIn(lab, seed), observation);
  const grading = scene && new Grading(scene, observation);
  if (grading) {
    grading.onDone = (_, next) => setStage(world, next);
    grading.follow();
  }
  for (const copy of values.copy ?? []) copyIn(world, copy);
  if (script.file) host.files.writeFile(script.file.path, script.file.text, { mode: 0o755 });

  const captured = { stdout: '', stderr: '' };
  const sinks: Sinks = values.json
    ? {
        stdout: (bytes) => (captured.stdout += Buffer.from(bytes)),
        stderr: (bytes) => (captured.stderr += Buffer.from(bytes)),
      }
    : { stdout: (bytes) => process.stdout.write(bytes), stderr: (bytes) => process.stderr.write(bytes) };
  const began = world.simulation.now;
  const code = runToEnd(world, execute(host, { ...script.shell, user: values.user }, sinks), limit);
  const grade = grading && complete(world, grading.grade(true));
  for (const copy of values['copy-out'] ?? []) copyOut(world, copy);
  report({ code, grade }, { json: values.json ?? false, captured, virtual: world.simulation.now - began, limit });
  return code ?? TIMED_OUT;
}

function report(
  { code, grade }: Outcome,
  how: { readonly json: boolean; readonly captured: object; readonly virtual: Millis; readonly limit: Millis },
): void {
  if (how.json) {
    const timedOut = code === undefined;
    process.stdout.write(
      `${JSON.stringify({ code: code ?? TIMED_OUT, timedOut, virtualMillis: how.virtual, ...how.captured, grade })}\n`,
    );
    return;
  }
  if (code === undefined)
    process.stderr.write(`cka-lab: stopped after ${how.limit / 1000} virtual seconds (--max-virtual)\n`);
  if (grade) process.stdout.write(gradeText(grade, 'en'));
}

function runToEnd(world: World, task: Task<number>, limit: Millis): number | undefined {
  const until = world.simulation.now + limit;
  const running = start(world.simulation, 'script', task, () => {});
  while (!running.outcome && world.simulation.step(until));
  if (!running.outcome) return undefined;
  if (!running.outcome.ok) throw running.outcome.error;
  return running.outcome.value;
}

export function findLab(id: string, folders: readonly string[]): Lab {
  const { labs, problems } = loadContent(folders);
  const lab = labs.find((one) => one.id === id);
  if (lab) return lab;
  const known = labs.map((one) => one.id).join(', ');
  throw new UsageError([`no lab "${id}"; there are: ${known || 'none'}`, ...problems].join('\n'));
}

export function readTopology(name: string): Topology {
  if (Object.hasOwn(TOPOLOGIES, name)) return TOPOLOGIES[name];
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch {
    throw new UsageError(`--topology: "${name}" is neither a file nor one of ${Object.keys(TOPOLOGIES).join(', ')}`);
  }
  return readContent(text, name, topologySchema);
}

/** `1.34`, `v1.34.2` → a version this program can build. */
export function fullVersion(asked: string): string {
  const minor = /^v?1\.(\d+)$/.exec(asked)?.[1];
  const found = RELEASES.find((release) => String(release.minor) === minor);
  const version = found ? `v1.${found.minor}.${found.newestPatch}` : `v${asked.replace(/^v/, '')}`;
  if (releaseOf(version)) return version;
  throw new UsageError(
    `--version: ${asked} is not simulated; known are ${RELEASES.map((one) => `1.${one.minor}.0 … 1.${one.minor}.${one.newestPatch}`).join(', ')}`,
  );
}

interface Script {
  readonly shell: Shell;
  readonly file?: { readonly path: string; readonly text: string };
}

function readScript(command: string | undefined, positionals: readonly string[]): Script {
  if (command !== undefined) return { shell: { argv: ['bash', '-c', command, ...positionals] } };
  const [name, ...args] = positionals;
  if (name === undefined)
    throw new UsageError('nothing to run: name a SCRIPT, or -c COMMANDS, or - for standard input');
  if (name !== '-') {
    const path = `/tmp/${basename(name)}`;
    return { shell: { argv: ['bash', path, ...args] }, file: { path, text: readFileSync(name, 'utf8') } };
  }
  const { reader, writer } = createPipe();
  const feed = writer.write(encode(readFileSync(0, 'utf8')));
  return { shell: { argv: ['bash', '-s', ...args], stdin: reader, feed: { task: feed, writer } } };
}

function hostNamed(world: World, name: string): Host {
  const host = world.hosts.get(name);
  if (!host) throw new UsageError(`no host "${name}"; there are: ${[...world.hosts.keys()].join(', ')}`);
  return host;
}

function copyIn(world: World, copy: string): void {
  const match = /^(.+):([^:]+):(\/[^:]*)$/.exec(copy);
  if (!match) throw new UsageError(`--copy: "${copy}" is not LOCAL:HOST:/PATH`);
  const [, local, name, path] = match;
  const { files } = hostNamed(world, name);
  files.makeDirectory(dirname(path), { recursive: true });
  files.writeFile(path, readFileSync(local));
}

function copyOut(world: World, copy: string): void {
  const match = /^([^:]+):(\/[^:]*):(.+)$/.exec(copy);
  if (!match) throw new UsageError(`--copy-out: "${copy}" is not HOST:/PATH:LOCAL`);
  const [, name, path, local] = match;
  try {
    writeFileSync(local, hostNamed(world, name).files.readFile(path));
  } catch (error) {
    if (error instanceof SystemError) throw new UsageError(`--copy-out: ${name}: ${error.message}`);
    throw error;
  }
}
