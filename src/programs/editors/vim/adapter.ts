// The text a vim core edits. @replit/codemirror-vim-core knows keys, motions, operators and registers, and drives an
// editor through the interface of CodeMirror 5; this is that editor, without a page around it: a text, selections,
// marks that move along, and undo. Nothing else in this folder knows the core's interface.

import { initVim } from '@replit/codemirror-vim-core';
import { onStage, StageElement } from './stage.ts';
import { StringStream } from './string-stream.ts';

/** A place in the text; both counted from 0, columns in UTF-16 units. */
export class Position {
  line: number;
  ch: number;
  constructor(line: number, ch: number) {
    this.line = line;
    this.ch = ch;
  }
}

export interface Range {
  anchor: number;
  head: number;
}

interface Change {
  readonly from: number;
  readonly to: number;
  readonly insert: string;
}

/** What one `u` takes back: the changes that undo it, last first, and where the cursor stood before it. */
interface UndoStep {
  readonly changes: Change[];
  readonly cursor: Position;
  readonly time: number;
  readonly id: number;
}

type Handler = (...values: unknown[]) => void;

/** The core's `curOp`: what happened since the outermost operation began. */
interface Operation {
  $d: number;
  isVimOp?: boolean;
  cursorActivity?: boolean;
  cursorActivityHandlers?: Handler[] | undefined;
  changeHandlers?: Handler[] | undefined;
  change?: ChangeEvent;
  lastChange?: ChangeEvent;
}

interface ChangeEvent {
  readonly text: string[];
  next?: ChangeEvent;
}

/** What the core keeps about an editor, as far as we look at it. */
export interface CoreState {
  insertMode: boolean;
  visualMode: boolean;
  visualLine: boolean;
  visualBlock: boolean;
  insertModeRepeat: number | undefined;
  lastHPos: number;
  lastHSPos: number;
  inputState: {
    keyBuffer: string[];
    operator: string | null | undefined;
    registerName: string | undefined;
    prefixRepeat: string[];
    motionRepeat: string[];
    selectedCharacter?: string;
    getRepeat(): number;
  };
  sel: { anchor: Position; head: Position };
  lastSelection: {
    anchorMark: Marker;
    headMark: Marker;
    visualLine: boolean;
    visualBlock: boolean;
  } | null;
  marks: Record<string, Marker>;
  lastMotion: unknown;
  lastEditInputState: unknown;
}

export interface Register {
  linewise: boolean;
  blockwise: boolean;
  setText(text: string, linewise?: boolean, blockwise?: boolean): void;
  toString(): string;
}

export interface MotionArguments {
  repeat: number;
  repeatIsExplicit?: boolean;
  forward?: boolean;
  linewise?: boolean;
  inclusive?: boolean;
  selectedCharacter?: string;
  [name: string]: unknown;
}

export interface OperatorArguments {
  linewise?: boolean;
  registerName?: string;
  repeat?: number;
  [name: string]: unknown;
}

export interface CoreRange {
  anchor: Position;
  head: Position;
}

type MotionFunction = (
  cm: VimBuffer,
  head: Position,
  args: MotionArguments,
  vim: CoreState,
  input: unknown,
) => Position | [Position, Position] | null | undefined;
type OperatorFunction = (
  cm: VimBuffer,
  args: OperatorArguments,
  ranges: CoreRange[],
  oldAnchor: Position,
  newHead: Position,
) => Position | undefined | void;
type ActionFunction = (cm: VimBuffer, args: MotionArguments & { registerName?: string }, vim: CoreState) => void;

/** The part of the core's interface that is used here. */
export interface Core {
  suppressErrorLogging: boolean;
  handleKey(cm: VimBuffer, key: string, origin: string): boolean | undefined;
  multiSelectHandleKey(cm: VimBuffer, key: string, origin: string): boolean | undefined;
  maybeInitVimState_(cm: VimBuffer): CoreState;
  enterVimMode(cm: VimBuffer): void;
  exitVisualMode(cm: VimBuffer, moveHead?: boolean): void;
  exitInsertMode(cm: VimBuffer): void;
  getRegisterController(): {
    getRegister(name: string): Register;
    pushText(name: string | undefined, operator: string, text: string, linewise?: boolean, blockwise?: boolean): void;
    unnamedRegister: Register;
    registers: Record<string, Register>;
  };
  setOption(name: string, value: unknown): void;
  defineMotion(name: string, motion: MotionFunction): void;
  defineOperator(name: string, operator: OperatorFunction): void;
  defineAction(name: string, action: ActionFunction): void;
  mapCommand(keys: string, type: string, name: string, args: object, extra: object): void;
}

