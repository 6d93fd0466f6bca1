// The network as far as connections go: who has which address, who listens, who can reach whom. Above
// the connection, peers speak typed applications instead of bytes (see Application), so a request costs
// a call; below it, power, links, firewalls and service rules decide as they do on real machines.

import { assert } from '../../base/assert.ts';
import type { Cancel, Millis, Simulation } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay } from '../../sim/waits.ts';
import { SystemError } from '../errors.ts';
import type { Process } from '../host/process.ts';
import type { FilterRules } from './packet-filter.ts';
import { handshake, type TlsClient, type TlsIdentity, type TlsServer } from './tls.ts';

/** A protocol two programs speak, as a token that carries the type of the server's side. */
export interface Application<S> {
  readonly name: string;
  /** Only for the type. */
  readonly service?: S;
}

export const application = <S>(name: string): Application<S> => ({ name });

/** Who is at the other end, as the server sees it. */
export interface Peer {
  readonly address: string;
  /** Verified client certificate; undefined without TLS or without a certificate. */
  readonly identity: TlsIdentity | undefined;
  readonly stack: NetworkStack;
}

export interface ListenOptions<S> {
  /** `0.0.0.0` (or `::`) for all addresses of the stack. */
  readonly address: string;
  readonly port: number;
  readonly transport?: 'tcp' | 'udp';
  readonly application: Application<S>;
  readonly tls?: () => TlsServer;
  /** Whose socket it is: it closes when the process ends. */
  readonly owner?: Process;
  /** Once per connection. */
  accept(peer: Peer): S;
  /** Connections are handed on instead, whatever is spoken over them: a forwarded port. Undefined: closed at once. */
  relay?(): Task<Connection | undefined>;
}

export interface Listener {
  readonly address: string;
  readonly port: number;
  readonly transport: 'tcp' | 'udp';
  readonly application: string;
  readonly owner: Process | undefined;
  /** What is shown in a handshake; missing without TLS. */
  readonly tls: (() => TlsServer) | undefined;
  close(): void;
}

interface OpenListener extends Listener {
  readonly options: ListenOptions<unknown>;
  readonly connections: Set<Connection>;
}

/** What a node's service rules (kube-proxy) make of a destination. */
export type Translation = { readonly address: string; readonly port: number } | 'refuse' | 'drop';

/** Gives undefined for a destination the rules say nothing about. */
export type ServiceRules = (address: string, port: number, transport: 'tcp' | 'udp') => Translation | undefined;

/** One established connection, from the client's side. */
export class Connection {
  readonly client: NetworkStack;
  readonly local: { readonly address: string; readonly port: number };
  readonly remote: { readonly address: string; readonly port: number };
  readonly #listener: OpenListener;
  readonly #server: NetworkStack;
  readonly #onClose: Cancel[] = [];
  #open = true;

  constructor(client: NetworkStack, server: NetworkStack, listener: OpenListener, address: string) {
    this.client = client;
    this.#server = server;
    this.#listener = listener;
    this.remote = { address, port: listener.port };
    this.local = { address: isLoopback(address) ? address : client.address, port: client.ephemeralPort() };
    listener.connections.add(this);
    client.dialled.add(this);
    server.accepted.add(this);
  }

  /** False once either side closed, died, or the way between them is cut. */
  get open(): boolean {
    return this.#open && this.client.reaches(this.#server);
  }

  /** The process that listens. */
  get serverOwner(): Process | undefined {
    return this.#listener.owner;
  }

  get secure(): boolean {
    return this.#listener.options.tls !== undefined;
  }

  /** What the server shows in a handshake; undefined without TLS. */
  get serverTls(): TlsServer | undefined {
    return this.#listener.options.tls?.();
  }

  get application(): string {
    return this.#listener.application;
  }

  /**
   * The server's side of the application; undefined when the server speaks another one.
   * With TLS on the server, `tls` is needed: throws TlsError with Go's words when the handshake fails.
   */
  speak<S>(wanted: Application<S>, tls?: TlsClient): S | undefined {
    const { options } = this.#listener;
    if (options.application.name !== wanted.name) return undefined;
    assert(this.secure === (tls !== undefined), `speak ${wanted.name}: TLS on one side only; check .secure first`);
    const now = this.client.simulation.epoch + this.client.simulation.now;
    const identity = tls && options.tls ? handshake(options.tls(), tls, this.remote.address, now) : undefined;
    return options.accept({ address: this.client.address, identity, stack: this.client }) as S;
  }

