// nano at work: its buffers, the message at the bottom, questions, and the keys one by one.

import type { Process } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Input } from '../keys.ts';
import type { Screen } from '../screen.ts';
import type { Buffer, Position } from './buffer.ts';
import { columnOf, indexAt } from './columns.ts';
import type { NanoOptions } from './options.ts';
import { answerRows, MAIN, type Shortcut, shortcutRows } from './shortcuts.ts';
import { marginOf, paint, type Question, textRows } from './view.ts';

/** How many keys a message outlives. */
const MESSAGE_LIFE = 20;

export type Answer = 'yes' | 'no' | 'all' | 'cancel';

export interface Prompt {
  /** Made anew after each key: `Search [Regexp]`. */
  readonly label: () => string;
  readonly shortcuts: readonly Shortcut[] | (() => readonly Shortcut[]);
  readonly text?: string;
  /** Earlier answers, the latest last. */
  readonly history?: readonly string[];
  /** Keys that mean something here: true ends the prompt with what is typed. */
  readonly onKey?: (key: string, text: string) => boolean;
}

export interface Answered {
  readonly text: string;
  /** The key that ended it: `<CR>`, or one that `onKey` took. */
  readonly key: string;
}

export class Nano {
  readonly process: Process;
  readonly screen: Screen;
  readonly options: NanoOptions;
  readonly buffers: Buffer[] = [];
  current = 0;
  isOver = false;
  /** What was cut or copied last. */
  cutBuffer = '';
  /** Whether the last key cut, so that the next cut adds to it. */
  keepsCutting = false;
  spotlight: readonly [Position, Position] | undefined;
  readonly searches: string[] = [];
  readonly replacements: string[] = [];
  searchesBackwards = false;
  #status = '';
  #life = 0;

  constructor(process: Process, screen: Screen, options: NanoOptions) {
    this.process = process;
    this.screen = screen;
    this.options = options;
  }

  get buffer(): Buffer {
    return this.buffers[this.current];
  }

  // ——— messages ———

  say(text: string): void {
    this.#status = text;
    this.#life = MESSAGE_LIFE;
  }

  clearStatus(): void {
    this.#status = '';
  }

  /** A key was pressed: messages grow old. */
  age(): void {
    if (this.#life > 0 && --this.#life === 0) this.#status = '';
    if (this.options.constantPosition) this.#status = '';
  }

  get hasStatus(): boolean {
    return this.#status !== '';
  }

  // ——— the picture ———

  get textHeight(): number {
    return textRows(this.screen.rows, this.options);
  }

  get textWidth(): number {
    return this.screen.columns - marginOf(this.buffer, this.options);
  }

  draw(question?: Question): void {
    const several = this.buffers.length > 1;
    this.screen.draw(
      paint({
        columns: this.screen.columns,
        rows: this.screen.rows,
        buffer: this.buffer,
        options: this.options,
        ranking: several || this.#wasSeveral ? `${this.current + 1}/${this.buffers.length}` : undefined,
        status: this.#status,
        question,
        spotlight: this.spotlight,
        shortcuts: several ? MAIN.map((one) => (one[0] === '^X' ? ['^X', 'Close'] : one)) : MAIN,
      }),
    );
  }

  get #wasSeveral(): boolean {
    return this.openedSeveral;
  }

  /** The title keeps counting once several files were open. */
  openedSeveral = false;

  /** Keeps the cursor on the screen; a jump out of it puts its line in the middle, a step scrolls. */
  showCursor(jumped: boolean): void {
    const { buffer, textHeight: height } = this;
    const { line } = buffer.cursor;
    const isSeen = line >= buffer.top && this.#rowOf(line) < height;
    if (isSeen) return;
    if (jumped) buffer.top = Math.max(0, line - Math.floor(height / 2));
    else if (line < buffer.top) buffer.top = line;
    else while (this.#rowOf(line) >= height && buffer.top < line) buffer.top++;
  }

  /** The row a line stands on, its last part when it is wrapped. */
  #rowOf(line: number): number {
    const { buffer } = this;
    if (!this.options.softWrap) return line - buffer.top;
    let row = -1;
    for (let at = buffer.top; at <= line; at++) {
      const width = columnOf(buffer.lines[at], buffer.lines[at].length, this.options.tabSize);
      row += Math.max(1, Math.ceil(width / this.textWidth));
    }
    return row;
  }

