// Start files and `:source`: line after line, with `if has(…)` blocks and continued lines. A mistake is named with its line.

import type { Task } from '../../../../sim/task.ts';
import type { Editor } from '../editor.ts';
import { ExError } from '../errors.ts';
import { runCommands } from './run.ts';

const FEATURES = new Set([
  'autocmd',
  'syntax',
  'eval',
  'mouse',
  'reltime',
  'cmdline_info',
  'vim',
  'unix',
  'linux',
  'patch',
  'extra_search',
  'insert_expand',
  'multi_byte',
  'langmap',
]);

export function* sourceText(editor: Editor, text: string, name: string): Task<void> {
  // A line that begins with a backslash goes on with the one before.
  const lines = text.split('\n');
  const open: boolean[] = [];
  const errors: string[] = [];
  let skipsFunction = false;
  for (let at = 0; at < lines.length; at++) {
    let line = lines[at].trim();
    const number = at + 1;
    while (/^\s*\\/.test(lines[at + 1] ?? '')) line += lines[++at].trim().slice(1);
    if (/^fu(?:n(?:c(?:t(?:i(?:o(?:n)?)?)?)?)?)?!?\s/.test(line)) {
      skipsFunction = true;
      errors.push(`line ${String(number).padStart(4)}:`, 'cka-lab: not simulated: :function');
    }
    if (skipsFunction) {
      if (/^endf/.test(line)) skipsFunction = false;
      continue;
    }
    const condition = /^(?:if|elseif)\s+(.*)$/.exec(line);
    if (/^if\s/.test(line) && condition) open.push(isTrue(editor, condition[1]));
    else if (/^else\b/.test(line)) open.push(!open.pop());
    else if (condition) open[open.length - 1] = !open.at(-1) && isTrue(editor, condition[1]);
    else if (/^endif\b/.test(line)) open.pop();
    else if (!open.includes(false)) {
      try {
        yield* runCommands(editor, line);
      } catch (error) {
        if (!(error instanceof ExError)) throw error;
        errors.push(`line ${String(number).padStart(4)}:`, error.message);
      }
    }
    if (editor.exitCode !== undefined || /^finish\b/.test(line)) break;
  }
  if (errors.length === 0) return;
  editor.show(`Error detected while processing ${name}:`);
  for (const line of errors) editor.show(line, 'error');
}

function isTrue(editor: Editor, condition: string): boolean {
  return condition.split('||').some((part) =>
    part.split('&&').every((one) => {
      const text = one.trim();
      const negated = text.startsWith('!');
      return isOneTrue(editor, negated ? text.slice(1).trim() : text) !== negated;
    }),
  );
}

function isOneTrue(editor: Editor, text: string): boolean {
  const feature = /^has\(\s*["']([^"']+)["']\s*\)$/.exec(text);
  if (feature) return FEATURES.has(feature[1].split('-')[0]);
  const option = /^&(\w+)(?:\s*>\s*(\d+))?$/.exec(text);
  if (option)
    return option[2] === undefined
      ? editor.options.flag(option[1])
      : editor.options.number(option[1]) > Number(option[2]);
  return /^[1-9]\d*$/.test(text);
}
