// Listens to the nodes' heartbeats. A node silent for 50 s becomes Unknown, its pods not ready, and it gets the
// taint that will drive the pods out, one node per 10 s so that a network fault does not empty a data centre.
// Models pkg/controller/nodelifecycle.

import { formatTime } from '../../../base/duration.ts';
import type { Millis } from '../../../sim/simulation.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { delay } from '../../../sim/waits.ts';
import { ConnectionError, StatusError } from '../../client/client.ts';
import { LEASE } from '../../objects/lease.ts';
import { NODE } from '../../objects/node.ts';
import { POD } from '../../objects/pod.ts';
import type { Condition } from '../../objects/types/meta.ts';
import type { Node, Taint } from '../../objects/types/node.ts';
import { withCondition } from '../conditions.ts';
import { conditionOf } from '../pods.ts';
import type { Workplace } from '../run.ts';
import { NOT_READY, swapTaints, UNREACHABLE } from './taints.ts';

export interface NodeHealthOptions {
  readonly monitorPeriod: Millis;
  readonly gracePeriod: Millis;
  readonly startupGracePeriod: Millis;
  /** Nodes per second that may get the NoExecute taint. */
  readonly evictionRate: number;
  readonly secondaryEvictionRate: number;
  /** A zone with so many nodes keeps evicting, slowly, when most of it is gone; a smaller one stops. */
  readonly largeClusterSize: number;
  readonly unhealthyZoneThreshold: number;
}

export const NODE_HEALTH_DEFAULTS: NodeHealthOptions = {
  monitorPeriod: 5_000,
  gracePeriod: 50_000,
  startupGracePeriod: 60_000,
  evictionRate: 0.1,
  secondaryEvictionRate: 0.01,
  largeClusterSize: 50,
  unhealthyZoneThreshold: 0.55,
};

interface Heard {
  readonly uid: string;
  /** When the last sign of life was noticed, and what it was. */
  at: Millis;
  sign: string;
  /** What was last seen of the Ready condition. */
  ready: Condition['status'];
}

const REPORTED = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

export function runNodeHealth(workplace: Workplace, options: NodeHealthOptions = NODE_HEALTH_DEFAULTS): void {
  new NodeHealth(workplace, options).start();
}

class NodeHealth {
  readonly #workplace: Workplace;
  readonly #options: NodeHealthOptions;
  readonly #heard = new Map<string, Heard>();
  /** When the next node of a zone may be tainted. */
  readonly #nextEviction = new Map<string, Millis>();
  /** Pods that could not be marked at the first try. */
  readonly #toMark = new Set<string>();
  readonly #podsOn;

  constructor(workplace: Workplace, options: NodeHealthOptions) {
    this.#workplace = workplace;
    this.#options = options;
    workplace.informers.of(NODE);
    workplace.informers.of(LEASE);
    this.#podsOn = workplace.informers.of(POD).index((pod) => (pod.spec.nodeName ? [pod.spec.nodeName] : []));
  }

  start(): void {
    this.#workplace.threads.thread('node health', this.#watch());
  }

  *#watch(): Task<void> {
    const { informers, simulation } = this.#workplace;
    yield* informers.synced();
    for (;;) {
      this.#forgetRemoved();
      for (const node of informers.of(NODE).list()) {
        try {
          yield* this.#examine(node);
        } catch (error) {
          if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
          this.#workplace.logError('Error updating node health', error.message, 'node-lifecycle-controller');
        }
      }
      yield* wait(delay(simulation, this.#options.monitorPeriod, 'node monitor'));
    }
  }

  #forgetRemoved(): void {
    for (const [name, { uid }] of this.#heard) {
      if (this.#workplace.informers.of(NODE).get(name)) continue;
      this.#heard.delete(name);
      this.#tell(name, uid, 'RemovingNode', `Node ${name} event: Removing Node ${name} from Controller`);
    }
  }

  *#examine(listed: Node): Task<void> {
    const { name, uid } = listed.metadata;
    let heard = this.#heard.get(name);
    if (!heard) {
      heard = { uid, at: this.#workplace.simulation.now, sign: this.#signOf(listed), ready: 'Unknown' };
      heard.ready = conditionOf(listed, 'Ready')?.status ?? 'Unknown';
      this.#heard.set(name, heard);
      this.#tell(name, uid, 'RegisteredNode', `Node ${name} event: Registered Node ${name} in Controller`);
    }
    const observed = conditionOf(listed, 'Ready')?.status ?? 'Unknown';
    const node = yield* this.#judge(listed, heard);
    const ready = conditionOf(node, 'Ready')?.status ?? 'Unknown';
    yield* this.#taint(node, observed);
    if (heard.ready === 'True' && ready !== 'True') {
      this.#tell(name, uid, 'NodeNotReady', `Node ${name} status is now: NodeNotReady`);
      this.#toMark.add(name);
    }
    heard.ready = ready;
    if (ready === 'True') this.#toMark.delete(name);
    else if (this.#toMark.has(name)) {
      yield* this.#markPodsNotReady(name);
      this.#toMark.delete(name);
    }
  }

  /** Either a renewed lease or a posted status is a sign of life. */
  #signOf(node: Node): string {
    const { name } = node.metadata;
    const lease = this.#workplace.informers.of(LEASE).get(`kube-node-lease/${name}`);
    return `${lease?.spec.renewTime ?? ''} ${conditionOf(node, 'Ready')?.lastHeartbeatTime ?? ''}`;
  }

