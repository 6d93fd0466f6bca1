// bash as a program: its command line, the environment it inherits, its start-up files, and where it takes its
// commands from: `-c`, a script, standard input, or somebody at a terminal.

import { decodeRaw } from '../base/raw-text.ts';
import { SystemError } from '../linux/errors.ts';
import { withoutLent } from '../linux/files/permissions.ts';
import { findAccount } from '../linux/host/accounts.ts';
import { Killed, type Process, type Program } from '../linux/host/process.ts';
import type { Task } from '../sim/task.ts';
import { runInteractively } from './edit/session.ts';
import { BASH_BANNER } from './run/banner.ts';
import { sourceFile } from './run/builtins/flow.ts';
import { Discard, ExitShell } from './run/control.ts';
import { executeStatement } from './run/execute.ts';
import { expandTilde } from './run/expand.ts';
import { SET_OPTIONS } from './run/options.ts';
import { readLine } from './run/read-line.ts';
import { complainAboutSyntax, executeText } from './run/script.ts';
import { reasonOf, Shell } from './run/shell.ts';
import { locate } from './run/simple-command.ts';
import { guarded } from './run/subshell.ts';
import { runExitTrap } from './run/traps.ts';
import { newVariable } from './run/variables.ts';
import { needsMore } from './syntax/incomplete.ts';
import { parseShell } from './syntax/parse.ts';

export const bash: Program = (process) => run(process, false);
/** Ubuntu's sh is dash: POSIX, without bash's words. Its syntax errors are worded as bash's. */
export const sh: Program = (process) => run(process, true);

const RESTRICTED = 'cka-lab: not simulated: a restricted shell';

const LONG_OPTIONS = [
  'debug',
  'debugger',
  'dump-po-strings',
  'dump-strings',
  'help',
  'init-file',
  'login',
  'noediting',
  'noprofile',
  'norc',
  'posix',
  'pretty-print',
  'rcfile',
  'restricted',
  'verbose',
  'version',
];

const usageOf = (name: string): string =>
  `Usage:\t${name} [GNU long option] [option] ...\n\t${name} [GNU long option] [option] script-file ...\n` +
  `GNU long options:\n${LONG_OPTIONS.map((option) => `\t--${option}\n`).join('')}` +
  'Shell options:\n\t-ilrsD or -c command or -O shopt_option\t\t(invocation only)\n\t-abefhkmnptuvxBCEHPT or -o option\n';

/** Builtins that dash does not have. */
const BASH_ONLY =
  'bind builtin caller compgen complete compopt declare dirs disown enable help history let logout mapfile popd pushd readarray shopt source suspend typeset'.split(
    ' ',
  );

const ASH_TOO = ['help', 'history', 'let', 'source'];

interface CommandLine {
  readonly command: string | undefined;
  readonly operands: readonly string[];
  readonly fromInput: boolean;
  readonly interactive: boolean;
  readonly login: boolean;
  readonly rcFile: string | undefined;
  readonly noRcFile: boolean;
  readonly noProfile: boolean;
  readonly options: readonly (readonly [name: string, on: boolean])[];
  readonly shopts: readonly (readonly [name: string, on: boolean])[];
}

