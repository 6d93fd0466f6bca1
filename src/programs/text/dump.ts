// Bytes for the eye: od, xxd, strings, and cmp, which compares them.

import { concat } from '../../base/bytes.ts';
import type { Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { parseCount } from '../coreutils/count.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';

const isPrintable = (byte: number): boolean => byte >= 32 && byte < 127;
const dots = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => (isPrintable(byte) ? String.fromCharCode(byte) : '.')).join('');
const hex = (byte: number): string => byte.toString(16).padStart(2, '0');

/** How od shows one unit of so many bytes. */
interface Layout {
  readonly size: number;
  readonly width: number;
  readonly text: (view: DataView, at: number) => string;
  readonly shows?: boolean;
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
const asCharacter: Layout = {
  size: 1,
  width: 4,
  text: (view, at) => {
    const byte = view.getUint8(at);
    return NAMED[byte] ?? (isPrintable(byte) ? String.fromCharCode(byte) : byte.toString(8).padStart(3, '0'));
  },
};

function layoutOf(type: string): Layout {
  const [, letter, amount, z] = /^([acdoux])([1248CSIL]?)(z?)$/.exec(type) ?? [];
  if (letter === undefined) {
    const wrong = /[^acdoux1248CSILz]/.exec(type)?.[0];
    throw new Failure(
      wrong ? `invalid character '${wrong}' in type string ${quote(type)}` : `invalid type string ${quote(type)}`,
    );
  }
  if (letter === 'c') return { ...asCharacter, shows: z === 'z' };
  if (letter === 'a') throw new Failure(`invalid type string ${quote(type)}`);
  const size = ({ C: 1, S: 2, I: 4, L: 8 } as Readonly<Record<string, number>>)[amount] ?? Number(amount || 4);
  const value = (view: DataView, at: number): bigint => {
    let sum = 0n;
    for (let i = size - 1; i >= 0; i--)
      sum = (sum << 8n) | BigInt(at + i < view.byteLength ? view.getUint8(at + i) : 0);
    return letter === 'd' ? BigInt.asIntN(8 * size, sum) : sum;
  };
  const base = letter === 'o' ? 8 : letter === 'x' ? 16 : 10;
  const digits = ((1n << BigInt(8 * size)) - 1n).toString(base).length;
  const pads = letter === 'o' || letter === 'x';
  const width = digits + (letter === 'd' ? 2 : 1);
  return {
    size,
    width,
    shows: z === 'z',
    text: (view, at) =>
      value(view, at)
        .toString(base)
        .padStart(pads ? digits : 0, '0'),
  };
}

export const od: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'A,address-radix=',
      'j,skip-bytes=',
      'N,read-bytes=',
      't,format=',
      'v,output-duplicates',
      'w,width[=]',
      'b',
      'c',
      'd',
      'o',
      'x',
      '!S,strings[=]',
      '!endian=',
    ],
  },
  function* (run) {
    const parts: Uint8Array[] = [];
    yield* run.eachInput(run.inputs, function* (input) {
      parts.push(yield* input.all());
    });
    if (parts.length === 0) return run.status;
    const amount = (name: string) => {
      const text = run.value(name);
      const count = text === undefined ? undefined : parseCount(text);
      if (text !== undefined && count === undefined)
        throw new Failure(`invalid -${name === 'skip-bytes' ? 'j' : 'N'} argument ${quote(text)}`);
      return count;
    };
    const skip = amount('skip-bytes') ?? 0;
    const whole = concat(parts);
    const data = whole.subarray(skip, skip + (amount('read-bytes') ?? whole.length));
    const short: Readonly<Record<string, string>> = { b: 'o1', c: 'c', d: 'u2', o: 'o2', x: 'x2' };
    const layouts = run.options
      .flatMap((option) =>
        option.name === 'format'
          ? (option.value.match(/[acdoux][1248CSIL]?z?/g) ?? [option.value])
          : (short[option.name] ?? []),
      )
      .map(layoutOf);
    if (layouts.length === 0) layouts.push(layoutOf('o2'));
    const radix = run.value('address-radix') ?? 'o';
    if (!/^[doxn]$/.test(radix))
      throw new Failure(`invalid output address radix '${radix}'; it must be one character from [doxn]`);
    const address = (at: number) =>
      radix === 'n' ? '' : at.toString({ d: 10, o: 8, x: 16 }[radix]).padStart(radix === 'x' ? 6 : 7, '0');
    const columns = Number(run.value('width') || 16);
    const perByte = Math.max(...layouts.map(({ size, width }) => width / size));
    let last = '';
    let isRepeated = false;
    for (let at = 0; at < data.length; at += columns) {
      const row = data.slice(at, at + columns);
      const key = row.join();
      const isWhole = row.length === columns;
      if (at > 0 && isWhole && key === last && !run.has('output-duplicates')) {
        if (!isRepeated) yield* run.print('*\n');
        isRepeated = true;
        continue;
      }
      last = key;
      isRepeated = false;
      const view = new DataView(row.buffer);
      for (const [number, layout] of layouts.entries()) {
        const cells: string[] = [];
        for (let one = 0; one < row.length; one += layout.size)
          cells.push(layout.text(view, one).padStart(Math.round(perByte * layout.size)));
        const shown = cells.join('');
        const tail = layout.shows ? `${shown.padEnd(Math.round(perByte * columns))}  >${dots(row)}<` : shown;
        yield* run.print(`${number === 0 ? address(skip + at) : ' '.repeat(address(0).length)}${tail}\n`);
      }
    }
    if (radix !== 'n') yield* run.print(`${address(skip + data.length)}\n`);
    return run.status;
  },
);

