// read and mapfile.

import { concat } from '../../../base/bytes.ts';
import { decodeRaw, encodeRaw } from '../../../base/raw-text.ts';
import { SystemError } from '../../../linux/errors.ts';
import { COOKED, terminalOf } from '../../../linux/terminal/terminal.ts';
import { start, type Task, wait } from '../../../sim/task.ts';
import { delay, first } from '../../../sim/waits.ts';
import { readEdited } from '../../edit/session.ts';
import { Interrupted } from '../control.ts';
import { quoteSingly } from '../quoting.ts';
import { readLine } from '../read-line.ts';
import { assignReference, isReference } from '../reference.ts';
import { executeText } from '../script.ts';
import { reasonOf, type Shell } from '../shell.ts';
import { NAME } from '../variables.ts';
import { readArguments } from './arguments.ts';

const READ_USAGE =
  'read: usage: read [-ers] [-a array] [-d delim] [-i text] [-n nchars] [-N nchars] [-p prompt] [-t timeout] [-u fd] [name ...]\n';

interface ReadOptions {
  raw: boolean;
  silent: boolean;
  array?: string;
  delimiter: number;
  characters?: number;
  exact: boolean;
  prompt: string;
  timeout?: number;
  descriptor: number;
  /** -e: with the line editor; -i: what it begins with. */
  edited: boolean;
  initial: string;
  names: string[];
}

function* readOptions(shell: Shell, argv: readonly string[]): Task<ReadOptions | number> {
  const options: ReadOptions = {
    raw: false,
    silent: false,
    delimiter: 10,
    exact: false,
    prompt: '',
    descriptor: 0,
    edited: false,
    initial: '',
    names: [],
  };
  const words = argv.slice(1);
  while (/^-./.test(words[0] ?? '')) {
    const word = words.shift()!;
    if (word === '--') break;
    for (let i = 1; i < word.length; i++) {
      const letter = word[i];
      if (letter === 'r') options.raw = true;
      else if (letter === 's') options.silent = true;
      else if (letter === 'e') options.edited = true;
      else if ('adinNptu'.includes(letter)) {
        const value = word.slice(i + 1) || words.shift();
        if (value === undefined) {
          if (letter === 'd' && word.length === i + 1) options.delimiter = 0;
          yield* shell.complain(`read: -${letter}: option requires an argument`);
          yield* shell.printError(READ_USAGE);
          return 2;
        }
        const complaint = take(options, letter, value);
        if (complaint) {
          yield* shell.complain(`read: ${complaint}`);
          return 1;
        }
        break;
      } else {
        yield* shell.complain(`read: -${letter}: invalid option`);
        yield* shell.printError(READ_USAGE);
        return 2;
      }
    }
  }
  for (const name of words) {
    if (isReference(name)) continue;
    yield* shell.complain(`read: \`${name}': not a valid identifier`);
    return 1;
  }
  options.names = words;
  return options;
}

function take(options: ReadOptions, letter: string, value: string): string | undefined {
  switch (letter) {
    case 'a':
      options.array = value;
      break;
    case 'd':
      options.delimiter = value === '' ? 0 : encodeRaw(value)[0];
      break;
    case 'n':
    case 'N':
      if (!/^\d+$/.test(value)) return `${value}: invalid number`;
      options.characters = Number(value);
      options.exact = letter === 'N';
      break;
    case 'p':
      options.prompt = value;
      break;
    case 't':
      if (!/^\d*\.?\d*$/.test(value) || value === '') return `${value}: invalid timeout specification`;
      options.timeout = Number(value) * 1000;
      break;
    case 'i':
      options.initial = value;
      break;
    case 'u':
      if (!/^\d+$/.test(value)) return `${value}: invalid file descriptor specification`;
      options.descriptor = Number(value);
  }
  return undefined;
}

