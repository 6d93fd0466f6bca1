// The forms in which diff says what changed: normal, unified, context, side by side, and scripts for ed and RCS.

import { strftime } from '../../base/strftime.ts';
import { characterWidth } from '../../base/width.ts';
import type { Task } from '../../sim/task.ts';
import { quotedIfNeeded } from '../quote.ts';
import type { Invocation } from '../utility.ts';
import type { Change } from './line-changes.ts';

export type Style = 'normal' | 'unified' | 'context' | 'ed' | 'forward-ed' | 'rcs' | 'side-by-side';

export interface Side {
  readonly path: string;
  readonly lines: readonly string[];
  readonly complete: boolean;
  readonly time: number;
  readonly isBinary: boolean;
}

/** A change that is only shown where others are shown around it. */
interface Difference extends Change {
  readonly isIgnored: boolean;
}

export function* printDifferences(
  run: Invocation,
  style: Style,
  a: Side,
  b: Side,
  changes: readonly Difference[],
): Task<void> {
  const paint = paintOf(run);
  const counted = changes.filter((change) => !change.isIgnored);
  switch (style) {
    case 'normal':
      yield* printNormal(run, a, b, counted, paint);
      return;
    case 'unified':
    case 'context':
      yield* printHunks(run, style, a, b, changes, paint);
      return;
    case 'side-by-side':
      yield* printSideBySide(run, a, b, changes);
      return;
    default:
      yield* printScript(run, style, a, b, counted);
  }
}

type Paint = (color: 'bold' | 'cyan' | 'red' | 'green', text: string) => string;

function paintOf(run: Invocation): Paint {
  const when = run.has('color') ? run.value('color') || 'auto' : 'never';
  if (when === 'never' || (when === 'auto' && !run.process.isTerminal(1))) return (_, text) => text;
  const codes = { bold: 1, cyan: 36, red: 31, green: 32 };
  return (color, text) => `\x1b[${codes[color]}m${text}\x1b[0m`;
}

const NO_NEWLINE = '\\ No newline at end of file\n';

const range = (start: number, end: number): string =>
  end - start > 1 ? `${start + 1},${end}` : String(end - start === 1 ? start + 1 : start);

/** A line behind its mark; a last line without newline says so. */
function marked(run: Invocation, mark: string, side: Side, index: number, color?: (text: string) => string): string {
  const tab = run.has('initial-tab') ? `${mark.trimEnd()}\t` : mark;
  const line = run.has('expand-tabs') ? expanded(side.lines[index]) : side.lines[index];
  const text = tab + line;
  const isOpen = index === side.lines.length - 1 && !side.complete;
  return `${color ? color(text) : text}\n${isOpen ? NO_NEWLINE : ''}`;
}

function expanded(line: string): string {
  let text = '';
  for (const character of line) text += character === '\t' ? ' '.repeat(8 - (text.length % 8)) : character;
  return text;
}

function* printNormal(run: Invocation, a: Side, b: Side, changes: readonly Change[], paint: Paint): Task<void> {
  for (const { fromStart, fromEnd, toStart, toEnd } of changes) {
    const letter = fromStart === fromEnd ? 'a' : toStart === toEnd ? 'd' : 'c';
    let text = `${paint('cyan', `${range(fromStart, fromEnd)}${letter}${range(toStart, toEnd)}`)}\n`;
    for (let index = fromStart; index < fromEnd; index++)
      text += marked(run, '< ', a, index, (line) => paint('red', line));
    if (letter === 'c') text += '---\n';
    for (let index = toStart; index < toEnd; index++)
      text += marked(run, '> ', b, index, (line) => paint('green', line));
    yield* run.print(text);
  }
}

