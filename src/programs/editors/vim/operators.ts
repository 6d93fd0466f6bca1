// What operators do with the text that a motion or a selection gave them: d, c, y, >, <, =, ~, gu, gU, g?, gq. Models ops.c.

import type { VimBuffer } from './adapter.ts';
import { columnAt, columnOf } from './columns.ts';
import type { CoreRange, OperatorArguments } from './core.ts';
import type { Editor } from './editor.ts';
import { fileText, type RegisterKind } from './registers.ts';
import { Position } from './text-buffer.ts';
import { before, characterAt, firstNonBlank } from './walk.ts';

/** The text an operator works on. */
export type Span =
  | { readonly kind: 'char'; readonly from: Position; readonly to: Position }
  | { readonly kind: 'line'; readonly first: number; readonly last: number }
  | { readonly kind: 'block'; readonly rows: readonly BlockRow[]; readonly left: number; readonly toEnd: boolean };

export interface BlockRow {
  readonly line: number;
  readonly from: number;
  readonly to: number;
}

export interface Operation {
  readonly editor: Editor;
  readonly buffer: VimBuffer;
  readonly span: Span;
  readonly args: OperatorArguments;
  /** Where the cursor stood, and where the motion led it. */
  readonly cursor: Position;
  readonly target: Position;
  readonly isVisual: boolean;
}

const OPERATORS: Readonly<Record<string, (operation: Operation) => Position | undefined>> = {
  delete: (operation) => remove(operation, 'delete'),
  change,
  yank,
  indent: ({ editor, span, args, isVisual, buffer }) => {
    const lines = linesOf(span);
    const times = isVisual ? args.repeat || 1 : 1;
    if (span.kind === 'block') return shiftBlock(editor, span, args.indentRight ? times : -times);
    shiftLines(editor, lines.first, lines.last, args.indentRight ? times : -times);
    reportShift(editor, lines.last - lines.first + 1, args.indentRight ? '>' : '<', times);
    return new Position(lines.first, firstNonBlank(buffer.getLine(lines.first)));
  },
  indentAuto: ({ editor, span, buffer }) => {
    const { first, last } = linesOf(span);
    for (let line = first; line <= last; line++) {
      const indent = editor.expectedIndent(line);
      if (indent === undefined) {
        editor.complain("cka-lab: not simulated: = without an 'indentexpr' (vim indents as C)");
        return new Position(first, 0);
      }
      if (indent >= 0) editor.setIndent(line, indent);
    }
    if (last - first + 1 > editor.options.number('report')) editor.say(`${last - first + 1} lines indented `);
    return new Position(first, firstNonBlank(buffer.getLine(first)));
  },
  changeCase: (operation) =>
    transform(operation, (text) => {
      if (operation.args.toLower === true) return text.toLowerCase();
      if (operation.args.toLower === false) return text.toUpperCase();
      return swapCase(text);
    }),
  rot13: (operation) =>
    transform(operation, (text) =>
      text.replace(/[a-z]/gi, (letter) => {
        const base = letter < 'a' ? 65 : 97;
        return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
      }),
    ),
  hardWrap: ({ editor, span, args, cursor }) => {
    const { first, last } = linesOf(span);
    const end = editor.formatLines(first, last);
    return args.keepCursor ? cursor : new Position(end, firstNonBlank(editor.buffer.getLine(end)));
  },
  filter: ({ editor, span }) => {
    const { first, last } = linesOf(span);
    editor.openCommandLine(':', first === last ? '.!' : `.,.+${last - first}!`);
    return new Position(first, 0);
  },
};

