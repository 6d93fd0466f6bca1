// readline's commands by name, those that edit the line itself. Others: history-commands.ts, search.ts,
// complete-commands.ts, vi.ts.

import type { Task } from '../../sim/task.ts';
import { COMPLETE_COMMANDS } from './complete-commands.ts';
import type { Command, Editor } from './editor.ts';
import { EXPANSION_COMMANDS } from './expansion-commands.ts';
import { HISTORY_COMMANDS } from './history-commands.ts';
import {
  after,
  backwardBlankWord,
  backwardCharacter,
  backwardWord,
  before,
  beginningOfLine,
  changeCase,
  endOfLine,
  forwardCharacter,
  forwardWord,
  type LetterCase,
  type Line,
  type Movement,
  repeated,
  skipBackward,
  skipForward,
  transposeCharacters,
  transposeWords,
  without,
} from './line.ts';
import { REGION_COMMANDS } from './region-commands.ts';
import { SEARCH_COMMANDS } from './search.ts';
import { VI_COMMANDS } from './vi.ts';

const PASTE_ENDS = '\x1b[201~';

const moves =
  (movement: Movement, opposite: Movement): Command =>
  (editor, count) => {
    const to = repeated(movement, opposite, count)(editor.text, editor.point);
    const stuck = to === editor.point && (movement === forwardCharacter || movement === backwardCharacter);
    editor.moveTo(to);
    return stuck ? editor.ding() : undefined;
  };

const kills =
  (movement: Movement, opposite: Movement): Command =>
  (editor, count) => {
    const to = repeated(movement, opposite, count)(editor.text, editor.point);
    editor.kill(to);
    return undefined;
  };

const changes =
  (change: (line: Line) => Line | undefined): Command =>
  (editor, count) => {
    for (let i = 0; i < Math.abs(count); i++) {
      const next = change(editor.line);
      if (!next) return editor.ding();
      editor.change(next);
    }
    return undefined;
  };

const changesCase =
  (letterCase: LetterCase): Command =>
  (editor, count) => {
    const to = repeated(forwardWord, backwardWord, count)(editor.text, editor.point);
    editor.change(changeCase(editor.line, to, letterCase));
    return undefined;
  };

const selfInsert: Command = (editor, count, keys) => {
  if (count > 0) editor.type(keys.repeat(count));
  return undefined;
};

const deleteCharacter: Command = (editor, count, keys) => {
  const { text, point } = editor;
  // Only Ctrl-D itself ends the input, and only on a line that was empty before it.
  if (text === '' && keys === '\x04') {
    editor.ended = true;
    return undefined;
  }
  if (count < 0) return deleteBefore(editor, -count, keys);
  if (point === text.length) return editor.ding();
  const to = repeated(after, before, count)(text, point);
  if (editor.explicitArgument) editor.kill(to);
  else editor.change(without(editor.line, point, to));
  return undefined;
};

const deleteBefore: Command = (editor, count) => {
  const { text, point } = editor;
  if (point === 0) return editor.ding();
  const to = repeated(before, after, count)(text, point);
  if (editor.explicitArgument) editor.kill(to);
  else editor.change(without(editor.line, point, to));
  return undefined;
};

function* quotedInsert(editor: Editor, count: number): Task<void> {
  editor.change({ ...editor.line });
  const { terminal } = editor;
  const { modes } = terminal;
  // Even Ctrl-C is a character now.
  terminal.setModes({ ...modes, signals: false });
  try {
    const key = yield* editor.nextKey();
    editor.type(key.repeat(Math.max(1, count)));
  } finally {
    terminal.setModes(modes);
  }
}

/** A paste between its marks: nothing in it is a command, not even a newline. */
function* paste(editor: Editor): Task<void> {
  let text = '';
  while (!text.endsWith(PASTE_ENDS)) text += yield* editor.nextKey();
  const pasted = text.slice(0, -PASTE_ENDS.length).replaceAll('\r', '\n');
  const from = editor.point;
  editor.change({ text: editor.text.slice(0, from) + pasted + editor.text.slice(from), point: from + pasted.length });
  editor.mark = from;
  if (pasted !== '') editor.region = { from, to: from + pasted.length };
}

const yank: Command = (editor) => {
  const text = editor.memory.killRing.current;
  if (text === undefined) return editor.ding();
  editor.mark = editor.point;
  editor.kind = 'yank';
  insertText(editor, text);
  return undefined;
};

const yankPop: Command = (editor) => {
  const { killRing } = editor.memory;
  const last = killRing.current;
  const start = editor.point - (last?.length ?? 0);
  if (editor.previousKind !== 'yank' || last === undefined || editor.text.slice(start, editor.point) !== last) {
    return editor.ding();
  }
  editor.change(without(editor.line, start, editor.point));
  insertText(editor, killRing.rotate() ?? '');
  editor.kind = 'yank';
  return undefined;
};

function insertText(editor: Editor, what: string): void {
  const { text, point } = editor.line;
  editor.change({ text: text.slice(0, point) + what + text.slice(point), point: point + what.length });
}

