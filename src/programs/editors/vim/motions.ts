// Where the cursor can go. The core knows which keys name a motion and what an operator does with it; how far each
// motion reaches, and when it fails, is said here as vim's source says it (normal.c, search.c), because a `dw` that takes one
// character too many is what fingers notice.

import type { VimBuffer } from './adapter.ts';
import { columnAt } from './columns.ts';
import type { CoreState, MotionArguments } from './core.ts';
import type { Editor } from './editor.ts';
import { Position } from './text-buffer.ts';
import { textObject, unmatched } from './text-objects.ts';
import { before, characterAt, firstNonBlank, Walker } from './walk.ts';

/** Where a motion ends and what an operator would take on the way. */
export interface Motion {
  readonly to: Position;
  /** Another beginning than the cursor: text objects. */
  readonly from?: Position;
  readonly kind: 'exclusive' | 'inclusive' | 'linewise';
  /** The column that `j` and `k` then aim at. */
  readonly wanted?: number;
  /** The end is not moved out of column one: sentences. */
  readonly keepsEnd?: boolean;
}

interface Question {
  readonly buffer: VimBuffer;
  readonly head: Position;
  readonly args: MotionArguments;
  readonly vim: CoreState;
  /** `delete`, `change`, … when the motion belongs to an operator. */
  readonly operator: string | undefined;
  readonly editor: Editor;
}

/** Undefined: the motion fails, vim beeps, and a macro ends. */
type MotionRule = (question: Question) => Motion | undefined;

const RULES: Readonly<Record<string, MotionRule>> = {
  moveByCharacters: (question) => (question.args.forward ? right(question) : left(question)),
  moveByLines: byLines,
  moveByDisplayLines: (question) => byLines(question),
  moveByWords: byWords,
  moveByParagraph: byParagraph,
  moveBySentence: bySentence,
  moveToStartOfLine: ({ head }) => ({ to: new Position(head.line, 0), kind: 'exclusive' }),
  moveToFirstNonWhiteSpaceCharacter: ({ buffer, head }) => ({
    to: new Position(head.line, firstNonBlank(buffer.getLine(head.line))),
    kind: 'exclusive',
  }),
  moveToEol: toEndOfLine,
  moveToColumn: ({ editor, buffer, head, args }) => ({
    to: new Position(head.line, columnAt(buffer.getLine(head.line), args.repeat - 1, editor.tabStop)),
    kind: 'exclusive',
    wanted: args.repeat - 1,
  }),
  moveToLineOrEdgeOfDocument: toLine,
  expandToLine: ({ buffer, head, args }) => {
    if (args.repeat > 1 && head.line === buffer.lastLine()) return undefined;
    return { to: new Position(Math.min(buffer.lastLine(), head.line + args.repeat - 1), head.ch), kind: 'linewise' };
  },
  moveToCharacter: (question) => findCharacter(question, false),
  moveTillCharacter: (question) => findCharacter(question, true),
  repeatLastCharacterSearch: repeatFind,
  moveToMatchedSymbol: matching,
  findNext: ({ editor, args }) => editor.search.again(args.forward === true, args.repeat),
  findPattern: ({ editor, args }) => editor.search.typed(args.repeat),
  searchWord: ({ editor, args }) => editor.search.word(args.forward === true, args.whole === true, args.repeat),
  findAndSelectNextInclusive: ({ editor, args, operator }) =>
    operator === undefined ? undefined : editor.search.region(args.forward === true),
  goToMark: toMark,
  textObjectManipulation: objectAt,
  moveToTopLine: ({ editor, buffer, args }) => onScreen(buffer, editor.window.topLine + args.repeat - 1),
  moveToMiddleLine: ({ editor, buffer }) =>
    onScreen(buffer, Math.floor((editor.window.topLine + editor.window.bottomLine) / 2)),
  moveToBottomLine: ({ editor, buffer, args }) => onScreen(buffer, editor.window.bottomLine - args.repeat + 1),
  moveByPage: ({ editor, args }) => editor.window.page(args.forward ? args.repeat : -args.repeat),
  moveByScroll: ({ editor, args }) =>
    editor.window.halfPage(args.forward === true, args.repeatIsExplicit ? args.repeat : 0),
  spaceOrBackspace: wrapping,
  goToPercent: ({ buffer, args }) => {
    if (args.repeat > 100) return undefined;
    const line = Math.min(buffer.lastLine(), Math.floor((args.repeat * buffer.lineCount() + 99) / 100) - 1);
    return { to: new Position(line, firstNonBlank(buffer.getLine(line))), kind: 'linewise' };
  },
  moveToUnmatched: ({ buffer, head, args }) => {
    const [wanted, partner] = String(args.brackets);
    let to: Position | undefined = head;
    for (let left = args.repeat; left > 0 && to; left--)
      to = unmatched(buffer, to, wanted, partner, args.forward ? 1 : -1);
    return to && { to, kind: args.forward ? 'inclusive' : 'exclusive' };
  },
};

