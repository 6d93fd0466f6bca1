// One pod on every node that is meant to have one: cordoned or not, ready or not. Models pkg/controller/daemon.

import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { keyOf } from '../client/paths.ts';
import { CONTROLLER_REVISION } from '../objects/controller-revision.ts';
import { DAEMON_SET } from '../objects/daemon-set.ts';
import { NODE } from '../objects/node.ts';
import { controllerOf } from '../objects/owners.ts';
import { POD } from '../objects/pod.ts';
import { labelSelectorMatches } from '../objects/selectors.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Node } from '../objects/types/node.ts';
import type { NodeSelectorTerm, Pod, PodSpec, PodTemplate, Toleration } from '../objects/types/pod.ts';
import type { ControllerRevision, DaemonSet } from '../objects/types/workload.ts';
import { nodeAffinityMatches, untolerated } from '../scheduler/node-affinity.ts';
import type { Controller, ObjectKey } from './controller.ts';
import { Dependents } from './dependents.ts';
import { resolve } from './deployment/sizes.ts';
import { Expectations } from './expectations.ts';
import { PodControl, slowStart } from './pod-control.ts';
import { isAvailable, isReady, timeOf, untilAvailable } from './pods.ts';
import { REVISION_HASH, Revisions } from './revisions.ts';
import type { Workplace } from './run.ts';

const BURST = 250;

