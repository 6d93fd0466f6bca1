// `npm run parity`: replays the recordings of kubectl, without a server and against an API server, and prints for each
// area how many match. What does not is listed with its reason. Fails as the tests do, when fewer match than before.

import { spawnSync } from 'node:child_process';

const run = spawnSync('npx', ['vitest', 'run', 'test/parity/kubectl/offline', 'test/parity/kubectl-apiserver'], {
  encoding: 'utf8',
  env: { ...process.env, NO_COLOR: '1' },
  maxBuffer: 2 ** 26,
});
const areas = new Map();
let area;
for (const line of run.stdout.split('\n')) {
  const [, name, matched, all] = /(\S+): (\d+)\/(\d+) match/.exec(line) ?? [];
  if (name) {
    area = { matched: Number(matched), all: Number(all), open: [] };
    areas.set(name, area);
  } else if (area && /^ {2}\S+: /.test(line)) area.open.push(line.trim());
  else area = undefined;
}
const total = (pattern) => {
  const chosen = [...areas].filter(([name]) => pattern.test(name)).map(([, one]) => one);
  const sum = (key) => chosen.reduce((before, one) => before + one[key], 0);
  return { matched: sum('matched'), all: sum('all'), open: [] };
};
const row = (name, { matched, all }) =>
  `${name.padEnd(28)}${String(matched).padStart(6)} of ${String(all).padStart(5)}${((100 * matched) / all).toFixed(1).padStart(8)} %`;
for (const [name, one] of areas) {
  console.log(row(name, one));
  for (const line of one.open) console.log(`    ${line}`);
}
console.log(row('without a server', total(/^offline/)));
console.log(row('against an API server', total(/^(?!offline)/)));
process.exitCode = run.status ?? 1;
