// Pods with names that stay: db-0, db-1, db-2. They come in order, each when the one before is ready; they go in
// reverse; updates go from the last to the partition. A pod whose node fell silent is not replaced: nobody
// can know that it does not run any more. Models pkg/controller/statefulset.

import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { referenceTo } from '../client/events.ts';
import { keyOf } from '../client/paths.ts';
import { controllerOf, controllerReference } from '../objects/owners.ts';
import { PERSISTENT_VOLUME_CLAIM } from '../objects/persistent-volume-claim.ts';
import { POD } from '../objects/pod.ts';
import { STATEFUL_SET } from '../objects/stateful-set.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Pod, PodTemplate, Volume } from '../objects/types/pod.ts';
import type { ControllerRevision, StatefulSet } from '../objects/types/workload.ts';
import type { Controller, ObjectKey } from './controller.ts';
import { Dependents } from './dependents.ts';
import { Expectations } from './expectations.ts';
import { isAvailable, isReady, isTerminal, untilAvailable } from './pods.ts';
import { REVISION_HASH, Revisions } from './revisions.ts';
import type { Workplace } from './run.ts';

const POD_NAME = 'statefulset.kubernetes.io/pod-name';
const POD_INDEX = 'apps.kubernetes.io/pod-index';

export function statefulSetController(workplace: Workplace): Controller {
  const { client, informers, simulation } = workplace;
  const sets = informers.of(STATEFUL_SET);
  const pods = informers.of(POD);
  const claims = informers.of(PERSISTENT_VOLUME_CLAIM);
  const dependents = new Dependents(pods, client);
  const expectations = new Expectations(simulation, pods);
  const revisions = new Revisions(workplace, STATEFUL_SET);
  const events = workplace.events('statefulset-controller');

  function* reconcile(key: ObjectKey): Task<{ again: number } | undefined> {
    const set = sets.get(key);
    if (!set) {
      expectations.forget(key);
      return undefined;
    }
    const claimed = yield* dependents.claim(set, STATEFUL_SET, set.spec.selector);
    const mine = claimed.filter((pod) => ordinalOf(set, pod) >= 0);
    if (set.metadata.deletionTimestamp) return undefined;
    const { current: update, old } = yield* revisions.sync(set, set.spec.template);
    const currentName = set.status.currentRevision ?? update.metadata.name;
    const current = [update, ...old].find((one) => one.metadata.name === currentName) ?? update;
    if (expectations.met(key)) yield* act(set, mine, current, update);
    yield* writeStatus(set, mine, current, update);
    const names = new Set([currentName, update.metadata.name, ...mine.map(revisionOf)]);
    yield* revisions.cleanUp(set, old, ({ metadata }) => names.has(metadata.name), set.spec.revisionHistoryLimit);
    const again = untilAvailable(mine, set.spec.minReadySeconds ?? 0, workplace.now);
    return again === undefined ? undefined : { again };
  }

  /** One step, or all possible ones when pods are managed in parallel. */
  function* act(
    set: StatefulSet,
    mine: readonly Pod[],
    current: ControllerRevision,
    update: ControllerRevision,
  ): Task<void> {
    const inOrder = set.spec.podManagementPolicy === 'OrderedReady';
    const byOrdinal = new Map(mine.map((pod) => [ordinalOf(set, pod), pod]));
    for (let ordinal = 0; ordinal < set.spec.replicas; ordinal++) {
      const pod = byOrdinal.get(ordinal);
      if (pod && isTerminal(pod) && !pod.metadata.deletionTimestamp) {
        const message = `StatefulSet ${keyOf(set)} is recreating failed Pod ${pod.metadata.name}`;
        if (pod.status.phase === 'Failed')
          events.event(referenceTo(STATEFUL_SET, set), 'Warning', 'RecreatingFailedPod', message);
        yield* remove(set, pod);
        if (inOrder) return;
      } else if (!pod) {
        yield* create(set, ordinal, ordinal < partitionOf(set) ? current : update);
        if (inOrder) return;
      } else if (inOrder && (pod.metadata.deletionTimestamp || !isAvailableNow(set, pod))) return;
    }
    const condemned = mine.filter((pod) => ordinalOf(set, pod) >= set.spec.replicas).sort(lastFirst(set));
    for (const pod of condemned) {
      if (!pod.metadata.deletionTimestamp) yield* remove(set, pod);
      if (inOrder) return;
    }
    if (set.spec.updateStrategy.type === 'OnDelete') return;
    for (let ordinal = set.spec.replicas - 1; ordinal >= partitionOf(set); ordinal--) {
      const pod = byOrdinal.get(ordinal);
      if (!pod || pod.metadata.deletionTimestamp) return;
      if (revisionOf(pod) !== update.metadata.name) return yield* remove(set, pod);
      if (!isAvailableNow(set, pod)) return;
    }
  }

  function* create(set: StatefulSet, ordinal: number, revision: ControllerRevision): Task<void> {
    const { namespace } = set.metadata;
    const name = `${set.metadata.name}-${ordinal}`;
    const template = templateIn(revision) ?? set.spec.template;
    const pod = {
      metadata: {
        name,
        namespace,
        labels: {
          ...template.metadata.labels,
          [POD_INDEX]: String(ordinal),
          [REVISION_HASH]: revision.metadata.name,
          [POD_NAME]: name,
        },
        annotations: template.metadata.annotations,
        ownerReferences: [controllerReference(set, STATEFUL_SET)],
      },
      spec: {
        ...template.spec,
        hostname: name,
        subdomain: set.spec.serviceName,
        volumes: volumesFor(set, name, template.spec.volumes),
      },
    };
    yield* createClaims(set, name);
    try {
      expectations.created(keyOf(set), yield* client.create(POD, pod, namespace));
      tell(set, 'Normal', 'SuccessfulCreate', `create Pod ${name} in StatefulSet ${set.metadata.name} successful`);
    } catch (error) {
      if (!(error instanceof StatusError) || error.reason === 'AlreadyExists') throw error;
      const message = `create Pod ${name} in StatefulSet ${set.metadata.name} failed error: ${error.message}`;
      tell(set, 'Warning', 'FailedCreate', message);
      throw error;
    }
  }

  /** A claim stays when its pod goes, and is found again by its name. */
  function* createClaims(set: StatefulSet, pod: string): Task<void> {
    const { namespace } = set.metadata;
    for (const { metadata, spec } of set.spec.volumeClaimTemplates ?? []) {
      const name = `${metadata.name}-${pod}`;
      if (claims.get(`${namespace}/${name}`)) continue;
      const labels = { ...metadata.labels, ...set.spec.selector.matchLabels };
      const claim = { metadata: { name, namespace, labels, annotations: metadata.annotations }, spec };
      const about = `Claim ${name} Pod ${pod} in StatefulSet ${set.metadata.name}`;
      try {
        yield* client.create(PERSISTENT_VOLUME_CLAIM, claim, namespace);
        tell(set, 'Normal', 'SuccessfulCreate', `create ${about} success`);
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        if (error.reason === 'AlreadyExists') continue;
        tell(set, 'Warning', 'FailedCreate', `create ${about} failed error: ${error.message}`);
        throw error;
      }
    }
  }

  function* remove(set: StatefulSet, pod: Pod): Task<void> {
    const { name, namespace, uid } = pod.metadata;
    try {
      yield* client.delete(POD, name, namespace, { preconditions: { uid } });
    } catch (error) {
      if (error instanceof StatusError && ['NotFound', 'Conflict'].includes(error.reason)) return;
      throw error;
    }
    expectations.deleted(keyOf(set), pod);
    tell(set, 'Normal', 'SuccessfulDelete', `delete Pod ${name} in StatefulSet ${set.metadata.name} successful`);
  }

  function* writeStatus(
    set: StatefulSet,
    mine: readonly Pod[],
    current: ControllerRevision,
    update: ControllerRevision,
  ): Task<void> {
    const alive = mine.filter((pod) => !pod.metadata.deletionTimestamp);
    const of = (revision: ControllerRevision) =>
      alive.filter((pod) => revisionOf(pod) === revision.metadata.name).length;
    const status: StatefulSet['status'] = {
      ...set.status,
      observedGeneration: set.metadata.generation,
      replicas: mine.length,
      readyReplicas: mine.filter(isReady).length,
      availableReplicas: mine.filter((pod) => isAvailableNow(set, pod)).length,
      currentReplicas: of(current),
      updatedReplicas: of(update),
      currentRevision: current.metadata.name,
      updateRevision: update.metadata.name,
      collisionCount: set.status.collisionCount ?? 0,
    };
    const rolledOut = status.updatedReplicas === status.replicas && status.readyReplicas === status.replicas;
    if (set.spec.updateStrategy.type === 'RollingUpdate' && rolledOut) {
      status.currentReplicas = status.updatedReplicas;
      status.currentRevision = update.metadata.name;
    }
    for (const count of ['readyReplicas', 'currentReplicas', 'updatedReplicas'] as const)
      if (status[count] === 0) delete status[count];
    if (sameJson(status, set.status)) return;
    yield* client.update(STATEFUL_SET, { ...set, status }, 'status');
  }

  const isAvailableNow = (set: StatefulSet, pod: Pod): boolean =>
    pod.status.phase === 'Running' && isAvailable(pod, set.spec.minReadySeconds ?? 0, workplace.now);

  const tell = (set: StatefulSet, type: 'Normal' | 'Warning', reason: string, message: string): void =>
    events.event(referenceTo(STATEFUL_SET, set), type, reason, message);

  return {
    name: 'statefulset-controller',
    watches: [
      { kind: STATEFUL_SET, keys: (set: StatefulSet) => [keyOf(set)] },
      {
        kind: POD,
        keys: (pod: Pod) => {
          const owner = controllerOf(pod);
          if (owner) return owner.kind === 'StatefulSet' ? [`${pod.metadata.namespace}/${owner.name}`] : [];
          return sets.inNamespace(pod.metadata.namespace ?? '').map(keyOf);
        },
      },
    ],
    reconcile,
  };
}

