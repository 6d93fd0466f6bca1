// The tree of one mount namespace: reading and changing it, mounts, watches. Synchronous, like the system
// calls it models; only pipes, terminals and sockets make a program wait.
//
// Every call takes an absolute path and `who` asks (root unless said). path-walk.ts finds the way.

import { assert } from '../../base/assert.ts';
import { decode, EMPTY, encode } from '../../base/bytes.ts';
import type { Cancel } from '../../sim/simulation.ts';
import { SystemError } from '../errors.ts';
import { newFifo } from './fifo.ts';
import { moveSpace, resize, setZeros, storeBytes } from './file-content.ts';
import {
  type Device,
  type Directory,
  diskSpaceOf,
  type GeneratedFile,
  type Inode,
  type Metadata,
  newDirectory,
  type RegularFile,
  sizeOf,
} from './inode.ts';
import type { OpenFile, OpenFlags } from './open-file.ts';
import { OpenedInode } from './opened-inode.ts';
import { type Found, type Mount, type Tree, type WalkOptions, walk } from './path-walk.ts';
import {
  type Credentials,
  directoryMode,
  EXECUTE,
  isForeign,
  mayLink,
  permits,
  READ,
  ROOT,
  SET_GROUP,
  STICKY,
  WRITE,
  withdrawIdentity,
} from './permissions.ts';
import { type FileChange, Volume } from './volume.ts';

const FOLLOW: WalkOptions = { follow: true };
const STAY: WalkOptions = { follow: false };

export class FileSystem {
  readonly root: Directory;
  /** What the root is mounted from; the watchers of the whole tree are registered there. */
  readonly volume: Volume;
  readonly rootMount: Mount & { readonly root: Directory };
  readonly #clock: () => number;
  readonly #mounts = new Map<Inode, Mount>();
  readonly #tree: Tree;

