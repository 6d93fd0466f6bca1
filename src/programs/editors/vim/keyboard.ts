// Where keys go: to the command line, to the insertion, or to the core. Here too is what vim does with keys as keys:
// mappings, recorded macros and the repetition of the last change, all of which put keys in front of those still to come.

import type { Task } from '../../../sim/task.ts';
import { literal } from './command-line.ts';
import type { Editor } from './editor.ts';
import { completeCommandLine } from './ex/complete.ts';
import { type Mappings, splitKeys } from './mappings.ts';
import { readRegister, writeRegister } from './registers.ts';
import { onStage } from './stage.ts';
import { Position } from './text-buffer.ts';
import { characterAt } from './walk.ts';

interface Awaited {
  readonly key: string;
  /** Replayed keys are not recorded again; those of a mapping that must not be mapped again say so. */
  readonly origin: 'typed' | 'macro' | 'repeat' | 'mapped';
}

/** What `.` repeats. */
interface LastChange {
  readonly keys: readonly string[];
  /** The extent of the selection it worked on, when it began in visual mode. */
  readonly selection: Selection | undefined;
}

interface Selection {
  readonly mode: 'v' | 'V' | '<C-v>';
  readonly lines: number;
  readonly columns: number;
}

export class Keyboard {
  readonly #editor: Editor;
  readonly #mappings: Mappings;
  #queue: Awaited[] = [];
  #recorded: string[] = [];
  #lastMacro: string | undefined;
  /** `q`, `@` and `"` wait for the name of a register. */
  #awaits: 'q' | '@' | undefined;
  #command: string[] = [];
  #commandBegan:
    | { readonly version: number; readonly origin: Awaited['origin']; selection: Selection | undefined }
    | undefined;
  #lastChange: LastChange | undefined;
  /** Keys that may become a mapping when more come. */
  #unmapped: Awaited[] = [];

  constructor(editor: Editor, mappings: Mappings) {
    this.#editor = editor;
    this.#mappings = mappings;
  }

  /** Keys from the terminal or a script. */
  *type(keys: readonly string[]): Task<void> {
    this.#queue.push(...keys.map((key): Awaited => ({ key, origin: 'typed' })));
    yield* this.#drain();
  }

