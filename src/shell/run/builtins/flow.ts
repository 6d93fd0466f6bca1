// Builtins that steer: break, continue, return, exit, eval, source, exec.

import { SystemError } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import { Abandon, BadSyntax, BreakLoop, ContinueLoop, ReturnFrom } from '../control.ts';
import { runReturnTrap, setTrapsAside } from '../functions.ts';
import { executeText } from '../script.ts';
import { reasonOf, type Shell } from '../shell.ts';
import { commandEnvironment, locate, replaceProcess } from '../simple-command.ts';

// biome-ignore lint/correctness/useYield: has nothing to wait for
export function* colon(): Task<number> {
  return 0;
}

export { colon as truth };

// biome-ignore lint/correctness/useYield: has nothing to wait for
export function* falsehood(): Task<number> {
  return 1;
}

export function* breakLoop(shell: Shell, argv: readonly string[]): Task<number> {
  const levels = yield* loopLevels(shell, argv);
  if (typeof levels === 'object') return levels.status;
  throw new BreakLoop(levels);
}

export function* continueLoop(shell: Shell, argv: readonly string[]): Task<number> {
  const levels = yield* loopLevels(shell, argv);
  if (typeof levels === 'object') return levels.status;
  throw new ContinueLoop(levels);
}

function* loopLevels(shell: Shell, argv: readonly string[]): Task<number | { readonly status: number }> {
  const [name, count = '1'] = argv;
  if (shell.loopDepth === 0) {
    if (shell.dialect === 'dash') return { status: 0 };
    yield* shell.complain(`${name}: only meaningful in a \`for', \`while', or \`until' loop`);
    return { status: 0 };
  }
  if (!/^[-+]?\d+$/.test(count)) {
    yield* shell.complain(`${name}: ${count}: numeric argument required`);
    return shell.exit(128);
  }
  const levels = Number(count);
  if (levels < 1) {
    yield* shell.complain(`${name}: ${count}: loop count out of range`);
    throw new BreakLoop(shell.loopDepth, 1);
  }
  return Math.min(levels, shell.loopDepth);
}

export function* returnFrom(shell: Shell, argv: readonly string[]): Task<number> {
  const [, code] = argv;
  if (shell.frames.length === 0 && shell.dialect === 'dash') return yield* exit(shell, argv);
  if (shell.frames.length === 0) {
    yield* shell.complain("return: can only `return' from a function or sourced script");
    return 2;
  }
  if (code !== undefined && !/^\s*[-+]?\d+\s*$/.test(code)) {
    yield* shell.complain(`return: ${code}: numeric argument required`);
    throw new ReturnFrom(2);
  }
  if (argv.length > 2) {
    yield* shell.complain('return: too many arguments');
    throw new Abandon(1);
  }
  throw new ReturnFrom(code === undefined ? shell.status : Number(code) & 255);
}

export function* exit(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  const [code, more] = words;
  if (shell.interactive) yield* shell.printError(shell.login ? 'logout\n' : 'exit\n');
  if (code !== undefined && !/^\s*[-+]?\d+\s*$/.test(code)) {
    yield* shell.complain(`exit: ${code}: numeric argument required`);
    return shell.exit(2);
  }
  if (more !== undefined) {
    yield* shell.complain('exit: too many arguments');
    throw new Abandon(1);
  }
  if (
    shell.interactive &&
    !shell.warnedOfJobs &&
    shell.jobs.listed.some((job) => job.members.some((member) => member.stopped))
  ) {
    shell.warnedOfJobs = true;
    yield* shell.printError('There are stopped jobs.\n');
    return 1;
  }
  return shell.exit(code === undefined ? (shell.trappedStatus ?? shell.status) : Number(code));
}

export function* logout(shell: Shell, argv: readonly string[]): Task<number> {
  if (!shell.login) {
    yield* shell.complain("logout: not login shell: use `exit'");
    return 1;
  }
  return yield* exit(shell, argv);
}

export function* evalText(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  if (argv[1] !== '--' && /^-./.test(words[0] ?? '')) {
    yield* shell.complain(`eval: ${words[0].slice(0, 2)}: invalid option`);
    yield* shell.printError('eval: usage: eval [arg ...]\n');
    return 2;
  }
  const text = words.join(' ');
  if (text.trim() === '') return 0;
  shell.traceDepth++;
  shell.evaluations++;
  try {
    return yield* executeText(shell, text, shell.line, 'eval');
  } catch (error) {
    if (error instanceof BadSyntax && shell.dialect === 'bash') return error.status;
    throw error;
  } finally {
    shell.traceDepth--;
    shell.evaluations--;
  }
}

export function* source(shell: Shell, argv: readonly string[]): Task<number> {
  const words = argv[1] === '--' ? argv.slice(2) : argv.slice(1);
  const [name, ...positional] = words;
  if (name === undefined) {
    yield* shell.complain(`${argv[0]}: filename argument required`);
    yield* shell.printError(`${argv[0]}: usage: ${argv[0]} filename [arguments]\n`);
    return 2;
  }
  const path = findSourced(shell, name);
  if (path === undefined && shell.dialect === 'dash') {
    yield* shell.complain(
      name.includes('/')
        ? `.: cannot open ${name}: ${whyUnseen(shell, name).replace(' or directory', '')}`
        : `.: ${name}: not found`,
    );
    return shell.exit(2);
  }
  if (path === undefined || shell.isDirectory(path)) {
    yield* shell.complain(
      path === undefined ? `${name}: ${whyUnseen(shell, name)}` : `${argv[0]}: ${name}: is a directory`,
    );
    return 1;
  }
  return yield* sourceFile(shell, path, path.endsWith(name) && !name.includes('/') ? path : name, positional);
}

