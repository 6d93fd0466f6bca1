// Runs the cases of cases.mjs in the real bash of this machine and stores what came out:
//   node test/parity/bash/record.mjs
// Standard input is no socket, or bash would read its start-up files. Only shell builtins are used, so that nothing but bash is compared.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { cases, files } from './cases.mjs';

const version = execFileSync('bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' }).trim();
const recorded = cases.map((script) => {
  const directory = mkdtempSync(join(tmpdir(), 'bash-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  const env = { PATH: '/nowhere', HOME: '/root', LANG: 'C.UTF-8', TERM: 'dumb', USER: 'root' };
  const run = spawnSync('/bin/bash', ['-c', script], {
    argv0: 'bash',
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 10_000,
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  const clean = (text) => text.replaceAll(directory, '/work');
  return [script, clean(run.stdout), clean(run.stderr), run.status ?? 128 + constants.signals[run.signal]];
});
const lines = recorded.map((row) => JSON.stringify(row)).join(',\n');
writeFileSync(new URL('recorded.json', import.meta.url), `{"version":"${version}","cases":[\n${lines}\n]}\n`);
console.log(`${recorded.length} cases recorded with bash ${version}`);