function* printHunks(
  run: Invocation,
  style: 'unified' | 'context',
  a: Side,
  b: Side,
  changes: readonly Difference[],
  paint: Paint,
): Task<void> {
  const lengths = run.options.flatMap(({ name, value }) =>
    ['context', 'C', 'unified', 'U'].includes(name) && value !== '' ? [Number(value)] : [],
  );
  const around = lengths.at(-1) ?? 3;
  const labels = [...run.values('label'), ...run.values('L')];
  const title = (side: Side, label: string | undefined) =>
    label ?? `${quotedIfNeeded(side.path)}\t${strftime('%Y-%m-%d %H:%M:%S.%N %z', side.time)}`;
  const [first, second] = style === 'unified' ? ['---', '+++'] : ['***', '---'];
  yield* run.print(
    `${paint('bold', `${first} ${title(a, labels[0])}`)}\n${paint('bold', `${second} ${title(b, labels[1])}`)}\n`,
  );
  for (let at = 0; at < changes.length; ) {
    let last = at;
    while (last + 1 < changes.length && changes[last + 1].fromStart - changes[last].fromEnd <= 2 * around) last++;
    const group = changes.slice(at, last + 1);
    at = last + 1;
    if (group.every((change) => change.isIgnored)) continue;
    const fromStart = Math.max(0, group[0].fromStart - around);
    const hunk: Hunk = {
      fromStart,
      fromEnd: Math.min(a.lines.length, group.at(-1)!.fromEnd + around),
      toStart: Math.max(0, group[0].toStart - (group[0].fromStart - fromStart)),
      toEnd: Math.min(b.lines.length, group.at(-1)!.toEnd + around),
      changes: group,
    };
    yield* run.print(style === 'unified' ? unified(run, hunk, a, b, paint) : context(run, hunk, a, b, paint));
  }
}

interface Hunk extends Change {
  readonly changes: readonly Change[];
}

function unified(run: Invocation, hunk: Hunk, a: Side, b: Side, paint: Paint): string {
  const span = (from: number, to: number) =>
    `${to - from === 0 ? from : from + 1}${to - from === 1 ? '' : `,${to - from}`}`;
  const place = `@@ -${span(hunk.fromStart, hunk.fromEnd)} +${span(hunk.toStart, hunk.toEnd)} @@`;
  let text = `${paint('cyan', place)}\n`;
  let at = hunk.fromStart;
  for (const change of hunk.changes) {
    for (; at < change.fromStart; at++) text += marked(run, ' ', a, at);
    for (; at < change.fromEnd; at++) text += marked(run, '-', a, at, (line) => paint('red', line));
    for (let index = change.toStart; index < change.toEnd; index++)
      text += marked(run, '+', b, index, (line) => paint('green', line));
  }
  for (; at < hunk.fromEnd; at++) text += marked(run, ' ', a, at);
  return text;
}

/** Both sides whole, one after the other; a side without changes of its own shows only where it is. */
function context(run: Invocation, hunk: Hunk, a: Side, b: Side, paint: Paint): string {
  const span = (from: number, to: number) => (to - from <= 1 ? String(to) : `${from + 1},${to}`);
  let text = '***************\n';
  text += `${paint('cyan', `*** ${span(hunk.fromStart, hunk.fromEnd)} ****`)}\n`;
  const side = (
    lines: Side,
    start: number,
    end: number,
    own: (change: Change) => readonly [number, number],
    lone: string,
    color: 'red' | 'green',
  ) => {
    const bounds = hunk.changes.map((change) => ({
      bounds: own(change),
      mark: change.fromStart < change.fromEnd && change.toStart < change.toEnd ? '! ' : lone,
    }));
    if (bounds.every((one) => one.bounds[0] === one.bounds[1])) return;
    for (let index = start; index < end; index++) {
      const within = bounds.find((one) => index >= one.bounds[0] && index < one.bounds[1]);
      text += marked(run, within?.mark ?? '  ', lines, index, (line) => paint(color, line));
    }
  };
  side(a, hunk.fromStart, hunk.fromEnd, (change) => [change.fromStart, change.fromEnd], '- ', 'red');
  text += `${paint('cyan', `--- ${span(hunk.toStart, hunk.toEnd)} ----`)}\n`;
  side(b, hunk.toStart, hunk.toEnd, (change) => [change.toStart, change.toEnd], '+ ', 'green');
  return text;
}

/** What an editor is told to do: ed from the last change to the first, so that line numbers stay true. */
function* printScript(
  run: Invocation,
  style: 'ed' | 'forward-ed' | 'rcs',
  _a: Side,
  b: Side,
  changes: readonly Change[],
): Task<void> {
  const added = (change: Change) => b.lines.slice(change.toStart, change.toEnd);
  for (const change of style === 'ed' ? [...changes].reverse() : changes) {
    const { fromStart, fromEnd } = change;
    const [removes, adds] = [fromEnd > fromStart, change.toEnd > change.toStart];
    if (style === 'rcs') {
      if (removes) yield* run.print(`d${fromStart + 1} ${fromEnd - fromStart}\n`);
      if (adds)
        yield* run.print(
          `a${fromEnd} ${change.toEnd - change.toStart}\n${added(change)
            .map((line) => `${line}\n`)
            .join('')}`,
        );
      continue;
    }
    const letter = removes ? (adds ? 'c' : 'd') : 'a';
    const place = range(fromStart, fromEnd);
    yield* run.print(style === 'ed' ? `${place}${letter}\n` : `${letter}${place.replace(',', ' ')}\n`);
    if (!adds) continue;
    // A line that is only a dot would end the input: it goes in as two, and is cut down afterwards.
    for (const line of added(change))
      yield* run.print(style === 'ed' && line === '.' ? '..\n.\ns/.//\na\n' : `${line}\n`);
    yield* run.print('.\n');
  }
}

