// vmstat and lscpu: the machine's processors, from what /proc says.

import type { Program } from '../../../linux/host/process.ts';
import { readMeminfo } from '../../coreutils/free.ts';
import { type Tool, tool } from '../tool.ts';

const HEAD = `procs -----------memory---------- ---swap-- -----io---- -system-- -------cpu-------
 r  b   swpd   free   buff  cache   si   so    bi    bo   in   cs us sy id wa st gu
`;

export const vmstat: Program = tool(
  'vmstat',
  {
    options: [
      'n,one-header',
      'w,wide',
      '!a,active',
      '!d,disk',
      '!D,disk-sum',
      '!f,forks',
      '!m,slabs',
      '!p,partition=',
      '!s,stats',
      '!S,unit=',
      '!t,timestamp',
      '!y,no-first',
      '!h,help',
      '!V,version',
    ],
  },
  function* (run) {
    const [delay, count] = run.operands.map(Number);
    if (run.operands.some((word) => !/^\d+$/.test(word)))
      return yield* run.fail(`failed to parse argument: '${run.operands.find((word) => !/^\d+$/.test(word))}'`);
    const rounds = delay === undefined ? 1 : (count ?? Number.POSITIVE_INFINITY);
    yield* run.print(HEAD);
    let before = { busy: 0, idle: 0 };
    for (let round = 1; round <= rounds; round++) {
      const now = ticks(run);
      const total = Math.max(1, now.busy - before.busy + now.idle - before.idle);
      const user = Math.round((100 * (now.busy - before.busy)) / total);
      before = now;
      const figure = readMeminfo(run.files.readText('/proc/meminfo'));
      const swapped = figure('SwapTotal') - figure('SwapFree');
      const running = /^procs_running (\d+)/m.exec(run.files.readText('/proc/stat'))?.[1] ?? '0';
      const row = [
        [running, 2],
        [0, 2],
        [swapped, 6],
        [figure('MemFree'), 6],
        [figure('Buffers'), 6],
        [figure('Cached') + figure('SReclaimable'), 6],
        ...[0, 0].map((zero) => [zero, 4] as const),
        ...[0, 0].map((zero) => [zero, 5] as const),
        ...[0, 0].map((zero) => [zero, 4] as const),
        ...[user, 0, 100 - user, 0, 0, 0].map((percent) => [percent, 2] as const),
      ] as const;
      yield* run.print(`${row.map(([value, width]) => String(value).padStart(width)).join(' ')}\n`);
      if (round < rounds) yield* run.process.sleep(delay * 1000);
    }
    return 0;
  },
);

function ticks(run: Tool): { readonly busy: number; readonly idle: number } {
  const [, busy = '0', , , idle = '0'] = run.files.readText('/proc/stat').split('\n')[0].split(/\s+/);
  return { busy: Number(busy), idle: Number(idle) };
}

export const lscpu: Program = tool(
  'lscpu',
  { options: ['!e,extended[=]', '!p,parse[=]', '!J,json', '!a,all', '!b,online', '!h,help', '!V,version'] },
  function* (run) {
    const text = run.files.readText('/proc/cpuinfo');
    const field = (name: string) => new RegExp(`^${name}\\s*: (.*)$`, 'm').exec(text)?.[1] ?? '';
    const count = text.match(/^processor/gm)?.length ?? 1;
    const online = count > 1 ? `0-${count - 1}` : '0';
    const rows: readonly (readonly [string, string])[] = [
      ['Architecture:', 'x86_64'],
      ['  CPU op-mode(s):', '32-bit, 64-bit'],
      ['  Address sizes:', field('address sizes')],
      ['  Byte Order:', 'Little Endian'],
      ['CPU(s):', String(count)],
      ['  On-line CPU(s) list:', online],
      ['Vendor ID:', field('vendor_id')],
      ['  Model name:', field('model name')],
      ['    CPU family:', field('cpu family')],
      ['    Model:', field('model')],
      ['    Thread(s) per core:', '1'],
      ['    Core(s) per socket:', field('cpu cores')],
      ['    Socket(s):', '1'],
      ['    Stepping:', field('stepping')],
      ['    BogoMIPS:', field('bogomips')],
      ['    Flags:', field('flags')],
      ['Virtualization features:', ''],
      ['  Hypervisor vendor:', 'KVM'],
      ['  Virtualization type:', 'full'],
      ['NUMA:', ''],
      ['  NUMA node(s):', '1'],
      ['  NUMA node0 CPU(s):', online],
    ];
    const width = Math.max(...rows.map(([name]) => name.length)) + 2;
    yield* run.print(rows.map(([name, value]) => `${name.padEnd(width)}${value}`.trimEnd()).join('\n'));
    yield* run.print('\n');
    return 0;
  },
);
