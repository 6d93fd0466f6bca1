// Which volume suits which claim. The controller asks it for claims that bind at once, the scheduler for claims
// that wait for a node. Models component-helpers/storage/volume.

import { compareQuantities } from '../../base/quantity.ts';
import { CLASS_ANNOTATION } from '../objects/persistent-volume.ts';
import { labelSelectorMatches } from '../objects/selectors.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import type { Node } from '../objects/types/node.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { PersistentVolume, PersistentVolumeClaim, StorageClass } from '../objects/types/storage.ts';
import { termMatches } from '../scheduler/node-affinity.ts';

export const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';
export const BOUND_BY_CONTROLLER = 'pv.kubernetes.io/bound-by-controller';
export const SELECTED_NODE = 'volume.kubernetes.io/selected-node';

/** The name of the storage class; empty for none. */
export const classOf = ({ metadata, spec }: KubeObject & { spec: { storageClassName?: string } }): string =>
  metadata.annotations?.[CLASS_ANNOTATION] ?? spec.storageClassName ?? '';

export const waitsForConsumer = (storageClass: StorageClass | undefined): boolean =>
  storageClass?.volumeBindingMode === 'WaitForFirstConsumer';

/** The claim's side says so; the volume's may not yet. */
export const isBound = ({ spec, metadata }: PersistentVolumeClaim): boolean =>
  Boolean(spec.volumeName) && metadata.annotations?.[BIND_COMPLETED] !== undefined;

/** The volume names this claim, possibly before there was one. */
export function isMeantFor({ spec: { claimRef } }: PersistentVolume, { metadata }: PersistentVolumeClaim): boolean {
  if (claimRef?.name !== metadata.name || claimRef.namespace !== metadata.namespace) return false;
  return !claimRef.uid || claimRef.uid === metadata.uid;
}

export const reaches = (volume: PersistentVolume, node: Node): boolean =>
  volume.spec.nodeAffinity?.required === undefined ||
  volume.spec.nodeAffinity.required.nodeSelectorTerms.some((term) => termMatches(term, node));

/**
 * The smallest volume that is free and large enough; one that names the claim goes before all others. With a node,
 * only volumes it reaches; `onlyMeant` leaves out those that name nobody.
 */
export function bestVolume(
  claim: PersistentVolumeClaim,
  volumes: readonly PersistentVolume[],
  { node, onlyMeant = false }: { readonly node?: Node; readonly onlyMeant?: boolean } = {},
): PersistentVolume | undefined {
  const { spec } = claim;
  const wanted = spec.resources.requests?.storage ?? '0';
  const sizeOf = (volume: PersistentVolume) => volume.spec.capacity?.storage ?? '0';
  const fitting = volumes.filter(
    (volume) =>
      !volume.metadata.deletionTimestamp &&
      (volume.spec.volumeMode ?? 'Filesystem') === (spec.volumeMode ?? 'Filesystem') &&
      compareQuantities(sizeOf(volume), wanted) >= 0 &&
      (!node || reaches(volume, node)),
  );
  const meant = fitting.find((volume) => isMeantFor(volume, claim));
  if (meant || onlyMeant) return meant;
  return fitting
    .filter(
      (volume) =>
        !volume.spec.claimRef &&
        volume.status.phase === 'Available' &&
        classOf(volume) === classOf(claim) &&
        (!spec.selector || labelSelectorMatches(spec.selector, volume.metadata.labels)) &&
        (spec.accessModes ?? []).every((mode) => volume.spec.accessModes?.includes(mode)),
    )
    .sort((a, b) => compareQuantities(sizeOf(a), sizeOf(b)) || (a.metadata.name < b.metadata.name ? -1 : 1))[0];
}

/** The claims a pod names. */
export const claimNames = (pod: Pod): string[] =>
  (pod.spec.volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);
