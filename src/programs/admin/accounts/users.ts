// useradd, usermod and userdel. Models the shadow suite 4.13.

import { findAccount, findGroup } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import {
  addEntry,
  allGroups,
  changeEntry,
  changeMembers,
  entryOf,
  freeNumber,
  NAME,
  removeEntry,
  today,
} from './account-files.ts';

export function* requireRoot(run: Tool, file: string): Task<void> {
  if (run.isRoot) return;
  yield* run.complain('Permission denied.');
  yield* run.fail(`cannot lock ${file}; try again later.`, file === '/etc/group' ? 10 : 1);
}

/** The groups of `-G a,b`; ends with 6 when one is missing. */
function* namedGroups(run: Tool): Task<string[]> {
  const names = (run.value('groups') ?? '').split(',').filter(Boolean);
  for (const name of names)
    if (!findGroup(run.files, /^\d+$/.test(name) ? Number(name) : name))
      yield* run.fail(`group '${name}' does not exist`, 6);
  return names.map((name) => findGroup(run.files, /^\d+$/.test(name) ? Number(name) : name)?.name ?? name);
}

function* primaryGroup(run: Tool): Task<number | undefined> {
  const name = run.value('gid');
  if (name === undefined) return undefined;
  const group = findGroup(run.files, /^\d+$/.test(name) ? Number(name) : name);
  return group ? group.gid : yield* run.fail(`group '${name}' does not exist`, 6);
}

const HINT = "Try 'useradd --help' for more information.\n";

export const useradd: Program = tool(
  'useradd',
  {
    options: [
      'c,comment=',
      'd,home-dir=',
      'g,gid=',
      'G,groups=',
      'k,skel=',
      'm,create-home',
      'M,no-create-home',
      'N,no-user-group',
      'o,non-unique',
      'r,system',
      's,shell=',
      'u,uid=',
      'U,user-group',
      '!badname',
      '!b,base-dir=',
      '!D,defaults',
      '!e,expiredate=',
      '!f,inactive=',
      '!K,key=',
      '!l,no-log-init',
      '!p,password=',
      '!R,root=',
      '!P,prefix=',
      '!Z,selinux-user=',
      '!h,help',
    ],
    usageStatus: 2,
    hint: HINT,
  },
  function* (run): Task<ExitCode> {
    const { files, process } = run;
    const [name] = run.operands;
    if (name === undefined || run.operands.length > 1) {
      yield* run.say('Usage: useradd [options] LOGIN\n       useradd -D\n       useradd -D [options]');
      return 2;
    }
    if (!NAME.test(name)) return yield* run.fail(`invalid user name '${name}': use --badname to ignore`, 3);
    if (findAccount(files, name)) return yield* run.fail(`user '${name}' already exists`, 9);
    yield* requireRoot(run, '/etc/passwd');
    const groups = yield* namedGroups(run);
    const given = yield* primaryGroup(run);
    const uid =
      run.value('uid') === undefined ? freeNumber(files, '/etc/passwd', run.has('system')) : Number(run.value('uid'));
    if (!run.has('non-unique') && findAccount(files, uid)) return yield* run.fail(`UID ${uid} is not unique`, 4);
    const ownGroup = given === undefined && !run.has('no-user-group');
    if (ownGroup && findGroup(files, name))
      return yield* run.fail(`group ${name} exists - if you want to add this user to that group, use -g.`, 9);
    const gid =
      given ?? (ownGroup ? (findGroup(files, uid) ? freeNumber(files, '/etc/group', run.has('system')) : uid) : 100);
    if (ownGroup) addEntry(files, '/etc/group', [name, 'x', String(gid), '']);
    const home = run.value('home-dir') ?? `/home/${name}`;
    const shell = run.value('shell') ?? '/bin/sh';
    addEntry(files, '/etc/passwd', [name, 'x', String(uid), String(gid), run.value('comment') ?? '', home, shell]);
    addEntry(files, '/etc/shadow', [
      name,
      '!',
      today(process),
      ...(run.has('system') ? ['', '', ''] : ['0', '99999', '7']),
      '',
      '',
      '',
    ]);
    for (const group of groups) changeMembers(files, group, (members) => [...members, name]);
    if (!run.files.exists(shell)) yield* run.complain(`Warning: missing or non-executable shell '${shell}'`);
    if (run.has('create-home')) {
      if (files.exists(home)) {
        yield* run.complain(`warning: the home directory ${home} already exists.`);
        yield* run.complain('Not copying any file from skel directory into it.');
      } else {
        files.makeDirectory(home, { mode: 0o750 });
        files.changeOwner(home, { uid, gid });
        const skeleton = run.value('skel') ?? '/etc/skel';
        for (const one of files.isDirectory(skeleton) ? files.readDirectory(skeleton) : []) {
          files.writeFile(`${home}/${one}`, files.readFile(`${skeleton}/${one}`));
          files.changeOwner(`${home}/${one}`, { uid, gid });
        }
      }
    }
    return 0;
  },
);

