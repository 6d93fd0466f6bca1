// One file system, as it was made on a device or in memory: how much fits, how much is in it, whether it may be
// written. Every tree mounted from it counts here: a container's writes fill the host's disk.

import type { Cancel } from '../../sim/simulation.ts';
import { SystemError } from '../errors.ts';
import { type Directory, diskSpaceOf, type Inode } from './inode.ts';

/** What a directory watch tells: the name inside the directory and what became of it. */
export interface FileChange {
  readonly name: string;
  readonly change: 'created' | 'written' | 'removed' | 'attributes';
}

/** What the kernel and blkid know of a file system. */
export interface VolumeIdentity {
  /** `/dev/vda1`, `tmpfs`, `overlay`. */
  readonly source: string;
  /** `ext4`, `tmpfs`. */
  readonly type: string;
}

/** ext4 makes one inode for so many bytes. */
const BYTES_PER_INODE = 16_384;
const PAGE = 4096;

export class Volume {
  readonly identity: VolumeIdentity;
  #capacity: number;
  #used = 0;
  #readOnly = false;
  #inodes = 2;
  #lastInode = 2;
  readonly #layers = new WeakMap<Directory, Layer>();
  /** inotify looks at inodes: a change made inside a container is seen on the host. */
  readonly #watchers = new Map<Directory, Set<(change: FileChange) => void>>();

  constructor(capacity = 40 * 2 ** 30, identity: VolumeIdentity = { source: '/dev/vda1', type: 'ext4' }) {
    this.#capacity = capacity;
    this.identity = identity;
  }

  /** Bytes. */
  get capacity(): number {
    return this.#capacity;
  }

  /** A tmpfs can be made larger and smaller while it is mounted. */
  resizeTo(bytes: number): void {
    this.#capacity = bytes;
  }

  get used(): number {
    return this.#used;
  }

  get readOnly(): boolean {
    return this.#readOnly;
  }

  set readOnly(value: boolean) {
    this.#readOnly = value;
  }

  /** /proc and its like are as big as they need to be, and show nothing of it. */
  get #isPseudo(): boolean {
    return this.#capacity === 0;
  }

  get inodeCapacity(): number {
    return Math.floor(this.capacity / (this.identity.type === 'tmpfs' ? PAGE : BYTES_PER_INODE));
  }

  get inodes(): number {
    return this.#inodes;
  }

  get free(): number {
    return Math.max(0, this.capacity - this.used);
  }

  /** Takes so many bytes, or gives them back when there are fewer than none. Throws ENOSPC. */
  take(bytes: number): void {
    if (this.#isPseudo) return;
    if (bytes > 0 && this.used + bytes > this.capacity) throw new SystemError('ENOSPC');
    this.#used += bytes;
  }

  /** The number of a new inode. Throws ENOSPC when all are taken. */
  newInode(): number {
    if (!this.#isPseudo && this.inodes >= this.inodeCapacity) throw new SystemError('ENOSPC');
    this.#inodes++;
    return ++this.#lastInode;
  }

  /** Nobody has a name for it any more. */
  freeInode(inode: Inode): void {
    this.#inodes--;
    this.take(-diskSpaceOf(inode));
  }

  /** What is written in a container, whose root begins empty over its image, lies here. */
  layer(root: Directory): Volume {
    const layer = this.#layers.get(root) ?? new Layer(this);
    this.#layers.set(root, layer);
    return layer;
  }

  /** Bytes that a layer holds. */
  writtenTo(root: Directory): number {
    return this.#layers.get(root)?.own ?? 0;
  }

  /** The container is gone, and what it wrote. */
  dropLayer(root: Directory): void {
    this.take(-this.writtenTo(root));
    this.#layers.delete(root);
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  watch(directory: Directory, notice: (change: FileChange) => void): Cancel {
    const watchers = this.#watchers.get(directory) ?? new Set();
    this.#watchers.set(directory, watchers.add(notice));
    return () => watchers.delete(notice);
  }

  tell(directory: Directory, change: FileChange): void {
    for (const notice of [...(this.#watchers.get(directory) ?? [])]) notice(change);
  }
}

/** The upper directory of an overlay: as full as the disk below. */
class Layer extends Volume {
  readonly #below: Volume;
  /** Bytes that are here by it. */
  own = 0;

  constructor(below: Volume) {
    super(0, { source: 'overlay', type: 'overlay' });
    this.#below = below;
  }

  override get capacity(): number {
    return this.#below.capacity;
  }

  override get used(): number {
    return this.#below.used;
  }

  override get readOnly(): boolean {
    return this.#below.readOnly;
  }

  override get inodes(): number {
    return this.#below.inodes;
  }

  override take(bytes: number): void {
    this.#below.take(bytes);
    this.own += bytes;
  }

  override newInode(): number {
    return this.#below.newInode();
  }

  override get isWatched(): boolean {
    return this.#below.isWatched;
  }

  override watch(directory: Directory, notice: (change: FileChange) => void): Cancel {
    return this.#below.watch(directory, notice);
  }

  override tell(directory: Directory, change: FileChange): void {
    this.#below.tell(directory, change);
  }
}
