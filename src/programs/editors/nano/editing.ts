// What nano's keys do to the text: typing, cutting, pasting, indenting, commenting.

import { type Buffer, characterAt, type Position } from './buffer.ts';
import { columnOf } from './columns.ts';
import type { Nano } from './editor.ts';

export function type(nano: Nano, text: string): void {
  const { buffer, options } = nano;
  const { line, column } = buffer.cursor;
  const typed = text === '\t' && options.tabsToSpaces ? blanksToStop(nano) : text;
  buffer.change('addition', () => buffer.insert(typed), buffer.cursor.line === line && column > 0);
  nano.moveTo(buffer.cursor);
}

function blanksToStop({ buffer, options }: Nano): string {
  const at = columnOf(buffer.line, buffer.cursor.column, options.tabSize);
  return ' '.repeat(options.tabSize - (at % options.tabSize));
}

export function breakLine(nano: Nano): void {
  const { buffer, options } = nano;
  const indent = options.autoIndent ? (/^[ \t]*/.exec(buffer.line.slice(0, buffer.cursor.column))?.[0] ?? '') : '';
  buffer.change('line break', () => buffer.insert(`\n${indent}`));
  nano.moveTo(buffer.cursor);
}

export function deleteForward(nano: Nano): void {
  const { buffer } = nano;
  if (removeMarked(nano)) return;
  const { cursor } = buffer;
  const isJoin = cursor.column === buffer.line.length;
  if (isJoin && cursor.line === buffer.lines.length - 1) return;
  // The magic line cannot be joined away.
  if (isJoin && cursor.line === buffer.lines.length - 2 && buffer.lines.at(-1) === '' && cursor.column > 0) return;
  buffer.change(isJoin ? 'line join' : 'deletion', () => buffer.remove(cursor, buffer.after(cursor)), !isJoin);
  nano.moveTo(cursor);
}

export function deleteBackward(nano: Nano): void {
  const { buffer } = nano;
  if (removeMarked(nano)) return;
  const { cursor } = buffer;
  if (cursor.line === 0 && cursor.column === 0) return;
  const isJoin = cursor.column === 0;
  const to = buffer.before(cursor);
  if (isJoin && cursor.line === buffer.lines.length - 1 && buffer.line === '' && to.column > 0) {
    nano.moveTo(to);
    return;
  }
  buffer.change(isJoin ? 'line join' : 'deletion', () => buffer.remove(to, cursor), !isJoin);
  nano.moveTo(to);
}

/** Only what Shift marked is taken by Delete and Backspace. */
function removeMarked(nano: Nano): boolean {
  const { buffer } = nano;
  const region = buffer.isSoftMark ? buffer.region : undefined;
  if (!region) return false;
  buffer.change('erasure', () => buffer.remove(...region));
  buffer.mark = undefined;
  nano.moveTo(region[0]);
  return true;
}

// ——— cutting ———

/** The marked text, or the whole line; cuts that follow each other are kept together. */
export function cut(nano: Nano): void {
  const { buffer } = nano;
  const { line } = buffer.cursor;
  const isLast = line === buffer.lines.length - 1;
  const range = buffer.region ?? [{ line, column: 0 }, isLast ? buffer.end : { line: line + 1, column: 0 }];
  take(nano, range, 'cut');
}

export function cutToEnd(nano: Nano): void {
  take(nano, [nano.buffer.cursor, nano.buffer.end], 'cut');
  nano.buffer.keepMagicLine();
}

function take(nano: Nano, [from, to]: readonly [Position, Position], kind: 'cut'): void {
  const { buffer } = nano;
  const wasMarked = buffer.mark !== undefined;
  if (from.line === to.line && from.column === to.column) {
    nano.say('Nothing was cut');
    return;
  }
  let text = '';
  buffer.change(kind, () => {
    text = buffer.remove(from, to);
    buffer.keepMagicLine();
  });
  nano.clearStatus();
  nano.cutBuffer = nano.keepsCutting && !wasMarked ? nano.cutBuffer + text : text;
  nano.keepsCutting = !wasMarked;
  buffer.mark = undefined;
  nano.moveTo(from);
}

export function copy(nano: Nano): void {
  nano.clearStatus();
  const { buffer } = nano;
  const { region } = buffer;
  const { line } = buffer.cursor;
  if (region) {
    nano.cutBuffer = buffer.between(...region);
    buffer.mark = undefined;
    return;
  }
  const isLast = line === buffer.lines.length - 1;
  if (isLast && buffer.line === '') {
    nano.say('Nothing was copied');
    return;
  }
  const text = isLast ? buffer.line : `${buffer.line}\n`;
  nano.cutBuffer = nano.keepsCutting ? nano.cutBuffer + text : text;
  nano.keepsCutting = true;
  nano.moveTo(isLast ? buffer.end : { line: line + 1, column: 0 });
}

export function paste(nano: Nano): void {
  const { buffer, cutBuffer } = nano;
  if (cutBuffer === '') {
    nano.say('Cutbuffer is empty');
    return;
  }
  nano.clearStatus();
  buffer.change('paste', () => buffer.insert(cutBuffer));
  nano.moveTo(buffer.cursor);
}

