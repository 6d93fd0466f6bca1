// Commands that expand what is written before it is run: tildes, patterns, aliases, the whole line.

import type { Task } from '../../sim/task.ts';
import type { Command, Editor } from './editor.ts';

/** What the shell makes of a piece of the line; undefined: nothing. */
export type LineExpansion = 'tilde' | 'pattern' | 'alias' | 'shell' | 'history' | 'history-and-alias';
export type ExpandLine = (text: string, how: LineExpansion) => Task<readonly string[] | undefined>;

/** The word the point stands in or behind. */
function wordAround(editor: Editor): { readonly from: number; readonly to: number } {
  const { text, point } = editor;
  let from = point;
  while (from > 0 && !/\s/.test(text[from - 1])) from--;
  let to = point;
  while (to < text.length && !/\s/.test(text[to])) to++;
  return { from, to };
}

const expandsWord = (how: LineExpansion): Command =>
  function* (editor) {
    const { from, to } = wordAround(editor);
    const word = editor.text.slice(from, to);
    const open = how === 'pattern' && editor.explicitArgument ? `${word}*` : word;
    const found = how === 'pattern' && !/[*?[]/.test(open) ? [] : yield* expanded(editor, open, how);
    if (!found || found.length === 0) {
      yield* editor.ding();
      return;
    }
    const put = found.join(' ') + (how === 'pattern' ? ' ' : '');
    editor.change({ text: editor.text.slice(0, from) + put + editor.text.slice(to), point: from + put.length });
  };

const expandsLine = (how: LineExpansion): Command =>
  function* (editor) {
    const found = yield* expanded(editor, editor.text, how);
    if (!found) {
      yield* editor.ding();
      return;
    }
    const text = found.join(' ');
    editor.change({ text, point: text.length });
  };

function* expanded(editor: Editor, text: string, how: LineExpansion): Task<readonly string[] | undefined> {
  return editor.options.expandLine ? yield* editor.options.expandLine(text, how) : undefined;
}

function* magicSpace(editor: Editor): Task<void> {
  const found = yield* expanded(editor, editor.text.slice(0, editor.point), 'history');
  if (found && found[0] !== editor.text.slice(0, editor.point))
    editor.change({ text: found[0] + editor.text.slice(editor.point), point: found[0].length });
  editor.type(' ');
}

export const EXPANSION_COMMANDS: Readonly<Record<string, Command>> = {
  'tilde-expand': expandsWord('tilde'),
  'glob-expand-word': expandsWord('pattern'),
  'alias-expand-line': expandsLine('alias'),
  'shell-expand-line': expandsLine('shell'),
  'history-expand-line': expandsLine('history'),
  'history-and-alias-expand-line': expandsLine('history-and-alias'),
  'magic-space': (editor) => magicSpace(editor),
};
