// One vim at work: the buffer, its options, what was searched, found and said last. Keys come in through `keyboard.ts`, ex
// commands through `ex/`; both change the editor through what stands here.

import type { Process } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Screen } from '../screen.ts';
import { defineActions } from './actions.ts';
import { VimBuffer } from './adapter.ts';
import { columnOf } from './columns.ts';
import { CommandLine } from './command-line.ts';
import type { CoreState } from './core.ts';
import { counts, type LastSubstitution } from './ex/substitute.ts';
import { Files } from './files.ts';
import { commentLeader, yamlIndent } from './indent.ts';
import { Insertion, type OpenedBy } from './insert.ts';
import { Keyboard } from './keyboard.ts';
import { Mappings } from './mappings.ts';
import { defineMotions } from './motions.ts';
import { defineOperators } from './operators.ts';
import { OptionTable } from './options.ts';
import type { RegisterText } from './registers.ts';
import { readRegister } from './registers.ts';
import { Search } from './search.ts';
import { type Marker, Position } from './text-buffer.ts';
import { before, firstNonBlank } from './walk.ts';
import { ViewWindow } from './window.ts';

/** What start files asked for once and for all. */
export interface Startup {
  detectsFileTypes: boolean;
  usesPlugins: boolean;
  usesIndents: boolean;
  highlightsSyntax: boolean;
  /** :autocmd, for the events of opening a file. */
  readonly automatic: { readonly events: readonly string[]; readonly pattern: RegExp; readonly command: string }[];
}

export interface Message {
  readonly text: string;
  readonly kind: 'plain' | 'error' | 'warning';
}

export class Editor {
  readonly process: Process;
  readonly buffer = new VimBuffer('');
  readonly options = new OptionTable();
  readonly search: Search;
  readonly window: ViewWindow;
  readonly commandLines = { ':': [] as string[], '/': [] as string[] };
  /** The terminal; missing when output goes somewhere else. */
  readonly screen: Screen | undefined;
  readonly files: Files;
  readonly mappings = new Mappings();
  readonly keyboard: Keyboard;
  readonly startup: Startup = {
    detectsFileTypes: false,
    usesPlugins: false,
    usesIndents: false,
    highlightsSyntax: false,
    automatic: [],
  };
  commandLine: CommandLine | undefined;
  insertion: Insertion | undefined;
  /** What the last line says. */
  message: Message = { text: '', kind: 'plain' };
  /** Everything said since the screen was drawn; more than fits in one line needs ENTER. */
  readonly said: Message[] = [];
  /** The last command failed: a macro stops. */
  hasFailed = false;
  wanted: { readonly column: number; readonly at: Position } | undefined;
  lastFind: { readonly character: string; readonly forward: boolean; readonly till: boolean } | undefined;
  previousContext: Marker | undefined;
  /** A buffer without lines is written as nothing at all. */
  hasNoLines = true;
  openedWithIndent = false;
  countWasGiven = false;
  commandIsPending = false;
  /** The last line that was executed, for `@:`. */
  lastCommand = '';
  lastSubstitution: LastSubstitution | undefined;
  lastShellCommand: string | undefined;
  /** The command line that printed what waits to be read. */
  lastTyped = '';
  /** What <leader> stands for in mappings. */
  leader = '\\';
  /** Leaving with files unseen was refused once; the second time it is meant. */
  mayLeaveFiles = false;
  /** Lines that a command printed; more than one waits for ENTER. */
  readonly output: Message[] = [];
  /** :g runs a command on every line: what they report is said once, at its end. */
  isGlobal = false;
  globalSubstitutions = { count: 0, lines: 0 };
  /** Set by the program: shows the present state, for questions in the middle of a command. */
  drawNow: () => void = () => {};
  exitCode: number | undefined;
  /** The terminal is gone. */
  hasHungUp = false;
  /** The register that keys are being recorded into. */
  isRecording: string | undefined;
  /** After Ctrl-O in insert mode: one command, then on with inserting. */
  returnsToInsert = false;
  /** The keys of a command that is not complete, for 'showcmd'. */
  shownKeys = '';
  /** Silent mode, `-es`: no screen, messages only where they were asked for. */
  isSilent = false;
  /** Ex commands that keys asked for; the keyboard runs them when the core is done. */
  readonly #commands: string[] = [];
  #insertNext: { readonly at: Position; readonly count: number; readonly by: OpenedBy } | undefined;
  #blockNext:
    | { readonly lines: readonly number[]; readonly column: number; readonly append: boolean; readonly left: number }
    | undefined;
  readonly #runEx: (editor: Editor, line: string) => Task<void>;

