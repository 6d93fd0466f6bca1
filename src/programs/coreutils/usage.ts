// How much is used: df, du, free, uptime.

import { joinPath } from '../../base/path-names.ts';
import { strftime } from '../../base/strftime.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Inode } from '../../linux/files/inode.ts';
import type { Program } from '../../linux/host/process.ts';
import { memoryOf, swapOf } from '../../linux/host/system-files.ts';
import type { Task } from '../../sim/task.ts';
import { quoted, quotedIfNeeded } from '../quote.ts';
import { type Invocation, reason, utility } from '../utility.ts';
import { humanSize } from './count.ts';
import { blocksOf } from './sizes.ts';
import { inspect, namesIn } from './tree.ts';

/** `1K-blocks`, or sizes for people. */
const blocks = (run: Invocation, bytes: number): string =>
  run.has('human-readable')
    ? humanSize(bytes)
    : run.has('si')
      ? humanSize(bytes, 1000)
      : String(Math.ceil(bytes / (run.has('m') ? 2 ** 20 : run.has('bytes') ? 1 : 1024)));

export const df: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'a,all',
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
      '!output[=]',
      '!total',
    ],
  },
  function* (run) {
    const { files } = run.process;
    const rows: { readonly source: string; readonly type: string; readonly at: string }[] = [];
    const everything = [{ source: '/dev/vda1', type: 'ext4', at: '/' }];
    if (run.operands.length === 0) rows.push(...everything);
    for (const path of run.operands) {
      try {
        files.stat(run.absolute(path), run.process.credentials);
        rows.push(...everything);
      } catch (error) {
        yield* run.complain(`${quotedIfNeeded(path)}: ${reason(error)}`);
      }
    }
    const wanted = rows.filter(
      (row) =>
        (!run.has('type') || run.values('type').includes(row.type)) && !run.values('exclude-type').includes(row.type),
    );
    if (wanted.length === 0) {
      if (run.status === 0) yield* run.complain('no file systems processed');
      return;
    }
    const { volume } = files;
    const human = run.has('human-readable') || run.has('si');
    const titles = run.has('inodes')
      ? ['Inodes', 'IUsed', 'IFree', 'IUse%']
      : [
          human ? 'Size' : run.has('m') ? '1M-blocks' : run.has('portability') ? '1024-blocks' : '1K-blocks',
          'Used',
          human ? 'Avail' : 'Available',
          run.has('portability') ? 'Capacity' : 'Use%',
        ];
    const inodes = Math.floor(volume.capacity / 16_384);
    const [size, used] = run.has('inodes') ? [inodes, volume.inodes] : [volume.capacity, volume.used];
    const text = (amount: number) => (run.has('inodes') ? String(amount) : blocks(run, amount));
    const table = [
      ['Filesystem', ...(run.has('print-type') ? ['Type'] : []), ...titles, 'Mounted on'],
      ...wanted.map((row) => [
        row.source,
        ...(run.has('print-type') ? [row.type] : []),
        text(size),
        text(used),
        text(size - used),
        `${Math.ceil((100 * used) / size)}%`,
        row.at,
      ]),
    ];
    const left = run.has('print-type') ? 2 : 1;
    const widths = table[0].map((_, index) => Math.max(index === 0 ? 14 : 4, ...table.map((row) => row[index].length)));
    for (const row of table) {
      const cells = row.map((cell, index) =>
        index === row.length - 1 ? cell : index < left ? cell.padEnd(widths[index]) : cell.padStart(widths[index]),
      );
      yield* run.print(`${cells.join(' ')}\n`);
    }
  },
);

