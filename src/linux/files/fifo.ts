// A named pipe: every opening of the same name meets in one buffer. Models fifo(7), with one liberty: opening does
// not wait for the other side, the first read and the first write do.

import { concat, EMPTY } from '../../base/bytes.ts';
import { type Task, wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';
import { SystemError } from '../errors.ts';
import type { Fifo, Metadata } from './inode.ts';
import { Description, type OpenFlags } from './open-file.ts';

const CAPACITY = 65_536;

export const newFifo = (base: Metadata): Fifo => {
  const meeting = new Meeting();
  return { ...base, type: 'fifo', open: (flags) => new FifoEnd(meeting, flags) };
};

class Meeting {
  parts: Uint8Array[] = [];
  size = 0;
  readers = 0;
  writers = 0;
  /** How often it was opened for writing: a reader sees its end only after somebody wrote. */
  writersSeen = 0;
  readonly changed = new Signal();
}

class FifoEnd extends Description {
  override readonly kind = 'pipe';
  readonly #meeting: Meeting;
  readonly #flags: OpenFlags;
  /** What had been opened before this end: only later partners count while nobody is there. */
  readonly #writersBefore: number;

  constructor(meeting: Meeting, flags: OpenFlags) {
    super();
    this.#meeting = meeting;
    this.#flags = flags;
    this.#writersBefore = meeting.writersSeen - meeting.writers;
    if (flags.read) {
      meeting.readers++;
    }
    if (flags.write) {
      meeting.writers++;
      meeting.writersSeen++;
    }
    meeting.changed.emit();
  }

  override *read(most: number): Task<Uint8Array> {
    if (!this.#flags.read) throw new SystemError('EBADF');
    const meeting = this.#meeting;
    while (meeting.size === 0) {
      const hasMet = meeting.writersSeen > this.#writersBefore;
      if (hasMet && meeting.writers === 0) return EMPTY;
      yield* wait(meeting.changed.next('named pipe to have data'));
    }
    const all = concat(meeting.parts);
    const taken = all.subarray(0, most);
    meeting.parts = taken.length < all.length ? [all.subarray(most)] : [];
    meeting.size = all.length - taken.length;
    meeting.changed.emit();
    return taken;
  }

  override *write(bytes: Uint8Array): Task<void> {
    if (!this.#flags.write) throw new SystemError('EBADF');
    const meeting = this.#meeting;
    let hasMet = false;
    for (let rest = bytes; rest.length > 0; ) {
      hasMet ||= meeting.readers > 0;
      if (hasMet && meeting.readers === 0) throw new SystemError('EPIPE');
      const room = CAPACITY - meeting.size;
      if (!hasMet || room === 0) {
        yield* wait(meeting.changed.next('named pipe to have a reader'));
        continue;
      }
      meeting.parts.push(rest.slice(0, room));
      meeting.size += Math.min(room, rest.length);
      rest = rest.subarray(room);
      meeting.changed.emit();
    }
  }

  protected override closed(): void {
    if (this.#flags.read) this.#meeting.readers--;
    if (this.#flags.write) this.#meeting.writers--;
    this.#meeting.changed.emit();
  }
}
