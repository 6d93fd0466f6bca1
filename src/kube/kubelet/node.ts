// The Node object as this kubelet knows it: registration, the status it posts, the lease it renews. Models
// pkg/kubelet/kubelet_node_status.go and pkg/kubelet/nodestatus.

import { formatMicroTime, formatTime } from '../../base/duration.ts';
import { cloneJson, equalJson } from '../../base/json.ts';
import type { ContainerRuntime } from '../../linux/containers/cri.ts';
import { RpcError } from '../../linux/containers/cri.ts';
import type { Process } from '../../linux/host/process.ts';
import type { Millis } from '../../sim/simulation.ts';
import { type Task, type Wait, wait } from '../../sim/task.ts';
import { delay, first, Signal } from '../../sim/waits.ts';
import { ConnectionError, type KubeClient, StatusError } from '../client/client.ts';
import type { EventRecorder } from '../client/events.ts';
import { LEASE } from '../objects/lease.ts';
import { NODE } from '../objects/node.ts';
import type { Condition } from '../objects/types/meta.ts';
import type { Lease, Node } from '../objects/types/node.ts';
import type { KubeletConfiguration, KubeletFlags } from './configuration.ts';
import type { PressureType } from './eviction.ts';
import type { Klog } from './klog.ts';

const LEASE_NAMESPACE = 'kube-node-lease';
const LEASE_SECONDS = 40;
/** nodeStatusMaxImages. */
const MOST_IMAGES = 50;
const RENEW: Millis = 10_000;
const REPORT: Millis = 300_000;

/** Conditions the eviction manager decides on, and their reasons and messages while all is well and while not. */
const PRESSURES: readonly (readonly [
  type: PressureType,
  good: readonly [reason: string, message: string],
  bad: readonly [reason: string, message: string],
])[] = [
  [
    'MemoryPressure',
    ['KubeletHasSufficientMemory', 'kubelet has sufficient memory available'],
    ['KubeletHasInsufficientMemory', 'kubelet has insufficient memory available'],
  ],
  [
    'DiskPressure',
    ['KubeletHasNoDiskPressure', 'kubelet has no disk pressure'],
    ['KubeletHasDiskPressure', 'kubelet has disk pressure'],
  ],
];

const pressureOf = (node: Node, type: PressureType): boolean =>
  node.status.conditions?.some((one) => one.type === type && one.status === 'True') ?? false;

export interface NodeOptions {
  readonly process: Process;
  readonly log: Klog;
  readonly client: KubeClient;
  readonly events: EventRecorder;
  readonly name: string;
  readonly address: string;
  readonly version: string;
  /** `https://172.30.1.2:6443`, for messages. */
  readonly server: string;
  readonly configuration: KubeletConfiguration;
  readonly flags: KubeletFlags;
  readonly runtime: () => ContainerRuntime;
  readonly pressure: (type: PressureType) => boolean;
}

export class NodeReporter {
  readonly #options: NodeOptions;
  readonly #touched = new Signal();
  #node: Node | undefined;
  #lease: Lease | undefined;
  #reported: Node['status'] | undefined;
  #stampReported: string | undefined;
  #reportedAt = Number.NEGATIVE_INFINITY;
  #leaseRetry = 200;

  constructor(options: NodeOptions) {
    this.#options = options;
  }

  get node(): Node | undefined {
    return this.#node;
  }

  /** What the API shows, from the kubelet's own watch. */
  observe(node: Node | undefined): void {
    if (node) this.#node = node;
  }

  /** Something about the node may have changed. */
  touch(): void {
    this.#touched.emit();
  }

