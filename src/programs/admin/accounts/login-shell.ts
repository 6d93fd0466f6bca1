// chsh and chfn, which change what /etc/passwd says of oneself, and nologin, the shell of those who shall not log in.

import { findAccount } from '../../../linux/host/accounts.ts';
import type { ExitCode, Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { callerOf } from '../caller.ts';
import { changeEntry } from './account-files.ts';
import { fitsPassword } from './password.ts';
import { readLine, readSecret } from './secret.ts';
import { shadowTool, usage } from './shadow-tool.ts';

export const nologin: Program = function* (process): Task<ExitCode> {
  yield* process.print('This account is currently not available.\n');
  return 1;
};

export const chsh: Program = shadowTool(
  'chsh',
  ['s,shell=', '!R,root='],
  function* (run): Task<ExitCode> {
    const { files, process } = run;
    const caller = callerOf(process);
    const name = run.operands[0] ?? caller.name;
    if (run.operands.length > 1) return yield* usage(run);
    const account = findAccount(files, name);
    if (!account) return yield* run.fail(`user '${name}' does not exist`);
    if (!run.isRoot && name !== caller.name)
      return yield* run.failPlainly(`You may not change the shell for '${name}'.`);
    if (!run.isRoot) {
      const typed = yield* readSecret(process, 'Password: ');
      if (typed === undefined || !fitsPassword(files, name, typed)) {
        yield* process.sleep(2_000);
        return yield* run.fail('PAM: Authentication failure');
      }
    }
    let shell = run.value('shell');
    if (shell === undefined) {
      yield* run.print(
        `Changing the login shell for ${name}\nEnter the new value, or press ENTER for the default\n\tLogin Shell [${account.shell}]: `,
      );
      shell = (yield* readLine(process)) || account.shell;
    }
    const chosen = shell;
    const allowed = files.exists('/etc/shells') && files.readText('/etc/shells').split('\n').includes(chosen);
    if (!run.isRoot && !allowed) return yield* run.fail(`${chosen} is an invalid shell`);
    if (!files.exists(process.absolute(chosen))) yield* run.complain(`Warning: ${chosen} does not exist`);
    else if (!files.access(process.absolute(chosen), 1)) yield* run.complain(`Warning: ${chosen} is not executable`);
    changeEntry(files, '/etc/passwd', name, (entry) => entry.with(6, chosen));
    return 0;
  },
  1,
);

const INFORMATION = [
  { option: 'full-name', question: 'Full Name' },
  { option: 'room', question: 'Room Number' },
  { option: 'work-phone', question: 'Work Phone' },
  { option: 'home-phone', question: 'Home Phone' },
  { option: 'other', question: 'Other' },
] as const;

export const chfn: Program = shadowTool(
  'chfn',
  ['f,full-name=', 'h,home-phone=', 'o,other=', 'r,room=', 'w,work-phone=', 'u,help', '!extrausers', '!R,root='],
  function* (run): Task<ExitCode> {
    const { files, process } = run;
    const caller = callerOf(process);
    const name = run.operands[0] ?? caller.name;
    const account = findAccount(files, name);
    if (!account) return yield* run.fail(`user '${name}' does not exist`);
    if (!run.isRoot && name !== caller.name) return yield* run.fail('Permission denied.');
    if (!run.isRoot) {
      const typed = yield* readSecret(process, 'Password: ');
      if (typed === undefined || !fitsPassword(files, name, typed)) {
        yield* process.sleep(2_000);
        return yield* run.fail('PAM: Authentication failure');
      }
    }
    const fields = account.comment.split(',');
    const asks = run.options.length === 0;
    if (asks)
      yield* run.print(
        `Changing the user information for ${name}\nEnter the new value, or press ENTER for the default\n`,
      );
    const values: string[] = [];
    for (const [at, { option, question }] of INFORMATION.entries()) {
      const old = fields[at] ?? '';
      if (asks) yield* run.print(`\t${question} [${old}]: `);
      const value = asks ? (yield* readLine(process)) || old : (run.value(option) ?? old);
      if (/[:,=]/.test(value)) return yield* run.fail(`invalid ${question.toLowerCase()}: '${value}'`);
      values.push(value);
    }
    if (values[4] === '') values.pop();
    changeEntry(files, '/etc/passwd', name, (entry) => entry.with(4, values.join(',')));
    return 0;
  },
  1,
);
