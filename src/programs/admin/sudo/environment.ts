// The environment a command gets under sudo: little of the caller's, what the target needs, and who asked.

import type { Account } from '../../../linux/host/accounts.ts';
import type { Process } from '../../../linux/host/process.ts';
import { Patterns } from '../../../shell/run/pattern.ts';
import { callerOf } from '../caller.ts';
import type { Settings } from './settings.ts';

export const SECURE_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin';

/** Never passed on: they would let a caller's code into the target's programs. */
const HARMFUL = /^(?:LD_.*|BASH_ENV|ENV|IFS|CDPATH|BASH_FUNC_.*|PERL5?LIB|PYTHON(?:HOME|PATH)|SHELLOPTS|PS4)$/;

export interface EnvironmentWishes {
  readonly keepsAll: boolean;
  readonly alsoKept: readonly string[];
  /** For SUDO_COMMAND. */
  readonly command: string;
}

export function environmentFor(
  process: Process,
  settings: Settings,
  { target, assignments }: { readonly target: Account; readonly assignments: readonly (readonly [string, string])[] },
  { keepsAll, alsoKept, command }: EnvironmentWishes,
): Map<string, string> {
  const caller = callerOf(process);
  const patterns = new Patterns();
  const isKept = (name: string): boolean =>
    keepsAll ||
    !settings.resetsEnvironment ||
    alsoKept.includes(name) ||
    settings.kept.some((kept) => patterns.compile(kept, { extended: false, ignoreCase: false }).test(name));
  const kept = [...process.environment].filter(([name]) => isKept(name) && !HARMFUL.test(name));
  return new Map([
    ...kept,
    ['PATH', settings.securePath ?? process.environment.get('PATH') ?? SECURE_PATH],
    ['MAIL', `/var/mail/${target.name}`],
    ['LOGNAME', target.name],
    ['USER', target.name],
    ['HOME', target.home],
    ['SHELL', target.shell],
    ['SUDO_COMMAND', command],
    ['SUDO_USER', caller.name],
    ['SUDO_UID', String(caller.uid)],
    ['SUDO_GID', String(caller.gid)],
    ...assignments,
  ]);
}
