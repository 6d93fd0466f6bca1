// /etc/fstab: which file systems and swap areas belong to the machine, and what happens to them at boot.

import { SystemError } from '../errors.ts';
import { emptyTree, findDevice, readSwapHeader } from './block-devices.ts';
import type { Host } from './host.ts';

export interface FstabEntry {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: readonly string[];
}

export function readFstab(host: Host): FstabEntry[] {
  const { files } = host;
  const text = files.exists('/etc/fstab') ? files.readText('/etc/fstab') : '';
  return text
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([source, target]) => source && target && !source.startsWith('#'))
    .map(([source, target, type = 'auto', options = 'defaults']) => ({
      source,
      target,
      type,
      options: options.split(','),
    }));
}

/** Words that mean what is so anyway, or concern others than the kernel. */
const SILENT =
  /^(?:defaults|rw|ro|auto|noauto|nofail|user|users|nouser|_netdev|loop|remount|bind|rbind|x-.*|comment=.*)$/;

const FLAGS = new Set(['nosuid', 'nodev', 'noexec', 'sync', 'dirsync']);

/** Options as the kernel lists them: flags, how access times are kept, then the file system's own. */
export function kernelOptions(options: readonly string[]): string[] {
  const own = options.filter(
    (one) => !SILENT.test(one) && !FLAGS.has(one) && !/^(?:no|rel)atime$/.test(one) && !one.startsWith('umask='),
  );
  const atime = options.includes('noatime') ? 'noatime' : 'relatime';
  return [...options.filter((one) => FLAGS.has(one)), atime, ...own];
}

/** `10M`, `5%` of the memory; half of it unless said. */
export function tmpfsSize(host: Host, options: readonly string[]): number | undefined {
  const size = options.findLast((one) => one.startsWith('size='))?.slice('size='.length);
  if (size === undefined) return host.hardware.memory / 2;
  const [, number, unit] = /^(\d+)([kmgKMG%]?)$/.exec(size) ?? [];
  if (number === undefined) return undefined;
  if (unit === '%') return (host.hardware.memory * Number(number)) / 100;
  return Number(number) * 1024 ** ['', 'k', 'm', 'g'].indexOf(unit.toLowerCase());
}

/** Why a mount was refused. */
export type MountProblem =
  | 'no such device'
  | 'no mount point'
  | 'not a directory'
  | 'wrong type'
  | 'bad option'
  | 'busy';

/** mount(2) of a device, a tmpfs, or a directory over another (`bind`). */
export function mountFileSystem(host: Host, entry: FstabEntry): MountProblem | undefined {
  const { files } = host;
  const { source, target, type, options } = entry;
  if (!files.exists(target)) return 'no mount point';
  const readOnly = options.includes('ro');
  const shown = kernelOptions(options);
  if (options.includes('bind') || options.includes('rbind')) {
    if (!files.exists(source)) return 'no such device';
    const root = files.stat(source);
    if ((root.type === 'directory') !== files.isDirectory(target)) return 'not a directory';
    const from = files.mountOf(source);
    files.mount(target, root, {
      source: from.source,
      type: from.type,
      volume: from.volume,
      readOnly: readOnly || from.readOnly,
      options: from.options,
      subtree: source.slice(from.path === '/' ? 0 : from.path.length) || '/',
    });
    return undefined;
  }
  if (!files.isDirectory(target)) return 'not a directory';
  if (type === 'tmpfs') {
    const size = tmpfsSize(host, options);
    if (size === undefined) return 'bad option';
    const mode = options.findLast((one) => one.startsWith('mode='))?.slice('mode='.length);
    const made = emptyTree(host, size, source, 'tmpfs', mode === undefined ? 0o1777 : Number.parseInt(mode, 8));
    const sized = shown.map((one) => (one.startsWith('size=') ? `size=${Math.floor(size / 1024)}k` : one));
    files.mount(target, made.root, { source, type, volume: made.volume, readOnly, options: [...sized, 'inode64'] });
    return undefined;
  }
  const device = findDevice(host, source);
  if (!device) return 'no such device';
  const { content } = device;
  if (!content || (type !== 'auto' && type !== content.type)) return 'wrong type';
  if (files.mounts.some((mount) => mount.path === target && mount.volume === content.volume)) return 'busy';
  files.mount(target, content.root, {
    source: `/dev/${device.name}`,
    type: content.type,
    volume: content.volume,
    readOnly,
    options: shown,
  });
  return undefined;
}

/** Everything that is not `noauto`, at boot. Gives the entries that could not be mounted. */
export function mountFstab(host: Host): FstabEntry[] {
  const failed: FstabEntry[] = [];
  for (const entry of readFstab(host)) {
    const { target, type, options, source } = entry;
    if (options.includes('noauto') || target === '/') continue;
    if (type === 'swap') {
      if (activateSwap(host, source, 0) !== undefined && !options.includes('nofail')) failed.push(entry);
    } else if (mountFileSystem(host, entry) !== undefined && !options.includes('nofail')) failed.push(entry);
  }
  return failed;
}

export type SwapProblem = 'no such file' | 'no signature' | 'in use' | 'has holes';

/** swapon(2). Gives why not. */
export function activateSwap(host: Host, path: string, at: number, priority = -2 - at): SwapProblem | undefined {
  const { files, swaps } = host;
  if (swaps.some((area) => area.path === path)) return 'in use';
  try {
    const inode = files.stat(path);
    if (inode.type !== 'file') return 'no signature';
    if (!readSwapHeader(inode.content)) return 'no signature';
    if (inode.zeros && !inode.zerosTakeSpace) return 'has holes';
    const kilobytes = Math.floor((inode.content.length + (inode.zeros ?? 0)) / 1024) - 4;
    swaps.push({ path, type: 'file', kilobytes, priority });
    return undefined;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return 'no such file';
  }
}
