// The line being edited: text, cursor, what was killed, what can be undone. Knows nothing of screens and keys.

interface Snapshot {
  readonly text: string;
  readonly cursor: number;
}

export class LineBuffer {
  text = '';
  cursor = 0;
  #kills: string[] = [];
  #undo: Snapshot[] = [];
  #lastWasKill = false;
  #lastWasInsert = false;
  #yanked: { readonly at: number; readonly length: number; readonly index: number } | undefined;

  /** Begins a command: runs of typing undo together, runs of kills collect. */
  begin(command: 'insert' | 'kill' | 'yank' | 'other'): void {
    if (command !== 'insert' || !this.#lastWasInsert) this.#pendingUndo = { text: this.text, cursor: this.cursor };
    this.#continuesKill = command === 'kill' && this.#lastWasKill;
    this.#lastWasKill = command === 'kill';
    this.#lastWasInsert = command === 'insert';
    if (command !== 'yank') this.#yanked = undefined;
  }

  #pendingUndo: Snapshot | undefined;
  #continuesKill = false;

  #remember(): void {
    if (this.#pendingUndo) this.#undo.push(this.#pendingUndo);
    this.#pendingUndo = undefined;
  }

  load(text: string): void {
    this.text = text;
    this.cursor = text.length;
    this.#undo = [];
  }

  insert(text: string): void {
    this.#remember();
    this.text = this.text.slice(0, this.cursor) + text + this.text.slice(this.cursor);
    this.cursor += text.length;
  }

  /** Replaces a stretch; the cursor goes behind it. */
  replace(from: number, to: number, text: string): void {
    this.#remember();
    this.text = this.text.slice(0, from) + text + this.text.slice(to);
    this.cursor = from + text.length;
  }

  remove(from: number, to: number): void {
    if (from >= to) return;
    this.replace(from, to, '');
  }

  kill(from: number, to: number): void {
    if (from >= to) return;
    const killed = this.text.slice(from, to);
    const forward = from >= this.cursor;
    if (this.#continuesKill && this.#kills.length > 0) {
      const last = this.#kills.pop()!;
      this.#kills.push(forward ? last + killed : killed + last);
    } else this.#kills.push(killed);
    this.remove(from, to);
  }

  yank(): void {
    const text = this.#kills.at(-1);
    if (text === undefined) return;
    const at = this.cursor;
    this.insert(text);
    this.#yanked = { at, length: text.length, index: this.#kills.length - 1 };
  }

  /** Replaces what was just yanked by the kill before it. */
  yankPop(): void {
    const yanked = this.#yanked;
    if (!yanked) return;
    const index = (yanked.index + this.#kills.length - 1) % this.#kills.length;
    const text = this.#kills[index];
    this.replace(yanked.at, yanked.at + yanked.length, text);
    this.#yanked = { at: yanked.at, length: text.length, index };
  }

  undo(): boolean {
    const before = this.#undo.pop();
    if (!before) return false;
    this.text = before.text;
    this.cursor = before.cursor;
    return true;
  }

  get left(): number {
    if (this.cursor === 0) return 0;
    const code = this.text.charCodeAt(this.cursor - 1);
    return (
      this.cursor - (code >= 0xdc00 && code <= 0xdfff && this.cursor > 1 && isHigh(this.text, this.cursor - 2) ? 2 : 1)
    );
  }

  get right(): number {
    if (this.cursor >= this.text.length) return this.text.length;
    return this.cursor + (isHigh(this.text, this.cursor) ? 2 : 1);
  }

  get wordLeft(): number {
    let at = this.cursor;
    while (at > 0 && !isWord(this.text[at - 1])) at--;
    while (at > 0 && isWord(this.text[at - 1])) at--;
    return at;
  }

  get wordRight(): number {
    let at = this.cursor;
    while (at < this.text.length && !isWord(this.text[at])) at++;
    while (at < this.text.length && isWord(this.text[at])) at++;
    return at;
  }

  /** Where Ctrl-W stops: words are what stands between blanks. */
  get blankLeft(): number {
    let at = this.cursor;
    while (at > 0 && /\s/.test(this.text[at - 1])) at--;
    while (at > 0 && !/\s/.test(this.text[at - 1])) at--;
    return at;
  }

  transpose(): void {
    if (this.cursor === 0 || this.text.length < 2) return;
    const at = this.cursor === this.text.length ? this.cursor - 1 : this.cursor;
    this.replace(at - 1, at + 1, this.text[at] + this.text[at - 1]);
  }

  transposeWords(): void {
    const words = [...this.text.matchAll(/[\p{L}\p{N}_]+/gu)];
    let second = words.findIndex((word) => word.index + word[0].length > this.cursor);
    if (second < 0) second = words.length - 1;
    if (second < 1) return;
    const [a, b] = [words[second - 1], words[second]];
    const between = this.text.slice(a.index + a[0].length, b.index);
    this.replace(a.index, b.index + b[0].length, b[0] + between + a[0]);
  }

  changeWord(change: (word: string) => string): void {
    const end = this.wordRight;
    this.replace(this.cursor, end, change(this.text.slice(this.cursor, end)));
  }
}

const isHigh = (text: string, at: number): boolean => (text.charCodeAt(at) & 0xfc00) === 0xd800;
const isWord = (character: string): boolean => /[\p{L}\p{N}_]/u.test(character);
