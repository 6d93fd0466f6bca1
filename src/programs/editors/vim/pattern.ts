// Vim's regular expressions, translated into JavaScript's. Magic, very magic (\v) and their opposites differ only in which
// characters need a backslash to be special, so a reader first says for each character what it means:
//
//   \(foo\|bar\)\+\s*$   →   (foo|bar)+[ \t]*$
//   \v<(\d+)>            →   word start, a group of digits, word end

import { ExError } from './errors.ts';

export interface PatternOptions {
  readonly ignoreCase: boolean;
  readonly smartCase: boolean;
  /** What `~` stands for: the last substitute string. */
  readonly tilde: string;
}

const CLASSES: Readonly<Record<string, string>> = {
  s: '[ \\t]',
  S: '[^ \\t\\n]',
  d: '[0-9]',
  D: '[^0-9\\n]',
  w: '[0-9A-Za-z_]',
  W: '[^0-9A-Za-z_\\n]',
  a: '[A-Za-z]',
  A: '[^A-Za-z\\n]',
  l: '[a-z]',
  L: '[^a-z\\n]',
  u: '[A-Z]',
  U: '[^A-Z\\n]',
  x: '[0-9A-Fa-f]',
  X: '[^0-9A-Fa-f\\n]',
  o: '[0-7]',
  O: '[^0-7\\n]',
  h: '[A-Za-z_]',
  H: '[^A-Za-z_\\n]',
  k: '[\\p{L}\\p{N}_]',
  K: '[\\p{L}_]',
  i: '[\\p{L}\\p{N}_]',
  I: '[\\p{L}_]',
  f: '[\\p{L}\\p{N}/.\\-_+,#$%~=]',
  F: '[\\p{L}/.\\-_+,#$%~=]',
  p: '[^\\x00-\\x1f\\x7f]',
  P: '[^\\x00-\\x1f\\x7f0-9]',
};
const NAMED: Readonly<Record<string, string>> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  lower: 'a-z',
  upper: 'A-Z',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: ' \\t\\r\\n\\v\\f',
  blank: ' \\t',
  xdigit: '0-9A-Fa-f',
  print: ' -~',
  cntrl: '\\x00-\\x1f',
  graph: '!-~',
};
const CONTROLS: Readonly<Record<string, string>> = { t: '\\t', e: '\\x1b', r: '\\r', b: '\\x08', n: '\\n' };
const WORD = '[\\p{L}\\p{N}_]';

