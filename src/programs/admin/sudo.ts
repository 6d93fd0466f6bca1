// sudo and su: a command, or a shell, as somebody else.

import { SystemError } from '../../linux/errors.ts';
import { type Account, credentialsOf, findAccount } from '../../linux/host/accounts.ts';
import { findExecutable } from '../../linux/host/host.ts';
import type { ExitCode, Process, Program, SpawnOptions } from '../../linux/host/process.ts';
import { COOKED } from '../../linux/terminal/terminal.ts';
import type { Task } from '../../sim/task.ts';
import { callerOf, permissionFor, permissionsOf } from './sudoers.ts';
import { type Tool, tool } from './tool.ts';

const SECURE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';
const KEPT = /^(?:TERM|COLORTERM|LANG|LANGUAGE|LC_.*|DISPLAY|XAUTHORITY|LS_COLORS|PS1|PS2|TZ)$/;

const SUDO_USAGE = `usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user]
            [command [arg ...]]
usage: sudo [-ABbEHkNnPS] [-C num] [-D directory] [-g group] [-h host] [-p
            prompt] [-R directory] [-T timeout] [-u user] [VAR=value] [-i | -s]
            [command [arg ...]]
usage: sudo -e [-ABkNnS] [-C num] [-D directory] [-g group] [-h host] [-p
            prompt] [-R directory] [-T timeout] [-u user] file ...
`;

