// A simple command: its words are expanded, its redirections made, its assignments applied, and then it is a
// function, a builtin or a program on the disk.

import { decode } from '../../base/bytes.ts';
import { SystemError } from '../../linux/errors.ts';
import { findExecutable } from '../../linux/host/host.ts';
import type { Process, SpawnOptions } from '../../linux/host/process.ts';
import type { Task } from '../../sim/task.ts';
import { printCommand } from '../syntax/print.ts';
import type { Assignment, Redirect, SimpleCommand, Word } from '../syntax/tree.ts';
import { ArithmeticError } from './arithmetic.ts';
import { assignArray, assignText, readonlyMessage } from './assign.ts';
import { help } from './builtins/help.ts';
import { findBuiltin, SPECIAL_BUILTINS, wantsHelp } from './builtins.ts';
import { Abandon, CommandFailure, Discard } from './control.ts';
import { debugTrap, redirectOrComplain } from './execute.ts';
import { expandKey, expandText, expandWord } from './expand.ts';
import { callFunction } from './functions.ts';
import { waitForProcess } from './pipeline.ts';
import { ansiQuote, quoteSingly } from './quoting.ts';
import { keepDescriptors, restoreDescriptors } from './redirect.ts';
import { reasonOf, type Shell } from './shell.ts';
import type { Variable } from './variables.ts';
import { trace, traceArgument, traceWord } from './xtrace.ts';

export interface SimpleOptions {
  /** The shell has nothing else to do: a program takes its process over. */
  readonly replace?: boolean;
  /** `command`, `builtin`: functions are passed over. */
  readonly withoutFunctions?: boolean;
}

export function* executeSimple(shell: Shell, command: SimpleCommand, options: SimpleOptions = {}): Task<number> {
  shell.line = command.line;
  shell.substitutionStatus = undefined;
  if (!shell.inTrap) shell.running = command;
  if (shell.traps.has('DEBUG') && !(yield* debugTrap(shell))) return 0;
  const argv = yield* expandCommandWords(shell, command.words);
  shell.line = command.line;
  if (argv.length === 0) {
    const assigned = yield* assignOnly(shell, command);
    shell.pipeStatus = [assigned];
    return assigned;
  }
  const status = yield* run(shell, command, argv, options);
  shell.lastArgument = argv.at(-1)!;
  shell.pipeStatus = [status];
  return status;
}

/** Arguments of `declare` and its kin that assign stay whole: `declare x=$y` is not split. */
function* expandCommandWords(shell: Shell, words: readonly (Word | Assignment)[]): Task<string[]> {
  const argv: string[] = [];
  for (const word of words) {
    if (!('kind' in word)) {
      if (word.constant !== undefined) argv.push(word.constant);
      else yield* expandWord(shell, word, argv);
    } else argv.push(yield* assignmentArgument(shell, word));
  }
  return argv;
}

/** Array values are handed over in the form `declare` reads: `name=(…)` with every element quoted. */
function* assignmentArgument(shell: Shell, assignment: Assignment): Task<string> {
  const key = assignment.subscript ? `[${yield* expandText(shell, asWord(assignment.subscript))}]` : '';
  const name = `${assignment.name}${key}${assignment.append ? '+' : ''}=`;
  if (!Array.isArray(assignment.value)) return name + (yield* expandText(shell, assignment.value as Word));
  shell.pendingArrays.set(`${assignment.name}`, yield* expandElements(shell, assignment, true));
  return `${name}\0array`;
}

const asWord = (pieces: NonNullable<Assignment['subscript']>): Word => ({
  text: '',
  pieces,
  braces: [pieces],
  constant: undefined,
});

export interface ExpandedElement {
  readonly key: string | undefined;
  readonly append: boolean;
  readonly text: string;
}

/** `late`: the kind of the array is not known yet, so keys stay text. */
function* expandElements(shell: Shell, assignment: Assignment, late = false): Task<ExpandedElement[]> {
  const elements: ExpandedElement[] = [];
  if (!Array.isArray(assignment.value)) return elements;
  const isMap = shell.variables.value(assignment.name)?.kind === 'associative';
  for (const element of assignment.value) {
    if (element.key) {
      const key = late
        ? yield* expandText(shell, asWord(element.key))
        : yield* expandKey(shell, assignment.name, element.key);
      elements.push({ key, append: element.append, text: yield* expandText(shell, element.value) });
      continue;
    }
    const texts: string[] = [];
    yield* expandWord(shell, element.value, texts);
    for (const text of texts) elements.push({ key: undefined, append: false, text });
  }
  return isMap && !late ? pairs(elements) : elements;
}

