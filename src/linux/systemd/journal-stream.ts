// What a service has as stdout and stderr: each line becomes an entry of the journal.

import { decode } from '../../base/bytes.ts';
import type { Task } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import { Description } from '../files/open-file.ts';

export class JournalStream extends Description {
  override readonly kind = 'socket';
  readonly #line: (text: string, priority: number | undefined) => void;
  #pending = '';

  /** `line` gets each line, and the level of a `<3>` prefix. */
  constructor(line: (text: string, priority: number | undefined) => void) {
    super();
    this.#line = line;
  }

  // biome-ignore lint/correctness/useYield: refuses at once
  override *read(): Task<Uint8Array> {
    throw new SystemError('EBADF');
  }

  // biome-ignore lint/correctness/useYield: the journal is never full
  override *write(bytes: Uint8Array): Task<void> {
    this.#pending += decode(bytes);
    const lines = this.#pending.split('\n');
    this.#pending = lines.pop()!;
    for (const line of lines) this.#emit(line);
  }

  protected override closed(): void {
    if (this.#pending !== '') this.#emit(this.#pending);
    this.#pending = '';
  }

  #emit(line: string): void {
    const prefix = /^<([0-7])>/.exec(line);
    const text = prefix ? line.slice(3) : line;
    if (text !== '') this.#line(text, prefix ? Number(prefix[1]) : undefined);
  }
}
