// The frame every small program hangs in: its name, its options, buffered output, messages that start
// with the program's name, and an exit status that remembers whether something went wrong on the way.

import { concat, EMPTY } from '../base/bytes.ts';
import { decodeRaw, encodeRaw } from '../base/raw-text.ts';
import { SystemError, strerror } from '../linux/errors.ts';
import type { OpenFile } from '../linux/files/open-file.ts';
import { type ExitCode, type Process, type Program, STDIN, STDOUT } from '../linux/host/process.ts';
import type { Task } from '../sim/task.ts';
import { appletStatus, appletUsage, busyboxWords, isApplet } from './busybox.ts';
import { type GivenOption, NotSimulated, Options, UsageError } from './getopt.ts';
import { pages } from './manual/pages.ts';
import { quote, quotedIfNeeded } from './quote.ts';

export interface Description {
  /** As getopt.ts declares them. `help` and `version` are added. */
  readonly options?: readonly string[];
  /** The line behind `Usage: NAME `. */
  readonly usage: string;
  /** Exit status for a wrong command line; 1 unless said. */
  readonly usageStatus?: number;
  /** Options end at the first operand. */
  readonly stopAtOperand?: boolean;
  /** Turns traditional spellings (`head -5`) into options before getopt sees them. */
  readonly rewrite?: (words: readonly string[], process: Process) => readonly string[];
  /** What stands in `--version` behind the name. */
  readonly suite?: string;
  /** For programs whose last line of advice is not `Try 'NAME --help' for more information.` */
  readonly hint?: (name: string) => string;
  /** For programs that print their usage line instead of `Try '… --help'` alone. */
  readonly showUsageOnError?: boolean;
}

/** A failure that ends the program: `NAME: message`, then its status. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly status: ExitCode;
  constructor(message: string, status: ExitCode = 1) {
    super(message);
    this.status = status;
  }
}

/** A Program from its description and its work. */
export function utility(
  description: Description,
  work: (run: Invocation) => Task<ExitCode | undefined | void>,
): Program {
  const options = new Options([...(description.options ?? []), 'help', 'version']);
  return function* (process) {
    const run = new Invocation(process);
    const usageStatus = description.usageStatus ?? 1;
    try {
      const words = process.argv.slice(1);
      const line = options.read(description.rewrite?.(words, process) ?? words, description.stopAtOperand);
      run.options = line.options;
      run.operands = line.operands;
      if (run.has('help')) {
        yield* run.print(`Usage: ${run.name} ${description.usage}\n${helpOf(baseName(run.name))}\n${options.listing}`);
        yield* run.flush();
        return 0;
      }
      if (run.has('version')) {
        yield* run.print(`${baseName(run.name)} (${description.suite ?? 'GNU coreutils 9.4'})\n`);
        yield* run.flush();
        return 0;
      }
      const status = yield* work(run);
      yield* run.flush();
      const code = status || run.status;
      return isApplet(process) ? appletStatus(baseName(run.name), code) : code;
    } catch (error) {
      if (error instanceof UsageError) {
        yield* run.complain(error.message);
        if (isApplet(process)) {
          yield* process.complain(appletUsage(process, baseName(run.name), description.usage));
          return 1;
        }
        if (description.showUsageOnError) yield* process.complain(`Usage: ${run.name} ${description.usage}\n`);
        const hint = description.hint?.(run.name) ?? `Try '${run.name} --help' for more information.`;
        yield* process.complain(`${hint}
`);
        return error.status ?? usageStatus;
      }
      if (error instanceof NotSimulated) {
        yield* run.flush();
        yield* process.complain(`cka-lab: not simulated: ${baseName(run.name)} ${error.message}\n`);
        return 1;
      }
      if (error instanceof Failure) {
        yield* run.complain(error.message);
        return error.status;
      }
      throw error;
    }
  };
}

/** What the manual says in a line, and where there is more. */
function helpOf(name: string): string {
  const page = pages().find((one) => one.name === name && one.section !== '5');
  return page ? `${page.summary[0].toUpperCase()}${page.summary.slice(1)}.  See also: man ${name}\n` : '';
}

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

