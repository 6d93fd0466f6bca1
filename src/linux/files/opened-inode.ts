// A regular, generated or directory inode opened: it has a position, and the flags it was opened with.

import { EMPTY, encode } from '../../base/bytes.ts';
import type { Task } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import { type Inode, sizeOf } from './inode.ts';
import { Description, type OpenFlags } from './open-file.ts';
import type { Volume } from './volume.ts';

/** A read of zeros gives no more at a time. */
const MOST_ZEROS = 1_048_576;

/** How the tree writes into an inode: it counts the disk's space and tells the watchers. */
export type Store = (at: number, bytes: Uint8Array) => void;

export class OpenedInode extends Description {
  override readonly kind: 'file' | 'directory';
  override readonly inode: Inode;
  readonly #flags: OpenFlags;
  readonly #store: Store;
  /** What it lies on. */
  readonly volume: Volume;
  position = 0;
  /** The text of a generated file stays what it was at the first read. */
  #generated: Uint8Array | undefined;

  constructor(inode: Inode, volume: Volume, flags: OpenFlags, store: Store) {
    super();
    this.inode = inode;
    this.volume = volume;
    if (inode.type === 'file') inode.openers = (inode.openers ?? 0) + 1;
    this.#flags = flags;
    this.#store = store;
    this.kind = inode.type === 'directory' ? 'directory' : 'file';
  }

  // biome-ignore lint/correctness/useYield: disks are instant
  override *read(most: number): Task<Uint8Array> {
    if (!this.#flags.read) throw new SystemError('EBADF');
    if (this.inode.type === 'directory') throw new SystemError('EISDIR');
    const kept = this.#bytes();
    const bytes =
      this.position < kept.length || this.inode.type !== 'file'
        ? kept.subarray(this.position, this.position + most)
        : new Uint8Array(Math.min(most, sizeOf(this.inode) - this.position, MOST_ZEROS));
    this.position += bytes.length;
    return bytes;
  }

  // biome-ignore lint/correctness/useYield: disks are instant
  override *write(bytes: Uint8Array): Task<void> {
    if (!this.#flags.write) throw new SystemError('EBADF');
    if (this.#flags.append && this.inode.type === 'file') this.position = sizeOf(this.inode);
    this.#store(this.position, bytes);
    this.position += bytes.length;
  }

  get writes(): boolean {
    return this.#flags.write === true;
  }

  protected override closed(): void {
    this.inode.lock?.release(this);
    if (this.inode.type !== 'file') return;
    this.inode.openers = (this.inode.openers ?? 1) - 1;
    if (this.inode.openers === 0 && this.inode.links === 0) this.volume.freeInode(this.inode);
  }

  #bytes(): Uint8Array {
    if (this.inode.type === 'file') return this.inode.content;
    if (this.inode.type !== 'generated') return EMPTY;
    this.#generated ??= encode(this.inode.read());
    return this.#generated;
  }
}