  /** `clock` gives Unix milliseconds for the time stamps. */
  constructor(clock: () => number, volume = new Volume(), root?: Directory) {
    this.#clock = clock;
    this.volume = volume;
    this.root = root ?? { ...this.#metadata(0o755, ROOT, volume), type: 'directory', entries: new Map() };
    this.rootMount = {
      path: '/',
      source: volume.identity.source,
      type: volume.identity.type,
      covered: this.root,
      root: this.root,
      volume,
      readOnly: false,
      options: ['relatime'],
    };
    this.#tree = { root: this.rootMount, mounts: this.#mounts };
  }

  // ——— looking ———

  /** Follows a last symbolic link; `lstat` does not. */
  stat(path: string, who: Credentials = ROOT): Inode {
    return this.#existing(path, who, FOLLOW).inode!;
  }

  lstat(path: string, who: Credentials = ROOT): Inode {
    return this.#existing(path, who, STAY).inode!;
  }

  exists(path: string, who: Credentials = ROOT): boolean {
    const found = walk(this.#tree, path, who, FOLLOW);
    return typeof found !== 'string' && found.inode !== undefined;
  }

  isDirectory(path: string, who: Credentials = ROOT): boolean {
    const found = walk(this.#tree, path, who, FOLLOW);
    return typeof found !== 'string' && found.inode?.type === 'directory';
  }

  /** access(2): `wanted` is any sum of 4 (read), 2 (write), 1 (execute). */
  access(path: string, wanted: number, who: Credentials = ROOT): boolean {
    const found = this.#existing(path, who, FOLLOW);
    return permits(found.inode!, wanted, who) && !(wanted & WRITE && this.#writeProtected(found));
  }

  /** The path without symbolic links, `.` and `..`. */
  realpath(path: string, who: Credentials = ROOT): string {
    const trail: string[] = [];
    this.#walk(path, who, { follow: true, trail });
    return `/${trail.join('/')}`;
  }

  /** Names in byte order, without `.` and `..`. */
  readDirectory(path: string, who: Credentials = ROOT): string[] {
    const inode = this.stat(path, who);
    if (inode.type !== 'directory') throw new SystemError('ENOTDIR', path);
    if (!permits(inode, READ, who)) throw new SystemError('EACCES', path);
    return [...inode.entries.keys()].sort();
  }

  readLink(path: string, who: Credentials = ROOT): string {
    const inode = this.lstat(path, who);
    if (inode.type !== 'symlink') throw new SystemError('EINVAL', path);
    return inode.target;
  }

  readFile(path: string, who: Credentials = ROOT): Uint8Array {
    const inode = this.stat(path, who);
    if (!permits(inode, READ, who)) throw new SystemError('EACCES', path);
    if (inode.type === 'generated') return encode(inode.read());
    if (inode.type === 'directory') throw new SystemError('EISDIR', path);
    if (inode.type !== 'file') return EMPTY;
    return inode.content;
  }

  readText(path: string, who: Credentials = ROOT): string {
    return decode(this.readFile(path, who));
  }

  // ——— changing ———

  /** Creates or replaces the content; `mode` and the owner apply to a new file only. */
  writeFile(
    path: string,
    content: string | Uint8Array,
    options: { readonly mode?: number; readonly append?: boolean; readonly who?: Credentials } = {},
  ): void {
    const bytes = typeof content === 'string' ? encode(content) : content;
    const who = options.who ?? ROOT;
    const { inode, volume } = this.#openInode(
      path,
      { write: true, create: true, truncate: !options.append },
      options.mode ?? 0o644,
      who,
    );
    this.#store(inode, volume, options.append ? sizeOf(inode) : 0, bytes, path);
  }

  /** `recursive`: parents too, and an existing directory is fine. */
  makeDirectory(
    path: string,
    options: { readonly mode?: number; readonly recursive?: boolean; readonly who?: Credentials } = {},
  ): void {
    const who = options.who ?? ROOT;
    if (options.recursive) {
      const parent = path.slice(0, path.lastIndexOf('/', path.length - 2));
      if (parent !== '' && !this.exists(parent, who)) this.makeDirectory(parent, { who, recursive: true });
    }
    const found = this.#walk(path, who, STAY);
    if (found.inode) {
      if (options.recursive && this.isDirectory(path, who)) return;
      throw new SystemError('EEXIST', path);
    }
    this.#link(
      found,
      () => {
        const made: Directory = newDirectory(
          this.#metadata(directoryMode(options.mode ?? 0o755, found.parent), who, found.volume, found.parent),
        );
        found.volume.take(diskSpaceOf(made));
        return made;
      },
      who,
      path,
    );
  }

  symlink(target: string, path: string, who: Credentials = ROOT): void {
    const found = this.#walk(path, who, STAY);
    if (found.inode) throw new SystemError('EEXIST', path);
    this.#link(
      found,
      () => ({ ...this.#metadata(0o777, who, found.volume, found.parent), type: 'symlink', target }),
      who,
      path,
    );
  }

  /** mkfifo(3). */
  makeFifo(path: string, mode: number, who: Credentials = ROOT): void {
    const found = this.#walk(path, who, STAY);
    if (found.inode) throw new SystemError('EEXIST', path);
    this.#link(found, () => newFifo(this.#metadata(mode, who, found.volume, found.parent)), who, path);
  }

  hardLink(existing: string, path: string, who: Credentials = ROOT): void {
    const { inode, volume } = this.#existing(existing, who, STAY);
    if (inode!.type === 'directory') throw new SystemError('EPERM', existing);
    const found = this.#walk(path, who, STAY);
    if (found.inode) throw new SystemError('EEXIST', path);
    if (found.volume !== volume) throw new SystemError('EXDEV', path);
    if (!mayLink(inode!, who)) throw new SystemError('EPERM', path);
    this.#link(found, () => inode!, who, path);
    inode!.links++;
  }

  unlink(path: string, who: Credentials = ROOT): void {
    const found = this.#existing(path, who, STAY);
    if (found.inode!.type === 'directory') throw new SystemError('EISDIR', path);
    this.#remove(found, who, path);
  }

  removeDirectory(path: string, who: Credentials = ROOT): void {
    const found = this.#existing(path, who, STAY);
    const inode = found.inode!;
    if (inode.type !== 'directory') throw new SystemError('ENOTDIR', path);
    this.#mayRemove(found, who, path);
    if (inode.entries.size > 0) throw new SystemError('ENOTEMPTY', path);
    this.#remove(found, who, path);
  }

  /** Everything below and the path itself; nothing there is fine. For our own code: programs remove step by step. */
  removeTree(path: string): void {
    const found = this.#walk(path, ROOT, STAY);
    if (!found.inode) return;
    if (found.inode.type === 'directory') {
      for (const name of [...found.inode.entries.keys()]) this.removeTree(`${path}/${name}`);
    }
    this.#remove(found, ROOT, path);
  }

  rename(from: string, to: string, who: Credentials = ROOT): void {
    const source = this.#existing(from, who, STAY);
    const target = this.#walk(to, who, STAY);
    if (target.inode === source.inode) return;
    if (source.inode!.type === 'directory' && this.#contains(source.inode!, target.parent)) {
      throw new SystemError('EINVAL', to);
    }
    if (target.inode) {
      if (target.inode.type === 'directory') {
        if (source.inode!.type !== 'directory') throw new SystemError('EISDIR', to);
        if (target.inode.entries.size > 0) throw new SystemError('ENOTEMPTY', to);
      } else if (source.inode!.type === 'directory') throw new SystemError('ENOTDIR', to);
    }
    this.#mayRemove(source, who, from);
    this.#mayChange(target, who, to);
    if (target.inode) this.#mayRemove(target, who, to);
    if (this.#isMountRoot(source.inode!)) throw new SystemError('EBUSY', from);
    // rename(2) does not cross file systems; whoever moves there copies and removes, which nobody sees.
    if (source.volume !== target.volume) moveSpace(source.inode!, source.volume, target.volume);
    if (target.inode) this.#forget(target.inode, target.volume);
    source.parent!.entries.delete(source.name);
    target.parent!.entries.set(target.name, source.inode!);
    this.#touch(source.parent!);
    this.#touch(target.parent!);
    this.volume.tell(source.parent!, { name: source.name, change: 'removed' });
    this.volume.tell(target.parent!, { name: target.name, change: 'created' });
  }

  changeMode(path: string, mode: number, who: Credentials = ROOT): void {
    const found = this.#existing(path, who, FOLLOW);
    this.#mayOwn(found, who, path);
    const inode = found.inode!;
    const inGroup = who.uid === 0 || who.gid === inode.gid || who.groups.includes(inode.gid);
    inode.mode = mode & 0o7777 & (inGroup || inode.type === 'directory' ? ~0 : ~SET_GROUP);
    this.#attributesChanged(found);
  }

  /** A missing uid or gid stays as it is. */
  changeOwner(
    path: string,
    owner: { readonly uid?: number; readonly gid?: number },
    who: Credentials = ROOT,
    follow = true,
  ): void {
    const found = this.#existing(path, who, { follow });
    const inode = found.inode!;
    const givesAway = owner.uid !== undefined && owner.uid !== inode.uid;
    const foreignGroup = owner.gid !== undefined && owner.gid !== inode.gid && !who.groups.includes(owner.gid);
    if (who.uid !== 0 && (givesAway || foreignGroup || who.uid !== inode.uid)) throw new SystemError('EPERM', path);
    if (this.#writeProtected(found)) throw new SystemError('EROFS', path);
    inode.uid = owner.uid ?? inode.uid;
    inode.gid = owner.gid ?? inode.gid;
    withdrawIdentity(inode);
    this.#attributesChanged(found);
  }

  /** Unix milliseconds. */
  setTimes(path: string, times: { readonly mtime?: number; readonly atime?: number }, who: Credentials = ROOT): void {
    const found = this.#existing(path, who, FOLLOW);
    if (!permits(found.inode!, WRITE, who)) this.#mayOwn(found, who, path);
    found.inode!.mtime = times.mtime ?? found.inode!.mtime;
    found.inode!.atime = times.atime ?? found.inode!.atime;
    this.#attributesChanged(found);
  }

  truncate(path: string, size: number, who: Credentials = ROOT): void {
    const { inode, volume } = this.#openInode(path, { write: true }, 0, who);
    if (inode.type !== 'file') throw new SystemError('EINVAL', path);
    resize(inode, volume, size);
    this.#written(inode, path);
  }

  /** fallocate(2): the file is at least so long and has its space, without a byte written. Throws ENOSPC. */
  allocate(path: string, size: number, who: Credentials = ROOT): void {
    const { inode, volume } = this.#openInode(path, { write: true }, 0, who);
    if (inode.type !== 'file') throw new SystemError('ENODEV', path);
    setZeros(inode, volume, Math.max(0, size - inode.content.length, inode.zeros ?? 0), true);
    this.#written(inode, path);
  }

  /** For the machine itself: /dev, /proc, sockets, files with a content of their own making. Replaces what is there; parents must exist. */
  place(path: string, make: (base: Metadata) => Device | GeneratedFile | RegularFile, mode: number): void {
    const found = this.#walk(path, ROOT, STAY);
    if (found.inode) this.#remove(found, ROOT, path);
    const place = this.#walk(path, ROOT, STAY);
    this.#link(place, () => make(this.#metadata(mode, ROOT, place.volume)), ROOT, path);
  }

  // ——— opening ———

  open(path: string, flags: OpenFlags, mode = 0o666, who: Credentials = ROOT): OpenFile {
    const { inode, volume } = this.#openInode(path, flags, mode, who, true);
    if (inode.type === 'device' || inode.type === 'socket') return inode.open();
    if (inode.type === 'fifo') return inode.open(flags);
    return new OpenedInode(inode, volume, flags, (at, bytes) => {
      this.#store(inode, volume, at, bytes, path);
      if (who.uid !== 0) withdrawIdentity(inode);
    });
  }

  // ——— mounts and watches ———

  /** Lays `root` over what is at `path` (a directory over a directory, a file over a file). */
  mount(
    path: string,
    root: Inode,
    options: {
      readonly source: string;
      readonly type: string;
      readonly readOnly?: boolean;
      /** Missing: the volume of the tree's own root. */
      readonly volume?: Volume;
      readonly options?: readonly string[];
      readonly subtree?: string;
    },
  ): void {
    const covered = this.stat(path);
    assert(
      (covered.type === 'directory') === (root.type === 'directory'),
      `mount ${root.type} over ${covered.type} at ${path}`,
    );
    this.#mounts.set(covered, {
      path,
      covered,
      root,
      source: options.source,
      type: options.type,
      volume: options.volume ?? this.volume,
      readOnly: options.readOnly ?? false,
      options: options.options ?? ['relatime'],
      ...(options.subtree === undefined ? {} : { subtree: options.subtree }),
    });
  }

  unmount(path: string): void {
    const mount = this.mounts.findLast((one) => one.path === path);
    if (!mount) throw new SystemError('EINVAL', path);
    this.#mounts.delete(mount.covered);
  }

  /** All but the root's, in order of mounting. */
  get mounts(): Mount[] {
    return [...this.#mounts.values()];
  }

  /** The mount that holds what a path leads to. */
  mountOf(path: string, who: Credentials = ROOT): Mount {
    const real = this.realpath(path, who);
    return this.mounts.findLast((mount) => real === mount.path || real.startsWith(`${mount.path}/`)) ?? this.rootMount;
  }

  /** Like inotify on a directory: every change of a name directly inside. Notices come at once, within the change. */
  watch(path: string, notice: (change: FileChange) => void): Cancel {
    const directory = this.stat(path);
    if (directory.type !== 'directory') throw new SystemError('ENOTDIR', path);
    return this.volume.watch(directory, notice);
  }

  // ——— inside ———

  /** What is made in a set-group-ID directory belongs to the directory's group. */
  #metadata(mode: number, who: Credentials, volume: Volume, parent?: Directory): Metadata {
    const now = this.#clock();
    return {
      mode,
      uid: who.uid,
      gid: parent && parent.mode & SET_GROUP ? parent.gid : who.gid,
      mtime: now,
      ctime: now,
      atime: now,
      links: 1,
      number: volume.newInode(),
    };
  }

  #existing(path: string, who: Credentials, options: WalkOptions): Found {
    const found = this.#walk(path, who, options);
    if (!found.inode) throw new SystemError('ENOENT', path);
    return found;
  }

  #walk(path: string, who: Credentials, options: WalkOptions): Found {
    const found = walk(this.#tree, path, who, options);
    if (typeof found === 'string') throw new SystemError(found, path);
    return found;
  }

  /** `guarded`: for a program, which may not fall for files others left in a directory for everybody. */
  #openInode(
    path: string,
    flags: OpenFlags,
    mode: number,
    who: Credentials,
    guarded = false,
  ): Found & { readonly inode: Inode } {
    const found = this.#walk(path, who, FOLLOW);
    if (!found.inode) {
      if (!flags.create) throw new SystemError('ENOENT', path);
      // A dangling link is created through: look the path up again, where the link points.
      const make = (): RegularFile => ({
        ...this.#metadata(mode, who, found.volume, found.parent),
        type: 'file',
        content: EMPTY,
      });
      return { ...found, inode: this.#link(found, make, who, path) };
    }
    const { inode, volume } = found;
    if (flags.exclusive) throw new SystemError('EEXIST', path);
    if (inode.type === 'directory' && (flags.write || flags.create)) throw new SystemError('EISDIR', path);
    const wanted = (flags.read ? READ : 0) | (flags.write ? WRITE : 0);
    if (!permits(inode, wanted, who)) throw new SystemError('EACCES', path);
    if (guarded && flags.create && isForeign(inode, found.parent, who)) throw new SystemError('EACCES', path);
    if (flags.write && this.#writeProtected(found)) throw new SystemError('EROFS', path);
    if (flags.truncate && inode.type === 'file' && sizeOf(inode) > 0) {
      resize(inode, volume, 0);
      this.#written(inode, path);
    }
    return { ...found, inode };
  }

  #link<T extends Inode>(found: Found, make: () => T, who: Credentials, path: string): T {
    this.#mayChange(found, who, path);
    const inode = make();
    found.parent!.entries.set(found.name, inode);
    this.#touch(found.parent!);
    this.volume.tell(found.parent!, { name: found.name, change: 'created' });
    return inode;
  }

  #remove(found: Found, who: Credentials, path: string): void {
    const inode = found.inode!;
    if (!found.parent || this.#isMountRoot(inode)) throw new SystemError('EBUSY', path);
    this.#mayRemove(found, who, path);
    found.parent.entries.delete(found.name);
    this.#forget(inode, found.volume);
    this.#touch(found.parent);
    this.volume.tell(found.parent, { name: found.name, change: 'removed' });
  }

  /** One name less. A file's space is free when nobody has it open either. */
  #forget(inode: Inode, volume: Volume): void {
    inode.links--;
    const isOpen = inode.type === 'file' && (inode.openers ?? 0) > 0;
    if (!isOpen && (inode.type === 'directory' || inode.links === 0)) volume.freeInode(inode);
  }

  /** In a sticky directory names are taken away by their owners, and by the directory's. */
  #mayRemove(found: Found, who: Credentials, path: string): void {
    this.#mayChange(found, who, path);
    const { parent, inode } = found;
    const isSticky = parent !== undefined && (parent.mode & STICKY) !== 0;
    if (isSticky && who.uid !== 0 && who.uid !== inode?.uid && who.uid !== parent.uid)
      throw new SystemError('EPERM', path);
  }

