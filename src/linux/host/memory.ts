// What the machine's memory is used for: programs, caches, files in memory. free, top, ps and /proc/meminfo agree
// because all of them ask here.

import type { Host } from './host.ts';

/** Memory the kernel keeps for itself, and what it takes of the rest for its own tables. */
const KERNEL_SHARE = 0.03;
const TABLES_SHARE = 0.05;
const CACHE_SHARE = 0.3;
const PAGE = 4096;

/** Bytes. */
export interface MemoryUse {
  readonly total: number;
  readonly free: number;
  readonly available: number;
  readonly buffers: number;
  readonly cached: number;
  /** Of the kernel's slabs, what it could give back. */
  readonly reclaimable: number;
  /** In tmpfs. */
  readonly shared: number;
}

const pages = (bytes: number): number => Math.floor(bytes / PAGE) * PAGE;

export function memoryOf(host: Host): MemoryUse {
  const total = pages(host.hardware.memory * (1 - KERNEL_SHARE));
  const programs = host.processes.all.reduce((sum, one) => sum + (one.alive ? one.memory : 0), 0);
  const inMemory = host.files.mounts.filter(({ type }) => type === 'tmpfs').map(({ volume }) => volume);
  const shared = pages([...new Set(inMemory)].reduce((sum, volume) => sum + volume.used, 0));
  const taken = Math.min(total, pages(programs + total * TABLES_SHARE) + shared);
  const cache = pages(Math.min(total - taken, total * CACHE_SHARE));
  const buffers = pages(cache * 0.08);
  const reclaimable = pages(cache * 0.07);
  return {
    total,
    free: total - taken - cache,
    available: total - taken,
    buffers,
    cached: cache - buffers - reclaimable + shared,
    reclaimable,
    shared,
  };
}

/** The first lines of /proc/meminfo are what everybody reads. */
export function meminfo(host: Host): string {
  const { total, free, available, buffers, cached, reclaimable, shared } = memoryOf(host);
  const swap = host.swaps.reduce((sum, one) => sum + one.kilobytes, 0);
  const kilobytes = (bytes: number) => Math.floor(bytes / 1024);
  const programs = host.processes.all.reduce((sum, one) => sum + (one.alive ? one.memory : 0), 0);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', kilobytes(total)],
    ['MemFree', kilobytes(free)],
    ['MemAvailable', kilobytes(available)],
    ['Buffers', kilobytes(buffers)],
    ['Cached', kilobytes(cached)],
    ['SwapCached', 0],
    ['Active', kilobytes(programs * 0.6 + cached * 0.4)],
    ['Inactive', kilobytes(programs * 0.4 + cached * 0.6)],
    ['Unevictable', 0],
    ['Mlocked', 0],
    ['SwapTotal', swap],
    ['SwapFree', swap],
    ['Dirty', 0],
    ['Writeback', 0],
    ['AnonPages', kilobytes(programs)],
    ['Mapped', kilobytes(programs * 0.3)],
    ['Shmem', kilobytes(shared)],
    ['KReclaimable', kilobytes(reclaimable)],
    ['Slab', kilobytes(reclaimable * 1.6)],
    ['SReclaimable', kilobytes(reclaimable)],
    ['SUnreclaim', kilobytes(reclaimable * 0.6)],
    ['CommitLimit', kilobytes(total / 2) + swap],
    ['Committed_AS', kilobytes(programs * 2)],
    ['HugePages_Total', 0],
    ['HugePages_Free', 0],
    ['HugePages_Rsvd', 0],
    ['HugePages_Surp', 0],
    ['Hugepagesize', 2048],
  ];
  return rows
    .map(
      ([name, value]) =>
        `${`${name}:`.padEnd(15)} ${String(value).padStart(8)}${name.startsWith('HugePages') ? '' : ' kB'}\n`,
    )
    .join('');
}
