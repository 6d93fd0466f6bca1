// passwd and chpasswd.

import { strftime } from '../../../base/strftime.ts';
import { findAccount } from '../../../linux/host/accounts.ts';
import { type ExitCode, type Process, type Program, STDIN } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { callerOf } from '../caller.ts';
import type { Tool } from '../tool.ts';
import { changeEntry, entryOf, namesIn } from './account-files.ts';
import { fitsPassword, hashPassword, lockedField, setPassword, unlockedField } from './password.ts';
import { readSecret } from './secret.ts';
import { shadowTool, usage } from './shadow-tool.ts';

const UNCHANGED = 10;
const WOULD_BE_OPEN = 3;
const ATTEMPTS = 3;
const SHORTEST = 6;

const STATES = ['lock', 'unlock', 'delete', 'expire'];
const AGES = ['mindays', 'maxdays', 'warndays', 'inactive'];

export const passwd: Program = shadowTool(
  'passwd',
  [
    'a,all',
    'd,delete',
    'e,expire',
    'k,keep-tokens',
    'i,inactive=',
    'l,lock',
    'n,mindays=',
    'q,quiet',
    'S,status',
    'u,unlock',
    'w,warndays=',
    'x,maxdays=',
    '!r,repository=',
    '!R,root=',
  ],
  function* (run): Task<ExitCode> {
    const { files, process } = run;
    const own = callerOf(process).name;
    const name = run.operands[0] ?? own;
    const ages = AGES.filter((option) => run.has(option));
    const states = STATES.filter((option) => run.has(option));
    if (run.has('all') && (!run.has('status') || run.operands.length > 0)) return yield* usage(run);
    for (const option of ages)
      if (!/^-?\d+$/.test(run.value(option) ?? ''))
        return yield* usage(run, `invalid numeric argument '${run.value(option)}'`);
    if (run.has('status') && run.has('all')) {
      if (!run.isRoot) return yield* run.fail('Permission denied.');
      for (const one of namesIn(files, '/etc/passwd')) yield* showStatus(run, one);
      return 0;
    }
    if (!run.isRoot && states.length + ages.length > 0) return yield* run.fail('Permission denied.');
    if (!findAccount(files, name)) return yield* run.fail(`user '${name}' does not exist`);
    if (!run.isRoot && name !== own)
      return yield* run.fail(`You may not view or modify password information for ${name}.`);
    if (run.has('status')) return yield* showStatus(run, name);
    if (states.length + ages.length === 0) return yield* changePassword(run, name);
    const status = yield* changeState(run, name);
    if (status !== 0) return status;
    changeAges(run, name);
    if (!run.has('quiet')) yield* run.print('passwd: password changed.\n');
    return 0;
  },
);

function* showStatus(run: Tool, name: string): Task<ExitCode> {
  const entry = entryOf(run.files, '/etc/shadow', name);
  if (!entry) return 0;
  const [, field = '', changed = '', least, most, warned, inactive] = entry;
  const state = field === '' ? 'NP' : /^[!*]/.test(field) ? 'L' : 'P';
  const day = changed === '' ? 'never' : strftime('%Y-%m-%d', Number(changed) * 86_400_000);
  const numbers = [least, most, warned, inactive].map((value) => value || '-1').join(' ');
  yield* run.print(`${name} ${state} ${day} ${numbers}\n`);
  return 0;
}

function* changeState(run: Tool, name: string): Task<ExitCode> {
  const { files } = run;
  const field = entryOf(files, '/etc/shadow', name)?.[1] ?? '';
  const put = (change: (entry: readonly string[]) => readonly string[]) =>
    changeEntry(files, '/etc/shadow', name, change);
  if (run.has('unlock') && unlockedField(field) === field && field.startsWith('!')) {
    yield* run.complain('unlocking the password would result in a passwordless account.');
    yield* run.say('You should set a password with usermod -p to unlock the password of this account.');
    return WOULD_BE_OPEN;
  }
  if (run.has('lock')) put((entry) => entry.with(1, lockedField(field)));
  if (run.has('unlock')) put((entry) => entry.with(1, unlockedField(field)));
  if (run.has('delete')) put((entry) => entry.with(1, ''));
  if (run.has('expire')) put((entry) => entry.with(2, '0'));
  return 0;
}

