// The store itself: every key keeps its versions since the last compaction, so a range or a watch can look
// back to any revision that is still there.
//
//   put a=1        revision 2   a: [2 "1"]
//   put a=2        revision 3   a: [2 "1", 3 "2"]
//   delete a       revision 4   a: [2 "1", 3 "2", 4 deleted]     range a at 3 → "2"; range a → nothing
//   compact to 3                a: [3 "2", 4 deleted]            range a at 2 → compacted
//   compact to 4                (a forgotten)

import type { Cancel, Simulation } from '../../sim/simulation.ts';
import { KeyIndex } from './key-index.ts';
import { type Lease, Leases, type LeasingStore } from './leases.ts';
import type {
  Committed,
  Compare,
  KeyValue,
  Operation,
  OperationResult,
  RangeQuery,
  RangeResult,
  Revision,
  StoreEvent,
  Transaction,
} from './store.ts';
import { StoreError } from './store.ts';

/** One change of one key; `keyValue` undefined: it was deleted. */
export interface Version {
  readonly revision: Revision;
  readonly keyValue: KeyValue | undefined;
}

/** Everything a store is, for a snapshot and for the way back. */
export interface StoreContent {
  readonly revision: Revision;
  readonly compactedRevision: Revision;
  /** Versions of each key, oldest first; keys in order. */
  readonly keys: Iterable<readonly [key: string, versions: readonly Version[]]>;
  readonly leases: readonly Lease[];
}

interface Watcher {
  readonly key: string;
  readonly end: string | undefined;
  /** Only commits above this one are its business. */
  readonly after: Revision;
  readonly notice: (events: readonly StoreEvent[]) => void;
}

/** kubeadm leaves etcd's default. */
const DEFAULT_QUOTA = 2 * 2 ** 30;

export class Mvcc implements LeasingStore {
  readonly leases: Leases;
  /** Bytes of keys and values above which commits are refused. */
  quota = DEFAULT_QUOTA;
  readonly #simulation: Simulation;
  readonly #index = new KeyIndex();
  readonly #versions = new Map<string, Version[]>();
  /** Keys that a compaction could shorten. */
  readonly #compactable = new Set<string>();
  readonly #watchers = new Set<Watcher>();
  #revision: Revision = 1;
  #compacted: Revision = 0;
  #size = 0;

  constructor(simulation: Simulation, content?: StoreContent) {
    this.#simulation = simulation;
    this.leases = new Leases(simulation, (keys) => {
      this.commit({ compares: [], success: keys.map((key) => ({ type: 'delete', key })), failure: [] });
    });
    if (!content) return;
    this.#revision = content.revision;
    this.#compacted = content.compactedRevision;
    for (const lease of content.leases) this.leases.grant(lease.ttl, lease.id);
    for (const [key, versions] of content.keys) {
      this.#versions.set(key, [...versions]);
      this.#index.add(key);
      if (versions.length > 1 || !versions[0].keyValue) this.#compactable.add(key);
      for (const version of versions) this.#size += sizeOf(key, version);
      const last = versions.at(-1)?.keyValue;
      if (last?.lease !== undefined) this.leases.attach(last.lease, key);
    }
  }

  get revision(): Revision {
    return this.#revision;
  }

  get compactedRevision(): Revision {
    return this.#compacted;
  }

  /** Bytes of keys and values, history included. */
  get size(): number {
    return this.#size;
  }

