// The objects a controller owns: found by owner, orphans that match its selector adopted, those that match no
// longer released. Models pkg/controller/controller_ref_manager.go.

import type { Task } from '../../sim/task.ts';
import { type KubeClient, StatusError } from '../client/client.ts';
import type { Index, Informer } from '../client/informer.ts';
import type { Kind } from '../objects/kind.ts';
import { controllerOf, controllerReference } from '../objects/owners.ts';
import { labelSelectorMatches } from '../objects/selectors.ts';
import type { KubeObject, LabelSelector } from '../objects/types/meta.ts';

export class Dependents<T extends KubeObject> {
  readonly #informer: Informer<T>;
  readonly #client: KubeClient;
  readonly #byOwner: Index<T>;

  constructor(informer: Informer<T>, client: KubeClient) {
    this.#informer = informer;
    this.#client = client;
    this.#byOwner = informer.index((object) => [
      controllerOf(object)?.uid ?? `orphans of ${object.metadata.namespace ?? ''}`,
    ]);
  }

  /** Owned already, adoption aside. */
  of(owner: KubeObject): readonly T[] {
    return this.#byOwner(owner.metadata.uid);
  }

  orphans(namespace: string): readonly T[] {
    return this.#byOwner(`orphans of ${namespace}`);
  }

  /** All that belong to `owner` now, after adopting and releasing. */
  *claim<O extends KubeObject>(owner: O, kind: Kind<O>, selector: LabelSelector): Task<readonly T[]> {
    const claimed: T[] = [];
    for (const object of this.of(owner)) {
      if (labelSelectorMatches(selector, object.metadata.labels)) claimed.push(object);
      else if (!owner.metadata.deletionTimestamp) yield* this.#release(object, owner);
    }
    if (owner.metadata.deletionTimestamp) return claimed;
    for (const object of this.orphans(owner.metadata.namespace ?? '')) {
      if (object.metadata.deletionTimestamp || !labelSelectorMatches(selector, object.metadata.labels)) continue;
      const adopted = yield* this.#adopt(object, controllerReference(owner, kind));
      if (adopted) claimed.push(adopted);
    }
    return claimed;
  }

  *#adopt(object: T, reference: unknown): Task<T | undefined> {
    return yield* this.#patch(object, { ownerReferences: [reference], uid: object.metadata.uid });
  }

  *#release(object: T, owner: KubeObject): Task<void> {
    const ownerReferences = [{ $patch: 'delete', uid: owner.metadata.uid }];
    yield* this.#patch(object, { ownerReferences, uid: object.metadata.uid });
  }

  /** Undefined: it went away meanwhile, or is another object by now. */
  *#patch(object: T, metadata: unknown): Task<T | undefined> {
    const { name, namespace } = object.metadata;
    const type = 'application/strategic-merge-patch+json';
    try {
      return yield* this.#client.patch(this.#informer.kind, name, namespace, type, { metadata });
    } catch (error) {
      if (error instanceof StatusError && (error.reason === 'NotFound' || error.reason === 'Invalid')) return undefined;
      throw error;
    }
  }
}
