// How everything inside the world talks to an API server: over a connection that can break.

import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import type { Task } from '../../sim/task.ts';
import type { Channel } from '../../sim/waits.ts';
import type { Kind } from '../objects/kind.ts';
import type { KubeList, KubeObject, Status, WatchEvent } from '../objects/types/meta.ts';

/** The server refused: what it said. */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly status: Status;
  constructor(status: Status) {
    super(status.message ?? status.reason ?? 'unknown');
    this.status = status;
  }

  get code(): number {
    return this.status.code ?? 500;
  }

  /** `NotFound`, `Conflict`, `AlreadyExists`, `TooManyRequests`, ... */
  get reason(): string {
    return this.status.reason ?? '';
  }
}

/** No answer at all: the words a Go client prints, e.g. `dial tcp 172.30.1.2:6443: connect: connection refused`. */
export class ConnectionError extends Error {
  override readonly name = 'ConnectionError';
}

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
}

export type PatchType =
  | 'application/json-patch+json'
  | 'application/merge-patch+json'
  | 'application/strategic-merge-patch+json';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: 'Foreground' | 'Background' | 'Orphan';
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** All calls throw StatusError or ConnectionError. Objects that come back are frozen by agreement: copy before changing. */
export interface KubeClient {
  /** Any request; the status is not judged. Throws only ConnectionError. */
  request(request: HttpRequest): Task<HttpResponse>;
  get<T extends KubeObject>(kind: Kind<T>, name: string, namespace?: string): Task<T>;
  list<T extends KubeObject>(kind: Kind<T>, options?: ListOptions): Task<KubeList<T>>;
  watch<T extends KubeObject>(kind: Kind<T>, options: ListOptions): Task<Channel<WatchEvent<T>>>;
  /** `object` needs no uid, resourceVersion or timestamps; apiVersion and kind come from `kind`. */
  create<T extends KubeObject>(kind: Kind<T>, object: unknown, namespace?: string): Task<T>;
  update<T extends KubeObject>(kind: Kind<T>, object: T, subresource?: 'status'): Task<T>;
  patch<T extends KubeObject>(
    kind: Kind<T>,
    name: string,
    namespace: string | undefined,
    type: PatchType,
    body: unknown,
    subresource?: 'status' | 'scale',
  ): Task<T>;
  delete(kind: Kind, name: string, namespace?: string, options?: DeleteOptions): Task<void>;
  /** POST to a subresource: binding, eviction. */
  post(kind: Kind, name: string, namespace: string | undefined, subresource: string, body: unknown): Task<unknown>;
}
