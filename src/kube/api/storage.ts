// The server's side of etcd: one watch over everything feeds the caches of all kinds; writes go straight
// to the store and guard themselves with the revision they read.

import type { LeasingStore } from '../../etcd/store/leases.ts';
import type { KeyValue, Revision, StoreEvent } from '../../etcd/store/store.ts';
import { prefixEnd, StoreError } from '../../etcd/store/store.ts';
import type { Cancel } from '../../sim/simulation.ts';
import type { Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { Codec, keyOf, prefixOf } from './codec.ts';
import { conflict } from './status.ts';
import { WatchCache } from './watch-cache.ts';

/** An object together with what etcd holds of it. */
export interface Stored {
  readonly keyValue: KeyValue;
  readonly object: KubeObject;
}

export class Storage {
  readonly codec = new Codec();
  /** Unusable (throws StoreError) while etcd cannot be reached. */
  readonly store: LeasingStore;
  readonly #caches: Map<Kind, WatchCache>;
  readonly #byPath: Map<string, WatchCache>;
  #cacheRevision: Revision = 0;
  #stopWatch: Cancel | undefined;
  /** The caches were filled anew: whoever watched must list again. */
  onReload: Cancel = () => {};

  constructor(store: LeasingStore, kinds: readonly Kind[]) {
    this.store = store;
    this.#caches = new Map(kinds.map((kind) => [kind, new WatchCache(kind, this.codec)]));
    this.#byPath = new Map([...this.#caches].map(([kind, cache]) => [kind.storagePath ?? kind.plural, cache]));
  }

  /** Keeps a cache of one more kind from now on. */
  add(kind: Kind): void {
    if (this.#caches.has(kind)) return;
    const cache = new WatchCache(kind, this.codec);
    this.#caches.set(kind, cache);
    this.#byPath.set(kind.storagePath ?? kind.plural, cache);
    if (this.#stopWatch) this.#fill(cache);
  }

  /** Forgets a kind; what is in etcd stays there. */
  drop(kind: Kind): void {
    const cache = this.#caches.get(kind);
    if (!cache) return;
    this.#caches.delete(kind);
    const path = kind.storagePath ?? kind.plural;
    if (this.#byPath.get(path) === cache) this.#byPath.delete(path);
  }

  /** The newest revision the caches know of. */
  get cacheRevision(): Revision {
    return this.#cacheRevision;
  }

  /** True when nothing has been committed that the caches have not heard of. After a restore, the past looks fresh. */
  get cacheIsFresh(): boolean {
    return this.#cacheRevision >= this.store.revision;
  }

  /** (Re)connects the caches: goes on after the last revision seen, or from a new list when that is gone. */
  connect(): void {
    this.#stopWatch?.();
    if (this.#cacheRevision > 0) {
      try {
        this.#watch();
        return;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
      }
    }
    const reloaded = this.#cacheRevision > 0;
    this.#cacheRevision = this.store.revision;
    for (const cache of this.#caches.values()) this.#fill(cache);
    this.#watch();
    if (reloaded) this.onReload();
  }

  #fill(cache: WatchCache): void {
    const prefix = prefixOf(cache.kind);
    cache.load(this.store.range({ key: prefix, end: prefixEnd(prefix) }).keyValues, this.#cacheRevision);
  }

  disconnect(): void {
    this.#stopWatch?.();
    this.#stopWatch = undefined;
  }

  cache(kind: Kind): WatchCache {
    return this.#caches.get(kind)!;
  }

  /** From the cache, however old. */
  cached(kind: Kind, namespace: string, name: string): KubeObject | undefined {
    return this.cache(kind).get(keyOf(kind, namespace, name));
  }

  /** Straight from etcd. */
  read(kind: Kind, namespace: string, name: string, revision?: Revision): Stored | undefined {
    const { keyValues } = this.store.range({ key: keyOf(kind, namespace, name), revision });
    return keyValues.length === 0
      ? undefined
      : { keyValue: keyValues[0], object: this.codec.decode(kind, keyValues[0]) };
  }

  /** All of a kind as of now, in key order; an empty namespace means all of them. */
  *all(kind: Kind, namespace = ''): Generator<KubeObject, void, undefined> {
    if (this.cacheIsFresh) {
      for (const object of this.cache(kind).all()) {
        if (namespace === '' || object.metadata.namespace === namespace) yield object;
      }
      return;
    }
    const prefix = namespace === '' ? prefixOf(kind) : `${prefixOf(kind)}${namespace}/`;
    for (const keyValue of this.store.range({ key: prefix, end: prefixEnd(prefix) }).keyValues) {
      yield this.codec.decode(kind, keyValue);
    }
  }

  /** Writes if the key still stands where `previous` was read (undefined: does not exist). The object gets its version. */
  write<T extends KubeObject>(kind: Kind, object: T, previous: KeyValue | undefined, lease?: string): T {
    const { namespace = '', name } = object.metadata;
    const key = keyOf(kind, namespace, name);
    const committed = this.store.commit({
      compares: [{ key, target: 'mod', result: '=', value: previous?.modRevision ?? 0 }],
      success: [{ type: 'put', key, value: this.codec.encode(object), lease: lease ?? previous?.lease }],
      failure: [],
    });
    if (!committed.succeeded) throw conflict(kind, name);
    object.metadata.resourceVersion = String(committed.revision);
    this.codec.remember(this.store.range({ key }).keyValues[0], object);
    return object;
  }

  /** Gives the revision of the deletion. */
  remove(kind: Kind, { keyValue, object }: Stored): Revision {
    const committed = this.store.commit({
      compares: [{ key: keyValue.key, target: 'mod', result: '=', value: keyValue.modRevision }],
      success: [{ type: 'delete', key: keyValue.key }],
      failure: [],
    });
    if (!committed.succeeded) throw conflict(kind, object.metadata.name);
    return committed.revision;
  }

  #watch(): void {
    this.#stopWatch = this.store.watch({ key: '\0', end: '\0' }, this.#cacheRevision, (events) => this.#apply(events));
  }

  #apply(events: readonly StoreEvent[]): void {
    for (const event of events) this.#cacheOf(event.keyValue.key)?.apply(event);
    this.#cacheRevision = events[0].keyValue.modRevision;
  }

  /** `/registry/services/specs/default/web` is told by its second and third part, or by the second alone. */
  #cacheOf(key: string): WatchCache | undefined {
    const parts = key.split('/', 4);
    if (parts[1] !== 'registry') return undefined;
    return this.#byPath.get(`${parts[2]}/${parts[3]}`) ?? this.#byPath.get(parts[2]);
  }
}