  /** The node as it is, or as it was just declared: Unknown in everything its kubelet reports. */
  *#judge(node: Node, heard: Heard): Task<Node> {
    const { simulation, client, now } = this.#workplace;
    const sign = this.#signOf(node);
    if (sign !== heard.sign) {
      heard.sign = sign;
      heard.at = simulation.now;
      return node;
    }
    const posted = conditionOf(node, 'Ready') !== undefined;
    const grace = posted ? this.#options.gracePeriod : this.#options.startupGracePeriod;
    if (simulation.now <= heard.at + grace) return node;
    let conditions = node.status.conditions ?? [];
    let changed = false;
    for (const type of REPORTED) {
      const present = conditionOf({ status: { conditions } }, type);
      if (present?.status === 'Unknown') continue;
      changed = true;
      conditions = withCondition(conditions, {
        ...present,
        type,
        status: 'Unknown',
        reason: present ? 'NodeStatusUnknown' : 'NodeStatusNeverUpdated',
        message: present ? 'Kubelet stopped posting node status.' : 'Kubelet never posted node status.',
        lastHeartbeatTime: present?.lastHeartbeatTime ?? node.metadata.creationTimestamp,
        lastTransitionTime: formatTime(now),
      });
    }
    if (!changed) return node;
    const updated = yield* client.update(NODE, { ...node, status: { ...node.status, conditions } }, 'status');
    // Our own writing is no sign of life.
    heard.sign = this.#signOf(updated);
    return updated;
  }

  *#taint(node: Node, observed: Condition['status']): Task<void> {
    const { client, now } = this.#workplace;
    const status = conditionOf(node, 'Ready')?.status ?? observed;
    const taints = node.spec.taints ?? [];
    const isDriving = (taint: Taint) => taint.effect === 'NoExecute' && [NOT_READY, UNREACHABLE].includes(taint.key);
    if (status === 'True' || this.#isEverythingDown()) {
      yield* swapTaints(client, node, [], isDriving, now);
      return;
    }
    const key = status === 'False' ? NOT_READY : UNREACHABLE;
    if (taints.some((taint) => isDriving(taint) && taint.key === key)) return;
    // Changing one for the other is free; a new one needs a turn.
    if (!taints.some(isDriving) && !this.#takeTurn(node)) return;
    yield* swapTaints(client, node, [{ key, effect: 'NoExecute' }], isDriving, now);
  }

  /** No node of any zone is ready: then it is us who are cut off, and nothing is evicted. */
  #isEverythingDown(): boolean {
    const nodes = this.#workplace.informers.of(NODE).list();
    return nodes.length > 0 && nodes.every((node) => !isReadyNode(node));
  }

  #takeTurn(node: Node): boolean {
    const zone = zoneOf(node);
    const { simulation, informers } = this.#workplace;
    const mates = informers
      .of(NODE)
      .list()
      .filter((one) => zoneOf(one) === zone);
    const rate = this.#rate(mates);
    const next = this.#nextEviction.get(zone) ?? 0;
    if (rate === 0 || simulation.now < next) return false;
    this.#nextEviction.set(zone, simulation.now + 1_000 / rate);
    return true;
  }

  /** A zone where most nodes are gone is suspicious: slower, or, when it is small, not at all. */
  #rate(zone: readonly Node[]): number {
    const { evictionRate, secondaryEvictionRate, largeClusterSize, unhealthyZoneThreshold } = this.#options;
    const down = zone.filter((node) => !isReadyNode(node)).length;
    if (down === zone.length || down <= 2 || down / zone.length < unhealthyZoneThreshold) return evictionRate;
    return zone.length > largeClusterSize ? secondaryEvictionRate : 0;
  }

  *#markPodsNotReady(node: string): Task<void> {
    const { client, now } = this.#workplace;
    for (const pod of this.#podsOn(node)) {
      const ready = conditionOf(pod, 'Ready');
      if (ready?.status !== 'True') continue;
      const condition = { ...ready, status: 'False' as const, lastTransitionTime: formatTime(now) };
      const status = { conditions: [condition] };
      const { name, namespace } = pod.metadata;
      try {
        const merge = 'application/strategic-merge-patch+json';
        yield* client.patch(POD, name, namespace, merge, { status }, 'status');
      } catch (error) {
        if (error instanceof StatusError && error.reason === 'NotFound') continue;
        throw error;
      }
      this.#workplace
        .events('node-controller')
        .event(
          { kind: 'Pod', apiVersion: 'v1', name, namespace, uid: pod.metadata.uid },
          'Warning',
          'NodeNotReady',
          'Node is not ready',
        );
    }
  }

  #tell(name: string, uid: string, reason: string, message: string): void {
    this.#workplace
      .events('node-controller')
      .event({ kind: 'Node', apiVersion: 'v1', name, uid }, 'Normal', reason, message);
  }
}

const isReadyNode = (node: Node): boolean => conditionOf(node, 'Ready')?.status === 'True';

const zoneOf = ({ metadata: { labels = {} } }: Node): string =>
  `${labels['topology.kubernetes.io/region'] ?? ''}:\0:${labels['topology.kubernetes.io/zone'] ?? ''}`;
