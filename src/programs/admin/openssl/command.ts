// The frame of every openssl command: options as its -help page declares them, output, and the error queue that is
// printed when a command fails.

import { decode, encode } from '../../../base/bytes.ts';
import { type DigestName, isDigestName } from '../../../base/x509/digest-names.ts';
import { SystemError, strerror } from '../../../linux/errors.ts';
import { Exit, type ExitCode, type Process, STDIN } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type CommandName, HELP } from './help.ts';

export interface Command {
  readonly name: CommandName;
  /** Options of the page that do something here; the others are known and not simulated. */
  readonly options: readonly string[];
  /** What an unknown option is taken for. */
  readonly otherwise?: 'digest' | 'cipher';
  /** What the complaint about it ends with; both unless said. */
  readonly unknownCipher?: 'hint' | 'errors';
  readonly work: (run: Run) => Task<ExitCode>;
}

type Argument = 'none' | 'text' | 'number' | 'format';

const ARGUMENTS: Readonly<Record<string, Argument>> = {
  '+int': 'number',
  int: 'number',
  uint: 'number',
  intmax: 'number',
  ulong: 'number',
  format: 'format',
  'PEM|DER': 'format',
};

/** One run of one command. */
export class Run {
  readonly process: Process;
  readonly name: CommandName;
  readonly #options: readonly (readonly [name: string, value: string])[];
  readonly operands: readonly string[];

  constructor(
    process: Process,
    name: CommandName,
    options: readonly (readonly [string, string])[],
    operands: readonly string[],
  ) {
    this.process = process;
    this.name = name;
    this.#options = options;
    this.operands = operands;
  }

  has(...names: readonly string[]): boolean {
    return this.#options.some(([name]) => names.includes(name));
  }

  /** The last value given for one of these. */
  value(...names: readonly string[]): string | undefined {
    return this.#options.findLast(([name]) => names.includes(name))?.[1];
  }

  values(name: string): string[] {
    return this.#options.filter(([one]) => one === name).map(([, value]) => value);
  }

  /** The options in the order given, for commands whose output follows it. */
  get given(): readonly string[] {
    return this.#options.map(([name]) => name);
  }

  isDer(name: string): boolean {
    return this.value(name)?.toUpperCase().startsWith('D') ?? false;
  }

  /** The digest named by a bare option (`-sha384`); SHA-256 when none is. */
  get digest(): DigestName {
    const name = this.value(DIGEST);
    return name !== undefined && isDigestName(name) ? name : 'sha256';
  }

  get namesDigest(): boolean {
    return this.has(DIGEST);
  }

  get now(): number {
    const { epoch, now } = this.process.simulation;
    return epoch + now;
  }

  *print(what: string | Uint8Array): Task<void> {
    yield* this.process.print(what);
  }

  /** A line on standard error. */
  *say(line: string): Task<void> {
    yield* this.process.complain(`${line}\n`);
  }

  /** A complaint about the command line. */
  *usage(complaint?: string): Task<never> {
    if (complaint !== undefined) yield* this.say(`${this.name}: ${complaint}`);
    yield* this.say(`${this.name}: Use -help for summary.`);
    throw new Exit(1);
  }

  /** Lines, then the errors queued below them, and the end. */
  *fail(lines: readonly string[], queue: readonly QueuedError[] = []): Task<never> {
    for (const line of lines) yield* this.say(line);
    yield* this.showErrors(queue);
    throw new Exit(1);
  }

  *showErrors(queue: readonly QueuedError[]): Task<void> {
    for (const error of queue) yield* this.say(errorLine(this.process.pid, error));
  }

  *notSimulated(what: string): Task<never> {
    yield* this.say(`cka-lab: not simulated: openssl ${this.name} ${what}`);
    throw new Exit(1);
  }

  /** A file's bytes, or standard input. Throws SystemError. */
  *read(path: string | undefined): Task<Uint8Array> {
    if (path === undefined || path === '-') return yield* this.process.readAll(STDIN);
    return this.process.files.readFile(this.process.absolute(path), this.process.credentials);
  }

  /** Writes `-out`, or standard output. */
  *write(what: string | Uint8Array, path = this.value('out'), mode = 0o666): Task<void> {
    if (path === undefined) return yield* this.print(what);
    const { process } = this;
    try {
      const bytes = typeof what === 'string' ? encode(what) : what;
      process.files.writeFile(process.absolute(path), bytes, {
        mode: mode & ~process.umask,
        who: process.credentials,
      });
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      yield* this.fail([`Can't open "${path}" for writing, ${strerror(error.code)}`], openErrors(error, path, 'w'));
    }
  }

  /** Opens as plain BIOs do; a failure ends the command with `Can't open …`. */
  *open(path: string | undefined): Task<Uint8Array> {
    try {
      return yield* this.read(path);
    } catch (error) {
      if (!(error instanceof SystemError) || path === undefined) throw error;
      return yield* this.fail(
        [`Can't open "${path}" for reading, ${strerror(error.code)}`],
        openErrors(error, path, 'r'),
      );
    }
  }

  *openText(path: string | undefined): Task<string> {
    return decode(yield* this.open(path));
  }
}

