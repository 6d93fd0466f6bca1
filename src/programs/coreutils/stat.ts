// stat: everything an inode knows, in a page or in a format.

import { conversion, formatText } from '../../base/c-format.ts';
import { strftime } from '../../base/strftime.ts';
import { type Inode, sizeOf } from '../../linux/files/inode.ts';
import { findAccount, findGroup } from '../../linux/host/accounts.ts';
import type { Program } from '../../linux/host/process.ts';
import { modeText, octalMode } from '../file-mode.ts';
import { UsageError } from '../getopt.ts';
import { quoted } from '../quote.ts';
import { Failure, type Invocation, reason, utility } from '../utility.ts';
import { readEscape } from './escapes.ts';
import { blocksOf, linksOf } from './sizes.ts';
import { inspect, kindOf } from './tree.ts';

export const stat: Program = utility(
  {
    usage: '[OPTION]... FILE...',
    options: ['L,dereference', 'f,file-system', 'cached=', 'c,format=', 'printf=', 't,terse'],
  },
  function* (run) {
    if (run.operands.length === 0) throw new UsageError('missing operand');
    const own = run.lastOf('format', 'printf');
    const fileSystem = run.has('file-system');
    const format =
      own === undefined
        ? run.has('terse')
          ? TERSE
          : fileSystem
            ? FILE_SYSTEM_PAGE
            : undefined
        : own === 'format'
          ? `${run.value('format')}\n`
          : unescaped(run.value('printf')!);
    for (const path of run.operands) {
      let inode: Inode;
      try {
        inode = path === '-' ? (run.process.file(0).inode ?? fail()) : inspect(run, path, run.has('dereference'));
      } catch (error) {
        const what = fileSystem ? 'cannot read file system information for' : 'cannot statx';
        yield* run.complain(`${what} ${quoted(path)}: ${reason(error)}`);
        continue;
      }
      const fields = fileSystem ? fileSystemFields(run, path) : inodeFields(run, path, inode);
      const page = inode.type === 'device' ? PAGE.replace('Links: %-5h', 'Links: %-5h Device type: %t,%T') : PAGE;
      yield* run.print(expand(format ?? page, fields));
    }
  },
);

function fail(): never {
  throw new Failure('cannot stat standard input: Bad file descriptor');
}

const PAGE = `  File: %N
  Size: %-10s\tBlocks: %-10b IO Block: %-6o %F
Device: %Hd,%Ld\tInode: %-11i Links: %-5h
Access: (%04a/%10.10A)  Uid: (%5u/%8U)   Gid: (%5g/%8G)
Access: %x
Modify: %y
Change: %z
 Birth: %w
`;

const TERSE = '%n %s %b %f %u %g %D %i %h %t %T %X %Y %Z %W %o\n';

const FILE_SYSTEM_PAGE = `  File: "%n"
    ID: %-8i Namelen: %-7l Type: %T
Block size: %-10s Fundamental block size: %S
Blocks: Total: %-10b Free: %-10f Available: %a
Inodes: Total: %-10c Free: %d
`;

type Fields = Readonly<Record<string, () => string>>;

const TYPE_BITS: Readonly<Record<Inode['type'], number>> = {
  file: 0o100000,
  generated: 0o100000,
  directory: 0o040000,
  symlink: 0o120000,
  device: 0o020000,
  socket: 0o140000,
  fifo: 0o010000,
};

function inodeFields(run: Invocation, path: string, inode: Inode): Fields {
  const { files } = run.process;
  const [major, minor] = inode.type === 'device' ? inode.numbers.split(':').map(Number) : [0, 0];
  const time = (at: number) => strftime('%Y-%m-%d %H:%M:%S.%N %z', at);
  const seconds = (at: number) => String(Math.floor(at / 1000));
  return {
    n: () => path,
    N: () => quoted(path) + (inode.type === 'symlink' ? ` -> ${quoted(inode.target)}` : ''),
    s: () => String(sizeOf(inode)),
    b: () => String(blocksOf(inode) / 512),
    B: () => '512',
    o: () => '4096',
    F: () => kindOf(inode),
    d: () => '2049',
    D: () => '801',
    Hd: () => '8',
    Ld: () => '1',
    i: () => String(inode.number),
    h: () => String(linksOf(inode)),
    a: () => inode.mode.toString(8),
    A: () => modeText(inode),
    f: () => (TYPE_BITS[inode.type] | inode.mode).toString(16),
    u: () => String(inode.uid),
    U: () => findAccount(files, inode.uid)?.name ?? 'UNKNOWN',
    g: () => String(inode.gid),
    G: () => findGroup(files, inode.gid)?.name ?? 'UNKNOWN',
    t: () => major.toString(16),
    T: () => minor.toString(16),
    x: () => time(inode.atime),
    y: () => time(inode.mtime),
    z: () => time(inode.ctime),
    w: () => '-',
    X: () => seconds(inode.atime),
    Y: () => seconds(inode.mtime),
    Z: () => seconds(inode.ctime),
    W: () => '0',
    m: () => mountPoint(run, path),
  };
}

function mountPoint(run: Invocation, path: string): string {
  const real = run.process.files.realpath(run.absolute(path), run.process.credentials);
  const above = run.process.files.mounts
    .map((mount) => mount.path)
    .filter((point) => real === point || real.startsWith(`${point}/`));
  return above.sort((a, b) => b.length - a.length)[0] ?? '/';
}

function fileSystemFields(run: Invocation, path: string): Fields {
  const { volume } = run.process.files;
  const blocks = Math.floor(volume.capacity / 4096);
  const free = Math.floor((volume.capacity - volume.used) / 4096);
  const inodes = Math.floor(volume.capacity / 16_384);
  return {
    n: () => path,
    i: () => '80100000801',
    l: () => '255',
    T: () => 'ext2/ext3',
    t: () => 'ef53',
    s: () => '4096',
    S: () => '4096',
    b: () => String(blocks),
    f: () => String(free),
    a: () => String(free),
    c: () => String(inodes),
    d: () => String(inodes - volume.inodes),
  };
}

function expand(format: string, fields: Fields): string {
  return format.replaceAll(
    /%([-+ #0']*)(\d*)(?:\.(\d+))?([HL]?[a-zA-Z]|%)/g,
    (all, flags: string, width: string, precision: string | undefined, letter: string) => {
      if (letter === '%') return '%';
      const field = fields[letter];
      if (!field) return '?';
      if (letter === 'a' && flags.includes('0'))
        return octalMode(Number.parseInt(field(), 8)).padStart(Number(width || 0), '0');
      return all.length === 2 ? field() : formatText(conversion(flags, width, precision, 's'), field());
    },
  );
}

function unescaped(text: string): string {
  let result = '';
  for (let at = 0; at < text.length; ) {
    if (text[at] !== '\\') {
      result += text[at++];
      continue;
    }
    const found = readEscape(text, at, 'format');
    result += found.text;
    at = found.end;
  }
  return result;
}
