// The typed calls over any way to carry a request: a connection of a process, or in tests the server itself.

import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import type { Task } from '../../sim/task.ts';
import { Channel } from '../../sim/waits.ts';
import { apiVersionOf, type Kind } from '../objects/kind.ts';
import type { KubeList, KubeObject, Status, WatchEvent } from '../objects/types/meta.ts';
import { type DeleteOptions, type KubeClient, type ListOptions, type PatchType, StatusError } from './client.ts';
import { resourcePath } from './paths.ts';

/** Carries one request to a server. Throws ConnectionError. */
export interface Transport {
  request(request: HttpRequest): Task<HttpResponse>;
}

export function typedClient(transport: Transport, userAgent = 'cka-lab'): KubeClient {
  return new TypedClient(transport, userAgent);
}

class TypedClient implements KubeClient {
  readonly #transport: Transport;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(transport: Transport, userAgent: string) {
    this.#transport = transport;
    this.#headers = { accept: 'application/json', 'user-agent': userAgent };
  }

  *request(request: HttpRequest): Task<HttpResponse> {
    return yield* this.#transport.request(request);
  }

  *get<T extends KubeObject>(kind: Kind<T>, name: string, namespace?: string): Task<T> {
    return (yield* this.#send('GET', resourcePath(kind, namespace, name))) as T;
  }

  *list<T extends KubeObject>(kind: Kind<T>, options: ListOptions = {}): Task<KubeList<T>> {
    return (yield* this.#send(
      'GET',
      resourcePath(kind, options.namespace),
      undefined,
      queryOf(options),
    )) as KubeList<T>;
  }

  *watch<T extends KubeObject>(kind: Kind<T>, options: ListOptions): Task<Channel<WatchEvent<T>>> {
    const response = yield* this.#transport.request({
      method: 'GET',
      path: resourcePath(kind, options.namespace),
      query: { ...queryOf(options), watch: ['true'], allowWatchBookmarks: ['true'] },
      headers: this.#headers,
    });
    if (response.status >= 300) throw new StatusError(statusOf(response));
    return (response.stream ?? closed()) as Channel<WatchEvent<T>>;
  }

  *create<T extends KubeObject>(kind: Kind<T>, object: unknown, namespace?: string): Task<T> {
    return (yield* this.#send('POST', resourcePath(kind, namespace), {
      ...typeMeta(kind),
      ...(object as object),
    })) as T;
  }

  *update<T extends KubeObject>(kind: Kind<T>, object: T, subresource?: 'status'): Task<T> {
    const { name, namespace } = object.metadata;
    return (yield* this.#send('PUT', resourcePath(kind, namespace, name, subresource), {
      ...typeMeta(kind),
      ...object,
    })) as T;
  }

  *patch<T extends KubeObject>(
    kind: Kind<T>,
    name: string,
    namespace: string | undefined,
    type: PatchType,
    body: unknown,
    subresource?: 'status' | 'scale',
  ): Task<T> {
    return (yield* this.#send('PATCH', resourcePath(kind, namespace, name, subresource), body, {}, type)) as T;
  }

  *delete(kind: Kind, name: string, namespace?: string, options?: DeleteOptions): Task<void> {
    const body = options && { apiVersion: 'v1', kind: 'DeleteOptions', ...options };
    yield* this.#send('DELETE', resourcePath(kind, namespace, name), body);
  }

  *post(kind: Kind, name: string, namespace: string | undefined, subresource: string, body: unknown): Task<unknown> {
    return yield* this.#send('POST', resourcePath(kind, namespace, name, subresource), body);
  }

  *#send(
    method: string,
    path: string,
    body?: unknown,
    query: Record<string, string[]> = {},
    type = 'application/json',
  ): Task<unknown> {
    const headers = body === undefined ? this.#headers : { ...this.#headers, 'content-type': type };
    const response = yield* this.#transport.request({ method, path, query, headers, body });
    if (response.status >= 300) throw new StatusError(statusOf(response));
    return response.body;
  }
}

const typeMeta = (kind: Kind) => ({ apiVersion: apiVersionOf(kind), kind: kind.kind });

function queryOf(options: ListOptions): Record<string, string[]> {
  const query: Record<string, string[]> = {};
  if (options.labelSelector) query.labelSelector = [options.labelSelector];
  if (options.fieldSelector) query.fieldSelector = [options.fieldSelector];
  if (options.resourceVersion) query.resourceVersion = [options.resourceVersion];
  return query;
}

function closed(): Channel<unknown> {
  const channel = new Channel<unknown>();
  channel.close();
  return channel;
}

/** The Status in a refusal; a body that is none makes one, as rest.Request does. */
export function statusOf(response: HttpResponse): Status {
  const body = response.body as Status | undefined;
  if (typeof body === 'object' && body !== null && body.kind === 'Status') return body;
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: typeof response.body === 'string' && response.body !== '' ? response.body : 'unknown',
    reason: REASONS[response.status] ?? 'InternalError',
    code: response.status,
  };
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'BadRequest',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'NotFound',
  405: 'MethodNotAllowed',
  409: 'Conflict',
  410: 'Expired',
  429: 'TooManyRequests',
  503: 'ServiceUnavailable',
};
