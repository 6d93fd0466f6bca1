// Who may become whom: /etc/sudoers and /etc/sudoers.d. The last line that fits counts.

import type { FileSystem } from '../../linux/files/file-system.ts';
import { type Account, findAccount, groups } from '../../linux/host/accounts.ts';

export interface Permission {
  readonly needsPassword: boolean;
  /** As `sudo -l` prints it. */
  readonly text: string;
  readonly commands: readonly string[];
}

export function permissionsOf(files: FileSystem, account: Account): Permission[] {
  const groupNames = groups(files)
    .filter((group) => group.gid === account.gid || group.members.includes(account.name))
    .map((group) => `%${group.name}`);
  return sudoersLines(files).flatMap((line): Permission[] => {
    const match = /^(\S+)\s+(\S+?)\s*=\s*(?:\(([^)]*)\)\s*)?(.*)$/.exec(line);
    if (!match) return [];
    const [, who, , as = 'root', what] = match;
    if (who !== 'ALL' && who !== account.name && who !== `#${account.uid}` && !groupNames.includes(who)) return [];
    const commands = what.replace(/(?:NO)?(?:PASSWD|SETENV|EXEC):\s*/g, '').split(/\s*,\s*/);
    return [
      {
        needsPassword: !what.includes('NOPASSWD:'),
        text: `(${as.replace(':', ' : ')}) ${what.replace(/:\s*/g, ': ')}`,
        commands,
      },
    ];
  });
}

/** What allows a command; the last line that names it. */
export function permissionFor(files: FileSystem, account: Account, path: string): Permission | undefined {
  if (account.uid === 0) return { needsPassword: false, text: '(ALL : ALL) ALL', commands: ['ALL'] };
  return permissionsOf(files, account).findLast((one) =>
    one.commands.some((command) => command === 'ALL' || command.split(/\s/)[0] === path),
  );
}

function sudoersLines(files: FileSystem): string[] {
  if (!files.exists('/etc/sudoers')) return [];
  const extra = files.isDirectory('/etc/sudoers.d')
    ? files.readDirectory('/etc/sudoers.d').filter((name) => !name.includes('.') && !name.endsWith('~'))
    : [];
  return ['/etc/sudoers', ...extra.map((name) => `/etc/sudoers.d/${name}`)]
    .flatMap((path) => files.readText(path).replaceAll('\\\n', ' ').split('\n'))
    .map((line) => line.replace(/\t/g, ' ').trim())
    .filter((line) => line !== '' && !/^(?:#|@|Defaults)/.test(line));
}

export const callerOf = (files: FileSystem, uid: number): Account =>
  findAccount(files, uid) ?? { name: String(uid), uid, gid: uid, comment: '', home: '/', shell: '/bin/sh' };
