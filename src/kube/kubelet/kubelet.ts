// The kubelet: takes pods from the API and from the manifest directory, has a worker for each, tells the API
// about the node, answers on 10250. What it does not know is how long it has been running: all state stands
// in the runtime, on disk and in the API. Models cmd/kubelet/app/server.go and pkg/kubelet/kubelet.go.

import { type ContainerRuntime, CRI, RpcError } from '../../linux/containers/cri.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Process } from '../../linux/host/process.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay } from '../../sim/waits.ts';
import { ConnectionError, type KubeClient, StatusError } from '../client/client.ts';
import { EventRecorder, referenceTo } from '../client/events.ts';
import { Informer } from '../client/informer.ts';
import { CONFIG_MAP } from '../objects/config-map.ts';
import { NODE } from '../objects/node.ts';
import { POD } from '../objects/pod.ts';
import { SECRET } from '../objects/secret.ts';
import { SERVICE } from '../objects/service.ts';
import { SERVICE_ACCOUNT } from '../objects/service-account.ts';
import type { Node } from '../objects/types/node.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { Release } from '../releases/releases.ts';
import { BackOff } from './back-off.ts';
import { claimedVolume, mountClaimed } from './claimed-volumes.ts';
import type { KubeletConfiguration, KubeletFlags } from './configuration.ts';
import { ConfigError } from './environment.ts';
import { EvictionMonitor } from './eviction.ts';
import { Images } from './images.ts';
import type { Klog } from './klog.ts';
import type { KubeletContext } from './kubelet-context.ts';
import { NodeReporter } from './node.ts';
import { ObjectCache } from './object-cache.ts';
import { PodWorker } from './pod-worker.ts';
import { Prober } from './probes.ts';
import { CONFIG_HASH, CONFIG_MIRROR, mirrorOf, StaticPods } from './static-pods.ts';
import { Statuses } from './statuses.ts';

export interface KubeletOptions {
  readonly process: Process;
  readonly log: Klog;
  readonly client: KubeClient;
  /** `https://172.30.1.2:6443`. */
  readonly server: string;
  readonly flags: KubeletFlags;
  readonly configuration: KubeletConfiguration;
  readonly release: Release;
  /** `v1.35.9`. */
  readonly version: string;
  /** Path of the runtime's socket on this machine. */
  readonly runtimeSocket: string;
}

export class Kubelet {
  readonly context: KubeletContext;
  readonly #options: KubeletOptions;
  readonly #workers = new Map<string, PodWorker>();
  readonly #pods: Informer<Pod>;
  readonly #nodes: Informer<Node>;
  readonly #node: NodeReporter;
  readonly #static: StaticPods;
  readonly #eviction: EvictionMonitor;
  /** Static pods by `namespace/name`. */
  #manifests = new Map<string, Pod>();
  #runtime: ContainerRuntime | undefined;
  #runtimeWatched: ContainerRuntime | undefined;

