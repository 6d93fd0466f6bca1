// The lines in front of an ex command: `%`, `.,+3`, `/pattern/;$`, `'a,'b`. Lines are counted from 0 here, as in the buffer;
// line 0 of vim, before the first, is -1.

import type { Editor } from '../editor.ts';
import { ExError } from '../errors.ts';
import { splitPattern } from '../search.ts';

export interface LineRange {
  readonly first: number;
  readonly last: number;
  /** How many addresses were given: 0, 1 or 2. */
  readonly given: number;
}

export interface ParsedRange {
  readonly range: LineRange;
  readonly rest: string;
}

export function parseRange(editor: Editor, text: string): ParsedRange {
  const { buffer } = editor;
  let rest = text.replace(/^[\s:]+/, '');
  const cursor = buffer.getCursor().line;
  if (rest.startsWith('%')) return { range: { first: 0, last: buffer.lastLine(), given: 2 }, rest: rest.slice(1) };
  if (rest.startsWith('*')) {
    const [first, last] = ["'<", "'>"].map((mark) => address(editor, mark, cursor)!.line);
    return { range: { first, last, given: 2 }, rest: rest.slice(1) };
  }
  const lines: number[] = [];
  let base = cursor;
  for (;;) {
    const found = address(editor, rest, base);
    if (found) {
      rest = found.rest;
      lines.push(found.line);
    } else if (/^\s*[,;]/.test(rest) || lines.length > 0) lines.push(cursor);
    else break;
    const separator = /^\s*([,;])/.exec(rest);
    if (!separator) break;
    rest = rest.slice(separator[0].length);
    if (separator[1] === ';') base = lines.at(-1)!;
    if (!/^\s*[\d.$'/?\\+-]/.test(rest)) {
      lines.push(base === cursor || separator[1] === ',' ? cursor : base);
      break;
    }
  }
  const [first, last] = lines.length > 1 ? lines.slice(-2) : [lines[0] ?? cursor, lines[0] ?? cursor];
  return { range: { first, last, given: Math.min(2, lines.length) }, rest: rest.trimStart() };
}

/** One address; undefined when there is none. */
function address(
  editor: Editor,
  text: string,
  base: number,
): { readonly line: number; readonly rest: string } | undefined {
  const { buffer, search } = editor;
  let rest = text.trimStart();
  let line: number | undefined;
  const number = /^\d+/.exec(rest);
  const mark = /^'(.)/.exec(rest);
  if (number) {
    line = Number(number[0]) - 1;
    rest = rest.slice(number[0].length);
  } else if (rest.startsWith('.')) {
    line = base;
    rest = rest.slice(1);
  } else if (rest.startsWith('$')) {
    line = buffer.lastLine();
    rest = rest.slice(1);
  } else if (mark) {
    const place = editor.markPosition(mark[1], buffer.vim);
    if (!place) throw new ExError('E20: Mark not set');
    line = place.line;
    rest = rest.slice(2);
  } else if (/^\\[/?&]/.test(rest)) {
    line = search.lineMatching('', base, rest[1] !== '?');
    rest = rest.slice(2);
  } else {
    while (/^[/?]/.test(rest)) {
      const delimiter = rest[0];
      const { pattern, rest: behind } = splitPattern(rest.slice(1), delimiter);
      line = search.lineMatching(pattern, line ?? base, delimiter === '/');
      rest = behind ?? '';
    }
  }
  for (let offset = /^\s*([-+])\s*(\d*)|^\s*(\d+)/.exec(rest); offset; offset = /^\s*([-+])\s*(\d*)/.exec(rest)) {
    if (line === undefined && offset[1] === undefined) break;
    const amount = offset[1] === undefined ? Number(offset[3]) : Number(offset[2] || '1');
    line = (line ?? base) + (offset[1] === '-' ? -amount : amount);
    rest = rest.slice(offset[0].length);
  }
  return line === undefined ? undefined : { line, rest };
}

/** An address behind a command, as `:m` and `:t` take it. */
export function addressArgument(editor: Editor, text: string): number {
  const found = address(editor, text, editor.buffer.getCursor().line);
  if (found?.rest.trim() !== '') throw new ExError('E14: Invalid address');
  if (found.line > editor.buffer.lastLine() || found.line < -1) throw new ExError('E16: Invalid range');
  return found.line;
}
