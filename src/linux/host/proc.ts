// /proc as one mount of it shows it: the machine's figures, and the processes of one PID namespace under the numbers
// they have there. A container's own /proc lists its own processes and its own mounts.

import type { Directory, GeneratedFile, Inode, Metadata } from '../files/inode.ts';
import type { Host } from './host.ts';
import { type GeneratedText, type GeneratedTree, mountTable } from './kernel-files.ts';
import { installedKernel, kernelBuild } from './kernel-release.ts';
import { LiveEntries } from './live-directory.ts';
import { meminfo } from './memory.ts';
import type { Namespaces } from './process.ts';
import { processFiles } from './process-files.ts';
import { sysctlFiles } from './sysctl-files.ts';

/** The root of a /proc. Everything in it is made when somebody looks. */
export function procTree(host: Host, view: Namespaces): Directory {
  const { processes } = host;
  const { container } = view;
  const base = (mode: number): Metadata => {
    const now = host.simulation.epoch + (host.bootedAt ?? 0);
    return { mode, uid: 0, gid: 0, mtime: now, ctime: now, atime: now, links: 1, number: 1 };
  };
  let tree: Directory | undefined;
  const fixed = (): Directory => {
    tree ??= treeOf({ ...systemFiles(host, view), ...sysctlTree(host, view) }, base);
    return tree;
  };
  const entries = new LiveEntries(
    () => [
      ...processes
        .visibleIn(container)
        .filter((one) => one.alive)
        .map((one) => String(one.ownPid)),
      ...fixed().entries.keys(),
    ],
    (name): Inode | undefined => {
      if (!/^\d+$/.test(name)) return fixed().entries.get(name);
      const process = processes.findIn(container, Number(name));
      return process?.alive ? processFiles(process, view) : undefined;
    },
  );
  return { ...base(0o555), type: 'directory', entries };
}

/** Directories and generated files from texts by path. */
function treeOf(tree: GeneratedTree, base: (mode: number) => Metadata): Directory {
  const root: Directory = { ...base(0o555), type: 'directory', entries: new Map() };
  for (const [path, text] of Object.entries(tree)) {
    const parts = path.split('/');
    let here = root;
    for (const part of parts.slice(0, -1)) {
      const next = here.entries.get(part);
      const directory: Directory =
        next?.type === 'directory' ? next : { ...base(0o555), type: 'directory', entries: new Map() };
      here.entries.set(part, directory);
      here = directory;
    }
    here.entries.set(parts.at(-1) ?? '', generated(text, base));
  }
  return root;
}

const generated = (text: GeneratedText, base: (mode: number) => Metadata): GeneratedFile =>
  typeof text === 'function'
    ? { ...base(0o444), type: 'generated', read: text }
    : { ...base(0o644), type: 'generated', ...text };

/** A container sees the parameters of its machine, and may not set them. */
function sysctlTree(host: Host, { container, hostname }: Namespaces): GeneratedTree {
  if (container === undefined)
    return Object.fromEntries(Object.entries(sysctlFiles(host)).map(([name, text]) => [`sys/${name}`, text]));
  const names = Object.keys(sysctlFiles(host));
  return Object.fromEntries(
    names.map((name) => [
      `sys/${name}`,
      () => (name === 'kernel/hostname' ? `${hostname}\n` : host.files.readText(`/proc/sys/${name}`)),
    ]),
  );
}

