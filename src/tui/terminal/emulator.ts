// The learner's screen: an @xterm/headless grid that output bytes run into, read back row by row as text
// with colours.

import type { IBufferCell, Terminal as XtermTerminal } from '@xterm/headless';
import xterm from '@xterm/headless';

const SCROLLBACK = 5_000;

export class Emulator {
  readonly #xterm: XtermTerminal;
  readonly #cell: IBufferCell;
  colours: boolean;
  /** Lines scrolled back from the bottom. */
  #back = 0;

  constructor(columns: number, rows: number, colours: boolean) {
    this.#xterm = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: SCROLLBACK });
    this.#cell = this.#xterm.buffer.active.getNullCell();
    this.colours = colours;
  }

  /** `done` runs when the bytes are on the grid. */
  write(bytes: Uint8Array, done?: () => void): void {
    this.#xterm.write(bytes, done);
  }

  /** Runs when everything written so far is on the grid. */
  settled(done: () => void): void {
    this.#xterm.write(new Uint8Array(0), done);
  }

  /** Answers of the terminal itself, such as cursor position reports: they are typed back. */
  onReply(reply: (text: string) => void): void {
    this.#xterm.onData(reply);
  }

  resize(columns: number, rows: number): void {
    this.#xterm.resize(columns, rows);
    this.#back = 0;
  }

  get columns(): number {
    return this.#xterm.cols;
  }

  get rows(): number {
    return this.#xterm.rows;
  }

  get bracketsPaste(): boolean {
    return this.#xterm.modes.bracketedPasteMode;
  }

  /** Arrow keys send ESC O instead of ESC [ (full-screen programs ask for it). */
  get applicationCursor(): boolean {
    return this.#xterm.modes.applicationCursorKeysMode;
  }

  /** A program has the whole screen to itself (the alternate buffer): pagers, editors. */
  get isFullScreen(): boolean {
    return this.#xterm.buffer.active.type === 'alternate';
  }

  /** Positive: further back. */
  scroll(lines: number): void {
    this.#back = Math.max(0, Math.min(this.#xterm.buffer.active.baseY, this.#back + lines));
  }

  get scrolledBack(): boolean {
    return this.#back > 0;
  }

  follow(): void {
    this.#back = 0;
  }

  /** Within the visible rows; undefined while scrolled back. */
  get cursor(): { readonly column: number; readonly row: number } | undefined {
    const { cursorX, cursorY } = this.#xterm.buffer.active;
    return this.#back > 0 ? undefined : { column: Math.min(cursorX, this.columns - 1), row: cursorY };
  }

  /** The visible row as text with SGR sequences, ending in the default style. */
  row(y: number): string {
    const buffer = this.#xterm.buffer.active;
    const line = buffer.getLine(buffer.baseY - this.#back + y);
    if (!line) return '';
    let text = '';
    let style = '';
    let blanks = '';
    for (let x = 0; x < this.columns; x++) {
      const cell = line.getCell(x, this.#cell);
      if (!cell || cell.getWidth() === 0) continue;
      const next = this.#style(cell);
      const characters = cell.getChars() || ' ';
      if (characters === ' ' && next === '') {
        // Trailing blanks in the default style need not be written.
        if (style !== '') text += '\x1b[0m';
        style = '';
        blanks += ' ';
        continue;
      }
      text += blanks;
      blanks = '';
      if (next !== style) text += `\x1b[0${next}m`;
      style = next;
      text += characters;
    }
    return style === '' ? text : `${text}\x1b[0m`;
  }

  /** All visible text without styles, for tests. */
  get text(): string {
    const buffer = this.#xterm.buffer.active;
    return Array.from(
      { length: this.rows },
      (_, y) => buffer.getLine(buffer.baseY - this.#back + y)?.translateToString(true) ?? '',
    )
      .join('\n')
      .trimEnd();
  }

  dispose(): void {
    this.#xterm.dispose();
  }

  #style(cell: IBufferCell): string {
    let style = '';
    if (cell.isBold()) style += ';1';
    if (cell.isDim()) style += ';2';
    if (cell.isItalic()) style += ';3';
    if (cell.isUnderline()) style += ';4';
    if (cell.isInverse()) style += ';7';
    if (cell.isStrikethrough()) style += ';9';
    if (!this.colours) return style;
    if (cell.isFgPalette()) style += palette(cell.getFgColor(), 30);
    else if (cell.isFgRGB()) style += rgb(cell.getFgColor(), 38);
    if (cell.isBgPalette()) style += palette(cell.getBgColor(), 40);
    else if (cell.isBgRGB()) style += rgb(cell.getBgColor(), 48);
    return style;
  }
}

/** `base` 30 for foreground, 40 for background. */
function palette(colour: number, base: number): string {
  if (colour < 8) return `;${base + colour}`;
  if (colour < 16) return `;${base + 52 + colour}`;
  return `;${base + 8};5;${colour}`;
}

const rgb = (colour: number, code: number): string =>
  `;${code};2;${colour >> 16};${(colour >> 8) & 255};${colour & 255}`;
