// /proc beside the processes, and the little of /sys that anybody reads here. Figures agree with the hardware.

import type { Host } from './host.ts';
import type { GeneratedTree } from './kernel-files.ts';

/** Memory the kernel keeps for itself. */
const KERNEL_SHARE = 0.03;

/** Bytes, as /proc/meminfo and free count them. */
export function memoryOf(host: Host): {
  readonly total: number;
  readonly used: number;
  readonly free: number;
  readonly cached: number;
} {
  const total = Math.floor((host.hardware.memory * (1 - KERNEL_SHARE)) / 4096) * 4096;
  const programs = host.processes.all.reduce((sum, one) => sum + (one.alive ? one.memory : 0), 0);
  const used = Math.min(total, programs + Math.floor(total * 0.05));
  const cached = Math.floor(Math.min(total - used, total * 0.3) / 4096) * 4096;
  return { total, used, free: total - used - cached, cached };
}

/** The kernel that /boot/vmlinuz leads to: the one the next boot runs. */
export function installedKernel(host: Host): string {
  const path = '/boot/vmlinuz';
  if (!host.files.exists('/boot') || !host.files.readDirectory('/boot').includes('vmlinuz')) return '6.8.0-90-generic';
  return host.files.readLink(path).replace(/^vmlinuz-/, '');
}

/** `#91-Ubuntu SMP PREEMPT_DYNAMIC Tue Nov 18 14:14:30 UTC 2025`: Ubuntu counts one further than the release. */
export function kernelBuild(release: string): string {
  const abi = Number(/-(\d+)-/.exec(release)?.[1] ?? 0);
  return `#${abi + 1}-Ubuntu SMP PREEMPT_DYNAMIC Tue Nov 18 14:14:30 UTC 2025`;
}

export function systemFiles(host: Host): GeneratedTree {
  const release = installedKernel(host);
  const uptime = () => (host.simulation.now - (host.bootedAt ?? 0)) / 1000;
  return {
    cgroups: () =>
      '#subsys_name\thierarchy\tnum_cgroups\tenabled\ncpuset\t0\t180\t1\ncpu\t0\t180\t1\nmemory\t0\t180\t1\npids\t0\t180\t1\n',
    cmdline: () => `BOOT_IMAGE=/boot/vmlinuz-${release} root=LABEL=cloudimg-rootfs ro console=tty1 console=ttyS0\n`,
    cpuinfo: () =>
      Array.from({ length: host.hardware.cpus }, (_, index) => processor(index, host.hardware.cpus)).join(''),
    filesystems: () =>
      'nodev\tsysfs\nnodev\ttmpfs\nnodev\tproc\nnodev\tcgroup2\nnodev\tdevtmpfs\nnodev\toverlay\n\text4\n',
    loadavg: () => `0.08 0.12 0.09 1/${host.processes.all.length * 3} ${host.processes.all.at(-1)?.pid ?? 1}\n`,
    meminfo: () => meminfo(host),
    modules: () =>
      loadedModules(host)
        .map((name) => `${name} 40960 1 - Live 0x0000000000000000\n`)
        .join(''),
    mounts: () => mounts(host),
    stat: () =>
      `cpu  0 0 0 0 0 0 0 0 0 0\nbtime ${Math.floor((host.simulation.epoch + (host.bootedAt ?? 0)) / 1000)}\nprocesses ${host.processes.all.at(-1)?.pid ?? 1}\n`,
    swaps: () => swaps(host),
    uptime: () => `${uptime().toFixed(2)} ${(uptime() * host.hardware.cpus * 0.95).toFixed(2)}\n`,
    version: () =>
      `Linux version ${release} (buildd@lcy02-amd64-047) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.3.0-6ubuntu2~24.04) 13.3.0, GNU ld (GNU Binutils for Ubuntu) 2.42) ${kernelBuild(release)}\n`,
    'sys/kernel/osrelease': () => `${release}\n`,
    'sys/kernel/ostype': () => 'Linux\n',
    'sys/kernel/version': () => `${kernelBuild(release)}\n`,
    'sys/kernel/random/boot_id': () => `${host.bootId}\n`,
    'sys/kernel/hostname': () => `${host.namespaces.hostname}\n`,
    ...sysctlFiles(),
  };
}

/** Kernel parameters as files below /proc/sys; writing them sets them until the next boot. */
function sysctlFiles(): GeneratedTree {
  const tree: Record<string, { read: () => string; write: (text: string) => void }> = {};
  for (const [name, initial] of Object.entries(SYSCTL_DEFAULTS)) {
    let value = initial;
    tree[`sys/${name}`] = {
      read: () => `${value}\n`,
      write: (text) => {
        value = text.trim();
      },
    };
  }
  return tree;
}