/** Alt-5 Alt-Ctrl-D …: digits gather until another key comes. */
function* digitArgument(editor: Editor, _count: number, keys: string): Task<void> {
  let typed = keys.slice(-1);
  for (;;) {
    const value = typed === '-' ? -1 : Number(typed);
    editor.message = `(arg: ${value}) `;
    yield* editor.redraw();
    const next = yield* editor.nextSequence();
    const digit = next.keys.slice(-1);
    if (/^\x1b?[0-9]$/.test(next.keys)) {
      typed += digit;
      continue;
    }
    editor.message = undefined;
    editor.argument = value;
    if (next.command === 'abort') editor.argument = undefined;
    yield* editor.perform(next.command ?? 'self-insert', next.keys);
    return;
  }
}

function* characterSearch(editor: Editor, count: number, keys: string): Task<void> {
  const wanted = yield* editor.nextKey();
  const backward = keys.startsWith('\x1b') !== count < 0;
  const { text, point } = editor;
  const found = backward ? text.lastIndexOf(wanted, point - 1) : text.indexOf(wanted, after(text, point));
  if (found < 0 || (backward && point === 0)) yield* editor.ding();
  else editor.moveTo(found);
}

const insertComment: Command = (editor, _count, keys) => {
  editor.change({ text: `#${editor.text}`, point: 0 });
  return COMMANDS['accept-line'](editor, 1, keys);
};

const acceptLine: Command = (editor) => {
  editor.accepted = true;
  editor.viCommandMode = false;
  return undefined;
};

export const notSimulated =
  (what: string): Command =>
  (editor) =>
    tell(editor, `cka-lab: not simulated: ${what}`);

function* tell(editor: Editor, text: string): Task<void> {
  yield* editor.leave();
  yield* editor.write(`${text}\n`);
  yield* editor.fresh();
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  ...HISTORY_COMMANDS,
  ...SEARCH_COMMANDS,
  ...COMPLETE_COMMANDS,
  ...EXPANSION_COMMANDS,
  ...REGION_COMMANDS,
  ...VI_COMMANDS,
  'accept-line': acceptLine,
  'self-insert': selfInsert,
  'tab-insert': (editor, count) => selfInsert(editor, count, '\t'),
  'quoted-insert': (editor, count) => quotedInsert(editor, count),
  'bracketed-paste-begin': (editor) => paste(editor),
  'digit-argument': digitArgument,
  'beginning-of-line': moves(beginningOfLine, beginningOfLine),
  'end-of-line': moves(endOfLine, endOfLine),
  'forward-char': moves(forwardCharacter, backwardCharacter),
  'backward-char': moves(backwardCharacter, forwardCharacter),
  'forward-word': moves(forwardWord, backwardWord),
  'backward-word': moves(backwardWord, forwardWord),
  'character-search': characterSearch,
  'character-search-backward': characterSearch,
  'delete-char': deleteCharacter,
  'backward-delete-char': deleteBefore,
  'kill-line': kills(endOfLine, beginningOfLine),
  'backward-kill-line': kills(beginningOfLine, endOfLine),
  'unix-line-discard': (editor) => {
    if (editor.point === 0) return editor.ding();
    editor.kill(0);
    return undefined;
  },
  'kill-word': kills(forwardWord, backwardWord),
  'backward-kill-word': kills(backwardWord, forwardWord),
  'unix-word-rubout': (editor, count) => {
    if (editor.point === 0) return editor.ding();
    editor.kill(repeated(backwardBlankWord, endOfLine, count)(editor.text, editor.point));
    return undefined;
  },
  'delete-horizontal-space': (editor) => {
    const isBlank = (character: string) => character === ' ' || character === '\t';
    const from = skipBackward(editor.text, editor.point, isBlank);
    editor.change(without(editor.line, from, skipForward(editor.text, editor.point, isBlank)));
    return undefined;
  },
  yank,
  'yank-pop': yankPop,
  'transpose-chars': changes(transposeCharacters),
  'transpose-words': changes(transposeWords),
  'upcase-word': changesCase('upper'),
  'downcase-word': changesCase('lower'),
  'capitalize-word': changesCase('capitalize'),
  undo: (editor, count) => {
    for (let i = 0; i < count; i++) if (!editor.undo()) return editor.ding();
    editor.kind = 'undo';
    editor.stepOntoCharacter();
    return undefined;
  },
  'revert-line': (editor) => {
    editor.revert();
    editor.stepOntoCharacter();
    return undefined;
  },
  'insert-comment': insertComment,
  'clear-screen': (editor) => editor.clearScreen(false),
  'clear-display': (editor) => editor.clearScreen(true),
  abort: (editor) => editor.ding(),
  ding: (editor) => editor.ding(),
  're-read-init-file': () => undefined,
  'display-shell-version': (editor) => tell(editor, 'GNU bash, version 5.2.21(1)-release (x86_64-pc-linux-gnu)'),
  'edit-and-execute-command': (editor) => {
    editor.wantsEditor = true;
    editor.accepted = true;
    return undefined;
  },
};
