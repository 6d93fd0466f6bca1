// The program of process 1. From the kernel's hand-over to the default target in about ten seconds.

import type { Millis } from '../../sim/simulation.ts';
import { wait } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import type { Device } from '../files/inode.ts';
import { mountFstab } from '../host/fstab.ts';
import type { Host } from '../host/host.ts';
import { mountKernelFiles } from '../host/kernel-files.ts';
import { installedKernel, kernelBuild } from '../host/kernel-release.ts';
import { memoryOf } from '../host/memory.ts';
import type { Process, Program } from '../host/process.ts';
import { type Journal, openJournal } from './journal.ts';
import { NOTIFY, NOTIFY_SOCKET, SYSTEMD, SYSTEMD_SOCKET } from './protocol.ts';
import { Systemd } from './systemd.ts';

/** Loading the kernel and its drivers, until /sbin/init runs. */
const KERNEL: Millis = 2_900;

export const systemd: Program = function* (process) {
  const { host, simulation } = process;
  // The link comes up when systemd-networkd configures it.
  host.network.up = false;
  yield* process.sleep(KERNEL);
  mountKernelFiles(host);
  const failed = mountFstab(host);
  clearTemporaryFiles(host);
  const journal = openJournal(host.files);
  sayWhatTheKernelSaid(host, journal);
  const init = new Systemd(process, journal);
  openSockets(process, init);
  const userspace = simulation.now;
  init.log(
    'systemd 255.4-1ubuntu8.12 running in system mode (+PAM +AUDIT +SELINUX +APPARMOR +IMA +SMACK +SECCOMP +GCRYPT -GNUTLS +OPENSSL +ACL +BLKID +CURL +ELFUTILS +FIDO2 +IDN2 -IDN +IPTC +KMOD +LIBCRYPTSETUP +LIBFDISK +PCRE2 -PWQUALITY +P11KIT +QRENCODE +TPM2 +BZIP2 +LZ4 +XZ +ZLIB +ZSTD -BPF_FRAMEWORK -XKBCOMMON +UTMP +SYSVINIT default-hierarchy=unified)',
  );
  init.log('Detected virtualization kvm.');
  init.log('Detected architecture x86-64.');
  init.log(`Hostname set to <${host.namespaces.hostname}>.`);
  for (const { source, target } of failed) {
    init.log(`Timed out waiting for device ${source}.`);
    init.log(`Dependency failed for ${target === 'none' || target === 'swap' ? source : target}.`);
  }
  yield* init.run('default.target', 'start');
  init.booted(KERNEL, simulation.now - userspace);
  yield* wait({ what: 'end of power', begin: () => () => {} });
  return 0;
};

/** /tmp is emptied at boot, as tmpfiles.d/tmp.conf says (`D /tmp`). */
function clearTemporaryFiles(host: Host): void {
  const { files } = host;
  if (!files.isDirectory('/tmp')) files.makeDirectory('/tmp');
  for (const name of files.readDirectory('/tmp')) files.removeTree(`/tmp/${name}`);
  files.changeMode('/tmp', 0o1777);
}

function openSockets(process: Process, init: Systemd): void {
  const { host } = process;
  const socket = (path: string) => {
    host.files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    const open = () => {
      throw new SystemError('ENXIO', path);
    };
    host.files.place(path, (base): Device => ({ ...base, type: 'socket', numbers: '', open }), 0o666);
  };
  socket(SYSTEMD_SOCKET);
  socket(NOTIFY_SOCKET);
  host.network.listenUnix(SYSTEMD_SOCKET, { application: SYSTEMD, owner: process, accept: () => init });
  host.network.listenUnix(NOTIFY_SOCKET, { application: NOTIFY, owner: process, accept: () => init });
}

function sayWhatTheKernelSaid(host: Host, journal: Journal): void {
  const release = installedKernel(host);
  const megabytes = Math.floor(memoryOf(host).total / 2 ** 20);
  const lines: readonly (readonly [Millis, string])[] = [
    [
      0,
      `Linux version ${release} (buildd@lcy02-amd64-047) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.3.0-6ubuntu2~24.04) 13.3.0, GNU ld (GNU Binutils for Ubuntu) 2.42) ${kernelBuild(release)}`,
    ],
    [0, `Command line: BOOT_IMAGE=/boot/vmlinuz-${release} root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0`],
    [0, 'Hypervisor detected: KVM'],
    [120, `Memory: ${megabytes * 1024}K/${Math.floor(host.hardware.memory / 1024)}K available`],
    [210, `smp: Brought up 1 node, ${host.hardware.cpus} CPUs`],
    [1_450, 'virtio_blk virtio2: [vda] new disk'],
    [1_900, 'EXT4-fs (vda1): mounted filesystem with ordered data mode. Quota mode: none.'],
    [2_700, "systemd[1]: Inserted module 'autofs4'"],
  ];
  for (const [at, message] of lines) {
    journal.append({
      time: host.simulation.epoch + (host.bootedAt ?? 0) + at,
      monotonic: at,
      boot: host.bootId,
      transport: 'kernel',
      identifier: 'kernel',
      pid: undefined,
      priority: at < 2_700 ? 6 : 5,
      message,
    });
  }
}
