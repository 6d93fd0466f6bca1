// Searching: `/`, `?`, `n`, `N`, `*`, `#` and what they leave behind for `:s//` and highlighting.

import type { Editor } from './editor.ts';
import { ExError } from './errors.ts';
import type { Motion } from './motions.ts';
import { compilePattern } from './pattern.ts';
import { Position } from './text-buffer.ts';

interface Found {
  readonly from: number;
  readonly to: number;
}

export class Search {
  /** As vim's "/ register holds it. */
  pattern = '';
  /** The substitute string that `~` stands for. */
  tilde = '';
  /** Matches are shown until `:noh`. */
  isHighlighted = false;
  #forward = true;
  #offset = '';
  #pending: { readonly text: string; readonly forward: boolean } | undefined;
  readonly #editor: Editor;
  #compiled: { readonly key: string; readonly regexp: RegExp } | undefined;

  constructor(editor: Editor) {
    this.#editor = editor;
  }

  /** A pattern as the options have it now; '' is the last one. */
  compile(pattern: string, options: { readonly forWord?: boolean } = {}): RegExp {
    if (pattern === '') {
      if (this.pattern === '') throw new ExError('E35: No previous regular expression');
      return this.compile(this.pattern);
    }
    const ignoreCase = this.#editor.options.flag('ignorecase');
    const smartCase = this.#editor.options.flag('smartcase') && !options.forWord;
    const key = `${ignoreCase}${smartCase}${this.tilde}\n${pattern}`;
    if (this.#compiled?.key !== key) {
      this.#compiled = { key, regexp: compilePattern(pattern, { ignoreCase, smartCase, tilde: this.tilde }) };
    }
    return this.#compiled.regexp;
  }

  remember(pattern: string): void {
    if (pattern === '') return;
    this.pattern = pattern;
    this.isHighlighted = true;
    this.#editor.buffer.core.getRegisterController().getRegister('/').setText(pattern);
  }

  /** What was typed behind `/` or `?`; the motion that follows goes there. */
  prepare(text: string, forward: boolean): void {
    this.#pending = { text, forward };
  }

  /** The motion of a typed search: `pattern/offset`, and `;` with another one behind it. */
  typed(count: number): Motion | undefined {
    const pending = this.#pending;
    this.#pending = undefined;
    if (!pending) return undefined;
    const delimiter = pending.forward ? '/' : '?';
    const { pattern, rest } = splitPattern(pending.text, delimiter);
    this.remember(pattern);
    if (this.pattern === '') {
      this.#editor.complain('E35: No previous regular expression');
      return undefined;
    }
    this.isHighlighted = true;
    this.#forward = pending.forward;
    if (pattern !== '' || rest !== undefined) this.#offset = rest ?? '';
    this.#editor.say(`${delimiter}${this.pattern}${this.#offset === '' ? '' : `${delimiter}${this.#offset}`}`);
    return this.#go(this.#forward, count);
  }

  again(sameDirection: boolean, count: number): Motion | undefined {
    if (this.pattern === '') {
      this.#editor.complain('E35: No previous regular expression');
      return undefined;
    }
    this.isHighlighted = true;
    const forward = sameDirection === this.#forward;
    this.#editor.say(
      `${forward ? '/' : '?'}${this.pattern}${this.#offset === '' ? '' : `${forward ? '/' : '?'}${this.#offset}`}`,
    );
    return this.#go(forward, count);
  }