const TAB = 8;
const GUTTER = 3;

function* printSideBySide(run: Invocation, a: Side, b: Side, changes: readonly Difference[]): Task<void> {
  const width = Number(run.value('width') ?? '130');
  const tab = run.has('expand-tabs') ? 1 : TAB;
  const offset = Math.floor((width + tab + GUTTER) / (2 * tab)) * tab;
  const half = Math.max(0, Math.min(offset - GUTTER, width - offset));
  const second = half > 0 ? offset : width;
  const line = (left: number | undefined, mark: string, right: number | undefined): string => {
    let text = '';
    let column = 0;
    const open = (side: Side, index: number | undefined) => index === side.lines.length - 1 && !side.complete;
    let ends = false;
    if (left !== undefined) {
      ends ||= !open(a, left);
      const shown = halfLine(a.lines[left], 0, half, run.has('expand-tabs'));
      text += shown.text;
      column = shown.column;
    }
    if (mark !== ' ') {
      const to = Math.floor((half + second - 1) / 2);
      const differs = mark === '|' && right !== undefined && ends === open(b, right);
      text += `${gap(column, to, tab)}${differs ? (ends ? '/' : '\\') : mark}`;
      column = Math.max(column, to) + 1;
    }
    if (right !== undefined) {
      ends ||= !open(b, right);
      if (b.lines[right] !== '')
        text +=
          gap(column, second, tab) +
          halfLine(b.lines[right], Math.max(column, second), half, run.has('expand-tabs')).text;
    }
    return text + (ends ? '\n' : '');
  };
  const common = (from: number, to: number, count: number): string => {
    if (run.has('suppress-common-lines')) return '';
    return Array.from({ length: count }, (_, index) =>
      run.has('left-column') ? line(from + index, '(', undefined) : line(from + index, ' ', to + index),
    ).join('');
  };
  let [from, to] = [0, 0];
  for (const change of changes) {
    yield* run.print(common(from, to, change.fromStart - from));
    const [removed, added] = [change.fromEnd - change.fromStart, change.toEnd - change.toStart];
    const pairs = Math.min(removed, added);
    let text = '';
    for (let index = 0; index < pairs; index++) text += line(change.fromStart + index, '|', change.toStart + index);
    for (let index = pairs; index < added; index++) text += line(undefined, '>', change.toStart + index);
    for (let index = pairs; index < removed; index++) text += line(change.fromStart + index, '<', undefined);
    yield* run.print(text);
    [from, to] = [change.fromEnd, change.toEnd];
  }
  yield* run.print(common(from, to, a.lines.length - from));
}

function gap(from: number, to: number, tab: number): string {
  let text = '';
  let at = from;
  if (tab > 1) {
    for (let stop = at + tab - (at % tab); stop <= to; stop += tab) {
      text += '\t';
      at = stop;
    }
  }
  return text + ' '.repeat(Math.max(0, to - at));
}

/** As much of a line as fits half the width, from a column that is 0 for its own tabs. */
function halfLine(line: string, start: number, bound: number, expands: boolean): { text: string; column: number } {
  let text = '';
  let reached = 0;
  let shown = 0;
  for (const character of line) {
    if (character === '\t') {
      const spaces = TAB - (reached % TAB);
      if (reached === shown) {
        const stop = Math.min(shown + spaces, expands ? bound : Number.POSITIVE_INFINITY);
        if (expands) {
          text += ' '.repeat(stop - shown);
          shown = stop;
        } else if (shown + spaces < bound) {
          text += '\t';
          shown += spaces;
        }
      }
      reached += spaces;
      continue;
    }
    const width = characterWidth(character);
    reached += width;
    if (reached <= bound) {
      shown = reached;
      text += character;
    }
  }
  return { text, column: start + shown };
}
