// bash's readline: keys become commands, commands change a line, the screen follows. The tables say which key is which
// command (keymap.ts) and what the commands do (commands.ts and its neighbours); this file holds the state of one line
// being read and the loop around it.

import { encodeRaw } from '../../base/raw-text.ts';
import type { Process } from '../../linux/host/process.ts';
import { type Terminal, type TerminalModes, terminalOf } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import type { HistoryEntry } from '../run/shell.ts';
import { type Bindings, MACRO, SHELL_COMMAND } from './bindings.ts';
import { COMMANDS, notSimulated } from './commands.ts';
import type { Complete, Completions } from './completions.ts';
import { Display } from './display.ts';
import type { ExpandLine } from './expansion-commands.ts';
import { EndOfInput, Interruption, Keyboard } from './keyboard.ts';
import { meaningOf } from './keymap.ts';
import { KillRing } from './kill-ring.ts';
import { layOut, type Region } from './layout.ts';
import { after, before, EMPTY_LINE, insert, type Line, type Movement, without } from './line.ts';

export interface ReadOptions {
  readonly process: Process;
  /** Rendered: `\x01` … `\x02` around what is invisible; may have several lines. */
  readonly prompt: string;
  /** Oldest first. Lines of it that are edited but not accepted stay edited, as in readline. */
  readonly history: readonly HistoryEntry[];
  readonly memory: EditorMemory;
  readonly mode: 'emacs' | 'vi';
  readonly complete?: Complete;
  /** Ctrl-C has a trap of its own, which prints where the line stands. */
  readonly trapsInterrupt: boolean;
  /** What the line begins with. */
  readonly initial: string;
  readonly bindings: Bindings;
  readonly expandLine?: ExpandLine;
  /** `bind -x`: runs a command that may look at the line and change it. */
  readonly runBound?: (command: string, line: Line) => Task<Line>;
  /** Gives SIGINT and SIGWINCH back to whoever had them. */
  readonly releaseSignals: () => void;
}

export type Reading =
  | { readonly kind: 'line'; readonly text: string }
  /** To be edited in an editor and run: Ctrl-X Ctrl-E. */
  | { readonly kind: 'edit'; readonly text: string }
  /** Ctrl-D on an empty line, or the terminal is gone. */
  | { readonly kind: 'end' }
  /** Ctrl-C: the line is dropped. */
  | { readonly kind: 'interrupted' };

interface Menu {
  readonly found: Completions;
  readonly before: string;
  readonly rest: string;
  at: number;
}

/** What outlives a line. */
export interface EditorMemory {
  readonly killRing: KillRing;
  lastSearch: string;
  /** The last keyboard macro, and the one that is being typed. */
  macro: string;
  macroBeing: string | undefined;
  /** Where the next line starts in the history: operate-and-get-next. */
  nextHistory: number | undefined;
  /** The last change in vi's command mode, for `.`. */
  viChange: string;
  viSearch: { readonly key: string; readonly text: string } | undefined;
  viFind: { readonly key: string; readonly character: string } | undefined;
}

export const newEditorMemory = (): EditorMemory => ({
  killRing: new KillRing(),
  lastSearch: '',
  macro: '',
  macroBeing: undefined,
  nextHistory: undefined,
  viChange: '',
  viSearch: undefined,
  viFind: undefined,
});

/** What a command gets: the editor, the numeric argument (1 without one), the keys that called it. */
export type Command = (editor: Editor, count: number, keys: string) => Task<void> | undefined;

/** Commands that behave differently when they follow one of their own kind. */
export type CommandKind =
  | 'other'
  | 'insert'
  | 'kill'
  | 'yank'
  | 'yank-argument'
  | 'complete'
  | 'undo'
  | 'history-search'
  | 'menu';

const LONGEST_UNDONE_INSERT = 20;
const BRACKETED_PASTE_ON = '\x1b[?2004h';
const BRACKETED_PASTE_OFF = '\x1b[?2004l\r';

export function* readCommandLine(options: ReadOptions): Task<Reading> {
  const terminal = terminalOf(options.process.file(0));
  if (!terminal) throw new Error('line editing needs a terminal');
  return yield* new Editor(options, terminal).read();
}

