// xxd: a hexadecimal dump, and the way back. Its options are words it reads two letters of: -ps, -p, -plain.

import { encode } from '../../base/bytes.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import { Exit } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { type Invocation, reason, utility } from '../utility.ts';

const USAGE = `Usage:
       xxd [options] [infile [outfile]]
    or
       xxd -r [-s [-]offset] [-c cols] [-ps] [infile [outfile]]
Options:
    -a          toggle autoskip: A single '*' replaces nul-lines. Default off.
    -b          binary digit dump (incompatible with -ps,-i,-r). Default hex.
    -C          capitalize variable names in C include file style (-i).
    -c cols     format <cols> octets per line. Default 16 (-i: 12, -ps: 30).
    -E          show characters in EBCDIC. Default ASCII.
    -e          little-endian dump (incompatible with -ps,-i,-r).
    -g bytes    number of octets per group in normal output. Default 2 (-e: 4).
    -h          print this summary.
    -i          output in C include file style.
    -l len      stop after <len> octets.
    -n name     set the variable name used in C include output (-i).
    -o off      add <off> to the displayed file position.
    -ps         output in postscript plain hexdump style.
    -r          reverse operation: convert (or patch) hexdump into binary.
    -r -s off   revert with <off> added to file positions found in hexdump.
    -d          show offset in decimal instead of hex.
    -s [+][-]seek  start at <seek> bytes abs. (or +: rel.) infile offset.
    -u          use upper case hex letters.
    -v          show version: "xxd 2022-01-14 by Juergen Weigert et al.".
`;

const WITH_NUMBER = 'cglos';
const WITH_WORD = 'n';
const ALONE = 'abCdeEiprutv';

interface Choices {
  readonly letters: ReadonlySet<string>;
  readonly values: ReadonlyMap<string, string>;
  readonly operands: readonly string[];
}

export const xxd: Program = utility({ usage: '', rewrite: (words) => ['--', ...words] }, function* (run) {
  const choices = yield* readChoices(run);
  const [path = '-', to] = choices.operands;
  let bytes: Uint8Array;
  try {
    bytes = yield* run.bytesOf(path);
  } catch (error) {
    const why = reason(error);
    yield* run.note(why === 'Is a directory' ? `xxd: ${why}\n` : `xxd: ${path}: ${why}\n`);
    return 2;
  }
  const output = choices.letters.has('r') ? revert(bytes, choices) : encode(dump(bytes, path, choices));
  if (output === undefined) {
    yield* run.note('xxd: Sorry, cannot seek backwards.\n');
    return 5;
  }
  if (to === undefined || to === '-') yield* run.print(output);
  else {
    try {
      const file = run.create(to);
      yield* file.write(output);
      file.release();
    } catch (error) {
      yield* run.note(`xxd: ${to}: ${reason(error)}\n`);
      return 3;
    }
  }
  return 0;
});

function* readChoices(run: Invocation): Task<Choices> {
  const letters = new Set<string>();
  const values = new Map<string, string>();
  const words = [...run.operands];
  const refuse = function* (): Task<never> {
    yield* run.note(USAGE);
    throw new Exit(1 as ExitCode);
  };
  while (words[0]?.startsWith('-') && words[0] !== '-') {
    const word = words.shift()!;
    if (word === '--') break;
    const letter = word.replace(/^--(?=.)/, '-')[1];
    if (letter === 'v') {
      yield* run.note('xxd 2022-01-14 by Juergen Weigert et al.\n');
      throw new Exit(0);
    }
    if (ALONE.includes(letter)) letters.add(letter === 't' ? 'r' : letter);
    else if (WITH_NUMBER.includes(letter) || WITH_WORD.includes(letter)) {
      const rest = word.slice(2).replace(/^(ols|roupsize|en|eek|ff|ame)$/, '');
      const value = rest !== '' && !word.startsWith('--') ? rest : words.shift();
      if (value === undefined) return yield* refuse();
      values.set(letter, value);
      letters.add(letter);
    } else return yield* refuse();
  }
  if (words.length > 2) return yield* refuse();
  const columns = Number(values.get('c') ?? '16');
  if (!letters.has('p') && (columns < 0 || columns > 256)) {
    yield* run.note('xxd: invalid number of columns (max. 256).\n');
    throw new Exit(1);
  }
  return { letters, values, operands: words };
}

