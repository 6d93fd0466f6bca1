// The picture of nano: title bar, text, status line, shortcuts.

import { textWidth } from '../../../base/width.ts';
import type { Picture } from '../screen.ts';
import { type Buffer, isBefore, type Position } from './buffer.ts';
import { columnOf, shown } from './columns.ts';
import type { NanoOptions } from './options.ts';
import { type Shortcut, shortcutRows } from './shortcuts.ts';

const REVERSE = '\x1b[7m';
const PLAIN = '\x1b[0m';
const SPOTLIGHT = '\x1b[30;103m';

/** A question at the bottom: what stands there instead of the status line and the shortcuts. */
export interface Question {
  readonly text: string;
  /** Column of the cursor; undefined keeps it in the text. */
  readonly cursor: number | undefined;
  readonly rows: readonly [string, string];
}

export interface Scene {
  readonly columns: number;
  readonly rows: number;
  readonly buffer: Buffer;
  readonly options: NanoOptions;
  /** `2/3` when several files are open. */
  readonly ranking: string | undefined;
  readonly status: string;
  readonly question: Question | undefined;
  readonly spotlight: readonly [Position, Position] | undefined;
  readonly shortcuts: readonly Shortcut[];
}

/** Rows for the text: all but the title, the status line, and the two of the shortcuts where there is room for them. */
export const textRows = (rows: number, { noHelp }: NanoOptions): number =>
  Math.max(1, rows - (noHelp || rows < 5 ? 2 : 4));

/** Columns of the line numbers. */
export const marginOf = (buffer: Buffer, { lineNumbers }: NanoOptions): number =>
  lineNumbers ? Math.max(2, String(buffer.lines.length).length) + 1 : 0;

/** The first column that is shown of a line when the cursor stands at this one: long lines are seen page by page. */
export function pageStart(column: number, room: number): number {
  if (column === 0 || column + 2 < room) return 0;
  return room > 8 ? column - 6 - ((column - 6) % (room - 8)) : column - (room - 2);
}

export function paint(scene: Scene): Picture {
  const { columns, rows, options, question } = scene;
  const height = textRows(rows, options);
  const text = textPart(scene, height);
  const lines = [titleBar(scene), ...text.rows];
  while (lines.length < height + 1) lines.push('');
  const hasShortcuts = rows - height > 2;
  if (question) {
    lines.push(`${REVERSE}${clip(question.text, columns).padEnd(columns)}${PLAIN}`);
    if (hasShortcuts) lines.push(...question.rows);
    const row = height + 1;
    return {
      rows: lines,
      cursor: question.cursor === undefined ? text.cursor : { row, column: Math.min(question.cursor, columns - 1) },
    };
  }
  lines.push(statusLine(scene.status, columns));
  if (hasShortcuts) lines.push(...shortcutRows(scene.shortcuts, columns));
  return { rows: lines, cursor: text.cursor };
}

const clip = (text: string, columns: number): string => shown(text, 0, columns, 8);

function statusLine(status: string, columns: number): string {
  if (status === '') return '';
  const text = clip(status, columns - 4);
  const width = textWidth(text) + 4;
  return `${' '.repeat(Math.max(0, Math.floor((columns - width) / 2)))}${REVERSE}[ ${text} ]${PLAIN}`;
}