function systemFiles(host: Host, view: Namespaces): GeneratedTree {
  const release = installedKernel(host);
  const { simulation, hardware, processes } = host;
  const uptime = () => (simulation.now - (host.bootedAt ?? 0)) / 1000;
  const lastPid = () => processes.visibleIn(view.container).at(-1)?.ownPid ?? 1;
  const busy = () => processes.all.reduce((sum, one) => sum + one.cpu, 0) / 1000;
  const idle = () => Math.max(0, uptime() * hardware.cpus - busy());
  return {
    cgroups: () =>
      '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t180\t1\ncpu\t0\t180\t1\nmemory\t0\t180\t1\npids\t0\t180\t1\n',
    cmdline: () => `BOOT_IMAGE=/boot/vmlinuz-${release} root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0\n`,
    cpuinfo: () => Array.from({ length: hardware.cpus }, (_, index) => processor(index, hardware.cpus)).join(''),
    devices: () =>
      'Character devices:\n  1 mem\n  5 /dev/tty\n136 pts\n\nBlock devices:\n  7 loop\n253 virtblk\n259 blkext\n',
    diskstats: () =>
      host.devices
        .map(({ name, numbers }) => `${blockNumbers(numbers)} ${name} 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0\n`)
        .join(''),
    filesystems: () =>
      'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\tdevtmpfs\nnodev\tdevpts\nnodev\toverlay\n\text4\n\tvfat\n',
    loadavg: () => {
      const averages = host.loadAverage.at(simulation.now).map((one) => one.toFixed(2));
      const running = Math.max(1, host.loadAverage.running);
      return `${averages.join(' ')} ${running}/${processes.all.length * 3} ${lastPid()}\n`;
    },
    meminfo: () => meminfo(host),
    modules: () =>
      [...host.modules]
        .reverse()
        .map((name) => `${name} 40960 0 - Live 0x0000000000000000\n`)
        .join(''),
    mounts: () => mountLines(view),
    'net/dev': () => netDev(host, view),
    'net/route': () => netRoute(view),
    partitions: () =>
      `major minor  #blocks  name\n\n${host.devices.map(({ name, numbers, size }) => `${blockNumbers(numbers)} ${String(Math.floor(size / 1024)).padStart(10)} ${name}\n`).join('')}`,
    stat: () => {
      const ticks = (seconds: number) => Math.floor(seconds * 100);
      const cpu = (name: string, share: number) =>
        `${name} ${ticks(busy() * share)} 0 0 ${ticks(idle() * share)} 0 0 0 0 0 0\n`;
      const each = Array.from({ length: hardware.cpus }, (_, index) => cpu(`cpu${index}`, 1 / hardware.cpus));
      return `${cpu('cpu ', 1)}${each.join('')}ctxt 0\nbtime ${Math.floor((simulation.epoch + (host.bootedAt ?? 0)) / 1000)}\nprocesses ${processes.all.at(-1)?.pid ?? 1}\nprocs_running ${Math.max(1, host.loadAverage.running)}\nprocs_blocked 0\n`;
    },
    swaps: () => swaps(host),
    ...(view.container === undefined
      ? { 'sysrq-trigger': { read: () => '', write: (text: string) => sysrq(host, text) } }
      : {}),
    uptime: () => `${uptime().toFixed(2)} ${idle().toFixed(2)}\n`,
    version: () =>
      `Linux version ${release} (buildd@lcy02-amd64-047) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.3.0-6ubuntu2~24.04) 13.3.0, GNU ld (GNU Binutils for Ubuntu) 2.42) ${kernelBuild(release)}\n`,
  };
}

const blockNumbers = (numbers: string): string => {
  const [major, minor] = numbers.split(':');
  return `${major.padStart(4)} ${minor.padStart(7)}`;
};

/** The magic keys that staging a fault needs: `u` makes every file system read-only, `b` reboots at once. */
function sysrq(host: Host, text: string): void {
  if (text.startsWith('u')) {
    for (const { volume } of [host.files.rootMount, ...host.files.mounts])
      if (/^(?:ext4|vfat)$/.test(volume.identity.type)) volume.readOnly = true;
  } else if (text.startsWith('b')) {
    host.simulation.schedule(0, 'sysrq reboot', () => {
      host.powerOff();
      host.powerOn();
    });
  }
}

function swaps(host: Host): string {
  const figure = (kilobytes: number) => `${kilobytes}\t${kilobytes < 10_000_000 ? '\t' : ''}`;
  const rows = host.swaps.map(
    ({ path, type, kilobytes, priority }) =>
      `${path.padEnd(39)} ${type === 'file' ? 'file\t' : 'partition'}\t${figure(kilobytes)}${figure(0)}${priority}\n`,
  );
  return `Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n${rows.join('')}`;
}

