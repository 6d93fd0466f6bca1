// The state of one shell, and the ways its parts speak to the outside: printing, complaining, parsing.
// What it does with commands is in execute.ts.

import { decodeRaw, encodeRaw } from '../../base/raw-text.ts';
import { SystemError, strerror } from '../../linux/errors.ts';
import type { Process } from '../../linux/host/process.ts';
import type { SignalName } from '../../linux/host/signals.ts';
import type { Task } from '../../sim/task.ts';
import { Bindings } from '../edit/bindings.ts';
import type { Substitution } from '../edit/history-expansion.ts';
import type { Dialect } from '../syntax/nesting.ts';
import { type Parsed, type ParseOptions, parseShell, parseUnit, type Unit } from '../syntax/parse.ts';
import type { Command, FunctionDefinition } from '../syntax/tree.ts';
import { Arithmetic } from './arithmetic.ts';
import { assignText } from './assign.ts';
import { CommandFailure, ExitShell } from './control.ts';
import { dashWords } from './dash-words.ts';
import { Jobs } from './jobs.ts';
import { Options } from './options.ts';
import { Patterns } from './pattern.ts';
import type { ExpandedElement } from './simple-command.ts';
import { installSpecialVariables } from './special-variables.ts';
import { Variables } from './variables.ts';

export interface CompletionSpec {
  readonly actions: readonly string[];
  readonly options: ReadonlySet<string>;
  readonly words?: string;
  readonly function?: string;
  readonly command?: string;
  readonly pattern?: string;
  readonly filter?: string;
  readonly prefix?: string;
  readonly suffix?: string;
}

/** What the line editor keeps and `history` shows. */
export interface HistoryEntry {
  text: string;
  /** Changed in the line editor without being run: `history` marks it. */
  edited?: boolean;
  /** Unix seconds. */
  readonly at: number;
}

/** A function or sourced file being run: the rows of FUNCNAME, BASH_SOURCE and BASH_LINENO. */
export interface Frame {
  readonly name: string;
  readonly source: string;
  readonly calledFrom: number;
  /** `local -`: the options to go back to. */
  options?: Options;
}

/** How a shell was started decides what its messages begin with. */
export type Origin = 'command' | 'script' | 'stdin' | 'interactive';

const PARSE_CACHE = 500;
const NO_ALIASES: ReadonlyMap<string, string> = new Map();

/** A text that was parsed before, and what was in force then. */
interface ParsedText {
  readonly circumstances: string;
  readonly line: number;
  whole: Parsed | undefined;
  /** By where they begin; null: nothing follows. */
  readonly units: Map<number, Unit | null>;
}

/** Evaluated commands per virtual millisecond. */
const COMMANDS_PER_MILLISECOND = 1000;

export class Shell {
  process: Process;
  readonly variables = new Variables();
  readonly options: Options;
  readonly jobs: Jobs;
  readonly patterns = new Patterns();
  readonly arithmetic: Arithmetic;
  functions = new Map<string, FunctionDefinition>();
  exportedFunctions = new Set<string>();
  /** Array values of a declaration's arguments, on their way to the builtin. */
  readonly pendingArrays = new Map<string, readonly ExpandedElement[]>();
  readonlyFunctions = new Set<string>();
  disabledBuiltins = new Set<string>();
  /** `ulimit`s that were changed: soft `Sn`, hard `Hn`. */
  limits = new Map<string, string>();
  /** How far getopts is inside a word like -abc. */
  getoptsState = { index: 1, offset: 1 };
  /** PWD and OLDPWD go to children. */
  exportsDirectories = true;
  /** `exit` was refused once because of stopped jobs. */
  warnedOfJobs = false;
  readonly functionSources = new WeakMap<FunctionDefinition, string>();
  aliases = new Map<string, string>();
  /** Command names and where they were found: `hash`. */
  hashed = new Map<string, { path: string; hits: number }>();
  completions = new Map<string, CompletionSpec>();
  traps = new Map<string, string>();
  directories: string[] = [];
  /** What keys do in the line editor. */
  bindings = new Bindings();
  history: HistoryEntry[] = [];
  /** How many entries HISTSIZE has pushed out: numbers go on counting. */
  historyBase = 0;
  /** Of the command line at the prompt, for `\#`. */
  commandNumber = 1;
  /** The last `:s/old/new/` of a history expansion, for `:&`. */
  lastSubstitution: Substitution | undefined;
  /** How much of the history is in the file already: entries written, lines read. */
  historySession = { written: 0, read: 0 };
  name = 'bash';
  /** Debian's sh is dash, busybox's is ash: fewer words, other messages. */
  dialect: Dialect = 'bash';
  positional: readonly string[] = [];
  status = 0;
  pipeStatus: readonly number[] = [0];
  lastBackground: number | undefined;
  lastArgument = '';
  line = 1;
  /** The command being run, for BASH_COMMAND; inside a trap it stays what it was. */
  running: Command | string = '';
  /** Depth of `eval`, for messages about syntax. */
  evaluations = 0;
  origin: Origin = 'command';
  /** `sh`, or `set -o posix`, changes a few things. */
  interactive = false;
  /** Messages of an interactive shell, and of its subshells, carry no line number. */
  messageStyle: 'line' | 'plain' = 'line';
  login = false;
  frames: Frame[] = [];
  loopDepth = 0;
  subshellDepth = 0;
  /** Above zero inside conditions, where `set -e` and the ERR trap sleep. */
  conditionDepth = 0;
  /** Signals that arrived and whose traps wait for the present command to end. */
  pendingTraps: string[] = [];
  inTrap = false;
  /** `$?` when the trap that runs began. */
  trappedStatus: number | undefined;
  /** What `trap` lists: in a subshell its parent's, until it sets one of its own. */
  shownTraps = this.traps;
  /** The newline behind a `^C` is out already. */
  interruptShown = false;
  /** How often PS4's first character is repeated: substitutions, eval, source. */
  traceDepth = 0;
  secondsFrom: number;
  /** Status of the last command substitution of the command being expanded. */
  substitutionStatus: number | undefined;
  /** Process substitutions of the command being run: descriptors to close when it is done. */
  openSubstitutions: number[] = [];
  /** The completion being computed: words and options that `compopt` changes. */
  completing: { options: Set<string> } | undefined;
  /** Subshells share it. */
  readonly #parsed: Map<string, ParsedText>;
  #work = 0;

