// p and P: what a register holds, put behind or before the cursor. Models do_put() of register.c.

import type { VimBuffer } from './adapter.ts';
import { columnAt, columnOf } from './columns.ts';
import type { Editor } from './editor.ts';
import { fileText, type RegisterText, readRegister } from './registers.ts';
import { Position } from './text-buffer.ts';
import { before, characterAt, firstNonBlank } from './walk.ts';

export interface PutRequest {
  readonly register: string;
  readonly after: boolean;
  readonly count: number;
  /** gp, gP: the cursor goes behind what was put. */
  readonly cursorBehind?: boolean;
  /** ]p: indented as the line under the cursor. */
  readonly matchIndent?: boolean;
}

export function put(editor: Editor, request: PutRequest): void {
  const { buffer } = editor;
  const what = editor.readableRegister(request.register);
  if (what.text === '' && !buffer.vim.visualMode) {
    if (what.kind !== 'line') editor.complain(`E353: Nothing in register ${request.register}`);
    return;
  }
  if (buffer.vim.visualMode) return putOverSelection(editor, request, what);
  buffer.cursorBeforeChange = buffer.getCursor();
  const text = request.matchIndent && what.kind === 'line' ? reindented(editor, what.text) : what.text;
  if (what.kind === 'line') putLines(editor, text, request);
  else if (what.kind === 'block') putBlock(editor, text, request);
  else putCharacters(buffer, text, request);
}

function putLines(editor: Editor, text: string, { after, count, cursorBehind }: PutRequest): void {
  const { buffer } = editor;
  const { line } = buffer.getCursor();
  const lines = text.replace(/\n$/, '').repeat(1);
  const whole = Array.from({ length: count }, () => lines).join('\n');
  const added = whole.split('\n').length;
  const first = after ? line + 1 : line;
  if (after) buffer.replaceRange(`\n${whole}`, new Position(line, Number.POSITIVE_INFINITY));
  else buffer.replaceRange(`${whole}\n`, new Position(line, 0));
  const target = cursorBehind ? Math.min(first + added, buffer.lastLine()) : first;
  buffer.setCursor(target, cursorBehind ? 0 : firstNonBlank(buffer.getLine(target)));
  editor.setMark('[', new Position(first, 0));
  editor.setMark(']', new Position(first + added - 1, 0));
  editor.reportLines(added);
}

function putCharacters(buffer: VimBuffer, text: string, { after, count, cursorBehind }: PutRequest): void {
  const { line, ch } = buffer.getCursor();
  const at = after ? ch + characterAt(buffer.getLine(line), ch).length : ch;
  const whole = text.repeat(count);
  const start = new Position(line, at);
  buffer.replaceRange(whole, start);
  const end = buffer.posFromIndex(buffer.indexFromPos(start) + whole.length);
  if (cursorBehind) buffer.setCursor(end);
  else if (text.includes('\n')) buffer.setCursor(start);
  else buffer.setCursor(end.line, before(buffer.getLine(end.line), end.ch));
}

/** Each line of the block at the same column; shorter lines are filled with blanks. */
function putBlock(editor: Editor, text: string, { after, count, cursorBehind }: PutRequest): void {
  const { buffer, tabStop } = editor;
  const { line, ch } = buffer.getCursor();
  const here = buffer.getLine(line);
  const column = columnOf(here, after && here !== '' ? ch + characterAt(here, ch).length : ch, tabStop);
  const rows = text.split('\n');
  const width = Math.max(...rows.map((row) => columnOf(row, row.length, tabStop)));
  rows.forEach((row, index) => {
    const target = line + index;
    if (target > buffer.lastLine()) buffer.replaceRange('\n', new Position(target - 1, Number.POSITIVE_INFINITY));
    const old = buffer.getLine(target);
    const oldWidth = columnOf(old, old.length, tabStop);
    const at = columnAt(old, column, tabStop);
    const filled = oldWidth < column ? ' '.repeat(column - oldWidth) : '';
    const piece = row + ' '.repeat(width - columnOf(row, row.length, tabStop));
    const isAtEnd = at >= old.length;
    const copies = (isAtEnd ? piece.repeat(count - 1) + row : piece.repeat(count)) || '';
    buffer.replaceRange(filled + copies, new Position(target, at));
  });
  const start = new Position(line, columnAt(buffer.getLine(line), column, tabStop));
  buffer.setCursor(cursorBehind ? new Position(line + rows.length - 1, start.ch + width * count) : start);
}

/** The selection makes room; what it held goes to the unnamed register, with P it does not. */
function putOverSelection(editor: Editor, request: PutRequest, what: RegisterText): void {
  const { buffer } = editor;
  const { vim } = buffer;
  const linewise = vim.visualLine;
  const block = vim.visualBlock;
  const text = what.text.repeat(request.count);
  const [a, b] = [vim.sel.anchor, vim.sel.head];
  const [from, to] = buffer.indexFromPos(a) <= buffer.indexFromPos(b) ? [a, b] : [b, a];
  const keep = !request.after;
  editor.leaveVisual();
  buffer.cursorBeforeChange = from;
  if (block) {
    editor.complain('cka-lab: not simulated: p over a block');
    return;
  }
  if (linewise) {
    const old = {
      text: `${buffer.getRange(new Position(from.line, 0), new Position(to.line, Number.POSITIVE_INFINITY))}\n`,
      kind: 'line' as const,
    };
    const lines = text.replace(/\n$/, '');
    buffer.replaceRange(lines, new Position(from.line, 0), new Position(to.line, Number.POSITIVE_INFINITY));
    buffer.setCursor(from.line, firstNonBlank(buffer.getLine(from.line)));
    if (!keep) fileText(buffer.core, undefined, 'delete', old);
    return;
  }
  const end = new Position(to.line, to.ch + Math.max(1, characterAt(buffer.getLine(to.line), to.ch).length));
  const stop =
    end.ch > buffer.getLine(to.line).length && to.line < buffer.lastLine() ? new Position(to.line + 1, 0) : end;
  const old = { text: buffer.getRange(from, stop), kind: 'char' as const };
  const lines = text.replace(/\n$/, '');
  const insert = what.kind === 'line' ? `\n${lines}\n` : text;
  buffer.replaceRange(insert, from, stop);
  if (what.kind === 'line') buffer.setCursor(from.line + 1, firstNonBlank(buffer.getLine(from.line + 1)));
  else if (text.includes('\n')) buffer.setCursor(from);
  else buffer.setCursor(from.line, Math.max(0, from.ch + text.length - 1));
  if (!keep) fileText(buffer.core, undefined, 'delete', old);
}

function reindented(editor: Editor, text: string): string {
  const indentOf = (line: string) => columnOf(line, /^[ \t]*/.exec(line)![0].length, editor.tabStop);
  const lines = text.replace(/\n$/, '').split('\n');
  const wanted = indentOf(editor.buffer.getLine(editor.buffer.getCursor().line));
  const difference = wanted - indentOf(lines[0]);
  return lines
    .map((line) => (line === '' ? '' : editor.indentText(Math.max(0, indentOf(line) + difference)) + line.trimStart()))
    .join('\n');
}

/** Reads a register for `:put`, Ctrl-R and the like. */
export const registerText = (editor: Editor, name: string): RegisterText => readRegister(editor.buffer.core, name);
