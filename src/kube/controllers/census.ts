// The pods of an owner, put together by what counts: all running, ready pods with the same labels are one group.
// Kept change by change. A set of a thousand pods is then a handful of groups, and looking at it after each of
// a thousand changes costs a thousand looks, not a million.
//
//   900 × {Running, ready since 09:00:12}, 100 × {Pending}   → two groups

import type { Informer } from '../client/informer.ts';
import { controllerOf } from '../objects/owners.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import type { Pod } from '../objects/types/pod.ts';
import { conditionOf } from './pods.ts';

/** `count` pods that no replica count can tell from `pod`. */
export interface Alike {
  readonly pod: Pod;
  readonly count: number;
}

interface Group {
  pod: Pod;
  count: number;
  readonly owner: string;
  readonly signature: string;
}

export class Census {
  readonly #byOwner = new Map<string, Map<string, Group>>();
  readonly #byPod = new Map<string, Group>();

  constructor(pods: Informer<Pod>) {
    pods.onChange((pod, old) => {
      if (old) this.#leave(old.metadata.uid);
      if (pod) this.#join(pod);
    });
  }

  /** As of now; owned by their reference, whatever their labels. */
  of(owner: KubeObject): readonly Alike[] {
    const groups = this.#byOwner.get(owner.metadata.uid)?.values() ?? [];
    return [...groups].map(({ pod, count }) => ({ pod, count }));
  }

  #join(pod: Pod): void {
    const owner = controllerOf(pod)?.uid;
    if (owner === undefined) return;
    const groups = this.#byOwner.get(owner) ?? new Map<string, Group>();
    this.#byOwner.set(owner, groups);
    const signature = signatureOf(pod);
    const group = groups.get(signature) ?? { pod, count: 0, owner, signature };
    group.pod = pod;
    group.count++;
    groups.set(signature, group);
    this.#byPod.set(pod.metadata.uid, group);
  }

  #leave(uid: string): void {
    const group = this.#byPod.get(uid);
    if (!group) return;
    this.#byPod.delete(uid);
    if (--group.count > 0) return;
    const groups = this.#byOwner.get(group.owner)!;
    groups.delete(group.signature);
    if (groups.size === 0) this.#byOwner.delete(group.owner);
  }
}

/** Equal for pods that every count treats alike. */
function signatureOf({ metadata, status }: Pod): string {
  const ready = conditionOf({ status }, 'Ready');
  const isGoing = metadata.deletionTimestamp !== undefined;
  const since = ready?.status === 'True' ? ready.lastTransitionTime : ready?.status;
  return `${status.phase} ${isGoing} ${since} ${JSON.stringify(metadata.labels)}`;
}