  constructor(process: Process, screen: Screen | undefined, runEx: (editor: Editor, line: string) => Task<void>) {
    this.process = process;
    this.screen = screen;
    this.#runEx = runEx;
    this.search = new Search(this);
    this.window = new ViewWindow(this);
    this.files = new Files(this);
    this.keyboard = new Keyboard(this, this.mappings);
    this.buffer.clock = () => this.now;
    defineMotions(this);
    defineOperators(this);
    defineActions(this);
    const { core } = this.buffer;
    core.mapCommand('<EnterInsert>', 'action', 'enterInsertMode', { insertAt: 'inplace' }, { context: 'normal' });
    core.mapCommand('<EnterReplace>', 'action', 'enterInsertMode', { replace: true }, { context: 'normal' });
  }

  /** The cursor as one sees it: in visual mode the moving end of the selection. */
  get cursor(): Position {
    const { vim } = this.buffer;
    return vim.visualMode ? this.buffer.clipPos(vim.sel.head) : this.buffer.getCursor();
  }

  /** Nothing was named and nothing typed yet. */
  get isUntouched(): boolean {
    return (
      this.files.name === '' &&
      this.hasNoLines &&
      !this.insertion &&
      !this.files.isChanged &&
      this.commandLines[':'].length === 0
    );
  }

  // ——— messages ———

  say(text: string, kind: Message['kind'] = 'plain'): void {
    this.message = { text, kind };
    if (text !== '') this.said.push(this.message);
  }

  warn(text: string): void {
    this.say(text, 'warning');
  }

  /** An error message; the command has failed. */
  complain(text: string): void {
    this.say(text, 'error');
    this.fail();
  }

  /** Beeps. */
  fail(): void {
    this.hasFailed = true;
  }

  repaint(): void {
    this.screen?.repaint();
    this.message = { text: '', kind: 'plain' };
  }

  /** A line of output. */
  show(text: string, kind: Message['kind'] = 'plain'): void {
    this.output.push({ text, kind });
  }

  finishSubstitutions(): void {
    const { count, lines } = this.globalSubstitutions;
    this.globalSubstitutions = { count: 0, lines: 0 };
    if (count > this.options.number('report')) this.say(counts(count, lines, 'substitution', 'substitutions'));
  }

  /** A question in the last row, below the text. */
  *askBelow(question: string, letters: string): Task<string> {
    this.message = { text: question, kind: 'plain' };
    for (;;) {
      const key = this.keyboard.take() ?? (yield* this.#keyFromScreen());
      if (key === undefined || key === '<Esc>' || key === '<C-c>') {
        this.message = { text: '', kind: 'plain' };
        return 'q';
      }
      if (!letters.includes(key)) continue;
      this.message = { text: '', kind: 'plain' };
      return key;
    }
  }

  *#keyFromScreen(): Task<string | undefined> {
    this.drawNow();
    for (;;) {
      const input = this.screen ? yield* this.screen.next() : undefined;
      if (!input || input.kind === 'key') return input?.key;
    }
  }

  /** :startinsert. */
  startInsert(atEnd: boolean): void {
    const cursor = this.buffer.getCursor();
    this.insertAt(atEnd ? new Position(cursor.line, this.buffer.getLine(cursor.line).length) : cursor);
  }

