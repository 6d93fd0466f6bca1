// Where the expansion of a word collects its results. One sink splits into fields and remembers which characters
// were quoted (they are no wildcards), one keeps the text as it is, one makes a pattern.

import { escapePattern } from './pattern.ts';

export interface Sink {
  /** Quoted text: no splitting, no wildcards. An empty one still makes a field. */
  quoted(text: string): void;
  /** Unquoted text of the word itself: wildcards, no splitting. */
  literal(text: string): void;
  /** The result of an unquoted expansion: split and wildcards. */
  expanded(text: string): void;
  /** One field ends and the next begins, as between the items of "$@". */
  boundary(): void;
  /** How "$@" is seen: as fields, or joined. */
  readonly keepsFields: boolean;
}

export interface Field {
  readonly text: string;
  /** The text as a pattern, when it has unquoted wildcards. */
  readonly pattern: string | undefined;
}

const WILD = /[*?[\\(]/;

export class FieldSink implements Sink {
  readonly keepsFields = true;
  readonly fields: Field[] = [];
  readonly #separators: string;
  readonly #whitespace: string;
  readonly #needsSplit: RegExp | undefined;
  #text = '';
  #pattern = '';
  #wild = false;
  #open = false;
  /** A field was just ended by white space: a separator that follows belongs to it. */
  #closedByBlank = false;

  constructor(separators: string) {
    this.#separators = separators;
    this.#whitespace = [...separators].filter((one) => ' \t\n'.includes(one)).join('');
    this.#needsSplit = separators === '' ? undefined : splitter(separators);
  }

  quoted(text: string): void {
    this.#open = true;
    this.#closedByBlank = false;
    if (text === '') return;
    this.#text += text;
    this.#pattern += escapePattern(text);
  }

  literal(text: string): void {
    if (text === '') return;
    this.#open = true;
    this.#closedByBlank = false;
    this.#text += text;
    this.#pattern += text;
    this.#wild ||= WILD.test(text);
  }

  expanded(text: string): void {
    if (text === '') return;
    if (!this.#needsSplit?.test(text)) {
      this.literal(text);
      return;
    }
    let run = '';
    for (const character of text) {
      if (!this.#separators.includes(character)) {
        run += character;
        continue;
      }
      this.literal(run);
      run = '';
      this.#separator(this.#whitespace.includes(character));
    }
    this.literal(run);
  }

  #separator(blank: boolean): void {
    if (this.#open) {
      this.#close();
      this.#closedByBlank = blank;
    } else if (!blank) {
      if (!this.#closedByBlank) this.#close();
      this.#closedByBlank = false;
    }
  }

  boundary(): void {
    if (this.#open) this.#close();
    this.#closedByBlank = false;
  }

  #close(): void {
    this.fields.push({ text: this.#text, pattern: this.#wild ? this.#pattern : undefined });
    this.#text = '';
    this.#pattern = '';
    this.#wild = false;
    this.#open = false;
  }

  finish(): Field[] {
    if (this.#open) this.#close();
    return this.fields;
  }
}

const splitters = (separators: string): RegExp => new RegExp(`[${separators.replaceAll(/[\\\]^-]/g, '\\$&')}]`);
const DEFAULT_SPLITTER = splitters(' \t\n');
const splitter = (separators: string): RegExp => (separators === ' \t\n' ? DEFAULT_SPLITTER : splitters(separators));

/** Everything joined: assignments, here-documents, the words of `[[ ]]`. */
export class TextSink implements Sink {
  readonly keepsFields = false;
  text = '';

  quoted(text: string): void {
    this.text += text;
  }
  literal(text: string): void {
    this.text += text;
  }
  expanded(text: string): void {
    this.text += text;
  }
  boundary(): void {
    this.text += ' ';
  }
}

/** A pattern: what was quoted matches itself. */
export class PatternSink implements Sink {
  readonly keepsFields = false;
  pattern = '';

  quoted(text: string): void {
    this.pattern += escapePattern(text);
  }
  literal(text: string): void {
    this.pattern += text;
  }
  expanded(text: string): void {
    this.pattern += text;
  }
  boundary(): void {
    this.pattern += ' ';
  }
}
