// Kernels on the disk: what the linux-image packages lay down.

import type { Host } from '../host/host.ts';

/** Bytes. */
const KERNEL_SIZE = 14_981_512;
const INITRD_SIZE = 24_117_248;

/** What the linux-image package lays down; the next boot runs it. */
export function installKernel(host: Host, release: string): void {
  const { files } = host;
  files.writeFile(`/boot/vmlinuz-${release}`, `kernel ${release}\n`, { mode: 0o600 });
  files.allocate(`/boot/vmlinuz-${release}`, KERNEL_SIZE);
  files.writeFile(`/boot/initrd.img-${release}`, `initrd ${release}\n`);
  files.allocate(`/boot/initrd.img-${release}`, INITRD_SIZE);
  files.writeFile(`/boot/config-${release}`, `# Linux/x86 ${release} Kernel Configuration\n`);
  files.writeFile(`/boot/System.map-${release}`, '', { mode: 0o600 });
  for (const name of ['vmlinuz', 'initrd.img']) {
    const link = `/boot/${name}`;
    if (files.exists(link)) {
      const before = files.readLink(link);
      if (files.exists(`${link}.old`)) files.unlink(`${link}.old`);
      files.symlink(before, `${link}.old`);
      files.unlink(link);
    }
    files.symlink(`${name}-${release}`, link);
  }
}
