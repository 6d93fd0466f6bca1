// What the kernel and early user space lay over the disk at every boot: /dev, /proc, /sys and an empty /run.

import type { FileSystem } from '../files/file-system.ts';
import { type Device, type Directory, type Inode, type Metadata, newDirectory } from '../files/inode.ts';
import { FullDevice, NullDevice, type OpenFile, SourceDevice } from '../files/open-file.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { Host } from './host.ts';
import { LiveEntries } from './live-directory.ts';
import { processFiles } from './process-files.ts';
import { sysTree, systemFiles } from './system-files.ts';

/** Unmounts what the last run left and mounts everything anew. */
export function mountKernelFiles(host: Host): void {
  const { files } = host;
  for (const mount of files.mounts) files.unmount(mount.path);
  const empty = (mode = 0o755): Directory => newDirectory(metadata(host, mode));
  const mount = (path: string, type: string, root: Directory = empty()) => {
    if (!files.exists(path)) files.makeDirectory(path, { recursive: true });
    files.mount(path, root, { source: type, type });
  };
  mount('/sys', 'sysfs');
  mount('/proc', 'proc', procRoot(host));
  mount('/dev', 'devtmpfs');
  mount('/run', 'tmpfs');
  layOut(host, '/sys', sysTree(host));
  layOut(host, '/proc', systemFiles(host));
  placeDevices(host);
  for (const [path, mode] of [
    ['/run/lock', 0o1777],
    ['/run/systemd', 0o755],
    ['/run/user', 0o755],
    ['/dev/shm', 0o1777],
  ] as const) {
    files.makeDirectory(path, { recursive: true });
    files.changeMode(path, mode);
  }
}

export const metadata = (host: Host, mode: number): Metadata => {
  const now = host.simulation.epoch + host.simulation.now;
  return { mode, uid: 0, gid: 0, mtime: now, ctime: now, atime: now, links: 1, number: host.files.volume.inodes++ };
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

function procRoot(host: Host): Directory {
  const entries = new LiveEntries(
    () => host.processes.all.filter((one) => one.alive).map((one) => String(one.pid)),
    (name): Inode | undefined => {
      const process = /^\d+$/.test(name) ? host.processes.get(Number(name)) : undefined;
      return process?.alive ? processFiles(process) : undefined;
    },
  );
  return { ...metadata(host, 0o555), type: 'directory', entries };
}

function placeDevices(host: Host): void {
  const { files } = host;
  const device = (name: string, numbers: string, open: () => OpenFile, mode = 0o666) =>
    files.place(`/dev/${name}`, (base): Device => ({ ...base, type: 'device', numbers, open }), mode);
  const random = () => new SourceDevice((length) => host.simulation.random.bytes(Math.min(length, 65_536)));
  device('null', '1:3', () => new NullDevice());
  device('zero', '1:5', () => new SourceDevice((length) => new Uint8Array(Math.min(length, 65_536))));
  device('full', '1:7', () => new FullDevice((length) => new Uint8Array(Math.min(length, 65_536))));
  device('random', '1:8', random);
  device('urandom', '1:9', random);
  files.makeDirectory('/dev/pts');
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