  /** The next key that waits already, for a question in the middle of a command. */
  take(): string | undefined {
    const next = this.#queue.shift();
    if (next?.origin === 'typed' && this.#editor.isRecording !== undefined) this.#recorded.push(next.key);
    return next?.key;
  }

  /** `:normal`: the keys as one command, which ends when they do. */
  *execute(keys: readonly string[], remap: boolean): Task<void> {
    const waiting = this.#queue;
    this.#queue = keys.map((key) => ({ key, origin: remap ? 'macro' : 'mapped' }));
    this.#editor.hasFailed = false;
    const command = this.#command;
    const began = this.#commandBegan;
    this.#command = [];
    this.#commandBegan = undefined;
    yield* this.#drain();
    // What is not complete is given up.
    this.#queue = [{ key: '<Esc>', origin: 'mapped' }];
    if (!this.#isIdle || this.#editor.commandLine) yield* this.#drain();
    this.#queue = waiting;
    this.#command = command;
    this.#commandBegan = began;
  }

  /** A paste in one piece. */
  *paste(text: string): Task<void> {
    const editor = this.#editor;
    if (editor.commandLine) {
      editor.commandLine.insert(text.replace(/\n$/, '').replaceAll('\n', '\r'));
      return;
    }
    if (editor.insertion) {
      editor.insertion.paste(text);
      return;
    }
    const { buffer } = editor;
    const { line, ch } = buffer.getCursor();
    const old = buffer.getLine(line);
    buffer.endUndoStep();
    editor.insertAt(new Position(line, ch + 1 === old.length ? ch + 1 : ch));
    editor.beginAwaitedInsert();
    this.#editor.insertion?.paste(text);
    yield* this.type(['<Esc>']);
  }

  *#drain(): Task<void> {
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) {
      const expanded = this.#mapped(next);
      if (!expanded) continue;
      yield* this.#key(expanded);
      if (this.#editor.exitCode !== undefined) {
        this.#queue = [];
        return;
      }
      if (this.#editor.hasFailed) {
        // A failing command ends macros and mappings.
        if (this.#queue.length > 0 && this.#queue[0].origin !== 'typed')
          this.#queue = this.#queue.filter((one) => one.origin === 'typed');
        this.#editor.hasFailed = false;
      }
    }
  }

  // ——— mappings ———

  #mapped(next: Awaited): Awaited | undefined {
    if (next.origin === 'mapped' || next.origin === 'repeat' || this.#mappings.isEmpty || this.#editor.isPasting)
      return next;
    if (this.#unmapped.length === 0 && this.#awaitsCharacter) return next;
    this.#unmapped.push(next);
    const keys = this.#unmapped.map((one) => one.key);
    const mode = this.#modeForMapping;
    const full = this.#mappings.find(mode, keys);
    if (full) {
      this.#unmapped = [];
      const origin = full.remap ? 'macro' : 'mapped';
      if (this.#isIdle) this.#editor.buffer.endUndoStep();
      this.#queue.unshift(...full.keys.map((key) => ({ key, origin }) as const));
      return undefined;
    }
    if (this.#mappings.mayFollow(mode, keys)) return undefined;
    const [first, ...rest] = this.#unmapped;
    this.#unmapped = [];
    this.#queue.unshift(...rest);
    return first;
  }

  get #modeForMapping(): 'n' | 'v' | 'i' | 'c' | 'o' {
    const { buffer, insertion, commandLine } = this.#editor;
    if (commandLine) return 'c';
    if (insertion) return 'i';
    if (buffer.vim.visualMode) return 'v';
    return buffer.vim.inputState.operator ? 'o' : 'n';
  }

  get #awaitsCharacter(): boolean {
    return this.#awaits !== undefined || !this.#isBetweenKeys;
  }

  // ——— one key ———

  get #isBetweenKeys(): boolean {
    return /^\d*$/.test(this.#editor.buffer.vim.inputState.keyBuffer.join(''));
  }

  get #isIdle(): boolean {
    const { buffer, insertion, commandLine } = this.#editor;
    const { inputState } = buffer.vim;
    return (
      !insertion &&
      !commandLine &&
      !this.#awaits &&
      inputState.keyBuffer.length === 0 &&
      !inputState.operator &&
      inputState.registerName === undefined &&
      inputState.prefixRepeat.length === 0
    );
  }

  *#key({ key, origin }: Awaited): Task<void> {
    const editor = this.#editor;
    const { modeText } = editor.window;
    const { message } = editor;
    const stopsRecording = key === 'q' && editor.isRecording !== undefined && this.#isIdle;
    if (origin === 'typed' && editor.isRecording !== undefined && !stopsRecording) this.#recorded.push(key);
    if (editor.commandLine) {
      this.#command.push(key);
      yield* this.#commandLineKey(key);
    } else if (editor.insertion) {
      this.#command.push(key);
      this.#insertKey(key);
    } else this.#normalKey(key, origin);
    editor.beginAwaitedInsert();
    yield* editor.runAwaited();
    editor.beginAwaitedInsert();
    this.#endCommand();
    // What mode it is takes the place of what was said before.
    if (editor.message === message && editor.window.modeText !== modeText) editor.message = { text: '', kind: 'plain' };
    editor.commandIsPending = !this.#isIdle;
    editor.shownKeys = this.#shownKeys;
  }

