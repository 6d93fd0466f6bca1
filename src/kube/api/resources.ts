// Creating, changing and deleting objects of any kind: metadata, admission, the kind's own hooks,
// validation, then the store. Models apiserver/pkg/registry/generic/registry/store.go.

import { equalJson } from '../../base/json.ts';
import type { Simulation } from '../../sim/simulation.ts';
import type { FieldError, Kind, Subresource } from '../objects/kind.ts';
import type { Condition, KubeObject, Status } from '../objects/types/meta.ts';
import type { AdmissionPlugin, ClusterView } from './admission/admission.ts';
import type { User } from './api.ts';
import { atRevision } from './codec.ts';
import { type DeleteOptions, Deletion } from './deletion.ts';
import { noteAnonymousUpdate, noteUpdate } from './managed-fields/managers.ts';
import { beginLife, keepLife, metadataErrors, metadataUpdateErrors, wallTime } from './metadata.ts';
import { alreadyExists, conflict, invalid, notFound, unknownError } from './status.ts';
import type { Storage, Stored } from './storage.ts';

export interface Caller {
  readonly user: User;
  readonly dryRun: boolean;
  /** Under which name the change is written down; missing: it is not. */
  readonly manager?: string;
  /** Writes down a change in a way of its own: server-side apply. */
  noteManagers?(object: KubeObject): void;
}

/** Gives numbers from a pool the server keeps: cluster addresses, node ports. */
export interface Allocator {
  readonly kind: { readonly group: string; readonly kind: string };
  /** Completes `object`; complains about what it cannot give. */
  allocate(object: KubeObject, old: KubeObject | undefined, cluster: ClusterView): FieldError[];
}

export interface ResourceOptions {
  readonly simulation: Simulation;
  readonly kinds: { kind(group: string, kind: string): Kind | undefined };
  readonly admission: readonly AdmissionPlugin[];
  readonly allocators: readonly Allocator[];
  /** The etcd lease for new objects that do not live for ever. */
  leaseFor(kind: Kind): string | undefined;
}

export class Resources implements ClusterView {
  readonly simulation: Simulation;
  readonly storage: Storage;
  readonly #options: ResourceOptions;
  readonly #deletion: Deletion;

  constructor(storage: Storage, options: ResourceOptions) {
    this.storage = storage;
    this.simulation = options.simulation;
    this.#options = options;
    this.#deletion = new Deletion(this);
  }

  kind(group: string, kind: string): Kind | undefined {
    return this.#options.kinds.kind(group, kind);
  }

  find(kind: Kind, namespace: string, name: string): KubeObject | undefined {
    return this.storage.read(kind, namespace, name)?.object;
  }

  all(kind: Kind, namespace?: string): Iterable<KubeObject> {
    return this.storage.all(kind, namespace);
  }

  /** Throws NotFound. */
  get(kind: Kind, namespace: string, name: string): Stored {
    const stored = this.storage.read(kind, namespace, name);
    if (!stored) throw notFound(kind, name);
    return stored;
  }

