// ip: addresses, links, routes and neighbours. Models iproute2 6.1; what would change the network is not simulated,
// except taking the link down and up.

import type { ExitCode, Process, Program } from '../../../linux/host/process.ts';
import { isAddress } from '../../../linux/net/resolver.ts';
import { isLoopback } from '../../../linux/net/stack.ts';
import type { Task } from '../../../sim/task.ts';
import { type Address, hardwareAddress, type Interface, interfacesOf, routesOf } from './interfaces.ts';
import { interfaceObjects, jsonLine, routeObjects } from './ip-json.ts';

interface Style {
  readonly family: 4 | 6 | undefined;
  readonly brief: boolean;
  readonly oneLine: boolean;
  readonly json: boolean;
}

class Refused extends Error {
  readonly status: ExitCode;
  constructor(message: string, status: ExitCode = 255) {
    super(message);
    this.status = status;
  }
}

const notSimulated = (what: string): Refused => new Refused(`cka-lab: not simulated: ip ${what}`, 1);

/** In iproute2's order: the first that starts with what was typed is meant. */
const OBJECTS = [
  'address',
  'addrlabel',
  'maddress',
  'route',
  'rule',
  'neighbor',
  'neighbour',
  'ntable',
  'link',
  'l2tp',
  'tunnel',
  'tuntap',
  'tap',
  'token',
  'tcp_metrics',
  'monitor',
  'xfrm',
  'mroute',
  'netns',
  'netconf',
  'vrf',
  'nexthop',
  'mptcp',
  'help',
];

const USAGE = `Usage: ip [ OPTIONS ] OBJECT { COMMAND | help }
       ip [ -force ] -batch filename
where  OBJECT := { address | addrlabel | amt | fou | help | ila | ioam | l2tp |
                   link | macsec | maddress | monitor | mptcp | mroute | mrule |
                   neighbor | neighbour | netconf | netns | nexthop | ntable |
                   ntbl | route | rule | sr | tap | tcpmetrics |
                   token | tunnel | tuntap | vrf | xfrm }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[esolve] |
                    -h[uman-readable] | -iec | -j[son] | -p[retty] |
                    -f[amily] { inet | inet6 | mpls | bridge | link } |
                    -4 | -6 | -M | -B | -0 |
                    -l[oops] { maximum-addr-flush-attempts } | -br[ief] |
                    -o[neline] | -t[imestamp] | -ts[hort] | -b[atch] [filename] |
                    -rc[vbuf] [size] | -n[etns] name | -N[umeric] | -a[ll] |
                    -c[olor]}
`;

export const ip: Program = function* (process) {
  const words = process.argv.slice(1);
  try {
    const style = readStyle(words);
    if (style === 'version') {
      yield* process.print('ip utility, iproute2-6.1.0, libbpf 1.3.0\n');
      return 0;
    }
    const [typed, ...rest] = words;
    if (typed === undefined) {
      yield* process.complain(USAGE);
      return 255;
    }
    const object = OBJECTS.find((one) => one.startsWith(typed));
    if (!object) throw new Refused(`Object "${typed}" is unknown, try "ip help".`, 1);
    return yield* perform(process, object, rest, style);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    yield* process.complain(`${error.message}\n`);
    return error.status;
  }
};

/** Takes the options off the front of the words. */
function readStyle(words: string[]): Style | 'version' {
  let style: Style = { family: undefined, brief: false, oneLine: false, json: false };
  while (words[0]?.startsWith('-')) {
    const option = words.shift()!;
    const name = option.replace(/^--?/, '');
    if (name === '4') style = { ...style, family: 4 };
    else if (name === '6') style = { ...style, family: 6 };
    else if (name.length >= 2 && 'brief'.startsWith(name)) style = { ...style, brief: true };
    else if (name !== '' && 'oneline'.startsWith(name)) style = { ...style, oneLine: true };
    else if (name !== '' && 'json'.startsWith(name)) style = { ...style, json: true };
    else if (name === 'V' || name === 'Version') return 'version';
    // Colours are for terminals; without a sign of one they stay off, as with -c=auto.
    else if (name === 'N' || /^c(?:o(?:l(?:o(?:r)?)?)?)?=(?:never|auto)$/.test(name)) continue;
    else if (
      /^(s|stats|statistics|d|details|r|resolve|h|human|p|pretty|f|family|n|netns|b|batch|c|color|0|B|M|a|all|t|ts)(=.*)?$/.test(
        name,
      )
    )
      throw notSimulated(option);
    else throw new Refused(`Option "${option}" is unknown, try "ip -help".`, 255);
  }
  return style;
}

