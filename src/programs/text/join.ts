// join: lines of two sorted files that agree in one field, side by side. Models join.c of coreutils, whose
// reading order decides when a file is found out of order.

import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted, quotedIfNeeded } from '../quote.ts';
import { Failure, type Input, type Invocation, reason, utility } from '../utility.ts';

export const join: Program = utility(
  {
    usage: '[OPTION]... FILE1 FILE2',
    options: [
      'a=',
      'e=',
      'i,ignore-case',
      'j=',
      'o=',
      't=',
      'v=',
      '1=',
      '2=',
      'check-order',
      'nocheck-order',
      'header',
      'z,zero-terminated',
    ],
  },
  work,
);

interface Row {
  readonly text: string;
  readonly fields: readonly string[];
}

/** [0] is the join field; otherwise a file and a field, counted from 0. */
type Column = readonly [0] | readonly [1 | 2, number];

const NOTHING: Row = { text: '', fields: [] };

function* work(run: Invocation): Task<ExitCode> {
  const [left, right, extra] = run.operands;
  if (left === undefined) throw new UsageError('missing operand');
  if (right === undefined) throw new UsageError(`missing operand after ${quote(left)}`);
  if (extra !== undefined) throw new UsageError(`extra operand ${quoted(extra)}`);
  const keys = [joinField(run, '1', '2'), joinField(run, '2', '1')] as const;
  const separator = run.value('t');
  if (separator !== undefined && separator !== '\\0' && [...separator].length > 1)
    throw new Failure(`multi-character tab ${quote(separator)}`);
  const split = splitter(separator === '\\0' ? '\0' : separator, run.has('zero-terminated'));
  if (left === '-' && right === '-')
    throw new Failure('both files cannot be standard input: No such file or directory');
  const showsUnpaired = [1, 2].map((file) =>
    [...run.values('a'), ...run.values('v')].map((text) => fileNumber(text)).includes(file),
  );
  const sides: Side[] = [];
  for (const [index, path] of [left, right].entries()) sides.push(new Side(run, path, keys[index], split));

  const list = run.values('o').join(' ').trim();
  const columns = list === '' || list === 'auto' ? undefined : list.split(/[\s,]+/).map(readColumn);
  const filler = run.value('e') ?? '';
  const between = separator === undefined ? ' ' : separator === '\\0' ? '\0' : separator === '' ? '\n' : separator;
  const end = run.has('zero-terminated') ? '\0' : '\n';
  yield* sides[0].advance();
  yield* sides[1].advance();
  const widths = list === 'auto' ? sides.map((side) => side.row?.fields.length ?? 0) : undefined;
  const print = function* (a: Row, b: Row): Task<void> {
    const key = a === NOTHING ? b.fields[keys[1]] : a.fields[keys[0]];
    const cells = columns
      ? columns.map((column) => (column[0] === 0 ? key : (column[0] === 1 ? a : b).fields[column[1]]))
      : [
          key,
          ...[a, b].flatMap((row, index) =>
            Array.from({ length: widths?.[index] ?? row.fields.length }, (_, field) => row.fields[field]).filter(
              (_, field) => field !== keys[index],
            ),
          ),
        ];
    yield* run.print(cells.map((cell) => cell || filler).join(between) + end);
  };
  if (run.has('header') && (sides[0].row || sides[1].row)) {
    yield* print(sides[0].row ?? NOTHING, sides[1].row ?? NOTHING);
    for (const side of sides) yield* side.begin();
  }
  const seen = { unpaired: false };
  for (const side of sides) side.checks = () => !run.has('nocheck-order') && (run.has('check-order') || seen.unpaired);

  const [a, b] = sides;
  while (a.row && b.row) {
    const order = compareKeys(a.key, b.key, run.has('ignore-case'));
    if (order !== 0) {
      const side = order < 0 ? 0 : 1;
      if (showsUnpaired[side]) yield* order < 0 ? print(a.row, NOTHING) : print(NOTHING, b.row);
      yield* sides[side].advance();
      seen.unpaired = true;
      continue;
    }
    const [key, otherKey] = [a.key, b.key];
    const ones = yield* takeWhile(a, (row) => compareKeys(row, otherKey, run.has('ignore-case')) === 0);
    const others = yield* takeWhile(b, (row) => compareKeys(key, row, run.has('ignore-case')) === 0);
    if (run.has('v')) continue;
    for (const one of ones) for (const other of others) yield* print(one, other);
  }
  const isChecking = !run.has('nocheck-order') && !(a.isDisordered && b.isDisordered);
  for (const [index, side] of sides.entries()) {
    if (!side.row || !(showsUnpaired[index] || isChecking)) continue;
    while (side.row) {
      if (showsUnpaired[index]) yield* index === 0 ? print(side.row, NOTHING) : print(NOTHING, side.row);
      else if (side.isDisordered) break;
      if (sides[1 - index].row) seen.unpaired = true;
      yield* side.advance();
    }
  }
  for (const side of sides) side.close();
  if (sides.some((side) => side.isDisordered)) throw new Failure('input is not in sorted order');
  return run.status;
}