/** `m=(a 1 b 2)`: keys and values in turn. */
export function pairs(elements: readonly ExpandedElement[]): ExpandedElement[] {
  if (elements.some((element) => element.key !== undefined)) return [...elements];
  const result: ExpandedElement[] = [];
  for (let i = 0; i < elements.length; i += 2) {
    result.push({ key: elements[i].text, append: false, text: elements[i + 1]?.text ?? '' });
  }
  return result;
}

function* assignOnly(shell: Shell, command: SimpleCommand): Task<number> {
  const saved = command.redirects.length > 0 ? yield* redirectOrComplain(shell, command.redirects) : [];
  if (!saved) return shell.redirectFailure;
  try {
    for (const assignment of command.assignments) yield* assign(shell, assignment);
  } finally {
    restoreDescriptors(shell, saved);
  }
  return shell.substitutionStatus ?? 0;
}

export function* assign(shell: Shell, assignment: Assignment): Task<void> {
  const { name } = assignment;
  try {
    if (Array.isArray(assignment.value)) {
      if (shell.dialect !== 'bash') {
        yield* shell.complain('Syntax error: "(" unexpected');
        shell.exit(2);
      }
      if (assignment.subscript) {
        const subscript = assignment.text.slice(0, assignment.text.indexOf(']') + 1);
        yield* shell.complain(`${subscript}: cannot assign list to array member`);
        throw new Discard(1);
      }
      const elements = yield* expandElements(shell, assignment);
      if (shell.options.xtrace) {
        yield* trace(shell, assignment.text);
      }
      assignArray(shell, name, elements, assignment.append);
      return;
    }
    const text = yield* expandText(shell, assignment.value as Word);
    if (shell.options.xtrace)
      yield* trace(
        shell,
        `${assignment.text.slice(0, assignment.text.indexOf('='))}=${text === '' ? '' : traceArgument(shell, text)}`,
      );
    const key = assignment.subscript ? yield* expandKey(shell, name, assignment.subscript) : undefined;
    const value = key === undefined ? undefined : shell.variables.value(name);
    if (key === '' && value?.kind === 'associative')
      throw new CommandFailure(`${assignment.text.slice(0, assignment.text.indexOf(']') + 1)}: bad array subscript`);
    if (key !== undefined && value?.kind !== 'associative' && Number(key) < 0) {
      const length = value?.kind === 'indexed' ? value.items.length : 0;
      if (Number(key) + length < 0) throw new CommandFailure(`${name}[${key}]: bad array subscript`);
    }
    assignText(shell, name, key, text, assignment.append);
  } catch (error) {
    if (error instanceof ArithmeticError) {
      yield* shell.complain(error.message);
      throw new Abandon(1);
    }
    throw error;
  }
}

function* run(shell: Shell, command: SimpleCommand, argv: string[], options: SimpleOptions): Task<number> {
  const [name] = argv;
  const definition = options.withoutFunctions ? undefined : shell.functions.get(name);
  const builtin = definition ? undefined : findBuiltin(shell, name);
  if (shell.options.xtrace && command.assignments.length === 0) yield* traceCommand(shell, argv);
  if (name === 'exec' && builtin) {
    const saved = command.redirects.length > 0 ? yield* redirectOrComplain(shell, command.redirects) : [];
    if (!saved) return shell.options.has('posix') && !shell.interactive ? shell.exit(1) : 1;
    for (const assignment of command.assignments) yield* assign(shell, assignment);
    if (argv.length === 1) {
      keepDescriptors(saved);
      shell.openSubstitutions.length = 0;
      return 0;
    }
    try {
      return yield* builtin(shell, argv);
    } finally {
      restoreDescriptors(shell, saved);
    }
  }
  // A program's redirections are expanded in its own process: `cat <<<$((n++))` leaves n alone.
  const before = definition || builtin || !command.redirects.some(hasEffects) ? undefined : shell.variables.snapshot();
  // Redirections do not see `X=1` in front of the command; those that look at nothing may come later, as their trace does.
  const assignsFirst =
    command.assignments.length > 0 && command.redirects.every((one) => one.target.constant !== undefined);
  let undo: (() => void) | undefined;
  if (assignsFirst) {
    undo = yield* assignTemporarily(shell, command.assignments);
    if (shell.options.xtrace) yield* traceCommand(shell, argv);
  }
  const saved = command.redirects.length > 0 ? yield* redirectOrComplain(shell, command.redirects) : [];
  before?.copyInto(shell.variables);
  if (!saved) {
    undo?.();
    if (shell.dialect === 'dash' && builtin && SPECIAL_BUILTINS.has(name)) shell.exit(2);
    return shell.redirectFailure;
  }
  if (command.assignments.length > 0 && !assignsFirst) {
    undo = yield* assignTemporarily(shell, command.assignments);
    if (shell.options.xtrace) yield* traceCommand(shell, argv);
  }
  try {
    if (definition) return yield* callFunction(shell, definition, argv);
    if (builtin) {
      try {
        return yield* wantsHelp(argv) ? helpAbout(shell, name) : builtin(shell, argv);
      } catch (error) {
        return yield* builtinFailed(shell, name, error);
      }
    }
    return yield* external(shell, argv, options, () => restoreDescriptors(shell, saved));
  } finally {
    restoreDescriptors(shell, saved);
    const persists = builtin !== undefined && SPECIAL_BUILTINS.has(name) && shell.options.has('posix');
    if (!persists) undo?.();
  }
}

