// mkswap, swapon, swapoff and fallocate: a file that becomes memory, which the kubelet does not want.

import { SystemError, strerror } from '../../../linux/errors.ts';
import { sizeOf } from '../../../linux/files/inode.ts';
import { swapHeader } from '../../../linux/host/block-devices.ts';
import { activateSwap, readFstab } from '../../../linux/host/fstab.ts';
import type { Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';
import { humanSize } from './lsblk.ts';
import { tryHelp } from './mount.ts';

const PAGE = 4096;

export const mkswap: Program = tool(
  'mkswap',
  {
    options: ['L,label=', 'U,uuid=', 'f,force', 'q,quiet', '!c,check', '!p,pagesize=', '!h,help', '!V,version'],
    hint: tryHelp('mkswap'),
  },
  function* (run) {
    const [path] = run.operands;
    if (path === undefined) return yield* run.failPlainly(`mkswap: error: Nowhere to set up swap on?`);
    const place = run.process.absolute(path);
    const { credentials, simulation } = run.process;
    try {
      const inode = run.files.stat(place, credentials);
      if (inode.type !== 'file') return yield* run.notSimulated(path);
      if (sizeOf(inode) < 10 * PAGE)
        return yield* run.failPlainly(`mkswap: error: swap area needs to be at least 40 KiB`);
      const mode = inode.mode & 0o777;
      if (mode & 0o077)
        yield* run.complain(
          `${path}: insecure permissions ${mode.toString(8).padStart(4, '0')}, fix with: chmod 0600 ${path}`,
        );
      const uuid = run.value('uuid') ?? simulation.random.uuid();
      const file = run.files.open(place, { write: true }, 0, credentials);
      yield* file.write(swapHeader(uuid, run.value('label')));
      file.release();
      const bytes = Math.floor(sizeOf(inode) / PAGE) * PAGE - PAGE;
      const label = run.value('label');
      if (!run.has('quiet'))
        yield* run.print(
          `Setting up swapspace version 1, size = ${binary(bytes)} (${bytes} bytes)\n${label === undefined ? 'no label' : `LABEL=${label}`}, UUID=${uuid}\n`,
        );
      return 0;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return yield* run.fail(`cannot open ${path}: ${strerror(error.code)}`);
    }
  },
);

/** `1024 MiB` up to ten of the next unit, then `2 GiB`. */
function binary(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${value.toFixed(1).replace(/\.0$/, '')} ${units[unit]}`;
}

const swapsOfFstab = (run: Tool): string[] =>
  readFstab(run.process.host)
    .filter(({ type, options }) => type === 'swap' && !options.includes('noauto'))
    .map(({ source }) => source);

export const swapon: Program = tool(
  'swapon',
  {
    options: [
      'a,all',
      's,summary',
      'show[=]',
      'noheadings',
      'raw',
      'v,verbose',
      'e,ifexists',
      'bytes',
      'p,priority=',
      '!d,discard',
      '!o,options=',
      '!h,help',
      '!V,version',
    ],
    hint: tryHelp('swapon'),
  },
  function* (run) {
    const { host } = run.process;
    if (run.has('summary')) {
      const text = run.files.readText('/proc/swaps');
      if (host.swaps.length > 0) yield* run.print(text);
      return 0;
    }
    if (run.has('show') || (!run.has('all') && run.operands.length === 0)) return yield* show(run);
    if (!run.isRoot) return yield* run.fail('cannot open: Permission denied', 255);
    let code = 0;
    for (const path of run.has('all') ? swapsOfFstab(run) : run.operands) {
      if (run.has('all') && host.swaps.some((area) => area.path === path)) continue;
      code = (yield* activate(run, path)) || code;
    }
    return code;
  },
);

function* activate(run: Tool, path: string): Task<number> {
  const { host } = run.process;
  const place = run.process.absolute(path);
  const priority = run.value('priority');
  if (run.files.exists(place)) {
    const mode = run.files.stat(place).mode & 0o777;
    if (mode & 0o077)
      yield* run.complain(`${path}: insecure permissions ${mode.toString(8).padStart(4, '0')}, 0600 suggested.`);
  }
  const problem = activateSwap(host, place, host.swaps.length, priority === undefined ? undefined : Number(priority));
  if (problem === undefined) return 0;
  if (problem === 'no such file' && run.has('ifexists')) return 0;
  const words = {
    'no such file': `cannot open ${path}: No such file or directory`,
    'no signature': `${path}: read swap header failed`,
    'in use': `${path}: swapon failed: Device or resource busy`,
    'has holes': `${path}: skipping - it appears to have holes.`,
  };
  yield* run.complain(words[problem]);
  return 255;
}

function* show(run: Tool): Task<number> {
  const { swaps } = run.process.host;
  const names = (run.value('show') || 'NAME,TYPE,SIZE,USED,PRIO').toUpperCase().split(',');
  const unknown = names.find((name) => !['NAME', 'TYPE', 'SIZE', 'USED', 'PRIO', 'UUID', 'LABEL'].includes(name));
  if (unknown !== undefined) return yield* run.fail(`unknown column: ${unknown.toLowerCase()}`);
  if (swaps.length === 0) return 0;
  const size = (kilobytes: number) =>
    run.has('bytes') ? String(kilobytes * 1024) : kilobytes === 0 ? '0B' : humanSize(kilobytes * 1024);
  const rows = swaps.map(({ path, type, kilobytes, priority }) => {
    const all: Readonly<Record<string, string>> = {
      NAME: path,
      TYPE: type,
      SIZE: size(kilobytes),
      USED: size(0),
      PRIO: String(priority),
    };
    return names.map((name) => all[name] ?? '');
  });
  const table = [...(run.has('noheadings') ? [] : [names]), ...rows];
  const widths = names.map((_, at) => Math.max(...table.map((row) => row[at].length)));
  const right = new Set(['SIZE', 'USED', 'PRIO']);
  yield* run.print(
    table
      .map((row) =>
        run.has('raw')
          ? `${row.join(' ')}\n`
          : `${row.map((cell, at) => (right.has(names[at]) ? cell.padStart(widths[at]) : at === row.length - 1 ? cell : cell.padEnd(widths[at]))).join(' ')}\n`,
      )
      .join(''),
  );
  return 0;
}

export const swapoff: Program = tool(
  'swapoff',
  { options: ['a,all', 'v,verbose', '!h,help', '!V,version'], hint: tryHelp('swapoff') },
  function* (run) {
    if (!run.has('all') && run.operands.length === 0)
      return yield* run.failPlainly(`swapoff: bad usage\n${tryHelp('swapoff').trimEnd()}`, 16);
    const { swaps } = run.process.host;
    if (!run.isRoot) return yield* run.fail('Not superuser.', 4);
    if (run.has('all')) {
      for (const { path } of swaps.splice(0)) if (run.has('verbose')) yield* run.print(`swapoff ${path}\n`);
      return 0;
    }
    let code = 0;
    for (const path of run.operands) {
      const at = swaps.findIndex((area) => area.path === run.process.absolute(path));
      if (at >= 0) swaps.splice(at, 1);
      else {
        const there = run.files.exists(run.process.absolute(path));
        yield* run.complain(`${path}: swapoff failed: ${there ? 'Invalid argument' : 'No such file or directory'}`);
        code = 4;
      }
    }
    return code;
  },
);

export const fallocate: Program = tool(
  'fallocate',
  {
    options: [
      'l,length=',
      'o,offset=',
      'x,posix',
      'v,verbose',
      'n,keep-size',
      '!c,collapse-range',
      '!d,dig-holes',
      '!i,insert-range',
      '!p,punch-hole',
      '!z,zero-range',
      '!h,help',
      '!V,version',
    ],
    hint: tryHelp('fallocate'),
  },
  function* (run) {
    const length = run.value('length');
    if (length === undefined) return yield* run.failPlainly('fallocate: no length argument specified');
    const bytes = parseSize(length);
    if (bytes === undefined) return yield* run.fail(`failed to parse length: '${length}'`);
    if (bytes === 0) return yield* run.fail('invalid length value specified');
    const offset = parseSize(run.value('offset') ?? '0') ?? 0;
    const [path, ...more] = run.operands;
    if (path === undefined) return yield* run.fail('no filename specified');
    if (more.length > 0) return yield* run.fail('unexpected number of arguments');
    const { credentials } = run.process;
    const place = run.process.absolute(path);
    try {
      run.files.open(place, { write: true, create: true }, 0o666 & ~run.process.umask, credentials).release();
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return yield* run.fail(`cannot open ${path}: ${strerror(error.code)}`);
    }
    try {
      run.files.allocate(place, offset + bytes, credentials);
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      return yield* run.fail(`fallocate failed: ${strerror(error.code)}`);
    }
    if (run.has('verbose')) yield* run.print(`${path}: ${binary(bytes)} (${bytes} bytes) allocated.\n`);
    return 0;
  },
);

/** `10M`, `1GiB`, `1GB`: units of 1024, or of 1000 with a bare B. */
function parseSize(text: string): number | undefined {
  const [, number, unit, suffix] = /^(\d+(?:\.\d+)?)([KMGTP]?)(iB|B)?$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  const power = ['', 'K', 'M', 'G', 'T', 'P'].indexOf(unit.toUpperCase());
  return Math.floor(Number(number) * (suffix?.toUpperCase() === 'B' ? 1000 : 1024) ** power);
}
