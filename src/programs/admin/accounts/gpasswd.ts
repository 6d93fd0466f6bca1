// gpasswd: who is in a group, who may say so, and the group's password.

import { findAccount, findGroup } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { callerOf } from '../caller.ts';
import type { Tool } from '../tool.ts';
import { changeEntry, changeMembers, entryOf } from './account-files.ts';
import { hashPassword } from './password.ts';
import { readSecret } from './secret.ts';
import { BAD_ARGUMENT, shadowTool, usage } from './shadow-tool.ts';

const ACTIONS = ['add', 'delete', 'remove-password', 'restrict'];

export const gpasswd: Program = shadowTool(
  'gpasswd',
  ['a,add=', 'd,delete=', 'r,remove-password', 'R,restrict', 'M,members=', 'A,administrators=', '!Q,root='],
  function* (run): Task<ExitCode> {
    const { files } = run;
    const [name] = run.operands;
    const chosen = ACTIONS.filter((action) => run.has(action));
    const setsLists = run.has('members') || run.has('administrators');
    if (name === undefined || chosen.length > 1 || (chosen.length > 0 && setsLists)) return yield* usage(run);
    for (const user of [run.value('add'), run.value('delete')])
      if (user !== undefined && !findAccount(files, user))
        return yield* run.fail(`user '${user}' does not exist`, BAD_ARGUMENT);
    if (!findGroup(files, name)) return yield* run.fail(`group '${name}' does not exist in /etc/group`, BAD_ARGUMENT);
    const administrators = (entryOf(files, '/etc/gshadow', name)?.[2] ?? '').split(',');
    const mayAct = run.isRoot || (administrators.includes(callerOf(run.process).name) && !setsLists);
    if (!mayAct) return yield* run.fail('Permission denied.');
    return yield* act(run, name);
  },
);

function* act(run: Tool, group: string): Task<ExitCode> {
  const { files } = run;
  const setPassword = (password: string) =>
    changeEntry(files, '/etc/gshadow', group, (entry) => entry.with(1, password));
  const [added, removed] = [run.value('add'), run.value('delete')];
  const [members, administrators] = [run.value('members'), run.value('administrators')];
  if (added !== undefined) {
    yield* run.print(`Adding user ${added} to group ${group}\n`);
    changeMembers(files, group, (names) => [...names, added]);
  } else if (removed !== undefined) {
    yield* run.print(`Removing user ${removed} from group ${group}\n`);
    if (!findGroup(files, group)?.members.includes(removed))
      return yield* run.fail(`user '${removed}' is not a member of '${group}'`, BAD_ARGUMENT);
    changeMembers(files, group, (names) => names.filter((one) => one !== removed));
  } else if (members !== undefined || administrators !== undefined) {
    if (members !== undefined) changeMembers(files, group, () => members.split(',').filter(Boolean));
    if (administrators !== undefined)
      changeEntry(files, '/etc/gshadow', group, (entry) => entry.with(2, administrators));
  } else if (run.has('remove-password')) setPassword('');
  else if (run.has('restrict')) setPassword('!');
  else {
    yield* run.print(`Changing the password for group ${group}\n`);
    const first = yield* readSecret(run.process, 'New Password: ');
    const second = yield* readSecret(run.process, 'Re-enter new password: ');
    if (first !== second) return yield* run.failPlainly("They don't match; try again");
    setPassword(hashPassword(run.process, first ?? ''));
  }
  return 0;
}
