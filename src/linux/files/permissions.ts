// Who asks, and what the nine bits of an inode let him do.

import type { Inode, Metadata } from './inode.ts';

export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

export const ROOT: Credentials = { uid: 0, gid: 0, groups: [0] };

export const READ = 4;
export const WRITE = 2;
export const EXECUTE = 1;

/** Whether `who` may do all of `wanted` (a sum of READ, WRITE, EXECUTE) by owner, group and other bits. */
export function permits(inode: Metadata & { readonly type: Inode['type'] }, wanted: number, who: Credentials): boolean {
  if (who.uid === 0) return !(wanted & EXECUTE) || inode.type === 'directory' || (inode.mode & 0o111) !== 0;
  const shift = who.uid === inode.uid ? 6 : who.gid === inode.gid || who.groups.includes(inode.gid) ? 3 : 0;
  return ((inode.mode >> shift) & wanted) === wanted;
}