  get #shownKeys(): string {
    const { buffer, insertion, commandLine } = this.#editor;
    if (insertion) return insertion.awaited === '' ? '' : controlName(this.#command.at(-1) ?? '');
    if (commandLine) return '';
    if (buffer.vim.visualMode && buffer.vim.inputState.keyBuffer.length === 0) return selectionSize(this.#editor);
    return this.#isIdle ? '' : this.#command.map((key) => (key === '<Space>' ? ' ' : controlName(key))).join('');
  }

  #normalKey(key: string, origin: Awaited['origin']): void {
    const editor = this.#editor;
    const { buffer } = editor;
    if (this.#isIdle) this.#beginCommand(origin);
    this.#command.push(key);
    if (this.#awaits) return this.#namedRegister(key);
    if (this.#isBetweenKeys) {
      const { operator } = buffer.vim.inputState;
      const digits = buffer.vim.inputState.keyBuffer.join('');
      editor.countWasGiven =
        digits !== '' || buffer.vim.inputState.prefixRepeat.length > 0 || buffer.vim.inputState.motionRepeat.length > 0;
      if (key === '/' || (key === '?' && operator !== 'rot13')) return editor.openCommandLine(key);
      if (!operator && key === 'q' && editor.isRecording !== undefined) return this.#endRecording();
      if (!operator && (key === 'q' || key === '@')) {
        this.#awaits = key;
        return;
      }
      if (!operator && key === '.' && !buffer.vim.visualMode) return this.#repeat(Number(digits || '0'));
      // Vim without a clipboard does not know "+ and "*.
      if (key === '"' && !buffer.vim.visualMode) {
        buffer.press(key);
        return;
      }
    } else if (/^\d*"$/.test(buffer.vim.inputState.keyBuffer.join('')) && (key === '+' || key === '*')) {
      buffer.press('<Esc>');
      return;
    }
    this.#noteSelection(key);
    if (!buffer.vim.visualMode && key === '<Esc>') editor.wanted = undefined;
    buffer.press(key === ' ' ? '<Space>' : key === '<Tab>' ? '<C-i>' : key);
  }

  /** Remembers how large a selection is that an operator is about to use up. */
  #noteSelection(key: string): void {
    const { buffer, wanted } = this.#editor;
    if (!buffer.vim.visualMode || !this.#commandBegan || /^[<'"`]?[hjklwbeWBE0-9$^%{}()GHLMftFT;,nNvV]$/.test(key))
      return;
    const { anchor, head } = buffer.vim.sel;
    const lines = Math.abs(anchor.line - head.line);
    const sameLine = lines === 0 || buffer.vim.visualBlock;
    this.#commandBegan.selection = {
      mode: buffer.vim.visualLine ? 'V' : buffer.vim.visualBlock ? '<C-v>' : 'v',
      lines,
      columns:
        wanted?.column === Number.POSITIVE_INFINITY
          ? Number.POSITIVE_INFINITY
          : sameLine
            ? Math.abs(anchor.ch - head.ch)
            : Math.max(anchor.line > head.line ? anchor.ch : head.ch, 0),
    };
    this.#command = [key];
  }

  #beginCommand(origin: Awaited['origin']): void {
    const { buffer } = this.#editor;
    if (buffer.vim.visualMode && this.#commandBegan) return;
    if (origin === 'typed') {
      buffer.endUndoStep();
    }
    this.#command = [];
    this.#commandBegan = { version: buffer.version, origin, selection: undefined };
  }

  /** A command is complete: what changed the text is what `.` repeats. */
  #endCommand(): void {
    const { buffer } = this.#editor;
    const began = this.#commandBegan;
    if (!began || !this.#isIdle || buffer.vim.visualMode) return;
    this.#commandBegan = undefined;
    this.#editor.buffer.cursorBeforeChange = undefined;
    const [first] = this.#command;
    const keys = this.#command;
    this.#command = [];
    const { returnsToInsert } = this.#editor;
    if (returnsToInsert) this.#continueInserting();
    if (began.origin === 'repeat' || buffer.version === began.version) return;
    const command = keys.join('').replace(/^(?:".|\d)*/, '');
    if (
      /^(?:u|<C-r>|:|@|\.|q|<C-z>|ZZ|&|g&)/.test(command) ||
      (first === '/' && !keys.some((key) => /^[dcy]$/.test(key)))
    )
      return;
    this.#lastChange = { keys, selection: began.selection };
  }

  // ——— macros and repetition ———

  #namedRegister(key: string): void {
    const awaited = this.#awaits;
    this.#awaits = undefined;
    const editor = this.#editor;
    const count = Number(editor.buffer.vim.inputState.keyBuffer.join('') || '1');
    if (count > 1) editor.buffer.press('<Esc>');
    if (awaited === 'q') {
      if (!/^[a-zA-Z0-9"]$/.test(key)) return editor.fail();
      editor.isRecording = key;
      this.#recorded = [];
      return;
    }
    editor.buffer.vim.inputState.keyBuffer.length = 0;
    const name = key === '@' ? this.#lastMacro : key;
    if (name === ':') {
      for (let left = count; left > 0; left--) editor.run(editor.lastCommand);
      return;
    }
    if (name === undefined || !/^[a-zA-Z0-9".*+-]$/.test(name)) return editor.fail();
    this.#lastMacro = name;
    const { text, kind } = readRegister(editor.buffer.core, name);
    const keys = splitKeys(kind === 'line' && !text.endsWith('\n') ? `${text}\n` : text);
    if (keys.length === 0) return editor.fail();
    const replayed: Awaited[] = [];
    for (let left = count; left > 0; left--)
      replayed.push(...keys.map((one): Awaited => ({ key: one, origin: 'macro' })));
    this.#queue.unshift(...replayed);
  }

  #endRecording(): void {
    const editor = this.#editor;
    const name = editor.isRecording!;
    editor.isRecording = undefined;
    this.#command = [];
    writeRegister(editor.buffer.core, name, { text: this.#recorded.map(literalOrName).join(''), kind: 'char' });
  }

  #repeat(count: number): void {
    const { buffer } = this.#editor;
    buffer.vim.inputState.keyBuffer.length = 0;
    const last = this.#lastChange;
    if (!last) return this.#editor.fail();
    const keys = count > 0 ? withCount(last.keys, count) : bumped(last.keys);
    if (keys !== last.keys) this.#lastChange = { ...last, keys };
    const selecting = last.selection ? this.#reselecting(last.selection) : [];
    this.#queue.unshift(...[...selecting, ...keys].map((key): Awaited => ({ key, origin: 'repeat' })));
    if (this.#commandBegan) this.#commandBegan = { ...this.#commandBegan, origin: 'repeat' };
  }

  /** Keys that select from the cursor on as much as the last time. */
  #reselecting({ mode, lines, columns }: Selection): string[] {
    const down = lines > 0 ? [...String(lines), 'j'] : [];
    if (mode === 'V') return [mode, ...down];
    if (columns === Number.POSITIVE_INFINITY) return [mode, ...down, '$'];
    if (mode === 'v' && lines > 0) return [mode, ...down, '0', ...(columns > 0 ? [...String(columns), 'l'] : [])];
    return [mode, ...down, ...(columns > 0 ? [...String(columns), 'l'] : [])];
  }

  // ——— insert mode and the command line ———

  #insertKey(key: string): void {
    const editor = this.#editor;
    const { insertion, buffer } = editor;
    if (!insertion) return;
    if (insertion.awaited === '' && (key === '<Esc>' || key === '<C-[>' || key === '<C-c>')) {
      insertion.end(key !== '<C-c>');
      editor.insertion = undefined;
      buffer.press('<Esc>');
      insertion.fileTyped();
      if (editor.message.kind === 'plain') editor.message = { text: '', kind: 'plain' };
      return;
    }
    if (key === '<C-o>' && insertion.awaited === '') {
      const cursor = buffer.getCursor();
      insertion.end(false);
      editor.insertion = undefined;
      onStage(() => buffer.core.exitInsertMode(buffer));
      const text = buffer.getLine(cursor.line);
      const isAtEnd = cursor.ch >= text.length && text !== '';
      buffer.setCursor(isAtEnd ? new Position(cursor.line, cursor.ch - 1) : cursor);
      editor.returnsToInsert = true;
      this.#returnTo = { place: buffer.getCursor(), isAtEnd };
      this.#command = [];
      return;
    }
    insertion.key(key);
  }

  #returnTo: { readonly place: Position; readonly isAtEnd: boolean } | undefined;

  #continueInserting(): void {
    const editor = this.#editor;
    // Ctrl-O itself is no command.
    if (this.#returnTo && this.#commandSinceReturn === undefined) {
      this.#commandSinceReturn = true;
      this.#commandBegan = { version: editor.buffer.version, origin: 'typed', selection: undefined };
      return;
    }
    this.#commandSinceReturn = undefined;
    editor.returnsToInsert = false;
    const cursor = editor.buffer.getCursor();
    const { place, isAtEnd } = this.#returnTo ?? { place: cursor, isAtEnd: false };
    this.#returnTo = undefined;
    const text = editor.buffer.getLine(cursor.line);
    const staysAtEnd =
      editor.wanted?.column === Number.POSITIVE_INFINITY ||
      (isAtEnd && cursor.line === place.line && cursor.ch + characterAt(text, cursor.ch).length >= text.length);
    editor.insertAt(staysAtEnd ? new Position(cursor.line, text.length) : cursor);
    editor.beginAwaitedInsert();
  }

  #commandSinceReturn: true | undefined;

  *#commandLineKey(key: string): Task<void> {
    const editor = this.#editor;
    const line = editor.commandLine!;
    const outcome = line.key(key, {
      register: (name) => editor.readableRegister(name).text,
      wordUnderCursor: (big) => {
        const { line: row, ch } = editor.buffer.getCursor();
        const words = [...editor.buffer.getLine(row).matchAll(big ? /\S+/g : /[\p{L}\p{N}_]+/gu)];
        return words.find((one) => one.index + one[0].length > ch)?.[0] ?? '';
      },
      complete: (text) => (line.prompt === ':' ? completeCommandLine(editor, text) : []),
    });
    if (outcome === 'editing') return;
    editor.commandLine = undefined;
    const { buffer } = editor;
    if (outcome === 'cancelled') {
      buffer.vim.inputState.keyBuffer.length = 0;
      if (!buffer.vim.visualMode) buffer.press('<Esc>');
      if (line.prompt !== ':') editor.search.prepare('', true);
      editor.fail();
      return;
    }
    if (line.prompt === ':') {
      editor.message = { text: `:${line.text}`, kind: 'plain' };
      editor.lastTyped = `:${line.text}`;
      yield* editor.execute(line.text);
      if (line.text.trim() !== '') editor.lastCommand = line.text;
      return;
    }
    editor.search.prepare(line.text, line.prompt === '/');
    buffer.press('<Find>');
  }
}

const literalOrName = (key: string): string => {
  const character = literal(key);
  // Vim keeps a key that is no character as K_SPECIAL and its name.
  return character.length > 1 && character.startsWith('<') ? `\u0080${character}` : character;
};

const controlName = (key: string): string => {
  const control = /^<C-(.)>$/.exec(key);
  return control ? `^${control[1].toUpperCase()}` : key === '<CR>' ? '^M' : key;
};

/** With another count; those inside of the command go. */
function withCount(keys: readonly string[], count: number): readonly string[] {
  let at = 0;
  const register: string[] = [];
  while (at < keys.length && (/^[1-9]$/.test(keys[at]) || keys[at] === '"' || (keys[at] === '0' && at > 0))) {
    if (keys[at] === '"') {
      register.push(keys[at], keys[at + 1]);
      at += 2;
    } else at++;
  }
  const rest = keys.slice(at);
  const operator = /^[dcy<>=!]$/.test(rest[0] ?? '') ? 1 : 0;
  let digits = operator;
  while (operator > 0 && /^[0-9]$/.test(rest[digits] ?? '') && !(digits === operator && rest[digits] === '0')) digits++;
  return [...register, ...String(count), ...rest.slice(0, operator), ...rest.slice(digits)];
}

/** `"1p` repeated puts "2, then "3. */
function bumped(keys: readonly string[]): readonly string[] {
  if (keys[0] !== '"' || !/^[1-8]$/.test(keys[1] ?? '')) return keys;
  return ['"', String(Number(keys[1]) + 1), ...keys.slice(2)];
}

function selectionSize(editor: Editor): string {
  const { anchor, head } = editor.buffer.vim.sel;
  const lines = Math.abs(anchor.line - head.line) + 1;
  const columns = Math.abs(anchor.ch - head.ch) + 1;
  if (editor.buffer.vim.visualBlock) return `${lines}x${columns}`;
  return editor.buffer.vim.visualLine || lines > 1 ? String(lines) : String(columns);
}
