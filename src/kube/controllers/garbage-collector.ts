// Objects follow their owners: when the last owner is gone, the dependents are deleted; an owner that is deleted in
// the foreground waits for them; one that is deleted with orphans lets go of them first. Works for every kind, on
// metadata alone. Models pkg/controller/garbagecollector; keys here are UIDs.

import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import type { Kind } from '../objects/kind.ts';
import { sameJson } from '../objects/strategy.ts';
import type { KubeObject, OwnerReference } from '../objects/types/meta.ts';
import type { Controller } from './controller.ts';
import type { Workplace } from './run.ts';

const FOREGROUND = 'foregroundDeletion';
const ORPHAN = 'orphan';
const MERGE = 'application/merge-patch+json';

interface Known {
  readonly kind: Kind;
  readonly object: KubeObject;
}

/** `solid` owners keep a dependent; `waiting` ones want it gone first; `absent` ones are gone. */
type OwnerState = 'solid' | 'waiting' | 'absent';

export function garbageCollector(workplace: Workplace, allKinds: readonly Kind[]): Controller {
  const { client, informers } = workplace;
  const kinds = allKinds.filter((kind) => kind.kind !== 'Event' && (kind.verbs ?? ['delete']).includes('delete'));
  const known = new Map<string, Known>();
  const dependents = new Map<string, Set<string>>();

  for (const kind of kinds) {
    informers.of(kind).onChange((object, old) => {
      const last = object ?? old;
      if (!last) return;
      const { uid } = last.metadata;
      for (const { uid: owner } of old?.metadata.ownerReferences ?? []) unlink(owner, uid);
      if (!object) {
        known.delete(uid);
        return;
      }
      known.set(uid, { kind, object });
      for (const { uid: owner } of object.metadata.ownerReferences ?? []) {
        const set = dependents.get(owner) ?? new Set<string>();
        dependents.set(owner, set.add(uid));
      }
    });
  }

  function unlink(owner: string, dependent: string): void {
    const set = dependents.get(owner);
    set?.delete(dependent);
    if (set?.size === 0) dependents.delete(owner);
  }

  /** Whose state a change may have touched. */
  function touched(object: KubeObject, old: KubeObject | undefined): readonly string[] {
    const { uid, ownerReferences = [], deletionTimestamp, finalizers = [] } = object.metadata;
    if (object === old) {
      const waitingOwners = ownerReferences
        .filter((one) => isWaiting(known.get(one.uid)?.object))
        .map((one) => one.uid);
      return [...(dependents.get(uid) ?? []), ...waitingOwners];
    }
    const ending = deletionTimestamp !== undefined && (finalizers.includes(FOREGROUND) || finalizers.includes(ORPHAN));
    if (ending) return [uid];
    const unknownOwner = ownerReferences.some((one) => !known.has(one.uid) || isWaiting(known.get(one.uid)?.object));
    const changedOwners = old !== undefined && !sameJson(old.metadata.ownerReferences, ownerReferences);
    if (changedOwners) return [uid, ...(old.metadata.ownerReferences ?? []).map((one) => one.uid)];
    return unknownOwner ? [uid] : [];
  }

  function* reconcile(uid: string): Task<undefined> {
    const item = known.get(uid);
    if (!item) return undefined;
    const { finalizers = [], deletionTimestamp } = item.object.metadata;
    if (deletionTimestamp && finalizers.includes(ORPHAN)) yield* orphanDependents(item);
    else if (deletionTimestamp && finalizers.includes(FOREGROUND)) yield* awaitDependents(item);
    else if (!deletionTimestamp) yield* judge(item);
    return undefined;
  }

  /** Deletes an object none of whose owners is left; otherwise only forgets the ones that are. */
  function* judge(item: Known): Task<void> {
    const { ownerReferences = [], uid } = item.object.metadata;
    if (ownerReferences.length === 0) return;
    const states = new Map<OwnerReference, OwnerState>();
    for (const owner of ownerReferences) states.set(owner, yield* stateOf(owner, item.object.metadata.namespace));
    const keep = ownerReferences.filter((owner) => states.get(owner) === 'solid');
    const waiting = ownerReferences.filter((owner) => states.get(owner) === 'waiting');
    if (keep.length === ownerReferences.length) return;
    if (keep.length > 0) {
      yield* patchMetadata(item, { ownerReferences: keep });
      return;
    }
    const hasDependents = (dependents.get(uid)?.size ?? 0) > 0;
    const policy = waiting.length > 0 && hasDependents ? 'Foreground' : policyOf(item.object);
    yield* remove(item, policy);
  }

  function* stateOf(owner: OwnerReference, namespace: string | undefined): Task<OwnerState> {
    const cached = known.get(owner.uid);
    if (cached) return isWaiting(cached.object) && owner.blockOwnerDeletion ? 'waiting' : 'solid';
    const kind = kinds.find((one) => one.kind === owner.kind && groupOf(owner.apiVersion) === one.group);
    // A kind nobody serves: better to keep too much than to delete too much.
    if (!kind) return 'solid';
    try {
      const found = yield* client.get(kind, owner.name, kind.namespaced ? namespace : undefined);
      if (found.metadata.uid !== owner.uid) return 'absent';
      return isWaiting(found) && owner.blockOwnerDeletion ? 'waiting' : 'solid';
    } catch (error) {
      if (error instanceof StatusError && error.reason === 'NotFound') return 'absent';
      throw error;
    }
  }

  function* orphanDependents(owner: Known): Task<void> {
    const { uid } = owner.object.metadata;
    for (const dependent of dependentsOf(uid)) {
      const rest = (dependent.object.metadata.ownerReferences ?? []).filter((one) => one.uid !== uid);
      yield* patchMetadata(dependent, { ownerReferences: rest.length > 0 ? rest : null });
    }
    yield* dropFinalizer(owner, ORPHAN);
  }

  function* awaitDependents(owner: Known): Task<void> {
    const { uid } = owner.object.metadata;
    const blocking = dependentsOf(uid).filter(({ object }) =>
      object.metadata.ownerReferences?.some((one) => one.uid === uid && one.blockOwnerDeletion),
    );
    if (blocking.length === 0) return yield* dropFinalizer(owner, FOREGROUND);
    for (const dependent of dependentsOf(uid))
      if (!dependent.object.metadata.deletionTimestamp) yield* judge(dependent);
  }

  function* dropFinalizer(item: Known, finalizer: string): Task<void> {
    const { metadata } = item.object;
    const finalizers = (metadata.finalizers ?? []).filter((one) => one !== finalizer);
    yield* patchMetadata(item, { finalizers, resourceVersion: metadata.resourceVersion });
  }

  function* patchMetadata({ kind, object }: Known, metadata: Record<string, unknown>): Task<void> {
    const { name, namespace, uid } = object.metadata;
    try {
      yield* client.patch(kind, name, namespace, MERGE, { metadata: { uid, ...metadata } });
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    }
  }

  function* remove({ kind, object }: Known, propagationPolicy: 'Foreground' | 'Background' | 'Orphan'): Task<void> {
    const { name, namespace, uid } = object.metadata;
    try {
      yield* client.delete(kind, name, namespace, { propagationPolicy, preconditions: { uid } });
    } catch (error) {
      if (!(error instanceof StatusError && ['NotFound', 'Conflict'].includes(error.reason))) throw error;
    }
  }

  const dependentsOf = (uid: string): Known[] =>
    [...(dependents.get(uid) ?? [])].map((one) => known.get(one)).filter((one) => one !== undefined);

  return {
    name: 'garbage-collector-controller',
    watches: kinds.map((kind) => ({ kind, keys: touched })),
    reconcile,
  };
}

/** Being deleted in the foreground: it waits for its dependents. */
const isWaiting = (object: KubeObject | undefined): boolean =>
  object?.metadata.deletionTimestamp !== undefined && (object.metadata.finalizers?.includes(FOREGROUND) ?? false);

/** A finalizer already there keeps its meaning. */
function policyOf({ metadata }: KubeObject): 'Foreground' | 'Background' | 'Orphan' {
  if (metadata.finalizers?.includes(ORPHAN)) return 'Orphan';
  return metadata.finalizers?.includes(FOREGROUND) ? 'Foreground' : 'Background';
}

const groupOf = (apiVersion: string): string => (apiVersion.includes('/') ? apiVersion.split('/')[0] : '');
