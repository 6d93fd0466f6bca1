// What the server believes to be in etcd: all objects of a kind and their recent changes, fed by a watch
// on the store. Watches and reads at "any" version come from here, so after an etcd restore they go on
// telling the old story until the server restarts, as with the real one. Models apiserver/pkg/storage/cacher.

import type { KeyValue, Revision, StoreEvent } from '../../etcd/store/store.ts';
import type { Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { atRevision, type Codec } from './codec.ts';

export interface CacheEvent {
  readonly revision: Revision;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** For DELETED: as it was last, with the version of the deletion. */
  readonly object: KubeObject;
  readonly previous: KubeObject | undefined;
}

export type Listener = (event: CacheEvent) => void;

/** Events kept for watches that come back. */
const WINDOW = 2_000;

export class WatchCache {
  readonly kind: Kind;
  readonly #codec: Codec;
  readonly #objects = new Map<string, KubeObject>();
  #sorted: string[] | undefined;
  #recent: CacheEvent[] = [];
  /** Watches may resume at this revision or later. */
  #oldest: Revision = 0;
  readonly #listeners = new Set<Listener>();

  constructor(kind: Kind, codec: Codec) {
    this.kind = kind;
    this.#codec = codec;
  }

  /** Starts from a list of everything. */
  load(keyValues: readonly KeyValue[], revision: Revision): void {
    this.#objects.clear();
    for (const keyValue of keyValues) this.#objects.set(keyValue.key, this.#codec.decode(this.kind, keyValue));
    this.#sorted = undefined;
    this.#recent = [];
    this.#oldest = revision;
  }

  apply(event: StoreEvent): void {
    const { keyValue, previous } = event;
    const before = previous && this.#codec.decode(this.kind, previous);
    if (event.type === 'put') {
      const object = this.#codec.decode(this.kind, keyValue);
      if (!this.#objects.has(keyValue.key)) this.#sorted = undefined;
      this.#objects.set(keyValue.key, object);
      this.#tell({ revision: keyValue.modRevision, type: before ? 'MODIFIED' : 'ADDED', object, previous: before });
    } else if (before) {
      this.#objects.delete(keyValue.key);
      this.#sorted = undefined;
      const object = atRevision(before, keyValue.modRevision);
      this.#tell({ revision: keyValue.modRevision, type: 'DELETED', object, previous: before });
    }
  }

  get(key: string): KubeObject | undefined {
    return this.#objects.get(key);
  }

  /** In key order: by namespace, then name. */
  *all(): Generator<KubeObject, void, undefined> {
    this.#sorted ??= [...this.#objects.keys()].sort();
    for (const key of this.#sorted) yield this.#objects.get(key)!;
  }

  /** Events after `revision`; undefined when some of them are forgotten. */
  since(revision: Revision): readonly CacheEvent[] | undefined {
    if (revision < this.#oldest) return undefined;
    let at = this.#recent.length;
    while (at > 0 && this.#recent[at - 1].revision > revision) at--;
    return this.#recent.slice(at);
  }

  get oldest(): Revision {
    return this.#oldest;
  }

  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(event: CacheEvent): void {
    this.#recent.push(event);
    if (this.#recent.length > 2 * WINDOW) {
      this.#oldest = this.#recent[WINDOW - 1].revision;
      this.#recent = this.#recent.slice(WINDOW);
    }
    for (const listener of [...this.#listeners]) listener(event);
  }
}