function* run(process: Process, posix: boolean): Task<number> {
  const words = process.argv.slice(1);
  if (words[0] === '--version') {
    yield* process.print(BASH_BANNER);
    return 0;
  }
  const line = readCommandLine(words, process.argv[0].startsWith('-'));
  if ('complaint' in line) {
    if (line.complaint === RESTRICTED) {
      yield* process.complain(`${RESTRICTED}\n`);
      return 1;
    }
    yield* process.complain(`${process.argv[0]}: ${line.complaint}\n`);
    if (line.complaint.endsWith('invalid option')) yield* process.complain(usageOf(process.argv[0]));
    return 2;
  }
  // A lent identity is given back, unless it was asked for: setuid shells are no back doors.
  if (!line.options.some(([name, on]) => name === 'privileged' && on))
    process.credentials = withoutLent(process.credentials);
  const shell = new Shell(process);
  takeEnvironment(shell);
  if (posix) {
    shell.options.set('posix', true);
    shell.options.set('braceexpand', false);
    // A machine without bash has busybox, whose ash took over some of bash's words.
    const isAsh = !process.files.exists('/usr/bin/bash') && !process.files.exists('/bin/bash');
    shell.dialect = isAsh ? 'ash' : 'dash';
    shell.options.setShopt('xpg_echo', !isAsh);
    if (!isAsh) forgetBashVariables(shell);
    shell.disabledBuiltins = new Set(BASH_ONLY.filter((name) => !isAsh || !ASH_TOO.includes(name)));
  }
  for (const [name, on] of line.options) shell.options.set(name, on);
  for (const [name, on] of line.shopts) shell.options.setShopt(name, on);
  shell.login = line.login;
  shell.options.setShopt('login_shell', line.login);
  shell.name = process.argv[0];
  shell.lastArgument = process.argv[0];
  const isTerminal = process.isTerminal(0) && process.isTerminal(2);
  const reads = line.command === undefined && (line.operands.length === 0 || line.fromInput);
  shell.interactive = line.interactive || (reads && isTerminal);
  return yield* ending(shell, begin(shell, line, posix));
}

/** However the commands end, the EXIT trap runs and the status is the process'. */
function* ending(shell: Shell, work: Task<number>): Task<number> {
  try {
    const status = yield* guarded(shell, work);
    return yield* exitTrap(shell, status);
  } catch (error) {
    if (error instanceof Killed && ['SIGHUP', 'SIGINT', 'SIGTERM'].includes(error.signal) && shell.traps.has('EXIT')) {
      yield* exitTrap(shell, 128);
    }
    throw error;
  }
}

function* exitTrap(shell: Shell, status: number): Task<number> {
  try {
    return yield* runExitTrap(shell, status);
  } catch (error) {
    if (error instanceof ExitShell || error instanceof Discard) return error.status;
    throw error;
  }
}

function* begin(shell: Shell, line: CommandLine, posix: boolean): Task<number> {
  if (line.command !== undefined) {
    shell.origin = 'command';
    shell.name = line.operands[0] ?? shell.name;
    shell.positional = line.operands.slice(1);
    if (shell.interactive) {
      for (const option of ['emacs', 'history', 'histexpand']) shell.options.set(option, true);
      if (shell.process.terminal) shell.options.set('monitor', true);
      if (shell.variables.get('PS1') === undefined) shell.variables.set('PS1', '\\s-\\v\\$ ');
      if (shell.variables.get('PS2') === undefined) shell.variables.set('PS2', '> ');
    }
    if (line.login) yield* loginFiles(shell, line);
    else if (shell.interactive) yield* interactiveFiles(shell, line, posix);
    return yield* executeText(shell, line.command, 1, '-c');
  }
  if (line.operands.length > 0 && !line.fromInput) {
    const [path, ...rest] = line.operands;
    shell.origin = 'script';
    shell.positional = rest;
    if (line.login) yield* loginFiles(shell, line);
    return yield* runScript(shell, path);
  }
  shell.positional = line.operands;
  if (shell.interactive) {
    shell.origin = 'interactive';
    shell.messageStyle = 'plain';
    shell.options.setShopt('expand_aliases', true);
    if (line.login) yield* loginFiles(shell, line);
    else yield* interactiveFiles(shell, line, posix);
    return yield* runInteractively(shell);
  }
  shell.origin = 'stdin';
  if (line.login) yield* loginFiles(shell, line);
  return yield* runInput(shell);
}

function* interactiveFiles(shell: Shell, line: CommandLine, posix: boolean): Task<void> {
  shell.options.setShopt('expand_aliases', true);
  if (line.noRcFile || posix) return;
  yield* startupFile(shell, line.rcFile ?? '/etc/bash.bashrc');
  if (line.rcFile === undefined) yield* startupFile(shell, '~/.bashrc');
}

