// Key sequences typed at GNU nano 7.2 with Debian's nanorc, and what its screen, cursor and files were afterwards.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nano } from '../../../src/programs/editors/nano/nano.ts';
import { Machine } from '../../support/machine.ts';

interface Recorded {
  readonly name: string;
  readonly args: string;
  readonly keys: readonly string[];
  readonly files: Readonly<Record<string, string>>;
  readonly size: readonly [columns: number, rows: number];
  readonly resize?: readonly [columns: number, rows: number];
  readonly ended?: boolean;
  readonly screen?: string;
  readonly cursor?: string;
  readonly after: Readonly<Record<string, string>>;
}

const recorded: readonly Recorded[] = JSON.parse(readFileSync(new URL('recorded.json', import.meta.url), 'utf8'));

/** Differences we accept, and why. */
const ACCEPTED: Readonly<Record<string, string>> = {
  help: 'the help text is our own',
};

interface Seen {
  readonly screen: string | undefined;
  readonly cursor: string | undefined;
  readonly after: Readonly<Record<string, string>>;
}

async function replay(machine: Machine, one: Recorded, directory: string): Promise<Seen> {
  const { files } = machine.host;
  files.makeDirectory(directory, { recursive: true });
  for (const [name, text] of Object.entries(one.files)) files.writeFile(`${directory}/${name}`, text);
  const [columns, rows] = one.size;
  const session = machine.sit({
    argv: ['bash', '--norc', '-c', `cd ${directory}; exec nano ${one.args}`],
    columns,
    rows,
  });
  for (const key of one.keys) session.type(key, 50);
  if (one.resize) session.resize(...one.resize);
  // A window made smaller pushes its first rows out of sight.
  const visible = (one.resize ?? one.size)[1];
  const screen = one.resize ? (await session.screen()).split('\n').slice(-visible).join('\n') : await session.screen();
  const { column, row } = session.cursor;
  const after: Record<string, string> = {};
  for (const name of files.readDirectory(directory)) after[name] = files.readText(`${directory}/${name}`);
  const ended = !session.process.alive;
  if (!ended) session.process.signal('SIGKILL');
  return {
    screen:
      one.screen === undefined
        ? undefined
        : screen.replace(/\s+$/gm, (blank) => (blank.includes('\n') ? blank.replace(/[^\n]/g, '') : '')),
    cursor: ended ? undefined : `${column},${row}`,
    after,
  };
}

test('nano does what the real one did', async () => {
  const machine = new Machine({ programs: { nano } });
  machine.simulation.advance(1_000);
  const different: string[] = [];
  const details: string[] = [];
  for (const [at, one] of recorded.entries()) {
    const seen = await replay(machine, one, `/root/w${at}`);
    const wanted = { screen: one.screen, cursor: one.cursor, after: one.after };
    if (JSON.stringify(seen) === JSON.stringify(wanted)) continue;
    different.push(one.name);
    if (!(one.name in ACCEPTED))
      details.push(
        `${one.name}\n--- wanted ${wanted.cursor} ${JSON.stringify(wanted.after)}\n${wanted.screen}\n--- got ${seen.cursor} ${JSON.stringify(seen.after)}\n${seen.screen}`,
      );
  }
  console.log(`nano: ${recorded.length - different.length}/${recorded.length}`);
  expect(details).toEqual([]);
  expect(different.sort()).toEqual(Object.keys(ACCEPTED).sort());
});
