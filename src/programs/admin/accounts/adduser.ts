// adduser, addgroup, deluser and delgroup: Debian's friendly scripts, which ask, tell what they do, and let the
// shadow suite do it. Models adduser 3.137 as Ubuntu 24.04 has it.

import { findAccount, findGroup } from '../../../linux/host/accounts.ts';
import { Exit, type ExitCode, type Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { baseName, type Tool, tool } from '../tool.ts';
import { freeNumber } from './account-files.ts';
import { copyTree, makeHome } from './home-directory.ts';
import { readLine } from './secret.ts';

const NAME = /^[a-z][-a-z0-9_]*\$?$/;
const EVERYTHING = /^[a-zA-Z0-9_.@-]+\$?$/;

const OPTIONS = [
  'system',
  'group',
  'ingroup=',
  'uid=',
  'gid=',
  'shell=',
  'home=',
  'comment=',
  'gecos=',
  'disabled-password',
  'disabled-login',
  'no-create-home',
  'add-extra-groups',
  'allow-bad-names',
  'force-badname',
  'allow-all-names',
  'quiet',
  'q',
  '!conf=',
  '!debug',
  '!verbose',
  '!firstuid=',
  '!lastuid=',
  '!firstgid=',
  '!lastgid=',
  '!h,help',
  '!v,version',
];

const describe = (name: string, options: readonly string[]) => ({
  options,
  wording: (complaint: string) => complaint.replace(/^unrecognized option '--(.*)'$/, 'Unknown option: $1'),
  hint: `Try '${name} --help' for more information.\n`,
});

function* tell(run: Tool, text: string): Task<void> {
  if (!run.has('quiet') && !run.has('q')) yield* run.print(`info: ${text}\n`);
}

const fatal = (run: Tool, text: string, code: ExitCode = 1) => run.failPlainly(`fatal: ${text}`, code);

/** A program of the shadow suite; when it fails, so does the script. */
function* call(run: Tool, ...argv: readonly string[]): Task<void> {
  const path = `${argv[0] === 'gpasswd' ? '/usr/bin' : '/usr/sbin'}/${argv[0]}`;
  const { code } = yield* run.process.run({ argv, path });
  if (code !== 0)
    yield* fatal(run, `\`${[path, ...argv.slice(1)].join(' ')}' returned error code ${code}. Exiting.`, code);
}

function* namesOf(run: Tool, most: number): Task<readonly string[]> {
  if (!run.isRoot) yield* fatal(run, 'Only root may add a user or group to the system.');
  if (run.operands.length === 0 || run.operands.length > most) yield* fatal(run, 'Only one or two names allowed.');
  return run.operands;
}

// ——— adding ———

export const adduser: Program = tool('adduser', describe('adduser', OPTIONS), function* (run): Task<ExitCode> {
  const [name, group] = yield* namesOf(run, 2);
  if (group !== undefined) return yield* joinGroup(run, name, group);
  if (run.has('group') && !run.has('system')) return yield* addGroup(run, name);
  yield* checkName(run, name);
  const known = findAccount(run.files, name);
  if (known) {
    if (run.has('system') && known.uid < 1000) {
      yield* tell(run, `The system user \`${name}' already exists. Exiting.\n`);
      return 0;
    }
    return yield* fatal(run, `The user \`${name}' already exists.`);
  }
  const uid = run.value('uid');
  if (uid !== undefined && findAccount(run.files, Number(uid)))
    return yield* fatal(run, `The UID ${uid} is already in use.`, 4);
  return run.has('system') ? yield* addSystemUser(run, name) : yield* addUser(run, name);
});

export const addgroup: Program = tool('addgroup', describe('addgroup', OPTIONS), function* (run): Task<ExitCode> {
  const [name, group] = yield* namesOf(run, 2);
  return group === undefined ? yield* addGroup(run, name) : yield* joinGroup(run, name, group);
});

function* checkName(run: Tool, name: string): Task<void> {
  if (NAME.test(name) || run.has('allow-all-names')) return;
  if (EVERYTHING.test(name) && (run.has('allow-bad-names') || run.has('force-badname'))) return;
  yield* fatal(
    run,
    EVERYTHING.test(name)
      ? "Please enter a username matching the regular expression\n            configured via the NAME_REGEX configuration variable.  Use the\n            `--allow-bad-names' option to relax this check or reconfigure\n            NAME_REGEX in configuration."
      : "To avoid problems, the username should consist only of\n            letters, digits, underscores, periods, at signs and dashes, and\n            not start with a dash (as defined by IEEE Std 1003.1-2001). For\n            compatibility with Samba machine accounts, $ is also supported\n            at the end of the username.  (Use the `--allow-all-names' option\n            to bypass this restriction.)",
  );
}

function* joinGroup(run: Tool, name: string, group: string): Task<ExitCode> {
  if (!findAccount(run.files, name)) return yield* fatal(run, `The user \`${name}' does not exist.`);
  const found = findGroup(run.files, group);
  if (!found) return yield* fatal(run, `The group \`${group}' does not exist.`);
  if (found.members.includes(name)) {
    yield* tell(run, `The user \`${name}' is already a member of \`${group}'.`);
    return 0;
  }
  yield* tell(run, `Adding user \`${name}' to group \`${group}' ...`);
  yield* call(run, 'gpasswd', '-M', [...found.members, name].join(','), group);
  return 0;
}

function* addGroup(run: Tool, name: string): Task<ExitCode> {
  yield* checkName(run, name);
  if (findGroup(run.files, name)) return yield* fatal(run, `The group \`${name}' already exists.`);
  const isSystem = run.has('system');
  if (run.value('gid') === undefined)
    yield* tell(run, `Selecting GID from range ${isSystem ? '100 to 999' : '1000 to 59999'} ...`);
  const free = isSystem
    ? lowestFree((number) => findGroup(run.files, number) !== undefined)
    : freeNumber(run.files, '/etc/group', false);
  const gid = run.value('gid') ?? String(free);
  yield* tell(run, `Adding group \`${name}' (GID ${gid}) ...`);
  yield* call(run, 'groupadd', '-g', gid, name);
  return 0;
}

/** adduser counts up where useradd -r counts down. */
function lowestFree(isTaken: (number: number) => boolean): number {
  let number = 100;
  while (isTaken(number)) number++;
  return number;
}

function* addSystemUser(run: Tool, name: string): Task<ExitCode> {
  const uid = Number(run.value('uid') ?? lowestFree((number) => findAccount(run.files, number) !== undefined));
  yield* tell(run, `Selecting UID from range 100 to 999 ...\n`);
  yield* tell(run, `Adding system user \`${name}' (UID ${uid}) ...`);
  let group = run.value('ingroup') ?? 'nogroup';
  if (run.has('group')) {
    const gid = lowestFree((number) => findGroup(run.files, number) !== undefined);
    yield* tell(run, `Adding new group \`${name}' (GID ${gid}) ...`);
    yield* call(run, 'groupadd', '-g', String(gid), name);
    group = name;
  }
  yield* tell(run, `Adding new user \`${name}' (UID ${uid}) with group \`${group}' ...`);
  const home = run.value('home') ?? '/nonexistent';
  const shell = run.value('shell') ?? '/usr/sbin/nologin';
  yield* call(run, 'useradd', '-r', '-d', home, '-g', group, '-s', shell, '-u', String(uid), '-N', name);
  yield* prepareHome(run, name, home);
  return 0;
}

function* addUser(run: Tool, name: string): Task<ExitCode> {
  const { files } = run;
  yield* tell(run, `Adding user \`${name}' ...`);
  if (run.value('uid') === undefined) yield* tell(run, 'Selecting UID/GID from range 1000 to 59999 ...');
  const uid = Math.max(freeNumber(files, '/etc/passwd', false), freeNumber(files, '/etc/group', false));
  const number = String(run.value('uid') ?? uid);
  const named = run.value('ingroup') ?? run.value('gid');
  let group = named === undefined ? undefined : findGroup(files, /^\d+$/.test(named) ? Number(named) : named);
  if (named !== undefined && !group) return yield* fatal(run, `The group \`${named}' does not exist.`);
  if (!group) {
    yield* tell(run, `Adding new group \`${name}' (${number}) ...`);
    yield* call(run, 'groupadd', '-g', number, name);
    group = { name, gid: Number(number), members: [] };
  }
  yield* tell(run, `Adding new user \`${name}' (${number}) with group \`${group.name} (${group.gid})' ...`);
  const home = run.value('home') ?? `/home/${name}`;
  const shell = run.value('shell') ?? '/bin/bash';
  yield* call(run, 'useradd', '-d', home, '-g', group.name, '-s', shell, '-u', number, name);
  yield* prepareHome(run, name, home);
  if (!run.has('disabled-password') && !run.has('disabled-login')) yield* askPassword(run, name);
  const comment = run.value('comment') ?? run.value('gecos');
  if (comment) yield* call(run, 'usermod', '-c', comment.includes(',') ? comment : `${comment},,,`, name);
  else if (comment === undefined) yield* askInformation(run, name);
  const extra = findGroup(files, 'users');
  if (extra) {
    yield* tell(run, `Adding new user \`${name}' to supplemental / extra groups \`users' ...`);
    yield* tell(run, `Adding user \`${name}' to group \`users' ...`);
    yield* call(run, 'gpasswd', '-M', [...extra.members, name].join(','), 'users');
  }
  return 0;
}

function* prepareHome(run: Tool, name: string, home: string): Task<void> {
  const { files } = run;
  const account = findAccount(files, name);
  if (!account) return;
  if (home === '/nonexistent') yield* tell(run, `Not creating \`${home}'.`);
  else if (run.has('no-create-home')) yield* tell(run, `Not creating home directory \`${home}'.`);
  else if (files.exists(home))
    yield* tell(run, `The home directory \`${home}' already exists.  Not touching this directory.`);
  else {
    yield* tell(run, `Creating home directory \`${home}' ...`);
    makeHome(files, home, account, run.has('system') ? 0o755 : 0o750);
    if (run.has('system')) return;
    yield* tell(run, "Copying files from `/etc/skel' ...");
    copyTree(files, '/etc/skel', home, account);
  }
}

function* askPassword(run: Tool, name: string): Task<void> {
  for (;;) {
    const { code } = yield* run.process.run({ argv: ['passwd', name], path: '/usr/bin/passwd' });
    if (code === 0) return;
    yield* run.print('Try again? [y/N] ');
    if (!/^y/i.test((yield* readLine(run.process)) ?? '')) return;
  }
}

function* askInformation(run: Tool, name: string): Task<void> {
  for (;;) {
    const { code } = yield* run.process.run({ argv: ['chfn', name], path: '/usr/bin/chfn' });
    if (code !== 0) throw new Exit(code);
    yield* run.print('Is the information correct? [Y/n] ');
    const answer = yield* readLine(run.process);
    if (answer === undefined || !/^n/i.test(answer)) return;
  }
}

// ——— deleting ———

const DELETING = [
  'system',
  'group',
  'only-if-empty',
  'remove-home',
  'no-preserve-root',
  'quiet',
  'q',
  '!remove-all-files',
  '!backup',
  '!backup-to=',
  '!backup-suffix=',
  '!conf=',
  '!debug',
  '!verbose',
  '!h,help',
  '!v,version',
];

export const deluser: Program = tool('deluser', describe('deluser', DELETING), function* (run): Task<ExitCode> {
  if (!run.isRoot) return yield* fatal(run, 'Only root may remove a user or group from the system.');
  if (run.operands.length === 0 || run.operands.length > 2) return yield* fatal(run, 'Only one or two names allowed.');
  const [name, group] = run.operands;
  if (run.has('group') || baseName(run.process.argv[0]) === 'delgroup') {
    return group === undefined ? yield* removeGroup(run, name) : yield* leaveGroup(run, name, group);
  }
  return group === undefined ? yield* removeUser(run, name) : yield* leaveGroup(run, name, group);
});

export const delgroup = deluser;

function* leaveGroup(run: Tool, name: string, group: string): Task<ExitCode> {
  if (!findAccount(run.files, name)) return yield* fatal(run, `The user \`${name}' does not exist.`, 2);
  const found = findGroup(run.files, group);
  if (!found) return yield* fatal(run, `The group \`${group}' does not exist.`, 3);
  if (!found.members.includes(name))
    return yield* fatal(run, `The user \`${name}' is not a member of group \`${group}'.`, 6);
  yield* tell(run, `Removing user \`${name}' from group \`${group}' ...`);
  yield* call(run, 'gpasswd', '-M', found.members.filter((one) => one !== name).join(','), group);
  return 0;
}

function* removeUser(run: Tool, name: string): Task<ExitCode> {
  const { files } = run;
  const account = findAccount(files, name);
  if (!account) return yield* fatal(run, `The user \`${name}' does not exist.`, 2);
  if (account.uid === 0 && !run.has('no-preserve-root'))
    return yield* run.failPlainly(
      'WARNING: You are just about to delete the root account (uid 0)\nUsually this is never required as it may render the whole system unusable\nIf you really want this, call deluser with parameter --no-preserve-root\nStopping now without having performed any action',
      9,
    );
  if (run.has('remove-home')) {
    yield* tell(run, 'Looking for files to backup/remove ...');
    yield* tell(run, 'Removing files ...');
    if (files.exists(account.home)) files.removeTree(account.home);
  }
  yield* tell(run, 'Removing crontab ...');
  const table = `/var/spool/cron/crontabs/${name}`;
  if (files.exists(table)) files.unlink(table);
  yield* tell(run, `Removing user \`${name}' ...`);
  yield* call(run, 'userdel', name);
  return 0;
}

function* removeGroup(run: Tool, name: string): Task<ExitCode> {
  const group = findGroup(run.files, name);
  if (!group) return yield* fatal(run, `The group \`${name}' does not exist.`, 3);
  if (run.has('only-if-empty') && group.members.length > 0)
    return yield* fatal(run, `The group \`${name}' is not empty!`, 5);
  yield* tell(run, `Removing group \`${name}' ...`);
  yield* call(run, 'groupdel', name);
  return 0;
}
