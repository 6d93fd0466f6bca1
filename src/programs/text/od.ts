// od: bytes in one or several notations, one below the other, so many to a row.

import { concat, EMPTY } from '../../base/bytes.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { parseCount } from '../coreutils/count.ts';
import { quote } from '../quote.ts';
import { Failure, type Invocation, utility } from '../utility.ts';

/** How one unit of so many bytes is shown. */
interface Layout {
  readonly size: number;
  readonly width: number;
  readonly text: (view: DataView, at: number) => string;
  /** `>abc<` behind the row. */
  readonly showsText?: boolean;
}

const isPrintable = (byte: number): boolean => byte >= 32 && byte < 127;

const ESCAPES: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

const NAMES =
  'nul soh stx etx eot enq ack bel bs ht nl vt ff cr so si dle dc1 dc2 dc3 dc4 nak syn etb can em sub esc fs gs rs us sp';

const asCharacter = (byte: number): string =>
  ESCAPES[byte] ?? (isPrintable(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));

/** The eighth bit does not count. */
const asName = (byte: number): string => {
  const low = byte & 0x7f;
  return NAMES.split(' ')[low] ?? (low === 127 ? 'del' : String.fromCharCode(low));
};

const SIZES: Readonly<Record<string, number>> = { C: 1, S: 2, I: 4, L: 8, F: 4, D: 8 };

/** `x1z`, `d4`, `fD`: the first of a type string, and what is left of it. */
function firstLayout(type: string, whole: string, isLittle: boolean): readonly [Layout, string] {
  const [match, letter, amount, mark] = /^([acdfoux])(\d+|[CSILFD])?(z?)/.exec(type) ?? [];
  if (match === undefined) throw new Failure(`invalid character '${type[0]}' in type string ${quote(whole)}`);
  const rest = type.slice(match.length);
  const showsText = mark === 'z';
  if (letter === 'a' || letter === 'c') {
    const name = letter === 'a' ? asName : asCharacter;
    return [{ size: 1, width: 4, text: (view, at) => name(view.getUint8(at)), showsText }, rest];
  }
  const isFloat = letter === 'f';
  const size = amount === undefined ? (isFloat ? 8 : 4) : (SIZES[amount] ?? Number(amount));
  if (!(isFloat ? [4, 8] : [1, 2, 4, 8]).includes(size)) {
    const kind = isFloat ? 'floating point' : 'integral';
    throw new Failure(`invalid type string ${quote(whole)};\nthis system doesn't provide a ${size}-byte ${kind} type`);
  }
  return [{ ...(isFloat ? floating(size, isLittle) : integer(letter, size, isLittle)), showsText }, rest];
}

function integer(letter: string, size: number, isLittle: boolean): Layout {
  const value = (view: DataView, at: number): bigint => {
    let sum = 0n;
    for (let index = 0; index < size; index++) {
      const place = at + (isLittle ? size - 1 - index : index);
      sum = (sum << 8n) | BigInt(place < view.byteLength ? view.getUint8(place) : 0);
    }
    return letter === 'd' ? BigInt.asIntN(8 * size, sum) : sum;
  };
  const base = letter === 'o' ? 8 : letter === 'x' ? 16 : 10;
  const digits = ((1n << BigInt(8 * size - (letter === 'd' ? 1 : 0))) - 1n).toString(base).length;
  const pads = letter === 'o' || letter === 'x';
  return {
    size,
    width: digits + (letter === 'd' ? 2 : 1),
    text: (view, at) =>
      value(view, at)
        .toString(base)
        .padStart(pads ? digits : 0, '0'),
  };
}

function floating(size: number, isLittle: boolean): Layout {
  return {
    size,
    width: size === 4 ? 16 : 25,
    text: (view, at) => {
      const bytes = new DataView(new ArrayBuffer(8));
      for (let index = 0; index < size && at + index < view.byteLength; index++)
        bytes.setUint8(index, view.getUint8(at + index));
      return size === 4
        ? shortest(bytes.getFloat32(0, isLittle), 9, 6)
        : shortest(bytes.getFloat64(0, isLittle), 17, 15);
    },
  };
}

