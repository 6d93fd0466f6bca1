// The way from a process to an API server: dial, shake hands, keep the connection while it lives. What goes
// wrong is said in the words of Go's net, crypto/tls and net/http.

import { SystemError } from '../../linux/errors.ts';
import type { Process } from '../../linux/host/process.ts';
import { HTTP, type HttpRequest, type HttpResponse, type HttpService } from '../../linux/net/http.ts';
import { NameError, resolve, resolverConfiguration } from '../../linux/net/resolver.ts';
import type { Connection } from '../../linux/net/stack.ts';
import { TlsError } from '../../linux/net/tls.ts';
import type { Millis } from '../../sim/simulation.ts';
import { start, type Task, wait } from '../../sim/task.ts';
import { Channel, delay } from '../../sim/waits.ts';
import { ConnectionError, type KubeClient } from './client.ts';
import type { ClientConfiguration } from './kubeconfig.ts';
import { type Transport, typedClient } from './typed-client.ts';

export interface ConnectionOptions {
  /** Ends every ordinary request after that long: `context deadline exceeded (Client.Timeout exceeded ...)`. */
  readonly timeout?: Millis;
  readonly userAgent?: string;
}

/** A client for a program: it dials when first asked, and again when the connection broke. */
export const connect = (
  process: Process,
  configuration: ClientConfiguration,
  options: ConnectionOptions = {},
): KubeClient =>
  typedClient(
    new ApiConnection(process, configuration, options),
    options.userAgent ?? process.argv[0]?.split('/').pop(),
  );

/** What a URL error looks like in Go: `Get "https://172.30.1.2:6443/api/v1/nodes": dial tcp ...`. */
export const urlError = (method: string, url: string, error: Error): string =>
  `${method[0].toUpperCase()}${method.slice(1).toLowerCase()} "${url}": ${error.message}`;

const DIAL_TIMEOUT: Millis = 30_000;
/** HTTP/2 sends a ping after 30 quiet seconds and waits 15 for the answer. */
const PING_TIMEOUT: Millis = 45_000;

interface Session {
  readonly connection: Connection;
  readonly service: HttpService;
  readonly token: string | undefined;
}

class ApiConnection implements Transport {
  readonly #process: Process;
  readonly #configuration: ClientConfiguration;
  readonly #options: ConnectionOptions;
  #session: Session | undefined;

  constructor(process: Process, configuration: ClientConfiguration, options: ConnectionOptions) {
    this.#process = process;
    this.#configuration = configuration;
    this.#options = options;
  }

