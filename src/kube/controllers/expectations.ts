// What a controller has done and its cache does not show yet. Until it does, counting pods in the cache would
// count wrongly: ten replicas wanted, ten created, three of them seen → seven more. Models
// ControllerExpectations, but knows the very objects instead of numbers, so nothing can be counted twice.

import type { Millis, Simulation } from '../../sim/simulation.ts';
import type { Informer } from '../client/informer.ts';
import { keyOf } from '../client/paths.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import type { ObjectKey } from './controller.ts';

/** Something was lost; better to look at the cache as it is. */
const EXPIRES: Millis = 300_000;

export class Expectations<T extends KubeObject> {
  readonly #simulation: Simulation;
  readonly #informer: Informer<T>;
  readonly #byOwner = new Map<ObjectKey, { readonly uids: Set<string>; since: Millis }>();
  readonly #owners = new Map<string, ObjectKey>();

  constructor(simulation: Simulation, informer: Informer<T>) {
    this.#simulation = simulation;
    this.#informer = informer;
    informer.onChange((object, old) => {
      const uid = (object ?? old)!.metadata.uid;
      if (!object || object.metadata.deletionTimestamp) this.#seen(`-${uid}`);
      this.#seen(`+${uid}`);
    });
  }

  created(owner: ObjectKey, object: T): void {
    if (this.#informer.get(keyOf(object))?.metadata.uid !== object.metadata.uid)
      this.#expect(owner, `+${object.metadata.uid}`);
  }

  deleted(owner: ObjectKey, object: T): void {
    const cached = this.#informer.get(keyOf(object));
    if (cached?.metadata.uid === object.metadata.uid && !cached.metadata.deletionTimestamp)
      this.#expect(owner, `-${object.metadata.uid}`);
  }

  /** The cache shows everything this controller did for `owner`. */
  met(owner: ObjectKey): boolean {
    const expected = this.#byOwner.get(owner);
    return !expected || this.#simulation.now - expected.since > EXPIRES;
  }

  forget(owner: ObjectKey): void {
    for (const uid of this.#byOwner.get(owner)?.uids ?? []) this.#owners.delete(uid);
    this.#byOwner.delete(owner);
  }

  #expect(owner: ObjectKey, uid: string): void {
    const expected = this.#byOwner.get(owner) ?? { uids: new Set<string>(), since: 0 };
    expected.uids.add(uid);
    expected.since = this.#simulation.now;
    this.#byOwner.set(owner, expected);
    this.#owners.set(uid, owner);
  }

  #seen(uid: string): void {
    const owner = this.#owners.get(uid);
    if (owner === undefined) return;
    this.#owners.delete(uid);
    const expected = this.#byOwner.get(owner);
    expected?.uids.delete(uid);
    if (expected?.uids.size === 0) this.#byOwner.delete(owner);
  }
}
