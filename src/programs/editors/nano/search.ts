// Finding and replacing: literally or by regular expression, forward or backward, around the end of the text.

import type { Task } from '../../../sim/task.ts';
import { RegexError, translate } from '../../text/regex.ts';
import { isBefore, type Position } from './buffer.ts';
import type { Nano } from './editor.ts';
import { goToLine } from './go-to.ts';
import { REPLACE, REPLACE_WITH, SEARCH } from './shortcuts.ts';

export interface Found {
  readonly from: Position;
  readonly to: Position;
  readonly match: RegExpExecArray;
}

class BadPattern extends Error {}

function expressionFor({ options }: Nano, text: string): RegExp {
  const flags = `gu${options.caseSensitive ? '' : 'i'}`;
  try {
    const source = options.regexp
      ? translate(text, 'extended')
      : text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&').replaceAll('\\-', '-');
    return new RegExp(source, flags);
  } catch (error) {
    if (!(error instanceof RegexError || error instanceof SyntaxError)) throw error;
    throw new BadPattern(`Bad regex "${text}": ${error.message}`);
  }
}

/** The next place after the cursor, or before it; then around the end, back to where the cursor is. */
function find(
  nano: Nano,
  expression: RegExp,
  start: Position,
  backwards: boolean,
): (Found & { wrapped: boolean }) | undefined {
  const { lines } = nano.buffer;
  for (let step = 0; step <= lines.length; step++) {
    const line = (((start.line + (backwards ? -step : step)) % lines.length) + lines.length) % lines.length;
    const all = [...lines[line].matchAll(expression)].filter(({ index }) => {
      if (step === 0) return backwards ? index < start.column : index > start.column;
      return step < lines.length || (backwards ? index >= start.column : index <= start.column);
    });
    const match = backwards ? all.at(-1) : all[0];
    if (!match) continue;
    const from = { line, column: match.index };
    const wrapped = backwards
      ? isBefore(start, from) || step === lines.length
      : isBefore(from, start) || step === lines.length;
    return { from, to: { line, column: match.index + match[0].length }, match, wrapped };
  }
  return undefined;
}

/** Shows the next place; says when the search went around, or found nothing or nothing else. */
function showNext(nano: Nano, text: string, backwards: boolean): void {
  const { buffer } = nano;
  try {
    const found = find(nano, expressionFor(nano, text), buffer.cursor, backwards);
    if (!found) nano.say(`"${text}" not found`);
    else if (found.from.line === buffer.cursor.line && found.from.column === buffer.cursor.column)
      nano.say('This is the only occurrence');
    else {
      nano.moveTo(found.from);
      nano.spotlight = [found.from, found.to];
      if (found.wrapped) nano.say('Search Wrapped');
      else nano.clearStatus();
    }
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    nano.say(error.message);
  }
}

const modes = ({ options, searchesBackwards }: Nano): string =>
  `${options.caseSensitive ? ' [Case Sensitive]' : ''}${options.regexp ? ' [Regexp]' : ''}${searchesBackwards ? ' [Backwards]' : ''}`;

/** The answer before this one is offered in brackets, and taken when nothing is typed. */
function lastOf(history: readonly string[]): string {
  const last = history.at(-1);
  return last === undefined ? '' : ` [${last.length > 26 ? `${last.slice(0, 26)}...` : last}]`;
}

function toggle(nano: Nano, key: string): void {
  if (key === '<M-c>') nano.options.caseSensitive = !nano.options.caseSensitive;
  if (key === '<M-r>') nano.options.regexp = !nano.options.regexp;
  if (key === '<M-b>') nano.searchesBackwards = !nano.searchesBackwards;
}

export function* search(nano: Nano, backwards: boolean): Task<void> {
  nano.searchesBackwards = backwards;
  const answered = yield* nano.ask({
    label: () => `Search${modes(nano)}${lastOf(nano.searches)}`,
    shortcuts: SEARCH,
    history: nano.searches,
    onKey: (key) => {
      toggle(nano, key);
      return key === '<C-r>' || key === '<C-t>' || key === '<M-r>' ? key !== '<M-r>' : false;
    },
  });
  const text = answered?.text || nano.searches.at(-1) || '';
  if (answered?.key === '<C-r>') yield* replace(nano, answered.text);
  else if (answered?.key === '<C-t>') yield* goToLine(nano);
  else if (!answered || text === '') nano.say('Cancelled');
  else {
    keep(nano.searches, text);
    showNext(nano, text, nano.searchesBackwards);
  }
}