/** Teaches a core these motions. */
export function defineMotions(editor: Editor): void {
  const { core } = editor.buffer;
  for (const [name, rule] of Object.entries(RULES)) {
    core.defineMotion(name, (buffer, head, args, vim, input) => {
      const operator = operatorOf(input);
      const motion = rule({ buffer, head, args, vim, operator, editor });
      if (!motion) {
        editor.fail();
        return null;
      }
      if (args.toJumplist) editor.previousContext = buffer.setBookmark(head);
      editor.wanted = motion.wanted === undefined ? undefined : { column: motion.wanted, at: motion.to };
      return toCore(motion, buffer, head, args, vim, operator);
    });
  }
  for (const [keys, forward, brackets] of [
    ['[(', false, '()'],
    ['[{', false, '{}'],
    ['])', true, ')('],
    [']}', true, '}{'],
  ] as const)
    core.mapCommand(keys, 'motion', 'moveToUnmatched', { forward, brackets, toJumplist: true }, {});
  for (const [keys, forward, whole] of [
    ['*', true, true],
    ['#', false, true],
    ['g*', true, false],
    ['g#', false, false],
  ] as const)
    core.mapCommand(keys, 'motion', 'searchWord', { forward, whole, toJumplist: true }, {});
  core.mapCommand('<Find>', 'motion', 'findPattern', { toJumplist: true }, {});
  core.mapCommand('<Space>', 'motion', 'spaceOrBackspace', { forward: true }, {});
  core.mapCommand('<BS>', 'motion', 'spaceOrBackspace', { forward: false }, {});
  core.mapCommand('<C-h>', 'motion', 'spaceOrBackspace', { forward: false }, {});
  core.mapCommand('<CR>', 'motion', 'moveByLines', { forward: true, toFirstChar: true }, {});
  core.mapCommand('<C-m>', 'motion', 'moveByLines', { forward: true, toFirstChar: true }, {});
}

const operatorOf = (input: unknown): string | undefined =>
  typeof input === 'object' && input !== null && 'operator' in input && typeof input.operator === 'string'
    ? input.operator
    : undefined;

/** Tells the core what kind of motion it was; the end of an exclusive one moves out of column one, as `:help exclusive` says. */
function toCore(
  motion: Motion,
  buffer: VimBuffer,
  head: Position,
  args: MotionArguments,
  vim: CoreState,
  operator: string | undefined,
): Position | [Position, Position] {
  const { to, kind } = motion;
  const from = motion.from ?? head;
  args.linewise = kind === 'linewise';
  args.inclusive = kind === 'inclusive';
  // The core's own clipping of what reaches into the next line.
  args.forward = false;
  if (vim.visualMode) return motion.from ? [from, to] : to;
  if (operator === undefined) return to;
  const [start, end] = from.line < to.line || (from.line === to.line && from.ch <= to.ch) ? [from, to] : [to, from];
  if (kind === 'exclusive' && end.ch === 0 && end.line > start.line && !motion.keepsEnd) {
    const text = buffer.getLine(start.line);
    const isInIndent = start.ch <= /^[ \t]*/.exec(text)![0].length;
    args.linewise = isInIndent;
    return [start, new Position(end.line - 1, isInIndent ? 0 : buffer.getLine(end.line - 1).length)];
  }
  return motion.from || start === to ? (motion.from ? [start, end] : to) : to;
}