export const xxd: Program = utility(
  {
    usage: '[options] [infile [outfile]]',
    options: [
      'p,ps,plain',
      'r,revert',
      'c,cols=',
      'g,groupsize=',
      'l,len=',
      's,seek=',
      'u',
      'b,bits',
      '!i,include',
      '!e',
      '!E',
    ],
  },
  function* (run) {
    const path = run.operands[0] ?? '-';
    let bytes: Uint8Array;
    try {
      const input = run.open(path);
      bytes = yield* input.all();
      input.close();
    } catch (error) {
      throw new Failure(`${path}: ${reason(error)}`, 2);
    }
    if (run.has('revert')) {
      const text = String.fromCharCode(...bytes);
      const digits = run.has('ps')
        ? text.replaceAll(/\s/g, '')
        : text
            .split('\n')
            .map((line) => /^[0-9a-f]+: ((?:[0-9a-f]+ )+)/i.exec(`${line} `)?.[1].replaceAll(' ', '') ?? '')
            .join('');
      yield* run.print(Uint8Array.from((digits.match(/../g) ?? []).map((pair) => Number.parseInt(pair, 16))));
      return 0;
    }
    const from = Number(run.value('seek') ?? 0);
    const data = bytes.slice(from, from + Number(run.value('len') ?? bytes.length));
    const isBits = run.has('bits');
    const columns = Number(run.value('cols') ?? (run.has('ps') ? 30 : isBits ? 6 : 16));
    const group = Number(run.value('groupsize') ?? (isBits ? 1 : 2));
    const digits = (byte: number) =>
      isBits ? byte.toString(2).padStart(8, '0') : run.has('u') ? hex(byte).toUpperCase() : hex(byte);
    const widest = columns * digits(0).length + Math.ceil(columns / group) - 1;
    for (let at = 0; at < data.length; at += columns) {
      const row = data.subarray(at, at + columns);
      const cells = [...row]
        .map((byte, index) => (index > 0 && index % group === 0 && !run.has('ps') ? ' ' : '') + digits(byte))
        .join('');
      yield* run.print(
        run.has('ps')
          ? `${cells}\n`
          : `${(from + at).toString(16).padStart(8, '0')}: ${cells.padEnd(widest)}  ${dots(row)}\n`,
      );
    }
    return 0;
  },
);

