// needrestart, which Ubuntu runs after every change of packages: whether the machine runs an older kernel than the
// installed one. Services restart by themselves here, so the rest of its report never changes.

import { installedKernel } from '../../../linux/host/kernel-release.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import { tool } from '../tool.ts';

export function restartReport(process: Process): string {
  const running = process.files.readText('/proc/sys/kernel/osrelease').trim();
  const expected = installedKernel(process.host);
  const kernel =
    running === expected
      ? 'Running kernel seems to be up-to-date.\n'
      : `Pending kernel upgrade!\nRunning kernel version:\n  ${running}\nDiagnostics:\n  The currently running kernel version is not the expected kernel version ${expected}.\n\nRestarting the system to load the new kernel will not be handled automatically, so you should consider rebooting.\n`;
  return `\n${kernel}
No services need to be restarted.

No containers need to be restarted.

No user sessions are running outdated binaries.

No VM guests are running outdated hypervisor (qemu) binaries on this host.
`;
}

export const needrestart: Program = tool(
  'needrestart',
  {
    options: ['v', 'q', 'k', 'l', 'w', 'b', 'r=', 'm=', 'n', 'u=', '!c=', '!i', '!p', '!o', '!t=', '!R', '!h,help'],
    usageStatus: 255,
  },
  function* (run) {
    if (!run.isRoot) return yield* run.failPlainly('ERROR: This program needs to be run as root.', 255);
    if (run.has('b')) {
      const running = run.files.readText('/proc/sys/kernel/osrelease').trim();
      const expected = installedKernel(run.process.host);
      yield* run.print(
        `NEEDRESTART-VER: 3.6\nNEEDRESTART-KCUR: ${running}\nNEEDRESTART-KEXP: ${expected}\nNEEDRESTART-KSTA: ${running === expected ? 1 : 3}\n`,
      );
      return 0;
    }
    yield* run.print(`Scanning processes...\nScanning linux images...\n${restartReport(run.process)}`);
    return 0;
  },
);