  /** `object` is ours to change, complete and with defaults. */
  create(kind: Kind, object: KubeObject, caller: Caller): KubeObject {
    const { metadata } = object;
    if (metadata.resourceVersion) throw unknownError('resourceVersion should not be set on objects to be created');
    this.#admit('CREATE', kind, undefined, object, undefined, caller);
    beginLife(this.simulation, object);
    kind.prepareForCreate?.(object);
    const errors = [...metadataErrors(kind, object), ...(kind.validate?.(object) ?? [])];
    if (errors.length === 0) errors.push(...this.#allocate(kind, object, undefined));
    if (errors.length > 0) throw invalid(kind, metadata.name ?? '', errors);
    if (this.storage.read(kind, metadata.namespace ?? '', metadata.name)) throw alreadyExists(kind, metadata.name);
    this.#note(kind, object, undefined, caller, undefined);
    if (caller.dryRun) return object;
    return this.storage.write(kind, object, undefined, this.#options.leaseFor(kind));
  }

  /**
   * `change` gets the present object, not to be touched, and gives a new one as it should be. Its resourceVersion, if it
   * has one, must be the present one.
   */
  update(
    kind: Kind,
    namespace: string,
    name: string,
    change: (current: KubeObject) => KubeObject,
    caller: Caller,
    subresource?: Subresource,
  ): KubeObject {
    const stored = this.get(kind, namespace, name);
    const old = stored.object;
    let object = change(old);
    const asked = object.metadata;
    if (asked.resourceVersion && asked.resourceVersion !== old.metadata.resourceVersion) throw conflict(kind, name);
    if (asked.uid && asked.uid !== old.metadata.uid) {
      throw conflict(
        kind,
        name,
        `Precondition failed: UID in precondition: ${asked.uid}, UID in object meta: ${old.metadata.uid}`,
      );
    }
    if (subresource === 'status') object = withStatusOf(object, old);
    else if (subresource === 'finalize') object = withSpecFinalizersOf(object, old);
    else if (subresource === 'ephemeralcontainers') object = withEphemeralContainersOf(object, old);
    else if (subresource === 'resize') object = withResourcesOf(object, old);
    else if (subresource === 'approval') object = withConditionsOf(this.simulation, object, old);
    keepLife(object, old);
    this.#admit('UPDATE', kind, subresource, object, old, caller);
    const errors = metadataUpdateErrors(object, old);
    if (subresource === undefined || subresource === 'scale') {
      kind.prepareForUpdate?.(object, old);
      errors.push(...metadataErrors(kind, object), ...(kind.validate?.(object) ?? []));
      if (errors.length === 0) errors.push(...(kind.validateUpdate?.(object, old) ?? []));
      if (errors.length === 0) errors.push(...this.#allocate(kind, object, old));
    }
    if (errors.length > 0) throw invalid(kind, name, errors);
    object.metadata.resourceVersion = old.metadata.resourceVersion;
    if (caller.noteManagers || !equalJson(object, old)) this.#note(kind, object, old, caller, subresource);
    if (equalJson(object, old)) return old;
    if (caller.dryRun) return object;
    if (mayVanish(object)) {
      return atRevision(object, this.storage.remove(kind, stored));
    }
    return this.storage.write(kind, object, stored.keyValue);
  }

  /** What the request answers: the object that is going, or a Status when it is gone without a word. */
  remove(kind: Kind, namespace: string, name: string, options: DeleteOptions, caller: Caller): KubeObject | Status {
    const stored = this.get(kind, namespace, name);
    this.#admit('DELETE', kind, undefined, stored.object, stored.object, caller);
    return this.#deletion.remove(kind, stored, options, caller);
  }

  #admit(
    operation: 'CREATE' | 'UPDATE' | 'DELETE',
    kind: Kind,
    subresource: Subresource | undefined,
    object: KubeObject,
    old: KubeObject | undefined,
    { user }: Caller,
  ): void {
    const { namespace = '', name = '' } = object.metadata;
    const request = { operation, kind, subresource, namespace, name, object, old, user };
    for (const plugin of this.#options.admission) plugin.admit(request, this);
  }

  #note(
    kind: Kind,
    object: KubeObject,
    old: KubeObject | undefined,
    { manager, noteManagers }: Caller,
    subresource: Subresource | undefined,
  ): void {
    if (noteManagers) noteManagers(object);
    else if (manager !== undefined) {
      noteUpdate(kind, object, old, { manager, subresource, now: wallTime(this.simulation) });
    } else if (old) noteAnonymousUpdate(kind, object, old);
  }

  #allocate(kind: Kind, object: KubeObject, old: KubeObject | undefined): FieldError[] {
    const allocator = this.#options.allocators.find(
      (one) => one.kind.group === kind.group && one.kind.kind === kind.kind,
    );
    return allocator?.allocate(object, old, this) ?? [];
  }
}

interface WithStatus extends KubeObject {
  status?: unknown;
}

interface WithSpecFinalizers extends KubeObject {
  spec?: { finalizers?: string[] };
}

