// What `#`, `%`, `/`, `^`, `:offset` and `@Q` make of a value, item by item for lists.

import type { Task } from '../../sim/task.ts';
import type { ParameterOperation, ParameterPiece } from '../syntax/tree.ts';
import { ansiQuoted, parsePieces } from '../syntax/word.ts';
import { CommandFailure } from './control.ts';
import { declarationOf, flagsOf } from './declaration.ts';
import { expandPattern, expandPieces, expandPiecesToText } from './expand.ts';
import { TextSink } from './fields.ts';
import type { Found } from './parameter.ts';
import { hasWildcard, patternSource, unescapePattern } from './pattern.ts';
import { renderPrompt } from './prompt.ts';
import { quoteDoubly, quoteSingly } from './quoting.ts';
import type { Shell } from './shell.ts';

type Operation = Exclude<ParameterOperation, { readonly type: 'default' | 'slice' | 'names' | 'bad' }>;

export function* applyToText(
  shell: Shell,
  piece: ParameterPiece,
  operation: ParameterOperation,
  found: Found,
): Task<Found> {
  switch (operation.type) {
    case 'remove':
    case 'replace':
    case 'case':
    case 'transform': {
      if (operation.type === 'transform' && 'AKka'.includes(operation.operator)) {
        return transformWhole(shell, piece, operation.operator, found);
      }
      if (operation.type === 'transform' && operation.operator === 'P') {
        const items: string[] = [];
        for (const item of found.items) items.push(yield* expandPrompt(shell, renderPrompt(shell, item)));
        return { ...found, items };
      }
      const change = yield* changer(shell, operation, piece);
      return { ...found, items: found.items.map(change) };
    }
    default:
      throw new CommandFailure(`\${${piece.text}}: bad substitution`);
  }
}

/** What a prompt's `$…` and backticks stand for. */
function* expandPrompt(shell: Shell, text: string): Task<string> {
  return (yield* expandPiecesToText(shell, parsePieces(text, shell.line, 'here'), true)).replaceAll(/[\x01\x02]/g, '');
}

function* changer(shell: Shell, operation: Operation, piece: ParameterPiece): Task<(text: string) => string> {
  switch (operation.type) {
    case 'remove': {
      const pattern = yield* expandPattern(shell, operation.pattern);
      return (text) => remove(shell, text, operation.operator, pattern);
    }
    case 'replace':
      return yield* replacer(shell, operation);
    case 'case': {
      const pattern = operation.pattern.length > 0 ? yield* expandPattern(shell, operation.pattern) : '?';
      return (text) => changeCase(shell, text, operation.operator, pattern);
    }
    case 'transform':
      return (text) => transform(text, operation.operator, piece);
  }
}

/** `#` and `%` take the shortest match, `##` and `%%` the longest. */
function remove(shell: Shell, text: string, operator: '#' | '##' | '%' | '%%', pattern: string): string {
  if (!hasWildcard(pattern, shell.options.extglob)) {
    const plain = unescapePattern(pattern);
    if (operator[0] === '#') return text.startsWith(plain) ? text.slice(plain.length) : text;
    return text.endsWith(plain) ? text.slice(0, text.length - plain.length) : text;
  }
  const whole = shell.patterns.compile(pattern, { extended: shell.options.extglob, ignoreCase: false });
  const lengths = Array.from({ length: text.length + 1 }, (_, index) => index);
  if (operator.length === 2) lengths.reverse();
  for (const length of lengths) {
    if (operator[0] === '#' && whole.test(text.slice(0, length))) return text.slice(length);
    if (operator[0] === '%' && whole.test(text.slice(text.length - length))) return text.slice(0, text.length - length);
  }
  return text;
}

function* replacer(shell: Shell, operation: Operation & { readonly type: 'replace' }): Task<(text: string) => string> {
  const pattern = yield* expandPattern(shell, operation.pattern);
  const sink = new ReplacementSink();
  yield* expandPieces(shell, operation.replacement, sink, false);
  const { parts } = sink;
  if (pattern === '' && !operation.anchor) return (text) => text;
  const options = { extended: shell.options.extglob, ignoreCase: shell.options.shopt('nocasematch') };
  const source = greedy(patternSource(pattern, options));
  const anchored = operation.anchor === '#' ? `^(?:${source})` : operation.anchor === '%' ? `(?:${source})$` : source;
  const expression = new RegExp(anchored, `su${options.ignoreCase ? 'i' : ''}${operation.all ? 'g' : ''}`);
  const withMatch = shell.options.shopt('patsub_replacement');
  const insert = (match: string) =>
    parts
      .map((part) =>
        part.quoted || !withMatch
          ? part.text
          : part.text.replaceAll(/\\&|\\\\|&/g, (one) => (one === '&' ? match : one.slice(1))),
      )
      .join('');
  return (text) => {
    if (!operation.all) return text.replace(expression, (match) => insert(match));
    return text.replaceAll(expression, (match: string) => (match === '' ? '' : insert(match)));
  };
}

