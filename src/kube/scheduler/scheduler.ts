// Finds a node for every pod that has none: filter, score, bind; what fits nowhere waits and says why.
// Models pkg/scheduler.

import { formatTime } from '../../base/duration.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { ConnectionError, type KubeClient, StatusError } from '../client/client.ts';
import { EventRecorder, referenceTo } from '../client/events.ts';
import type { Informers } from '../client/informer.ts';
import { withCondition } from '../controllers/conditions.ts';
import { conditionOf, isTerminal } from '../controllers/pods.ts';
import { NAMESPACE, NODE, POD, POD_DISRUPTION_BUDGET, REPLICA_SET, SERVICE, STATEFUL_SET } from '../objects/kinds.ts';
import { controllerOf } from '../objects/owners.ts';
import { labelsMatch } from '../objects/selectors.ts';
import { sameJson } from '../objects/strategy.ts';
import type { Condition, LabelSelector } from '../objects/types/meta.ts';
import type { Node } from '../objects/types/node.ts';
import type { Pod } from '../objects/types/pod.ts';
import { ClusterView, type NodeView } from './cluster-view.ts';
import { judgeFor, type Plugin, type Refusal } from './filters.ts';
import { type Candidate, preempt, priorityOf } from './preemption.ts';
import { SchedulingQueue } from './scheduling-queue.ts';
import { score } from './scores.ts';
import { type Misfit, sentenceOf } from './verdict.ts';
import { Volumes } from './volumes.ts';

export interface SchedulerOptions {
  /** Pods that name another scheduler are left alone. */
  readonly name?: string;
  readonly host?: string;
}

export function runScheduler(
  threads: Threads,
  client: KubeClient,
  informers: Informers,
  options: SchedulerOptions = {},
): void {
  new Scheduler(threads, client, informers, options).start();
}

class Scheduler {
  readonly #threads: Threads;
  readonly #client: KubeClient;
  readonly #informers: Informers;
  readonly #name: string;
  readonly #view = new ClusterView();
  readonly #queue: SchedulingQueue;
  readonly #events: EventRecorder;
  readonly #volumes: Volumes;
  /** Pods decided about whose binding the cache does not show yet. */
  readonly #assumed = new Map<string, Pod>();
  /** Preemptors wait for their victims; their room is not given to lesser pods. */
  readonly #nominated = new Map<string, Pod>();

  constructor(threads: Threads, client: KubeClient, informers: Informers, options: SchedulerOptions) {
    this.#threads = threads;
    this.#client = client;
    this.#informers = informers;
    this.#name = options.name ?? 'default-scheduler';
    this.#queue = new SchedulingQueue(threads.simulation);
    this.#volumes = new Volumes(threads, client, informers);
    this.#events = new EventRecorder(threads, client, { component: this.#name, host: options.host });
  }

  start(): void {
    this.#informers.of(NAMESPACE);
    this.#informers.of(SERVICE);
    this.#informers.of(REPLICA_SET);
    this.#informers.of(STATEFUL_SET);
    this.#informers.of(POD_DISRUPTION_BUDGET);
    this.#volumes.watch(() => this.#queue.somethingHappened(['VolumeBinding']));
    this.#informers.of(NODE).onChange((node, old) => this.#nodeChanged(node, old));
    this.#informers.of(POD).onChange((pod, old) => this.#podChanged(pod, old));
    this.#threads.thread('scheduling', this.#run());
  }

  // ——— what happens in the cluster ———