export const usermod: Program = tool(
  'usermod',
  {
    options: [
      'a,append',
      'c,comment=',
      'g,gid=',
      'G,groups=',
      'L,lock',
      'U,unlock',
      's,shell=',
      'd,home=',
      'r,remove',
      '!b,badname',
      '!e,expiredate=',
      '!f,inactive=',
      '!l,login=',
      '!m,move-home',
      '!o,non-unique',
      '!p,password=',
      '!P,prefix=',
      '!R,root=',
      '!u,uid=',
      '!v,add-subuids=',
      '!V,del-subuids=',
      '!w,add-subgids=',
      '!W,del-subgids=',
      '!Z,selinux-user=',
      '!h,help',
    ],
    usageStatus: 2,
    hint: "Try 'usermod --help' for more information.\n",
  },
  function* (run): Task<ExitCode> {
    const { files } = run;
    const [name] = run.operands;
    if (name === undefined) {
      yield* run.say('Usage: usermod [options] LOGIN');
      return 2;
    }
    if (!findAccount(files, name)) return yield* run.fail(`user '${name}' does not exist`, 6);
    if (run.has('append') && !run.has('groups')) return yield* run.fail('-a flag is only allowed with the -G flag', 2);
    if (run.options.length === 0) {
      yield* run.complain('no changes');
      return 0;
    }
    yield* requireRoot(run, '/etc/passwd');
    const groups = yield* namedGroups(run);
    const gid = yield* primaryGroup(run);
    changeEntry(files, '/etc/passwd', name, ([user, password, uid, oldGid, comment, home, shell]) => [
      user,
      password,
      uid,
      String(gid ?? oldGid),
      run.value('comment') ?? comment,
      run.value('home') ?? home,
      run.value('shell') ?? shell,
    ]);
    if (run.has('groups')) {
      for (const group of allGroups(files)) {
        const wanted = groups.includes(group);
        if (run.has('remove') ? wanted : !wanted && !run.has('append'))
          changeMembers(files, group, (members) => members.filter((one) => one !== name));
        else if (wanted) changeMembers(files, group, (members) => [...members, name]);
      }
    }
    if (run.has('lock')) setPasswordField(run, name, lockedField);
    if (run.has('unlock')) setPasswordField(run, name, unlockedField);
    return 0;
  },
);

export const lockedField = (field: string): string => (field.startsWith('!') ? field : `!${field}`);
/** A field that is only `!` stays: without it the account would have no password at all. */
export const unlockedField = (field: string): string => (field.length > 1 ? field.replace(/^!/, '') : field);

export function setPasswordField({ files }: Tool, name: string, change: (field: string) => string): void {
  changeEntry(files, '/etc/shadow', name, ([user, field, ...rest]) => [user, change(field), ...rest]);
}

export const userdel: Program = tool(
  'userdel',
  {
    options: ['f,force', 'r,remove', '!R,root=', '!P,prefix=', '!Z,selinux-user', '!h,help'],
    usageStatus: 2,
    hint: "Try 'userdel --help' for more information.\n",
  },
  function* (run): Task<ExitCode> {
    const { files, process } = run;
    const [name] = run.operands;
    if (name === undefined) {
      yield* run.say('Usage: userdel [options] LOGIN');
      return 2;
    }
    const account = findAccount(files, name);
    if (!account) return yield* run.fail(`user '${name}' does not exist`, 6);
    yield* requireRoot(run, '/etc/passwd');
    const busy = process.host.processes.all.find((one) => one.alive && one.credentials.uid === account.uid);
    if (busy && !run.has('force')) return yield* run.fail(`user ${name} is currently used by process ${busy.pid}`, 8);
    removeEntry(files, '/etc/passwd', name);
    removeEntry(files, '/etc/shadow', name);
    for (const group of allGroups(files))
      changeMembers(files, group, (members) => members.filter((one) => one !== name));
    const own = entryOf(files, '/etc/group', name);
    if (own && Number(own[2]) === account.gid && (own[3] ?? '') === '') removeEntry(files, '/etc/group', name);
    if (run.has('remove')) {
      const spool = `/var/mail/${name}`;
      if (files.exists(spool)) files.unlink(spool);
      else yield* run.complain(`${name} mail spool (${spool}) not found`);
      if (files.exists(account.home)) files.removeTree(account.home);
      else yield* run.complain(`${name} home directory (${account.home}) not found`);
    }
    return 0;
  },
);