  /** As `speak`, for a gateway that has shaken hands on the server's behalf and knows its client as `identity`. */
  speakFor<S>(wanted: Application<S>, identity: TlsIdentity | undefined): S | undefined {
    const { options } = this.#listener;
    if (options.application.name !== wanted.name) return undefined;
    return options.accept({ address: this.client.address, identity, stack: this.client }) as S;
  }

  onClose(act: Cancel): void {
    if (this.#open) this.#onClose.push(act);
    else act();
  }

  close(): void {
    if (!this.#open) return;
    this.#open = false;
    this.#listener.connections.delete(this);
    this.client.dialled.delete(this);
    this.#server.accepted.delete(this);
    for (const act of this.#onClose.splice(0)) act();
  }
}

/** The cable and switch between all stacks. */
export class Fabric {
  readonly simulation: Simulation;
  readonly #byAddress = new Map<string, NetworkStack>();
  /** Answers true for a pair of addresses between which packets vanish. Labs and firewalls add to it. */
  readonly faults = new Set<(from: NetworkStack, to: NetworkStack) => boolean>();

  constructor(simulation: Simulation) {
    this.simulation = simulation;
  }

  at(address: string): NetworkStack | undefined {
    return this.#byAddress.get(address);
  }

  /** An address moves to `stack`. */
  assign(address: string, stack: NetworkStack): void {
    this.#byAddress.set(address, stack);
    stack.addresses.add(address);
  }

  release(address: string): void {
    this.#byAddress.get(address)?.addresses.delete(address);
    this.#byAddress.delete(address);
  }
}

/** How long a SYN is repeated before connect(2) gives up, and how long ARP takes to fail. */
const SYN_TIMEOUT: Millis = 127_000;
const ARP_TIMEOUT: Millis = 3_000;

/** One network namespace: a host's, or a pod's behind its node. */
export class NetworkStack {
  readonly fabric: Fabric;
  readonly addresses = new Set<string>();
  /** Connections that began here, and those that ended here. */
  readonly dialled = new Set<Connection>();
  readonly accepted = new Set<Connection>();
  /** The node's stack for a pod; a host has none. */
  readonly node: NetworkStack | undefined;
  /** Power and link. */
  up = true;
  /** Service rules of this node; pods use their node's. */
  serviceRules: ServiceRules | undefined;
  /** What the packet filter shows, by who set it. */
  readonly filterRules = new Map<string, () => FilterRules>();
  /** Incoming packets: false drops them. */
  admits: (from: NetworkStack, port: number, transport: 'tcp' | 'udp') => boolean = () => true;
  readonly #listeners: OpenListener[] = [];
  readonly #unix = new Map<string, OpenListener>();
  #ports = 32_768;

  constructor(fabric: Fabric, address: string, node?: NetworkStack) {
    this.fabric = fabric;
    this.node = node;
    fabric.assign(address, this);
    this.address = address;
  }

  /** The first address: what others see as the source. */
  readonly address: string;

  get simulation(): Simulation {
    return this.fabric.simulation;
  }

  get powered(): boolean {
    return this.up && (this.node?.powered ?? true);
  }

  reaches(other: NetworkStack): boolean {
    if (!this.powered || !other.powered) return false;
    if (this === other) return true;
    for (const fault of this.fabric.faults) if (fault(this, other)) return false;
    return true;
  }

  get listeners(): readonly Listener[] {
    return this.#listeners;
  }

  /** Throws EADDRINUSE. */
  listen<S>(options: ListenOptions<S>): Listener {
    const transport = options.transport ?? 'tcp';
    if (this.#listening(options.address, options.port, transport, true)) throw new SystemError('EADDRINUSE');
    return this.#opened(
      { ...options, transport },
      (listener) => {
        this.#listeners.splice(this.#listeners.indexOf(listener), 1);
      },
      (listener) => this.#listeners.push(listener),
    );
  }

  /** A socket file; `path` is a plain name here, the caller places the file. */
  listenUnix<S>(path: string, options: Omit<ListenOptions<S>, 'address' | 'port'>): Listener {
    if (this.#unix.has(path)) throw new SystemError('EADDRINUSE');
    return this.#opened(
      { ...options, address: path, port: 0, transport: 'tcp' },
      () => this.#unix.delete(path),
      (listener) => this.#unix.set(path, listener),
    );
  }

  connectUnix(path: string): Connection {
    const listener = this.#unix.get(path);
    if (!listener) throw new SystemError('ECONNREFUSED', path);
    return new Connection(this, this, listener, path);
  }

  /** Throws ECONNREFUSED, ETIMEDOUT (after `patience`, two minutes if not said), EHOSTUNREACH, ENETUNREACH. */
  *connect(
    address: string,
    port: number,
    options: { readonly transport?: 'tcp' | 'udp'; readonly patience?: Millis } = {},
  ): Task<Connection> {
    const transport = options.transport ?? 'tcp';
    const patience = options.patience ?? SYN_TIMEOUT;
    const rules = this.serviceRules ?? this.node?.serviceRules;
    const target = rules?.(address, port, transport) ?? { address, port };
    if (target === 'drop') return yield* this.#giveUp('ETIMEDOUT', patience);
    if (target === 'refuse') throw new SystemError('ECONNREFUSED');
    const server = isLoopback(target.address) ? this : this.fabric.at(target.address);
    if (!this.powered) throw new SystemError('ENETUNREACH');
    if (!server) return yield* this.#unreachable(patience);
    if (!this.reaches(server)) {
      return yield* server.powered ? this.#giveUp('ETIMEDOUT', patience) : this.#unreachable(patience);
    }
    if (server !== this && !server.admits(this, target.port, transport))
      return yield* this.#giveUp('ETIMEDOUT', patience);
    // A node translates what arrives at its own node ports, wherever it comes from.
    const forwarded = server === this ? undefined : server.serviceRules?.(target.address, target.port, transport);
    if (forwarded === 'drop') return yield* this.#giveUp('ETIMEDOUT', patience);
    if (forwarded === 'refuse') throw new SystemError('ECONNREFUSED');
    if (forwarded) return yield* server.connect(forwarded.address, forwarded.port, { transport, patience });
    const listener = server.#listening(target.address, target.port, transport, false);
    if (!listener) throw new SystemError('ECONNREFUSED');
    const onwards = listener.options.relay ? yield* listener.options.relay() : undefined;
    return onwards ?? new Connection(this, server, listener, address);
  }

  /** A port for the client's end, in the kernel's range. */
  ephemeralPort(): number {
    this.#ports = this.#ports >= 60_999 ? 32_768 : this.#ports + 1;
    return this.#ports;
  }

  /** The machine stops: sockets are gone. */
  closeAll(): void {
    this.dialled.clear();
    this.filterRules.clear();
    for (const listener of [...this.#listeners, ...this.#unix.values()]) listener.close();
  }

  /** Nobody answers ARP: known after three seconds, to who waits that long. */
  *#unreachable(patience: Millis): Task<never> {
    if (patience < ARP_TIMEOUT) return yield* this.#giveUp('ETIMEDOUT', patience);
    return yield* this.#giveUp('EHOSTUNREACH', ARP_TIMEOUT);
  }

  *#giveUp(code: 'ETIMEDOUT' | 'EHOSTUNREACH', after: Millis): Task<never> {
    yield* wait(delay(this.simulation, after, 'connect'));
    throw new SystemError(code);
  }

  #listening(address: string, port: number, transport: 'tcp' | 'udp', claims: boolean): OpenListener | undefined {
    const any = (one: string) => one === '0.0.0.0' || one === '::';
    return this.#listeners.find(
      (one) =>
        one.port === port &&
        one.transport === transport &&
        (any(one.address) || numeric(one.address) === numeric(address) || (claims && any(address))),
    );
  }

  #opened<S>(
    options: ListenOptions<S> & { readonly transport: 'tcp' | 'udp' },
    forget: (listener: OpenListener) => void,
    add: (listener: OpenListener) => void,
  ): Listener {
    let open = true;
    const listener: OpenListener = {
      address: options.address,
      port: options.port,
      transport: options.transport,
      application: options.application.name,
      owner: options.owner,
      tls: options.tls,
      options: options as ListenOptions<unknown>,
      connections: new Set(),
      close: () => {
        if (!open) return;
        open = false;
        forget(listener);
        for (const connection of [...listener.connections]) connection.close();
      },
    };
    add(listener);
    options.owner?.atExit(() => listener.close());
    return listener;
  }
}

/** There is one loopback address that goes by three names. */
const numeric = (address: string): string => (address === 'localhost' || address === '::1' ? '127.0.0.1' : address);

export const isLoopback = (address: string): boolean =>
  address.startsWith('127.') || address === '::1' || address === 'localhost';
