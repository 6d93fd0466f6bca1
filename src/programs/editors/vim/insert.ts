// Insert and replace mode: from the key that began it to Escape. Models edit.c.

import { columnOf } from './columns.ts';
import { literal } from './command-line.ts';
import type { Editor } from './editor.ts';
import { commentLeader, reindents, yamlIndent } from './indent.ts';
import { Position } from './text-buffer.ts';
import { before, characterAt, Walker } from './walk.ts';

/** The command that began the insertion: R replaces, o and O open a line for every repetition. */
export type OpenedBy = 'i' | 'o' | 'O' | 'R';

interface Block {
  readonly lines: readonly number[];
  readonly column: number;
  readonly append: boolean;
  readonly left: number;
}

export class Insertion {
  readonly #editor: Editor;
  readonly #count: number;
  readonly #by: OpenedBy;
  readonly #block: Block | undefined;
  readonly #keys: string[] = [];
  /** Where Backspace stops when 'backspace' has no `start`. */
  #start: Position;
  #isReplacing: boolean;
  /** What R wrote over, for Backspace. */
  #covered: string[] = [];
  #awaits: 'literal' | 'register' | undefined;
  #completion: { readonly candidates: readonly string[]; index: number; readonly from: number } | undefined;
  #typed = '';
  /** Typing blanks into the indent, or taking some back, means that the line is where it should be: until the next line nothing re-indents it. */
  #mayReindent = true;
  /** The digits of a character's number. */
  #code = '';

  constructor(editor: Editor, count: number, by: OpenedBy, block?: Block) {
    this.#editor = editor;
    this.#count = count;
    this.#by = by;
    this.#block = block;
    this.#start = editor.buffer.getCursor();
    this.#isReplacing = by === 'R';
  }

  get isReplacing(): boolean {
    return this.#isReplacing;
  }

  /** The sign shown at the cursor while a key is awaited. */
  get awaited(): string {
    return this.#awaits === 'register' ? '"' : this.#awaits === 'literal' ? '^' : '';
  }

  /** Any key but those that end the insertion. */
  key(key: string): void {
    this.#keys.push(key);
    this.#act(key);
  }

  /** Text that arrives at once: as it is, without indentation of its own. */
  paste(text: string): void {
    this.#keys.push(...text);
    this.#insert(text);
    this.#editor.openedWithIndent = false;
  }

