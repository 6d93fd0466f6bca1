// tr: exchanges, deletes and squeezes bytes. Models coreutils' tr: sets are of bytes.

import { encodeRaw } from '../../base/raw-text.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { Failure, utility } from '../utility.ts';

export const tr: Program = utility(
  {
    usage: '[OPTION]... STRING1 [STRING2]',
    options: ['c,C,complement', 'd,delete', 's,squeeze-repeats', 't,truncate-set1'],
    stopAtOperand: true,
  },
  function* (run) {
    const deletes = run.has('delete');
    const squeezes = run.has('squeeze-repeats');
    const { operands } = run;
    const least = deletes === squeezes ? 2 : 1;
    if (operands.length === 0) throw new UsageError('missing operand');
    if (operands.length < least) {
      const why =
        deletes && squeezes
          ? 'Two strings must be given when both deleting and squeezing repeats.'
          : 'Two strings must be given when translating.';
      throw new UsageError(`missing operand after ${quote(operands[0])}\n${why}`);
    }
    const most = deletes && !squeezes ? 1 : 2;
    if (operands.length > most) {
      const why =
        most === 1 && operands.length === 2
          ? '\nOnly one string may be given when deleting without squeezing repeats.'
          : '';
      throw new UsageError(`extra operand ${quote(operands[most])}${why}`);
    }
    const translates = operands.length === 2 && !deletes;
    let from = readSet(operands[0], undefined);
    if (run.has('complement')) {
      const inside = new Set(from);
      from = Array.from({ length: 256 }, (_, byte) => byte).filter((byte) => !inside.has(byte));
    }
    const to = operands[1] === undefined ? [] : readSet(operands[1], translates ? from.length : undefined);
    if (translates && to.length === 0 && from.length > 0)
      throw new Failure('when not truncating set1, string2 must be non-empty');
    if (translates && /\[:(?!upper:\]|lower:\])[a-z]+:\]/.test(operands[1]))
      throw new Failure(
        "when translating, the only character classes that may appear in\nstring2 are 'upper' and 'lower'",
      );
    const table = Array.from({ length: 256 }, (_, byte) => byte);
    if (translates) {
      const length = run.has('truncate-set1') ? Math.min(from.length, to.length) : from.length;
      for (let index = 0; index < length; index++) table[from[index]] = to[Math.min(index, to.length - 1)];
    }
    const deleted = new Set(deletes ? from : []);
    const squeezed = new Set(squeezes ? (operands.length === 2 ? to : from) : []);
    let last = -1;
    const input = run.open('-');
    for (;;) {
      const part = yield* input.read();
      if (part.length === 0) break;
      const kept = new Uint8Array(part.length);
      let length = 0;
      for (const byte of part) {
        if (deleted.has(byte)) continue;
        const now = table[byte];
        if (now === last && squeezed.has(now)) continue;
        last = now;
        kept[length++] = now;
      }
      yield* run.print(kept.subarray(0, length));
    }
    input.close();
  },
);

const range = (low: number, high: number): number[] =>
  Array.from({ length: high - low + 1 }, (_, index) => low + index);
const codes = (text: string): number[] => [...text].map((character) => character.charCodeAt(0));

const CLASSES: Readonly<Record<string, readonly number[]>> = {
  upper: range(65, 90),
  lower: range(97, 122),
  digit: range(48, 57),
  alpha: [...range(65, 90), ...range(97, 122)],
  alnum: [...range(48, 57), ...range(65, 90), ...range(97, 122)],
  blank: codes('\t '),
  space: codes('\t\n\v\f\r '),
  cntrl: [...range(0, 31), 127],
  punct: range(33, 126).filter((code) => !/[a-zA-Z0-9]/.test(String.fromCharCode(code))),
  print: range(32, 126),
  graph: range(33, 126),
  xdigit: codes('0123456789ABCDEFabcdef'),
};

const ESCAPES: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 };

/** `length`: how far `[x*]` may stretch, when this is the second set. */
function readSet(text: string, length: number | undefined): number[] {
  const bytes = encodeRaw(text);
  const set: number[] = [];
  const at = (index: number): string => (index < bytes.length ? String.fromCharCode(bytes[index]) : '');
  const rest = (index: number): string => [...bytes.subarray(index)].map((byte) => String.fromCharCode(byte)).join('');
  /** One byte, escapes read, and where it ends. */
  const one = (index: number): readonly [number, number] => {
    if (at(index) !== '\\') return [bytes[index], index + 1];
    const octal = /^\\([0-7]{1,3})/.exec(rest(index));
    if (octal) return [Number.parseInt(octal[1], 8) & 255, index + octal[0].length];
    if (index + 1 >= bytes.length) return [92, index + 1];
    return [ESCAPES[at(index + 1)] ?? bytes[index + 1], index + 2];
  };
  for (let index = 0; index < bytes.length; ) {
    const named = /^\[:(\w*):\]/.exec(rest(index));
    if (named) {
      const found = CLASSES[named[1]];
      if (!found)
        throw new Failure(
          named[1] === '' ? "missing character class name '[::]'" : `invalid character class ${quote(named[1])}`,
        );
      set.push(...found);
      index += named[0].length;
      continue;
    }
    const repeated = /^\[(\\[0-7]{1,3}|\\.|[^\\])\*(\d*)\]/s.exec(rest(index));
    if (repeated) {
      const [byte] = one(index + 1);
      const digits = repeated[2];
      const count = digits.startsWith('0') ? Number.parseInt(digits, 8) : Number(digits);
      if (count === 0 && length === undefined) throw new Failure('the [c*] repeat construct may not appear in string1');
      const times =
        count || Math.max(0, (length ?? 0) - set.length - readSet(rest(index + repeated[0].length), undefined).length);
      for (let left = times; left > 0; left--) set.push(byte);
      index += repeated[0].length;
      continue;
    }
    const [low, next] = one(index);
    if (at(next) === '-' && next + 1 < bytes.length) {
      const [high, end] = one(next + 1);
      if (high < low) {
        throw new Failure(
          `range-endpoints of '${rest(index).slice(0, end - index)}' are in reverse collating sequence order`,
        );
      }
      set.push(...range(low, high));
      index = end;
    } else {
      set.push(low);
      index = next;
    }
  }
  return set;
}
