// usermod: another name, number, home, shell, other groups, or a lock for an account.

import { type Account, findAccount } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';
import { changeEntry, changeMembers, daysOf, entryOf, isName, namesIn } from './account-files.ts';
import { giveTree } from './home-directory.ts';
import { lockedField, unlockedField } from './password.ts';
import {
  BAD_ARGUMENT,
  groupNamed,
  groupsNamed,
  IN_USE,
  NOT_FOUND,
  requireIdle,
  requireRoot,
  shadowTool,
  usage,
} from './shadow-tool.ts';

const HOME_FAILED = 12;

export const usermod: Program = shadowTool(
  'usermod',
  [
    'a,append',
    'b,badname',
    'c,comment=',
    'd,home=',
    'e,expiredate=',
    'f,inactive=',
    'g,gid=',
    'G,groups=',
    'l,login=',
    'L,lock',
    'm,move-home',
    'o,non-unique',
    'p,password=',
    'r,remove',
    's,shell=',
    'u,uid=',
    'U,unlock',
    '!P,prefix=',
    '!R,root=',
    '!v,add-subuids=',
    '!V,del-subuids=',
    '!w,add-subgids=',
    '!W,del-subgids=',
    '!Z,selinux-user=',
  ],
  function* (run): Task<ExitCode> {
    yield* checkValues(run);
    const groups = yield* groupsNamed(run);
    const [name] = run.operands;
    if (name === undefined || run.operands.length > 1) return yield* usage(run);
    const account = findAccount(run.files, name);
    if (!account) return yield* run.fail(`user '${name}' does not exist`, NOT_FOUND);
    yield* checkCombination(run);
    const wanted = yield* wantedAccount(run, account);
    const login = run.value('login') ?? name;
    if (login !== name && findAccount(run.files, login))
      return yield* run.fail(`user '${login}' already exists`, IN_USE);
    if (!run.has('non-unique') && wanted.uid !== account.uid && findAccount(run.files, wanted.uid))
      return yield* run.fail(`UID '${wanted.uid}' already exists`, 4);
    if (changesNothing(run, account, wanted)) {
      yield* run.complain('no changes');
      return 0;
    }
    yield* requireRoot(run, '/etc/passwd');
    if (login !== name || wanted.uid !== account.uid || wanted.home !== account.home)
      yield* requireIdle(run, name, account.uid);
    yield* change(run, account, wanted, login, groups);
    return 0;
  },
);

