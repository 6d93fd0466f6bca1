// An open file description: what a file descriptor points at, shared by dup and fork.

import { EMPTY } from '../../base/bytes.ts';
import type { Task } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import type { Inode } from './inode.ts';

export interface OpenFlags {
  readonly read?: boolean;
  readonly write?: boolean;
  readonly create?: boolean;
  readonly truncate?: boolean;
  readonly append?: boolean;
  /** Fail with EEXIST when it exists. */
  readonly exclusive?: boolean;
}

export interface OpenFile {
  readonly kind: 'file' | 'directory' | 'pipe' | 'terminal' | 'socket' | 'null';
  /** At least one byte, at most `most`; nothing means end of file. Waits while there may be more. */
  read(most: number): Task<Uint8Array>;
  /** All of it. Throws EPIPE, ENOSPC, EBADF. Waits while a pipe is full. */
  write(bytes: Uint8Array): Task<void>;
  /** The inode behind it, for fstat; pipes and sockets have none. */
  readonly inode: Inode | undefined;
  /** How many descriptors point here. `release` of the last one closes. */
  retain(): this;
  release(): void;
}

/** Counts references; subclasses say what closing means. */
export abstract class Description implements OpenFile {
  abstract readonly kind: OpenFile['kind'];
  readonly inode: Inode | undefined = undefined;
  #references = 1;

  abstract read(most: number): Task<Uint8Array>;
  abstract write(bytes: Uint8Array): Task<void>;

  protected closed(): void {}

  retain(): this {
    this.#references++;
    return this;
  }

  release(): void {
    this.#references--;
    if (this.#references === 0) this.closed();
  }
}

/** /dev/null: reads end at once, writes vanish. */
export class NullDevice extends Description {
  override readonly kind = 'null';
  // biome-ignore lint/correctness/useYield: nothing to wait for
  override *read(): Task<Uint8Array> {
    return EMPTY;
  }
  // biome-ignore lint/correctness/useYield: nothing to wait for
  override *write(): Task<void> {}
}

/** /dev/zero, /dev/random and the like: an endless source. */
export class SourceDevice extends Description {
  override readonly kind = 'file';
  readonly #make: (length: number) => Uint8Array;
  constructor(make: (length: number) => Uint8Array) {
    super();
    this.#make = make;
  }
  // biome-ignore lint/correctness/useYield: nothing to wait for
  override *read(most: number): Task<Uint8Array> {
    return this.#make(most);
  }
  // biome-ignore lint/correctness/useYield: nothing to wait for
  override *write(): Task<void> {}
}

/** /dev/full: every write finds the disk full. */
export class FullDevice extends SourceDevice {
  // biome-ignore lint/correctness/useYield: nothing to wait for
  override *write(): Task<void> {
    throw new SystemError('ENOSPC');
  }
}
