// Prints JSON values as YAML, byte for byte as kubectl -o yaml does (go-yaml v2 behind sigs.k8s.io/yaml): keys in
// natural order, sequences not indented under their key, lines folded at the first blank after column 80.

import { isPrintable, styleOf } from './scalar-style.ts';

const WIDTH = 80;

/** One document, with its final newline. Fields that are undefined are left out. */
export function printYaml(value: unknown): string {
  const out = new Output();
  node(out, value, 0, 'top');
  out.endLine();
  return out.text();
}

type Place = 'top' | 'mapping value' | 'sequence item';

/** `indent` is where children of this node stand. */
function node(out: Output, value: unknown, indent: number, place: Place): void {
  if (Array.isArray(value) && value.length > 0) sequence(out, value, indent, place);
  else if (isMapping(value) && entriesOf(value).length > 0) mapping(out, value, indent, place);
  else {
    if (place !== 'top') out.write(' ');
    const text = scalarText(value);
    if (text === undefined) stringValue(out, String(value), indent);
    else out.write(text);
  }
}

const isMapping = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

function entriesOf(value: Record<string, unknown>): [string, unknown][] {
  return Object.entries(value).filter(([, one]) => one !== undefined);
}

function scalarText(value: unknown): string | undefined {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return numberText(value);
  if (Array.isArray(value)) return '[]';
  if (typeof value === 'object') return '{}';
  return undefined;
}

/** strconv.FormatFloat(…, 'g', -1): exponents from 1e+21 on, two digits at least. */
function numberText(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return String(value);
  return String(value).replace(/e([-+])(\d)$/, 'e$10$2');
}

function mapping(out: Output, value: Record<string, unknown>, indent: number, place: Place): void {
  const entries = entriesOf(value).sort(([a], [b]) => compareKeys(a, b));
  entries.forEach(([key, one], at) => {
    if (at === 0 && place === 'sequence item') out.write(' ');
    else out.newLine(indent);
    const simple = !key.includes('\n') && key.length <= 128;
    if (simple) string(out, key, indent, styleOf(key, true), false);
    else {
      out.write('? ');
      string(out, key, indent + 2, styleOf(key), true);
      out.newLine(indent);
    }
    out.write(':');
    node(out, one, Array.isArray(one) ? indent : indent + 2, 'mapping value');
  });
}

function sequence(out: Output, items: readonly unknown[], indent: number, place: Place): void {
  items.forEach((item, at) => {
    if (at === 0 && place === 'sequence item') out.write(' ');
    else out.newLine(indent);
    out.write('-');
    node(out, item, indent + 2, 'sequence item');
  });
}

function stringValue(out: Output, text: string, indent: number): void {
  string(out, text, Math.max(indent, 2), styleOf(text), true);
}

function string(out: Output, text: string, indent: number, style: ReturnType<typeof styleOf>, mayFold: boolean): void {
  switch (style) {
    case 'plain':
      plain(out, text, indent, mayFold);
      break;
    case 'single':
      singleQuoted(out, text, indent, mayFold);
      break;
    case 'double':
      doubleQuoted(out, text, indent, mayFold);
      break;
    case 'literal':
      literal(out, text, indent);
      break;
  }
}

function plain(out: Output, text: string, indent: number, mayFold: boolean): void {
  let afterSpace = false;
  const characters = [...text];
  characters.forEach((character, at) => {
    if (character === ' ' && mayFold && !afterSpace && out.column > WIDTH && characters[at + 1] !== ' ')
      out.newLine(indent);
    else out.write(character);
    afterSpace = character === ' ';
  });
}

function singleQuoted(out: Output, text: string, indent: number, mayFold: boolean): void {
  const characters = [...text];
  const last = characters.length - 1;
  let afterSpace = false;
  out.write("'");
  characters.forEach((character, at) => {
    const folds =
      character === ' ' &&
      mayFold &&
      !afterSpace &&
      out.column > WIDTH &&
      at > 0 &&
      at < last &&
      characters[at + 1] !== ' ';
    if (folds) out.newLine(indent);
    else out.write(character === "'" ? "''" : character);
    afterSpace = character === ' ';
  });
  out.write("'");
}

function doubleQuoted(out: Output, text: string, indent: number, mayFold: boolean): void {
  const characters = [...text];
  const last = characters.length - 1;
  let afterSpace = false;
  out.write('"');
  characters.forEach((character, at) => {
    const isSpace = character === ' ';
    if (isSpace && mayFold && !afterSpace && out.column > WIDTH && at > 0 && at < last) {
      out.newLine(indent);
      if (characters[at + 1] === ' ') out.write('\\');
    } else out.write(escaped(character));
    afterSpace = isSpace;
  });
  out.write('"');
}

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\x07': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\x1b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function escaped(character: string): string {
  const known = ESCAPES[character];
  if (known !== undefined && character !== '\u00a0') return known;
  if (isPrintable(character)) return character;
  const code = character.codePointAt(0)!;
  const hex = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** `|`, with 2 when the text begins with a blank, - without and + with more than one final newline. */
function literal(out: Output, text: string, indent: number): void {
  const hint = /^[ \n]/.test(text) ? '2' : '';
  const chomp = !text.endsWith('\n') ? '-' : text === '\n' || text.endsWith('\n\n') ? '+' : '';
  out.write(`|${hint}${chomp}`);
  const lines = text.split('\n');
  if (text.endsWith('\n')) lines.pop();
  for (const line of lines) {
    out.newLine(line === '' ? 0 : indent);
    out.write(line);
  }
}

/** go-yaml's keyList: letters after everything else, runs of digits as numbers. `a2` before `a10`. */
export function compareKeys(first: string, second: string): number {
  const a = [...first];
  const b = [...second];
  for (let at = 0; at < a.length && at < b.length; at++) {
    if (a[at] === b[at]) continue;
    const aLetter = /\p{L}/u.test(a[at]);
    const bLetter = /\p{L}/u.test(b[at]);
    if (aLetter && bLetter) return order(a[at], b[at]);
    if (aLetter || bLetter) return bLetter ? -1 : 1;
    const inNumber = (a[at] === '0' || b[at] === '0') && /[1-9][0-9]*$/.test(a.slice(0, at).join(''));
    const aRun = digits(a, at);
    const bRun = digits(b, at);
    const aNumber = Number(`${inNumber ? 1 : 0}${aRun}`);
    const bNumber = Number(`${inNumber ? 1 : 0}${bRun}`);
    if (aNumber !== bNumber) return aNumber - bNumber;
    if (aRun.length !== bRun.length) return aRun.length - bRun.length;
    return order(a[at], b[at]);
  }
  return a.length - b.length;
}

const digits = (characters: readonly string[], from: number): string =>
  /^[0-9]*/.exec(characters.slice(from).join(''))![0];

const order = (a: string, b: string): number => a.codePointAt(0)! - b.codePointAt(0)!;

/** The text so far; knows the column, because folding does. */
class Output {
  readonly #parts: string[] = [];
  column = 0;
  #started = false;

  write(text: string): void {
    this.#parts.push(text);
    this.#started = true;
    this.column += text.length;
  }

  newLine(indent: number): void {
    if (this.#started) this.#parts.push('\n');
    this.#parts.push(' '.repeat(indent));
    this.#started = true;
    this.column = indent;
  }

  endLine(): void {
    this.#parts.push('\n');
  }

  text(): string {
    return this.#parts.join('');
  }
}
