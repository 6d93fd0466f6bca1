// Has an image on the node before its container is made: pull policy, one pull at a time, back-off after
// failures. Models pkg/kubelet/images.

import type { ContainerRuntime, ImageRecord } from '../../linux/containers/cri.ts';
import { RpcError } from '../../linux/containers/cri.ts';
import { parseImageReference } from '../../linux/containers/image-reference.ts';
import type { Millis, Simulation } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';
import type { Container } from '../objects/types/pod.ts';
import type { Release } from '../releases/releases.ts';
import { BackOff } from './back-off.ts';

/** Tells about one container. */
export type Tell = (type: 'Normal' | 'Warning', reason: string, message: string) => void;

/** A container cannot start yet; `reason` is what waits in its state. */
export class Waiting extends Error {
  override readonly name = 'Waiting';
  readonly reason: string;
  /** Try again after that long. */
  readonly again: Millis;
  constructor(reason: string, message: string, again: Millis) {
    super(message);
    this.reason = reason;
    this.again = again;
  }
}

/** How often a pod that cannot go on is looked at again: errors come back after 10 to 15 s. */
export const retrySoon = (simulation: Simulation): Millis => 10_000 + simulation.random.integer(5_000);

export class Images {
  readonly #simulation: Simulation;
  readonly #runtime: () => ContainerRuntime;
  readonly #release: Release;
  readonly #serial: boolean;
  readonly #backOff: BackOff;
  readonly #free = new Signal();
  #pulling = false;

  constructor(simulation: Simulation, runtime: () => ContainerRuntime, release: Release, serial: boolean) {
    this.#simulation = simulation;
    this.#runtime = runtime;
    this.#release = release;
    this.#serial = serial;
    this.#backOff = new BackOff(simulation);
  }

  /** Throws Waiting. */
  *ensure(container: Container, podUid: string, tell: Tell): Task<ImageRecord> {
    const { image } = container;
    const parsed = parseImageReference(image);
    if ('invalid' in parsed) {
      const reason = `couldn't parse image name "${image}": ${parsed.invalid}`;
      const message = `Failed to apply default image tag "${image}": ${reason}`;
      tell('Warning', 'InspectFailed', message);
      tell('Warning', 'Failed', 'Error: InvalidImageName');
      throw new Waiting('InvalidImageName', message, retrySoon(this.#simulation));
    }
    const present = this.#runtime().image(image);
    if (present && container.imagePullPolicy !== 'Always') {
      tell('Normal', 'Pulled', `Container image "${image}" ${this.#release.imagePresent}`);
      return present;
    }
    if (container.imagePullPolicy === 'Never') {
      const message = `Container image "${image}" is not present with pull policy of Never`;
      tell('Warning', 'ErrImageNeverPull', message);
      tell('Warning', 'Failed', 'Error: ErrImageNeverPull');
      throw new Waiting('ErrImageNeverPull', message, retrySoon(this.#simulation));
    }
    return yield* this.#pull(image, `${podUid}_${image}`, tell);
  }

  forget(podUid: string): void {
    this.#backOff.forget(`${podUid}_`);
    this.#failures.delete(podUid);
  }

  readonly #failures = new Map<string, string>();

  *#pull(image: string, key: string, tell: Tell): Task<ImageRecord> {
    const remaining = this.#backOff.remainingSinceUpdate(key);
    if (remaining > 0) {
      tell('Normal', 'BackOff', `Back-off pulling image "${image}"`);
      tell('Warning', 'Failed', 'Error: ImagePullBackOff');
      const last = this.#failures.get(key);
      const message = `Back-off pulling image "${image}"${last ? `: ErrImagePull: ${last}` : ''}`;
      throw new Waiting('ImagePullBackOff', message, Math.min(remaining, retrySoon(this.#simulation)) + 1);
    }
    tell('Normal', 'Pulling', `Pulling image "${image}"`);
    const asked = this.#simulation.now;
    if (this.#serial) yield* this.#turn();
    const begun = this.#simulation.now;
    try {
      const id = yield* this.#runtime().pullImage(image);
      const record = this.#runtime().image(id) ?? this.#runtime().image(image);
      if (!record) throw new RpcError('NotFound', `image "${image}" vanished after its pull`);
      const now = this.#simulation.now;
      tell(
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${span(now - begun)} (${span(now - asked)} including waiting). Image size: ${record.size} bytes.`,
      );
      this.#failures.delete(key);
      return record;
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      const reason = runtimeReason(error);
      this.#failures.set(key, reason);
      this.#backOff.next(key, this.#simulation.now);
      tell('Warning', 'Failed', `Failed to pull image "${image}": ${reason}`);
      tell('Warning', 'Failed', 'Error: ErrImagePull');
      throw new Waiting('ErrImagePull', reason, retrySoon(this.#simulation));
    } finally {
      this.#pulling = false;
      this.#free.emit();
    }
  }

  *#turn(): Task<void> {
    while (this.#pulling) yield* wait(this.#free.next('other image pulls'));
    this.#pulling = true;
  }
}

/** The kubelet drops the code when it is Unknown: it says nothing. */
export const runtimeReason = (error: RpcError): string => (error.code === 'Unknown' ? error.message : String(error));

/** Go prints a duration below a second in ms, above in s. */
function span(time: Millis): string {
  return time < 1000 ? `${time}ms` : `${time / 1000}s`;
}
