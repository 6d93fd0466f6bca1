// `npm run bench`: how long the promised things take, as medians, beside their budgets. The ratio to a fixed piece
// of work, measured in the same run, says how much of that is the machine. Every measurement has a process of its own.

import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { leaveCodeCache, openLab, openSandbox } from './terminal.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const bundle = join(root, 'dist/cka-lab.mjs');
const worldBundle = join(root, 'dist/bench-world.mjs');

await build({
  absWorkingDir: root,
  entryPoints: ['bench/world.ts'],
  outfile: worldBundle,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  minify: true,
  legalComments: 'none',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';const require = __createRequire(import.meta.url);",
  },
});

/** What one run of each measurement gives: values by the names of the rows below. */
const MEASUREMENTS = {
  'first run -c true': { times: 3, measure: () => inNewHome(async (home) => ({ firstRun: await headless(home) })) },
  'run -c true': { times: 7, measure: async () => ({ run: await headless(usedHome) }) },
  'first sandbox': {
    times: 3,
    measure: () =>
      inNewHome(async (home) => {
        const { firstFrame, prompt } = await openSandbox(bundle, home);
        return { firstEverFrame: firstFrame, firstEverPrompt: prompt };
      }),
  },
  sandbox: { times: 7, measure: () => openSandbox(bundle, usedHome) },
  lab: { times: 3, measure: () => inNewHome((home) => openLab(bundle, home)) },
  loops: {
    times: 3,
    measure: async () => ({
      loop: await headless(usedHome, 'for ((n = 0; n < 100000; n++)); do ((i++)); done'),
      substitutions: await headless(usedHome, 'for i in {1..20000}; do x=$(echo $i); done'),
    }),
  },
  kubectl: { times: 3, measure: inWorld },
  deployment: { times: 3, measure: inWorld },
  filters: { times: 3, measure: inWorld },
  vim: { times: 3, measure: inWorld },
  idle: { times: 3, measure: inWorld },
  replay: { times: 3, measure: inWorld },
};

/** In the order of the table. */
const ROWS = [
  { name: 'process start to first frame', of: 'firstFrame', budget: 400, unit: 'ms' },
  { name: '… the very first time', of: 'firstEverFrame', unit: 'ms' },
  { name: 'process start to prompt in a cluster', of: 'prompt', budget: 1200, unit: 'ms' },
  { name: '… the very first time', of: 'firstEverPrompt', unit: 'ms' },
  { name: 'cka-lab run -c true', of: 'run', budget: 1000, unit: 'ms' },
  { name: '… the very first time', of: 'firstRun', unit: 'ms' },
  { name: 'loop of 100,000 ((i++))', of: 'loop', budget: 1500, unit: 'ms' },
  { name: 'loop of 20,000 $(echo $i)', of: 'substitutions', unit: 'ms' },
  { name: 'key to echo', of: 'echo', budget: 5, unit: 'ms' },
  { name: 'kubectl get pods in the world', of: 'getPods', budget: 10, unit: 'ms' },
  { name: 'memory with one lab open', of: 'labMemory', budget: 150, unit: 'MB' },
  { name: '1,000 pods on 20 nodes, all Ready', of: 'deployment', budget: 5000, unit: 'ms' },
  { name: '1,000 pods on 20 nodes, peak memory', of: 'deploymentMemory', budget: 350, unit: 'MB' },
  { name: 'grep over 10 MB', of: 'grep', budget: 500, unit: 'ms' },
  { name: 'sort of 100,000 lines', of: 'sort', budget: 500, unit: 'ms' },
  { name: 'a key in vim on 10,000 lines', of: 'vimKey', budget: 16, unit: 'ms' },
  { name: '… the slowest, with :%s among them', of: 'vimSlowestKey', unit: 'ms' },
  { name: 'an idle virtual hour', of: 'idleHour', budget: 500, unit: 'ms' },
  { name: '… the first of a process', of: 'firstIdleHour', unit: 'ms' },
  { name: 'replay of a one-hour session', of: 'replay', budget: 3000, unit: 'ms' },
];

const only = process.argv.slice(2);

/** Where cka-lab has been before, with the code caches it leaves (src/start.ts). */
const usedHome = mkdtempSync(join(tmpdir(), 'cka-lab-bench-'));
process.on('exit', () => rmSync(usedHome, { recursive: true, force: true }));
await headless(usedHome);
await leaveCodeCache(bundle, usedHome);

const values = new Map();
const failures = [];
const baseline = [];
for (const [name, { times, measure }] of Object.entries(MEASUREMENTS)) {
  if (only.length > 0 && !only.includes(name)) continue;
  for (let time = 0; time < times; time++) {
    baseline.push(fixedWork());
    try {
      for (const [key, value] of Object.entries(await measure(name))) {
        values.set(key, [...(values.get(key) ?? []), value]);
      }
    } catch (error) {
      failures.push(`${name}: ${error instanceof Error ? error.message : error}`);
      break;
    }
  }
}
report();

// ——— measurements ———

/** Sorting and hashing, in milliseconds: the same work on every machine and in every version. */
function fixedWork() {
  const began = performance.now();
  const numbers = Array.from({ length: 200_000 }, (_, at) => Math.imul(at, 2654435761) >>> 0);
  numbers.sort((a, b) => a - b);
  let digest = 0x811c9dc5;
  for (let round = 0; round < 20; round++) {
    for (const number of numbers) digest = Math.imul(digest ^ (number & 0xff), 16777619);
  }
  return digest === 0 ? Number.NaN : performance.now() - began;
}

async function headless(home, command = 'true') {
  const began = performance.now();
  const code = await new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle, 'run', '-c', command], {
      stdio: 'inherit',
      env: { ...process.env, CKA_LAB_HOME: home },
    });
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error(`exit status ${code}`);
  return performance.now() - began;
}

async function inNewHome(measure) {
  const home = mkdtempSync(join(tmpdir(), 'cka-lab-bench-'));
  try {
    return await measure(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

async function inWorld(name) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [worldBundle, name], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim().split('\n').slice(0, 6).join('\n'));
  return JSON.parse(stdout);
}

// ——— the table ———

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

function report() {
  const fixed = median(baseline);
  const lines = [['what', 'median', 'budget', 'ratio', '']];
  for (const { name, of, budget, unit } of ROWS) {
    const measured = values.get(of);
    if (!measured) continue;
    const value = median(measured);
    const shown = `${value < 10 ? value.toFixed(1) : Math.round(value)} ${unit}`;
    const ratio = unit === 'ms' ? (value / fixed).toFixed(2) : '';
    const promised =
      budget === undefined ? ['', ratio, ''] : [`${budget} ${unit}`, ratio, value <= budget ? 'ok' : 'OVER'];
    lines.push([name, shown, ...promised]);
  }
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  for (const [name, ...rest] of lines) {
    const cells = rest.map((cell, at) => (at === 3 ? cell : cell.padStart(widths[at + 1])));
    console.log([name.padEnd(widths[0]), ...cells].join('  ').trimEnd());
  }
  console.log(`\nratio 1 = ${fixed.toFixed(1)} ms of fixed work; Node ${process.versions.node}`);
  for (const failure of failures) console.error(`\nnot measured: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
}