/** An update of the status leaves all but status, labels and annotations alone. */
function withStatusOf(object: WithStatus, old: WithStatus): KubeObject {
  const { labels, annotations } = object.metadata;
  const metadata = { ...old.metadata, labels, annotations };
  if (!labels) delete metadata.labels;
  if (!annotations) delete metadata.annotations;
  const { status: _, ...rest } = old;
  return { ...rest, metadata, ...(object.status !== undefined && { status: object.status }) } as KubeObject;
}

interface WithContainers extends KubeObject {
  spec?: {
    containers?: { name: string; resources?: unknown }[];
    ephemeralContainers?: { name: string }[];
  };
}

/** Ephemeral containers only come; what is there already stays as it is. */
function withEphemeralContainersOf(object: WithContainers, old: WithContainers): KubeObject {
  const present = old.spec?.ephemeralContainers ?? [];
  const wanted = object.spec?.ephemeralContainers ?? [];
  const errors = present.flatMap((one, at): FieldError[] => {
    const asked = wanted.find(({ name }) => name === one.name);
    const field = 'spec.ephemeralContainers';
    if (!asked) {
      return [{ field, type: 'Forbidden', detail: `existing ephemeral containers "${one.name}" may not be removed\n` }];
    }
    return equalJson(asked, one)
      ? []
      : [
          {
            field: `${field}[${at}]`,
            type: 'Forbidden',
            detail: `existing ephemeral containers "${one.name}" may not be changed\n`,
          },
        ];
  });
  if (errors.length > 0) throw invalid({ group: '', kind: 'Pod' }, old.metadata.name, errors);
  return { ...old, metadata: { ...old.metadata }, spec: { ...old.spec, ephemeralContainers: wanted } } as KubeObject;
}

/** A resize changes requests and limits, nothing else. */
function withResourcesOf(object: WithContainers, old: WithContainers): KubeObject {
  const containers = (old.spec?.containers ?? []).map((container) => {
    const asked = object.spec?.containers?.find(({ name }) => name === container.name);
    return asked ? { ...container, resources: asked.resources } : container;
  });
  return { ...old, metadata: { ...old.metadata }, spec: { ...old.spec, containers } } as KubeObject;
}

interface WithConditions extends KubeObject {
  status?: { conditions?: Condition[] };
}

/** An approval changes nothing but conditions, and says when. */
function withConditionsOf(simulation: Simulation, object: WithConditions, old: WithConditions): KubeObject {
  const now = wallTime(simulation);
  const conditions = (object.status?.conditions ?? []).map((condition) => {
    const before = old.status?.conditions?.find(({ type }) => type === condition.type);
    const lastTransitionTime = condition.lastTransitionTime ?? before?.lastTransitionTime ?? now;
    return { ...condition, lastUpdateTime: condition.lastUpdateTime ?? now, lastTransitionTime };
  });
  const types = conditions.map(({ type }) => type);
  if (types.includes('Approved') && types.includes('Denied')) {
    const kind = { group: 'certificates.k8s.io', kind: 'CertificateSigningRequest' };
    const detail = '"Denied": Approved and Denied conditions are mutually exclusive';
    throw invalid(kind, old.metadata.name, [{ field: 'status.conditions', type: 'Invalid value', detail }]);
  }
  return { ...old, metadata: { ...old.metadata }, status: { ...old.status, conditions } } as KubeObject;
}

function withSpecFinalizersOf(object: WithSpecFinalizers, old: WithSpecFinalizers): KubeObject {
  const spec = { ...old.spec, finalizers: object.spec?.finalizers };
  if (!spec.finalizers?.length) delete spec.finalizers;
  return { ...old, metadata: { ...old.metadata }, spec } as KubeObject;
}

/** Deleted, and nobody left who wants to tidy up first. */
export function mayVanish(object: KubeObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  const { spec } = object as WithSpecFinalizers;
  return (
    deletionTimestamp !== undefined && !deletionGracePeriodSeconds && !finalizers?.length && !spec?.finalizers?.length
  );
}
