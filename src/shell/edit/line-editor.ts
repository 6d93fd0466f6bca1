// Reading a line at a terminal, as readline does in its emacs mode.

import type { OpenFile } from '../../linux/files/open-file.ts';
import { RAW, type Terminal } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import type { Shell } from '../run/shell.ts';
import { LineBuffer } from './buffer.ts';
import { completeWord } from './completion.ts';
import { historyWords } from './history-expansion.ts';
import { type Key, readCharacter, readKey } from './keys.ts';
import { Display } from './line-display.ts';

/** A line, Ctrl-C, or the end of the input. */
export type ReadResult =
  | { readonly kind: 'line'; readonly text: string }
  | { readonly kind: 'interrupted' }
  | { readonly kind: 'end' };

export class LineEditor {
  readonly #shell: Shell;
  readonly #terminal: Terminal;
  readonly #file: OpenFile;
  readonly display: Display;
  readonly buffer = new LineBuffer();
  #prompt = '';
  #reading = false;
  /** Where in the history we are; its length is the line being typed. */
  #position = 0;
  /** Lines of the history changed but not entered, by position. */
  #drafts = new Map<number, string>();
  #tabs = 0;
  #lastArgument: { readonly from: number; readonly length: number; readonly back: number } | undefined;
  /** Key commands that see the end of the line coming. */
  #result: ReadResult | undefined;

  constructor(shell: Shell, terminal: Terminal, file: OpenFile) {
    this.#shell = shell;
    this.#terminal = terminal;
    this.#file = file;
    this.display = new Display(terminal);
  }

  get prompt(): string {
    return this.#prompt;
  }

  /** After a change of the terminal's size, or a message in between. */
  redraw(): void {
    if (this.#reading) this.display.draw(this.#lastLine, this.buffer.text, this.buffer.cursor);
  }

  /** Only the prompt's last line is drawn again. */
  get #lastLine(): string {
    return this.#prompt.slice(this.#prompt.lastIndexOf('\n') + 1);
  }

