// An open file that keeps what is written to it: the output of a command somebody else ran.

import { concat, decode, EMPTY } from '../../base/bytes.ts';
import type { Task } from '../../sim/task.ts';
import { Description } from '../files/open-file.ts';

export class Capture extends Description {
  override readonly kind = 'pipe';
  readonly #parts: Uint8Array[] = [];

  get text(): string {
    return decode(concat(this.#parts));
  }

  // biome-ignore lint/correctness/useYield: nothing to read
  override *read(): Task<Uint8Array> {
    return EMPTY;
  }

  // biome-ignore lint/correctness/useYield: memory is instant
  override *write(bytes: Uint8Array): Task<void> {
    this.#parts.push(bytes.slice());
  }
}