/** The fewest digits that still mean this very number, as printf's %g writes them. */
function shortest(value: number, most: number, least: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const keeps = (text: string) => (most === 9 ? Math.fround(Number(text)) : Number(text)) === value;
  let digits = 1;
  while (digits < most && !keeps(value.toPrecision(digits))) digits++;
  const [mantissa, exponent] = value.toExponential(digits - 1).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < Math.max(digits, least)) return String(Number(value.toPrecision(digits)));
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}

const SHORT: Readonly<Record<string, string>> = {
  a: 'a',
  b: 'o1',
  c: 'c',
  d: 'u2',
  f: 'fF',
  i: 'dI',
  l: 'dL',
  o: 'o2',
  s: 'd2',
  x: 'x2',
};

export const od: Program = utility(
  {
    usage:
      '[OPTION]... [FILE]...\n  or:  od [-abcdfilosx]... [FILE] [[+]OFFSET[.][b]]\n  or:  od --traditional [OPTION]... [FILE] [[+]OFFSET[.][b] [+][LABEL][.][b]]',
    options: [
      'A,address-radix=',
      'endian=',
      'j,skip-bytes=',
      'N,read-bytes=',
      'S=',
      'strings[=]',
      't,format=',
      'v,output-duplicates',
      'w,width[=]',
      '!traditional',
      ...Object.keys(SHORT),
    ],
  },
  work,
);

function* work(run: Invocation): Task<ExitCode> {
  const radix = run.value('address-radix') ?? 'o';
  if (!/^[doxn]$/.test(radix))
    throw new Failure(`invalid output address radix '${radix}'; it must be one character from [doxn]`);
  const { paths, offset } = withOffset(run);
  const skip = amount(run, 'skip-bytes', 'j') ?? offset;
  const most = amount(run, 'read-bytes', 'N');
  const endian = run.value('endian');
  if (endian !== undefined && endian !== 'little' && endian !== 'big') {
    yield* run.complain(
      `invalid argument ${quote(endian)} for ‘--endian’\nValid arguments are:\n  - ‘little’\n  - ‘big’`,
    );
    yield* run.note(`Try '${run.name} --help' for more information.\n`);
    return 1;
  }
  const layouts: Layout[] = [];
  for (const option of run.options) {
    const type = option.name === 'format' ? option.value : (SHORT[option.name] ?? '');
    for (let rest = type; rest !== ''; ) {
      const [layout, left] = firstLayout(rest, type, endian !== 'big');
      layouts.push(layout);
      rest = left;
    }
  }
  if (layouts.length === 0) layouts.push(integer('o', 2, endian !== 'big'));

  const parts: Uint8Array[] = [];
  yield* run.eachInput(paths, function* (input) {
    parts.push(EMPTY);
    parts.push(yield* input.all());
  });
  if (parts.length === 0) return run.status;
  const whole = concat(parts);
  if (skip > whole.length) {
    yield* run.complain('cannot skip past end of combined input');
    return 1;
  }
  const data = whole.subarray(skip, most === undefined ? undefined : skip + most);
  const address = (at: number) =>
    radix === 'n' ? '' : at.toString({ d: 10, o: 8, x: 16 }[radix]).padStart(radix === 'x' ? 6 : 7, '0');
  if (run.has('S') || run.has('strings')) {
    yield* printStrings(run, data, skip, address);
    return run.status;
  }
  const multiple = Math.max(...layouts.map(({ size }) => size));
  let columns = run.has('width') ? Number(run.value('width') || 32) : Math.floor(16 / multiple) * multiple;
  if (!(columns > 0)) throw new Failure(`invalid -w argument '${run.value('width') ?? ''}'`);
  if (columns % multiple !== 0) {
    yield* run.complain(`warning: invalid width ${columns}; using ${multiple} instead`);
    run.status = 0;
    columns = multiple;
  }
  yield* printRows(run, data, skip, layouts, columns, address);
  return run.status;
}

