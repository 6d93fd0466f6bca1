// The interfaces, addresses and routes that `ip` shows, as they follow from a network namespace: a machine's own
// link, flannel's bridge and tunnel once flanneld has written its file, or a pod's end of a cable.

import type { Process } from '../../../linux/host/process.ts';
import type { NetworkStack } from '../../../linux/net/stack.ts';

export interface Address {
  readonly address: string;
  readonly bits: number;
  readonly broadcast?: string;
  readonly scope: 'host' | 'link' | 'global';
  readonly label: string;
}

export interface Interface {
  readonly index: number;
  readonly name: string;
  /** `eth0@if7`: the other end is elsewhere. */
  readonly shownAs: string;
  readonly flags: readonly string[];
  readonly mtu: number;
  readonly queue: string;
  readonly state: 'UP' | 'DOWN' | 'UNKNOWN';
  readonly queueLength: number | undefined;
  readonly kind: 'loopback' | 'ether';
  readonly hardwareAddress: string;
  readonly addresses: readonly Address[];
}

export interface Route {
  /** `default` or `10.0.0.0/24`. */
  readonly destination: string;
  readonly via?: string;
  readonly device: string;
  readonly attributes: string;
}

const BITS = 24;
const FLANNEL = '/run/flannel/subnet.env';

export function interfacesOf(process: Process): Interface[] {
  const { network, host } = process;
  const isPod = network.node !== undefined;
  const { isUp } = linkOf(network);
  const main: Interface = {
    index: 2,
    name: 'eth0',
    shownAs: isPod ? 'eth0@if7' : 'eth0',
    flags: ['BROADCAST', 'MULTICAST', ...(isUp ? ['UP', 'LOWER_UP'] : [])],
    mtu: isPod ? 1450 : 1500,
    queue: isPod ? 'noqueue' : 'fq_codel',
    state: isUp ? 'UP' : 'DOWN',
    queueLength: isPod ? undefined : 1000,
    kind: 'ether',
    hardwareAddress: hardwareAddress(network.address),
    addresses: isUp
      ? [...network.addresses].filter((one) => !one.startsWith('127.')).map((one) => global(one, 'eth0'))
      : [],
  };
  const range = isPod ? undefined : flannelRange(process);
  return [LOOPBACK, main, ...(range ? flannelInterfaces(range, host.network.address) : [])];
}

const LOOPBACK: Interface = {
  index: 1,
  name: 'lo',
  shownAs: 'lo',
  flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
  mtu: 65_536,
  queue: 'noqueue',
  state: 'UNKNOWN',
  queueLength: 1000,
  kind: 'loopback',
  hardwareAddress: '00:00:00:00:00:00',
  addresses: [
    { address: '127.0.0.1', bits: 8, scope: 'host', label: 'lo' },
    { address: '::1', bits: 128, scope: 'host', label: '' },
  ],
};

export function routesOf(process: Process): Route[] {
  const { network } = process;
  const { isUp, gateway } = linkOf(network);
  if (!isUp) return [];
  const subnet = subnetOf(network.address);
  if (network.node)
    return [
      { destination: 'default', via: gateway, device: 'eth0', attributes: '' },
      { destination: subnet, device: 'eth0', attributes: ` proto kernel scope link src ${network.address}` },
    ];
  const range = flannelRange(process);
  return [
    { destination: 'default', via: gateway, device: 'eth0', attributes: ' proto static' },
    ...(range
      ? [
          {
            destination: `${range.network}/${BITS}`,
            device: 'cni0',
            attributes: ` proto kernel scope link src ${range.bridge}`,
          },
        ]
      : []),
    { destination: subnet, device: 'eth0', attributes: ` proto kernel scope link src ${network.address}` },
  ];
}

const linkOf = (network: NetworkStack): { readonly isUp: boolean; readonly gateway: string } => ({
  isUp: network.powered,
  gateway: network.address.replace(/\.\d+$/, '.1'),
});

const subnetOf = (address: string): string => `${address.replace(/\.\d+$/, '.0')}/${BITS}`;

const global = (address: string, label: string): Address => ({
  address,
  bits: BITS,
  broadcast: address.replace(/\.\d+$/, '.255'),
  scope: 'global',
  label,
});

interface FlannelRange {
  readonly network: string;
  readonly bridge: string;
}

function flannelRange({ files }: Process): FlannelRange | undefined {
  if (!files.exists(FLANNEL)) return undefined;
  const bridge = /^FLANNEL_SUBNET=([\d.]+)\//m.exec(files.readText(FLANNEL))?.[1];
  return bridge === undefined ? undefined : { bridge, network: bridge.replace(/\.\d+$/, '.0') };
}

function flannelInterfaces({ network, bridge }: FlannelRange, own: string): Interface[] {
  const common = {
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 1450,
    queue: 'noqueue',
    kind: 'ether',
  } as const;
  const tunnel: Address = { address: network, bits: 32, scope: 'global', label: 'flannel.1' };
  return [
    {
      ...common,
      index: 3,
      name: 'flannel.1',
      shownAs: 'flannel.1',
      state: 'UNKNOWN',
      queueLength: undefined,
      hardwareAddress: hardwareAddress(own, 'da:be'),
      addresses: [tunnel],
    },
    {
      ...common,
      index: 4,
      name: 'cni0',
      shownAs: 'cni0',
      state: 'UP',
      queueLength: 1000,
      hardwareAddress: hardwareAddress(bridge, '0a:58'),
      addresses: [global(bridge, 'cni0')],
    },
  ];
}

/** 10.0.0.11 → 52:54:0a:00:00:0b */
export const hardwareAddress = (address: string, prefix = '52:54'): string =>
  [prefix, ...address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'))].join(':');
