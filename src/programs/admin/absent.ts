// Programs that are on an Ubuntu server and that nothing here stands behind: they say so.

import type { Program } from '../../linux/host/process.ts';

const NAMES = ['screen', 'sftp', 'rsync', 'iptables-restore', 'ufw', 'nft', 'strace', 'tcpdump', 'tracepath'];

const absent = (name: string): Program =>
  function* (process) {
    yield* process.complain(`cka-lab: not simulated: ${[name, ...process.argv.slice(1)].join(' ')}\n`);
    return 1;
  };

/** Which version it is, tmux can say. */
const tmux: Program = function* (process) {
  if (process.argv[1] !== '-V' || process.argv.length !== 2) return yield* absent('tmux')(process);
  yield* process.print('tmux 3.4\n');
  return 0;
};

export const absentPrograms: Readonly<Record<string, Program>> = {
  tmux,
  ...Object.fromEntries(NAMES.map((name) => [name, absent(name)])),
};
