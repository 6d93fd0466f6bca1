// groupadd, groupdel and passwd. Setting a password is not simulated: nobody here logs in with one.

import { strftime } from '../../../base/strftime.ts';
import { accounts, findAccount, findGroup } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { tool } from '../tool.ts';
import { addEntry, entryOf, freeNumber, NAME, removeEntry } from './account-files.ts';
import { lockedField, requireRoot, setPasswordField, unlockedField } from './users.ts';

export const groupadd: Program = tool(
  'groupadd',
  {
    options: [
      'f,force',
      'g,gid=',
      'o,non-unique',
      'r,system',
      'U,users=',
      '!K,key=',
      '!p,password=',
      '!R,root=',
      '!P,prefix=',
      '!h,help',
    ],
    usageStatus: 2,
    hint: "Try 'groupadd --help' for more information.\n",
  },
  function* (run): Task<ExitCode> {
    const [name] = run.operands;
    if (name === undefined) {
      yield* run.say('Usage: groupadd [options] GROUP');
      return 2;
    }
    if (!NAME.test(name)) return yield* run.fail(`'${name}' is not a valid group name`, 3);
    if (findGroup(run.files, name)) return run.has('force') ? 0 : yield* run.fail(`group '${name}' already exists`, 9);
    yield* requireRoot(run, '/etc/group');
    const gid = Number(run.value('gid') ?? freeNumber(run.files, '/etc/group', run.has('system')));
    if (findGroup(run.files, gid) && !run.has('non-unique')) return yield* run.fail(`GID '${gid}' already exists`, 4);
    addEntry(run.files, '/etc/group', [name, 'x', String(gid), run.value('users') ?? '']);
    return 0;
  },
);

export const groupdel: Program = tool(
  'groupdel',
  {
    options: ['f,force', '!R,root=', '!P,prefix=', '!h,help'],
    usageStatus: 2,
    hint: "Try 'groupdel --help' for more information.\n",
  },
  function* (run): Task<ExitCode> {
    const [name] = run.operands;
    if (name === undefined) {
      yield* run.say('Usage: groupdel [options] GROUP');
      return 2;
    }
    const group = findGroup(run.files, name);
    if (!group) return yield* run.fail(`group '${name}' does not exist`, 6);
    yield* requireRoot(run, '/etc/group');
    const owner = accounts(run.files).find((one) => one.gid === group.gid);
    if (owner && !run.has('force'))
      return yield* run.fail(`cannot remove the primary group of user '${owner.name}'`, 8);
    removeEntry(run.files, '/etc/group', name);
    return 0;
  },
);

export const passwd: Program = tool(
  'passwd',
  {
    options: [
      'l,lock',
      'u,unlock',
      'S,status',
      'd,delete',
      'e,expire',
      'q,quiet',
      '!a,all',
      '!i,inactive=',
      '!k,keep-tokens',
      '!n,mindays=',
      '!r,repository=',
      '!R,root=',
      '!w,warndays=',
      '!x,maxdays=',
      '!s,stdin',
      '!h,help',
    ],
    usageStatus: 2,
    hint: "Try 'passwd --help' for more information.\n",
  },
  function* (run): Task<ExitCode> {
    const { files, process } = run;
    const own = findAccount(files, process.credentials.uid)?.name ?? '';
    const name = run.operands[0] ?? own;
    if (!findAccount(files, name)) return yield* run.fail(`user '${name}' does not exist`, 1);
    const changesOthers = run.has('lock') || run.has('unlock') || run.has('delete') || run.has('expire');
    if (!run.isRoot && (changesOthers || name !== own)) return yield* run.fail('Permission denied.', 1);
    const [, field = '', changed = '', least, most, warned] = entryOf(files, '/etc/shadow', name) ?? [];
    if (run.has('status')) {
      const state = field === '' ? 'NP' : /^[!*]/.test(field) ? 'L' : 'P';
      const day = changed === '' ? '' : strftime('%Y-%m-%d', Number(changed) * 86_400_000);
      yield* run.print(`${name} ${state} ${day} ${least || 0} ${most || 99999} ${warned || 7} -1\n`);
      return 0;
    }
    if (!changesOthers) return yield* run.notSimulated('setting a password');
    if (run.has('unlock') && unlockedField(field) === field && field.startsWith('!')) {
      yield* run.complain('unlocking the password would result in a passwordless account.');
      yield* run.say('You should set a password with usermod -p to unlock the password of this account.');
      return 3;
    }
    if (run.has('lock')) setPasswordField(run, name, lockedField);
    if (run.has('unlock')) setPasswordField(run, name, unlockedField);
    if (run.has('delete')) setPasswordField(run, name, () => '');
    if (run.has('expire')) return yield* run.notSimulated('--expire');
    if (!run.has('quiet')) yield* run.print(`passwd: password changed.\n`);
    return 0;
  },
);
