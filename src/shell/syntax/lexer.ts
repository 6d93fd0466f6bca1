// Text → tokens: words with their quotes still on, operators, newlines. A newline also brings the bodies of the
// here-documents that were announced before it. What a word means where it stands is the grammar's business;
// the grammar tells the lexer what it waits for, because that decides where a word ends.

import { SyntaxFailure } from './failure.ts';
import {
  type Dialect,
  endOfAnsiQuote,
  endOfBracket,
  endOfCommand,
  endOfDoubleQuote,
  endOfSingleQuote,
  type Scan,
  skipExpansion,
} from './nesting.ts';

export interface Token {
  readonly type: 'word' | 'operator' | 'redirect' | 'newline' | 'end';
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** `2>`, `{name}>`: what stands in front of a redirection. */
  readonly descriptor?: number | string | undefined;
}

export interface HereDocumentOpening {
  readonly delimiter: string;
  readonly stripTabs: boolean;
  readonly isQuoted: boolean;
  readonly start: number;
  /** Called with the body and its line when it is read; `isOpen`: the text ended first. */
  readonly close: (body: string, line: number, isOpen: boolean) => void;
}

export interface LexerOptions {
  readonly start: number;
  /** The number of the line on which `start` lies. */
  readonly line: number;
  readonly dialect: Dialect;
  readonly extglob: boolean;
  /** The text is that of `$( … )`: a here-document's delimiter may have the parenthesis behind it. */
  readonly inSubstitution?: boolean;
}

const CONTROL: Readonly<Record<Dialect, RegExp>> = {
  bash: /;;&|;;|;&|&&|\|\||\|&|[;&|()]/y,
  ash: /;;|&&|\|\||[;&|()]/y,
  dash: /;;|&&|\|\||[;&|()]/y,
};
const REDIRECT: Readonly<Record<Dialect, RegExp>> = {
  bash: /<<<|<<-|<<|&>>|&>|<&|>&|>>|<>|>\||[<>]/y,
  ash: /<<-|<<|<&|>&|>>|<>|>\||[<>]/y,
  dash: /<<-|<<|<&|>&|>>|<>|>\||[<>]/y,
};
const DESCRIPTOR = /(?:(\d+)|\{([A-Za-z_]\w*(?:\[[^\]\s]*\])?)\})(?=[<>])/y;
/** Words without anything in them that the shell would look at. */
const PLAIN = /[\w./:@%^,~{}=-]+(?=[ \t\n;&|()<>]|$)/y;

/** The pattern's match at a place, if there is one. */
function matchAt(pattern: RegExp, source: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(source);
}

export class Lexer {
  source: string;
  readonly dialect: Dialect;
  readonly scan: Scan;
  readonly #line: number;
  readonly #start: number;
  readonly #isExtended: boolean;
  readonly #inSubstitution: boolean;
  #position: number;
  #peeked: Token | undefined;
  #newlines: number[] | undefined;
  /** The newline behind the last line was read. */
  #hasEnded = false;
  readonly #hereDocuments: HereDocumentOpening[] = [];
  /** `name=( … )` is one word here. */
  takesAssignments = true;
  /** Behind `==` in `[[ ]]`: parentheses of patterns belong to words. */
  takesPatterns = false;
  /** Behind `=~`: parentheses and bars belong to words. */
  takesRegex = false;

  constructor(source: string, options: LexerOptions) {
    this.source = source;
    this.dialect = options.dialect;
    this.#line = options.line;
    this.#start = options.start;
    this.#position = options.start;
    this.#isExtended = options.extglob;
    this.#inSubstitution = options.inSubstitution ?? false;
    this.scan = {
      isStrict: true,
      extglob: options.extglob,
      dialect: options.dialect,
      missing: (mark, opened) => {
        throw new SyntaxFailure({ type: 'open', mark, opened });
      },
    };
  }

  peek(): Token {
    this.#peeked ??= this.#read();
    return this.#peeked;
  }

