// The cluster as the scheduler counts it: nodes with the pods on them, bound ones and those it has just decided
// about. Models pkg/scheduler/backend/cache.

import type { Node } from '../objects/types/node.ts';
import type { Pod } from '../objects/types/pod.ts';
import { type Amounts, amountsOf, type HostPort, portsClash, type Requests, requestsOf } from './requests.ts';

export class NodeView {
  node: Node;
  allocatable: Amounts;
  readonly pods = new Map<string, Pod>();
  readonly requested = new Map<string, number>();
  scoredCpu = 0;
  scoredMemory = 0;
  readonly ports: HostPort[] = [];
  readonly #requests: (pod: Pod) => Requests;

  constructor(node: Node, requests: (pod: Pod) => Requests) {
    this.node = node;
    this.allocatable = amountsOf(node.status.allocatable);
    this.#requests = requests;
  }

  get name(): string {
    return this.node.metadata.name;
  }

  get labels(): Readonly<Record<string, string>> {
    return this.node.metadata.labels ?? {};
  }

  add(pod: Pod): void {
    this.remove(pod);
    this.pods.set(pod.metadata.uid, pod);
    this.#count(this.#requests(pod), 1);
  }

  remove(pod: Pod): void {
    const present = this.pods.get(pod.metadata.uid);
    if (!present) return;
    this.pods.delete(pod.metadata.uid);
    this.#count(this.#requests(present), -1);
  }

  hasFree(ports: readonly HostPort[]): boolean {
    return !ports.some((wanted) => this.ports.some((used) => portsClash(wanted, used)));
  }

  /** A copy to try things on. */
  copy(): NodeView {
    const copy = new NodeView(this.node, this.#requests);
    for (const pod of this.pods.values()) copy.add(pod);
    return copy;
  }

  #count(requests: Requests, sign: 1 | -1): void {
    for (const [name, amount] of requests.amounts)
      this.requested.set(name, (this.requested.get(name) ?? 0) + sign * amount);
    this.scoredCpu += sign * requests.scored.cpu;
    this.scoredMemory += sign * requests.scored.memory;
    for (const port of requests.ports) {
      if (sign === 1) this.ports.push(port);
      else
        this.ports.splice(
          this.ports.findIndex(
            (one) => one.port === port.port && one.protocol === port.protocol && one.address === port.address,
          ),
          1,
        );
    }
  }
}

export class ClusterView {
  readonly #nodes = new Map<string, NodeView>();
  /** Pods on nodes that are not there (yet). */
  readonly #homeless = new Map<string, Map<string, Pod>>();
  readonly #requests = new Map<string, Requests>();

  get nodes(): NodeView[] {
    return [...this.#nodes.values()];
  }

  node(name: string): NodeView | undefined {
    return this.#nodes.get(name);
  }

  get size(): number {
    return this.#nodes.size;
  }

  setNode(node: Node): void {
    const { name } = node.metadata;
    const view = this.#nodes.get(name);
    if (view) {
      view.node = node;
      view.allocatable = amountsOf(node.status.allocatable);
      return;
    }
    const fresh = new NodeView(node, (pod) => this.requestsOf(pod));
    this.#nodes.set(name, fresh);
    for (const pod of this.#homeless.get(name)?.values() ?? []) fresh.add(pod);
    this.#homeless.delete(name);
  }

  removeNode(name: string): void {
    const view = this.#nodes.get(name);
    this.#nodes.delete(name);
    if (view && view.pods.size > 0) this.#homeless.set(name, new Map(view.pods));
  }

  /** A pod that has, or is about to get, `spec.nodeName`. */
  addPod(pod: Pod): void {
    const name = pod.spec.nodeName ?? '';
    const view = this.#nodes.get(name);
    if (view) {
      view.add(pod);
      return;
    }
    const homeless = this.#homeless.get(name) ?? new Map<string, Pod>();
    this.#homeless.set(name, homeless.set(pod.metadata.uid, pod));
  }

  removePod(pod: Pod): void {
    const name = pod.spec.nodeName ?? '';
    this.#nodes.get(name)?.remove(pod);
    this.#homeless.get(name)?.delete(pod.metadata.uid);
    this.#requests.delete(pod.metadata.uid);
  }

  /** Read once per pod: a pod's requests do not change. */
  requestsOf(pod: Pod): Requests {
    let requests = this.#requests.get(pod.metadata.uid);
    if (!requests) {
      requests = requestsOf(pod.spec);
      this.#requests.set(pod.metadata.uid, requests);
    }
    return requests;
  }
}
