// The text of one file in nano: lines, cursor, mark, and what was done, so that it can be undone. The last line of a
// text that ends with a newline is empty: nano's "magic line", where one can go on writing.

export interface Position {
  readonly line: number;
  /** In UTF-16 units. */
  readonly column: number;
}

/** What undo says it took back. */
export type ChangeKind =
  | 'addition'
  | 'comment'
  | 'cut'
  | 'deletion'
  | 'erasure'
  | 'indent'
  | 'insertion'
  | 'justification'
  | 'line break'
  | 'line join'
  | 'paste'
  | 'replacement'
  | 'uncomment'
  | 'unindent';

interface State {
  readonly lines: readonly string[];
  readonly cursor: Position;
  readonly isModified: boolean;
}

interface Change {
  readonly kind: ChangeKind;
  readonly before: State;
  after: State;
}

export class Buffer {
  path: string;
  lines: string[];
  cursor: Position = { line: 0, column: 0 };
  mark: Position | undefined;
  /** Set by Shift and an arrow: any other movement takes it away. */
  isSoftMark = false;
  isModified = false;
  isReadOnly = false;
  isDos = false;
  /** The first line on the screen. */
  top = 0;
  /** The column the cursor keeps to when it moves up and down. */
  wantedColumn = 0;
  /** When the file was read or written, to notice that somebody else changed it. */
  fileTime: number | undefined;
  /** Off with --nonewlines: then the last line may be any. */
  hasMagicLine = true;
  readonly #done: Change[] = [];
  readonly #undone: Change[] = [];
  /** Typing goes on in the same change until something else happens. */
  #isOpen = false;

  constructor(path: string, text: string) {
    this.path = path;
    this.isDos = text.includes('\r\n');
    this.lines = (this.isDos ? text.replaceAll('\r\n', '\n') : text).split('\n');
  }

  get line(): string {
    return this.lines[this.cursor.line];
  }

  /** As it is written: the last line gets its newline. */
  text(): string {
    const last = this.lines.at(-1) ?? '';
    const text = this.lines.join('\n') + (last === '' || !this.hasMagicLine ? '' : '\n');
    return this.isDos ? text.replaceAll('\n', '\r\n') : text;
  }

  /** Lines that end with a newline, which the magic line does not count as. */
  get lineCount(): number {
    return this.lines.at(-1) === '' ? this.lines.length - 1 : this.lines.length;
  }

  // ——— changes ———

  /** Changes the text. `continues`: goes on with the change before, when that is of the same kind. */
  change(kind: ChangeKind, act: () => void, continues = false): void {
    const before = this.#state();
    act();
    this.isModified = true;
    const last = this.#done.at(-1);
    if (continues && this.#isOpen && last?.kind === kind) last.after = this.#state();
    else this.#done.push({ kind, before, after: this.#state() });
    this.#undone.length = 0;
    this.#isOpen = true;
  }

  /** Whatever is typed next is a change of its own. */
  closeChange(): void {
    this.#isOpen = false;
  }

  undo(): ChangeKind | undefined {
    const change = this.#done.pop();
    if (!change) return undefined;
    this.#undone.push(change);
    this.#restore(change.before);
    return change.kind;
  }

  redo(): ChangeKind | undefined {
    const change = this.#undone.pop();
    if (!change) return undefined;
    this.#done.push(change);
    this.#restore(change.after);
    return change.kind;
  }

  /** What is on disk is what is here; undoing from here makes it differ again. */
  saved(): void {
    this.isModified = false;
    this.closeChange();
    for (const change of [...this.#done, ...this.#undone]) {
      Object.assign(change, {
        before: { ...change.before, isModified: true },
        after: { ...change.after, isModified: true },
      });
    }
    const last = this.#done.at(-1);
    if (last) last.after = { ...last.after, isModified: false };
    const next = this.#undone.at(-1);
    if (next) Object.assign(next, { before: { ...next.before, isModified: false } });
  }

  #state(): State {
    return { lines: [...this.lines], cursor: this.cursor, isModified: this.isModified };
  }

  #restore({ lines, cursor, isModified }: State): void {
    this.lines = [...lines];
    this.cursor = cursor;
    this.isModified = isModified;
    this.mark = undefined;
    this.closeChange();
  }

  // ——— text in and out ———

  /** At the cursor, which ends behind it. */
  insert(text: string): void {
    const { line, column } = this.cursor;
    const pieces = text.split('\n');
    const tail = this.line.slice(column);
    const first = this.line.slice(0, column) + pieces[0];
    if (pieces.length === 1) {
      this.lines[line] = first + tail;
      this.cursor = { line, column: column + text.length };
    } else {
      const last = pieces[pieces.length - 1];
      this.lines.splice(line, 1, first, ...pieces.slice(1, -1), last + tail);
      this.cursor = { line: line + pieces.length - 1, column: last.length };
    }
    this.keepMagicLine();
  }

  keepMagicLine(): void {
    if (this.hasMagicLine && this.lines.at(-1) !== '') this.lines.push('');
  }

  /** Takes the text between two places out; the cursor ends where it was. */
  remove(from: Position, to: Position): string {
    const text = this.between(from, to);
    this.lines.splice(
      from.line,
      to.line - from.line + 1,
      this.lines[from.line].slice(0, from.column) + this.lines[to.line].slice(to.column),
    );
    this.cursor = from;
    return text;
  }

  between(from: Position, to: Position): string {
    if (from.line === to.line) return this.lines[from.line].slice(from.column, to.column);
    return [
      this.lines[from.line].slice(from.column),
      ...this.lines.slice(from.line + 1, to.line),
      this.lines[to.line].slice(0, to.column),
    ].join('\n');
  }

  /** The marked text, its ends in order. */
  get region(): readonly [Position, Position] | undefined {
    if (!this.mark) return undefined;
    return isBefore(this.mark, this.cursor) ? [this.mark, this.cursor] : [this.cursor, this.mark];
  }

  // ——— places ———

  get end(): Position {
    return { line: this.lines.length - 1, column: (this.lines.at(-1) ?? '').length };
  }

  /** One character on, over the end of the line. */
  after({ line, column }: Position): Position {
    const text = this.lines[line];
    if (column < text.length) return { line, column: column + characterAt(text, column).length };
    return line + 1 < this.lines.length ? { line: line + 1, column: 0 } : { line, column };
  }

  before({ line, column }: Position): Position {
    if (column > 0) return { line, column: column - characterBefore(this.lines[line], column).length };
    return line > 0 ? { line: line - 1, column: this.lines[line - 1].length } : { line, column };
  }
}

export const isBefore = (one: Position, other: Position): boolean =>
  one.line < other.line || (one.line === other.line && one.column < other.column);

export const characterAt = (text: string, at: number): string => String.fromCodePoint(text.codePointAt(at) ?? 0);

export function characterBefore(text: string, at: number): string {
  const low = text.charCodeAt(at - 1);
  return low >= 0xdc00 && low < 0xe000 && at > 1 ? text.slice(at - 2, at) : text.slice(at - 1, at);
}
