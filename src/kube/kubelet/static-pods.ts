// Pods from files in staticPodPath, and their mirrors in the API. The directory is watched, and read again
// every twenty seconds as the real kubelet does. Models pkg/kubelet/config/file.go and pkg/kubelet/pod/mirror_client.go.

import { decode } from '../../base/bytes.ts';
import { cloneJson } from '../../base/json.ts';
import { Random } from '../../base/random.ts';
import { readYaml, YamlError } from '../../base/yaml/read.ts';
import { SystemError } from '../../linux/errors.ts';
import type { FileSystem } from '../../linux/files/file-system.ts';
import type { Cancel, Millis } from '../../sim/simulation.ts';
import { type Task, type Wait, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { delay, first, Signal } from '../../sim/waits.ts';
import { POD } from '../objects/pod.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { Klog } from './klog.ts';

export const CONFIG_HASH = 'kubernetes.io/config.hash';
export const CONFIG_MIRROR = 'kubernetes.io/config.mirror';
const CONFIG_SEEN = 'kubernetes.io/config.seen';
const CONFIG_SOURCE = 'kubernetes.io/config.source';

export class StaticPods {
  readonly #files: FileSystem;
  readonly #path: string;
  readonly #nodeName: string;
  readonly #log: Klog;
  readonly #threads: Threads;
  readonly #changed: (pods: readonly Pod[]) => void;
  readonly #touched = new Signal();
  readonly #seen = new Map<string, { bytes: Uint8Array; hash: string; pod: Pod }>();
  #unwatch: Cancel | undefined;

  /** `changed` gets all pods of the directory, whenever it was read. */
  constructor(
    threads: Threads,
    files: FileSystem,
    path: string,
    nodeName: string,
    log: Klog,
    changed: (pods: readonly Pod[]) => void,
  ) {
    this.#threads = threads;
    this.#files = files;
    this.#path = path;
    this.#nodeName = nodeName;
    this.#log = log;
    this.#changed = changed;
  }

  start(frequency: Millis): void {
    this.#threads.thread('static pods', this.#run(frequency));
  }

  stop(): void {
    this.#unwatch?.();
  }

  *#run(frequency: Millis): Task<void> {
    const { simulation } = this.#threads;
    for (;;) {
      if (!this.#unwatch && this.#files.isDirectory(this.#path)) {
        this.#unwatch = this.#files.watch(this.#path, () => this.#touched.emit());
      }
      this.#read();
      const touched = this.#touched.next('manifest change') as Wait<void>;
      const rescan = delay(simulation, frequency, 'manifest scan');
      // An editor writes, renames and removes in one go: look when the dust has settled.
      if ((yield* wait(first({ touched, rescan }))).name === 'touched') {
        yield* wait(delay(simulation, 200 + simulation.random.integer(800), 'manifest change'));
      }
    }
  }

  #read(): void {
    if (!this.#files.exists(this.#path)) {
      this.#log.error('file.go:104', 'Unable to read config path', 'path does not exist, ignoring', {
        path: this.#path,
      });
      this.#changed([]);
      return;
    }
    const pods: Pod[] = [];
    for (const name of this.#files.readDirectory(this.#path)) {
      const path = `${this.#path.replace(/\/$/, '')}/${name}`;
      if (name.startsWith('.') || !this.#files.exists(path) || this.#files.stat(path).type !== 'file') continue;
      const pod = this.#parse(path);
      if (pod) pods.push(pod);
    }
    this.#changed(pods);
  }

  #parse(path: string): Pod | undefined {
    let bytes: Uint8Array;
    try {
      bytes = this.#files.readFile(path);
    } catch (error) {
      if (error instanceof SystemError) return undefined; // removed meanwhile
      throw error;
    }
    // A file that is written gets a new content, never the old one changed.
    const known = this.#seen.get(path);
    if (known?.bytes === bytes) return known.pod;
    const text = decode(bytes);
    const hash = new Random(`${this.#nodeName} ${path} ${text}`).text(32, '0123456789abcdef');
    if (known?.hash === hash) {
      this.#seen.set(path, { ...known, bytes });
      return known.pod;
    }
    const pod = this.#decode(text, hash);
    if (typeof pod !== 'string') {
      this.#seen.set(path, { bytes, hash, pod });
      return pod;
    }
    this.#seen.delete(path);
    const err = `${path}: couldn't parse as pod(${pod}), please check config file`;
    this.#log.error('file.go:187', 'Could not process manifest file', err, { path });
    return undefined;
  }

  /** The pod with everything the kubelet adds, or what is wrong with the text. */
  #decode(text: string, hash: string): Pod | string {
    let value: Partial<Pod> | undefined;
    try {
      value = readYaml(text) as Partial<Pod> | undefined;
    } catch (error) {
      if (error instanceof YamlError) return `yaml: ${error.message}`;
      throw error;
    }
    if (!value || typeof value !== 'object' || !value.kind) {
      return `Object 'Kind' is missing in '${JSON.stringify(value ?? null)}'`;
    }
    if (value.kind !== 'Pod' || value.apiVersion !== 'v1') {
      return `no kind "${value.kind}" is registered for version "${value.apiVersion ?? ''}" in scheme "pkg/api/legacyscheme/scheme.go:30"`;
    }
    const problems = missing(value);
    if (problems.length > 0) return `invalid pod: [${problems.join(', ')}]`;
    const { simulation } = this.#threads;
    const now = simulation.epoch + simulation.now;
    const annotations = {
      ...value.metadata?.annotations,
      [CONFIG_HASH]: hash,
      [CONFIG_SEEN]: `${new Date(now).toISOString().slice(0, -1)}${String(simulation.random.integer(1_000_000)).padStart(6, '0')}Z`,
      [CONFIG_SOURCE]: 'file',
    };
    const pod = cloneJson({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        ...value.metadata,
        name: `${value.metadata?.name}-${this.#nodeName}`,
        namespace: value.metadata?.namespace || 'default',
        uid: hash,
        annotations,
      },
      spec: { ...value.spec, nodeName: this.#nodeName },
      status: { phase: 'Pending' },
    }) as unknown as Pod;
    POD.setDefaults?.(pod);
    pod.spec.tolerations = [...(pod.spec.tolerations ?? []), { effect: 'NoExecute', operator: 'Exists' }];
    return pod;
  }
}

function missing(pod: Partial<Pod>): string[] {
  const problems: string[] = [];
  if (!pod.metadata?.name) problems.push('metadata.name: Required value: name or generateName is required');
  if (!pod.spec?.containers?.length) problems.push('spec.containers: Required value');
  for (const [index, container] of (pod.spec?.containers ?? []).entries()) {
    if (!container.name) problems.push(`spec.containers[${index}].name: Required value`);
    if (!container.image) problems.push(`spec.containers[${index}].image: Required value`);
  }
  return problems;
}

/** What the API shows of a static pod. */
export function mirrorOf(pod: Pod, nodeUid: string): unknown {
  const { name, namespace, labels, annotations } = pod.metadata;
  return {
    metadata: {
      name,
      namespace,
      ...(labels && { labels }),
      annotations: { ...annotations, [CONFIG_MIRROR]: annotations?.[CONFIG_HASH] ?? '' },
      ownerReferences: [{ apiVersion: 'v1', kind: 'Node', name: pod.spec.nodeName, uid: nodeUid, controller: true }],
    },
    spec: pod.spec,
  };
}