/** Every editor has a core of its own: its registers, macros and options are nobody else's. */
export class VimBuffer {
  readonly core: Core;
  readonly state: { vim?: CoreState; overwrite?: boolean; keyMap?: string; textwidth?: number } = {};
  readonly options: Record<string, unknown>;
  readonly marks: Record<number, Marker> = {};
  curOp: Operation | null = null;
  overlay: unknown;
  virtualSelection: unknown = null;
  scrollTop = 0;
  height: number;
  /** Counts every change of the text. */
  version = 0;
  /** Set by an operator that knows better than the selection where the cursor belongs after `u`. */
  cursorBeforeChange: Position | undefined;
  /** Virtual time, for the ages of changes. */
  clock: () => number = () => 0;
  $mid = 0;
  $lastChangeEndOffset = 0;
  readonly _handlers: Record<string, Handler[]> = {};
  #text: string;
  #lineStarts: number[] = [0];
  #lineStartsOf = '';
  #selections: Range[] = [{ anchor: 0, head: 0 }];
  #primary = 0;
  #undo: UndoStep[] = [];
  #redo: UndoStep[] = [];
  #stepIsOpen = false;
  #lastChangeAt = 0;
  readonly #wrapper = new StageElement('div');
  readonly #input = new StageElement('textarea');

  constructor(text: string, options: Record<string, unknown> = {}) {
    this.#text = text;
    this.options = options;
    this.height = 24;
    this.core = onStage(() => initVim(namespaceFor() as never) as unknown as Core);
    this.core.suppressErrorLogging = true;
    onStage(() => this.core.enterVimMode(this));
  }

  /** Gives the core one key; false when it does not know what to do with it. */
  press(key: string): boolean {
    return onStage(() =>
      this.operation(() => {
        // What the core does to the selection is no selection made with a mouse.
        this.curOp!.isVimOp = true;
        return this.core.multiSelectHandleKey(this, key, 'user') === true;
      }),
    );
  }

  get vim(): CoreState {
    return this.core.maybeInitVimState_(this);
  }

  // ——— events ———

  on(type: string, handler: Handler): void {
    this._handlers[type] ??= [];
    this._handlers[type].push(handler);
  }

  off(type: string, handler: Handler): void {
    this._handlers[type] = (this._handlers[type] ?? []).filter((one) => one !== handler);
  }

  signal(type: string, ...values: unknown[]): void {
    for (const handler of (this._handlers[type] ?? []).slice()) handler(...values);
  }

  // ——— the text ———

  getValue(): string {
    return this.#text;
  }

