// newgrp: a shell whose primary group is another one; sg: a command in it.

import { sha512Crypt } from '../../../base/sha-crypt.ts';
import { credentialsOf, findGroup } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { callerOf } from '../caller.ts';
import { baseName, type Tool, tool } from '../tool.ts';
import { entryOf } from './account-files.ts';
import { readSecret } from './secret.ts';

const INVALID = 'Invalid password.';

export const newgrp: Program = tool(
  'newgrp',
  { options: [], stopAtOperand: true, hint: 'Usage: newgrp [-] [group]\n' },
  function* (run): Task<ExitCode> {
    const { process, files } = run;
    const isSg = baseName(process.argv[0]) === 'sg';
    const words = run.operands.filter((word, at) => word !== '-' || at > 0);
    const isLogin = !isSg && words.length < run.operands.length;
    if ((isSg && words.length === 0) || (!isSg && words.length > 1))
      return yield* run.failPlainly(isSg ? 'Usage: sg group [[-c] command]' : 'Usage: newgrp [-] [group]');
    const caller = callerOf(process);
    const group = findGroup(files, words[0] ?? caller.gid);
    if (!group) return yield* run.failPlainly(`${isSg ? 'sg' : 'newgrp'}: group '${words[0]}' does not exist`);
    const own = credentialsOf(files, caller);
    if (!run.isRoot && !own.groups.includes(group.gid)) yield* askForGroupPassword(run, group.name);
    const name = baseName(caller.shell);
    const command = isSg ? words[words[1] === '-c' ? 2 : 1] : undefined;
    const child = process.spawn({
      argv: [isLogin ? `-${name}` : name, ...(command === undefined ? [] : ['-c', command])],
      path: caller.shell,
      credentials: { uid: caller.uid, gid: group.gid, groups: [...new Set([group.gid, ...own.groups])] },
      ...(isLogin ? { directory: caller.home } : {}),
    });
    for (const signal of ['SIGINT', 'SIGQUIT'] as const) process.ignoreSignal(signal);
    return (yield* process.waitFor(child)).code;
  },
);

/** A group without a password takes nobody in. */
function* askForGroupPassword(run: Tool, group: string): Task<void> {
  const typed = yield* readSecret(run.process, 'Password: ');
  const field = entryOf(run.files, '/etc/gshadow', group)?.[1] ?? '!';
  if (field !== '' && typed !== undefined && sha512Crypt(typed, field) === field) return;
  yield* run.process.sleep(1_000);
  yield* run.failPlainly(INVALID);
}