export function defineOperators(editor: Editor): void {
  const { core } = editor.buffer;
  for (const [name, act] of Object.entries(OPERATORS)) {
    core.defineOperator(name, (buffer, args, ranges, cursor, target) => {
      if (name !== 'yank') {
        if (!editor.mayChange()) return cursor;
        editor.warnIfReadOnly();
      }
      const span = spanOf(editor, args, ranges);
      const isVisual = buffer.vim.visualMode;
      const start = startOf(span);
      buffer.cursorBeforeChange = span.kind === 'line' ? new Position(span.first, isVisual ? 0 : cursor.ch) : start;
      // Without a motion the target is the other end of the selection.
      const result = act({ editor, buffer, span, args, cursor, target: target ?? buffer.vim.sel.head, isVisual });
      editor.setMark('[', start);
      return result && clip(buffer, result);
    });
  }
  core.mapCommand('!', 'operator', 'filter', {}, {});
  core.mapCommand('gu', 'operator', 'changeCase', { toLower: true }, {});
  core.mapCommand('gU', 'operator', 'changeCase', { toLower: false }, {});
}

const startOf = (span: Span): Position =>
  span.kind === 'char'
    ? span.from
    : span.kind === 'line'
      ? new Position(span.first, 0)
      : new Position(span.rows[0].line, span.left);

export const clip = (buffer: VimBuffer, { line, ch }: Position): Position => {
  const row = Math.max(0, Math.min(line, buffer.lastLine()));
  const text = buffer.getLine(row);
  return new Position(row, Math.max(0, Math.min(ch, before(text, text.length))));
};

function spanOf(editor: Editor, args: OperatorArguments, ranges: readonly CoreRange[]): Span {
  const { buffer } = editor;
  if (buffer.vim.visualBlock) return blockOf(editor, ranges);
  const [{ anchor, head }] = ranges;
  if (args.linewise) return { kind: 'line', first: anchor.line, last: Math.max(anchor.line, head.line - 1) };
  const [from, to] = buffer.indexFromPos(anchor) <= buffer.indexFromPos(head) ? [anchor, head] : [head, anchor];
  const end = buffer.getLine(to.line).length;
  if (buffer.vim.visualMode && to.ch > end && to.line < buffer.lastLine())
    return { kind: 'char', from, to: new Position(to.line + 1, 0) };
  // A character of two halves is taken whole.
  const whole = /^[\udc00-\udfff]/.test(buffer.getLine(to.line).slice(to.ch)) ? to.ch + 1 : to.ch;
  return { kind: 'char', from, to: new Position(to.line, Math.min(whole, end)) };
}

/** A block is cut along screen columns. */
function blockOf(editor: Editor, ranges: readonly CoreRange[]): Span {
  const { buffer } = editor;
  const { anchor, head } = buffer.vim.sel;
  const columns = [anchor, head].flatMap(({ line, ch }) => {
    const text = buffer.getLine(line);
    return [
      columnOf(text, ch, editor.tabStop),
      columnOf(text, ch + Math.max(1, characterAt(text, ch).length), editor.tabStop),
    ];
  });
  const left = Math.min(...columns);
  const right = Math.max(left + 1, ...columns);
  const toEnd = editor.wanted?.column === Number.POSITIVE_INFINITY;
  const lines = ranges.map((range) => range.anchor.line);
  const rows: BlockRow[] = [];
  for (let line = Math.min(...lines); line <= Math.max(...lines); line++) {
    const text = buffer.getLine(line);
    const from = columnAt(text, left, editor.tabStop);
    rows.push({ line, from, to: toEnd ? text.length : Math.max(from, columnAt(text, right, editor.tabStop)) });
  }
  const [first] = rows;
  return { kind: 'block', rows, left: first.from, toEnd };
}

export function linesOf(span: Span): { readonly first: number; readonly last: number } {
  if (span.kind === 'line') return span;
  if (span.kind === 'block') return { first: span.rows[0].line, last: span.rows.at(-1)!.line };
  return {
    first: span.from.line,
    last: span.to.ch === 0 && span.to.line > span.from.line ? span.to.line - 1 : span.to.line,
  };
}

