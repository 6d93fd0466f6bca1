// A controller makes what is into what should be, one key at a time. It is told names, never events:
// whatever happened, it looks at the present state and acts, so a missed event costs nothing.

import type { Millis } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import type { Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';

/** `namespace/name`, or `name` for cluster-scoped objects. */
export type ObjectKey = string;

/** Whose keys a change of an object of `kind` touches. `old` is what the cache held before, if anything. */
export interface Watch<T extends KubeObject = KubeObject> {
  readonly kind: Kind<T>;
  keys(object: T, old: T | undefined): readonly ObjectKey[];
}

export interface Controller {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: watches of different kinds stand in one list
  readonly watches: readonly Watch<any>[];
  /** `again`: call once more after that long, whatever happens. A thrown error means: again, with back-off. */
  reconcile(key: ObjectKey): Task<{ readonly again: Millis } | void>;
}
