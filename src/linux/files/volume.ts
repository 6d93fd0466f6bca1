// One disk: its size, and who watches its directories, is shared by every tree mounted from it.

import type { Cancel } from '../../sim/simulation.ts';
import { SystemError } from '../errors.ts';
import type { Directory } from './inode.ts';

/** What a directory watch tells: the name inside the directory and what became of it. */
export interface FileChange {
  readonly name: string;
  readonly change: 'created' | 'written' | 'removed' | 'attributes';
}

export class Volume {
  /** Bytes. */
  capacity: number;
  used = 0;
  readOnly = false;
  inodes = 2;
  /** inotify looks at inodes: a change made inside a container is seen on the host. */
  readonly #watchers = new Map<Directory, Set<(change: FileChange) => void>>();

  constructor(capacity = 40 * 2 ** 30) {
    this.capacity = capacity;
  }

  /** Takes so many bytes, or gives them back when there are fewer than none. Throws ENOSPC. */
  take(bytes: number): void {
    if (bytes > 0 && this.used + bytes > this.capacity) throw new SystemError('ENOSPC');
    this.used += bytes;
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
