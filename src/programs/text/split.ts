// split: a file in pieces of so many lines or bytes, or in so many pieces.

import { concat } from '../../base/bytes.ts';
import type { OpenFile } from '../../linux/files/open-file.ts';
import { createPipe } from '../../linux/files/pipe.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { parseCount } from '../coreutils/count.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

const WAYS = ['bytes', 'line-bytes', 'lines', 'number'] as const;

export const split: Program = utility(
  {
    usage: '[OPTION]... [FILE [PREFIX]]',
    options: [
      'a,suffix-length=',
      'additional-suffix=',
      'b,bytes=',
      'd',
      'numeric-suffixes[=]',
      'x',
      'hex-suffixes[=]',
      'e,elide-empty-files',
      'filter=',
      'l,lines=',
      'C,line-bytes=',
      'n,number=',
      't,separator=',
      'u,unbuffered',
      'verbose',
    ],
    rewrite: (words) => words.map((word) => (/^-\d+$/.test(word) ? `--lines=${word.slice(1)}` : word)),
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const ways = run.options.filter((option) => WAYS.some((way) => way === option.name));
  if (ways.length > 1) throw new UsageError('cannot split in more than one way');
  const separator = readSeparator(run.value('separator'));
  const names = suffixes(run);
  const [path = '-', prefix = 'x', extra] = run.operands;
  const pick = cutter(run, separator);
  if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`);
  let data: Uint8Array;
  try {
    data = yield* run.bytesOf(path);
  } catch (error) {
    const why = reason(error);
    throw new Failure(
      why === 'Is a directory' ? `${quotedIfNeeded(path)}: ${why}` : `cannot open ${quoted(path)} for reading: ${why}`,
    );
  }
  const pieces = pick(data);
  if (!Array.isArray(pieces)) {
    yield* run.print(pieces);
    return 0;
  }
  const kept = run.has('elide-empty-files') ? pieces.filter((piece) => piece.length > 0) : pieces;
  const suffix = names(kept.length, ways.at(-1)?.name === 'number' ? pieces.length : undefined);
  for (const [at, piece] of kept.entries()) {
    const end = suffix(at);
    if (end === undefined) throw new Failure('output file suffixes exhausted');
    const name = prefix + end + (run.value('additional-suffix') ?? '');
    if (run.has('filter')) {
      if (run.has('verbose')) yield* run.print(`executing with FILE=${quoted(name)}\n`);
      yield* filter(run, run.value('filter')!, name, piece);
      continue;
    }
    if (run.has('verbose')) yield* run.print(`creating file ${quoted(name)}\n`);
    let file: OpenFile;
    try {
      file = run.create(name);
    } catch (error) {
      throw new Failure(`${quotedIfNeeded(name)}: ${reason(error)}`);
    }
    yield* file.write(piece);
    file.release();
  }
  return run.status;
}

/** Runs the filter with the piece as its input and the name in $FILE. */
function* filter(run: Invocation, command: string, name: string, piece: Uint8Array): Task<void> {
  yield* run.flush();
  const pipe = createPipe();
  const child = run.process.spawn({
    argv: ['sh', '-c', command],
    environment: new Map([...run.process.environment, ['FILE', name]]),
    descriptors: new Map([...run.process.descriptors, [0, pipe.reader]]),
  });
  pipe.reader.release();
  try {
    yield* pipe.writer.write(piece);
  } finally {
    pipe.writer.release();
  }
  const { code } = yield* run.process.waitFor(child);
  if (code !== 0) throw new Failure(`with FILE=${name}, exit ${code} from command: ${command}`);
}

function readSeparator(text: string | undefined): number {
  if (text === undefined) return 10;
  if (text === '') throw new Failure('empty record separator');
  if (text === '\\0') return 0;
  if (text.length > 1) throw new Failure(`multi-character separator ${quote(text)}`);
  return text.charCodeAt(0);
}

/** Names for so many pieces: grown from two letters as they run out, unless the length was asked for. */
function suffixes(run: Invocation): (count: number, chunks: number | undefined) => (at: number) => string | undefined {
  const given = run.value('suffix-length');
  if (given !== undefined && !/^\d+$/.test(given)) throw new Failure(`invalid suffix length: ${quote(given)}`);
  const kind = run.lastOf('d', 'numeric-suffixes', 'x', 'hex-suffixes');
  const base = kind === undefined ? 26 : kind === 'd' || kind === 'numeric-suffixes' ? 10 : 16;
  const startText = (kind && run.value(kind)) || '0';
  const start = /^[\da-f]+$/i.test(startText) ? Number.parseInt(startText, base) : Number.NaN;
  if (Number.isNaN(start))
    throw new UsageError(
      `${quote(startText)}: invalid start value for ${base === 16 ? 'hexadecimal' : 'numerical'} suffix`,
    );
  const additional = run.value('additional-suffix');
  if (additional?.includes('/'))
    throw new UsageError(`invalid suffix ${quote(additional)}, contains directory separator`);
  const text = (number: number, length: number) =>
    base === 26
      ? Array.from({ length }, (_, place) =>
          String.fromCharCode(97 + (Math.floor(number / 26 ** (length - 1 - place)) % 26)),
        ).join('')
      : number.toString(base).padStart(length, '0');
  return (_count, chunks) => {
    let length = Number(given ?? 0);
    const isFixed = length > 0 || (kind !== undefined && startText !== '0' && run.value(kind) !== '');
    if (length === 0) {
      length = 2;
      if (chunks !== undefined) while (base ** length < start + chunks) length++;
    }
    return (at) => {
      const number = start + at;
      if (isFixed || chunks !== undefined) return number < base ** length ? text(number, length) : undefined;
      // aa … yz, then zaaa … zyzz, then zzaaaa: the first letter says that the name is longer.
      let wide = length;
      let lead = '';
      let rest = number;
      const highest = base === 26 ? 'z' : base === 10 ? '9' : 'f';
      while (rest >= base ** wide - base ** (wide - 1)) {
        rest -= base ** wide - base ** (wide - 1);
        wide++;
        lead += highest;
      }
      return lead + text(rest, wide);
    };
  };
}

type Cut = (data: Uint8Array) => Uint8Array[] | Uint8Array;

function cutter(run: Invocation, separator: number): Cut {
  const amount = (name: string, what: string) => {
    const text = run.value(name) ?? '';
    const number = parseCount(text);
    if (number === undefined) throw new Failure(`invalid number of ${what}: ${quote(text)}`);
    if (number === 0) throw new Failure(`invalid number of ${what}: ${quote(text)}: Numerical result out of range`);
    return number;
  };
  if (run.has('bytes')) {
    const size = amount('bytes', 'bytes');
    return (data) => evenly(data, size);
  }
  if (run.has('line-bytes')) {
    const size = amount('line-bytes', 'bytes');
    return (data) => wholeLines(data, size, separator);
  }
  if (run.has('number')) return chunkCutter(run.value('number')!, separator);
  const lines = run.has('lines') ? amount('lines', 'lines') : 1000;
  return (data) => {
    const pieces: Uint8Array[] = [];
    const all = linesOf(data, separator);
    for (let at = 0; at < all.length; at += lines) pieces.push(concat(all.slice(at, at + lines)));
    return pieces;
  };
}

function evenly(data: Uint8Array, size: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < data.length; at += size) pieces.push(data.slice(at, at + size));
  return pieces;
}

function linesOf(data: Uint8Array, separator: number): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let at = 0; at < data.length; ) {
    const end = data.indexOf(separator, at);
    const next = end < 0 ? data.length : end + 1;
    lines.push(data.subarray(at, next));
    at = next;
  }
  return lines;
}

/** As many whole lines as fit; a line that does not fit alone is cut. */
function wholeLines(data: Uint8Array, size: number, separator: number): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 0;
  let end = 0;
  for (const line of linesOf(data, separator)) {
    if (end > from && end - from + line.length > size) {
      pieces.push(data.slice(from, end));
      from = end;
    }
    end += line.length;
    while (end - from > size) {
      pieces.push(data.slice(from, from + size));
      from += size;
    }
  }
  if (end > from) pieces.push(data.slice(from, end));
  return pieces;
}

/** `5`, `2/5`, `l/5`, `l/2/5`, `r/5`, `r/2/5`. */
function chunkCutter(text: string, separator: number): Cut {
  const [, kind = '', first, second] = /^(?:([lr])\/)?(.*?)(?:\/(.*))?$/.exec(text) ?? [];
  const total = second ?? first;
  const count = parseCount(total);
  if (count === undefined) throw new Failure(`invalid number of chunks: ${quote(total)}`);
  if (count === 0) throw new Failure(`invalid number of chunks: ${quote(total)}: Numerical result out of range`);
  const chosen = second === undefined ? undefined : parseCount(first);
  if (second !== undefined && (chosen === undefined || chosen === 0 || chosen > count))
    throw new Failure(`invalid chunk number: ${quote(first)}`);
  return (data) => {
    const pieces =
      kind === 'r' ? inTurn(data, count, separator) : inRow(data, count, kind === 'l' ? separator : undefined);
    return chosen === undefined ? pieces : pieces[chosen - 1];
  };
}

function inTurn(data: Uint8Array, count: number, separator: number): Uint8Array[] {
  const hands = Array.from({ length: count }, (): Uint8Array[] => []);
  for (const [index, line] of linesOf(data, separator).entries()) hands[index % count].push(line);
  return hands.map(concat);
}

/** Equal shares; with a separator a line belongs to the share it begins in. */
function inRow(data: Uint8Array, count: number, separator: number | undefined): Uint8Array[] {
  // The last takes what is left over.
  const size = Math.floor(data.length / count);
  const start = (index: number) => (index === count ? data.length : index * size);
  if (separator === undefined)
    return Array.from({ length: count }, (_, index) => data.slice(start(index), start(index + 1)));
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (let index = 1; index <= count; index++) {
    const border = start(index);
    let end = Math.max(from, border);
    if (border > from) {
      const at = data.indexOf(separator, border - 1);
      end = at < 0 ? data.length : at + 1;
    }
    pieces.push(data.slice(from, end));
    from = end;
  }
  return pieces;
}
