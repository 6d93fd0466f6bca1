// Requests that want the connection for something else than HTTP: exec, attach and port forwarding. A WebSocket is
// accepted once the world has agreed; SPDY, which kubectl spoke to commands before 1.31, is not spoken here.

import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HttpRequest, HttpResponse } from '../linux/net/http.ts';
import { Conversation, Tunnel } from '../linux/net/upgrade.ts';
import type { Crossing } from './crossing.ts';
import { type Report, requestOf } from './exchange.ts';
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
    if (response.upgraded instanceof Conversation) begin(asked, request, response.upgraded);
    else if (response.upgraded instanceof Tunnel) response.upgraded.hangUp();
    else refuse(socket, request, response);
  });
  asked.settle();
}

/** Why there is no talking to this client; undefined when there is. */
function unspeakable(request: HttpRequest): HttpResponse | undefined {
  const wanted = request.headers.upgrade ?? '';
  if (/^spdy/i.test(wanted)) {
    const how =
      'cka-lab: not simulated: SPDY; commands in containers are reached over a WebSocket, as kubectl 1.31 and later do';
    return failure(400, 'BadRequest', how);
  }
  if (wanted.toLowerCase() !== 'websocket') return failure(400, 'BadRequest', `unable to upgrade to ${wanted}`);
  if (request.headers['sec-websocket-key'] === undefined)
    return failure(400, 'BadRequest', 'missing Sec-WebSocket-Key');
  if (protocolFor(request)) return undefined;
  const offered = offeredBy(request).join(' ');
  const why = `unable to upgrade: unable to negotiate protocol: client supports [${offered}], server accepts [${REMOTE_COMMAND_PROTOCOLS.join(' ')}]`;
  return failure(403, 'Forbidden', why);
}

const offeredBy = ({ headers }: HttpRequest): string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());

const protocolFor = (request: HttpRequest): string | undefined =>
  offeredBy(request).find((one) => REMOTE_COMMAND_PROTOCOLS.includes(one));

function begin({ crossing, socket, head, settle }: Upgrade, request: HttpRequest, conversation: Conversation): void {
  socket.write(acceptance(request.headers['sec-websocket-key'], protocolFor(request) ?? ''));
  converse(crossing.simulation, conversation, new WebSocket(socket, head), settle);
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
