// sort: whole lines, or keys of them, in one of several orders.

import { decodeRaw, encodeRaw } from '../../base/raw-text.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { naturalOrder } from '../coreutils/natural-order.ts';
import { quote, quoted, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

interface Ordering {
  readonly kind: 'text' | 'numeric' | 'general' | 'human' | 'month' | 'version' | 'random';
  readonly reverse: boolean;
  readonly foldCase: boolean;
  readonly dictionary: boolean;
  readonly printable: boolean;
  readonly skipBlanks: boolean;
  readonly skipEndBlanks: boolean;
}

interface Key extends Ordering {
  readonly startField: number;
  readonly startCharacter: number;
  /** 0: the end of the line. */
  readonly endField: number;
  readonly endCharacter: number;
}

export const sort: Program = utility(
  {
    usage: '[OPTION]... [FILE]...\n  or:  sort [OPTION]... --files0-from=F',
    usageStatus: 2,
    options: [
      'b,ignore-leading-blanks',
      'd,dictionary-order',
      'f,ignore-case',
      'g,general-numeric-sort',
      'i,ignore-nonprinting',
      'M,month-sort',
      'h,human-numeric-sort',
      'n,numeric-sort',
      'R,random-sort',
      'random-source=',
      'r,reverse',
      'sort=',
      'V,version-sort',
      'batch-size=',
      'c',
      'C',
      'check[=]',
      'compress-program=',
      '!debug',
      'files0-from=',
      'k,key=',
      'm,merge',
      'o,output=',
      's,stable',
      'S,buffer-size=',
      't,field-separator=',
      'T,temporary-directory=',
      'parallel=',
      'u,unique',
      'z,zero-terminated',
    ],
  },
  work,
);

const LETTERS: Readonly<Record<string, Partial<Ordering>>> = {
  b: { skipBlanks: true },
  d: { dictionary: true },
  f: { foldCase: true },
  g: { kind: 'general' },
  i: { printable: true },
  M: { kind: 'month' },
  h: { kind: 'human' },
  n: { kind: 'numeric' },
  R: { kind: 'random' },
  r: { reverse: true },
  V: { kind: 'version' },
};

const PLAIN: Ordering = {
  kind: 'text',
  reverse: false,
  foldCase: false,
  dictionary: false,
  printable: false,
  skipBlanks: false,
  skipEndBlanks: false,
};

const LONG_NAMES: Readonly<Record<string, string>> = {
  'ignore-leading-blanks': 'b',
  'dictionary-order': 'd',
  'ignore-case': 'f',
  'general-numeric-sort': 'g',
  'ignore-nonprinting': 'i',
  'month-sort': 'M',
  'human-numeric-sort': 'h',
  'numeric-sort': 'n',
  'random-sort': 'R',
  reverse: 'r',
  'version-sort': 'V',
  'general-numeric': 'g',
  'human-numeric': 'h',
  month: 'M',
  numeric: 'n',
  random: 'R',
  version: 'V',
};

function* work(run: Invocation): Task<ExitCode> {
  const kinds = ['general-numeric', 'human-numeric', 'month', 'numeric', 'random', 'version'];
  run.choice(
    'sort',
    kinds.map((kind) => [kind]),
  );
  run.choice('check', [['quiet', 'silent'], ['diagnose-first']]);
  const size = run.value('buffer-size');
  if (size !== undefined && !/^\d+[bkKmMgGtTPEZY%]?$/.test(size))
    throw new Failure(
      /^\d/.test(size) ? `invalid suffix in -S argument '${size}'` : `invalid -S argument '${size}'`,
      2,
    );
  const threads = run.value('parallel');
  if (threads !== undefined && !/^\d+$/.test(threads)) throw new Failure(`invalid --parallel argument '${threads}'`, 2);
  if (run.has('c') && run.has('C')) throw new Failure("options '-cC' are incompatible", 2);
  let whole: Ordering = PLAIN;
  for (const option of run.options) {
    const letter = LONG_NAMES[option.name === 'sort' ? option.value : option.name];
    if (letter) whole = { ...whole, ...LETTERS[letter], skipEndBlanks: whole.skipEndBlanks || letter === 'b' };
  }
  // Keys with letters of their own leave nothing for the others to order.
  const isWholeUsed = !run.has('key') || run.values('key').some((key) => !/[a-zA-Z]/.test(key));
  if (isWholeUsed)
    checkCompatible(run.options.map(({ name, value }) => LONG_NAMES[name === 'sort' ? value : name] ?? ''));
  for (const key of run.values('key')) checkCompatible(key.match(/[a-zA-Z]/g) ?? []);
  let separator = run.value('field-separator');
  if (separator === '\\0') separator = '\0';
  if (separator === '') throw new Failure('empty tab', 2);
  if (separator !== undefined && [...separator].length > 1)
    throw new Failure(`multi-character tab ${quote(separator)}`, 2);
  const keys = run.values('key').map((text) => readKey(text, whole));
  const random = new Map<string, number>();
  const orderings: readonly Key[] =
    keys.length > 0 ? keys : [{ ...whole, startField: 1, startCharacter: 1, endField: 0, endCharacter: 0 }];
  const unique = run.has('unique');
  const compareKeys = (a: Sortable, b: Sortable): number => {
    const [{ kind, reverse }] = orderings;
    const first = compareValues(kind, a.first, b.first);
    if (first !== 0) return reverse ? -first : first;
    for (let index = 1; index < orderings.length; index++) {
      const key = orderings[index];
      const order = compareValues(key.kind, a.values[index], b.values[index]);
      if (order !== 0) return key.reverse ? -order : order;
    }
    return 0;
  };
  const isLastResort =
    !unique &&
    !run.has('stable') &&
    (keys.length > 0 ||
      whole.kind !== 'text' ||
      whole.foldCase ||
      whole.dictionary ||
      whole.printable ||
      whole.skipBlanks);
  const compare = (a: Sortable, b: Sortable): number => {
    const order = compareKeys(a, b);
    if (order !== 0 || !isLastResort) return order;
    const text = compareText(a.line, b.line);
    return whole.reverse ? -text : text;
  };
  const terminator = run.has('zero-terminated') ? '\0' : '\n';
  const checking =
    run.has('C') || ['quiet', 'silent'].includes(run.value('check') ?? '')
      ? 'quiet'
      : run.has('c') || run.has('check')
        ? 'loud'
        : undefined;
  if (checking && run.operands.length > 1)
    throw new Failure(
      `extra operand ${quoted(run.operands[1])} not allowed with -${checking === 'quiet' ? 'C' : 'c'}`,
      2,
    );
  const lines: string[] = [];
  for (const path of run.inputs) {
    const read = (yield* readText(run, path)).split(terminator);
    if (read.at(-1) === '') read.pop();
    for (const line of read) lines.push(line);
  }
  if (!checking && keys.length === 0 && !isLastResort && whole.kind === 'text' && !unique) {
    // Whole lines as they are: no keys to look at, and lines that are equal cannot be told apart.
    lines.sort();
    return yield* put(run, whole.reverse ? lines.reverse() : lines, terminator);
  }
  const sortables = lines.map((line): Sortable => {
    const values = orderings.map((key) => keyValue(key, extract(key, line, separator), random, run));
    return { line, first: values[0], values };
  });
  if (checking) {
    for (let index = 1; index < sortables.length; index++) {
      const order = compare(sortables[index - 1], sortables[index]);
      if (order < 0 || (order === 0 && !unique)) continue;
      if (checking === 'loud') {
        yield* run.note(`${run.name}: ${run.inputs[0]}:${index + 1}: disorder: ${sortables[index].line}\n`);
      }
      return 1;
    }
    return 0;
  }
  sortables.sort(compare);
  const kept = unique
    ? sortables.filter((one, index) => index === 0 || compareKeys(sortables[index - 1], one) !== 0)
    : sortables;
  return yield* put(
    run,
    kept.map((one) => one.line),
    terminator,
  );
}

function* put(run: Invocation, lines: readonly string[], terminator: string): Task<ExitCode> {
  const output = lines.map((line) => line + terminator).join('');
  const target = run.value('output');
  if (target === undefined) {
    yield* run.print(output);
    return 0;
  }
  try {
    const { files, umask, credentials } = run.process;
    const file = files.open(
      run.absolute(target),
      { write: true, create: true, truncate: true },
      0o666 & ~umask,
      credentials,
    );
    yield* file.write(encodeRaw(output));
    file.release();
  } catch (error) {
    throw new Failure(`open failed: ${quotedIfNeeded(target)}: ${reason(error)}`, 2);
  }
  return 0;
}

function* readText(run: Invocation, path: string): Task<string> {
  try {
    const input = run.open(path);
    const bytes = yield* input.all();
    input.close();
    return decodeRaw(bytes);
  } catch (error) {
    const why = reason(error);
    throw new Failure(
      `${why === 'Is a directory' ? 'read failed' : 'cannot read'}: ${quotedIfNeeded(path)}: ${why}`,
      2,
    );
  }
}

interface Sortable {
  readonly line: string;
  /** The first of the values, which decides most comparisons. */
  readonly first: string | number;
  /** What each key is compared by, worked out once for every line. */
  readonly values: readonly (string | number)[];
}

/** Only one order at a time: `-nM` says two, and -d and -i speak of text. */
function checkCompatible(letters: readonly string[]): void {
  const orders = [...'ghMnRV'].filter((letter) => letters.includes(letter));
  const textual = [...'di'].filter((letter) => letters.includes(letter));
  if (orders.length > 1 || (textual.length > 0 && [...'ghMn'].some((letter) => orders.includes(letter)))) {
    throw new Failure(
      `options '-${[...textual, ...orders].sort((a, b) => 'dfghiMnRrV'.indexOf(a) - 'dfghiMnRrV'.indexOf(b)).join('')}' are incompatible`,
      2,
    );
  }
}

/** `2`, `2,3`, `1.2n,1.4r`. A key without letters takes the ordering of the command line. */
function readKey(text: string, whole: Ordering): Key {
  const match = /^(\d+)(?:\.(\d+))?([a-zA-Z]*)(?:,(\d+)(?:\.(\d+))?([a-zA-Z]*))?$/.exec(text);
  if (!match) {
    if (!/^\d/.test(text))
      throw new Failure(`invalid number at field start: invalid count at start of ${quote(text)}`, 2);
    const [, end] = /^\d+(?:\.\d+)?[a-zA-Z]*,(\D.*)?$/.exec(text) ?? [];
    if (end !== undefined) throw new Failure(`invalid number after ',': invalid count at start of ${quote(end)}`, 2);
    const [, decimal] = /^\d+\.(\D.*)$/.exec(text) ?? [];
    if (decimal !== undefined)
      throw new Failure(`invalid number after '.': invalid count at start of ${quote(decimal)}`, 2);
    throw new Failure(`stray character in field spec: invalid field specification ${quote(text)}`, 2);
  }
  const [, startField, startCharacter, letters, endField, endCharacter, endLetters] = match;
  if (Number(startField) === 0)
    throw new Failure(`field number is zero: invalid field specification ${quote(text)}`, 2);
  if (startCharacter !== undefined && Number(startCharacter) === 0) {
    throw new Failure(`character offset is zero: invalid field specification ${quote(text)}`, 2);
  }
  const own = letters + (endLetters ?? '');
  let ordering = own === '' ? whole : PLAIN;
  for (const letter of own) {
    if (!LETTERS[letter])
      throw new Failure(`stray character in field spec: invalid field specification ${quote(text)}`, 2);
    if (letter !== 'b') ordering = { ...ordering, ...LETTERS[letter] };
  }
  if (own !== '') {
    ordering = { ...ordering, skipBlanks: letters.includes('b'), skipEndBlanks: (endLetters ?? '').includes('b') };
  }
  return {
    ...ordering,
    startField: Number(startField),
    startCharacter: Number(startCharacter ?? '1'),
    endField: Number(endField ?? '0'),
    endCharacter: Number(endCharacter ?? '0'),
  };
}

/** The part of a line a key speaks of. Without -t a field begins with the blanks before it. */
function extract(key: Key, line: string, separator: string | undefined): string {
  if (key.startField === 1 && key.startCharacter === 1 && key.endField === 0 && !key.skipBlanks) return line;
  const bounds = fieldBounds(line, separator);
  const first = bounds[key.startField - 1];
  let start = first ? first[0] : line.length;
  if (key.skipBlanks) start = skipBlanks(line, start);
  start = Math.min(start + key.startCharacter - 1, line.length);
  let end = line.length;
  if (key.endField > 0) {
    const last = bounds[key.endField - 1];
    if (last) {
      if (key.endCharacter === 0) end = last[1];
      else end = Math.min((key.skipEndBlanks ? skipBlanks(line, last[0]) : last[0]) + key.endCharacter, line.length);
    }
  }
  return start < end ? line.slice(start, end) : '';
}

const isBlank = (character: string | undefined): boolean =>
  character === ' ' || character === '\t' || character === '\n';

function skipBlanks(line: string, from: number): number {
  let at = from;
  while (at < line.length && isBlank(line[at])) at++;
  return at;
}

function fieldBounds(line: string, separator: string | undefined): [number, number][] {
  const bounds: [number, number][] = [];
  let at = 0;
  if (separator !== undefined) {
    for (;;) {
      const end = line.indexOf(separator, at);
      bounds.push([at, end < 0 ? line.length : end]);
      if (end < 0) return bounds;
      at = end + separator.length;
    }
  }
  while (at < line.length) {
    let end = skipBlanks(line, at);
    while (end < line.length && !isBlank(line[end])) end++;
    bounds.push([at, end]);
    at = end;
  }
  return bounds;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];

function keyValue(key: Ordering, part: string, random: Map<string, number>, run: Invocation): string | number {
  switch (key.kind) {
    case 'numeric':
      return numeric(part);
    case 'general':
      return general(part);
    case 'human':
      return human(part);
    case 'month':
      return month(part);
    case 'random':
      return dice(part, random, run);
    case 'version':
      return part;
    default:
      return prepared(key, part);
  }
}

function compareValues(kind: Ordering['kind'], a: string | number, b: string | number): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return kind === 'version' ? naturalOrder(String(a), String(b)) : a < b ? -1 : a > b ? 1 : 0;
}

