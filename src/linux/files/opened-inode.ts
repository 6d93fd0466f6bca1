// A regular, generated or directory inode opened: it has a position, and the flags it was opened with.

import { EMPTY, encode } from '../../base/bytes.ts';
import type { Task } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import type { Inode } from './inode.ts';
import { Description, type OpenFlags } from './open-file.ts';

/** How the tree writes into an inode: it counts the disk's space and tells the watchers. */
export type Store = (at: number, bytes: Uint8Array) => void;

export class OpenedInode extends Description {
  override readonly kind: 'file' | 'directory';
  override readonly inode: Inode;
  readonly #flags: OpenFlags;
  readonly #store: Store;
  position = 0;
  /** The text of a generated file stays what it was at the first read. */
  #generated: Uint8Array | undefined;

  constructor(inode: Inode, flags: OpenFlags, store: Store) {
    super();
    this.inode = inode;
    this.#flags = flags;
    this.#store = store;
    this.kind = inode.type === 'directory' ? 'directory' : 'file';
  }

  // biome-ignore lint/correctness/useYield: disks are instant
  override *read(most: number): Task<Uint8Array> {
    if (!this.#flags.read) throw new SystemError('EBADF');
    if (this.inode.type === 'directory') throw new SystemError('EISDIR');
    const bytes = this.#bytes().subarray(this.position, this.position + most);
    this.position += bytes.length;
    return bytes;
  }

  // biome-ignore lint/correctness/useYield: disks are instant
  override *write(bytes: Uint8Array): Task<void> {
    if (!this.#flags.write) throw new SystemError('EBADF');
    if (this.#flags.append && this.inode.type === 'file') this.position = this.inode.content.length;
    this.#store(this.position, bytes);
    this.position += bytes.length;
  }

  #bytes(): Uint8Array {
    if (this.inode.type === 'file') return this.inode.content;
    if (this.inode.type !== 'generated') return EMPTY;
    this.#generated ??= encode(this.inode.read());
    return this.#generated;
  }
}
