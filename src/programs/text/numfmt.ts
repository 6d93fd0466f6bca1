// numfmt: numbers from and to the forms people read, 1536 ↔ 1.5K, in one field of every line.

import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated, UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { Failure, type Invocation, utility } from '../utility.ts';

const UNITS = ['none', 'auto', 'si', 'iec', 'iec-i'];
const ROUNDINGS = ['up', 'down', 'from-zero', 'towards-zero', 'nearest'];
const LETTERS = 'KMGTPEZYRQ';

interface Format {
  readonly before: string;
  readonly after: string;
  readonly width: number;
  readonly isLeft: boolean;
  readonly isZeroPadded: boolean;
  readonly precision: number | undefined;
}

interface Choices {
  readonly from: string;
  readonly to: string;
  readonly fromUnit: number;
  readonly toUnit: number;
  readonly suffix: string;
  readonly round: string;
  readonly format: Format | undefined;
  readonly padding: number;
}

/** Thrown for a number that is none; `--invalid` says how bad that is. */
class InvalidNumber extends Error {
  override readonly name = 'InvalidNumber';
}

export const numfmt: Program = utility(
  {
    usage: '[OPTION]... [NUMBER]...',
    options: [
      'debug',
      'd,delimiter=',
      'field=',
      'format=',
      'from=',
      'from-unit=',
      '!grouping',
      'header[=]',
      'invalid=',
      'padding=',
      'round=',
      'suffix=',
      'to=',
      'to-unit=',
      'z,zero-terminated',
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const choices: Choices = {
    from: oneOf(run, 'from', UNITS) ?? 'none',
    to: oneOf(run, 'to', ['none', 'si', 'iec', 'iec-i']) ?? 'none',
    fromUnit: unit(run, 'from-unit'),
    toUnit: unit(run, 'to-unit'),
    suffix: run.value('suffix') ?? '',
    round: oneOf(run, 'round', ROUNDINGS) ?? 'from-zero',
    format: run.has('format') ? readFormat(run.value('format')!) : undefined,
    padding: padding(run.value('padding')),
  };
  const header = run.has('header') ? run.value('header') || '1' : '0';
  if (!/^\d+$/.test(header) || (run.has('header') && Number(header) === 0))
    throw new Failure(`invalid header value ${quote(header)}`);
  const policy = oneOf(run, 'invalid', ['abort', 'fail', 'warn', 'ignore']) ?? 'abort';
  const delimiter = run.value('delimiter');
  if (delimiter !== undefined && [...delimiter].length > 1)
    throw new Failure('the delimiter must be a single character');
  const isField = fields(run.value('field') ?? '1');
  const end = run.has('zero-terminated') ? '\0' : '\n';

  const line = function* (text: string, complete: boolean): Task<void> {
    const faults: string[] = [];
    let output = '';
    const put = (part: string) => {
      output += part;
    };
    const convertCell = (cell: string, padsToInput: boolean): string => {
      try {
        return convert(cell, choices, padsToInput);
      } catch (error) {
        if (!(error instanceof InvalidNumber) || policy === 'abort') throw error;
        faults.push(error.message);
        return cell;
      }
    };
    try {
      convertLine(text, delimiter, isField, convertCell, put);
    } catch (error) {
      if (!(error instanceof InvalidNumber)) throw error;
      yield* run.print(output);
      throw new Failure(error.message, 2);
    }
    if (policy !== 'ignore') for (const fault of faults) yield* run.complain(fault, policy === 'fail' ? 2 : 0);
    yield* run.print(output + (complete ? end : ''));
  };
  if (run.operands.length > 0) {
    for (const operand of run.operands) yield* line(operand, true);
    return run.status;
  }
  const input = run.open('-');
  for (let number = 0; ; number++) {
    const read = yield* input.line(end.charCodeAt(0));
    if (!read) break;
    if (number < Number(header)) yield* run.print(read.text + end);
    else yield* line(read.text, read.complete);
  }
  input.close();
  return run.status;
}

function oneOf(run: Invocation, name: string, valid: readonly string[]): string | undefined {
  const value = run.value(name);
  if (value === undefined || valid.includes(value)) return value;
  const near = valid.filter((one) => one.startsWith(value));
  if (near.length === 1) return near[0];
  throw new UsageError(
    `${near.length > 1 ? 'ambiguous' : 'invalid'} argument ${quote(value)} for ‘--${name}’\nValid arguments are:\n${valid.map((one) => `  - ${quote(one)}`).join('\n')}`,
  );
}

function unit(run: Invocation, name: string): number {
  const text = run.value(name);
  if (text === undefined) return 1;
  const [, digits, letter, i] = /^(\d+)?([KMGTPEZYRQ])?(i?)$/.exec(text) ?? [];
  const number = digits === undefined && letter === undefined ? 0 : Number(digits ?? 1);
  if (number === 0) throw new Failure(`invalid unit size: ${quote(text)}`);
  return number * (letter ? (i ? 1024 : 1000) ** (LETTERS.indexOf(letter) + 1) : 1);
}

function padding(text: string | undefined): number {
  if (text === undefined) return 0;
  if (!/^-?\d+$/.test(text) || Number(text) === 0) throw new Failure(`invalid padding value ${quote(text)}`);
  return Number(text);
}

function fields(list: string): (field: number) => boolean {
  if (list === '-') return () => true;
  const ranges = list.split(',').map((part) => {
    const [, low, dash, high] = /^(\d*)(-?)(\d*)$/.exec(part) ?? [];
    if (dash === undefined || (low === '' && high === '')) throw new UsageError(`invalid field value ${quote(part)}`);
    if (low === '0' || high === '0') throw new UsageError('fields are numbered from 1');
    const from = low === '' ? 1 : Number(low);
    const to = high === '' ? (dash ? Number.POSITIVE_INFINITY : from) : Number(high);
    if (from > to) throw new UsageError('invalid decreasing range');
    return [from, to];
  });
  return (field) => ranges.some(([low, high]) => field >= low && field <= high);
}

function readFormat(text: string): Format {
  const plain = text.replaceAll('%%', '\0\0');
  const match = /^([^%]*)%([ '0-]*)(\d*)(?:\.(\d*))?f([^%]*)$/.exec(plain);
  if (!match) {
    if (!plain.includes('%')) throw new Failure(`format ${quote(text)} has no % directive`);
    if (/%[^%]*%/.test(plain.replace(/f/, 'f')) && /%[^%]*f.*%/.test(plain))
      throw new Failure(`format ${quote(text)} has too many % directives`);
    if (/%[ '0-]*\d*(\.\d*)?$/.test(plain)) throw new Failure(`format ${quote(text)} ends in %`);
    throw new Failure(`invalid format ${quote(text)}, directive must be %[0]['][-][N][.][N]f`);
  }
  const [, before, flags, width, precision, after] = match;
  if (flags.includes("'")) throw new NotSimulated("--format with '");
  const restore = (part: string) => part.replaceAll('\0\0', '%');
  return {
    before: restore(before),
    after: restore(after),
    width: Number(width || '0'),
    isLeft: flags.includes('-'),
    isZeroPadded: flags.includes('0'),
    precision: precision === undefined ? undefined : Number(precision || '0'),
  };
}

/** Converts the chosen fields and gives each part to `put` as it is known: what comes before a fault is printed. */
function convertLine(
  text: string,
  delimiter: string | undefined,
  isField: (field: number) => boolean,
  convertCell: (cell: string, padsToInput: boolean) => string,
  put: (part: string) => void,
): void {
  if (delimiter !== undefined && delimiter !== '') {
    for (const [index, cell] of text.split(delimiter).entries()) {
      if (index > 0) put(delimiter);
      put(isField(index + 1) ? convertCell(cell, false) : cell);
    }
    return;
  }
  // Blanks before a field belong to it: a number that grows or shrinks keeps its right edge.
  let field = 0;
  for (const [, blank, word] of text.matchAll(/([ \t\n]*)([^ \t\n]*)/g)) {
    if (blank === '' && word === '' && (field > 0 || text !== '')) continue;
    field++;
    if (field > 1) put(' ');
    const rest = (field > 1 ? blank.slice(1) : blank) + word;
    put(isField(field) ? convertCell(rest, true) : rest);
  }
}

function convert(cell: string, choices: Choices, padsToInput: boolean): string {
  const trimmed = cell.trimStart();
  const bare =
    choices.suffix !== '' && trimmed.endsWith(choices.suffix) ? trimmed.slice(0, -choices.suffix.length) : trimmed;
  const { value, decimals } = readNumber(bare, choices.from);
  const scaled = (value * choices.fromUnit) / choices.toUnit;
  const { format } = choices;
  let text = printNumber(
    scaled,
    choices.fromUnit === 1 && choices.toUnit === 1 ? decimals : 0,
    choices.to,
    format?.precision,
    choices.round,
  );
  text += choices.suffix;
  // Zeros fill the number itself; the letter and the suffix come behind.
  if (format?.isZeroPadded)
    text = text.replace(
      /^(-?)([\d.]+)/,
      (_, sign: string, digits: string) => sign + digits.padStart(format.width - sign.length, '0'),
    );
  const width = choices.padding !== 0 ? choices.padding : format ? (format.isLeft ? -format.width : format.width) : 0;
  if (width !== 0) text = width < 0 ? text.padEnd(-width) : text.padStart(width);
  else if (padsToInput && cell !== trimmed) text = text.padStart(cell.length);
  return (format?.before ?? '') + text + (format?.after ?? '');
}

function readNumber(text: string, from: string): { readonly value: number; readonly decimals: number } {
  const [match, digits, fraction] = /^-?(\d+)(?:\.(\d*))?/.exec(text) ?? [];
  if (match === undefined || digits === undefined) throw new InvalidNumber(`invalid number: ${quote(text)}`);
  if (digits.length > 33) throw new InvalidNumber(`value too large to be converted: ${quote(text)}`);
  const rest = text.slice(match.length);
  const decimals = fraction?.length ?? 0;
  if (fraction === '' && !text.slice(0, match.length).endsWith('.'))
    throw new InvalidNumber(`invalid number: ${quote(text)}`);
  const number = Number(match);
  if (rest === '') return { value: number, decimals };
  const letter = rest.replace(/^ /, '')[0];
  const power = LETTERS.indexOf(letter === 'k' ? 'K' : letter) + 1;
  if (power === 0) throw new InvalidNumber(`invalid suffix in input: ${quote(text)}`);
  if (from === 'none') throw new InvalidNumber(`rejecting suffix in input: ${quote(text)} (consider using --from)`);
  const tail = rest.replace(/^ /, '').slice(1);
  const isBinary = from === 'iec' || from === 'iec-i' || (from === 'auto' && tail.startsWith('i'));
  if (from === 'iec-i' && !tail.startsWith('i'))
    throw new InvalidNumber(`missing 'i' suffix in input: ${quote(text)} (e.g Ki/Mi/Gi)`);
  const left = (from === 'iec-i' || from === 'auto') && tail.startsWith('i') ? tail.slice(1) : tail;
  if (left !== '') throw new InvalidNumber(`invalid suffix in input ${quote(text)}: ${quote(left)}`);
  return { value: number * (isBinary ? 1024 : 1000) ** power, decimals: 0 };
}

function rounded(value: number, how: string): number {
  // What is a whole number but for the last bits of its binary form is that whole number.
  const near = Math.round(value);
  const exact = Math.abs(value - near) < 1e-9 * Math.max(1, Math.abs(value)) ? near : value;
  switch (how) {
    case 'up':
      return Math.ceil(exact);
    case 'down':
      return Math.floor(exact);
    case 'from-zero':
      return exact < 0 ? Math.floor(exact) : Math.ceil(exact);
    case 'towards-zero':
      return Math.trunc(exact);
    default:
      return exact < 0 ? -Math.round(-exact) : Math.round(exact);
  }
}

function printNumber(value: number, decimals: number, to: string, precision: number | undefined, how: string): string {
  if (to === 'none') {
    const places = precision ?? decimals;
    return (rounded(value * 10 ** places, how) / 10 ** places).toFixed(places);
  }
  const base = to === 'si' ? 1000 : 1024;
  let number = value;
  let power = 0;
  while (Math.abs(number) >= base) {
    number /= base;
    power++;
  }
  // A value below ten shows one decimal, unless a precision was asked for.
  const places =
    precision === undefined ? (power > 0 && Math.abs(number) < 10 ? 1 : 0) : Math.min(precision, power * 3);
  number = rounded(number * 10 ** places, how) / 10 ** places;
  if (Math.abs(number) >= base) {
    number /= base;
    power++;
  }
  const shownPlaces = precision ?? (number !== 0 && Math.abs(number) < 10 && power > 0 ? 1 : 0);
  const letter = power === 0 ? '' : power === 1 && to === 'si' ? 'K' : LETTERS[power - 1];
  return `${number.toFixed(shownPlaces)}${letter}${to === 'iec-i' && power > 0 ? 'i' : ''}`;
}
