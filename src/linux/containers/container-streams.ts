// Where a container's first process reads and writes: /dev/null or a pipe for input, its log for output, or one
// terminal for all of it. Its shim holds this open, so that it outlives containerd.

import { EMPTY } from '../../base/bytes.ts';
import type { Cancel } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import { SystemError } from '../errors.ts';
import { Description, NullDevice, type OpenFile } from '../files/open-file.ts';
import { createPipe } from '../files/pipe.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { ContainerStreams } from './cri.ts';
import type { LogStream } from './log-stream.ts';

export class MainStreams extends Description implements ContainerStreams {
  override readonly kind = 'pipe';
  readonly container: string;
  readonly terminal: Terminal | undefined;
  readonly input: OpenFile | undefined;
  /** What the process is started with; whoever starts it releases these. */
  readonly descriptors: ReadonlyMap<number, OpenFile>;
  readonly #stdout: LogStream;
  readonly #stderr: LogStream;

  constructor(
    container: string,
    logs: { readonly stdout: LogStream; readonly stderr: LogStream },
    stdin: boolean,
    terminal: Terminal | undefined,
  ) {
    super();
    this.container = container;
    this.#stdout = logs.stdout;
    this.#stderr = logs.stderr;
    this.terminal = terminal;
    if (terminal) {
      terminal.onOutput = (bytes) => logs.stdout.put(bytes);
      const slave = terminal.open();
      this.descriptors = new Map([
        [0, slave],
        [1, slave.retain()],
        [2, slave.retain()],
      ]);
    } else {
      const pipe = stdin ? createPipe() : undefined;
      this.input = pipe?.writer;
      this.descriptors = new Map<number, OpenFile>([
        [0, pipe?.reader ?? new NullDevice()],
        [1, logs.stdout],
        [2, logs.stderr],
      ]);
    }
  }

  listen(notice: (stream: 'stdout' | 'stderr', bytes: Uint8Array) => void): Cancel {
    const told = (stream: 'stdout' | 'stderr', { listeners }: LogStream): Cancel => {
      const listener = (bytes: Uint8Array) => notice(stream, bytes);
      listeners.add(listener);
      return () => listeners.delete(listener);
    };
    const cancels = [told('stdout', this.#stdout), told('stderr', this.#stderr)];
    return () => {
      for (const cancel of cancels) cancel();
    };
  }

  // biome-ignore lint/correctness/useYield: nobody reads the shim's end
  override *read(): Task<Uint8Array> {
    return EMPTY;
  }

  // biome-ignore lint/correctness/useYield: nobody writes the shim's end
  override *write(): Task<void> {
    throw new SystemError('EBADF');
  }

  /** The container has ended. */
  protected override closed(): void {
    if (!this.terminal) return;
    this.#stdout.release();
    this.#stderr.release();
    this.terminal.hangUp();
  }
}
