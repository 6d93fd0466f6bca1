// sed: runs a script on every line. The pattern space is a line without its newline.

import { encodeRaw } from '../../base/raw-text.ts';
import { SystemError } from '../../linux/errors.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated } from '../getopt.ts';
import { Failure, type Input, type Invocation, type Line, reason, utility } from '../utility.ts';
import { type Address, type Command, type Pattern, parseScript, ScriptError, type Substitution } from './sed-script.ts';

const USAGE = '[OPTION]... {script-only-if-no-other-script} [input-file]...';

export const sed: Program = utility(
  {
    usage: USAGE,
    showUsageOnError: true,
    suite: 'GNU sed 4.9',
    options: [
      'n,quiet,silent',
      '!debug',
      'e,expression=',
      'f,file=',
      'E,r,regexp-extended',
      'follow-symlinks',
      'i,in-place[=]',
      'l,line-length=',
      'posix',
      's,separate',
      'sandbox',
      'u,unbuffered',
      'z,null-data',
      'b,binary',
    ],
  },
  function* (run) {
    const parts: { text: string; origin: string }[] = [];
    let paths = run.operands;
    for (const option of run.options) {
      if (option.name === 'expression') {
        parts.push({ text: option.value, origin: `-e expression #${parts.length + 1}` });
      } else if (option.name === 'file') {
        try {
          const input = run.open(option.value);
          const text = yield* input.text();
          input.close();
          parts.push({ text: text.replace(/\n$/, ''), origin: `file ${option.value}` });
        } catch (error) {
          throw new Failure(`couldn't open file ${option.value}: ${reason(error)}`, 4);
        }
      }
    }
    if (parts.length === 0) {
      if (paths.length === 0) {
        yield* run.note(`Usage: ${run.name} ${USAGE}\n`);
        return 1;
      }
      parts.push({ text: paths[0], origin: '-e expression #1' });
      paths = paths.slice(1);
    }
    let commands: Command[];
    try {
      commands = parseScript(parts, run.has('regexp-extended'));
    } catch (error) {
      if (error instanceof ScriptError) throw new Failure(error.message, error.status);
      throw error;
    }
    const quiet = run.has('quiet') || /^#n(\n|$)/.test(parts[0].text);
    return yield* new Editor(run, commands, quiet, paths.length > 0 ? paths : ['-']).work();
  },
);

interface Output {
  append(text: string): Task<void>;
}

class Editor {
  readonly #run: Invocation;
  readonly #commands: readonly Command[];
  readonly #quiet: boolean;
  readonly #paths: readonly string[];
  readonly #terminator: number;
  readonly #end: string;
  readonly #inPlace: string | undefined;
  readonly #separate: boolean;
  readonly #files = new Map<string, string[]>();
  readonly #readers = new Map<string, Input>();
  #next = 0;
  #input: Input | undefined;
  #path = '-';
  #ahead: Line | undefined;
  #line = 0;
  #space = '';
  #complete = true;
  #hold = '';
  #queue: { readonly text?: string; readonly file?: string }[] = [];
  #lastPattern: RegExp | undefined;
  #output: Output;
  #collected = '';
  /** The last line printed had no newline; the next output must begin with one. */
  #owesNewline = false;

  constructor(run: Invocation, commands: readonly Command[], quiet: boolean, paths: readonly string[]) {
    this.#run = run;
    this.#commands = commands;
    this.#quiet = quiet;
    this.#paths = paths;
    this.#terminator = run.has('null-data') ? 0 : 10;
    this.#end = run.has('null-data') ? '\0' : '\n';
    this.#inPlace = run.has('in-place') ? (run.value('in-place') ?? '') : undefined;
    this.#separate = run.has('separate') || this.#inPlace !== undefined;
    this.#output = { append: (text) => run.print(text) };
  }

