// `select name in …`: a numbered menu on standard error, answered on standard input.

import type { Task } from '../../sim/task.ts';
import type { WordLoop } from '../syntax/tree.ts';
import { assignText } from './assign.ts';
import { round } from './execute.ts';
import { expandWords } from './expand.ts';
import { readLine } from './read-line.ts';
import type { Shell } from './shell.ts';
import { trace } from './xtrace.ts';

export function* selectLoop(shell: Shell, command: WordLoop<'select'>): Task<number> {
  const words = command.words ? yield* expandWords(shell, command.words) : shell.positional;
  if (words.length === 0) return 0;
  const result = { status: 0 };
  shell.loopDepth++;
  try {
    if (shell.options.xtrace)
      yield* trace(shell, `select ${command.name} in ${(command.words ?? []).map((one) => one.text).join(' ')}`);
    let showMenu = true;
    for (;;) {
      if (showMenu) yield* shell.printError(menu(words, Number(shell.variables.get('COLUMNS') ?? 80)));
      yield* shell.printError(shell.variables.get('PS3') ?? '#? ');
      const line = yield* readLine(shell, 0);
      if (!line.complete && line.text === '') {
        yield* shell.print('\n');
        return 1;
      }
      const reply = line.text;
      assignText(shell, 'REPLY', undefined, reply);
      showMenu = reply.trim() === '';
      if (showMenu) continue;
      const number = /^\s*\d+\s*$/.test(reply) ? Number(reply) : 0;
      assignText(shell, command.name, undefined, words[number - 1] ?? '');
      if (!(yield* round(shell, command.body, result))) return result.status;
      showMenu = shell.variables.get('REPLY') === '';
    }
  } finally {
    shell.loopDepth--;
  }
}

function menu(words: readonly string[], columns: number): string {
  const digits = String(words.length).length;
  const width = Math.max(...words.map((word) => [...word].length)) + digits + 2;
  const fitting = Math.max(1, Math.floor(columns / (width + 2)));
  const rows = Math.ceil(words.length / Math.min(fitting, words.length));
  const perRow = rows < 2 && words.length > 0 ? words.length : fitting;
  const cells = words.map((word, index) => `${String(index + 1).padStart(digits)}) ${word}`);
  if (rows === 1 || perRow === 1) return cells.map((cell) => `${cell}\n`).join('');
  return Array.from({ length: rows }, (_, row) => {
    const line = cells.filter((_cell, index) => index % rows === row);
    return `${line.map((cell, index) => (index < line.length - 1 ? cell.padEnd(width + 2) : cell)).join('')}\n`;
  }).join('');
}