  /** Repetitions, the other lines of a block, an indent that nothing followed: what Escape does. */
  end(repeats: boolean): void {
    const editor = this.#editor;
    const { buffer } = editor;
    if (repeats && this.#count > 1) {
      const keys = this.#keys.slice();
      for (let left = this.#count - 1; left > 0; left--) {
        if (this.#by === 'o' || this.#by === 'O') this.#openAgain();
        for (const key of keys) this.#act(key);
      }
    }
    const cursor = buffer.getCursor();
    const text = buffer.getLine(cursor.line);
    if (editor.openedWithIndent && text !== '' && /^[ \t]*$/.test(text)) {
      buffer.replaceRange('', new Position(cursor.line, 0), new Position(cursor.line, text.length));
    }
    editor.openedWithIndent = false;
    if (this.#block) this.#repeatInBlock(this.#block, cursor);
    const end = buffer.getCursor();
    editor.setMark('^', end);
    editor.setMark(']', new Position(end.line, Math.max(0, end.ch - 1)));
  }

  /** What was typed becomes the ". register; after the core has had its say about it. */
  fileTyped(): void {
    if (this.#typed !== '') this.#editor.buffer.core.getRegisterController().getRegister('.').setText(this.#typed);
  }

  #act(key: string): void {
    const awaits = this.#awaits;
    if (awaits) {
      this.#awaits = undefined;
      if (awaits === 'literal') this.#insertLiteral(key);
      else if (key.length === 1) this.#insertRegister(key);
      return;
    }
    if (key !== '<C-n>' && key !== '<C-p>') this.#completion = undefined;
    const act = KEYS[key];
    if (act) act(this);
    else if (key === '<Space>') this.#type(' ');
    else if (key === '<lt>') this.#type('<');
    else if (!/^<.+>$/.test(key)) this.#type(key);
  }

  // ——— text ———

  #type(character: string): void {
    const editor = this.#editor;
    const { buffer } = editor;
    const { line, ch } = buffer.getCursor();
    const textBefore = buffer.getLine(line).slice(0, ch);
    if (character === ' ' && /^[ \t]*$/.test(textBefore)) this.#mayReindent = false;
    this.#insert(character);
    editor.openedWithIndent = false;
    if (this.#mayReindent && editor.hasIndentExpression && !this.#isReplacing && reindents(character, textBefore))
      this.#reindent();
    if (editor.options.number('textwidth') > 0 && !editor.isPasting) this.#breakLongLine();
  }

  #insert(text: string): void {
    const { buffer } = this.#editor;
    this.#editor.hasNoLines = false;
    const { line, ch } = buffer.getCursor();
    const here = new Position(line, ch);
    this.#typed += text;
    if (this.#isReplacing && text !== '\n') {
      const old = characterAt(buffer.getLine(line), ch);
      this.#covered.push(old);
      buffer.replaceRange(text, here, new Position(line, ch + old.length));
    } else buffer.replaceRange(text, here);
    buffer.setCursor(buffer.posFromIndex(buffer.indexFromPos(here) + text.length));
  }

  /** Ctrl-V: a key as it is, or the number of a character: `065`, `u00e9`. */
  #insertLiteral(key: string): void {
    const code = this.#code + key;
    const [pattern, radix, whole] = /^[xX]/.test(code)
      ? [/^[xX][0-9a-fA-F]{1,2}$/, 16, 3]
      : /^u/.test(code)
        ? [/^u[0-9a-fA-F]{1,4}$/, 16, 5]
        : [/^\d{1,3}$/, 10, 3];
    const isNumber = pattern.test(code) || (this.#code === '' && /^[xXu]$/.test(code));
    if (isNumber && code.length < whole) {
      this.#code = code;
      this.#awaits = 'literal';
      return;
    }
    const number = isNumber ? code : this.#code;
    this.#code = '';
    if (number !== '') this.#insert(String.fromCodePoint(Number.parseInt(number.replace(/^[xXu]/, ''), radix)));
    if (!isNumber) {
      if (number === '') this.#insert(literal(key));
      else this.#act(key);
    }
  }

  #insertRegister(name: string): void {
    const { text } = this.#editor.readableRegister(name);
    for (const character of text) {
      if (character === '\n') this.newLine();
      else this.#type(character);
    }
  }

