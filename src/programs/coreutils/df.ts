// df: how full the mounted file systems are, as seen from the mount namespace of whoever asks.

import type { Mount } from '../../linux/files/path-walk.ts';
import type { Volume } from '../../linux/files/volume.ts';
import { mountTable } from '../../linux/host/kernel-files.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote, quotedIfNeeded } from '../quote.ts';
import { type Invocation, reason, utility } from '../utility.ts';
import { humanSize } from './count.ts';

type Side = 'left' | 'right';

/** One line: what was counted, and where. */
interface Row {
  readonly mount: Pick<Mount, 'source' | 'type' | 'path'>;
  readonly volume: Pick<Volume, 'capacity' | 'used' | 'inodeCapacity' | 'inodes'>;
  /** What was asked for by name. */
  readonly file: string;
}

interface Column {
  readonly title: (run: Invocation) => string;
  readonly side: Side;
  readonly narrowest: number;
  readonly text: (row: Row, run: Invocation) => string;
}

const percent = (used: number, free: number): string =>
  used + free === 0 ? '-' : `${Math.ceil((100 * used) / (used + free))}%`;
const inodesOf = (volume: Row['volume']): [used: number, free: number] =>
  volume.capacity === 0 ? [0, 0] : [volume.inodes, volume.inodeCapacity - volume.inodes];

const COLUMNS: Readonly<Record<string, Column>> = {
  source: { title: () => 'Filesystem', side: 'left', narrowest: 14, text: ({ mount }) => mount.source },
  fstype: { title: () => 'Type', side: 'left', narrowest: 4, text: ({ mount }) => mount.type },
  size: { title: blockTitle, side: 'right', narrowest: 5, text: ({ volume }, run) => amount(run, volume.capacity) },
  used: { title: () => 'Used', side: 'right', narrowest: 5, text: ({ volume }, run) => amount(run, volume.used) },
  avail: {
    title: (run) => (isHuman(run) || run.has('output') ? 'Avail' : 'Available'),
    side: 'right',
    narrowest: 5,
    text: ({ volume }, run) => amount(run, Math.max(0, volume.capacity - volume.used)),
  },
  pcent: {
    title: (run) => (run.has('portability') ? 'Capacity' : 'Use%'),
    side: 'right',
    narrowest: 4,
    text: ({ volume }) => percent(volume.used, Math.max(0, volume.capacity - volume.used)),
  },
  itotal: {
    title: () => 'Inodes',
    side: 'right',
    narrowest: 5,
    text: ({ volume }, run) => count(run, inodesOf(volume)[0] + inodesOf(volume)[1]),
  },
  iused: {
    title: () => 'IUsed',
    side: 'right',
    narrowest: 5,
    text: ({ volume }, run) => count(run, inodesOf(volume)[0]),
  },
  iavail: {
    title: () => 'IFree',
    side: 'right',
    narrowest: 5,
    text: ({ volume }, run) => count(run, inodesOf(volume)[1]),
  },
  ipcent: { title: () => 'IUse%', side: 'right', narrowest: 4, text: ({ volume }) => percent(...inodesOf(volume)) },
  target: { title: () => 'Mounted on', side: 'left', narrowest: 0, text: ({ mount }) => mount.path },
  file: { title: () => 'File', side: 'left', narrowest: 0, text: ({ file }) => file },
};

const UNITS: Readonly<Record<string, number>> = {
  K: 1024,
  M: 2 ** 20,
  G: 2 ** 30,
  T: 2 ** 40,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  KiB: 1024,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
};

/** The block size asked for, and what the column is then called; undefined for sizes for people. */
function blockSize(run: Invocation): { readonly bytes: number; readonly name: string } {
  const text = run.value('block-size');
  if (text !== undefined) {
    const [, digits, unit] = /^(\d*)([KMGT]i?B?)?$/.exec(text) ?? [];
    const bytes = (digits === '' ? 1 : Number(digits)) * (unit === undefined ? 1 : (UNITS[unit] ?? Number.NaN));
    if (!(bytes > 0)) throw new UsageError(`invalid --block-size argument ${quote(text)}`);
    return {
      bytes,
      name:
        /^\d+$/.test(text) && bytes % 1024 === 0 && bytes < 2 ** 20
          ? `${bytes / 1024}K`
          : /^\d+$/.test(text)
            ? `${bytes}B`
            : `1${unit ?? ''}`.replace('11', '1'),
    };
  }
  return run.has('m') ? { bytes: 2 ** 20, name: '1M' } : { bytes: 1024, name: run.has('portability') ? '1024' : '1K' };
}