  #mayChange(found: Found, who: Credentials, path: string): void {
    const { parent } = found;
    if (!parent) throw new SystemError('EBUSY', path);
    if (this.#writeProtected(found)) throw new SystemError('EROFS', path);
    if (!permits(parent, WRITE | EXECUTE, who)) throw new SystemError('EACCES', path);
  }

  #mayOwn(found: Found, who: Credentials, path: string): void {
    if (who.uid !== 0 && who.uid !== found.inode!.uid) throw new SystemError('EPERM', path);
    if (this.#writeProtected(found)) throw new SystemError('EROFS', path);
  }

  #writeProtected(found: Found): boolean {
    return found.readOnly && found.inode?.type !== 'device' && found.inode?.type !== 'generated';
  }

  #isMountRoot(inode: Inode): boolean {
    return this.mounts.some((mount) => mount.root === inode || mount.covered === inode);
  }

  #contains(directory: Directory, inside: Inode | undefined): boolean {
    if (directory === inside) return true;
    return [...directory.entries.values()].some((entry) => entry.type === 'directory' && this.#contains(entry, inside));
  }

  #store(inode: Inode, volume: Volume, at: number, bytes: Uint8Array, path: string): void {
    if (inode.type === 'generated') {
      if (!inode.write) throw new SystemError('EACCES', path);
      inode.write(decode(bytes));
      return;
    }
    if (inode.type !== 'file') return;
    storeBytes(inode, volume, at, bytes);
    this.#written(inode, path);
  }

  #written(inode: Inode, path: string): void {
    this.#touch(inode);
    const { parent, name } = this.#walkQuietly(path);
    if (parent) this.volume.tell(parent, { name, change: 'written' });
  }

  /** Where a path stands now; nowhere, if it was removed while open. */
  #walkQuietly(path: string): { readonly parent: Directory | undefined; readonly name: string } {
    if (!this.volume.isWatched) return { parent: undefined, name: '' };
    const found = walk(this.#tree, path, ROOT, FOLLOW);
    return typeof found === 'string' ? { parent: undefined, name: '' } : found;
  }

  #touch(inode: Inode): void {
    inode.mtime = this.#clock();
    inode.ctime = inode.mtime;
  }

  #attributesChanged(found: Found): void {
    found.inode!.ctime = this.#clock();
    if (found.parent) this.volume.tell(found.parent, { name: found.name, change: 'attributes' });
  }
}
