// Brings claims and volumes together: each names the other in the end, and what a claim leaves behind is kept or
// deleted. Models pkg/controller/volume/persistentvolume; volumes made on demand are an external provisioner's work.

import { cloneJson } from '../../../base/json.ts';
import type { Millis } from '../../../sim/simulation.ts';
import type { Task } from '../../../sim/task.ts';
import { type EventRecorder, type EventType, referenceTo } from '../../client/events.ts';
import { keyOf } from '../../client/paths.ts';
import { PERSISTENT_VOLUME } from '../../objects/persistent-volume.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../../objects/persistent-volume-claim.ts';
import { POD } from '../../objects/pod.ts';
import { STORAGE_CLASS } from '../../objects/storage-class.ts';
import { sameJson } from '../../objects/strategy.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../../objects/types/storage.ts';
import {
  BIND_COMPLETED,
  BOUND_BY_CONTROLLER,
  bestVolume,
  claimNames,
  classOf,
  isBound,
  isMeantFor,
  SELECTED_NODE,
  waitsForConsumer,
} from '../../volumes/matching.ts';
import type { Controller, ObjectKey } from '../controller.ts';
import type { Workplace } from '../run.ts';

/** How often a claim without a volume is looked at again: --pvclaimbinder-sync-period. */
const SYNC_PERIOD: Millis = 15_000;

/** Claims are asked for as `namespace/name`, volumes as `name`. */
export function volumeBinder(workplace: Workplace): Controller {
  const binder = new VolumeBinder(workplace);
  return {
    name: 'persistentvolume-binder-controller',
    watches: [
      {
        kind: PERSISTENT_VOLUME_CLAIM,
        keys: (claim: PersistentVolumeClaim, old) => [
          keyOf(claim),
          ...[claim.spec.volumeName, old?.spec.volumeName].flatMap((name) => name ?? []),
        ],
      },
      {
        kind: PERSISTENT_VOLUME,
        keys: (volume: PersistentVolume) => [volume.metadata.name, ...binder.interestedIn(volume)],
      },
      { kind: STORAGE_CLASS, keys: ({ metadata }: StorageClass) => binder.unboundOf(metadata.name) },
    ],
    *reconcile(key) {
      return key.includes('/') ? yield* binder.syncClaim(key) : yield* binder.syncVolume(key);
    },
  };
}

class VolumeBinder {
  readonly #workplace: Workplace;
  readonly #events: EventRecorder;

  constructor(workplace: Workplace) {
    this.#workplace = workplace;
    this.#events = workplace.events('persistentvolume-controller');
    workplace.informers.of(POD);
  }

  /** The claims that a change of this volume may help or hurt. */
  interestedIn({ metadata, spec }: PersistentVolume): ObjectKey[] {
    const { claimRef } = spec;
    const named = claimRef ? [`${claimRef.namespace}/${claimRef.name}`] : [];
    const bound = this.#claims().filter((claim) => claim.spec.volumeName === metadata.name);
    const waiting = claimRef ? [] : this.#claims().filter((claim) => !claim.spec.volumeName);
    return [...new Set([...named, ...[...bound, ...waiting].map(keyOf)])];
  }

  unboundOf = (storageClass: string): ObjectKey[] =>
    this.#claims()
      .filter((claim) => !claim.spec.volumeName && classOf(claim) === storageClass)
      .map(keyOf);

  // ——— claims ———

  *syncClaim(key: ObjectKey): Task<{ again: Millis } | undefined> {
    const claim = this.#workplace.informers.of(PERSISTENT_VOLUME_CLAIM).get(key);
    if (!claim) return undefined;
    return isBound(claim) ? yield* this.#syncBound(claim) : yield* this.#syncUnbound(claim);
  }

  *#syncUnbound(claim: PersistentVolumeClaim): Task<{ again: Millis } | undefined> {
    const { volumeName } = claim.spec;
    if (volumeName) {
      const volume = this.#volume(volumeName);
      if (volume && (!volume.spec.claimRef || isMeantFor(volume, claim))) {
        yield* this.#bind(volume, claim);
        return undefined;
      }
      if (volume) {
        const words = `volume "${volumeName}" already bound to a different claim.`;
        this.#tell(claim, 'Warning', 'FailedBinding', words);
      }
      yield* this.#claimStatus(claim, { phase: 'Pending' });
      return { again: SYNC_PERIOD };
    }
    const storageClass = this.#class(claim);
    const delayed = waitsForConsumer(storageClass) && !claim.metadata.annotations?.[SELECTED_NODE];
    const volume = bestVolume(claim, this.#volumes(), { onlyMeant: delayed });
    if (volume) {
      yield* this.#bind(volume, claim);
      return undefined;
    }
    if (delayed) this.#sayWhoIsWaitedFor(claim);
    else if (classOf(claim) !== '') yield* this.#leaveToProvisioner(claim, storageClass);
    else {
      const words = 'no persistent volumes available for this claim and no storage class is set';
      this.#tell(claim, 'Normal', 'FailedBinding', words);
    }
    yield* this.#claimStatus(claim, { phase: 'Pending' });
    return { again: SYNC_PERIOD };
  }

