// Runs every case with the real jq 1.6 and writes recorded.json. By hand:  node test/parity/jq/record.mjs
// Each line runs in a fresh temporary directory with the files of files.json.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const here = (name) => new URL(`./${name}`, import.meta.url);
const read = (name) => JSON.parse(readFileSync(here(name), 'utf8'));
const files = read('files.json');

const rows = read('cases.json').map((line) => {
  if (!/^(jq|cat|echo) [^>;&]*$/.test(line.replaceAll(/'[^']*'/g, ''))) throw new Error(`no plain call of jq: ${line}`);
  const directory = mkdtempSync(join(tmpdir(), 'recording-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content);
    }
    const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', line], {
      cwd: directory,
      env: { PATH: '/usr/bin', LANG: 'C.UTF-8', TERM: 'xterm' },
      input: '',
      encoding: 'utf8',
      timeout: 10_000,
    });
    return [line, stdout, stderr, status];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
writeFileSync(here('recorded.json'), `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`);
