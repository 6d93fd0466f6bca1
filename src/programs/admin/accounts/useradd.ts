// useradd: a new account, or its defaults (-D).

import { findAccount, findGroup } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';
import {
  addEntry,
  addGroup,
  addSubordinates,
  changeMembers,
  daysOf,
  freeNumber,
  isName,
  loginDefinition,
  today,
} from './account-files.ts';
import { copyTree, makeHome } from './home-directory.ts';
import {
  BAD_ARGUMENT,
  groupNamed,
  groupsNamed,
  IN_USE,
  NOT_FOUND,
  numberOf,
  requireRoot,
  shadowTool,
  usage,
} from './shadow-tool.ts';
import { adoptDefaults, type Defaults, readDefaults } from './useradd-defaults.ts';

export const useradd: Program = shadowTool(
  'useradd',
  [
    'badname',
    'b,base-dir=',
    'c,comment=',
    'd,home-dir=',
    'D,defaults',
    'e,expiredate=',
    'f,inactive=',
    'F,add-subids-for-system',
    'g,gid=',
    'G,groups=',
    'k,skel=',
    'K,key=',
    'l,no-log-init',
    'm,create-home',
    'M,no-create-home',
    'N,no-user-group',
    'o,non-unique',
    'p,password=',
    'r,system',
    's,shell=',
    'u,uid=',
    'U,user-group',
    '!btrfs-subvolume-home',
    '!R,root=',
    '!P,prefix=',
    '!Z,selinux-user=',
  ],
  function* (run): Task<ExitCode> {
    const { files } = run;
    yield* checkValues(run);
    const group = yield* primaryGroup(run);
    const groups = yield* groupsNamed(run);
    if (run.has('defaults')) return yield* adoptDefaults(run);
    for (const [one, other, letters] of CONFLICTS)
      if (run.has(one) && run.has(other)) yield* usage(run, `options ${letters} conflict`);
    const [name] = run.operands;
    if (name === undefined || run.operands.length > 1) return yield* usage(run);
    if (!isName(name) && !(run.has('badname') && /^[^:,/\n]+$/.test(name)))
      return yield* run.fail(`invalid user name '${name}': use --badname to ignore`, BAD_ARGUMENT);
    if (findAccount(files, name)) return yield* run.fail(`user '${name}' already exists`, IN_USE);
    const hasOwnGroup = group === undefined && !run.has('no-user-group');
    if (hasOwnGroup && findGroup(files, name))
      return yield* run.fail(`group ${name} exists - if you want to add this user to that group, use -g.`, IN_USE);
    yield* requireRoot(run, '/etc/passwd');
    return yield* create(run, name, group, hasOwnGroup, groups);
  },
);

const CONFLICTS = [
  ['user-group', 'gid', '-U and -g'],
  ['user-group', 'no-user-group', '-U and -N'],
  ['create-home', 'no-create-home', '-m and -M'],
] as const;