/** A last operand like `+010` or, behind a file, `0x10` is where to begin. */
function withOffset(run: Invocation): { readonly paths: readonly string[]; readonly offset: number } {
  const { operands } = run;
  const last = operands.at(-1);
  const isOffset =
    last !== undefined &&
    operands.length <= 2 &&
    !['address-radix', 'skip-bytes', 'read-bytes', 'format', 'width', 'strings', 'output-duplicates'].some((name) =>
      run.has(name),
    ) &&
    (operands.length === 2 ? /^\+?(0x[\da-f]+|\d+\.?)b?$/i : /^\+(0x[\da-f]+|\d+\.?)b?$/i).test(last);
  if (!isOffset) return { paths: run.inputs, offset: 0 };
  const text = last.replace(/^\+/, '');
  const digits = text.replace(/b$/, '');
  const number = /^0x/i.test(digits)
    ? Number(digits)
    : digits.endsWith('.')
      ? Number(digits.slice(0, -1))
      : Number.parseInt(digits, 8);
  const paths = operands.slice(0, -1);
  return { paths: paths.length > 0 ? paths : ['-'], offset: number * (text.endsWith('b') ? 512 : 1) };
}

function amount(run: Invocation, name: string, letter: string): number | undefined {
  const text = run.value(name);
  if (text === undefined) return undefined;
  const count = /^0x[\da-f]+$/i.test(text) ? Number(text) : parseCount(text);
  if (count === undefined) throw new Failure(`invalid -${letter} argument '${text}'`);
  return count;
}

function* printStrings(run: Invocation, data: Uint8Array, skip: number, address: (at: number) => string): Task<void> {
  const least = Number(run.value('S') ?? (run.value('strings') || 3));
  let from = 0;
  for (let at = 0; at < data.length; at++) {
    const byte = data[at];
    if (byte === 0 && at - from >= least) {
      const text = String.fromCharCode(...data.subarray(from, at));
      const prefix = address(skip + from);
      yield* run.print(`${prefix}${prefix === '' ? '' : ' '}${text}\n`);
    }
    if (!isPrintable(byte)) from = at + 1;
  }
}

function* printRows(
  run: Invocation,
  data: Uint8Array,
  skip: number,
  layouts: readonly Layout[],
  columns: number,
  address: (at: number) => string,
): Task<void> {
  const perByte = Math.max(...layouts.map(({ size, width }) => width / size));
  let last = '';
  let isRepeated = false;
  for (let at = 0; at < data.length; at += columns) {
    const row = data.slice(at, at + columns);
    const key = row.join();
    if (at > 0 && row.length === columns && key === last && !run.has('output-duplicates')) {
      if (!isRepeated) yield* run.print('*\n');
      isRepeated = true;
      continue;
    }
    last = key;
    isRepeated = false;
    const view = new DataView(row.buffer);
    for (const [number, layout] of layouts.entries()) {
      // Cells of different sizes share a row's width; od deals the odd blanks out evenly.
      const cells: string[] = [];
      const units = columns / layout.size;
      const total = Math.round(perByte * columns);
      for (let unit = 0; unit * layout.size < row.length; unit++) {
        const width = Math.floor((total * (units - unit)) / units) - Math.floor((total * (units - unit - 1)) / units);
        cells.push(layout.text(view, unit * layout.size).padStart(width));
      }
      const shown = cells.join('');
      const tail = layout.showsText ? `${shown.padEnd(total)}  >${dots(row)}<` : shown;
      yield* run.print(`${number === 0 ? address(skip + at) : ' '.repeat(address(0).length)}${tail}\n`);
    }
  }
  const end = address(skip + data.length);
  if (end !== '') yield* run.print(`${end}\n`);
}

const dots = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : '.')).join('');
