// Port forwarding: what the client sends through a tunnel arrives as bytes, but programs in the world speak values. So
// a forwarded connection ends at an HTTP server of Node's that has no port, whose requests cross into the pod. Ports
// at which something else than HTTP is spoken are refused.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Duplex } from 'node:stream';
import { SystemError } from '../linux/errors.ts';
import { HTTP, type HttpRequest, type HttpResponse, type HttpService } from '../linux/net/http.ts';
import type { Tunnel } from '../linux/net/upgrade.ts';
import type { Simulation } from '../sim/simulation.ts';
import { start, type Task } from '../sim/task.ts';
import { type Asked, exchange, type Report } from './exchange.ts';
import { SpdySession, type SpdyStream } from './spdy.ts';
import { CLOSE, type WebSocket } from './websocket.ts';

/** A WebSocket that carries a SPDY session, one that carries channels, and bare SPDY. */
export const TUNNELLED_SPDY = 'SPDY/3.1+portforward.k8s.io';
export const PORT_CHANNELS = 'v4.channel.k8s.io';

/** The client's end of one forwarded connection. */
interface FarEnd {
  /** False: the client reads slowly. */
  write(bytes: Uint8Array): boolean;
  end(): void;
  /** Why the connection came to nothing. */
  fail(why: string): void;
}

export class Forwarding {
  readonly #simulation: Simulation;
  readonly #tunnel: Tunnel;
  readonly #server: Server;
  readonly #settle: () => void;
  readonly #ports = new WeakMap<object, { readonly port: number; readonly far: FarEnd }>();

  constructor(simulation: Simulation, tunnel: Tunnel, report: Report, settle: () => void) {
    this.#simulation = simulation;
    this.#tunnel = tunnel;
    this.#settle = settle;
    this.#server = createServer((incoming: IncomingMessage, reply: ServerResponse) => {
      const { port, far } = this.#ports.get(incoming.socket)!;
      const ask = (request: HttpRequest, answered: Asked) => this.#ask(port, far, request, answered);
      exchange({ simulation, headers: () => ({}), ask }, incoming, reply, report);
      incoming.once('end', settle);
    });
  }

  /** A connection of the client's to a port of the pod; gives where its bytes go. */
  connect(port: number, far: FarEnd): Duplex {
    const near = new Duplex({
      read: () => {},
      write: (chunk: Buffer, _encoding, done) => {
        far.write(chunk);
        done();
      },
      final: (done) => {
        far.end();
        done();
      },
    });
    near.on('error', () => {}); // the client went away
    this.#ports.set(near, { port, far });
    this.#server.emit('connection', near);
    // Whether anybody listens shows at once, not with the first request.
    start(this.#simulation, 'forwarded connection', this.#service(port), (outcome) => {
      if (!outcome.ok) this.#failed(far, port, outcome.error, near);
    });
    this.#settle();
    return near;
  }

  #ask(port: number, far: FarEnd, request: HttpRequest, answered: Asked): void {
    start(this.#simulation, 'request through a tunnel', this.#request(port, request), (outcome) => {
      if (outcome.ok) return answered(outcome.value);
      if (!(outcome.error instanceof SystemError)) return answered(undefined, outcome.error);
      far.fail(refusalOf(port, outcome.error));
      answered(undefined);
    });
  }

  *#request(port: number, request: HttpRequest): Task<HttpResponse> {
    const service = yield* this.#service(port);
    return yield* service.handle(request);
  }

  *#service(port: number): Task<HttpService> {
    const connection = yield* this.#tunnel.dial(port);
    const service = connection.secure ? undefined : connection.speak(HTTP);
    if (service) return service;
    connection.close();
    throw new SystemError('EOPNOTSUPP');
  }

  #failed(far: FarEnd, port: number, error: unknown, near: Duplex): void {
    if (!(error instanceof SystemError)) throw error;
    far.fail(refusalOf(port, error));
    near.destroy();
  }
}

