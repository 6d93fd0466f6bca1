// From a path to an inode, name by name: through symbolic links, over mounts, past the permission to search
// each directory. Models path_resolution(7).

import { assert } from '../../base/assert.ts';
import type { ErrorCode } from '../errors.ts';
import type { Directory, Inode } from './inode.ts';
import { type Credentials, EXECUTE, permits } from './permissions.ts';
import type { Volume } from './volume.ts';

/** What a walk goes through. */
export interface Tree {
  readonly root: Mount & { readonly root: Directory };
  /** By the inode each one covers. */
  readonly mounts: ReadonlyMap<Inode, Mount>;
}

export interface Mount {
  /** Where it was mounted. */
  readonly path: string;
  readonly source: string;
  readonly type: string;
  readonly covered: Inode;
  readonly root: Inode;
  /** Where its space is counted. */
  readonly volume: Volume;
  readOnly: boolean;
  /** Of a bind mount: the directory of its file system that it shows. */
  readonly subtree?: string;
  /** Besides `rw` or `ro`: `nosuid`, `size=5120k`. */
  options: readonly string[];
}

export interface Found {
  /** The directory that holds the last name; undefined for `/`. */
  readonly parent: Directory | undefined;
  readonly name: string;
  readonly inode: Inode | undefined;
  readonly readOnly: boolean;
  readonly volume: Volume;
}

export interface WalkOptions {
  /** Whether a last symbolic link is followed. */
  readonly follow: boolean;
  /** Off: gives the last inode itself, not the mount that covers it. */
  readonly overMounts?: boolean;
  /** Gets the names of the way without links, `.` and `..`. */
  readonly trail?: string[];
}

/** Where a path leads, or why nowhere. Errors are values here: whoever only asks must not pay for a throw. */
export function walk(
  { root, mounts }: Tree,
  path: string,
  who: Credentials,
  { follow, overMounts = true, trail }: WalkOptions,
): Found | ErrorCode {
  assert(path.startsWith('/'), 'a path must be absolute');
  const pending = reversedNames(path);
  const mustBeDirectory = path.endsWith('/') || path.endsWith('/.');
  const names: string[] = [];
  /** The directories on the way, and what each is mounted from. */
  const chain: Directory[] = [];
  const grounds: Ground[] = [];
  let here: Inode = root.root;
  let ground: Ground = root;
  let parent: Directory | undefined;
  let name = '';
  let links = 0;
  const enter = (inode: Inode): void => {
    here = inode;
    // One mount may cover another; one of a directory over itself covers nothing more.
    for (let mount = mounts.get(here), next: Mount | undefined; mount; mount = next) {
      ground = mount;
      next = mount.root === here ? undefined : mounts.get(mount.root);
      here = mount.root;
    }
  };
  enter(root.root);

  while (pending.length > 0) {
    const part = pending.pop()!;
    if (here.type !== 'directory') return 'ENOTDIR';
    if (!permits(here, EXECUTE, who)) return 'EACCES';
    if (part === '.') continue;
    if (part === '..') {
      names.pop();
      const up = chain.pop();
      if (up) {
        here = up;
        ground = grounds.pop()!;
        parent = chain.at(-1);
      }
      continue;
    }
    if (part.length > 255) return 'ENAMETOOLONG';
    const next: Inode | undefined = here.entries.get(part);
    if (!next) {
      if (pending.length > 0) return 'ENOENT';
      trail?.push(...names, part);
      return { parent: here, name: part, inode: undefined, ...protection(ground) };
    }
    if (next.type === 'symlink' && (pending.length > 0 || follow || mustBeDirectory)) {
      if (++links > 40) return 'ELOOP';
      pending.push(...reversedNames(next.target));
      if (next.target.startsWith('/')) {
        ground = root;
        enter(root.root);
        parent = undefined;
        chain.length = 0;
        grounds.length = 0;
        names.length = 0;
      }
      continue;
    }
    chain.push(here);
    grounds.push(ground);
    parent = here;
    name = part;
    names.push(part);
    if (pending.length === 0 && !overMounts) here = next;
    else enter(next);
  }
  if (mustBeDirectory && here.type !== 'directory') return 'ENOTDIR';
  trail?.push(...names);
  return { parent, name, inode: here, ...protection(ground) };
}

/** What a part of the tree is mounted from, and how. */
interface Ground {
  readonly volume: Volume;
  readonly readOnly: boolean;
}

const protection = ({ volume, readOnly }: Ground) => ({ volume, readOnly: readOnly || volume.readOnly });

/** `/usr/bin/vi` → vi, bin, usr: a stack whose top is the first name. */
function reversedNames(path: string): string[] {
  const names: string[] = [];
  for (let end = path.length; end > 0; ) {
    const slash = path.lastIndexOf('/', end - 1);
    if (slash + 1 < end) names.push(path.slice(slash + 1, end));
    end = slash;
  }
  return names;
}