/** Which characters are special without a backslash, per magic level. */
const SPECIAL: Readonly<Record<string, RegExp>> = {
  v: /[^0-9A-Za-z_\s]/,
  m: /[\^$.*[~]/,
  M: /[\^$]/,
  V: /[\^$]/,
};

/** Throws ExError for what vim refuses. */
export function compilePattern(pattern: string, options: PatternOptions): RegExp {
  const translation = new Translation(pattern, options);
  const source = translation.read();
  const ignore = translation.caseFlag ?? (options.ignoreCase && !(options.smartCase && /\p{Lu}/u.test(plain(pattern))));
  try {
    return new RegExp(source, `gmu${ignore ? 'i' : ''}`);
  } catch {
    throw new ExError(`E383: Invalid search string: ${pattern}`);
  }
}

/** Without what a backslash makes special: `\S` is no upper case letter. */
const plain = (pattern: string): string => pattern.replace(/\\./g, '');

export const escapeLiteral = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

class Translation {
  /** Set by \c and \C. */
  caseFlag: boolean | undefined;
  readonly #pattern: string;
  readonly #options: PatternOptions;
  #at = 0;
  #magic = 'm';
  /** One piece per atom, so that a multi can wrap the last one. */
  #pieces: string[] = [];
  readonly #open: { readonly before: string[]; readonly opening: string }[] = [];
  #start = '';

  constructor(pattern: string, options: PatternOptions) {
    this.#pattern = pattern;
    this.#options = options;
  }

  read(): string {
    while (this.#at < this.#pattern.length) this.#token();
    if (this.#open.length > 0) throw new ExError('E54: Unmatched \\(');
    return this.#start + this.#pieces.join('');
  }

  #token(): void {
    const character = this.#pattern[this.#at++];
    if (character === '\\') {
      const escaped = this.#pattern[this.#at++];
      if (escaped === undefined) return this.#literal('\\');
      return this.#escaped(escaped);
    }
    if (SPECIAL[this.#magic].test(character)) this.#special(character);
    else this.#whole(character);
  }

  /** A literal, with the second half of its surrogate pair. */
  #whole(first: string): void {
    const code = this.#pattern.codePointAt(this.#at - 1)!;
    if (code <= 0xffff) return this.#literal(first);
    this.#at++;
    this.#literal(String.fromCodePoint(code));
  }

  #literal(text: string): void {
    this.#pieces.push(text === '\n' ? '\\n' : escapeLiteral(text));
  }

  #escaped(character: string): void {
    if ('vmMV'.includes(character)) {
      this.#magic = character;
      return;
    }
    if (character === 'c' || character === 'C') {
      this.caseFlag = character === 'c';
      return;
    }
    if (character === '_') return this.#withNewline();
    if (character === 'z') return this.#boundary();
    if (/[1-9]/.test(character)) {
      this.#pieces.push(`(?:\\${character})`);
      return;
    }
    if (character in CONTROLS) this.#pieces.push(CONTROLS[character]);
    else if (character in CLASSES) this.#pieces.push(CLASSES[character]);
    // A backslash turns a special character into itself and, where it is plain, makes it special.
    else if (/[\^$]/.test(character) || SPECIAL[this.#magic].test(character)) this.#literal(character);
    else if (/[.*[~+=?{}()|<>%@&]/.test(character)) this.#special(character);
    else this.#literal(character);
  }

  #special(character: string): void {
    switch (character) {
      case '^':
        if (this.#isAtBranchStart() || this.#magic === 'v') this.#pieces.push('^');
        else this.#literal('^');
        break;
      case '$':
        if (this.#isAtBranchEnd() || this.#magic === 'v') this.#pieces.push('$');
        else this.#literal('$');
        break;
      case '.':
        this.#pieces.push('.');
        break;
      case '*':
        if (this.#pieces.length === 0 || this.#pieces.at(-1) === '^' || this.#pieces.at(-1) === '|') this.#literal('*');
        else this.#multiply('*');
        break;
      case '+':
        this.#multiply('+');
        break;
      case '=':
      case '?':
        this.#multiply('?');
        break;
      case '{':
        this.#multiply(this.#counts());
        break;
      case '@':
        this.#lookAround();
        break;
      case '(':
        this.#group('(');
        break;
      case ')':
        this.#endGroup();
        break;
      case '|':
        this.#pieces.push('|');
        break;
      case '<':
        this.#pieces.push(`(?<!${WORD})(?=${WORD})`);
        break;
      case '>':
        this.#pieces.push(`(?<=${WORD})(?!${WORD})`);
        break;
      case '[':
        this.#collection('');
        break;
      case '~':
        this.#literal(this.#options.tilde);
        break;
      case '%':
        this.#percent();
        break;
      default:
        this.#literal(character);
    }
  }

  #isAtBranchStart(): boolean {
    return this.#pieces.length === 0 || this.#pieces.at(-1) === '|' || this.#pieces.at(-1) === '\\n';
  }

  #isAtBranchEnd(): boolean {
    return /^(?:$|\\[|)&n]|\\z|\\c|\\C)/.test(this.#pattern.slice(this.#at));
  }

  #multiply(multi: string): void {
    const last = this.#pieces.pop();
    if (last === undefined) throw new ExError(`E64: ${multi.charAt(0)} follows nothing`);
    if (/(?:^|[^\\])[*+?}]$/.test(last) && last.length > 1 && !last.endsWith(')')) {
      throw new ExError(`E61: Nested ${multi.charAt(0)}`);
    }
    this.#pieces.push(`${last}${multi}`);
  }

  /** `\{n,m}`, `\{-}`: as few as possible. */
  #counts(): string {
    const found = /^(-?)(\d*)(,?)(\d*)\\?\}/.exec(this.#pattern.slice(this.#at));
    if (!found) throw new ExError('E554: Syntax error in \\{...}');
    this.#at += found[0].length;
    const [, lazy, low, comma, high] = found;
    const counts = comma === '' && low !== '' ? `{${low}}` : `{${low || '0'},${high}}`;
    return counts + (lazy ? '?' : '');
  }

  #lookAround(): void {
    const found = /^\d*(<?[=!]|>)/.exec(this.#pattern.slice(this.#at));
    if (!found) throw new ExError('E59: Invalid character after \\@');
    this.#at += found[0].length;
    const last = this.#pieces.pop() ?? '';
    // JavaScript has no atomic groups; only backtracking patterns could tell.
    this.#pieces.push(found[1] === '>' ? `(?:${last})` : `(?${found[1]}${last})`);
  }

  #group(opening: string): void {
    this.#open.push({ before: this.#pieces, opening });
    this.#pieces = [];
  }

  #endGroup(): void {
    const group = this.#open.pop();
    if (!group) throw new ExError('E55: Unmatched \\)');
    this.#pieces = [...group.before, `${group.opening}${this.#pieces.join('')})`];
  }

  #percent(): void {
    const next = this.#pattern[this.#at++];
    if (next === '(') this.#group('(?:');
    else if (next === '^') this.#pieces.push('(?<![^])');
    else if (next === '$') this.#pieces.push('(?![^])');
    else if (next === 'd' || next === 'u' || next === 'x') {
      const digits = (next === 'd' ? /^\d+/ : /^[0-9A-Fa-f]+/).exec(this.#pattern.slice(this.#at))?.[0] ?? '';
      this.#at += digits.length;
      this.#literal(String.fromCodePoint(Number.parseInt(digits || '0', next === 'd' ? 10 : 16)));
    } else throw new ExError(`E71: Invalid character after \\%`);
  }

  #withNewline(): void {
    const next = this.#pattern[this.#at++];
    if (next === '[') this.#collection('\\n');
    else if (next === '.') this.#pieces.push('[^]');
    else if (next === '^') this.#pieces.push('^');
    else if (next === '$') this.#pieces.push('$');
    else if (next in CLASSES) this.#pieces.push(`(?:${CLASSES[next]}|\\n)`);
    else throw new ExError('E63: Invalid use of \\_');
  }

  /** \zs: the match begins here. \ze: it ends here. */
  #boundary(): void {
    const next = this.#pattern[this.#at++];
    if (next === 's') {
      this.#start = `${this.#start}(?<=${this.#pieces.join('')})`;
      this.#pieces = [];
    } else if (next === 'e') {
      const before = this.#pieces;
      this.#pieces = [];
      while (this.#at < this.#pattern.length) this.#token();
      this.#pieces = [...before, `(?=${this.#pieces.join('')})`];
    } else throw new ExError('E68: Invalid character after \\z');
  }

  #collection(also: string): void {
    const rest = this.#pattern.slice(this.#at);
    const found = /^\^?\]?(?:\[:\w+:\]|\\.|[^\]\\])*\]/s.exec(rest);
    if (!found) return this.#literal('[');
    this.#at += found[0].length;
    const isNegated = rest.startsWith('^');
    const body = found[0].slice(isNegated ? 1 : 0, -1);
    const safe = body.replace(
      /\[:(\w+):\]|\\(.)|[[\]]/gsu,
      (one, name: string | undefined, escaped: string | undefined) => {
        if (name !== undefined) return NAMED[name] ?? '';
        if (escaped === undefined) return `\\${one}`;
        return CONTROLS[escaped] ?? (/[\]\\^-]/.test(escaped) ? `\\${escaped}` : `\\\\${escapeLiteral(escaped)}`);
      },
    );
    this.#pieces.push(isNegated ? `[^${safe}${also === '' ? '\\n' : ''}]` : `[${safe}${also}]`);
  }
}