const greedy = (source: string): string => source;

/** Remembers what was quoted: an unquoted `&` in a replacement stands for the match. */
class ReplacementSink extends TextSink {
  readonly parts: { readonly text: string; readonly quoted: boolean }[] = [];
  override quoted(text: string): void {
    this.parts.push({ text, quoted: true });
  }
  override literal(text: string): void {
    this.parts.push({ text, quoted: false });
  }
  override expanded(text: string): void {
    this.parts.push({ text, quoted: false });
  }
}

function changeCase(shell: Shell, text: string, operator: string, pattern: string): string {
  const matches = shell.patterns.compile(pattern, { extended: shell.options.extglob, ignoreCase: false });
  const change = (character: string) => {
    if (!matches.test(character)) return character;
    if (operator[0] === '^') return character.toUpperCase();
    if (operator[0] === ',') return character.toLowerCase();
    return character === character.toUpperCase() ? character.toLowerCase() : character.toUpperCase();
  };
  const characters = [...text];
  if (operator.length === 2) return characters.map(change).join('');
  return characters.length === 0 ? '' : change(characters[0]) + characters.slice(1).join('');
}

function transform(text: string, operator: string, piece: ParameterPiece): string {
  switch (operator) {
    case 'Q':
      return quoteSingly(text);
    case 'E':
      return ansiQuoted(text);
    case 'U':
      return text.toUpperCase();
    case 'u':
      return text.charAt(0).toUpperCase() + text.slice(1);
    case 'L':
      return text.toLowerCase();
    default:
      throw new CommandFailure(`\${${piece.text}}: bad substitution`);
  }
}

function transformWhole(shell: Shell, piece: ParameterPiece, operator: string, found: Found): Found {
  const variable = shell.variables.find(shell.variables.resolve(piece.name));
  if (operator === 'a') {
    const flags = variable ? flagsOf(variable) : '';
    return { ...found, items: found.list ? found.items.map(() => flags) : [flags], isSet: true };
  }
  if (operator === 'A') {
    if (!variable) return found;
    const declaration = declarationOf(piece.name, variable);
    const plain = declaration.startsWith('declare -- ');
    const items =
      plain || !found.list
        ? [
            plain
              ? `${piece.name}=${quoteSingly(found.items[0] ?? '')}`
              : declaration.replace(/=".*"$/s, `=${quoteSingly(found.items[0] ?? '')}`),
          ]
        : [declaration];
    return { items, list: undefined, isSet: true };
  }
  if (!found.list) return { ...found, items: found.items.map(quoteSingly) };
  const pairs = found.items.map((item, index): [string, string] => [found.keys?.[index] ?? String(index), item]);
  if (operator === 'k') return { ...found, items: pairs.flat() };
  // An associative array gets a blank behind its last value, too.
  const end = shell.variables.value(piece.name)?.kind === 'associative' ? ' ' : '';
  return { ...found, items: [pairs.map(([key, item]) => `${key} ${quoteDoubly(item)}`).join(' ') + end] };
}

/** `${x:offset:length}`; for lists the offset counts items, for arrays indexes, for `$@` from $0. */
export function slice(
  shell: Shell,
  piece: ParameterPiece,
  found: Found,
  offset: number,
  length: number | undefined,
): Found {
  if (found.list === undefined) {
    const characters = [...(found.items[0] ?? '')];
    return { ...found, items: [cut(characters, offset, length, piece).join('')] };
  }
  if (length !== undefined && length < 0) throw new CommandFailure(`${length}: substring expression < 0`);
  if (piece.name === '@' || piece.name === '*') {
    // $0 is there too, where the count reaches it.
    const all = [shell.name, ...found.items];
    const from = offset < 0 ? all.length + offset : offset;
    const items = from < 0 ? [] : all.slice(from, length === undefined ? undefined : from + length);
    return { ...found, items };
  }
  if (shell.variables.value(piece.name)?.kind === 'associative') {
    // Counted from 1, in the order of the table; 0 and 1 are the same.
    const first = Math.max(0, offset < 0 ? found.items.length + offset : offset - 1);
    return { ...found, items: found.items.slice(first, length === undefined ? undefined : first + length) };
  }
  const keys = (found.keys ?? []).map(Number);
  const from = offset < 0 ? (keys.at(-1) ?? -1) + 1 + offset : offset;
  const start = from < 0 ? keys.length : keys.findIndex((key) => key >= from);
  const items = start < 0 ? [] : found.items.slice(start, length === undefined ? undefined : start + length);
  return { ...found, items };
}

function cut(characters: string[], offset: number, length: number | undefined, piece: ParameterPiece): string[] {
  const from = offset < 0 ? characters.length + offset : offset;
  if (from < 0 || from > characters.length) return [];
  if (length === undefined) return characters.slice(from);
  if (length >= 0) return characters.slice(from, from + length);
  const to = characters.length + length;
  if (to < from) throw new CommandFailure(`${piece.name === '' ? '' : ''}${length}: substring expression < 0`);
  return characters.slice(from, to);
}
