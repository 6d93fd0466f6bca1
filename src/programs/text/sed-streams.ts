// The lines sed reads, from one file after the other with a look at the next line, and where its lines go: to standard
// output, into files of their own, or in place of the file they came from.

import { encodeRaw } from '../../base/raw-text.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Task } from '../../sim/task.ts';
import { Failure, type Input, type Invocation, type Line, reason } from '../utility.ts';

/** Where printed lines go: standard output, or the new content of a file edited in place. */
interface Output {
  append(text: string): Task<void>;
}

export class SedStreams {
  /** Of the line last read, counted from 1: through all files, or in each. */
  number = 0;
  /** The file it came from. */
  path = '-';
  /** Each file is a stream of its own. */
  readonly isSeparate: boolean;
  readonly #run: Invocation;
  readonly #paths: readonly string[];
  readonly #terminator: number;
  readonly #end: string;
  readonly #inPlace: string | undefined;
  readonly #files = new Map<string, string[]>();
  readonly #readers = new Map<string, Input>();
  #next = 0;
  #input: Input | undefined;
  #ahead: Line | undefined;
  #output: Output;
  #collected = '';
  /** The last line printed had no newline; the next output must begin with one. */
  #owesNewline = false;

  constructor(run: Invocation, paths: readonly string[]) {
    this.#run = run;
    this.#paths = paths;
    this.#terminator = run.has('null-data') ? 0 : 10;
    this.#end = run.has('null-data') ? '\0' : '\n';
    this.#inPlace = run.has('in-place') ? (run.value('in-place') ?? '') : undefined;
    this.isSeparate = run.has('separate') || this.#inPlace !== undefined;
    this.#output = { append: (text) => run.print(text) };
  }

  /** Closes and writes what is left to write. */
  *finish(): Task<void> {
    if (this.#inPlace !== undefined && this.#input) yield* this.#keepRest();
    yield* this.#closeInput();
    for (const [path, parts] of this.#files) yield* this.#save(path, parts.join(''));
  }

  *next(): Task<Line | undefined> {
    if (this.#ahead) {
      const line = this.#ahead;
      this.#ahead = undefined;
      this.number++;
      return line;
    }
    for (;;) {
      if (!this.#input && !(yield* this.#openNext())) return undefined;
      let line: Line | undefined;
      try {
        line = yield* this.#input!.line(this.#terminator);
      } catch (error) {
        yield* this.#run.complain(`read error on ${this.path}: ${reason(error)}`, 4);
      }
      if (line) {
        this.number++;
        return line;
      }
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
        this.path = path;
        if (this.isSeparate) this.number = 0;
        if (this.#inPlace !== undefined && path !== '-') {
          this.#collected = '';
          this.#output = {
            // biome-ignore lint/correctness/useYield: kept until the file is done
            append: function* (this: SedStreams, text: string): Task<void> {
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
    if (this.isSeparate) this.#owesNewline = false;
    if (this.#inPlace === undefined || this.path === '-') return;
    this.#replace(this.path, this.#collected);
    this.#output = { append: (text) => this.#run.print(text) };
  }

  /** A `q` in the middle must not lose the rest of a file edited in place. */
  *#keepRest(): Task<void> {
    for (;;) {
      const line = this.#ahead ?? (yield* this.#input!.line(this.#terminator));
      this.#ahead = undefined;
      if (!line) return;
      yield* this.print(line.text, line.complete);
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

  *isLast(): Task<boolean> {
    if (this.#ahead) return false;
    if (this.#input) {
      this.#ahead = yield* this.#input.line(this.#terminator);
      if (this.#ahead) return false;
    }
    if (this.isSeparate) return true;
    // Later files may be missing or empty.
    yield* this.#closeInput();
    while (yield* this.#openNext()) {
      this.#ahead = yield* this.#input!.line(this.#terminator);
      if (this.#ahead) return false;
      yield* this.#closeInput();
    }
    return true;
  }

  *print(text: string, complete = true): Task<void> {
    const before = this.#owesNewline ? this.#end : '';
    this.#owesNewline = !complete;
    yield* this.#output.append(before + text + (complete ? this.#end : ''));
  }

  *raw(text: string): Task<void> {
    const before = this.#owesNewline ? this.#end : '';
    this.#owesNewline = false;
    yield* this.#output.append(before + text);
  }

  *toFile(path: string, text: string): Task<void> {
    if (path === '/dev/stdout') yield* this.raw(text);
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

  *readLine(path: string): Task<string | undefined> {
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
}
