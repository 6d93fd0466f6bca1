// What bash says about text it cannot parse. The parser library tells where it lost the thread; the words are
// bash's: the unexpected token, the missing quote, or the end of the file.

import type { ParseError, Statement } from 'unbash';

export interface SyntaxComplaint {
  /** More text could make it whole: an interactive shell asks for another line. */
  readonly incomplete: boolean;
  /** Line number and message, one or two of them. */
  readonly messages: readonly { readonly line: number; readonly text: string }[];
  /** Number of the line where it went wrong. */
  readonly line: number;
}

const MISSING_QUOTE: Readonly<Record<string, string>> = {
  'unterminated double quote': '"',
  'unterminated single quote': "'",
  'unterminated ansi-c quote': "'",
  'unterminated backtick': '`',
  'unterminated parameter expansion': '}',
  'unterminated command substitution': ')',
  'unterminated process substitution': ')',
  'unterminated arithmetic expansion': ')',
  'unterminated arithmetic command': ')',
  'unterminated arithmetic for header': ')',
  'unterminated extended glob': ')',
  'unterminated array': ')',
};

export function complaintOf(
  source: string,
  errors: readonly ParseError[],
  stray: number | undefined,
  firstLine: number,
): SyntaxComplaint {
  const lineAt = (position: number) => firstLine + source.slice(0, position).split('\n').length - 1;
  const lines = source.split('\n');
  const afterEnd = firstLine + lines.length - (source.endsWith('\n') ? 1 : 0);
  const open = errors.find((error) => error.message.startsWith('unterminated'));
  const token = stray ?? unexpectedToken(source, errors);
  if (open && (token === undefined || open.pos <= token)) {
    const mark = MISSING_QUOTE[open.message.toLowerCase()] ?? ')';
    const isCommand = open.message === 'unterminated command substitution';
    const line = isCommand ? afterEnd : lineAt(open.pos);
    return {
      incomplete: true,
      messages: [{ line, text: `unexpected EOF while looking for matching \`${mark}'` }],
      line,
    };
  }
  if (token === undefined) {
    return {
      incomplete: true,
      messages: [{ line: afterEnd, text: 'syntax error: unexpected end of file' }],
      line: afterEnd,
    };
  }
  const line = lineAt(token);
  const inTest = testComplaint(source, errors);
  if (inTest) return { incomplete: false, messages: [{ line, text: inTest }], line };
  return {
    incomplete: false,
    messages: [
      { line, text: `syntax error near unexpected token \`${tokenAt(source, token)}'` },
      { line, text: `\`${lines[line - firstLine]}'` },
    ],
    line,
  };
}

/** Where the first token stands that no rule allows; undefined when the text ended too early. */
function unexpectedToken(source: string, errors: readonly ParseError[]): number | undefined {
  const first = [...errors].sort((a, b) => a.pos - b.pos).find((error) => !error.message.startsWith('unterminated'));
  if (!first) return undefined;
  let at = first.pos;
  // "expected command in brace group" and the like point at the construct's start.
  const opener = /in (brace group|subshell)/.exec(first.message);
  if (opener) at += 1;
  if (/after unary test operator/.test(first.message)) return at;
  at = skipBlanks(source, at, !/redirect target/.test(first.message));
  if (at < source.length) return at;
  return /redirect target/.test(first.message) ? at : undefined;
}

function skipBlanks(source: string, at: number, newlines: boolean): number {
  let here = at;
  for (;;) {
    while (here < source.length && (newlines ? /\s/ : /[ \t]/).test(source[here])) here++;
    if (source.startsWith('\\\n', here)) here += 2;
    else if (source[here] === '#' && (here === 0 || /\s/.test(source[here - 1]))) {
      const end = source.indexOf('\n', here);
      here = end < 0 ? source.length : end;
      if (!newlines) return here;
    } else return here;
  }
}

function tokenAt(source: string, at: number): string {
  if (at >= source.length || source[at] === '\n') return 'newline';
  const operator = /^(?:;;&|;;|;&|&&|\|\||\|&|<<-|<<<|<<|>>|&>>|&>|<&|>&|<>|>\||[;&|()<>])/.exec(source.slice(at));
  if (operator) return operator[0];
  return /^(?:\\.|'[^']*'|"[^"]*"|[^\s;&|()<>])+/.exec(source.slice(at))?.[0] ?? source[at];
}

function testComplaint(source: string, errors: readonly ParseError[]): string | undefined {
  const unary = errors.find((error) => /after unary test operator/.test(error.message));
  if (unary) return "unexpected argument `]]' to conditional unary operator";
  const stray = errors.find((error) => /^unexpected token '(?!\]\])/.test(error.message));
  const open = errors.some((error) => /to close '\[\['/.test(error.message));
  if (!stray || !open) return undefined;
  return source.indexOf(']]', stray.pos) >= 0 ? 'conditional binary operator expected' : undefined;
}

/**
 * Text between or behind top-level statements that belongs to none: the library stops there without a word.
 * `echo (` leaves ` (`.
 */
export function strayText(source: string, statements: readonly Statement[]): number | undefined {
  let covered = 0;
  for (const statement of [...statements, undefined]) {
    const gapEnd = statement?.pos ?? source.length;
    if (gapEnd > covered && !hasHereDocument(source.slice(0, covered))) {
      const stray = strayIn(source, covered, gapEnd);
      if (stray !== undefined) return stray;
    }
    if (statement) covered = Math.max(covered, statement.end);
  }
  return undefined;
}

const hasHereDocument = (text: string): boolean => text.includes('<<');

function strayIn(source: string, from: number, to: number): number | undefined {
  for (let at = from; at < to; at++) {
    const character = source[at];
    if (character === '#') {
      const end = source.indexOf('\n', at);
      if (end < 0 || end >= to) return undefined;
      at = end;
    } else if (character === '\\' && (source[at + 1] === '\n' || at + 1 === source.length)) at++;
    else if (character === '(') {
      const token = skipBlanks(source, at + 1, false);
      return /[\w$"'{~./-]/.test(source[token] ?? '') && /\w\s*$/.test(source.slice(0, at))
        ? token
        : token >= source.length
          ? token
          : at;
    } else if (!/[\s;&]/.test(character)) return at;
  }
  return undefined;
}