  setValue(text: string): void {
    this.change([{ from: 0, to: this.#text.length, insert: text }]);
    this.setSelectionRanges([{ anchor: 0, head: 0 }]);
  }

  /** A new text without a history. */
  load(text: string): void {
    this.#text = text;
    this.#undo = [];
    this.#redo = [];
    this.#stepIsOpen = false;
    this.version++;
    for (const id in this.marks) this.marks[id].clear();
    this.#selections = [{ anchor: 0, head: 0 }];
    this.#primary = 0;
  }

  /** Offsets at which lines begin. */
  get lineStarts(): readonly number[] {
    if (this.#lineStartsOf === this.#text) return this.#lineStarts;
    const starts = [0];
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    this.#lineStartsOf = this.#text;
    return starts;
  }

  firstLine(): number {
    return 0;
  }

  lastLine(): number {
    return this.lineStarts.length - 1;
  }

  lineCount(): number {
    return this.lineStarts.length;
  }

  getLine(line: number): string {
    if (line < 0 || line > this.lastLine()) return '';
    return this.#text.slice(this.lineStarts[line], this.#lineEnd(line));
  }

  #lineEnd(line: number): number {
    const starts = this.lineStarts;
    return line + 1 < starts.length ? starts[line + 1] - 1 : this.#text.length;
  }

  getRange(from: Position, to: Position): string {
    return this.#text.slice(this.indexFromPos(from), this.indexFromPos(to));
  }

  indexFromPos({ line, ch }: Position): number {
    if (line < 0) return 0;
    if (line > this.lastLine()) return this.#text.length;
    return Math.min(this.lineStarts[line] + Math.max(0, ch ?? 0), this.#lineEnd(line));
  }

  posFromIndex(offset: number): Position {
    const starts = this.lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return new Position(low, offset - starts[low]);
  }

  clipPos({ line, ch }: Position): Position {
    if (line < 0) return new Position(0, 0);
    if (line > this.lastLine()) return new Position(this.lastLine(), this.getLine(this.lastLine()).length);
    return new Position(line, Math.min(Math.max(0, ch), this.getLine(line).length));
  }

  // ——— selections ———

  setSelectionRanges(ranges: Range[], primary = 0): void {
    this.#selections = ranges;
    this.#primary = primary;
    this.onSelectionChange();
    if (this.curOp && !this.curOp.isVimOp && !this.curOp.$d) this.onBeforeEndOperation();
  }

  setCursor(line: number | Position, ch = 0): void {
    const place = typeof line === 'number' ? new Position(line, ch) : line;
    const offset = this.indexFromPos(place);
    this.setSelectionRanges([{ anchor: offset, head: offset }]);
  }

  getCursor(which?: string): Position {
    const { anchor, head } = this.#selections[this.#primary];
    if (which === 'anchor') return this.posFromIndex(anchor);
    if (which === 'start') return this.posFromIndex(Math.min(anchor, head));
    if (which === 'end') return this.posFromIndex(Math.max(anchor, head));
    return this.posFromIndex(head);
  }

  listSelections(): CoreRange[] {
    return this.#selections.map(({ anchor, head }) => ({
      anchor: this.posFromIndex(anchor),
      head: this.posFromIndex(head),
    }));
  }

  setSelections(ranges: readonly CoreRange[], primary = 0): void {
    this.setSelectionRanges(
      ranges.map(({ anchor, head }) => ({ anchor: this.indexFromPos(anchor), head: this.indexFromPos(head) })),
      Math.min(primary ?? 0, ranges.length - 1),
    );
  }

  setSelection(anchor: Position, head: Position, options?: { readonly origin?: string }): void {
    this.setSelections([{ anchor, head }]);
    if (options?.origin === '*mouse') this.onBeforeEndOperation();
  }

  getSelections(): string[] {
    return this.#selections.map(({ anchor, head }) => this.#text.slice(Math.min(anchor, head), Math.max(anchor, head)));
  }

  getSelection(): string {
    return this.getSelections().join('\n');
  }

  somethingSelected(): boolean {
    return this.#selections.some(({ anchor, head }) => anchor !== head);
  }

  isInMultiSelectMode(): boolean {
    return this.#selections.length > 1;
  }

  virtualSelectionMode(): boolean {
    return Boolean(this.virtualSelection);
  }

  /** Runs a command once per selection, as if each were the only one. */
  forEachSelection(command: () => void): void {
    const primary = this.#primary;
    const marks = this.#selections.map(({ anchor, head }) => [new Marker(this, anchor, 1), new Marker(this, head, 1)]);
    this.virtualSelection = { ranges: this.#selections };
    for (const [anchor, head] of marks) {
      this.setSelectionRanges([{ anchor: anchor.offset ?? 0, head: head.offset ?? 0 }]);
      command();
      anchor.offset = this.#selections[0].anchor;
      head.offset = this.#selections[0].head;
    }
    this.virtualSelection = null;
    this.setSelectionRanges(
      marks.map(([anchor, head]) => ({ anchor: anchor.offset ?? 0, head: head.offset ?? 0 })),
      primary,
    );
    for (const mark of marks.flat()) mark.clear();
  }

  // ——— changes and undo ———

  /** The changes belong to one moment: their offsets are those of the text before any of them. */
  change(changes: readonly Change[], association = 1): void {
    if (this.options.readOnly) return;
    const step = this.#openStep();
    this.curOp ??= { $d: 0 };
    const operation = this.curOp;
    let shift = 0;
    for (const { from, to, insert } of [...changes].sort((a, b) => a.from - b.from)) {
      step.changes.push(this.#apply({ from: from + shift, to: to + shift, insert }, association));
      shift += insert.length - (to - from);
      this.$lastChangeEndOffset = to + shift;
      this.#lastChangeAt = from + shift - (insert.length - (to - from)) + Math.max(0, insert.length - 1);
      const event: ChangeEvent = { text: insert.split('\n') };
      if (operation.lastChange) operation.lastChange.next = event;
      else operation.change = event;
      operation.lastChange = event;
    }
    this.#redo = [];
    operation.changeHandlers ??= this._handlers.change?.slice();
    this.onSelectionChange();
    if (!operation.$d && !operation.isVimOp) this.onBeforeEndOperation();
  }

  /** Makes a change and gives the one that takes it back. */
  #apply({ from, to, insert }: Change, association: number): Change {
    const removed = this.#text.slice(from, to);
    this.#text = this.#text.slice(0, from) + insert + this.#text.slice(to);
    this.version++;
    for (const id in this.marks) this.marks[id].follow(from, to, insert.length);
    this.#selections = this.#selections.map(({ anchor, head }) => ({
      anchor: moved(anchor, from, to, insert.length, association),
      head: moved(head, from, to, insert.length, association),
    }));
    return { from, to: from + insert.length, insert: removed };
  }

  #openStep(): UndoStep {
    const last = this.#undo.at(-1);
    if (this.#stepIsOpen && last) return last;
    const step: UndoStep = {
      changes: [],
      cursor: this.cursorBeforeChange ?? this.getCursor('start'),
      time: this.clock(),
      id: this.version,
    };
    this.#undo.push(step);
    this.#stepIsOpen = true;
    return step;
  }

  /** The next change begins a new step for `u`. */
  endUndoStep(): void {
    this.#stepIsOpen = false;
    this.cursorBeforeChange = undefined;
  }

  #savedStep: UndoStep | undefined;
  #savedDepth = 0;

  rememberSavedState(): void {
    this.#savedStep = this.#undo.at(-1);
    this.#savedDepth = this.#undo.length;
    this.#stepIsOpen = false;
  }

  forgetSavedState(): void {
    this.#savedDepth = -1;
  }

  /** Undone or redone back to what was written. */
  get isAtSavedState(): boolean {
    return this.#undo.length === this.#savedDepth && this.#undo.at(-1)?.id === this.#savedStep?.id;
  }

  get undoDepth(): number {
    return this.#undo.length;
  }

  /** How long ago a step was made: `5 seconds ago`, or when. */
  ageOfStep(number: number, now: number): string {
    const step = this.#undo[number - 1] ?? this.#redo.at(this.#undo.length - number);
    const seconds = Math.floor((now - (step?.time ?? now)) / 1000);
    if (seconds >= 100) return new Date(step!.time).toISOString().slice(11, 19);
    return `${seconds} second${seconds === 1 ? '' : 's'} ago`;
  }

  /** Takes a step back, or forth again. Gives the first line it changed and where the cursor stood before the step. */
  travel(direction: 'undo' | 'redo'): { readonly line: number; readonly cursor: Position } | undefined {
    const [from, to] = direction === 'undo' ? [this.#undo, this.#redo] : [this.#redo, this.#undo];
    const step = from.pop();
    if (!step) return undefined;
    this.#stepIsOpen = false;
    const back: Change[] = [];
    let first = Number.POSITIVE_INFINITY;
    for (const change of step.changes.toReversed()) {
      first = Math.min(first, this.#firstLineOf(change));
      back.push(this.#apply(change, 1));
    }
    to.push({ changes: back, cursor: step.cursor, time: step.time, id: step.id });
    return { line: first, cursor: step.cursor };
  }

  /** A line break that comes or goes at the end of a line changes the lines behind it. */
  #firstLineOf({ from, to, insert }: Change): number {
    const { line } = this.posFromIndex(from);
    const isAtEnd = from === this.#lineEnd(line) && from > 0;
    return isAtEnd && (insert.startsWith('\n') || (insert === '' && this.#text.slice(from, to).startsWith('\n')))
      ? line + 1
      : line;
  }

  /** Undo as the core asks for it: to the beginning of the change. */
  undo(direction: 'undo' | 'redo'): void {
    const step = (direction === 'undo' ? this.#undo : this.#redo).at(-1);
    const offsets = step?.changes.map(({ from }) => from) ?? [];
    if (!this.travel(direction)) return;
    const start = Math.min(...offsets);
    this.setSelectionRanges([{ anchor: start, head: start }]);
  }

  replaceRange(text: string, from: Position, to?: Position): void {
    const start = this.indexFromPos(from);
    const end = to ? this.indexFromPos(to) : start;
    this.change([{ from: Math.min(start, end), to: Math.max(start, end), insert: text }]);
  }

  replaceSelection(text: string): void {
    this.change(this.#selected().map(({ from, to }) => ({ from, to, insert: text })));
    // Quietly: to the core the cursor's way behind what was inserted is part of the change.
    this.#selections = this.#selections.map(({ anchor, head }) => {
      const end = Math.max(anchor, head);
      return { anchor: end, head: end };
    });
  }

  replaceSelections(texts: readonly string[]): void {
    this.change(
      this.#selected().map(({ from, to }, at) => ({ from, to, insert: texts[at] ?? '' })),
      -1,
    );
  }

  overWriteSelection(text: string): void {
    this.#selections = this.#selections.map(({ anchor, head }) => {
      const isOnCharacter = anchor === head && head < this.#text.length && this.#text[head] !== '\n';
      return isOnCharacter ? { anchor: head, head: head + 1 } : { anchor, head };
    });
    this.replaceSelection(text);
  }

  /** Removes what is selected; of an empty selection the character beside it. */
  erase(direction: 1 | -1): void {
    const changes = this.#selected().map(({ from, to }) => {
      if (from !== to) return { from, to, insert: '' };
      if (direction < 0) return { from: Math.max(0, from - 1), to, insert: '' };
      return { from, to: Math.min(this.#text.length, to + 1), insert: '' };
    });
    this.change(changes.filter(({ from, to }) => from !== to));
  }

  #selected(): { from: number; to: number }[] {
    return this.#selections.map(({ anchor, head }) => ({ from: Math.min(anchor, head), to: Math.max(anchor, head) }));
  }

  // ——— operations ———

  onSelectionChange(): void {
    this.curOp ??= { $d: 0 };
    this.curOp.cursorActivityHandlers ??= this._handlers.cursorActivity?.slice();
    this.curOp.cursorActivity = true;
  }

  operation<T>(act: () => T): T {
    this.curOp ??= { $d: 0 };
    this.curOp.$d++;
    try {
      return act();
    } finally {
      if (this.curOp && --this.curOp.$d === 0) this.onBeforeEndOperation();
    }
  }

  onBeforeEndOperation(): void {
    const operation = this.curOp;
    if (!operation) return;
    if (operation.change) for (const handler of operation.changeHandlers ?? []) handler(this, operation.change);
    if (operation.cursorActivity) for (const handler of operation.cursorActivityHandlers ?? []) handler(this, null);
    this.scrollIntoView();
    this.curOp = null;
  }

  // ——— looking for things ———

  getSearchCursor(query: RegExp, from: Position): SearchCursor {
    return new SearchCursor(this, query, from);
  }

  findPosV(
    start: Position,
    amount: number,
    unit: string,
    goal?: number,
  ): Position & {
    hitSide?: boolean;
  } {
    const lines = unit === 'page' ? amount * this.height : amount;
    const line = Math.max(0, Math.min(this.lastLine(), start.line + lines));
    const length = this.getLine(line).length;
    const atStart = amount < 0 && line === 0 && start.line === 0 && start.ch !== 0 && goal !== 0;
    const atEnd = amount > 0 && line === start.line && line === this.lastLine();
    if (atStart || atEnd) return Object.assign(new Position(line, amount < 0 ? 0 : length), { hitSide: true });
    return new Position(line, Math.min(goal ?? start.ch, length));
  }

  findMatchingBracket(place: Position): { to: Position | undefined } {
    const brackets = '(){}[]';
    const at = this.indexFromPos(place);
    const kind = brackets.indexOf(this.#text[at] ?? '?');
    if (kind < 0) return { to: undefined };
    const isOpening = kind % 2 === 0;
    const [same, other] = [brackets[kind], brackets[isOpening ? kind + 1 : kind - 1]];
    const direction = isOpening ? 1 : -1;
    let depth = 0;
    for (let offset = at; offset >= 0 && offset < this.#text.length; offset += direction) {
      if (this.#text[offset] === same) depth++;
      else if (this.#text[offset] === other && --depth === 0) return { to: this.posFromIndex(offset) };
    }
    return { to: undefined };
  }

  scanForBracket(
    where: Position,
    direction: 1 | -1,
    _style: unknown,
    config?: { readonly bracketRegex?: RegExp },
  ): { pos: Position; ch: string } | false | null {
    const bracket = config?.bracketRegex ?? /[(){}[\]]/;
    const open: string[] = [];
    const end = direction > 0 ? this.lastLine() + 1 : -1;
    for (let line = where.line; line !== end; line += direction) {
      const text = this.getLine(line);
      let at = direction > 0 ? 0 : text.length - 1;
      if (line === where.line) at = where.ch - (direction < 0 ? 1 : 0);
      for (; at >= 0 && at < text.length; at += direction) {
        const character = text.charAt(at);
        if (!bracket.test(character)) continue;
        if (('([{<'.includes(character) ? 1 : -1) === direction) open.push(character);
        else if (open.length === 0) return { pos: new Position(line, at), ch: character };
        else open.pop();
      }
    }
    return where.line === (direction > 0 ? this.lastLine() : 0) ? null : false;
  }

  // ——— coordinates: a character is one wide, a line one high ———

  charCoords({ line, ch }: Position): { left: number; top: number; bottom: number } {
    return { left: ch, top: line, bottom: line + 1 };
  }

  coordsChar({ left, top }: { readonly left: number; readonly top: number }): Position {
    const line = Math.max(0, Math.min(this.lastLine(), Math.floor(top)));
    return new Position(line, Math.min(this.getLine(line).length, Math.max(0, Math.round(left))));
  }

  getScrollInfo() {
    return {
      left: 0,
      top: this.scrollTop,
      height: this.lineCount(),
      width: 80,
      clientHeight: this.height,
      clientWidth: 80,
    };
  }

  scrollTo(_left: number | null, top: number | null): void {
    if (top == null) return;
    this.scrollTop = Math.max(0, Math.min(top, Math.max(0, this.lineCount() - this.height)));
  }

  scrollIntoView(place?: Position): void {
    const { line } = place ?? this.getCursor();
    if (line < this.scrollTop) this.scrollTop = line;
    else if (line >= this.scrollTop + this.height) this.scrollTop = line - this.height + 1;
  }

  defaultTextHeight(): number {
    return 1;
  }

  setSize(_width: number, height: number): void {
    this.height = Math.max(1, Math.round(height));
  }

  // ——— indentation ———

  #indentUnit(): string {
    return this.options.indentWithTabs ? '\t' : ' '.repeat(Number(this.options.indentUnit ?? 2));
  }

  #selectedLines(): number[] {
    const lines = new Set<number>();
    for (const { from, to } of this.#selected()) {
      const end = this.posFromIndex(to);
      const first = this.posFromIndex(from).line;
      const last = end.line > first && end.ch === 0 ? end.line - 1 : end.line;
      for (let line = first; line <= last; line++) lines.add(line);
    }
    return [...lines];
  }

  indentLine(_line: number, more = true): void {
    if (more) this.indentMore();
    else this.indentLess();
  }

  indentMore(): void {
    const insert = this.#indentUnit();
    this.change(
      this.#selectedLines().map((line) => ({ from: this.lineStarts[line], to: this.lineStarts[line], insert })),
    );
  }

  indentLess(): void {
    const changes = this.#selectedLines().flatMap((line) => {
      const blanks = /^(?:\t| +)/.exec(this.getLine(line))?.[0] ?? '';
      const less = blanks.startsWith('\t') ? 1 : Math.min(blanks.length, this.#indentUnit().length);
      const from = this.lineStarts[line];
      return less > 0 ? [{ from, to: from + less, insert: '' }] : [];
    });
    if (changes.length > 0) this.change(changes);
  }

  // ——— the rest of what a CodeMirror has ———

  setBookmark(place: Position, options?: { readonly insertLeft?: boolean }): Marker {
    return new Marker(this, this.indexFromPos(place), options?.insertLeft ? 1 : -1);
  }

  getLineHandle(row: number): { readonly mark: Marker; readonly row: number } {
    return { mark: new Marker(this, this.indexFromPos(new Position(row, 0)), 1), row };
  }

  getLineNumber(handle: { readonly mark: Marker }): number | null {
    const place = handle.mark.find();
    return place && place.ch === 0 ? place.line : null;
  }

  releaseLineHandles(): void {}

  /** Where the text was changed last: the `. mark. */
  get lastChangePlace(): Position | undefined {
    return this.#undo.length === 0 ? undefined : this.posFromIndex(this.#lastChangeAt);
  }

  getLastEditEnd(): Position {
    return this.posFromIndex(this.$lastChangeEndOffset);
  }

  moveH(amount: number): void {
    const { line, ch } = this.getCursor();
    this.setCursor(line, ch + amount);
  }

  execCommand(name: string): void {
    const { line } = this.getCursor();
    if (name === 'goLineLeft') this.setCursor(line, 0);
    else if (name === 'goLineRight') this.setCursor(line, Math.max(0, this.getLine(line).length - 1));
  }

  addOverlay(overlay: { readonly query: RegExp }): unknown {
    this.overlay = overlay.query;
    return overlay;
  }

  removeOverlay(): void {
    this.overlay = null;
  }

  setOption(name: string, value: unknown): void {
    if (name === 'keyMap') this.state.keyMap = String(value);
    else if (name === 'textwidth') this.state.textwidth = Number(value);
  }

  getOption(name: string): unknown {
    const defaults: Readonly<Record<string, unknown>> = {
      firstLineNumber: 1,
      tabSize: this.options.tabSize ?? 4,
      readOnly: Boolean(this.options.readOnly),
      indentWithTabs: Boolean(this.options.indentWithTabs),
      indentUnit: this.options.indentUnit ?? 2,
      textwidth: this.state.textwidth,
      keyMap: this.state.keyMap || 'vim',
      mode: this.options.mode,
    };
    return defaults[name];
  }

  toggleOverwrite(on: boolean): void {
    this.state.overwrite = on;
  }

  getTokenTypeAt(): string {
    return '';
  }

  getMode() {
    return { name: this.options.mode };
  }

  getInputField(): StageElement {
    return this.#input;
  }

  getWrapperElement(): StageElement {
    return this.#wrapper;
  }

  /** The core's own messages; the program has vim's. */
  openNotification(node: StageElement): () => void {
    this.#wrapper.children = [node];
    return () => {
      this.#wrapper.children = [];
    };
  }

  focus(): void {}
  blur(): void {}
  refresh(): void {}
  foldCode(): void {}
}

