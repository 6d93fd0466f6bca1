// The recorded scripts of real bash and dash, run again in ours: standard output, standard error and status must be
// the same.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Machine } from '../../support/machine.ts';
import { accepted } from './accepted.ts';
import { files, type Kind, kinds } from './cases.mjs';

type Row = readonly [script: string, stdout: string, stderr: string, status: number | null];

/** Process ids and measured times are never the same. */
const normal = (text: string): string =>
  text
    .replaceAll(/line (\d+): +\d+ (Hangup|Killed|Segmentation)/g, 'line $1: PID $2')
    .replaceAll(/\d+m\d+\.\d{3}s/g, 'TIME')
    .replaceAll(/^(real|user|sys) \d+\.\d\d$/gm, '$1 TIME');

function play(kind: string, { argv }: Kind, script: string): string {
  const laid = kind === 'script' ? { ...files, 's.sh': script } : files;
  const machine = new Machine({
    files: Object.fromEntries(Object.entries(laid).map(([name, text]) => [`/work/${name}`, text])),
  });
  try {
    const ran = machine.run(script, {
      argv: ['bash', ...argv(script, '/usr/bin/sh')],
      directory: '/work',
      environment: { PATH: '/nowhere', HOME: '/root', LANG: 'C.UTF-8', TERM: 'dumb' },
      limit: 60_000,
    });
    return JSON.stringify([normal(ran.stdout), normal(ran.stderr), ran.code], null, 1);
  } catch (error) {
    return String(error instanceof Error ? error.stack : error).slice(0, 600);
  }
}

it.each(Object.entries(kinds))('runs scripts by %s as the real shell does', (kind, how) => {
  const recorded: { readonly cases: readonly Row[] } = JSON.parse(
    readFileSync(new URL(`recorded-${kind}.json`, import.meta.url), 'utf8'),
  );
  const differences: string[] = [];
  let matched = 0;
  for (const [script, stdout, stderr, status] of recorded.cases) {
    const got = play(kind, how, script);
    const wanted = JSON.stringify([normal(stdout), normal(stderr), status ?? 137], null, 1);
    if (got === wanted) matched++;
    else if (!(script in accepted)) differences.push(`${script}\n--- real\n${wanted}\n--- ours\n${got}`);
  }
  console.log(`${kind}: ${matched} of ${recorded.cases.length} scripts as recorded`);
  expect(differences.join('\n\n')).toBe('');
});
