// Runs cases.mjs with the real bash and GNU tools of this machine and stores what came out:
//   node test/parity/one-liners/record.mjs

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cases, files } from './cases.mjs';
import { tools } from './tools.mjs';

const version = execFileSync('bash', ['-c', 'echo $BASH_VERSION'], { encoding: 'utf8' }).trim();
const recorded = cases.map(([name, lines]) => {
  const root = mkdtempSync(join(tmpdir(), 'one-liner-'));
  const [work, bin] = [join(root, 'work'), join(root, 'bin')];
  mkdirSync(work);
  mkdirSync(bin);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), content);
  }
  for (const [tool, content] of Object.entries(tools)) {
    writeFileSync(join(bin, tool), content);
    chmodSync(join(bin, tool), 0o755);
  }
  const run = spawnSync('/bin/bash', ['-c', `shopt -s expand_aliases\n${lines.join('\n')}\n`], {
    argv0: 'bash',
    cwd: work,
    env: { PATH: `${bin}:/usr/bin:/bin:/usr/sbin:/sbin`, HOME: '/root', LANG: 'C.UTF-8', TERM: 'dumb', USER: 'root' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 10_000,
    encoding: 'utf8',
  });
  rmSync(root, { recursive: true });
  return [name, run.stdout.replaceAll(work, '/work'), run.stderr !== ''];
});
const rows = recorded.map((row) => JSON.stringify(row)).join(',\n');
writeFileSync(new URL('recorded.json', import.meta.url), `{"version":"${version}","cases":[\n${rows}\n]}\n`);
console.log(`${recorded.length} cases recorded with bash ${version}`);
