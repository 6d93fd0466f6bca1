// HTTP between programs. Requests and responses are plain values; JSON travels as a value, by reference,
// and must be treated as frozen by both sides. Text and bytes travel as such.

import type { Task } from '../../sim/task.ts';
import type { Channel } from '../../sim/waits.ts';
import { application } from './stack.ts';
import type { Conversation, Tunnel } from './upgrade.ts';

export interface HttpRequest {
  readonly method: string;
  /** Without the query: `/api/v1/pods`. */
  readonly path: string;
  readonly query: Readonly<Record<string, readonly string[]>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON value, text or bytes; `content-type` says which. */
  readonly body?: unknown;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A JSON value, text or bytes. */
  readonly body?: unknown;
  /** A body that goes on: JSON values of a watch, bytes of a log. The client abandons it to stop. */
  readonly stream?: Channel<unknown>;
  /** With status 101: what the connection is used for from now on. */
  readonly upgraded?: Conversation | Tunnel;
}

export interface HttpService {
  handle(request: HttpRequest): Task<HttpResponse>;
}

export const HTTP = application<HttpService>('http');

/** `/x?a=1&b=2` → path `/x`, query {a: ['1'], b: ['2']}. Percent escapes and + are decoded. */
export function parseTarget(target: string): { readonly path: string; readonly query: Record<string, string[]> } {
  const at = target.indexOf('?');
  // Without a prototype: a parameter may be called anything.
  const query: Record<string, string[]> = Object.create(null);
  if (at >= 0) {
    for (const part of target.slice(at + 1).split('&')) {
      if (part === '') continue;
      const equals = part.indexOf('=');
      const name = unescape(equals < 0 ? part : part.slice(0, equals));
      query[name] ??= [];
      query[name].push(equals < 0 ? '' : unescape(part.slice(equals + 1)));
    }
  }
  return { path: at < 0 ? target : target.slice(0, at), query };
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text; // a stray % is taken as it stands, as most servers do
  }
}