  /** `*` and `#`. */
  word(forward: boolean, whole: boolean, count: number): Motion | undefined {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const text = buffer.getLine(line);
    const words = [...text.matchAll(/[\p{L}\p{N}_]+/gu)];
    const others = [...text.matchAll(/[^\p{L}\p{N}_\s]+/gu)];
    const isUnder = (one: RegExpMatchArray) => one.index! + one[0].length > ch;
    const found = words.find(isUnder) ?? others.find(isUnder);
    if (!found) {
      this.#editor.complain('E348: No string under cursor');
      return undefined;
    }
    const literal = found[0].replace(/[\\/^$.*[\]~]/g, '\\$&');
    const isWord = /^[\p{L}\p{N}_]/u.test(found[0]);
    this.remember(whole && isWord ? `\\<${literal}\\>` : literal);
    this.#forward = forward;
    this.#offset = '';
    this.#editor.say(`${forward ? '/' : '?'}${this.pattern}`);
    return this.#go(forward, count, buffer.indexFromPos(new Position(line, found.index!)));
  }

  /** `gn`: the match under or behind the cursor, as a region. */
  region(forward: boolean): Motion | undefined {
    if (this.pattern === '') return undefined;
    const { buffer } = this.#editor;
    const here = buffer.indexFromPos(buffer.getCursor());
    const regexp = this.#compileOrComplain(this.pattern);
    if (!regexp) return undefined;
    const text = buffer.getValue();
    // matchAll begins where the pattern was left.
    regexp.lastIndex = 0;
    const all = [...text.matchAll(regexp)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
    const found = forward
      ? (all.find(({ to }) => to > here) ?? all[0])
      : (all.findLast(({ from }) => from <= here) ?? all.at(-1));
    if (!found) return undefined;
    return {
      from: buffer.posFromIndex(found.from),
      to: buffer.posFromIndex(found.to),
      kind: 'exclusive',
      keepsEnd: true,
    };
  }

  #compileOrComplain(pattern: string): RegExp | undefined {
    try {
      return this.compile(pattern);
    } catch (error) {
      if (!(error instanceof ExError)) throw error;
      this.#editor.complain(error.message);
      return undefined;
    }
  }

