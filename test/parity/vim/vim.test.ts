// Key sequences recorded from a real vim (cases.txt, record.mjs), typed into ours: the text that comes out, where the
// cursor stands and what the unnamed register holds.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Result, replay, type Typed } from './replay.ts';

const { cases }: { readonly cases: readonly (Typed & Result)[] } = JSON.parse(
  readFileSync(new URL('./recorded.json', import.meta.url), 'utf8'),
);

/** Where ours does something else, and why. */
const ACCEPTED: Readonly<Record<string, string>> = {
  jxku: 'x on an empty line leaves a step for u that changes nothing',
  '21Gf"vi"p': 'the cursor after putting nothing over a selection',
  '10G<C-v>GI#<Esc>gv<Esc>': 'the corners of a block whose first line was indented anew',
  '13GVjj=': 'without an indent expression vim indents as C; ours says that it does not',
};

test('our vim makes of key sequences what the real one makes of them', () => {
  const different: string[] = [];
  const accepted: string[] = [];
  for (const one of cases) {
    const { start, file, keys } = one;
    const wanted: Result = one;
    const made = replay({ start, file, keys });
    const isSame =
      made.left === wanted.left &&
      made.text === wanted.text &&
      JSON.stringify(made.cursor) === JSON.stringify(wanted.cursor) &&
      made.register === wanted.register &&
      (!wanted.register || made.kind === wanted.kind);
    if (isSame) continue;
    if (ACCEPTED[keys]) accepted.push(`${keys}: ${ACCEPTED[keys]}`);
    else different.push(`${start} ${file} ${keys}: ${JSON.stringify(made)} instead of ${JSON.stringify(wanted)}`);
  }
  console.log(`vim: ${cases.length - different.length - accepted.length}/${cases.length} key sequences`);
  for (const line of accepted) console.log(`accepted: ${line}`);
  expect(different).toEqual([]);
}, 60_000);
