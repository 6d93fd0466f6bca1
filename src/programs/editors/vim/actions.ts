// Commands of normal mode that are neither motions nor operators: o, J, r, p, u, Ctrl-A, marks, scrolling, and those that
// begin an insertion. Models normal.c.

import type { VimBuffer } from './adapter.ts';
import type { CoreState, MotionArguments } from './core.ts';
import type { Editor } from './editor.ts';
import type { OpenedBy } from './insert.ts';
import { clip } from './operators.ts';
import { put } from './put.ts';
import { Position } from './text-buffer.ts';
import { before, characterAt, firstNonBlank } from './walk.ts';

type Arguments = MotionArguments & { registerName?: string };
type Action = (editor: Editor, args: Arguments, vim: CoreState) => void;

const ACTIONS: Readonly<Record<string, Action>> = {
  newLineAndEnterInsertMode: (editor, args) => openLine(editor, args.after === true, args.repeat),
  enterInsert: (editor, args) => beginInsert(editor, String(args.at), args.repeat, args.replace ? 'R' : 'i'),
  blockInsert: (editor, args) => beginBlockInsert(editor, args.append === true),
  joinLines: (editor, args, vim) => join(editor, args, vim),
  paste: (editor, args) =>
    put(editor, {
      register: args.registerName ?? '"',
      after: args.after === true,
      count: args.repeat,
      ...(args.matchIndent ? { matchIndent: true } : {}),
    }),
  putBehind: (editor, args) =>
    put(editor, {
      register: args.registerName ?? '"',
      after: args.after === true,
      count: args.repeat,
      cursorBehind: true,
    }),
  replace: replaceCharacters,
  incrementNumberToken: (editor, args, vim) => addToNumber(editor, args.increase ? args.repeat : -args.repeat, vim),
  undo: (editor, args) => editor.undo('undo', args.repeat),
  redo: (editor, args) => editor.undo('redo', args.repeat),
  setMark: (editor, args) => {
    const name = args.selectedCharacter ?? '';
    const place = editor.buffer.getCursor();
    if (name === "'" || name === '`') editor.previousContext = editor.buffer.setBookmark(place);
    else if (/^[a-zA-Z[\]<>]$/.test(name)) editor.setMark(name, place);
    else editor.fail();
  },
  scroll: (editor, args) => editor.window.scroll(args.forward ? args.repeat : -args.repeat),
  scrollToCursor: (editor, args) => editor.window.place(String(args.position)),
  openCommandLine: (editor, args, vim) => {
    const range = vim.visualMode ? "'<,'>" : args.repeatIsExplicit ? rangeOf(args.repeat) : '';
    if (vim.visualMode) editor.leaveVisual();
    editor.openCommandLine(':', range);
  },
  repeatSubstitute: (editor, args) => editor.run(args.global ? '%s//~/&' : 's'),
  fileInformation: (editor) => editor.say(editor.files.description()),
  characterCode: (editor) => editor.say(codeText(editor.buffer)),
  redraw: (editor) => editor.repaint(),
  suspend: (editor) => editor.run('suspend'),
  interrupt: (editor) => {
    if (!editor.commandIsPending) editor.say('Type  :qa  and press <Enter> to exit Vim');
  },
  saveAndQuit: (editor) => editor.run('x'),
  quitWithoutSaving: (editor) => editor.run('q!'),
  noTag: (editor) => editor.complain('E433: No tags file'),
  noFold: (editor) => editor.complain('E490: No fold found'),
  nothing: () => {},
  notSimulated: (editor, args) => editor.complain(`cka-lab: not simulated: ${args.what}`),
};

