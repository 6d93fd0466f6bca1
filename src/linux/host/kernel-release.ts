// Which kernel a machine runs, and how it names its build.

import type { Host } from './host.ts';

/** The kernel that /boot/vmlinuz leads to: the one the next boot runs. */
export function installedKernel(host: Host): string {
  const path = '/boot/vmlinuz';
  if (!host.files.exists('/boot') || !host.files.readDirectory('/boot').includes('vmlinuz')) return '6.8.0-90-generic';
  return host.files.readLink(path).replace(/^vmlinuz-/, '');
}

/** `#91-Ubuntu SMP PREEMPT_DYNAMIC Tue Nov 18 14:14:30 UTC 2025`: Ubuntu counts one further than the release. */
export function kernelBuild(release: string): string {
  const abi = Number(/-(\d+)-/.exec(release)?.[1] ?? 0);
  return `#${abi + 1}-Ubuntu SMP PREEMPT_DYNAMIC Tue Nov 18 14:14:30 UTC 2025`;
}