  constructor(options: KubeletOptions) {
    const { process, log, client, flags, configuration, release } = options;
    const { simulation, host } = process;
    this.#options = options;
    const nodeName = (flags.hostnameOverride || host.name).toLowerCase();
    const nodeAddress = flags.nodeIp || host.network.address;
    const events = new EventRecorder(process, client, { component: 'kubelet', host: nodeName });
    const runtime = () => this.#connectRuntime();
    this.#pods = new Informer(process, client, POD, { fieldSelector: `spec.nodeName=${nodeName}` });
    this.#nodes = new Informer(process, client, NODE, { fieldSelector: `metadata.name=${nodeName}` });
    const services = new Informer(process, client, SERVICE);
    const refresh = (namespace: string, name: string) => this.#refresh(namespace, name);
    this.context = {
      process,
      log,
      nodeName,
      nodeAddress,
      release,
      runtime,
      containersOf: (uid) =>
        runtime()
          .containers()
          .filter((record) => record.config.labels['io.kubernetes.pod.uid'] === uid),
      images: new Images(simulation, runtime, release, configuration.serializeImagePulls),
      prober: new Prober(process, host.network, runtime, `kube-probe/${release.minor > 0 ? `1.${release.minor}` : ''}`),
      events,
      statuses: new Statuses(process, client, (pod) => this.#objectUid(pod)),
      backOff: new BackOff(simulation),
      dns: configuration,
      sources: {
        configMaps: new ObjectCache(process, client, CONFIG_MAP, refresh),
        secrets: new ObjectCache(process, client, SECRET, refresh),
        services: () => services.list(),
        node: () => this.#node.node,
        nodeName,
        nodeAddress,
        token: (pod, audience, seconds) => this.#token(pod, audience, seconds),
        *claimed(pod, claimName) {
          return mountClaimed(yield* claimedVolume(client, pod, claimName), host.files);
        },
      },
      now: () => simulation.epoch + simulation.now,
      forget: (worker) => this.#forget(worker),
    };
    this.#eviction = new EvictionMonitor(
      this.context,
      configuration.eviction,
      () => this.pods,
      () => this.#node.touch(),
    );
    this.#node = new NodeReporter({
      process,
      log,
      client,
      events,
      name: nodeName,
      address: nodeAddress,
      version: options.version,
      server: options.server,
      configuration,
      flags,
      runtime,
      pressure: (type) => this.#eviction.has(type),
    });
    this.#static = new StaticPods(process, host.files, configuration.staticPodPath, nodeName, log, (pods) =>
      this.#setManifests(pods),
    );
    services.start();
  }

  get pods(): readonly PodWorker[] {
    return [...this.#workers.values()];
  }

  start(): void {
    const { process, configuration } = this.#options;
    this.#pods.onChange((pod, old) => this.#podChanged(pod, old));
    this.#nodes.onChange((node) => {
      this.#node.observe(node);
      for (const pod of this.#manifests.values()) this.#mirror(pod);
    });
    this.#pods.start();
    this.#nodes.start();
    this.#node.start();
    this.#eviction.start();
    if (configuration.staticPodPath !== '') this.#static.start(configuration.fileCheckFrequency);
    process.thread('runtime state', this.#followRuntime());
    process.thread('orphans', this.#cleanUpOrphans());
    process.atExit(() => this.#static.stop());
  }

  // ——— sources of pods ———

  #podChanged(pod: Pod | undefined, old: Pod | undefined): void {
    const one = pod ?? old;
    if (!one) return;
    const mirrored = one.metadata.annotations?.[CONFIG_MIRROR] !== undefined;
    if (mirrored) {
      const manifest = this.#manifests.get(keyOfPod(one));
      if (manifest) this.#mirror(manifest);
      else if (pod) this.#options.process.thread('mirror pod', this.#deleteMirror(pod));
      return;
    }
    const worker = this.#workers.get(one.metadata.uid);
    if (!pod) worker?.remove();
    else if (worker) worker.update(pod);
    else this.#admit(pod);
  }

  /** A node in trouble takes no more pods. */
  #admit(pod: Pod): void {
    const why = this.#eviction.refusal(pod);
    const refused = why !== undefined && pod.status.phase === 'Pending' && !pod.status.startTime;
    if (refused) this.context.events.event(referenceTo(POD, pod), 'Warning', 'Evicted', why);
    const failure = refused ? { reason: 'Evicted', message: `Pod was rejected: ${why}`, rejected: true } : undefined;
    this.#workers.set(pod.metadata.uid, new PodWorker(this.context, pod, failure));
  }

  #setManifests(pods: readonly Pod[]): void {
    const wanted = new Map(pods.map((pod) => [keyOfPod(pod), pod]));
    const before = this.#manifests;
    this.#manifests = wanted;
    for (const [key, pod] of before) {
      if (wanted.get(key)?.metadata.uid === pod.metadata.uid) continue;
      this.#workers.get(pod.metadata.uid)?.remove();
      const mirror = this.#pods.get(key);
      if (!wanted.has(key) && mirror) this.#options.process.thread('mirror pod', this.#deleteMirror(mirror));
    }
    for (const [key, pod] of wanted) {
      if (this.#workers.has(pod.metadata.uid)) continue;
      // A changed manifest waits until the pod of the old one is gone: they may want the same ports.
      const predecessor = [...this.#workers.values()].some((worker) => keyOfPod(worker.pod) === key);
      if (!predecessor) this.#startStatic(pod);
    }
  }

  #startStatic(pod: Pod): void {
    this.#workers.set(pod.metadata.uid, new PodWorker(this.context, pod));
    this.#mirror(pod);
  }

  #forget(worker: PodWorker): void {
    this.#workers.delete(worker.uid);
    this.context.statuses.forget(worker.uid);
    const next = this.#manifests.get(keyOfPod(worker.pod));
    if (next && !this.#workers.has(next.metadata.uid)) this.#startStatic(next);
  }

  // ——— mirror pods ———

  readonly #mirroring = new Set<string>();

  #mirror(pod: Pod): void {
    const key = keyOfPod(pod);
    const mirror = this.#pods.get(key);
    const hash = pod.metadata.annotations?.[CONFIG_HASH];
    if (mirror && mirror.metadata.annotations?.[CONFIG_MIRROR] === hash && !mirror.metadata.deletionTimestamp) {
      this.context.statuses.resend(pod.metadata.uid);
      return;
    }
    if (this.#mirroring.has(key)) return;
    this.#mirroring.add(key);
    this.#options.process.thread('mirror pod', this.#makeMirror(key));
  }

  /** Tries until the mirror stands or the manifest is gone. */
  *#makeMirror(key: string): Task<void> {
    const { client, process, log } = this.#options;
    try {
      for (let pause = 1_000; ; pause = Math.min(pause * 2, 10_000)) {
        const pod = this.#manifests.get(key);
        const nodeUid = this.#node.node?.metadata.uid;
        if (!pod) return;
        if (nodeUid && this.#pods.synced) {
          try {
            const mirror = this.#pods.get(key);
            if (mirror) yield* this.#deleteMirror(mirror);
            yield* client.create(POD, mirrorOf(pod, nodeUid), pod.metadata.namespace);
            return;
          } catch (error) {
            if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
            if (error instanceof StatusError && error.reason !== 'AlreadyExists') {
              log.error('kubelet.go:3196', 'Failed creating a mirror pod', error.message, { pod: key });
            }
          }
        }
        yield* wait(delay(process.simulation, pause, 'mirror pod'));
        const known = this.#pods.get(key);
        if (known && known.metadata.annotations?.[CONFIG_MIRROR] === pod.metadata.annotations?.[CONFIG_HASH]) return;
      }
    } finally {
      this.#mirroring.delete(key);
    }
  }

  *#deleteMirror(mirror: Pod): Task<void> {
    const { name, namespace, uid } = mirror.metadata;
    try {
      yield* this.#options.client.delete(POD, name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
    }
  }

  /** Which object shows a pod's status: for a static pod its mirror. */
  #objectUid(pod: Pod): string | undefined {
    if (pod.metadata.annotations?.[CONFIG_HASH] === undefined) return pod.metadata.uid;
    return this.#pods.get(keyOfPod(pod))?.metadata.uid;
  }

  // ——— the runtime ———

  /** Throws RpcError when nobody listens. */
  #connectRuntime(): ContainerRuntime {
    if (this.#runtime) return this.#runtime;
    const { process, runtimeSocket } = this.#options;
    const runtime = dialRuntime(process, runtimeSocket, () => {
      this.#runtime = undefined;
      this.#node.touch();
    });
    this.#runtime = runtime;
    return runtime;
  }

  *#followRuntime(): Task<void> {
    const { process } = this.#options;
    const networks = '/etc/cni/net.d';
    if (process.host.files.isDirectory(networks)) {
      process.atExit(process.host.files.watch(networks, () => this.#node.touch()));
    }
    for (;;) {
      try {
        const runtime = this.#connectRuntime();
        if (runtime !== this.#runtimeWatched) {
          this.#runtimeWatched = runtime;
          process.atExit(
            runtime.watch(({ podUid }) => {
              if (!process.alive) return;
              this.#workers.get(podUid)?.wake();
            }),
          );
          for (const worker of this.#workers.values()) worker.wake();
          this.#node.touch();
        }
        const problem = runtime.networkProblem();
        if (problem) {
          this.#options.log.error('kubelet.go:3011', 'Container runtime network not ready', '', {
            networkReady: `NetworkReady=false reason:NetworkPluginNotReady message:Network plugin returns error: ${problem}`,
          });
        }
      } catch (error) {
        if (!(error instanceof RpcError)) throw error;
        this.#options.log.error('kubelet.go:2451', 'Skipping pod synchronization', '[container runtime is down]');
      }
      yield* wait(delay(process.simulation, this.#isHealthy() ? 30_000 : 5_000, 'runtime state'));
    }
  }

  #isHealthy(): boolean {
    return this.#runtime !== undefined && this.#runtime.networkProblem() === undefined;
  }

  /** Pods that nobody wants any more: deleted while this kubelet was away. */
  *#cleanUpOrphans(): Task<void> {
    if (!this.#pods.synced) yield* wait(this.#pods.whenSynced);
    const { process } = this.#options;
    yield* wait(delay(process.simulation, 2_000, 'housekeeping'));
    try {
      const runtime = this.#connectRuntime();
      for (const sandbox of [...runtime.sandboxes()]) {
        if (this.#workers.has(sandbox.config.uid)) continue;
        process.thread('orphan', this.#endOrphan(runtime, sandbox.id, sandbox.config.logDirectory));
      }
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
    }
  }

  *#endOrphan(runtime: ContainerRuntime, sandbox: string, logDirectory: string): Task<void> {
    try {
      for (const record of runtime.containers()) {
        if (record.sandbox !== sandbox || record.state !== 'running') continue;
        const grace = Number(record.config.annotations['io.kubernetes.pod.terminationGracePeriod'] ?? '30');
        yield* runtime.stopContainer(record.id, Math.max(2, grace));
      }
      yield* runtime.removeSandbox(sandbox);
      try {
        this.#options.process.files.removeTree(logDirectory);
      } catch (error) {
        // A disk that became read-only keeps what is on it.
        if (!(error instanceof SystemError)) throw error;
      }
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
    }
  }

  // ——— what pods read ———

  #refresh(namespace: string, name: string): void {
    for (const worker of this.#workers.values()) {
      if (worker.pod.metadata.namespace === namespace && mentions(worker.pod, name)) {
        const { simulation } = this.#options.process;
        // The real kubelet looks at volumes once per minute.
        this.#options.process.thread(
          'volume refresh',
          refreshLater(simulation.random.integer(60_000), this.#options.process, worker),
        );
      }
    }
  }

  *#token(pod: Pod, audience: string | undefined, expirationSeconds: number): Task<string> {
    const { name, namespace, uid } = pod.metadata;
    const account = pod.spec.serviceAccountName || 'default';
    const spec = {
      audiences: audience ? [audience] : [],
      expirationSeconds,
      boundObjectRef: { kind: 'Pod', apiVersion: 'v1', name, uid },
    };
    try {
      const body = { kind: 'TokenRequest', apiVersion: 'authentication.k8s.io/v1', metadata: {}, spec };
      const answer = (yield* this.#options.client.post(SERVICE_ACCOUNT, account, namespace, 'token', body)) as {
        status: { token: string };
      };
      return answer.status.token;
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
      throw new ConfigError(`failed to fetch token: ${error.message}`);
    }
  }
}

