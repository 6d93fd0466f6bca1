// `${…}`: name, subscript and operation.

import { endOfBrace, endOfBracket } from './nesting.ts';
import type { ParameterOperation, Piece, Subscript } from './tree.ts';
import { parsePieces, type Quoting, withTildes } from './word.ts';

const NAME = /^(?:[A-Za-z_]\w*|[0-9]+|[@*#?$!-])/;

/** `at` is the index of the dollar. */
export function parseParameter(
  source: string,
  at: number,
  line: number,
  quoting: Quoting,
): { readonly piece: Piece; readonly end: number } {
  const end = endOfBrace(source, at + 2, quoting !== 'word');
  const text = source.slice(at + 2, end);
  return { piece: parameterPiece(text, line, quoting), end };
}

export function parameterPiece(text: string, line: number, quoting: Quoting): Piece {
  let rest = text;
  // `${#}`, `${#-x}` and `${!}` are the special parameters; `${#x}` is a length and `${!x}` an indirection.
  const length = /^#(?:[A-Za-z_0-9@*]|[#?$!-]$)/.test(rest);
  const indirect = /^![A-Za-z_0-9@*#]/.test(rest);
  if (length || indirect) rest = rest.slice(1);
  const name = NAME.exec(rest)?.[0] ?? '';
  rest = rest.slice(name.length);
  let subscript: Subscript | undefined;
  if (rest.startsWith('[') && /^[A-Za-z_]/.test(name)) {
    const close = endOfBracket(rest, 1);
    subscript = parseSubscript(rest.slice(1, close), line);
    rest = rest.slice(close + 1);
  }
  const operation = name === '' ? { type: 'bad' as const } : parseOperation(rest, line, quoting, indirect);
  const isBad = length && operation !== undefined;
  return {
    kind: 'parameter',
    name,
    indirect,
    length,
    subscript,
    operation: isBad ? { type: 'bad' } : operation,
    text,
  };
}

export function parseSubscript(text: string, line: number): Subscript {
  return text === '@' || text === '*' ? text : parsePieces(text, line, 'word');
}

function parseOperation(
  rest: string,
  line: number,
  quoting: Quoting,
  indirect: boolean,
): ParameterOperation | undefined {
  if (rest === '') return undefined;
  if (indirect && (rest === '*' || rest === '@')) return { type: 'names', operator: rest };
  const substituted = /^(:?)([-=+?])([\s\S]*)$/.exec(rest);
  if (substituted) {
    const operand = parsePieces(substituted[3], line, quoting);
    return {
      type: 'default',
      colon: substituted[1] === ':',
      operator: substituted[2] as '-' | '=' | '+' | '?',
      operand: quoting === 'word' ? withTildes(operand, false) : operand,
    };
  }
  const removed = /^(##?|%%?)([\s\S]*)$/.exec(rest);
  if (removed) {
    return {
      type: 'remove',
      operator: removed[1] as '#' | '##' | '%' | '%%',
      pattern: parsePieces(removed[2], line, 'word'),
    };
  }
  if (rest[0] === '/') return parseReplacement(rest.slice(1), line, quoting);
  const cased = /^(\^\^?|,,?|~~?)([\s\S]*)$/.exec(rest);
  if (cased) {
    return {
      type: 'case',
      operator: cased[1] as '^' | '^^' | ',' | ',,' | '~' | '~~',
      pattern: parsePieces(cased[2], line, 'word'),
    };
  }
  if (/^@[A-Za-z]$/.test(rest)) return { type: 'transform', operator: rest[1] };
  if (rest[0] === ':' && rest.length > 1) {
    const colon = endOfOffset(rest);
    const offset = parsePieces(rest.slice(1, colon), line, 'double');
    const length = colon < rest.length ? parsePieces(rest.slice(colon + 1), line, 'double') : undefined;
    return { type: 'slice', offset, length };
  }
  return { type: 'bad' };
}

function parseReplacement(rest: string, line: number, quoting: Quoting): ParameterOperation {
  const all = rest[0] === '/';
  const anchor = rest[0] === '#' ? '#' : rest[0] === '%' ? '%' : undefined;
  const body = all || anchor ? rest.slice(1) : rest;
  const slash = endOfPattern(body);
  return {
    type: 'replace',
    all,
    anchor,
    pattern: parsePieces(body.slice(0, slash), line, 'word'),
    replacement: parsePieces(body.slice(slash + 1), line, quoting === 'word' ? 'word' : 'word'),
  };
}

/** The slash that ends the pattern; quoted ones do not. */
function endOfPattern(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (character === '/' && i > 0) return i;
    if (character === '/' && i === 0) return i;
    if (character === '\\') i++;
    else if (character === "'") i = Math.max(i, text.indexOf("'", i + 1));
    else if (character === '"') i = Math.max(i, text.indexOf('"', i + 1));
    else if (character === '$' && text[i + 1] === '{') i = endOfBrace(text, i + 2, false);
    else if (character === '[') {
      const close = text.indexOf(']', i + 2);
      if (close > 0 && !text.slice(i, close).includes('/')) i = close;
    }
  }
  return text.length;
}

/** The colon between offset and length: not the one of `a ? b : c`, nor one inside an expansion. */
function endOfOffset(text: string): number {
  let questions = 0;
  let depth = 0;
  for (let i = 1; i < text.length; i++) {
    const character = text[i];
    if (character === '$' && text[i + 1] === '{') i = endOfBrace(text, i + 2, false);
    else if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    else if (character === '?') questions++;
    else if (character === ':' && depth === 0 && questions-- === 0) return i;
  }
  return text.length;
}
