// Runs generated programs with the real bash and GNU tools of this machine and stores what they printed:
//   node test/parity/random-programs/record.mjs
// Programs of generate.mjs with their outputs, those of generate-shell.mjs with a hash of theirs.

import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generate } from './generate.mjs';
import { generateShell } from './generate-shell.mjs';

const version = execFileSync('bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' }).trim();

function run(script, path) {
  const directory = mkdtempSync(join(tmpdir(), 'program-'));
  const ran = spawnSync('/bin/bash', ['-c', script], {
    argv0: 'bash',
    cwd: directory,
    env: { PATH: path, HOME: '/root', LANG: 'C.UTF-8', TERM: 'dumb' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 10_000,
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  return ran;
}

function record(name, count, row) {
  const rows = [];
  for (let seed = 1; rows.length < count; seed++) {
    const one = row(seed);
    if (one) rows.push(JSON.stringify(one));
  }
  writeFileSync(new URL(name, import.meta.url), `{"version":"${version}","programs":[\n${rows.join(',\n')}\n]}\n`);
  console.log(`${name}: ${count} programs recorded with bash ${version}`);
}

record('recorded.json', 300, (seed) => {
  const { stdout, stderr, status } = run(generate(seed), '/usr/bin:/bin');
  // Long outputs say no more than short ones.
  return stdout.length < 1500 ? [seed, stdout, stderr !== '', status] : undefined;
});

record('recorded-shell.json', 1000, (seed) => {
  const { stdout, stderr, status } = run(generateShell(seed), '/nowhere');
  const hash = createHash('sha1').update(stdout).digest('hex').slice(0, 10);
  return status === null ? undefined : [seed, hash, stderr !== '', status];
});
