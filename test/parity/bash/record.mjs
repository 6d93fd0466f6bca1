// Runs the cases of cases.mjs in the real bash and dash of this machine and stores what came out:
//   node test/parity/bash/record.mjs
// Standard input is no socket, or bash would read its start-up files. Only shell builtins are used, so that nothing but the shell is compared.

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { files, kinds } from './cases.mjs';

const version = execFileSync('bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' }).trim();

function run(script, argv) {
  const directory = mkdtempSync(join(tmpdir(), 'bash-'));
  for (const [name, content] of Object.entries({ ...files, 's.sh': script }))
    if (name !== 's.sh' || argv[0] === 's.sh') writeFileSync(join(directory, name), content);
  const env = { PATH: '/nowhere', HOME: '/root', LANG: 'C.UTF-8', TERM: 'dumb', USER: 'root' };
  const ran = spawnSync('/bin/bash', argv, {
    argv0: 'bash',
    cwd: directory,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 10_000,
    encoding: 'utf8',
  });
  rmSync(directory, { recursive: true });
  const clean = (text) => text.replaceAll(directory, '/work');
  return [script, clean(ran.stdout), clean(ran.stderr), ran.status ?? 128 + constants.signals[ran.signal]];
}

for (const [kind, { cases, argv }] of Object.entries(kinds)) {
  const recorded = cases.map((script) => run(script, argv(script, '/bin/dash')));
  const lines = recorded.map((row) => JSON.stringify(row)).join(',\n');
  const name = `recorded-${kind}.json`;
  writeFileSync(new URL(name, import.meta.url), `{"version":"${version}","cases":[\n${lines}\n]}\n`);
  console.log(`${kind}: ${recorded.length} cases recorded with bash ${version}`);
}