  *work(): Task<ExitCode> {
    let status: ExitCode | undefined;
    while (status === undefined && (yield* this.#take())) {
      let again = true;
      while (again) {
        again = false;
        const outcome = yield* this.#cycle();
        if (outcome === 'restart') again = true;
        else if (typeof outcome === 'number') status = outcome;
      }
    }
    if (this.#inPlace !== undefined && this.#input) yield* this.#keepRest();
    yield* this.#closeInput();
    for (const [path, parts] of this.#files) yield* this.#save(path, parts.join(''));
    return status || this.#run.status;
  }

  // ——— input ———

  /** The next line into the pattern space; false at the very end. */
  *#take(): Task<boolean> {
    const line = yield* this.#nextLine();
    if (!line) return false;
    this.#line++;
    this.#space = line.text;
    this.#complete = line.complete;
    return true;
  }

  *#nextLine(): Task<Line | undefined> {
    if (this.#ahead) {
      const line = this.#ahead;
      this.#ahead = undefined;
      return line;
    }
    for (;;) {
      if (!this.#input && !(yield* this.#openNext())) return undefined;
      let line: Line | undefined;
      try {
        line = yield* this.#input!.line(this.#terminator);
      } catch (error) {
        yield* this.#run.complain(`read error on ${this.#path}: ${reason(error)}`, 4);
      }
      if (line) return line;
      yield* this.#closeInput();
    }
  }

  *#openNext(): Task<boolean> {
    while (this.#next < this.#paths.length) {
      const path = this.#paths[this.#next++];
      try {
        const input = this.#run.open(path);
        if (input.file.kind === 'directory') {
          input.close();
          const isEdited = this.#inPlace !== undefined;
          yield* this.#run.complain(
            isEdited ? `couldn't edit ${path}: not a regular file` : `read error on ${path}: Is a directory`,
            4,
          );
          continue;
        }
        this.#input = input;
        this.#path = path;
        if (this.#separate) this.#line = 0;
        if (this.#inPlace !== undefined && path !== '-') {
          this.#collected = '';
          this.#output = {
            // biome-ignore lint/correctness/useYield: kept until the file is done
            append: function* (this: Editor, text: string): Task<void> {
              this.#collected += text;
            }.bind(this),
          };
        }
        return true;
      } catch (error) {
        yield* this.#run.complain(`can't read ${path}: ${reason(error)}`, 2);
      }
    }
    return false;
  }

