// echo and printf.

import { type Conversion, conversion, formatFloat, formatInteger, formatText } from '../../../base/c-format.ts';
import { decodeRaw, encodeRaw } from '../../../base/raw-text.ts';
import { strftime } from '../../../base/strftime.ts';
import type { Task } from '../../../sim/task.ts';
import { CommandFailure } from '../control.ts';
import { quoteWithBackslashes } from '../quoting.ts';
import { assignReference, isReference } from '../reference.ts';
import type { Shell } from '../shell.ts';

export function* echo(shell: Shell, argv: readonly string[]): Task<number> {
  let newline = true;
  let escapes = shell.options.shopt('xpg_echo');
  let first = 1;
  const options = shell.dialect === 'dash' ? /^-n$/ : /^-[neE]+$/;
  for (; first < argv.length && options.test(argv[first]); first++) {
    for (const letter of argv[first].slice(1)) {
      if (letter === 'n') newline = false;
      else escapes = letter === 'e';
    }
  }
  let text = argv.slice(first).join(' ');
  if (escapes) {
    const expanded = expandEscapes(text, 'echo');
    text = expanded.text;
    if (expanded.stopped) newline = false;
  }
  yield* shell.print(newline ? `${text}\n` : text);
  return 0;
}

const LETTERS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  e: '\x1b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
};

/** echo wants octal as \0NNN, a printf format as \NNN, %b both. */
export function expandEscapes(
  text: string,
  dialect: 'echo' | 'format' | 'argument',
): { readonly text: string; readonly stopped: boolean } {
  let result = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\' || i + 1 >= text.length) {
      result += text[i];
      continue;
    }
    const rest = text.slice(i + 1, i + 12);
    if (rest[0] === 'c' && dialect !== 'format') return { text: normalized(result), stopped: true };
    const found = readEscape(rest, dialect);
    if (found) {
      result += found.text;
      i += found.length;
    } else result += '\\';
  }
  return { text: normalized(result), stopped: false };
}

/** Bytes given one by one may make characters together. */
const normalized = (text: string): string => (/[\udc80-\udcff]/.test(text) ? decodeRaw(encodeRaw(text)) : text);

function readEscape(
  rest: string,
  dialect: 'echo' | 'format' | 'argument',
): { readonly text: string; readonly length: number } | undefined {
  const letter = LETTERS[rest[0]];
  if (letter !== undefined) return { text: letter, length: 1 };
  if (dialect !== 'echo' && (rest[0] === '"' || rest[0] === "'")) return { text: rest[0], length: 1 };
  if (dialect === 'format' && rest[0] === '?') return { text: '?', length: 1 };
  const octal = (
    dialect === 'echo' ? /^0([0-7]{0,3})/ : dialect === 'argument' ? /^(0[0-7]{0,3}|[1-7][0-7]{0,2})/ : /^([0-7]{1,3})/
  ).exec(rest);
  if (octal) return { text: byteText(Number.parseInt(octal[1] || '0', 8)), length: octal[0].length };
  const hex = /^x([0-9a-fA-F]{1,2})/.exec(rest);
  if (hex) return { text: byteText(Number.parseInt(hex[1], 16)), length: hex[0].length };
  const unicode = /^(?:u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8}))/.exec(rest);
  if (unicode)
    return { text: String.fromCodePoint(Number.parseInt(unicode[1] ?? unicode[2], 16)), length: unicode[0].length };
  return undefined;
}

const byteText = (byte: number): string => String.fromCharCode((byte & 255) < 128 ? byte & 255 : 0xdc00 + (byte & 255));

