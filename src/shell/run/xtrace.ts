// `set -x`: every command as it is run, behind PS4.

import type { Task } from '../../sim/task.ts';
import { parsePieces } from '../syntax/word.ts';
import { expandPiecesToText } from './expand.ts';
import { renderPrompt } from './prompt.ts';
import { ansiQuote } from './quoting.ts';
import type { Shell } from './shell.ts';

/** A word as this shell shows it: dash does not quote. */
export const traceArgument = (shell: Shell, text: string): string =>
  shell.dialect === 'dash' ? text : traceWord(text);

export function* trace(shell: Shell, text: string): Task<void> {
  const rendered = renderPrompt(shell, shell.variables.get('PS4') ?? '+ ');
  const prompt = /[$`]/.test(rendered)
    ? yield* untraced(shell, expandPiecesToText(shell, parsePieces(rendered, shell.line, 'double')))
    : rendered;
  const first = [...prompt][0] ?? '';
  const prefix = first.repeat(shell.traceDepth) + prompt;
  const target = shell.variables.get('BASH_XTRACEFD');
  const line = `${prefix}${text}\n`;
  if (target && shell.process.descriptors.has(Number(target))) yield* shell.process.write(Number(target), line);
  else yield* shell.printError(line);
}

/** What PS4 itself runs is not shown. */
function* untraced(shell: Shell, work: Task<string>): Task<string> {
  shell.options.set('xtrace', false);
  try {
    return yield* work;
  } finally {
    shell.options.set('xtrace', true);
  }
}

/** A word as xtrace shows it. */
export function traceWord(text: string): string {
  if (text === '') return "''";
  if (/[\x00-\x1f\x7f]/.test(text) && !/[\s"'\\|&;()<>`$*?[\]!{}^]/.test(text)) return ansiQuote(text);
  return /[\s"'\\|&;()<>`$*?[\]#~=%{}!^]/.test(text) && !/^[\w@%+=:./,-]+$/.test(text)
    ? `'${text.replaceAll("'", "'\\''")}'`
    : text;
}