  constructor(process: Process, options = new Options(), parsed = new Map<string, ParsedText>()) {
    this.process = process;
    this.options = options;
    this.#parsed = parsed;
    this.secondsFrom = process.simulation.now;
    this.jobs = new Jobs(this);
    this.arithmetic = new Arithmetic(this.#arithmeticScope());
    installSpecialVariables(this);
  }

  #arithmeticScope() {
    const shell = this;
    return {
      variables: this.variables,
      assign: (name: string, key: string | undefined, text: string) => assignText(this, name, key, text),
      get unsetIsError() {
        return shell.options.nounset;
      },
      unset: (name: string): never => this.unbound(name),
    };
  }

  /** A copy for a subshell; its process is put in when the process exists. */
  fork(): Shell {
    const child = new Shell(this.process, this.options.copy(), this.#parsed);
    this.variables.copyInto(child.variables);
    child.functions = new Map(this.functions);
    child.exportedFunctions = new Set(this.exportedFunctions);
    child.readonlyFunctions = new Set(this.readonlyFunctions);
    child.aliases = new Map(this.aliases);
    child.hashed = new Map(this.hashed);
    child.completions = new Map(this.completions);
    child.traps = new Map([...this.traps].filter(([name, action]) => action === '' || this.#isInherited(name)));
    child.shownTraps = this.shownTraps;
    child.directories = [...this.directories];
    child.history = this.history;
    child.historyBase = this.historyBase;
    child.bindings = this.bindings;
    child.name = this.name;
    child.dialect = this.dialect;
    child.disabledBuiltins = new Set(this.disabledBuiltins);
    child.positional = this.positional;
    child.status = this.status;
    child.pipeStatus = this.pipeStatus;
    child.lastBackground = this.lastBackground;
    child.lastArgument = this.lastArgument;
    child.line = this.line;
    child.running = this.running;
    child.evaluations = this.evaluations;
    child.origin = this.origin;
    child.frames = [...this.frames];
    child.loopDepth = 0;
    child.subshellDepth = this.subshellDepth + 1;
    child.conditionDepth = this.conditionDepth;
    child.secondsFrom = this.secondsFrom;
    child.inTrap = this.inTrap;
    child.traceDepth = this.traceDepth;
    child.interactive = false;
    child.messageStyle = this.messageStyle;
    child.jobs.inherit(this.jobs);
    return child;
  }

  /** `set -E` and `set -T` hand these traps down. */
  #isInherited(trap: string): boolean {
    return this.options.has(trap === 'ERR' ? 'errtrace' : 'functrace') && ['ERR', 'DEBUG', 'RETURN'].includes(trap);
  }

  /** A whole text, as `$( … )` needs it. */
  parse(source: string, line: number): Parsed {
    const memory = this.#remembered(source, line);
    memory.whole ??= parseShell(source, line, this.parseOptions);
    return memory.whole;
  }

  /** The commands of the line at `start`, which is line number `line`; undefined behind the last. */
  parseUnit(source: string, firstLine: number, start: number, line: number): Unit | undefined {
    const { units } = this.#remembered(source, firstLine);
    let unit = units.get(start);
    if (unit === undefined) {
      unit = parseUnit(source, start, line, this.parseOptions) ?? null;
      units.set(start, unit);
    }
    return unit ?? undefined;
  }

  #remembered(source: string, line: number): ParsedText {
    const { dialect, extglob, aliases } = this.parseOptions;
    const circumstances = `${dialect}${extglob ? '*' : ''}${aliases.size > 0 ? [...aliases].join() : ''}`;
    let memory = this.#parsed.get(source);
    if (memory && memory.circumstances === circumstances && memory.line === line) return memory;
    memory = { circumstances, line, whole: undefined, units: new Map() };
    if (this.#parsed.size > PARSE_CACHE) this.#parsed.clear();
    this.#parsed.set(source, memory);
    return memory;
  }

  get parseOptions(): ParseOptions {
    const { dialect, options } = this;
    const aliases = options.shopt('expand_aliases') || dialect !== 'bash' ? this.aliases : NO_ALIASES;
    return { dialect, extglob: options.extglob, aliases };
  }

  /** Called for every command: work takes time, so that an endless loop cannot stop the clock. */
  *worked(): Task<void> {
    if (++this.#work < COMMANDS_PER_MILLISECOND) return;
    this.#work = 0;
    yield* this.process.compute(1);
  }

  // ——— printing ———

  *print(text: string): Task<void> {
    yield* this.process.write(1, encodeRaw(text));
  }

  *printError(text: string): Task<void> {
    const file = this.process.descriptors.get(2);
    if (!file) return;
    try {
      yield* this.process.write(2, encodeRaw(text));
    } catch (error) {
      // Nobody can be told that telling failed.
      if (!(error instanceof SystemError)) throw error;
    }
  }

  /** `bash: line 3: ` and the like. */
  get prefix(): string {
    if (this.dialect === 'dash') return `${this.name}: ${this.line}: `;
    if (this.dialect === 'ash') return `${this.name}: ${this.origin === 'script' ? `line ${this.line}: ` : ''}`;
    const source = this.frames.at(-1)?.source ?? this.source;
    if (this.messageStyle === 'plain' && (source === this.source || source === 'main')) return `${this.name}: `;
    return `${source}: line ${this.line}: `;
  }

  /** What BASH_SOURCE calls the outermost text. */
  get source(): string {
    return this.name;
  }

  /** `bash: line 3: message`. */
  *complain(message: string): Task<void> {
    const words = this.dialect === 'dash' ? dashWords(message) : undefined;
    if (words?.then === 'fail') throw new CommandFailure(words.text, 2);
    yield* this.printError(`${words?.bare ? '' : this.prefix}${words?.text ?? message}\n`);
    if (words?.then === 'exit' && !this.interactive) this.exit(2);
  }

  unbound(name: string): never {
    throw new UnboundVariable(name);
  }

  // ——— files ———

  absolute(path: string): string {
    return this.process.absolute(path);
  }

  readText(path: string): string {
    return decodeRaw(this.process.files.readFile(this.absolute(path), this.process.credentials));
  }

  isDirectory(path: string): boolean {
    try {
      return this.process.files.stat(this.absolute(path), this.process.credentials).type === 'directory';
    } catch (error) {
      if (error instanceof SystemError) return false;
      throw error;
    }
  }

  /** A signal with a trap: the trap runs between commands; a `wait` wakes up for it. */
  arrived(signal: SignalName): void {
    this.pendingTraps.push(signal);
    this.process.childChanged.emit(this.process);
  }

  /** What a signal does when no trap is set; an interactive shell has its own ways. */
  resetSignal: (signal: SignalName) => void = (signal) => this.process.onSignal(signal, undefined);

  /** Where a function was defined, for BASH_SOURCE and messages. */
  definedIn(definition: FunctionDefinition): string {
    return (
      this.functionSources.get(definition) ??
      (this.origin === 'command' ? 'environment' : this.origin === 'script' ? this.name : 'main')
    );
  }

  /** The status of a command whose redirection failed. */
  get redirectFailure(): number {
    return this.dialect === 'dash' ? 2 : 1;
  }

  /** What an error of expansion ends the shell with: `bash -c` says 127, everything else 1. */
  get fatalStatus(): number {
    if (this.dialect !== 'bash') return 2;
    return this.origin === 'command' && this.subshellDepth === 0 && !this.options.errexit ? 127 : 1;
  }

  exit(status: number): never {
    throw new ExitShell(status & 255);
  }
}

/** `set -u` met a name without value. */
export class UnboundVariable {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

export const reasonOf = (error: unknown): string => {
  if (error instanceof SystemError) return strerror(error.code);
  throw error;
};

export type Evaluate = (shell: Shell, command: Command) => Task<number>;
