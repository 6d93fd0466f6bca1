// Replays what the real GNU tools printed (coreutils 9.1, grep 3.8, findutils 4.9 of Debian 12) and
// compares byte for byte: output, messages and exit status.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { Bench, type Result } from '../../programs/bench.ts';
import { ACCEPTED } from './accepted.ts';
import { CASES, DIRECTORY, FILES, isHarmful, LINKS, TIME } from './cases.mjs';

type Row = readonly [string, string, string, number];

const recorded: Readonly<Record<string, readonly Row[]>> = JSON.parse(
  readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'),
);

const time = Date.parse(TIME.replace(' UTC', 'Z').replace(' ', 'T'));
let matched = 0;
let total = 0;

function replay(line: string): Result {
  const bench = new Bench(DIRECTORY);
  const { files } = bench.host;
  const paths = new Set<string>([DIRECTORY]);
  for (const [name, content] of Object.entries(FILES)) {
    bench.write(name, content);
    const parts = name.split('/');
    parts.forEach((_, index) => {
      paths.add(`${DIRECTORY}/${parts.slice(0, index + 1).join('/')}`);
    });
  }
  for (const [name, to] of Object.entries(LINKS)) {
    files.symlink(to, `${DIRECTORY}/${name}`);
    paths.add(`${DIRECTORY}/${name}`);
  }
  for (const path of paths) {
    const inode = files.lstat(path);
    inode.mtime = time;
    inode.atime = time;
  }
  return bench.run(line);
}

describe.each(Object.keys(CASES))('%s prints what the GNU tool prints', (group) => {
  it.each(recorded[group] ?? [])('%s', (line, stdout, stderr, code) => {
    total++;
    const result = replay(line);
    if (line in ACCEPTED) {
      expect(result, 'an accepted difference that is none').not.toEqual({ stdout, stderr, code });
      return;
    }
    expect(result).toEqual({ stdout, stderr, code });
    matched++;
  });
});

it('has no case that could harm the machine it is recorded on', () => {
  expect(Object.values(CASES).flat().filter(isHarmful)).toEqual([]);
});

afterAll(() => {
  console.log(
    `GNU tools: ${matched} of ${total} recordings matched, ${Object.keys(ACCEPTED).length} accepted differences`,
  );
});
