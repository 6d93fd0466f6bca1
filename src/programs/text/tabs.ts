// expand and unexpand: tabs to blanks, and blanks to tabs.

import type { Program } from '../../linux/host/process.ts';
import { quote } from '../quote.ts';
import { Failure, type Invocation, utility } from '../utility.ts';

/** Where the next stop behind a column is; undefined behind the last of a list. */
type Stops = (column: number) => number | undefined;

function stopsOf(run: Invocation): Stops {
  const lists = run.values('tabs');
  if (lists.length === 0) return (column) => column - (column % 8) + 8;
  const stops: number[] = [];
  let every: number | undefined;
  let after: number | undefined;
  for (const part of lists.join(',').split(/[, \t]+/)) {
    if (part === '') continue;
    const [, mark, digits] = /^([/+]?)(\d+)$/.exec(part) ?? [];
    if (digits === undefined) {
      const wrong = part.replace(/^[/+]?\d*/, '');
      if (/^[/+]/.test(wrong))
        throw new Failure(`${quote(wrong[0])} specifier not at start of number: ${quote(wrong)}`);
      throw new Failure(`tab size contains invalid character(s): ${quote(wrong)}`);
    }
    if (mark === '/') every = Number(digits);
    else if (mark === '+') after = Number(digits);
    else stops.push(Number(digits));
  }
  if (stops.includes(0)) throw new Failure('tab size cannot be 0');
  if (stops.some((stop, index) => index > 0 && stop <= stops[index - 1]))
    throw new Failure('tab sizes must be ascending');
  if (stops.length === 1 && every === undefined && after === undefined) every = stops.pop();
  return (column) => {
    const listed = stops.find((stop) => stop > column);
    if (listed !== undefined) return listed;
    if (every) return column - (column % every) + every;
    const base = stops.at(-1) ?? 0;
    return after ? column + after - ((column - base) % after) : undefined;
  };
}

const digitsAsTabs = (words: readonly string[]): string[] =>
  words.flatMap((word) => (/^-\d[\d,]*$/.test(word) ? [`--tabs=${word.slice(1)}`] : [word]));

export const expand: Program = utility(
  { usage: '[OPTION]... [FILE]...', options: ['i,initial', 't,tabs='], rewrite: digitsAsTabs },
  function* (run) {
    const next = stopsOf(run);
    yield* run.eachInput(run.inputs, function* (input) {
      for (;;) {
        const line = yield* input.line();
        if (!line) return;
        let column = 0;
        let text = '';
        let isInitial = true;
        for (const character of line.text) {
          if (character === '\t' && (isInitial || !run.has('initial'))) {
            const stop = next(column) ?? column + 1;
            text += ' '.repeat(stop - column);
            column = stop;
            continue;
          }
          if (character !== ' ' && character !== '\t') isInitial = false;
          column = character === '\b' ? Math.max(0, column - 1) : column + encodedLength(character);
          text += character;
        }
        yield* run.print(text + (line.complete ? '\n' : ''));
      }
    });
  },
);

/** coreutils count bytes here, not columns. */
const encodedLength = (character: string): number => {
  const code = character.codePointAt(0)!;
  return code < 0x80 || (code >= 0xdc80 && code <= 0xdcff) ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
};

export const unexpand: Program = utility(
  { usage: '[OPTION]... [FILE]...', options: ['a,all', 'first-only', 't,tabs='], rewrite: digitsAsTabs },
  function* (run) {
    const next = stopsOf(run);
    const everywhere = !run.has('first-only') && (run.has('all') || run.has('tabs'));
    yield* run.eachInput(run.inputs, function* (input) {
      for (;;) {
        const line = yield* input.line();
        if (!line) return;
        yield* run.print(compress(line.text, next, everywhere) + (line.complete ? '\n' : ''));
      }
    });
  },
);

/** Follows unexpand.c: a single blank before a stop stays a blank, unless a tab or more blanks follow it. */
function compress(line: string, next: Stops, everywhere: boolean): string {
  let text = '';
  let column = 0;
  let pending: string[] = [];
  let isConverting = true;
  let wasBlank = true;
  let oneBlankBeforeStop = false;
  const settle = () => {
    if (pending.length > 1 && oneBlankBeforeStop) pending[0] = '\t';
    text += pending.join('');
    if (pending.length > 0) oneBlankBeforeStop = false;
    pending = [];
  };
  for (const read of line) {
    let character = read;
    if (!isConverting) {
      text += character;
      continue;
    }
    const isBlank = character === ' ' || character === '\t';
    const stop = isBlank ? next(column) : undefined;
    if (isBlank && stop === undefined) isConverting = false;
    else if (isBlank) {
      if (character === '\t') {
        column = stop!;
        if (pending.length > 0) pending[0] = '\t';
      } else {
        column++;
        if (!(wasBlank && column === stop)) {
          oneBlankBeforeStop ||= column === stop;
          pending.push(character);
          wasBlank = true;
          continue;
        }
        character = '\t';
        if (pending.length > 0) pending[0] = '\t';
      }
      pending = pending.slice(0, oneBlankBeforeStop ? 1 : 0);
    } else column = character === '\b' ? Math.max(0, column - 1) : column + encodedLength(character);
    settle();
    wasBlank = isBlank;
    isConverting &&= everywhere || isBlank;
    text += character;
  }
  settle();
  return text;
}
