// groupadd, groupmod and groupdel.

import { accounts, findAccount, findGroup } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import type { Tool } from '../tool.ts';
import { addGroup, changeEntry, changeMembers, entryOf, freeNumber, isName, removeGroup } from './account-files.ts';
import { BAD_ARGUMENT, BUSY, IN_USE, NOT_FOUND, numberOf, requireRoot, shadowTool, usage } from './shadow-tool.ts';

const NUMBER_IN_USE = 4;
const NO_MEMBER = 10;

export const groupadd: Program = shadowTool(
  'groupadd',
  ['f,force', 'g,gid=', 'K,key=', 'o,non-unique', 'p,password=', 'r,system', 'U,users=', '!R,root=', '!P,prefix='],
  function* (run): Task<ExitCode> {
    const { files } = run;
    const given = yield* groupNumber(run);
    if (run.has('key')) return yield* run.notSimulated('-K');
    const [name] = run.operands;
    if (name === undefined || run.operands.length > 1) return yield* usage(run);
    if (run.has('non-unique') && given === undefined) return yield* usage(run);
    if (!isName(name)) return yield* run.fail(`'${name}' is not a valid group name`, BAD_ARGUMENT);
    if (entryOf(files, '/etc/group', name))
      return run.has('force') ? 0 : yield* run.fail(`group '${name}' already exists`, IN_USE);
    const isTaken = given !== undefined && findGroup(files, given) !== undefined && !run.has('non-unique');
    if (isTaken && !run.has('force')) return yield* run.fail(`GID '${given}' already exists`, NUMBER_IN_USE);
    yield* requireRoot(run, '/etc/group');
    const members = yield* membersNamed(run);
    // -f gives another number in place of a taken one.
    const gid = given === undefined || isTaken ? freeNumber(files, '/etc/group', run.has('system')) : given;
    addGroup(files, name, gid, run.value('password'));
    if (members) changeMembers(files, name, () => members);
    return 0;
  },
);

function* groupNumber(run: Tool): Task<number | undefined> {
  return yield* numberOf(run, 'gid', (text) => `invalid group ID '${text}'`);
}

/** Users of `-U a,b`, who must exist. */
function* membersNamed(run: Tool): Task<readonly string[] | undefined> {
  const names = run.value('users')?.split(',').filter(Boolean);
  for (const name of names ?? [])
    if (!findAccount(run.files, name)) yield* run.failPlainly(`Invalid member username ${name}`, NO_MEMBER);
  return names;
}

export const groupmod: Program = shadowTool(
  'groupmod',
  ['a,append', 'g,gid=', 'n,new-name=', 'o,non-unique', 'p,password=', 'U,users=', '!R,root=', '!P,prefix='],
  function* (run): Task<ExitCode> {
    const { files } = run;
    const gid = yield* groupNumber(run);
    const [name] = run.operands;
    if (name === undefined || run.operands.length > 1) return yield* usage(run);
    const group = findGroup(files, name);
    if (!group) return yield* run.fail(`group '${name}' does not exist`, NOT_FOUND);
    const newName = run.value('new-name') ?? name;
    if (!isName(newName)) return yield* run.fail(`invalid group name '${newName}'`, BAD_ARGUMENT);
    if (newName !== name && findGroup(files, newName))
      return yield* run.fail(`group '${newName}' already exists`, IN_USE);
    if (gid !== undefined && gid !== group.gid && findGroup(files, gid) && !run.has('non-unique'))
      return yield* run.fail(`GID '${gid}' already exists`, NUMBER_IN_USE);
    yield* requireRoot(run, '/etc/group');
    const members = yield* membersNamed(run);
    if (members) changeMembers(files, name, (old) => (run.has('append') ? [...old, ...members] : members));
    if (gid !== undefined)
      for (const account of accounts(files).filter((one) => one.gid === group.gid))
        changeEntry(files, '/etc/passwd', account.name, (entry) => entry.with(3, String(gid)));
    changeEntry(files, '/etc/group', name, ([, password, old, who]) => [newName, password, String(gid ?? old), who]);
    changeEntry(files, '/etc/gshadow', name, ([, password, ...rest]) => [
      newName,
      run.value('password') ?? password,
      ...rest,
    ]);
    return 0;
  },
);

export const groupdel: Program = shadowTool('groupdel', ['f,force', '!R,root=', '!P,prefix='], function* (run) {
  const [name] = run.operands;
  if (name === undefined || run.operands.length > 1) return yield* usage(run);
  const group = findGroup(run.files, name);
  if (!group) return yield* run.fail(`group '${name}' does not exist`, NOT_FOUND);
  const owner = accounts(run.files).find((one) => one.gid === group.gid);
  if (owner && !run.has('force'))
    return yield* run.fail(`cannot remove the primary group of user '${owner.name}'`, BUSY);
  yield* requireRoot(run, '/etc/group');
  removeGroup(run.files, name);
  return 0;
});
