// Characters from the terminal, one at a time: what is not taken stays for whoever reads next. Between two characters
// the editor can be told of Ctrl-C, of a new window size and of the end of the input.

import { concat, EMPTY } from '../../base/bytes.ts';
import { decodeRaw } from '../../base/raw-text.ts';
import type { Process } from '../../linux/host/process.ts';
import type { Terminal } from '../../linux/terminal/terminal.ts';
import { type Task, wait } from '../../sim/task.ts';
import { delay, first, Signal } from '../../sim/waits.ts';

/** Thrown where the next key was awaited: SIGINT. */
export class Interruption {}
/** Thrown where the next key was awaited: nobody will type any more. */
export class EndOfInput {}

export class Keyboard {
  readonly #process: Process;
  readonly #terminal: Terminal;
  readonly #happened = new Signal();
  #interrupted = false;
  #resized = false;

  constructor(process: Process, terminal: Terminal) {
    this.#process = process;
    this.#terminal = terminal;
  }

  /** Takes SIGINT and SIGWINCH; the caller gives them back. */
  listen(): void {
    this.#process.onSignal('SIGINT', () => {
      this.#interrupted = true;
      this.#happened.emit();
    });
    this.#process.onSignal('SIGWINCH', () => {
      this.#resized = true;
      this.#happened.emit();
    });
  }

  /** Something can be read without waiting. */
  get isReady(): boolean {
    return this.#terminal.hasInput;
  }

  /** The next character. `resized` is called when the window changed meanwhile. */
  *next(resized: () => Task<void>): Task<string> {
    const bytes = [yield* this.#byte(resized)];
    for (let more = continuationBytes(bytes[0][0]); more > 0; more--) bytes.push(yield* this.#byte(resized));
    return decodeRaw(concat(bytes));
  }

  /** Whether another key comes soon enough to belong to the one before. */
  *followed(milliseconds: number): Task<boolean> {
    if (this.isReady) return true;
    const timeout = delay(this.#process.simulation, milliseconds, 'key sequence');
    yield* wait(first({ timeout, arrived: this.#terminal.arrived, happened: this.#happened.next() }));
    return this.isReady;
  }

  *#byte(resized: () => Task<void>): Task<Uint8Array> {
    let ends = 0;
    for (;;) {
      if (this.#interrupted) {
        this.#interrupted = false;
        throw new Interruption();
      }
      if (this.#resized) {
        this.#resized = false;
        yield* resized();
      }
      const byte = this.isReady ? yield* this.#process.read(0, 1) : EMPTY;
      if (byte.length > 0) return byte;
      // A Ctrl-D typed ahead is an empty read too, but only a terminal that is gone gives two of them at once.
      if (this.isReady) {
        if (++ends > 1) throw new EndOfInput();
        continue;
      }
      yield* wait(first({ arrived: this.#terminal.arrived, happened: this.#happened.next() }));
    }
  }
}

function continuationBytes(lead: number): number {
  if (lead >= 0xf0) return 3;
  if (lead >= 0xe0) return 2;
  return lead >= 0xc2 ? 1 : 0;
}