/** Keys that the core does not know, or knows differently. */
const KEYS: readonly (readonly [keys: string, action: string, args?: object, context?: string])[] = [
  [':', 'openCommandLine'],
  ['i', 'enterInsert', { at: 'cursor' }, 'normal'],
  ['R', 'enterInsert', { at: 'cursor', replace: true }, 'normal'],
  ['<Insert>', 'enterInsert', { at: 'cursor' }, 'normal'],
  ['a', 'enterInsert', { at: 'behind' }, 'normal'],
  ['A', 'enterInsert', { at: 'end' }, 'normal'],
  ['I', 'enterInsert', { at: 'text' }, 'normal'],
  ['gI', 'enterInsert', { at: 'start' }, 'normal'],
  ['gi', 'enterInsert', { at: 'last' }, 'normal'],
  ['I', 'blockInsert', { append: false }, 'visual'],
  ['A', 'blockInsert', { append: true }, 'visual'],
  ['gp', 'putBehind', { after: true }],
  ['gP', 'putBehind', { after: false }],
  ['&', 'repeatSubstitute', {}, 'normal'],
  ['g&', 'repeatSubstitute', { global: true }, 'normal'],
  ['<C-g>', 'fileInformation'],
  ['ga', 'characterCode'],
  ['<C-l>', 'redraw'],
  ['<C-z>', 'suspend'],
  ['<C-c>', 'interrupt', {}, 'normal'],
  ['ZZ', 'saveAndQuit', {}, 'normal'],
  ['ZQ', 'quitWithoutSaving', {}, 'normal'],
  ['<C-]>', 'noTag'],
  ['zo', 'noFold'],
  ['zc', 'noFold'],
  ['za', 'noFold'],
  ['zO', 'noFold'],
  ['zC', 'noFold'],
  ['zR', 'nothing'],
  ['zM', 'nothing'],
  ['K', 'notSimulated', { what: 'K' }],
  ['U', 'notSimulated', { what: 'U' }, 'normal'],
  ['q:', 'notSimulated', { what: 'q:' }, 'normal'],
  ['<F1>', 'notSimulated', { what: ':help' }],
  ...['s', 'v', 'n', 'c', 'o', 'q', 'w', 'h', 'j', 'k', 'l', 'W', '<C-w>'].map(
    (key) => [`<C-w>${key}`, 'notSimulated', { what: `CTRL-W ${key}: windows` }] as const,
  ),
];

export function defineActions(editor: Editor): void {
  const { core } = editor.buffer;
  const always = new Set(['openCommandLine', 'scroll', 'scrollToCursor', 'setMark']);
  const changing = new Set([
    'newLineAndEnterInsertMode',
    'enterInsert',
    'blockInsert',
    'joinLines',
    'paste',
    'putBehind',
    'replace',
    'incrementNumberToken',
  ]);
  for (const [name, act] of Object.entries(ACTIONS)) {
    core.defineAction(name, (_buffer, args, vim) => {
      if (!always.has(name) && changing.has(name) && !editor.mayChange()) return;
      act(editor, args, vim);
    });
  }
  for (const [keys, action, args, context] of KEYS)
    core.mapCommand(keys, 'action', action, args ?? {}, context ? { context } : {});
}

const rangeOf = (count: number): string => (count === 1 ? '.' : `.,.+${count - 1}`);

// ——— beginning to insert ———

function openLine(editor: Editor, below: boolean, count: number): void {
  const { buffer } = editor;
  const { line } = buffer.getCursor();
  buffer.cursorBeforeChange = buffer.getCursor();
  editor.hasNoLines = false;
  const opened = below ? line + 1 : line;
  if (below) buffer.replaceRange('\n', new Position(line, Number.POSITIVE_INFINITY));
  else buffer.replaceRange('\n', new Position(line, 0));
  const indent = editor.indentForNewLine(opened, below ? line : opened + 1, below);
  if (indent !== '') buffer.replaceRange(indent, new Position(opened, 0));
  editor.openedWithIndent = indent !== '' && /^[ \t]*$/.test(indent);
  editor.insertAt(new Position(opened, indent.length), count, below ? 'o' : 'O');
}

function beginInsert(editor: Editor, at: string, count: number, by: OpenedBy): void {
  const { buffer } = editor;
  const cursor = buffer.getCursor();
  const text = buffer.getLine(cursor.line);
  const columns: Readonly<Record<string, number>> = {
    cursor: cursor.ch,
    behind: cursor.ch + characterAt(text, cursor.ch).length,
    end: text.length,
    start: 0,
    // An indent without text counts whole.
    text: /^[ \t]*/.exec(text)![0].length,
  };
  if (at === 'last') {
    const last = editor.markPosition('^', buffer.vim);
    editor.insertAt(last ?? cursor, count);
  } else editor.insertAt(new Position(cursor.line, columns[at]), count, by);
}

