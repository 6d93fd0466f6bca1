// Runs every case with the real tools and writes recorded.json. By hand, on a machine with GNU tools and
// root, in a directory that may be thrown away:  node test/parity/gnu/record.mjs [GROUP...]

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { CASES, DIRECTORY, FILES, LINKS, TIME } from './cases.mjs';

const target = new URL('./recorded.json', import.meta.url);
const recorded = existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : {};
const wanted = process.argv.slice(2);

function prepare() {
  rmSync(DIRECTORY, { recursive: true, force: true });
  mkdirSync(DIRECTORY, { recursive: true });
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(DIRECTORY, name)), { recursive: true });
    writeFileSync(join(DIRECTORY, name), content);
  }
  for (const [name, to] of Object.entries(LINKS)) symlinkSync(to, join(DIRECTORY, name));
  execFileSync('find', [DIRECTORY, '-exec', 'touch', '-h', '-d', TIME, '{}', '+']);
}

for (const [group, lines] of Object.entries(CASES)) {
  if (wanted.length > 0 && !wanted.includes(group)) continue;
  recorded[group] = lines.map((line) => {
    prepare();
    const { stdout, stderr, status, signal } = spawnSync('bash', ['--norc', '-c', line], {
      cwd: DIRECTORY,
      env: { PATH: '/usr/bin', LANG: 'C.UTF-8', TERM: 'xterm' },
      input: '',
      encoding: 'utf8',
      timeout: 10_000,
    });
    return [line, stdout, stderr, signal ? 128 + constants.signals[signal] : status];
  });
}
const groups = Object.entries(recorded).map(
  ([group, rows]) => `${JSON.stringify(group)}: [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
);
writeFileSync(target, `{\n${groups.join(',\n')}\n}\n`);