const BUFFER = 32_768;

/** One run of a program. */
export class Invocation {
  readonly process: Process;
  /** As called: messages repeat it. */
  readonly name: string;
  options: readonly GivenOption[] = [];
  operands: readonly string[] = [];
  /** What the program returns unless it says otherwise. */
  status: ExitCode = 0;
  #parts: Uint8Array[] = [];
  #size = 0;

  constructor(process: Process) {
    this.process = process;
    this.name = process.argv[0];
  }

  has(name: string): boolean {
    return this.options.some((option) => option.name === name);
  }

  /** The argument of the last such option. */
  value(name: string): string | undefined {
    return this.options.findLast((option) => option.name === name)?.value;
  }

  values(name: string): string[] {
    return this.options.filter((option) => option.name === name).map((option) => option.value);
  }

  /**
   * The argument of an option that knows only some words, which may be abbreviated. Words in one row mean the same;
   * the first of them is given back. Undefined without the option or its argument.
   */
  choice(name: string, words: readonly (readonly string[])[], label = `--${name}`): string | undefined {
    const value = this.options.findLast((option) => option.name === name && option.hasValue)?.value;
    if (value === undefined) return undefined;
    const exact = words.find((row) => row.includes(value));
    if (exact) return exact[0];
    const near = words.filter((row) => row.some((word) => word.startsWith(value)));
    if (near.length === 1 && value !== '') return near[0][0];
    const list = words.map((row) => `\n  - ${row.map(quote).join(', ')}`).join('');
    const fault = near.length > 1 ? 'ambiguous' : 'invalid';
    throw new UsageError(`${fault} argument ${quote(value)} for ${quote(label)}\nValid arguments are:${list}`, 1);
  }

  /** The last given of several that exclude each other. */
  lastOf(...names: string[]): string | undefined {
    return this.options.findLast((option) => names.includes(option.name))?.name;
  }

  /** The operands, or standard input when there are none. */
  get inputs(): readonly string[] {
    return this.operands.length > 0 ? this.operands : ['-'];
  }

