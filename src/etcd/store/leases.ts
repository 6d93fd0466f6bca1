// Leases: keys that vanish unless somebody keeps them alive. Whoever runs the store calls `expire` now
// and then, as etcd's lessor does; a store at rest expires nothing, and a restarted one renews them all.

import type { Millis, Simulation } from '../../sim/simulation.ts';
import { type KeyValueStore, StoreError } from './store.ts';

export interface Lease {
  /** Hexadecimal, as etcdctl prints it: `32698f3a1c2d4e05`. */
  readonly id: string;
  /** Seconds. */
  readonly ttl: number;
  readonly expires: Millis;
  readonly keys: ReadonlySet<string>;
}

/** A store whose keys may be bound to leases. */
export interface LeasingStore extends KeyValueStore {
  /** Seconds. */
  grantLease(ttl: number): Lease;
}

interface Granted extends Lease {
  expires: Millis;
  readonly keys: Set<string>;
}

export class Leases {
  readonly #simulation: Simulation;
  readonly #remove: (keys: readonly string[]) => void;
  readonly #granted = new Map<string, Granted>();

  /** `remove` deletes the keys of a lease that ended. */
  constructor(simulation: Simulation, remove: (keys: readonly string[]) => void) {
    this.#simulation = simulation;
    this.#remove = remove;
  }

  get all(): readonly Lease[] {
    return [...this.#granted.values()];
  }

  get(id: string): Lease | undefined {
    return this.#granted.get(id);
  }

  grant(ttl: number, id = this.#newId()): Lease {
    if (this.#granted.has(id)) throw new StoreError('etcdserver: lease already exists');
    const lease: Granted = { id, ttl, expires: this.#simulation.now + ttl * 1000, keys: new Set() };
    this.#granted.set(id, lease);
    return lease;
  }

  keepAlive(id: string): Lease {
    const lease = this.#existing(id);
    lease.expires = this.#simulation.now + lease.ttl * 1000;
    return lease;
  }

  revoke(id: string): void {
    const lease = this.#existing(id);
    this.#granted.delete(id);
    if (lease.keys.size > 0) this.#remove([...lease.keys].sort());
  }

  /** When the next lease ends, if any. */
  get due(): Millis | undefined {
    let due: Millis | undefined;
    for (const { expires } of this.#granted.values()) if (due === undefined || expires < due) due = expires;
    return due;
  }

  expire(): void {
    for (const lease of this.all) if (lease.expires <= this.#simulation.now) this.revoke(lease.id);
  }

  /** For the store: `key` was written with the lease. */
  attach(id: string, key: string): void {
    this.#granted.get(id)?.keys.add(key);
  }

  detach(id: string, key: string): void {
    this.#granted.get(id)?.keys.delete(key);
  }

  #existing(id: string): Granted {
    const lease = this.#granted.get(id);
    if (!lease) throw new StoreError('etcdserver: requested lease not found');
    return lease;
  }

  #newId(): string {
    return `32${this.#simulation.random.text(14, '0123456789abcdef')}`;
  }
}