export class Editor {
  line: Line = EMPTY_LINE;
  mark = 0;
  /** What is shown inverted until the next key. */
  region: Region | undefined;
  /** What stands before the line instead of the prompt: a search, a numeric argument. */
  message: string | undefined;
  accepted = false;
  /** Accepted for an editor. */
  wantsEditor = false;
  /** Typing replaces what stands there. */
  overwrites = false;
  ended = false;
  /** Given by Alt-digits, for the next command. */
  argument: number | undefined;
  explicitArgument = false;
  kind: CommandKind = 'other';
  previousKind: CommandKind = 'other';
  viCommandMode = false;
  /** What the last yank-last-arg inserted, and from which line. */
  yanked: { readonly index: number; readonly text: string } | undefined;
  /** The candidates that menu-complete goes through. */
  menu: Menu | undefined;
  /** What history-search-backward looks for while it is repeated. */
  search: string | undefined;
  /** The place in the history; its length is the line that is being written. */
  at: number;
  readonly options: ReadOptions;
  readonly terminal: Terminal;
  readonly #keyboard: Keyboard;
  readonly #display = new Display();
  #undo: Line[] = [];
  #reverted = 0;
  readonly viMarks = new Map<string, number>();
  #insertedTogether = 0;
  readonly #visited = new Map<number, { readonly line: Line; readonly undo: Line[] }>();
  #record: string | undefined;
  readonly #pushedBack: string[] = [];
  readonly #prompt: string;
  /** The lines of the prompt above its last one. */
  readonly #promptAbove: string;

  constructor(options: ReadOptions, terminal: Terminal) {
    this.options = options;
    this.terminal = terminal;
    this.#keyboard = new Keyboard(options.process, terminal);
    this.at = options.history.length;
    const lastLine = options.prompt.lastIndexOf('\n') + 1;
    this.#promptAbove = options.prompt.slice(0, lastLine);
    this.#prompt = options.prompt.slice(lastLine);
  }

  *read(): Task<Reading> {
    const cooked = this.terminal.modes;
    this.terminal.setModes(editing(cooked));
    this.#keyboard.listen();
    try {
      yield* this.write(this.options.bindings.isOn('enable-bracketed-paste') ? BRACKETED_PASTE_ON : '');
      if (this.options.initial !== '') this.line = insert(EMPTY_LINE, this.options.initial);
      this.#followOperateAndGetNext();
      yield* this.fresh();
      while (!this.accepted && !this.ended) yield* this.#obey();
      return yield* this.#finish();
    } catch (error) {
      if (error instanceof EndOfInput) return { kind: 'end' };
      if (error instanceof Interruption) return yield* this.#interrupted();
      throw error;
    } finally {
      this.terminal.setModes(cooked);
      this.options.releaseSignals();
    }
  }

  get memory(): EditorMemory {
    return this.options.memory;
  }

  get history(): readonly HistoryEntry[] {
    return this.options.history;
  }

  // ——— keys ———