  /** Buffered output; it leaves when the buffer is full, before a message, and before the program waits for input. */
  *print(what: string | Uint8Array): Task<void> {
    const bytes = typeof what === 'string' ? encodeRaw(what) : what;
    this.#parts.push(bytes);
    this.#size += bytes.length;
    if (this.#size >= BUFFER) yield* this.flush();
  }

  *flush(): Task<void> {
    if (this.#size === 0) return;
    const bytes = concat(this.#parts);
    this.#parts = [];
    this.#size = 0;
    try {
      yield* this.process.write(STDOUT, bytes);
    } catch (error) {
      if (error instanceof SystemError) throw new Failure(`write error: ${strerror(error.code)}`);
      throw error;
    }
  }

  /** `NAME: message` on standard error; the status becomes at least 1. */
  *complain(message: string, status: ExitCode = 1): Task<void> {
    const words = isApplet(this.process) ? busyboxWords(baseName(this.name), message) : message;
    yield* this.#note(`${this.name}: ${words}\n`);
    this.status = Math.max(this.status, status);
  }

  /** Standard error, as it is. */
  *note(text: string): Task<void> {
    yield* this.#note(text);
  }

  *#note(text: string): Task<void> {
    yield* this.flush();
    yield* this.process.write(2, encodeRaw(text));
  }

  /** Asks on standard error and reads a line: y or Y means yes. */
  *confirms(question: string): Task<boolean> {
    yield* this.#note(`${this.name}: ${question} `);
    let answer = '';
    for (;;) {
      const byte = yield* this.process.read(STDIN, 1);
      if (byte.length === 0 || byte[0] === 10) break;
      answer += String.fromCharCode(byte[0]);
    }
    return /^[yY]/.test(answer);
  }

  absolute(path: string): string {
    return this.process.absolute(path);
  }

  /** `-` is standard input. Throws SystemError. */
  open(path: string): Input {
    if (path === '-') return new Input(this, this.process.file(STDIN).retain());
    return new Input(
      this,
      this.process.files.open(this.process.absolute(path), { read: true }, 0, this.process.credentials),
    );
  }

  /** Everything a file holds; `-` is standard input. Throws SystemError. */
  *bytesOf(path: string): Task<Uint8Array> {
    const input = this.open(path);
    try {
      return yield* input.all();
    } finally {
      input.close();
    }
  }

  /** A file to write from its start, made if it is not there. Throws SystemError. */
  create(path: string): OpenFile {
    const flags = { write: true, create: true, truncate: true };
    return this.process.files.open(this.absolute(path), flags, 0o666 & ~this.process.umask, this.process.credentials);
  }

  /** Opens each in turn for `use`; what cannot be read is named in a message and passed over. */
  *eachInput(
    paths: readonly string[],
    use: (input: Input, path: string) => Task<void>,
    naming: (path: string) => string = quotedIfNeeded,
  ): Task<void> {
    for (const path of paths) {
      let input: Input | undefined;
      try {
        input = this.open(path);
        yield* use(input, path);
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        yield* this.complain(`${naming(path)}: ${strerror(error.code)}`);
      } finally {
        input?.close();
      }
    }
  }

  /** Names the refusal of a system call: `NAME: what: No such file or directory`. */
  *attempt(what: (error: SystemError) => string, act: () => void): Task<boolean> {
    try {
      act();
      return true;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* this.complain(`${what(error)}: ${strerror(error.code)}`);
      return false;
    }
  }
}

const NEWLINE = 10;

/** An open input: in chunks, in lines, or whole. Output is flushed before a read that may wait. */
export class Input {
  readonly file: OpenFile;
  readonly #run: Invocation;
  #rest: Uint8Array = EMPTY;
  #ended = false;

  constructor(run: Invocation, file: OpenFile) {
    this.#run = run;
    this.file = file;
  }

  close(): void {
    this.file.release();
  }

  /** At least one byte; nothing at the end. */
  *read(most = 65_536): Task<Uint8Array> {
    if (this.#rest.length > 0) {
      const part = this.#rest.subarray(0, most);
      this.#rest = this.#rest.subarray(part.length);
      return part;
    }
    if (this.file.kind !== 'file') yield* this.#run.flush();
    return yield* this.file.read(most);
  }

  /** Gives bytes back; they are read again first. */
  unread(bytes: Uint8Array): void {
    this.#rest = concat([bytes, this.#rest]);
  }

  /** Everything that is left. */
  *all(): Task<Uint8Array> {
    const parts: Uint8Array[] = [];
    for (;;) {
      const part = yield* this.read();
      if (part.length === 0) return concat(parts);
      parts.push(part);
    }
  }

  *text(): Task<string> {
    return decodeRaw(yield* this.all());
  }

  /** One line with its terminator, which only a last line may lack; undefined at the end. */
  *lineBytes(terminator = NEWLINE): Task<Uint8Array | undefined> {
    let seen = 0;
    const parts: Uint8Array[] = [];
    for (;;) {
      const at = this.#rest.indexOf(terminator, seen);
      if (at >= 0) {
        parts.push(this.#rest.subarray(0, at + 1));
        this.#rest = this.#rest.subarray(at + 1);
        return concat(parts);
      }
      parts.push(this.#rest);
      this.#rest = EMPTY;
      seen = 0;
      const more = this.#ended ? EMPTY : yield* this.read();
      if (more.length === 0) {
        this.#ended = true;
        const last = concat(parts);
        return last.length > 0 ? last : undefined;
      }
      this.#rest = more;
    }
  }

  /** One line without its newline, and whether it had one. */
  *line(terminator = NEWLINE): Task<Line | undefined> {
    const bytes = yield* this.lineBytes(terminator);
    if (!bytes) return undefined;
    const complete = bytes.at(-1) === terminator;
    return { text: decodeRaw(complete ? bytes.subarray(0, -1) : bytes), complete };
  }
}

export interface Line {
  readonly text: string;
  readonly complete: boolean;
}

/** The words of a refusal, for messages. */
export const reason = (error: unknown): string => {
  if (error instanceof SystemError) return strerror(error.code);
  throw error;
};