function textOf(buffer: VimBuffer, span: Span): { readonly text: string; readonly kind: RegisterKind } {
  if (span.kind === 'char') return { text: buffer.getRange(span.from, span.to), kind: 'char' };
  if (span.kind === 'line') {
    const end = new Position(span.last, buffer.getLine(span.last).length);
    return { text: `${buffer.getRange(new Position(span.first, 0), end)}\n`, kind: 'line' };
  }
  return {
    text: span.rows.map(({ line, from, to }) => buffer.getLine(line).slice(from, to)).join('\n'),
    kind: 'block',
  };
}

// ——— d, c, y ———

function remove(operation: Operation, purpose: 'delete' | 'change'): Position | undefined {
  const { editor, buffer, args, isVisual, cursor } = operation;
  if (editor.hasNoLines && buffer.getValue() === '' && purpose === 'delete') return cursor;
  const span = purpose === 'delete' && !isVisual ? wholeLinesIfBlank(buffer, operation.span) : operation.span;
  if (span.kind === 'char' && buffer.indexFromPos(span.from) === buffer.indexFromPos(span.to)) {
    if (purpose === 'delete' && !isVisual) editor.fail();
    return span.from;
  }
  fileText(buffer.core, args.registerName, 'delete', textOf(buffer, span));
  if (span.kind === 'char') {
    buffer.replaceRange('', span.from, span.to);
    return span.from;
  }
  if (span.kind === 'block') {
    removeBlock(buffer, span.rows);
    return new Position(span.rows[0].line, span.left);
  }
  if (purpose === 'change') return span.first <= span.last ? new Position(span.first, cursor.ch) : undefined;
  const count = span.last - span.first + 1;
  deleteLines(editor, span.first, span.last);
  editor.reportLines(-count);
  const line = Math.min(span.first, buffer.lastLine());
  return new Position(line, firstNonBlank(buffer.getLine(line)));
}

/** A `d` over several lines that leaves nothing but blanks takes the lines whole. */
function wholeLinesIfBlank(buffer: VimBuffer, span: Span): Span {
  if (span.kind !== 'char' || span.from.line === span.to.line) return span;
  const isInIndent = /^[ \t]*$/.test(buffer.getLine(span.from.line).slice(0, span.from.ch));
  const restIsBlank = /^[ \t]*$/.test(buffer.getLine(span.to.line).slice(span.to.ch));
  return isInIndent && restIsBlank ? { kind: 'line', first: span.from.line, last: span.to.line } : span;
}

/** Removes whole lines; without any the buffer has no lines, which is less than an empty one. */
export function deleteLines(editor: Editor, first: number, last: number): void {
  const { buffer } = editor;
  if (first === 0 && last >= buffer.lastLine()) {
    buffer.replaceRange('', new Position(0, 0), new Position(last, Number.POSITIVE_INFINITY));
    editor.hasNoLines = true;
    editor.say('--No lines in buffer--');
    return;
  }
  if (last >= buffer.lastLine()) {
    buffer.replaceRange(
      '',
      new Position(first - 1, Number.POSITIVE_INFINITY),
      new Position(last, Number.POSITIVE_INFINITY),
    );
  } else buffer.replaceRange('', new Position(first, 0), new Position(last + 1, 0));
}

function removeBlock(buffer: VimBuffer, rows: readonly BlockRow[]): void {
  buffer.change(
    rows
      .map(({ line, from, to }) => ({
        from: buffer.lineStarts[line] + from,
        to: buffer.lineStarts[line] + to,
        insert: '',
      }))
      .filter(({ from, to }) => to > from),
  );
}

function change(operation: Operation): Position | undefined {
  const { editor, buffer, span } = operation;
  const at = remove(operation, 'change') ?? startOf(span);
  if (span.kind === 'block') {
    editor.insertBlock(
      span.rows.map((row) => row.line),
      span.left,
      false,
      span.left,
    );
    editor.insertAt(at);
    return at;
  }
  if (span.kind === 'char') {
    editor.insertAt(at);
    return at;
  }
  const indent = editor.options.flag('autoindent') ? /^[ \t]*/.exec(buffer.getLine(span.first))![0] : '';
  buffer.replaceRange(indent, new Position(span.first, 0), new Position(span.last, Number.POSITIVE_INFINITY));
  const start = new Position(span.first, indent.length);
  editor.openedWithIndent = indent !== '';
  editor.insertAt(start);
  return start;
}

