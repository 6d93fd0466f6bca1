// Commands beside the first process of a running container, and conversations with that one: exec and attach.

import { type Task, wait } from '../../sim/task.ts';
import { delay, first } from '../../sim/waits.ts';
import { SystemError } from '../errors.ts';
import { NullDevice, type OpenFile } from '../files/open-file.ts';
import type { Host } from '../host/host.ts';
import { placeTerminal, removeTerminal } from '../host/kernel-files.ts';
import type { Process } from '../host/process.ts';
import { Terminal, type TerminalSize } from '../terminal/terminal.ts';
import { Capture } from './capture.ts';
import { environmentOf } from './container-process.ts';
import { MainStreams } from './container-streams.ts';
import { type ContainerStreams, type ExecResult, type ExecStreams, RpcError } from './cri.ts';
import type { ImageStore } from './image-store.ts';
import type { Records } from './records.ts';
import { runcRefusal } from './runc.ts';

export class Commands {
  readonly #host: Host;
  readonly #records: Records;
  readonly #store: ImageStore;

  constructor(host: Host, records: Records, store: ImageStore) {
    this.#host = host;
    this.#records = records;
    this.#store = store;
  }

  *execute(id: string, argv: readonly string[], timeoutSeconds: number): Task<ExecResult> {
    const stdout = new Capture();
    const stderr = new Capture();
    const descriptors = new Map<number, OpenFile>([
      [0, new NullDevice()],
      [1, stdout],
      [2, stderr],
    ]);
    const process = this.exec(id, argv, { descriptors, terminal: undefined });
    const limit = timeoutSeconds > 0 ? timeoutSeconds * 1000 : Number.MAX_SAFE_INTEGER;
    const timeout = delay(this.#host.simulation, limit, `timeout of ${argv[0]}`);
    if (process.alive && (yield* wait(first({ ended: process.ended, timeout }))).name === 'timeout') {
      process.signal('SIGKILL');
      throw new RpcError(
        'DeadlineExceeded',
        `failed to exec in container: timeout ${timeoutSeconds}s exceeded: context deadline exceeded`,
      );
    }
    process.reap();
    return { stdout: stdout.text, stderr: stderr.text, code: process.status?.code ?? 255 };
  }

  exec(id: string, argv: readonly string[], streams: ExecStreams): Process {
    const container = this.#records.container(id);
    const main = this.#records.runningProcess(container);
    // What runs inside may have changed its own; a new command starts with the container's.
    const environment = environmentOf(this.#store, container, this.#records.sandbox(container.sandbox));
    if (streams.terminal) environment.set('TERM', 'xterm');
    try {
      const process = this.#host.spawn(
        {
          argv,
          environment,
          directory: main.directory,
          credentials: main.credentials,
          descriptors: streams.descriptors,
          namespaces: main.namespaces,
          session: { terminal: streams.terminal },
          controlGroup: main.controlGroup,
        },
        main.parent?.alive ? main.parent : undefined,
      );
      if (streams.terminal) streams.terminal.foreground = process.pid;
      return process;
    } catch (error) {
      if (!(error instanceof SystemError)) throw error;
      throw new RpcError(
        'Unknown',
        `failed to exec in container: failed to start exec "${this.#records.newId()}": OCI runtime exec failed: exec failed: unable to start container process: ${runcRefusal(argv[0], error)}: unknown`,
      );
    }
  }

  openTerminal(id: string, size: TerminalSize): Terminal {
    const { processes } = this.#host;
    const { files, credentials } = this.#records.runningProcess(this.#records.container(id));
    let number = 0;
    while (files.exists(`/dev/pts/${number}`)) number++;
    const terminal = new Terminal(`pts/${number}`, size, (group, signal) => processes.signalGroup(group, signal));
    placeTerminal(files, terminal, credentials);
    return terminal;
  }

  closeTerminal(id: string, terminal: Terminal): void {
    terminal.hangUp();
    const container = this.#records.containers.get(id);
    const main = container && this.#records.processOf(container);
    if (main) removeTerminal(main.files, terminal);
  }

  attach(id: string): ContainerStreams {
    const main = this.#records.runningProcess(this.#records.container(id));
    const streams = streamsOf(id, main.parent);
    if (!streams) throw new RpcError('Unknown', 'container io is not available');
    return streams;
  }
}

function streamsOf(container: string, shim: Process | undefined): MainStreams | undefined {
  for (const file of shim?.descriptors.values() ?? []) {
    if (file instanceof MainStreams && file.container === container) return file;
  }
  return undefined;
}
