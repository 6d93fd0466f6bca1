// /sbin/init called by name once the machine runs: `init 6` and its like, which systemd passes on as telinit(8) does.

import type { Program } from '../host/process.ts';
import { connectSystemd, type ShutdownKind } from '../systemd/protocol.ts';

const SHUTDOWNS: Readonly<Record<string, ShutdownKind>> = { 0: 'poweroff', 6: 'reboot' };
const TARGETS: Readonly<Record<string, string>> = {
  2: 'multi-user.target',
  3: 'multi-user.target',
  4: 'multi-user.target',
  5: 'graphical.target',
};

export const init: Program = function* (process) {
  const level = (process.argv[1] ?? '').toLowerCase();
  const shutdown = SHUTDOWNS[level];
  const target = TARGETS[level];
  if (!shutdown && !target && level !== 'q') {
    const complaint = level === '' ? 'init: required argument missing.' : `cka-lab: not simulated: init ${level}`;
    yield* process.complain(`${complaint}\n`);
    return 1;
  }
  const systemd = connectSystemd(process);
  if (!systemd) {
    yield* process.complain("Couldn't find an alternative telinit implementation to spawn.\n");
    return 1;
  }
  if (process.credentials.uid !== 0) {
    yield* process.complain('Interactive authentication required.\n');
    return 1;
  }
  if (shutdown) systemd.shutDown(shutdown, 'init');
  else if (target) yield* systemd.run(target, 'isolate');
  else systemd.reload();
  return 0;
};
