// watch: runs a command again and again and shows what it printed, on a screen of its own.

import { encode } from '../../base/bytes.ts';
import { decodeRaw } from '../../base/raw-text.ts';
import { strftime } from '../../base/strftime.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import type { Program } from '../../linux/host/process.ts';
import { terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { Failure, type Invocation, utility } from '../utility.ts';

export const watch: Program = utility(
  {
    usage: '[options] command',
    suite: 'procps-ng 4.0.4',
    stopAtOperand: true,
    options: [
      'n,interval=',
      'd,differences[=]',
      't,no-title',
      'e,errexit',
      'g,chgexit',
      'b,beep',
      '!p,precise',
      'c,color',
      'x,exec',
      '!r,no-rerun',
      'w,no-wrap',
      '!q,equexit=',
    ],
  },
  function* (run) {
    const screen = terminalOf(run.process.descriptors.get(1));
    if (run.operands.length === 0) {
      yield* run.note('\nUsage:\n watch [options] command\n');
      return 1;
    }
    if (!screen) throw new Failure('Error opening terminal: unknown.');
    const interval = Number(run.value('interval') ?? '2');
    if (Number.isNaN(interval)) throw new Failure(`failed to parse argument: '${run.value('interval')}'`);
    const argv = run.has('exec') ? run.operands : ['/bin/sh', '-c', run.operands.join(' ')];
    let previous: string | undefined;
    screen.write(encode('\x1b[?1049h\x1b[H\x1b[2J'));
    try {
      for (;;) {
        const { text, code } = yield* capture(run, argv);
        screen.write(encode(draw(run, text, previous, interval, screen.size)));
        if (run.has('errexit') && code !== 0) return 8;
        if (run.has('chgexit') && previous !== undefined && previous !== text) return 0;
        previous = text;
        yield* run.process.sleep(Math.max(interval, 0.1) * 1000);
      }
    } finally {
      screen.write(encode('\x1b[?1049l'));
    }
  },
);

function* capture(run: Invocation, argv: readonly string[]): Task<{ readonly text: string; readonly code: number }> {
  const pipe = createPipe();
  const descriptors = new Map([...run.process.descriptors, [1, pipe.writer] as const, [2, pipe.writer] as const]);
  const child = run.process.spawn({ argv, descriptors });
  pipe.writer.release();
  const parts: number[] = [];
  for (;;) {
    const part = yield* pipe.reader.read(65_536);
    if (part.length === 0) break;
    for (const byte of part) parts.push(byte);
  }
  pipe.reader.release();
  const status = yield* run.process.waitFor(child);
  return { text: decodeRaw(Uint8Array.from(parts)), code: status.code };
}

function draw(
  run: Invocation,
  text: string,
  previous: string | undefined,
  interval: number,
  size: { readonly rows: number; readonly columns: number },
): string {
  const { epoch, now } = run.process.simulation;
  const front = `Every ${interval.toFixed(1)}s: ${run.operands.join(' ')}`;
  const right = `${run.process.namespaces.hostname}: ${strftime('%a %b %e %H:%M:%S %Y', epoch + now)}`;
  const title = run.has('no-title')
    ? []
    : [
        `${front.slice(0, Math.max(0, size.columns - right.length - 1)).padEnd(size.columns - right.length)}${right}`,
        '',
      ];
  const before = previous === undefined ? undefined : rowsOf(run, previous, size.columns);
  const body = rowsOf(run, text, size.columns).map((row, index) =>
    run.has('differences') && before ? marked(row, before[index] ?? '') : row,
  );
  const rows = [...title, ...body].slice(0, size.rows);
  return `\x1b[H${rows.map((row) => `${row}\x1b[K`).join('\r\n')}\x1b[J`;
}

function rowsOf(run: Invocation, text: string, columns: number): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  if (run.has('no-wrap')) return lines.map((line) => line.slice(0, columns));
  return lines.flatMap((line) => line.match(new RegExp(`.{1,${columns}}`, 'g')) ?? ['']);
}

/** Characters that changed since last time, in reverse. */
const marked = (row: string, before: string): string =>
  [...row]
    .map((character, index) => (character === before[index] ? character : `\x1b[7m${character}\x1b[27m`))
    .join('');
