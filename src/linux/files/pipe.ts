// A pipe: bounded bytes between two open files. Models pipe(7).

import { concat, EMPTY } from '../../base/bytes.ts';
import { type Task, wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';
import { SystemError } from '../errors.ts';
import { Description, type OpenFile } from './open-file.ts';

const CAPACITY = 65_536;

/** Reading waits for a writer to write or close; writing waits for room, and throws EPIPE without a reader. */
export function createPipe(): { readonly reader: OpenFile; readonly writer: OpenFile } {
  const buffer = new PipeBuffer();
  return { reader: new ReadEnd(buffer), writer: new WriteEnd(buffer) };
}

class PipeBuffer {
  parts: Uint8Array[] = [];
  size = 0;
  hasReader = true;
  hasWriter = true;
  readonly changed = new Signal();
}

class ReadEnd extends Description {
  override readonly kind = 'pipe';
  readonly #pipe: PipeBuffer;

  constructor(pipe: PipeBuffer) {
    super();
    this.#pipe = pipe;
  }

  override *read(most: number): Task<Uint8Array> {
    const pipe = this.#pipe;
    while (pipe.size === 0) {
      if (!pipe.hasWriter) return EMPTY;
      yield* wait(pipe.changed.next('pipe to have data'));
    }
    const all = concat(pipe.parts);
    const taken = all.subarray(0, most);
    pipe.parts = taken.length < all.length ? [all.subarray(most)] : [];
    pipe.size = all.length - taken.length;
    pipe.changed.emit();
    return taken;
  }

  // biome-ignore lint/correctness/useYield: refuses at once
  override *write(): Task<void> {
    throw new SystemError('EBADF');
  }

  protected override closed(): void {
    this.#pipe.hasReader = false;
    this.#pipe.changed.emit();
  }
}

class WriteEnd extends Description {
  override readonly kind = 'pipe';
  readonly #pipe: PipeBuffer;

  constructor(pipe: PipeBuffer) {
    super();
    this.#pipe = pipe;
  }

  // biome-ignore lint/correctness/useYield: refuses at once
  override *read(): Task<Uint8Array> {
    throw new SystemError('EBADF');
  }

  override *write(bytes: Uint8Array): Task<void> {
    const pipe = this.#pipe;
    let rest = bytes;
    while (rest.length > 0) {
      if (!pipe.hasReader) throw new SystemError('EPIPE');
      const room = CAPACITY - pipe.size;
      if (room === 0) {
        yield* wait(pipe.changed.next('pipe to have room'));
        continue;
      }
      pipe.parts.push(rest.slice(0, room));
      pipe.size += Math.min(room, rest.length);
      rest = rest.subarray(room);
      pipe.changed.emit();
    }
  }

  protected override closed(): void {
    this.#pipe.hasWriter = false;
    this.#pipe.changed.emit();
  }
}