  next(): Token {
    const token = this.peek();
    this.#peeked = undefined;
    this.#position = token.end;
    this.#hasEnded = token.end === this.source.length && token.type === 'newline';
    if (token.type === 'newline' && this.#hereDocuments.length > 0) this.#readHereDocuments();
    return token;
  }

  /** Where the next token is read. */
  get position(): number {
    return this.#position;
  }

  /** Goes on somewhere else: behind text that the grammar has cut out itself. */
  jump(position: number): void {
    this.#peeked = undefined;
    this.#position = position;
  }

  /** Puts other text in the place of a stretch not read yet: an alias. */
  replace(start: number, end: number, text: string): void {
    this.source = this.source.slice(0, start) + text + this.source.slice(end);
    this.#newlines = undefined;
    this.jump(start);
  }

  expectHereDocument(opening: HereDocumentOpening): void {
    this.#hereDocuments.push(opening);
  }

  get opensHereDocument(): boolean {
    return this.#hereDocuments.length > 0;
  }

  /** The end of the text closes what is open. */
  closeHereDocuments(): void {
    if (this.#hereDocuments.length > 0) this.#readHereDocuments();
  }

  lineAt(position: number): number {
    if (!this.#newlines) {
      this.#newlines = [];
      for (let at = this.source.indexOf('\n', this.#start); at >= 0; at = this.source.indexOf('\n', at + 1))
        this.#newlines.push(at);
    }
    let low = 0;
    let high = this.#newlines.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#newlines[middle] < position) low = middle + 1;
      else high = middle;
    }
    return this.#line + low;
  }

  #read(): Token {
    const start = this.#skipBlanks(this.#position);
    const { source } = this;
    if (start >= source.length) {
      // bash ends every text with a newline.
      const isNewline = this.dialect === 'bash' && !this.#hasEnded && source !== '' && !source.endsWith('\n');
      return { type: isNewline ? 'newline' : 'end', text: '', start: source.length, end: source.length };
    }
    const character = source[start];
    if (character === '\n') return { type: 'newline', text: '\n', start, end: start + 1 };
    if (/[0-9{]/.test(character)) {
      const descriptor = matchAt(DESCRIPTOR, source, start);
      if (descriptor && !(descriptor[2] && this.dialect !== 'bash')) {
        const at = start + descriptor[0].length;
        const operator = this.#isProcess(at) ? null : matchAt(REDIRECT[this.dialect], source, at);
        if (operator) {
          const number = descriptor[1] === undefined ? descriptor[2] : Number(descriptor[1]);
          return { type: 'redirect', text: operator[0], start, end: at + operator[0].length, descriptor: number };
        }
      }
    }
    if (/[<>&;|()]/.test(character) && !this.#isProcess(start) && !(this.takesRegex && /[(|]/.test(character))) {
      const redirect = matchAt(REDIRECT[this.dialect], source, start);
      if (redirect) return { type: 'redirect', text: redirect[0], start, end: start + redirect[0].length };
      const operator = matchAt(CONTROL[this.dialect], source, start);
      if (operator) return { type: 'operator', text: operator[0], start, end: start + operator[0].length };
    }
    const end = this.#endOfWord(start);
    return { type: 'word', text: source.slice(start, end), start, end };
  }

  /** Blanks, continued lines and comments. */
  #skipBlanks(from: number): number {
    const { source } = this;
    let at = from;
    for (;;) {
      const character = source[at];
      if (character === ' ' || character === '\t') at++;
      else if (character === '\\' && source[at + 1] === '\n') at += 2;
      else if (character === '#' && !this.takesRegex) {
        const end = source.indexOf('\n', at);
        return end < 0 ? source.length : end;
      } else return at;
    }
  }

  #isProcess(at: number): boolean {
    return this.dialect === 'bash' && /[<>]/.test(this.source[at]) && this.source[at + 1] === '(';
  }

  #endOfWord(start: number): number {
    const { source, scan } = this;
    const plain = this.takesPatterns || this.takesRegex ? null : matchAt(PLAIN, source, start);
    if (plain && !/[<>(]/.test(source[start + plain[0].length] ?? '')) return start + plain[0].length;
    for (let at = start; at < source.length; at++) {
      const character = source[at];
      if (character === ' ' || character === '\n' || character === '\t') return at;
      if (character === "'") at = endOfSingleQuote(source, at + 1, scan);
      else if (character === '"') at = endOfDoubleQuote(source, at + 1, scan);
      else if (character === '$' && source[at + 1] === "'" && this.dialect === 'bash')
        at = endOfAnsiQuote(source, at + 2, scan);
      else if (character === '[' && this.#opensSubscript(start, at)) at = endOfBracket(source, at + 1, scan);
      else if (/[;&|()<>]/.test(character)) {
        if (this.#isProcess(at)) at = endOfCommand(source, at + 2, scan);
        else if (character === '(' && this.#opensArray(start, at)) at = this.#endOfArray(at);
        else if (character === '(' && this.#opensPattern(start, at)) at = this.#endOfPattern(at);
        else if (character !== '|' || !this.takesRegex) return at;
      } else at = skipExpansion(source, at, scan);
    }
    return source.length;
  }

  #opensSubscript(start: number, at: number): boolean {
    if (!this.takesAssignments || this.dialect !== 'bash') return false;
    return at > start && /^[A-Za-z_]\w*$/.test(this.source.slice(start, at));
  }

  #opensArray(start: number, at: number): boolean {
    if (!this.takesAssignments || this.dialect !== 'bash' || this.source[at - 1] !== '=') return false;
    return /^[A-Za-z_]\w*(?:\[[\s\S]*\])?\+?=$/.test(this.source.slice(start, at));
  }

  #opensPattern(start: number, at: number): boolean {
    if (this.takesRegex) return true;
    if (!this.#isExtended && !this.takesPatterns) return false;
    return at > start && /[?*+@!]/.test(this.source[at - 1]);
  }

  #endOfPattern(open: number): number {
    const { source, scan } = this;
    let depth = 0;
    for (let at = open; at < source.length; at++) {
      const character = source[at];
      if (character === '(') depth++;
      else if (character === ')') {
        if (--depth === 0) return at;
      } else if (character === "'") at = endOfSingleQuote(source, at + 1, scan);
      else if (character === '"') at = endOfDoubleQuote(source, at + 1, scan);
      else if (character === '$' && source[at + 1] === "'") at = endOfAnsiQuote(source, at + 2, scan);
      else at = skipExpansion(source, at, scan);
    }
    return scan.missing(')', open, source);
  }

  /** `( … )` behind `name=`: words and newlines, nothing else. */
  #endOfArray(open: number): number {
    const inner = new Lexer(this.source, {
      line: this.#line,
      start: open + 1,
      dialect: this.dialect,
      extglob: this.#isExtended,
    });
    inner.takesAssignments = false;
    for (;;) {
      const token = inner.#elementOrToken();
      if (token.type === 'word' || token.type === 'newline') continue;
      if (token.text === ')') return token.start;
      if (token.type === 'end') throw new SyntaxFailure({ type: 'open', mark: ')', opened: open }, 'line');
      throw new SyntaxFailure({ type: 'token', token }, 'line');
    }
  }

  /** An element may begin with a subscript that holds blanks: `[a b]=c`. */
  #elementOrToken(): Token {
    const start = this.#skipBlanks(this.#position);
    if (this.source[start] !== '[') return this.next();
    const close = endOfBracket(this.source, start + 1, { ...this.scan, missing: () => start });
    if (!/^\]\+?=/.test(this.source.slice(close, close + 3))) return this.next();
    const value = close + (this.source[close + 1] === '+' ? 3 : 2);
    const end = /[\s;&|()<>]/.test(this.source[value] ?? ' ') ? value : this.#endOfWord(value);
    this.jump(end);
    return { type: 'word', text: this.source.slice(start, end), start, end };
  }

  /** The words between an array's parentheses. */
  elements(start: number): readonly Token[] {
    this.jump(start);
    const elements: Token[] = [];
    for (;;) {
      const token = this.#elementOrToken();
      if (token.type === 'word') elements.push(token);
      else if (token.type !== 'newline') return elements;
    }
  }

  #readHereDocuments(): void {
    const { source } = this;
    for (const { delimiter, stripTabs, isQuoted, close } of this.#hereDocuments.splice(0)) {
      const first = this.#position;
      let here = first;
      let body = '';
      let isOpen = true;
      let isContinued = false;
      while (here < source.length) {
        const end = source.indexOf('\n', here);
        const whole = source.slice(here, end < 0 ? source.length : end);
        const line = stripTabs ? whole.replace(/^\t+/, '') : whole;
        const next = end < 0 ? source.length : end + 1;
        if (line === delimiter && !isContinued) {
          here = next;
          isOpen = false;
          break;
        }
        if (this.#inSubstitution && line.startsWith(`${delimiter})`)) {
          here += whole.indexOf(delimiter) + delimiter.length;
          isOpen = false;
          break;
        }
        here = next;
        isContinued = !isQuoted && /(?:^|[^\\])(?:\\\\)*\\$/.test(line);
        body += `${line}\n`;
      }
      this.#position = here;
      this.#peeked = undefined;
      close(body, this.lineAt(first), isOpen);
    }
  }
}
