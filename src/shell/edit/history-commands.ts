// Commands that walk through the history, and those that take words from it.

import type { Task } from '../../sim/task.ts';
import type { Command, Editor } from './editor.ts';
import { historyWords } from './history-words.ts';
import { insert, without } from './line.ts';

function step(editor: Editor, by: number): Task<void> | undefined {
  const to = Math.max(0, Math.min(editor.history.length, editor.at + by));
  if (to === editor.at) return by < 0 || editor.at === editor.history.length ? editor.ding() : undefined;
  editor.visit(to);
  return undefined;
}

/** Lines that begin with, or hold, what stands before the point. */
const searches =
  (by: -1 | 1, anchored: boolean): Command =>
  (editor) => {
    const { search } = editor.previousKind === 'history-search' ? editor : { search: undefined };
    const pattern = search ?? editor.text.slice(0, editor.point);
    editor.search = pattern;
    editor.kind = 'history-search';
    for (let index = editor.at + by; index >= 0 && index <= editor.history.length; index += by) {
      const text = editor.textAt(index);
      if (
        index !== editor.history.length &&
        (text === editor.text || !(anchored ? text.startsWith(pattern) : text.includes(pattern)))
      )
        continue;
      if (index === editor.history.length && editor.at === index) break;
      const point = anchored ? pattern.length : text.indexOf(pattern);
      editor.visit(index, pattern === '' || index === editor.history.length ? undefined : point);
      return undefined;
    }
    return editor.ding();
  };

/** Alt-.: the last word of the line before; again: of the line before that. */
const yankLastArgument: Command = (editor, count) => {
  const again = editor.previousKind === 'yank-argument' ? editor.yanked : undefined;
  let index = (again?.index ?? editor.at) - 1;
  for (; index >= 0; index--) {
    const words = historyWords(editor.textAt(index));
    const word = editor.explicitArgument ? words[count < 0 ? words.length - 1 + count : count] : words.at(-1);
    if (word === undefined) continue;
    const base = again ? without(editor.line, editor.point - again.text.length, editor.point) : editor.line;
    editor.change(insert(base, word));
    editor.yanked = { index, text: word };
    editor.kind = 'yank-argument';
    return undefined;
  }
  // Behind the oldest line there is nothing to take: what was taken before goes too.
  if (again) {
    editor.change(without(editor.line, editor.point - again.text.length, editor.point));
    editor.yanked = { index: 0, text: '' };
  }
  editor.kind = again ? 'yank-argument' : 'other';
  return editor.ding();
};

/** Alt-Ctrl-Y: the first argument of the line before. */
const yankNthArgument: Command = (editor, count) => {
  const words = historyWords(editor.textAt(editor.at - 1));
  const word = words[editor.explicitArgument ? count : 1];
  if (word === undefined) return editor.ding();
  editor.change(insert(editor.line, word));
  return undefined;
};

export const HISTORY_COMMANDS: Readonly<Record<string, Command>> = {
  'previous-history': (editor, count) => step(editor, -count),
  'next-history': (editor, count) => step(editor, count),
  'beginning-of-history': (editor) => {
    if (editor.at > 0) editor.visit(0);
    return undefined;
  },
  'end-of-history': (editor) => {
    if (editor.at < editor.history.length) editor.visit(editor.history.length);
    return undefined;
  },
  'operate-and-get-next': (editor) => {
    editor.memory.nextHistory = editor.at < editor.history.length ? editor.at + 1 : undefined;
    editor.accepted = true;
    return undefined;
  },
  'history-search-backward': searches(-1, true),
  'history-search-forward': searches(1, true),
  'history-substring-search-backward': searches(-1, false),
  'history-substring-search-forward': searches(1, false),
  'fetch-history': (editor, count) => {
    editor.visit(editor.explicitArgument ? Math.min(Math.max(count - 1, 0), editor.history.length) : 0);
    return undefined;
  },
  'yank-last-arg': yankLastArgument,
  'insert-last-argument': yankLastArgument,
  'yank-nth-arg': yankNthArgument,
};