/** An error in a start-up file ends that file only. */
function* startupFile(shell: Shell, path: string): Task<void> {
  const real = path.replace(/^~(?=\/)/, expandTilde(shell, ''));
  if (!shell.process.files.exists(shell.absolute(real), shell.process.credentials)) return;
  try {
    yield* sourceFile(shell, real, real);
  } catch (error) {
    if (!(error instanceof Discard)) throw error;
  }
}

function* loginFiles(shell: Shell, line: CommandLine): Task<void> {
  if (line.noProfile) return;
  yield* startupFile(shell, '/etc/profile');
  const home = shell.variables.get('HOME') ?? '';
  const personal = ['.bash_profile', '.bash_login', '.profile'].map((name) => `${home}/${name}`);
  const first = personal.find((path) => shell.process.files.exists(shell.absolute(path), shell.process.credentials));
  if (first) yield* startupFile(shell, first);
}

function* runScript(shell: Shell, name: string): Task<number> {
  let path = name;
  const { files, credentials } = shell.process;
  try {
    if (!name.includes('/') && !files.exists(shell.absolute(name), credentials)) path = locate(shell, name);
    if (shell.isDirectory(path)) {
      yield* shell.printError(`${name}: ${name}: Is a directory\n`);
      return 126;
    }
    const text = decodeRaw(files.readFile(shell.absolute(path), credentials));
    const first = text.split('\n', 1)[0];
    if (first.includes('\0')) {
      yield* shell.printError(`${shell.name}: ${name}: cannot execute binary file\n`);
      return 126;
    }
    shell.name = name;
    return yield* executeText(shell, text, 1);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    yield* shell.printError(`${shell.name}: ${name}: ${reasonOf(error)}\n`);
    return error.code === 'EACCES' ? 126 : 127;
  }
}

/** Commands on standard input, line by line: what follows a command is input for it. */
function* runInput(shell: Shell): Task<number> {
  let chunk = '';
  let start = 1;
  let next = 1;
  for (;;) {
    const line = yield* readLine(shell, 0);
    if (line.text !== '' || line.complete) {
      chunk += line.complete ? `${line.text}\n` : line.text;
      next++;
    }
    const atEnd = !line.complete;
    if (chunk === '' && atEnd) return shell.status;
    if (!atEnd && needsMore(chunk)) continue;
    yield* runChunk(shell, chunk, start);
    chunk = '';
    start = next;
    if (atEnd) return shell.status;
  }
}

function* runChunk(shell: Shell, chunk: string, line: number): Task<void> {
  const parsed = shell.parse(chunk, line);
  if (parsed.complaint) {
    yield* complainAboutSyntax(shell, parsed.complaint, '');
    throw new ExitShell(2);
  }
  try {
    if (shell.aliases.size > 0) yield* executeText(shell, chunk, line);
    else for (const statement of parsed.statements) yield* executeStatement(shell, statement);
  } catch (error) {
    if (!(error instanceof Discard)) throw error;
    shell.status = error.status;
  }
}

/** dash computes two variables and sets few. */
function forgetBashVariables({ variables }: Shell): void {
  for (const name of variables.names) if (!['LINENO', 'PPID'].includes(name)) variables.forgetComputed(name);
  for (const name of ['BASH', 'HOSTNAME', 'HOSTTYPE', 'MACHTYPE', 'OSTYPE', 'SHELL', 'TERM', 'OPTERR', 'SHLVL'])
    if (!variables.find(name)?.exported) variables.remove(name);
}

