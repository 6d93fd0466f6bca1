// A Deployment keeps one ReplicaSet per pod template and moves replicas from the old ones to the new one, never
// with more pods than allowed, never with fewer available ones. Models pkg/controller/deployment.

import type { Task } from '../../../sim/task.ts';
import { StatusError } from '../../client/client.ts';
import { referenceTo } from '../../client/events.ts';
import { keyOf } from '../../client/paths.ts';
import { DEPLOYMENT } from '../../objects/deployment.ts';
import { controllerOf, controllerReference } from '../../objects/owners.ts';
import { POD } from '../../objects/pod.ts';
import { REPLICA_SET } from '../../objects/replica-set.ts';
import { sameJson } from '../../objects/strategy.ts';
import { canonicalJson, podTemplateHash } from '../../objects/template-hash.ts';
import type { Condition } from '../../objects/types/meta.ts';
import type { Pod, PodTemplate } from '../../objects/types/pod.ts';
import type { Deployment, ReplicaSet } from '../../objects/types/workload.ts';
import type { Controller, ObjectKey } from '../controller.ts';
import { Dependents } from '../dependents.ts';
import { conditionOf, isTerminal } from '../pods.ts';
import type { Workplace } from '../run.ts';
import { desiredReplicas, newSetAnnotations, REVISION, revisionOf, sizeAnnotations } from './annotations.ts';
import { isActiveSet, newSetSize, oldestFirst, scaled, shrinkOldSets } from './scale.ts';
import { isRolling } from './sizes.ts';
import {
  allSets,
  countedStatus,
  hasDeadline,
  isComplete,
  makeCondition,
  progressedStatus,
  type Rollout,
  untilDeadline,
  withDeploymentCondition,
} from './status.ts';

type Again = { again: number } | undefined;

export function deploymentController(workplace: Workplace): Controller {
  const deployments = workplace.informers.of(DEPLOYMENT);
  workplace.informers.of(REPLICA_SET);
  const rollouts = new Rollouts(workplace);
  return {
    name: 'deployment-controller',
    watches: [
      { kind: DEPLOYMENT, keys: (deployment: Deployment) => [keyOf(deployment)] },
      { kind: REPLICA_SET, keys: (set: ReplicaSet, old: ReplicaSet | undefined) => ownersOf(set, old) },
      { kind: POD, keys: (pod: Pod) => rollouts.waitingFor(pod) },
    ],
    *reconcile(key: ObjectKey): Task<Again> {
      const deployment = deployments.get(key);
      return deployment && (yield* rollouts.sync(deployment));
    },
  };

  function ownersOf(set: ReplicaSet, old: ReplicaSet | undefined): ObjectKey[] {
    const names = [set, old].map((one) => one && controllerOf(one)).filter((owner) => owner?.kind === 'Deployment');
    if (names.length === 0) return deployments.inNamespace(set.metadata.namespace ?? '').map(keyOf);
    return [...new Set(names.map((owner) => `${set.metadata.namespace}/${owner?.name}`))];
  }
}

class Rollouts {
  readonly #workplace: Workplace;
  readonly #sets: Dependents<ReplicaSet>;
  readonly #pods: Dependents<Pod>;

  constructor(workplace: Workplace) {
    this.#workplace = workplace;
    this.#sets = new Dependents(workplace.informers.of(REPLICA_SET), workplace.client);
    this.#pods = new Dependents(workplace.informers.of(POD), workplace.client);
  }

