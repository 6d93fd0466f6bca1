// mount, umount, findmnt, lsblk and blkid: which file systems are where. The list is /proc/mounts; changing it is
// not simulated.

import type { Process, Program } from '../../../linux/host/process.ts';
import { tool } from '../tool.ts';

interface Mounted {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
}

const mountsOf = ({ files }: Process): Mounted[] =>
  files
    .readText('/proc/mounts')
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
    .map(([source, target, type, options]) => ({ source, target, type, options }));

/** The disk's one partition with the root file system; the kernel calls it /dev/root. */
const ROOT_PARTITION = '/dev/vda1';
const shownSource = (source: string): string => (source === '/dev/root' ? ROOT_PARTITION : source);

const utilLinux = (name: string): string => `Try '${name} --help' for more information.\n`;
const VERSION = 'util-linux 2.39.3';

export const mount: Program = tool(
  'mount',
  {
    options: [
      'a,all',
      't,types=',
      'l,show-labels',
      'v,verbose',
      'V,version',
      'o,options=',
      'r,read-only',
      'w,rw,read-write',
      'B,bind',
      'n,no-mtab',
      '!f,fake',
      '!F,fork',
      '!L,label=',
      '!U,uuid=',
      '!M,move',
      '!R,rbind',
      '!T,fstab=',
      '!h,help',
    ],
    hint: utilLinux('mount'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(
        `mount from ${VERSION} (libmount 2.39.3: selinux, smack, btrfs, verity, namespaces, idmapping, statx, assert, debug)\n`,
      );
      return 0;
    }
    const mounts = mountsOf(run.process);
    if (run.operands.length === 0 && !run.has('all')) {
      const types = run.value('types')?.split(',');
      for (const { source, target, type, options } of mounts)
        if (!types || types.includes(type))
          yield* run.print(`${shownSource(source)} on ${target} type ${type} (${options})\n`);
      return 0;
    }
    if (!run.isRoot)
      return yield* run.fail(`${run.operands.at(-1) ?? ''}: must be superuser to use mount.`.replace(/^: /, ''), 1);
    const fstab = fstabOf(run.process);
    if (run.has('all')) {
      const missing = fstab.find((one) => !isSettled(one) && !mounts.some(({ target }) => target === one.target));
      return missing ? yield* run.notSimulated(`${missing.source} on ${missing.target}`) : 0;
    }
    if (
      run.operands.length === 1 &&
      !fstab.some((one) => one.target === run.operands[0] || one.source === run.operands[0])
    )
      return yield* run.fail(`${run.operands[0]}: can't find in /etc/fstab.`);
    return yield* run.notSimulated(run.operands.join(' '));
  },
);