/** A place that follows the text around it. */
export class Marker {
  offset: number | null;
  readonly id: number;
  readonly #buffer: VimBuffer;
  readonly #association: number;

  constructor(buffer: VimBuffer, offset: number, association: number) {
    this.#buffer = buffer;
    this.#association = association;
    this.offset = offset;
    this.id = buffer.$mid++;
    buffer.marks[this.id] = this;
  }

  clear(): void {
    delete this.#buffer.marks[this.id];
  }

  find(): Position | null {
    return this.offset === null ? null : this.#buffer.posFromIndex(this.offset);
  }

  /** A mark inside of removed text is gone. */
  follow(from: number, to: number, inserted: number): void {
    if (this.offset === null) return;
    const isRemoved = from < this.offset && this.offset < to;
    this.offset = isRemoved ? null : moved(this.offset, from, to, inserted, this.#association);
  }
}

/** Where an offset is after `from … to` became something of another length. */
function moved(offset: number, from: number, to: number, inserted: number, association: number): number {
  if (offset < from) return offset;
  if (offset > to) return offset + inserted - (to - from);
  if (from === to) return association < 0 ? from : from + inserted;
  return offset === from ? from : from + inserted;
}

class SearchCursor {
  readonly #buffer: VimBuffer;
  readonly #pattern: RegExp;
  readonly #start: number;
  #last: { from: number; to: number; match: RegExpExecArray } | undefined;

