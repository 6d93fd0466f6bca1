// Where a quoted or bracketed stretch of shell text ends. Each function takes the index just behind the
// opening mark and gives the index of the closing one. Words hold commands and commands hold words, so this
// file, the words and the grammar know each other.

import { endOfSubstitution } from './grammar.ts';

/** Who looks, and what becomes of a missing mark. */
export interface Scan {
  /** `missing` throws: the text is being parsed for the first time. */
  readonly isStrict: boolean;
  readonly extglob: boolean;
  readonly dialect: Dialect;
  /** The closing mark is not there; `opened` is where the stretch begins. Gives the index to go on with. */
  missing(mark: string, opened: number, source: string): number;
}

export type Dialect = 'bash' | 'dash' | 'ash';

/** For texts that were parsed before, and for prompts and here-documents: they end where the text ends. */
const TOLERANT: Scan = {
  isStrict: false,
  extglob: true,
  dialect: 'bash',
  missing: (_mark, _opened, source) => source.length,
};

export function endOfSingleQuote(source: string, at: number, scan: Scan = TOLERANT): number {
  const end = source.indexOf("'", at);
  return end < 0 ? scan.missing("'", at - 1, source) : end;
}

export function endOfDoubleQuote(source: string, at: number, scan: Scan = TOLERANT): number {
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '"') return i;
    i = skipExpansion(source, i, scan);
  }
  return scan.missing('"', at - 1, source);
}

export function endOfAnsiQuote(source: string, at: number, scan: Scan = TOLERANT): number {
  for (let i = at; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === "'") return i;
  }
  return scan.missing("'", at - 1, source);
}

export function endOfBacktick(source: string, at: number, scan: Scan = TOLERANT): number {
  for (let i = at; i < source.length; i++) {
    if (source[i] === '\\') i++;
    else if (source[i] === '`') return i;
  }
  return scan.missing('`', at - 1, source);
}

/** `${ … }`. Inside double quotes a single quote is only a character. */
export function endOfBrace(source: string, at: number, inDoubleQuotes: boolean, scan: Scan = TOLERANT): number {
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '}') return i;
    if (character === "'" && !inDoubleQuotes) i = endOfSingleQuote(source, i + 1, scan);
    else i = skipQuotedOrExpansion(source, i, scan);
  }
  return scan.missing('}', at - 2, source);
}

/** `[ … ]` of a subscript. */
export function endOfBracket(source: string, at: number, scan: Scan = TOLERANT): number {
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '[') depth++;
    else if (character === ']' && depth-- === 0) return i;
    else if (character === "'") i = endOfSingleQuote(source, i + 1, scan);
    else i = skipQuotedOrExpansion(source, i, scan);
  }
  return scan.missing(']', at - 1, source);
}

/** `$(( … ))`: the index of the first of the two parentheses; undefined when it is no arithmetic after all. */
export function endOfArithmetic(source: string, at: number, scan: Scan = TOLERANT): number | undefined {
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '(') depth++;
    else if (character === ')') {
      if (depth === 0 && source[i + 1] === ')') return i;
      if (depth === 0 && source.slice(i + 1).trim() !== '') return undefined;
      if (depth === 0) break;
      depth--;
    } else i = skipQuotedOrExpansion(source, i, scan);
  }
  return scan.isStrict ? scan.missing(')', at - 2, source) : undefined;
}

/** `$( … )`: only the grammar knows where it ends, for quotes, comments, here-documents and `case` hide parentheses. */
export function endOfCommand(source: string, at: number, scan: Scan = TOLERANT): number {
  const end = endOfSubstitution(source, at, scan);
  if (end !== undefined) return end;
  // Text that does not parse: whoever runs it is told what is wrong.
  let depth = 0;
  for (let i = at; i < source.length; i++) {
    const character = source[i];
    if (character === '(') depth++;
    else if (character === ')' && depth-- === 0) return i;
    else if (character === "'") i = endOfSingleQuote(source, i + 1);
    else i = skipQuotedOrExpansion(source, i);
  }
  return source.length;
}

export function skipQuotedOrExpansion(source: string, at: number, scan: Scan = TOLERANT): number {
  if (source[at] === '"') return endOfDoubleQuote(source, at + 1, scan);
  if (source[at] === '$' && source[at + 1] === "'") return endOfAnsiQuote(source, at + 2, scan);
  return skipExpansion(source, at, scan);
}

/** The last index of an expansion or escape that starts at `at`; `at` itself when none does. */
export function skipExpansion(source: string, at: number, scan: Scan = TOLERANT): number {
  const character = source[at];
  if (character === '\\') return at + 1;
  if (character === '`') return endOfBacktick(source, at + 1, scan);
  if (character !== '$') return at;
  const next = source[at + 1];
  if (next === '{') return endOfBrace(source, at + 2, false, scan);
  if (next === '[' && scan.dialect === 'bash') return endOfBracket(source, at + 2, scan);
  if (next !== '(') return at;
  if (source[at + 2] === '(') {
    const end = endOfArithmetic(source, at + 3, scan);
    if (end !== undefined) return end + 1;
  }
  return endOfCommand(source, at + 2, scan);
}
