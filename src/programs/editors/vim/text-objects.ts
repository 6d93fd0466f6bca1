// Text objects: `iw`, `a"`, `i{`, `ap`, `it` … as the region they stand for. Models textobject.c.

import { Position } from './text-buffer.ts';
import { type Lines, Walker } from './walk.ts';

export interface Region {
  readonly from: Position;
  /** The last character, or with `exclusive` the one behind it. */
  readonly to: Position;
  readonly kind: 'inclusive' | 'exclusive' | 'linewise';
}

const PAIRS: Readonly<Record<string, string>> = {
  '(': '()',
  ')': '()',
  b: '()',
  '{': '{}',
  '}': '{}',
  B: '{}',
  '[': '[]',
  ']': '[]',
  '<': '<>',
  '>': '<>',
};

/** Undefined: there is no such object here. */
export function textObject(
  lines: Lines,
  at: Position,
  name: string,
  around: boolean,
  count: number,
): Region | undefined {
  if (name === 'w' || name === 'W') return word(lines, at, around, count, name === 'W');
  if (name === '"' || name === "'" || name === '`') return quoted(lines, at, name, around, count);
  if (name in PAIRS) return block(lines, at, PAIRS[name], around, count);
  if (name === 'p') return paragraph(lines, at, around, count);
  if (name === 't') return tag(lines, at, around, count);
  if (name === 's') return sentence(lines, at, around, count);
  return undefined;
}

function word(lines: Lines, at: Position, around: boolean, count: number, bigWord: boolean): Region | undefined {
  const walker = new Walker(lines, at, bigWord);
  walker.backInLine();
  let from = walker.position;
  let takesWhite = false;
  let inclusive = true;
  if ((walker.class === 0) === around) {
    if (!walker.endWord(1, true, true)) return undefined;
  } else {
    walker.forwardWord(1, true);
    if (walker.ch === 0) walker.decl();
    else walker.left();
    takesWhite = around;
  }
  for (let left = count - 1; left > 0; left--) {
    inclusive = true;
    if (walker.incl() === -1) return undefined;
    if (around) {
      if (!walker.forwardWord(1, true)) return undefined;
      if (!walker.left()) inclusive = false;
    } else if (walker.class === 0) {
      if (!walker.forwardWord(1, true)) return undefined;
      walker.left();
    } else if (!walker.endWord(1, true, true)) return undefined;
  }
  if (takesWhite && walker.class !== 0) {
    const back = new Walker(lines, from, bigWord);
    if (back.left()) {
      back.backInLine();
      if (back.class === 0 && back.ch > 0) from = back.position;
    }
  }
  return { from, to: walker.position, kind: inclusive ? 'inclusive' : 'exclusive' };
}

/** Quotes are looked for in one line; a backslash hides one. */
function quoted(lines: Lines, at: Position, quote: string, around: boolean, count: number): Region | undefined {
  const text = lines.getLine(at.line);
  const quotes: number[] = [];
  for (let ch = 0; ch < text.length; ch++) {
    if (text[ch] === '\\') ch++;
    else if (text[ch] === quote) quotes.push(ch);
  }
  const pair = quotePair(quotes, at.ch);
  if (!pair) return undefined;
  let [first, last] = pair;
  if (around) {
    const behind = /^[ \t]*/.exec(text.slice(last + 1))![0].length;
    if (behind > 0) last += behind;
    else first -= /[ \t]*$/.exec(text.slice(0, first))![0].length;
  } else if (count < 2) {
    first++;
    last--;
    if (last < first)
      return { from: new Position(at.line, first), to: new Position(at.line, first), kind: 'exclusive' };
  }
  return { from: new Position(at.line, first), to: new Position(at.line, last), kind: 'inclusive' };
}

function quotePair(quotes: readonly number[], ch: number): readonly [number, number] | undefined {
  const on = quotes.indexOf(ch);
  if (on >= 0) {
    const first = on % 2 === 0 ? on : on - 1;
    return quotes[first + 1] === undefined ? undefined : [quotes[first], quotes[first + 1]];
  }
  const previous = quotes.findLastIndex((one) => one < ch);
  const first = previous >= 0 ? previous : 0;
  return quotes[first + 1] === undefined ? undefined : [quotes[first], quotes[first + 1]];
}

function block(lines: Lines, at: Position, pair: string, around: boolean, count: number): Region | undefined {
  const [opening, closing] = pair;
  const under = lines.getLine(at.line)[at.ch];
  let start: Position | undefined =
    under === opening ? at : (unmatched(lines, at, opening, closing, -1) ?? nextOf(lines, at, opening));
  for (let left = count - 1; left > 0 && start; left--) start = unmatched(lines, start, opening, closing, -1);
  if (!start) return undefined;
  const end = unmatched(lines, start, closing, opening, 1);
  if (!end) return undefined;
  if (around) return { from: start, to: end, kind: 'inclusive' };
  const first = new Walker(lines, start);
  first.incl();
  const last = new Walker(lines, end);
  let atLineStart = last.ch === 0;
  last.decl();
  while (isInIndent(last)) {
    atLineStart = true;
    if (last.decl() !== 0) break;
  }
  const isEmpty = last.line < first.line || (last.line === first.line && last.ch < first.ch);
  if (atLineStart) {
    last.incl();
    return { from: first.position, to: last.position, kind: 'exclusive' };
  }
  return {
    from: first.position,
    to: isEmpty ? first.position : last.position,
    kind: isEmpty ? 'exclusive' : 'inclusive',
  };
}

