// The real screen. Ink lays out the chrome and gives whole frames; the terminal's rows come straight from
// the emulator; only rows that differ from what is on the screen are written. The pane always reaches the
// right edge, so a row is its chrome, then a jump to the pane's first column, then the terminal's row.
//
// The wheel: as in any terminal it may type arrow keys for full-screen programs, and for our own screens, but
// never at a prompt, where it would leaf through the history.

import type { Emulator } from './emulator.ts';

export interface Pane {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** Where bytes go: the real stdout, or a test's screen. */
export type Write = (text: string) => void;

// Without wrapping, a row too long for a window that has just shrunk does no harm.
const ENTER = '\x1b[?1049h\x1b[2J\x1b[?2004h\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?2004l\x1b[?1007l\x1b[0m\x1b[?25h\x1b[?1049l';

export class Compositor {
  readonly #write: Write;
  /** Whether the mouse wheel sends arrow keys. */
  #wheel: boolean | undefined;
  #chrome: readonly string[] = [];
  #painted: string[] = [];
  #pane: { readonly area: Pane; readonly emulator: Emulator } | undefined;
  #entered = false;

  constructor(write: Write) {
    this.#write = write;
  }

  enter(): void {
    this.#entered = true;
    this.#painted = [];
    this.#lastCursor = '';
    this.#wheel = undefined;
    this.#write(ENTER);
  }

  /** Gives the screen back as it was. Safe to call twice, and from an exit handler. */
  leave(): void {
    if (!this.#entered) return;
    this.#entered = false;
    this.#write(LEAVE);
  }

  /** A frame of Ink's. */
  chrome(frame: string): void {
    this.#chrome = frame.replace(/\n$/, '').split('\n');
    this.paint();
  }

  /** Shows the emulator's rows in `area`; undefined: no terminal on this screen. */
  pane(area: Pane | undefined, emulator: Emulator | undefined): void {
    this.#pane = area && emulator ? { area, emulator } : undefined;
  }

  /** The window has another size: the old frame does not fit it, the next one is written whole. */
  forget(): void {
    this.#chrome = [];
    this.#pane = undefined;
    this.#painted = [];
    this.#lastCursor = '';
    this.#write('\x1b[0m\x1b[2J');
  }

  paint(): void {
    if (!this.#entered || this.#chrome.length === 0) return;
    const rows = Math.max(this.#chrome.length, this.#painted.length);
    let output = '';
    for (let y = 0; y < rows; y++) {
      const row = this.#row(y);
      if (row === this.#painted[y]) continue;
      this.#painted[y] = row;
      // Erased first: after a full row the cursor stands on its last cell.
      output += `\x1b[${y + 1};1H\x1b[K${row}\x1b[0m`;
    }
    const wheel = this.#pane === undefined || this.#pane.emulator.isFullScreen;
    if (wheel !== this.#wheel) output += `\x1b[?1007${wheel ? 'h' : 'l'}`;
    this.#wheel = wheel;
    const cursor = this.#cursor();
    if (output === '' && cursor === this.#lastCursor) return;
    this.#lastCursor = cursor;
    // Synchronised output: terminals that know it show the frame in one piece.
    this.#write(`\x1b[?2026h\x1b[?25l${output}${cursor}\x1b[?2026l`);
  }

  #lastCursor = '';

  #row(y: number): string {
    const chrome = (this.#chrome[y] ?? '').trimEnd();
    if (!this.#pane) return chrome;
    const { area, emulator } = this.#pane;
    if (y < area.row || y >= area.row + area.rows) return chrome;
    return `${chrome}\x1b[0m\x1b[${area.column + 1}G${emulator.row(y - area.row)}`;
  }

  #cursor(): string {
    const at = this.#pane?.emulator.cursor;
    if (!this.#pane || !at) return '';
    const { area } = this.#pane;
    return `\x1b[${area.row + at.row + 1};${area.column + at.column + 1}H\x1b[?25h`;
  }
}
