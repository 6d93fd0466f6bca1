// What of the text stands on the screen: which line is at the top, how long lines wrap, and the scrolling commands. Models
// move.c and drawscreen.c, for one window.

import { characterWidth } from '../../../base/width.ts';
import type { Picture } from '../screen.ts';
import { columnOf, shown, widthOf } from './columns.ts';
import type { Editor, Message } from './editor.ts';
import { introduction } from './help.ts';
import { highlightsOf, type Painted } from './highlight.ts';
import type { Motion } from './motions.ts';
import { Position } from './text-buffer.ts';
import { firstNonBlank } from './walk.ts';

const BLUE = '\x1b[1;34m';
const NUMBER = '\x1b[33m';
const ERROR = '\x1b[37;41m';
const WARNING = '\x1b[31m';
const BOLD = '\x1b[1m';
const REVERSE = '\x1b[1;7m';
const PLAIN = '\x1b[0m';

export class ViewWindow {
  topLine = 0;
  #drawnTop: number | undefined;
  #drawnMessage: Message | undefined;
  readonly #editor: Editor;

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  get columns(): number {
    return this.#editor.screen?.columns ?? 80;
  }

  /** Rows of text: without the status line and the command line. */
  get height(): number {
    const rows = this.#editor.screen?.rows ?? 24;
    return Math.max(1, rows - 1 - (this.#hasStatusLine ? 1 : 0));
  }

  get #hasStatusLine(): boolean {
    return this.#editor.options.number('laststatus') === 2;
  }

  /** Columns that line numbers take. */
  get gutter(): number {
    const { options, buffer } = this.#editor;
    if (!options.flag('number') && !options.flag('relativenumber')) return 0;
    return Math.max(options.number('numberwidth'), String(buffer.lineCount()).length + 1);
  }

  get #width(): number {
    return Math.max(1, this.columns - this.gutter);
  }

