// What files occupy, as an ext4 disk counts it.

import type { Inode } from '../../linux/files/inode.ts';

export { diskSpaceOf as blocksOf } from '../../linux/files/inode.ts';

/** A directory is named by its parent, by its own `.`, and by every child's `..`. */
export function linksOf(inode: Inode): number {
  if (inode.type !== 'directory') return inode.links;
  let links = 2;
  for (const entry of inode.entries.values()) if (entry.type === 'directory') links++;
  return links;
}
