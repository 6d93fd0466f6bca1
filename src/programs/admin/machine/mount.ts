// mount and umount: puts file systems into the tree and takes them out again. What fits where is decided in
// linux/host/fstab.ts; here are the words of util-linux 2.39.

import type { FileSystem } from '../../../linux/files/file-system.ts';
import { OpenedInode } from '../../../linux/files/opened-inode.ts';
import type { Mount } from '../../../linux/files/path-walk.ts';
import type { Volume } from '../../../linux/files/volume.ts';
import { findDevice } from '../../../linux/host/block-devices.ts';
import { type FstabEntry, kernelOptions, mountFileSystem, readFstab, tmpfsSize } from '../../../linux/host/fstab.ts';
import type { Host } from '../../../linux/host/host.ts';
import { mountTable } from '../../../linux/host/kernel-files.ts';
import type { Program } from '../../../linux/host/process.ts';
import { comm } from '../../../linux/host/process-files.ts';
import type { Task } from '../../../sim/task.ts';
import { type Tool, tool } from '../tool.ts';

export const UTIL_LINUX = 'util-linux 2.39.3';
export const tryHelp = (name: string): string => `Try '${name} --help' for more information.\n`;
const LIBMOUNT = '(libmount 2.39.3: selinux, smack, btrfs, verity, namespaces, idmapping, statx, assert, debug)';
const DMESG = '\n       dmesg(1) may have more information after failed mount system call.';
/** Exit status of a mount that failed, and of `-a` when some did. */
const FAILED = 32;
const SOME_FAILED = 64;

const SIMULATED = new Set(['auto', 'ext4', 'vfat', 'tmpfs', 'none', 'bind']);

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
      'R,rbind',
      'n,no-mtab',
      'L,label=',
      'U,uuid=',
      'm,mkdir[=]',
      '!f,fake',
      '!F,fork',
      '!M,move',
      '!T,fstab=',
      '!make-shared',
      '!make-private',
      '!make-rprivate',
      '!make-rshared',
      '!h,help',
    ],
    hint: tryHelp('mount'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`mount from ${UTIL_LINUX} ${LIBMOUNT}\n`);
      return 0;
    }
    const label = run.value('label');
    const uuid = run.value('uuid');
    const words = [
      ...(label === undefined ? [] : [`LABEL=${label}`]),
      ...(uuid === undefined ? [] : [`UUID=${uuid}`]),
      ...run.operands,
    ];
    if (words.length === 0 && !run.has('all')) return yield* list(run);
    if (words.length > 2) return yield* run.failPlainly(`mount: bad usage\n${tryHelp('mount').trimEnd()}`);
    if (!run.isRoot)
      return yield* run.fail(`${words.at(-1) ?? ''}: must be superuser to use mount.`.replace(/^: /, ''));
    if (run.process.namespaces.container !== undefined)
      return yield* run.fail(`${words.at(-1) ?? '/'}: permission denied.${DMESG}`, FAILED);
    return run.has('all') ? yield* mountAll(run) : yield* mountOne(run, words);
  },
);

function* list(run: Tool): Task<number> {
  const types = run.value('types')?.split(',');
  for (const { source, path, type, options, readOnly, volume } of mountTable(run.files)) {
    if (types && !types.includes(type)) continue;
    const shown = [readOnly || volume.readOnly ? 'ro' : 'rw', ...options].join(',');
    const label = run.has('show-labels') ? findDevice(run.process.host, source)?.content?.label : undefined;
    yield* run.print(`${source} on ${path} type ${type} (${shown})${label === undefined ? '' : ` [${label}]`}\n`);
  }
  return 0;
}

function optionsOf(run: Tool): string[] {
  return [
    ...run.values('options').flatMap((one) => one.split(',')),
    ...(run.has('read-only') ? ['ro'] : []),
    ...(run.has('bind') ? ['bind'] : []),
    ...(run.has('rbind') ? ['rbind'] : []),
  ].filter(Boolean);
}