  constructor(buffer: VimBuffer, query: RegExp, from: Position) {
    this.#buffer = buffer;
    this.#start = buffer.indexFromPos(new Position(from.line, from.ch ?? Number.POSITIVE_INFINITY));
    const source = query.source.replace(/(\\.|\{(?:\d+(?:,\d*)?|,\d+)\})|[{}]/g, (one, kept) => kept ?? `\\${one}`);
    this.#pattern = new RegExp(source, `gm${query.ignoreCase ? 'i' : ''}`);
  }

  findNext(): RegExpExecArray | undefined {
    return this.find(false);
  }

  findPrevious(): RegExpExecArray | undefined {
    return this.find(true);
  }

  find(back = false): RegExpExecArray | undefined {
    const last = this.#last;
    const isEmpty = last !== undefined && last.from === last.to;
    const match = back
      ? this.#before(last ? (isEmpty ? last.to - 1 : last.from) : this.#start)
      : this.#after(last ? (isEmpty ? last.to + 1 : last.to) : this.#start);
    this.#last = match && { from: match.index, to: match.index + match[0].length, match };
    return match;
  }

  #after(start: number): RegExpExecArray | undefined {
    const text = this.#buffer.getValue();
    if (start > text.length) return undefined;
    this.#pattern.lastIndex = start;
    return this.#pattern.exec(text) ?? undefined;
  }