export const sudo: Program = tool(
  'sudo',
  {
    options: [
      'i,login',
      's,shell',
      'u,user=',
      'g,group=',
      'E,preserve-env[=]',
      'H,set-home',
      'n,non-interactive',
      'k,reset-timestamp',
      'K,remove-timestamp',
      'v,validate',
      'l,list',
      'S,stdin',
      'p,prompt=',
      'b,background',
      'V,version',
      'P,preserve-groups',
      '!A,askpass',
      '!B,bell',
      '!e,edit',
      '!C,close-from=',
      '!D,chdir=',
      '!R,chroot=',
      '!T,command-timeout=',
      '!U,other-user=',
    ],
    stopAtOperand: true,
    hint: SUDO_USAGE,
  },
  function* (run) {
    const { process } = run;
    const { files } = process;
    const caller = callerOf(files, process.credentials.uid);
    if (run.has('version')) {
      yield* run.print(
        'Sudo version 1.9.15p5\nSudoers policy plugin version 1.9.15p5\nSudoers file grammar version 50\nSudoers I/O plugin version 1.9.15p5\nSudoers audit plugin version 1.9.15p5\n',
      );
      return 0;
    }
    const words = [...run.operands];
    const assignments: [string, string][] = [];
    while (/^[A-Za-z_]\w*=/.test(words[0] ?? '')) {
      const word = words.shift()!;
      assignments.push([word.slice(0, word.indexOf('=')), word.slice(word.indexOf('=') + 1)]);
    }
    if (run.has('reset-timestamp') || run.has('remove-timestamp')) if (words.length === 0) return 0;
    if (run.has('list')) return yield* listPermissions(run, caller);
    const wanted = run.value('user') ?? 'root';
    const target = findAccount(files, /^#\d+$/.test(wanted) ? Number(wanted.slice(1)) : wanted);
    if (!target)
      return yield* run.failPlainly(
        `sudo: unknown user ${wanted}\nsudo: error initializing audit plugin sudoers_audit`,
      );
    const asShell = run.has('login') || run.has('shell');
    if (words.length === 0 && !asShell && !run.has('validate')) {
      yield* process.complain(SUDO_USAGE);
      return 1;
    }
    const environment = environmentFor(
      process,
      target,
      caller,
      run.has('preserve-env') && !run.value('preserve-env'),
      assignments,
    );
    for (const name of (run.value('preserve-env') ?? '').split(',')) {
      const value = process.environment.get(name);
      if (name && value !== undefined) environment.set(name, value);
    }
    const shell = run.has('login') ? target.shell : (process.environment.get('SHELL') ?? caller.shell);
    let path = shell;
    if (!asShell && !run.has('validate')) {
      try {
        path = findExecutable(
          files,
          words[0],
          process.directory,
          caller.uid === 0 ? (process.environment.get('PATH') ?? SECURE_PATH) : SECURE_PATH,
        );
        files.stat(process.absolute(path));
      } catch (error) {
        if (!(error instanceof SystemError)) throw error;
        return yield* run.failPlainly(`sudo: ${words[0]}: command not found`);
      }
    }
    const permission = permissionFor(files, caller, path);
    if (permission?.needsPassword !== false) yield* authenticate(run, caller, permission !== undefined);
    if (run.has('validate')) return 0;
    environment.set('SUDO_COMMAND', [path, ...words.slice(asShell ? 0 : 1)].join(' '));
    const quoted = words.map((word) => word.replace(/[^\w@%+=:,./$-]/g, '\\$&')).join(' ');
    const name = shell.slice(shell.lastIndexOf('/') + 1);
    const argv = asShell ? [run.has('login') ? `-${name}` : name, ...(quoted === '' ? [] : ['-c', quoted])] : words;
    return yield* runAs(process, target, {
      argv,
      path: process.absolute(path),
      environment,
      ...(run.has('login') ? { directory: files.isDirectory(target.home) ? target.home : '/' } : {}),
    });
  },
);

function environmentFor(
  process: Process,
  target: Account,
  caller: Account,
  keepsAll: boolean,
  assignments: readonly (readonly [string, string])[],
): Map<string, string> {
  const kept = [...process.environment].filter(([name]) => keepsAll || KEPT.test(name));
  return new Map([
    ...kept,
    ['HOME', target.home],
    ['LOGNAME', target.name],
    ['MAIL', `/var/mail/${target.name}`],
    ['PATH', SECURE_PATH],
    ['SHELL', target.shell],
    ['SUDO_GID', String(caller.gid)],
    ['SUDO_UID', String(caller.uid)],
    ['SUDO_USER', caller.name],
    ['USER', target.name],
    ...assignments,
  ]);
}

/** Runs a child as somebody else and ends as it ended; signals from the keyboard are the child's. */
function* runAs(process: Process, target: Account, options: SpawnOptions): Task<ExitCode> {
  const { credentials } = process;
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.onSignal(signal, () => {});
  process.credentials = { uid: 0, gid: 0, groups: [0] };
  const child = process.spawn({ ...options, credentials: credentialsOf(process.files, target) });
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.onSignal(signal, () => child.signal(signal));
  try {
    return (yield* process.waitFor(child)).code;
  } finally {
    process.credentials = credentials;
  }
}

function* authenticate(run: Tool, caller: Account, mayTry: boolean): Task<void> {
  const { process } = run;
  if (run.has('non-interactive')) yield* run.failPlainly('sudo: a password is required');
  const { terminal } = process;
  if (!terminal) {
    yield* run.failPlainly(
      'sudo: a terminal is required to read the password; either use the -S option to read from standard input or configure an askpass helper\nsudo: a password is required',
    );
    return;
  }
  for (let attempt = 1; attempt <= 3; attempt++) {
    yield* readPassword(process, run.value('prompt') ?? `[sudo] password for ${caller.name}: `);
    // Accounts here are locked for passwords; keys and sudoers let people in.
    yield* process.sleep(2_000);
    if (attempt < 3) yield* run.say('Sorry, try again.');
  }
  yield* run.failPlainly(mayTry ? 'sudo: 3 incorrect password attempts' : `${caller.name} is not in the sudoers file.`);
}

/** A line from the terminal that nobody sees. */
export function* readPassword(process: Process, prompt: string): Task<string> {
  const terminal = process.terminal!;
  terminal.write(new TextEncoder().encode(prompt));
  const { modes } = terminal;
  terminal.setModes({ ...COOKED, echo: false });
  try {
    return new TextDecoder().decode(yield* terminal.read(1024)).trimEnd();
  } finally {
    terminal.setModes(modes);
    terminal.write(new TextEncoder().encode('\n'));
  }
}

function* listPermissions(run: Tool, caller: Account): Task<ExitCode> {
  const { process } = run;
  const permissions = caller.uid === 0 ? [{ text: '(ALL : ALL) ALL' }] : permissionsOf(process.files, caller);
  const hostname = process.namespaces.hostname;
  if (permissions.length === 0) {
    yield* run.print(`Sorry, user ${caller.name} may not run sudo on ${hostname}.\n`);
    return 1;
  }
  yield* run.print(
    `Matching Defaults entries for ${caller.name} on ${hostname}:\n    env_reset, mail_badpass, secure_path=${SECURE_PATH.replaceAll(':', '\\:')}, use_pty\n\nUser ${caller.name} may run the following commands on ${hostname}:\n${permissions.map((one) => `    ${one.text}\n`).join('')}`,
  );
  return 0;
}

export const su: Program = tool(
  'su',
  {
    options: [
      'l,login',
      'c,command=',
      's,shell=',
      'm,p,preserve-environment',
      'f,fast',
      'P,pty',
      '!g,group=',
      '!G,supp-group=',
      '!w,whitelist-environment=',
    ],
    stopAtOperand: false,
    hint: "Try 'su --help' for more information.\n",
  },
  function* (run) {
    const { process } = run;
    const words = run.operands.filter((word) => word !== '-');
    const login = run.has('login') || run.operands.includes('-');
    const wanted = words[0] ?? 'root';
    const target = findAccount(process.files, wanted);
    if (!target)
      return yield* run.fail(
        `user ${wanted} does not exist or the user entry does not contain all the required fields`,
      );
    if (!run.isRoot) {
      if (process.terminal) yield* readPassword(process, 'Password: ');
      yield* process.sleep(2_000);
      return yield* run.fail('Authentication failure');
    }
    const shell = run.value('shell') ?? target.shell;
    const name = shell.slice(shell.lastIndexOf('/') + 1);
    const environment = new Map(
      login ? [...process.environment].filter(([key]) => key === 'TERM') : process.environment,
    );
    if (!run.has('preserve-environment')) environment.set('HOME', target.home).set('SHELL', shell);
    if (login || target.uid !== 0) environment.set('USER', target.name).set('LOGNAME', target.name);
    if (login) environment.set('PATH', SECURE_PATH).set('MAIL', `/var/mail/${target.name}`).set('LANG', 'C.UTF-8');
    const command = run.value('command');
    return yield* runAs(process, target, {
      argv: [login ? `-${name}` : name, ...(command === undefined ? [] : ['-c', command]), ...words.slice(1)],
      path: shell,
      environment,
      ...(login ? { directory: process.files.isDirectory(target.home) ? target.home : '/' } : {}),
    });
  },
);