/** Lines of /proc/mounts. */
export function mountLines({ files }: Namespaces): string {
  return mountTable(files)
    .map(
      ({ source, path, type, readOnly, volume, options }) =>
        `${source} ${path.replaceAll(' ', '\\040')} ${type} ${[readOnly || volume.readOnly ? 'ro' : 'rw', ...options].join(',')} 0 0\n`,
    )
    .join('');
}

function netDev(host: Host, { network }: Namespaces): string {
  const names = network.address === '' || !host.network.up ? ['lo'] : ['lo', 'eth0'];
  const zeros =
    '       0       0    0    0    0     0          0         0        0       0    0    0    0     0       0          0';
  return `Inter-|   Receive                                                |  Transmit\n face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed\n${names.map((name) => `${name.padStart(6)}:${zeros}\n`).join('')}`;
}

/** The default route leads to the first address of the network. */
function netRoute({ network }: Namespaces): string {
  const hex = (address: string) =>
    address
      .split('.')
      .reverse()
      .map((part) => Number(part).toString(16).padStart(2, '0').toUpperCase())
      .join('');
  const parts = network.address.split('.');
  const gateway = [...parts.slice(0, 3), '1'].join('.');
  const net = [...parts.slice(0, 3), '0'].join('.');
  const row = (destination: string, via: string, flags: string, mask: string) =>
    `eth0\t${hex(destination)}\t${hex(via)}\t${flags}\t0\t0\t0\t${hex(mask)}\t0\t0\t0\n`;
  return `Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n${row('0.0.0.0', gateway, '0003', '0.0.0.0')}${row(net, '0.0.0.0', '0001', '255.255.255.0')}`;
}

function processor(index: number, count: number): string {
  const rows: readonly (readonly [string, string])[] = [
    ['processor\t', String(index)],
    ['vendor_id\t', 'AuthenticAMD'],
    ['cpu family\t', '25'],
    ['model\t\t', '1'],
    ['model name\t', 'AMD EPYC 7763 64-Core Processor'],
    ['stepping\t', '1'],
    ['microcode\t', '0x1000065'],
    ['cpu MHz\t\t', '2445.406'],
    ['cache size\t', '512 KB'],
    ['physical id\t', '0'],
    ['siblings\t', String(count)],
    ['core id\t\t', String(index)],
    ['cpu cores\t', String(count)],
    ['apicid\t\t', String(index)],
    ['fpu\t\t', 'yes'],
    ['cpuid level\t', '13'],
    ['wp\t\t', 'yes'],
    ['flags\t\t', FLAGS],
    ['bogomips\t', '4890.81'],
    ['TLB size\t', '1024 4K pages'],
    ['clflush size\t', '64'],
    ['cache_alignment\t', '64'],
    ['address sizes\t', '40 bits physical, 48 bits virtual'],
    ['power management', ''],
  ];
  return `${rows.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`;
}

const FLAGS =
  'fpu vme de pse tsc msr pae mce cx8 apic sep mtrr pge mca cmov pat pse36 clflush mmx fxsr sse sse2 ht syscall nx mmxext fxsr_opt pdpe1gb rdtscp lm rep_good nopl cpuid extd_apicid tsc_known_freq pni pclmulqdq ssse3 fma cx16 sse4_1 sse4_2 x2apic movbe popcnt aes xsave avx f16c rdrand hypervisor lahf_lm cmp_legacy svm cr8_legacy abm sse4a misalignsse 3dnowprefetch osvw topoext perfctr_core ssbd ibrs ibpb stibp vmmcall fsgsbase bmi1 avx2 smep bmi2 rdseed adx smap clflushopt clwb sha_ni xsaveopt xsavec xgetbv1 clzero xsaveerptr arat npt nrip_save umip vaes vpclmulqdq rdpid';
