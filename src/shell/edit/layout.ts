// Where every character of a prompt and a line stands on a screen of some width. Control characters take two
// columns (`^X`), a newline in the text begins a row, a row that is full goes on in the next.

import { characterWidth } from '../../base/width.ts';
import { characterAt } from './line.ts';

/** What one place shows, with the invisible sequences of the prompt that come before it. */
export interface Cell {
  readonly show: string;
  readonly width: number;
}

export interface Row {
  readonly cells: readonly Cell[];
  readonly width: number;
  /** The row is full and its text continues in the next one. */
  readonly wrapped: boolean;
}

export interface Position {
  readonly row: number;
  readonly column: number;
}

export interface Layout {
  readonly rows: readonly Row[];
  readonly cursor: Position;
}

const INVISIBLE_BEGINS = '\x01';
const INVISIBLE_ENDS = '\x02';
const TAB_STOP = 8;

/** A stretch of the text that is shown inverted: what was just pasted. */
export interface Region {
  readonly from: number;
  readonly to: number;
}

/** `prompt`: one line, with \x01 … \x02 around what takes no room. */
export function layOut(prompt: string, text: string, point: number, columns: number, inverted?: Region): Layout {
  const grid = new Grid(columns);
  let invisible = '';
  for (let at = 0; at < prompt.length; ) {
    if (prompt[at] === INVISIBLE_BEGINS) {
      const end = prompt.indexOf(INVISIBLE_ENDS, at);
      const stop = end < 0 ? prompt.length : end;
      invisible += prompt.slice(at + 1, stop);
      at = stop + 1;
      continue;
    }
    const character = characterAt(prompt, at);
    at += character.length;
    if (character === INVISIBLE_ENDS) continue;
    grid.add(invisible + shown(character, grid.column), widthOf(character, grid.column));
    invisible = '';
  }
  grid.hold(invisible);
  let cursor: Position | undefined;
  for (let at = 0; at < text.length; ) {
    const character = characterAt(text, at);
    const width = widthOf(character, grid.column);
    if (at === point) cursor = grid.positionFor(width);
    if (character === '\n') grid.newRow();
    else {
      const show = shown(character, grid.column);
      const isInverted = inverted && at >= inverted.from && at < inverted.to;
      grid.add(isInverted ? `\x1b[7m${show}\x1b[27m` : show, width);
    }
    at += character.length;
  }
  cursor ??= grid.positionFor(1);
  return { rows: grid.finish(cursor), cursor };
}

function widthOf(character: string, column: number): number {
  if (character === '\t') return TAB_STOP - (column % TAB_STOP);
  if (isControl(character)) return 2;
  return isStrayByte(character) ? 4 : characterWidth(character);
}

function shown(character: string, column: number): string {
  if (character === '\t') return ' '.repeat(widthOf(character, column));
  if (character === '\x7f') return '^?';
  if (isControl(character)) return `^${String.fromCharCode(character.charCodeAt(0) + 64)}`;
  return isStrayByte(character) ? `\\${(character.charCodeAt(0) & 255).toString(8)}` : character;
}

const isControl = (character: string): boolean => character < ' ' || character === '\x7f';
const isStrayByte = (character: string): boolean => character.length === 1 && /[\udc80-\udcff]/.test(character);

class Grid {
  readonly #columns: number;
  readonly #rows: Row[] = [];
  #cells: Cell[] = [];
  #width = 0;
  #held = '';

  constructor(columns: number) {
    this.#columns = Math.max(2, columns);
  }

  get column(): number {
    return this.#width;
  }

  /** Invisible text that goes before whatever comes next. */
  hold(text: string): void {
    this.#held = text;
    // Nothing may come: a prompt that ends in a colour change must still send it.
    if (text !== '') this.add('', 0);
  }

  add(show: string, width: number): void {
    const text = this.#held + show;
    this.#held = '';
    const last = this.#cells.at(-1);
    if (width === 0 && last) {
      this.#cells[this.#cells.length - 1] = { show: last.show + text, width: last.width };
      return;
    }
    // A control character or tab may break across rows; a wide character may not.
    if (this.#width + width > this.#columns) {
      if (text.length === width && width > 1 && !/[^\x20-\x7e]/.test(text)) {
        for (const one of text) this.add(one, 1);
        return;
      }
      this.#finishRow(true);
    }
    this.#cells.push({ show: text, width });
    this.#width += width;
    if (this.#width === this.#columns) this.#finishRow(true);
  }

  newRow(): void {
    this.#finishRow(false);
  }

  positionFor(width: number): Position {
    const fits = this.#width + width <= this.#columns || width === 0;
    return fits ? { row: this.#rows.length, column: this.#width } : { row: this.#rows.length + 1, column: 0 };
  }

  finish(cursor: Position): Row[] {
    if (
      this.#cells.length > 0 ||
      this.#rows.length === 0 ||
      cursor.row >= this.#rows.length ||
      !this.#rows.at(-1)!.wrapped
    ) {
      this.#finishRow(false);
    }
    return this.#rows;
  }

  #finishRow(wrapped: boolean): void {
    this.#rows.push({ cells: this.#cells, width: this.#width, wrapped });
    this.#cells = [];
    this.#width = 0;
  }
}
