// Where a pod's claims let it run. Claims that are bound hold it to the nodes their volumes reach; claims that wait
// for a consumer are promised volumes once a node is chosen, and the pod is bound only when they are bound too.
// Models the VolumeBinding plugin.

import { cloneJson } from '../../base/json.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { delay } from '../../sim/waits.ts';
import type { KubeClient } from '../client/client.ts';
import { referenceTo } from '../client/events.ts';
import type { Informers } from '../client/informer.ts';
import { PERSISTENT_VOLUME, PERSISTENT_VOLUME_CLAIM, STORAGE_CLASS } from '../objects/kinds.ts';
import type { Node } from '../objects/types/node.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim } from '../objects/types/storage.ts';
import {
  BOUND_BY_CONTROLLER,
  bestVolume,
  claimNames,
  classOf,
  isBound,
  reaches,
  SELECTED_NODE,
  waitsForConsumer,
} from '../volumes/matching.ts';

const POLL = 200;
/** --bindTimeoutSeconds: after ten minutes the pod is tried again. */
const PATIENCE = 600_000;

/** What a pod's claims ask of nodes; `problem` when no node will do. */
export interface VolumeNeeds {
  readonly problem?: string;
  refusal(node: Node): string | undefined;
  /** Some claim waits for a node to be chosen. */
  readonly hasDelayed: boolean;
}

const NO_NEEDS: VolumeNeeds = { refusal: () => undefined, hasDelayed: false };

export class Volumes {
  readonly #informers: Informers;
  readonly #client: KubeClient;
  readonly #threads: Threads;

  constructor(threads: Threads, client: KubeClient, informers: Informers) {
    this.#threads = threads;
    this.#client = client;
    this.#informers = informers;
  }

  /** `somethingHappened` when a claim or volume changes, for pods that wait for one. */
  watch(somethingHappened: () => void): void {
    for (const informer of [this.#informers.of(PERSISTENT_VOLUME_CLAIM), this.#informers.of(STORAGE_CLASS)]) {
      informer.onChange(somethingHappened);
    }
    this.#informers.of(PERSISTENT_VOLUME).onChange(somethingHappened);
  }

  needsOf(pod: Pod): VolumeNeeds {
    const names = claimNames(pod);
    if (names.length === 0) return NO_NEEDS;
    const none = { refusal: () => undefined, hasDelayed: false };
    const bound: PersistentVolume[] = [];
    const delayed: PersistentVolumeClaim[] = [];
    let immediate = false;
    for (const name of names) {
      const claim = this.#claim(pod, name);
      if (!claim) return { ...none, problem: `persistentvolumeclaim "${name}" not found` };
      if (claim.metadata.deletionTimestamp) {
        return { ...none, problem: `persistentvolumeclaim "${name}" is being deleted` };
      }
      if (claim.status.phase === 'Lost') {
        const words = `persistentvolumeclaim "${name}" bound to non-existent persistentvolume "${claim.spec.volumeName}"`;
        return { ...none, problem: words };
      }
      const volume = isBound(claim)
        ? this.#informers.of(PERSISTENT_VOLUME).get(claim.spec.volumeName ?? '')
        : undefined;
      if (volume) bound.push(volume);
      else if (!claim.spec.volumeName && this.#waits(claim)) delayed.push(claim);
      else immediate = true;
    }
    if (immediate) return { ...none, problem: 'pod has unbound immediate PersistentVolumeClaims' };
    return {
      hasDelayed: delayed.length > 0,
      refusal: (node) => {
        if (!bound.every((volume) => reaches(volume, node)))
          return "node(s) didn't match PersistentVolume's node affinity";
        return this.#promises(delayed, node) ? undefined : "node(s) didn't find available persistent volumes to bind";
      },
    };
  }

  /** Promises volumes on the chosen node to the claims that waited for it, and waits until they are bound; false when they are not in time. */
  *bind(pod: Pod, node: Node): Task<boolean> {
    const delayed = claimNames(pod)
      .flatMap((name) => this.#claim(pod, name) ?? [])
      .filter((claim) => !isBound(claim));
    const promises = this.#promises(delayed, node) ?? new Map();
    for (const claim of delayed) {
      const volume = promises.get(claim);
      if (volume) {
        if (volume.spec.claimRef?.uid === claim.metadata.uid) continue;
        const changed = cloneJson(volume);
        changed.spec.claimRef = referenceTo(PERSISTENT_VOLUME_CLAIM, claim);
        changed.metadata.annotations = { ...changed.metadata.annotations, [BOUND_BY_CONTROLLER]: 'yes' };
        yield* this.#client.update(PERSISTENT_VOLUME, changed);
      } else if (!claim.metadata.annotations?.[SELECTED_NODE]) {
        const changed = cloneJson(claim);
        changed.metadata.annotations = { ...changed.metadata.annotations, [SELECTED_NODE]: node.metadata.name };
        yield* this.#client.update(PERSISTENT_VOLUME_CLAIM, changed);
      }
    }
    const { simulation } = this.#threads;
    for (let waited = 0; waited < PATIENCE; waited += POLL) {
      if (delayed.every((claim) => isBound(this.#claim(pod, claim.metadata.name) ?? claim))) return true;
      yield* wait(delay(simulation, POLL, 'volumes to be bound'));
    }
    return false;
  }

  /** A volume of its own for each claim, or the hope that a provisioner makes one; undefined when one finds none. */
  #promises(
    claims: readonly PersistentVolumeClaim[],
    node: Node,
  ): Map<PersistentVolumeClaim, PersistentVolume | undefined> | undefined {
    const promised = new Map<PersistentVolumeClaim, PersistentVolume | undefined>();
    for (const claim of claims) {
      const free = this.#informers
        .of(PERSISTENT_VOLUME)
        .list()
        .filter((volume) => ![...promised.values()].includes(volume));
      const volume = bestVolume(claim, free, { node });
      if (!volume && !this.#canBeMade(claim)) return undefined;
      promised.set(claim, volume);
    }
    return promised;
  }

  #canBeMade(claim: PersistentVolumeClaim): boolean {
    const provisioner = this.#informers.of(STORAGE_CLASS).get(classOf(claim))?.provisioner;
    return provisioner !== undefined && provisioner !== 'kubernetes.io/no-provisioner';
  }

  #waits(claim: PersistentVolumeClaim): boolean {
    return waitsForConsumer(this.#informers.of(STORAGE_CLASS).get(classOf(claim)));
  }

  #claim(pod: Pod, name: string): PersistentVolumeClaim | undefined {
    return this.#informers.of(PERSISTENT_VOLUME_CLAIM).get(`${pod.metadata.namespace}/${name}`);
  }
}
