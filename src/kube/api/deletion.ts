// How objects go: at once; or marked, and gone when their grace is over or the last finalizer is removed.
// Models apiserver/pkg/registry/rest/delete.go and the finalizers the garbage collector works with.

import { formatTime } from '../../base/duration.ts';
import { cloneJson } from '../../base/json.ts';
import type { Kind } from '../objects/kind.ts';
import type { KubeObject, Status } from '../objects/types/meta.ts';
import { atRevision } from './codec.ts';
import { wallTime } from './metadata.ts';
import type { Caller, Resources } from './resources.ts';
import { conflict } from './status.ts';
import type { Stored } from './storage.ts';

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  readonly propagationPolicy?: string;
  readonly orphanDependents?: boolean;
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

/** The garbage collector takes these off when dependents are orphaned, or gone. */
const ORPHAN = 'orphan';
const FOREGROUND = 'foregroundDeletion';

interface NamespaceLike extends KubeObject {
  spec: { finalizers?: string[] };
  status: { phase: string };
}

export class Deletion {
  readonly #resources: Resources;

  constructor(resources: Resources) {
    this.#resources = resources;
  }

  remove(kind: Kind, stored: Stored, options: DeleteOptions, caller: Caller): KubeObject | Status {
    const old = stored.object;
    checkPreconditions(kind, old, options);
    const object = cloneJson(old);
    const { metadata } = object;
    const finalizers = finalizersFor(object, options);
    if (finalizers.length > 0) metadata.finalizers = finalizers;
    else delete metadata.finalizers;

    const grace = kind.graceSeconds?.(object, options.gracePeriodSeconds) ?? 0;
    const specFinalizers = kind.subresources.includes('finalize') && (object as NamespaceLike).spec.finalizers?.length;
    if (metadata.deletionTimestamp !== undefined) {
      // Only a shorter grace may follow.
      const left = metadata.deletionGracePeriodSeconds ?? 0;
      const shortens = kind.graceSeconds && grace < left;
      if (!shortens && (left > 0 || finalizers.length > 0 || specFinalizers)) return old;
      if (shortens && grace > 0) return this.#mark(kind, stored, object, grace, caller);
    }
    if (grace > 0) return this.#mark(kind, stored, object, grace, caller);
    if (finalizers.length > 0 || specFinalizers) {
      if (specFinalizers)
        (object as NamespaceLike).status = { ...(object as NamespaceLike).status, phase: 'Terminating' };
      return this.#mark(kind, stored, object, 0, caller);
    }
    if (!caller.dryRun) {
      const revision = this.#resources.storage.remove(kind, stored);
      if (kind.graceSeconds) return atRevision(old, revision);
    }
    return kind.graceSeconds ? old : success(kind, old);
  }

  #mark(kind: Kind, stored: Stored, object: KubeObject, grace: number, caller: Caller): KubeObject {
    const { metadata } = object;
    const { simulation, storage } = this.#resources;
    const started = metadata.deletionTimestamp === undefined;
    metadata.deletionTimestamp =
      grace > 0 ? formatTime(simulation.epoch + simulation.now + grace * 1000) : wallTime(simulation);
    metadata.deletionGracePeriodSeconds = grace;
    // Namespaces wait for their contents, not for a time.
    if (kind.subresources.includes('finalize')) delete metadata.deletionGracePeriodSeconds;
    if (started && metadata.generation) metadata.generation++;
    return caller.dryRun ? object : storage.write(kind, object, stored.keyValue);
  }
}

/** Everything but the finalizers of the garbage collector stays; those follow from what the user asks for. */
function finalizersFor({ metadata }: KubeObject, { propagationPolicy, orphanDependents }: DeleteOptions): string[] {
  const present = metadata.finalizers ?? [];
  const others = present.filter((one) => one !== ORPHAN && one !== FOREGROUND);
  const asked =
    propagationPolicy ?? (orphanDependents === undefined ? undefined : orphanDependents ? 'Orphan' : 'Background');
  if (asked === undefined) return present;
  if (asked === 'Orphan') return [...others, ORPHAN];
  return asked === 'Foreground' ? [...others, FOREGROUND] : others;
}

function checkPreconditions(kind: Kind, { metadata }: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions ?? {};
  if (uid !== undefined && uid !== metadata.uid) {
    const why = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`;
    throw conflict(kind, metadata.name, why);
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const why = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`;
    throw conflict(kind, metadata.name, why);
  }
}

const success = (kind: Kind, { metadata }: KubeObject): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { name: metadata.name, ...(kind.group && { group: kind.group }), kind: kind.plural, uid: metadata.uid },
});