  #nodeChanged(node: Node | undefined, old: Node | undefined): void {
    if (!node) {
      if (old) this.#view.removeNode(old.metadata.name);
      return;
    }
    this.#view.setNode(node);
    const matters =
      !old ||
      !sameJson(node.spec, old.spec) ||
      !sameJson(node.metadata.labels, old.metadata.labels) ||
      !sameJson(node.status.allocatable, old.status.allocatable);
    if (matters) this.#queue.somethingHappened();
  }

  #podChanged(pod: Pod | undefined, old: Pod | undefined): void {
    const last = pod ?? old;
    if (!last) return;
    if (!last.spec.nodeName) {
      this.#pendingChanged(pod, old);
      return;
    }
    this.#queue.remove(last.metadata.uid);
    this.#nominated.delete(last.metadata.uid);
    this.#forget(last);
    if (pod && !isTerminal(pod)) {
      this.#view.addPod(pod);
      const isNew = !old?.spec.nodeName;
      if (isNew || !sameJson(pod.metadata.labels, old?.metadata.labels))
        this.#queue.somethingHappened(['InterPodAffinity', 'PodTopologySpread']);
      return;
    }
    this.#view.removePod(last);
    this.#queue.somethingHappened(['NodeResourcesFit', 'NodePorts', 'InterPodAffinity', 'PodTopologySpread']);
  }

  #pendingChanged(pod: Pod | undefined, old: Pod | undefined): void {
    if (!pod || isTerminal(pod)) {
      const uid = (pod ?? old)?.metadata.uid ?? '';
      this.#queue.remove(uid);
      this.#nominated.delete(uid);
      const assumed = this.#assumed.get(uid);
      if (assumed) this.#view.removePod(assumed);
      this.#assumed.delete(uid);
      return;
    }
    if (pod.spec.schedulerName !== this.#name || this.#assumed.has(pod.metadata.uid)) return;
    if (pod.metadata.deletionTimestamp) {
      this.#queue.remove(pod.metadata.uid);
      return;
    }
    // Gated pods are not even tried; the API server has said so in their condition.
    if (pod.spec.schedulingGates?.length) return;
    if (pod.status.nominatedNodeName) this.#nominated.set(pod.metadata.uid, pod);
    const changed =
      old !== undefined && (!sameJson(pod.spec, old.spec) || !sameJson(pod.metadata.labels, old.metadata.labels));
    this.#queue.put(pod, changed);
  }

  // ——— one pod after the other ———

  *#run(): Task<void> {
    yield* this.#informers.synced();
    for (;;) {
      const pod = yield* wait(this.#queue.next);
      try {
        yield* this.#schedule(pod);
      } catch (error) {
        if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
        this.#forget(pod);
        // A pod that is gone needs no node; anything else is tried again.
        if (error instanceof StatusError && error.reason === 'NotFound') this.#queue.remove(pod.metadata.uid);
        else this.#queue.failed(pod.metadata.uid, new Set());
      }
    }
  }

  *#schedule(pod: Pod): Task<void> {
    const volumes = this.#volumes.needsOf(pod);
    const nodes = this.#view.nodes;
    if (volumes.problem && nodes.length > 0) {
      const preemption = `0/${nodes.length} nodes are available: ${nodes.length} Preemption is not helpful for scheduling.`;
      return yield* this.#fail(pod, { nodes: nodes.length, refusals: new Map(), general: volumes.problem, preemption });
    }
    const reserved = this.#withNominated(pod);
    const judge = judgeFor(pod, reserved, this.#view, (name) => this.#informers.of(NAMESPACE).get(name), volumes);
    const refusals = new Map<string, Refusal>();
    const possible = reserved.filter((node) => {
      const refusal = judge(node);
      if (refusal) refusals.set(node.name, refusal);
      return !refusal;
    });
    if (possible.length === 0) return yield* this.#tryPreemption(pod, refusals);
    const scores = score(pod, possible, {
      view: this.#view,
      namespaces: (name) => this.#informers.of(NAMESPACE).get(name),
      owners: this.#selectorsFor(pod),
    });
    const best = Math.max(...scores);
    const winners = possible.filter((_, at) => scores[at] === best);
    const winner = winners.length === 1 ? winners[0] : this.#threads.simulation.random.pick(winners);
    if (volumes.hasDelayed) this.#threads.thread('volume binding', this.#bindWithVolumes(pod, winner));
    else yield* this.#bind(pod, winner.name);
  }

  /** Other pods do not wait for this one's volumes. */
  *#bindWithVolumes(pod: Pod, node: NodeView): Task<void> {
    const assumed: Pod = { ...pod, spec: { ...pod.spec, nodeName: node.name } };
    this.#assumed.set(pod.metadata.uid, assumed);
    this.#view.addPod(assumed);
    try {
      if (yield* this.#volumes.bind(pod, node.node)) {
        yield* this.#bind(pod, node.name);
        return;
      }
      const message = 'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded';
      this.#events.action(referenceTo(POD, pod), 'Warning', 'FailedScheduling', 'Scheduling', message);
      this.#forget(pod);
      this.#queue.failed(pod.metadata.uid, new Set<Plugin>(['VolumeBinding']));
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
      this.#forget(pod);
      this.#queue.failed(pod.metadata.uid, new Set<Plugin>(['VolumeBinding']));
    }
  }

  *#bind(pod: Pod, node: string): Task<void> {
    const { name, namespace, uid } = pod.metadata;
    const assumed: Pod = { ...pod, spec: { ...pod.spec, nodeName: node } };
    this.#assumed.set(uid, assumed);
    this.#view.addPod(assumed);
    yield* this.#client.post(POD, name, namespace, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name, namespace, uid },
      target: { kind: 'Node', name: node },
    });
    this.#queue.remove(uid);
    this.#nominated.delete(uid);
    const message = `Successfully assigned ${namespace}/${name} to ${node}`;
    this.#events.action(referenceTo(POD, pod), 'Normal', 'Scheduled', 'Binding', message);
  }

  #forget(pod: Pod): void {
    const assumed = this.#assumed.get(pod.metadata.uid);
    if (!assumed) return;
    this.#assumed.delete(pod.metadata.uid);
    this.#view.removePod(assumed);
  }

  /** The nodes as this pod must see them: with the pods of at least its priority that are promised a place. */
  #withNominated(pod: Pod) {
    const promised = [...this.#nominated.values()].filter(
      (other) =>
        other.metadata.uid !== pod.metadata.uid &&
        priorityOf(other) >= priorityOf(pod) &&
        !this.#assumed.has(other.metadata.uid),
    );
    if (promised.length === 0) return this.#view.nodes;
    return this.#view.nodes.map((node) => {
      const here = promised.filter((other) => other.status.nominatedNodeName === node.name);
      if (here.length === 0) return node;
      const copy = node.copy();
      for (const other of here) copy.add(other);
      return copy;
    });
  }

  /** Services that select the pod, and the set that made it. */
  #selectorsFor(pod: Pod): LabelSelector[] {
    const { namespace = '', labels } = pod.metadata;
    const selectors: LabelSelector[] = [];
    for (const { spec } of this.#informers.of(SERVICE).inNamespace(namespace)) {
      if (spec.selector && Object.keys(spec.selector).length > 0 && labelsMatch(spec.selector, labels))
        selectors.push({ matchLabels: spec.selector });
    }
    const owner = controllerOf(pod);
    const key = `${namespace}/${owner?.name}`;
    if (owner?.kind === 'ReplicaSet') {
      const set = this.#informers.of(REPLICA_SET).get(key);
      if (set) selectors.push(set.spec.selector);
    } else if (owner?.kind === 'StatefulSet') {
      const set = this.#informers.of(STATEFUL_SET).get(key);
      if (set) selectors.push(set.spec.selector);
    }
    return selectors;
  }

  // ——— no node ———

  *#tryPreemption(pod: Pod, refusals: ReadonlyMap<string, Refusal>): Task<void> {
    const nodes = this.#view.nodes;
    if (nodes.length === 0) return yield* this.#fail(pod, { nodes: 0, refusals });
    const namespaces = (name: string) => this.#informers.of(NAMESPACE).get(name);
    const outcome = preempt(pod, nodes, refusals, this.#informers.of(POD_DISRUPTION_BUDGET).list(), (changed) =>
      judgeFor(
        pod,
        nodes.map((node) => (node.name === changed.name ? changed : node)),
        this.#view,
        namespaces,
        this.#volumes.needsOf(pod),
      ),
    );
    if ('message' in outcome)
      return yield* this.#fail(pod, { nodes: nodes.length, refusals, preemption: outcome.message });
    yield* this.#evict(pod, outcome.candidate);
    yield* this.#fail(pod, { nodes: nodes.length, refusals }, outcome.candidate.node);
  }

  *#evict(pod: Pod, { victims, node }: Candidate): Task<void> {
    for (const victim of victims) {
      if (victim.metadata.deletionTimestamp) continue;
      const { name, namespace, uid } = victim.metadata;
      const condition: Condition = {
        type: 'DisruptionTarget',
        status: 'True',
        reason: 'PreemptionByScheduler',
        message: `${this.#name}: preempting to accommodate a higher priority pod`,
        lastTransitionTime: this.#time(),
      };
      try {
        const conditions = withCondition(victim.status.conditions, condition);
        const merge = 'application/strategic-merge-patch+json';
        yield* this.#client.patch(POD, name, namespace, merge, { status: { conditions } }, 'status');
        yield* this.#client.delete(POD, name, namespace, { preconditions: { uid } });
      } catch (error) {
        if (error instanceof StatusError && error.reason === 'NotFound') continue;
        throw error;
      }
      const message = `Preempted by pod ${pod.metadata.uid} on node ${node}`;
      this.#events.action(
        referenceTo(POD, victim),
        'Normal',
        'Preempted',
        'Preempting',
        message,
        referenceTo(POD, pod),
      );
    }
  }

  /** Says why, on the pod and in an event, and lets it wait. */
  *#fail(pod: Pod, misfit: Misfit, nominatedNodeName?: string): Task<void> {
    const message = sentenceOf(misfit);
    const plugins = new Set<Plugin>([...misfit.refusals.values()].map((refusal) => refusal.plugin));
    if (misfit.general) plugins.add('VolumeBinding');
    if (misfit.nodes === 0) plugins.add('NodeName');
    this.#events.action(referenceTo(POD, pod), 'Warning', 'FailedScheduling', 'Scheduling', message);
    this.#queue.failed(pod.metadata.uid, plugins);
    const condition: Condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastProbeTime: null,
      lastTransitionTime: this.#time(),
      observedGeneration: pod.metadata.generation,
    };
    const present = conditionOf(pod, 'PodScheduled');
    const told = present?.status === 'False' && present.reason === 'Unschedulable' && present.message === message;
    if (told && (!nominatedNodeName || pod.status.nominatedNodeName === nominatedNodeName)) return;
    const status = {
      conditions: withCondition(pod.status.conditions, condition),
      ...(nominatedNodeName && { nominatedNodeName }),
    };
    const merge = 'application/strategic-merge-patch+json';
    yield* this.#client.patch(POD, pod.metadata.name, pod.metadata.namespace, merge, { status }, 'status');
  }

  #time(): string {
    const { simulation } = this.#threads;
    return formatTime(simulation.epoch + simulation.now);
  }
}
