// lsblk and blkid: the disk, its partitions and what is on them.

import { type BlockDevice, findDevice, readSwapHeader } from '../../../linux/host/block-devices.ts';
import { mountTable } from '../../../linux/host/kernel-files.ts';
import type { Program } from '../../../linux/host/process.ts';
import { type Tool, tool } from '../tool.ts';
import { tryHelp, UTIL_LINUX } from './mount.ts';

interface Cells {
  readonly device: BlockDevice;
  /** Where it is mounted, several below each other. */
  readonly places: readonly string[];
  readonly run: Tool;
}

const size = (run: Tool, bytes: number): string => (run.has('bytes') ? String(bytes) : humanSize(bytes));

const COLUMNS: Readonly<Record<string, (cells: Cells) => string>> = {
  NAME: ({ device, run }) => (run.has('paths') ? `/dev/${device.name}` : device.name),
  KNAME: ({ device }) => device.name,
  PATH: ({ device }) => `/dev/${device.name}`,
  PKNAME: ({ device }) => device.parent ?? '',
  'MAJ:MIN': ({ device }) =>
    device.numbers.replace(/:(\d+)$/, (_all, minor: string) => `:${minor.padEnd(3)}`).trimEnd(),
  RM: () => '0',
  SIZE: ({ device, run }) => size(run, device.size),
  RO: () => '0',
  TYPE: ({ device }) => (device.parent === undefined ? 'disk' : 'part'),
  MOUNTPOINT: ({ places }) => places[0] ?? '',
  MOUNTPOINTS: ({ places }) => places.join('\n'),
  FSTYPE: ({ device }) => device.content?.type ?? '',
  FSVER: ({ device }) => (device.content ? ({ ext4: '1.0', vfat: 'FAT32' }[device.content.type] ?? '') : ''),
  LABEL: ({ device }) => device.content?.label ?? '',
  UUID: ({ device }) => device.content?.uuid ?? '',
  FSAVAIL: ({ device, places, run }) =>
    device.content && places.length > 0 ? size(run, device.content.volume.free) : '',
  'FSUSE%': ({ device, places }) =>
    device.content && places.length > 0
      ? `${Math.floor((100 * device.content.volume.used) / device.content.volume.capacity)}%`
      : '',
  FSSIZE: ({ device, places, run }) =>
    device.content && places.length > 0 ? size(run, device.content.volume.capacity) : '',
  FSUSED: ({ device, places, run }) =>
    device.content && places.length > 0 ? size(run, device.content.volume.used) : '',
  OWNER: () => 'root',
  GROUP: () => 'disk',
  MODE: () => 'brw-rw----',
};

const DEFAULT = ['NAME', 'MAJ:MIN', 'RM', 'SIZE', 'RO', 'TYPE', 'MOUNTPOINTS'];
const FILE_SYSTEMS = ['NAME', 'FSTYPE', 'FSVER', 'LABEL', 'UUID', 'FSAVAIL', 'FSUSE%', 'MOUNTPOINTS'];
const TO_THE_RIGHT = new Set(['MAJ:MIN', 'RM', 'SIZE', 'RO', 'FSAVAIL', 'FSUSE%', 'FSSIZE', 'FSUSED']);
const UNMODELLED =
  /^(?:MODEL|SERIAL|ROTA|SCHED|VENDOR|WWN|STATE|TRAN|DISC-.*|PARTUUID|PARTLABEL|PARTTYPE|PTUUID|PTTYPE|HCTL|REV|ALIGNMENT|MIN-IO|OPT-IO|PHY-SEC|LOG-SEC|RQ-SIZE|RA|WSAME|RAND|HOTPLUG|ZONED|DAX)$/;

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
      'f,fs',
      'l,list',
      'r,raw',
      'P,pairs',
      'm,perms',
      'J,json',
      '!O,output-all',
      '!S,scsi',
      '!t,topology',
      '!e,exclude=',
      '!I,include=',
      '!x,sort=',
      '!h,help',
    ],
    hint: tryHelp('lsblk'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`lsblk from ${UTIL_LINUX}\n`);
      return 0;
    }
    const { host } = run.process;
    const shown = run.operands.length === 0 ? [...host.devices] : [];
    for (const word of run.operands) {
      const device = findDevice(host, run.process.absolute(word));
      if (!device) return yield* run.fail(`${word}: not a block device`, 32);
      shown.push(device, ...host.devices.filter(({ parent }) => parent === device.name));
    }
    const devices = run.has('nodeps')
      ? shown.filter(({ parent }) => parent === undefined || run.operands.length > 0)
      : shown;
    const fallback = run.has('fs')
      ? FILE_SYSTEMS
      : run.has('perms')
        ? ['NAME', 'SIZE', 'OWNER', 'GROUP', 'MODE']
        : DEFAULT;
    const names = run.value('output')?.toUpperCase().split(',') ?? fallback;
    const unknown = names.find((name) => !Object.hasOwn(COLUMNS, name));
    if (unknown !== undefined) {
      if (UNMODELLED.test(unknown)) return yield* run.notSimulated(`--output ${unknown}`);
      return yield* run.fail(`unknown column: ${unknown.toLowerCase()}`);
    }
    const mounts = mountTable(run.files);
    const rows = devices.map((device) => {
      const places = mounts.filter(({ volume }) => volume === device.content?.volume).map(({ path }) => path);
      return { device, cells: names.map((name) => COLUMNS[name]({ device, places: [...places].reverse(), run })) };
    });
    if (run.has('json')) yield* run.print(asJson(names, rows));
    else if (run.has('pairs'))
      yield* run.print(
        rows.map(({ cells }) => `${cells.map((cell, at) => `${names[at]}="${cell}"`).join(' ')}\n`).join(''),
      );
    else if (run.has('raw'))
      yield* run.print(
        [...(run.has('noheadings') ? [] : [names]), ...rows.map(({ cells }) => cells)]
          .map((line) => `${line.join(' ')}\n`)
          .join(''),
      );
    else yield* run.print(asTable(run, names, rows));
    return 0;
  },
);