const DIGEST = '*';

// ——— errors ———

/** One entry of the queue: `error:CODE:library:function:reason:file:line:data`. */
export interface QueuedError {
  readonly code: string;
  readonly where: string;
  readonly data?: string;
}

const errorLine = (pid: number, { code, where, data = '' }: QueuedError): string => {
  // The number is a thread's, an address on its stack.
  const thread = (Math.imul(pid + 977, 0x9e3779b1) >>> 0).toString(16).toUpperCase().padStart(8, '0');
  return `40${thread}7F0000:error:${code}:${where}:${data}`;
};

/** errno as OpenSSL's system library numbers it. */
const ERRNO: Readonly<Record<string, string>> = { ENOENT: '02', EACCES: '0D', EISDIR: '15', ENOTDIR: '14' };

export const openErrors = (error: SystemError, path: string, mode: 'r' | 'w'): QueuedError[] => [
  {
    code: `800000${ERRNO[error.code] ?? '05'}`,
    where: `system library:BIO_new_file:${strerror(error.code)}:../crypto/bio/bss_file.c:67`,
    data: `calling fopen(${path}, ${mode})`,
  },
  error.code === 'ENOENT'
    ? { code: '10000080', where: 'BIO routines:BIO_new_file:no such file:../crypto/bio/bss_file.c:75' }
    : { code: '10080002', where: 'BIO routines:BIO_new_file:system lib:../crypto/bio/bss_file.c:77' },
];

export const unsupportedAlgorithm = (name: string): QueuedError => ({
  code: '0308010C',
  where: 'digital envelope routines:inner_evp_generic_fetch:unsupported:../crypto/evp/evp_fetch.c:386',
  data: `Global default library context, Algorithm (${name} : 0), Properties (<null>)`,
});

// ——— the command line ———

export function* runCommand(process: Process, command: Command, words: readonly string[]): Task<ExitCode> {
  const declared = declaredOptions(HELP[command.name]);
  const simulated = new Set(command.options);
  const options: (readonly [string, string])[] = [];
  const operands: string[] = [];
  const plain = new Run(process, command.name, [], []);
  const queue = [...words];
  while (queue.length > 0) {
    const word = queue.shift()!;
    if (!word.startsWith('-') || word === '-') {
      operands.push(word, ...queue.splice(0));
      break;
    }
    if (word === '--') {
      operands.push(...queue.splice(0));
      break;
    }
    const [name, inline] = splitOption(word);
    if (name === 'help') {
      yield* process.complain(HELP[command.name]);
      return 0;
    }
    const argument = declared.get(name);
    if (argument === undefined) {
      if (declared.has(DIGEST) && (isDigestName(name) || command.otherwise === undefined)) options.push([DIGEST, name]);
      else yield* refuseUnknown(plain, command, name);
      continue;
    }
    const value = argument === 'none' ? '' : (inline ?? queue.shift());
    if (value === undefined) return yield* plain.usage(`Option -${name} needs a value`);
    if (argument === 'number' && !/^-?(?:0x[\da-fA-F]+|\d+)$/.test(value))
      return yield* plain.usage(`Can't parse "${value}" as a number`);
    if (argument === 'format' && !/^(?:PEM|DER|P|D|p|d|pem|der|ENGINE|P12|B64)$/.test(value)) {
      yield* plain.say(`${command.name}: Bad format "${value}"`);
      return yield* plain.usage(`Invalid format "${value}" for option -${name}`);
    }
    if (!simulated.has(name)) return yield* plain.notSimulated(`-${name}`);
    options.push([name, value]);
  }
  return yield* command.work(new Run(process, command.name, options, operands));
}

/** `--name` counts as `-name`, and `-name=value` as two words. */
function splitOption(word: string): [name: string, value: string | undefined] {
  const [, name, value] = /^--?([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? ['', word, undefined];
  return [name, value];
}

function* refuseUnknown(run: Run, command: Command, name: string): Task<void> {
  switch (command.otherwise) {
    case 'digest': {
      const errors = command.name === 'req' ? [] : [unsupportedAlgorithm(name)];
      const lines = [`Unknown option or message digest: ${name}`, 'Use -help for summary.'];
      return yield* run.fail(
        lines.map((line) => `${run.name}: ${line}`),
        errors,
      );
    }
    case 'cipher': {
      const lines = [
        `Unknown cipher: ${name}`,
        ...(command.unknownCipher === 'errors' ? [] : ['Use -help for summary.']),
      ];
      return yield* run.fail(
        lines.map((line) => `${run.name}: ${line}`),
        command.unknownCipher === 'hint' ? [] : [unsupportedAlgorithm(name)],
      );
    }
    default:
      return yield* run.usage(`Unknown option: -${name}`);
  }
}

/** ` -in infile    Input file` → `in` takes a text. */
function declaredOptions(page: string): Map<string, Argument> {
  const options = new Map<string, Argument>();
  for (const [, name, kind] of page.matchAll(/^ -(\S+)(?: (\S+))?(?: |$)/gm))
    options.set(name, kind === undefined ? 'none' : (ARGUMENTS[kind] ?? 'text'));
  return options;
}