/** As the runtime's streaming server words it. */
function refusalOf(port: number, error: SystemError): string {
  if (error.code === 'EOPNOTSUPP')
    return `cka-lab: not simulated: port ${port} speaks another protocol than plain HTTP`;
  const why = error.message.toLowerCase();
  return `error forwarding port ${port} to pod: failed to execute portforward in network namespace: failed to connect to localhost:${port} inside namespace, IPv4: dial tcp4 127.0.0.1:${port}: connect: ${why} IPv6 dial tcp6: address localhost: no suitable address found `;
}

// ——— SPDY ———

/** Each connection is a stream of data and one for errors, told as a pair by the number of their request. */
export function forwardOverSpdy(session: SpdySession, forwarding: Forwarding): void {
  const errors = new Map<string, SpdyStream>();
  session.onStream = (stream) => {
    const request = stream.headers.get('requestid') ?? '';
    if (stream.headers.get('streamtype') === 'error') return void errors.set(request, stream);
    const failures = errors.get(request);
    errors.delete(request);
    const near = forwarding.connect(Number(stream.headers.get('port')), {
      write: (bytes) => stream.write(bytes),
      end() {
        stream.end();
        failures?.end();
      },
      fail(why) {
        failures?.write(Buffer.from(why));
        failures?.end();
        stream.end();
      },
    });
    stream.onData = (bytes) => void near.push(bytes);
    stream.onEnd = () => void near.push(null);
    stream.onReset = () => near.destroy();
  };
}

/** A session inside the messages of a WebSocket. */
export function forwardThroughMessages(socket: WebSocket, tunnel: Tunnel, forwarding: Forwarding): void {
  const session = new SpdySession((bytes) => socket.send(bytes));
  forwardOverSpdy(session, forwarding);
  session.onEnd = () => socket.close(CLOSE.normal);
  socket.onMessage = (message) => session.take(message);
  endTogether(socket, tunnel, () => session.resetAll());
  socket.begin();
}

/** A session on the bare connection. */
export function forwardThrough(socket: Duplex, head: Buffer, tunnel: Tunnel, forwarding: Forwarding): void {
  const session = new SpdySession((bytes) => socket.write(bytes));
  forwardOverSpdy(session, forwarding);
  session.onEnd = () => socket.end();
  socket.on('data', (bytes: Buffer) => session.take(bytes));
  socket.once('end', () => socket.end());
  socket.once('close', () => {
    session.resetAll();
    tunnel.hangUp();
  });
  tunnel.onHangUp(() => socket.end());
  if (head.length > 0) session.take(head);
}

// ——— channels ———

/** Two channels for each port, which are announced by a message of the port's number: data, then errors. */
export function forwardThroughChannels(
  socket: WebSocket,
  ports: readonly number[],
  tunnel: Tunnel,
  forwarding: Forwarding,
): void {
  const onChannel = (channel: number, bytes: Uint8Array) => socket.send(Buffer.concat([Buffer.of(channel), bytes]));
  const nears = ports.map((port, at) => {
    const announced = Buffer.alloc(2);
    announced.writeUInt16LE(port);
    onChannel(2 * at, announced);
    onChannel(2 * at + 1, announced);
    return forwarding.connect(port, {
      write: (bytes) => onChannel(2 * at, bytes),
      end: () => socket.close(CLOSE.normal),
      fail: (why) => void onChannel(2 * at + 1, Buffer.from(why)),
    });
  });
  socket.onMessage = (message) => void nears[message[0] >> 1]?.push(message.subarray(1));
  endTogether(socket, tunnel, () => {
    for (const near of nears) near.destroy();
  });
  socket.begin();
}

function endTogether(socket: WebSocket, tunnel: Tunnel, closed: () => void): void {
  socket.onClose = () => {
    closed();
    tunnel.hangUp();
  };
  tunnel.onHangUp(() => socket.close(CLOSE.normal));
}
