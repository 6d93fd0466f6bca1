// Walking through text as vim's own inc() and dec() do, where the end of a line is a place of its own, and the words it
// finds on the way. Models textobject.c.

import { Position } from './text-buffer.ts';

export interface Lines {
  lastLine(): number;
  getLine(line: number): string;
}

const SCRIPTS: readonly (readonly [RegExp, number])[] = [
  [/[\p{Script=Hangul}]/u, 0xac00],
  [/[\p{Script=Hiragana}]/u, 0x3040],
  [/[\p{Script=Katakana}]/u, 0x30a0],
  [/[\p{Script=Han}]/u, 0x4e00],
  [/[\p{Extended_Pictographic}]/u, 3],
];

/** 0 blank, 1 punctuation, 2 word; scripts without spaces have classes of their own. */
export function classOf(character: string, bigWord: boolean): number {
  if (character === '' || character === ' ' || character === '\t') return 0;
  if (bigWord) return 1;
  if (/[0-9A-Za-z_]/.test(character)) return 2;
  if (character < '\u0080') return 1;
  return SCRIPTS.find(([script]) => script.test(character))?.[1] ?? (/[\p{L}\p{N}]/u.test(character) ? 2 : 1);
}

export class Walker {
  line: number;
  ch: number;
  readonly #lines: Lines;
  readonly #bigWord: boolean;

  constructor(lines: Lines, from: Position, bigWord = false) {
    this.#lines = lines;
    this.#bigWord = bigWord;
    this.line = from.line;
    this.ch = from.ch;
  }

  get position(): Position {
    return new Position(this.line, this.ch);
  }

  get text(): string {
    return this.#lines.getLine(this.line);
  }

  get isOnEmptyLine(): boolean {
    return this.text === '';
  }

  get isOnLastLine(): boolean {
    return this.line === this.#lines.lastLine();
  }

  /** The class under the cursor; behind the last character it is blank. */
  get class(): number {
    return classOf(characterAt(this.text, this.ch), this.#bigWord);
  }

  /** One character on: 0, 2 when that is the end of the line, 1 when it is the next line, -1 at the end of the text. */
  inc(): -1 | 0 | 1 | 2 {
    const { text } = this;
    if (this.ch < text.length) {
      this.ch += characterAt(text, this.ch).length;
      return this.ch < text.length ? 0 : 2;
    }
    if (this.isOnLastLine) return -1;
    this.line++;
    this.ch = 0;
    return 1;
  }

  dec(): -1 | 0 | 1 {
    if (this.ch > 0) {
      this.ch = before(this.text, this.ch);
      return 0;
    }
    if (this.line === 0) return -1;
    this.line--;
    this.ch = this.text.length;
    return 1;
  }

  /** inc() that does not stop at the end of a line. */
  incl(): number {
    const result = this.inc();
    return result >= 1 && this.ch > 0 ? this.inc() : result;
  }

  decl(): number {
    const result = this.dec();
    return result === 1 && this.ch > 0 ? this.dec() : result;
  }

  left(): boolean {
    if (this.ch === 0) return false;
    this.ch = before(this.text, this.ch);
    return true;
  }

  /** Moves over characters of a class; true at the end of the text. */
  #skip(wanted: number, direction: 'inc' | 'dec'): boolean {
    while (this.class === wanted) if (this[direction]() === -1) return true;
    return false;
  }

  /** `w`; with `eol` the last word ends with its line. False: there was nowhere to go. */
  forwardWord(count: number, eol: boolean): boolean {
    for (let left = count - 1; left >= 0; left--) {
      const wasClass = this.class;
      const lastLine = this.isOnLastLine;
      const first = this.inc();
      if (first === -1 || (first >= 1 && lastLine)) return false;
      if (first >= 1 && eol && left === 0) return true;
      if (wasClass !== 0)
        while (this.class === wasClass) {
          const step = this.inc();
          if (step === -1 || (step >= 1 && eol && left === 0)) return true;
        }
      while (this.class === 0) {
        if (this.ch === 0 && this.isOnEmptyLine) break;
        const step = this.inc();
        if (step === -1 || (step >= 1 && lastLine)) return true;
      }
    }
    return true;
  }

  /** `b`. */
  backWord(count: number): boolean {
    for (let left = count; left > 0; left--) {
      if (this.dec() === -1) return false;
      let isEmpty = false;
      while (this.class === 0) {
        if (this.ch === 0 && this.isOnEmptyLine) {
          isEmpty = true;
          break;
        }
        if (this.dec() === -1) return true;
      }
      if (isEmpty) continue;
      if (this.#skip(this.class, 'dec')) return true;
      this.inc();
    }
    return true;
  }

  /** `e`; `stop`: a word that ends here is not left for the next one; `empty`: an empty line counts as a word. */
  endWord(count: number, stop: boolean, empty: boolean): boolean {
    for (let left = count; left > 0; left--) {
      const wasClass = this.class;
      if (this.inc() === -1) return false;
      let isEmpty = false;
      if (this.class === wasClass && wasClass !== 0) {
        if (this.#skip(wasClass, 'inc')) return false;
      } else if (!(stop && left === count) || wasClass === 0) {
        while (this.class === 0) {
          if (empty && this.ch === 0 && this.isOnEmptyLine) {
            isEmpty = true;
            break;
          }
          if (this.inc() === -1) return false;
        }
        if (!isEmpty && this.#skip(this.class, 'inc')) return false;
      }
      if (!isEmpty) this.dec();
    }
    return true;
  }

  /** `ge`. */
  backEndWord(count: number): boolean {
    for (let left = count; left > 0; left--) {
      const wasClass = this.class;
      if (this.dec() === -1) return false;
      if (wasClass !== 0) while (this.class === wasClass) if (this.dec() === -1) return true;
      while (this.class === 0) {
        if (this.ch === 0 && this.isOnEmptyLine) break;
        if (this.dec() === -1) return true;
      }
    }
    return true;
  }

  /** To the first character of the word or blank space under the cursor. */
  backInLine(): void {
    const wasClass = this.class;
    while (this.ch > 0) {
      this.left();
      if (this.class !== wasClass) {
        this.inc();
        return;
      }
    }
  }
}

/** The character at a column, with both halves of a surrogate pair; '' behind the end. */
export const characterAt = (text: string, ch: number): string => {
  const code = text.codePointAt(ch);
  return code === undefined ? '' : String.fromCodePoint(code);
};

/** The column of the character before `ch`. */
export const before = (text: string, ch: number): number =>
  ch > 1 && /^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(ch - 2, ch)) ? ch - 2 : Math.max(0, ch - 1);

export const firstNonBlank = (text: string): number => {
  const at = text.search(/[^ \t]/);
  return at < 0 ? Math.max(0, text.length - 1) : at;
};
