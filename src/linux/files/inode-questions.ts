// What test(1) and a shell's `[[` ask of a file that is there: `-f`, `-s`, `-u`, ...

import { type Inode, sizeOf } from './inode.ts';
import type { Credentials } from './permissions.ts';

const QUESTIONS: Readonly<Record<string, (inode: Inode, who: Credentials) => boolean>> = {
  '-f': ({ type }) => type === 'file' || type === 'generated',
  '-d': ({ type }) => type === 'directory',
  '-c': (inode) => inode.type === 'device' && !inode.isBlock,
  '-S': ({ type }) => type === 'socket',
  '-b': (inode) => inode.type === 'device' && inode.isBlock === true,
  '-p': ({ type }) => type === 'fifo',
  '-s': (inode) => sizeOf(inode) > 0,
  '-u': ({ mode }) => (mode & 0o4000) !== 0,
  '-g': ({ mode }) => (mode & 0o2000) !== 0,
  '-k': ({ mode }) => (mode & 0o1000) !== 0,
  '-O': ({ uid }, who) => uid === who.uid,
  '-G': ({ gid }, who) => gid === who.gid,
  '-N': ({ mtime, atime }) => mtime > atime,
};

/** `-e`, `-a` and all else only ask whether it is there. */
export const answers = (operator: string, inode: Inode, who: Credentials): boolean =>
  QUESTIONS[operator]?.(inode, who) ?? true;
