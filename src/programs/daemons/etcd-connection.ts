// The API server's way to etcd: dials, dials again when the connection breaks, and until then says what
// gRPC says. To the server it is simply a store.

import { ETCD, type EtcdService } from '../../etcd/service.ts';
import type { Lease, LeasingStore } from '../../etcd/store/leases.ts';
import {
  type Committed,
  type RangeQuery,
  type RangeResult,
  type Revision,
  StoreError,
  type StoreEvent,
  type Transaction,
} from '../../etcd/store/store.ts';
import type { StoreConnection } from '../../kube/api/server.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Process } from '../../linux/host/process.ts';
import type { Connection } from '../../linux/net/stack.ts';
import { type TlsClient, TlsError } from '../../linux/net/tls.ts';
import type { Cancel, Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay, first, Signal } from '../../sim/waits.ts';
import { goSystemError } from './go-errors.ts';

const RETRY_PERIOD: Millis = 1_000;
/** A cut way closes no connection; this is how often somebody looks. */
const CHECK_PERIOD: Millis = 10_000;
const DIAL_PATIENCE: Millis = 5_000;

export interface EtcdEndpoint {
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
}

export class EtcdConnection implements LeasingStore, StoreConnection {
  readonly #process: Process;
  readonly #endpoints: readonly EtcdEndpoint[];
  readonly #tls: TlsClient;
  readonly #changed = new Signal();
  #connection: Connection | undefined;
  #service: EtcdService | undefined;
  #reason = '';

  constructor(process: Process, endpoints: readonly EtcdEndpoint[], tls: TlsClient) {
    this.#process = process;
    this.#endpoints = endpoints;
    this.#tls = tls;
  }

  get reachable(): boolean {
    return this.#connection?.open ?? false;
  }

  *await(patience: Millis): Task<boolean> {
    if (!this.reachable) {
      const { simulation } = this.#process;
      yield* wait(first({ connected: this.#changed.next('etcd'), enough: delay(simulation, patience, 'etcd away') }));
    }
    return this.reachable;
  }

  /** Keeps a connection for as long as the process lives. `failed` hears of every dial that went wrong. */
  *keep(connected: () => void, failed: (endpoint: EtcdEndpoint, error: string) => void): Task<void> {
    const { simulation } = this.#process;
    for (;;) {
      const endpoint = yield* this.#dial(failed);
      if (!endpoint) {
        yield* wait(delay(simulation, RETRY_PERIOD, 'dial etcd'));
        continue;
      }
      connected();
      this.#changed.emit();
      while (this.reachable) {
        yield* wait(
          first({ closed: this.#changed.next('etcd'), look: delay(simulation, CHECK_PERIOD, 'etcd still there') }),
        );
      }
      this.#reason = `dial tcp ${endpoint.address}:${endpoint.port}: connect: connection refused`;
      this.#connection?.close();
    }
  }

  get revision(): Revision {
    return this.#store.revision;
  }

  get compactedRevision(): Revision {
    return this.#store.compactedRevision;
  }

  range(query: RangeQuery): RangeResult {
    return this.#store.range(query);
  }

  commit(transaction: Transaction): Committed {
    return this.#store.commit(transaction);
  }

  watch(
    from: { readonly key: string; readonly end?: string },
    after: Revision,
    notice: (events: readonly StoreEvent[]) => void,
  ): Cancel {
    return this.#store.watch(from, after, notice);
  }

  compact(upTo: Revision): void {
    this.#store.compact(upTo);
  }

  grantLease(ttl: number): Lease {
    return this.#store.grantLease(ttl);
  }

  get #store(): EtcdService {
    if (!this.#service || !this.reachable) {
      const why = `connection error: desc = "transport: Error while dialing: ${this.#reason}"`;
      throw new StoreError(`rpc error: code = Unavailable desc = ${why}`);
    }
    return this.#service;
  }

  *#dial(failed: (endpoint: EtcdEndpoint, error: string) => void): Task<EtcdEndpoint | undefined> {
    for (const endpoint of this.#endpoints) {
      const { address, port, secure } = endpoint;
      try {
        const connection = yield* this.#process.network.connect(address, port, { patience: DIAL_PATIENCE });
        if (connection.secure !== secure) {
          connection.close();
          throw new TlsError(secure ? 'tls: first record does not look like a TLS handshake' : 'EOF');
        }
        const service = connection.speak(ETCD, secure ? this.#tls : undefined);
        if (!service) {
          connection.close();
          throw new TlsError('EOF');
        }
        this.#connection = connection;
        this.#service = service;
        connection.onClose(() => this.#changed.emit());
        return endpoint;
      } catch (error) {
        if (error instanceof SystemError) {
          this.#reason = `dial tcp ${address}:${port}: connect: ${goSystemError('', '', error)}`;
        } else if (error instanceof TlsError) this.#reason = error.message;
        else throw error;
        failed(endpoint, this.#reason);
      }
    }
    return undefined;
  }
}
