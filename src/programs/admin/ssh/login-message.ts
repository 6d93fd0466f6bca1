// What pam_motd and pam_lastlog print before the first prompt.

import type { Account } from '../../../linux/host/accounts.ts';
import type { Host } from '../../../linux/host/host.ts';
import { installedKernel } from '../../../linux/host/kernel-release.ts';

const LAST_LOGIN = '/var/log/lastlog.txt';

export function loginMessage(host: Host, account: Account, from: string): string {
  const { files } = host;
  if (files.exists(`${account.home}/.hushlogin`)) return '';
  const release = files.exists('/proc/sys/kernel/osrelease')
    ? files.readText('/proc/sys/kernel/osrelease').trim()
    : installedKernel(host);
  const restart = files.exists('/run/reboot-required') ? files.readText('/run/reboot-required') : '';
  return `Welcome to Ubuntu 24.04.3 LTS (GNU/Linux ${release} x86_64)

 * Documentation:  https://help.ubuntu.com
 * Management:     https://landscape.canonical.com
 * Support:        https://ubuntu.com/pro

This system has been minimized by removing packages and content that are
not required on a system that users do not log into.

To restore this content, you can run the 'unminimize' command.
${restart === '' ? '' : `\n${restart}`}${lastLogin(host, account, from)}`;
}

/** Names the login before this one, and notes this one. */
function lastLogin(host: Host, account: Account, from: string): string {
  const { files } = host;
  const lines = files.exists(LAST_LOGIN) ? files.readText(LAST_LOGIN).split('\n').filter(Boolean) : [];
  const before = lines.find((line) => line.startsWith(`${account.name} `));
  const [day, month, date, year, time] = new Date(host.simulation.epoch + host.simulation.now)
    .toUTCString()
    .replace(/^(\w+), (\d+) (\w+) (\d+) (\S+).*$/, '$1 $3 $2 $4 $5')
    .split(' ');
  const now = `${account.name} ${day} ${month} ${date.replace(/^0/, ' ')} ${time} ${year} from ${from}`;
  files.writeFile(LAST_LOGIN, `${[...lines.filter((line) => line !== before), now].join('\n')}\n`, { mode: 0o664 });
  return before ? `Last login: ${before.slice(account.name.length + 1)}\n` : '';
}