  get #scrollOff(): number {
    return Math.min(Math.max(0, this.#editor.options.number('scrolloff')), Math.floor((this.height - 1) / 2));
  }

  /** Screen rows of a line. */
  #rowsOf(line: number): number {
    if (!this.#editor.options.flag('wrap')) return 1;
    const text = this.#editor.buffer.getLine(line);
    if (text.length < this.#width / 8) return 1;
    let column = columnOf(text, text.length, this.#editor.tabStop);
    if (this.#editor.options.flag('list')) column++;
    return Math.max(1, Math.ceil(column / this.#width));
  }

  /** The last line that is shown whole. */
  get bottomLine(): number {
    const { buffer } = this.#editor;
    let left = this.height;
    let line = this.topLine;
    for (; line <= buffer.lastLine(); line++) {
      left -= this.#rowsOf(line);
      if (left < 0) break;
    }
    return Math.max(this.topLine, line - 1);
  }

  /** The top line with which `line` is the last that is shown. */
  #topFor(line: number): number {
    let left = this.height - this.#rowsOf(line);
    let top = line;
    while (top > 0 && left >= this.#rowsOf(top - 1)) left -= this.#rowsOf(--top);
    return top;
  }

  /** Scrolls as little as vim does until the cursor is on the screen: by lines when it is near, to the middle when it is far. */
  follow(): void {
    const { buffer } = this.#editor;
    const last = buffer.lastLine();
    this.topLine = Math.max(0, Math.min(this.topLine, last));
    const { line } = this.#editor.cursor;
    const off = this.#scrollOff;
    const { height } = this;
    if (line < this.topLine + off && this.topLine > 0) {
      const wanted = Math.max(0, line - off);
      const isFar = this.topLine - wanted >= Math.max(2, Math.floor(height / 2) - 1);
      this.topLine = isFar ? this.#centered(line, false) : Math.min(this.topLine, wanted);
      return;
    }
    const bottom = Math.min(last, line + off);
    if (bottom <= this.bottomLine) return;
    this.topLine =
      bottom - this.bottomLine > height ? this.#centered(line, false) : Math.max(this.topLine, this.#topFor(bottom));
    if (this.topLine > line) this.topLine = line;
  }

  /** With the line in the middle. `counts`: rows behind the last line count as shown, so that it stays in the middle there too. */
  #centered(line: number, counts: boolean): number {
    const last = this.#editor.buffer.lastLine();
    let [top, bottom] = [line, line];
    let [above, below] = [0, 0];
    let left = this.height - this.#rowsOf(line);
    while (left > 0 && top > 0) {
      if (above < below) {
        const rows = this.#rowsOf(top - 1);
        if (rows > left) break;
        top--;
        above += rows;
        left -= rows;
      } else if (bottom < last) {
        const rows = this.#rowsOf(++bottom);
        if (rows > left) break;
        below += rows;
        left -= rows;
      } else {
        below++;
        if (counts) left--;
      }
    }
    return top;
  }

  // ——— scrolling commands ———

  /** Ctrl-E and Ctrl-Y: the cursor stays unless it would leave the screen. */
  scroll(lines: number): void {
    const { buffer } = this.#editor;
    this.topLine = Math.max(0, Math.min(buffer.lastLine(), this.topLine + lines));
    this.#keepCursor();
  }

  #keepCursor(): void {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const first = this.topLine + (this.topLine > 0 ? this.#scrollOff : 0);
    const last = this.bottomLine - (this.bottomLine < buffer.lastLine() ? this.#scrollOff : 0);
    const target = Math.max(Math.min(line, last), Math.min(first, buffer.lastLine()));
    if (target !== line) buffer.setCursor(target, Math.min(ch, Math.max(0, buffer.getLine(target).length - 1)));
  }

  /** zt, zz, zb. */
  place(position: string): void {
    const { line } = this.#editor.buffer.getCursor();
    if (position === 'center') this.topLine = this.#centered(line, true);
    else if (position === 'bottom')
      this.topLine = this.#topFor(Math.min(this.#editor.buffer.lastLine(), line + this.#scrollOff));
    else this.topLine = Math.max(0, line - this.#scrollOff);
  }

  /** Ctrl-F and Ctrl-B: pages overlap by two lines. */
  page(pages: number): Motion | undefined {
    const { buffer } = this.#editor;
    const last = buffer.lastLine();
    for (let left = Math.abs(pages); left > 0; left--) {
      if (pages > 0) {
        if (this.topLine >= last) return left < pages ? this.#toLine(buffer.getCursor().line) : undefined;
        const { bottomLine } = this;
        this.topLine = bottomLine >= last ? last : Math.max(this.topLine + 1, bottomLine - 1);
      } else {
        if (this.topLine === 0) return undefined;
        this.topLine = Math.min(this.topLine - 1, this.#topFor(Math.min(last, this.topLine + 1)));
      }
    }
    return this.#toLine(this.#nearest(buffer.getCursor().line));
  }

  /** The line nearest to a wanted one on which the cursor may stand without scrolling. */
  #nearest(line: number): number {
    const last = this.#editor.buffer.lastLine();
    const off = this.#scrollOff;
    const first = this.topLine === 0 ? 0 : Math.min(last, this.topLine + off);
    const end = this.bottomLine >= last ? last : Math.max(first, this.bottomLine - off);
    return Math.max(first, Math.min(end, line));
  }

  /** Ctrl-D and Ctrl-U: text and cursor move together; a count is remembered in 'scroll'. */
  halfPage(forward: boolean, count: number): Motion | undefined {
    const { buffer, options } = this.#editor;
    if (count > 0) options.put('scroll', Math.min(count, this.height));
    const amount = options.number('scroll') || Math.max(1, Math.floor(this.height / 2));
    const last = buffer.lastLine();
    const { line } = buffer.getCursor();
    if (forward ? line >= last : line <= 0) return undefined;
    if (forward) {
      let scrolled = 0;
      while (scrolled < amount && this.bottomLine < last) {
        this.topLine++;
        scrolled++;
      }
    } else this.topLine = Math.max(0, this.topLine - amount);
    return this.#toLine(this.#nearest(forward ? line + amount : line - amount));
  }

  #toLine(line: number): Motion {
    return { to: new Position(line, firstNonBlank(this.#editor.buffer.getLine(line))), kind: 'linewise' };
  }

  // ——— drawing ———

  picture(): Picture {
    this.follow();
    const scrolled = this.topLine - (this.#drawnTop ?? this.topLine);
    if (scrolled !== 0 && Math.abs(scrolled) < this.height && this.#editor.message === this.#drawnMessage) {
      // Lines that move on the screen take the message along.
      this.#editor.message = { text: '', kind: 'plain' };
    }
    this.#drawnTop = this.topLine;
    this.#drawnMessage = this.#editor.message;
    const editor = this.#editor;
    const { buffer } = editor;
    const { cursor } = editor;
    const rows: string[] = [];
    let place = { row: 0, column: 0 };
    const paints = highlightsOf(editor, this.topLine, Math.min(buffer.lastLine(), this.topLine + this.height));
    const last = buffer.lastLine();
    let line = this.topLine;
    for (; line <= last && rows.length < this.height; line++) {
      const pieces = this.#rows(line, paints);
      const left = this.height - rows.length;
      if (pieces.length > left && line > this.topLine) {
        this.#fillWithAts(rows, pieces, left);
        break;
      }
      if (line === cursor.line) {
        const at = this.#cursorCell(line, cursor.ch);
        place = { row: rows.length + at.row, column: this.gutter + at.column };
      }
      rows.push(...pieces.slice(0, left));
    }
    const intro = editor.isUntouched ? introduction(this.columns, this.height) : [];
    while (rows.length < this.height) rows.push(`${BLUE}~${PLAIN}${intro[rows.length] ?? ''}`);
    if (this.#hasStatusLine) rows.push(this.#statusLine());
    rows.push(this.#lastRow());
    const { commandLine } = editor;
    if (commandLine) {
      const width = textColumns(commandLine.text.slice(0, commandLine.at));
      return {
        rows: this.#withCommandLine(rows),
        cursor: { row: this.#lastRowIndex, column: Math.min(this.columns - 1, 1 + width) },
      };
    }
    return {
      rows,
      cursor: { row: Math.min(place.row, this.height - 1), column: Math.min(place.column, this.columns - 1) },
    };
  }

  get #lastRowIndex(): number {
    return (this.#editor.screen?.rows ?? 24) - 1;
  }

  /** A line that does not fit any more: `@` in every row, or with `display=truncate` its beginning and `@@@`. */
  #fillWithAts(rows: string[], pieces: readonly string[], left: number): void {
    const display = this.#editor.options.text('display');
    if (display.includes('lastline')) rows.push(...pieces.slice(0, left));
    else if (display.includes('truncate')) rows.push(...pieces.slice(0, left - 1), `${BLUE}@@@${PLAIN}`);
    else for (let row = 0; row < left; row++) rows.push(`${BLUE}@${PLAIN}`);
  }

  #rows(line: number, paints: ReadonlyMap<number, Painted>): string[] {
    const { tabStop, options } = this.#editor;
    const width = this.#width;
    const text = this.#shownText(line);
    const listing = options.flag('list') ? listCharacters(options.text('listchars')) : undefined;
    const rows: string[] = [];
    const painted = paints.get(line);
    let row = '';
    let used = 0;
    let column = 0;
    let at = 0;
    let style = '';
    const wraps = options.flag('wrap');
    const underline = options.flag('cursorline') && line === this.#editor.cursor.line ? '\x1b[4m' : '';
    const put = (cell: string, cellWidth: number, wanted: string) => {
      if (used + cellWidth > width) {
        rows.push(row + PLAIN);
        row = '';
        used = 0;
        style = '';
      }
      if (wanted !== style) {
        row += `${PLAIN}${wanted}`;
        style = wanted;
      }
      row += cell;
      used += cellWidth;
    };
    for (const character of text) {
      const wanted = underline + (painted?.[at] ?? '');
      const code = character.codePointAt(0)!;
      if (character === '\t') {
        const cells = listing ? listing.tab(tabStop - (column % tabStop)) : ' '.repeat(tabStop - (column % tabStop));
        for (const cell of cells) put(cell, 1, listing ? BLUE : wanted);
        column += cells.length;
      } else if ((code >= 32 && code < 127) || code > 0xa0) {
        const isStray = code >= 0xdc80 && code <= 0xdcff;
        const cell = isStray ? shown(character, column, tabStop) : character;
        const cellWidth = isStray ? 4 : characterWidth(character);
        if (isStray) for (const one of cell) put(one, 1, BLUE);
        else put(cell, cellWidth, wanted);
        column += cellWidth;
      } else {
        for (const cell of shown(character, column, tabStop)) put(cell, 1, wanted || BLUE);
        column += widthOf(character, column, tabStop);
      }
      at += character.length;
      if (!wraps && used >= width) break;
    }
    if (listing && listing.eol !== '' && (wraps || used < width)) put(listing.eol, 1, BLUE);
    else if (painted?.[text.length]) put(' ', 1, painted[text.length]);
    else if (underline !== '') row += underline + ' '.repeat(Math.max(0, width - used));
    rows.push(row === '' ? '' : row + PLAIN);
    const numbers = this.#number(line);
    return (wraps ? rows : rows.slice(0, 1)).map(
      (one, index) => (index === 0 ? numbers : ' '.repeat(this.gutter)) + one,
    );
  }

  /** While Ctrl-R or Ctrl-V waits for a key, its sign stands at the cursor. */
  #shownText(line: number): string {
    const { buffer, cursor, insertion } = this.#editor;
    const text = buffer.getLine(line);
    if (!insertion?.awaited || line !== cursor.line) return text;
    return text.slice(0, cursor.ch) + insertion.awaited + text.slice(cursor.ch + 1);
  }

  #number(line: number): string {
    const { options } = this.#editor;
    if (this.gutter === 0) return '';
    const distance = Math.abs(line - this.#editor.cursor.line);
    const isRelative = options.flag('relativenumber');
    const isHere = distance === 0;
    const number = isRelative && !(isHere && options.flag('number')) ? distance : line + 1;
    const width = this.gutter - 1;
    const text =
      isRelative && isHere && options.flag('number') ? String(number).padEnd(width) : String(number).padStart(width);
    return `${NUMBER}${text} ${PLAIN}`;
  }

  /** The screen cell of the cursor within its line; on a tab it stands on its last column, except while inserting. */
  #cursorCell(line: number, ch: number): { readonly row: number; readonly column: number } {
    const { buffer, tabStop, insertion, options } = this.#editor;
    const text = buffer.getLine(line);
    let column = columnOf(text, ch, tabStop);
    if (text[ch] === '\t' && !insertion && !options.flag('list') && !buffer.vim.visualMode)
      column += widthOf('\t', column, tabStop) - 1;
    if (!options.flag('wrap')) return { row: 0, column: Math.min(column, this.#width - 1) };
    return { row: Math.floor(column / this.#width), column: column % this.#width };
  }

  // ——— the last lines ———

  #statusLine(): string {
    const { files, options } = this.#editor;
    const flags = `${files.isChanged ? ' [+]' : ''}${options.flag('readonly') ? ' [RO]' : ''}`;
    const name = `${files.name === '' ? '[No Name]' : files.shownName}${flags}`;
    const ruler = options.flag('ruler') ? this.#ruler() : '';
    return `${REVERSE}${spread(name, ruler, this.columns)}${PLAIN}`;
  }

  /** `3,5-8         Top`: line, column and, where it differs, screen column; how much of the text is above. */
  #ruler(): string {
    const { buffer, tabStop, hasNoLines } = this.#editor;
    const { line, ch } = this.#editor.cursor;
    const text = buffer.getLine(line);
    const bytes = new TextEncoder().encode(text.slice(0, ch)).length;
    const isOnTab = text[ch] === '\t' && !this.#editor.insertion;
    const screen = columnOf(text, ch, tabStop) + (isOnTab ? widthOf('\t', columnOf(text, ch, tabStop), tabStop) : 1);
    const isEmpty = text === '' && !this.#editor.insertion;
    const column = isEmpty ? '0-1' : bytes + 1 === screen ? String(screen) : `${bytes + 1}-${screen}`;
    const place = hasNoLines && buffer.getValue() === '' ? '0,0-1' : `${line + 1},${text === '' ? '0-1' : column}`;
    const above = this.topLine;
    const below = buffer.lastLine() - this.bottomLine;
    const part =
      above === 0 && below <= 0
        ? 'All'
        : above === 0
          ? 'Top'
          : below <= 0
            ? 'Bot'
            : `${Math.floor((above * 100) / (above + below))}%`.padStart(3);
    const width = this.#hasStatusLine ? 15 : 14;
    return `${place.padEnd(width)}${place.length >= width ? ' ' : ''}${part}`.padEnd(18);
  }

  #lastRow(): string {
    const { options, message } = this.#editor;
    const mode = this.modeText;
    const text = mode !== '' && message.kind === 'plain' && message.text === '' ? mode : message.text || mode;
    const style =
      text === mode && mode !== ''
        ? BOLD
        : message.kind === 'error'
          ? ERROR
          : message.kind === 'warning'
            ? WARNING
            : '';
    const hasRuler = options.flag('ruler') && !this.#editor.isPasting && !this.#hasStatusLine;
    const ruler = hasRuler ? this.#ruler() : '';
    const command = options.flag('showcmd') ? this.#editor.shownKeys.slice(-10) : '';
    const right = hasRuler ? 18 : 0;
    const commandAt = this.columns - right - 10;
    const cut = clipColumns(oneLine(text), Math.max(0, text === '' ? 0 : this.columns - 1));
    const body = style === '' ? cut : `${style}${cut}${PLAIN}`;
    const width = textColumns(cut);
    // What does not fit beside the message is left out.
    const showsRuler = hasRuler && width < this.columns - right;
    const showsCommand = command !== '' && width < commandAt;
    let row = body;
    if (showsCommand) row += ' '.repeat(commandAt - width) + command.padEnd(10);
    else if (showsRuler) row += ' '.repeat(this.columns - right - width);
    return (showsRuler ? row + ruler : row).trimEnd();
  }

  /** `-- INSERT --` and its kin. */
  get modeText(): string {
    const { buffer, insertion, options, isRecording } = this.#editor;
    const { vim } = buffer;
    const recording = isRecording === undefined ? '' : `recording @${isRecording}`;
    if (!options.flag('showmode')) return recording;
    const pasting = this.#editor.isPasting ? ' (paste)' : '';
    if (insertion) return `-- ${insertion.isReplacing ? 'REPLACE' : 'INSERT'}${pasting} --${recording}`;
    if (this.#editor.returnsToInsert) return `-- (insert) --${recording}`;
    if (vim.visualMode) return `-- VISUAL${vim.visualLine ? ' LINE' : vim.visualBlock ? ' BLOCK' : ''} --${recording}`;
    return recording;
  }

  /** A long command line takes several rows. */
  #withCommandLine(rows: readonly string[]): string[] {
    const { commandLine } = this.#editor;
    if (!commandLine) return [...rows];
    const shownText =
      commandLine.text.slice(0, commandLine.at) + commandLine.awaited + commandLine.text.slice(commandLine.at);
    return [...rows.slice(0, -1), clipColumns(commandLine.prompt + oneLine(shownText), this.columns - 1)];
  }
}

const oneLine = (text: string): string => [...text].map((one) => (one < ' ' ? shown(one, 0, 8) : one)).join('');

const textColumns = (text: string): number =>
  [...text].reduce((sum, one) => sum + (one < ' ' ? 2 : characterWidth(one)), 0);

function clipColumns(text: string, columns: number): string {
  let width = 0;
  let clipped = '';
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    clipped += character;
  }
  return clipped;
}

const spread = (left: string, right: string, columns: number): string =>
  clipColumns(left + ' '.repeat(Math.max(1, columns - textColumns(left) - right.length)) + right, columns);

interface Listing {
  readonly eol: string;
  readonly tab: (width: number) => string;
}

/** 'listchars': `eol:$,tab:>-`. Without `tab` a tab shows as ^I. */
function listCharacters(setting: string): Listing {
  const parts = new Map(
    setting.split(',').map((part): [string, string] => [part.split(':')[0], part.slice(part.indexOf(':') + 1)]),
  );
  const tab = parts.get('tab');
  return {
    eol: parts.get('eol') ?? '',
    tab: (width) => (tab === undefined ? '^I' : (tab[0] ?? ' ') + (tab[1] ?? ' ').repeat(Math.max(0, width - 1))),
  };
}
