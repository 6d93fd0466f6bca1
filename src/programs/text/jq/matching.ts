// Regular expressions in Oniguruma's dialect, translated into JavaScript's, and what `match` says of a match.

import { describe, JqError, type Json, typeOf } from './values.ts';

export interface Match {
  readonly offset: number;
  readonly length: number;
  readonly string: string;
  readonly captures: readonly { readonly offset: number; readonly text: string | null; readonly name: string | null }[];
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '\\p{Nd}',
  alnum: '\\p{L}\\p{Nd}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '\\p{P}\\p{S}',
  cntrl: '\\p{Cc}',
  xdigit: '0-9A-Fa-f',
  word: '\\p{L}\\p{Nd}_',
  print: '\\P{Cc}',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
};

/** All matches when the modifiers hold `g`, the first otherwise. */
export function matches(text: Json, pattern: Json, modifiers: Json): Match[] {
  if (typeof text !== 'string') throw new JqError(`${describe(text)} cannot be matched, as it is not a string`);
  if (typeof pattern !== 'string') throw new JqError(`${describe(pattern)} cannot be matched, as it is not a string`);
  if (modifiers !== null && typeof modifiers !== 'string') throw new JqError(`${describe(modifiers)} is not a string`);
  const marks = modifiers ?? '';
  if (/[^gimnpslx]/.test(marks)) throw new JqError(`${marks} is not a valid modifier string`);
  const expression = compile(pattern, marks);
  const names = [...pattern.matchAll(/\\.|\((?!\?)|\(\?<([A-Za-z_]\w*)>/g)]
    .filter(([all]) => !all.startsWith('\\'))
    .map(([, name]) => name ?? null);
  const found = [...text.matchAll(expression)].filter(([all]) => !marks.includes('n') || all !== '');
  const places = codePointPlaces(text);
  return (marks.includes('g') ? found : found.slice(0, 1)).map((one) => ({
    offset: places(one.index),
    length: [...one[0]].length,
    string: one[0],
    captures: one.slice(1).map((captured: string | undefined, at) => ({
      offset: captured === undefined ? -1 : places(one.indices![at + 1]![0]),
      text: captured ?? null,
      name: names[at] ?? null,
    })),
  }));
}

export const matchObject = (match: Match): Json =>
  new Map<string, Json>([
    ['offset', match.offset],
    ['length', match.length],
    ['string', match.string],
    [
      'captures',
      match.captures.map(
        ({ offset, text, name }) =>
          new Map<string, Json>([
            ['offset', offset],
            ['length', text === null ? 0 : [...text].length],
            ['string', text],
            ['name', name],
          ]),
      ),
    ],
  ]);

/** Named groups by their names. */
export const captured = (match: Match): Json =>
  new Map<string, Json>(match.captures.flatMap(({ name, text }) => (name === null ? [] : [[name, text] as const])));

/** `test("a"; "x")` and `test(["a", "x"])` mean the same. */
export function patternAndModifiers(given: Json, modifiers: Json): readonly [Json, Json] {
  if (typeof given === 'string') return [given, modifiers];
  if (Array.isArray(given)) return given.length > 1 ? [given[0], given[1]] : [given[0] ?? null, modifiers];
  throw new JqError(`${typeOf(given)} not a string or array`);
}

/** From UTF-16 offsets to counts of characters. */
function codePointPlaces(text: string): (offset: number) => number {
  if (!/\p{Surrogate}|[\u{10000}-\u{10ffff}]/u.test(text)) return (offset) => offset;
  return (offset) => [...text.slice(0, offset)].length;
}

function compile(pattern: string, marks: string): RegExp {
  const inline = /^\(\?([ixms]+)\)/.exec(pattern);
  const all = marks + (inline?.[1].replace('m', 's') ?? '');
  const source = translate(inline ? pattern.slice(inline[0].length) : pattern, all.includes('x'));
  const flags = `dgu${all.includes('i') ? 'i' : ''}${/[sp]/.test(all) ? 's' : ''}`;
  try {
    return new RegExp(source, flags);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new JqError(`Regex failure: ${complaint(error.message)}`);
  }
}

function complaint(message: string): string {
  if (/Unterminated group/.test(message)) return 'end pattern with unmatched parenthesis';
  if (/Unmatched '\)'/.test(message)) return 'unmatched close parenthesis';
  if (/Unterminated character class/.test(message)) return 'premature end of char-class';
  if (/Nothing to repeat/.test(message)) return 'target of repeat operator is not specified';
  if (/Range out of order/.test(message)) return 'empty range in char class';
  if (/\\ at end/.test(message)) return 'end pattern at escape';
  return 'undefined group option';
}

const SPECIAL: Readonly<Record<string, string>> = {
  h: '[0-9a-fA-F]',
  H: '[^0-9a-fA-F]',
  A: '(?<![^])',
  z: '(?![^])',
  Z: '(?=\\n?(?![^]))',
};

function translate(pattern: string, ignoresSpace: boolean): string {
  let source = '';
  let inSet = false;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    const rest = pattern.slice(at);
    if (character === '\\') {
      const next = pattern[++at];
      if (next === undefined) source += '\\';
      else if (!inSet && next in SPECIAL) source += SPECIAL[next];
      else if (/[A-Za-z0-9^$\\.*+?()[\]{}|/]/.test(next) || (inSet && next === '-')) source += `\\${next}`;
      else source += next;
      continue;
    }
    const named = /^\[:(\^?)([a-z]+):\]/.exec(rest);
    if (inSet && named && CLASSES[named[2]]) {
      source += CLASSES[named[2]];
      at += named[0].length - 1;
    } else if (inSet) {
      if (character === ']') inSet = false;
      source += character === '[' ? '\\[' : character;
    } else if (character === '[') {
      inSet = true;
      source += '[';
      if (pattern[at + 1] === '^') source += pattern[++at];
      if (pattern[at + 1] === ']') {
        at++;
        source += '\\]';
      }
    } else if (character === ']' || (character === '}' && !/\{\d*,?\d*$/.test(source))) source += `\\${character}`;
    else if (character === '{' && !/^\{\d*,?\d*\}/.test(rest)) source += '\\{';
    else if (ignoresSpace && /\s/.test(character)) continue;
    else if (ignoresSpace && character === '#') at += /^[^\n]*/.exec(rest)![0].length - 1;
    else source += character;
  }
  return source;
}
