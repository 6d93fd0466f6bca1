// /proc/PID: the part of it that people and scripts read.

import type { Device, Directory, GeneratedFile, Inode, Metadata, SymbolicLink } from '../files/inode.ts';
import type { Process } from './process.ts';

const CLOCK_TICK = 10;

export function processFiles(process: Process): Directory {
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
    cgroup: text(() => `0::${process.controlGroup}\n`),
    cmdline: text(() => process.argv.map((word) => `${word}\0`).join('')),
    comm: text(() => `${name}\n`),
    cwd: link(process.directory),
    environ: text(() => [...process.environment].map(([key, value]) => `${key}=${value}\0`).join(''), 0o400),
    exe: link(process.path),
    fd: descriptorDirectory(process, base),
    stat: text(() => statLine(process, name)),
    status: text(() => statusText(process, name)),
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

function statLine(process: Process, name: string): string {
  const ticks = Math.floor(process.cpu / CLOCK_TICK);
  const start = Math.floor((process.started - (process.host.bootedAt ?? 0)) / CLOCK_TICK);
  const parent = process.parent?.pid ?? 0;
  const pages = Math.floor(process.memory / 4096);
  return `${process.pid} (${name}) ${stateOf(process)} ${parent} ${process.group} ${process.session} 0 -1 4194560 0 0 0 0 ${ticks} 0 0 0 20 0 1 0 ${start} ${process.memory * 4} ${pages} 18446744073709551615\n`;
}

function statusText(process: Process, name: string): string {
  const { uid, gid, groups } = process.credentials;
  const state = process.state === 'stopped' ? 'T (stopped)' : 'S (sleeping)';
  const kilobytes = (bytes: number) => String(Math.floor(bytes / 1024)).padStart(8);
  return [
    `Name:\t${name}`,
    `Umask:\t${process.umask.toString(8).padStart(4, '0')}`,
    `State:\t${state}`,
    `Tgid:\t${process.pid}`,
    'Ngid:\t0',
    `Pid:\t${process.pid}`,
    `PPid:\t${process.parent?.pid ?? 0}`,
    'TracerPid:\t0',
    `Uid:\t${uid}\t${uid}\t${uid}\t${uid}`,
    `Gid:\t${gid}\t${gid}\t${gid}\t${gid}`,
    'FDSize:\t64',
    `Groups:\t${groups.join(' ')} `,
    `VmPeak:\t${kilobytes(process.memory * 4)} kB`,
    `VmSize:\t${kilobytes(process.memory * 4)} kB`,
    `VmRSS:\t${kilobytes(process.memory)} kB`,
    'Threads:\t1',
    '',
  ].join('\n');
}
