// The words of a sudoers file. A logical line ends at a newline that no backslash precedes; what its words mean
// depends on their place, which is the grammar's business.

export type TokenKind =
  | 'word'
  | 'alias'
  | 'all'
  | 'tag'
  | 'defaults'
  | 'aliasKind'
  | 'include'
  | 'command'
  | 'string'
  | ','
  | ':'
  | '='
  | '+='
  | '-='
  | '!'
  | '('
  | ')'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  /** From 1. */
  readonly column: number;
  readonly length: number;
  readonly line: number;
}

export interface LogicalLine {
  readonly tokens: readonly Token[];
  /** Its physical lines, for messages. */
  readonly texts: ReadonlyMap<number, string>;
}

export const TAGS = [
  'EXEC',
  'NOEXEC',
  'FOLLOW',
  'NOFOLLOW',
  'INTERCEPT',
  'NOINTERCEPT',
  'LOG_INPUT',
  'NOLOG_INPUT',
  'LOG_OUTPUT',
  'NOLOG_OUTPUT',
  'MAIL',
  'NOMAIL',
  'PASSWD',
  'NOPASSWD',
  'SETENV',
  'NOSETENV',
];

const SIGNS = new Set([',', ':', '=', '!', '(', ')']);

/** `expectsCommand`: after `=` outside of Defaults, where a word with blanks may be a command with arguments. */
export function readLines(text: string): LogicalLine[] {
  const lines: LogicalLine[] = [];
  const physical = text.split('\n');
  if (physical.at(-1) === '') physical.pop();
  for (let at = 0; at < physical.length; at++) {
    const texts = new Map([[at + 1, physical[at]]]);
    const start = at;
    let whole = physical[at];
    while (/(?:^|[^\\])(?:\\\\)*\\$/.test(whole) && at + 1 < physical.length && !/^\s*#/.test(physical[start])) {
      at++;
      texts.set(at + 1, physical[at]);
      whole = `${whole.slice(0, -1)}\n${physical[at]}`;
    }
    const tokens = new Scanner(whole, start + 1).scan();
    if (tokens.length > 1) lines.push({ tokens, texts });
  }
  return lines;
}

class Scanner {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line: number;
  #lineStart = 0;
  /** Whether a command may come next: a path takes its arguments along. */
  #inCommands = false;
  #inDefaults = false;

  constructor(text: string, line: number) {
    this.#text = text;
    this.#line = line;
  }

  scan(): Token[] {
    while (this.#skipBlanks()) this.#next();
    this.#push('end', '', 1);
    return this.#tokens;
  }

  /** False at the end, which a comment is too; `#1000` and `#include` are none. */
  #skipBlanks(): boolean {
    for (;;) {
      const character = this.#text[this.#at];
      if (character === '\n') {
        this.#line++;
        this.#lineStart = this.#at + 1;
      } else if (character !== ' ' && character !== '\t') break;
      this.#at++;
    }
    const rest = this.#text.slice(this.#at);
    const isFirst = this.#tokens.length === 0;
    return rest !== '' && !(rest[0] === '#' && !/^#-?\d/.test(rest) && !(isFirst && /^#include(?:dir)?\s/.test(rest)));
  }

  #push(kind: TokenKind, text: string, length: number): void {
    this.#tokens.push({ kind, text, column: this.#at - this.#lineStart + 1, length, line: this.#line });
    this.#at += length;
  }

  #next(): void {
    const rest = this.#text.slice(this.#at);
    const before = this.#tokens.at(-1);
    const include = before ? undefined : /^[@#]include(?:dir)?(?=\s)/.exec(rest)?.[0];
    if (include) {
      this.#push('include', include.slice(1), include.length);
      this.#skipBlanks();
      const path = this.#text.slice(this.#at).trimEnd();
      this.#push('word', path.replace(/^"(.*)"$/, '$1').replaceAll('\\ ', ' '), path.length);
      return;
    }
    const assignment = /^[-+]=/.exec(rest)?.[0];
    if (assignment === '+=' || assignment === '-=') {
      this.#push(assignment, assignment, 2);
      return;
    }
    if (SIGNS.has(rest[0])) {
      this.#sign(rest[0]);
      return;
    }
    if (rest[0] === '"') {
      const quoted = /^"((?:\\.|[^"\\])*)"?/s.exec(rest)!;
      this.#push('string', quoted[1].replace(/\\(.)/gs, '$1'), quoted[0].length);
      return;
    }
    this.#word(rest, before);
  }

  #sign(sign: string): void {
    if (sign === '=' && !this.#inDefaults) this.#inCommands = true;
    if (sign === ':' && this.#inCommands && this.#depth() === 0) this.#inCommands = false;
    if (isSign(sign)) this.#push(sign, sign, 1);
  }

  #depth(): number {
    return this.#tokens.reduce((depth, { kind }) => depth + (kind === '(' ? 1 : kind === ')' ? -1 : 0), 0);
  }

  #word(rest: string, before: Token | undefined): void {
    const tag = this.#inCommands ? /^([A-Z_]+)\s*:/.exec(rest) : null;
    if (tag && TAGS.includes(tag[1])) {
      this.#push('tag', tag[1], tag[0].length);
      return;
    }
    if (this.#inCommands && this.#depth() === 0 && /^(?:\/|sudoedit\s|\^\/)/.test(rest)) {
      // A command runs on to the next unescaped , : = or the end.
      const raw = /^(?:\\(?:.|\n)|[^,:=\\#])*/.exec(rest)![0].trimEnd();
      this.#push(
        'command',
        raw
          .replace(/\\\n/g, ' ')
          .replace(/\\([,:=\\ ])/g, '$1')
          .replace(/\s+/g, ' '),
        raw.length,
      );
      return;
    }
    const word = /^%?#?(?:\\.|[^\s,:=!()"\\#])+/.exec(rest)?.[0] ?? rest[0];
    const first = before === undefined;
    if (first && /^Defaults(?:[@>!:].*)?$/.test(word)) {
      this.#inDefaults = true;
      this.#push('defaults', word, word.length);
    } else if (first && /^(?:User|Runas|Host|Cmnd|Cmd)_Alias$/.test(word))
      this.#push('aliasKind', word.replace('Cmd_', 'Cmnd_'), word.length);
    else if (word === 'ALL') this.#push('all', word, word.length);
    else if (/^[A-Z][A-Z0-9_]*$/.test(word)) this.#push('alias', word, word.length);
    else this.#push('word', word.replace(/\\(.)/g, '$1'), word.length);
  }
}

const isSign = (sign: string): sign is ',' | ':' | '=' | '!' | '(' | ')' => SIGNS.has(sign);