const fstabOf = ({ files }: Process): Mounted[] =>
  (files.exists('/etc/fstab') ? files.readText('/etc/fstab') : '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([source, target]) => source && target && !source.startsWith('#'))
    .map(([source, target, type = '', options = '']) => ({ source, target, type, options }));

/** Mounted by the image's own entries, swap, or not meant for `mount -a`. */
const isSettled = ({ source, type, options }: Mounted): boolean =>
  /^LABEL=(?:cloudimg-rootfs|BOOT|UEFI)$/.test(source) || type === 'swap' || options.split(',').includes('noauto');

export const umount: Program = tool(
  'umount',
  {
    options: [
      'f,force',
      'l,lazy',
      'v,verbose',
      'q,quiet',
      'R,recursive',
      'V,version',
      '!a,all',
      '!A,all-targets',
      '!t,types=',
      '!n,no-mtab',
      '!r,read-only',
      '!h,help',
    ],
    hint: utilLinux('umount'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(
        `umount from ${VERSION} (libmount 2.39.3: selinux, smack, btrfs, verity, namespaces, idmapping, statx, assert, debug)\n`,
      );
      return 0;
    }
    const [path] = run.operands;
    if (path === undefined) return yield* run.failPlainly(`umount: bad usage\n${utilLinux('umount').trimEnd()}`);
    const target = run.process.absolute(path);
    if (!run.files.exists(target)) return yield* run.fail(`${path}: no mount point specified.`, 32);
    if (!run.isRoot) return yield* run.fail(`${path}: must be superuser to unmount.`, 32);
    const found = mountsOf(run.process).find((one) => one.target === target || one.source === path);
    if (!found) return yield* run.fail(`${path}: not mounted.`, 32);
    if (BUSY.has(found.target)) return yield* run.fail(`${found.target}: target is busy.`, 32);
    return yield* run.notSimulated(path);
  },
);

const BUSY: ReadonlySet<string> = new Set(['/', '/dev', '/proc', '/run', '/sys']);

const FINDMNT_COLUMNS: Readonly<Record<string, (one: Mounted) => string>> = {
  TARGET: (one) => one.target,
  SOURCE: (one) => shownSource(one.source),
  FSTYPE: (one) => one.type,
  OPTIONS: (one) => one.options,
};

export const findmnt: Program = tool(
  'findmnt',
  {
    options: [
      'n,noheadings',
      'o,output=',
      't,types=',
      'T,target=',
      'l,list',
      'r,raw',
      'V,version',
      '!a,ascii',
      '!A,all',
      '!b,bytes',
      '!C,nocanonicalize',
      '!D,df',
      '!f,first-only',
      '!F,tab-file=',
      '!J,json',
      '!M,mountpoint=',
      '!P,pairs',
      '!p,poll',
      '!s,fstab',
      '!S,source=',
      '!k,kernel',
      '!R,submounts',
      '!v,nofsroot',
      '!x,verify',
      '!h,help',
    ],
    hint: utilLinux('findmnt'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`findmnt from ${VERSION}\n`);
      return 0;
    }
    const names = run.value('output')?.split(',') ?? Object.keys(FINDMNT_COLUMNS);
    const unknown = names.find((name) => !(name.toUpperCase() in FINDMNT_COLUMNS));
    if (unknown !== undefined) {
      if (/^(?:SIZE|AVAIL|USED|USE%|LABEL|UUID|PROPAGATION|ID|FSROOT|MAJ:MIN)$/i.test(unknown))
        return yield* run.notSimulated(`--output ${unknown}`);
      return yield* run.fail(`unknown column: ${unknown}`);
    }
    const mounts = mountsOf(run.process);
    const [wanted] = run.operands;
    const inside = run.value('target');
    const types = run.value('types')?.split(',');
    const chosen =
      inside !== undefined
        ? mounts.filter((one) => one === holding(mounts, run.process.absolute(inside)))
        : mounts.filter(
            (one) =>
              (wanted === undefined || one.target === wanted || shownSource(one.source) === wanted) &&
              (!types || types.includes(one.type)),
          );
    if (chosen.length === 0) return 1;
    const asTree = chosen.length === mounts.length && !run.has('list') && !run.has('raw');
    const rows = chosen.map((one) =>
      names.map((name) => {
        const text = FINDMNT_COLUMNS[name.toUpperCase()](one);
        return name.toUpperCase() === 'TARGET' && asTree ? branch(one, mounts) + text : text;
      }),
    );
    const heads = run.has('noheadings') ? [] : [names.map((name) => name.toUpperCase())];
    yield* run.print(aligned([...heads, ...rows], run.has('raw')));
    return 0;
  },
);

const holding = (mounts: readonly Mounted[], path: string): Mounted | undefined =>
  mounts
    .filter(({ target }) => path === target || path.startsWith(target === '/' ? '/' : `${target}/`))
    .sort((a, b) => b.target.length - a.target.length)[0];

/** `│ └─`: where a mount hangs in the tree. */
function branch(one: Mounted, mounts: readonly Mounted[]): string {
  const parentOf = (child: Mounted) =>
    child.target === '/' ? undefined : holding(mounts, child.target.replace(/\/[^/]*$/, '') || '/');
  const isLast = (child: Mounted) => mounts.filter((other) => parentOf(other) === parentOf(child)).at(-1) === child;
  const parent = parentOf(one);
  if (!parent) return '';
  let text = isLast(one) ? '└─' : '├─';
  for (let above: Mounted | undefined = parent; above && parentOf(above); above = parentOf(above))
    text = (isLast(above) ? '  ' : '│ ') + text;
  return text;
}

function aligned(rows: readonly (readonly string[])[], raw = false): string {
  const widths = rows[0].map((_, at) => Math.max(...rows.map((row) => row[at].length)));
  return rows
    .map((row) =>
      raw
        ? `${row.join(' ')}\n`
        : `${row.map((cell, at) => (at === row.length - 1 ? cell : cell.padEnd(widths[at]))).join(' ')}\n`,
    )
    .join('');
}

