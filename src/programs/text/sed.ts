// sed: runs a script on every line. The pattern space is a line without its newline.

import { SystemError } from '../../linux/errors.ts';
import type { ExitCode, Program } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { NotSimulated } from '../getopt.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { type Address, type Command, type Pattern, parseScript, ScriptError, type Substitution } from './sed-script.ts';
import { SedStreams } from './sed-streams.ts';
import { replacementFor, unambiguous } from './sed-text.ts';

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

class Editor {
  readonly #run: Invocation;
  readonly #commands: readonly Command[];
  readonly #quiet: boolean;
  readonly #streams: SedStreams;
  #space = '';
  #complete = true;
  #hold = '';
  #queue: { readonly text?: string; readonly file?: string }[] = [];
  #lastPattern: RegExp | undefined;

  constructor(run: Invocation, commands: readonly Command[], quiet: boolean, paths: readonly string[]) {
    this.#run = run;
    this.#commands = commands;
    this.#quiet = quiet;
    this.#streams = new SedStreams(run, paths);
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
    yield* this.#streams.finish();
    return status || this.#run.status;
  }

  /** The next line into the pattern space; false at the very end. */
  *#take(): Task<boolean> {
    const line = yield* this.#streams.next();
    if (!line) return false;
    this.#space = line.text;
    this.#complete = line.complete;
    return true;
  }

  *#endCycle(): Task<void> {
    if (!this.#quiet) yield* this.#streams.print(this.#space, this.#complete);
    yield* this.#emptyQueue();
  }

  *#emptyQueue(): Task<void> {
    for (const { text, file } of this.#queue.splice(0)) {
      if (text !== undefined) yield* this.#streams.raw(text);
      if (file === undefined) continue;
      try {
        const input = this.#run.open(file === '/dev/stdin' ? '-' : file);
        const content = yield* input.text();
        input.close();
        if (content !== '') yield* this.#streams.raw(content);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error; // a file that cannot be read is empty
      }
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
          yield* this.#streams.raw(`${this.#streams.number}\n`);
          break;
        case 'a':
          this.#queue.push({ text: command.text });
          break;
        case 'i':
          yield* this.#streams.raw(command.text);
          break;
        case 'c':
          if (!command.second || command.negated || !command.active) yield* this.#streams.raw(command.text);
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
          yield* this.#streams.raw(`${this.#streams.path}\n`);
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
          yield* this.#streams.raw(
            unambiguous(this.#space, Number(command.text || this.#run.value('line-length') || 70)),
          );
          break;
        case 'n':
          if (yield* this.#streams.isLast()) {
            if (!this.#quiet) yield* this.#streams.print(this.#space, this.#complete);
            yield* this.#emptyQueue();
            return 0;
          }
          yield* this.#endCycle();
          yield* this.#take();
          break;
        case 'N': {
          if (yield* this.#streams.isLast()) {
            if (!this.#run.has('posix')) yield* this.#endCycle();
            return this.#streams.isSeparate ? 'next' : 0;
          }
          yield* this.#emptyQueue();
          const before = this.#space;
          yield* this.#take();
          this.#space = `${before}\n${this.#space}`;
          break;
        }
        case 'p':
          yield* this.#streams.print(this.#space, this.#complete);
          break;
        case 'P':
          yield* this.#streams.raw(`${this.#space.split('\n', 1)[0]}\n`);
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
          const line = yield* this.#streams.readLine(command.text);
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
          yield* this.#streams.toFile(command.text, `${this.#space}\n`);
          break;
        case 'W':
          yield* this.#streams.toFile(command.text, `${this.#space.split('\n', 1)[0]}\n`);
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
        if (yield* this.#streams.isLast()) command.active = false;
        return true;
      }
      if (this.#streams.number >= command.until) command.active = false;
      // The range may have ended while other commands took the lines.
      return this.#streams.number <= command.until;
    }
    const fromStart = first.kind === 'line' && first.line === 0;
    if (fromStart && this.#streams.number === 1 && second.kind === 'pattern') {
      command.active = !this.#tests(second.pattern);
      return true;
    }
    if (!(yield* this.#matches(first))) return false;
    switch (second.kind) {
      case 'line':
        command.until = second.line;
        break;
      case 'count':
        command.until = this.#streams.number + second.count;
        break;
      case 'multiple':
        command.until =
          second.multiple > 0
            ? Math.ceil(this.#streams.number / second.multiple) * second.multiple
            : this.#streams.number;
        break;
      default:
        command.until = Number.POSITIVE_INFINITY;
    }
    command.active =
      command.until > this.#streams.number && !(second.kind === 'last' && (yield* this.#streams.isLast()));
    return true;
  }

  *#matches(address: Address): Task<boolean> {
    switch (address.kind) {
      case 'line':
        return this.#streams.number === address.line;
      case 'step':
        return address.step <= 0
          ? this.#streams.number === address.first
          : this.#streams.number >= address.first && (this.#streams.number - address.first) % address.step === 0;
      case 'last':
        return yield* this.#streams.isLast();
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
    if (substitution.print) yield* this.#streams.print(this.#space, this.#complete);
    if (substitution.file !== undefined) yield* this.#streams.toFile(substitution.file, `${this.#space}\n`);
    return true;
  }
}