  *read(prompt: string): Task<ReadResult> {
    const modes = this.#terminal.modes;
    this.#terminal.setModes({ ...RAW, returnIsNewline: false });
    this.#prompt = prompt;
    this.#position = this.#shell.history.length;
    this.#drafts = new Map();
    this.#result = undefined;
    this.buffer.load('');
    this.display.reset();
    this.display.write('\x1b[?2004h');
    const head = prompt.slice(0, prompt.lastIndexOf('\n') + 1);
    if (head) this.display.write(head.replaceAll(/[\x01\x02]/g, ''));
    this.#reading = true;
    this.display.write(this.#lastLine.replaceAll(/[\x01\x02]/g, ''));
    try {
      while (!this.#result) {
        const key = yield* readKey(this.#file);
        if (!key) this.#result = { kind: 'end' };
        else yield* this.#press(key);
      }
      return this.#result;
    } finally {
      this.#reading = false;
      this.display.write('\x1b[?2004l');
      this.#terminal.setModes(modes);
    }
  }

  *#press(key: Key): Task<void> {
    const { buffer } = this;
    if (key.name !== 'tab') this.#tabs = 0;
    if (key.name === 'character') {
      buffer.begin('insert');
      buffer.insert(key.text);
      this.#lastArgument = undefined;
      if (buffer.cursor === buffer.text.length && !buffer.text.includes('\n'))
        this.display.append(this.#lastLine, buffer.text, key.text);
      else this.redraw();
      return;
    }
    const command = COMMANDS[key.name];
    if (command) {
      buffer.begin(KILLS.has(key.name) ? 'kill' : key.name === 'ctrl-y' || key.name === 'meta-y' ? 'yank' : 'other');
      command(this);
      if (key.name !== 'meta-.' && key.name !== 'meta-_') this.#lastArgument = undefined;
      if (!this.#result) this.redraw();
      return;
    }
    buffer.begin('other');
    switch (key.name) {
      case 'return':
      case 'ctrl-o':
        this.accept();
        return;
      case 'tab':
        this.#tabs++;
        yield* completeWord(this.#shell, this, this.#tabs);
        return;
      case 'paste':
        buffer.insert(key.text.replace(/\n+$/, ''));
        this.redraw();
        return;
      case 'ctrl-r':
      case 'ctrl-s':
        yield* this.#search(key.name === 'ctrl-r' ? -1 : 1);
        return;
      case 'ctrl-v':
      case 'ctrl-q': {
        const character = yield* readCharacter(this.#file);
        if (character !== undefined) buffer.insert(character);
        this.redraw();
        return;
      }
    }
    // A key without a meaning changes nothing.
  }

  accept(): void {
    this.display.draw(this.#lastLine, this.buffer.text, this.buffer.text.length);
    this.display.finish(this.#lastLine, this.buffer.text);
    this.#result = { kind: 'line', text: this.buffer.text };
  }

  interrupt(): void {
    this.display.draw(this.#lastLine, this.buffer.text, this.buffer.text.length);
    this.display.write('^C\n');
    this.#result = { kind: 'interrupted' };
  }

  deleteOrEnd(): void {
    const { buffer } = this;
    if (buffer.text === '') this.#result = { kind: 'end' };
    else if (buffer.cursor === buffer.text.length) this.display.bell();
    else buffer.remove(buffer.cursor, buffer.right);
  }

  recall(step: number): void {
    const { history } = this.#shell;
    const next = this.#position + step;
    if (next < 0 || next > history.length) {
      this.display.bell();
      return;
    }
    this.#drafts.set(this.#position, this.buffer.text);
    this.#position = next;
    this.buffer.load(this.#drafts.get(next) ?? history[next]?.text ?? '');
  }

  recallEnd(first: boolean): void {
    this.recall(first ? -this.#position : this.#shell.history.length - this.#position);
  }

  /** Alt-. puts in the last word of the line before, pressed again of the one before that. */
  lastArgument(): void {
    const back = (this.#lastArgument?.back ?? 0) + 1;
    const entry = this.#shell.history[this.#shell.history.length - back];
    if (!entry) {
      this.display.bell();
      return;
    }
    const word = historyWords(entry.text).at(-1) ?? '';
    const { buffer } = this;
    const from = this.#lastArgument?.from ?? buffer.cursor;
    buffer.replace(from, from + (this.#lastArgument?.length ?? 0), word);
    this.#lastArgument = { from, length: word.length, back };
  }

  clearScreen(): void {
    this.display.clear();
  }

  comment(): void {
    this.buffer.load(`#${this.buffer.text}`);
    this.accept();
  }

  /** Shows `text` below the line, then prompt and line again. */
  showBelow(text: string): void {
    this.display.draw(this.#lastLine, this.buffer.text, this.buffer.text.length);
    this.display.finish(this.#lastLine, this.buffer.text);
    this.display.write(text);
    const head = this.#prompt.slice(0, this.#prompt.lastIndexOf('\n') + 1);
    this.display.write(head.replaceAll(/[\x01\x02]/g, ''));
    this.redraw();
  }

  /** Ctrl-R: each key narrows the search or, if it is no text, ends it and does its work. */
  *#search(direction: -1 | 1): Task<void> {
    const { buffer } = this;
    const before = { text: buffer.text, cursor: buffer.cursor, position: this.#position };
    let wanted = '';
    let at = this.#position;
    let way: -1 | 1 = direction;
    let failed = false;
    const find = (from: number): boolean => {
      for (let i = from; i >= 0 && i <= this.#shell.history.length; i += way) {
        const text = i === this.#shell.history.length ? before.text : this.#shell.history[i].text;
        const found = text.lastIndexOf(wanted);
        if (found < 0) continue;
        at = i;
        buffer.load(text);
        buffer.cursor = found;
        return true;
      }
      return false;
    };
    const show = () => {
      const name = way < 0 ? 'reverse-i-search' : 'i-search';
      this.display.draw(`(${failed ? 'failed ' : ''}${name})\`${wanted}': `, buffer.text, buffer.cursor);
    };
    show();
    for (;;) {
      const key = yield* readKey(this.#file);
      if (!key) {
        this.#result = { kind: 'end' };
        return;
      }
      if (key.name === 'character') {
        wanted += key.text;
        failed = !find(at);
      } else if (key.name === 'backspace') {
        wanted = wanted.slice(0, -1);
        at = before.position;
        failed = wanted !== '' && !find(at);
      } else if (key.name === 'ctrl-r' || key.name === 'ctrl-s') {
        way = key.name === 'ctrl-r' ? -1 : 1;
        failed = !find(at + way);
      } else if (key.name === 'ctrl-g') {
        buffer.load(before.text);
        buffer.cursor = before.cursor;
        this.redraw();
        return;
      } else {
        this.#position = at;
        this.redraw();
        yield* this.#press(key);
        return;
      }
      if (failed) this.display.bell();
      show();
    }
  }
}

type EditCommand = (editor: LineEditor) => void;

const move =
  (where: (buffer: LineBuffer) => number): EditCommand =>
  ({ buffer }) => {
    buffer.cursor = where(buffer);
  };

const capitalize = (word: string): string =>
  word.replace(/\p{L}.*/u, (rest) => rest[0].toUpperCase() + rest.slice(1).toLowerCase());

const COMMANDS: Readonly<Record<string, EditCommand>> = {
  'ctrl-a': move(() => 0),
  home: move(() => 0),
  'ctrl-e': move((buffer) => buffer.text.length),
  end: move((buffer) => buffer.text.length),
  'ctrl-b': move((buffer) => buffer.left),
  left: move((buffer) => buffer.left),
  'ctrl-f': move((buffer) => buffer.right),
  right: move((buffer) => buffer.right),
  'meta-b': move((buffer) => buffer.wordLeft),
  'word-left': move((buffer) => buffer.wordLeft),
  'meta-f': move((buffer) => buffer.wordRight),
  'word-right': move((buffer) => buffer.wordRight),
  backspace: ({ buffer }) => buffer.remove(buffer.left, buffer.cursor),
  delete: ({ buffer }) => buffer.remove(buffer.cursor, buffer.right),
  'ctrl-d': (editor) => editor.deleteOrEnd(),
  'ctrl-k': ({ buffer }) => buffer.kill(buffer.cursor, buffer.text.length),
  'ctrl-u': ({ buffer }) => buffer.kill(0, buffer.cursor),
  'ctrl-w': ({ buffer }) => buffer.kill(buffer.blankLeft, buffer.cursor),
  'meta-d': ({ buffer }) => buffer.kill(buffer.cursor, buffer.wordRight),
  'meta-backspace': ({ buffer }) => buffer.kill(buffer.wordLeft, buffer.cursor),
  'ctrl-y': ({ buffer }) => buffer.yank(),
  'meta-y': ({ buffer }) => buffer.yankPop(),
  'ctrl-_': (editor) => {
    if (!editor.buffer.undo()) editor.display.bell();
  },
  'ctrl-t': ({ buffer }) => buffer.transpose(),
  'meta-t': ({ buffer }) => buffer.transposeWords(),
  'meta-u': ({ buffer }) => buffer.changeWord((word) => word.toUpperCase()),
  'meta-l': ({ buffer }) => buffer.changeWord((word) => word.toLowerCase()),
  'meta-c': ({ buffer }) => buffer.changeWord(capitalize),
  'ctrl-l': (editor) => editor.clearScreen(),
  'ctrl-c': (editor) => editor.interrupt(),
  'ctrl-p': (editor) => editor.recall(-1),
  up: (editor) => editor.recall(-1),
  'ctrl-n': (editor) => editor.recall(1),
  down: (editor) => editor.recall(1),
  'meta-<': (editor) => editor.recallEnd(true),
  'meta->': (editor) => editor.recallEnd(false),
  'meta-.': (editor) => editor.lastArgument(),
  'meta-_': (editor) => editor.lastArgument(),
  'meta-#': (editor) => editor.comment(),
  'ctrl-g': (editor) => editor.display.bell(),
};

const KILLS = new Set(['ctrl-k', 'ctrl-u', 'ctrl-w', 'meta-d', 'meta-backspace']);
