// findmnt: which file systems are where, as a tree.

import type { Volume } from '../../../linux/files/volume.ts';
import { type BlockDevice, findDevice } from '../../../linux/host/block-devices.ts';
import { readFstab } from '../../../linux/host/fstab.ts';
import { mountTable } from '../../../linux/host/kernel-files.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import { tool } from '../tool.ts';
import { humanSize } from './lsblk.ts';
import { tryHelp, UTIL_LINUX } from './mount.ts';

const COLUMNS: Readonly<Record<string, (one: Mounted) => string>> = {
  TARGET: (one) => one.target,
  SOURCE: (one) => one.source,
  FSTYPE: (one) => one.type,
  OPTIONS: (one) => one.options,
  LABEL: (one) => one.device?.content?.label ?? '',
  UUID: (one) => one.device?.content?.uuid ?? '',
  'MAJ:MIN': (one) => one.device?.numbers ?? '0:25',
  SIZE: (one) => size(one.volume.capacity),
  USED: (one) => size(one.volume.used),
  AVAIL: (one) => size(one.volume.free),
  'USE%': (one) => (one.volume.capacity === 0 ? '-' : `${Math.ceil((100 * one.volume.used) / one.volume.capacity)}%`),
};
const DEFAULT_COLUMNS = ['TARGET', 'SOURCE', 'FSTYPE', 'OPTIONS'];
const FSTAB_COLUMNS = DEFAULT_COLUMNS;
const DF_COLUMNS = ['SOURCE', 'FSTYPE', 'SIZE', 'USED', 'AVAIL', 'USE%', 'TARGET'];
const size = (bytes: number): string => (bytes === 0 ? '0' : humanSize(bytes));

interface Mounted {
  readonly source: string;
  readonly target: string;
  readonly type: string;
  readonly options: string;
  readonly volume: Volume;
  readonly device: BlockDevice | undefined;
}

const mountsOf = ({ files, host }: Process): Mounted[] =>
  mountTable(files).map(({ source, path, type, options, readOnly, volume, subtree }) => ({
    source: subtree === undefined ? source : `${source}[${subtree}]`,
    target: path,
    type,
    options: [readOnly || volume.readOnly ? 'ro' : 'rw', ...options].join(','),
    volume,
    device: findDevice(host, source),
  }));

const fstabOf = ({ host, files }: Process): Mounted[] =>
  readFstab(host).map(({ source, target, type, options }) => ({
    source,
    target,
    type,
    options: options.join(','),
    volume: findDevice(host, source)?.content?.volume ?? files.volume,
    device: findDevice(host, source),
  }));

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
      'D,df',
      'f,first-only',
      '!F,tab-file=',
      '!J,json',
      'M,mountpoint=',
      '!P,pairs',
      '!p,poll',
      's,fstab',
      'S,source=',
      '!k,kernel',
      '!R,submounts',
      'v,nofsroot',
      '!x,verify',
      '!h,help',
    ],
    hint: tryHelp('findmnt'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`findmnt from ${UTIL_LINUX}\n`);
      return 0;
    }
    const names =
      run.value('output')?.split(',') ??
      (run.has('df') ? DF_COLUMNS : run.has('fstab') ? FSTAB_COLUMNS : DEFAULT_COLUMNS);
    const unknown = names.find((name) => !(name.toUpperCase() in COLUMNS));
    if (unknown !== undefined) {
      if (/^(?:PROPAGATION|ID|FSROOT|PARTUUID|PARTLABEL|TID|FREQ|PASSNO|VFS-OPTIONS|FS-OPTIONS)$/i.test(unknown))
        return yield* run.notSimulated(`--output ${unknown}`);
      return yield* run.fail(`unknown column: ${unknown}`);
    }
    const mounts = run.has('fstab') ? fstabOf(run.process) : mountsOf(run.process);
    const wanted = run.operands[0] ?? run.value('mountpoint') ?? run.value('source');
    const inside = run.value('target');
    const types = run.value('types')?.split(',');
    const chosen =
      inside !== undefined
        ? mounts.filter((one) => one === holding(mounts, run.process.absolute(inside)))
        : mounts.filter(
            (one) =>
              (wanted === undefined || one.target === wanted || one.source === wanted) &&
              (!types || types.includes(one.type)),
          );
    if (chosen.length === 0) return 1;
    const flat = ['list', 'raw', 'df', 'fstab'].some((name) => run.has(name));
    const asTree = chosen.length === mounts.length && !flat;
    const ordered = asTree
      ? inTreeOrder(mounts)
      : run.has('df')
        ? chosen.filter(({ volume }) => volume.capacity > 0)
        : chosen;
    const rows = (run.has('first-only') ? ordered.slice(0, 1) : ordered).map((one) =>
      names.map((name) => {
        const text = COLUMNS[name.toUpperCase()](one);
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

/** Each mount behind the one it hangs on. */
function inTreeOrder(mounts: readonly Mounted[]): Mounted[] {
  const below = (parent: Mounted | undefined): Mounted[] =>
    mounts.filter((one) => parentIn(mounts, one) === parent).flatMap((one) => [one, ...below(one)]);
  return below(undefined);
}

const parentIn = (mounts: readonly Mounted[], one: Mounted): Mounted | undefined =>
  one.target === '/' ? undefined : holding(mounts, one.target.replace(/\/[^/]*$/, '') || '/');

/** `│ └─`: where a mount hangs in the tree. */
function branch(one: Mounted, mounts: readonly Mounted[]): string {
  const parentOf = (child: Mounted) => parentIn(mounts, child);
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
