// One real TLS connection and the connection inside the world that it stands for. A request crosses as a task of
// the world and usually is answered before `ask` returns; when the inner connection is gone, because the API server
// stopped or its machine lost power, the outer one is cut as well.

import { randomUUID } from 'node:crypto';
import type { TLSSocket } from 'node:tls';
import { toPem } from '../base/x509/pem.ts';
import { SystemError } from '../linux/errors.ts';
import { HTTP, type HttpRequest, type HttpResponse, type HttpService } from '../linux/net/http.ts';
import type { Connection, NetworkStack } from '../linux/net/stack.ts';
import { identityOf, type TlsIdentity, type TlsServer } from '../linux/net/tls.ts';
import type { Millis, Simulation } from '../sim/simulation.ts';
import { start, type Task } from '../sim/task.ts';
import type { Answerer, Asked } from './exchange.ts';

/** Where the world's API server is dialled. */
export interface InnerEnd {
  readonly simulation: Simulation;
  /** Whose packets ours are taken for. */
  readonly network: NetworkStack;
  readonly address: string;
  readonly port: number;
  /** What the API server would show in a handshake; undefined while it does not listen. */
  tls(): TlsServer | undefined;
}

const PATIENCE: Millis = 10_000;

export class Crossing implements Answerer {
  readonly socket: TLSSocket;
  readonly #inner: InnerEnd;
  #dialled: { readonly connection: Connection; readonly service: HttpService } | undefined;

  constructor(socket: TLSSocket, inner: InnerEnd) {
    this.socket = socket;
    this.#inner = inner;
    socket.once('close', () => this.#dialled?.connection.close());
  }

  /** Calls back with the answer, or with undefined when the API server cannot be reached and the connection is cut. */
  ask(request: HttpRequest, answered: Asked): void {
    start(this.#inner.simulation, 'request from outside', this.#task(request), (outcome) => {
      if (outcome.ok) return answered(outcome.value);
      if (!(outcome.error instanceof SystemError)) return answered(undefined, outcome.error);
      this.socket.destroy();
      answered(undefined);
    });
  }

  get simulation(): Simulation {
    return this.#inner.simulation;
  }

  headers(): Readonly<Record<string, string>> {
    return { 'audit-id': randomUUID(), 'cache-control': 'no-cache, private' };
  }

  *#task(request: HttpRequest): Task<HttpResponse> {
    this.#dialled ??= yield* this.#dial();
    return yield* this.#dialled.service.handle(request);
  }

  *#dial(): Task<{ connection: Connection; service: HttpService }> {
    const { network, address, port, simulation } = this.#inner;
    const connection = yield* network.connect(address, port, { patience: PATIENCE });
    const authorities = this.#inner.tls()?.clientAuthorities;
    const now = simulation.epoch + simulation.now;
    const identity = authorities === undefined ? undefined : shownIdentity(this.socket, authorities, now);
    const service = connection.secure ? connection.speakFor(HTTP, identity) : undefined;
    if (!service) {
      connection.close();
      throw new SystemError('ECONNRESET');
    }
    // A stream's last bytes go out before the connection does.
    connection.onClose(() => this.socket.end());
    return { connection, service };
  }
}

/** Node has seen that the client owns the certificate's key; whether anybody should believe it is the world's to judge. */
function shownIdentity(socket: TLSSocket, authorities: string, now: Millis): TlsIdentity | undefined {
  const certificate = socket.getPeerX509Certificate()?.raw;
  return certificate && identityOf(toPem('CERTIFICATE', certificate), authorities, now);
}