  // ——— options with their consequences ———

  get tabStop(): number {
    return Math.max(1, this.options.number('tabstop'));
  }

  get shiftWidth(): number {
    return this.options.number('shiftwidth') || this.tabStop;
  }

  get isPasting(): boolean {
    return this.options.flag('paste');
  }

  get autoIndents(): boolean {
    return this.options.flag('autoindent') && !this.isPasting;
  }

  get hasIndentExpression(): boolean {
    return this.options.text('indentexpr').startsWith('GetYAMLIndent') && !this.isPasting;
  }

  mayChange(): boolean {
    if (this.options.flag('modifiable')) return true;
    this.complain("E21: Cannot make changes, 'modifiable' is off");
    return false;
  }

  // ——— places ———

  /** The column `j` and `k` aim at. */
  wantedColumn(head: Position): number {
    const { wanted } = this;
    if (wanted && wanted.at.line === head.line) {
      const text = this.buffer.getLine(head.line);
      const shown = Math.min(wanted.at.ch, Math.max(0, before(text, text.length)));
      if (shown === head.ch || wanted.at.ch === head.ch) return wanted.column;
    }
    return columnOf(this.buffer.getLine(head.line), head.ch, this.tabStop);
  }

  setMark(name: string, place: Position): void {
    const { marks } = this.buffer.vim;
    marks[name]?.clear();
    marks[name] = this.buffer.setBookmark(place);
  }

  markPosition(name: string, vim: CoreState): Position | undefined {
    if (name === "'" || name === '`') return this.previousContext?.find() ?? new Position(0, 0);
    if (name === '.') return this.buffer.lastChangePlace;
    if (name === '<' || name === '>') {
      const mark = vim.marks[name]?.find();
      if (!mark || !vim.lastSelection?.visualLine) return mark ?? undefined;
      return new Position(mark.line, name === '<' ? 0 : this.buffer.getLine(mark.line).length);
    }
    return vim.marks[name]?.find() ?? undefined;
  }

  /** Leaves visual mode with the cursor at the beginning of the selection. */
  leaveVisual(): void {
    const { buffer } = this;
    const { anchor, head } = buffer.vim.sel;
    const start = buffer.indexFromPos(anchor) <= buffer.indexFromPos(head) ? anchor : head;
    buffer.core.exitVisualMode(buffer, false);
    buffer.setCursor(start);
  }

  reselect(): void {
    const { buffer } = this;
    const last = buffer.vim.lastSelection;
    const [anchor, head] = [last?.anchorMark.find(), last?.headMark.find()];
    if (!last || !anchor || !head) return this.fail();
    buffer.setCursor(anchor);
    buffer.press(last.visualLine ? 'V' : last.visualBlock ? '<C-v>' : 'v');
    buffer.vim.sel = { anchor, head };
    buffer.setSelection(anchor, head);
  }

  // ——— indentation ———

  /** So many columns of indent, in the tabs and blanks the options ask for. */
  indentText(columns: number): string {
    if (this.options.flag('expandtab')) return ' '.repeat(columns);
    return '\t'.repeat(Math.floor(columns / this.tabStop)) + ' '.repeat(columns % this.tabStop);
  }

  /** Blanks from one column to another, as tabs where the options allow and a tab stop is reached. */
  fillText(start: number, end: number): string {
    let fill = '';
    let at = start;
    while (!this.options.flag('expandtab') && at + (this.tabStop - (at % this.tabStop)) <= end) {
      fill += '\t';
      at += this.tabStop - (at % this.tabStop);
    }
    return fill + ' '.repeat(end - at);
  }

  indentOf(line: number): number {
    const text = this.buffer.getLine(line);
    return columnOf(text, /^[ \t]*/.exec(text)![0].length, this.tabStop);
  }

