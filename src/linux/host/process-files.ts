// /proc/PID: the part of it that people and scripts read.

import type { Device, Directory, GeneratedFile, Inode, Metadata, SymbolicLink } from '../files/inode.ts';
import { mountLines } from './proc.ts';
import type { Namespaces, Process } from './process.ts';

const CLOCK_TICK = 10;

/** `view`: whose /proc it is; numbers are those of its PID namespace. */
export function processFiles(process: Process, view: Namespaces): Directory {
  const at = process.host.simulation.epoch + process.started;
  const { uid, gid } = process.credentials;
  const base = (mode: number): Metadata => ({
    mode,
    uid,
    gid,
    mtime: at,
    ctime: at,
    atime: at,
    links: 1,
    number: process.pid * 64,
  });
  const text = (read: () => string, mode = 0o444): GeneratedFile => ({ ...base(mode), type: 'generated', read });
  const link = (target: string): SymbolicLink => ({ ...base(0o777), type: 'symlink', target });
  const name = comm(process);
  const files: Record<string, Inode> = {
    // A container is at the root of its cgroup namespace.
    cgroup: text(() => `0::${view.container === undefined ? process.controlGroup : '/'}\n`),
    cmdline: text(() => process.argv.map((word) => `${word}\0`).join('')),
    comm: text(() => `${name}\n`),
    cwd: link(process.directory),
    io: text(
      () => 'rchar: 0\nwchar: 0\nsyscr: 0\nsyscw: 0\nread_bytes: 0\nwrite_bytes: 0\ncancelled_write_bytes: 0\n',
      0o400,
    ),
    limits: text(() => LIMITS),
    loginuid: text(() => '4294967295'),
    mounts: text(() => mountLines(process.namespaces)),
    oom_score: text(() => '666\n'),
    oom_score_adj: text(() => '0\n', 0o644),
    root: link('/'),
    environ: text(() => [...process.environment].map(([key, value]) => `${key}=${value}\0`).join(''), 0o400),
    exe: link(process.path),
    fd: descriptorDirectory(process, base),
    stat: text(() => statLine(process, name, view)),
    statm: text(() => `${Math.floor(process.memory / 1024)} ${Math.floor(process.memory / 4096)} 0 0 0 0 0\n`),
    status: text(() => statusText(process, name, view)),
  };
  return { ...base(0o555), type: 'directory', entries: new Map(Object.entries(files)) };
}

/** Opening an entry gives the open file itself: for pipes and terminals what Linux does, for files a shared position. */
function descriptorDirectory(process: Process, base: (mode: number) => Metadata): Directory {
  const entries = [...process.descriptors].map(([number, file]): [string, Device] => [
    String(number),
    { ...base(0o600), type: 'device', numbers: '0:0', open: () => file.retain() },
  ]);
  return { ...base(0o500), type: 'directory', entries: new Map(entries) };
}

/** The executable's name, as ps and top shorten it. */
export const comm = (process: Process): string =>
  (process.path.slice(process.path.lastIndexOf('/') + 1) || process.argv[0]).slice(0, 15);

const stateOf = (process: Process): string =>
  process.state === 'stopped' ? 'T' : process.state === 'zombie' ? 'Z' : 'S';

/** The parent's number, 0 when it is outside of the namespace. */
export const parentPid = ({ parent }: Process, { container }: Namespaces): number =>
  parent === undefined || (container !== undefined && parent.namespaces.container !== container)
    ? 0
    : numberIn(parent, container);

/** A process' number for those in a container, or on the machine itself. */
export const numberIn = (process: Process, container: string | undefined): number =>
  container === undefined ? process.pid : process.ownPid;

function statLine(process: Process, name: string, view: Namespaces): string {
  const ticks = Math.floor(process.cpu / CLOCK_TICK);
  const start = Math.floor((process.started - (process.host.bootedAt ?? 0)) / CLOCK_TICK);
  const parent = parentPid(process, view);
  const pid = numberIn(process, view.container);
  const pages = Math.floor(process.memory / 4096);
  return `${pid} (${name}) ${stateOf(process)} ${parent} ${process.group} ${process.session} 0 -1 4194560 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start} ${process.memory * 4} ${pages} 18446744073709551615\n`;
}

function statusText(process: Process, name: string, view: Namespaces): string {
  const { uid, gid, groups } = process.credentials;
  const state = process.state === 'stopped' ? 'T (stopped)' : 'S (sleeping)';
  const pid = numberIn(process, view.container);
  const kilobytes = (bytes: number) => String(Math.floor(bytes / 1024)).padStart(8);
  return [
    `Name:\t${name}`,
    `Umask:\t${process.umask.toString(8).padStart(4, '0')}`,
    `State:\t${state}`,
    `Tgid:\t${pid}`,
    'Ngid:\t0',
    `Pid:\t${pid}`,
    `PPid:\t${parentPid(process, view)}`,
    'TracerPid:\t0',
    `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `Gid:\t${gid}\t${gid}\t${gid}\t${gid}`,
    'FDSize:\t64',
    `Groups:\t${groups.join(' ')} `,
    `VmPeak:\t${kilobytes(process.memory * 4)} kB`,
    `VmSize:\t${kilobytes(process.memory * 4)} kB`,
    `VmHWM:\t${kilobytes(process.memory)} kB`,
    `VmRSS:\t${kilobytes(process.memory)} kB`,
    'VmSwap:\t       0 kB',
    'Threads:\t1',
    '',
  ].join('\n');
}

const LIMITS = [
  'Limit                     Soft Limit           Hard Limit           Units     ',
  'Max cpu time              unlimited            unlimited            seconds   ',
  'Max file size             unlimited            unlimited            bytes     ',
  'Max data size             unlimited            unlimited            bytes     ',
  'Max stack size            8388608              unlimited            bytes     ',
  'Max core file size        0                    unlimited            bytes     ',
  'Max resident set          unlimited            unlimited            bytes     ',
  'Max processes             15311                15311                processes ',
  'Max open files            1024                 1048576              files     ',
  'Max locked memory         503439360            503439360            bytes     ',
  'Max address space         unlimited            unlimited            bytes     ',
  'Max file locks            unlimited            unlimited            locks     ',
  'Max pending signals       15311                15311                signals   ',
  'Max msgqueue size         819200               819200               bytes     ',
  'Max nice priority         0                    0                    ',
  'Max realtime priority     0                    0                    ',
  'Max realtime timeout      unlimited            unlimited            us        ',
  '',
].join('\n');