// ——— inside a line ———

function left({ head, args, buffer }: Question): Motion | undefined {
  if (head.ch === 0) return undefined;
  let { ch } = head;
  for (let steps = args.repeat; steps > 0 && ch > 0; steps--) ch = before(buffer.getLine(head.line), ch);
  return { to: new Position(head.line, ch), kind: 'exclusive' };
}

function right({ head, args, buffer, vim, operator }: Question): Motion | undefined {
  const text = buffer.getLine(head.line);
  const end = operator !== undefined || vim.visualMode ? text.length : before(text, text.length);
  if (head.ch >= end && !(operator !== undefined && text === '')) return undefined;
  let { ch } = head;
  for (let steps = args.repeat; steps > 0 && ch < end; steps--) ch += characterAt(text, ch).length;
  return { to: new Position(head.line, Math.min(ch, end)), kind: 'exclusive' };
}

/** <Space> and <BS> go on in the next and the previous line. */
function wrapping({ head, args, buffer, operator }: Question): Motion | undefined {
  let { line, ch } = head;
  for (let steps = args.repeat; steps > 0; steps--) {
    const text = buffer.getLine(line);
    if (args.forward) {
      const width = characterAt(text, ch).length || 1;
      const last = operator === undefined ? before(text, text.length) : text.length;
      if (ch + width <= last && text !== '') ch += width;
      else if (line < buffer.lastLine()) {
        line++;
        ch = 0;
      } else if (operator !== undefined && ch < text.length) ch = text.length;
      else if (steps === args.repeat) return undefined;
    } else if (ch > 0) ch = before(text, ch);
    else if (line > 0) {
      line--;
      const above = buffer.getLine(line);
      ch = operator === undefined ? before(above, above.length) : above.length;
    } else if (steps === args.repeat) return undefined;
  }
  return { to: new Position(line, ch), kind: 'exclusive' };
}

function toEndOfLine({ head, args, buffer, vim, operator }: Question): Motion | undefined {
  const line = head.line + args.repeat - 1;
  if (args.repeat > 1 && head.line === buffer.lastLine()) return undefined;
  const last = Math.min(line, buffer.lastLine());
  const text = buffer.getLine(last);
  const wanted = Number.POSITIVE_INFINITY;
  if (vim.visualMode) return { to: new Position(last, text.length), kind: 'inclusive', wanted };
  if (operator !== undefined) return { to: new Position(last, text.length), kind: 'exclusive', wanted, keepsEnd: true };
  return { to: new Position(last, before(text, text.length)), kind: 'inclusive', wanted };
}

function findCharacter({ head, args, buffer, editor }: Question, till: boolean): Motion | undefined {
  const character = literalKey(args.selectedCharacter ?? '');
  editor.lastFind = { character, forward: args.forward === true, till };
  return seek(buffer, head, character, args.forward === true, till, args.repeat, false);
}

const literalKey = (key: string): string =>
  key === '<Space>' ? ' ' : key === '<Tab>' ? '\t' : key === '<CR>' ? '\r' : key;

function repeatFind({ head, args, buffer, editor }: Question): Motion | undefined {
  const last = editor.lastFind;
  if (!last) return undefined;
  const forward = args.forward === true ? last.forward : !last.forward;
  return seek(buffer, head, last.character, forward, last.till, args.repeat, args.repeat === 1);
}

/** `again`: a `t` that stands right before its character goes on to the next one. */
function seek(
  buffer: VimBuffer,
  head: Position,
  character: string,
  forward: boolean,
  till: boolean,
  count: number,
  again: boolean,
): Motion | undefined {
  const text = buffer.getLine(head.line);
  let at = head.ch;
  if (till && again && text.startsWith(character, forward ? at + 1 : at - character.length)) at += forward ? 1 : -1;
  for (let left = count; left > 0; left--) {
    at = forward ? text.indexOf(character, at + 1) : at <= 0 ? -1 : text.lastIndexOf(character, at - 1);
    if (at < 0) return undefined;
  }
  if (till) at = forward ? before(text, at) : at + character.length;
  return { to: new Position(head.line, at), kind: forward ? 'inclusive' : 'exclusive' };
}