  setIndent(line: number, columns: number): void {
    const blanks = /^[ \t]*/.exec(this.buffer.getLine(line))![0];
    const wanted = this.indentText(columns);
    if (blanks !== wanted) this.buffer.replaceRange(wanted, new Position(line, 0), new Position(line, blanks.length));
  }

  /** What `=` makes of a line; undefined where the file type has no rule, and vim would indent it as C. */
  expectedIndent(line: number): number | undefined {
    return this.hasIndentExpression ? yamlIndent(this, line) : undefined;
  }

  /** The blanks, and the comment sign, that a new line begins with. `beside` is the line it was opened from. */
  indentForNewLine(line: number, beside: number, below: boolean): string {
    if (this.isPasting) return '';
    const leader = commentLeader(this, beside, below ? 'o' : 'O');
    if (leader !== '') return leader;
    if (this.hasIndentExpression) return this.indentText(yamlIndent(this, line));
    return this.autoIndents ? /^[ \t]*/.exec(this.buffer.getLine(beside))![0] : '';
  }

  /** `gq`: fills lines up to 'textwidth'. Gives the last line. */
  formatLines(first: number, last: number): number {
    const width = this.options.number('textwidth') || Math.min(79, this.window.columns - 1);
    const { buffer } = this;
    const source = Array.from({ length: last - first + 1 }, (_one, index) => buffer.getLine(first + index));
    const formatted: string[] = [];
    let paragraph = '';
    const flush = () => {
      if (paragraph !== '') formatted.push(...this.#broken(paragraph, width));
      paragraph = '';
    };
    for (const line of source) {
      if (line.trim() === '') {
        flush();
        formatted.push(line);
      } else paragraph = paragraph === '' ? line : `${paragraph.trimEnd()} ${line.trimStart()}`;
    }
    flush();
    const old = source.join('\n');
    const text = formatted.join('\n');
    if (text !== old) buffer.replaceRange(text, new Position(first, 0), new Position(last, source.at(-1)!.length));
    return first + formatted.length - 1;
  }

  /** A long line, broken at blanks. */
  #broken(text: string, width: number): string[] {
    const indent = this.autoIndents ? /^[ \t]*/.exec(text)![0] : '';
    const rows: string[] = [];
    let rest = text;
    while (columnOf(rest, rest.length, this.tabStop) > width) {
      const blanks = [...rest.matchAll(/[ \t]+/g)].filter(({ index }) => rest.slice(0, index).trim() !== '');
      const at = blanks.filter(({ index }) => columnOf(rest, index, this.tabStop) <= width).at(-1) ?? blanks[0];
      if (!at || rest.slice(at.index).trim() === '') break;
      rows.push(rest.slice(0, at.index));
      rest = indent + rest.slice(at.index + at[0].length);
    }
    return [...rows, rest];
  }

  // ——— registers ———

  /** A register as `p` reads it. */
  readableRegister(name: string): RegisterText {
    if (name === '%') return { text: this.files.name, kind: 'char' };
    if (name === ':') return { text: this.lastCommand, kind: 'char' };
    return readRegister(this.buffer.core, name);
  }

  // ——— what keys ask for ———

  /** Begins to insert when the core is done with the present key. */
  insertAt(at: Position, count = 1, by: OpenedBy = 'i'): void {
    this.#insertNext = { at, count, by };
  }

  /** The other lines get what is inserted in the first; `left` is where the block begins. */
  insertBlock(lines: readonly number[], column: number, append: boolean, left: number): void {
    this.#blockNext = { lines, column, append, left };
  }

