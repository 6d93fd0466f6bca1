// Ctrl-/: another line, and column.

import type { Task } from '../../../sim/task.ts';
import { indexAt } from './columns.ts';
import type { Nano } from './editor.ts';
import { search } from './search.ts';
import { GO_TO } from './shortcuts.ts';

export function* goToLine(nano: Nano): Task<void> {
  const { buffer } = nano;
  const answered = yield* nano.ask({
    label: () => 'Enter line number, column number',
    shortcuts: GO_TO,
    onKey: (key) => ['<C-y>', '<C-v>', '<C-t>', '<C-w>', '<C-o>'].includes(key),
  });
  if (answered?.key === '<C-t>') yield* search(nano, false);
  else if (answered?.key === '<C-y>') nano.moveTo({ line: 0, column: 0 });
  else if (answered?.key === '<C-v>') nano.moveTo(buffer.end);
  else if (answered?.key === '<C-w>') nano.moveTo({ line: paragraphEdge(nano, -1), column: 0 });
  else if (answered?.key === '<C-o>') nano.moveTo({ line: paragraphEdge(nano, 1), column: 0 });
  else if (!answered || answered.text === '') nano.say('Cancelled');
  else {
    const match = /^\s*(-?\d+)?\s*(?:[,.;:]\s*(-?\d+))?\s*$/.exec(answered.text);
    if (!match || (match[1] === undefined && match[2] === undefined)) nano.say('Invalid line or column number');
    else jump(nano, match[1] === undefined ? 0 : Number(match[1]), match[2] === undefined ? 0 : Number(match[2]));
  }
}

/** Lines and columns from 1, negative ones from the end, 0 for where one is. */
export function jump(nano: Nano, line: number, column: number): void {
  const { buffer, options } = nano;
  const count = buffer.lines.length;
  const to = line === 0 ? buffer.cursor.line : line < 0 ? count + line : line - 1;
  const target = Math.min(Math.max(to, 0), count - 1);
  const text = buffer.lines[target];
  const wanted = column < 0 ? text.length + column + 1 : column - 1;
  nano.moveTo({ line: target, column: column === 0 ? 0 : indexAt(text, Math.max(0, wanted), options.tabSize) });
}

/** The first line of this paragraph, or the one behind it. */
function paragraphEdge({ buffer }: Nano, step: 1 | -1): number {
  let { line } = buffer.cursor;
  while (buffer.lines[line + step] !== undefined && buffer.lines[line + step] !== '') line += step;
  return step > 0 ? Math.min(line + 1, buffer.lines.length - 1) : line;
}