  start(): void {
    const { process } = this.#options;
    process.thread('node status', this.#run());
    process.thread('node lease', this.#renew());
  }

  get #now(): Millis {
    return this.#options.process.simulation.epoch + this.#options.process.simulation.now;
  }

  *#run(): Task<void> {
    const { process, log } = this.#options;
    const { simulation } = process;
    yield* this.#register();
    for (;;) {
      try {
        yield* this.#report();
      } catch (error) {
        if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
        const err = `error getting node "${this.#options.name}": ${this.#reason('Get', `/api/v1/nodes/${this.#options.name}?timeout=10s`, error)}`;
        log.error('kubelet_node_status.go:548', 'Error updating node status, will retry', err);
      }
      const touched = this.#touched.next('node change') as Wait<void>;
      const tick = delay(simulation, RENEW, 'node status');
      if ((yield* wait(first({ touched, tick }))).name === 'touched') {
        yield* wait(delay(simulation, 100, 'node change'));
      }
    }
  }

  // ——— registration ———

  *#register(): Task<void> {
    const { log, name, process } = this.#options;
    let pause = 100;
    for (;;) {
      log.info('kubelet_node_status.go:78', 'Attempting to register node', { node: name });
      try {
        this.#node = yield* this.#createOrAdopt();
        return;
      } catch (error) {
        if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
        log.error(
          'kubelet_node_status.go:110',
          'Unable to register node with API server',
          this.#reason('Post', '/api/v1/nodes', error),
          { node: name },
        );
      }
      yield* wait(delay(process.simulation, pause, 'node registration'));
      pause = Math.min(pause * 2, 7_000);
    }
  }

