// Requests that want the connection for something else than HTTP: exec, attach and port forwarding. A WebSocket is
// accepted once the world has agreed. SPDY is spoken to forwarded ports, but not to commands: kubectl has reached those
// over WebSockets since 1.31 (1.29, when told to).

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpRequest, HttpResponse } from '../linux/net/http.ts';
import { Conversation, Tunnel } from '../linux/net/upgrade.ts';
import type { Crossing } from './crossing.ts';
import { type Report, requestOf } from './exchange.ts';
import {
  Forwarding,
  forwardThrough,
  forwardThroughChannels,
  forwardThroughMessages,
  PORT_CHANNELS,
  TUNNELLED_SPDY,
} from './port-forward.ts';
import { failure } from './refusals.ts';
import { converse, REMOTE_COMMAND_PROTOCOLS } from './remote-command.ts';
import { acceptance, WebSocket } from './websocket.ts';
import { bodyBytes } from './wire-format.ts';

export interface Upgrade {
  readonly crossing: Crossing;
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
  readonly report: Report;
  /** To be called when something was sent into the world. */
  settle(): void;
}

export function upgrade(asked: Upgrade): void {
  const { crossing, incoming, socket, report } = asked;
  socket.on('error', () => {}); // followed by close, which everybody here listens to
  const request = requestOf(incoming);
  const refused = unspeakable(request);
  if (refused) return refuse(socket, request, refused);
  crossing.ask(request, (response, error) => {
    if (error !== undefined) report(error);
    if (!response) return void socket.destroy();
    if (response.upgraded instanceof Conversation && isSpdy(request)) {
      response.upgraded.hangUp(); // before the command has begun
      refuse(socket, request, NO_SPDY);
    } else if (response.upgraded instanceof Conversation) begin(asked, request, response.upgraded);
    else if (response.upgraded instanceof Tunnel) forward(asked, request, response.upgraded);
    else refuse(socket, request, response);
  });
  asked.settle();
}

/** Told only to clients whom the world would have let in: kubectl tries SPDY again whenever a WebSocket is refused. */
const NO_SPDY = failure(
  400,
  'BadRequest',
  'cka-lab: not simulated: SPDY; use kubectl 1.31 or later, which reaches commands in containers over WebSockets',
);

const isPortForward = ({ path }: HttpRequest): boolean => path.endsWith('/portforward');
const isSpdy = ({ headers }: HttpRequest): boolean => /^spdy/i.test(headers.upgrade ?? '');

/** Why there is no talking to this client; undefined when there is. */
function unspeakable(request: HttpRequest): HttpResponse | undefined {
  const { upgrade: wanted = '', 'sec-websocket-key': key } = request.headers;
  if (isSpdy(request)) return undefined;
  if (wanted.toLowerCase() !== 'websocket') return failure(400, 'BadRequest', `unable to upgrade to ${wanted}`);
  if (key === undefined) return failure(400, 'BadRequest', 'missing Sec-WebSocket-Key');
  if (protocolFor(request) !== undefined) return undefined;
  const offered = offeredBy(request).join(' ');
  const why = `unable to upgrade: unable to negotiate protocol: client supports [${offered}], server accepts [${spokenFor(request).join(' ')}]`;
  return failure(403, 'Forbidden', why);
}

const offeredBy = ({ headers }: HttpRequest): string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());

const spokenFor = (request: HttpRequest): readonly string[] =>
  isPortForward(request) ? [TUNNELLED_SPDY, PORT_CHANNELS] : REMOTE_COMMAND_PROTOCOLS;

const protocolFor = (request: HttpRequest): string | undefined =>
  offeredBy(request).find((one) => spokenFor(request).includes(one));

function begin({ crossing, socket, head, settle }: Upgrade, request: HttpRequest, conversation: Conversation): void {
  socket.write(acceptance(request.headers['sec-websocket-key'], protocolFor(request) ?? ''));
  converse(crossing.simulation, conversation, new WebSocket(socket, head), settle);
}

function forward({ crossing, socket, head, report, settle }: Upgrade, request: HttpRequest, tunnel: Tunnel): void {
  const forwarding = new Forwarding(crossing.simulation, tunnel, report, settle);
  if (isSpdy(request)) {
    const lines = ['Connection: Upgrade', 'Upgrade: SPDY/3.1', 'X-Stream-Protocol-Version: portforward.k8s.io'];
    socket.write(['HTTP/1.1 101 Switching Protocols', ...lines, '\r\n'].join('\r\n'));
    return forwardThrough(socket, head, tunnel, forwarding);
  }
  const protocol = protocolFor(request) ?? '';
  socket.write(acceptance(request.headers['sec-websocket-key'], protocol));
  const webSocket = new WebSocket(socket, head);
  if (protocol === TUNNELLED_SPDY) return forwardThroughMessages(webSocket, tunnel, forwarding);
  const ports = (request.query.ports ?? []).flatMap((one) => one.split(',')).map(Number);
  forwardThroughChannels(webSocket, ports, tunnel, forwarding);
}

/** An ordinary answer, after which the connection ends. */
function refuse(socket: Duplex, request: HttpRequest, { status, headers, body }: HttpResponse): void {
  const type = headers['content-type'] ?? 'application/json';
  const bytes = Buffer.from(bodyBytes(request, body, type));
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    `Content-Type: ${type}`,
    `Content-Length: ${bytes.length}`,
    'Connection: close',
    '\r\n',
  ];
  socket.write(lines.join('\r\n'));
  socket.end(bytes);
}