/** I and A on a block insert in its first line; the others follow when the insertion ends. */
function beginBlockInsert(editor: Editor, append: boolean): void {
  const { buffer } = editor;
  const { vim } = buffer;
  const { anchor, head } = vim.sel;
  const isBlock = vim.visualBlock;
  const toEnd = editor.wanted?.column === Number.POSITIVE_INFINITY;
  const [first, last] = [Math.min(anchor.line, head.line), Math.max(anchor.line, head.line)];
  const [from, to] = buffer.indexFromPos(anchor) <= buffer.indexFromPos(head) ? [anchor, head] : [head, anchor];
  const isLine = vim.visualLine;
  editor.leaveVisual();
  if (!isBlock) {
    if (append)
      editor.insertAt(isLine ? new Position(last, buffer.getLine(last).length) : new Position(to.line, to.ch + 1));
    else editor.insertAt(isLine ? new Position(first, 0) : from);
    return;
  }
  const lines = Array.from({ length: last - first + 1 }, (_one, index) => first + index);
  const left = Math.min(anchor.ch, head.ch);
  const right = Math.max(anchor.ch, head.ch) + 1;
  if (append && toEnd) {
    editor.insertBlock(lines, Number.POSITIVE_INFINITY, true, left);
    editor.insertAt(new Position(first, buffer.getLine(first).length));
    return;
  }
  const column = append ? right : left;
  const text = buffer.getLine(first);
  if (append && text.length < column) {
    buffer.cursorBeforeChange = new Position(first, left);
    buffer.replaceRange(' '.repeat(column - text.length), new Position(first, text.length));
  }
  editor.insertBlock(lines, column, append, left);
  editor.insertAt(new Position(first, column));
}

// ——— changes in place ———

function join(editor: Editor, args: Arguments, vim: CoreState): void {
  const { buffer } = editor;
  const { line } = buffer.getCursor();
  let [first, last] = [line, line + Math.max(2, args.repeat) - 1];
  if (vim.visualMode) {
    const lines = [vim.sel.anchor.line, vim.sel.head.line];
    [first, last] = [Math.min(...lines), Math.max(...lines)];
    editor.leaveVisual();
    if (last === first) last++;
  }
  if (last > buffer.lastLine()) {
    if (last - first <= 1 || first === buffer.lastLine()) return editor.fail();
    last = buffer.lastLine();
  }
  buffer.cursorBeforeChange = buffer.getCursor();
  joinLines(editor, first, last, args.keepSpaces !== true);
}

/** Joins lines, with one space where text meets text; the cursor stands where the last two met. */
export function joinLines(editor: Editor, first: number, last: number, withSpaces: boolean): void {
  const { buffer } = editor;
  let joint = 0;
  let text = buffer.getLine(first);
  for (let line = first + 1; line <= last; line++) {
    const next = withSpaces ? buffer.getLine(line).replace(/^[ \t]+/, '') : buffer.getLine(line);
    const needsSpace = withSpaces && next !== '' && !next.startsWith(')') && text !== '' && !/[ \t]$/.test(text);
    joint = text.length;
    text += (needsSpace ? ' ' : '') + next;
  }
  buffer.replaceRange(text, new Position(first, 0), new Position(last, Number.POSITIVE_INFINITY));
  buffer.setCursor(clip(buffer, new Position(first, joint)));
  editor.setMark('[', new Position(first, 0));
  editor.reportLines(-(last - first));
}

function replaceCharacters(editor: Editor, args: Arguments, vim: CoreState): void {
  const { buffer } = editor;
  const key = args.selectedCharacter ?? '';
  const character = key === '<CR>' ? '\n' : key === '<Tab>' ? '\t' : key === '<Space>' ? ' ' : key;
  if (character.length > 2) {
    if (vim.visualMode) editor.leaveVisual();
    return;
  }
  if (vim.visualMode) return replaceSelection(editor, character, vim);
  const { line, ch } = buffer.getCursor();
  const text = buffer.getLine(line);
  let end = ch;
  for (let left = args.repeat; left > 0; left--) {
    if (end >= text.length) return editor.fail();
    end += characterAt(text, end).length;
  }
  buffer.cursorBeforeChange = new Position(line, ch);
  if (character === '\n') {
    const rest = editor.options.flag('autoindent') ? editor.indentForNewLine(line + 1, line, true) : '';
    buffer.replaceRange(`\n${rest}`, new Position(line, ch), new Position(line, end));
    buffer.setCursor(line + 1, rest === '' ? 0 : firstNonBlank(buffer.getLine(line + 1)));
    return;
  }
  buffer.replaceRange(character.repeat(args.repeat), new Position(line, ch), new Position(line, end));
  buffer.setCursor(line, ch + character.length * (args.repeat - 1));
}