/** `name --help`. */
function* helpAbout(shell: Shell, name: string): Task<number> {
  yield* help(shell, ['help', name]);
  return 2;
}

/** Whether expanding a redirection may change variables. */
const hasEffects = (redirect: Redirect): boolean => /\$\(\(|\$\[|\$\{\w+:?=/.test(redirect.target.text);

/** `command name …`: words that are expanded already. */
export function* runWords(shell: Shell, words: readonly string[], options: SimpleOptions): Task<number> {
  const builtin = findBuiltin(shell, words[0]);
  if (!builtin) return yield* external(shell, words, options, () => {});
  try {
    return yield* builtin(shell, words);
  } catch (error) {
    return yield* builtinFailed(shell, words[0], error);
  }
}

function* builtinFailed(shell: Shell, name: string, error: unknown): Task<number> {
  if (error instanceof SystemError) {
    yield* shell.complain(`${name}: write error: ${reasonOf(error)}`);
    return 1;
  }
  if (error instanceof CommandFailure) {
    yield* shell.complain(error.message);
    return error.status;
  }
  // What an integer variable cannot take gives the rest of the line up.
  if (error instanceof ArithmeticError) {
    yield* shell.complain(`${name}: ${error.message}`);
    throw new Abandon(1);
  }
  throw error;
}

/** Arrays that a declaration assigns are shown in front of it, what `export` and `readonly` assign behind it. */
function* traceCommand(shell: Shell, argv: readonly string[]): Task<void> {
  const words: string[] = [];
  for (const word of argv) {
    const array = /^(\w+)(?:\[.*\])?(\+?)=\0array$/.exec(word);
    if (!array) {
      words.push(traceArgument(shell, word));
      continue;
    }
    const elements = (shell.pendingArrays.get(array[1]) ?? []).map(
      ({ key, text }) => `${key === undefined ? '' : `[${quoteSingly(key)}]=`}${quoteSingly(text)}`,
    );
    yield* trace(shell, `${array[1]}${array[2]}=(${elements.join(' ')})`);
    words.push(array[1]);
  }
  yield* trace(shell, words.join(' '));
  if (argv[0] !== 'export' && argv[0] !== 'readonly') return;
  for (const word of argv) {
    const scalar = /^(\w+\+?=)((?!\0array$)[\s\S]*)$/.exec(word);
    if (scalar) yield* trace(shell, `${scalar[1]}${scalar[2] === '' ? '' : traceWord(scalar[2])}`);
  }
}

/** `X=1 command`: exported for the command, gone afterwards. */
function* assignTemporarily(shell: Shell, assignments: readonly Assignment[]): Task<() => void> {
  const before = new Map<string, Variable | undefined>();
  const { variables } = shell;
  for (const assignment of assignments) {
    const { name } = assignment;
    const existing = variables.find(name);
    if (existing?.readonly) {
      yield* shell.complain(readonlyMessage(name));
      continue;
    }
    if (!before.has(name)) before.set(name, existing && { ...existing, value: structuredClone(existing.value) });
    yield* assign(shell, assignment);
    variables.claim(name).exported = true;
  }
  return () => {
    for (const [name, variable] of before) {
      if (variable) Object.assign(variables.claim(name), variable);
      else {
        const now = variables.find(name);
        if (now) variables.remove(name);
      }
      variables.changed(name);
    }
  };
}

/** Finds and runs a program; `restore` gives the shell its own files back while the program runs. */
function* external(shell: Shell, argv: readonly string[], options: SimpleOptions, restore: () => void): Task<number> {
  const [name] = argv;
  let path: string;
  try {
    path = locate(shell, name);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* notFound(shell, argv, error);
  }
  const environment = commandEnvironment(shell, path);
  if (options.replace) return yield* replaceProcess(shell, argv, path, environment, restore);
  let process: Process;
  try {
    process = start(shell, { argv, path, environment });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* notExecutable(shell, argv, path, error, environment);
  }
  restore();
  return yield* waitForProcess(shell, process, argv.join(' '));
}

function start(shell: Shell, options: SpawnOptions): Process {
  return shell.process.spawn({ ...options, ...(shell.options.has('monitor') ? { group: 0 } : {}) });
}

/** exec(2): nothing of the shell remains. */
export function* replaceProcess(
  shell: Shell,
  argv: readonly string[],
  path: string,
  environment: Map<string, string>,
  restore: () => void,
): Task<number> {
  shell.process.environment = environment;
  const exitTrap = shell.traps.has('EXIT');
  if (exitTrap) {
    const process = start(shell, { argv, path, environment });
    restore();
    return yield* waitForProcess(shell, process, argv.join(' '));
  }
  try {
    return yield* shell.process.execute(argv, path);
  } catch (error) {
    if (
      error instanceof SystemError &&
      (error.code === 'EACCES' || error.code === 'ENOENT' || error.code === 'ENOEXEC')
    ) {
      return yield* notExecutable(shell, argv, path, error, environment);
    }
    throw error;
  }
}

export function commandEnvironment(shell: Shell, path: string): Map<string, string> {
  const environment = shell.variables.environment;
  environment.set('_', path);
  for (const name of shell.exportedFunctions) {
    const definition = shell.functions.get(name);
    if (definition) environment.set(`BASH_FUNC_${name}%%`, `() ${printCommand(definition.body)}`);
  }
  return environment;
}

/** Where a command is: PATH, and the memory of `hash`. */
export function locate(shell: Shell, name: string): string {
  if (name.includes('/')) return shell.absolute(name);
  const remembered = shell.hashed.get(name);
  if (remembered) {
    if (shell.process.files.exists(remembered.path, shell.process.credentials)) {
      remembered.hits++;
      return remembered.path;
    }
    shell.hashed.delete(name);
  }
  if (name === '') throw new SystemError('ENOENT', name);
  const path = findExecutable(
    shell.process.files,
    name,
    shell.process.directory,
    shell.variables.get('PATH') ?? '',
    shell.process.credentials,
  );
  if (path.startsWith('/')) shell.hashed.set(name, { path, hits: 1 });
  return path;
}

function* notFound(shell: Shell, argv: readonly string[], error: SystemError): Task<number> {
  const [name] = argv;
  const handler = shell.functions.get('command_not_found_handle');
  if (handler && error.code === 'ENOENT')
    return yield* callFunction(shell, handler, ['command_not_found_handle', ...argv]);
  if (error.code === 'EACCES') {
    yield* shell.complain(`${name}: Permission denied`);
    return 126;
  }
  const shown = /[\x00-\x1f\x7f]/.test(name) ? ansiQuote(name) : name;
  yield* shell.complain(`${shown}: ${shell.dialect === 'bash' ? 'command ' : ''}not found`);
  return 127;
}

function* notExecutable(
  shell: Shell,
  argv: readonly string[],
  path: string,
  error: SystemError,
  environment: Map<string, string>,
): Task<number> {
  const [name] = argv;
  if (shell.isDirectory(path)) {
    yield* shell.complain(`${name}: Is a directory`);
    return 126;
  }
  if (error.code === 'ENOEXEC') return yield* runAsScript(shell, argv, path, environment);
  if (error.code === 'ENOENT' && shell.process.files.exists(path, shell.process.credentials)) {
    const line = decode(shell.process.files.readFile(path).subarray(0, 256)).split('\n', 1)[0];
    const interpreter = line.startsWith('#!') ? line.slice(2).trim().split(/\s/)[0] : '';
    if (interpreter) {
      yield* shell.complain(`${name}: ${interpreter}: bad interpreter: No such file or directory`);
      return 126;
    }
    yield* shell.complain(`${name}: cannot execute: required file not found`);
    return 127;
  }
  yield* shell.complain(`${name}: ${reasonOf(error)}`);
  return error.code === 'ENOENT' || error.code === 'ENOTDIR' ? 127 : 126;
}

/** A text file without `#!` is a shell script. */
function* runAsScript(
  shell: Shell,
  argv: readonly string[],
  path: string,
  environment: Map<string, string>,
): Task<number> {
  const content = shell.process.files.readFile(path, shell.process.credentials);
  if (content.subarray(0, 80).includes(0)) {
    yield* shell.complain(`${argv[0]}: cannot execute binary file: Exec format error`);
    return 126;
  }
  const bash = locate(shell, 'bash');
  const process = start(shell, {
    argv: ['bash', argv[0].includes('/') ? argv[0] : path, ...argv.slice(1)],
    path: bash,
    environment,
  });
  return yield* waitForProcess(shell, process, argv.join(' '));
}
