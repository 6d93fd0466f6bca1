// A user's files: the home directory made from /etc/skel, moved, given to somebody else.

import type { FileSystem } from '../../../linux/files/file-system.ts';

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Parents that are missing belong to root. */
export function makeHome(files: FileSystem, home: string, owner: Owner, mode: number): void {
  files.makeDirectory(home, { recursive: true });
  files.changeMode(home, mode);
  files.changeOwner(home, owner);
}

/** Everything inside `from`, with its modes, now the owner's. */
export function copyTree(files: FileSystem, from: string, to: string, owner: Owner): void {
  if (!files.isDirectory(from)) return;
  for (const name of files.readDirectory(from)) {
    const [source, target] = [`${from}/${name}`, `${to}/${name}`];
    const inode = files.lstat(source);
    if (inode.type === 'symlink') files.symlink(inode.target, target);
    else if (inode.type === 'directory') {
      files.makeDirectory(target);
      copyTree(files, source, target, owner);
    } else files.writeFile(target, files.readFile(source));
    if (inode.type !== 'symlink') files.changeMode(target, inode.mode);
    files.changeOwner(target, owner, undefined, false);
  }
}

/** What belonged to one pair of IDs belongs to another; what is others' stays theirs. */
export function giveTree(files: FileSystem, path: string, from: Owner, to: Owner): void {
  const inode = files.lstat(path);
  const { mode } = inode;
  files.changeOwner(
    path,
    { uid: inode.uid === from.uid ? to.uid : inode.uid, gid: inode.gid === from.gid ? to.gid : inode.gid },
    undefined,
    false,
  );
  if (inode.type !== 'symlink') files.changeMode(path, mode);
  if (inode.type === 'directory')
    for (const name of files.readDirectory(path)) giveTree(files, `${path}/${name}`, from, to);
}