function replaceSelection(editor: Editor, character: string, vim: CoreState): void {
  const { buffer } = editor;
  const ranges = buffer.listSelections();
  const rows = vim.visualLine
    ? [
        {
          anchor: new Position(Math.min(vim.sel.anchor.line, vim.sel.head.line), 0),
          head: new Position(Math.max(vim.sel.anchor.line, vim.sel.head.line), Number.POSITIVE_INFINITY),
        },
      ]
    : ranges;
  editor.leaveVisual();
  const changes = rows.map(({ anchor, head }) => {
    const offsets = [buffer.indexFromPos(anchor), buffer.indexFromPos(head)];
    const [from, to] = [Math.min(...offsets), Math.max(...offsets)];
    return { from, to, insert: buffer.getValue().slice(from, to).replace(/[^\n]/gu, character) };
  });
  const start = buffer.posFromIndex(changes[0].from);
  buffer.cursorBeforeChange = start;
  buffer.change(changes.filter(({ from, to }) => to > from));
  buffer.setCursor(start);
}

/** Ctrl-A and Ctrl-X: the number under or behind the cursor. */
function addToNumber(editor: Editor, amount: number, vim: CoreState): void {
  const { buffer } = editor;
  const place = buffer.getCursor();
  const lines = vim.visualMode
    ? [vim.sel.anchor.line, vim.sel.head.line].sort((a, b) => a - b)
    : [place.line, place.line];
  const wasVisual = vim.visualMode;
  const wasLinewise = vim.visualLine;
  if (wasVisual) editor.leaveVisual();
  const formats = editor.options.text('nrformats').split(',');
  let changed = false;
  for (let line = lines[0]; line <= lines[1]; line++) {
    const text = buffer.getLine(line);
    const numbers = [...text.matchAll(/0[xX][0-9a-fA-F]+|0[bB][01]+|-?\d+/g)];
    const found = wasVisual ? numbers[0] : numbers.find((one) => one.index + one[0].length > place.ch);
    if (!found) continue;
    const from = new Position(line, found.index);
    buffer.cursorBeforeChange ??= place;
    const sum = added(found[0], amount, formats.includes('octal'));
    buffer.replaceRange(sum, from, new Position(line, found.index + found[0].length));
    if (!wasVisual) buffer.setCursor(line, found.index + sum.length - 1);
    changed = true;
  }
  if (wasVisual) buffer.setCursor(lines[0], wasLinewise ? 0 : place.ch);
  else if (!changed) editor.fail();
}

function added(text: string, amount: number, octal: boolean): string {
  const prefix = /^0[xXbB]/.exec(text)?.[0];
  if (prefix) {
    const radix = /x/i.test(prefix) ? 16 : 2;
    const sum = (Number.parseInt(text.slice(2), radix) + amount).toString(radix).padStart(text.length - 2, '0');
    return prefix + (/[A-F]/.test(text) ? sum.toUpperCase() : sum);
  }
  if (octal && /^0[0-7]+$/.test(text)) {
    return `0${(Number.parseInt(text, 8) + amount).toString(8)}`.padStart(text.length, '0');
  }
  const sum = BigInt(text) + BigInt(amount);
  const digits = text.replace('-', '');
  const padded =
    digits.startsWith('0') && digits.length > 1
      ? String(sum < 0n ? -sum : sum).padStart(digits.length, '0')
      : String(sum < 0n ? -sum : sum);
  return (sum < 0n ? '-' : '') + padded;
}

function codeText(buffer: VimBuffer): string {
  const { line, ch } = buffer.getCursor();
  const text = buffer.getLine(line);
  const character = characterAt(text, Math.min(ch, before(text, text.length)));
  if (character === '') return 'NUL';
  const code = character.codePointAt(0)!;
  const name = code < 32 ? `^${String.fromCharCode(code + 64)}` : character;
  const octal = code.toString(8).padStart(3, '0');
  return code < 128
    ? `<${name}>  ${code},  Hex ${code.toString(16).padStart(2, '0')},  Octal ${octal}`
    : `<${name}> ${code}, Hex ${code.toString(16).padStart(4, '0')}, Octal ${code.toString(8)}`;
}
