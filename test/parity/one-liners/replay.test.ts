// What real bash and GNU tools answered to the lines of an exam: standard output byte for byte, and whether
// anything was said on standard error.

import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { Machine } from '../../support/machine.ts';
import { cases, files } from './cases.mjs';
import { tools } from './tools.mjs';

type Row = readonly [name: string, stdout: string, complained: boolean];
const recorded: { readonly version: string; readonly cases: readonly Row[] } = JSON.parse(
  readFileSync(new URL('recorded.json', import.meta.url), 'utf8'),
);

/** Lines whose answer we let differ, each with its reason. */
const accepted: Readonly<Record<string, string>> = {
  'openssl x509': 'this small test machine has no openssl',
};

it(`answers one-liners as bash ${recorded.version} and GNU tools do`, () => {
  const differences: string[] = [];
  recorded.cases.forEach(([name, stdout, complained], index) => {
    if (name in accepted) return;
    const lines = cases[index][1];
    const machine = new Machine({
      files: Object.fromEntries(Object.entries(files).map(([path, text]) => [`/work/${path}`, text])),
    });
    for (const [tool, text] of Object.entries(tools))
      machine.host.files.writeFile(`/usr/local/bin/${tool}`, text, { mode: 0o755 });
    const got = machine.run(`shopt -s expand_aliases\n${lines.join('\n')}\n`, { directory: '/work', limit: 60_000 });
    if (got.stdout === stdout && (got.stderr !== '') === complained) return;
    const wanted = complained ? 'and a complaint' : 'and no complaint';
    differences.push(
      `${name}: ${lines.join('\n')}\n--- wanted ${wanted}\n${stdout}\n--- got\n${got.stdout}${got.stderr}`,
    );
  });
  const matched = recorded.cases.length - differences.length - Object.keys(accepted).length;
  console.log(`one-liners: ${matched} of ${recorded.cases.length} as recorded`);
  expect(differences.join('\n\n')).toBe('');
});