interface Row {
  readonly device: BlockDevice;
  readonly cells: readonly string[];
}

/** `├─vda1`: partitions hang on their disk. */
function branch(rows: readonly Row[], { device }: Row): string {
  const family = rows.filter((row) => row.device.parent === device.parent && device.parent !== undefined);
  if (!rows.some((row) => row.device.name === device.parent)) return '';
  return family.at(-1)?.device === device ? '└─' : '├─';
}

function asTable(run: Tool, names: readonly string[], rows: readonly Row[]): string {
  const lines = rows.flatMap((row) => {
    const prefix = run.has('list') ? '' : branch(rows, row);
    const cells = row.cells.map((cell, at) => (names[at] === 'NAME' ? prefix + cell : cell).split('\n'));
    const height = Math.max(...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, at) => cells.map((cell) => cell[at] ?? ''));
  });
  const table = [...(run.has('noheadings') ? [] : [names]), ...lines];
  const widths = names.map((_, at) => Math.max(...table.map((line) => line[at].length)));
  return table
    .map(
      (line) =>
        `${line.map((cell, at) => (TO_THE_RIGHT.has(names[at]) ? cell.padStart(widths[at]) : at === line.length - 1 ? cell : cell.padEnd(widths[at]))).join(' ')}\n`,
    )
    .join('');
}

function asJson(names: readonly string[], rows: readonly Row[]): string {
  const value = ({ cells }: Row) =>
    Object.fromEntries(
      names.map((name, at) => [
        name.toLowerCase(),
        name === 'MOUNTPOINTS'
          ? cells[at] === ''
            ? [null]
            : cells[at].split('\n')
          : name === 'RM' || name === 'RO'
            ? cells[at] === '1'
            : cells[at] === ''
              ? null
              : cells[at],
      ]),
    );
  const blockdevices = rows
    .filter(({ device }) => !rows.some((row) => row.device.name === device.parent))
    .map((row) => {
      const children = rows.filter(({ device }) => device.parent === row.device.name).map(value);
      return children.length > 0 ? { ...value(row), children } : value(row);
    });
  return `${JSON.stringify({ blockdevices }, undefined, 3)}\n`;
}

/** One digit after the point unless it is zero: 20G, 19.5G. */
export function humanSize(bytes: number): string {
  const units = ['B', 'K', 'M', 'G', 'T'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value >= 100 ? Math.round(value) : value.toFixed(1).replace(/\.0$/, '')}${units[unit]}`;
}

export const blkid: Program = tool(
  'blkid',
  {
    options: [
      'o,output=',
      's,match-tag=',
      'L,label=',
      'U,uuid=',
      't,match-token=',
      'V,version',
      '!c,cache-file=',
      '!g,garbage-collect',
      '!i,info',
      'p,probe',
      '!h,help',
    ],
    usageStatus: 4,
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`blkid from ${UTIL_LINUX}  (libblkid 2.39.3, 04-Dec-2023)\n`);
      return 0;
    }
    const { host } = run.process;
    const token = run.value('match-token');
    const sought =
      run.value('label') !== undefined
        ? `LABEL=${run.value('label')}`
        : run.value('uuid') !== undefined
          ? `UUID=${run.value('uuid')}`
          : undefined;
    if (sought !== undefined) {
      const device = findDevice(host, sought);
      if (device) yield* run.print(`/dev/${device.name}\n`);
      return device ? 0 : 2;
    }
    const paths = run.operands.length > 0 ? run.operands : host.devices.map(({ name }) => `/dev/${name}`);
    const format = run.value('output') ?? 'full';
    const wanted = run.values('match-tag');
    let found = 0;
    for (const path of paths) {
      const tags = tagsOf(run, path);
      if (tags.length === 0 || (token !== undefined && !tags.some(([name, value]) => `${name}=${value}` === token)))
        continue;
      const shown = tags.filter(([name]) => wanted.length === 0 || wanted.includes(name));
      found++;
      if (format === 'value') yield* run.print(shown.map(([, value]) => `${value}\n`).join(''));
      else if (format === 'device') yield* run.print(`${path}\n`);
      else if (format === 'export')
        yield* run.print(
          `${found > 1 ? '\n' : ''}DEVNAME=${path}\n${shown.map(([name, value]) => `${name}=${value}\n`).join('')}`,
        );
      else if (format === 'full') {
        if (shown.length > 0)
          yield* run.print(`${path}: ${shown.map(([name, value]) => `${name}="${value}"`).join(' ')}\n`);
      } else return yield* run.notSimulated(`--output ${format}`);
    }
    return found > 0 ? 0 : 2;
  },
);

function tagsOf(run: Tool, path: string): (readonly [string, string])[] {
  const device = findDevice(run.process.host, path);
  if (device) {
    const { content } = device;
    if (!content) return [];
    return [
      ['LABEL', content.label],
      ['UUID', content.uuid],
      ['BLOCK_SIZE', content.type === 'ext4' ? '4096' : '512'],
      ['TYPE', content.type],
    ];
  }
  const place = run.process.absolute(path);
  if (!run.files.exists(place) || run.files.isDirectory(place)) return [];
  const inode = run.files.stat(place);
  const swap = inode.type === 'file' ? readSwapHeader(inode.content) : undefined;
  if (!swap) return [];
  return [...(swap.label === '' ? [] : [['LABEL', swap.label] as const]), ['UUID', swap.uuid], ['TYPE', 'swap']];
}
