// Splits a jq program into tokens. A string with interpolations is several: its quote, pieces of text, `\(`,
// the tokens of the expression, `)`, the closing quote.

export type TokenKind =
  | 'identifier'
  | 'field'
  | 'number'
  | 'format'
  | 'keyword'
  | 'mark'
  | 'quote'
  | 'text'
  | 'interpolation'
  | 'endOfInterpolation'
  | 'endOfString'
  | 'invalid'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** The name without its dot for fields, the unescaped piece for texts. */
  readonly text: string;
  /** Where it begins in the program. */
  readonly at: number;
}

const KEYWORDS = new Set(
  'and as break catch def elif else end foreach if import include label module or reduce then try __loc__'.split(' '),
);
const MARKS = /^(?:\?\/\/=?|\/\/=|\|=|\+=|-=|\*=|\/=|%=|==|!=|<=|>=|\/\/|\.\.|[.[\]{}()|,:;=<>+\-*/%?$])/;
const SPACE = /^(?:[ \t\r\n]+|#[^\n]*)/;
const IDENTIFIER = /^(?:[a-zA-Z_][a-zA-Z_0-9]*::)*[a-zA-Z_][a-zA-Z_0-9]*/;
const NUMBER = /^(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/;

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

export function tokensOf(program: string): Token[] {
  const tokens: Token[] = [];
  /** What each open bracket or string waits for; `\(` waits for a bracket and returns to its string. */
  const open: string[] = [];
  let at = 0;
  const push = (kind: TokenKind, text: string, length = text.length) => {
    tokens.push({ kind, text, at });
    at += length;
  };
  while (at < program.length) {
    const rest = program.slice(at);
    if (open.at(-1) === '"') {
      if (rest.startsWith('"')) {
        open.pop();
        push('endOfString', '"');
      } else if (rest.startsWith('\\(')) {
        open.push('\\(');
        push('interpolation', '\\(');
      } else {
        const piece = /^(?:\\[^(]|[^"\\])+/.exec(rest)?.[0];
        if (piece === undefined) push('invalid', rest[0]);
        else push('text', unescaped(piece), piece.length);
      }
      continue;
    }
    const space = SPACE.exec(rest);
    if (space) {
      at += space[0].length;
      continue;
    }
    const number = NUMBER.exec(rest);
    const field = /^\.([a-zA-Z_][a-zA-Z_0-9]*)/.exec(rest);
    const name = IDENTIFIER.exec(rest);
    const format = /^@[a-zA-Z0-9_]+/.exec(rest);
    const mark = MARKS.exec(rest);
    if (rest.startsWith('"')) {
      open.push('"');
      push('quote', '"');
    } else if (number) push('number', number[0]);
    else if (field) push('field', field[1], field[0].length);
    else if (format) push('format', format[0]);
    else if (name) push(KEYWORDS.has(name[0]) ? 'keyword' : 'identifier', name[0]);
    else if (!mark) push('invalid', rest[0]);
    else if (mark[0] in CLOSERS) {
      open.push(CLOSERS[mark[0]]);
      push('mark', mark[0]);
    } else if (/[)\]}]/.test(mark[0])) {
      const expected = open.pop();
      if (expected === '\\(' && mark[0] === ')') push('endOfInterpolation', ')');
      else push(expected === mark[0] ? 'mark' : 'invalid', mark[0]);
    } else push('mark', mark[0]);
  }
  tokens.push({ kind: 'end', text: '', at: tokens.at(-1)?.at ?? 0 });
  return tokens;
}

function unescaped(piece: string): string {
  return piece.replaceAll(/\\(u([0-9a-fA-F]{4})|.)/gs, (_all, letter: string, digits: string | undefined) => {
    if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
    return ({ n: '\n', t: '\t', r: '\r', b: '\b', f: '\f' } as Readonly<Record<string, string>>)[letter] ?? letter;
  });
}

/** A token as the grammar calls it in its complaints. */
export function nameOf(token: Token): string {
  switch (token.kind) {
    case 'identifier':
      return 'IDENT';
    case 'field':
      return 'FIELD';
    case 'number':
      return 'LITERAL';
    case 'format':
      return 'FORMAT';
    case 'quote':
      return 'QQSTRING_START';
    case 'endOfInterpolation':
      return 'QQSTRING_INTERP_END';
    case 'invalid':
      return 'INVALID_CHARACTER';
    case 'end':
      return '$end';
    default:
      return token.kind === 'mark' && token.text.length === 1 ? `'${token.text}'` : token.text;
  }
}
