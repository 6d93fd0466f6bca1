// ss: who listens, and who is connected. Columns as iproute2 6.1 draws them.

import type { Process, Program } from '../../../linux/host/process.ts';
import { comm } from '../../../linux/host/process-files.ts';
import type { Listener } from '../../../linux/net/stack.ts';
import { type Tool, tool } from '../tool.ts';
import { SERVICE_NAMES } from './service-names.ts';

interface Socket {
  readonly netid: 'tcp' | 'udp';
  readonly state: 'LISTEN' | 'UNCONN' | 'ESTAB';
  readonly backlog: number;
  readonly local: readonly [address: string, port: string];
  readonly peer: readonly [address: string, port: string];
  readonly owner: Process | undefined;
  /** Number of the socket in its process. */
  readonly descriptor: number;
}

export const ss: Program = tool(
  'ss',
  {
    options: [
      'a,all',
      'l,listening',
      'n,numeric',
      'p,processes',
      't,tcp',
      'u,udp',
      '4,ipv4',
      '6,ipv6',
      'H,no-header',
      'O,oneline',
      'V,version',
      'h,help',
      '!r,resolve',
      '!o,options',
      '!e,extended',
      '!m,memory',
      '!T,threads',
      '!i,info',
      '!s,summary',
      '!tos',
      '!cgroup',
      '!b,bpf',
      '!E,events',
      '!Z,context',
      '!z,contexts',
      '!N,net=',
      '!0,packet',
      '!M,mptcp',
      '!S,sctp',
      '!d,dccp',
      '!w,raw',
      '!x,unix',
      '!f,family=',
      '!K,kill',
      '!A,query,socket=',
      '!D,diag=',
      '!F,filter=',
    ],
    usageStatus: 255,
  },
  function* (run) {
    if (run.has('version')) {
      yield* run.print('ss utility, iproute2-6.1.0\n');
      return 0;
    }
    if (run.has('help')) return yield* run.notSimulated('--help');
    const filter = readFilter(run.operands);
    if (!filter) return yield* run.notSimulated(`with the filter ${run.operands.join(' ')}`);
    const all = [...udp(run.process), ...tcp(run.process)];
    const sockets = all.filter((socket) => isWanted(run, socket) && filter(socket));
    yield* run.print(table(run, sockets));
    return 0;
  },
);

function isWanted(run: Tool, { netid, state, local: [address] }: Socket): boolean {
  if ((run.has('tcp') || run.has('udp')) && !run.has(netid)) return false;
  const isSix = address.startsWith('[') || address === '*';
  if (run.has('ipv4') !== run.has('ipv6') && isSix !== run.has('ipv6')) return false;
  if (run.has('all')) return true;
  return run.has('listening') ? state !== 'ESTAB' : state === 'ESTAB';
}

/** `sport = :6443`, `dport = :22`, `( sport = :80 or sport = :443 )`; undefined for what is not understood. */
function readFilter(words: readonly string[]): ((socket: Socket) => boolean) | undefined {
  const text = words.join(' ').replace(/[()]/g, ' ').trim();
  if (text === '') return () => true;
  const ways = text.split(/\s+or\s+/).map((one) => /^(sport|dport|src|dst)\s*(?:=|==|eq)?\s*:(\d+)$/.exec(one.trim()));
  if (!ways.every((way) => way !== null)) return undefined;
  return (socket) =>
    ways.some(([, end, port]) => (end === 'sport' || end === 'src' ? socket.local : socket.peer)[1] === port);
}

const listenersOf = (process: Process, transport: 'tcp' | 'udp'): readonly Listener[] =>
  process.network.listeners.filter((one) => one.transport === transport);

function udp(process: Process): Socket[] {
  return listenersOf(process, 'udp').map((one) => ({
    netid: 'udp',
    state: 'UNCONN',
    backlog: 0,
    local: [shown(one.address), String(one.port)],
    peer: [nobody(one.address), '*'],
    owner: one.owner,
    descriptor: descriptorOf(process, one),
  }));
}

function tcp(process: Process): Socket[] {
  const { network } = process;
  return [
    ...listenersOf(process, 'tcp').map(
      (one): Socket => ({
        netid: 'tcp',
        state: 'LISTEN',
        backlog: one.owner && comm(one.owner) === 'sshd' ? 128 : 4096,
        local: [shown(one.address), String(one.port)],
        peer: [nobody(one.address), '*'],
        owner: one.owner,
        descriptor: descriptorOf(process, one),
      }),
    ),
    ...[...network.dialled]
      .filter((one) => one.remote.port !== 0 && one.open)
      .map((one) => connected(one.local, one.remote, undefined)),
    ...[...network.accepted]
      .filter((one) => one.remote.port !== 0 && one.open)
      .map((one) => connected(one.remote, one.local, one.serverOwner)),
  ];
}