  #go(forward: boolean, count: number, start?: number): Motion | undefined {
    const { buffer } = this.#editor;
    const regexp = this.#compileOrComplain(this.pattern);
    if (!regexp) return undefined;
    let here = start ?? buffer.indexFromPos(buffer.getCursor());
    let found: Found | undefined;
    let wrapped: 'BOTTOM' | 'TOP' | undefined;
    for (let left = count; left > 0; left--) {
      const [next, passed] = this.#next(regexp, here, forward);
      if (!next) {
        this.#complainMissing(forward);
        return undefined;
      }
      wrapped = passed ?? wrapped;
      found = next;
      here = next.from;
    }
    if (wrapped) this.#editor.warn(`search hit ${wrapped}, continuing at ${wrapped === 'TOP' ? 'BOTTOM' : 'TOP'}`);
    return this.#withOffset(found!);
  }

  #complainMissing(forward: boolean): void {
    const wraps = this.#editor.options.flag('wrapscan');
    this.#editor.complain(
      wraps
        ? `E486: Pattern not found: ${this.pattern}`
        : forward
          ? `E385: Search hit BOTTOM without match for: ${this.pattern}`
          : `E384: Search hit TOP without match for: ${this.pattern}`,
    );
  }

  #withOffset({ from, to }: Found): Motion {
    const { buffer } = this.#editor;
    const start = buffer.posFromIndex(from);
    const parts = /^([esb]?)([-+]?)(\d*)/.exec(this.#offset)!;
    const [whole, kind, sign, digits] = parts;
    if (whole === '') return { to: start, kind: 'exclusive' };
    const amount = (sign === '-' ? -1 : 1) * (digits === '' ? (sign === '' ? 0 : 1) : Number(digits));
    if (kind === '') {
      const line = Math.max(0, Math.min(buffer.lastLine(), start.line + amount));
      return { to: new Position(line, Math.max(0, buffer.getLine(line).search(/[^ \t]|$/))), kind: 'linewise' };
    }
    const base = kind === 'e' ? Math.max(from, to - 1) : from;
    const offset = Math.max(0, Math.min(buffer.getValue().length - 1, base + amount));
    return { to: buffer.posFromIndex(offset), kind: kind === 'e' ? 'inclusive' : 'exclusive' };
  }

  /** The next match from an offset, and whether the search went over an end of the text. */
  #next(regexp: RegExp, here: number, forward: boolean): [Found | undefined, ('BOTTOM' | 'TOP')?] {
    const { buffer } = this.#editor;
    const text = buffer.getValue();
    const wraps = this.#editor.options.flag('wrapscan');
    if (forward) {
      const ahead = firstFrom(regexp, text, here + 1);
      if (ahead) return [ahead];
      const first = wraps ? firstFrom(regexp, text, 0) : undefined;
      return first ? [first, 'BOTTOM'] : [undefined];
    }
    const behind = this.#lastBefore(regexp, here);
    if (behind) return [behind];
    const last = wraps ? this.#lastBefore(regexp, text.length + 1) : undefined;
    return last ? [last, 'TOP'] : [undefined];
  }

  #lastBefore(regexp: RegExp, limit: number): Found | undefined {
    const { buffer } = this.#editor;
    const text = buffer.getValue();
    let line = buffer.posFromIndex(Math.min(limit, text.length)).line;
    for (; line >= 0; line--) {
      const start = buffer.lineStarts[line];
      const end = line < buffer.lastLine() ? buffer.lineStarts[line + 1] : text.length + 1;
      let found: Found | undefined;
      for (let at = start; at < Math.min(end, limit); ) {
        const match = firstFrom(regexp, text, at);
        if (!match || match.from >= Math.min(end, limit)) break;
        found = match;
        at = match.to > match.from ? match.to : match.from + 1;
      }
      if (found) return found;
    }
    return undefined;
  }

  /** Where a pattern that is being typed would lead. */
  preview(text: string, forward: boolean): Found | undefined {
    const { pattern } = splitPattern(text, forward ? '/' : '?');
    if (pattern === '') return undefined;
    try {
      const regexp = compilePattern(pattern, {
        ignoreCase: this.#editor.options.flag('ignorecase'),
        smartCase: this.#editor.options.flag('smartcase'),
        tilde: this.tilde,
      });
      const { buffer } = this.#editor;
      return this.#next(regexp, buffer.indexFromPos(buffer.getCursor()), forward)[0];
    } catch (error) {
      if (error instanceof ExError) return undefined;
      throw error;
    }
  }

  /** The first line after (or before) one that matches, for ranges. */
  lineMatching(pattern: string, from: number, forward: boolean): number {
    this.remember(pattern);
    const regexp = this.compile(pattern);
    const { buffer } = this.#editor;
    const count = buffer.lineCount();
    for (let step = 1; step <= count; step++) {
      const line = (from + (forward ? step : -step) + count * 2) % count;
      regexp.lastIndex = 0;
      if (regexp.test(buffer.getLine(line))) return line;
    }
    throw new ExError(`E486: Pattern not found: ${this.pattern}`);
  }
}

function firstFrom(regexp: RegExp, text: string, start: number): Found | undefined {
  if (start > text.length) return undefined;
  regexp.lastIndex = start;
  const match = regexp.exec(text);
  return match ? { from: match.index, to: match.index + match[0].length } : undefined;
}

/** `pattern/rest` at the first delimiter that no backslash hides and no collection holds. */
export function splitPattern(
  text: string,
  delimiter: string,
): { readonly pattern: string; readonly rest: string | undefined } {
  let inCollection = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === '[' && /^\[\^?\]?[^\]]*\]/.test(text.slice(at))) inCollection = true;
    else if (text[at] === ']') inCollection = false;
    else if (text[at] === delimiter && !inCollection) {
      return { pattern: unescaped(text.slice(0, at), delimiter), rest: text.slice(at + 1) };
    }
  }
  return { pattern: unescaped(text, delimiter), rest: undefined };
}

const unescaped = (pattern: string, delimiter: string): string => pattern.replaceAll(`\\${delimiter}`, delimiter);
