// Cuts the text of a word into pieces: quotes, `$…`, backticks, process substitutions, tildes.
//
//   a"$x b"*  →  literal a · double( parameter x · literal " b" ) · literal *

import { decodeRaw, encodeRaw } from '../../base/raw-text.ts';
import { ansiEscapes } from './ansi-quote.ts';
import { expandBraces } from './braces.ts';
import {
  type Dialect,
  endOfAnsiQuote,
  endOfArithmetic,
  endOfBacktick,
  endOfBracket,
  endOfCommand,
  endOfDoubleQuote,
  endOfSingleQuote,
} from './nesting.ts';
import { parseParameter } from './parameter.ts';
import type { Piece, Word } from './tree.ts';

/**
 * word: quotes quote. double: between double quotes, only `$`, backtick and some backslashes mean something.
 * here: a here-document, where even the double quote is a character. value: an unquoted operand inside `${…}`.
 */
export type Quoting = 'word' | 'double' | 'here';

/** In the place of a word that nobody will look at. */
export const NO_WORD: Word = { text: '', pieces: [], braces: [[]], constant: '' };

export interface WordOptions {
  /** Tildes behind colons count, braces do not. */
  readonly assignment?: boolean;
  readonly dialect?: Dialect;
}

export function makeWord(text: string, line: number, options: WordOptions = {}): Word {
  if (/^[\w./:@%+,-]+$/.test(text)) {
    const pieces: readonly Piece[] = [{ kind: 'literal', text }];
    return { text, pieces, braces: [pieces], constant: text };
  }
  const plain = parsePieces(text, line, 'word', options.dialect);
  const pieces = withTildes(plain, options.assignment ?? false);
  const braces = options.assignment ? [pieces] : expandBraces(plain).map((one) => withTildes(one, false));
  return { text, pieces, braces, constant: constantOf(braces) };
}

