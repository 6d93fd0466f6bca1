// Words of an awk program. Whether `/` divides or begins an expression depends on what stands before it.

export interface Token {
  readonly kind:
    | 'number'
    | 'string'
    | 'regex'
    | 'name'
    | 'call'
    | 'keyword'
    | 'builtin'
    | 'operator'
    | 'newline'
    | 'end';
  readonly text: string;
  readonly line: number;
}

export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
  readonly line: number;
  readonly near: string;
  constructor(line: number, near: string) {
    super(`syntax error at or near ${near}`);
    this.line = line;
    this.near = near;
  }
}

const KEYWORDS = new Set([
  'BEGIN',
  'END',
  'function',
  'func',
  'if',
  'else',
  'while',
  'for',
  'do',
  'break',
  'continue',
  'next',
  'nextfile',
  'exit',
  'return',
  'delete',
  'in',
  'getline',
  'print',
  'printf',
  'switch',
  'case',
  'default',
]);

export const BUILTINS = new Set([
  'atan2',
  'close',
  'cos',
  'exp',
  'fflush',
  'gensub',
  'gsub',
  'index',
  'int',
  'length',
  'log',
  'match',
  'rand',
  'sin',
  'split',
  'sprintf',
  'sqrt',
  'srand',
  'strftime',
  'sub',
  'substr',
  'system',
  'systime',
  'mktime',
  'tolower',
  'toupper',
]);

const OPERATORS = [
  '**=',
  '&&',
  '||',
  '==',
  '!=',
  '<=',
  '>=',
  '!~',
  '+=',
  '-=',
  '*=',
  '/=',
  '%=',
  '^=',
  '++',
  '--',
  '>>',
  '**',
  '{',
  '}',
  '(',
  ')',
  '[',
  ']',
  ';',
  ',',
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '!',
  '>',
  '<',
  '|',
  '?',
  ':',
  '~',
  '$',
  '=',
];

export function tokenize(source: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  let line = 1;
  const push = (kind: Token['kind'], text: string) => tokens.push({ kind, text, line });
  while (at < source.length) {
    const rest = source.slice(at, at + 4096);
    const blank = /^(?:[ \t\r]+|\\\r?\n|#[^\n]*)/.exec(rest);
    if (blank) {
      if (blank[0].includes('\n')) line++;
      at += blank[0].length;
      continue;
    }
    if (rest[0] === '\n') {
      push('newline', '\n');
      line++;
      at++;
      continue;
    }
    const number = /^(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)/.exec(rest);
    if (number) {
      push('number', number[0]);
      at += number[0].length;
      continue;
    }
    const name = /^[A-Za-z_]\w*/.exec(rest);
    if (name) {
      const [word] = name;
      at += word.length;
      if (KEYWORDS.has(word)) push('keyword', word === 'func' ? 'function' : word);
      else if (BUILTINS.has(word)) push('builtin', word);
      else push(source[at] === '(' ? 'call' : 'name', word);
      continue;
    }
    if (rest[0] === '"') {
      const string = readString(source, at, line);
      push('string', string.text);
      at = string.end;
      continue;
    }
    if (rest[0] === '/' && !endsOperand(tokens.at(-1))) {
      const regex = /^\/((?:[^\\/[\n]|\\.|\[\^?\]?(?:\[:\w+:\]|[^\]\n])*\])*)\//.exec(source.slice(at));
      if (!regex) throw new SyntaxProblem(line, '/');
      push('regex', regex[1].replaceAll('\\/', '/'));
      at += regex[0].length;
      continue;
    }
    const operator = OPERATORS.find((one) => rest.startsWith(one));
    if (!operator) throw new SyntaxProblem(line, rest[0]);
    push('operator', operator === '**' ? '^' : operator === '**=' ? '^=' : operator);
    at += operator.length;
  }
  push('newline', '\n');
  push('end', 'end of file');
  return tokens;
}

function endsOperand(token: Token | undefined): boolean {
  if (!token) return false;
  if (token.kind === 'number' || token.kind === 'string' || token.kind === 'name' || token.kind === 'builtin')
    return true;
  return token.kind === 'operator' && [')', ']', '$', '++', '--'].includes(token.text);
}

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  '"': '"',
  '/': '/',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

function readString(source: string, start: number, line: number): { readonly text: string; readonly end: number } {
  let at = start + 1;
  let text = '';
  while (source[at] !== '"') {
    const character = source[at];
    if (character === undefined || character === '\n') throw new SyntaxProblem(line, '"');
    if (character !== '\\') {
      text += character;
      at++;
      continue;
    }
    const one = unescapeAt(source, at);
    text += one.text;
    at = one.end;
  }
  return { text, end: at + 1 };
}

function unescapeAt(source: string, at: number): { readonly text: string; readonly end: number } {
  const next = source[at + 1];
  if (next === '\n') return { text: '', end: at + 2 };
  const octal = /^[0-7]{1,3}/.exec(source.slice(at + 1, at + 4));
  if (octal) return { text: String.fromCharCode(Number.parseInt(octal[0], 8)), end: at + 1 + octal[0].length };
  return { text: ESCAPES[next] ?? `\\${next}`, end: at + 2 };
}

/** Escapes in `-v name=value` and in assignments among the operands. */
export function unescapeText(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '\\' || at + 1 === text.length) {
      result += text[at++];
      continue;
    }
    const one = unescapeAt(text, at);
    result += one.text;
    at = one.end;
  }
  return result;
}