/** What every daemon pod tolerates, whatever its template says. */
const TOLERATIONS: readonly Toleration[] = [
  { key: 'node.kubernetes.io/not-ready', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/unreachable', operator: 'Exists', effect: 'NoExecute' },
  { key: 'node.kubernetes.io/disk-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/memory-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/pid-pressure', operator: 'Exists', effect: 'NoSchedule' },
  { key: 'node.kubernetes.io/unschedulable', operator: 'Exists', effect: 'NoSchedule' },
];
const NETWORK_TOLERATION: Toleration = {
  key: 'node.kubernetes.io/network-unavailable',
  operator: 'Exists',
  effect: 'NoSchedule',
};

export function daemonSetController(workplace: Workplace): Controller {
  const { client, informers, simulation } = workplace;
  const sets = informers.of(DAEMON_SET);
  const nodes = informers.of(NODE);
  const pods = informers.of(POD);
  const dependents = new Dependents(pods, client);
  const expectations = new Expectations(simulation, pods);
  const control = new PodControl(workplace, DAEMON_SET, 'daemonset-controller', expectations);
  const revisions = new Revisions(workplace, DAEMON_SET);
  informers.of(CONTROLLER_REVISION);

  function* reconcile(key: ObjectKey): Task<{ again: number } | undefined> {
    const set = sets.get(key);
    if (!set) {
      expectations.forget(key);
      return undefined;
    }
    const mine = yield* dependents.claim(set, DAEMON_SET, set.spec.selector);
    if (set.metadata.deletionTimestamp) return undefined;
    const { current, old } = yield* revisions.sync(set, set.spec.template);
    const hash = current.metadata.labels?.[REVISION_HASH] ?? '';
    if (expectations.met(key)) {
      yield* place(set, mine, hash);
      if (expectations.met(key) && set.spec.updateStrategy.type === 'RollingUpdate') yield* roll(set, mine, hash);
    }
    const hashes = new Set(mine.map((pod) => pod.metadata.labels?.[REVISION_HASH]));
    const isUsed = (revision: ControllerRevision) => hashes.has(revision.metadata.labels?.[REVISION_HASH]);
    yield* revisions.cleanUp(set, old, isUsed, set.spec.revisionHistoryLimit);
    yield* updateStatus(set, mine, hash);
    const again = untilAvailable(mine, set.spec.minReadySeconds ?? 0, workplace.now);
    return again === undefined ? undefined : { again };
  }

  function* place(set: DaemonSet, mine: readonly Pod[], hash: string): Task<void> {
    const byNode = groupByNode(mine);
    const create: string[] = [];
    const remove: Pod[] = [];
    for (const node of nodes.values()) {
      const here = byNode.get(node.metadata.name) ?? [];
      const { shouldRun, shouldStay } = placement(set, node);
      if (here.length === 0) {
        if (shouldRun) create.push(node.metadata.name);
      } else if (!shouldStay) {
        remove.push(...here);
      } else {
        remove.push(...here.filter((pod) => failedOrDone(pod)));
        const running = here.filter((pod) => !failedOrDone(pod) && !pod.metadata.deletionTimestamp);
        // Of several on one node the oldest stays.
        remove.push(
          ...running
            .sort(oldestFirst)
            .slice(1)
            .filter(() => !hasSurge(set)),
        );
      }
    }
    for (const pod of remove.filter((one) => one.status.phase === 'Failed')) {
      const message = `Found failed daemon pod ${keyOf(pod)} on node ${nodeOf(pod)}, will try to kill it`;
      workplace.events('daemonset-controller').event(refer(set), 'Warning', 'FailedDaemonPod', message);
    }
    yield* slowStart(create.slice(0, BURST), (node) =>
      control.create(set, templateFor(set, node), {
        labels: {
          ...set.spec.template.metadata.labels,
          [REVISION_HASH]: hash,
          'pod-template-generation': generationOf(set),
        },
      }),
    );
    for (const pod of remove.slice(0, BURST)) yield* control.delete(set, pod);
  }

  /** Deletes old pods, not more at a time than may be unavailable. With surge, new ones come first. */
  function* roll(set: DaemonSet, mine: readonly Pod[], hash: string): Task<void> {
    const byNode = groupByNode(mine);
    const wanted = [...nodes.values()].filter((node) => placement(set, node).shouldRun);
    const { rollingUpdate } = set.spec.updateStrategy;
    const surge = resolve(rollingUpdate?.maxSurge, wanted.length, 'up');
    const most = resolve(rollingUpdate?.maxUnavailable, wanted.length, 'up');
    const available = (pod: Pod) => isAvailable(pod, set.spec.minReadySeconds ?? 0, workplace.now);
    let unavailable = 0;
    let surging = 0;
    const replaceNow: Pod[] = [];
    const candidates: Pod[] = [];
    const surgeNodes: string[] = [];
    for (const node of wanted) {
      const here = byNode.get(node.metadata.name) ?? [];
      const fresh = here.find((pod) => isUpdated(pod, hash) && !pod.metadata.deletionTimestamp);
      const stale = here.find((pod) => !isUpdated(pod, hash) && !pod.metadata.deletionTimestamp);
      if (surge > 0) {
        if (stale && fresh) {
          if (available(fresh)) replaceNow.push(stale);
          else surging++;
        } else if (stale && !available(stale)) surgeNodes.unshift(node.metadata.name);
        else if (stale) surgeNodes.push(node.metadata.name);
        continue;
      }
      if (!fresh && !stale) unavailable++;
      else if (stale && !available(stale)) {
        replaceNow.push(stale);
        unavailable++;
      } else if (stale) candidates.push(stale);
      else if (fresh && !available(fresh)) unavailable++;
    }
    for (const pod of replaceNow) yield* control.delete(set, pod);
    for (const pod of candidates.slice(0, Math.max(0, most - unavailable))) yield* control.delete(set, pod);
    for (const node of surgeNodes.slice(0, Math.max(0, surge - surging))) {
      yield* control.create(set, templateFor(set, node), {
        labels: {
          ...set.spec.template.metadata.labels,
          [REVISION_HASH]: hash,
          'pod-template-generation': generationOf(set),
        },
      });
    }
  }

  function* updateStatus(set: DaemonSet, mine: readonly Pod[], hash: string): Task<void> {
    const byNode = groupByNode(mine);
    const status: DaemonSet['status'] = {
      ...set.status,
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
      observedGeneration: set.metadata.generation,
    };
    let updated = 0;
    let available = 0;
    for (const node of nodes.values()) {
      const here = (byNode.get(node.metadata.name) ?? []).sort(oldestFirst);
      const { shouldRun } = placement(set, node);
      if (!shouldRun) {
        if (here.length > 0) status.numberMisscheduled++;
        continue;
      }
      status.desiredNumberScheduled++;
      const [pod] = here;
      if (!pod) continue;
      status.currentNumberScheduled++;
      if (here.some(isReady)) status.numberReady++;
      if (here.some((one) => isReady(one) && isAvailable(one, set.spec.minReadySeconds ?? 0, workplace.now)))
        available++;
      if (here.some((one) => isUpdated(one, hash))) updated++;
    }
    for (const [field, value] of [
      ['updatedNumberScheduled', updated],
      ['numberAvailable', available],
      ['numberUnavailable', status.desiredNumberScheduled - available],
    ] as const) {
      if (value > 0) status[field] = value;
      else delete status[field];
    }
    if (sameJson(status, set.status)) return;
    yield* client.update(DAEMON_SET, { ...set, status }, 'status');
  }

  const refer = (set: DaemonSet) => ({
    apiVersion: 'apps/v1',
    kind: 'DaemonSet',
    name: set.metadata.name,
    namespace: set.metadata.namespace,
    uid: set.metadata.uid,
    resourceVersion: set.metadata.resourceVersion,
  });

  return {
    name: 'daemonset-controller',
    watches: [
      { kind: DAEMON_SET, keys: (set: DaemonSet) => [keyOf(set)] },
      {
        kind: POD,
        keys: (pod: Pod) => {
          const owner = controllerOf(pod);
          if (owner) return owner.kind === 'DaemonSet' ? [`${pod.metadata.namespace}/${owner.name}`] : [];
          const all = sets.inNamespace(pod.metadata.namespace ?? '');
          return all.filter((set) => labelSelectorMatches(set.spec.selector, pod.metadata.labels)).map(keyOf);
        },
      },
      {
        kind: NODE,
        keys: (node: Node, old: Node | undefined) => (nodeMatters(node, old) ? sets.list().map(keyOf) : []),
      },
    ],
    *reconcile(key) {
      try {
        return yield* reconcile(key);
      } catch (error) {
        // The status shows what is there even when not everything could be created.
        if (error instanceof StatusError && error.reason !== 'Conflict') {
          const set = sets.get(key);
          if (set) yield* updateStatus(set, dependents.of(set), '');
        }
        throw error;
      }
    },
  };
}

const nodeMatters = (node: Node, old: Node | undefined): boolean =>
  !old ||
  node === old ||
  !sameJson(node.metadata.labels, old.metadata.labels) ||
  !sameJson(node.spec.taints, old.spec.taints);

/** `shouldStay`: a pod that is there may remain, as only NoExecute taints drive it away. */
function placement(set: DaemonSet, node: Node): { readonly shouldRun: boolean; readonly shouldStay: boolean } {
  const { spec } = set.spec.template;
  if (spec.nodeName && spec.nodeName !== node.metadata.name) return { shouldRun: false, shouldStay: false };
  if (!nodeAffinityMatches(spec, node)) return { shouldRun: false, shouldStay: false };
  const tolerations = tolerationsOf(spec);
  const shouldStay = !untolerated(node.spec.taints, tolerations, ['NoExecute']);
  const shouldRun = shouldStay && !untolerated(node.spec.taints, tolerations, ['NoSchedule']);
  return { shouldRun, shouldStay };
}

function tolerationsOf(spec: PodSpec): Toleration[] {
  const tolerations = [...(spec.tolerations ?? [])];
  for (const extra of spec.hostNetwork ? [...TOLERATIONS, NETWORK_TOLERATION] : TOLERATIONS)
    if (!tolerations.some((one) => sameJson(one, extra))) tolerations.push(extra);
  return tolerations;
}

/** The template bound to one node, by affinity: the scheduler still decides. */
function templateFor(set: DaemonSet, node: string): PodTemplate {
  const { template } = set.spec;
  const { spec } = template;
  const field = { key: 'metadata.name', operator: 'In' as const, values: [node] };
  const nodeAffinity = spec.affinity?.nodeAffinity;
  const terms = nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const nodeSelectorTerms: NodeSelectorTerm[] = terms?.length
    ? terms.map((term) => ({ ...term, matchFields: [field] }))
    : [{ matchFields: [field] }];
  const affinity = {
    ...spec.affinity,
    nodeAffinity: { ...nodeAffinity, requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms } },
  };
  return { ...template, spec: { ...spec, affinity, tolerations: tolerationsOf(spec) } };
}

