// sudo: a command, or a shell, as somebody else, as far as sudoers lets the caller. Models sudo 1.9.15.

import { SystemError } from '../../../linux/errors.ts';
import { type Account, credentialsOf, findAccount, findGroup } from '../../../linux/host/accounts.ts';
import { findExecutable } from '../../../linux/host/host.ts';
import { Exit, type ExitCode, type Process, type Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { callerOf } from '../caller.ts';
import { syslog } from '../syslog.ts';
import { baseName, type Tool, tool } from '../tool.ts';
import { authenticate } from './authenticate.ts';
import { environmentFor, SECURE_PATH } from './environment.ts';
import { listPrivileges } from './list.ts';
import { loadPolicy, type Policy, type Request, type Verdict } from './policy.ts';
import { runAs } from './run-as.ts';
import { type Settings, settingsOf } from './settings.ts';
import { editFiles } from './sudoedit.ts';
import { forget, forgetEverywhere } from './timestamps.ts';
import { SUDO_HELP, SUDO_USAGE, SUDO_VERSION, SUDOEDIT_USAGE } from './usage.ts';

const OPTIONS = [
  'A,askpass',
  'b,background',
  'B,bell',
  'C,close-from=',
  'D,chdir=',
  'e,edit',
  'E,preserve-env[=]',
  'g,group=',
  'h,help',
  'H,set-home',
  'i,login',
  'k,reset-timestamp',
  'K,remove-timestamp',
  'l,list',
  'n,non-interactive',
  'p,prompt=',
  'P,preserve-groups',
  'R,chroot=',
  's,shell',
  'S,stdin',
  'T,command-timeout=',
  'u,user=',
  'U,other-user=',
  'v,validate',
  'V,version',
  '!host=',
];

/** What the command line asks for, checked against the accounts. */
export interface Wish {
  readonly caller: Account;
  readonly target: Account;
  readonly group: string | undefined;
  readonly words: readonly string[];
  readonly assignments: readonly (readonly [string, string])[];
}

export const sudo: Program = tool('sudo', { options: OPTIONS, stopAtOperand: true, hint: SUDO_USAGE }, function* (run) {
  const { process } = run;
  const name = baseName(process.argv[0]);
  if (run.has('version')) return yield* shown(run, SUDO_VERSION);
  if (run.has('help')) return yield* shown(run, SUDO_HELP);
  if (process.credentials.uid !== 0)
    return yield* run.fail(`${process.path} must be owned by uid 0 and have the setuid bit set`);
  yield* checkCombination(run);
  const caller = callerOf(process);
  if (run.has('remove-timestamp')) {
    forgetEverywhere(process, caller.name);
    return 0;
  }
  const edits = run.has('edit') || name === 'sudoedit';
  const wantsShell = run.has('login') || run.has('shell');
  if (run.has('reset-timestamp')) {
    forget(process, caller.name);
    if (run.operands.length === 0 && !wantsShell && !run.has('validate')) return 0;
  }
  if (run.operands.length === 0 && (edits || (!wantsShell && !run.has('validate') && !run.has('list')))) {
    yield* process.complain(name === 'sudoedit' ? SUDOEDIT_USAGE : SUDO_USAGE);
    return 1;
  }
  const wish = yield* wishOf(run, caller);
  const policy = loadPolicy(process.files);
  if ('complaint' in policy)
    return yield* run.failPlainly(
      `sudo: ${policy.complaint}\nsudo: no valid sudoers sources found, quitting\nsudo: error initializing audit plugin sudoers_audit`,
    );
  for (const { errors } of policy.files) for (const error of errors) yield* run.say(error);
  const settings = settingsOf(policy.defaultsFor(caller, process.namespaces.hostname));
  if (run.has('list')) return yield* listPrivileges(run, policy, settings, caller, wish.target, wish.words);
  if (run.has('validate')) {
    if (!policy.knows(caller, process.namespaces.hostname))
      return yield* run.failPlainly(`Sorry, user ${caller.name} may not run sudo on ${process.namespaces.hostname}.`);
    yield* authenticate(run, settings, caller, wish.target, true);
    return 0;
  }
  return edits ? yield* editFiles(run, policy, settings, wish) : yield* runCommand(run, policy, settings, wish);
});

function* shown(run: Tool, text: string): Task<ExitCode> {
  yield* run.print(text);
  return 0;
}

function* checkCombination(run: Tool): Task<void> {
  if (run.has('login') && run.has('shell'))
    yield* run.failPlainly(`sudo: you may not specify both the -i and -s options\n${SUDO_USAGE.trimEnd()}`);
  if (run.has('other-user') && !run.has('list'))
    yield* run.failPlainly(`sudo: the -U option may only be used with the -l option\n${SUDO_USAGE.trimEnd()}`);
  if (run.has('command-timeout')) yield* run.notSimulated('-T');
}

function* wishOf(run: Tool, caller: Account): Task<Wish> {
  const { files } = run;
  const words = [...run.operands];
  const assignments: (readonly [string, string])[] = [];
  while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
    const word = words.shift() ?? '';
    assignments.push([word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
  }
  const group = run.value('group');
  const name = run.value('user') ?? (group === undefined ? 'root' : caller.name);
  const target = findAccount(files, /^#\d+$/.test(name) ? Number(name.slice(1)) : name);
  const unknown = (what: string) =>
    run.failPlainly(`sudo: unknown ${what}\nsudo: error initializing audit plugin sudoers_audit`);
  if (!target)
    return yield* /^#\d+$/.test(name) ? run.failPlainly(`sudo: unknown user ${name}`) : unknown(`user ${name}`);
  const found =
    group === undefined ? undefined : findGroup(files, /^#\d+$/.test(group) ? Number(group.slice(1)) : group);
  if (group !== undefined && !found) return yield* unknown(`group ${group}`);
  return { caller, target, group: found?.name, words, assignments };
}

/** The executable and the words it gets, as rules and the log see them. */
interface Command {
  readonly path: string;
  readonly argv: readonly string[];
}

function* runCommand(run: Tool, policy: Policy, settings: Settings, wish: Wish): Task<ExitCode> {
  const { process, files } = run;
  const { caller, target } = wish;
  const isShell = run.has('login') || run.has('shell');
  const shell = run.has('login') ? target.shell : (process.environment.get('SHELL') ?? caller.shell);
  const command = isShell ? shellCommand(run, shell, wish.words) : yield* commandNamed(run, policy, settings, wish);
  const request: Request = { ...requestOf(process, wish), path: command.path, words: command.argv.slice(1) };
  yield* obtainPermission(run, policy, settings, wish, request);
  const environment = environmentFor(process, settings, wish, {
    keepsAll: run.has('preserve-env') && !run.value('preserve-env'),
    alsoKept: (run.value('preserve-env') ?? '').split(','),
    command: [command.path, ...command.argv.slice(1)].join(' '),
  });
  const group = findGroup(files, wish.group ?? target.gid);
  const own = credentialsOf(files, target);
  const credentials =
    wish.group && group ? { ...own, gid: group.gid, groups: [...new Set([group.gid, ...own.groups])] } : own;
  return yield* runAs(
    process,
    {
      argv: command.argv,
      path: process.absolute(command.path),
      environment,
      credentials,
      ...(run.has('login') ? { directory: files.isDirectory(target.home) ? target.home : '/' } : {}),
    },
    { inBackground: run.has('background') },
  );
}

export const requestOf = (process: Process, { caller, target, group }: Wish): Omit<Request, 'path' | 'words'> => ({
  caller,
  target,
  host: process.namespaces.hostname,
  ...(group === undefined ? {} : { group }),
});

function shellCommand(run: Tool, shell: string, words: readonly string[]): Command {
  const quoted = words.map((word) => word.replace(/[^\w@%+=:,./$-]/g, '\\$&')).join(' ');
  const first = run.has('login') ? `-${baseName(shell)}` : shell;
  return { path: shell, argv: [first, ...(quoted === '' ? [] : ['-c', quoted])] };
}

function* commandNamed(run: Tool, policy: Policy, settings: Settings, wish: Wish): Task<Command> {
  const { process, files } = run;
  const [name] = wish.words;
  const own = process.environment.get('PATH') ?? SECURE_PATH;
  try {
    const path = findExecutable(files, name, process.directory, settings.securePath ?? own);
    if (files.stat(process.absolute(path)).type !== 'file' || !files.access(process.absolute(path), 1))
      throw new SystemError('EACCES', path);
    return { path, argv: wish.words };
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    // Whoever may not run anything learns nothing about what there is.
    const request = { ...requestOf(process, wish), path: name, words: wish.words.slice(1) };
    if (!policy.knows(wish.caller, process.namespaces.hostname) || settings.authenticates)
      yield* identify(run, policy, settings, wish, request, undefined);
    yield* run.say(`sudo: ${name}: command not found`);
    if (name === 'cd')
      yield* run.say(
        'sudo: "cd" is a shell built-in command, it cannot be run directly.\nsudo: the -s option may be used to run a privileged shell.\nsudo: the -D option may be used to run a command in a specific directory.',
      );
    throw new Exit(1);
  }
}

/** Asks for the password where the rules want one, unless root asks. */
function* identify(
  run: Tool,
  policy: Policy,
  settings: Settings,
  { caller, target }: Wish,
  request: Request,
  verdict: Verdict | undefined,
): Task<void> {
  if (caller.uid === 0 || (caller.uid === target.uid && request.group === undefined)) return;
  const anyWithoutPassword =
    verdict === undefined &&
    policy
      .privilegesOf(caller, request.host)
      .some(({ commands }) => commands.every(({ tags }) => tags.has('NOPASSWD')));
  if (verdict?.tags.has('NOPASSWD') || (anyWithoutPassword && isEverything(policy, request))) return;
  if (settings.authenticates || verdict?.tags.has('PASSWD'))
    yield* authenticate(run, settings, caller, target, verdict?.isAllowed ?? false);
}

/** Whether the caller may run anything without a password, so that a misspelt name is no reason to ask for one. */
const isEverything = (policy: Policy, request: Request): boolean =>
  policy.judge({ ...request, path: '/usr/bin/true', words: [] })?.tags.has('NOPASSWD') ?? false;

/** Ends here unless the rules allow it; says why in the log. */
export function* obtainPermission(
  run: Tool,
  policy: Policy,
  settings: Settings,
  wish: Wish,
  request: Request,
): Task<void> {
  const { process } = run;
  const { caller, target, group } = wish;
  const host = process.namespaces.hostname;
  const verdict = policy.judge(request);
  yield* identify(run, policy, settings, wish, request, verdict);
  const isRoot = caller.uid === 0;
  const what = [request.path, ...request.words].join(' ');
  const line = (why: string) =>
    `${caller.name.padStart(8)} : ${why}${process.terminal ? `TTY=${process.terminal.name} ; ` : ''}PWD=${process.directory} ; USER=${target.name}${group === undefined ? '' : ` ; GROUP=${group}`} ; COMMAND=${what}`;
  const log = (message: string, priority: number) =>
    syslog(process, { identifier: 'sudo', facility: 'auth', message, priority });
  if (!verdict?.isAllowed && !isRoot) {
    const isKnown = policy.knows(caller, host);
    log(line(isKnown ? 'command not allowed ; ' : 'user NOT in sudoers ; '), 1);
    const whom = group === undefined ? target.name : `${target.name}:${group}`;
    yield* run.failPlainly(
      isKnown
        ? `Sorry, user ${caller.name} is not allowed to execute '${what}' as ${whom} on ${host}.`
        : `${caller.name} is not in the sudoers file.`,
    );
  }
  yield* checkFreedoms(run, settings, wish, verdict, request);
  if (settings.needsTerminal && !process.terminal)
    yield* run.failPlainly('sudo: sorry, you must have a tty to run sudo');
  log(line(''), 5);
}

/** What only SETENV, or a rule for ALL commands, permits. */
function* checkFreedoms(
  run: Tool,
  settings: Settings,
  { caller, assignments }: Wish,
  verdict: Verdict | undefined,
  request: Request,
): Task<void> {
  for (const [option, letter] of [
    ['chdir', 'D'],
    ['chroot', 'R'],
  ])
    if (run.has(option))
      yield* run.failPlainly(`sudo: you are not permitted to use the -${letter} option with ${request.path}`);
  if (run.has('close-from')) yield* run.failPlainly('sudo: you are not permitted to use the -C option');
  const mayAll = caller.uid === 0 || verdict?.isForAll || verdict?.tags.has('SETENV') || settings.mayKeepEnvironment;
  if (mayAll && !verdict?.tags.has('NOSETENV')) return;
  if (run.has('preserve-env') && !run.value('preserve-env'))
    yield* run.failPlainly('sudo: sorry, you are not allowed to preserve the environment');
  if (assignments.length > 0)
    yield* run.failPlainly(
      `sudo: sorry, you are not allowed to set the following environment variables: ${assignments.map(([name]) => name).join(', ')}`,
    );
}