function constantOf(braces: readonly (readonly Piece[])[]): string | undefined {
  if (braces.length !== 1) return undefined;
  let text = '';
  for (const piece of braces[0]) {
    if (piece.kind === 'quoted') text += piece.text;
    else if (piece.kind === 'literal' && !/[*?[\\]/.test(piece.text) && !/[@!+]\(/.test(piece.text)) text += piece.text;
    else if (piece.kind === 'double' && piece.pieces.every((one) => one.kind === 'quoted' || one.kind === 'literal')) {
      for (const one of piece.pieces) if ('text' in one) text += one.text;
    } else return undefined;
  }
  return text;
}

export function parsePieces(source: string, line: number, quoting: Quoting, dialect: Dialect = 'bash'): Piece[] {
  const pieces: Piece[] = [];
  let literal = '';
  let here = line;
  const flush = () => {
    if (literal) pieces.push({ kind: 'literal', text: literal });
    literal = '';
  };
  const push = (piece: Piece) => {
    flush();
    pieces.push(piece);
  };
  const inner = quoting === 'word' ? 'word' : 'double';
  const isBash = dialect === 'bash';
  for (let i = 0; i < source.length; i++) {
    const character = source[i];
    if (character === '\n') here++;
    if (character === '\\') {
      const next = source[i + 1];
      if (next === undefined) literal += '\\';
      else if (next === '\n') here++;
      else if (quoting === 'word' || '$`\\'.includes(next) || (next === '"' && quoting === 'double')) {
        push({ kind: 'quoted', text: next });
      } else {
        literal += `\\${next}`;
      }
      i++;
    } else if (character === "'" && quoting === 'word') {
      const end = endOfSingleQuote(source, i + 1);
      push({ kind: 'quoted', text: source.slice(i + 1, end) });
      i = end;
    } else if (character === '"' && quoting === 'word') {
      const end = endOfDoubleQuote(source, i + 1);
      push({ kind: 'double', pieces: parsePieces(source.slice(i + 1, end), here, 'double') });
      i = end;
    } else if (character === '"' && quoting === 'double') {
      // Quotes inside the operand of a quoted ${…} vanish.
    } else if (character === '`') {
      const end = endOfBacktick(source, i + 1);
      const escapes = quoting === 'double' ? /\\([$`\\"])/g : /\\([$`\\])/g;
      push({ kind: 'command', source: source.slice(i + 1, end).replaceAll(escapes, '$1'), line: here });
      i = end;
    } else if (character === '$') {
      const isBashOnly = /['"[]/.test(source[i + 1] ?? '');
      const found = isBash || !isBashOnly ? parseDollar(source, i, here, quoting, inner) : undefined;
      if (found) {
        push(found.piece);
        i = found.end;
      } else literal += '$';
    } else if ((character === '<' || character === '>') && source[i + 1] === '(' && quoting === 'word' && isBash) {
      const end = endOfCommand(source, i + 2);
      push({ kind: 'process', direction: character, source: source.slice(i + 2, end), line: here });
      i = end;
    } else literal += character;
  }
  flush();
  return pieces;
}

interface Found {
  readonly piece: Piece;
  /** Index of the last character that belongs to it. */
  readonly end: number;
}

function parseDollar(source: string, at: number, line: number, quoting: Quoting, inner: Quoting): Found | undefined {
  const next = source[at + 1];
  if (next === undefined) return undefined;
  if (next === '{') return parseParameter(source, at, line, inner);
  if (next === '(') {
    if (source[at + 2] === '(') {
      const end = endOfArithmetic(source, at + 3);
      if (end !== undefined) return { piece: arithmeticPiece(source.slice(at + 3, end), line), end: end + 1 };
    }
    const end = endOfCommand(source, at + 2);
    return { piece: { kind: 'command', source: source.slice(at + 2, end), line }, end };
  }
  if (next === '[') {
    const end = endOfBracket(source, at + 2);
    return { piece: arithmeticPiece(source.slice(at + 2, end), line), end };
  }
  if (next === "'" && quoting === 'word') {
    const end = endOfAnsiQuote(source, at + 2);
    return { piece: { kind: 'quoted', text: ansiQuoted(source.slice(at + 2, end)) }, end };
  }
  if (next === '"' && quoting === 'word') {
    const end = endOfDoubleQuote(source, at + 2);
    return { piece: { kind: 'double', pieces: parsePieces(source.slice(at + 2, end), line, 'double') }, end };
  }
  const name = /^(?:[A-Za-z_]\w*|[0-9@*#?$!-])/.exec(source.slice(at + 1, at + 257))?.[0];
  if (name === undefined) return undefined;
  return { piece: plainParameter(name), end: at + name.length };
}

const plainParameter = (name: string): Piece => ({
  kind: 'parameter',
  name,
  indirect: false,
  length: false,
  subscript: undefined,
  operation: undefined,
  text: name,
});

export const arithmeticPiece = (text: string, line: number): Piece => ({
  kind: 'arithmetic',
  text,
  pieces: parsePieces(text, line, 'double'),
});

/** Escapes may spell a character byte by byte; a null ends the text. */
export function ansiQuoted(text: string): string {
  const expanded = ansiEscapes(text, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : String.fromCharCode(0xdc00 + byte),
  );
  const end = expanded.indexOf('\0');
  return decodeRaw(encodeRaw(end < 0 ? expanded : expanded.slice(0, end)));
}

/** A tilde counts at the start of a word, and in assignments behind `=` and each colon. */
export function withTildes(pieces: readonly Piece[], assignment: boolean): readonly Piece[] {
  const first = pieces[0];
  const looksAssigned = first?.kind === 'literal' && /^[A-Za-z_]\w*\+?=/.test(first.text);
  if (!pieces.some((piece) => piece.kind === 'literal' && piece.text.includes('~'))) return pieces;
  return pieces.flatMap((piece, index): Piece[] => {
    if (piece.kind !== 'literal') return [piece];
    const isLast = index === pieces.length - 1;
    const colons = assignment || (looksAssigned && index === 0);
    const parts: Piece[] = [];
    let literal = '';
    for (let at = 0; at < piece.text.length; at++) {
      const before = piece.text[at - 1];
      const starts = (index === 0 && at === 0) || (colons && (before === ':' || (before === '=' && !assignment)));
      const found = starts && piece.text[at] === '~' ? /^~([^/:]*)/.exec(piece.text.slice(at)) : null;
      // `~"x"`: the quote keeps it from being a name.
      const reachesEnd = found !== null && at + found[0].length === piece.text.length;
      if (!found || (reachesEnd && !isLast)) {
        literal += piece.text[at];
        continue;
      }
      if (literal) parts.push({ kind: 'literal', text: literal });
      literal = '';
      parts.push({ kind: 'tilde', user: found[1] });
      at += found[0].length - 1;
    }
    if (literal) parts.push({ kind: 'literal', text: literal });
    return parts;
  });
}