const connected = (local: Endpoint, peer: Endpoint, owner: Process | undefined): Socket => ({
  netid: 'tcp',
  state: 'ESTAB',
  backlog: 0,
  local: [local.address, String(local.port)],
  peer: [peer.address, String(peer.port)],
  owner,
  descriptor: 8,
});

interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** Go programs bind both families at once, which ss shows as a star. */
const shown = (address: string): string => (address === '::' ? '*' : address.includes(':') ? `[${address}]` : address);
const nobody = (address: string): string => (address === '::' ? '*' : address.includes(':') ? '[::]' : '0.0.0.0');

function descriptorOf({ network }: Process, listener: Listener): number {
  const own = network.listeners.filter((one) => one.owner === listener.owner);
  return 3 + own.indexOf(listener);
}

// ——— the table ———

interface Column {
  readonly title: string;
  readonly toTheRight?: boolean;
  /** What stands in front of it. */
  readonly between: string;
  readonly value: (socket: Socket) => string;
}

function table(run: Tool, sockets: readonly Socket[]): string {
  const both = run.has('tcp') === run.has('udp');
  const onlyConnected = !run.has('listening') && !run.has('all');
  const named = (port: string, netid: string) =>
    run.has('numeric') ? port : (SERVICE_NAMES.get(`${port}/${netid}`) ?? port);
  const columns: Column[] = [
    ...(both ? [{ title: 'Netid', between: '', value: (socket: Socket) => socket.netid }] : []),
    ...(onlyConnected && !both ? [] : [{ title: 'State', between: ' ', value: (socket: Socket) => socket.state }]),
    { title: 'Recv-Q', between: ' ', value: () => '0' },
    { title: 'Send-Q', between: ' ', value: (socket) => String(socket.backlog) },
    { title: 'Local Address', toTheRight: true, between: ' ', value: (socket) => `${socket.local[0]}:` },
    { title: 'Port', between: '', value: (socket) => named(socket.local[1], socket.netid) },
    { title: 'Peer Address', toTheRight: true, between: ' ', value: (socket) => `${socket.peer[0]}:` },
    { title: 'Port', between: '', value: (socket) => named(socket.peer[1], socket.netid) },
    { title: 'Process', between: '', value: (socket) => (run.has('processes') ? users(run, socket) : '') },
  ];
  const rows = sockets.map((socket) => columns.map((column) => column.value(socket)));
  const heads = columns.map(({ title, toTheRight }) => (toTheRight ? `${title}:` : title));
  const lines = run.has('no-header') ? rows : [heads, ...rows];
  const widths = columns.map((_, at) => Math.max(0, ...lines.map((line) => line[at].length)));
  if (run.process.isTerminal(1)) widen(widths, columns, run.process.terminal?.size.columns ?? 80);
  return lines
    .map((line) =>
      columns
        .map(({ toTheRight, between }, at) => {
          const cell = toTheRight ? line[at].padStart(widths[at]) : line[at].padEnd(widths[at]);
          return (at === 0 ? '' : between) + cell;
        })
        .join(''),
    )
    .map((line) => `${line}\n`)
    .join('');
}

/** On a terminal what is left of the line is shared out evenly, the last columns getting the odd ones. */
function widen(widths: number[], columns: readonly Column[], screen: number): void {
  const used = widths.reduce((sum, width, at) => sum + width + (at === 0 ? 0 : columns[at].between.length), 0);
  const left = screen - used;
  if (left <= 0) return;
  // An address and its port are two columns that count separately.
  for (let at = widths.length - 1; at >= 0; at--) {
    widths[at] += Math.floor(left / widths.length) + (widths.length - 1 - at < left % widths.length ? 1 : 0);
  }
}

/** Others' processes are visible to root only. */
function users(run: Tool, { owner, descriptor }: Socket): string {
  if (!owner || (!run.isRoot && owner.credentials.uid !== run.process.credentials.uid)) return '';
  return ` users:(("${comm(owner)}",pid=${owner.pid},fd=${descriptor}))`;
}
