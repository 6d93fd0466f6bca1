// What the runtime has of one pod. Always asked anew, never remembered.

import type { ContainerRecord, Sandbox } from '../../linux/containers/cri.ts';
import type { Container, Pod } from '../objects/types/pod.ts';
import type { KubeletContext } from './kubelet-context.ts';

export class PodRecords {
  readonly #context: KubeletContext;
  readonly #uid: string;

  constructor(context: KubeletContext, uid: string) {
    this.#context = context;
    this.#uid = uid;
  }

  /** Working or not. */
  get sandboxes(): Sandbox[] {
    return this.#context
      .runtime()
      .sandboxes()
      .filter((one) => one.config.uid === this.#uid);
  }

  /** Of all its sandboxes, the oldest first. */
  get all(): ContainerRecord[] {
    return this.#context.containersOf(this.#uid);
  }

  attempts(name: string): ContainerRecord[] {
    return this.all.filter((record) => record.config.name === name);
  }

  inSandbox(container: Container, sandbox: Sandbox): ContainerRecord[] {
    return this.attempts(container.name).filter((record) => record.sandbox === sandbox.id);
  }

  isRunning(id: string): boolean {
    return this.all.some((record) => record.id === id && record.state === 'running');
  }

  /** The one that works. */
  get sandbox(): Sandbox | undefined {
    return this.sandboxes.find((one) => one.state === 'ready');
  }
}

/** As the spec has it; init and ephemeral containers too. */
export const containerNamed = ({ spec }: Pod, name: string): Container | undefined =>
  [...spec.containers, ...(spec.initContainers ?? []), ...(spec.ephemeralContainers ?? [])].find(
    (one) => one.name === name,
  );