  *#closeInput(): Task<void> {
    if (!this.#input) return;
    this.#input.close();
    this.#input = undefined;
    if (this.#separate) this.#owesNewline = false;
    if (this.#inPlace === undefined || this.#path === '-') return;
    this.#replace(this.#path, this.#collected);
    this.#output = { append: (text) => this.#run.print(text) };
  }

  /** A `q` in the middle must not lose the rest of a file edited in place. */
  *#keepRest(): Task<void> {
    for (;;) {
      const line = this.#ahead ?? (yield* this.#input!.line(this.#terminator));
      this.#ahead = undefined;
      if (!line) return;
      yield* this.#print(line.text, line.complete);
    }
  }

  /** A new file takes the old one's place, as rename(2) does it: other names keep the old content. */
  #replace(path: string, content: string): void {
    const { files, credentials } = this.#run.process;
    const absolute = this.#run.has('follow-symlinks')
      ? files.realpath(this.#run.absolute(path))
      : this.#run.absolute(path);
    const old = files.stat(absolute, credentials);
    const suffix = this.#inPlace!;
    try {
      const directory = absolute.slice(0, absolute.lastIndexOf('/') + 1);
      const temporary = `${directory}sed${this.#run.process.simulation.random.text(6, 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789')}`;
      files.writeFile(temporary, encodeRaw(content), { mode: 0o600, who: credentials });
      files.changeMode(temporary, old.mode, credentials);
      if (credentials.uid === 0) files.changeOwner(temporary, { uid: old.uid, gid: old.gid }, credentials);
      if (suffix !== '') {
        const name = absolute.slice(directory.length);
        const backup = suffix.includes('*') ? suffix.replaceAll('*', name) : name + suffix;
        files.rename(absolute, backup.includes('/') ? this.#run.absolute(backup) : directory + backup, credentials);
      }
      files.rename(temporary, absolute, credentials);
    } catch (error) {
      throw new Failure(
        `couldn't open temporary file ${path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '.'}/sedXXXXXX: ${reason(error)}`,
        4,
      );
    }
  }

  *#isLast(): Task<boolean> {
    if (this.#ahead) return false;
    if (this.#input) {
      this.#ahead = yield* this.#input.line(this.#terminator);
      if (this.#ahead) return false;
    }
    if (this.#separate) return true;
    // Later files may be missing or empty.
    yield* this.#closeInput();
    while (yield* this.#openNext()) {
      this.#ahead = yield* this.#input!.line(this.#terminator);
      if (this.#ahead) return false;
      yield* this.#closeInput();
    }
    return true;
  }

  // ——— output ———

  *#print(text: string, complete = true): Task<void> {
    const before = this.#owesNewline ? this.#end : '';
    this.#owesNewline = !complete;
    yield* this.#output.append(before + text + (complete ? this.#end : ''));
  }

  *#raw(text: string): Task<void> {
    const before = this.#owesNewline ? this.#end : '';
    this.#owesNewline = false;
    yield* this.#output.append(before + text);
  }

  *#endCycle(): Task<void> {
    if (!this.#quiet) yield* this.#print(this.#space, this.#complete);
    yield* this.#emptyQueue();
  }

  *#emptyQueue(): Task<void> {
    for (const { text, file } of this.#queue.splice(0)) {
      if (text !== undefined) yield* this.#raw(text);
      if (file === undefined) continue;
      try {
        const input = this.#run.open(file === '/dev/stdin' ? '-' : file);
        const content = yield* input.text();
        input.close();
        if (content !== '') yield* this.#raw(content);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error; // a file that cannot be read is empty
      }
    }
  }

  *#toFile(path: string, text: string): Task<void> {
    if (path === '/dev/stdout') yield* this.#raw(text);
    else if (path === '/dev/stderr') yield* this.#run.note(text);
    else {
      const parts = this.#files.get(path) ?? [];
      this.#files.set(path, parts);
      parts.push(text);
    }
  }

  *#save(path: string, text: string): Task<void> {
    const { files, umask, credentials } = this.#run.process;
    try {
      const file = files.open(
        this.#run.absolute(path),
        { write: true, create: true, truncate: true },
        0o666 & ~umask,
        credentials,
      );
      yield* file.write(encodeRaw(text));
      file.release();
    } catch (error) {
      throw new Failure(`couldn't open file ${path}: ${reason(error)}`, 4);
    }
  }

  // ——— the script ———