const isHuman = (run: Invocation): boolean =>
  ['human-readable', 'si', 'block-size', 'k', 'm'].some(
    (name) =>
      /^(?:human-readable|si)$/.test(name) && run.lastOf('human-readable', 'si', 'block-size', 'k', 'm') === name,
  );

function blockTitle(run: Invocation): string {
  return isHuman(run) ? 'Size' : `${blockSize(run).name}-blocks`;
}

function amount(run: Invocation, bytes: number): string {
  if (!isHuman(run)) return String(Math.ceil(bytes / blockSize(run).bytes));
  return humanSize(bytes, run.lastOf('human-readable', 'si') === 'si' ? 1000 : 1024);
}

const count = (run: Invocation, inodes: number): string =>
  isHuman(run) ? humanSize(inodes, run.lastOf('human-readable', 'si') === 'si' ? 1000 : 1024) : String(inodes);

export const df: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'a,all',
      'B,block-size=',
      'h,human-readable',
      'H,si',
      'i,inodes',
      'k',
      'l,local',
      'm',
      'P,portability',
      'T,print-type',
      't,type=',
      'x,exclude-type=',
      'output[=]',
      'total',
      'sync',
      'no-sync',
    ],
  },
  function* (run) {
    blockSize(run);
    const columns = chosenColumns(run);
    const rows: Row[] = run.operands.length > 0 ? yield* named(run) : everything(run);
    const wanted = rows.filter(
      ({ mount: { type } }) =>
        (!run.has('type') || run.values('type').includes(type)) && !run.values('exclude-type').includes(type),
    );
    if (wanted.length === 0) {
      if (run.status === 0) yield* run.complain('no file systems processed');
      return;
    }
    if (run.has('total')) wanted.push(totalOf(wanted));
    const table = [
      columns.map((column) => column.title(run)),
      ...wanted.map((row) => columns.map((column) => column.text(row, run))),
    ];
    const widths = columns.map((column, at) => Math.max(column.narrowest, ...table.map((row) => row[at].length)));
    for (const row of table) {
      const cells = row.map((cell, at) =>
        columns[at].side === 'right'
          ? cell.padStart(widths[at])
          : at === row.length - 1
            ? cell
            : cell.padEnd(widths[at]),
      );
      yield* run.print(`${cells.join(' ')}\n`);
    }
  },
);

function chosenColumns(run: Invocation): readonly Column[] {
  const output = run.value('output');
  if (output !== undefined) {
    const names =
      output === ''
        ? [
            'source',
            'fstype',
            'itotal',
            'iused',
            'iavail',
            'ipcent',
            'size',
            'used',
            'avail',
            'pcent',
            'file',
            'target',
          ]
        : output.split(',');
    const unknown = names.find((name) => !Object.hasOwn(COLUMNS, name));
    if (unknown !== undefined) throw new UsageError(`option --output: field ${quote(unknown)} unknown`);
    return names.map((name) => COLUMNS[name]);
  }
  const figures = run.has('inodes') ? ['itotal', 'iused', 'iavail', 'ipcent'] : ['size', 'used', 'avail', 'pcent'];
  return ['source', ...(run.has('print-type') ? ['fstype'] : []), ...figures, 'target'].map((name) => COLUMNS[name]);
}

/** One line for each device, where it was mounted first; nothing for /proc and its like, nor for /dev. */
function everything(run: Invocation): Row[] {
  const seen = new Set<Volume>();
  return mountTable(run.process.files).flatMap((mount) => {
    const { volume } = mount;
    const isShown = volume.capacity > 0 && mount.type !== 'devtmpfs' && !seen.has(volume);
    seen.add(volume);
    return isShown || run.has('all') ? [{ mount, volume, file: '-' }] : [];
  });
}

function* named(run: Invocation) {
  const rows: Row[] = [];
  for (const path of run.operands) {
    try {
      run.process.files.stat(run.absolute(path), run.process.credentials);
      const mount = run.process.files.mountOf(run.absolute(path), run.process.credentials);
      rows.push({ mount, volume: mount.volume, file: path });
    } catch (error) {
      yield* run.complain(`${quotedIfNeeded(path)}: ${reason(error)}`);
    }
  }
  return rows;
}

function totalOf(rows: readonly Row[]): Row {
  const sum = (figure: keyof Row['volume']) => rows.reduce((total, { volume }) => total + volume[figure], 0);
  return {
    mount: { source: 'total', type: '-', path: '-' },
    volume: {
      capacity: sum('capacity'),
      used: sum('used'),
      inodeCapacity: sum('inodeCapacity'),
      inodes: sum('inodes'),
    },
    file: '-',
  };
}