/** The node a daemon pod is on, or meant for. */
function nodeOf(pod: Pod): string {
  if (pod.spec.nodeName) return pod.spec.nodeName;
  const terms = pod.spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  const field = terms?.flatMap((term) => term.matchFields ?? []).find(({ key }) => key === 'metadata.name');
  return field?.values?.[0] ?? '';
}

function groupByNode(pods: readonly Pod[]): Map<string, Pod[]> {
  const groups = new Map<string, Pod[]>();
  for (const pod of pods) {
    const node = nodeOf(pod);
    groups.set(node, [...(groups.get(node) ?? []), pod]);
  }
  return groups;
}

const failedOrDone = (pod: Pod): boolean => pod.status.phase === 'Failed' || pod.status.phase === 'Succeeded';

const isUpdated = (pod: Pod, hash: string): boolean => pod.metadata.labels?.[REVISION_HASH] === hash;

const hasSurge = (set: DaemonSet): boolean => {
  const { rollingUpdate } = set.spec.updateStrategy;
  return rollingUpdate !== undefined && resolve(rollingUpdate.maxSurge, 100, 'up') > 0;
};

const generationOf = (set: DaemonSet): string =>
  set.metadata.annotations?.['deprecated.daemonset.template.generation'] ?? '1';

const oldestFirst = (a: Pod, b: Pod): number =>
  timeOf(a.metadata.creationTimestamp) - timeOf(b.metadata.creationTimestamp);