  #sayWhoIsWaitedFor(claim: PersistentVolumeClaim): void {
    const consumer = this.#workplace.informers
      .of(POD)
      .inNamespace(claim.metadata.namespace ?? '')
      .find((pod) => !pod.spec.nodeName && claimNames(pod).includes(claim.metadata.name));
    if (consumer) {
      const words = `waiting for pod ${consumer.metadata.name} to be scheduled`;
      this.#tell(claim, 'Normal', 'WaitForPodScheduled', words);
    } else {
      const words = 'waiting for first consumer to be created before binding';
      this.#tell(claim, 'Normal', 'WaitForFirstConsumer', words);
    }
  }

  *#leaveToProvisioner(claim: PersistentVolumeClaim, storageClass: StorageClass | undefined): Task<void> {
    if (!storageClass) {
      const words = `storageclass.storage.k8s.io "${classOf(claim)}" not found`;
      this.#tell(claim, 'Warning', 'ProvisioningFailed', words);
      return;
    }
    const { provisioner } = storageClass;
    if (provisioner.startsWith('kubernetes.io/')) {
      this.#tell(claim, 'Warning', 'ProvisioningFailed', `no volume plugin matched name: ${provisioner}`);
      return;
    }
    const annotations = {
      'volume.beta.kubernetes.io/storage-provisioner': provisioner,
      'volume.kubernetes.io/storage-provisioner': provisioner,
    };
    if (claim.metadata.annotations?.['volume.kubernetes.io/storage-provisioner'] !== provisioner) {
      const changed = cloneJson(claim);
      changed.metadata.annotations = { ...changed.metadata.annotations, ...annotations };
      yield* this.#workplace.client.update(PERSISTENT_VOLUME_CLAIM, changed);
    }
    this.#tell(
      claim,
      'Normal',
      'ExternalProvisioning',
      `Waiting for a volume to be created either by the external provisioner '${provisioner}' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.`,
    );
  }

  *#syncBound(claim: PersistentVolumeClaim): Task<undefined> {
    const volume = this.#volume(claim.spec.volumeName ?? '');
    if (!volume) {
      const words = 'Bound claim has lost its PersistentVolume. Data on the volume is lost!';
      yield* this.#lose(claim, 'ClaimLost', words);
    } else if (!volume.spec.claimRef || volume.spec.claimRef.uid === claim.metadata.uid) {
      yield* this.#bind(volume, claim);
    } else {
      const words = 'Two claims are bound to the same volume, this one is bound incorrectly';
      yield* this.#lose(claim, 'ClaimMisbound', words);
    }
    return undefined;
  }

  *#lose(claim: PersistentVolumeClaim, reason: string, words: string): Task<void> {
    if (claim.status.phase !== 'Lost') this.#tell(claim, 'Warning', reason, words);
    yield* this.#claimStatus(claim, { phase: 'Lost' });
  }

  // ——— binding ———

  /** Four writes, each left out when it has been done: volume, its status, claim, its status. */
  *#bind(volume: PersistentVolume, claim: PersistentVolumeClaim): Task<void> {
    const { client } = this.#workplace;
    let bound = volume;
    if (volume.spec.claimRef?.uid !== claim.metadata.uid) {
      const changed = cloneJson(volume);
      if (!changed.spec.claimRef) annotate(changed, BOUND_BY_CONTROLLER);
      changed.spec.claimRef = referenceTo(PERSISTENT_VOLUME_CLAIM, claim);
      bound = yield* client.update(PERSISTENT_VOLUME, changed);
    }
    yield* this.#volumeStatus(bound, { phase: 'Bound' });
    let taken = claim;
    if (claim.spec.volumeName !== volume.metadata.name || !isBound(claim)) {
      const changed = cloneJson(claim);
      if (!changed.spec.volumeName) annotate(changed, BOUND_BY_CONTROLLER);
      annotate(changed, BIND_COMPLETED);
      changed.spec.volumeName = volume.metadata.name;
      taken = yield* client.update(PERSISTENT_VOLUME_CLAIM, changed);
    }
    yield* this.#claimStatus(taken, {
      phase: 'Bound',
      accessModes: volume.spec.accessModes,
      capacity: volume.spec.capacity,
    });
  }

  // ——— volumes ———

  *syncVolume(name: ObjectKey): Task<undefined> {
    const volume = this.#volume(name);
    if (!volume) return undefined;
    const { claimRef } = volume.spec;
    if (!claimRef?.uid) {
      yield* this.#volumeStatus(volume, { phase: 'Available' });
      return undefined;
    }
    const claim = this.#workplace.informers.of(PERSISTENT_VOLUME_CLAIM).get(`${claimRef.namespace}/${claimRef.name}`);
    if (claim?.metadata.uid === claimRef.uid) {
      if (claim.spec.volumeName === name) yield* this.#volumeStatus(volume, { phase: 'Bound' });
      else if (claim.spec.volumeName) yield* this.#letGo(volume);
      return undefined;
    }
    if (volume.status.phase !== 'Failed') {
      const released = yield* this.#volumeStatus(volume, { phase: 'Released' });
      yield* this.#reclaim(released);
    }
    return undefined;
  }

  /** Its claim has found another volume. */
  *#letGo(volume: PersistentVolume): Task<void> {
    const changed = cloneJson(volume);
    if (changed.metadata.annotations?.[BOUND_BY_CONTROLLER]) {
      delete changed.spec.claimRef;
      delete changed.metadata.annotations[BOUND_BY_CONTROLLER];
    } else if (changed.spec.claimRef) delete changed.spec.claimRef.uid;
    const free = yield* this.#workplace.client.update(PERSISTENT_VOLUME, changed);
    yield* this.#volumeStatus(free, { phase: 'Available' });
  }

  *#reclaim(volume: PersistentVolume): Task<void> {
    const { persistentVolumeReclaimPolicy: policy, hostPath } = volume.spec;
    if (policy === 'Recycle') {
      yield* this.#fail(volume, 'VolumeFailedRecycle', 'cka-lab: not simulated: recycling a volume');
    }
    // A CSI driver deletes its volumes itself.
    if (policy !== 'Delete' || volume.spec.csi) return;
    const { name } = volume.metadata;
    const path = (hostPath as { path: string } | undefined)?.path;
    if (path === undefined) {
      const words = `error getting deleter volume plugin for volume "${name}": no deletable volume plugin matched`;
      yield* this.#fail(volume, 'VolumeFailedDelete', words);
    } else if (!/^\/tmp\/.+/.test(path)) {
      const words = `host_path deleter only supports /tmp/.+ but received provided ${path}`;
      yield* this.#fail(volume, 'VolumeFailedDelete', words);
    } else yield* this.#workplace.client.delete(PERSISTENT_VOLUME, name);
  }

  *#fail(volume: PersistentVolume, reason: string, message: string): Task<void> {
    yield* this.#volumeStatus(volume, { phase: 'Failed', message });
    this.#events.event(referenceTo(PERSISTENT_VOLUME, volume), 'Warning', reason, message);
  }

  // ——— small parts ———

  *#claimStatus(claim: PersistentVolumeClaim, status: PersistentVolumeClaim['status']): Task<void> {
    const wanted = { ...claim.status, ...status };
    if (sameJson(wanted, claim.status)) return;
    yield* this.#workplace.client.update(PERSISTENT_VOLUME_CLAIM, { ...claim, status: wanted }, 'status');
  }

  *#volumeStatus(volume: PersistentVolume, status: PersistentVolume['status']): Task<PersistentVolume> {
    if (volume.status.phase === status.phase) return volume;
    const { metadata, spec } = volume;
    const lastPhaseTransitionTime = new Date(this.#workplace.now).toISOString().replace(/\.\d+Z$/, 'Z');
    const changed = { metadata, spec, status: { ...status, lastPhaseTransitionTime } };
    return yield* this.#workplace.client.update(PERSISTENT_VOLUME, { ...volume, ...changed }, 'status');
  }

  #tell(claim: PersistentVolumeClaim, type: EventType, reason: string, message: string): void {
    this.#events.event(referenceTo(PERSISTENT_VOLUME_CLAIM, claim), type, reason, message);
  }

  #volume(name: string): PersistentVolume | undefined {
    return this.#workplace.informers.of(PERSISTENT_VOLUME).get(name);
  }

  #volumes(): readonly PersistentVolume[] {
    return this.#workplace.informers.of(PERSISTENT_VOLUME).list();
  }

  #claims(): readonly PersistentVolumeClaim[] {
    return this.#workplace.informers.of(PERSISTENT_VOLUME_CLAIM).list();
  }

  #class(claim: PersistentVolumeClaim): StorageClass | undefined {
    return this.#workplace.informers.of(STORAGE_CLASS).get(classOf(claim));
  }
}

function annotate(object: PersistentVolume | PersistentVolumeClaim, annotation: string): void {
  object.metadata.annotations = { ...object.metadata.annotations, [annotation]: 'yes' };
}
