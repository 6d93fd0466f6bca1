// lsof -i: which process holds which socket. Other open files are not listed.

import { userName } from '../../../linux/host/accounts.ts';
import type { Process, Program } from '../../../linux/host/process.ts';
import { comm } from '../../../linux/host/process-files.ts';
import { type Tool, tool } from '../tool.ts';
import { SERVICE_NAMES } from './service-names.ts';

interface Socket {
  readonly owner: Process;
  readonly descriptor: number;
  readonly family: 4 | 6;
  readonly transport: 'TCP' | 'UDP';
  readonly name: string;
  readonly state: 'LISTEN' | 'ESTABLISHED' | '';
  readonly ports: readonly number[];
  readonly addresses: readonly string[];
}

export const lsof: Program = tool(
  'lsof',
  {
    options: [
      'i[=]',
      's=',
      'n',
      'P',
      't',
      'p=',
      'u=',
      'c=',
      'a',
      'v',
      'h',
      '!U',
      '!d=',
      '!F=',
      '!D=',
      '!g[=]',
      '!r=',
      '!N',
      '!R',
      '!o',
      '!l',
      '!w',
      '!V',
      '!X',
      '!Z',
    ],
    wording: (complaint) => complaint.replace(/^invalid option -- '(.)'$/, 'illegal option character: $1'),
    hint: 'lsof 4.95.0\n latest revision: https://github.com/lsof-org/lsof\n usage: [-?abhKlnNoOPRtUvVX] [+|-c c] [+|-d s] [+D D] [+|-E] [+|-e s] [+|-f[gG]]\n',
  },
  function* (run) {
    if (!run.has('i')) return yield* run.notSimulated('without -i: only sockets are listed');
    const wanted = run.options
      .filter(({ name }) => name === 'i')
      .map(({ value }) => selection(value || (run.operands[0] ?? '')));
    if (wanted.some((one) => one === undefined))
      return yield* run.fail(`unacceptable port specification in: -i ${run.value('i') || run.operands[0]}`);
    const states = run
      .values('s')
      .map((text) => /^(?:TCP|UDP):\^?(.*)$/i.exec(text)?.[1].toUpperCase().split(',') ?? []);
    const sockets = socketsOf(run)
      .filter((socket) => wanted.some((fits) => fits?.(socket)))
      .filter(({ state }) => states.every((list) => state === '' || list.includes(state)))
      .filter(({ owner }) => matches(run.value('p'), String(owner.pid)) && matches(run.value('c'), comm(owner)))
      .filter(({ owner }) => run.isRoot || owner.credentials.uid === run.process.credentials.uid)
      .sort((a, b) => a.owner.pid - b.owner.pid);
    if (sockets.length === 0) return 1;
    if (run.has('t'))
      yield* run.print([...new Set(sockets.map(({ owner }) => owner.pid))].map((pid) => `${pid}\n`).join(''));
    else yield* run.print(table(run, sockets));
    return 0;
  },
);

const matches = (wanted: string | undefined, value: string): boolean =>
  wanted === undefined || wanted.split(',').some((one) => value === one || (!/^\d/.test(one) && value.startsWith(one)));

/** `[46][protocol][@host][:port,port-port]`; undefined for what cannot be read. */
function selection(text: string): ((socket: Socket) => boolean) | undefined {
  const parts = /^([46])?(tcp|udp)?(?:@([^:]+))?(?::([\w,-]+))?$/i.exec(text);
  if (!parts) return undefined;
  const [, family, transport, address, ports] = parts;
  const numbers = ports?.split(',').flatMap((one) => {
    const [from, to = from] = one.split('-').map(Number);
    return Number.isNaN(from)
      ? [...SERVICE_NAMES].filter(([, name]) => name === one).map(([key]) => Number.parseInt(key, 10))
      : Array.from({ length: to - from + 1 }, (_, at) => from + at);
  });
  return (socket) =>
    (family === undefined || Number(family) === socket.family) &&
    (transport === undefined || transport.toUpperCase() === socket.transport) &&
    (address === undefined || socket.addresses.includes(address)) &&
    (numbers === undefined || socket.ports.some((port) => numbers.includes(port)));
}

function socketsOf(run: Tool): Socket[] {
  const { network } = run.process;
  const named = (port: number, transport: string) =>
    run.has('P') ? String(port) : (SERVICE_NAMES.get(`${port}/${transport}`) ?? String(port));
  const count = new Map<Process, number>();
  const next = (owner: Process) => {
    const descriptor = count.get(owner) ?? 3;
    count.set(owner, descriptor + 1);
    return descriptor;
  };
  const listening = network.listeners.flatMap(({ owner, address, port, transport }): Socket[] => {
    if (!owner) return [];
    const isAny = address === '::' || address === '0.0.0.0';
    return [
      {
        owner,
        descriptor: next(owner),
        family: address.includes(':') ? 6 : 4,
        transport: transport === 'tcp' ? 'TCP' : 'UDP',
        name: `${isAny ? '*' : address}:${named(port, transport)}`,
        state: transport === 'tcp' ? 'LISTEN' : '',
        ports: [port],
        addresses: [address],
      },
    ];
  });
  const connected = [...network.accepted].flatMap((one): Socket[] => {
    const owner = one.serverOwner;
    if (!owner || one.remote.port === 0 || !one.open) return [];
    const text = ({ address, port }: { readonly address: string; readonly port: number }) =>
      `${address}:${named(port, 'tcp')}`;
    return [
      {
        owner,
        descriptor: next(owner),
        family: 4,
        transport: 'TCP',
        name: `${text(one.remote)}->${text(one.local)}`,
        state: 'ESTABLISHED',
        ports: [one.remote.port, one.local.port],
        addresses: [one.remote.address, one.local.address],
      },
    ];
  });
  return [...listening, ...connected];
}

function table(run: Tool, sockets: readonly Socket[]): string {
  const rows = sockets.map(({ owner, descriptor, family, transport, name, state }) => ({
    command: comm(owner).slice(0, 9),
    pid: String(owner.pid),
    user: userName(run.files, owner.credentials.uid) ?? String(owner.credentials.uid),
    descriptor: `${descriptor}u`,
    // A socket's number in its file system: any that stays the same.
    device: String(20_000 + owner.pid * 37 + descriptor * 3),
    kind: `IPv${family}`,
    transport,
    name: state === '' ? name : `${name} (${state})`,
  }));
  const width = (title: string, cells: readonly string[]) =>
    Math.max(title.length, ...cells.map((cell) => cell.length));
  const command = width(
    'COMMAND',
    rows.map((row) => row.command),
  );
  const pid = width(
    'PID',
    rows.map((row) => row.pid),
  );
  const user = width(
    'USER',
    rows.map((row) => row.user),
  );
  const device = width(
    'DEVICE',
    rows.map((row) => row.device),
  );
  const start = (name: string, number: string, who: string) =>
    `${name.padEnd(command)} ${number.padStart(pid)} ${who.padStart(user)}`;
  const head = `${start('COMMAND', 'PID', 'USER')}   FD   TYPE ${'DEVICE'.padStart(device)} SIZE/OFF NODE NAME`;
  const body = rows.map(
    (row) =>
      `${start(row.command, row.pid, row.user)} ${row.descriptor.padStart(5)}  ${row.kind} ${row.device.padStart(device)}      0t0  ${row.transport} ${row.name}`,
  );
  return [head, ...body].map((text) => `${text}\n`).join('');
}
