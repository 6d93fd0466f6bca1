// fmt: fills paragraphs so that the lines are about equally long. Models fmt.c of coreutils: every way to
// break a paragraph has a cost, and the cheapest wins.

import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { quote, quoted } from '../quote.ts';
import { Failure, type Invocation, utility } from '../utility.ts';

interface Word {
  readonly text: string;
  readonly length: number;
  /** Blanks behind it. */
  space: number;
  readonly opens: boolean;
  readonly endsWithMark: boolean;
  isPeriod: boolean;
  isFinal: boolean;
}

interface Choices {
  readonly mode: 'normal' | 'split' | 'crown' | 'tagged';
  readonly uniform: boolean;
  readonly prefix: string;
  readonly leadSpace: number;
  readonly width: number;
  readonly goal: number;
}

export const fmt: Program = utility(
  {
    usage: '[-WIDTH] [OPTION]... [FILE]...',
    options: [
      'c,crown-margin',
      'p,prefix=',
      's,split-only',
      't,tagged-paragraph',
      'u,uniform-spacing',
      'w,width=',
      'g,goal=',
    ],
    rewrite: ([first, ...rest]) =>
      first === undefined ? [] : [/^-\d/.test(first) ? `--width=${first.slice(1)}` : first, ...rest],
  },
  work,
);

const MOST = 2500;

function* work(run: Invocation): Task<ExitCode> {
  const number = (name: string, most: number): number | undefined => {
    const text = run.value(name);
    if (text === undefined) return undefined;
    if (!/^\d+$/.test(text)) throw new Failure(`invalid width: ${quote(text)}`);
    if (Number(text) > most) throw new Failure(`invalid width: ${quote(text)}: Numerical result out of range`);
    return Number(text);
  };
  const given = number('width', MOST);
  const goal = number('goal', given ?? 75);
  const width = given ?? (goal === undefined ? 75 : goal + 10);
  const prefix = run.value('prefix') ?? '';
  const choices: Choices = {
    mode: run.has('split-only')
      ? 'split'
      : run.has('crown-margin')
        ? 'crown'
        : run.has('tagged-paragraph')
          ? 'tagged'
          : 'normal',
    uniform: run.has('uniform-spacing'),
    prefix: prefix.trim(),
    leadSpace: prefix.length - prefix.trimStart().length,
    width,
    goal: goal ?? Math.floor((width * 187) / 200),
  };
  yield* run.eachInput(
    run.inputs,
    function* (input) {
      if (input.file.kind === 'directory') {
        yield* run.complain('read error');
        return;
      }
      yield* run.print(fill(yield* input.text(), choices));
    },
    (path) => `cannot open ${quoted(path)} for reading`,
  );
  return run.status;
}

interface SourceLine {
  /** The column where its prefix begins. */
  readonly prefixIndent: number;
  /** The column where its text begins. */
  readonly indent: number;
  readonly hasPrefix: boolean;
  readonly text: string;
  readonly whole: string;
}

function fill(text: string, choices: Choices): string {
  const hasTabs = text.includes('\t');
  const complete = text.endsWith('\n') || text === '';
  const raw = text.split('\n');
  if (text.endsWith('\n') || text === '') raw.pop();
  const lines = raw.map((line) => readLine(line, choices));
  let output = '';
  let otherIndent = 0;
  for (let at = 0; at < lines.length; ) {
    const first = lines[at];
    if (!first.hasPrefix || first.text === '') {
      output += `${first.text === '' && first.hasPrefix ? (choices.prefix === '' ? '' : first.whole.trimEnd()) : first.whole}${at === lines.length - 1 && !complete ? '' : '\n'}`;
      at++;
      continue;
    }
    const belongs = (line: SourceLine | undefined) =>
      line?.hasPrefix === true && line.text !== '' && line.prefixIndent === first.prefixIndent;
    const second = lines[at + 1];
    const isSame = belongs(second);
    if (choices.mode === 'crown') otherIndent = isSame ? second.indent : first.indent;
    else if (choices.mode === 'tagged') {
      if (isSame && second.indent !== first.indent) otherIndent = second.indent;
      else if (otherIndent === first.indent) otherIndent = first.indent === 0 ? 3 : 0;
    } else otherIndent = first.indent;
    let end = at + 1;
    const joins =
      choices.mode === 'normal' ||
      (choices.mode === 'crown' && isSame) ||
      (choices.mode === 'tagged' && isSame && second.indent !== first.indent);
    if (joins) while (belongs(lines[end]) && lines[end].indent === otherIndent) end++;
    const words = lines.slice(at, end).flatMap((line) => wordsOf(line.text, line.indent, choices.uniform));
    const final = words.at(-1)!;
    final.isPeriod = true;
    final.isFinal = true;
    const column = choices.prefix === '' ? 0 : first.prefixIndent;
    let isFirst = true;
    for (const line of breakLines(words, first.indent, otherIndent, choices)) {
      const indent = isFirst ? first.indent : otherIndent;
      isFirst = false;
      let shown = spaces(0, column, hasTabs) + choices.prefix;
      shown += spaces(column + choices.prefix.length, indent, hasTabs);
      let reached = indent;
      line.forEach((word, index) => {
        shown += word.text;
        reached += word.length;
        if (index === line.length - 1) return;
        shown += spaces(reached, reached + word.space, hasTabs);
        reached += word.space;
      });
      output += `${shown}\n`;
    }
    at = end;
  }
  return output;
}

