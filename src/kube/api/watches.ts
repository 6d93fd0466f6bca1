// Watches: what changed, as a stream. Each watcher filters and shapes for itself; an object that stops
// matching is, for its watcher, deleted.

import type { Cancel, Simulation } from '../../sim/simulation.ts';
import { Channel } from '../../sim/waits.ts';
import { apiVersionOf, type Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import type { ApiRequest } from './api.ts';
import { atRevision } from './codec.ts';
import { isTrue, parameter } from './route.ts';
import type { Selection } from './selection.ts';
import type { Shape } from './shape.ts';
import { badRequest, expired } from './status.ts';
import type { Storage } from './storage.ts';
import type { CacheEvent } from './watch-cache.ts';

/** What is sent. `object` is shaped: an object, its metadata, a table of one row, or a Status. */
export interface SentEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: unknown;
}

interface OpenWatch {
  readonly kind: Kind;
  readonly channel: Channel<unknown>;
  readonly connected: () => boolean;
  readonly bookmarks: boolean;
  stop: Cancel;
}

const BOOKMARK_PERIOD = 60_000;

export class Watches {
  readonly #simulation: Simulation;
  readonly #storage: Storage;
  readonly #open = new Set<OpenWatch>();
  #bookmarks: Cancel | undefined;

  constructor(simulation: Simulation, storage: Storage) {
    this.#simulation = simulation;
    this.#storage = storage;
  }

  get count(): number {
    return this.#open.size;
  }

  /** `shape` is asked anew for every event, as ages in tables go on. */
  begin(kind: Kind, selection: Selection, shape: () => Shape, request: ApiRequest): Channel<unknown> {
    const asked = parameter(request, 'resourceVersion');
    if (!/^\d*$/.test(asked))
      throw badRequest(
        `resourceVersion: Invalid value: ${JSON.stringify(asked)}: strconv.ParseUint: parsing ${JSON.stringify(asked)}: invalid syntax`,
      );
    const channel = new Channel<unknown>();
    const cache = this.#storage.cache(kind);
    const send = (type: SentEvent['type'], object: KubeObject) => channel.send({ type, object: shape().one(object) });
    const tell = (event: CacheEvent) => {
      const is = event.type !== 'DELETED' && selection.matches(event.object);
      const was = event.previous !== undefined && selection.matches(event.previous);
      if (is) send(was ? 'MODIFIED' : 'ADDED', event.object);
      else if (was)
        send('DELETED', event.type === 'DELETED' ? event.object : atRevision(event.previous!, event.revision));
    };

    const fromStart = asked === '' || asked === '0';
    let after = Number(asked);
    if (fromStart) {
      after = this.#storage.cacheIsFresh ? this.#storage.cacheRevision : this.#storage.store.revision;
      if (parameter(request, 'sendInitialEvents') !== 'false') {
        for (const object of this.#storage.all(kind, selection.namespace)) {
          if (selection.matches(object)) send('ADDED', object);
        }
      }
      if (isTrue(request, 'sendInitialEvents')) {
        const annotations = { 'k8s.io/initial-events-end': 'true' };
        channel.send({ type: 'BOOKMARK', object: bookmark(kind, after, annotations) });
      }
    } else {
      const missed = cache.since(after);
      if (!missed) {
        channel.send({ type: 'ERROR', object: expired(`too old resource version: ${after} (${cache.oldest})`).status });
        channel.close();
        return channel;
      }
      missed.forEach(tell);
    }

    const seconds = Number(parameter(request, 'timeoutSeconds') || 0);
    const watch: OpenWatch = {
      kind,
      channel,
      connected: request.connected ?? (() => true),
      bookmarks: isTrue(request, 'allowWatchBookmarks'),
      stop: () => {},
    };
    const stopListening = cache.listen((event) => {
      if (event.revision <= after) return;
      if (watch.connected()) tell(event);
      else this.#end(watch);
    });
    // Without timeoutSeconds real servers end a watch after 30 to 60 minutes; clients then watch again unseen.
    const stopTimer =
      seconds > 0 ? this.#simulation.schedule(seconds * 1000, 'watch times out', () => this.#end(watch)) : undefined;
    watch.stop = () => {
      stopListening();
      stopTimer?.();
    };
    channel.onAbandon = () => this.#end(watch);
    this.#open.add(watch);
    if (watch.bookmarks) this.#scheduleBookmarks();
    return channel;
  }

  /** The server stops, or its caches begin anew. */
  endAll(): void {
    for (const watch of [...this.#open]) this.#end(watch);
    this.#bookmarks?.();
    this.#bookmarks = undefined;
  }

  #end(watch: OpenWatch): void {
    watch.stop();
    this.#open.delete(watch);
    watch.channel.onAbandon = undefined;
    watch.channel.close();
  }

  #scheduleBookmarks(): void {
    this.#bookmarks ??= this.#simulation.schedule(BOOKMARK_PERIOD, 'watch bookmarks', () => {
      this.#bookmarks = undefined;
      for (const watch of [...this.#open]) {
        if (!watch.connected()) this.#end(watch);
        else if (watch.bookmarks) {
          watch.channel.send({ type: 'BOOKMARK', object: bookmark(watch.kind, this.#storage.cacheRevision) });
        }
      }
      if ([...this.#open].some((watch) => watch.bookmarks)) this.#scheduleBookmarks();
    });
  }
}

const bookmark = (kind: Kind, revision: number, annotations?: Record<string, string>) => ({
  kind: kind.kind,
  apiVersion: apiVersionOf(kind),
  metadata: { resourceVersion: String(revision), creationTimestamp: null, ...(annotations && { annotations }) },
});