/** Names centred between the program's and the flags at the right edge, as far as there is room. */
export function titleBar({ columns, buffer, options, ranking }: Scene): string {
  const left = ranking === undefined ? 'GNU nano 7.2' : `[${ranking}]`;
  const path = buffer.path === '' ? 'New Buffer' : buffer.path;
  const isView = options.view || buffer.isReadOnly;
  const flags = `${options.autoIndent ? 'I' : ' '}${buffer.mark ? 'M' : ' '}  ${options.softWrap ? 'S' : ' '}`;
  const stateLength = (isView ? 4 : 7) + 2;
  const pathLength = textWidth(path) + 1;
  let leftLength = left.length + 3;
  const fits = () => leftLength + pathLength + stateLength <= columns;
  let bar = '';
  if (fits()) bar = `  ${left}`;
  else {
    leftLength = 2;
    if (!fits()) leftLength = 0;
  }
  const offset = leftLength > 0 ? leftLength + Math.floor((columns - leftLength - stateLength - pathLength) / 2) : 0;
  const caption = pathLength + stateLength <= columns ? path : `...${path.slice(-(columns - stateLength - 4))}`;
  bar = `${bar.padEnd(offset)}${caption}${buffer.isModified && !isView ? ' *' : ''}`;
  const room = columns + 2 - stateLength;
  if (isView) bar = `${bar}${' '.repeat(Math.max(0, columns - stateLength - textWidth(bar)))}View`;
  else if (textWidth(bar) <= room) bar = `${bar}${' '.repeat(room - textWidth(bar))}${flags}`;
  return `${REVERSE}${bar}${' '.repeat(Math.max(0, columns - textWidth(bar)))}${PLAIN}`;
}

interface TextPart {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
}

function textPart(scene: Scene, height: number): TextPart {
  const { buffer, options, columns } = scene;
  const margin = marginOf(buffer, options);
  const room = columns - margin;
  const rows: string[] = [];
  let cursor = { row: 1, column: margin };
  for (let line = buffer.top; line < buffer.lines.length && rows.length < height; line++) {
    const number = margin > 0 ? `${REVERSE}${String(line + 1).padStart(margin - 1)}${PLAIN} ` : '';
    const at = columnOf(buffer.lines[line], buffer.cursor.column, options.tabSize);
    const isHere = line === buffer.cursor.line;
    if (options.softWrap) {
      const width = columnOf(buffer.lines[line], buffer.lines[line].length, options.tabSize);
      for (let from = 0; from === 0 || from < width || (isHere && from === width && at === width); from += room) {
        if (isHere && at >= from && at < from + room) cursor = { row: rows.length + 1, column: margin + at - from };
        if (rows.length < height)
          rows.push((from === 0 ? number : ' '.repeat(margin)) + painted(scene, line, from, room));
      }
      continue;
    }
    const from = isHere ? pageStart(at, room) : 0;
    if (isHere) cursor = { row: rows.length + 1, column: margin + at - from };
    rows.push(number + painted(scene, line, from, room));
  }
  return { rows, cursor };
}

/** A row of a line: what is marked or found in colour, what goes on beyond the edges shown by `<` and `>`. */
function painted({ buffer, options, spotlight }: Scene, line: number, from: number, room: number): string {
  const { tabSize } = options;
  const text = buffer.lines[line];
  const width = columnOf(text, text.length, tabSize);
  const isCut = !options.softWrap;
  const before = isCut && from > 0 ? 1 : 0;
  const after = isCut && width > from + room ? 1 : 0;
  const range = spotlight ?? buffer.region;
  const colour = spotlight ? SPOTLIGHT : REVERSE;
  const begin = from + before;
  const end = from + room - after;
  const cut = (start: number, stop: number): string =>
    stop > start ? shown(text, Math.max(start, begin), Math.min(stop, end) - Math.max(start, begin), tabSize) : '';
  let middle = cut(begin, end);
  if (range && !isBefore(range[1], { line, column: 0 }) && line >= range[0].line && line <= range[1].line) {
    const first = line === range[0].line ? columnOf(text, range[0].column, tabSize) : 0;
    const last = line === range[1].line ? columnOf(text, range[1].column, tabSize) : width;
    const [low, high] = [Math.min(Math.max(first, begin), end), Math.min(Math.max(last, begin), end)];
    if (high > low) middle = `${cut(begin, low)}${colour}${cut(low, high)}${PLAIN}${cut(high, end)}`;
  }
  return `${before ? `${REVERSE}<${PLAIN}` : ''}${middle}${after ? `${REVERSE}>${PLAIN}` : ''}`;
}
