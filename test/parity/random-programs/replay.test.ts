// Three hundred programs nobody wrote: what real bash and GNU tools printed, ours must print. A failure shows the
// seed and the program.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Machine } from '../../support/machine.ts';
import { generate } from './generate.mjs';

type Row = readonly [seed: number, stdout: string, complained: boolean, status: number];
const recorded: { readonly version: string; readonly programs: readonly Row[] } = JSON.parse(
  readFileSync(new URL('recorded.json', import.meta.url), 'utf8'),
);

it(`runs ${recorded.programs.length} random programs as bash ${recorded.version} does`, () => {
  const differences: string[] = [];
  for (const [seed, stdout, complained, status] of recorded.programs) {
    const script = generate(seed);
    const machine = new Machine({ files: { '/work/.keep': '' } });
    const got = machine.run(script, { directory: '/work', environment: { LANG: 'C.UTF-8' }, limit: 60_000 });
    if (got.stdout === stdout && (got.stderr !== '') === complained && got.code === status) continue;
    differences.push(
      `seed ${seed}\n${script}\n--- bash (status ${status})\n${stdout}\n--- ours (${got.code})\n${got.stdout}${got.stderr}`,
    );
  }
  console.log(
    `random programs: ${recorded.programs.length - differences.length} of ${recorded.programs.length} as recorded`,
  );
  expect(differences.slice(0, 5).join('\n\n')).toBe('');
});
