// `ip -j`: the same facts as objects, with iproute2's keys in its order.

import type { Address, Interface, Route } from './interfaces.ts';

const FOREVER = 4_294_967_295;

export const interfaceObjects = (
  interfaces: readonly Interface[],
  what: 'address' | 'link',
  wanted: (address: Address) => boolean,
): readonly object[] =>
  interfaces.map((one) => ({
    ifindex: one.index,
    ...(one.shownAs.includes('@') ? { link_index: Number(/@if(\d+)$/.exec(one.shownAs)?.[1] ?? 0) } : {}),
    ifname: one.name,
    flags: one.flags,
    mtu: one.mtu,
    qdisc: one.queue,
    operstate: one.state,
    ...(what === 'link' ? { linkmode: 'DEFAULT' } : {}),
    group: 'default',
    ...(one.queueLength === undefined ? {} : { txqlen: one.queueLength }),
    link_type: one.kind,
    address: one.hardwareAddress,
    broadcast: one.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff',
    ...(what === 'address' ? { addr_info: one.addresses.filter(wanted).map(addressObject) } : {}),
  }));

const addressObject = ({ address, bits, broadcast, scope, label }: Address): object => ({
  family: address.includes(':') ? 'inet6' : 'inet',
  local: address,
  prefixlen: bits,
  ...(broadcast === undefined ? {} : { broadcast }),
  scope,
  ...(label === '' ? {} : { label: label.trim() }),
  valid_life_time: FOREVER,
  preferred_life_time: FOREVER,
});

const ROUTE_KEYS: Readonly<Record<string, string>> = {
  proto: 'protocol',
  src: 'prefsrc',
  scope: 'scope',
  metric: 'metric',
};

export const routeObjects = (routes: readonly Route[]): readonly object[] =>
  routes.map(({ destination, via, device, attributes }) => {
    const words = attributes.trim().split(/\s+/);
    const pairs = words.flatMap((word, at) => (ROUTE_KEYS[word] ? [[ROUTE_KEYS[word], words[at + 1]] as const] : []));
    return {
      dst: destination,
      ...(via === undefined ? {} : { gateway: via }),
      dev: device,
      ...Object.fromEntries(pairs),
      flags: words.includes('onlink') ? ['onlink'] : [],
    };
  });

export const jsonLine = (objects: readonly object[]): string => `${JSON.stringify(objects)}\n`;
