// Walking from match to match, as CodeMirror's search cursor does; the core searches with it.

import { Position, type TextBuffer } from './text-buffer.ts';

export class SearchCursor {
  readonly #buffer: TextBuffer;
  readonly #pattern: RegExp;
  readonly #start: number;
  #last: { from: number; to: number; match: RegExpExecArray } | undefined;

  constructor(buffer: TextBuffer, query: RegExp, from: Position) {
    this.#buffer = buffer;
    this.#start = buffer.indexFromPos(new Position(from.line, from.ch ?? Number.POSITIVE_INFINITY));
    const source = query.source.replace(/(\\.|\{(?:\d+(?:,\d*)?|,\d+)\})|[{}]/g, (one, kept) => kept ?? `\\${one}`);
    this.#pattern = new RegExp(source, `gm${query.ignoreCase ? 'i' : ''}`);
  }

  findNext(): RegExpExecArray | undefined {
    return this.find(false);
  }

  findPrevious(): RegExpExecArray | undefined {
    return this.find(true);
  }

  find(back = false): RegExpExecArray | undefined {
    const last = this.#last;
    const isEmpty = last !== undefined && last.from === last.to;
    const match = back
      ? this.#before(last ? (isEmpty ? last.to - 1 : last.from) : this.#start)
      : this.#after(last ? (isEmpty ? last.to + 1 : last.to) : this.#start);
    this.#last = match && { from: match.index, to: match.index + match[0].length, match };
    return match;
  }

  #after(start: number): RegExpExecArray | undefined {
    const text = this.#buffer.getValue();
    if (start > text.length) return undefined;
    this.#pattern.lastIndex = start;
    return this.#pattern.exec(text) ?? undefined;
  }

  #before(end: number): RegExpExecArray | undefined {
    const text = this.#buffer.getValue();
    let found: RegExpExecArray | undefined;
    this.#pattern.lastIndex = 0;
    for (let match = this.#pattern.exec(text); match; match = this.#pattern.exec(text)) {
      if (match.index >= end || match.index + match[0].length > end) break;
      found = match;
      if (match[0].length === 0) this.#pattern.lastIndex++;
    }
    return found;
  }

  from(): Position | undefined {
    return this.#last && this.#buffer.posFromIndex(this.#last.from);
  }

  to(): Position | undefined {
    return this.#last && this.#buffer.posFromIndex(this.#last.to);
  }

  replace(text: string): void {
    if (!this.#last) return;
    this.#buffer.change([{ from: this.#last.from, to: this.#last.to, insert: text }]);
    this.#last.to = this.#last.from + text.length;
  }

  get match(): RegExpExecArray | undefined {
    return this.#last?.match;
  }
}
