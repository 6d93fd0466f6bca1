// su: a shell, or a command, of somebody else who is known by the password. Models util-linux 2.39.

import { type Account, credentialsOf, findAccount, findGroup } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import { loginPath } from '../../../linux/ubuntu/login.ts';
import type { Task } from '../../../sim/task.ts';
import { entryOf } from '../accounts/account-files.ts';
import { askForNewPassword } from '../accounts/passwd.ts';
import { fitsPassword, hasNoPassword } from '../accounts/password.ts';
import { readSecret } from '../accounts/secret.ts';
import { callerOf } from '../caller.ts';
import { syslog } from '../syslog.ts';
import { baseName, type Tool, tool } from '../tool.ts';
import { runAs } from './run-as.ts';

const HELP = `
Usage:
 su [options] [-] [<user> [<argument>...]]

Change the effective user ID and group ID to that of <user>.
A mere - implies -l.  If <user> is not given, root is assumed.

Options:
 -m, -p, --preserve-environment      do not reset environment variables
 -w, --whitelist-environment <list>  don't reset specified variables

 -g, --group <group>             specify the primary group
 -G, --supp-group <group>        specify a supplemental group

 -, -l, --login                  make the shell a login shell
 -c, --command <command>         pass a single command to the shell with -c
 --session-command <command>     pass a single command to the shell with -c
                                   and do not create a new session
 -f, --fast                      pass -f to the shell (for csh or tcsh)
 -s, --shell <shell>             run <shell> if /etc/shells allows it
 -P, --pty                       create a new pseudo-terminal

 -h, --help                      display this help
 -V, --version                   display version

For more details see su(1).
`;

const NO_PERMISSION = 126;
const NOT_FOUND = 127;

export const su: Program = tool(
  'su',
  {
    options: [
      'c,command=',
      'f,fast',
      'g,group=',
      'G,supp-group=',
      'h,help',
      'l,login',
      'm,p,preserve-environment',
      'P,pty',
      's,shell=',
      'session-command=',
      'V,version',
      'w,whitelist-environment=',
    ],
    hint: "Try 'su --help' for more information.\n",
  },
  function* (run): Task<ExitCode> {
    const { process, files } = run;
    if (run.has('help') || run.has('version')) {
      yield* run.print(run.has('help') ? HELP : 'su from util-linux 2.39.3\n');
      return 0;
    }
    // A dash in front of the name means a login; behind it, it is an argument like any other.
    const [first, ...rest] = run.operands;
    const login = run.has('login') || first === '-';
    const words = first === '-' ? rest : run.operands;
    const wanted = words[0] ?? 'root';
    const target = findAccount(files, wanted);
    if (target?.name !== wanted)
      return yield* run.fail(
        `user ${wanted} does not exist or the user entry does not contain all the required fields`,
      );
    if ((run.has('group') || run.has('supp-group')) && !run.isRoot)
      return yield* run.fail('only root can specify alternative groups');
    yield* admit(run, target);
    const shell = yield* shellFor(run, target, login);
    const command = run.value('session-command') ?? run.value('command');
    const credentials = credentialsOf(files, target);
    const gid = yield* primaryGroup(run);
    const code = yield* runAs(process, {
      argv: [
        login ? `-${baseName(shell)}` : baseName(shell),
        ...(command === undefined ? [] : ['-c', command]),
        ...words.slice(1),
      ],
      path: shell,
      environment: environmentFor(run, target, shell, login),
      credentials: gid === undefined ? credentials : { ...credentials, gid, groups: [gid] },
      ...(login ? { directory: files.isDirectory(target.home) ? target.home : '/' } : {}),
    });
    syslog(process, {
      identifier: baseName(process.argv[0]),
      facility: 'auth',
      message: `pam_unix(su${login ? '-l' : ''}:session): session closed for user ${target.name}`,
    });
    return code;
  },
);

