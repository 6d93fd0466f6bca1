// hexdump: bytes in rows of sixteen, as bytes or as words of two, with equal rows left out.

import { concat, EMPTY } from '../../base/bytes.ts';
import type { Program } from '../../linux/host/process.ts';
import { NotSimulated } from '../getopt.ts';
import { Failure, utility } from '../utility.ts';

const ROW = 16;

interface Format {
  readonly addressWidth: number;
  /** Bytes in one cell. */
  readonly unit: 1 | 2;
  readonly cellWidth: number;
  readonly cell: (value: number) => string;
}

const NAMED: Readonly<Record<number, string>> = {
  0: '\\0',
  7: '\\a',
  8: '\\b',
  9: '\\t',
  10: '\\n',
  11: '\\v',
  12: '\\f',
  13: '\\r',
};

const isPrintable = (byte: number): boolean => byte >= 0x20 && byte < 0x7f;
const octal = (value: number, width: number): string => value.toString(8).padStart(width, '0');
const hexadecimal = (value: number, width: number): string => value.toString(16).padStart(width, '0');
const character = (byte: number): string =>
  NAMED[byte] ?? (isPrintable(byte) ? String.fromCharCode(byte) : octal(byte, 3));

const PLAIN: Format = { addressWidth: 7, unit: 2, cellWidth: 5, cell: (value) => hexadecimal(value, 4) };

const FORMATS: Readonly<Record<string, Format>> = {
  b: { addressWidth: 7, unit: 1, cellWidth: 4, cell: (value) => octal(value, 3) },
  c: { addressWidth: 7, unit: 1, cellWidth: 4, cell: character },
  C: { addressWidth: 8, unit: 1, cellWidth: 3, cell: (value) => hexadecimal(value, 2) },
  d: { addressWidth: 7, unit: 2, cellWidth: 8, cell: (value) => String(value).padStart(5, '0') },
  o: { addressWidth: 7, unit: 2, cellWidth: 8, cell: (value) => octal(value, 6) },
  x: { addressWidth: 7, unit: 2, cellWidth: 8, cell: (value) => hexadecimal(value, 4) },
};

export const hexdump: Program = utility(
  {
    usage: '[options] <file>...',
    suite: 'util-linux 2.39.3',
    options: ['b', 'c', 'C', 'd', 'o', 'x', 'n=', 's=', 'v', '!e=', '!f=', '!L'],
  },
  function* (run) {
    const chosen = Object.keys(FORMATS).filter((name) => run.has(name));
    if (chosen.length > 1) throw new NotSimulated('with several formats at once');
    const isCanonical = run.name.endsWith('hd') || chosen[0] === 'C';
    const format = isCanonical ? FORMATS.C : (FORMATS[chosen[0]] ?? PLAIN);
    const skip = countOf(run.value('s') ?? '0', 'offset');
    const most = run.value('n') === undefined ? Number.POSITIVE_INFINITY : countOf(run.value('n') ?? '', 'length');
    const parts: Uint8Array[] = [];
    let opened = 0;
    yield* run.eachInput(run.inputs, function* (input) {
      parts.push(yield* input.all());
      opened++;
    });
    if (opened === 0) throw new Failure('all input file arguments failed');
    const all = parts.length > 0 ? concat(parts) : EMPTY;
    const bytes = all.subarray(skip, skip + most);
    let previous: string | undefined;
    let isLeftOut = false;
    for (let at = 0; at < bytes.length; at += ROW) {
      const row = bytes.subarray(at, at + ROW);
      const content = row.join(' ');
      if (content === previous && row.length === ROW && !run.has('v')) {
        if (!isLeftOut) yield* run.print('*\n');
        isLeftOut = true;
        continue;
      }
      previous = content;
      isLeftOut = false;
      const address = hexadecimal(skip + at, format.addressWidth);
      yield* run.print(`${address}${isCanonical ? canonicalCells(row, format) : cells(row, format)}\n`);
    }
    const end = Math.min(skip, all.length) + bytes.length;
    if (end > 0 && most > 0) yield* run.print(`${hexadecimal(end, format.addressWidth)}\n`);
    return run.status;
  },
);

function countOf(text: string, what: string): number {
  const match = /^(0x[0-9a-f]+|\d+)([KMG]?)$/i.exec(text);
  if (!match) throw new Failure(`failed to parse ${what}: '${text}': Invalid argument`);
  const [, digits, unit] = match;
  return Number(digits) * 1024 ** ' KMG'.indexOf(unit.toUpperCase() || ' ');
}

/** A row is as wide as a full one. */
function cells(row: Uint8Array, { unit, cellWidth, cell }: Format): string {
  let text = '';
  for (let at = 0; at < row.length; at += unit) {
    const value = unit === 1 ? row[at] : row[at] | ((row[at + 1] ?? 0) << 8);
    text += cell(value).padStart(cellWidth);
  }
  return text.padEnd((ROW / unit) * cellWidth);
}

/** Two halves of eight, and what can be read of them. */
function canonicalCells(row: Uint8Array, format: Format): string {
  const half = (from: number): string => {
    const text = [...row.subarray(from, from + 8)].map((byte) => format.cell(byte)).join(' ');
    return text.padEnd(8 * format.cellWidth);
  };
  const readable = [...row].map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : '.')).join('');
  return `  ${half(0)} ${half(8)} |${readable}|`;
}