function* takeWhile(side: Side, agrees: (key: string) => boolean): Task<Row[]> {
  const rows: Row[] = [];
  while (side.row && agrees(side.key)) {
    rows.push(side.row);
    yield* side.advance();
  }
  return rows;
}

/** One of the two files, a line at a time. */
class Side {
  row: Row | undefined;
  isDisordered = false;
  checks: () => boolean = () => false;
  #count = 0;
  readonly #run: Invocation;
  readonly #path: string;
  readonly #key: number;
  readonly #split: (line: string) => string[];
  readonly #input: Input;

  constructor(run: Invocation, path: string, key: number, split: (line: string) => string[]) {
    this.#run = run;
    this.#path = path;
    this.#key = key;
    this.#split = split;
    try {
      this.#input = run.open(path);
    } catch (error) {
      throw new Failure(`${quotedIfNeeded(path)}: ${reason(error)}`);
    }
  }

  get key(): string {
    return this.row?.fields[this.#key] ?? '';
  }

  /** Forgets the header: the next line has none to be compared with. */
  *begin(): Task<void> {
    this.row = undefined;
    yield* this.advance();
  }

  *advance(): Task<void> {
    const before = this.row;
    const line = yield* this.#read();
    this.row = line === undefined ? undefined : { text: line, fields: this.#split(line) };
    this.#count++;
    if (!before || !this.row || this.isDisordered || !this.checks()) return;
    if (compareKeys(before.fields[this.#key] ?? '', this.key, this.#run.has('ignore-case')) <= 0) return;
    this.isDisordered = true;
    const message = `${this.#path}:${this.#count}: is not sorted: ${this.row.text}`;
    if (this.#run.has('check-order')) throw new Failure(message);
    yield* this.#run.complain(message);
  }

  *#read(): Task<string | undefined> {
    try {
      return (yield* this.#input.line(this.#run.has('zero-terminated') ? 0 : 10))?.text;
    } catch (error) {
      throw new Failure(`read error: ${reason(error)}`);
    }
  }

  close(): void {
    this.#input.close();
  }
}

function compareKeys(a: string, b: string, ignoresCase: boolean): number {
  const [one, other] = ignoresCase ? [a.toUpperCase(), b.toUpperCase()] : [a, b];
  return one < other ? -1 : one > other ? 1 : 0;
}

const splitter =
  (separator: string | undefined, isZeroTerminated: boolean) =>
  (line: string): string[] => {
    // Between NULs a newline is a blank like any other.
    if (separator === undefined && line.trim() === '') return [];
    if (separator === undefined)
      return isZeroTerminated
        ? line.replace(/^[ \t\n]+/, '').split(/[ \t\n]+/)
        : line.replace(/^[ \t]+/, '').split(/[ \t]+/);
    return separator === '' ? [line] : line.split(separator);
  };

function joinField(run: Invocation, own: '1' | '2', other: '1' | '2'): number {
  let field: number | undefined;
  for (const option of run.options) {
    if (option.name !== own && option.name !== 'j' && option.name !== other) continue;
    const text = option.value;
    if (!/^\d+$/.test(text) || Number(text) === 0) throw new Failure(`invalid field number: ${quote(text)}`);
    if (option.name === other) continue;
    if (field !== undefined && field !== Number(text) - 1)
      throw new Failure(`incompatible join fields ${field + 1}, ${text}`);
    field = Number(text) - 1;
  }
  return field ?? 0;
}

function fileNumber(text: string): number {
  if (text !== '1' && text !== '2') throw new Failure(`invalid field number: ${quote(text)}`);
  return Number(text);
}

function readColumn(text: string): Column {
  if (text === '0') return [0];
  const [, file, field] = /^(.)\.(.*)$/.exec(text) ?? [];
  if (file === undefined) {
    if (/^[12]/.test(text)) throw new Failure(`invalid field specifier: ${quote(text)}`);
    if (text.startsWith('0')) throw new Failure(`invalid field specifier: ${quote(text)}`);
    throw new Failure(`invalid file number in field spec: ${quote(text)}`);
  }
  if (file !== '1' && file !== '2') throw new Failure(`invalid file number in field spec: ${quote(text)}`);
  if (!/^[1-9]\d*$/.test(field)) throw new Failure(`invalid field number: ${quote(field)}`);
  return [file === '1' ? 1 : 2, Number(field) - 1];
}