export const lsblk: Program = tool(
  'lsblk',
  {
    options: [
      'n,noheadings',
      'd,nodeps',
      'p,paths',
      'b,bytes',
      'a,all',
      'V,version',
      'o,output=',
      '!f,fs',
      '!J,json',
      '!l,list',
      '!m,perms',
      '!O,output-all',
      '!P,pairs',
      '!r,raw',
      '!S,scsi',
      '!t,topology',
      '!e,exclude=',
      '!I,include=',
      '!x,sort=',
      '!h,help',
    ],
    hint: utilLinux('lsblk'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`lsblk from ${VERSION}\n`);
      return 0;
    }
    const { disk } = run.process.host.hardware;
    const prefix = run.has('paths') ? '/dev/' : '';
    const size = (bytes: number) => (run.has('bytes') ? String(bytes) : humanSize(bytes));
    const all: Readonly<Record<string, string>>[] = [
      { NAME: `${prefix}vda`, 'MAJ:MIN': '253:0', RM: '0', SIZE: size(disk), RO: '0', TYPE: 'disk', MOUNTPOINTS: '' },
      {
        NAME: `${run.has('nodeps') ? '' : '└─'}${prefix}vda1`,
        'MAJ:MIN': '253:1',
        RM: '0',
        SIZE: size(disk - 2 ** 20),
        RO: '0',
        TYPE: 'part',
        MOUNTPOINTS: '/',
      },
    ];
    const devices = ['/dev/vda', ROOT_PARTITION];
    const stranger = run.operands.find((one) => !devices.includes(one));
    if (stranger !== undefined) return yield* run.fail(`${stranger}: not a block device`, 32);
    const rows = run.has('nodeps')
      ? all.slice(0, 1)
      : run.operands[0] === ROOT_PARTITION
        ? all.slice(1).map((row) => ({ ...row, NAME: row.NAME.replace('└─', '') }))
        : all;
    const names = run.value('output')?.toUpperCase().split(',') ?? Object.keys(all[0]);
    const unknown = names.find((name) => !(name in all[0]) && name !== 'MOUNTPOINT');
    if (unknown !== undefined) return yield* run.notSimulated(`--output ${unknown}`);
    const cell = (row: Readonly<Record<string, string>>, name: string) =>
      row[name === 'MOUNTPOINT' ? 'MOUNTPOINTS' : name];
    const lines = [
      ...(run.has('noheadings') ? [] : [names]),
      ...rows.map((row) => names.map((name) => cell(row, name))),
    ];
    const widths = names.map((_, at) => Math.max(...lines.map((line) => line[at].length)));
    const toTheRight = new Set(['MAJ:MIN', 'RM', 'SIZE', 'RO']);
    yield* run.print(
      lines
        .map(
          (line) =>
            `${line.map((text, at) => (toTheRight.has(names[at]) ? text.padStart(widths[at]) : at === line.length - 1 ? text : text.padEnd(widths[at]))).join(' ')}\n`,
        )
        .join(''),
    );
    return 0;
  },
);

/** One digit after the point unless it is zero: 20G, 19.5G. */
function humanSize(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1).replace(/\.0$/, '')}${units[unit]}`;
}

export const blkid: Program = tool(
  'blkid',
  {
    options: [
      'o,output=',
      's,match-tag=',
      'V,version',
      '!c,cache-file=',
      '!g,garbage-collect',
      '!i,info',
      '!L,label=',
      '!p,probe',
      '!t,match-token=',
      '!U,uuid=',
      '!h,help',
    ],
    usageStatus: 4,
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`blkid from ${VERSION}  (libblkid 2.39.3, 04-Dec-2023)\n`);
      return 0;
    }
    if (run.operands.length > 0 && !run.operands.includes(ROOT_PARTITION)) return 2;
    const machine = run.files.readText('/etc/machine-id').trim();
    const uuid = machine.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
    const tags: readonly (readonly [string, string])[] = [
      ['LABEL', 'cloudimg-rootfs'],
      ['UUID', uuid],
      ['BLOCK_SIZE', '4096'],
      ['TYPE', 'ext4'],
    ];
    const wanted = run.values('match-tag');
    const shown = tags.filter(([name]) => wanted.length === 0 || wanted.includes(name));
    const format = run.value('output') ?? 'full';
    if (format === 'value') yield* run.print(shown.map(([, value]) => `${value}\n`).join(''));
    else if (format === 'full')
      yield* run.print(`${ROOT_PARTITION}: ${shown.map(([name, value]) => `${name}="${value}"`).join(' ')}\n`);
    else return yield* run.notSimulated(`--output ${format}`);
    return 0;
  },
);
