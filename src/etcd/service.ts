// What an etcd server offers to a client behind a connection: the store's calls, and a few about the
// member itself. The token is what listeners and dialers agree on.

import type { LeasingStore } from './store/leases.ts';

export interface EtcdService extends LeasingStore {
  /** The whole database as text, for `snapshot save`. */
  snapshot(): string;
  readonly version: string;
}

/** An application token in the sense of linux/net: its name, and the type of the server's side. */
export const ETCD: { readonly name: string; readonly service?: EtcdService } = { name: 'etcd' };
