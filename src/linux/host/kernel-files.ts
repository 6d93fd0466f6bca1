// What the kernel and early user space lay over the disk at every boot: /dev, /proc, /sys and an empty /run.

import type { FileSystem } from '../files/file-system.ts';
import { type Device, type Directory, type Metadata, newDirectory } from '../files/inode.ts';
import { FullDevice, NullDevice, type OpenFile, SourceDevice } from '../files/open-file.ts';
import type { Mount } from '../files/path-walk.ts';
import { Volume } from '../files/volume.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { emptyTree } from './block-devices.ts';
import type { Host } from './host.ts';
import { procTree } from './proc.ts';
import { sysTree } from './sys-files.ts';

const MEBIBYTE = 2 ** 20;

/** Unmounts what the last run left and mounts everything anew. */
export function mountKernelFiles(host: Host): void {
  const { files, hardware } = host;
  for (const mount of files.mounts.reverse()) files.unmount(mount.path);
  files.rootMount.readOnly = false;
  files.rootMount.options = ['relatime', 'discard', 'errors=remount-ro', 'commit=30'];
  files.volume.readOnly = false;
  host.swaps.length = 0;
  host.modules.clear();
  const empty = (mode = 0o755): Directory => newDirectory(metadata(host, mode));
  const mount = (path: string, source: string, type: string, options: readonly string[], root: Directory = empty()) => {
    if (!files.exists(path)) files.makeDirectory(path, { recursive: true });
    files.mount(path, root, { source, type, options, volume: new Volume(0, { source, type }) });
  };
  const inMemory = (
    path: string,
    source: string,
    type: string,
    size: number,
    mode: number,
    options: readonly string[],
  ) => {
    if (!files.exists(path)) files.makeDirectory(path, { recursive: true });
    const made = emptyTree(host, size, source, type, mode);
    files.mount(path, made.root, { source, type, options, volume: made.volume });
  };
  const share = Math.floor(hardware.memory / 10 / 4096) * 4096;
  const half = Math.floor(hardware.memory / 2 / 4096) * 4096;
  const sized = (bytes: number) => `size=${bytes / 1024}k`;
  const nothing = ['nosuid', 'nodev', 'noexec', 'relatime'];
  mount('/sys', 'sysfs', 'sysfs', nothing);
  mount('/proc', 'proc', 'proc', nothing, procTree(host, host.namespaces));
  inMemory('/dev', 'udev', 'devtmpfs', half, 0o755, [
    'nosuid',
    'relatime',
    sized(half),
    `nr_inodes=${half / 4096}`,
    'mode=755',
    'inode64',
  ]);
  mount('/dev/pts', 'devpts', 'devpts', ['nosuid', 'noexec', 'relatime', 'gid=5', 'mode=620', 'ptmxmode=000']);
  inMemory('/run', 'tmpfs', 'tmpfs', share, 0o755, [
    'nosuid',
    'nodev',
    'noexec',
    'relatime',
    sized(share),
    'mode=755',
    'inode64',
  ]);
  inMemory('/dev/shm', 'tmpfs', 'tmpfs', half, 0o1777, ['nosuid', 'nodev', 'inode64']);
  inMemory('/run/lock', 'tmpfs', 'tmpfs', 5 * MEBIBYTE, 0o1777, [...nothing, 'size=5120k', 'inode64']);
  layOut(host, '/sys', sysTree(host));
  mount('/sys/fs/cgroup', 'cgroup2', 'cgroup2', [...nothing, 'nsdelegate', 'memory_recursiveprot']);
  layOut(host, '/sys/fs/cgroup', {
    'cgroup.controllers': () => 'cpuset cpu io memory hugetlb pids rdma misc\n',
    'cgroup.procs': () =>
      host.processes.all
        .filter((one) => one.controlGroup === '/')
        .map((one) => `${one.pid}\n`)
        .join(''),
  });
  placeDevices(host);
  for (const path of ['/run/systemd', '/run/user']) files.makeDirectory(path);
}

/** All mounts of a tree in the order in which the kernel lists them: the root comes after what the initramfs mounted. */
export function mountTable(files: FileSystem): Mount[] {
  const { mounts, rootMount } = files;
  const early = mounts.findIndex((mount) => mount.path === '/run') + 1;
  return [...mounts.slice(0, early), rootMount, ...mounts.slice(early)];
}

export const metadata = (host: Host, mode: number): Metadata => {
  const now = host.simulation.epoch + host.simulation.now;
  return { mode, uid: 0, gid: 0, mtime: now, ctime: now, atime: now, links: 1, number: 1 };
};

/** Texts by path; each is made when it is read. A `write` makes the file writable. */
export type GeneratedTree = Readonly<Record<string, GeneratedText>>;
export type GeneratedText = (() => string) | { readonly read: () => string; readonly write: (text: string) => void };

function layOut(host: Host, base: string, tree: GeneratedTree): void {
  for (const [name, text] of Object.entries(tree)) {
    const path = `${base}/${name}`;
    host.files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    const made = typeof text === 'function' ? { read: text } : text;
    host.files.place(
      path,
      (inode) => ({ ...inode, type: 'generated', ...made }),
      typeof text === 'function' ? 0o444 : 0o644,
    );
  }
}

function placeDevices(host: Host): void {
  const { files } = host;
  const device = (name: string, numbers: string, open: () => OpenFile, mode = 0o666) =>
    files.place(`/dev/${name}`, (base): Device => ({ ...base, type: 'device', numbers, open }), mode);
  const random = () => new SourceDevice((length) => host.simulation.random.bytes(Math.min(length, 65_536)));
  const zeros = (length: number) => new Uint8Array(Math.min(length, MEBIBYTE));
  device('null', '1:3', () => new NullDevice());
  device('zero', '1:5', () => new SourceDevice(zeros));
  device('full', '1:7', () => new FullDevice(zeros));
  device('random', '1:8', random);
  device('urandom', '1:9', random);
  for (const by of ['by-label', 'by-uuid']) files.makeDirectory(`/dev/disk/${by}`, { recursive: true });
  for (const { name, numbers, content } of host.devices) {
    // Nothing here reads a disk's blocks.
    const open = () => new NullDevice();
    files.place(`/dev/${name}`, (base): Device => ({ ...base, type: 'device', isBlock: true, numbers, open }), 0o660);
    files.changeOwner(`/dev/${name}`, { gid: 6 });
    if (content) {
      files.symlink(`../../${name}`, `/dev/disk/by-label/${content.label}`);
      files.symlink(`../../${name}`, `/dev/disk/by-uuid/${content.uuid}`);
    }
  }
  for (const [name, target] of [
    ['stdin', '0'],
    ['stdout', '1'],
    ['stderr', '2'],
  ])
    files.symlink(`/proc/self/fd/${target}`, `/dev/${name}`);
  files.symlink('/proc/self/fd', '/dev/fd');
}

/** /dev/pts/N of a terminal, for as long as it is in use. */
export function placeTerminal(files: FileSystem, terminal: Terminal, owner: { readonly uid: number }): void {
  files.makeDirectory('/dev/pts', { recursive: true });
  const path = `/dev/${terminal.name}`;
  const numbers = `136:${terminal.name.slice(4)}`;
  files.place(path, (base): Device => ({ ...base, type: 'device', numbers, open: () => terminal.open() }), 0o620);
  files.changeOwner(path, { uid: owner.uid, gid: 5 });
}

export function removeTerminal(files: FileSystem, terminal: Terminal): void {
  if (files.exists(`/dev/${terminal.name}`)) files.unlink(`/dev/${terminal.name}`);
}
