// Creating and deleting pods for an owner, with the events everybody knows: `Created pod: web-x7k2q`.
// Models RealPodControl.

import type { Task } from '../../sim/task.ts';
import { StatusError } from '../client/client.ts';
import { type EventRecorder, referenceTo } from '../client/events.ts';
import { keyOf } from '../client/paths.ts';
import type { Kind } from '../objects/kind.ts';
import { controllerReference } from '../objects/owners.ts';
import { POD } from '../objects/pod.ts';
import type { KubeObject, ObjectMeta } from '../objects/types/meta.ts';
import type { Pod, PodTemplate } from '../objects/types/pod.ts';
import type { Expectations } from './expectations.ts';
import type { Workplace } from './run.ts';

export class PodControl<O extends KubeObject> {
  readonly #workplace: Workplace;
  readonly #kind: Kind<O>;
  readonly #events: EventRecorder;
  readonly #expectations: Expectations<Pod>;

  constructor(workplace: Workplace, kind: Kind<O>, component: string, expectations: Expectations<Pod>) {
    this.#workplace = workplace;
    this.#kind = kind;
    this.#events = workplace.events(component);
    this.#expectations = expectations;
  }

  *create(owner: O, template: PodTemplate, metadata: Partial<ObjectMeta> = {}): Task<Pod> {
    const { namespace, name } = owner.metadata;
    const prefix = `${name}-`;
    const pod = {
      metadata: {
        generateName: metadata.name ? undefined : prefix,
        namespace,
        labels: template.metadata.labels,
        annotations: template.metadata.annotations,
        finalizers: template.metadata.finalizers,
        ownerReferences: [controllerReference(owner, this.#kind)],
        ...metadata,
      },
      spec: template.spec,
    };
    try {
      const created = yield* this.#workplace.client.create(POD, pod, namespace);
      this.#expectations.created(keyOf(owner), created);
      this.#tell(owner, 'Normal', 'SuccessfulCreate', `Created pod: ${created.metadata.name}`);
      return created;
    } catch (error) {
      if (error instanceof StatusError && !isNamespaceEnding(error))
        this.#tell(owner, 'Warning', 'FailedCreate', `Error creating: ${error.message}`);
      throw error;
    }
  }

  /** A pod that is gone already is deleted well enough. */
  *delete(owner: O, pod: Pod): Task<void> {
    if (pod.metadata.deletionTimestamp) return;
    try {
      yield* this.#workplace.client.delete(POD, pod.metadata.name, pod.metadata.namespace, {
        preconditions: { uid: pod.metadata.uid },
      });
    } catch (error) {
      if (error instanceof StatusError && (error.reason === 'NotFound' || error.reason === 'Conflict')) return;
      if (error instanceof StatusError)
        this.#tell(owner, 'Warning', 'FailedDelete', `Error deleting: ${error.message}`);
      throw error;
    }
    this.#expectations.deleted(keyOf(owner), pod);
    this.#tell(owner, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`);
  }

  #tell(owner: O, type: 'Normal' | 'Warning', reason: string, message: string): void {
    this.#events.event(referenceTo(this.#kind, owner), type, reason, message);
  }
}

const isNamespaceEnding = (error: StatusError): boolean =>
  error.status.details?.causes?.some((cause) => cause.reason === 'NamespaceTerminating') ?? false;

/** Runs `one` in batches of 1, 2, 4, ... and stops after a batch with a failure, which is thrown: a quota hit once is not hit 500 times. */
export function* slowStart<T>(items: readonly T[], one: (item: T) => Task<unknown>): Task<void> {
  let done = 0;
  for (let batch = 1; done < items.length; batch *= 2) {
    let failure: unknown;
    for (const item of items.slice(done, done + batch)) {
      try {
        yield* one(item);
      } catch (error) {
        failure ??= error;
      }
    }
    if (failure) throw failure;
    done += batch;
  }
}
