// What files occupy, as an ext4 disk counts it.

import { type Inode, sizeOf } from '../../linux/files/inode.ts';

const BLOCK = 4096;

/** Bytes on disk: whole blocks; short links live inside their inode. */
export function blocksOf(inode: Inode): number {
  if (inode.type === 'directory') return BLOCK;
  return inode.type === 'file' ? Math.ceil(sizeOf(inode) / BLOCK) * BLOCK : 0;
}

/** A directory is named by its parent, by its own `.`, and by every child's `..`. */
export function linksOf(inode: Inode): number {
  if (inode.type !== 'directory') return inode.links;
  let links = 2;
  for (const entry of inode.entries.values()) if (entry.type === 'directory') links++;
  return links;
}
