// The little of /sys that anybody reads here. Figures agree with the hardware.

import type { Host } from './host.ts';
import type { GeneratedTree } from './kernel-files.ts';

export function sysTree(host: Host): GeneratedTree {
  const cpus = `0-${host.hardware.cpus - 1}`;
  return {
    'class/dmi/id/product_name': () => 'Standard PC (Q35 + ICH9, 2009)\n',
    'class/dmi/id/product_uuid': () =>
      `${host.files.exists('/etc/machine-id') ? uuidOf(host.files.readText('/etc/machine-id').trim()) : ''}\n`,
    'class/dmi/id/sys_vendor': () => 'QEMU\n',
    'class/net/eth0/address': () => `${hardwareAddress(host.network.address)}\n`,
    'class/net/eth0/carrier': () => (host.network.up ? '1\n' : '0\n'),
    'class/net/eth0/mtu': () => '1500\n',
    'class/net/eth0/operstate': () => (host.network.up ? 'up\n' : 'down\n'),
    'class/net/eth0/speed': () => '-1\n',
    'class/net/lo/address': () => '00:00:00:00:00:00\n',
    'class/net/lo/mtu': () => '65536\n',
    'class/net/lo/operstate': () => 'unknown\n',
    ...blockTree(host),
    'devices/system/cpu/online': () => `${host.hardware.cpus > 1 ? cpus : '0'}\n`,
    'devices/system/cpu/possible': () => `${host.hardware.cpus > 1 ? cpus : '0'}\n`,
    'kernel/mm/transparent_hugepage/enabled': () => 'always [madvise] never\n',
  };
}

const uuidOf = (id: string): string => id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

/** 10.0.0.11 → 52:54:0a:00:00:0b */
const hardwareAddress = (address: string): string =>
  ['52:54', ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');

const SECTOR = 512;

/** Sizes of disks and partitions, in sectors. */
function blockTree(host: Host): GeneratedTree {
  return Object.fromEntries(
    host.devices.flatMap(({ name, numbers, size, parent }) => {
      const place = `block/${parent === undefined ? name : `${parent}/${name}`}`;
      return [
        [`${place}/dev`, () => `${numbers}\n`],
        [`${place}/ro`, () => '0\n'],
        [`${place}/size`, () => `${Math.floor(size / SECTOR)}\n`],
      ];
    }),
  );
}