// ——— lines ———

function byLines({ head, args, buffer, editor, vim, operator }: Question): Motion | undefined {
  const steps = args.repeat + Number(args.repeatOffset ?? 0);
  const last = buffer.lastLine();
  if (steps > 0 && (args.forward ? head.line >= last : head.line <= 0)) return undefined;
  const line = Math.max(0, Math.min(last, args.forward ? head.line + steps : head.line - steps));
  const text = buffer.getLine(line);
  if (args.toFirstChar) return { to: new Position(line, firstNonBlank(text)), kind: 'linewise' };
  const wanted = editor.wantedColumn(head);
  const place = columnAt(text, wanted, editor.tabStop);
  const isPastEnd = vim.visualMode && wanted === Number.POSITIVE_INFINITY;
  const ch = isPastEnd
    ? text.length
    : Math.min(place, vim.visualMode ? text.length : Math.max(0, before(text, text.length)));
  return { to: new Position(line, ch), kind: operator === undefined ? 'exclusive' : 'linewise', wanted };
}

function toLine({ args, buffer }: Question): Motion {
  const edge = args.forward ? buffer.lastLine() : 0;
  const line = args.repeatIsExplicit ? Math.max(0, Math.min(buffer.lastLine(), args.repeat - 1)) : edge;
  return { to: new Position(line, firstNonBlank(buffer.getLine(line))), kind: 'linewise' };
}

const onScreen = (buffer: VimBuffer, line: number): Motion => {
  const clipped = Math.max(0, Math.min(buffer.lastLine(), line));
  return { to: new Position(clipped, firstNonBlank(buffer.getLine(clipped))), kind: 'linewise' };
};

function toMark({ args, buffer, vim, editor }: Question): Motion | undefined {
  const name = args.selectedCharacter ?? '';
  const mark = editor.markPosition(name, vim);
  if (!mark) {
    editor.complain('E20: Mark not set');
    return undefined;
  }
  const to = args.linewise ? new Position(mark.line, firstNonBlank(buffer.getLine(mark.line))) : mark;
  return { to, kind: args.linewise ? 'linewise' : 'exclusive' };
}

// ——— words and more ———

function byWords({ head, args, buffer, operator }: Question): Motion | undefined {
  const walker = new Walker(buffer, head, args.bigWord === true);
  const { repeat } = args;
  if (!args.forward) {
    if (args.wordEnd) return walker.backEndWord(repeat) ? { to: walker.position, kind: 'inclusive' } : undefined;
    return walker.backWord(repeat) ? { to: walker.position, kind: 'exclusive' } : undefined;
  }
  const isOnWord = !/^[ \t]?$/.test(characterAt(buffer.getLine(head.line), head.ch));
  // `cw` on a word leaves the blank behind it alone.
  const asEnd = args.wordEnd === true || (operator === 'change' && isOnWord);
  const done = asEnd
    ? walker.endWord(repeat, !args.wordEnd, false)
    : walker.forwardWord(repeat, operator !== undefined);
  const hasMoved = walker.line > head.line || walker.ch > head.ch;
  if (!done && (operator === undefined || !hasMoved) && !(operator !== undefined && !asEnd)) {
    if (!hasMoved) return undefined;
  }
  if (operator === undefined && hasMoved && walker.ch >= walker.text.length) walker.left();
  if (operator !== undefined && asEnd && hasMoved && walker.ch >= walker.text.length) walker.left();
  return { to: walker.position, kind: asEnd ? 'inclusive' : 'exclusive' };
}

