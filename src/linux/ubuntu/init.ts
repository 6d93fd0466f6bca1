// /sbin/init called by name once the machine runs: `init 6` and its like, which systemd passes on as telinit(8) does.

import type { Task } from '../../sim/task.ts';
import type { Program } from '../host/process.ts';
import { connectSystemd, type ShutdownKind, type SystemdService } from '../systemd/protocol.ts';

const RUN_LEVELS: Readonly<Record<string, (systemd: SystemdService) => Task<unknown>>> = {
  0: shutDown('poweroff'),
  2: isolate('multi-user.target'),
  3: isolate('multi-user.target'),
  4: isolate('multi-user.target'),
  5: isolate('graphical.target'),
  6: shutDown('reboot'),
  q: reload,
};

function shutDown(how: ShutdownKind) {
  return function* (systemd: SystemdService): Task<void> {
    systemd.shutDown(how, 'init');
  };
}

function isolate(target: string) {
  return (systemd: SystemdService): Task<unknown> => systemd.run(target, 'isolate');
}

function* reload(systemd: SystemdService): Task<void> {
  systemd.reload();
}

export const init: Program = function* (process) {
  const [level] = process.argv.slice(1);
  const meaning = RUN_LEVELS[level?.toLowerCase() ?? ''];
  if (level === undefined) {
    yield* process.complain('init: required argument missing.\n');
    return 1;
  }
  if (!meaning) {
    yield* process.complain(`cka-lab: not simulated: init ${process.argv.slice(1).join(' ')}\n`);
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
  yield* meaning(systemd);
  return 0;
};
