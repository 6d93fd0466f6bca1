// Programs that are on an Ubuntu server and that nothing here stands behind: they say so.

import type { Program } from '../../linux/host/process.ts';

const NAMES = [
  'screen',
  'tmux',
  'iptables',
  'ip6tables',
  'iptables-save',
  'iptables-restore',
  'ufw',
  'nft',
  'strace',
  'tcpdump',
];

const absent = (name: string): Program =>
  function* (process) {
    yield* process.complain(`cka-lab: not simulated: ${[name, ...process.argv.slice(1)].join(' ')}\n`);
    return 1;
  };

export const absentPrograms: Readonly<Record<string, Program>> = {
  ...Object.fromEntries(NAMES.map((name) => [name, absent(name)])),
};