  // ——— moving ———

  moveTo(position: Position): void {
    this.buffer.cursor = position;
    this.buffer.wantedColumn = columnOf(this.buffer.line, position.column, this.options.tabSize);
  }

  moveVertically(by: number): void {
    const { buffer } = this;
    const line = Math.min(Math.max(buffer.cursor.line + by, 0), buffer.lines.length - 1);
    buffer.cursor = { line, column: indexAt(buffer.lines[line], buffer.wantedColumn, this.options.tabSize) };
  }

  // ——— questions ———

  /** A line of text from the user; undefined when he cancels. */
  *ask(prompt: Prompt): Task<Answered | undefined> {
    let text = prompt.text ?? '';
    let at = text.length;
    const history = [...(prompt.history ?? [])];
    let past = history.length;
    const show = (other: number) => {
      if (past === history.length) history[past] = text;
      past = other;
      text = history[past] ?? '';
      at = text.length;
    };
    for (;;) {
      const label = `${prompt.label()}: `;
      const shortcuts = typeof prompt.shortcuts === 'function' ? prompt.shortcuts() : prompt.shortcuts;
      this.draw({
        text: label + text,
        cursor: columnOf(label + text, label.length + at, this.options.tabSize),
        rows: shortcutRows(shortcuts, this.screen.columns),
      });
      const input = yield* this.screen.next();
      this.clearStatus();
      if (!input) {
        this.isOver = true;
        return undefined;
      }
      if (input.kind === 'paste') {
        const pasted = input.text.replaceAll('\n', ' ');
        text = text.slice(0, at) + pasted + text.slice(at);
        at += pasted.length;
        continue;
      }
      const { key } = input;
      if (key === '<C-c>' || key === '<Esc>') return undefined;
      if (key === '<CR>') return { text, key };
      if (prompt.onKey?.(key, text)) return { text, key };
      if ((key === '<C-p>' || key === '<Up>') && past > 0) show(past - 1);
      else if ((key === '<C-n>' || key === '<Down>') && past < history.length - 1) show(past + 1);
      else [text, at] = edited(text, at, key);
    }
  }

  *askYesNo(question: string, withAll = false): Task<Answer> {
    for (;;) {
      this.draw({
        text: question,
        cursor: question.length,
        rows: answerRows(withAll, this.screen.columns),
      });
      const input = yield* this.screen.next();
      if (!input) {
        this.isOver = true;
        return 'cancel';
      }
      const key = keyOf(input);
      if (/^[yY]$/.test(key)) return 'yes';
      if (/^[nN]$/.test(key)) return 'no';
      if (withAll && /^[aA]$/.test(key)) return 'all';
      if (key === '<C-c>') return 'cancel';
    }
  }
}

export const keyOf = (input: Input): string => (input.kind === 'key' ? input.key : '');

/** One key at work on a line of text. */
function edited(text: string, at: number, key: string): [string, number] {
  switch (key) {
    case '<Left>':
    case '<C-b>':
      return [text, Math.max(0, at - 1)];
    case '<Right>':
    case '<C-f>':
      return [text, Math.min(text.length, at + 1)];
    case '<Home>':
    case '<C-a>':
      return [text, 0];
    case '<End>':
    case '<C-e>':
      return [text, text.length];
    case '<BS>':
    case '<C-h>':
      return at > 0 ? [text.slice(0, at - 1) + text.slice(at), at - 1] : [text, at];
    case '<Del>':
    case '<C-d>':
      return [text.slice(0, at) + text.slice(at + 1), at];
    case '<C-k>':
      return [text.slice(0, at), at];
    case '<C-u>':
      return ['', 0];
    default: {
      const isText = !/^<.+>$/.test(key);
      return isText ? [text.slice(0, at) + key + text.slice(at), at + key.length] : [text, at];
    }
  }
}