  /** The next character typed. */
  *nextKey(): Task<string> {
    const pushed = this.#pushedBack.shift();
    const key = pushed ?? (yield* this.#keyboard.next(() => this.#resized()));
    if (this.#record !== undefined) this.#record += key;
    if (pushed === undefined && this.memory.macroBeing !== undefined) this.memory.macroBeing += key;
    return key;
  }

  /** From here on keys belong to a change that `.` can repeat. */
  record(keys: string): void {
    this.#record = keys;
  }

  finishRecord(): void {
    if (this.#record !== undefined) this.memory.viChange = this.#record;
    this.#record = undefined;
  }

  /** These come before anything else that is typed. */
  pushBack(keys: string): void {
    this.#pushedBack.unshift(...keys);
  }

  /** More was typed already. */
  get hasMoreKeys(): boolean {
    return this.#pushedBack.length > 0 || this.#keyboard.isReady;
  }

  get keymap(): ReadonlyMap<string, string> {
    if (this.options.mode === 'emacs') return this.options.bindings.keymap('emacs');
    return this.options.bindings.keymap(this.viCommandMode ? 'vi-command' : 'vi-insert');
  }

  /** One or several keys that mean something together. */
  *nextSequence(): Task<{ readonly keys: string; readonly command: string | undefined }> {
    let keys = yield* this.nextKey();
    for (;;) {
      const { command, isPrefix } = meaningOf(this.keymap, keys);
      if (!isPrefix) return { keys, command };
      if (
        command &&
        this.#pushedBack.length === 0 &&
        !(yield* this.#keyboard.followed(Number(this.options.bindings.variable('keyseq-timeout'))))
      )
        return { keys, command };
      keys += yield* this.nextKey();
    }
  }

  *#obey(): Task<void> {
    const { keys, command } = yield* this.nextSequence();
    yield* this.perform(command ?? this.#unbound(keys), keys);
    if (this.accepted || this.ended) return;
    if (!this.hasMoreKeys) yield* this.redraw();
  }

  #unbound(keys: string): string {
    const isText = !/^[\x00-\x08\x0a-\x1f\x7f]/.test(keys) && !this.viCommandMode;
    return isText ? 'self-insert' : 'ding';
  }

  /** Runs a command by its name, or whatever else keys may be bound to. */
  *perform(name: string, keys: string): Task<void> {
    if (name.startsWith(MACRO)) {
      this.pushBack(name.slice(1));
      return;
    }
    if (name.startsWith(SHELL_COMMAND)) {
      yield* this.#runBound(name.slice(1));
      return;
    }
    const command = COMMANDS[name] ?? notSimulated(name);
    this.#begin();
    const count = this.argument ?? 1;
    this.explicitArgument = this.argument !== undefined;
    this.argument = undefined;
    const going = command(this, count, keys);
    if (going) yield* going;
    if (this.kind !== 'insert') this.#insertedTogether = 0;
    if (this.viCommandMode) this.finishRecord();
  }

  *#runBound(command: string): Task<void> {
    if (!this.options.runBound) return;
    yield* this.write(this.#display.erase());
    this.line = yield* this.options.runBound(command, this.line);
    yield* this.fresh();
  }

  #begin(): void {
    this.previousKind = this.kind;
    this.kind = 'other';
    this.region = undefined;
  }

  // ——— the line ———

  get text(): string {
    return this.line.text;
  }

  get point(): number {
    return this.line.point;
  }

  moveTo(point: number): void {
    this.line = { text: this.line.text, point };
  }

  move(movement: Movement): void {
    this.moveTo(movement(this.line.text, this.line.point));
  }

  /** Changes the line so that the change can be undone. */
  change(next: Line): void {
    if (next.text !== this.line.text) this.#undo.push(this.line);
    this.line = next;
  }

  /** Inserting: what is typed in one go is undone in one go. */
  type(text: string): void {
    const joins = this.previousKind === 'insert' && this.#insertedTogether > 0;
    const full = this.options.mode === 'emacs' && this.#insertedTogether >= LONGEST_UNDONE_INSERT;
    const over = this.overwrites ? without(this.line, this.point, after(this.text, this.point)) : this.line;
    const next = insert(over, text);
    if (joins && !full) this.line = next;
    else {
      this.#insertedTogether = 0;
      this.change(next);
    }
    this.#insertedTogether += text.length;
    this.kind = 'insert';
  }

  undo(): boolean {
    const last = this.#undo.pop();
    if (last) this.line = last;
    return last !== undefined;
  }

  /** vi's insert mode was left: `U` goes back no further. */
  inserted(): void {
    this.#reverted = this.#undo.length;
  }

  revert(): boolean {
    if (this.#undo.length <= this.#reverted) return false;
    this.line = this.#undo[this.#reverted];
    this.#undo.length = this.#reverted;
    return true;
  }

  /** Cuts what stands between the point and `to`. */
  kill(to: number): void {
    const { text, point } = this.line;
    this.kind = 'kill';
    if (to === point) return;
    const cut = text.slice(Math.min(point, to), Math.max(point, to));
    this.memory.killRing.add(cut, to > point ? 'forward' : 'backward', this.previousKind === 'kill');
    this.change(without(this.line, point, to));
  }

  // ——— the history ———

  /** Shows another line of the history; its length is the line being written. */
  visit(to: number, point?: number): void {
    this.#visited.set(this.at, { line: this.line, undo: this.#undo });
    this.at = to;
    const kept = this.#visited.get(to);
    const text = kept?.line.text ?? this.history[to]?.text ?? '';
    this.#undo = kept?.undo ?? [];
    this.line = { text, point: point ?? (this.viCommandMode ? 0 : text.length) };
  }

  /** A line of the history as it is now, with what was edited here. */
  textAt(index: number): string {
    if (index === this.at) return this.line.text;
    return this.#visited.get(index)?.line.text ?? this.history[index]?.text ?? '';
  }

  #followOperateAndGetNext(): void {
    const next = this.memory.nextHistory;
    this.memory.nextHistory = undefined;
    if (next !== undefined && next < this.history.length) this.visit(next);
  }

  /** Lines that were changed and left stay changed; the one that was accepted is as it was. */
  #keepEdits(): void {
    for (const [index, { line }] of this.#visited) {
      const entry = this.history[index];
      if (!entry || index === this.at || entry.text === line.text) continue;
      entry.text = line.text;
      entry.edited = true;
    }
  }

  // ——— the screen ———

  *write(text: string): Task<void> {
    if (text !== '') yield* this.options.process.write(2, encodeRaw(text));
  }

  *ding(): Task<void> {
    if (this.options.bindings.variable('bell-style') === 'audible') yield* this.write('\x07');
  }

  /** The same row once more, from its beginning. */
  *drawAgain(): Task<void> {
    yield* this.write(this.#display.erase());
    yield* this.redraw();
  }

  *redraw(): Task<void> {
    yield* this.write(this.#display.update(this.#layout(), this.terminal.size.rows));
  }

  /** Draws everything anew at the start of a free row. */
  *fresh(): Task<void> {
    this.#display.forget();
    yield* this.write(visible(this.#promptAbove));
    yield* this.redraw();
  }

  /** Leaves what is shown and goes to a free row below it. */
  *leave(): Task<void> {
    yield* this.write(this.#display.leave());
  }

  *clearScreen(withScrollback: boolean): Task<void> {
    yield* this.write(`\x1b[H\x1b[2J${withScrollback ? '\x1b[3J' : ''}`);
    yield* this.fresh();
  }

  #layout() {
    const { text, point } = this.line;
    return layOut(this.message ?? this.#modeShown + this.#prompt, text, point, this.terminal.size.columns, this.region);
  }

  /** `show-mode-in-prompt`. */
  get #modeShown(): string {
    const { bindings, mode } = this.options;
    if (!bindings.isOn('show-mode-in-prompt')) return '';
    if (mode === 'emacs') return bindings.variable('emacs-mode-string');
    return bindings.variable(this.viCommandMode ? 'vi-cmd-mode-string' : 'vi-ins-mode-string');
  }

  *#resized(): Task<void> {
    this.#display.reflowed(this.#layout());
    yield* this.write(this.#display.erase());
    yield* this.redraw();
  }

  get #pasteOff(): string {
    return this.options.bindings.isOn('enable-bracketed-paste') ? BRACKETED_PASTE_OFF : '\r';
  }

  *#finish(): Task<Reading> {
    if (this.ended) {
      yield* this.write(`${this.#pasteOff}\n`);
      return { kind: 'end' };
    }
    this.message = undefined;
    this.region = undefined;
    yield* this.redraw();
    yield* this.leave();
    yield* this.write(this.#pasteOff);
    this.#keepEdits();
    return { kind: this.wantsEditor ? 'edit' : 'line', text: this.line.text };
  }

  *#interrupted(): Task<Reading> {
    yield* this.write(`^C${this.#pasteOff}${this.options.trapsInterrupt ? '' : this.#display.abandon()}`);
    this.#keepEdits();
    return { kind: 'interrupted' };
  }

  /** vi's command mode stands on a character, never behind the last one. */
  stepOntoCharacter(): void {
    if (this.viCommandMode && this.point > 0 && this.point >= this.text.length) this.move(before);
  }
}

/**
 * The terminal while a line is edited: keys come at once and unechoed, but Ctrl-C still is a signal. readline also turns
 * the translation of Return off; here it stays, so that a command can read lines that were typed ahead of it.
 */
const editing = (cooked: TerminalModes): TerminalModes => ({ ...cooked, canonical: false, echo: false });

const visible = (prompt: string): string => prompt.replaceAll(/[\x01\x02]/g, '');