export function* read(shell: Shell, argv: readonly string[]): Task<number> {
  const options = yield* readOptions(shell, argv);
  if (typeof options === 'number') return options;
  const file = shell.process.descriptors.get(options.descriptor);
  if (!file) {
    yield* shell.complain(`read: ${options.descriptor}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  const terminal = terminalOf(file);
  // `-t 0` only asks whether there is something to read.
  if (options.timeout === 0 && (file.kind === 'file' || file.kind === 'null' || terminal?.hasInput)) return 0;
  if (terminal && options.edited && options.descriptor === 0) {
    const reading = yield* readEdited(shell, options.prompt, options.initial);
    if (reading.kind === 'interrupted') throw new Interrupted();
    const text = reading.kind === 'end' ? '' : reading.text;
    const characters = [...text].map((one) => ({ text: one, escaped: false }));
    store(shell, options, { characters, status: 0 });
    return reading.kind === 'end' ? 1 : 0;
  }
  if (terminal && options.prompt) yield* shell.printError(options.prompt);
  const modes = terminal?.modes;
  if (terminal) {
    const byCharacter = options.characters !== undefined || options.delimiter !== 10;
    terminal.setModes({ ...COOKED, canonical: !byCharacter, echo: !options.silent });
  }
  let got: Line;
  try {
    got =
      options.timeout === undefined
        ? yield* readText(shell, options)
        : yield* withTimeout(shell, options, options.timeout);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* shell.complain(`read: read error: ${options.descriptor}: ${reasonOf(error)}`);
    return 1;
  } finally {
    if (terminal && modes) terminal.setModes(modes);
  }
  store(shell, options, got);
  return got.status;
}

interface Line {
  /** Characters with a note which were behind a backslash. */
  readonly characters: readonly { readonly text: string; readonly escaped: boolean }[];
  readonly status: number;
}

function* readText(shell: Shell, options: ReadOptions): Task<Line> {
  const file = shell.process.file(options.descriptor);
  const characters: { text: string; escaped: boolean }[] = [];
  let escaped = false;
  let part: Uint8Array[] = [];
  while (options.characters === undefined || characters.length < options.characters) {
    const byte = yield* file.read(1);
    if (byte.length === 0) {
      for (const lone of part) characters.push({ text: decodeRaw(lone), escaped: false });
      return { characters, status: 1 };
    }
    // A byte that cannot go on the character begun before: what was begun are bytes of their own.
    if (part.length > 0 && (byte[0] & 0xc0) !== 0x80) {
      for (const lone of part) characters.push({ text: decodeRaw(lone), escaped: false });
      part = [];
    }
    if (byte[0] === options.delimiter && !escaped && !options.exact && part.length === 0)
      return { characters, status: 0 };
    if (byte[0] === 0 && part.length === 0) continue;
    part.push(byte);
    const text = decodeRaw(concat(part));
    // A character may need more bytes.
    if (/[\udc80-\udcff]/.test(text) && part.length < lengthOf(part[0][0])) continue;
    part = [];
    if (escaped) {
      escaped = false;
      if (text !== '\n') characters.push({ text, escaped: true });
    } else if (text === '\\' && !options.raw) escaped = true;
    else characters.push({ text, escaped: false });
  }
  return { characters, status: 0 };
}

/** How many bytes the character has that begins with this one. */
const lengthOf = (byte: number): number => (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 1);

function* withTimeout(shell: Shell, options: ReadOptions, span: number): Task<Line> {
  const { simulation } = shell.process;
  const reading = start(simulation, 'read', readText(shell, options), () => {});
  if (reading.outcome?.ok) return reading.outcome.value;
  if (reading.outcome) throw reading.outcome.error;
  const winner = yield* wait(first({ line: reading.ended, timeout: delay(simulation, span, 'read -t') }));
  if (winner.name === 'timeout') {
    reading.interrupt(new TimedOut());
    return { characters: [], status: 142 };
  }
  if (winner.value.ok) return winner.value.value;
  throw winner.value.error;
}

class TimedOut {}

function store(shell: Shell, options: ReadOptions, line: Line): void {
  const whole = line.characters.map((one) => one.text).join('');
  if (options.array === undefined && options.names.length === 0) {
    assignReference(shell, 'REPLY', whole);
    return;
  }
  const separators = options.exact ? '' : (shell.variables.get('IFS') ?? ' \t\n');
  if (options.array !== undefined) {
    shell.variables.setArray(options.array, split(line, separators, Number.POSITIVE_INFINITY));
    return;
  }
  const fields = split(line, separators, options.names.length);
  options.names.forEach((name, index) => {
    assignReference(shell, name, fields[index] ?? '');
  });
}

/** Splits into at most `most` fields; the last takes the rest, without white space at its ends. */
function split(line: Line, separators: string, most: number): string[] {
  const { characters } = line;
  const separates = (at: number) => !characters[at].escaped && separators.includes(characters[at].text);
  const isBlank = (at: number) => separates(at) && ' \t\n'.includes(characters[at].text);
  const fields: string[] = [];
  let at = 0;
  while (at < characters.length && isBlank(at)) at++;
  while (at < characters.length) {
    if (fields.length === most - 1) {
      fields.push(rest(characters, at, separates, isBlank));
      break;
    }
    let field = '';
    while (at < characters.length && !separates(at)) field += characters[at++].text;
    fields.push(field);
    while (at < characters.length && isBlank(at)) at++;
    if (at < characters.length && separates(at)) {
      at++;
      while (at < characters.length && isBlank(at)) at++;
    }
  }
  return fields;
}

function rest(
  characters: Line['characters'],
  from: number,
  separates: (at: number) => boolean,
  isBlank: (at: number) => boolean,
): string {
  let end = characters.length;
  while (end > from && isBlank(end - 1)) end--;
  // A single separator at the very end belongs to the only field before it.
  if (end > from && separates(end - 1)) {
    let others = 0;
    for (let at = from; at < end - 1; at++) if (separates(at) && !isBlank(at)) others++;
    if (others === 0) {
      end--;
      while (end > from && isBlank(end - 1)) end--;
    }
  }
  return characters
    .slice(from, end)
    .map((one) => one.text)
    .join('');
}

/** mapfile's options that count, and what it says when they do not. */
const COUNTS: readonly (readonly [letter: string, complaint: string])[] = [
  ['n', 'invalid line count'],
  ['s', 'invalid line count'],
  ['O', 'invalid array origin'],
  ['u', 'invalid file descriptor specification'],
  ['c', 'invalid callback quantum'],
];

export function* mapfile(shell: Shell, argv: readonly string[]): Task<number> {
  const given = yield* readArguments(shell, argv, 'td:n:O:s:u:C:c:');
  if ('status' in given) return given.status;
  const { options, operands } = given;
  for (const [letter, what] of COUNTS) {
    const value = options.get(letter);
    if (value === undefined || /^\d+$/.test(value)) continue;
    yield* shell.complain(`${argv[0]}: ${value}: ${what}`);
    return 1;
  }
  const number = (letter: string, otherwise: number) => Number(options.get(letter) ?? otherwise);
  const strip = options.has('t');
  const descriptor = number('u', 0);
  const delimiter = options.has('d') ? (encodeRaw(options.get('d') ?? '')[0] ?? 0) : 10;
  const most = number('n', 0);
  const skip = number('s', 0);
  const origin = options.has('O') ? number('O', 0) : undefined;
  const callback = options.get('C');
  const quantum = number('c', 5000);
  const [name = 'MAPFILE'] = operands;
  if (!NAME.test(name)) {
    yield* shell.complain(`${argv[0]}: \`${name}': not a valid identifier`);
    return 1;
  }
  if (!shell.process.descriptors.has(descriptor)) {
    yield* shell.complain(`${argv[0]}: ${descriptor}: invalid file descriptor: Bad file descriptor`);
    return 1;
  }
  const value = shell.variables.value(name);
  const items = origin !== undefined && value?.kind === 'indexed' ? value.items : [];
  const end = String.fromCharCode(delimiter);
  shell.variables.setArray(name, items);
  for (let count = 0; most === 0 || count < most + skip; count++) {
    const line = yield* readLine(shell, descriptor, delimiter);
    if (!line.complete && line.text === '') break;
    if (count < skip) continue;
    const index = (origin ?? 0) + count - skip;
    const text = line.text + (strip || !line.complete ? '' : end);
    if (callback !== undefined && (count - skip + 1) % quantum === 0) {
      yield* executeText(shell, `${callback} ${index} ${quoteSingly(text)}`, shell.line);
    }
    items[index] = text;
    if (!line.complete) break;
  }
  return 0;
}
