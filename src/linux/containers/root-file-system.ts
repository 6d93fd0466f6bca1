// The root of a container: a writable copy of its image's tree. Directories are copied when somebody
// first looks into them, so a thousand containers cost little more than one image.

import { SystemError } from '../errors.ts';
import { FileSystem } from '../files/file-system.ts';
import type { Directory, Inode } from '../files/inode.ts';
import { NullDevice, SourceDevice } from '../files/open-file.ts';
import type { Mount } from '../files/path-walk.ts';
import { Volume } from '../files/volume.ts';
import { executable, type Programs, readExecutable } from '../host/host.ts';
import type { Image, ImageFile, Userland } from './image-catalog.ts';

/** The image's unpacked layers, made once per machine. */
export function unpackImage(image: Image, tag: string, programs: Programs, createdAt: number): Directory {
  const files = new FileSystem(() => createdAt, new Volume());
  for (const [path, mode] of DIRECTORIES) files.makeDirectory(path, { recursive: true, mode });
  files.place(
    '/dev/null',
    (base) => ({ ...base, type: 'device', numbers: '1:3', open: () => new NullDevice() }),
    0o666,
  );
  files.place(
    '/dev/zero',
    (base) => ({ ...base, type: 'device', numbers: '1:5', open: () => new SourceDevice((n) => new Uint8Array(n)) }),
    0o666,
  );
  for (const [path, target] of STREAMS) files.symlink(target, path);
  const version = userlandVersion(image, tag);
  for (const file of userland(image.userland, programs)) put(files, file, version);
  for (const file of image.files()) {
    if (!('executable' in file) || programs.has(file.executable)) put(files, file, tag);
  }
  return files.root;
}

/** A root of its own for one container. Executables stay shared; everything else can be written. */
export function copyTree(template: Directory): Directory {
  const { entries: _, ...metadata } = template;
  let entries: Map<string, Inode> | undefined;
  return {
    ...metadata,
    type: 'directory',
    get entries() {
      entries ??= new Map([...template.entries].map(([name, inode]) => [name, copyInode(inode)]));
      return entries;
    },
  };
}

function copyInode(inode: Inode): Inode {
  if (inode.type === 'directory') return copyTree(inode);
  if (inode.type === 'file' && !readExecutable(inode.content)) return { ...inode };
  return inode;
}

/** Small programs know whose they are: busybox' applets behave like busybox. */
function userlandVersion({ userland: kind, repository }: Image, tag: string): string {
  if (kind !== 'busybox' && kind !== 'alpine') return '';
  const minor = repository.endsWith('/busybox') ? /^1\.(\d+)/.exec(tag)?.[1] : undefined;
  return minor === undefined || minor === '37' ? 'BusyBox v1.37.0' : `BusyBox v1.${minor}.1`;
}

/** An image's own executables say its tag when asked for their version. */
function put(files: FileSystem, file: ImageFile, version: string): void {
  const parent = file.path.slice(0, file.path.lastIndexOf('/'));
  if (parent !== '') files.makeDirectory(parent, { recursive: true });
  if ('directory' in file) files.makeDirectory(file.path, { recursive: true, mode: file.mode });
  else if ('link' in file) files.symlink(file.link, file.path);
  else if ('text' in file) files.writeFile(file.path, file.text, { mode: file.mode });
  else files.writeFile(file.path, executable(file.executable, version), { mode: 0o755 });
}

const DIRECTORIES: readonly (readonly [string, number])[] = [
  ...['/bin', '/dev', '/etc', '/home', '/proc', '/run', '/sys', '/usr/bin', '/usr/local/bin', '/usr/sbin'].map(
    (path) => [path, 0o755] as const,
  ),
  ...['/var/log', '/var/run', '/var/lib', '/usr/share'].map((path) => [path, 0o755] as const),
  ['/root', 0o700],
  ['/tmp', 0o1777],
  ['/var/tmp', 0o1777],
];

const STREAMS = [
  ['/dev/fd', '/proc/self/fd'],
  ['/dev/stdin', '/proc/self/fd/0'],
  ['/dev/stdout', '/proc/self/fd/1'],
  ['/dev/stderr', '/proc/self/fd/2'],
] as const;

/** The applets of busybox that do something here: those this world has a program for. */
const BUSYBOX = (
  'arch ash awk base64 basename bc cat chgrp chmod chown clear cmp comm cp cut date dd df diff dirname dmesg du echo ' +
  'egrep env expand expr factor false fgrep find fold free fuser getopt grep groups gunzip gzip head hexdump hostid ' +
  'hostname id ifconfig install ip kill killall less link ln logname ls lsof md5sum mkdir mkfifo mktemp more mount mv ' +
  'nc netstat nice nl nohup nproc nslookup od paste pgrep pidof ping pkill printenv printf ps pwd readlink realpath ' +
  'renice reset rev rm rmdir route sed seq sh sha1sum sha256sum sha512sum shuf sleep sort split stat strings stty sum ' +
  'sync tac tail tar tee telnet test time timeout top touch tr traceroute true truncate tty uname uniq unlink unxz ' +
  'unzip uptime usleep vi wc wget which who whoami xargs yes zcat ['
).split(' ');