  *#cycle(): Task<'next' | 'restart' | ExitCode> {
    const commands = this.#commands;
    let substituted = false;
    let steps = 0;
    for (let at = 0; at < commands.length; at++) {
      if (++steps % 100_000 === 0) yield* this.#run.process.compute(1); // an endless loop can be interrupted
      const command = commands[at];
      if (!(yield* this.#selects(command))) {
        if (command.name === '{') at = command.end - 1;
        continue;
      }
      switch (command.name) {
        case '{':
        case ':':
          break;
        case '=':
          yield* this.#raw(`${this.#line}\n`);
          break;
        case 'a':
          this.#queue.push({ text: command.text });
          break;
        case 'i':
          yield* this.#raw(command.text);
          break;
        case 'c':
          if (!command.second || command.negated || !command.active) yield* this.#raw(command.text);
          yield* this.#emptyQueue();
          return 'next';
        case 'd':
          yield* this.#emptyQueue();
          return 'next';
        case 'D': {
          const newline = this.#space.indexOf('\n');
          if (newline < 0) {
            yield* this.#emptyQueue();
            return 'next';
          }
          this.#space = this.#space.slice(newline + 1);
          yield* this.#emptyQueue();
          return 'restart';
        }
        case 'e':
          throw new NotSimulated('the e command');
        case 'F':
          yield* this.#raw(`${this.#path}\n`);
          break;
        case 'g':
          this.#space = this.#hold;
          break;
        case 'G':
          this.#space += `\n${this.#hold}`;
          break;
        case 'h':
          this.#hold = this.#space;
          break;
        case 'H':
          this.#hold += `\n${this.#space}`;
          break;
        case 'x':
          [this.#space, this.#hold] = [this.#hold, this.#space];
          break;
        case 'l':
          yield* this.#raw(unambiguous(this.#space, Number(command.text || this.#run.value('line-length') || 70)));
          break;
        case 'n':
          if (yield* this.#isLast()) {
            if (!this.#quiet) yield* this.#print(this.#space, this.#complete);
            yield* this.#emptyQueue();
            return 0;
          }
          yield* this.#endCycle();
          yield* this.#take();
          break;
        case 'N': {
          if (yield* this.#isLast()) {
            if (!this.#run.has('posix')) yield* this.#endCycle();
            return this.#separate ? 'next' : 0;
          }
          yield* this.#emptyQueue();
          const before = this.#space;
          yield* this.#take();
          this.#space = `${before}\n${this.#space}`;
          break;
        }
        case 'p':
          yield* this.#print(this.#space, this.#complete);
          break;
        case 'P':
          yield* this.#raw(`${this.#space.split('\n', 1)[0]}\n`);
          break;
        case 'q':
          yield* this.#endCycle();
          return Number(command.text);
        case 'Q':
          return Number(command.text);
        case 'r':
          this.#queue.push({ file: command.text });
          break;
        case 'R': {
          const line = yield* this.#readLine(command.text);
          if (line !== undefined) this.#queue.push({ text: `${line}\n` });
          break;
        }
        case 's':
          if (yield* this.#substitute(command.substitution!)) substituted = true;
          break;
        case 'y':
          this.#space = [...this.#space].map((letter) => command.exchange!.get(letter) ?? letter).join('');
          break;
        case 'w':
          yield* this.#toFile(command.text, `${this.#space}\n`);
          break;
        case 'W':
          yield* this.#toFile(command.text, `${this.#space.split('\n', 1)[0]}\n`);
          break;
        case 'z':
          this.#space = '';
          break;
        case 'b':
        case 't':
        case 'T': {
          const jumps = command.name === 'b' || (command.name === 't') === substituted;
          if (command.name !== 'b') substituted = false;
          if (!jumps) break;
          if (command.text === '') at = commands.length;
          else at = commands.findIndex((one) => one.name === ':' && one.text === command.text);
          break;
        }
      }
    }
    yield* this.#endCycle();
    return 'next';
  }

  *#readLine(path: string): Task<string | undefined> {
    let input = this.#readers.get(path);
    try {
      input ??= this.#run.open(path);
      this.#readers.set(path, input);
      return (yield* input.line())?.text;
    } catch (error) {
      if (error instanceof SystemError) return undefined;
      throw error;
    }
  }

  *#selects(command: Command): Task<boolean> {
    return (yield* this.#addressed(command)) !== command.negated;
  }

  *#addressed(command: Command): Task<boolean> {
    const { first, second } = command;
    if (!first) return true;
    if (!second) return yield* this.#matches(first);
    if (command.active) {
      if (second.kind === 'pattern') {
        if (this.#tests(second.pattern)) command.active = false;
        return true;
      }
      if (second.kind === 'last') {
        if (yield* this.#isLast()) command.active = false;
        return true;
      }
      if (this.#line >= command.until) command.active = false;
      // The range may have ended while other commands took the lines.
      return this.#line <= command.until;
    }
    const fromStart = first.kind === 'line' && first.line === 0;
    if (fromStart && this.#line === 1 && second.kind === 'pattern') {
      command.active = !this.#tests(second.pattern);
      return true;
    }
    if (!(yield* this.#matches(first))) return false;
    switch (second.kind) {
      case 'line':
        command.until = second.line;
        break;
      case 'count':
        command.until = this.#line + second.count;
        break;
      case 'multiple':
        command.until = second.multiple > 0 ? Math.ceil(this.#line / second.multiple) * second.multiple : this.#line;
        break;
      default:
        command.until = Number.POSITIVE_INFINITY;
    }
    command.active = command.until > this.#line && !(second.kind === 'last' && (yield* this.#isLast()));
    return true;
  }

  *#matches(address: Address): Task<boolean> {
    switch (address.kind) {
      case 'line':
        return this.#line === address.line;
      case 'step':
        return address.step <= 0
          ? this.#line === address.first
          : this.#line >= address.first && (this.#line - address.first) % address.step === 0;
      case 'last':
        return yield* this.#isLast();
      case 'pattern':
        return this.#tests(address.pattern);
      default:
        return false;
    }
  }

  #expression(pattern: Pattern): RegExp {
    const expression = pattern ?? this.#lastPattern;
    if (!expression) throw new Failure('no previous regular expression');
    this.#lastPattern = expression;
    expression.lastIndex = 0;
    return expression;
  }

  #tests(pattern: Pattern): boolean {
    return this.#expression(pattern).test(this.#space);
  }

  *#substitute(substitution: Substitution): Task<boolean> {
    if (substitution.evaluate) throw new NotSimulated('the e flag of s');
    const expression = this.#expression(substitution.pattern);
    const text = this.#space;
    let result = '';
    let copied = 0;
    let count = 0;
    let previousEnd = -1;
    let replaced = false;
    for (;;) {
      const match = expression.exec(text);
      if (!match) break;
      const end = match.index + match[0].length;
      // An empty match right behind a match does not count.
      if (match[0] !== '' || match.index !== previousEnd) {
        count++;
        if (count >= Math.max(1, substitution.which)) {
          result += text.slice(copied, match.index) + replacementFor(substitution, match);
          copied = end;
          replaced = true;
          if (!substitution.global) break;
        }
      }
      previousEnd = end;
      if (match[0] === '') expression.lastIndex = end + ((text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1);
      if (expression.lastIndex > text.length) break;
    }
    if (!replaced) return false;
    this.#space = result + text.slice(copied);
    if (substitution.print) yield* this.#print(this.#space, this.#complete);
    if (substitution.file !== undefined) yield* this.#toFile(substitution.file, `${this.#space}\n`);
    return true;
  }
}

/** The pieces joined; \U and \L hold until \E, \u and \l for one letter. */
function replacementFor(substitution: Substitution, match: RegExpExecArray): string {
  let text = '';
  let mode = '';
  let once = '';
  for (const piece of substitution.replacement) {
    if (piece.kind === 'case') {
      if (piece.change === 'u' || piece.change === 'l') once = piece.change;
      else mode = piece.change === 'E' ? '' : piece.change;
      continue;
    }
    let part = piece.kind === 'text' ? piece.text : (match[piece.group] ?? '');
    if (mode === 'U') part = part.toUpperCase();
    else if (mode === 'L') part = part.toLowerCase();
    if (once !== '' && part !== '') {
      const [letter] = part;
      part = (once === 'u' ? letter.toUpperCase() : letter.toLowerCase()) + part.slice(letter.length);
      once = '';
    }
    text += part;
  }
  return text;
}

/** `l`: escapes for everything invisible, `$` at the end, folded with `\`. */
function unambiguous(text: string, width: number): string {
  const names: Readonly<Record<string, string>> = {
    '\\': '\\\\',
    '\x07': '\\a',
    '\b': '\\b',
    '\f': '\\f',
    '\n': '\\n',
    '\r': '\\r',
    '\t': '\\t',
    '\v': '\\v',
  };
  const units: string[] = [];
  for (const byte of encodeRaw(text)) {
    const character = String.fromCharCode(byte);
    units.push(names[character] ?? (byte < 32 || byte > 126 ? `\\${byte.toString(8).padStart(3, '0')}` : character));
  }
  let lines = '';
  let line = '';
  for (const unit of units) {
    if (width > 1 && line.length + unit.length > width - 1) {
      lines += `${line}\\\n`;
      line = '';
    }
    line += unit;
  }
  return `${lines}${line}$\n`;
}