function changeAges(run: Tool, name: string): void {
  changeEntry(run.files, '/etc/shadow', name, (entry) =>
    AGES.reduce<readonly string[]>((fields, option, at) => {
      const value = run.value(option);
      return value === undefined ? fields : fields.with(3 + at, value === '-1' ? '' : value);
    }, entry),
  );
}

function* changePassword(run: Tool, name: string): Task<ExitCode> {
  const { process } = run;
  const outcome = yield* askForNewPassword(process, name, run.isRoot);
  if (outcome === undefined) {
    yield* run.complain('password updated successfully');
    return 0;
  }
  yield* run.complain(outcome);
  yield* run.complain('password unchanged');
  return UNCHANGED;
}

const FAILED = 'Authentication token manipulation error';

/** PAM's part of changing a password: undefined when it is changed, else why not. Root need not know the old one. */
export function* askForNewPassword(process: Process, name: string, isRoot: boolean): Task<string | undefined> {
  let old: string | undefined;
  if (!isRoot) {
    yield* process.complain(`Changing password for ${name}.\n`);
    old = yield* readSecret(process, 'Current password: ');
    if (old === undefined || !fitsPassword(process.files, name, old)) {
      yield* process.sleep(2_000);
      return FAILED;
    }
  }
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const first = yield* readSecret(process, 'New password: ');
    const second = first === undefined ? undefined : yield* readSecret(process, 'Retype new password: ');
    if (first === undefined || second === undefined) {
      yield* process.complain('Password change has been aborted.\n');
      return FAILED;
    }
    if (first !== second) {
      yield* process.complain('Sorry, passwords do not match.\n');
      return FAILED;
    }
    const weakness =
      first === '' ? 'No password has been supplied.' : isRoot ? undefined : weaknessOf(first, old ?? '');
    if (weakness === undefined) {
      setPassword(process, name, hashPassword(process, first));
      return undefined;
    }
    yield* process.complain(`${weakness}\n`);
  }
  return 'Have exhausted maximum number of retries for service';
}

/** What pam_unix does not take; root may choose what it likes. */
function weaknessOf(password: string, old: string): string | undefined {
  if (password === old) return 'The password has not been changed.';
  return password.length < SHORTEST ? 'You must choose a longer password.' : undefined;
}

export const chpasswd: Program = shadowTool(
  'chpasswd',
  ['c,crypt-method=', 'e,encrypted', 'm,md5', 's,sha-rounds=', '!R,root='],
  function* (run): Task<ExitCode> {
    const { process, files } = run;
    const method = run.value('crypt-method');
    if (method !== undefined && !/^(?:NONE|DES|MD5|SHA256|SHA512|YESCRYPT)$/.test(method))
      return yield* usage(run, `unsupported crypt method: ${method}`);
    if (run.has('md5') || (method !== undefined && method !== 'SHA512'))
      return yield* run.notSimulated('with another method than SHA512');
    if (!run.isRoot) return yield* run.fail('Permission denied.');
    let failed = false;
    const lines = (yield* process.readAllText(STDIN)).split('\n').slice(0, -1);
    for (const [at, line] of lines.entries()) {
      const colon = line.indexOf(':');
      const name = line.slice(0, colon);
      const password = line.slice(colon + 1);
      if (colon < 0) yield* run.complain(`line ${at + 1}: missing new password`);
      else if (run.has('encrypted')) {
        if (findAccount(files, name)) setPassword(process, name, password);
        else yield* run.complain(`line ${at + 1}: user '${name}' does not exist`);
      } else if (findAccount(files, name) && password !== '')
        setPassword(process, name, hashPassword(process, password));
      else {
        if (password === '') yield* run.say('No password has been supplied.\n'.repeat(ATTEMPTS).trimEnd());
        yield* run.complain(`(user ${name}) pam_chauthtok() failed, error:`);
        yield* run.say(FAILED);
        yield* run.complain(`(line ${at + 1}, user ${name}) password not changed`);
      }
      failed ||= colon < 0 || !findAccount(files, name) || (password === '' && !run.has('encrypted'));
    }
    return failed ? 1 : 0;
  },
  2,
);
