// Kernel parameters as files below /proc/sys. Writing one sets it until the next boot.

import type { Host } from './host.ts';
import type { GeneratedTree } from './kernel-files.ts';
import { installedKernel, kernelBuild } from './kernel-release.ts';

export function sysctlFiles(host: Host): GeneratedTree {
  const release = installedKernel(host);
  const tree: Record<string, GeneratedTree[string]> = {
    'kernel/osrelease': () => `${release}\n`,
    'kernel/ostype': () => 'Linux\n',
    'kernel/version': () => `${kernelBuild(release)}\n`,
    'kernel/random/boot_id': () => `${host.bootId}\n`,
    'kernel/random/uuid': () => `${host.simulation.random.uuid()}\n`,
  };
  for (const [name, initial] of Object.entries(SYSCTL_DEFAULTS)) tree[name] = parameter(initial);
  tree['kernel/hostname'] = () => `${host.namespaces.hostname}\n`;
  return tree;
}

/** A value that can be set. */
export function parameter(initial: string): { readonly read: () => string; readonly write: (text: string) => void } {
  let value = initial;
  return {
    read: () => `${value}\n`,
    write: (text) => {
      value = text.trim().replace(/\s+/g, '\t');
    },
  };
}

const SYSCTL_DEFAULTS: Readonly<Record<string, string>> = {
  'fs/file-max': '9223372036854775807',
  'fs/inotify/max_user_instances': '128',
  'fs/inotify/max_user_watches': '29344',
  'kernel/dmesg_restrict': '1',
  'kernel/panic': '0',
  'kernel/panic_on_oops': '0',
  'kernel/pid_max': '4194304',
  'kernel/threads-max': '30622',
  'net/core/somaxconn': '4096',
  'net/ipv4/conf/all/forwarding': '0',
  'net/ipv4/conf/all/rp_filter': '2',
  'net/ipv4/ip_forward': '0',
  'net/ipv4/conf/all/accept_redirects': '0',
  'net/ipv4/conf/all/send_redirects': '1',
  'net/ipv4/conf/default/rp_filter': '2',
  'net/ipv4/ip_local_port_range': '32768\t60999',
  'net/ipv4/tcp_keepalive_time': '7200',
  'net/ipv6/conf/all/disable_ipv6': '0',
  'net/ipv6/conf/all/forwarding': '0',
  'vm/max_map_count': '1048576',
  'vm/overcommit_memory': '0',
  'vm/panic_on_oom': '0',
  'vm/swappiness': '60',
};
