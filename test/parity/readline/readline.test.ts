// The line editor beside bash's own: same keys, same screen, same cursor. The recordings come from record.mjs.

import { afterAll, describe, expect, it } from 'vitest';
import { Machine } from '../../support/machine.ts';
import { CASES, FILES } from './cases.mjs';
import recorded from './recorded.json' with { type: 'json' };

interface Shown {
  readonly rows: readonly string[];
  readonly cursor: readonly number[];
}

const RECORDED: Readonly<Record<string, Shown>> = recorded.cases;

/** Differences we accept, and why. */
const ACCEPTED: Readonly<Record<string, string>> = {
  'complete a command behind then': 'bash alone offers files; bash-completion, which Ubuntu loads, offers commands',
  'vi repeat': 'after a repeated cw bash stands behind the text it put in, in the middle of its command mode',
  'search backspace to the start': 'the cursor of a failed search whose pattern was taken back; the screen is the same',
  'complete in backquotes': 'bash takes the backquote for a quote that is still open and puts no blank behind the word',
  'unfinished then end of file':
    'after the complaint bash stays at its second prompt for good; here the first comes back',
};

/** Process ids are never the same: `[1] 4711`. */
const unnumbered = ({ rows, cursor }: Shown): Shown => ({
  rows: rows.map((row) => row.replace(/^\[(\d+)\] \d+$/, '[$1] PID')),
  cursor,
});

const files = Object.fromEntries(Object.entries(FILES).map(([path, text]) => [`/root/${path}`, text]));

async function replay(name: string): Promise<Shown> {
  const { keys, columns = 80, rows = 24 } = CASES[name];
  const session = new Machine({ files }).sit({ columns, rows, environment: { HISTFILE: '' } });
  for (const key of keys) session.type(key, 600);
  const shown = (await session.screen()).split('\n').map((row) => row.trimEnd());
  while (shown.length > 0 && shown.at(-1) === '') shown.pop();
  const { row, column } = session.cursor;
  return { rows: shown, cursor: [row, column] };
}

const compared = Object.keys(CASES).filter((name) => !ACCEPTED[name]);
const matched = new Set<string>();

afterAll(() => {
  const total = Object.keys(RECORDED).length;
  console.log(
    `readline: ${matched.size} of ${total} recordings matched, ${Object.keys(ACCEPTED).length} accepted differences`,
  );
});

describe(`${recorded.version}`, () => {
  it.each(compared)('%s', async (name) => {
    expect(unnumbered(await replay(name))).toEqual(unnumbered(RECORDED[name]));
    matched.add(name);
  });
});