const DIRECTIVE = /^%([-+ #0']*)(\*|-?\d*)(?:\.(\*|-?\d*))?[hlLjzt]*(\([^)]*\)T|[\s\S])/;

export function* printf(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv.slice(1);
  let variable: string | undefined;
  if (words[0] === '-v') {
    variable = words[1];
    words.splice(0, 2);
    if (variable === undefined) {
      yield* shell.complain('printf: -v: option requires an argument');
      yield* shell.printError('printf: usage: printf [-v var] format [arguments]\n');
      return 2;
    }
    if (!isReference(variable)) {
      yield* shell.complain(`printf: \`${variable}': not a valid identifier`);
      return 2;
    }
  } else if (/^-[^-]/.test(words[0] ?? '')) {
    yield* shell.complain(`printf: ${words[0].slice(0, 2)}: invalid option`);
    yield* shell.printError('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  if (words[0] === '--') words.shift();
  const [format, ...values] = words;
  if (format === undefined) {
    yield* shell.printError('printf: usage: printf [-v var] format [arguments]\n');
    return 2;
  }
  const printed = new Printf(shell, values).run(format);
  // Complaints come first: the output waits in a buffer until the end.
  for (const message of printed.complaints) yield* shell.complain(`printf: ${message}`);
  if (variable !== undefined) assignReference(shell, variable, printed.text);
  else if (printed.text !== '') yield* shell.print(printed.text);
  return printed.complaints.every((message) => message.startsWith('warning:')) ? 0 : 1;
}

/** bash counts widths and precisions of %s in bytes, not in characters. */
function formatBytes(to: Conversion, text: string): string {
  const bytes = encodeRaw(text);
  const cut = to.precision === undefined ? bytes : bytes.subarray(0, to.precision);
  const fill = ' '.repeat(Math.max(0, to.width - cut.length));
  return to.minus ? decodeRaw(cut) + fill : fill + decodeRaw(cut);
}

/** One run of printf: the format is used again until the values are spent. */
class Printf {
  readonly complaints: string[] = [];
  readonly #shell: Shell;
  readonly #values: readonly string[];
  #next = 0;
  #stopped = false;

  constructor(shell: Shell, values: readonly string[]) {
    this.#shell = shell;
    this.#values = values;
  }

  run(format: string): { readonly text: string; readonly complaints: readonly string[] } {
    let text = '';
    do {
      const before = this.#next;
      text += this.#once(format);
      if (this.#next === before) break;
    } while (!this.#stopped && this.#next < this.#values.length);
    return { text: normalized(text), complaints: this.complaints };
  }

  #once(format: string): string {
    let text = '';
    let plain = '';
    const flush = () => {
      text += expandEscapes(plain, 'format').text;
      plain = '';
    };
    for (let at = 0; at < format.length && !this.#stopped; ) {
      if (format[at] === '\\') {
        plain += format.slice(at, at + 2);
        at += 2;
      } else if (format[at] !== '%') plain += format[at++];
      else if (format[at + 1] === '%') {
        flush();
        text += '%';
        at += 2;
      } else {
        flush();
        const directive = DIRECTIVE.exec(format.slice(at));
        // A format that ends inside a directive: what was matched as its letter is a digit of its width.
        if (!directive || (/^[-+ #0'\d.*]$/.test(directive[4]) && at + directive[0].length === format.length)) {
          this.complaints.push(`\`${format.slice(at)}': missing format character`);
          this.#stopped = true;
          break;
        }
        text += this.#convert(directive);
        at += directive[0].length;
      }
    }
    flush();
    return text;
  }

  #convert([, flags, width, precision, type]: RegExpExecArray): string {
    if (!/^(?:[diouxXeEfFgGaAcsbqQ]$|\()/.test(type)) {
      this.complaints.push(`\`${type}': invalid format character`);
      this.#stopped = true;
      return '';
    }
    const columns = width === '*' ? String(this.#integer(this.#take())) : width;
    const digits = precision === '*' ? String(this.#integer(this.#take())) : precision === '' ? '0' : precision;
    const to = conversion(flags, columns, digits, type[0]);
    const value = this.#take();
    if (type[0] === '(') return this.#time({ ...to, type: 's' }, type.slice(1, -2), value);
    switch (type) {
      case 's':
        return formatBytes(to, value ?? '');
      case 'c':
        return formatText({ ...to, precision: undefined }, [...(value ?? '')][0] ?? '');
      case 'q':
      case 'Q':
        if (this.#shell.dialect === 'dash') throw new CommandFailure(`printf: %${type}: invalid directive`, 2);
        return formatText(to, quoteWithBackslashes(value ?? ''));
      case 'b': {
        const expanded = expandEscapes(value ?? '', 'argument');
        this.#stopped ||= expanded.stopped;
        return formatText(to, expanded.text);
      }
      default:
        return 'diouxX'.includes(type) ? formatInteger(to, this.#integer(value)) : formatFloat(to, this.#float(value));
    }
  }

  #take(): string | undefined {
    return this.#values[this.#next++];
  }

  #time(to: Conversion, format: string, value: string | undefined): string {
    const { simulation } = this.#shell.process;
    const given = value === undefined ? -1 : Number(this.#integer(value));
    const at =
      given === -1
        ? simulation.epoch + simulation.now
        : given === -2
          ? simulation.epoch + this.#shell.secondsFrom
          : given * 1000;
    return formatText(to, strftime(format || '%X', at));
  }

  #integer(value: string | undefined): bigint {
    if (value === undefined || value === '') {
      return 0n;
    }
    if (/^["']/.test(value)) return BigInt(value.codePointAt(1) ?? 0);
    const [all, sign, digits] = /^\s*([-+]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9]\d*)/.exec(value) ?? [];
    if (all === undefined || all.length < value.length)
      this.complaints.push(
        `${value}: ${/^\s*[-+]?0[89]/.test(value) ? 'invalid octal number' : /^\s*[-+]?0x/i.test(value) ? 'invalid hex number' : 'invalid number'}`,
      );
    if (all === undefined) return 0n;
    const size = /^0\d/.test(digits) ? BigInt(`0o${digits.slice(1)}`) : BigInt(digits);
    const signed = sign === '-' ? -size : size;
    const most = 2n ** 63n;
    if (signed < most && signed >= -most) return signed;
    this.complaints.push(`warning: ${value}: Numerical result out of range`);
    return signed < 0n ? -most : most - 1n;
  }

  #float(value: string | undefined): number {
    if (value === undefined || value === '') return 0;
    if (/^["']/.test(value)) return value.codePointAt(1) ?? 0;
    const [all] = /^\s*[-+]?(0[xX][0-9a-fA-F]+|(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|inf(inity)?|nan)/i.exec(value) ?? [];
    if (all === undefined || all.length < value.trimEnd().length) this.complaints.push(`${value}: invalid number`);
    if (all === undefined) return 0;
    if (/inf/i.test(all)) return all.includes('-') ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
    return Number(all);
  }
}