function* perform(process: Process, object: string, words: readonly string[], style: Style): Task<ExitCode> {
  if (object === 'help') {
    yield* process.complain(USAGE);
    return 255;
  }
  const [command = 'show', ...rest] = words;
  if (object === 'address')
    return yield* showOrRefuse(process, 'address', command, rest, (name) => addressText(process, name, style));
  if (object === 'link') {
    if (command === 'set') {
      setLink(process, rest);
      return 0;
    }
    return yield* showOrRefuse(process, 'link', command, rest, (name) => linkText(process, name, style));
  }
  if (object === 'route') {
    if (command === 'get') return yield* getRoute(process, rest);
    return yield* showOrRefuse(process, 'route', command, rest, (name) => routeText(process, name, style));
  }
  if (object === 'neighbor' || object === 'neighbour')
    return yield* showOrRefuse(process, 'neigh', command, rest, () => neighbourText(process, style));
  if (object === 'rule') return yield* showOrRefuse(process, 'rule', command, rest, () => ruleText(style));
  throw notSimulated(object);
}

/** The tables that are there before anybody routes by policy. */
const ruleText = ({ family, json }: Style): string => {
  const rules = [[0, 'local'], [32_766, 'main'], ...(family === 6 ? [] : [[32_767, 'default'] as const])] as const;
  return json
    ? jsonLine(rules.map(([priority, table]) => ({ priority, src: 'all', table })))
    : rules.map(([priority, table]) => `${priority}:\tfrom all lookup ${table}\n`).join('');
};

const CHANGES = ['add', 'delete', 'del', 'change', 'replace', 'append', 'flush', 'save', 'restore', 'set', 'get'];

function* showOrRefuse(
  process: Process,
  object: string,
  command: string,
  words: readonly string[],
  text: (name: string | undefined) => string,
): Task<ExitCode> {
  if (!['show', 'list', 'lst'].some((one) => one.startsWith(command))) {
    if (CHANGES.some((one) => one.startsWith(command))) throw notSimulated(`${object} ${command}`);
    throw new Refused(
      object === 'neigh'
        ? `Command "${command}" is unknown, try "ip neigh help".`
        : `Command "${command}" is unknown, try "ip ${object} help".`,
    );
  }
  const names = words.filter((word) => word !== 'dev');
  if (names.length > 1 || ['up', 'scope', 'type', 'master', 'table', 'via', 'proto', 'to'].includes(names[0] ?? ''))
    throw notSimulated(`${object} show ${words.join(' ')}`);
  yield* process.print(text(names[0]));
  return 0;
}

function chosen(process: Process, name: string | undefined): Interface[] {
  const all = interfacesOf(process);
  if (name === undefined) return all;
  const found = all.filter((one) => one.name === name);
  if (found.length === 0) throw new Refused(`Device "${name}" does not exist.`, 1);
  return found;
}

const ofFamily = (one: Address, { family }: Style): boolean =>
  family === undefined || one.address.includes(':') === (family === 6);

const headLine = (one: Interface, mode: string): string =>
  `${one.index}: ${one.shownAs}: <${one.flags.join(',')}> mtu ${one.mtu} qdisc ${one.queue} state ${one.state} ${mode}group default ${one.queueLength === undefined ? '' : `qlen ${one.queueLength}`}`;

const hardwareLine = (one: Interface): string =>
  `    link/${one.kind} ${one.hardwareAddress} brd ${one.kind === 'loopback' ? '00:00:00:00:00:00' : 'ff:ff:ff:ff:ff:ff'}${one.shownAs === one.name ? '' : ' link-netnsid 0'}`;

const addressLine = ({ address, bits, broadcast, scope, label }: Address): string =>
  `inet${address.includes(':') ? '6' : ''} ${address}/${bits}${broadcast ? ` brd ${broadcast}` : ''} scope ${scope} ${label}`;

const LIFETIME = '       valid_lft forever preferred_lft forever';

