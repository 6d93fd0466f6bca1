// Replays what the real jq 1.6 printed and compares byte for byte: output, messages and exit status.

import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import { Bench } from '../../programs/bench.ts';
import { ACCEPTED } from './accepted.ts';

const read = (name: string) => JSON.parse(readFileSync(new URL(`./${name}`, import.meta.url), 'utf8'));
const rows: readonly (readonly [string, string, string, number])[] = read('recorded.json');
const files: Readonly<Record<string, string>> = read('files.json');
let matched = 0;

describe('jq prints what the real one prints', () => {
  it.each(rows)('%s', (line, stdout, stderr, code) => {
    const bench = new Bench();
    for (const [name, content] of Object.entries(files)) bench.write(name, content);
    const result = bench.run(line);
    if (line in ACCEPTED) {
      expect(result, 'an accepted difference that is none').not.toEqual({ stdout, stderr, code });
      return;
    }
    expect(result).toEqual({ stdout, stderr, code });
    matched++;
  });
});

afterAll(() => {
  console.log(
    `jq: ${matched} of ${rows.length} recordings matched, ${Object.keys(ACCEPTED).length} accepted differences`,
  );
});
