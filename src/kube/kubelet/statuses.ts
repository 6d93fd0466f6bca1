// Brings the status of pods to the API server, one after another, each as the newest it has. Models
// pkg/kubelet/status. The server may be away for long: what was not sent is sent when it is back.

import { equalJson } from '../../base/json.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { delay, Signal } from '../../sim/waits.ts';
import { ConnectionError, type KubeClient, StatusError } from '../client/client.ts';
import { POD } from '../objects/pod.ts';
import type { Pod, PodStatus } from '../objects/types/pod.ts';

const RETRY = 10_000;

export class Statuses {
  readonly #threads: Threads;
  readonly #client: KubeClient;
  /** The UID of the object a pod's status goes to: a mirror pod has one of its own; undefined: there is no object. */
  readonly #objectUid: (pod: Pod) => string | undefined;
  readonly #wanted = new Map<string, { pod: Pod; status: PodStatus }>();
  readonly #sent = new Map<string, { objectUid: string; status: PodStatus }>();
  readonly #dirty = new Set<string>();
  readonly #changed = new Signal();

  constructor(threads: Threads, client: KubeClient, objectUid: (pod: Pod) => string | undefined) {
    this.#threads = threads;
    this.#client = client;
    this.#objectUid = objectUid;
    threads.thread('status manager', this.#run());
  }

  set(pod: Pod, status: PodStatus): void {
    const { uid } = pod.metadata;
    const before = this.#wanted.get(uid);
    this.#wanted.set(uid, { pod, status });
    if (before && equalJson(before.status, status)) return;
    this.#dirty.add(uid);
    this.#changed.emit();
  }

  /** A mirror pod appeared, or the status came back wrong: send again. */
  resend(uid: string): void {
    this.#sent.delete(uid);
    if (!this.#wanted.has(uid)) return;
    this.#dirty.add(uid);
    this.#changed.emit();
  }

  forget(uid: string): void {
    this.#wanted.delete(uid);
    this.#sent.delete(uid);
    this.#dirty.delete(uid);
  }

  /** All containers have stopped: the last status, then the object goes. Gives up quietly when nobody answers. */
  *finish(pod: Pod, status: PodStatus | undefined): Task<void> {
    try {
      if (status) {
        this.#wanted.set(pod.metadata.uid, { pod, status });
        yield* this.#send(pod.metadata.uid);
      }
      const { name, namespace, uid } = pod.metadata;
      yield* this.#client.delete(POD, name, namespace, { gracePeriodSeconds: 0, preconditions: { uid } });
    } catch (error) {
      if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
    }
  }

  *#run(): Task<void> {
    for (;;) {
      const uid = this.#dirty.values().next().value;
      if (uid === undefined) {
        yield* wait(this.#changed.next('pod status'));
        continue;
      }
      this.#dirty.delete(uid);
      try {
        yield* this.#send(uid);
      } catch (error) {
        if (error instanceof StatusError && error.reason === 'NotFound') continue;
        if (!(error instanceof StatusError || error instanceof ConnectionError)) throw error;
        this.#dirty.add(uid);
        yield* wait(delay(this.#threads.simulation, RETRY, 'pod status retry'));
      }
    }
  }

  *#send(uid: string): Task<void> {
    const wanted = this.#wanted.get(uid);
    if (!wanted) return;
    const { pod, status } = wanted;
    const objectUid = this.#objectUid(pod);
    if (objectUid === undefined) return;
    const before = this.#sent.get(uid);
    const known = before?.objectUid === objectUid ? before.status : pod.status;
    if (before?.objectUid === objectUid && equalJson(known, status)) return;
    const gone = Object.keys(known).filter((key) => !(key in status) && OWN_FIELDS.has(key));
    const patch = {
      metadata: { uid: objectUid },
      status: { ...status, ...Object.fromEntries(gone.map((key) => [key, null])) },
    };
    const { name, namespace } = pod.metadata;
    const type = 'application/strategic-merge-patch+json';
    yield* this.#client.patch(POD, name, namespace, type, patch, 'status');
    this.#sent.set(uid, { objectUid, status });
  }
}

/** What the kubelet may take back; `nominatedNodeName` and the like are others'. */
const OWN_FIELDS: ReadonlySet<string> = new Set([
  'podIP',
  'podIPs',
  'message',
  'reason',
  'initContainerStatuses',
  'ephemeralContainerStatuses',
]);
