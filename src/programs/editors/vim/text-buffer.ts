// A text that is edited: lines, selections, marks that move along, and undo in steps. It tells whoever listens what
// happened, as an editor of the CodeMirror family does; what such an editor has beside its text is in adapter.ts.

import type { CoreRange } from './core.ts';

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

export type Handler = (...values: unknown[]) => void;

/** The core's `curOp`: what happened since the outermost operation began. */
export interface Operation {
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

export class TextBuffer {
  readonly options: Record<string, unknown>;
  readonly marks: Record<number, Marker> = {};
  /** What happened since the outermost operation began; the core looks into it. */
  curOp: Operation | null = null;
  virtualSelection: unknown = null;
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
  #lineStartsVersion = -1;
  #selections: Range[] = [{ anchor: 0, head: 0 }];
  #primary = 0;
  #undo: UndoStep[] = [];
  #redo: UndoStep[] = [];
  #stepIsOpen = false;
  #lastChangeAt = 0;

  constructor(text: string, options: Record<string, unknown>) {
    this.#text = text;
    this.options = options;
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
    if (this.#lineStartsVersion === this.version) return this.#lineStarts;
    const starts = [0];
    for (let at = this.#text.indexOf('\n'); at >= 0; at = this.#text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
    this.#lineStartsVersion = this.version;
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
    const inverses = this.#applyAll(
      [...changes].sort((a, b) => a.from - b.from),
      association,
    );
    step.changes.push(...inverses);
    for (const { from, to } of inverses) {
      const event: ChangeEvent = { text: this.#text.slice(from, to).split('\n') };
      if (operation.lastChange) operation.lastChange.next = event;
      else operation.change = event;
      operation.lastChange = event;
    }
    const last = inverses.at(-1);
    if (last) {
      this.$lastChangeEndOffset = last.to;
      this.#lastChangeAt = Math.max(last.from, last.to - 1);
    }
    this.#redo = [];
    operation.changeHandlers ??= this._handlers.change?.slice();
    this.onSelectionChange();
    if (!operation.$d && !operation.isVimOp) this.onBeforeEndOperation();
  }

  /**
   * Makes changes whose offsets are those of the text before any of them, lowest first, and gives those that take them
   * back when the last is applied first.
   */
  #applyAll(changes: readonly Change[], association: number): Change[] {
    const inverses: Change[] = [];
    const pieces: string[] = [];
    let copied = 0;
    let shift = 0;
    for (const { from, to, insert } of changes) {
      pieces.push(this.#text.slice(copied, from), insert);
      copied = to;
      const [start, end] = [from + shift, to + shift];
      inverses.push({ from: start, to: start + insert.length, insert: this.#text.slice(from, to) });
      for (const id in this.marks) this.marks[id].follow(start, end, insert.length);
      this.#selections = this.#selections.map(({ anchor, head }) => ({
        anchor: moved(anchor, start, end, insert.length, association),
        head: moved(head, start, end, insert.length, association),
      }));
      shift += insert.length - (to - from);
    }
    pieces.push(this.#text.slice(copied));
    this.#text = pieces.join('');
    this.version++;
    return inverses;
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
    let isBehind = false;
    const waiting = step.changes.slice();
    while (waiting.length > 0) {
      // What lies one behind the other can be done at once.
      const run = [waiting.pop()!];
      while (waiting.length > 0 && waiting.at(-1)!.to <= run[0].from) run.unshift(waiting.pop()!);
      if (run[0].from <= first) isBehind = this.#isBehindLine(run[0]);
      first = Math.min(first, run[0].from);
      back.push(...this.#applyAll(run, 1));
    }
    to.push({ changes: back, cursor: step.cursor, time: step.time, id: step.id });
    return { line: this.posFromIndex(first).line + (isBehind ? 1 : 0), cursor: step.cursor };
  }

  /** A line break that comes or goes at the end of a line changes the lines behind it. */
  #isBehindLine({ from, to, insert }: Change): boolean {
    const isAtEnd = from > 0 && (from === this.#text.length || this.#text[from] === '\n');
    return isAtEnd && (insert.startsWith('\n') || (insert === '' && to > from && this.#text[from] === '\n'));
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
    this.change(this.selected().map(({ from, to }) => ({ from, to, insert: text })));
    // Quietly: to the core the cursor's way behind what was inserted is part of the change.
    this.#selections = this.#selections.map(({ anchor, head }) => {
      const end = Math.max(anchor, head);
      return { anchor: end, head: end };
    });
  }

  replaceSelections(texts: readonly string[]): void {
    this.change(
      this.selected().map(({ from, to }, at) => ({ from, to, insert: texts[at] ?? '' })),
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
    const changes = this.selected().map(({ from, to }) => {
      if (from !== to) return { from, to, insert: '' };
      if (direction < 0) return { from: Math.max(0, from - 1), to, insert: '' };
      return { from, to: Math.min(this.#text.length, to + 1), insert: '' };
    });
    this.change(changes.filter(({ from, to }) => from !== to));
  }

  /** The selections, each from its lower end to its upper. */
  protected selected(): { from: number; to: number }[] {
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
    this.operationEnds();
    this.curOp = null;
  }

  /** Called when the outermost operation ends, before it is forgotten. */
  protected operationEnds(): void {}

  setBookmark(place: Position, options?: { readonly insertLeft?: boolean }): Marker {
    return new Marker(this, this.indexFromPos(place), options?.insertLeft ? 1 : -1);
  }

  /** Where the text was changed last: the `. mark. */
  get lastChangePlace(): Position | undefined {
    return this.#undo.length === 0 ? undefined : this.posFromIndex(this.#lastChangeAt);
  }

  getLastEditEnd(): Position {
    return this.posFromIndex(this.$lastChangeEndOffset);
  }
}

/** A place that follows the text around it. */
export class Marker {
  offset: number | null;
  readonly id: number;
  readonly #buffer: TextBuffer;
  readonly #association: number;

  constructor(buffer: TextBuffer, offset: number, association: number) {
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