/** Root needs no password; everybody else the target's. */
function* admit(run: Tool, target: Account): Task<void> {
  const { process, files } = run;
  const caller = callerOf(process);
  const log = (message: string, priority = 6) =>
    syslog(process, { identifier: 'su', facility: 'auth', message, priority });
  const where = process.terminal?.name ?? 'none';
  if (process.credentials.uid !== 0) yield* run.fail('Authentication failure');
  if (!run.isRoot && !hasNoPassword(files, target.name)) {
    const typed = yield* readSecret(process, 'Password: ');
    if (typed === undefined || !fitsPassword(files, target.name, typed)) {
      yield* process.sleep(2_000);
      log(`FAILED SU (to ${target.name}) ${caller.name} on ${where}`, 4);
      yield* run.fail('Authentication failure');
    }
  }
  const ends = entryOf(files, '/etc/shadow', target.name)?.[7] ?? '';
  const day = Math.floor((process.simulation.epoch + process.simulation.now) / 86_400_000);
  if (ends !== '' && Number(ends) <= day && !run.isRoot) {
    yield* run.say('Your account has expired; please contact your system administrator.');
    yield* run.fail('User account has expired');
  }
  if (!run.isRoot && mustChange(entryOf(files, '/etc/shadow', target.name) ?? [], day)) {
    yield* run.say('You are required to change your password immediately (administrator enforced).');
    const complaint = yield* askForNewPassword(process, target.name, false);
    if (complaint !== undefined) yield* run.fail(complaint);
  }
  log(`(to ${target.name}) ${caller.name} on ${where}`, 5);
  log(
    `pam_unix(su:session): session opened for user ${target.name}(uid=${target.uid}) by ${caller.name}(uid=${caller.uid})`,
  );
}

/** Day 0 as the day of the last change: an administrator wants a new password. */
const mustChange = (entry: readonly string[], day: number): boolean =>
  entry[2] === '0' || (!!entry[2] && !!entry[4] && Number(entry[2]) + Number(entry[4]) < day);

/** A shell of the caller's choice only where the target's own is one people may log in with. */
function* shellFor(run: Tool, target: Account, login: boolean): Task<string> {
  const { files, process } = run;
  const shells = files.exists('/etc/shells') ? files.readText('/etc/shells').split('\n') : [];
  const isRestricted = !run.isRoot && !shells.includes(target.shell);
  const preserved = run.has('preserve-environment') && !login ? process.environment.get('SHELL') : undefined;
  const asked = run.value('shell') ?? preserved;
  if (asked !== undefined && isRestricted) {
    yield* run.complain('using restricted shell '.concat(target.shell));
    return target.shell;
  }
  const shell = asked ?? target.shell;
  if (!files.exists(shell)) return yield* run.fail(`failed to execute ${shell}: No such file or directory`, NOT_FOUND);
  if (!files.access(shell, 1)) return yield* run.fail(`failed to execute ${shell}: Permission denied`, NO_PERMISSION);
  return shell;
}

function* primaryGroup(run: Tool): Task<number | undefined> {
  const name = run.value('group') ?? run.value('supp-group');
  if (name === undefined) return undefined;
  return findGroup(run.files, name)?.gid ?? (yield* run.fail(`group ${name} does not exist`));
}

function environmentFor(run: Tool, target: Account, shell: string, login: boolean): Map<string, string> {
  const { process } = run;
  const kept = ['TERM', 'COLORTERM', 'NO_COLOR', ...(run.value('whitelist-environment') ?? '').split(',')];
  const environment = new Map(
    login ? [...process.environment].filter(([key]) => kept.includes(key)) : process.environment,
  );
  if (run.has('preserve-environment') && !login) return environment;
  environment.set('HOME', target.home).set('SHELL', shell);
  if (login || target.uid !== 0) environment.set('USER', target.name).set('LOGNAME', target.name);
  if (login)
    environment.set('PATH', loginPath(process.host)).set('MAIL', `/var/mail/${target.name}`).set('LANG', 'C.UTF-8');
  return environment;
}
