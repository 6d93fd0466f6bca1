// The recorded scripts of real bash, run again in ours: standard output, standard error and status must be the same.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Machine } from '../../support/machine.ts';
import { accepted } from './accepted.ts';
import { files } from './cases.mjs';

type Row = readonly [script: string, stdout: string, stderr: string, status: number | null];
const recorded: { readonly version: string; readonly cases: readonly Row[] } = JSON.parse(
  readFileSync(new URL('recorded.json', import.meta.url), 'utf8'),
);

const normal = (text: string): string => text.replaceAll(/line (\d+): +\d+ (Killed|Terminated)/g, 'line $1: PID $2');

it(`prints what bash ${recorded.version} prints`, () => {
  const differences: string[] = [];
  for (const [script, stdout, stderr, status] of recorded.cases) {
    const machine = new Machine({
      files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`/work/${name}`, text])),
    });
    let got: string;
    try {
      const ran = machine.run(script, {
        directory: '/work',
        environment: { PATH: '/nowhere', HOME: '/root', LANG: 'C.UTF-8', TERM: 'dumb' },
        limit: 60_000,
      });
      got = JSON.stringify([normal(ran.stdout), normal(ran.stderr), ran.code], null, 1);
    } catch (error) {
      got = String(error instanceof Error ? error.stack : error).slice(0, 600);
    }
    const wanted = JSON.stringify([normal(stdout), normal(stderr), status ?? 137], null, 1);
    if (got !== wanted && !(script in accepted)) differences.push(`${script}\n--- bash\n${wanted}\n--- ours\n${got}`);
  }
  const matched = recorded.cases.length - differences.length - Object.keys(accepted).length;
  console.log(
    `bash: ${matched} of ${recorded.cases.length} scripts as recorded, ${Object.keys(accepted).length} accepted differences`,
  );
  expect(differences.join('\n\n')).toBe('');
});