  get content(): StoreContent {
    return {
      revision: this.#revision,
      compactedRevision: this.#compacted,
      keys: [...this.#index.between('', '\0')].map((key) => [key, this.#versions.get(key)!] as const),
      leases: this.leases.all,
    };
  }

  range(query: RangeQuery): RangeResult {
    const at = query.revision || this.#revision;
    if (at > this.#revision) throw new StoreError('etcdserver: mvcc: required revision is a future revision');
    if (at < this.#compacted) throw new StoreError('etcdserver: mvcc: required revision has been compacted');
    const keyValues: KeyValue[] = [];
    const limit = query.limit || Number.POSITIVE_INFINITY;
    let count = 0;
    for (const key of this.#keys(query.key, query.end)) {
      const found = versionAt(this.#versions.get(key)!, at)?.keyValue;
      if (!found) continue;
      count++;
      if (!query.countOnly && keyValues.length < limit)
        keyValues.push(query.keysOnly ? { ...found, value: '' } : found);
    }
    return { revision: this.#revision, keyValues, more: !query.countOnly && count > keyValues.length, count };
  }

  commit(transaction: Transaction): Committed {
    const succeeded = transaction.compares.every((compare) => this.#holds(compare));
    const operations = succeeded ? transaction.success : transaction.failure;
    this.#check(operations);
    const revision = this.#revision + 1;
    const events: StoreEvent[] = [];
    const results: OperationResult[] = [];
    for (const operation of operations) results.push(this.#apply(operation, revision, events));
    if (events.length > 0) {
      this.#revision = revision;
      this.#simulation.trace.note(`etcd ${revision} ${events[0].type} ${events[0].keyValue.key}`);
      this.#publish(revision, events);
    }
    return { succeeded, revision: this.#revision, results };
  }

  watch(
    from: { readonly key: string; readonly end?: string },
    after: Revision,
    notice: (events: readonly StoreEvent[]) => void,
  ): Cancel {
    if (after > 0 && after < this.#compacted) {
      throw new StoreError('etcdserver: mvcc: required revision has been compacted');
    }
    const watcher: Watcher = { ...from, end: from.end, after: Math.max(after, this.#revision), notice };
    this.#watchers.add(watcher);
    if (after > 0 && after < this.#revision) {
      const missed = this.#eventsAfter(after, from.key, from.end);
      if (missed.length > 0) {
        this.#simulation.schedule(0, 'etcd watch catches up', () => {
          for (const events of missed) if (this.#watchers.has(watcher)) notice(events);
        });
      }
    }
    return () => this.#watchers.delete(watcher);
  }

  compact(upTo: Revision): void {
    if (upTo > this.#revision) throw new StoreError('etcdserver: mvcc: required revision is a future revision');
    if (upTo <= this.#compacted) throw new StoreError('etcdserver: mvcc: required revision has been compacted');
    this.#compacted = upTo;
    for (const key of this.#compactable) this.#compactKey(key, upTo);
  }

  /** Gives a lease for `put`; `ttl` in seconds. */
  grantLease(ttl: number): Lease {
    return this.leases.grant(ttl);
  }

  /** Keys of a range; undefined `end` means the key alone. */
  #keys(key: string, end: string | undefined): Iterable<string> {
    if (end === undefined) return this.#versions.has(key) ? [key] : [];
    return this.#index.between(key, end);
  }

  #current(key: string): KeyValue | undefined {
    return this.#versions.get(key)?.at(-1)?.keyValue;
  }

  #holds(compare: Compare): boolean {
    const current = this.#current(compare.key);
    if (compare.target === 'value' && !current) return false;
    const actual = {
      version: current?.version ?? 0,
      create: current?.createRevision ?? 0,
      mod: current?.modRevision ?? 0,
      value: current?.value ?? '',
    }[compare.target];
    switch (compare.result) {
      case '=':
        return actual === compare.value;
      case '!=':
        return actual !== compare.value;
      case '<':
        return actual < compare.value;
      case '>':
        return actual > compare.value;
    }
  }

  #check(operations: readonly Operation[]): void {
    const put = new Set<string>();
    let more = 0;
    for (const operation of operations) {
      if (operation.type !== 'put') continue;
      if (put.has(operation.key)) throw new StoreError('etcdserver: duplicate key given in txn request');
      put.add(operation.key);
      if (operation.lease !== undefined && !this.leases.get(operation.lease)) {
        throw new StoreError('etcdserver: requested lease not found');
      }
      more += operation.key.length + operation.value.length;
    }
    if (more > 0 && this.#size + more > this.quota) {
      throw new StoreError('etcdserver: mvcc: database space exceeded');
    }
  }

  #apply(operation: Operation, revision: Revision, events: StoreEvent[]): OperationResult {
    switch (operation.type) {
      case 'put': {
        const previous = this.#current(operation.key);
        const keyValue: KeyValue = {
          key: operation.key,
          value: operation.value,
          createRevision: previous?.createRevision ?? revision,
          modRevision: revision,
          version: (previous?.version ?? 0) + 1,
          lease: operation.lease,
        };
        if (previous?.lease !== undefined) this.leases.detach(previous.lease, operation.key);
        if (operation.lease !== undefined) this.leases.attach(operation.lease, operation.key);
        this.#record(operation.key, { revision, keyValue });
        events.push({ type: 'put', keyValue, previous });
        return { type: 'put', previous };
      }
      case 'delete': {
        const deleted: KeyValue[] = [];
        for (const key of [...this.#keys(operation.key, operation.end)]) {
          const previous = this.#current(key);
          if (!previous) continue;
          deleted.push(previous);
          if (previous.lease !== undefined) this.leases.detach(previous.lease, key);
          this.#record(key, { revision, keyValue: undefined });
          events.push({ type: 'delete', keyValue: tombstone(key, revision), previous });
        }
        return { type: 'delete', deleted };
      }
      case 'range': {
        // Sees what the transaction has written so far.
        const before = this.#revision;
        if (events.length > 0) this.#revision = revision;
        const range = this.range(operation.query);
        this.#revision = before;
        return { type: 'range', range };
      }
    }
  }

  #record(key: string, version: Version): void {
    const versions = this.#versions.get(key);
    if (versions) {
      versions.push(version);
      this.#compactable.add(key);
    } else {
      this.#versions.set(key, [version]);
      this.#index.add(key);
    }
    this.#size += sizeOf(key, version);
  }

  #publish(revision: Revision, events: readonly StoreEvent[]): void {
    if (this.#watchers.size === 0) return;
    this.#simulation.schedule(0, 'etcd watch', () => {
      for (const watcher of [...this.#watchers]) {
        if (revision <= watcher.after || !this.#watchers.has(watcher)) continue;
        const seen = events.filter((event) => within(event.keyValue.key, watcher.key, watcher.end));
        if (seen.length > 0) watcher.notice(seen);
      }
    });
  }

  /** What happened in a range since a revision, one list per commit, in order. */
  #eventsAfter(after: Revision, from: string, end: string | undefined): StoreEvent[][] {
    const byRevision = new Map<Revision, StoreEvent[]>();
    for (const key of this.#keys(from, end)) {
      const versions = this.#versions.get(key)!;
      for (let at = versions.length - 1; at >= 0 && versions[at].revision > after; at--) {
        const { revision, keyValue } = versions[at];
        const events = byRevision.get(revision) ?? [];
        byRevision.set(revision, events);
        events.push({
          type: keyValue ? 'put' : 'delete',
          keyValue: keyValue ?? tombstone(key, revision),
          previous: versions[at - 1]?.keyValue,
        });
      }
    }
    return [...byRevision].sort(([a], [b]) => a - b).map(([, events]) => events);
  }

  #compactKey(key: string, upTo: Revision): void {
    const versions = this.#versions.get(key)!;
    let keep = versions.length - 1;
    while (keep > 0 && versions[keep].revision > upTo) keep--;
    // What stands at `upTo` must stay readable, unless it is a deletion.
    if (versions[keep].revision <= upTo && !versions[keep].keyValue) keep++;
    for (let at = 0; at < keep; at++) this.#size -= sizeOf(key, versions[at]);
    versions.splice(0, keep);
    if (versions.length === 0) {
      this.#versions.delete(key);
      this.#index.delete(key);
    }
    if (versions.length === 0 || (versions.length === 1 && versions[0].keyValue)) this.#compactable.delete(key);
  }
}

function versionAt(versions: readonly Version[], at: Revision): Version | undefined {
  for (let place = versions.length - 1; place >= 0; place--) {
    if (versions[place].revision <= at) return versions[place];
  }
  return undefined;
}

const tombstone = (key: string, revision: Revision): KeyValue => ({
  key,
  value: '',
  createRevision: 0,
  modRevision: revision,
  version: 0,
  lease: undefined,
});

const sizeOf = (key: string, version: Version): number => key.length + (version.keyValue?.value.length ?? 0);

const within = (key: string, from: string, end: string | undefined): boolean =>
  end === undefined ? key === from : key >= from && (end === '\0' || key < end);