export const du: Program = utility(
  {
    usage: '[OPTION]... [FILE]...',
    options: [
      'a,all',
      'b,bytes',
      'c,total',
      'd,max-depth=',
      'h,human-readable',
      'k',
      'm',
      's,summarize',
      'S,separate-dirs',
      'si',
      'x,one-file-system',
      'apparent-size',
      'L,dereference',
    ],
  },
  function* (run) {
    const depth = run.has('summarize') ? 0 : Number(run.value('max-depth') ?? Number.POSITIVE_INFINITY);
    const apparent = run.has('bytes') || run.has('apparent-size');
    const seen = new Set<Inode>();
    const sizeOf = (inode: Inode) => (apparent && inode.type === 'file' ? inode.content.length : blocksOf(inode));
    const visit = function* (path: string, level: number): Task<number> {
      let inode: Inode;
      try {
        inode = inspect(run, path, level === 0 || run.has('dereference'));
      } catch (error) {
        yield* run.complain(`cannot access ${quoted(path)}: ${reason(error)}`);
        return 0;
      }
      if (inode.type !== 'directory' && seen.has(inode)) return 0;
      seen.add(inode);
      let total = sizeOf(inode);
      if (inode.type === 'directory') {
        try {
          for (const name of namesIn(run, path)) {
            const below = yield* visit(joinPath(path, name), level + 1);
            const isInside = run.has('separate-dirs') && inspect(run, joinPath(path, name)).type === 'directory';
            if (!isInside) total += below;
          }
        } catch (error) {
          if (!(error instanceof SystemError)) throw error;
          yield* run.complain(`cannot read directory ${quoted(path)}: ${reason(error)}`);
        }
      }
      const shows = level <= depth && (inode.type === 'directory' || run.has('all') || level === 0);
      if (shows) yield* run.print(`${blocks(run, total)}\t${path}\n`);
      return total;
    };
    let sum = 0;
    for (const path of run.operands.length > 0 ? run.operands : ['.']) sum += yield* visit(path, 0);
    if (run.has('total')) yield* run.print(`${blocks(run, sum)}\ttotal\n`);
  },
);

export const free: Program = utility(
  {
    usage: '[options]',
    suite: 'procps-ng 4.0.4',
    options: [
      'b,bytes',
      'k,kibi',
      'm,mebi',
      'g,gibi',
      'h,human',
      '!s,seconds=',
      '!c,count=',
      't,total',
      '!w,wide',
      '!l,lohi',
    ],
  },
  function* (run) {
    const memory = memoryOf(run.process.host);
    const swap = swapOf(run.process.host).reduce((sum, one) => sum + one.kilobytes * 1024, 0);
    const unit = run.has('bytes') ? 1 : run.has('mebi') ? 2 ** 20 : run.has('gibi') ? 2 ** 30 : 1024;
    const human = (bytes: number) => {
      const power = bytes < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
      const size = bytes / 1024 ** power;
      return `${power > 0 && size < 10 ? size.toFixed(1) : Math.round(size)}${['B', 'Ki', 'Mi', 'Gi', 'Ti'][power]}`;
    };
    const text = (bytes: number) => (run.has('human') ? human(bytes) : String(Math.floor(bytes / unit)));
    const row = (name: string, values: readonly number[]) =>
      `${name.padEnd(8)}${values.map((value) => text(value).padStart(12)).join('')}\n`;
    yield* run.print(`${' '.repeat(15)}total        used        free      shared  buff/cache   available\n`);
    yield* run.print(
      row('Mem:', [memory.total, memory.used, memory.free, 0, memory.cached, memory.total - memory.used]),
    );
    yield* run.print(row('Swap:', [swap, 0, swap]));
    if (run.has('total')) yield* run.print(row('Total:', [memory.total + swap, memory.used, memory.free + swap]));
  },
);

export const uptime: Program = utility(
  { usage: '[options]', suite: 'procps-ng 4.0.4', options: ['p,pretty', 's,since'] },
  function* (run) {
    const { simulation, bootedAt = 0, processes } = run.process.host;
    const minutes = Math.floor((simulation.now - bootedAt) / 60_000);
    const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
    if (run.has('since')) {
      yield* run.print(`${strftime('%Y-%m-%d %H:%M:%S', simulation.epoch + bootedAt)}\n`);
      return;
    }
    if (run.has('pretty')) {
      const parts = (
        [
          [days, 'day'],
          [hours, 'hour'],
          [rest, 'minute'],
        ] as const
      ).filter(([count]) => count > 0);
      yield* run.print(
        `up ${parts.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(', ') || '0 minutes'}\n`,
      );
      return;
    }
    const span = `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}` : `${rest} min`}`;
    const users = new Set(processes.all.filter((one) => one.alive && one.terminal).map((one) => one.terminal)).size;
    yield* run.print(
      ` ${strftime('%H:%M:%S', simulation.epoch + simulation.now)} up ${span},  ${users} user${users === 1 ? '' : 's'},  load average: 0.08, 0.12, 0.09\n`,
    );
  },
);