function* refreshLater(after: number, process: Process, worker: PodWorker): Task<void> {
  yield* wait(delay(process.simulation, after, 'volume refresh'));
  worker.refreshVolumes();
}

/** Whether a volume of the pod comes from an object of that name. */
function mentions(pod: Pod, name: string): boolean {
  return (pod.spec.volumes ?? []).some(
    (volume) =>
      volume.configMap?.name === name ||
      volume.secret?.secretName === name ||
      (volume.projected?.sources ?? []).some((source) => JSON.stringify(source).includes(JSON.stringify(name))),
  );
}

const keyOfPod = (pod: Pod): string => `${pod.metadata.namespace}/${pod.metadata.name}`;

/** `lost` is called when the runtime closes the connection. Throws RpcError. */
export function dialRuntime(process: Process, socket: string, lost: () => void): ContainerRuntime {
  const refused = (reason: string) =>
    new RpcError(
      'Unavailable',
      `connection error: desc = "transport: Error while dialing: dial unix ${socket}: connect: ${reason}"`,
    );
  let path: string;
  try {
    path = process.files.realpath(socket);
    process.files.stat(path);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw refused('no such file or directory');
  }
  try {
    const connection = process.host.network.connectUnix(path);
    const runtime = connection.speak(CRI);
    if (!runtime) throw new RpcError('Unavailable', 'error reading server preface: EOF');
    connection.onClose(lost);
    process.atExit(() => connection.close());
    return runtime;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw refused('connection refused');
  }
}