function readLine(line: string, { prefix, leadSpace }: Choices): SourceLine {
  let column = 0;
  let at = 0;
  const skip = () => {
    while (line[at] === ' ' || line[at] === '\t') {
      column = line[at] === '\t' ? (Math.floor(column / 8) + 1) * 8 : column + 1;
      at++;
    }
  };
  skip();
  let prefixIndent = 0;
  let hasPrefix = true;
  if (prefix !== '') {
    prefixIndent = column;
    hasPrefix = prefixIndent >= leadSpace && line.startsWith(prefix, at);
    at += prefix.length;
    column += prefix.length;
    skip();
  }
  return { prefixIndent, indent: column, hasPrefix, text: hasPrefix ? line.slice(at) : line, whole: line };
}

function wordsOf(text: string, indent: number, uniform: boolean): Word[] {
  const words: Word[] = [];
  let column = indent;
  for (const match of text.matchAll(/([^ \t\n\v\f\r]+)([ \t\n\v\f\r]*)/g)) {
    const [, word, blank] = match;
    column += word.length;
    const wordEnd = column;
    for (const one of blank) column = one === '\t' ? (Math.floor(column / 8) + 1) * 8 : column + 1;
    const core = word.replace(/[)\]'"]+$/, '');
    const isPeriod = /[.?!]$/.test(core);
    const isLast = match.index + match[0].length === text.length;
    const isFinal = isPeriod && (isLast || column - wordEnd > 1);
    words.push({
      text: word,
      length: word.length,
      space: isLast || uniform ? (isFinal ? 2 : 1) : column - wordEnd,
      opens: /^[(['`"]/.test(word),
      endsWithMark: /[!-/:-@[-`{-~]$/.test(word),
      isPeriod,
      isFinal,
    });
  }
  return words;
}

const squared = (n: number): number => n * n;
const short = (n: number): number => squared(n * 10);
const ragged = (n: number): number => short(n) / 2;

/** The cheapest breaks, found from the last word to the first. */
function breakLines(words: readonly Word[], first: number, other: number, { width, goal }: Choices): Word[][] {
  const count = words.length;
  const best = new Array<number>(count + 1).fill(0);
  const next = new Array<number>(count + 1).fill(count);
  const lengths = new Array<number>(count + 1).fill(0);
  for (let start = count - 1; start >= 0; start--) {
    let cheapest = Number.POSITIVE_INFINITY;
    let length = (start === 0 ? first : other) + words[start].length;
    for (let word = start + 1; ; word++) {
      let cost = best[word];
      if (word < count) {
        cost += short(goal - length);
        if (next[word] !== count) cost += ragged(length - lengths[word]);
      }
      if (cost < cheapest) {
        cheapest = cost;
        next[start] = word;
        lengths[start] = length;
      }
      if (word === count) break;
      length += words[word - 1].space + words[word].length;
      if (length >= width) break;
    }
    best[start] = cheapest + baseCost(words, start);
  }
  const lines: Word[][] = [];
  for (let at = 0; at < count; at = next[at]) lines.push(words.slice(at, next[at]));
  return lines;
}

/** What it costs to begin a line with this word, wherever the line ends. */
function baseCost(words: readonly Word[], at: number): number {
  const word = words[at];
  let cost = squared(70);
  if (at > 0) {
    const before = words[at - 1];
    if (before.isPeriod) cost += before.isFinal ? -squared(50) : squared(600);
    else if (before.endsWithMark) cost -= squared(40);
    else if (at > 1 && words[at - 2].isFinal) cost += squared(200) / (before.length + 2);
  }
  if (word.opens) cost -= squared(40);
  else if (word.isFinal) cost += squared(150) / (word.length + 2);
  return cost;
}

/** From one column to another; with tabs when the input had some. */
function spaces(from: number, to: number, hasTabs: boolean): string {
  let text = '';
  let at = from;
  const stop = Math.floor(to / 8) * 8;
  if (hasTabs && at + 1 < stop) {
    while (at < stop) {
      text += '\t';
      at = (Math.floor(at / 8) + 1) * 8;
    }
  }
  return text + ' '.repeat(Math.max(0, to - at));
}
