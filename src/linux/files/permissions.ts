// Who asks, and what the nine bits of an inode let him do.

import type { Directory, Inode, Metadata } from './inode.ts';

/** What a process acts with: its effective IDs. */
export interface Credentials {
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  /** Who started a set-user-ID program, when somebody else than it acts as. */
  readonly realUid?: number;
  /** The same for a set-group-ID program. */
  readonly realGid?: number;
}

/** Who really asks: sudo, passwd and their like act as root, but not for everybody. */
export const realUser = (who: Credentials): number => who.realUid ?? who.uid;

/** The credentials after execve(2) of a file: its set-ID bits lend the owner's identity. */
export function credentialsFor(inode: Metadata, who: Credentials): Credentials {
  const setsUser = (inode.mode & SET_USER) !== 0 && inode.uid !== who.uid;
  const setsGroup = (inode.mode & SET_GROUP) !== 0 && (inode.mode & 0o010) !== 0 && inode.gid !== who.gid;
  if (!setsUser && !setsGroup) return who;
  return {
    ...who,
    ...(setsUser ? { uid: inode.uid, realUid: realUser(who) } : {}),
    ...(setsGroup ? { gid: inode.gid, realGid: who.realGid ?? who.gid } : {}),
  };
}

/** Gives a lent identity back, as bash does when it is started with one. */
export const withoutLent = ({ uid, gid, groups, realUid, realGid }: Credentials): Credentials => ({
  uid: realUid ?? uid,
  gid: realGid ?? gid,
  groups,
});

export const SET_USER = 0o4000;
export const SET_GROUP = 0o2000;
export const STICKY = 0o1000;

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

/** Another owner, or other content, takes a file's lent identity away. */
export function withdrawIdentity(inode: Inode): void {
  if (inode.type !== 'file') return;
  inode.mode &= ~SET_USER;
  if (inode.mode & 0o010) inode.mode &= ~SET_GROUP;
}

/** A directory made in a set-group-ID directory is one too. */
export const directoryMode = (mode: number, parent: Directory | undefined): number =>
  mode | ((parent?.mode ?? 0) & SET_GROUP);

/** fs.protected_hardlinks: others' files are linked only by those who may read and write them. */
export const mayLink = (inode: Inode, who: Credentials): boolean =>
  who.uid === 0 ||
  who.uid === inode.uid ||
  (inode.type === 'file' && !(inode.mode & SET_USER) && permits(inode, READ | WRITE, who));

/** fs.protected_regular: in a sticky directory even root does not open with O_CREAT what somebody else put there. */
export const isForeign = (inode: Inode, parent: Directory | undefined, who: Credentials): boolean =>
  inode.type === 'file' &&
  parent !== undefined &&
  (parent.mode & STICKY) !== 0 &&
  (parent.mode & 0o022) !== 0 &&
  inode.uid !== who.uid &&
  inode.uid !== parent.uid;
