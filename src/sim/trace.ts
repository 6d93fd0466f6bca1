// What happened, as one number: two worlds with equal traces went the same way. Parts of the world
// note what others could observe (a store commit, a process that ended, bytes on a terminal).

import { hash } from '../base/random.ts';

export class Trace {
  #digest = 0x811c9dc5;
  #length = 0;

  note(what: string): void {
    this.#digest = hash(what, this.#digest);
    this.#length++;
  }

  get length(): number {
    return this.#length;
  }

  /** `length:digest`, e.g. `1204:9f3c22ab`. */
  get hash(): string {
    return `${this.#length}:${this.#digest.toString(16).padStart(8, '0')}`;
  }
}
