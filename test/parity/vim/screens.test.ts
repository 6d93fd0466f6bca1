// Whole screens of the real vim (record-screens.mjs), row by row, against ours on a terminal of the same size.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { vim } from '../../../src/programs/editors/vim/vim.ts';
import { Machine } from '../../support/machine.ts';
import { bytesOf } from './key-notation.mjs';
import { FILES, SCENES, type Scene } from './screens.mjs';
import { STARTS } from './starts.mjs';

interface Recorded {
  readonly name: string;
  readonly rows: readonly string[];
  readonly cursor: readonly number[];
}

/** Where ours looks different, and why. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'writing without a name': 'the introduction names the version of Ubuntu 24.04',
  'reading a file': 'vim loses its message when the screen scrolls',
  'changing what is read only': 'vim waits a second behind its warning',
};

async function play({ start, open, keys }: Scene): Promise<Omit<Recorded, 'name'>> {
  const { options, vimrc } = STARTS[start];
  const files = Object.fromEntries(Object.entries(FILES).map(([name, text]) => [`/root/work/${name}`, text]));
  const machine = new Machine({ programs: { vim }, files: { ...files, ...(vimrc ? { '/root/.vimrc': vimrc } : {}) } });
  const session = machine.sit({ environment: { PS1: '' } });
  session.type('cd work\r');
  session.type(`vim -n ${[...options, open].join(' ')}\r`);
  for (const key of bytesOf(keys).match(/[\s\S]/gu) ?? []) session.type(key, 20);
  session.settle(100);
  const rows = (await session.screen()).split('\n').map((row) => row.trimEnd());
  while (rows.length < 24) rows.push('');
  return { rows, cursor: [session.cursor.row, session.cursor.column] };
}

test('our screens look like those of the real vim', async () => {
  const recorded: readonly Recorded[] = JSON.parse(readFileSync(new URL('./screens.json', import.meta.url), 'utf8'));
  const different: string[] = [];
  const accepted: string[] = [];
  for (const scene of SCENES) {
    const wanted = recorded.find(({ name }) => name === scene.name)!;
    const made = await play(scene);
    const rows = wanted.rows.flatMap((row, at) =>
      row === made.rows[at] ? [] : [`${at}: ${row}|\n    ours: ${made.rows[at]}|`],
    );
    const cursor =
      JSON.stringify(wanted.cursor) === JSON.stringify(made.cursor)
        ? []
        : [`cursor ${wanted.cursor}, ours ${made.cursor}`];
    const report = [...rows.slice(0, 4), ...cursor].join('\n  ');
    if (report === '') continue;
    if (ACCEPTED[scene.name]) accepted.push(`${scene.name}: ${ACCEPTED[scene.name]}`);
    else different.push(`${scene.name} (${scene.keys})\n  ${report}`);
  }
  console.log(`vim: ${SCENES.length - different.length - accepted.length}/${SCENES.length} screens`);
  for (const line of accepted) console.log(`accepted: ${line}`);
  expect(different).toEqual([]);
}, 60_000);