/** What essential Debian packages install; tools like ps, curl, ping or vi are not among them. */
const DEBIAN = (
  'arch awk base32 base64 basename bash cat chgrp chmod chown chroot cksum comm cp csplit cut date dd df diff dir ' +
  'dirname dmesg du echo egrep env expand expr factor false fgrep find fmt fold getent getopt grep groups gunzip gzip ' +
  'head hostid hostname id install join link ln logname ls md5sum mkdir mkfifo mknod mktemp more mount mv nice nl nohup ' +
  'nproc numfmt od paste pathchk pinky pr printenv printf ptx pwd readlink realpath rm rmdir sed seq sh sha1sum ' +
  'sha224sum sha256sum sha384sum sha512sum shred shuf sleep sort split stat stty sum sync tac tail tar tee test timeout ' +
  'touch tr true truncate tsort tty umount uname unexpand uniq unlink users vdir wc which who whoami xargs yes zcat ['
).split(' ');

/** Other names for a program this world has. */
const ALIASES: Readonly<Record<string, string>> = { ash: 'sh', sh: 'bash', vi: 'vim', more: 'less' };

function* userland(kind: Userland, programs: Programs): Generator<ImageFile> {
  if (kind === 'none') return;
  const names = kind === 'debian' ? DEBIAN : BUSYBOX;
  for (const name of kind === 'alpine' ? [...names, 'getent'] : names) {
    const program = programNamed(name, programs);
    if (program) yield { path: kind === 'debian' ? `/usr/bin/${name}` : `/bin/${name}`, executable: program };
  }
  if (kind === 'debian') {
    for (const name of ['sh', 'bash']) yield { path: `/bin/${name}`, link: `/usr/bin/${name}` };
    yield { path: '/etc/bash.bashrc', text: BASHRC };
  } else if (programs.has('busybox')) yield { path: '/bin/busybox', executable: 'busybox' };
  yield { path: '/etc/passwd', text: PASSWD };
  yield { path: '/etc/group', text: GROUP };
  const release = OS_RELEASE[kind];
  if (release) yield { path: '/etc/os-release', text: release };
}

function programNamed(name: string, programs: Programs): string | undefined {
  for (let one: string | undefined = name; one !== undefined; one = ALIASES[one]) if (programs.has(one)) return one;
  return undefined;
}

const BASHRC = `# set a fancy prompt (non-color, overwrite the one in /etc/profile)
if ! [ -n "\${SUDO_USER}" -a -n "\${SUDO_PS1}" ]; then
  PS1='\\u@\\h:\\w\\$ '
fi
`;
const PASSWD = `root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/bin/false
nobody:x:65534:65534:nobody:/home:/bin/false
`;
const GROUP = `root:x:0:
daemon:x:1:
nobody:x:65534:
`;
const OS_RELEASE: Partial<Record<Userland, string>> = {
  debian: `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION="12 (bookworm)"
VERSION_CODENAME=bookworm
ID=debian
HOME_URL="https://www.debian.org/"
SUPPORT_URL="https://www.debian.org/support"
BUG_REPORT_URL="https://bugs.debian.org/"
`,
  alpine: `NAME="Alpine Linux"
ID=alpine
VERSION_ID=3.22.2
PRETTY_NAME="Alpine Linux v3.22"
HOME_URL="https://alpinelinux.org/"
BUG_REPORT_URL="https://gitlab.alpinelinux.org/alpine/aports/-/issues"
`,
};

/** Lays `inode` over `path`, making what has to be there first. */
export function mountInto(
  files: FileSystem,
  path: string,
  inode: Inode,
  options: { readonly hostPath: string; readonly from: Mount; readonly readOnly: boolean },
): void {
  const { hostPath, from } = options;
  const isDirectory = inode.type === 'directory';
  try {
    if (!files.exists(path)) {
      if (isDirectory) files.makeDirectory(path, { recursive: true });
      else {
        files.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true });
        files.writeFile(path, '');
      }
    }
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new Error(`error mounting "${hostPath}" to rootfs at "${path}": mkdirat ${path}: ${goText(error)}`);
  }
  if (files.isDirectory(path) !== isDirectory) {
    throw new Error(
      `error mounting "${hostPath}" to rootfs at "${path}": mount src=${hostPath}, dst=${path}, dstFd=/proc/thread-self/fd/11, flags=MS_BIND|MS_REC: not a directory: Are you trying to mount a directory onto a file (or vice-versa)? Check if the specified host path exists and is the expected type`,
    );
  }
  files.mount(path, inode, {
    source: from.source,
    type: from.type,
    volume: from.volume,
    readOnly: options.readOnly || from.readOnly,
    options: from.options,
  });
}

const goText = (error: SystemError): string => {
  const text = error.message.slice(error.message.lastIndexOf(': ') + 2);
  return text.charAt(0).toLowerCase() + text.slice(1);
};
