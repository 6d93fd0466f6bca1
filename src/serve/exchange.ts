// One HTTP exchange: bytes of a real request become a request of the world, whose answer becomes bytes again. In the
// world JSON travels as a value; what a value looks like on the wire is decided here and in wire-format.ts.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { type HttpRequest, type HttpResponse, parseTarget } from '../linux/net/http.ts';
import type { Simulation } from '../sim/simulation.ts';
import { outgoing } from './outgoing-stream.ts';
import { failure } from './refusals.ts';
import { asJsonClient, bodyBytes, bodyOf, typeOf } from './wire-format.ts';

/** What an API server takes at most: three megabytes. */
const LONGEST_BODY = 3 * 2 ** 20;
/** A longer body is read to its end for the client's sake, who would otherwise not read our refusal; but not without end. */
const LONGEST_PATIENCE = 64 * 2 ** 20;

/** Called with an error that only we can have caused. */
export type Report = (error: unknown) => void;

/** The answer; undefined when nobody could be reached, or with an error of ours. */
export type Asked = (response: HttpResponse | undefined, error?: unknown) => void;

/** Somebody in the world who answers requests. */
export interface Answerer {
  readonly simulation: Simulation;
  /** What every answer of its carries. */
  headers(): Readonly<Record<string, string>>;
  ask(request: HttpRequest, answered: Asked): void;
}

export function exchange(answerer: Answerer, incoming: IncomingMessage, reply: ServerResponse, report: Report): void {
  const chunks: Buffer[] = [];
  let length = 0;
  incoming.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= LONGEST_BODY) chunks.push(chunk);
    else if (length > LONGEST_PATIENCE) incoming.destroy();
  });
  incoming.on('error', () => {}); // a client that goes away in the middle is heard of by its socket
  incoming.on('end', () => {
    const request = requestOf(incoming);
    const answer = (response: HttpResponse) => send(answerer, request, reply, response);
    if (length > LONGEST_BODY) {
      const why = `Request entity too large: limit is ${LONGEST_BODY}`;
      return answer(failure(413, 'RequestEntityTooLarge', why));
    }
    const body = length === 0 ? undefined : bodyOf(request, Buffer.concat(chunks));
    answerer.ask(asJsonClient(body === undefined ? request : { ...request, body }), (response, error) => {
      if (error !== undefined) report(error);
      if (error !== undefined) return answer(PANIC);
      if (!response) return void reply.destroy();
      if (!response.stream) return answer(response);
      begin(answerer, reply, response, typeOf(request, response));
      outgoing(answerer.simulation, response.stream, reply);
    });
  });
}

/** Without a body. */
export function requestOf(incoming: IncomingMessage): HttpRequest {
  const { path, query } = parseTarget(incoming.url ?? '/');
  return { method: incoming.method ?? 'GET', path, query, headers: headersOf(incoming) };
}

function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const result: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    if (value !== undefined) result[name] = typeof value === 'string' ? value : value.join(', ');
  }
  return result;
}

/** What a real server says when it recovers from its own fault. */
const PANIC = failure(500, 'InternalError', 'This request caused apiserver to panic. Look in the logs for details.');

function send(answerer: Answerer, request: HttpRequest, reply: ServerResponse, response: HttpResponse): void {
  const type = typeOf(request, response);
  const body = bodyBytes(request, response.body, type);
  reply.setHeader('content-length', Buffer.byteLength(body));
  begin(answerer, reply, response, type);
  reply.end(request.method === 'HEAD' ? undefined : body);
}

function begin(answerer: Answerer, reply: ServerResponse, { status, headers }: HttpResponse, type: string): void {
  const all = { ...answerer.headers(), ...headers };
  for (const name of Object.keys(all)) reply.setHeader(name, all[name]);
  if (type !== '') reply.setHeader('content-type', type);
  reply.writeHead(status);
}
