// seq: numbers from FIRST to LAST, with as many decimals as the operands have.

import { conversion, formatFloat } from '../../base/c-format.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { Failure, utility } from '../utility.ts';

export const seq: Program = utility(
  {
    usage: '[OPTION]... LAST\n  or:  seq [OPTION]... FIRST LAST\n  or:  seq [OPTION]... FIRST INCREMENT LAST',
    options: ['f,format=', 's,separator=', 'w,equal-width'],
    stopAtOperand: true,
    rewrite: (words) => {
      // A negative number is an operand.
      const at = words.findIndex((word, index) => !/^-(?![\d.])/.test(word) && !/^-[sf]$/.test(words[index - 1] ?? ''));
      return at < 0 ? words : [...words.slice(0, at), '--', ...words.slice(at)];
    },
  },
  function* (run) {
    const { operands } = run;
    if (operands.length === 0) throw new UsageError('missing operand');
    if (operands.length > 3) throw new UsageError(`extra operand ${quote(operands[3])}`);
    for (const text of operands) {
      if (!/^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text)) {
        throw new UsageError(`invalid floating point argument: ${quote(text)}`);
      }
    }
    const [first, increment, last] =
      operands.length === 1
        ? ['1', '1', operands[0]]
        : operands.length === 2
          ? [operands[0], '1', operands[1]]
          : operands;
    const step = Number(increment);
    if (step === 0) throw new UsageError(`invalid Zero increment value: ${quote(increment)}`);
    const decimals = Math.max(fraction(first), fraction(increment));
    const count = Math.floor((Number(last) - Number(first)) / step + 1e-10);
    const format = run.value('format');
    if (format !== undefined && run.has('equal-width')) {
      throw new UsageError('format string may not be specified when printing equal width strings');
    }
    const plain = (value: number) => value.toFixed(decimals);
    const width = run.has('equal-width')
      ? Math.max(plain(Number(first)).length, plain(Number(first) + count * step).length, equalWidth(last, decimals))
      : 0;
    const separator = run.value('separator') ?? '\n';
    for (let index = 0; index <= count; index++) {
      const value = Number(first) + index * step;
      const text = format === undefined ? widened(plain(value), width) : formatted(format, value);
      yield* run.print((index > 0 ? separator : '') + text);
    }
    if (count >= 0) yield* run.print('\n');
  },
);

const fraction = (text: string): number => (text.includes('.') ? text.length - text.indexOf('.') - 1 : 0);
const equalWidth = (last: string, decimals: number): number => Number(last).toFixed(decimals).length;

const widened = (text: string, width: number): string =>
  text.startsWith('-') ? `-${text.slice(1).padStart(width - 1, '0')}` : text.padStart(width, '0');

function formatted(format: string, value: number): string {
  const directives: readonly string[] = format.replaceAll('%%', '').match(/%[^a-zA-Z]*[a-zA-Z]/g) ?? [];
  if (directives.length === 0) throw new Failure(`format ${quote(format)} has no % directive`);
  if (directives.length > 1) throw new Failure(`format ${quote(format)} has too many % directives`);
  const [, flags = '', width = '', precision, type] =
    /%([-+ #0']*)(\d*)(?:\.(\d*))?([a-zA-Z])/.exec(directives[0]) ?? [];
  if (!type || !'efgaEFGA'.includes(type))
    throw new Failure(`format ${quote(format)} has unknown %${directives[0].slice(-1)} directive`);
  const number = formatFloat(conversion(flags, width, precision === '' ? '0' : precision, type), value);
  return format.replaceAll(/%%|%[^a-zA-Z%]*[a-zA-Z]/g, (one) => (one === '%%' ? '%' : number));
}
