// Events live for an hour. Each is bound to an etcd lease; events of the same minute share one, so that
// etcd does not keep a lease per event. Models apiserver/pkg/storage/etcd3/lease_manager.go.

import type { LeasingStore } from '../../etcd/store/leases.ts';
import type { Millis, Simulation } from '../../sim/simulation.ts';

const SHARED_SECONDS = 60;
const MOST_OBJECTS = 1000;

export class EventLeases {
  readonly #simulation: Simulation;
  readonly #store: LeasingStore;
  readonly #ttl: number;
  #lease: { readonly id: string; readonly until: Millis; objects: number } | undefined;

  constructor(simulation: Simulation, store: LeasingStore, ttlSeconds: number) {
    this.#simulation = simulation;
    this.#store = store;
    this.#ttl = ttlSeconds;
  }

  /** The lease for one more object. */
  current(): string {
    const { now } = this.#simulation;
    if (!this.#lease || now >= this.#lease.until || this.#lease.objects >= MOST_OBJECTS) {
      const { id } = this.#store.grantLease(this.#ttl + SHARED_SECONDS);
      this.#lease = { id, until: now + SHARED_SECONDS * 1000, objects: 0 };
    }
    this.#lease.objects++;
    return this.#lease.id;
  }
}