function prepared(key: Ordering, text: string): string {
  if (!key.dictionary && !key.printable && !key.foldCase) return text;
  let result = text;
  if (key.dictionary) result = result.replaceAll(/[^a-zA-Z0-9 \t]/g, '');
  if (key.printable) result = result.replaceAll(/[^\x20-\x7e]/g, '');
  return key.foldCase ? result.toUpperCase() : result;
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function numeric(text: string): number {
  const [number] = /^[ \t\n]*-?(\d+\.?\d*|\.\d+)/.exec(text) ?? ['0'];
  return Number(number);
}

/** What is no number comes before every number. */
function general(text: string): number {
  const [number] = /^\s*[-+]?((\d+\.?\d*|\.\d+)(e[-+]?\d+)?|inf(inity)?)/i.exec(text) ?? [];
  if (number === undefined) return -Number.MAX_VALUE;
  return /inf/i.test(number) ? (number.includes('-') ? -1.7e308 : Number.MAX_VALUE) : Number(number);
}

/** The unit decides before the number does: 2K after 1023, before 1M. */
function human(text: string): number {
  const [, sign, number, unit] = /^[ \t]*(-?)(\d+\.?\d*|\.\d+)([kKMGTPEZYRQ]?)/.exec(text) ?? [];
  if (number === undefined || Number(number) === 0) return 0;
  const power = unit ? 'KMGTPEZYRQ'.indexOf(unit.toUpperCase()) + 1 : 0;
  return (power * 1e15 + Number(number)) * (sign ? -1 : 1);
}

const month = (text: string): number => MONTHS.indexOf(text.trimStart().slice(0, 3).toUpperCase());

/** Equal keys fall together, so every text keeps the number it once got. */
function dice(text: string, random: Map<string, number>, run: Invocation): number {
  const known = random.get(text);
  if (known !== undefined) return known;
  const thrown = run.process.simulation.random.fraction();
  random.set(text, thrown);
  return thrown;
}
