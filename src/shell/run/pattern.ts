// Shell patterns: `*`, `?`, `[…]`, and with extglob `?( *( +( @( !(`. A pattern is text in which a backslash takes
// the next character's meaning; it becomes a regular expression once and is kept.

export interface PatternOptions {
  readonly extended: boolean;
  readonly ignoreCase: boolean;
  /** For file names: wildcards stop at slashes. */
  readonly pathname?: boolean;
}

export class Patterns {
  readonly #compiled = new Map<string, RegExp>();

  /** Matches a whole text. */
  compile(pattern: string, options: PatternOptions): RegExp {
    const key = `${options.extended ? 'x' : ''}${options.ignoreCase ? 'i' : ''}${options.pathname ? 'p' : ''}:${pattern}`;
    let expression = this.#compiled.get(key);
    if (!expression) {
      expression = new RegExp(`^(?:${patternSource(pattern, options)})$`, options.ignoreCase ? 'sui' : 'su');
      if (this.#compiled.size > 1000) this.#compiled.clear();
      this.#compiled.set(key, expression);
    }
    return expression;
  }
}

/** Text as a pattern that matches just it. */
export const escapePattern = (text: string): string => text.replaceAll(/[\\*?[\]()|!+@^-]/g, '\\$&');

/** The text of a pattern that has no wildcard. */
export const unescapePattern = (pattern: string): string => pattern.replaceAll(/\\([\s\S])/g, '$1');

export function hasWildcard(pattern: string, extended: boolean): boolean {
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (character === '\\') i++;
    else if (character === '*' || character === '?') return true;
    else if (character === '[' && closeOfSet(pattern, i) > 0) return true;
    else if (extended && '@!+'.includes(character) && pattern[i + 1] === '(') return true;
  }
  return false;
}

export function patternSource(pattern: string, options: PatternOptions): string {
  let source = '';
  const any = options.pathname ? '[^/]' : '.';
  for (let i = 0; i < pattern.length; i++) {
    const character = pattern[i];
    if (options.extended && '?*+@!'.includes(character) && pattern[i + 1] === '(') {
      const close = closeOfGroup(pattern, i + 2);
      if (close > 0) {
        const choices = alternatives(pattern.slice(i + 2, close)).map((one) => patternSource(one, options));
        const rest = patternSource(pattern.slice(close + 1), options);
        const group = `(?:${choices.join('|')})`;
        if (character === '!') return `${source}(?:(?!${group}${rest}$)${any}*)${rest}`;
        return `${source}${group}${character === '@' ? '' : character}${rest}`;
      }
    }
    if (character === '\\') {
      i++;
      source += i < pattern.length ? literal(pattern[i]) : '\\\\';
    } else if (character === '*') {
      while (pattern[i + 1] === '*' && !(options.extended && pattern[i + 2] === '(')) i++;
      source += `${any}*`;
    } else if (character === '?') source += any;
    else if (character === '[') {
      const close = closeOfSet(pattern, i);
      if (close > 0) {
        source += setSource(pattern.slice(i + 1, close));
        i = close;
      } else source += '\\[';
    } else source += literal(character);
  }
  return source;
}

const literal = (character: string): string => (/[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character);

/** `[` at `open`: index of its `]`; -1 when it is only a bracket. */
function closeOfSet(pattern: string, open: number): number {
  let i = open + 1;
  if (pattern[i] === '!' || pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '[' && /[:.=]/.test(pattern[i + 1] ?? '')) {
      const end = pattern.indexOf(`${pattern[i + 1]}]`, i + 2);
      if (end > 0) i = end + 1;
    } else if (pattern[i] === ']') return i;
  }
  return -1;
}

function closeOfGroup(pattern: string, from: number): number {
  let depth = 0;
  for (let i = from; i < pattern.length; i++) {
    if (pattern[i] === '\\') i++;
    else if (pattern[i] === '(') depth++;
    else if (pattern[i] === ')' && depth-- === 0) return i;
  }
  return -1;
}

function alternatives(body: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let part = '';
  for (let i = 0; i < body.length; i++) {
    const character = body[i];
    if (character === '\\') {
      part += character + (body[++i] ?? '');
      continue;
    }
    if (character === '(') depth++;
    if (character === ')') depth--;
    if (character === '|' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += character;
  }
  return [...parts, part];
}

const CLASSES: Readonly<Record<string, string>> = {
  alpha: '\\p{L}',
  digit: '0-9',
  alnum: '\\p{L}0-9',
  upper: '\\p{Lu}',
  lower: '\\p{Ll}',
  space: '\\s',
  blank: ' \\t',
  punct: '!-\\/:-@\\[-`{-~',
  print: '\\x20-\\x7e\\u00a0-\\u{10ffff}',
  graph: '\\x21-\\x7e\\u00a1-\\u{10ffff}',
  cntrl: '\\x00-\\x1f\\x7f',
  xdigit: '0-9A-Fa-f',
  word: '\\w',
  ascii: '\\x00-\\x7f',
};

function setSource(body: string): string {
  const negated = body[0] === '!' || body[0] === '^';
  let source = '';
  for (let i = negated ? 1 : 0; i < body.length; i++) {
    const named = body[i] === '[' ? /^\[:(\w+):\]/.exec(body.slice(i)) : null;
    if (named) {
      source += CLASSES[named[1]] ?? '';
      i += named[0].length - 1;
      continue;
    }
    let character = String.fromCodePoint(body.codePointAt(i)!);
    const escaped = character === '\\' && i + 1 < body.length;
    if (escaped) character = body[++i];
    i += character.length - 1;
    const isRange = character === '-' && !escaped && source !== '' && i + 1 < body.length;
    source += isRange ? '-' : character.replace(/[\\\]^[-]/, '\\$&');
  }
  if (source === '') return negated ? '.' : '(?!)';
  return `[${negated ? '^' : ''}${source}]`;
}
