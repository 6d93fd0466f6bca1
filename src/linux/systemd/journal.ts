// The journal: what units, the kernel and systemd said, in order. It lives in a file below /var/log/journal,
// so it survives a reboot and is gone when somebody deletes it.

import type { Millis } from '../../sim/simulation.ts';
import { Signal } from '../../sim/waits.ts';
import type { FileSystem } from '../files/file-system.ts';
import type { GeneratedFile, Inode, Metadata } from '../files/inode.ts';

export interface JournalEntry {
  /** Unix milliseconds. */
  readonly time: Millis;
  /** Since boot. */
  readonly monotonic: Millis;
  readonly boot: string;
  readonly transport: 'kernel' | 'journal' | 'stdout' | 'syslog';
  /** e.g. `kubelet`, `systemd`. */
  readonly identifier: string;
  readonly pid: number | undefined;
  /** syslog levels: 3 error, 4 warning, 5 notice, 6 info. */
  readonly priority: number;
  readonly message: string;
  /** Whose control group wrote it. */
  readonly unit?: string;
  /** Which unit systemd speaks of. */
  readonly about?: string;
  /** For `-x`: which catalog text explains it. */
  readonly catalog?: CatalogKey;
  readonly uid?: number;
  readonly command?: string;
  readonly result?: string;
  /** Of the unit that systemd speaks of: which of its runs. */
  readonly invocation?: string;
}

export type CatalogKey =
  | 'starting'
  | 'started'
  | 'start-failed'
  | 'stopping'
  | 'stopped'
  | 'process-exit'
  | 'unit-failed'
  | 'unit-success'
  | 'restart-scheduled'
  | 'resources'
  | 'reloading'
  | 'reloaded';

/** How many entries the file keeps before the oldest make room. */
const CAPACITY = 40_000;

/** A directory entry like `system.journal`: binary to a reader, a journal to journald and journalctl. */
export class Journal implements GeneratedFile {
  readonly type = 'generated';
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  ctime: number;
  atime: number;
  links: number;
  readonly number: number;
  readonly appended = new Signal<JournalEntry>();
  #entries: JournalEntry[] = [];
  /** Entries dropped so far; keeps cursors growing. */
  #dropped = 0;

  constructor(base: Metadata) {
    this.mode = base.mode;
    this.uid = base.uid;
    this.gid = base.gid;
    this.mtime = base.mtime;
    this.ctime = base.ctime;
    this.atime = base.atime;
    this.links = base.links;
    this.number = base.number;
  }

  read(): string {
    return 'LPKSHHRH\0\0\0\0';
  }

  get entries(): readonly JournalEntry[] {
    return this.#entries;
  }

  /** Position of the first kept entry since the journal began. */
  get first(): number {
    return this.#dropped;
  }

  /** Position behind the last entry. */
  get end(): number {
    return this.#dropped + this.#entries.length;
  }

  append(entry: JournalEntry): void {
    this.#entries.push(entry);
    this.mtime = entry.time;
    if (this.#entries.length > CAPACITY) {
      this.#dropped += CAPACITY / 4;
      this.#entries = this.#entries.slice(CAPACITY / 4);
    }
    this.appended.emit(entry);
  }

  /** journalctl --vacuum-time, --rotate and friends: forgets what is older. Gives how many went. */
  vacuum(before: Millis): number {
    const kept = this.#entries.filter((entry) => entry.time >= before);
    const gone = this.#entries.length - kept.length;
    this.#dropped += gone;
    this.#entries = kept;
    return gone;
  }
}

const isJournal = (inode: Inode): inode is Journal => inode instanceof Journal;

const directoryOf = (files: FileSystem): string => `/var/log/journal/${machineId(files)}`;

export function machineId(files: FileSystem): string {
  return files.exists('/etc/machine-id') ? files.readText('/etc/machine-id').trim() : '';
}

/** The journal of a machine's disk; undefined when there is none. */
export function findJournal(files: FileSystem): Journal | undefined {
  const path = `${directoryOf(files)}/system.journal`;
  if (!files.exists(path)) return undefined;
  const inode = files.stat(path);
  return isJournal(inode) ? inode : undefined;
}

/** For journald: the journal, made anew where it is missing. */
export function openJournal(files: FileSystem): Journal {
  const existing = findJournal(files);
  if (existing) return existing;
  const directory = directoryOf(files);
  files.makeDirectory(directory, { recursive: true, mode: 0o2755 });
  files.place(`${directory}/system.journal`, (base) => new Journal(base), 0o640);
  const made = files.stat(`${directory}/system.journal`);
  if (!isJournal(made)) throw new TypeError(`${directory}/system.journal is no journal`);
  return made;
}