  *#createOrAdopt(): Task<Node> {
    const { client, log, name } = this.#options;
    const wanted = this.#newNode();
    try {
      const created = yield* client.create(NODE, wanted);
      log.info('kubelet_node_status.go:81', 'Successfully registered node', { node: name });
      this.#tellStart(created);
      return created;
    } catch (error) {
      if (!(error instanceof StatusError) || error.reason !== 'AlreadyExists') throw error;
    }
    log.info('kubelet_node_status.go:124', 'Node was previously registered', { node: name });
    let node = yield* client.get(NODE, name);
    const labels = { ...node.metadata.labels, ...wanted.metadata.labels };
    if (!equalJson(labels, node.metadata.labels)) {
      node = yield* client.patch(NODE, name, undefined, 'application/strategic-merge-patch+json', {
        metadata: { labels },
      });
    }
    const before = node.status.nodeInfo?.bootID;
    const { bootId } = this.#options.process.host;
    this.#tellStart(node);
    if (before !== undefined && before !== '' && before !== bootId) {
      this.#event('Warning', 'Rebooted', `Node ${name} has been rebooted, boot id: ${bootId}`);
    }
    return node;
  }

  #newNode() {
    const { name, flags, configuration, process } = this.#options;
    const labels: Record<string, string> = {
      'beta.kubernetes.io/arch': 'amd64',
      'beta.kubernetes.io/os': 'linux',
      'kubernetes.io/arch': 'amd64',
      'kubernetes.io/hostname': process.host.name.toLowerCase(),
      'kubernetes.io/os': 'linux',
      ...flags.nodeLabels,
    };
    const taints = configuration.registerWithTaints;
    return {
      metadata: { name, labels, annotations: { 'volumes.kubernetes.io/controller-managed-attach-detach': 'true' } },
      spec: taints.length > 0 ? { taints } : {},
      status: this.#status(undefined),
    };
  }

  #tellStart(_node: Node): void {
    const { name } = this.#options;
    this.#event('Normal', 'Starting', 'Starting kubelet.');
    this.#event('Warning', 'InvalidDiskCapacity', 'invalid capacity 0 on image filesystem');
    for (const reason of ['NodeHasSufficientMemory', 'NodeHasNoDiskPressure', 'NodeHasSufficientPID']) {
      this.#event('Normal', reason, `Node ${name} status is now: ${reason}`);
    }
    this.#event('Normal', 'NodeAllocatableEnforced', 'Updated Node Allocatable limit across pods');
  }

  /** The kubelet names its node by name where others have a UID. */
  #event(type: 'Normal' | 'Warning', reason: string, message: string): void {
    const { name, events } = this.#options;
    events.event({ kind: 'Node', name, uid: name }, type, reason, message);
  }

  // ——— status ———

  *#report(): Task<void> {
    const { client, name } = this.#options;
    if (!this.#node) return;
    const stamp = this.#stamp();
    if (stamp === this.#stampReported && !this.#differs() && this.#now - this.#reportedAt < REPORT) return;
    const status = this.#status(this.#node);
    const wasReady = readiness(this.#node);
    const before = this.#node;
    const hadPressure = new Map(PRESSURES.map(([type]) => [type, pressureOf(before, type)]));
    this.#node = yield* client.patch(
      NODE,
      name,
      undefined,
      'application/strategic-merge-patch+json',
      { status: cloneJson(status) },
      'status',
    );
    this.#reported = status;
    this.#stampReported = stamp;
    this.#reportedAt = this.#now;
    for (const [type, good, bad] of PRESSURES) {
      const holds = pressureOf(this.#node, type);
      if (holds === hadPressure.get(type)) continue;
      const reason = (holds ? bad : good)[0].replace('Kubelet', 'Node');
      this.#event('Normal', reason, `Node ${name} status is now: ${reason}`);
    }
    const ready = readiness(this.#node);
    if (ready !== wasReady) {
      const reason = ready === 'True' ? 'NodeReady' : 'NodeNotReady';
      this.#event('Normal', reason, `Node ${name} status is now: ${reason}`);
    }
  }

  /** What of the status can change while the kubelet runs, in short: looked at every ten seconds. */
  #stamp(): string {
    const pressures = PRESSURES.map(([type]) => this.#options.pressure(type));
    return [this.#readyProblem(), this.#imageCount(), this.#runtimeVersion(undefined), ...pressures].join(' ');
  }

  /** Somebody else wrote our conditions: the node controller, while we were away. */
  #differs(): boolean {
    const theirs = this.#node?.status.conditions ?? [];
    const ours = this.#reported?.conditions ?? [];
    return ours.some((one) => {
      const other = theirs.find((condition) => condition.type === one.type);
      return other?.status !== one.status || other.reason !== one.reason;
    });
  }

  #status(known: Node | undefined): Node['status'] {
    const { process, configuration, address, name, version } = this.#options;
    const { hardware, files, bootId } = process.host;
    const disk = Math.floor(hardware.disk / 1024);
    const fixed = { 'hugepages-1Gi': '0', 'hugepages-2Mi': '0' };
    const pods = String(configuration.maxPods);
    const text = (path: string) => (files.exists(path) ? files.readText(path).trim() : '');
    const memory = Number(/^MemTotal:\s+(\d+) kB/m.exec(text('/proc/meminfo'))?.[1] ?? hardware.memory / 1024);
    const machine = text('/etc/machine-id');
    const osImage = /^PRETTY_NAME="?([^"\n]*)/m.exec(text('/etc/os-release'))?.[1] ?? '';
    return {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
      ],
      capacity: { cpu: String(hardware.cpus), 'ephemeral-storage': `${disk}Ki`, ...fixed, memory: `${memory}Ki`, pods },
      allocatable: {
        cpu: String(hardware.cpus),
        'ephemeral-storage': String(Math.floor(disk * 1024 * 0.9)),
        ...fixed,
        memory: `${memory - 102_400}Ki`,
        pods,
      },
      conditions: this.#conditions(known),
      daemonEndpoints: { kubeletEndpoint: { Port: configuration.port } },
      images: this.#images(),
      nodeInfo: {
        machineID: machine,
        systemUUID: machine.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
        bootID: bootId,
        kernelVersion: text('/proc/sys/kernel/osrelease') || '6.8.0-51-generic',
        osImage,
        containerRuntimeVersion: this.#runtimeVersion(known),
        kubeletVersion: version,
        kubeProxyVersion: '',
        operatingSystem: 'linux',
        architecture: 'amd64',
      },
    };
  }

  #runtimeVersion(known: Node | undefined): string {
    try {
      const { name, version } = this.#options.runtime().version();
      return `${name}://${version}`;
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return String(known?.status.nodeInfo?.containerRuntimeVersion ?? '');
    }
  }

  #imageCount(): number {
    try {
      return Math.min(this.#options.runtime().images().length, MOST_IMAGES);
    } catch (error) {
      if (error instanceof RpcError) return 0;
      throw error;
    }
  }

  #images(): NonNullable<Node['status']['images']> {
    try {
      return this.#options
        .runtime()
        .images()
        .map((image) => ({ names: [...image.digests, ...image.tags], sizeBytes: image.size }))
        .sort((a, b) => b.sizeBytes - a.sizeBytes)
        .slice(0, MOST_IMAGES);
    } catch (error) {
      if (error instanceof RpcError) return [];
      throw error;
    }
  }

  #conditions(known: Node | undefined): Condition[] {
    const problem = this.#readyProblem();
    const rows: [string, boolean, string, string][] = [
      ...PRESSURES.map(([type, good, bad]): [string, boolean, string, string] =>
        this.#options.pressure(type) ? [type, true, ...bad] : [type, false, ...good],
      ),
      ['PIDPressure', false, 'KubeletHasSufficientPID', 'kubelet has sufficient PID available'],
      problem
        ? ['Ready', false, 'KubeletNotReady', problem]
        : ['Ready', true, 'KubeletReady', 'kubelet is posting ready status'],
    ];
    const now = formatTime(this.#now);
    return rows.map(([type, holds, reason, message]) => {
      const status = holds ? 'True' : 'False';
      const before = known?.status.conditions?.find((one) => one.type === type);
      const since = before?.status === status ? before.lastTransitionTime : now;
      return { type, status, lastHeartbeatTime: now, lastTransitionTime: since ?? now, reason, message };
    });
  }

  #readyProblem(): string | undefined {
    try {
      const problem = this.#options.runtime().networkProblem();
      return (
        problem &&
        `container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: ${problem}`
      );
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return 'container runtime is down';
    }
  }

  // ——— lease ———

  *#renew(): Task<void> {
    const { process, log, name } = this.#options;
    const { simulation } = process;
    for (;;) {
      let pause: Millis = RENEW + simulation.random.integer(400);
      try {
        yield* this.#renewOnce();
        this.#leaseRetry = 200;
      } catch (error) {
        if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
        this.#lease = undefined;
        pause = this.#leaseRetry;
        this.#leaseRetry = Math.min(this.#leaseRetry * 2, 7_000);
        const path = `/apis/coordination.k8s.io/v1/namespaces/${LEASE_NAMESPACE}/leases/${name}?timeout=10s`;
        const interval = pause < 1000 ? `${pause}ms` : `${pause / 1000}s`;
        log.error('controller.go:145', 'Failed to ensure lease exists, will retry', this.#reason('Get', path, error), {
          interval,
        });
      }
      yield* wait(delay(simulation, pause, 'node lease'));
    }
  }

  *#renewOnce(): Task<void> {
    const { client, name } = this.#options;
    const renewTime = formatMicroTime(this.#now);
    if (!this.#lease) {
      try {
        this.#lease = yield* client.get(LEASE, name, LEASE_NAMESPACE);
      } catch (error) {
        if (!(error instanceof StatusError) || error.reason !== 'NotFound') throw error;
        const { uid } = this.#node?.metadata ?? {};
        const ownerReferences = uid ? [{ apiVersion: 'v1', kind: 'Node', name, uid }] : undefined;
        const spec = { holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime };
        const metadata = { name, namespace: LEASE_NAMESPACE, ...(ownerReferences && { ownerReferences }) };
        this.#lease = yield* client.create(LEASE, { metadata, spec }, LEASE_NAMESPACE);
        return;
      }
    }
    const spec = { ...this.#lease.spec, holderIdentity: name, leaseDurationSeconds: LEASE_SECONDS, renewTime };
    this.#lease = yield* client.update(LEASE, { ...this.#lease, spec });
  }

  /** The error as a Go client prints it. */
  #reason(verb: string, path: string, error: StatusError | ConnectionError): string {
    if (error instanceof StatusError) return error.message;
    return error.message.startsWith(`${verb} "`) ? error.message : `${verb} "${this.#server}${path}": ${error.message}`;
  }

  get #server(): string {
    return this.#options.server;
  }
}

const readiness = (node: Node): string | undefined =>
  node.status.conditions?.find((condition) => condition.type === 'Ready')?.status;