  /** Called when the core is done with a key. */
  beginAwaitedInsert(): void {
    const next = this.#insertNext;
    if (!next) return;
    this.#insertNext = undefined;
    if (!this.mayChange()) return;
    this.warnIfReadOnly();
    this.buffer.press(next.by === 'R' ? '<EnterReplace>' : '<EnterInsert>');
    this.buffer.setCursor(next.at);
    this.insertion = new Insertion(this, next.count, next.by, this.#blockNext);
    this.#blockNext = undefined;
  }

  warnIfReadOnly(): void {
    if (this.options.flag('readonly') && !this.files.isChanged) this.warn('W10: Warning: Changing a readonly file');
  }

  /** An ex command that a key stands for. */
  run(command: string): void {
    this.#commands.push(command);
  }

  *runAwaited(): Task<void> {
    for (let command = this.#commands.shift(); command !== undefined; command = this.#commands.shift())
      yield* this.execute(command);
  }

  *execute(line: string): Task<void> {
    yield* this.#runEx(this, line);
  }

  /** A question in the last rows; the answer is one of the given letters. Without a terminal it is the first refusal. */
  *ask(lines: readonly string[], letters: string, otherwise = 'n'): Task<string> {
    const { screen } = this;
    if (!screen) return otherwise;
    const rows = lines.slice(-screen.rows);
    const padding = Array.from({ length: Math.max(0, screen.rows - rows.length) }, () => '');
    screen.draw({
      rows: [...padding, ...rows],
      cursor: { row: screen.rows - 1, column: (rows.at(-1) ?? '').length + 1 },
    });
    for (;;) {
      const input = yield* screen.next();
      if (!input) return otherwise;
      if (input.kind !== 'key') continue;
      if (input.key === '<C-c>' || input.key === '<Esc>') return letters.includes('q') ? 'q' : otherwise;
      const letter = input.key === '<CR>' ? otherwise : input.key.toLowerCase();
      if (letters.includes(letter)) return letter;
    }
  }

  openCommandLine(prompt: ':' | '/' | '?', text = ''): void {
    this.message = { text: '', kind: 'plain' };
    this.commandLine = new CommandLine(prompt, text, this.commandLines[prompt === ':' ? ':' : '/']);
  }

  // ——— undo ———

  undo(direction: 'undo' | 'redo', count: number): void {
    const { buffer } = this;
    const linesBefore = buffer.lineCount();
    let done = 0;
    for (; done < count; done++) {
      const step = buffer.travel(direction);
      if (!step) break;
      this.hasNoLines = false;
      this.#placeAfterUndo(step.line, step.cursor);
    }
    if (done === 0) {
      this.say(direction === 'undo' ? 'Already at oldest change' : 'Already at newest change');
      return;
    }
    const difference = buffer.lineCount() - linesBefore;
    const amount = Math.abs(difference);
    const what =
      difference === 0
        ? `${done} change${done === 1 ? '' : 's'}`
        : difference > 0
          ? amount === 1
            ? '1 more line'
            : `${amount} more lines`
          : amount === 1
            ? '1 line less'
            : `${amount} fewer lines`;
    const number = direction === 'undo' ? buffer.undoDepth + 1 : buffer.undoDepth;
    this.say(`${what}; ${direction === 'undo' ? 'before' : 'after'} #${number}  ${buffer.ageOfStep(number, this.now)}`);
  }

  get now(): number {
    return this.process.simulation.now;
  }

  /** Models the end of u_undoredo(). */
  #placeAfterUndo(line: number, cursor: Position): void {
    const { buffer } = this;
    let target = Math.min(line, buffer.lastLine());
    if (cursor.line + 1 === target && target > 0) target--;
    const text = buffer.getLine(target);
    if (line > buffer.lastLine() && target === buffer.lastLine() && cursor.line !== target) buffer.setCursor(target, 0);
    else if (cursor.line === target)
      buffer.setCursor(target, Math.min(cursor.ch, Math.max(0, before(text, text.length))));
    else buffer.setCursor(target, firstNonBlank(text));
    this.wanted = undefined;
  }

  /** `3 fewer lines`, when there are enough of them. */
  reportLines(difference: number): void {
    const amount = Math.abs(difference);
    if (amount <= this.options.number('report') || this.hasNoLines) return;
    this.say(difference > 0 ? `${amount} more lines` : `${amount} fewer lines`);
  }
}
