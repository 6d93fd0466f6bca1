// printf(1): the format is used again and again until the arguments are spent.

import { type Conversion, conversion, formatFloat, formatInteger, formatText } from '../../base/c-format.ts';
import { decodeRaw, encodeRaw } from '../../base/raw-text.ts';
import type { Program } from '../../linux/host/process.ts';
import { quote } from '../quote.ts';
import { expandEscapes } from './echo.ts';
import { readEscape } from './escapes.ts';

export const printf: Program = function* (process) {
  const [name, ...words] = process.argv;
  if (words[0] === '--') words.shift();
  const [format, ...values] = words;
  if (format === undefined) {
    yield* process.complain(`${name}: missing operand\nTry '${name} --help' for more information.\n`);
    return 1;
  }
  const printed = printFormatted(format, values);
  yield* process.print(encodeRaw(printed.text));
  for (const complaint of printed.complaints) yield* process.complain(`${name}: ${complaint}\n`);
  return printed.failed ? 1 : 0;
};

interface Printed {
  readonly text: string;
  readonly complaints: readonly string[];
  readonly failed: boolean;
}

const DIRECTIVE = /^%([-+ #0']*)(\*|\d*)(?:\.(\*|-?\d*))?(?:[hlLjzt]*)(.)/s;

export function printFormatted(format: string, values: readonly string[]): Printed {
  const complaints: string[] = [];
  let failed = false;
  let text = '';
  let next = 0;
  const complain = (message: string) => {
    complaints.push(message);
    failed = true;
  };
  const take = (): string | undefined => values[next++];
  const number = (value: string | undefined): bigint => readInteger(value, complain);
  do {
    const before = next;
    for (let at = 0; at < format.length; ) {
      if (format[at] === '\\') {
        const found = readEscape(format, at, 'format');
        text += found.text;
        at = found.end;
        if (found.stops) return { text, complaints, failed };
        continue;
      }
      if (format[at] !== '%') {
        text += format[at++];
        continue;
      }
      const directive = DIRECTIVE.exec(format.slice(at));
      if (!directive || !'%diouxXeEfFgGaAcsbq'.includes(directive[4])) {
        const shown = directive ? directive[0] : /^%[-+ #0'\d.*]*.?/.exec(format.slice(at))![0];
        complain(`${shown}: invalid conversion specification`);
        return { text, complaints, failed };
      }
      at += directive[0].length;
      const [, flags, width, precision, type] = directive;
      if (type === '%') {
        text += '%';
        continue;
      }
      const columns = width === '*' ? String(number(take())) : width;
      const digits = precision === '*' ? String(number(take())) : precision === '' ? '0' : precision;
      const to = conversion(flags, columns, digits, type);
      const value = take();
      if (type === 'c') text += formatText({ ...to, precision: undefined }, (value ?? '').slice(0, 1));
      else if (type === 's') text += formatBytes(to, value ?? '');
      else if (type === 'q') text += formatText(to, value === undefined ? '' : shellQuoted(value));
      else if (type === 'b') {
        const expanded = expandEscapes(value ?? '');
        text += formatText(to, expanded.text);
        if (expanded.stopped) return { text, complaints, failed };
      } else if ('diouxX'.includes(type)) text += formatInteger(to, number(value));
      else text += formatFloat(to, readFloat(value, complain));
    }
    if (next === before) {
      if (next < values.length) {
        complaints.push(`warning: ignoring excess arguments, starting with ${quote(values[next])}`);
      }
      break;
    }
  } while (next < values.length);
  return { text, complaints, failed };
}

function readInteger(value: string | undefined, complain: (message: string) => void): bigint {
  if (value === undefined) return 0n;
  if (/^["']/.test(value)) return BigInt(value.codePointAt(1) ?? 0);
  const [all, sign, digits] = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(value) ?? [];
  if (value === '') return 0n;
  if (all === undefined) {
    complain(`${quote(value)}: expected a numeric value`);
    return 0n;
  }
  if (all.length < value.length) complain(`${quote(value)}: value not completely converted`);
  const size = /^0\d/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
  const signed = sign === '-' ? -size : size;
  const most = 2n ** 63n;
  if (signed >= most || signed < -most) {
    complain(`${quote(value)}: Numerical result out of range`);
    return signed < 0n ? -most : most - 1n;
  }
  return signed;
}

function readFloat(value: string | undefined, complain: (message: string) => void): number {
  if (value === undefined) return 0;
  if (/^["']/.test(value)) return value.codePointAt(1) ?? 0;
  const [all] = /^\s*[-+]?(0[xX][0-9a-fA-F]+|(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|inf(inity)?|nan)/i.exec(value) ?? [];
  if (value === '') return 0;
  if (all === undefined) {
    complain(`${quote(value)}: expected a numeric value`);
    return 0;
  }
  if (all.length < value.length) complain(`${quote(value)}: value not completely converted`);
  if (/inf/i.test(all)) return all.includes('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(all);
}

/** What a shell would read back as the same word. */
function shellQuoted(text: string): string {
  if (text === '') return "''";
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** Width and precision of `%s` count bytes, not characters. */
function formatBytes(to: Conversion, text: string): string {
  const bytes = encodeRaw(text);
  const cut =
    to.precision !== undefined && to.precision < bytes.length ? decodeRaw(bytes.subarray(0, to.precision)) : text;
  const padding = ' '.repeat(Math.max(0, to.width - Math.min(bytes.length, to.precision ?? bytes.length)));
  return to.minus ? cut + padding : padding + cut;
}