function dump(bytes: Uint8Array, path: string, { letters, values }: Choices): string {
  const has = (letter: string) => letters.has(letter);
  const number = (letter: string) => (values.has(letter) ? Number(values.get(letter)) || 0 : undefined);
  const seek = number('s') ?? 0;
  const from = seek < 0 ? Math.max(0, bytes.length + seek) : seek;
  const data = bytes.slice(from, from + (number('l') ?? bytes.length));
  const digits = (byte: number) => {
    if (has('b')) return byte.toString(2).padStart(8, '0');
    const text = byte.toString(16).padStart(2, '0');
    return has('u') ? text.toUpperCase() : text;
  };
  if (has('i')) return asSource(data, values.get('n') ?? path, number('c') || 12, letters, values.has('n'));
  if (has('p')) {
    const columns = number('c') ?? 30;
    const all = [...data].map(digits);
    if (columns === 0) return `${all.join('')}\n`;
    return chunks(all, columns)
      .map((row) => `${row.join('')}\n`)
      .join('');
  }
  const columns = number('c') || (has('b') ? 6 : 16);
  const group = number('g') || (values.get('g') === '0' ? columns : has('b') ? 1 : has('e') ? 4 : 2);
  const cell = has('b') ? 8 : 2;
  const widest = columns * cell + Math.ceil(columns / group) - 1;
  const offset = number('o') ?? 0;
  const rows: string[] = [];
  let nulls = 0;
  for (let at = 0; at < data.length; at += columns) {
    const row = [...data.subarray(at, at + columns)];
    const isLast = at + columns >= data.length;
    // -a: of several rows of zeros the first is shown, then a star; the very last row always is.
    nulls = row.every((byte) => byte === 0) ? nulls + 1 : 0;
    if (has('a') && nulls > 1 && !isLast) {
      if (nulls === 2) rows.push('*');
      continue;
    }
    const cells = chunks(row, group).map((one) =>
      has('e')
        ? [...one]
            .reverse()
            .map(digits)
            .join('')
            .padStart(group * cell)
        : one.map(digits).join(''),
    );
    const place = (from + at + offset).toString(has('d') ? 10 : 16).padStart(8, '0');
    rows.push(`${place}: ${cells.join(' ').padEnd(widest)}  ${row.map(has('E') ? ebcdic : ascii).join('')}`);
  }
  return rows.map((row) => `${row}\n`).join('');
}

const ascii = (byte: number): string => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.');

/** The letters, digits and marks of EBCDIC that are on a keyboard. */
const EBCDIC: readonly (readonly [number, string])[] = [
  [0x40, ' '],
  [0x4b, '.<(+|&'],
  [0x5a, '!$*);~-/'],
  [0x6b, ',%_>?'],
  [0x79, '`:#@\'="'],
  [0x81, 'abcdefghi'],
  [0x91, 'jklmnopqr'],
  [0xa2, 'stuvwxyz'],
  [0xc0, '{ABCDEFGHI'],
  [0xd0, '}JKLMNOPQR'],
  [0xe0, '\\'],
  [0xe2, 'STUVWXYZ'],
  [0xf0, '0123456789'],
];

function ebcdic(byte: number): string {
  const row = EBCDIC.findLast(([start]) => start <= byte);
  return row?.[1][byte - row[0]] ?? '.';
}

function asSource(
  data: Uint8Array,
  path: string,
  columns: number,
  letters: ReadonlySet<string>,
  isNamed: boolean,
): string {
  const mark = letters.has('u') ? '0X' : '0x';
  const hex = (byte: number) =>
    mark + (letters.has('u') ? byte.toString(16).toUpperCase() : byte.toString(16)).padStart(2, '0');
  const body = chunks([...data], columns)
    .map((row) => `  ${row.map(hex).join(', ')}`)
    .join(',\n');
  const text = body === '' ? '' : `${body}\n`;
  if (path === '-' && !isNamed) return text;
  const plain = path.replaceAll(/[^A-Za-z0-9]/g, '_').replace(/^(?=\d)/, '__');
  const name = letters.has('C') ? plain.toUpperCase() : plain;
  return `unsigned char ${name}[] = {\n${text}};\nunsigned int ${name}${letters.has('C') ? '_LEN' : '_len'} = ${data.length};\n`;
}

/** Undefined when the dump leads backwards, which a stream cannot. */
function revert(bytes: Uint8Array, { letters, values }: Choices): Uint8Array | undefined {
  const text = new TextDecoder('latin1').decode(bytes);
  if (letters.has('p')) {
    const output: number[] = [];
    for (const line of text.split('\n')) {
      const digits = /^[\s0-9a-fA-F]*/.exec(line)![0].replaceAll(/\s/g, '');
      for (let at = 0; at + 1 < digits.length; at += 2) output.push(Number.parseInt(digits.slice(at, at + 2), 16));
    }
    return Uint8Array.from(output);
  }
  const columns = Number(values.get('c') ?? 16);
  const shift = Number(values.get('s') ?? 0);
  const output: number[] = [];
  for (const line of text.split('\n')) {
    const [, place, cells] = /^\s*([0-9a-fA-F]+)[:\s]\s*(.*)$/.exec(line) ?? [];
    if (place === undefined) continue;
    const at = Number.parseInt(place, 16) + shift;
    if (at < 0) return undefined;
    while (output.length < at) output.push(0);
    const shown = /^(?:[0-9a-fA-F]+ ?)*/.exec(cells.split(/ {2}/)[0])?.[0].replaceAll(' ', '') ?? '';
    for (let index = 0; index < columns && 2 * index + 1 < shown.length; index++)
      output[at + index] = Number.parseInt(shown.slice(2 * index, 2 * index + 2), 16);
  }
  return Uint8Array.from(output);
}

function chunks<T>(items: readonly T[], size: number): T[][] {
  const result: T[][] = [];
  for (let at = 0; at < items.length; at += size) result.push(items.slice(at, at + size));
  return result;
}
