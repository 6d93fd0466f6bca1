// One of several equal processes leads: the one whose name is in the Lease, as long as it renews it. Others take
// over when the lease has not been renewed for 15 s. Models client-go's tools/leaderelection.

import { formatMicroTime } from '../../base/duration.ts';
import type { Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { delay } from '../../sim/waits.ts';
import { LEASE } from '../objects/lease.ts';
import type { Lease } from '../objects/types/node.ts';
import { ConnectionError, type KubeClient, StatusError } from './client.ts';

export interface Election {
  readonly namespace: string;
  readonly name: string;
  /** `controlplane_5c9c…`: who we are. */
  readonly identity: string;
  readonly leaseDuration: Millis;
  readonly renewDeadline: Millis;
  readonly retryPeriod: Millis;
}

export const ELECTION_DEFAULTS = { leaseDuration: 15_000, renewDeadline: 10_000, retryPeriod: 2_000 } as const;

const JITTER = 1.2;

export class LeaderElection {
  readonly #threads: Threads;
  readonly #client: KubeClient;
  readonly #election: Election;
  readonly #failed: (error: StatusError | ConnectionError) => void;
  /** What the server showed last, and when we saw it change. */
  #seen: { readonly lease: Lease; readonly at: Millis } | undefined;

  /** `failed` is told why the lease could not be read or written. */
  constructor(
    threads: Threads,
    client: KubeClient,
    election: Election,
    failed: (error: StatusError | ConnectionError) => void,
  ) {
    this.#threads = threads;
    this.#client = client;
    this.#election = election;
    this.#failed = failed;
  }

  /** Waits until we lead. Gives the lease. */
  *acquire(): Task<Lease> {
    const { simulation } = this.#threads;
    const { retryPeriod } = this.#election;
    for (;;) {
      if (yield* this.#tryToHold()) return this.#seen!.lease;
      const pause = retryPeriod * (1 + JITTER * simulation.random.fraction());
      yield* wait(delay(simulation, pause, 'leader election'));
    }
  }

  /** Renews until that has failed for too long; returning means somebody else may lead now. */
  *hold(): Task<void> {
    const { simulation } = this.#threads;
    const { retryPeriod, renewDeadline } = this.#election;
    let renewed = simulation.now;
    while (simulation.now - renewed < renewDeadline) {
      yield* wait(delay(simulation, retryPeriod, 'lease renewal'));
      if (yield* this.#tryToHold()) renewed = simulation.now;
    }
  }

  *#tryToHold(): Task<boolean> {
    const { name, namespace, identity } = this.#election;
    try {
      // A leader writes without looking first.
      if (this.#seen?.lease.spec.holderIdentity === identity) {
        try {
          yield* this.#write(this.#seen.lease);
          return true;
        } catch (error) {
          if (!(error instanceof StatusError)) throw error;
        }
      }
      const lease = yield* this.#read();
      if (!lease) {
        const spec = this.#spec(undefined);
        this.#saw(yield* this.#client.create(LEASE, { metadata: { name, namespace }, spec }, namespace));
        return true;
      }
      this.#saw(lease);
      if (lease.spec.holderIdentity && lease.spec.holderIdentity !== identity && !this.#isExpired()) return false;
      yield* this.#write(lease);
      return true;
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
      this.#failed(error);
      return false;
    }
  }

  *#read(): Task<Lease | undefined> {
    try {
      return yield* this.#client.get(LEASE, this.#election.name, this.#election.namespace);
    } catch (error) {
      if (error instanceof StatusError && error.reason === 'NotFound') return undefined;
      throw error;
    }
  }

  *#write(lease: Lease): Task<void> {
    this.#saw(yield* this.#client.update(LEASE, { ...lease, spec: this.#spec(lease) }));
  }

  #saw(lease: Lease): void {
    if (this.#seen?.lease.metadata.resourceVersion === lease.metadata.resourceVersion) return;
    this.#seen = { lease, at: this.#threads.simulation.now };
  }

  /** By our own clock, since we saw the last renewal: clocks of other machines prove nothing. */
  #isExpired(): boolean {
    const { simulation } = this.#threads;
    return this.#seen !== undefined && simulation.now - this.#seen.at > this.#election.leaseDuration;
  }

  #spec(old: Lease | undefined): Lease['spec'] {
    const { simulation } = this.#threads;
    const { identity, leaseDuration } = this.#election;
    const now = formatMicroTime(simulation.epoch + simulation.now);
    const ours = old?.spec.holderIdentity === identity;
    return {
      acquireTime: ours ? old?.spec.acquireTime : now,
      holderIdentity: identity,
      leaseDurationSeconds: leaseDuration / 1_000,
      leaseTransitions: (old?.spec.leaseTransitions ?? 0) + (old && !ours ? 1 : 0),
      renewTime: now,
    };
  }
}
