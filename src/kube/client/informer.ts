// A local copy of a collection that follows the server: list once, watch from there, and when the watch
// breaks, watch on from the last version seen; when that version is gone, list again. Whoever asks for a
// change gets it after the copy has it. Models client-go's Reflector and SharedIndexInformer.

import { type Task, type Wait, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { delay, Signal } from '../../sim/waits.ts';
import type { Kind } from '../objects/kind.ts';
import type { KubeObject, Status, WatchEvent } from '../objects/types/meta.ts';
import { ConnectionError, type KubeClient, type ListOptions, StatusError } from './client.ts';
import { keyOf } from './paths.ts';

/** `object` undefined: it was deleted and `old` is its last known state. `old` undefined: it is new. */
export type Notice<T> = (object: T | undefined, old: T | undefined) => void;

/** All objects that belong to a value: `podsByNode('node01')`. */
export type Index<T> = (value: string) => readonly T[];

const FIRST_PAUSE = 800;
const LONGEST_PAUSE = 30_000;

export class Informer<T extends KubeObject> {
  readonly kind: Kind<T>;
  readonly #threads: Threads;
  readonly #client: KubeClient;
  readonly #options: ListOptions;
  readonly #objects = new Map<string, T>();
  readonly #indexes: IndexTable<T>[] = [];
  readonly #notices: Notice<T>[] = [];
  readonly #onSynced = new Signal();
  #byNamespace: Index<T> | undefined;
  #version = '';
  #synced = false;
  #started = false;

  constructor(threads: Threads, client: KubeClient, kind: Kind<T>, options: ListOptions = {}) {
    this.#threads = threads;
    this.#client = client;
    this.kind = kind;
    this.#options = options;
  }

  /** Begins to follow; a second call does nothing. */
  start(): this {
    if (!this.#started) {
      this.#started = true;
      this.#threads.thread(`${this.kind.plural} informer`, this.#follow());
    }
    return this;
  }

  /** The first list has arrived. */
  get synced(): boolean {
    return this.#synced;
  }

  get whenSynced(): Wait<void> {
    return {
      what: `${this.kind.plural} listed`,
      begin: (wake) => {
        if (!this.#synced) return this.#onSynced.next().begin(wake);
        wake();
        return () => {};
      },
    };
  }

  get size(): number {
    return this.#objects.size;
  }

  /** `namespace/name`, or `name` for cluster-scoped objects. */
  get(key: string): T | undefined {
    return this.#objects.get(key);
  }

  list(): T[] {
    return [...this.#objects.values()];
  }

  values(): IterableIterator<T> {
    return this.#objects.values();
  }

  inNamespace(namespace: string): readonly T[] {
    this.#byNamespace ??= this.index((object) => [object.metadata.namespace ?? '']);
    return this.#byNamespace(namespace);
  }

  /** Keeps objects findable by what `values` says of them. */
  index(values: (object: T) => readonly string[]): Index<T> {
    const table = new IndexTable(values);
    for (const [key, object] of this.#objects) table.replace(key, object, undefined);
    this.#indexes.push(table);
    return (value) => table.find(value);
  }

  /** Objects that are there already are told at once, as new. */
  onChange(notice: Notice<T>): void {
    this.#notices.push(notice);
    for (const object of this.#objects.values()) notice(object, undefined);
  }

  *#follow(): Task<void> {
    const { simulation } = this.#threads;
    let pause = FIRST_PAUSE;
    for (;;) {
      const begun = simulation.now;
      try {
        if (this.#version === '') yield* this.#relist();
        yield* this.#watch();
      } catch (error) {
        if (error instanceof StatusError) this.#version = '';
        else if (!(error instanceof ConnectionError)) throw error;
      }
      // The back-off starts afresh after two quiet minutes.
      if (simulation.now - begun > 120_000) pause = FIRST_PAUSE;
      yield* wait(delay(simulation, pause * (1 + simulation.random.fraction()), `${this.kind.plural} back-off`));
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }

  *#relist(): Task<void> {
    const list = yield* this.#client.list(this.kind, this.#options);
    const gone = new Set(this.#objects.keys());
    for (const object of list.items) {
      gone.delete(keyOf(object));
      this.#put(object);
    }
    for (const key of gone) this.#remove(key);
    this.#version = list.metadata.resourceVersion;
    if (!this.#synced) {
      this.#synced = true;
      this.#onSynced.emit();
    }
  }

  *#watch(): Task<void> {
    const channel = yield* this.#client.watch(this.kind, { ...this.#options, resourceVersion: this.#version });
    try {
      for (;;) {
        const event = yield* wait(channel.receive(`${this.kind.plural} event`));
        if (!event) return;
        this.#apply(event);
      }
    } finally {
      channel.abandon();
    }
  }

  #apply(event: WatchEvent<T>): void {
    switch (event.type) {
      case 'ADDED':
      case 'MODIFIED':
        this.#put(event.object);
        break;
      case 'DELETED':
        this.#remove(keyOf(event.object), event.object);
        break;
      case 'BOOKMARK':
        break;
      case 'ERROR':
        throw new StatusError(event.object as unknown as Status);
    }
    this.#version = event.object.metadata.resourceVersion;
  }

  #put(object: T): void {
    const key = keyOf(object);
    const old = this.#objects.get(key);
    if (old?.metadata.resourceVersion === object.metadata.resourceVersion) return;
    // A name taken again by another object while nobody looked: the first one was deleted.
    if (old && old.metadata.uid !== object.metadata.uid) this.#remove(key);
    const replaced = this.#objects.get(key);
    this.#objects.set(key, object);
    for (const table of this.#indexes) table.replace(key, object, replaced);
    for (const notice of this.#notices) notice(object, replaced);
  }

  #remove(key: string, last?: T): void {
    const old = this.#objects.get(key);
    if (!old) return;
    this.#objects.delete(key);
    for (const table of this.#indexes) table.replace(key, undefined, old);
    for (const notice of this.#notices) notice(undefined, last ?? old);
  }
}

class IndexTable<T> {
  readonly #values: (object: T) => readonly string[];
  readonly #table = new Map<string, Map<string, T>>();
  /** Answers already given; a change of their value forgets them. */
  readonly #answers = new Map<string, readonly T[]>();

  constructor(values: (object: T) => readonly string[]) {
    this.#values = values;
  }

  find(value: string): readonly T[] {
    let answer = this.#answers.get(value);
    if (!answer) {
      answer = [...(this.#table.get(value)?.values() ?? [])];
      if (answer.length > 0) this.#answers.set(value, answer);
    }
    return answer;
  }

  replace(key: string, object: T | undefined, old: T | undefined): void {
    const now = object ? this.#values(object) : [];
    if (old) {
      for (const value of this.#values(old)) {
        if (now.includes(value)) continue;
        const row = this.#table.get(value);
        row?.delete(key);
        if (row?.size === 0) this.#table.delete(value);
        this.#answers.delete(value);
      }
    }
    for (const value of now) {
      const row = this.#table.get(value) ?? new Map<string, T>();
      this.#table.set(value, row.set(key, object as T));
      this.#answers.delete(value);
    }
  }
}

/** The informers of one process, one per kind, shared by all who ask. */
export class Informers {
  readonly #threads: Threads;
  readonly #client: KubeClient;
  readonly #byKind = new Map<string, unknown>();

  constructor(threads: Threads, client: KubeClient) {
    this.#threads = threads;
    this.#client = client;
  }

  of<T extends KubeObject>(kind: Kind<T>): Informer<T> {
    const name = `${kind.group}/${kind.plural}`;
    let informer = this.#byKind.get(name) as Informer<T> | undefined;
    if (!informer) {
      informer = new Informer(this.#threads, this.#client, kind).start();
      this.#byKind.set(name, informer);
    }
    return informer;
  }

  /** Waits until everything asked for so far has been listed once. */
  *synced(): Task<void> {
    for (const informer of this.#byKind.values()) yield* wait((informer as Informer<KubeObject>).whenSynced);
  }
}
