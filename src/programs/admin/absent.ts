// Programs that are on an Ubuntu server and that nothing here stands behind: they say so.

import { userName } from '../../linux/host/accounts.ts';
import type { Program } from '../../linux/host/process.ts';
import { tool } from './tool.ts';

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

/** crontab -l tells the truth: nobody has a table, because nobody can make one. */
const crontab: Program = tool(
  'crontab',
  { options: ['l', 'u=', '!e', '!r', '!i', '!n', '!T'], usageStatus: 1 },
  function* (run) {
    if (!run.has('l')) return yield* run.notSimulated(run.operands.join(' ') || 'from standard input');
    const { uid } = run.process.credentials;
    const user = run.value('u') ?? userName(run.files, uid);
    return yield* run.failPlainly(`no crontab for ${user}`);
  },
);

export const absentPrograms: Readonly<Record<string, Program>> = {
  crontab,
  ...Object.fromEntries(NAMES.map((name) => [name, absent(name)])),
};
