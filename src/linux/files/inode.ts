// What a path leads to. An inode knows its owner, mode, times and content, not its name.

import { EMPTY, encode } from '../../base/bytes.ts';
import type { AdvisoryLock } from './advisory-lock.ts';
import type { OpenFile, OpenFlags } from './open-file.ts';

export type Inode = RegularFile | Directory | SymbolicLink | Device | Fifo | GeneratedFile;

export interface Metadata {
  /** Permission bits only, e.g. 0o644 (with setuid, setgid and sticky as 0o7000). */
  mode: number;
  uid: number;
  gid: number;
  /** Unix milliseconds. */
  mtime: number;
  ctime: number;
  atime: number;
  /** Number of names. */
  links: number;
  readonly number: number;
  /** There from the first flock(2) on. */
  lock?: AdvisoryLock;
}

export interface RegularFile extends Metadata {
  readonly type: 'file';
  content: Uint8Array;
  /** Zeros behind the content that nobody keeps in memory: what `fallocate`, `truncate` and `dd if=/dev/zero` make. */
  zeros?: number;
  /** Whether the zeros take space on the disk; those of a sparse file do not. */
  zerosTakeSpace?: boolean;
  /** How many open file descriptions lead here: what was deleted while open keeps its space. */
  openers?: number;
}

export interface Directory extends Metadata {
  readonly type: 'directory';
  readonly entries: Map<string, Inode>;
}

export interface SymbolicLink extends Metadata {
  readonly type: 'symlink';
  readonly target: string;
}

/** A device or a socket file: opening it is the driver's business. */
export interface Device extends Metadata {
  readonly type: 'device' | 'socket';
  /** e.g. `1:3` for /dev/null. */
  readonly numbers: string;
  /** A disk or a part of one. */
  readonly isBlock?: boolean;
  open(): OpenFile;
}

/** A named pipe. */
export interface Fifo extends Metadata {
  readonly type: 'fifo';
  open(flags: OpenFlags): OpenFile;
}

/** A file of /proc or /sys: its text is made when it is read; a write goes to `write`, or is refused. */
export interface GeneratedFile extends Metadata {
  readonly type: 'generated';
  read(): string;
  write?(text: string): void;
}

export const newFile = (base: Metadata): RegularFile => ({ ...base, type: 'file', content: EMPTY });
export const newDirectory = (base: Metadata): Directory => ({ ...base, type: 'directory', entries: new Map() });

/** Bytes a file shows in `ls -l`. */
export function sizeOf(inode: Inode): number {
  if (inode.type === 'file') return inode.content.length + (inode.zeros ?? 0);
  if (inode.type === 'directory') return 4096;
  return inode.type === 'symlink' ? encode(inode.target).length : 0;
}

const BLOCK = 4096;

/** Bytes on disk: whole blocks; short links live inside their inode. */
export function diskSpaceOf(inode: Inode): number {
  if (inode.type === 'directory') return BLOCK;
  return inode.type === 'file' ? blocksFor(inode.content.length, inode) : 0;
}

/** What a file would occupy with another content. */
export const blocksFor = (length: number, { zeros = 0, zerosTakeSpace = false }: RegularFile): number =>
  Math.ceil((length + (zerosTakeSpace ? zeros : 0)) / BLOCK) * BLOCK;