function addressText(process: Process, name: string | undefined, style: Style): string {
  let text = '';
  if (style.json) return jsonLine(interfaceObjects(chosen(process, name), 'address', (one) => ofFamily(one, style)));
  for (const one of chosen(process, name)) {
    const addresses = one.addresses.filter((address) => ofFamily(address, style));
    if (style.family !== undefined && addresses.length === 0) continue;
    if (style.brief)
      text += `${one.shownAs.padEnd(16)} ${one.state.padEnd(14)} ${addresses.map((address) => `${address.address}/${address.bits} `).join('')}\n`;
    else if (style.oneLine)
      text += addresses
        .map((address) => `${one.index}: ${one.name}    ${addressLine(address)}\\${LIFETIME}\n`)
        .join('');
    else {
      text += `${headLine(one, '')}\n${style.family === undefined ? `${hardwareLine(one)}\n` : ''}`;
      for (const address of addresses) text += `    ${addressLine(address)}\n${LIFETIME}\n`;
    }
  }
  return text;
}

function linkText(process: Process, name: string | undefined, style: Style): string {
  if (style.json) return jsonLine(interfaceObjects(chosen(process, name), 'link', () => true));
  return chosen(process, name)
    .map((one) => {
      if (style.brief)
        return `${one.shownAs.padEnd(16)} ${one.state.padEnd(14)} ${one.hardwareAddress} <${one.flags.join(',')}> \n`;
      const head = headLine(one, 'mode DEFAULT ');
      return style.oneLine ? `${head}\\${hardwareLine(one)}\n` : `${head}\n${hardwareLine(one)}\n`;
    })
    .join('');
}

function routeText(process: Process, name: string | undefined, style: Style): string {
  const destination = name === 'default' || /^\d/.test(name ?? '') ? name : undefined;
  const device = destination === undefined ? name : undefined;
  if (device !== undefined) chosen(process, device);
  const routes = routesOf(process)
    .filter(() => style.family !== 6)
    .filter((route) => device === undefined || route.device === device)
    .filter((route) => destination === undefined || route.destination === destination);
  if (style.json) return jsonLine(routeObjects(routes));
  return routes
    .map(
      (route) =>
        `${route.destination}${route.via ? ` via ${route.via}` : ''}${device === undefined ? ` dev ${route.device}` : ''}${route.attributes} \n`,
    )
    .join('');
}

function* getRoute(process: Process, words: readonly string[]): Task<ExitCode> {
  const address = words[0];
  if (address === undefined) throw new Refused('need at least a destination address');
  if (!isAddress(address)) throw new Refused(`Error: any valid prefix is expected rather than "${address}".`, 1);
  const { network } = process;
  const uid = process.credentials.uid;
  if (isLoopback(address) || network.addresses.has(address)) {
    const source = isLoopback(address) ? '127.0.0.1' : address;
    yield* process.print(`local ${address} dev lo src ${source} uid ${uid} \n    cache <local> \n`);
    return 0;
  }
  const routes = routesOf(process);
  const prefix = (destination: string) => destination.replace(/\d+\/24$/, '');
  const route =
    routes.find((one) => one.destination !== 'default' && address.startsWith(prefix(one.destination))) ??
    routes.find((one) => one.destination === 'default');
  if (!route) throw new Refused('RTNETLINK answers: Network is unreachable', 2);
  const source = / src (\S+)/.exec(route.attributes)?.[1] ?? network.address;
  yield* process.print(
    `${address} ${route.via ? `via ${route.via} ` : ''}dev ${route.device} src ${source} uid ${uid} \n    cache \n`,
  );
  return 0;
}

/** The gateway is all that a machine with a subnet of its own talks to directly. */
function neighbourText(process: Process, style: Style): string {
  const gateway = routesOf(process).find((route) => route.destination === 'default')?.via;
  if (gateway === undefined || style.family === 6) return style.json ? jsonLine([]) : '';
  if (style.json)
    return jsonLine([{ dst: gateway, dev: 'eth0', lladdr: hardwareAddress(gateway), state: ['REACHABLE'] }]);
  return `${gateway} dev eth0 lladdr ${hardwareAddress(gateway)} REACHABLE \n`;
}

function setLink(process: Process, words: readonly string[]): void {
  const rest = words.filter((word) => word !== 'dev');
  const name = rest.find((word) => word !== 'up' && word !== 'down');
  const way = rest.find((word) => word === 'up' || word === 'down');
  if (name === undefined) throw new Refused('Not enough information: "dev" argument is required.');
  if (way === undefined || rest.length > 2) throw notSimulated(`link set ${words.join(' ')}`);
  const found = interfacesOf(process).find((one) => one.name === name);
  if (!found) throw new Refused(`Cannot find device "${name}"`, 1);
  if (process.credentials.uid !== 0) throw new Refused('RTNETLINK answers: Operation not permitted', 2);
  if (name !== 'eth0') throw notSimulated(`link set ${words.join(' ')}`);
  process.network.up = way === 'up';
}