  *request(request: HttpRequest): Task<HttpResponse> {
    this.#session ??= yield* this.#dial();
    const session = this.#session;
    const { connection, service, token } = session;
    if (!connection.open) yield* this.#lost(session);
    const headers = token ? { ...request.headers, authorization: `Bearer ${token}` } : request.headers;
    const response = yield* service.handle(headers === request.headers ? request : { ...request, headers });
    const { upgraded } = response;
    if (upgraded) connection.onClose(() => upgraded.hangUp());
    return response.stream ? { ...response, stream: this.#follow(response.stream, connection) } : response;
  }

  /** The way is cut, but nobody said so: packets go unanswered until the timeout or the ping gives up. */
  *#lost(session: Session): Task<never> {
    const { timeout } = this.#options;
    const patience = Math.min(timeout ?? PING_TIMEOUT, PING_TIMEOUT);
    yield* wait(delay(this.#process.simulation, patience, 'answer of the API server'));
    if (timeout === undefined || timeout >= PING_TIMEOUT) {
      this.#forget(session);
      throw new ConnectionError('http2: client connection lost');
    }
    if (!session.connection.open) this.#forget(session);
    throw new ConnectionError('context deadline exceeded (Client.Timeout exceeded while awaiting headers)');
  }

  #forget(session: Session): void {
    if (this.#session === session) this.#session = undefined;
    session.connection.close();
  }

  *#dial(): Task<Session> {
    const { host, port, secure } = parseServer(this.#configuration.server);
    const { network, simulation } = this.#process;
    const addresses = isAddress(host) ? [host] : yield* this.#resolve(host);
    let failure: ConnectionError | undefined;
    for (const address of addresses) {
      let connection: Connection;
      try {
        const patience = Math.min(this.#options.timeout ?? DIAL_TIMEOUT, DIAL_TIMEOUT);
        connection = yield* network.connect(address, port, { patience });
      } catch (error) {
        failure ??= dialError(error, address, port);
        continue;
      }
      try {
        const session = yield* this.#handshake(connection, host, secure);
        connection.onClose(() => {
          if (this.#session === session) this.#session = undefined;
        });
        this.#process.atExit(() => connection.close());
        return session;
      } catch (error) {
        connection.close();
        if (error instanceof TlsError) throw new ConnectionError(error.message);
        throw error;
      } finally {
        simulation.trace.note(`dial ${address}:${port}`);
      }
    }
    throw failure ?? new ConnectionError(`dial tcp: lookup ${host}: no such host`);
  }

  // biome-ignore lint/correctness/useYield: certificates are checked at once
  *#handshake(connection: Connection, host: string, secure: boolean): Task<Session> {
    const { tls, token } = this.#configuration.credentials();
    if (secure && !connection.secure) throw new ConnectionError('http: server gave HTTP response to HTTPS client');
    // A plain request to a TLS port is answered with 400 and a sentence; then the connection is closed.
    if (!secure && connection.secure) throw new ConnectionError('Client sent an HTTP request to an HTTPS server.');
    const service = connection.speak(HTTP, secure ? { ...tls, serverName: tls.serverName ?? host } : undefined);
    if (!service) throw new ConnectionError('EOF');
    return { connection, service, token };
  }

  *#resolve(host: string): Task<readonly string[]> {
    try {
      return yield* resolve(this.#process, host);
    } catch (error) {
      if (!(error instanceof NameError)) throw error;
      const [server] = resolverConfiguration(this.#process.files).nameservers;
      const asked = server === undefined ? '' : ` on ${server}:53`;
      const why = error.temporary && server !== undefined ? 'server misbehaving' : 'no such host';
      throw new ConnectionError(`dial tcp: lookup ${host}${asked}: ${why}`);
    }
  }

  /** A stream of our own: it ends when the connection does, and hears nothing while the way is cut. */
  #follow(from: Channel<unknown>, connection: Connection): Channel<unknown> {
    const to = new Channel<unknown>();
    to.onAbandon = () => from.abandon();
    connection.onClose(() => {
      to.close();
      from.abandon();
    });
    // No thread of the process: after a power cut somebody must still tell the server that nobody listens.
    start(this.#process.simulation, 'response body', carry(this.#process, connection, from, to));
    return to;
  }
}

function* carry(process: Process, connection: Connection, from: Channel<unknown>, to: Channel<unknown>): Task<void> {
  for (;;) {
    const part = yield* wait(from.receive('response body'));
    if (!process.alive || !connection.open) {
      if (process.alive && !to.closed) yield* wait(delay(process.simulation, PING_TIMEOUT, 'answer to a ping'));
      connection.close();
      from.abandon();
      return;
    }
    if (part === undefined) return to.close();
    to.send(part);
  }
}

function parseServer(server: string): { readonly host: string; readonly port: number; readonly secure: boolean } {
  const parts = /^(?:(https?):\/\/)?(\[[^\]]*\]|[^:/]*)(?::(\d+))?/.exec(server);
  const secure = parts?.[1] !== 'http';
  return { host: parts?.[2] || 'localhost', port: Number(parts?.[3] ?? (secure ? 443 : 80)), secure };
}

const isAddress = (host: string): boolean => /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.startsWith('[');

function dialError(error: unknown, address: string, port: number): ConnectionError {
  if (!(error instanceof SystemError)) throw error;
  const dial = `dial tcp ${address}:${port}`;
  switch (error.code) {
    case 'ETIMEDOUT':
      return new ConnectionError(`${dial}: i/o timeout`);
    case 'ECONNREFUSED':
      return new ConnectionError(`${dial}: connect: connection refused`);
    case 'EHOSTUNREACH':
      return new ConnectionError(`${dial}: connect: no route to host`);
    case 'ENETUNREACH':
      return new ConnectionError(`${dial}: connect: network is unreachable`);
    default:
      return new ConnectionError(`${dial}: connect: ${error.message.toLowerCase()}`);
  }
}