function* mountOne(run: Tool, words: readonly string[]): Task<number> {
  const { process } = run;
  const options = optionsOf(run);
  const remounts = options.includes('remount');
  const isPath = (word: string) => !/^(?:LABEL|UUID|PARTUUID|PARTLABEL)=/.test(word);
  const clean = (word: string) => (isPath(word) ? process.absolute(word).replace(/(?<=.)\/+$/, '') : word);
  if (words.length === 1) {
    const [word] = words;
    const place = clean(word);
    const entry = readFstab(process.host).find((one) => one.target === place || one.source === place);
    if (remounts) return yield* remount(run, place, [...(entry?.options ?? []), ...options]);
    if (!entry) return yield* run.fail(`${word}: can't find in /etc/fstab.`);
    return yield* attempt(run, { ...entry, options: [...entry.options, ...options] });
  }
  const [source, target] = words;
  if (remounts) return yield* remount(run, clean(target), options);
  const type = run.value('types') ?? 'auto';
  const entry = {
    source: /^\//.test(source) || options.includes('bind') ? clean(source) : source,
    target: clean(target),
    type,
    options,
  };
  const directory = run.has('mkdir');
  if (directory && !run.files.exists(entry.target)) run.files.makeDirectory(entry.target, { recursive: true });
  return yield* attempt(run, entry);
}

/** Everything of /etc/fstab that is not mounted yet. */
function* mountAll(run: Tool): Task<number> {
  const { host } = run.process;
  let tried = 0;
  let failed = 0;
  for (const entry of readFstab(host)) {
    const { target, type, options } = entry;
    if (type === 'swap' || options.includes('noauto') || target === '/') continue;
    if (run.files.mounts.some((mounted) => mounted.path === target)) {
      if (run.has('verbose')) yield* run.print(`${target.padEnd(25)}: already mounted\n`);
      continue;
    }
    tried++;
    if (
      options.includes('nofail') &&
      !findDevice(host, entry.source) &&
      !/^(?:tmpfs|none)$/.test(type) &&
      !options.includes('bind')
    )
      continue;
    if ((yield* attempt(run, entry)) !== 0) failed++;
    else if (run.has('verbose')) yield* run.print(`${target.padEnd(25)}: successfully mounted\n`);
  }
  return failed === 0 ? 0 : failed === tried ? FAILED : SOME_FAILED;
}

function* attempt(run: Tool, entry: FstabEntry): Task<number> {
  const { source, target, type, options } = entry;
  if (options.includes('loop')) return yield* run.notSimulated('-o loop');
  if (!SIMULATED.has(type)) return yield* run.notSimulated(`-t ${type}`);
  const { host } = run.process;
  const problem = mountFileSystem(host, entry);
  if (problem === undefined) {
    if (run.has('verbose') && !run.has('all')) yield* run.print(`mount: ${source} mounted on ${target}.\n`);
    return 0;
  }
  const device = findDevice(host, source);
  const shown = device ? `/dev/${device.name}` : source;
  const words = {
    'no such device': /^(?:LABEL|UUID)=/.test(source)
      ? `can't find ${source}.`
      : `special device ${source} does not exist.${DMESG}`,
    'no mount point': `mount point does not exist.${DMESG}`,
    'not a directory': `mount point is not a directory.${DMESG}`,
    'wrong type': `wrong fs type, bad option, bad superblock on ${shown}, missing codepage or helper program, or other error.${DMESG}`,
    'bad option': `wrong fs type, bad option, bad superblock on ${shown}, missing codepage or helper program, or other error.${DMESG}`,
    busy: `${shown} already mounted on ${target}.${DMESG}`,
  };
  yield* run.complain(`${target}: ${words[problem]}`);
  return FAILED;
}

function* remount(run: Tool, place: string, options: readonly string[]): Task<number> {
  const { host } = run.process;
  const found = run.files.mounts.findLast(({ path }) => path === place);
  const mounted = place === '/' ? run.files.rootMount : found;
  if (!mounted) return yield* run.fail(`${place}: mount point not mounted or bad option.${DMESG}`, FAILED);
  const word = options.findLast((one) => one === 'ro' || one === 'rw');
  if (word !== undefined) {
    // With `bind` only this view of the file system is protected, without it the file system itself.
    const alone = options.includes('bind');
    if (word === 'ro' && !alone && !mounted.volume.readOnly && hasWriters(host, mounted.volume))
      return yield* run.fail(`${place}: mount point is busy.${DMESG}`, FAILED);
    mounted.readOnly = word === 'ro' && (alone || mounted !== run.files.rootMount);
    if (!alone) mounted.volume.readOnly = word === 'ro';
  }
  if (mounted.type === 'tmpfs' && options.some((one) => one.startsWith('size='))) {
    const size = tmpfsSize(host, options);
    if (size === undefined || size < mounted.volume.used)
      return yield* run.fail(`${place}: mount point not mounted or bad option.${DMESG}`, FAILED);
    mounted.volume.resizeTo(size);
    mounted.options = mounted.options.map((one) => (one.startsWith('size=') ? `size=${size / 1024}k` : one));
  }
  const named = kernelOptions(options.filter((one) => !one.startsWith('size=') && !one.startsWith('mode=')));
  if (named.length > 1) mounted.options = [...new Set([...mounted.options, ...named])];
  return 0;
}

