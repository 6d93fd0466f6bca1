// The editor that a vim core drives. @replit/codemirror-vim-core knows keys, motions, operators and registers, and works through
// the interface of CodeMirror 5; this is such an editor, without a page around it. Nothing else in this folder creates a core.

import { initVim } from '@replit/codemirror-vim-core';
import type { Core, CoreState } from './core.ts';
import { SearchCursor } from './search-cursor.ts';
import { onStage, StageElement } from './stage.ts';
import { StringStream } from './string-stream.ts';
import { type Handler, Marker, Position, TextBuffer } from './text-buffer.ts';

/** Every editor has a core of its own: its registers, macros and options are nobody else's. */
export class VimBuffer extends TextBuffer {
  readonly core: Core;
  readonly state: { vim?: CoreState; overwrite?: boolean; keyMap?: string; textwidth?: number } = {};
  overlay: unknown;
  scrollTop = 0;
  height = 24;
  readonly #wrapper = new StageElement('div');
  readonly #input = new StageElement('textarea');

  constructor(text: string, options: Record<string, unknown> = {}) {
    super(text, options);
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

  protected override operationEnds(): void {
    this.scrollIntoView();
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
    const text = this.getValue();
    const kind = brackets.indexOf(text[at] ?? '?');
    if (kind < 0) return { to: undefined };
    const isOpening = kind % 2 === 0;
    const [same, other] = [brackets[kind], brackets[isOpening ? kind + 1 : kind - 1]];
    const direction = isOpening ? 1 : -1;
    let depth = 0;
    for (let offset = at; offset >= 0 && offset < text.length; offset += direction) {
      if (text[offset] === same) depth++;
      else if (text[offset] === other && --depth === 0) return { to: this.posFromIndex(offset) };
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
    for (const { from, to } of this.selected()) {
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

  getLineHandle(row: number): { readonly mark: Marker; readonly row: number } {
    return { mark: new Marker(this, this.indexFromPos(new Position(row, 0)), 1), row };
  }

  getLineNumber(handle: { readonly mark: Marker }): number | null {
    const place = handle.mark.find();
    return place && place.ch === 0 ? place.line : null;
  }

  releaseLineHandles(): void {}

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
