// A cluster without machines: an API server in memory, the controllers, the scheduler, and nodes whose kubelets
// are played by a few lines here: they run what is bound to them and let go of what is deleted.

import { formatMicroTime, formatTime } from '../../../src/base/duration.ts';
import type { KubeClient } from '../../../src/kube/client/client.ts';
import { Informers } from '../../../src/kube/client/informer.ts';
import { runControllers } from '../../../src/kube/controllers/all.ts';
import { Workplace } from '../../../src/kube/controllers/run.ts';
import type { Kind } from '../../../src/kube/objects/kind.ts';
import { KINDS, LEASE, NODE, POD } from '../../../src/kube/objects/kinds.ts';
import type { KubeObject } from '../../../src/kube/objects/types/meta.ts';
import type { Node } from '../../../src/kube/objects/types/node.ts';
import type { Pod } from '../../../src/kube/objects/types/pod.ts';
import { runScheduler } from '../../../src/kube/scheduler/scheduler.ts';
import type { Simulation } from '../../../src/sim/simulation.ts';
import { start, type Task } from '../../../src/sim/task.ts';
import { immortal } from '../../../src/sim/threads.ts';
import { createTestApi, type TestApi } from '../../support/api.ts';

export interface ClusterOptions {
  readonly nodes?: number;
  /** From bound to Ready. */
  readonly startMillis?: number;
  readonly stopMillis?: number;
  readonly pods?: string;
}

export class Cluster {
  readonly api: TestApi = createTestApi();
  readonly client: KubeClient = this.api.client();
  readonly simulation: Simulation = this.api.simulation;
  /** Nodes whose kubelet has fallen silent. */
  readonly silent = new Set<string>();
  readonly #options: ClusterOptions;

