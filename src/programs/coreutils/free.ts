// free and uptime: what /proc/meminfo, /proc/uptime and /proc/loadavg say, for people.

import { strftime } from '../../base/strftime.ts';
import type { Program } from '../../linux/host/process.ts';
import { UsageError } from '../getopt.ts';
import { quote } from '../quote.ts';
import { type Invocation, utility } from '../utility.ts';

const UNITS: readonly (readonly [option: string, bytes: number])[] = [
  ['bytes', 1],
  ['kibi', 1024],
  ['mebi', 2 ** 20],
  ['gibi', 2 ** 30],
  ['tebi', 2 ** 40],
  ['kilo', 1e3],
  ['mega', 1e6],
  ['giga', 1e9],
  ['tera', 1e12],
];

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
      's,seconds=',
      'c,count=',
      't,total',
      'w,wide',
      'kilo',
      'mega',
      'giga',
      'tebi',
      'tera',
      'si',
      'v,committed',
      '!l,lohi',
      '!L,line',
    ],
  },
  function* (run) {
    const seconds = run.value('seconds');
    const count = run.value('count');
    if (seconds !== undefined && !(Number(seconds) > 0))
      throw new UsageError(`seconds argument ${quote(seconds)} failed`);
    if (count !== undefined && !(Number(count) >= 1))
      throw new UsageError(`failed to parse count argument: ${quote(count)}`);
    const times = count === undefined ? (seconds === undefined ? 1 : Number.POSITIVE_INFINITY) : Number(count);
    for (let at = 0; at < times; at++) {
      yield* run.print(memoryTable(run));
      if (at + 1 < times) {
        yield* run.print('\n');
        yield* run.flush();
        yield* run.process.sleep(Number(seconds ?? 1) * 1000);
      }
    }
  },
);

/** Kilobytes by name, from /proc/meminfo. */
export function readMeminfo(text: string): (name: string) => number {
  const figures = new Map(
    text.split('\n').map((line): [string, number] => {
      const [name, value] = line.split(/:\s+/);
      return [name, Number.parseInt(value ?? '0', 10)];
    }),
  );
  return (name) => figures.get(name) ?? 0;
}

function memoryTable(run: Invocation): string {
  const figure = readMeminfo(run.process.files.readText('/proc/meminfo'));
  const total = figure('MemTotal');
  const used = total - figure('MemAvailable');
  const cache = figure('Cached') + figure('SReclaimable');
  const swap = figure('SwapTotal');
  const swapUsed = swap - figure('SwapFree');
  const text = (kilobytes: number) => sizeText(run, kilobytes * 1024);
  const row = (name: string, values: readonly number[]) =>
    `${name.padEnd(8)}${values.map((value) => text(value).padStart(12)).join('')}\n`;
  const wide = run.has('wide');
  const heads = wide
    ? ['total', 'used', 'free', 'shared', 'buffers', 'cache', 'available']
    : ['total', 'used', 'free', 'shared', 'buff/cache', 'available'];
  const caches = wide ? [figure('Buffers'), cache] : [figure('Buffers') + cache];
  let table = `${' '.repeat(8)}${heads.map((head) => head.padStart(12)).join('')}\n`;
  table += row('Mem:', [total, used, figure('MemFree'), figure('Shmem'), ...caches, figure('MemAvailable')]);
  table += row('Swap:', [swap, swapUsed, figure('SwapFree')]);
  if (run.has('total')) table += row('Total:', [total + swap, used + swapUsed, figure('MemFree') + figure('SwapFree')]);
  if (run.has('committed'))
    table += row('Comm:', [
      figure('CommitLimit'),
      figure('Committed_AS'),
      figure('CommitLimit') - figure('Committed_AS'),
    ]);
  return table;
}

function sizeText(run: Invocation, bytes: number): string {
  if (run.has('human')) return humanText(bytes, run.has('si') ? 1000 : 1024);
  const chosen = UNITS.find(([option]) => run.has(option));
  const unit = chosen?.[1] ?? (run.has('si') ? 1000 : 1024);
  return String(Math.floor(bytes / unit));
}

/** As procps prints: `3.8Gi`, `392Mi`, `0B`. */
function humanText(bytes: number, base: number): string {
  const suffixes = base === 1024 ? ['B', 'Ki', 'Mi', 'Gi', 'Ti'] : ['B', 'K', 'M', 'G', 'T'];
  let power = 0;
  let size = bytes;
  while (size >= base && power < suffixes.length - 1) {
    size /= base;
    power++;
  }
  return `${power > 0 && size < 9.95 ? size.toFixed(1) : Math.floor(size)}${suffixes[power]}`;
}

export const uptime: Program = utility(
  { usage: '[options]', suite: 'procps-ng 4.0.4', options: ['p,pretty', 's,since', 'r,raw', 'c,container'] },
  function* (run) {
    const { host, files } = run.process;
    const { simulation, bootedAt = 0 } = host;
    if (run.has('since')) {
      yield* run.print(`${strftime('%Y-%m-%d %H:%M:%S', simulation.epoch + bootedAt)}\n`);
      return;
    }
    if (run.has('pretty')) {
      yield* run.print(`${prettySpan(simulation.now - bootedAt)}\n`);
      return;
    }
    const loads = files.readText('/proc/loadavg').split(' ').slice(0, 3);
    if (run.has('raw')) {
      const clock = ((simulation.epoch + simulation.now) / 1000).toFixed(6);
      yield* run.print(
        `${clock} ${((simulation.now - bootedAt) / 1000).toFixed(6)} ${usersOf(run)} ${loads.join(' ')}\n`,
      );
      return;
    }
    yield* run.print(`${uptimeLine(run, loads)}\n`);
  },
);

const usersOf = ({ process: { host } }: Pick<Invocation, 'process'>): number =>
  new Set(host.processes.all.filter((one) => one.alive && one.terminal).map((one) => one.terminal)).size;

/** ` 12:23:44 up 4 min,  1 user,  load average: 0.00, 0.00, 0.00`; top begins with the same. */
export function uptimeLine(run: Pick<Invocation, 'process'>, loads: readonly string[]): string {
  const { simulation, bootedAt = 0 } = run.process.host;
  const minutes = Math.floor((simulation.now - bootedAt) / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const span = `${days > 0 ? `${days} day${days === 1 ? '' : 's'}, ` : ''}${hours > 0 ? `${String(hours).padStart(2)}:${String(rest).padStart(2, '0')}` : `${rest} min`}`;
  const users = usersOf(run);
  return ` ${strftime('%H:%M:%S', simulation.epoch + simulation.now)} up ${span},  ${users} user${users === 1 ? '' : 's'},  load average: ${loads.join(', ')}`;
}

function prettySpan(span: number): string {
  const minutes = Math.floor(span / 60_000);
  const parts = (
    [
      [Math.floor(minutes / 10_080), 'week'],
      [Math.floor(minutes / 1440) % 7, 'day'],
      [Math.floor(minutes / 60) % 24, 'hour'],
      [minutes % 60, 'minute'],
    ] as const
  ).filter(([count]) => count > 0);
  return `up ${parts.map(([count, unit]) => `${count} ${unit}${count === 1 ? '' : 's'}`).join(', ') || '0 minutes'}`;
}
