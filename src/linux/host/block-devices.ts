// The machine's disk, its partitions, and what is on each: a file system, a swap area, or nothing. Mounting looks
// them up by device, label or UUID, as mount(8) and blkid(8) do.

import { Random } from '../../base/random.ts';
import type { Directory } from '../files/inode.ts';
import { Volume } from '../files/volume.ts';
import type { Host } from './host.ts';

/** A file system on a device, whether mounted or not. */
export interface StoredFileSystem {
  readonly type: string;
  readonly label: string;
  readonly uuid: string;
  readonly volume: Volume;
  readonly root: Directory;
}

export interface BlockDevice {
  /** `vda1`. */
  readonly name: string;
  /** Major and minor number, `253:1`. */
  readonly numbers: string;
  /** Bytes. */
  readonly size: number;
  /** The disk of a partition. */
  readonly parent: string | undefined;
  readonly content: StoredFileSystem | undefined;
}

const MEBIBYTE = 2 ** 20;
const BOOT_SIZE = 913 * MEBIBYTE;
const EFI_SIZE = 106 * MEBIBYTE;
const BIOS_SIZE = 4 * MEBIBYTE;
/** Of /boot and /boot/efi, what ext4 and vfat leave for files. */
const BOOT_CAPACITY = 881 * MEBIBYTE;
const EFI_CAPACITY = 104.3 * MEBIBYTE;

/** A cloud image on one virtio disk: the root takes what the other partitions leave. */
export function cloudImageDisk(host: Host): BlockDevice[] {
  // Not from the world's dice: a disk is older than the world.
  const random = new Random(`disk of ${host.name}`);
  const uuid = () => random.uuid();
  const root: StoredFileSystem = {
    type: 'ext4',
    label: 'cloudimg-rootfs',
    uuid: uuid(),
    volume: host.files.volume,
    root: host.files.root,
  };
  const boot = { type: 'ext4', label: 'BOOT', uuid: uuid(), ...emptyTree(host, BOOT_CAPACITY, '/dev/vda16', 'ext4') };
  const efi = {
    type: 'vfat',
    label: 'UEFI',
    uuid: uuid()
      .replace(/^(.{4})(.{4}).*$/, '$1-$2')
      .toUpperCase(),
    ...emptyTree(host, EFI_CAPACITY, '/dev/vda15', 'vfat'),
  };
  efi.volume.take(6.1 * MEBIBYTE);
  const rootSize = host.hardware.disk;
  return [
    device('vda', '253:0', rootSize + BOOT_SIZE + EFI_SIZE + BIOS_SIZE + MEBIBYTE, undefined),
    device('vda1', '253:1', rootSize, 'vda', root),
    device('vda14', '253:14', BIOS_SIZE, 'vda'),
    device('vda15', '253:15', EFI_SIZE, 'vda', efi),
    device('vda16', '259:0', BOOT_SIZE, 'vda', boot),
  ];
}

const device = (
  name: string,
  numbers: string,
  size: number,
  parent: string | undefined,
  content?: StoredFileSystem,
): BlockDevice => ({ name, numbers, size, parent, content });

export function emptyTree(
  host: Host,
  capacity: number,
  source: string,
  type: string,
  mode = 0o755,
): { readonly volume: Volume; readonly root: Directory } {
  const volume = new Volume(Math.floor(capacity), { source, type });
  const now = host.simulation.epoch + host.simulation.now;
  const times = { mtime: now, ctime: now, atime: now };
  return {
    volume,
    root: { type: 'directory', mode, uid: 0, gid: 0, ...times, links: 1, number: 2, entries: new Map() },
  };
}

/** `/dev/vda1`, `LABEL=BOOT`, `UUID=…`, `/dev/disk/by-label/BOOT`. */
export function findDevice(host: Host, source: string): BlockDevice | undefined {
  const [, tag, value] = /^(LABEL|UUID)="?([^"]*)"?$/.exec(source) ?? [];
  const [, by, named] = /^\/dev\/disk\/by-(label|uuid)\/(.+)$/.exec(source) ?? [];
  const wanted = value ?? named;
  return host.devices.find(({ name, content }) => {
    if (wanted === undefined) return source === `/dev/${name}`;
    return content !== undefined && (tag === 'LABEL' || by === 'label' ? content.label : content.uuid) === wanted;
  });
}

/** An active swap area. */
export interface SwapArea {
  readonly path: string;
  readonly type: 'file' | 'partition';
  readonly kilobytes: number;
  readonly priority: number;
}

const SIGNATURE = 'SWAPSPACE2';
const PAGE = 4096;

/** The first page that mkswap writes: its signature stands at the end. */
export function swapHeader(uuid: string, label = ''): Uint8Array {
  const page = new Uint8Array(PAGE);
  const put = (at: number, text: string) => page.set(new TextEncoder().encode(text), at);
  page[1024] = 1;
  put(1036, uuid);
  put(1036 + 40, label);
  put(PAGE - SIGNATURE.length, SIGNATURE);
  return page;
}

/** What mkswap wrote there; undefined when it did not. */
export function readSwapHeader(page: Uint8Array): { readonly uuid: string; readonly label: string } | undefined {
  const text = (from: number, to: number) => new TextDecoder().decode(page.subarray(from, to)).replace(/\0.*$/s, '');
  if (page.length < PAGE || text(PAGE - SIGNATURE.length, PAGE) !== SIGNATURE) return undefined;
  return { uuid: text(1036, 1036 + 36), label: text(1076, 1092) };
}