  constructor(options: ClusterOptions = {}) {
    this.#options = options;
    this.api.run(this.#ensure('kube-node-lease'));
    const threads = immortal(this.simulation);
    const workplace = new Workplace(threads, this.client, new Informers(threads, this.client));
    runControllers(workplace, { kinds: KINDS });
    runScheduler(threads, this.client, new Informers(threads, this.client));
    const kubelet = new Informers(threads, this.client);
    kubelet.of(POD).onChange((pod) => pod?.spec.nodeName && this.#kubelet(pod));
    this.addNode('controlplane', { taints: [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' }] });
    for (let at = 1; at <= (options.nodes ?? 2); at++) this.addNode(`node${String(at).padStart(2, '0')}`);
    this.wait(5_000);
  }

  addNode(name: string, spec: Partial<Node['spec']> = {}, labels: Record<string, string> = {}): void {
    const now = formatTime(this.#now);
    const condition = (type: string, status: string) => ({
      type,
      status,
      reason: 'Kubelet',
      message: '',
      lastHeartbeatTime: now,
      lastTransitionTime: now,
    });
    const resources = { cpu: '2', memory: '3902696Ki', 'ephemeral-storage': '40Gi', pods: this.#options.pods ?? '110' };
    this.create(NODE, {
      metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
      spec,
      status: {
        capacity: resources,
        allocatable: resources,
        conditions: [
          condition('MemoryPressure', 'False'),
          condition('DiskPressure', 'False'),
          condition('PIDPressure', 'False'),
          condition('Ready', 'True'),
        ],
      },
    });
    const lease = { metadata: { name, namespace: 'kube-node-lease' }, spec: { holderIdentity: name } };
    this.create(LEASE, lease, 'kube-node-lease');
    this.#heartbeat(name);
  }

  create<T extends KubeObject>(kind: Kind<T>, object: unknown, namespace?: string): T {
    return this.api.run(this.client.create(kind, object, namespace));
  }

  get<T extends KubeObject>(kind: Kind<T>, name: string, namespace = 'default'): T {
    return this.api.run(this.client.get(kind, name, kind.namespaced ? namespace : undefined));
  }

  list<T extends KubeObject>(kind: Kind<T>, namespace = 'default'): T[] {
    return this.api.run(this.client.list(kind, kind.namespaced ? { namespace } : {})).items;
  }

  patch<T extends KubeObject>(kind: Kind<T>, name: string, body: unknown, namespace = 'default'): T {
    const where = kind.namespaced ? namespace : undefined;
    return this.api.run(this.client.patch(kind, name, where, 'application/strategic-merge-patch+json', body));
  }

  delete(kind: Kind, name: string, namespace = 'default'): void {
    this.api.run(this.client.delete(kind, name, kind.namespaced ? namespace : undefined));
  }

  wait(millis: number): void {
    this.simulation.advance(millis);
  }

  /** `reason message (xN)` of all events about an object, in order. */
  events(kind: string, name: string, namespace = 'default'): string[] {
    const response = this.api.send('GET', `/api/v1/namespaces/${namespace}/events`);
    const { items } = response.body as {
      items: {
        metadata: { creationTimestamp: string; resourceVersion: string };
        involvedObject: { kind: string; name: string };
        reason: string;
        message: string;
        count?: number;
      }[];
    };
    return items
      .sort(
        ({ metadata: a }, { metadata: b }) =>
          Date.parse(a.creationTimestamp) - Date.parse(b.creationTimestamp) ||
          Number(a.resourceVersion) - Number(b.resourceVersion),
      )
      .filter((event) => event.involvedObject.kind === kind && event.involvedObject.name === name)
      .map((event) => `${event.reason}: ${event.message}${(event.count ?? 1) > 1 ? ` (x${event.count})` : ''}`);
  }

  get #now(): number {
    return this.simulation.epoch + this.simulation.now;
  }

  *#ensure(namespace: string): Task<void> {
    const path = `/api/v1/namespaces/${namespace}`;
    const found = yield* this.client.request({ method: 'GET', path, query: {}, headers: {} });
    if (found.status === 404)
      this.api.send('POST', '/api/v1/namespaces', {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: namespace },
      });
  }

  #heartbeat(name: string): void {
    if (!this.silent.has(name)) {
      const spec = { renewTime: formatMicroTime(this.#now) };
      this.#do(this.client.patch(LEASE, name, 'kube-node-lease', 'application/merge-patch+json', { spec }));
    }
    this.simulation.schedule(10_000, `heartbeat of ${name}`, () => this.#heartbeat(name));
  }

  #kubelet(pod: Pod): void {
    const { name, namespace, deletionTimestamp } = pod.metadata;
    const node = pod.spec.nodeName ?? '';
    if (this.silent.has(node)) return;
    if (deletionTimestamp) {
      this.simulation.schedule(this.#options.stopMillis ?? 500, 'stop', () => {
        if (!this.silent.has(node))
          this.#do(
            this.client.delete(POD, name, namespace, {
              gracePeriodSeconds: 0,
              preconditions: { uid: pod.metadata.uid },
            }),
          );
      });
    } else if (pod.status.phase === 'Pending' && !pod.status.startTime) {
      this.simulation.schedule(this.#options.startMillis ?? 1_000, 'start', () => {
        if (this.silent.has(node)) return;
        const time = formatTime(this.#now);
        const octet = this.simulation.random.integer(250) + 2;
        // `true` and `false` end at once, as their namesakes do; everything else runs on.
        const phase = { true: 'Succeeded', false: 'Failed' }[pod.spec.containers[0].command?.[0] ?? ''] ?? 'Running';
        const ready = phase === 'Running' ? 'True' : 'False';
        const status = {
          phase,
          startTime: time,
          podIP: `10.244.1.${octet}`,
          conditions: [{ type: 'Ready', status: ready, lastTransitionTime: time }],
        };
        this.#do(
          this.client.patch(POD, name, namespace, 'application/strategic-merge-patch+json', { status }, 'status'),
        );
      });
    }
  }

  /** A pod may be gone meanwhile. */
  #do(task: Task<unknown>): void {
    start(this.simulation, 'kubelet', task, () => {});
  }
}

export const deployment = (name: string, replicas: number, spec: Record<string, unknown> = {}) => ({
  metadata: { name, labels: { app: name } },
  spec: {
    replicas,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.25' }] } },
    ...spec,
  },
});

export const isReady = (pod: Pod): boolean =>
  pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
