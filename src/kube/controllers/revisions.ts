// ControllerRevisions: the old pod templates of DaemonSets and StatefulSets, numbered, named after their content.
// Models pkg/controller/history.

import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { CONTROLLER_REVISION } from '../objects/controller-revision.ts';
import type { Kind } from '../objects/kind.ts';
import { controllerReference } from '../objects/owners.ts';
import { canonicalJson, dataHash } from '../objects/template-hash.ts';
import type { Json, KubeObject } from '../objects/types/meta.ts';
import type { PodTemplate } from '../objects/types/pod.ts';
import type { ControllerRevision } from '../objects/types/workload.ts';
import { Dependents } from './dependents.ts';
import type { Workplace } from './run.ts';

export const REVISION_HASH = 'controller-revision-hash';

export interface History {
  readonly current: ControllerRevision;
  /** All others, lowest revision first. */
  readonly old: readonly ControllerRevision[];
}

export class Revisions<O extends KubeObject> {
  readonly #workplace: Workplace;
  readonly #kind: Kind<O>;
  readonly #revisions: Dependents<ControllerRevision>;

  constructor(workplace: Workplace, kind: Kind<O>) {
    this.#workplace = workplace;
    this.#kind = kind;
    this.#revisions = new Dependents(workplace.informers.of(CONTROLLER_REVISION), workplace.client);
  }

  /** The revision of the present template, made or moved to the front if need be, and the earlier ones. */
  *sync(owner: O, template: PodTemplate): Task<History> {
    const data = { spec: { template: { ...template, $patch: 'replace' } } };
    const text = canonicalJson(data);
    const all = [...this.#revisions.of(owner)].sort((a, b) => a.revision - b.revision);
    const next = (all.at(-1)?.revision ?? 0) + 1;
    const same = all.find((one) => canonicalJson(one.data) === text);
    if (!same) return { current: yield* this.#create(owner, data, text, template, next), old: all };
    const old = all.filter((one) => one !== same);
    if (same.revision === next - 1) return { current: same, old };
    const current = yield* this.#workplace.client.update(CONTROLLER_REVISION, { ...same, revision: next });
    return { current, old };
  }

  /** Forgets the oldest revisions beyond the limit that no pod uses. */
  *cleanUp(
    owner: O,
    old: readonly ControllerRevision[],
    isUsed: (revision: ControllerRevision) => boolean,
    limit: number,
  ): Task<void> {
    if (owner.metadata.deletionTimestamp) return;
    const unused = old.filter((one) => !isUsed(one));
    for (const { metadata } of unused.slice(0, Math.max(0, unused.length - limit))) {
      try {
        yield* this.#workplace.client.delete(CONTROLLER_REVISION, metadata.name, metadata.namespace);
      } catch (error) {
        if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
      }
    }
  }

  *#create(owner: O, data: unknown, text: string, template: PodTemplate, revision: number): Task<ControllerRevision> {
    const { name, namespace } = owner.metadata;
    const hash = dataHash(data as Json);
    const object = {
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: { ...template.metadata.labels, [REVISION_HASH]: hash },
        ownerReferences: [controllerReference(owner, this.#kind)],
      },
      data,
      revision,
    };
    try {
      return yield* this.#workplace.client.create(CONTROLLER_REVISION, object, namespace);
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'AlreadyExists')) throw error;
      // Our own, which the cache does not show yet.
      const existing = yield* this.#workplace.client.get(CONTROLLER_REVISION, object.metadata.name, namespace);
      if (canonicalJson(existing.data) !== text) throw error;
      return existing;
    }
  }
}
