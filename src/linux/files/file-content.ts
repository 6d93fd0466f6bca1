// What writing, cutting and growing do to a regular file's bytes and to the space its volume has left. Zeros behind
// the content are counted, not kept: a file of thirty gigabytes costs no memory.

import { SystemError } from '../errors.ts';
import { blocksFor, diskSpaceOf, type Inode, type RegularFile } from './inode.ts';
import type { Volume } from './volume.ts';

/** Zeros in writes shorter than this are bytes like any other. */
const LONG_ZEROS = 65_536;
/** Zeros in front of later bytes have to be kept after all, up to here. */
const MOST_KEPT = 256 * 2 ** 20;

/** Throws ENOSPC before anything changed. */
export function storeBytes(file: RegularFile, volume: Volume, at: number, bytes: Uint8Array): void {
  const end = at + bytes.length;
  const size = file.content.length + (file.zeros ?? 0);
  if (at >= size && bytes.length >= LONG_ZEROS && !bytes.some((byte) => byte !== 0)) {
    setZeros(file, volume, end - file.content.length, true);
    return;
  }
  if (file.zeros && end > file.content.length) keepZeros(file, volume, Math.min(size, Math.max(at, end)));
  if (at === 0 && file.content.length <= bytes.length) {
    take(file, volume, end);
    file.content = bytes.slice();
    return;
  }
  if (end > file.content.length) resize(file, volume, end);
  else file.content = file.content.slice();
  file.content.set(bytes, at);
}

export function resize(file: RegularFile, volume: Volume, size: number): void {
  const { content } = file;
  if (size > content.length + LONG_ZEROS) {
    // Growing leaves a hole, which takes nothing.
    if (!file.zeros) setZeros(file, volume, size - content.length, false);
    else setZeros(file, volume, size - content.length, file.zerosTakeSpace === true);
    return;
  }
  if (file.zeros) setZeros(file, volume, 0, false);
  take(file, volume, size);
  const cut = new Uint8Array(size);
  cut.set(content.subarray(0, size));
  file.content = cut;
}

export function setZeros(file: RegularFile, volume: Volume, zeros: number, takeSpace: boolean): void {
  const length = file.content.length;
  const after = { ...file, zeros, zerosTakeSpace: takeSpace };
  volume.take(blocksFor(length, after) - blocksFor(length, file));
  file.zeros = zeros === 0 ? undefined : zeros;
  file.zerosTakeSpace = zeros === 0 ? undefined : takeSpace;
}

/** Makes the zeros up to `size` bytes of the content. */
function keepZeros(file: RegularFile, volume: Volume, size: number): void {
  if (size > MOST_KEPT) throw new SystemError('EFBIG');
  const rest = (file.zeros ?? 0) - (size - file.content.length);
  const takeSpace = file.zerosTakeSpace === true;
  setZeros(file, volume, 0, false);
  take(file, volume, size);
  const content = new Uint8Array(size);
  content.set(file.content);
  file.content = content;
  if (rest > 0) setZeros(file, volume, rest, takeSpace);
}

const take = (file: RegularFile, volume: Volume, length: number): void =>
  volume.take(blocksFor(length, file) - blocksFor(file.content.length, file));

/** A tree is counted on another volume from now on. Throws ENOSPC. */
export function moveSpace(inode: Inode, from: Volume, to: Volume): void {
  const space = spaceOf(inode);
  to.take(space);
  from.take(-space);
}

/** Bytes on disk of a file, or of a directory and everything below. */
export function spaceOf(inode: Inode): number {
  let sum = diskSpaceOf(inode);
  if (inode.type === 'directory') for (const entry of inode.entries.values()) sum += spaceOf(entry);
  return sum;
}
