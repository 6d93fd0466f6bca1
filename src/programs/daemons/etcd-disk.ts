// What etcd needs of the disk while it runs: the write-ahead log, in segments of 64 MB that are laid out in advance,
// and the database file, which grows in steps. So a disk that is full stops it at the next step, not at once; one that
// became read-only stops it at the next write. Models server/storage/wal and bbolt's grow.

import { SystemError } from '../../linux/errors.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Volume } from '../../linux/files/volume.ts';
import type { Process } from '../../linux/host/process.ts';

const SEGMENT = 64_000_000;
/** What a record takes besides its data. */
const RECORD = 160;
/** Segments that are kept behind the one that is written. */
const KEPT = 4;
const SMALLEST_DATABASE = 32_768;
const STEP = 16 * 2 ** 20;

/** Why a write failed: which of etcd's fatal messages it is, and the error in Go's words. */
export interface WriteFailure {
  readonly message: 'failed to save Raft hard state and entries' | 'failed to commit tx';
  readonly operation: string;
  readonly path: string;
  readonly error: SystemError;
}

export class EtcdDisk {
  readonly #files: FileSystem;
  readonly #directory: string;
  readonly #volume: Volume;
  #sequence = 0;
  #written = 0;
  #database = 0;

  /** Throws SystemError when a first segment cannot be made. */
  constructor(process: Process, directory: string) {
    this.#files = process.files;
    this.#directory = directory;
    this.#volume = process.files.mountOf(directory).volume;
    const segments = this.#segments();
    this.#sequence = segments.length === 0 ? 0 : Number.parseInt(segments[segments.length - 1].slice(0, 16), 16);
    if (segments.length === 0) this.#lay(this.#path());
    process.atExit(() => this.#volume.take(-this.#database));
  }

  /** Makes sure that so many more bytes, and a database of that size, are on the disk. */
  save(bytes: number, databaseSize: number): WriteFailure | undefined {
    const log = this.#append(bytes + RECORD);
    if (log) return { message: 'failed to save Raft hard state and entries', ...log };
    const grown = grownTo(databaseSize);
    if (grown <= this.#database) return undefined;
    const path = `${this.#directory}/member/snap/db`;
    try {
      this.#volume.take(grown - this.#database);
      this.#database = grown;
      return undefined;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return { message: 'failed to commit tx', operation: 'truncate', path, error };
    }
  }

  #append(bytes: number): Omit<WriteFailure, 'message'> | undefined {
    const path = this.#path();
    if (this.#files.exists(path) && !this.#files.access(path, 2))
      return { operation: 'write', path, error: new SystemError('EROFS') };
    this.#written += bytes;
    if (this.#written < SEGMENT) return undefined;
    this.#sequence++;
    this.#written = 0;
    try {
      this.#lay(this.#path());
      for (const name of this.#segments().slice(0, -KEPT)) this.#files.unlink(`${this.#directory}/member/wal/${name}`);
      return undefined;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return { operation: 'write', path: `${this.#directory}/member/wal/0.tmp`, error };
    }
  }

  #path(): string {
    const name = this.#sequence.toString(16).padStart(16, '0');
    return `${this.#directory}/member/wal/${name}-${name}.wal`;
  }

  #segments(): string[] {
    return this.#files.readDirectory(`${this.#directory}/member/wal`).filter((name) => name.endsWith('.wal'));
  }

  #lay(path: string): void {
    this.#files.writeFile(path, '', { mode: 0o600 });
    this.#files.allocate(path, SEGMENT);
  }
}

/** bbolt doubles a small file and lets a large one grow by 16 MiB. */
function grownTo(size: number): number {
  let grown = SMALLEST_DATABASE;
  while (grown < size && grown < STEP) grown *= 2;
  return grown >= size ? grown : Math.ceil(size / STEP) * STEP;
}