function* checkValues(run: Tool): Task<void> {
  const refuse = (what: string, text: string) => run.fail(`invalid ${what} '${text}'`, BAD_ARGUMENT);
  for (const { name, value } of run.options) {
    const isText = !/[:\n]/.test(value);
    const isPath = isText && value.startsWith('/');
    if (name === 'base-dir' && !isPath) yield* refuse('base directory', value);
    if (name === 'comment' && !isText) yield* refuse('comment', value);
    if (name === 'home-dir' && !isPath) yield* refuse('home directory', value);
    if (name === 'expiredate' && value !== '' && daysOf(value) === undefined) yield* refuse('date', value);
    if (name === 'inactive' && !/^(?:-1|\d+)$/.test(value)) yield* refuse('numeric argument', value);
    if (name === 'shell' && value !== '' && (!isText || !/^[/*]/.test(value))) yield* refuse('shell', value);
    if (name === 'uid' && !/^\d+$/.test(value)) yield* refuse('user ID', value);
    if (name === 'key' && !value.includes('=')) yield* run.fail('-K requires KEY=VALUE', BAD_ARGUMENT);
  }
}

function* primaryGroup(run: Tool): Task<number | undefined> {
  const name = run.value('gid');
  if (name === undefined) return undefined;
  return groupNamed(run, name)?.gid ?? (yield* run.fail(`group '${name}' does not exist`, NOT_FOUND));
}

function* create(
  run: Tool,
  name: string,
  group: number | undefined,
  hasOwnGroup: boolean,
  groups: readonly string[],
): Task<ExitCode> {
  const { files, process } = run;
  const defaults = readDefaults(files);
  const isSystem = run.has('system');
  const definition = (key: string, otherwise: number): number => {
    const given = run.values('key').findLast((one) => one.startsWith(`${key}=`));
    if (given === undefined) return loginDefinition(files, key, otherwise);
    const value = given.slice(key.length + 1);
    return Number.parseInt(value, value.startsWith('0') ? 8 : 10);
  };
  const uid = (yield* numberOf(run, 'uid', String)) ?? freeNumber(files, '/etc/passwd', isSystem);
  if (!run.has('non-unique') && findAccount(files, uid)) return yield* run.fail(`UID ${uid} is not unique`, 4);
  yield* warnOfRange(run, name, uid, definition);
  const gid = group ?? (hasOwnGroup ? ownGroupNumber(run, uid, definition) : defaults.GROUP);
  if (hasOwnGroup) addGroup(files, name, gid);
  const home = run.value('home-dir') ?? `${run.value('base-dir') ?? defaults.HOME}/${name}`;
  const shell = run.value('shell') ?? defaults.SHELL;
  addEntry(files, '/etc/passwd', [name, 'x', String(uid), String(gid), run.value('comment') ?? '', home, shell]);
  const ages = ['PASS_MIN_DAYS', 'PASS_MAX_DAYS', 'PASS_WARN_AGE'].map((key, at) =>
    isSystem ? '' : String(definition(key, [0, 99_999, 7][at])),
  );
  const password = run.value('password') ?? '!';
  addEntry(files, '/etc/shadow', [name, password, today(process), ...ages, ...limits(run, defaults), '']);
  if (!isSystem || run.has('add-subids-for-system')) addSubordinates(files, name);
  for (const one of groups) changeMembers(files, one, (members) => [...members, name]);
  const isExecutable = files.exists(shell) && files.access(shell, 1);
  if (shell !== '' && !isExecutable) yield* run.complain(`Warning: missing or non-executable shell '${shell}'`);
  if (!run.has('create-home')) return 0;
  if (files.exists(home)) {
    yield* run.complain(`warning: the home directory ${home} already exists.`);
    yield* run.complain('Not copying any file from skel directory into it.');
    return 0;
  }
  const isMasked = run.values('key').some((one) => one.startsWith('UMASK='));
  const mode = isMasked ? 0o777 & ~definition('UMASK', 0o022) : definition('HOME_MODE', 0o750);
  makeHome(files, home, { uid, gid }, mode);
  copyTree(files, run.value('skel') ?? defaults.SKEL, home, { uid, gid });
  return 0;
}

/** The last fields of the shadow entry: inactive days and the day the account ends. */
function limits(run: Tool, defaults: Defaults): [string, string] {
  const inactive = run.value('inactive') ?? defaults.INACTIVE;
  const expires = run.value('expiredate') ?? defaults.EXPIRE;
  return [inactive === '-1' ? '' : inactive, expires === '' ? '' : String(daysOf(expires) ?? '')];
}

type Definition = (key: string, otherwise: number) => number;

function* warnOfRange(run: Tool, name: string, uid: number, definition: Definition): Task<void> {
  if (run.value('uid') === undefined) return;
  const kind = run.has('system') ? 'SYS_UID' : 'UID';
  const [least, most] = [
    definition(`${kind}_MIN`, kind === 'UID' ? 1000 : 100),
    definition(`${kind}_MAX`, kind === 'UID' ? 60_000 : 999),
  ];
  if (uid < least || uid > most)
    yield* run.say(
      `useradd warning: ${name}'s uid ${uid} outside of the ${kind}_MIN ${least} and ${kind}_MAX ${most} range.`,
    );
}

/** The user's own group has the user's number where that is free and in range. */
function ownGroupNumber(run: Tool, uid: number, definition: Definition): number {
  const isSystem = run.has('system');
  const [least, most] = isSystem
    ? [definition('SYS_GID_MIN', 100), definition('SYS_GID_MAX', 999)]
    : [definition('GID_MIN', 1000), definition('GID_MAX', 60_000)];
  const fits = uid >= least && uid <= most && !findGroup(run.files, uid);
  return fits ? uid : freeNumber(run.files, '/etc/group', isSystem);
}