export const strings: Program = utility(
  {
    usage: '[option(s)] [file(s)]',
    suite: 'GNU Binutils for Ubuntu 2.42',
    options: ['a,all', 'n,bytes=', 'f,print-file-name', 't,radix=', '!e,encoding=', '!d,data'],
  },
  function* (run) {
    const least = Number(run.value('bytes') ?? 4);
    for (const path of run.inputs) {
      let bytes: Uint8Array;
      try {
        const input = run.open(path);
        bytes = yield* input.all();
        input.close();
      } catch (error) {
        const why = reason(error);
        yield* run.complain(why === 'No such file or directory' ? `'${path}': No such file` : `${path}: ${why}`);
        continue;
      }
      const text = String.fromCharCode(...bytes.map((byte) => (isPrintable(byte) || byte === 9 ? byte : 0)));
      const base = { d: 10, o: 8, x: 16 }[run.value('radix') ?? ''];
      for (const found of text.matchAll(new RegExp(`[^\\0]{${least},}`, 'g'))) {
        const place = base ? `${found.index.toString(base).padStart(7)} ` : '';
        yield* run.print(`${run.has('print-file-name') ? `${path}: ` : ''}${place}${found[0]}\n`);
      }
    }
    return run.status;
  },
);

export const cmp: Program = utility(
  {
    usage: '[OPTION]... FILE1 [FILE2 [SKIP1 [SKIP2]]]',
    suite: 'GNU diffutils 3.10',
    usageStatus: 2,
    hint: (name) => `${name}: Try '${name} --help' for more information.`,
    options: ['!b,print-bytes', '!i,ignore-initial=', 'l,verbose', 'n,bytes=', 's,quiet,silent'],
  },
  function* (run) {
    const [first, second = '-'] = run.operands;
    if (first === undefined) throw new UsageError("missing operand after 'cmp'", 2);
    const [a, b] = [yield* readWhole(run, first), yield* readWhole(run, second)];
    if (!a || !b) return 2;
    const most = Number(run.value('bytes') ?? Math.max(a.length, b.length));
    const shared = Math.min(a.length, b.length, most);
    let differs = false;
    let lines = 1;
    for (let at = 0; at < shared; at++) {
      if (a[at] !== b[at]) {
        differs = true;
        if (run.has('quiet')) return 1;
        if (!run.has('verbose')) {
          yield* run.print(`${first} ${second} differ: byte ${at + 1}, line ${lines}\n`);
          return 1;
        }
        const width = String(Math.max(a.length, b.length)).length;
        yield* run.print(
          `${String(at + 1).padStart(width)} ${a[at].toString(8).padStart(3)} ${b[at].toString(8).padStart(3)}\n`,
        );
      }
      if (a[at] === 10) lines++;
    }
    if (a.length !== b.length && shared < most) {
      const short = a.length < b.length ? first : second;
      const inLine = lines - (shared > 0 && a[shared - 1] === 10 ? 1 : 0);
      const where = run.has('verbose')
        ? ''
        : `, ${a[shared - 1] === 10 ? '' : 'in '}line ${a[shared - 1] === 10 ? inLine : lines}`;
      if (!run.has('quiet'))
        yield* run.complain(
          shared === 0 ? `EOF on ${short} which is empty` : `EOF on ${short} after byte ${shared}${where}`,
        );
      return 1;
    }
    return differs ? 1 : 0;
  },
);

function* readWhole(run: Invocation, path: string): Task<Uint8Array | undefined> {
  try {
    const input = run.open(path);
    const bytes = yield* input.all();
    input.close();
    return bytes;
  } catch (error) {
    if (!run.has('quiet') || run.name !== 'cmp') yield* run.complain(`${quotedIfNeeded(path)}: ${reason(error)}`, 2);
    return undefined;
  }
}
