// The world's API server on a real port. The gateway ends TLS on the API server's behalf, with its certificate and
// its client authorities, and hands requests to the listener inside the world. It listens only while that one does:
// a stopped API server refuses connections outside as well.

import type { IncomingMessage } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Duplex } from 'node:stream';
import { createSecureContext, type SecureContextOptions, type TLSSocket } from 'node:tls';
import type { World } from '../cluster/world.ts';
import { SystemError } from '../linux/errors.ts';
import type { FileSystem } from '../linux/files/file-system.ts';
import type { Listener } from '../linux/net/stack.ts';
import type { TlsServer } from '../linux/net/tls.ts';
import { type Pace, startPace } from '../sim/pace.ts';
import type { Millis } from '../sim/simulation.ts';
import { outwardCertificate, type SigningPair } from './certificate.ts';
import { Crossing, type InnerEnd } from './crossing.ts';
import { exchange, type Report } from './exchange.ts';
import { upgrade } from './upgrade.ts';

export interface GatewayPlan {
  readonly world: World;
  /** Where to listen in the real world; port 0 is any free one. */
  readonly address: string;
  readonly port: number;
  /** Virtual seconds per real one. */
  readonly speed: number;
  /** Told of faults of ours. */
  readonly report: Report;
}

const API_PORT = 6443;
/** Go's net/http takes a megabyte of headers. */
const LONGEST_HEADERS = 2 ** 20;
const IDLE_CONNECTION = 90_000;
/** How often the gateway looks whether the API server still listens. */
const LOOK_EVERY = 100;

/** As Go's net/http answers who forgot the s. */
const NO_TLS = 'HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n';

/** Node does not show it, but leaves it open after a handshake that failed. */
function tcpBelow(socket: TLSSocket): Duplex | undefined {
  const below: unknown = Reflect.get(socket, '_parent');
  return below instanceof Duplex && below.writable ? below : undefined;
}

/** Throws Node's error when the port cannot be had. */
export async function openGateway(plan: GatewayPlan): Promise<Gateway> {
  const gateway = new Gateway(plan);
  await gateway.listen();
  gateway.follow();
  return gateway;
}

export class Gateway {
  readonly #plan: GatewayPlan;
  readonly #server: Server;
  readonly #inner: InnerEnd;
  readonly #crossings = new WeakMap<TLSSocket, Crossing>();
  #port: number;
  #shown: TlsServer | undefined;
  #settling = false;
  #opening = false;
  #pace: Pace | undefined;
  #look: NodeJS.Timeout | undefined;

  constructor(plan: GatewayPlan) {
    this.#plan = plan;
    this.#port = plan.port;
    const { simulation, outside, hosts, home } = plan.world;
    const { address } = hosts.get(home)!.network;
    this.#inner = { simulation, network: outside.network, address, port: API_PORT, tls: () => this.#listener?.tls?.() };
    this.#server = createServer({
      ...this.#credentials(),
      requestCert: true,
      rejectUnauthorized: false, // the world judges certificates, by its own clock and in its own words
      maxHeaderSize: LONGEST_HEADERS,
      keepAliveTimeout: IDLE_CONNECTION,
      ALPNProtocols: ['http/1.1'],
    });
    this.#server.prependListener('connection', () => this.#refreshCredentials());
    this.#server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
      if (error.code === 'ERR_SSL_HTTP_REQUEST') tcpBelow(socket)?.end(NO_TLS);
    });
    this.#server.on('secureConnection', (socket: TLSSocket) => {
      socket.setNoDelay(true);
      this.#crossings.set(socket, new Crossing(socket, this.#inner));
    });
    this.#server.on('request', (incoming, reply) => {
      exchange(this.#crossings.get(incoming.socket as TLSSocket)!, incoming, reply, plan.report);
      incoming.once('end', () => this.#settle());
    });
    this.#server.on('upgrade', (incoming: IncomingMessage, socket: Duplex, head: Buffer) => {
      const crossing = this.#crossings.get(incoming.socket as TLSSocket)!;
      upgrade({ crossing, incoming, socket, head, report: plan.report, settle: () => this.#settle() });
    });
  }

  get port(): number {
    return this.#port;
  }

  /** Opens the port; the number stays the same ever after. */
  async listen(): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(this.#port, this.#plan.address, () => {
        this.#server.off('error', reject);
        resolve();
      });
    });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** From now on the world's time passes, and the port is open when the API server's is. */
  follow(): void {
    this.#pace = startPace((by) => this.#advance(by), this.#plan.speed);
    this.#look = setInterval(() => void this.#followListener(), LOOK_EVERY);
  }

  async close(): Promise<void> {
    this.#pace?.stop();
    clearInterval(this.#look);
    await this.#shut();
  }

  async #shut(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #followListener(): Promise<void> {
    if (this.#opening || this.#isServed === this.#server.listening) return;
    this.#opening = true;
    try {
      if (this.#isServed) await this.listen();
      else await this.#shut();
    } catch (error) {
      this.#plan.report(error); // somebody else took the port meanwhile; tried again
    } finally {
      this.#opening = false;
    }
  }

  get #isServed(): boolean {
    return this.#listener !== undefined;
  }

  get #host() {
    const { hosts, home } = this.#plan.world;
    return hosts.get(home)!;
  }

  /** What the request set in motion at this very moment is done before anything else happens outside. */
  #settle(): void {
    if (this.#settling) return;
    this.#settling = true;
    setImmediate(() => {
      this.#settling = false;
      this.#advance(0);
    });
  }

  /** A fault of ours in one part of the world does not end it for all its clients. */
  #advance(by: Millis): void {
    const { simulation } = this.#plan.world;
    const until = simulation.now + by;
    for (;;) {
      try {
        simulation.advance(until - simulation.now);
        return;
      } catch (error) {
        this.#plan.report(error);
      }
    }
  }

  // ——— TLS ———

  /** Certificates are read again when they change, as the API server itself does. */
  #refreshCredentials(): void {
    const before = this.#shown;
    const now = this.#inner.tls();
    if (!now || now === before) return;
    try {
      const credentials = this.#credentials();
      createSecureContext(credentials);
      this.#server.setSecureContext(credentials);
    } catch {
      this.#shown = now; // no pair OpenSSL takes: the last good one stays in use
    }
  }

  #credentials(): SecureContextOptions {
    const tls = this.#inner.tls();
    this.#shown = tls;
    if (!tls) return {};
    const certificate = outwardCertificate(tls, this.#signingPair(), ['127.0.0.1', '::1', this.#plan.address]);
    return { cert: certificate, key: tls.key, ...(tls.clientAuthorities && { ca: tls.clientAuthorities }) };
  }

  get #listener(): Listener | undefined {
    const { network } = this.#host;
    return network.powered ? network.listeners.find(({ port }) => port === API_PORT) : undefined;
  }

  #signingPair(): SigningPair | undefined {
    const { files } = this.#host;
    const read = (path: string): string => readText(files, path);
    return { certificate: read('/etc/kubernetes/pki/ca.crt'), key: read('/etc/kubernetes/pki/ca.key') };
  }
}

function readText(files: FileSystem, path: string): string {
  try {
    return files.readText(path);
  } catch (error) {
    if (error instanceof SystemError) return '';
    throw error;
  }
}