  #before(end: number): RegExpExecArray | undefined {
    const text = this.#buffer.getValue();
    let found: RegExpExecArray | undefined;
    this.#pattern.lastIndex = 0;
    for (let match = this.#pattern.exec(text); match; match = this.#pattern.exec(text)) {
      if (match.index >= end || match.index + match[0].length > end) break;
      found = match;
      if (match[0].length === 0) this.#pattern.lastIndex++;
    }
    return found;
  }

  from(): Position | undefined {
    return this.#last && this.#buffer.posFromIndex(this.#last.from);
  }

  to(): Position | undefined {
    return this.#last && this.#buffer.posFromIndex(this.#last.to);
  }

  replace(text: string): void {
    if (!this.#last) return;
    this.#buffer.change([{ from: this.#last.from, to: this.#last.to, insert: text }]);
    this.#last.to = this.#last.from + text.length;
  }

  get match(): RegExpExecArray | undefined {
    return this.#last?.match;
  }
}

/** What the core takes for the CodeMirror library. */
function namespaceFor() {
  const step = (columns: number, lines: number) => (cm: VimBuffer) => {
    const { line, ch } = cm.getCursor();
    if (lines !== 0) return cm.setCursor(Math.max(0, Math.min(cm.lastLine(), line + lines)), ch);
    const offset = Math.max(0, Math.min(cm.getValue().length, cm.indexFromPos(new Position(line, ch)) + columns));
    cm.setSelectionRanges([{ anchor: offset, head: offset }]);
  };
  const keys: Record<string, (cm: VimBuffer) => void> = {
    Left: step(-1, 0),
    Right: step(1, 0),
    Up: step(0, -1),
    Down: step(0, 1),
    Backspace: (cm) => cm.erase(-1),
    Delete: (cm) => cm.erase(1),
  };
  return {
    Pos: Position,
    StringStream,
    isMac: false,
    isWordChar: (character: string) => /[\w\p{Alphabetic}\p{Number}_]/u.test(character),
    keys,
    lookupKey: (key: string, _map: string, handle: (found: unknown) => void) => {
      const found = keys[key] ?? keys[key.replace(/^Arrow/, '')];
      if (found) handle(found);
    },
    signal: (target: VimBuffer | StageElement, type: string, ...values: unknown[]) => {
      for (const handler of (target._handlers[type] ?? []).slice()) handler(...values);
    },
    on: (target: VimBuffer | StageElement, type: string, handler: Handler) => target.on(type, handler),
    off: (target: VimBuffer | StageElement, type: string, handler: Handler) => target.off(type, handler),
    e_stop: () => {},
    e_preventDefault: () => {},
    addClass: () => {},
    rmClass: () => {},
    findMatchingTag: () => null,
    findEnclosingTag: () => undefined,
    commands: {
      undo: (cm: VimBuffer) => cm.undo('undo'),
      redo: (cm: VimBuffer) => cm.undo('redo'),
      cursorCharLeft: step(-1, 0),
      newlineAndIndent: (cm: VimBuffer) => {
        const { line, ch } = cm.getCursor();
        cm.replaceSelection(`\n${/^\s*/.exec(cm.getLine(line))![0].slice(0, ch)}`);
      },
      toggleLineComment: () => {},
      indentAuto: () => {},
      save: undefined,
    },
  };
}