const SYSCTL_DEFAULTS: Readonly<Record<string, string>> = {
  'fs/file-max': '9223372036854775807',
  'fs/inotify/max_user_instances': '128',
  'fs/inotify/max_user_watches': '29344',
  'kernel/panic': '0',
  'kernel/panic_on_oops': '0',
  'kernel/pid_max': '4194304',
  'kernel/threads-max': '30622',
  'net/core/somaxconn': '4096',
  'net/ipv4/conf/all/forwarding': '0',
  'net/ipv4/conf/all/rp_filter': '2',
  'net/ipv4/ip_forward': '0',
  'net/ipv4/ip_local_port_range': '32768\t60999',
  'net/ipv4/tcp_keepalive_time': '7200',
  'net/ipv6/conf/all/disable_ipv6': '0',
  'net/ipv6/conf/all/forwarding': '0',
  'vm/max_map_count': '1048576',
  'vm/overcommit_memory': '0',
  'vm/panic_on_oom': '0',
  'vm/swappiness': '60',
};

/** What modprobe noted under /run; gone at the next boot like the modules themselves. */
export function loadedModules(host: Host): string[] {
  const path = '/run/modules-loaded';
  return host.files.exists(path) ? host.files.readText(path).split('\n').filter(Boolean) : [];
}

function meminfo(host: Host): string {
  const { total, free, cached } = memoryOf(host);
  const swap = swapOf(host).reduce((sum, one) => sum + one.kilobytes, 0);
  const kilobytes = (bytes: number) => Math.floor(bytes / 1024);
  const rows: readonly (readonly [string, number])[] = [
    ['MemTotal', kilobytes(total)],
    ['MemFree', kilobytes(free)],
    ['MemAvailable', kilobytes(free + cached)],
    ['Buffers', kilobytes(cached * 0.08)],
    ['Cached', kilobytes(cached * 0.85)],
    ['SwapCached', 0],
    ['SwapTotal', swap],
    ['SwapFree', swap],
    ['Shmem', 1024],
    ['Slab', kilobytes(cached * 0.07)],
    ['Hugepagesize', 2048],
  ];
  return rows.map(([name, value]) => `${`${name}:`.padEnd(15)} ${String(value).padStart(8)} kB\n`).join('');
}

/** Active swap areas: what swapon noted under /run. */
export function swapOf(host: Host): { readonly path: string; readonly kilobytes: number }[] {
  const path = '/run/swaps';
  if (!host.files.exists(path)) return [];
  return host.files
    .readText(path)
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ path: line.split(' ')[0], kilobytes: Number(line.split(' ')[1]) }));
}

function swaps(host: Host): string {
  const rows = swapOf(host).map(({ path, kilobytes }) => `${path.padEnd(39)} file\t\t${kilobytes}\t\t0\t\t-2\n`);
  return `Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n${rows.join('')}`;
}

function mounts(host: Host): string {
  const root = '/dev/root / ext4 rw,relatime,discard,errors=remount-ro,commit=30 0 0\n';
  return (
    root +
    host.files.mounts
      .map((mount) => `${mount.source} ${mount.path} ${mount.type} ${mount.readOnly ? 'ro' : 'rw'},relatime 0 0\n`)
      .join('')
  );
}

function processor(index: number, count: number): string {
  const rows: readonly (readonly [string, string])[] = [
    ['processor\t', String(index)],
    ['vendor_id\t', 'AuthenticAMD'],
    ['cpu family\t', '25'],
    ['model\t\t', '1'],
    ['model name\t', 'AMD EPYC 7763 64-Core Processor'],
    ['cpu MHz\t\t', '2445.406'],
    ['cache size\t', '512 KB'],
    ['siblings\t', String(count)],
    ['cpu cores\t', String(count)],
    ['bogomips\t', '4890.81'],
  ];
  return `${rows.map(([name, value]) => `${name}: ${value}\n`).join('')}\n`;
}

export function sysTree(host: Host): GeneratedTree {
  const cpus = `0-${host.hardware.cpus - 1}`;
  return {
    'class/dmi/id/product_name': () => 'Standard PC (Q35 + ICH9, 2009)\n',
    'class/dmi/id/product_uuid': () =>
      `${host.files.exists('/etc/machine-id') ? uuidOf(host.files.readText('/etc/machine-id').trim()) : ''}\n`,
    'class/dmi/id/sys_vendor': () => 'QEMU\n',
    'class/net/eth0/operstate': () => (host.network.up ? 'up\n' : 'down\n'),
    'devices/system/cpu/online': () => `${host.hardware.cpus > 1 ? cpus : '0'}\n`,
    'devices/system/cpu/possible': () => `${host.hardware.cpus > 1 ? cpus : '0'}\n`,
    'fs/cgroup/cgroup.controllers': () => 'cpuset cpu io memory hugetlb pids rdma misc\n',
    'kernel/mm/transparent_hugepage/enabled': () => 'always [madvise] never\n',
  };
}

const uuidOf = (id: string): string => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
