// Runs every case with the real tools and writes recorded.json. By hand, on a machine with GNU tools:
//   node test/parity/gnu/record.mjs [GROUP...]
// Each line runs in a fresh temporary directory. Without root, lines that show or change owners keep their
// earlier recording.

import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CASES, DIRECTORY, FILES, isHarmful, LINKS, needsRoot, TIME } from './cases.mjs';

const target = new URL('./recorded.json', import.meta.url);
const recorded = existsSync(target) ? JSON.parse(readFileSync(target, 'utf8')) : {};
const wanted = process.argv.slice(2);
const isRoot = process.getuid() === 0;

function prepare(directory) {
  for (const [name, content] of Object.entries(FILES)) {
    mkdirSync(dirname(join(directory, name)), { recursive: true });
    writeFileSync(join(directory, name), content);
  }
  for (const [name, to] of Object.entries(LINKS)) symlinkSync(to, join(directory, name));
  execFileSync('find', [directory, '-exec', 'touch', '-h', '-d', TIME, '{}', '+']);
}

function record(line) {
  if (isHarmful(line)) throw new Error(`never to be recorded: ${line}`);
  const above = mkdtempSync(join(tmpdir(), 'recording-'));
  const directory = join(above, 'lab');
  mkdirSync(directory, { mode: 0o755 });
  try {
    prepare(directory);
    const { stdout, stderr, status, signal } = spawnSync('bash', ['--norc', '-c', line], {
      cwd: directory,
      env: { PATH: '/usr/bin', LANG: 'C.UTF-8', TERM: 'xterm' },
      input: '',
      encoding: 'utf8',
      timeout: 10_000,
    });
    const named = (text) => text.replaceAll(directory, DIRECTORY);
    return [line, named(stdout), named(stderr), signal ? 128 + constants.signals[signal] : status];
  } finally {
    rmSync(above, { recursive: true, force: true });
  }
}

for (const [group, lines] of Object.entries(CASES)) {
  if (wanted.length > 0 && !wanted.includes(group)) continue;
  const earlier = new Map((recorded[group] ?? []).map((row) => [row[0], row]));
  recorded[group] = lines.flatMap((line) => {
    if (isRoot || !needsRoot(line)) return [record(line)];
    console.warn(`needs root, kept: ${line}`);
    return earlier.has(line) ? [earlier.get(line)] : [];
  });
}
const groups = Object.entries(recorded).map(
  ([group, rows]) => `${JSON.stringify(group)}: [\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`,
);
writeFileSync(target, `{\n${groups.join(',\n')}\n}\n`);
