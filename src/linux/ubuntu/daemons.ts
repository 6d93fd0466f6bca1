// Ubuntu's own background programs, as far as anybody notices them: that they run, when they are ready, that they
// stop when told. Real ones also keep time, rotate logs and so on; no lab can see it.

import type { Millis } from '../../sim/simulation.ts';
import { wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';
import type { Program } from '../host/process.ts';
import { notify } from '../systemd/protocol.ts';

import { init } from './init.ts';
import { listenForNames } from './resolved.ts';

/** Ready after `startup`, then there until SIGTERM. */
const daemon = (startup: Millis, megabytes: number): Program =>
  function* (process) {
    const asked = new Signal();
    let over = false;
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.onSignal(signal, () => {
        over = true;
        asked.emit();
      });
    }
    process.memory = megabytes * 2 ** 20;
    yield* process.compute(startup);
    notify(process, 'READY=1');
    while (!over) yield* wait(asked.next('SIGTERM'));
    return 0;
  };

/** One of the little programs that run to their end while the machine boots. */
const bootStep = (span: Millis): Program =>
  function* (process) {
    yield* process.compute(span);
    return 0;
  };

/** Configures the link: from here on the machine has an address. */
const networkd: Program = function* (process) {
  yield* process.sleep(1_100);
  process.host.network.up = true;
  return yield* daemon(50, 9)(process);
};

const resolved: Program = function* (process) {
  listenForNames(process);
  return yield* daemon(700, 13)(process);
};

/** Executables of the base system by name. */
export const ubuntuDaemons: Readonly<Record<string, Program>> = {
  agetty: daemon(10, 2),
  'dbus-daemon': daemon(180, 5),
  networkd,
  polkitd: daemon(450, 8),
  systemd: init,
  rsyslogd: daemon(160, 6),
  'systemd-journald': daemon(350, 16),
  'systemd-logind': daemon(850, 8),
  'systemd-networkd-wait-online': bootStep(2_400),
  'systemd-remount-fs': bootStep(240),
  'systemd-resolved': resolved,
  'systemd-timesyncd': daemon(480, 7),
  'systemd-tmpfiles': bootStep(380),
  'systemd-udevd': daemon(1_500, 8),
  'systemd-update-utmp': bootStep(60),
  'systemd-user-sessions': bootStep(45),
  'unattended-upgrade-shutdown': daemon(900, 22),
};