/** journald never closes its files. */
const hasWriters = (host: Host, volume: Volume): boolean =>
  host.processes.all.some(
    (one) =>
      one.alive &&
      ((volume === host.files.volume && comm(one) === 'systemd-journal') ||
        [...one.descriptors.values()].some(
          (file) => file instanceof OpenedInode && file.writes && file.volume === volume,
        )),
  );

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
      'n,no-mtab',
      'a,all',
      't,types=',
      '!A,all-targets',
      '!r,read-only',
      '!h,help',
    ],
    hint: tryHelp('umount'),
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print(`umount from ${UTIL_LINUX} ${LIBMOUNT}\n`);
      return 0;
    }
    if (run.has('all')) return yield* run.notSimulated('-a');
    if (run.operands.length === 0) return yield* run.failPlainly(`umount: bad usage\n${tryHelp('umount').trimEnd()}`);
    let code = 0;
    for (const word of run.operands) code = (yield* unmountOne(run, word)) || code;
    return code;
  },
);

function* unmountOne(run: Tool, word: string): Task<number> {
  const { files, process } = run;
  const quiet = run.has('quiet');
  const refuse = function* (text: string): Task<number> {
    if (!quiet || !text.includes('not mounted')) yield* run.complain(`${word}: ${text}`);
    return FAILED;
  };
  const place = process.absolute(word).replace(/(?<=.)\/+$/, '');
  const device = findDevice(process.host, word);
  if (!device && !files.exists(place)) return yield* refuse('no mount point specified.');
  if (!run.isRoot) return yield* refuse('must be superuser to unmount.');
  const all = mountTable(files);
  const found = all.findLast((one) => one.path === place || (device?.content && one.volume === device.content.volume));
  if (!found) return yield* refuse('not mounted.');
  const below = all.filter(
    ({ path }) => path !== found.path && path.startsWith(found.path === '/' ? '/' : `${found.path}/`),
  );
  const doomed = run.has('recursive') ? [...below].reverse() : [];
  const isBusy = (run.has('recursive') ? false : below.length > 0) || isUsed(process.host, files, found);
  if (found === files.rootMount || (isBusy && !run.has('lazy'))) return yield* refuse('target is busy.');
  for (const one of [...doomed, found]) {
    files.unmount(one.path);
    if (run.has('verbose')) yield* run.print(`umount: ${one.path} unmounted\n`);
  }
  return 0;
}

/** What every process of the system holds on to. */
const ALWAYS_USED: ReadonlySet<string> = new Set(['/dev', '/proc', '/run', '/sys']);

/** A shell stands in it, or somebody has one of its files open. */
function isUsed(host: Host, files: FileSystem, mounted: Mount): boolean {
  if (ALWAYS_USED.has(mounted.path)) return true;
  const ownVolume = mounted.volume !== files.volume;
  return host.processes.all.some((one) => {
    if (!one.alive || one.files !== files) return false;
    if (one.directory === mounted.path || one.directory.startsWith(`${mounted.path}/`)) return true;
    return (
      ownVolume &&
      [...one.descriptors.values()].some((file) => file instanceof OpenedInode && file.volume === mounted.volume)
    );
  });
}

export const mountpoint: Program = tool(
  'mountpoint',
  { options: ['q,quiet', 'd,fs-devno', '!x,devno', '!nofollow', '!h,help', '!V,version'], hint: tryHelp('mountpoint') },
  function* (run) {
    const [path] = run.operands;
    if (path === undefined) return yield* run.failPlainly(`mountpoint: bad usage\n${tryHelp('mountpoint').trimEnd()}`);
    if (!run.files.exists(run.process.absolute(path))) {
      if (!run.has('quiet')) yield* run.complain(`${path}: No such file or directory`);
      return 1;
    }
    const real = run.files.realpath(run.process.absolute(path));
    const found = mountTable(run.files).find((one) => one.path === real);
    if (run.has('fs-devno')) {
      if (!found) return 1;
      yield* run.print(`${findDevice(run.process.host, found.source)?.numbers ?? '0:25'}\n`);
    } else if (!run.has('quiet')) yield* run.print(`${path} is ${found ? '' : 'not '}a mountpoint\n`);
    return found ? 0 : 32;
  },
);
