// etcd's key-value store as its clients see it: one revision counter, ranges at a revision, transactions,
// watches from a revision. Models server/storage/mvcc. Values are text; keys compare by UTF-16 units,
// which for the keys used here is byte order.

import type { Cancel } from '../../sim/simulation.ts';

/** Counts commits that changed something; the first is 2, as an empty store is at 1. */
export type Revision = number;

export interface KeyValue {
  readonly key: string;
  readonly value: string;
  readonly createRevision: Revision;
  readonly modRevision: Revision;
  /** Number of changes since creation, 1 for a new key. */
  readonly version: number;
  readonly lease: string | undefined;
}

export interface RangeQuery {
  /** First key. With `end` undefined: only this key. */
  readonly key: string;
  /** First key not included; '\0' means to the end of all. */
  readonly end?: string;
  readonly revision?: Revision;
  readonly limit?: number;
  readonly keysOnly?: boolean;
  readonly countOnly?: boolean;
}

export interface RangeResult {
  readonly revision: Revision;
  readonly keyValues: readonly KeyValue[];
  /** More than `limit` would have matched. */
  readonly more: boolean;
  readonly count: number;
}

export interface Compare {
  readonly key: string;
  readonly target: 'version' | 'create' | 'mod' | 'value';
  readonly result: '=' | '!=' | '<' | '>';
  readonly value: number | string;
}

export type Operation =
  | { readonly type: 'put'; readonly key: string; readonly value: string; readonly lease?: string }
  | { readonly type: 'delete'; readonly key: string; readonly end?: string }
  | { readonly type: 'range'; readonly query: RangeQuery };

export interface Transaction {
  readonly compares: readonly Compare[];
  readonly success: readonly Operation[];
  readonly failure: readonly Operation[];
}

export type OperationResult =
  | { readonly type: 'put'; readonly previous: KeyValue | undefined }
  | { readonly type: 'delete'; readonly deleted: readonly KeyValue[] }
  | { readonly type: 'range'; readonly range: RangeResult };

export interface Committed {
  readonly succeeded: boolean;
  readonly revision: Revision;
  readonly results: readonly OperationResult[];
}

export interface StoreEvent {
  readonly type: 'put' | 'delete';
  readonly keyValue: KeyValue;
  readonly previous: KeyValue | undefined;
}

/** A refusal in etcd's words: `etcdserver: mvcc: required revision has been compacted`. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}

export interface KeyValueStore {
  readonly revision: Revision;
  readonly compactedRevision: Revision;
  /** Throws StoreError for a compacted or future revision. */
  range(query: RangeQuery): RangeResult;
  /** Throws StoreError when out of space. */
  commit(transaction: Transaction): Committed;
  /** Events after `after` (0: from now on). Delivered by the queue in batches of one commit, never inside the commit. Throws StoreError if compacted. */
  watch(
    from: { readonly key: string; readonly end?: string },
    after: Revision,
    notice: (events: readonly StoreEvent[]) => void,
  ): Cancel;
  compact(upTo: Revision): void;
}

/** The end of the range of all keys that begin with `prefix`: `/a/` → `/a0`. */
export const prefixEnd = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
