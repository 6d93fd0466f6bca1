// Programs nobody wrote: what real bash and GNU tools printed, ours must print. A failure shows the seed and the
// program.

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Machine } from '../../support/machine.ts';
import { generate } from './generate.mjs';
import { generateShell } from './generate-shell.mjs';

type Row = readonly [seed: number, stdout: string, complained: boolean, status: number];

const read = (name: string): { readonly version: string; readonly programs: readonly Row[] } =>
  JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

function replay(name: string, make: (seed: number) => string, path: string, shorten: (stdout: string) => string) {
  const { programs } = read(name);
  const differences: number[] = [];
  const shown: string[] = [];
  for (const [seed, stdout, complained, status] of programs) {
    const script = make(seed);
    const machine = new Machine({ files: { '/work/.keep': '' } });
    const got = machine.run(script, {
      directory: '/work',
      environment: { LANG: 'C.UTF-8', ...(path ? { PATH: path } : {}) },
      limit: 60_000,
    });
    if (shorten(got.stdout) === stdout && (got.stderr !== '') === complained && got.code === status) continue;
    differences.push(seed);
    shown.push(
      `seed ${seed}\n${script}\n--- bash (${status})\n${stdout}\n--- ours (${got.code})\n${got.stdout}${got.stderr}`,
    );
  }
  console.log(`${name}: ${programs.length - differences.length} of ${programs.length} as recorded`);
  return { differences, shown };
}

it('runs random programs with pipes of tools as bash does', () => {
  const { shown } = replay('recorded.json', generate, '', (stdout) => stdout);
  expect(shown.slice(0, 5).join('\n\n')).toBe('');
});

/** Programs in which bash numbers the lines of a process substitution differently, and one that crashes bash itself (457). */
const ACCEPTED: readonly number[] = [30, 457, 491, 889];

it('runs random programs of builtins as bash does', () => {
  const hash = (stdout: string) => createHash('sha1').update(stdout).digest('hex').slice(0, 10);
  const { differences, shown } = replay('recorded-shell.json', generateShell, '/nowhere', hash);
  const unknown = shown.filter((_text, index) => !ACCEPTED.includes(differences[index]));
  expect(unknown.slice(0, 5).join('\n\n')).toBe('');
});