function* checkValues(run: Tool): Task<void> {
  const refuse = (what: string, text: string) => run.fail(`invalid ${what} '${text}'`, BAD_ARGUMENT);
  for (const { name, value } of run.options) {
    const isText = !/[:\n]/.test(value);
    if (name === 'comment' && !isText) yield* refuse('field', value);
    if (name === 'home' && !isText) yield* refuse('field', value);
    if (name === 'shell' && (!isText || !/^(?:$|[/*])/.test(value))) yield* refuse('shell', value);
    if (name === 'expiredate' && value !== '' && daysOf(value) === undefined) yield* refuse('date', value);
    if (name === 'inactive' && !/^(?:-1|\d+)$/.test(value)) yield* refuse('numeric argument', value);
    if (name === 'uid' && !/^\d+$/.test(value)) yield* refuse('user ID', value);
    if (name === 'login' && !run.has('badname') && !isName(value))
      yield* run.fail(`invalid user name '${value}': use --badname to ignore`, BAD_ARGUMENT);
  }
}

function* checkCombination(run: Tool): Task<void> {
  if (run.options.length === 0) yield* usage(run, 'no options');
  for (const [option, letters, needed, neededLetter] of [
    ['append', '-a', 'groups', '-G'],
    ['remove', '-r', 'groups', '-G'],
    ['move-home', '-m', 'home', '-d'],
  ])
    if (run.has(option) && !run.has(needed))
      yield* usage(run, `${letters} flag is only allowed with the ${neededLetter} flag`);
  if (['lock', 'password', 'unlock'].filter((option) => run.has(option)).length > 1)
    yield* usage(run, 'the -L, -p, and -U flags are exclusive');
}

function* wantedAccount(run: Tool, account: Account): Task<Account> {
  const groupName = run.value('gid');
  const group = groupName === undefined ? undefined : groupNamed(run, groupName);
  if (groupName !== undefined && !group) yield* run.fail(`group '${groupName}' does not exist`, NOT_FOUND);
  return {
    name: account.name,
    uid: Number(run.value('uid') ?? account.uid),
    gid: group?.gid ?? account.gid,
    comment: run.value('comment') ?? account.comment,
    home: run.value('home') ?? account.home,
    shell: run.value('shell') ?? account.shell,
  };
}

/** Whether all that is asked for is so already. Locks, passwords and groups count as a change. */
function changesNothing(run: Tool, account: Account, wanted: Account): boolean {
  const others = ['lock', 'unlock', 'password', 'groups', 'expiredate', 'inactive'].some((name) => run.has(name));
  const isSame = (['uid', 'gid', 'comment', 'home', 'shell'] as const).every((key) => account[key] === wanted[key]);
  return !others && isSame && (run.value('login') ?? account.name) === account.name;
}

function* change(run: Tool, account: Account, wanted: Account, login: string, groups: readonly string[]): Task<void> {
  const { files } = run;
  const { name } = account;
  const { uid, gid, comment, home, shell } = wanted;
  if (wanted.shell !== account.shell && !(files.exists(shell) && files.access(shell, 1)))
    yield* run.complain(`Warning: missing or non-executable shell '${shell}'`);
  changeEntry(files, '/etc/passwd', name, ([, password]) => [
    login,
    password,
    String(uid),
    String(gid),
    comment,
    home,
    shell,
  ]);
  if (entryOf(files, '/etc/shadow', name)) {
    const expires = run.value('expiredate');
    const inactive = run.value('inactive');
    const field = yield* passwordField(run, name);
    changeEntry(files, '/etc/shadow', name, ([, , day, least, most, warning, oldInactive, oldExpires, rest]) => [
      login,
      field,
      day,
      least,
      most,
      warning,
      inactive === undefined ? oldInactive : inactive === '-1' ? '' : inactive,
      expires === undefined ? oldExpires : expires === '' || expires === '-1' ? '' : String(daysOf(expires)),
      rest,
    ]);
  }
  changeGroups(run, name, login, groups);
  if (run.has('move-home') && home !== account.home) yield* moveHome(run, account.home, home);
  if ((uid !== account.uid || gid !== account.gid) && files.isDirectory(home)) giveTree(files, home, account, wanted);
  const [from, to] = [`/var/spool/cron/crontabs/${name}`, `/var/spool/cron/crontabs/${login}`];
  if (files.exists(from) && uid !== account.uid) files.changeOwner(from, { uid });
  if (files.exists(from) && login !== name) files.rename(from, to);
}

function* passwordField(run: Tool, name: string): Task<string> {
  const old = entryOf(run.files, '/etc/shadow', name)?.[1] ?? '';
  const given = run.value('password');
  if (given !== undefined) return given;
  if (run.has('lock')) return lockedField(old);
  if (!run.has('unlock')) return old;
  const unlocked = unlockedField(old);
  if (unlocked === old && old.startsWith('!')) {
    yield* run.complain("unlocking the user's password would result in a passwordless account.");
    yield* run.say("You should set a password with usermod -p to unlock this user's password.");
  }
  return unlocked;
}

function changeGroups(run: Tool, name: string, login: string, groups: readonly string[]): void {
  const { files } = run;
  for (const group of namesIn(files, '/etc/group')) {
    const isMember = (entryOf(files, '/etc/group', group)?.[3] ?? '').split(',').includes(name);
    const isNamed = groups.includes(group);
    const stays = !run.has('groups')
      ? isMember
      : run.has('remove')
        ? isMember && !isNamed
        : isNamed || (isMember && run.has('append'));
    if (isMember && (!stays || login !== name))
      changeMembers(files, group, (members) => members.flatMap((one) => (one !== name ? [one] : stays ? [login] : [])));
    else if (stays && !isMember) changeMembers(files, group, (members) => [...members, login]);
  }
}

function* moveHome(run: Tool, from: string, to: string): Task<void> {
  const { files } = run;
  if (files.exists(to)) {
    yield* run.fail(`directory ${to} exists`, HOME_FAILED);
  } else if (!files.exists(from)) {
    yield* run.complain(
      `The previous home directory (${from}) does not exist or is inaccessible. Move cannot be completed.`,
    );
  } else {
    files.makeDirectory(to.slice(0, to.lastIndexOf('/')) || '/', { recursive: true });
    files.rename(from, to);
  }
}