function yank({ editor, buffer, span, args, cursor, target, isVisual }: Operation): Position {
  fileText(buffer.core, args.registerName, 'yank', textOf(buffer, span));
  const { first, last } = linesOf(span);
  const count = last - first + 1;
  const into = args.registerName ? ` into "${args.registerName}` : '';
  if (count > editor.options.number('report')) {
    editor.say(span.kind === 'block' ? `block of ${count} lines yanked${into}` : `${count} lines yanked${into}`);
  }
  const end = span.kind === 'char' ? span.to : new Position(last, buffer.getLine(last).length);
  editor.setMark(']', end);
  if (span.kind === 'char') return span.from;
  if (span.kind === 'block') return new Position(first, span.left);
  if (isVisual) return new Position(first, cursor.line <= target.line ? cursor.ch : target.ch);
  return target.line < cursor.line ? target : cursor.line === first ? cursor : new Position(first, 0);
}

// ——— >, < ———

/** Moves lines by so many shift widths; lines without text stay. */
export function shiftLines(editor: Editor, first: number, last: number, times: number): void {
  const { buffer } = editor;
  for (let line = first; line <= last; line++) {
    const text = buffer.getLine(line);
    if (text === '') continue;
    const indent = columnOf(text, /^[ \t]*/.exec(text)![0].length, editor.tabStop);
    editor.setIndent(line, Math.max(0, indent + times * editor.shiftWidth));
  }
}

export function reportShift(editor: Editor, count: number, sign: '<' | '>', times: number): void {
  if (count <= editor.options.number('report')) return;
  editor.say(`${count} lines ${sign}ed ${times} time${times === 1 ? '' : 's'}`);
}

function shiftBlock(editor: Editor, span: Extract<Span, { kind: 'block' }>, times: number): Position {
  const { buffer } = editor;
  const amount = Math.abs(times) * editor.shiftWidth;
  for (const { line, from } of span.rows) {
    const text = buffer.getLine(line);
    if (text.length <= from) continue;
    const at = new Position(line, from);
    if (times > 0) {
      // Blanks before the block are part of what is made anew.
      const blanks = /[ \t]*$/.exec(text.slice(0, from))![0].length;
      const start = columnOf(text, from - blanks, editor.tabStop);
      const end = columnOf(text, from, editor.tabStop) + amount;
      buffer.replaceRange(editor.fillText(start, end), new Position(line, from - blanks), at);
    } else {
      const blanks = /^[ \t]*/.exec(text.slice(from))![0].length;
      buffer.replaceRange('', at, new Position(line, from + Math.min(blanks, amount)));
    }
  }
  return new Position(span.rows[0].line, span.left);
}

// ——— changes of letters ———

export const swapCase = (text: string): string =>
  [...text].map((one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase())).join('');

function transform(operation: Operation, rule: (text: string) => string): Position {
  const { buffer, span, cursor, target, isVisual } = operation;
  const replace = (from: Position, to: Position) => {
    const old = buffer.getRange(from, to);
    const text = rule(old);
    if (text !== old) buffer.replaceRange(text, from, to);
  };
  if (span.kind === 'char') {
    replace(span.from, span.to);
    // `~` without an operator's motion walks on.
    return operation.args.shouldMoveCursor ? target : span.from;
  }
  if (span.kind === 'block') {
    for (const { line, from, to } of span.rows) replace(new Position(line, from), new Position(line, to));
    return new Position(span.rows[0].line, span.left);
  }
  replace(new Position(span.first, 0), new Position(span.last, Number.POSITIVE_INFINITY));
  if (isVisual) return new Position(span.first, cursor.line <= target.line ? cursor.ch : target.ch);
  return target.line < cursor.line ? target : cursor.line === span.first ? cursor : new Position(span.first, 0);
}