// ——— words ———

const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character);
const isSame = (a: Position, b: Position): boolean => a.line === b.line && a.column === b.column;
const at = (buffer: Buffer, { line, column }: Position): string =>
  column < buffer.lines[line].length ? characterAt(buffer.lines[line], column) : '\n';

/** The start of the next word. */
export function nextWord(buffer: Buffer): Position {
  let place = buffer.cursor;
  for (let seenGap = false; ; ) {
    const inWord = isWord(at(buffer, place));
    if (!inWord) seenGap = true;
    else if (seenGap) return place;
    const next = buffer.after(place);
    if (isSame(next, place)) return place;
    place = next;
  }
}

/** The start of this word, or of the one before. */
export function previousWord(buffer: Buffer): Position {
  let place = buffer.cursor;
  for (let inside = false; ; ) {
    const before = buffer.before(place);
    if (isSame(before, place)) return place;
    const wordBefore = isWord(at(buffer, before));
    if (inside && !wordBefore) return place;
    inside = wordBefore;
    place = before;
  }
}

/** Words go without being kept. */
export function erase(nano: Nano, from: Position, to: Position): void {
  if (isSame(from, to)) return;
  nano.buffer.change('deletion', () => nano.buffer.remove(from, to));
  nano.moveTo(from);
}

// ——— lines ———

/** The lines of the mark, or the one of the cursor. */
function linesOf(buffer: Buffer): number[] {
  const { region } = buffer;
  if (!region) return [buffer.cursor.line];
  const [from, to] = region;
  const last = to.column === 0 && to.line > from.line ? to.line - 1 : to.line;
  return Array.from({ length: last - from.line + 1 }, (_, at) => from.line + at);
}

/** Changes lines in place; cursor and mark stay with their text. */
function reshape(
  nano: Nano,
  kind: 'indent' | 'unindent' | 'comment' | 'uncomment',
  change: (line: string) => string,
): void {
  const { buffer } = nano;
  const lines = linesOf(buffer);
  const { cursor, mark } = buffer;
  const moved = (place: Position, old: readonly string[]): Position => {
    if (!lines.includes(place.line)) return place;
    const grown = buffer.lines[place.line].length - old[place.line].length;
    const stays = place.column === 0 && grown > 0;
    return stays ? place : { line: place.line, column: Math.max(0, place.column + grown) };
  };
  const old = [...buffer.lines];
  buffer.change(kind, () => {
    for (const line of lines) buffer.lines[line] = change(buffer.lines[line]);
    buffer.keepMagicLine();
    buffer.cursor = moved(cursor, old);
  });
  buffer.mark = mark && moved(mark, old);
  nano.moveTo(buffer.cursor);
}

export function indent(nano: Nano): void {
  const { options } = nano;
  const step = options.tabsToSpaces ? ' '.repeat(options.tabSize) : '\t';
  reshape(nano, 'indent', (line) => (line === '' ? line : step + line));
}

export function unindent(nano: Nano): void {
  const step = new RegExp(`^(?:\\t| {1,${nano.options.tabSize}}\\t?)`);
  reshape(nano, 'unindent', (line) => line.replace(step, ''));
}

/** Shell, YAML and most configuration; nano asks the file's syntax, which for all of these says `#`. */
const COMMENT = '#';

export function comment(nano: Nano): void {
  const { buffer } = nano;
  const lines = linesOf(buffer).map((line) => buffer.lines[line]);
  const isCommented = lines.every((line) => line === '' || line.startsWith(COMMENT));
  if (lines.every((line) => line === '') && linesOf(buffer).includes(buffer.lines.length - 1)) {
    nano.say('Cannot comment past end of file');
    return;
  }
  reshape(nano, isCommented ? 'uncomment' : 'comment', (line) =>
    isCommented ? line.slice(line === '' ? 0 : 1) : COMMENT + line,
  );
}

/** The paragraph in one, broken at eight columns from the edge. */
export function justify(nano: Nano): void {
  const { buffer, screen } = nano;
  let first = buffer.cursor.line;
  while (first < buffer.lines.length - 1 && buffer.lines[first].trim() === '') first++;
  while (first > 0 && buffer.lines[first - 1].trim() !== '') first--;
  let last = first;
  while (buffer.lines[last + 1] !== undefined && buffer.lines[last + 1].trim() !== '') last++;
  if (buffer.lines[first].trim() === '') return;
  const width = Math.max(1, screen.columns - 8);
  const rows: string[] = [];
  for (const word of buffer.lines
    .slice(first, last + 1)
    .join(' ')
    .split(/\s+/)
    .filter(Boolean)) {
    const row = rows.at(-1);
    if (row !== undefined && row.length + 1 + word.length <= width) rows[rows.length - 1] = `${row} ${word}`;
    else rows.push(word);
  }
  buffer.change('justification', () => {
    buffer.lines.splice(first, last - first + 1, ...rows);
    buffer.keepMagicLine();
    buffer.cursor = { line: Math.min(first + rows.length, buffer.lines.length - 1), column: 0 };
  });
  nano.moveTo(buffer.cursor);
  nano.say('Justified paragraph');
}