function takeEnvironment(shell: Shell): void {
  const { process, variables } = shell;
  for (const [name, text] of process.environment) {
    const fun = /^BASH_FUNC_(.+)%%$/.exec(name);
    if (fun) {
      const [statement] = parseShell(`${fun[1]} ${text}`).statements;
      if (statement?.command.kind === 'function') {
        shell.functions.set(fun[1], statement.command);
        shell.exportedFunctions.add(fun[1]);
      }
      continue;
    }
    if (!/^[A-Za-z_]\w*$/.test(name) || name === '_') continue;
    const variable = newVariable({ kind: 'scalar', text });
    variable.exported = true;
    variables.declareGlobal(name, variable);
  }
  const exported = (name: string, text: string) => {
    variables.set(name, text);
    variables.claim(name).exported = true;
  };
  exported('PWD', process.directory);
  const level = Number.parseInt(variables.get('SHLVL') ?? '0', 10) || 0;
  exported('SHLVL', String(level + 1));
  if (variables.get('OLDPWD') === undefined) {
    const variable = newVariable();
    variable.exported = true;
    variables.declareGlobal('OLDPWD', variable);
  }
  const account = findAccount(process.files, process.credentials.uid);
  if (variables.get('SHELL') === undefined) variables.set('SHELL', account?.shell ?? '/bin/sh');
  if (variables.get('PATH') === undefined) {
    variables.set('PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin');
  }
  variables.set('IFS', ' \t\n');
  variables.set('PS4', variables.get('PS4') ?? '+ ');
  variables.set('OPTIND', '1');
  variables.set('OPTERR', '1');
  variables.set('HOSTNAME', process.namespaces.hostname);
  variables.set('HOSTTYPE', 'x86_64');
  variables.set('MACHTYPE', 'x86_64-pc-linux-gnu');
  variables.set('OSTYPE', 'linux-gnu');
  variables.set('BASH', '/usr/bin/bash');
  if (variables.get('TERM') === undefined) variables.set('TERM', 'dumb');
  variables.observe('PATH', () => shell.hashed.clear());
}

function readCommandLine(words: readonly string[], isLogin: boolean): CommandLine | { readonly complaint: string } {
  const rest = [...words];
  const options: [string, boolean][] = [];
  const shopts: [string, boolean][] = [];
  const flags = new Set<string>(isLogin ? ['login'] : []);
  let rcFile: string | undefined;
  while (/^[-+]./.test(rest[0] ?? '')) {
    const word = rest.shift()!;
    if (word === '--') break;
    if (word.startsWith('--')) {
      if (word === '--rcfile' || word === '--init-file') rcFile = rest.shift();
      else if (['--login', '--norc', '--noprofile', '--noediting', '--posix', '--verbose'].includes(word))
        flags.add(word.slice(2));
      else return { complaint: word === '--restricted' ? RESTRICTED : `${word}: invalid option` };
      continue;
    }
    const on = word[0] === '-';
    for (const letter of word.slice(1)) {
      if (letter === 'o' || letter === 'O') {
        const name = rest.shift();
        if (name === undefined) continue;
        if (letter === 'o' && !SET_OPTIONS.some(([known]) => known === name))
          return { complaint: `line 0: bash: ${name}: invalid option name` };
        (letter === 'o' ? options : shopts).push([name, on]);
      } else if (letter === 'r') return { complaint: RESTRICTED };
      else if ('csil'.includes(letter)) flags.add(letter);
      else {
        const known = SET_OPTIONS.find(([, one]) => one === letter);
        if (!known) return { complaint: `${word[0]}${letter}: invalid option` };
        options.push([known[0], on]);
      }
    }
  }
  const takesCommand = flags.has('c');
  if (takesCommand && rest.length === 0) return { complaint: '-c: option requires an argument' };
  if (flags.has('posix')) options.push(['posix', true]);
  return {
    command: takesCommand ? rest.shift() : undefined,
    operands: rest,
    fromInput: flags.has('s'),
    interactive: flags.has('i'),
    login: flags.has('l') || flags.has('login'),
    rcFile,
    noRcFile: flags.has('norc'),
    noProfile: flags.has('noprofile'),
    options,
    shopts,
  };
}
