// Brings the screen from what it shows to what it should show, with as few bytes as are easily had: only cells that
// changed are written, and a character typed at the end is just that character. Moves are relative, because nobody
// knows on which row of the screen the prompt began.

import type { Cell, Layout, Position, Row } from './layout.ts';

const CLEAR_TO_END_OF_ROW = '\x1b[K';
const CLEAR_BELOW = '\x1b[J';
const FEW_BACKSPACES = 4;

export class Display {
  #rows: readonly Row[] = [];
  #at: Position = { row: 0, column: 0 };
  /** A full row was just written: the terminal stands behind its last column until something follows. */
  #pendingWrap = false;
  #out = '';

  /** Bytes that turn what was shown into `layout`. `height`: rows above this many are out of reach. */
  update(layout: Layout, height: number): string {
    const { rows } = layout;
    const reachable = Math.max(0, Math.max(rows.length, this.#rows.length) - height);
    for (let row = reachable; row < rows.length; row++) this.#updateRow(row, rows[row], rows);
    if (rows.length < this.#rows.length) {
      this.#moveTo({ row: rows.length, column: 0 }, rows);
      this.#out += CLEAR_BELOW;
    }
    this.#rows = rows;
    this.#moveTo({ row: Math.max(layout.cursor.row, reachable), column: layout.cursor.column }, rows);
    return this.#take();
  }

  /** Bytes that lead behind the whole text, to the start of a free row; the next update begins there. */
  leave(): string {
    const last = this.#rows.length - 1;
    // A cursor alone on a row that the wrap opened stands on the free row already.
    const alone = last > 0 && this.#rows[last].cells.length === 0 && this.#rows[last - 1].wrapped;
    this.#moveTo({ row: Math.max(0, last), column: alone ? 0 : (this.#rows[last]?.width ?? 0) }, this.#rows);
    if (!alone) this.#out += '\n';
    this.forget();
    return this.#take();
  }

  /** Bytes that lead to a free row below everything, from where the cursor is: a line was given up. */
  abandon(): string {
    const below = this.#rows.length + (this.#rows.at(-1)?.wrapped ? 1 : 0);
    this.#out += '\n'.repeat(Math.max(1, below - this.#at.row));
    this.forget();
    return this.#take();
  }

  /** Bytes that wipe out what is shown; the next update begins at its first row. */
  erase(): string {
    this.#moveTo({ row: 0, column: 0 }, this.#rows);
    this.#out += `\r${CLEAR_BELOW}`;
    this.forget();
    return this.#take();
  }

  /** The next update begins with nothing shown, wherever the cursor is. */
  forget(): void {
    this.#rows = [];
    this.#at = { row: 0, column: 0 };
    this.#pendingWrap = false;
  }

  /** The terminal has another width now and has broken what is shown anew; `layout` is how. */
  reflowed(layout: Layout): void {
    this.#rows = layout.rows;
    this.#at = layout.cursor;
    this.#pendingWrap = false;
  }

  #take(): string {
    const out = this.#out;
    this.#out = '';
    return out;
  }

  #updateRow(index: number, row: Row, rows: readonly Row[]): void {
    const old = this.#rows[index];
    let same = 0;
    let column = 0;
    while (old && same < row.cells.length && same < old.cells.length && equal(row.cells[same], old.cells[same])) {
      column += row.cells[same].width;
      same++;
    }
    const shorter = old !== undefined && row.width < old.width;
    if (same === row.cells.length && !shorter && old) return;
    this.#moveTo({ row: index, column }, rows);
    for (const cell of row.cells.slice(same)) this.#write(cell, row);
    if (shorter) {
      this.#moveTo({ row: index, column: row.width }, rows);
      this.#out += CLEAR_TO_END_OF_ROW;
    }
  }

  #write(cell: Cell, row: Row): void {
    this.#out += cell.show;
    this.#pendingWrap = false;
    const column = this.#at.column + cell.width;
    if (row.wrapped && column >= row.width) {
      this.#at = { row: this.#at.row + 1, column: 0 };
      this.#pendingWrap = true;
    } else this.#at = { row: this.#at.row, column };
  }

  #moveTo(to: Position, rows: readonly Row[]): void {
    if (this.#pendingWrap) this.#resolveWrap(to, rows);
    if (to.row < this.#at.row) {
      this.#out += `\x1b[${this.#at.row - to.row}A`.replace('[1A', '[A');
    } else if (to.row > this.#at.row) {
      this.#out += '\n'.repeat(to.row - this.#at.row);
      this.#at = { row: to.row, column: 0 };
    }
    this.#moveInRow(to.column);
    this.#at = to;
  }

  #moveInRow(to: number): void {
    const from = this.#at.column;
    if (to === from) return;
    if (to === 0) this.#out += '\r';
    else if (to > from) this.#out += `\x1b[${to - from}C`.replace('[1C', '[C');
    else if (from - to <= FEW_BACKSPACES) this.#out += '\b'.repeat(from - to);
    else this.#out += `\x1b[${from - to}D`;
  }

  /** Makes the terminal take the step to the next row that it keeps back, or takes it back. */
  #resolveWrap(to: Position, rows: readonly Row[]): void {
    const next = rows[this.#at.row];
    const continues = to.row === this.#at.row && to.column === 0 && next !== undefined;
    if (continues && next.cells.length > 0 && !this.#isShown(this.#at.row, next)) return;
    this.#pendingWrap = false;
    if (to.row < this.#at.row) {
      this.#out += '\r';
      this.#at = { row: this.#at.row - 1, column: 0 };
    } else {
      const first = next?.cells[0];
      this.#out += `${first && first.width > 0 ? first.show : ' '}\r`;
    }
  }

  #isShown(index: number, row: Row): boolean {
    const old = this.#rows[index];
    return old !== undefined && old.cells.length > 0 && equal(old.cells[0], row.cells[0]);
  }
}

const equal = (one: Cell, other: Cell): boolean => one.show === other.show && one.width === other.width;
