// Draws prompt and line on the terminal and keeps the cursor where editing happens, over as many rows as it takes.

import { encodeRaw } from '../../base/raw-text.ts';
import { characterWidth } from '../../base/width.ts';
import type { Terminal } from '../../linux/terminal/terminal.ts';

interface Place {
  readonly row: number;
  readonly column: number;
}

export class Display {
  readonly #terminal: Terminal;
  #cursorRow = 0;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  write(text: string): void {
    this.#terminal.write(encodeRaw(text));
  }

  bell(): void {
    this.write('\x07');
  }

  /** Before the first drawing of a prompt: the cursor is at the start of a row. */
  reset(): void {
    this.#cursorRow = 0;
  }

  /** `\x01 … \x02` in the prompt surround what takes no room. */
  draw(prompt: string, text: string, cursor: number): void {
    const { columns } = this.#terminal.size;
    const shown = visible(text);
    const visiblePrompt = prompt.replaceAll(/\x01[^\x02]*\x02/g, '').replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
    const end = measure(visiblePrompt + shown, columns);
    const place = measure(visiblePrompt + visible(text.slice(0, cursor)), columns);
    const drawn = prompt.replaceAll(/[\x01\x02]/g, '') + shown;
    const up = this.#cursorRow > 0 ? `\x1b[${this.#cursorRow}A` : '';
    // A full row leaves the cursor hanging at its end; a blank makes it wrap.
    const wrap = end.column === 0 && end.row > 0 && !drawn.endsWith('\n') ? ' \r' : '';
    const back = end.row > place.row ? `\x1b[${end.row - place.row}A` : '';
    const along = place.column > 0 ? `\r\x1b[${place.column}C` : '\r';
    this.write(
      `${up}\r\x1b[J${drawn}${wrap}${end.row === place.row && end.column === place.column ? '' : back + along}`,
    );
    this.#cursorRow = place.row;
  }

  /** A character typed at the end of the line needs no redrawing, unless the row is full. */
  append(prompt: string, text: string, character: string): void {
    const { columns } = this.#terminal.size;
    const visiblePrompt = prompt.replaceAll(/\x01[^\x02]*\x02/g, '').replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
    const end = measure(visiblePrompt + visible(text), columns);
    if (end.row !== this.#cursorRow || end.column === 0) this.draw(prompt, text, text.length);
    else this.write(visible(character));
  }

  /** Leaves the line: the cursor goes below its last row. */
  finish(prompt: string, text: string): void {
    const { columns } = this.#terminal.size;
    const visiblePrompt = prompt.replaceAll(/\x01[^\x02]*\x02/g, '').replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '');
    const end = measure(visiblePrompt + visible(text), columns);
    const down = end.row - this.#cursorRow;
    this.write(`${down > 0 ? `\x1b[${down}B` : ''}${end.column === 0 && end.row > 0 ? '\r' : '\n'}`);
    this.#cursorRow = 0;
  }

  clear(): void {
    this.write('\x1b[H\x1b[2J');
    this.#cursorRow = 0;
  }
}

/** Control characters as `^A`; newlines of a recalled multi-line command stay. */
function visible(text: string): string {
  return text.replaceAll(/[\x00-\x09\x0b-\x1f\x7f]/g, (character) =>
    character === '\t' ? '        ' : `^${String.fromCharCode(character.charCodeAt(0) ^ 64)}`,
  );
}

function measure(text: string, columns: number): Place {
  let row = 0;
  let column = 0;
  for (const character of text) {
    if (character === '\n') {
      row++;
      column = 0;
      continue;
    }
    const width = characterWidth(character);
    if (column + width > columns) {
      row++;
      column = 0;
    }
    column += width;
    if (column === columns) {
      row++;
      column = 0;
    }
  }
  return { row, column };
}