/** Outside of any block the next one counts. */
function nextOf(lines: Lines, from: Position, wanted: string): Position | undefined {
  for (let { line } = from; line <= lines.lastLine(); line++) {
    const ch = lines.getLine(line).indexOf(wanted, line === from.line ? from.ch : 0);
    if (ch >= 0) return new Position(line, ch);
  }
  return undefined;
}

/** Only blanks up to and with the cursor. */
const isInIndent = ({ text, ch }: Walker): boolean => text.length > 0 && /^[ \t]*$/.test(text.slice(0, ch + 1));

/** The next bracket of a kind that has no partner on the way. */
export function unmatched(
  lines: Lines,
  from: Position,
  wanted: string,
  partner: string,
  direction: 1 | -1,
): Position | undefined {
  let depth = 0;
  let { line, ch } = from;
  for (;;) {
    ch += direction;
    const text = lines.getLine(line);
    if (ch < 0 || ch >= text.length) {
      line += direction;
      if (line < 0 || line > lines.lastLine()) return undefined;
      ch = direction > 0 ? -1 : lines.getLine(line).length;
      continue;
    }
    if (text[ch] === partner) depth++;
    else if (text[ch] === wanted && depth-- === 0) return new Position(line, ch);
  }
}

function paragraph(lines: Lines, at: Position, around: boolean, count: number): Region | undefined {
  const isWhite = (line: number) => /^[ \t]*$/.test(lines.getLine(line));
  const last = lines.lastLine();
  let from = at.line;
  while (from > 0 && isWhite(from - 1) === isWhite(at.line)) from--;
  let to = from - 1;
  const extend = (): boolean => {
    if (to >= last) return false;
    const white = isWhite(to + 1);
    to++;
    while (to < last && isWhite(to + 1) === white) to++;
    return true;
  };
  for (let left = count; left > 0; left--) {
    if (!extend()) return undefined;
    if (!around) continue;
    const hadWhite = isWhite(to);
    if (extend()) continue;
    if (hadWhite) return undefined;
    // Nothing blank behind it: what is blank before it.
    while (from > 0 && isWhite(from - 1)) from--;
  }
  return { from: new Position(from, 0), to: new Position(to, 0), kind: 'linewise' };
}

function tag(lines: Lines, at: Position, around: boolean, count: number): Region | undefined {
  const starts: number[] = [];
  let text = '';
  for (let line = 0; line <= lines.lastLine(); line++) {
    starts.push(text.length);
    text += `${lines.getLine(line)}\n`;
  }
  const cursor = starts[at.line] + at.ch;
  const place = (offset: number) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return new Position(line, offset - starts[line]);
  };
  const open: { readonly name: string; readonly from: number; readonly inner: number }[] = [];
  const around_: { readonly from: number; readonly inner: number; readonly close: number; readonly to: number }[] = [];
  for (const found of text.matchAll(/<(\/?)([A-Za-z][^\s>/]*)(?:"[^"]*"|'[^']*'|[^>"'])*?(\/?)>/g)) {
    const [whole, slash, name, alone] = found;
    if (alone) continue;
    if (!slash) {
      open.push({ name, from: found.index, inner: found.index + whole.length });
      continue;
    }
    const partner = open.findLastIndex((one) => one.name === name);
    if (partner < 0) continue;
    const { from, inner } = open[partner];
    open.length = partner;
    const to = found.index + whole.length;
    if (from <= cursor && cursor < to) around_.push({ from, inner, close: found.index, to });
  }
  const found = around_[count - 1];
  if (!found) return undefined;
  if (around) return { from: place(found.from), to: place(found.to - 1), kind: 'inclusive' };
  if (found.inner === found.close) return { from: place(found.inner), to: place(found.inner), kind: 'exclusive' };
  return { from: place(found.inner), to: place(found.close - 1), kind: 'inclusive' };
}

/** Sentences end with `.`, `!` or `?`, perhaps closing quotes, and then a blank or the end of the line. */
function sentence(lines: Lines, at: Position, around: boolean, count: number): Region | undefined {
  const text = lines.getLine(at.line);
  const parts = [...text.matchAll(/([^ \t].*?(?:[.!?][)\]"']*(?=[ \t]|$)|$))([ \t]*)/g)].map((found) => ({
    from: found.index,
    end: found.index + found[1].length,
    white: found.index + found[0].length,
  }));
  const first = parts.findIndex((part) => at.ch < part.white);
  const last = parts[Math.min(parts.length - 1, first + count - 1)];
  if (first < 0 || !last) return undefined;
  const to = around ? last.white : last.end;
  return { from: new Position(at.line, parts[first].from), to: new Position(at.line, to - 1), kind: 'inclusive' };
}