function byParagraph({ head, args, buffer, operator }: Question): Motion | undefined {
  const direction = args.forward ? 1 : -1;
  const last = buffer.lastLine();
  let { line } = head;
  for (let left = args.repeat - 1; left >= 0; left--) {
    let hasText = false;
    for (let isFirst = true; ; isFirst = false) {
      const isEmpty = buffer.getLine(line) === '';
      if (!isEmpty) hasText = true;
      if (!isFirst && hasText && isEmpty) break;
      line += direction;
      if (line >= 0 && line <= last) continue;
      if (left > 0) return undefined;
      line -= direction;
      break;
    }
  }
  const text = buffer.getLine(line);
  if (args.forward && line === last && text !== '') {
    return {
      to: new Position(line, operator === undefined ? before(text, text.length) : text.length),
      kind: 'exclusive',
    };
  }
  return { to: new Position(line, 0), kind: 'exclusive' };
}

/** The beginnings of sentences, and empty lines. */
function bySentence({ head, args, buffer }: Question): Motion | undefined {
  const starts: Position[] = [];
  let isFresh = true;
  for (let line = 0; line <= buffer.lastLine(); line++) {
    const text = buffer.getLine(line);
    if (text === '') {
      starts.push(new Position(line, 0));
      isFresh = true;
      continue;
    }
    for (const part of text.matchAll(/[^ \t].*?(?:[.!?][)\]"']*(?=[ \t]|$)|$)/g)) {
      if (isFresh) starts.push(new Position(line, part.index));
      isFresh = /[.!?][)\]"']*$/.test(part[0]);
    }
  }
  const offset = (place: Position) => buffer.indexFromPos(place);
  const here = offset(head);
  const candidates = args.forward
    ? starts.filter((place) => offset(place) > here)
    : starts.filter((place) => offset(place) < here).reverse();
  const end = buffer.lastLine();
  const to =
    candidates[args.repeat - 1] ??
    (args.forward ? new Position(end, Math.max(0, buffer.getLine(end).length - 1)) : new Position(0, 0));
  if (offset(to) === here) return undefined;
  return { to, kind: 'exclusive', keepsEnd: true };
}

function matching({ head, args, buffer, editor, vim, operator }: Question): Motion | undefined {
  if (editor.countWasGiven) return RULES.goToPercent({ head, args, buffer, editor, vim, operator });
  const text = buffer.getLine(head.line);
  const at = text.slice(head.ch).search(/[()[\]{}]/);
  if (at < 0) return undefined;
  const { to } = buffer.findMatchingBracket(new Position(head.line, head.ch + at));
  return to && { to, kind: 'inclusive' };
}

function objectAt({ head, args, buffer, vim, operator }: Question): Motion | undefined {
  const { anchor, head: selected } = vim.sel;
  const extends_ = vim.visualMode && (anchor.line !== selected.line || anchor.ch !== selected.ch);
  const name = args.selectedCharacter ?? '';
  const around = !args.textObjectInner;
  const start = extends_ && 'wWsp'.includes(name) ? nextTo(buffer, head) : head;
  const found = start && textObject(buffer, start, name, around, args.repeat || 1);
  if (!found) return undefined;
  let { from, to } = found;
  if (vim.visualMode) {
    if (found.kind === 'linewise') vim.visualLine = true;
    else if ('([{<bB'.includes(name)) vim.visualLine = false;
    if (found.kind === 'exclusive') {
      if (from.line === to.line && from.ch === to.ch) return undefined;
      // On the line break when the object ends with its line.
      to =
        to.ch === 0 ? new Position(to.line - 1, buffer.getLine(to.line - 1).length) : new Position(to.line, to.ch - 1);
    }
    if (extends_ && 'wWsp'.includes(name)) from = anchor;
    return { from, to, kind: 'exclusive' };
  }
  if (found.kind === 'inclusive' && operator === undefined) return undefined;
  return { from, to, kind: found.kind };
}

/** The first place behind a selection that is being made longer. */
function nextTo(buffer: VimBuffer, head: Position): Position | undefined {
  const walker = new Walker(buffer, head);
  if (walker.incl() === -1) return undefined;
  return walker.position;
}
