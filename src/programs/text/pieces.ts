// Files in pieces and out of order: split, shuf, truncate.

import { concat } from '../../base/bytes.ts';
import type { Program } from '../../linux/host/process.ts';
import { parseCount } from '../coreutils/count.ts';
import { UsageError } from '../getopt.ts';
import { quote, quoted, quotedIfNeeded } from '../quote.ts';
import { Failure, reason, utility } from '../utility.ts';

export const split: Program = utility(
  {
    usage: '[OPTION]... [FILE [PREFIX]]',
    options: [
      'a,suffix-length=',
      'b,bytes=',
      '!C,line-bytes=',
      'd',
      'numeric-suffixes[=]',
      'l,lines=',
      'n,number=',
      'additional-suffix=',
      'verbose',
      '!filter=',
      '!e,elide-empty-files',
      '!t,separator=',
    ],
  },
  function* (run) {
    const [path = '-', prefix = 'x', extra] = run.operands;
    if (extra !== undefined) throw new UsageError(`extra operand ${quote(extra)}`);
    const count = (name: string, what: string) => {
      const text = run.value(name);
      if (text === undefined) return undefined;
      const number = parseCount(text);
      if (!number) throw new Failure(`invalid number of ${what}: ${quote(text)}`);
      return number;
    };
    const [bytes, lines, chunks] = [
      count('bytes', 'bytes'),
      count('lines', 'lines') ?? 1000,
      count('number', 'chunks'),
    ];
    let data: Uint8Array;
    try {
      const input = run.open(path);
      data = yield* input.all();
      input.close();
    } catch (error) {
      throw new Failure(`cannot open ${quoted(path)} for reading: ${reason(error)}`);
    }
    const pieces: Uint8Array[] = [];
    const size = chunks ? Math.floor(data.length / chunks) : bytes;
    if (chunks && size !== undefined) {
      for (let at = 0; at < chunks; at++)
        pieces.push(data.slice(at * size, at === chunks - 1 ? undefined : (at + 1) * size));
    } else if (size !== undefined)
      for (let at = 0; at < data.length; at += size) pieces.push(data.slice(at, at + size));
    else {
      let [from, seen] = [0, 0];
      for (let at = 0; at < data.length; at++) {
        if (data[at] !== 10 || ++seen < lines) continue;
        pieces.push(data.slice(from, at + 1));
        [from, seen] = [at + 1, 0];
      }
      if (from < data.length) pieces.push(data.slice(from));
    }
    const isNumeric = run.has('d') || run.has('numeric-suffixes');
    const length = Number(run.value('suffix-length') ?? 2);
    const base = isNumeric ? 10 : 26;
    for (const [at, piece] of pieces.entries()) {
      if (at >= base ** length) throw new Failure('output file suffixes exhausted');
      const digits = at.toString(base).padStart(length, '0');
      const suffix = isNumeric
        ? digits
        : [...digits].map((digit) => String.fromCharCode(97 + Number.parseInt(digit, 26))).join('');
      const name = prefix + suffix + (run.value('additional-suffix') ?? '');
      if (run.has('verbose')) yield* run.print(`creating file ${quoted(name)}\n`);
      const file = run.process.files.open(
        run.absolute(name),
        { write: true, create: true, truncate: true },
        0o666 & ~run.process.umask,
        run.process.credentials,
      );
      yield* file.write(piece);
      file.release();
    }
    return 0;
  },
);

/** The dice are the world's, so the same world shuffles the same way. */
export const shuf: Program = utility(
  {
    usage: '[OPTION]... [FILE]',
    options: [
      'e,echo',
      'i,input-range=',
      'n,head-count=',
      'r,repeat',
      'o,output=',
      '!random-source=',
      'z,zero-terminated',
    ],
  },
  function* (run) {
    const end = run.has('zero-terminated') ? '\0' : '\n';
    const range = run.value('input-range');
    const most = run.value('head-count');
    if (most !== undefined && !/^\d+$/.test(most)) throw new Failure(`invalid line count: ${quote(most)}`);
    let items: string[];
    if (run.has('echo')) items = [...run.operands];
    else if (range !== undefined) {
      const [, low, high] = /^(\d+)-(\d+)$/.exec(range) ?? [];
      if (low === undefined || Number(low) > Number(high) + 1)
        throw new Failure(`invalid input range: ${quote(/^\d+-(.*)$/.exec(range)?.[1] ?? range)}`);
      items = Array.from({ length: Number(high) - Number(low) + 1 }, (_, at) => String(Number(low) + at));
    } else {
      if (run.operands.length > 1) throw new UsageError(`extra operand ${quote(run.operands[1])}`);
      try {
        const input = run.open(run.inputs[0]);
        items = (yield* input.text()).split(end);
        input.close();
      } catch (error) {
        throw new Failure(`${quotedIfNeeded(run.inputs[0])}: ${reason(error)}`);
      }
      if (items.at(-1) === '') items.pop();
    }
    const { random } = run.process.simulation;
    const shuffled: string[] = [];
    const wanted = Number(most ?? (run.has('repeat') ? Number.POSITIVE_INFINITY : items.length));
    while (items.length > 0 && shuffled.length < wanted) {
      const at = random.integer(items.length);
      if (run.has('repeat')) yield* run.print(items[at] + end);
      else shuffled.push(...items.splice(at, 1));
    }
    const text = shuffled.map((item) => item + end).join('');
    const output = run.value('output');
    if (output === undefined) yield* run.print(text);
    else run.process.files.writeFile(run.absolute(output), text, { who: run.process.credentials });
    return 0;
  },
);

export const truncate: Program = utility(
  { usage: 'OPTION... FILE...', options: ['c,no-create', '!o,io-blocks', 'r,reference=', 's,size='] },
  function* (run) {
    const { files, credentials, umask } = run.process;
    const [size, reference] = [run.value('size'), run.value('reference')];
    if (size === undefined && reference === undefined) {
      throw new UsageError(`you must specify either ${quote('--size')} or ${quote('--reference')}`);
    }
    const [, sign, amount] = /^([-+<>/%]?)(.*)$/.exec(size ?? '')!;
    const number = size === undefined ? 0 : parseCount(amount);
    if (number === undefined) throw new Failure(`Invalid number: ${quote(size!)}`);
    if (run.operands.length === 0) throw new UsageError('missing file operand');
    const lengthOf = (path: string) => files.readFile(run.absolute(path), credentials).length;
    for (const path of run.operands) {
      try {
        if (!files.exists(run.absolute(path), credentials)) {
          if (run.has('no-create')) continue;
          files.open(run.absolute(path), { write: true, create: true }, 0o666 & ~umask, credentials).release();
        }
        const base = reference === undefined ? lengthOf(path) : lengthOf(reference);
        const to = {
          '': reference === undefined ? number : base,
          '+': base + number,
          '-': Math.max(0, base - number),
          '<': Math.min(base, number),
          '>': Math.max(base, number),
          '/': Math.floor(base / (number || 1)) * number,
          '%': Math.ceil(base / (number || 1)) * number,
        }[sign]!;
        const content = files.readFile(run.absolute(path), credentials);
        if (to <= content.length) files.truncate(run.absolute(path), to, credentials);
        else
          files.writeFile(run.absolute(path), concat([content, new Uint8Array(to - content.length)]), {
            who: credentials,
          });
      } catch (error) {
        yield* run.complain(`cannot open ${quoted(path)} for writing: ${reason(error)}`);
      }
    }
    return run.status;
  },
);
