// userdel: the account goes, with -r its home too.

import { accounts, findAccount, findGroup } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';
import { changeMembers, entryOf, namesIn, removeEntry, removeGroup } from './account-files.ts';
import { NOT_FOUND, requireIdle, requireRoot, shadowTool, usage } from './shadow-tool.ts';

const HOME_FAILED = 12;

export const userdel: Program = shadowTool(
  'userdel',
  ['f,force', 'r,remove', '!R,root=', '!P,prefix=', '!Z,selinux-user'],
  function* (run): Task<ExitCode> {
    const { files } = run;
    const [name] = run.operands;
    if (name === undefined || run.operands.length > 1) return yield* usage(run);
    const account = findAccount(files, name);
    if (account?.name !== name) return yield* run.fail(`user '${name}' does not exist`, NOT_FOUND);
    yield* requireRoot(run, '/etc/passwd');
    if (!run.has('force')) yield* requireIdle(run, name, account.uid);
    for (const path of ['/etc/passwd', '/etc/shadow', '/etc/subuid', '/etc/subgid'] as const)
      removeEntry(files, path, name);
    for (const group of namesIn(files, '/etc/group')) {
      if ((entryOf(files, '/etc/group', group)?.[3] ?? '').split(',').includes(name))
        changeMembers(files, group, (members) => members.filter((one) => one !== name));
    }
    yield* removeOwnGroup(run, name, account.gid);
    return run.has('remove') ? yield* removeFiles(run, name, account.uid, account.home) : 0;
  },
);

/** The group named like the user goes along when it was the user's and nobody else is in it. */
function* removeOwnGroup(run: Tool, name: string, gid: number): Task<void> {
  const group = findGroup(run.files, name);
  if (!group) return;
  const because =
    group.gid !== gid
      ? `it is not the primary group of user ${name}`
      : group.members.length > 0
        ? 'it has other members'
        : undefined;
  if (because !== undefined) yield* run.complain(`group ${name} not removed because ${because}.`);
  else if (accounts(run.files).some((one) => one.gid === gid))
    yield* run.complain(`group ${name} is the primary group of another user and is not removed.`);
  else removeGroup(run.files, name);
}

function* removeFiles(run: Tool, name: string, uid: number, home: string): Task<ExitCode> {
  const { files } = run;
  const mail = `/var/mail/${name}`;
  if (files.exists(mail)) files.unlink(mail);
  else yield* run.complain(`${name} mail spool (${mail}) not found`);
  if (!files.exists(home)) {
    yield* run.complain(`${name} home directory (${home}) not found`);
    return 0;
  }
  if (files.stat(home).uid !== uid && !run.has('force')) {
    yield* run.complain(`${home} not owned by ${name}, not removing`);
    return HOME_FAILED;
  }
  files.removeTree(home);
  return 0;
}