  /** Sets the indent that the file type asks for; the cursor stays on its character. */
  #reindent(): void {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const wanted = yamlIndent(this.#editor, line);
    if (wanted < 0) return;
    const old = /^[ \t]*/.exec(buffer.getLine(line))![0].length;
    this.#editor.setIndent(line, wanted);
    const now = /^[ \t]*/.exec(buffer.getLine(line))![0].length;
    buffer.setCursor(line, Math.max(0, ch + now - old));
  }

  #breakLongLine(): void {
    const { buffer, options, tabStop } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const text = buffer.getLine(line);
    const width = options.number('textwidth');
    if (columnOf(text, ch, tabStop) <= width || !options.text('formatoptions').includes('t')) return;
    const head = text.slice(0, ch);
    const at = [...head.matchAll(/\s+(?=\S)/g)]
      .filter((blank) => blank.index > 0 && columnOf(text, blank.index, tabStop) <= width)
      .at(-1);
    if (!at || head.slice(0, at.index).trim() === '') return;
    const rest = at.index + at[0].length;
    const indent = this.#editor.autoIndents ? /^[ \t]*/.exec(text)![0] : '';
    buffer.replaceRange(`\n${indent}`, new Position(line, at.index), new Position(line, rest));
    buffer.setCursor(line + 1, indent.length + ch - rest);
  }

  newLine(): void {
    const editor = this.#editor;
    this.#mayReindent = true;
    const { buffer } = editor;
    editor.hasNoLines = false;
    const { line, ch } = buffer.getCursor();
    const text = buffer.getLine(line);
    const indentOfLine = /^[ \t]*/.exec(text)![0];
    // An indent that nothing followed does not stay behind.
    const isOnlyIndent = editor.openedWithIndent && /^[ \t]*$/.test(text);
    const rest = text.slice(ch);
    const leader = editor.isPasting ? '' : commentLeader(editor, line, 'Return');
    const isIndenting = editor.autoIndents || editor.hasIndentExpression || leader !== '';
    const blanks = isIndenting ? /^[ \t]*/.exec(rest)![0].length : 0;
    let indent = leader !== '' ? leader : editor.autoIndents ? indentOfLine.slice(0, Math.max(ch, 0)) : '';
    buffer.replaceRange(`\n${indent}`, new Position(line, isOnlyIndent ? 0 : ch), new Position(line, ch + blanks));
    if (editor.hasIndentExpression && leader === '') {
      const wanted = Math.max(0, yamlIndent(editor, line + 1));
      editor.setIndent(line + 1, wanted);
      indent = /^[ \t]*/.exec(buffer.getLine(line + 1))![0];
    }
    buffer.setCursor(line + 1, indent.length);
    this.#typed += '\n';
    editor.openedWithIndent = indent !== '' && /^[ \t]*$/.test(indent) && buffer.getLine(line + 1) === indent;
  }

  #openAgain(): void {
    const { buffer } = this.#editor;
    const { line } = buffer.getCursor();
    const indent = this.#editor.indentForNewLine(line + 1, line, true);
    buffer.replaceRange(`\n${indent}`, new Position(line, Number.POSITIVE_INFINITY));
    buffer.setCursor(line + 1, indent.length);
    this.#editor.openedWithIndent = indent !== '';
  }

  tab(): void {
    const { buffer, options, tabStop, isPasting } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const text = buffer.getLine(line);
    const isInIndent = /^[ \t]*$/.test(text.slice(0, ch));
    if (isInIndent) this.#mayReindent = false;
    const soft = options.number('softtabstop');
    const step =
      options.flag('smarttab') && isInIndent
        ? this.#editor.shiftWidth
        : soft > 0
          ? soft
          : soft < 0
            ? this.#editor.shiftWidth
            : tabStop;
    if (isPasting || (!options.flag('expandtab') && step === tabStop)) return this.#insert('\t');
    const column = columnOf(text, ch, tabStop);
    const target = column + step - (column % step);
    if (options.flag('expandtab')) {
      for (let left = target - column; left > 0; left--) this.#insert(' ');
      this.#editor.openedWithIndent = false;
      return;
    }
    // Blanks before the cursor and the new ones become tabs where they reach a tab stop.
    const blanks = /[ \t]*$/.exec(text.slice(0, ch))![0];
    const start = columnOf(text, ch - blanks.length, tabStop);
    const fill = this.#editor.fillText(start, target);
    buffer.replaceRange(fill, new Position(line, ch - blanks.length), new Position(line, ch));
    buffer.setCursor(line, ch - blanks.length + fill.length);
  }

  // ——— taking back ———

  #mayErase(what: 'indent' | 'eol' | 'start'): boolean {
    const setting = this.#editor.options.text('backspace');
    return setting.includes(what) || setting === '2' || setting === '3' || (setting === '1' && what !== 'start');
  }

  backspace(): void {
    this.#mayReindent = false;
    const { buffer, options, tabStop } = this.#editor;
    const { line, ch } = buffer.getCursor();
    if (this.#isReplacing) return this.#uncover();
    if (ch === 0) {
      if (line === 0 || !this.#mayErase('eol')) return this.#editor.fail();
      const end = buffer.getLine(line - 1).length;
      buffer.replaceRange('', new Position(line - 1, end), new Position(line, 0));
      buffer.setCursor(line - 1, end);
      return;
    }
    if (line === this.#start.line && ch <= this.#start.ch && !this.#mayErase('start')) return this.#editor.fail();
    const text = buffer.getLine(line);
    const blanks = /[ \t]*$/.exec(text.slice(0, ch))![0];
    const isIndent = blanks.length === ch;
    const soft = options.number('softtabstop') < 0 ? this.#editor.shiftWidth : options.number('softtabstop');
    const step = options.flag('smarttab') && isIndent ? this.#editor.shiftWidth : soft;
    let from = before(text, ch);
    if (step > 0 && !this.#editor.isPasting && blanks.length > 0) {
      const column = columnOf(text, ch, tabStop);
      const target = column - (column % step || step);
      from = ch;
      while (from > ch - blanks.length && columnOf(text, from, tabStop) > target) from--;
      const filled = target - columnOf(text, from, tabStop);
      if (filled > 0) {
        buffer.replaceRange(' '.repeat(filled), new Position(line, from), new Position(line, ch));
        buffer.setCursor(line, from + filled);
        return;
      }
    }
    this.#remove(from);
  }

  /** In replace mode the old text comes back. */
  #uncover(): void {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    if (ch === 0) return;
    const text = buffer.getLine(line);
    const from = before(text, ch);
    const old = this.#covered.pop();
    if (old !== undefined) buffer.replaceRange(old, new Position(line, from), new Position(line, ch));
    buffer.setCursor(line, from);
  }

  #remove(from: number): void {
    this.#mayReindent = false;
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    this.#typed = this.#typed.slice(0, -(ch - from) || undefined);
    buffer.replaceRange('', new Position(line, from), new Position(line, ch));
    buffer.setCursor(line, from);
    if (this.#start.line === line && from < this.#start.ch) this.#start = new Position(line, from);
  }

  deleteWord(): void {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    if (ch === 0) return this.backspace();
    const text = buffer.getLine(line);
    const walker = new Walker({ lastLine: () => 0, getLine: () => text.slice(0, ch) }, new Position(0, ch));
    walker.backWord(1);
    this.#remove(this.#stopAtStart(walker.ch));
  }

  /** Without `start` in 'backspace' nothing before the insertion goes; with it the first stop is there. */
  #stopAtStart(wanted: number): number {
    const { line, ch } = this.#editor.buffer.getCursor();
    const isCrossing = line === this.#start.line && wanted < this.#start.ch && ch > this.#start.ch;
    return isCrossing ? this.#start.ch : wanted;
  }

  deleteLine(): void {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    if (ch === 0) return this.backspace();
    const indent = /^[ \t]*/.exec(buffer.getLine(line))![0].length;
    this.#remove(this.#stopAtStart(ch > indent ? indent : 0));
  }

  deleteForward(): void {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const width = characterAt(buffer.getLine(line), ch).length;
    if (width > 0) buffer.replaceRange('', new Position(line, ch), new Position(line, ch + width));
    else if (line < buffer.lastLine() && this.#mayErase('eol'))
      buffer.replaceRange('', new Position(line, ch), new Position(line + 1, 0));
  }

  shift(amount: 1 | -1): void {
    this.#mayReindent = false;
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const old = /^[ \t]*/.exec(buffer.getLine(line))![0].length;
    const indent = this.#editor.indentOf(line);
    const step = this.#editor.shiftWidth;
    const target = amount > 0 ? indent + step - (indent % step) : indent === 0 ? 0 : indent - (indent % step || step);
    this.#editor.setIndent(line, target);
    const now = /^[ \t]*/.exec(buffer.getLine(line))![0].length;
    buffer.setCursor(line, Math.max(0, ch + now - old));
  }

  copyFrom(lines: 1 | -1): void {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    const character = characterAt(buffer.getLine(line + lines), ch);
    if (character === '') this.#editor.fail();
    else this.#insert(character);
  }

  await(what: 'literal' | 'register'): void {
    this.#awaits = what;
  }

  again(): void {
    for (const one of this.#editor.readableRegister('.').text) this.#insert(one);
  }

  toggleReplace(): void {
    this.#isReplacing = !this.#isReplacing;
    this.#covered = [];
  }

  /** Moving the cursor ends what `u` takes back at once, and what is repeated. */
  move(to: (at: Position, text: string) => Position): void {
    const { buffer } = this.#editor;
    const at = buffer.getCursor();
    buffer.endUndoStep();
    const target = to(at, buffer.getLine(at.line));
    buffer.setCursor(Math.max(0, Math.min(buffer.lastLine(), target.line)), target.ch);
    this.#keys.length = 0;
    this.#typed = '';
    this.#start = buffer.getCursor();
    this.#editor.openedWithIndent = false;
  }

  /** Ctrl-N and Ctrl-P: words of the text that begin as the one before the cursor. */
  complete(step: 1 | -1): void {
    const { buffer } = this.#editor;
    const { line, ch } = buffer.getCursor();
    if (!this.#completion) {
      const text = buffer.getLine(line);
      const prefix = /[\p{L}\p{N}_]*$/u.exec(text.slice(0, ch))![0];
      const at = buffer.indexFromPos(new Position(line, ch));
      const words = [...buffer.getValue().matchAll(/[\p{L}\p{N}_]+/gu)].filter(
        (word) => word[0].startsWith(prefix) && word[0] !== prefix && word.index !== at - prefix.length,
      );
      const ordered = [...words.filter(({ index }) => index > at), ...words.filter(({ index }) => index <= at)];
      const candidates = [...new Set(ordered.map((word) => word[0]))];
      if (candidates.length === 0) {
        this.#editor.say('-- Keyword completion (^N^P) Pattern not found', 'error');
        return;
      }
      this.#completion = {
        candidates: [...candidates, prefix],
        index: step > 0 ? -1 : candidates.length,
        from: ch - prefix.length,
      };
    }
    const { candidates, from } = this.#completion;
    this.#completion.index = (this.#completion.index + step + candidates.length) % candidates.length;
    const chosen = candidates[this.#completion.index];
    buffer.replaceRange(chosen, new Position(line, from), new Position(line, buffer.getCursor().ch));
    buffer.setCursor(line, from + chosen.length);
  }

  #repeatInBlock({ lines, column, append, left }: Block, cursor: Position): void {
    const { buffer } = this.#editor;
    const [first, ...others] = lines;
    if (cursor.line !== first || cursor.ch < this.#start.ch) return;
    const text = buffer.getLine(first).slice(this.#start.ch, cursor.ch);
    if (text === '') return;
    for (const line of others) {
      const old = buffer.getLine(line);
      if (column === Number.POSITIVE_INFINITY) buffer.replaceRange(text, new Position(line, old.length));
      else if (append && old.length < column)
        buffer.replaceRange(' '.repeat(column - old.length) + text, new Position(line, old.length));
      else if (old.length > column || (append && old.length >= column))
        buffer.replaceRange(text, new Position(line, column));
    }
    buffer.setCursor(first, left + 1);
  }
}

const KEYS: Readonly<Record<string, (insertion: Insertion) => void>> = {
  '<CR>': (one) => one.newLine(),
  '<C-j>': (one) => one.newLine(),
  '<C-m>': (one) => one.newLine(),
  '<Tab>': (one) => one.tab(),
  '<BS>': (one) => one.backspace(),
  '<C-h>': (one) => one.backspace(),
  '<Del>': (one) => one.deleteForward(),
  '<C-w>': (one) => one.deleteWord(),
  '<C-u>': (one) => one.deleteLine(),
  '<C-t>': (one) => one.shift(1),
  '<C-d>': (one) => one.shift(-1),
  '<C-v>': (one) => one.await('literal'),
  '<C-q>': (one) => one.await('literal'),
  '<C-r>': (one) => one.await('register'),
  '<C-y>': (one) => one.copyFrom(-1),
  '<C-e>': (one) => one.copyFrom(1),
  '<C-a>': (one) => one.again(),
  '<C-n>': (one) => one.complete(1),
  '<C-p>': (one) => one.complete(-1),
  '<Insert>': (one) => one.toggleReplace(),
  '<Left>': (one) => one.move(({ line, ch }, text) => new Position(line, before(text, ch))),
  '<Right>': (one) => one.move(({ line, ch }, text) => new Position(line, Math.min(text.length, ch + 1))),
  '<Up>': (one) => one.move(({ line, ch }) => new Position(line - 1, ch)),
  '<Down>': (one) => one.move(({ line, ch }) => new Position(line + 1, ch)),
  '<Home>': (one) => one.move(({ line }) => new Position(line, 0)),
  '<End>': (one) => one.move(({ line }, text) => new Position(line, text.length)),
  '<C-Home>': (one) => one.move(() => new Position(0, 0)),
  '<C-Left>': (one) =>
    one.move(({ line, ch }, text) => new Position(line, text.slice(0, ch).replace(/\S+\s*$/, '').length)),
  '<C-Right>': (one) =>
    one.move(({ line, ch }, text) => new Position(line, ch + /^\S*\s*/.exec(text.slice(ch))![0].length)),
};
