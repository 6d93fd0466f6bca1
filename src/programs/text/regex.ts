// POSIX regular expressions, basic and extended with GNU's additions, translated into JavaScript's.
// One difference stays: POSIX takes the longest alternative, JavaScript the first that leads to a match.

export type Dialect = 'basic' | 'extended' | 'awk';

/** What regcomp(3) answers to a malformed expression, in glibc's words. */
export class RegexError extends Error {
  override readonly name = 'RegexError';
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}\\p{Nd}',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: '\\x20-\\x7e\\u{a0}-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u{a1}-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
};

/** The source of a JavaScript expression for the `u` flag. Throws RegexError. */
export function translate(pattern: string, dialect: Dialect): string {
  return new Translation(pattern, dialect).result();
}

/** `manyLines`: the text may hold newlines, and `.` matches them, as in sed and awk. */
export function compile(pattern: string, dialect: Dialect, flags = '', manyLines = false): RegExp {
  const translated = translate(pattern, dialect);
  const source = manyLines ? translated.replaceAll('[^\\n]', '[^]') : translated;
  try {
    return new RegExp(source, `${flags}u`);
  } catch (error) {
    if (error instanceof SyntaxError) throw new RegexError('Invalid regular expression');
    throw error;
  }
}

const literal = (character: string): string => (/[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character);

class Translation {
  readonly #text: string[];
  readonly #extended: boolean;
  readonly #awk: boolean;
  #at = 0;
  #depth = 0;
  #groups = 0;
  #closed = new Set<number>();

  constructor(pattern: string, dialect: Dialect) {
    this.#text = [...pattern];
    this.#extended = dialect !== 'basic';
    this.#awk = dialect === 'awk';
  }

  result(): string {
    const open: number[] = [];
    let source = '';
    /** Whether an expression, or an alternative of it, begins here: `*` and `^` differ there. */
    let atStart = true;
    let last = '';
    const atom = (what: string) => {
      source += what;
      last = what;
      atStart = false;
    };
    while (this.#at < this.#text.length) {
      const character = this.#text[this.#at++];
      const next = this.#text[this.#at];
      const token = this.#token(character, next);
      switch (token) {
        case 'open':
          this.#depth++;
          open.push(++this.#groups);
          source += '(';
          atStart = true;
          last = '';
          break;
        case 'close':
          if (this.#depth === 0) {
            if (!this.#extended) throw new RegexError('Unmatched ) or \\)');
            if (this.#awk) throw new RegexError('Unmatched ) or \\)');
            atom('\\)');
            break;
          }
          this.#depth--;
          this.#closed.add(open.pop()!);
          source += ')';
          last = ')';
          atStart = false;
          break;
        case 'or':
          source += '|';
          atStart = true;
          last = '';
          break;
        case 'repeat':
          if (last === '' || (atStart && !this.#extended)) {
            if (this.#extended) break; // GNU: a repetition of nothing is nothing
            atom(literal(character));
          } else {
            const times = this.#repetition(character);
            if (times === undefined) atom(literal(character));
            else if (/[*+?}]$/.test(source) && last === 'repeated') source = this.#again(source, times);
            else {
              source += times;
              last = 'repeated';
            }
          }
          break;
        case 'start':
          source += '^';
          if (this.#extended) last = '';
          break;
        case 'end':
          source += '$';
          last = '';
          atStart = false;
          break;
        case 'any':
          atom('[^\\n]');
          break;
        case 'set':
          atom(this.#bracket());
          break;
        case 'escape':
          this.#at++;
          atom(this.#escape(next));
          break;
        default:
          atom(literal(character));
      }
    }
    if (this.#depth > 0) throw new RegexError('Unmatched ( or \\(');
    return source;
  }

  #token(character: string, next: string | undefined): string {
    if (character === '\\') {
      if (next === undefined) throw new RegexError('Trailing backslash');
      if (!this.#extended) {
        const meaning = (
          { '(': 'open', ')': 'close', '|': 'or', '{': 'repeat', '+': 'repeat', '?': 'repeat' } as const
        )[next];
        if (meaning) {
          this.#at++;
          return meaning;
        }
      }
      return 'escape';
    }
    if (character === '.') return 'any';
    if (character === '[') return 'set';
    if (character === '*') return 'repeat';
    if (this.#extended) {
      if (character === '^') return 'start';
      if (character === '$') return 'end';
      return (
        ({ '(': 'open', ')': 'close', '|': 'or', '{': 'repeat', '+': 'repeat', '?': 'repeat' } as const)[character] ??
        ''
      );
    }
    if (character === '^' && this.#beginsHere()) return 'start';
    if (character === '$' && this.#endsHere()) return 'end';
    return '';
  }

  #beginsHere(): boolean {
    const before = this.#text.slice(0, this.#at - 1).join('');
    return before === '' || /(^|[^\\])(\\\\)*\\[(|]$/.test(before) || before.endsWith('\n');
  }

  #endsHere(): boolean {
    const after = this.#text.slice(this.#at).join('');
    return after === '' || after.startsWith('\\)') || after.startsWith('\\|') || after.startsWith('\n');
  }

  #repetition(character: string): string | undefined {
    const mark = character === '\\' ? this.#text[this.#at - 1] : character;
    if (mark !== '{') return mark;
    const rest = this.#text.slice(this.#at).join('');
    const end = this.#extended ? '}' : '\\}';
    const [all, low, comma, high] = /^(\d*)(,?)(\d*)/.exec(rest)!;
    if (!rest.startsWith(end, all.length) || all === '') {
      if (this.#extended) return undefined;
      throw new RegexError(rest.includes(end) ? 'Invalid content of \\{\\}' : 'Unmatched \\{');
    }
    if (Number(low) > 32_767 || Number(high) > 32_767) throw new RegexError('Regular expression too big');
    if (high !== '' && Number(low) > Number(high)) throw new RegexError('Invalid content of \\{\\}');
    this.#at += all.length + end.length;
    return `{${low || '0'}${comma}${high}}`;
  }

  /** `a**`: JavaScript wants the first repetition in a group. */
  #again(source: string, times: string): string {
    if (/[*]$/.test(source) || times === '*') return source.replace(/[*+?]$/, '*');
    return source;
  }

  #escape(next: string): string {
    if (/[1-9]/.test(next) && !this.#awk) {
      if (!this.#closed.has(Number(next))) throw new RegexError('Invalid back reference');
      return `(?:\\${next})`;
    }
    switch (next) {
      case 'w':
        return '[\\p{L}\\p{Nd}_]';
      case 'W':
        return '[^\\p{L}\\p{Nd}_]';
      case 's':
        return '\\s';
      case 'S':
        return '\\S';
      case 'b':
        return this.#awk ? '\\x08' : '\\b';
      case 'B':
        return '\\B';
      case '<':
        return '\\b(?=[\\p{L}\\p{Nd}_])';
      case '>':
        return '\\b(?<=[\\p{L}\\p{Nd}_])';
      case '`':
        return '(?<![^])';
      case "'":
        return '(?![^])';
      case 'n':
        return '\\n';
      case 't':
        return '\\t';
      case 'r':
        return '\\r';
      case 'f':
        return '\\f';
      case 'v':
        return '\\v';
      default:
        return literal(next);
    }
  }

  /** Behind `[`: through the closing bracket. */
  #bracket(): string {
    let negated = false;
    let set = '';
    if (this.#text[this.#at] === '^') {
      negated = true;
      this.#at++;
    }
    let isFirst = true;
    for (;;) {
      const character = this.#text[this.#at++];
      if (character === undefined) throw new RegexError('Unmatched [, [^, [:, [., or [=');
      if (character === ']' && !isFirst) break;
      isFirst = false;
      if (character === '[' && ':.='.includes(this.#text[this.#at] ?? ' ')) {
        set += this.#named(this.#text[this.#at++]);
        continue;
      }
      const low = this.#member(character);
      if (this.#text[this.#at] === '-' && this.#text[this.#at + 1] !== ']' && this.#text[this.#at + 1] !== undefined) {
        this.#at++;
        let upper = this.#text[this.#at++];
        if (upper === '[' && this.#text[this.#at] === '.') {
          upper = this.#text[this.#at + 1];
          this.#at += 4;
        }
        const high = this.#member(upper);
        if (low > high) throw new RegexError('Invalid range end');
        set += `${setLiteral(low)}-${setLiteral(high)}`;
      } else set += setLiteral(low);
    }
    if (set === '') return negated ? '[^]' : '(?!)';
    return `[${negated ? '^' : ''}${set}]`;
  }

  /** awk knows escapes inside brackets; sed and grep know none (sed reads \n and \t before). */
  #member(character: string): string {
    if (character !== '\\' || !this.#awk) return character;
    const next = this.#text[this.#at++] ?? '\\';
    return ({ n: '\n', t: '\t', r: '\r', f: '\f', v: '\v' } as Readonly<Record<string, string>>)[next] ?? next;
  }

  #named(kind: string): string {
    const rest = this.#text.slice(this.#at).join('');
    const end = rest.indexOf(`${kind}]`);
    if (end < 0) throw new RegexError('Unmatched [, [^, [:, [., or [=');
    const name = rest.slice(0, end);
    this.#at += [...name].length + 2;
    if (kind !== ':') return setLiteral(name);
    const found = CLASSES[name];
    if (!found) throw new RegexError('Invalid character class name');
    return found;
  }
}

const setLiteral = (character: string): string => (/[\\\]^[\-/]/.test(character) ? `\\${character}` : character);
