// ConfigMaps and Secrets that pods of this node use, each followed by a watch of its own, as the real
// kubelet does; the API server shows a node no others.

import type { Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { delay, first } from '../../sim/waits.ts';
import type { KubeClient } from '../client/client.ts';
import { Informer } from '../client/informer.ts';
import type { Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';

/** Nobody answered; the object may exist. */
export class NotSynced extends Error {
  override readonly name = 'NotSynced';
}

const PATIENCE: Millis = 1_000;

export class ObjectCache<T extends KubeObject> {
  readonly #threads: Threads;
  readonly #client: KubeClient;
  readonly #kind: Kind<T>;
  readonly #changed: (namespace: string, name: string) => void;
  readonly #followed = new Map<string, Informer<T>>();

  constructor(threads: Threads, client: KubeClient, kind: Kind<T>, changed: (namespace: string, name: string) => void) {
    this.#threads = threads;
    this.#client = client;
    this.#kind = kind;
    this.#changed = changed;
  }

  /** undefined: there is none. Throws NotSynced. */
  *get(namespace: string, name: string): Task<T | undefined> {
    const key = `${namespace}/${name}`;
    let informer = this.#followed.get(key);
    if (!informer) {
      informer = new Informer(this.#threads, this.#client, this.#kind, {
        namespace,
        fieldSelector: `metadata.name=${name}`,
      });
      this.#followed.set(key, informer);
      informer.onChange((_, old) => {
        if (old) this.#changed(namespace, name);
      });
      informer.start();
    }
    if (!informer.synced) {
      const timeout = delay(this.#threads.simulation, PATIENCE, key);
      const winner = yield* wait(first({ synced: informer.whenSynced, timeout }));
      if (winner.name === 'timeout') {
        throw new NotSynced(`failed to sync ${this.#kind.singular} cache: timed out waiting for the condition`);
      }
    }
    return informer.get(key);
  }
}