function findSourced(shell: Shell, name: string): string | undefined {
  const exists = (path: string) => shell.process.files.exists(shell.absolute(path), shell.process.credentials);
  if (!name.includes('/')) {
    for (const place of (shell.variables.get('PATH') ?? '').split(':')) {
      const path = `${place || '.'}/${name}`;
      if (shell.options.shopt('sourcepath') && exists(path) && !shell.isDirectory(path)) return path;
    }
  }
  if (shell.dialect === 'dash' && !name.includes('/')) return undefined;
  return name !== '' && exists(name) ? name : undefined;
}

function whyUnseen(shell: Shell, name: string): string {
  try {
    if (name !== '') shell.process.files.stat(shell.absolute(name), shell.process.credentials);
  } catch (error) {
    if (error instanceof SystemError) return reasonOf(error);
    throw error;
  }
  return 'No such file or directory';
}

/** Runs a file in this shell. `positional` replaces `$@` while it runs, when there is any. */
export function* sourceFile(
  shell: Shell,
  path: string,
  name: string,
  positional: readonly string[] = [],
): Task<number> {
  let text: string;
  try {
    text = yield* readFile(shell, path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    if (shell.dialect === 'dash') {
      yield* shell.complain(`.: cannot open ${name}: ${reasonOf(error)}`);
      return shell.exit(2);
    }
    yield* shell.complain(`${name}: ${reasonOf(error)}`);
    return 1;
  }
  const before = shell.positional;
  const { line } = shell;
  if (positional.length > 0) shell.positional = positional;
  shell.frames.push({ name: 'source', source: name, calledFrom: line });
  shell.traceDepth++;
  shell.status = 0;
  const restoreTraps = shell.traps.size === 0 ? undefined : setTrapsAside(shell, ['DEBUG']);
  try {
    const status = yield* sourced(executeText(shell, text, 1));
    yield* runReturnTrap(shell);
    return status;
  } finally {
    restoreTraps?.();
    shell.traceDepth--;
    shell.frames.pop();
    if (positional.length > 0) shell.positional = before;
    shell.line = line;
  }
}

function* sourced(work: Task<number>): Task<number> {
  try {
    return yield* work;
  } catch (error) {
    if (error instanceof ReturnFrom || error instanceof BadSyntax) return error.status;
    throw error;
  }
}

/** A file may be a pipe: `source <(…)`. */
function* readFile(shell: Shell, path: string): Task<string> {
  const { process } = shell;
  const descriptor = process.open(path, { read: true });
  try {
    return yield* process.readAllText(descriptor);
  } finally {
    process.close(descriptor);
  }
}

export function* exec(shell: Shell, argv: readonly string[]): Task<number> {
  let words = argv.slice(1);
  let name: string | undefined;
  let emptyEnvironment = false;
  while (/^-[cla]+$/.test(words[0] ?? '')) {
    const [option, ...rest] = words;
    words = rest;
    if (option.includes('c')) emptyEnvironment = true;
    if (option.includes('a')) name = words.shift();
    if (option.includes('l') && words.length > 0) name = `-${words[0]}`;
  }
  if (words[0] === '--') words = words.slice(1);
  else if (/^-./.test(words[0] ?? '')) {
    yield* shell.complain(`exec: ${words[0].slice(0, 2)}: invalid option`);
    yield* shell.printError('exec: usage: exec [-cl] [-a name] [command [argument ...]] [redirection ...]\n');
    return 2;
  }
  if (words.length === 0) return 0;
  let path: string;
  try {
    path = locate(shell, words[0]);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* shell.complain(`exec: ${words[0]}: ${error.code === 'ENOENT' ? 'not found' : reasonOf(error)}`);
    return leave(shell, error.code === 'ENOENT' ? 127 : 126);
  }
  if (
    shell.isDirectory(path) ||
    !shell.process.files.exists(path, shell.process.credentials) ||
    !shell.process.files.access(path, 1, shell.process.credentials)
  ) {
    shell.traps.clear();
    const missing = !shell.process.files.exists(path, shell.process.credentials);
    const why = shell.isDirectory(path)
      ? 'cannot execute: Is a directory'
      : missing
        ? 'No such file or directory'
        : 'cannot execute: Permission denied';
    const subject = missing ? words[0] : words[0];
    yield* shell.complain(missing ? `${subject}: ${why}` : `${subject}: ${why.replace('cannot execute: ', '')}`);
    if (!missing) yield* shell.complain(`exec: ${subject}: ${why}`);
    return leave(shell, missing ? 127 : 126);
  }
  const environment = emptyEnvironment ? new Map<string, string>() : commandEnvironment(shell, path);
  const status = yield* replaceProcess(shell, [name ?? words[0], ...words.slice(1)], path, environment, () => {});
  return shell.exit(status);
}

function leave(shell: Shell, status: number): number {
  if (shell.interactive || shell.options.shopt('execfail')) return status;
  return shell.exit(status);
}