export function searchAgain(nano: Nano, backwards: boolean): void {
  const text = nano.searches.at(-1);
  if (text === undefined) nano.say('No current search pattern');
  else showNext(nano, text, backwards);
}

/** `+/text` on the command line. */
export function searchFor(nano: Nano, text: string): void {
  keep(nano.searches, text);
  nano.clearStatus();
  nano.buffer.cursor = { line: 0, column: -1 };
  const found = find(nano, expressionFor(nano, text), nano.buffer.cursor, false);
  nano.moveTo(found?.from ?? { line: 0, column: 0 });
  if (!found) nano.say(`"${text}" not found`);
}

function keep(history: string[], text: string): void {
  const at = history.indexOf(text);
  if (at >= 0) history.splice(at, 1);
  history.push(text);
}

// ——— replacing ———

export function* replace(nano: Nano, typed = ''): Task<void> {
  const answered = yield* nano.ask({
    label: () =>
      `Search (to replace)${nano.buffer.region ? ' in selection' : ''}${modes(nano)}${lastOf(nano.searches)}`,
    shortcuts: REPLACE,
    text: typed,
    history: nano.searches,
    onKey: (key) => {
      toggle(nano, key);
      return key === '<C-r>';
    },
  });
  const text = answered?.text || nano.searches.at(-1) || '';
  if (answered?.key === '<C-r>') {
    yield* search(nano, nano.searchesBackwards);
    return;
  }
  if (!answered || text === '') {
    nano.say('Cancelled');
    return;
  }
  keep(nano.searches, text);
  const by = yield* nano.ask({ label: () => 'Replace with', shortcuts: REPLACE_WITH, history: nano.replacements });
  if (!by) {
    nano.say('Cancelled');
    return;
  }
  if (by.text !== '') keep(nano.replacements, by.text);
  try {
    yield* replaceEach(nano, text, expressionFor(nano, text), by.text);
  } catch (error) {
    if (!(error instanceof BadPattern)) throw error;
    nano.say(error.message);
  }
}

/** From the cursor around the end back to it; replaced text is not looked at again. */
function* replaceEach(nano: Nano, text: string, expression: RegExp, by: string): Task<void> {
  const { buffer } = nano;
  const begin = buffer.cursor;
  let start: Position = { line: begin.line, column: begin.column - 1 };
  let count = 0;
  let found = 0;
  let all = false;
  let hasWrapped = false;
  for (;;) {
    const next = find(nano, expression, start, false);
    if (!next) break;
    if (next.wrapped) hasWrapped = true;
    if (hasWrapped && !isBefore(next.from, begin)) break;
    if (hasWrapped && next.wrapped && found > 0 && !isBefore(next.from, begin)) break;
    found++;
    nano.moveTo(next.from);
    let answer: 'yes' | 'no' | 'all' | 'cancel' = 'all';
    if (!all) {
      nano.spotlight = [next.from, next.to];
      nano.showCursor(true);
      answer = yield* nano.askYesNo('Replace this instance?', true);
      nano.spotlight = undefined;
    }
    if (answer === 'cancel') break;
    if (answer === 'all') all = true;
    const length = next.match[0].length;
    if (answer === 'no') {
      start = { line: next.from.line, column: next.from.column + Math.max(0, length - 1) };
      continue;
    }
    const fresh = nano.options.regexp ? expanded(by, next.match) : by;
    buffer.change('replacement', () => {
      const { line, column } = next.from;
      const old = buffer.lines[line];
      buffer.lines[line] = old.slice(0, column) + fresh + old.slice(column + length);
      buffer.keepMagicLine();
    });
    count++;
    start = { line: next.from.line, column: next.from.column + fresh.length - 1 };
  }
  if (found === 0) nano.say(`"${text}" not found`);
  else nano.say(`Replaced ${count} occurrence${count === 1 ? '' : 's'}`);
  if (found > 0) nano.moveTo({ line: begin.line, column: Math.min(begin.column, buffer.lines[begin.line].length) });
}

/** `\1` stands for the first group, `\0`-like others for themselves. */
const expanded = (by: string, match: RegExpExecArray): string =>
  by.replace(/\\([1-9])/g, (_all, digit: string) => match[Number(digit)] ?? '');