  get #now(): number {
    return this.#workplace.now;
  }

  /** Recreate starts the new pods when the last old one is gone. */
  waitingFor(pod: Pod): ObjectKey[] {
    const owner = controllerOf(pod);
    if (owner?.kind !== 'ReplicaSet') return [];
    const { namespace = '' } = pod.metadata;
    const set = this.#workplace.informers.of(REPLICA_SET).get(`${namespace}/${owner.name}`);
    const above = set && controllerOf(set);
    const deployment = above && this.#workplace.informers.of(DEPLOYMENT).get(`${namespace}/${above.name}`);
    return deployment && !isRolling(deployment) ? [keyOf(deployment)] : [];
  }

  *sync(deployment: Deployment): Task<Again> {
    const { selector } = deployment.spec;
    if (!selector.matchLabels && !selector.matchExpressions) {
      const message = 'This deployment is selecting all pods. A non-empty selector is required.';
      this.#tell(deployment, 'SelectingAll', message, 'Warning');
      return undefined;
    }
    const sets = yield* this.#sets.claim(deployment, DEPLOYMENT, selector);
    const rollout = divide(deployment, sets);
    if (deployment.metadata.deletionTimestamp) {
      yield* this.#writeStatus(deployment, countedStatus(rollout, this.#now));
      return undefined;
    }
    if (yield* this.#markPaused(deployment)) return undefined; // the changed object comes back at once
    if (deployment.spec.paused || isScaling(rollout)) return yield* this.#scale(rollout);
    return isRolling(deployment) ? yield* this.#roll(rollout) : yield* this.#recreate(rollout);
  }

  *#markPaused(deployment: Deployment): Task<boolean> {
    const present = conditionOf(deployment, 'Progressing');
    if (!hasDeadline(deployment) || present?.reason === 'ProgressDeadlineExceeded') return false;
    const marked = present?.reason === 'DeploymentPaused';
    const paused = deployment.spec.paused === true;
    if (paused === marked) return false;
    const condition = paused
      ? makeCondition(this.#now, 'Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused')
      : makeCondition(this.#now, 'Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed');
    yield* this.#setCondition(deployment, condition);
    return true;
  }

  /** Sizes only: spec.replicas changed, or the rollout is paused. */
  *#scale(rollout: Rollout): Task<Again> {
    const annotated = yield* this.#withNewSet(rollout, false);
    for (const { set, to } of scaled(annotated)) yield* this.#resize(annotated.deployment, set, to);
    if (rollout.deployment.spec.paused) yield* this.#cleanUp(annotated);
    yield* this.#writeStatus(annotated.deployment, countedStatus(this.#refreshed(annotated), this.#now));
    return undefined;
  }

  *#roll(rollout: Rollout): Task<Again> {
    const now = yield* this.#withNewSet(rollout, true);
    const { deployment, newSet } = now;
    if (!newSet) return undefined;
    const { replicas } = deployment.spec;
    const wanted =
      newSet.spec.replicas > replicas ? replicas : newSetSize(deployment, allSets(now), newSet.spec.replicas);
    if (yield* this.#resize(deployment, newSet, wanted)) return yield* this.#report(now);
    const shrinking = shrinkOldSets(now);
    for (const { set, to } of shrinking) yield* this.#resize(deployment, set, to);
    if (shrinking.length === 0 && isComplete(deployment, deployment.status)) yield* this.#cleanUp(now);
    return yield* this.#report(now);
  }

  *#recreate(rollout: Rollout): Task<Again> {
    const known = yield* this.#withNewSet(rollout, false);
    const active = known.oldSets.filter(isActiveSet);
    for (const set of active) yield* this.#resize(known.deployment, set, 0);
    const oldPods = known.oldSets.flatMap((set) => this.#pods.of(set));
    if (active.length > 0 || oldPods.some((pod) => !isTerminal(pod))) return yield* this.#report(known);
    const now = known.newSet ? known : yield* this.#withNewSet(rollout, true);
    if (now.newSet) yield* this.#resize(now.deployment, now.newSet, now.deployment.spec.replicas);
    if (isComplete(now.deployment, now.deployment.status)) yield* this.#cleanUp(now);
    return yield* this.#report(now);
  }

  /** The rollout with the new set's annotations and revision in order; `create`: and with a new set at all. */
  *#withNewSet(rollout: Rollout, create: boolean): Task<Rollout> {
    const { deployment, newSet, oldSets } = rollout;
    const revision = Math.max(0, ...oldSets.map(revisionOf)) + 1;
    if (!newSet) return create ? yield* this.#createSet(rollout, revision) : rollout;
    const annotations = newSetAnnotations(deployment, newSet.metadata.annotations, revision);
    const minReadySeconds = deployment.spec.minReadySeconds ?? 0;
    let set = newSet;
    if (!sameJson(annotations, newSet.metadata.annotations) || (newSet.spec.minReadySeconds ?? 0) !== minReadySeconds) {
      const spec = { ...newSet.spec, minReadySeconds };
      set = yield* this.#workplace.client.update(REPLICA_SET, {
        ...newSet,
        metadata: { ...newSet.metadata, annotations },
        spec,
      });
    }
    const message = `Found new replica set "${set.metadata.name}"`;
    const found = conditionOf(deployment, 'Progressing')
      ? undefined
      : makeCondition(this.#now, 'Progressing', 'True', 'FoundNewReplicaSet', message);
    return { deployment: yield* this.#setRevision(deployment, set, found), newSet: set, oldSets };
  }

  *#createSet(rollout: Rollout, revision: number): Task<Rollout> {
    const { deployment, oldSets } = rollout;
    const { name, namespace } = deployment.metadata;
    const hash = podTemplateHash(deployment.spec.template, deployment.status.collisionCount);
    const template = withHash(deployment.spec.template, hash);
    const annotations = newSetAnnotations(deployment, undefined, revision);
    const { selector } = deployment.spec;
    const replicas = newSetSize(deployment, oldSets, 0);
    const wanted = {
      metadata: {
        name: `${name}-${hash}`,
        namespace,
        labels: template.metadata.labels,
        annotations: { ...annotations, ...sizeAnnotations(deployment) },
        ownerReferences: [controllerReference(deployment, DEPLOYMENT)],
      },
      spec: {
        replicas,
        minReadySeconds: deployment.spec.minReadySeconds,
        selector: { ...selector, matchLabels: { ...selector.matchLabels, 'pod-template-hash': hash } },
        template,
      },
    };
    let created: ReplicaSet;
    try {
      created = yield* this.#workplace.client.create(REPLICA_SET, wanted, namespace);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (error.reason === 'AlreadyExists') return yield* this.#collided(rollout, wanted.metadata.name);
      const message = `Failed to create new replica set "${wanted.metadata.name}": ${error.message}`;
      const failed = makeCondition(this.#now, 'Progressing', 'False', 'ReplicaSetCreateError', message);
      if (hasDeadline(deployment)) yield* this.#setCondition(deployment, failed);
      this.#tell(deployment, 'ReplicaSetCreateError', message, 'Warning');
      throw error;
    }
    if (replicas > 0)
      this.#tell(
        deployment,
        'ScalingReplicaSet',
        `Scaled up replica set ${created.metadata.name} from 0 to ${replicas}`,
      );
    const message = `Created new replica set "${created.metadata.name}"`;
    const condition = makeCondition(this.#now, 'Progressing', 'True', 'NewReplicaSetCreated', message);
    return { deployment: yield* this.#setRevision(deployment, created, condition), newSet: created, oldSets };
  }

  /** The name is taken: by our own set that the cache does not show yet, or by a stranger, then we count the collision. */
  *#collided(rollout: Rollout, name: string): Task<Rollout> {
    const { deployment, oldSets } = rollout;
    const existing = yield* this.#workplace.client.get(REPLICA_SET, name, deployment.metadata.namespace);
    if (controllerOf(existing)?.uid === deployment.metadata.uid && isSameTemplate(existing, deployment))
      return { deployment, newSet: existing, oldSets };
    const collisionCount = (deployment.status.collisionCount ?? 0) + 1;
    yield* this.#workplace.client.update(
      DEPLOYMENT,
      { ...deployment, status: { ...deployment.status, collisionCount } },
      'status',
    );
    return rollout;
  }

  *#setRevision(deployment: Deployment, set: ReplicaSet, condition?: Condition): Task<Deployment> {
    const revision = set.metadata.annotations?.[REVISION] ?? '';
    const stale = deployment.metadata.annotations?.[REVISION] !== revision;
    const wantsCondition = condition !== undefined && hasDeadline(deployment);
    if (!stale && !wantsCondition) return deployment;
    const annotations = { ...deployment.metadata.annotations, [REVISION]: revision };
    const conditions = wantsCondition
      ? withDeploymentCondition(deployment.status.conditions, condition)
      : deployment.status.conditions;
    // The status subresource of deployments takes annotations, too.
    return yield* this.#workplace.client.update(
      DEPLOYMENT,
      {
        ...deployment,
        metadata: { ...deployment.metadata, annotations },
        status: { ...deployment.status, conditions },
      },
      'status',
    );
  }

  /** True when the size changed. The annotations that scaling reads follow either way. */
  *#resize(deployment: Deployment, set: ReplicaSet, to: number): Task<boolean> {
    const sizes = sizeAnnotations(deployment);
    const annotated =
      desiredReplicas(set) === deployment.spec.replicas &&
      Object.entries(sizes).every(([name, value]) => set.metadata.annotations?.[name] === value);
    const from = set.spec.replicas;
    if (from === to && annotated) return false;
    // An old set at its size keeps its annotations: only a scaling brings them up to date.
    if (from === to && !isActiveSet(set)) return false;
    yield* this.#workplace.client.update(REPLICA_SET, {
      ...set,
      metadata: { ...set.metadata, annotations: { ...set.metadata.annotations, ...sizes } },
      spec: { ...set.spec, replicas: to },
    });
    if (from === to) return false;
    const direction = from < to ? 'up' : 'down';
    this.#tell(
      deployment,
      'ScalingReplicaSet',
      `Scaled ${direction} replica set ${set.metadata.name} from ${from} to ${to}`,
    );
    return true;
  }

  /** Old sets without pods beyond the history limit go, oldest revision first. */
  *#cleanUp({ deployment, oldSets }: Rollout): Task<void> {
    const alive = oldSets.filter((set) => !set.metadata.deletionTimestamp);
    const surplus = alive.length - deployment.spec.revisionHistoryLimit;
    if (surplus <= 0) return;
    for (const set of alive.sort((a, b) => revisionOf(a) - revisionOf(b)).slice(0, surplus)) {
      const idle = set.status.replicas === 0 && set.spec.replicas === 0;
      if (!idle || (set.metadata.generation ?? 0) > (set.status.observedGeneration ?? 0)) continue;
      try {
        yield* this.#workplace.client.delete(REPLICA_SET, set.metadata.name, set.metadata.namespace);
      } catch (error) {
        if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
      }
    }
  }

  *#report(rollout: Rollout): Task<Again> {
    const { deployment } = rollout;
    const status = progressedStatus(this.#refreshed(rollout), this.#now);
    const written = yield* this.#writeStatus(deployment, status);
    const again = untilDeadline(written, written.status, this.#now);
    return again === undefined ? undefined : { again };
  }

  /** Counts come from the cache, as they are known now. */
  #refreshed({ deployment, newSet, oldSets }: Rollout): Rollout {
    const cache = this.#workplace.informers.of(REPLICA_SET);
    const latest = (set: ReplicaSet) => {
      const cached = cache.get(keyOf(set));
      return cached && cached.metadata.uid === set.metadata.uid ? cached : set;
    };
    return { deployment, newSet: newSet && latest(newSet), oldSets: oldSets.map(latest) };
  }

  *#writeStatus(deployment: Deployment, status: Deployment['status']): Task<Deployment> {
    if (sameJson(status, deployment.status)) return deployment;
    return yield* this.#workplace.client.update(DEPLOYMENT, { ...deployment, status }, 'status');
  }

  *#setCondition(deployment: Deployment, condition: Condition): Task<void> {
    const conditions = withDeploymentCondition(deployment.status.conditions, condition);
    yield* this.#writeStatus(deployment, { ...deployment.status, conditions });
  }

  #tell(deployment: Deployment, reason: string, message: string, type: 'Normal' | 'Warning' = 'Normal'): void {
    this.#workplace.events('deployment-controller').event(referenceTo(DEPLOYMENT, deployment), type, reason, message);
  }
}

/** The set with the Deployment's present template is the new one; of several, the oldest. */
function divide(deployment: Deployment, sets: readonly ReplicaSet[]): Rollout {
  const newSet = [...sets].sort(oldestFirst).find((set) => isSameTemplate(set, deployment));
  return { deployment, newSet, oldSets: sets.filter((set) => set !== newSet) };
}

/** EqualIgnoreHash. */
function isSameTemplate(set: ReplicaSet, deployment: Deployment): boolean {
  return canonicalJson(withHash(set.spec.template, '')) === canonicalJson(withHash(deployment.spec.template, ''));
}

function withHash(template: PodTemplate, hash: string): PodTemplate {
  const labels = { ...template.metadata.labels, 'pod-template-hash': hash };
  return { ...template, metadata: { ...template.metadata, labels } };
}

const isScaling = (rollout: Rollout): boolean =>
  allSets(rollout)
    .filter(isActiveSet)
    .some((set) => {
      const desired = desiredReplicas(set);
      return desired !== undefined && desired !== rollout.deployment.spec.replicas;
    });
