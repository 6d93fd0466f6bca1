// Runs the programs of generate.mjs with the real bash and GNU tools of this machine and stores what they printed:
//   node test/parity/random-programs/record.mjs

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from './generate.mjs';

const PROGRAMS = 300;
const version = execFileSync('bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' }).trim();
const rows = [];
for (let seed = 1; rows.length < PROGRAMS; seed++) {
  const directory = mkdtempSync(join(tmpdir(), 'program-'));
  const run = spawnSync('/bin/bash', ['-c', generate(seed)], {
    argv0: 'bash',
    cwd: directory,
    env: { PATH: '/usr/bin:/bin', HOME: '/root', LANG: 'C.UTF-8', TERM: 'dumb' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 10_000,
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  // Long outputs say no more than short ones.
  if (run.stdout.length < 1500) rows.push([seed, run.stdout, run.stderr !== '', run.status]);
}
const text = rows.map((row) => JSON.stringify(row)).join(',\n');
writeFileSync(new URL('recorded.json', import.meta.url), `{"version":"${version}","programs":[\n${text}\n]}\n`);
console.log(`${rows.length} programs recorded with bash ${version}`);
