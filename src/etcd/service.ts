// What an etcd server offers to a client behind a connection: the store's calls, and a few about the
// member itself. The token is what listeners and dialers agree on.

import type { Lease } from './store/leases.ts';
import type { KeyValueStore } from './store/store.ts';

export interface EtcdService extends KeyValueStore {
  /** Seconds. */
  grantLease(ttl: number): Lease;
  /** The whole database as text, for `snapshot save`. */
  snapshot(): string;
  readonly version: string;
}

/** An application token in the sense of linux/net: its name, and the type of the server's side. */
export const ETCD: { readonly name: string; readonly service?: EtcdService } = { name: 'etcd' };