const partitionOf = ({ spec }: StatefulSet): number => spec.updateStrategy.rollingUpdate?.partition ?? 0;

const revisionOf = (pod: Pod): string => pod.metadata.labels?.[REVISION_HASH] ?? '';

/** `db-2` of `db` → 2; a name that is not ours → -1. */
function ordinalOf(set: StatefulSet, pod: Pod): number {
  const prefix = `${set.metadata.name}-`;
  const rest = pod.metadata.name.startsWith(prefix) ? pod.metadata.name.slice(prefix.length) : '';
  return /^\d+$/.test(rest) ? Number(rest) : -1;
}

const lastFirst =
  (set: StatefulSet) =>
  (a: Pod, b: Pod): number =>
    ordinalOf(set, b) - ordinalOf(set, a);

function templateIn(revision: ControllerRevision): PodTemplate | undefined {
  const data = revision.data as { spec?: { template?: PodTemplate & { $patch?: string } } };
  if (!data?.spec?.template) return undefined;
  const { $patch: _, ...template } = data.spec.template;
  return template;
}

/** A claim per template: volume `data` of db-0 comes from the claim data-db-0. */
function volumesFor(set: StatefulSet, pod: string, volumes: Volume[] | undefined): Volume[] | undefined {
  const claims = (set.spec.volumeClaimTemplates ?? []).map(({ metadata }) => ({
    name: metadata.name,
    persistentVolumeClaim: { claimName: `${metadata.name}-${pod}` },
  }));
  if (claims.length === 0) return volumes;
  const names = new Set(claims.map(({ name }) => name));
  return [...(volumes ?? []).filter(({ name }) => !names.has(name)), ...claims];
}
