// Commands on words of the shell, on the stretch between mark and point, and keyboard macros.

import type { Command, Editor } from './editor.ts';
import { after, before, type Movement, skipBackward, skipForward, without } from './line.ts';

/** Over one word as the shell cuts them: quotes hold blanks together. */
const forwardShellWord: Movement = (text, point) => {
  const start = skipForward(text, point, isSeparator);
  let quote = '';
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && quote !== "'") at++;
    else if (quote === '' && (character === '"' || character === "'")) quote = character;
    else if (character === quote) quote = '';
    else if (quote === '' && isSeparator(character)) return at;
  }
  return text.length;
};

const isSeparator = (character: string): boolean => /[\s;&|()<>]/.test(character);

const backwardShellWord: Movement = (text, point) => {
  let last = 0;
  for (let at = 0; ; ) {
    const start = skipForward(text, at, isSeparator);
    if (start >= point) return last;
    last = start;
    at = forwardShellWord(text, start);
    if (at >= point) return last;
  }
};

const times =
  (movement: Movement, count: number): Movement =>
  (text, point) => {
    let at = point;
    for (let i = 0; i < count; i++) at = movement(text, at);
    return at;
  };

const moves =
  (movement: Movement): Command =>
  (editor, count) => {
    editor.move(times(movement, count));
    return undefined;
  };

const kills =
  (movement: Movement): Command =>
  (editor, count) => {
    editor.kill(times(movement, count)(editor.text, editor.point));
    return undefined;
  };

/** Back to a slash or a blank: `unix-filename-rubout`. */
const backwardName: Movement = (text, point) => {
  const ends = (character: string) => character === '/' || /\s/.test(character);
  const end = skipBackward(text, point, ends);
  return skipBackward(text, end, (character) => !ends(character));
};

const copyRegion = (editor: Editor): void => {
  const mark = Math.min(editor.mark, editor.text.length);
  const [from, to] = [Math.min(mark, editor.point), Math.max(mark, editor.point)];
  if (from < to) editor.memory.killRing.add(editor.text.slice(from, to), 'forward', false);
};

function* universalArgument(editor: Editor) {
  let value = 4;
  for (;;) {
    editor.message = `(arg: ${value}) `;
    yield* editor.redraw();
    const next = yield* editor.nextSequence();
    if (next.command === 'universal-argument') {
      value *= 4;
      continue;
    }
    editor.message = undefined;
    if (/^[0-9]$/.test(next.keys)) {
      yield* editor.perform('digit-argument', `\x1b${next.keys}`);
      return;
    }
    editor.argument = value;
    yield* editor.perform(next.command ?? 'self-insert', next.keys);
    return;
  }
}

export const REGION_COMMANDS: Readonly<Record<string, Command>> = {
  'set-mark': (editor) => {
    editor.mark = editor.point;
    return undefined;
  },
  'exchange-point-and-mark': (editor) => {
    const mark = Math.min(editor.mark, editor.text.length);
    editor.mark = editor.point;
    editor.moveTo(mark);
    return undefined;
  },
  'kill-region': (editor) => {
    editor.kill(Math.min(editor.mark, editor.text.length));
    return undefined;
  },
  'copy-region-as-kill': (editor) => {
    copyRegion(editor);
    return undefined;
  },
  'kill-whole-line': (editor) => {
    editor.moveTo(0);
    editor.kill(editor.text.length);
    return undefined;
  },
  'shell-forward-word': moves(forwardShellWord),
  'shell-backward-word': moves(backwardShellWord),
  'shell-kill-word': kills(forwardShellWord),
  'shell-backward-kill-word': kills(backwardShellWord),
  'unix-filename-rubout': kills(backwardName),
  'forward-backward-delete-char': (editor) => {
    const { text, point } = editor;
    if (text === '') return editor.ding();
    const at = point === text.length ? before(text, point) : point;
    editor.change(without(editor.line, at, after(text, at)));
    return undefined;
  },
  'overwrite-mode': (editor, count) => {
    editor.overwrites = editor.explicitArgument ? count > 0 : !editor.overwrites;
    return undefined;
  },
  'universal-argument': (editor) => universalArgument(editor),
  'redraw-current-line': (editor) => editor.drawAgain(),
  'start-kbd-macro': (editor) => {
    if (editor.memory.macroBeing !== undefined) return editor.ding();
    editor.memory.macroBeing = '';
    return undefined;
  },
  'end-kbd-macro': (editor, _count, keys) => {
    const typed = editor.memory.macroBeing;
    if (typed === undefined) return editor.ding();
    editor.memory.macro = typed.slice(0, typed.length - keys.length);
    editor.memory.macroBeing = undefined;
    return undefined;
  },
  'call-last-kbd-macro': (editor, count) => {
    const { macro } = editor.memory;
    if (editor.memory.macroBeing !== undefined || macro === '') return editor.ding();
    editor.pushBack(macro.repeat(Math.max(1, count)));
    return undefined;
  },
};
