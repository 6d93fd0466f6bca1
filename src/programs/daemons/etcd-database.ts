// etcd's data directory. member/snap/db is an ordinary file to everybody else: it is copied, moved, deleted
// and overwritten like one. While it is the database of a store, its bytes are made when somebody reads
// them, so a commit costs nothing; once somebody writes to it, it is what was written.

import { encode } from '../../base/bytes.ts';
import { type Mvcc, Mvcc as Store } from '../../etcd/store/mvcc.ts';
import { readSnapshot, writeSnapshot } from '../../etcd/store/snapshot.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Metadata, RegularFile } from '../../linux/files/inode.ts';
import type { Simulation } from '../../sim/simulation.ts';

export const databasePath = (dataDirectory: string): string => `${dataDirectory}/member/snap/db`;

/** The store whose database lies there; an empty one where there is none. Throws SystemError and StoreError. */
export function openDatabase(simulation: Simulation, files: FileSystem, dataDirectory: string): Mvcc {
  for (const directory of [dataDirectory, `${dataDirectory}/member`]) {
    if (!files.exists(directory)) files.makeDirectory(directory, { mode: 0o700, recursive: true });
  }
  for (const name of ['snap', 'wal']) {
    const directory = `${dataDirectory}/member/${name}`;
    if (!files.exists(directory)) files.makeDirectory(directory, { mode: 0o700 });
  }
  const path = databasePath(dataDirectory);
  const text = files.exists(path) ? files.readText(path) : '';
  const store = text === '' ? new Store(simulation) : readSnapshot(simulation, text);
  files.place(path, (base) => new Database(base, store), 0o600);
  return store;
}

class Database implements RegularFile {
  readonly type = 'file';
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  ctime: number;
  atime: number;
  links: number;
  readonly number: number;
  readonly #store: Mvcc;
  #written: Uint8Array | undefined;
  #made = { revision: -1, compacted: -1, bytes: encode('') };

  constructor(base: Metadata, store: Mvcc) {
    this.mode = base.mode;
    this.uid = base.uid;
    this.gid = base.gid;
    this.mtime = base.mtime;
    this.ctime = base.ctime;
    this.atime = base.atime;
    this.links = base.links;
    this.number = base.number;
    this.#store = store;
  }

  get content(): Uint8Array {
    return this.#written ?? this.#present();
  }

  /** Whoever writes here ends the tie; the store goes on in memory, as etcd does with a file it holds open. */
  set content(bytes: Uint8Array) {
    this.#written = bytes;
  }

  /** Its space on the disk is etcd-disk.ts' business. */
  #present(): Uint8Array {
    const { revision, compactedRevision } = this.#store;
    if (this.#made.revision !== revision || this.#made.compacted !== compactedRevision) {
      const bytes = encode(writeSnapshot(this.#store));
      this.#made = { revision, compacted: compactedRevision, bytes };
    }
    return this.#made.bytes;
  }
}
