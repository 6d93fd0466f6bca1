// One small simulated machine with a shell, for tests: run a script and look at what it printed, or sit down at
// its terminal. No systemd; process 1 only reaps.

import { Terminal as Screen } from '@xterm/headless';
import { concat, decode, encode } from '../../src/base/bytes.ts';
import { decodeRaw } from '../../src/base/raw-text.ts';
import type { OpenFile } from '../../src/linux/files/open-file.ts';
import { createPipe } from '../../src/linux/files/pipe.ts';
import { executable, Host } from '../../src/linux/host/host.ts';
import { mountKernelFiles, placeTerminal } from '../../src/linux/host/kernel-files.ts';
import type { Process, Program } from '../../src/linux/host/process.ts';
import { Fabric } from '../../src/linux/net/stack.ts';
import type { Terminal } from '../../src/linux/terminal/terminal.ts';
import { coreutils } from '../../src/programs/coreutils/index.ts';
import { textTools } from '../../src/programs/text/index.ts';
import { bash, sh } from '../../src/shell/bash.ts';
import { createSimulation, type Millis, type Simulation } from '../../src/sim/simulation.ts';
import { start, type Task, wait } from '../../src/sim/task.ts';
import { delay } from '../../src/sim/waits.ts';

export interface MachineOptions {
  readonly seed?: string;
  readonly programs?: Readonly<Record<string, Program>>;
  /** Files to lay down: content by absolute path. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface RunOptions {
  readonly input?: string;
  readonly directory?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Virtual time after which a run that has not ended is a failure. */
  readonly limit?: Millis;
  readonly argv?: readonly string[];
}

export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

const HOME = '/root';
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export class Machine {
  readonly simulation: Simulation;
  readonly host: Host;

  constructor(options: MachineOptions = {}) {
    this.simulation = createSimulation(options.seed ?? 'machine');
    const programs = new Map<string, Program>(
      Object.entries({ ...coreutils, ...textTools, bash, sh, ...options.programs }),
    );
    const hardware = { cpus: 2, memory: 2 ** 31, disk: 10 * 2 ** 30 };
    this.host = new Host('node01', '10.0.0.11', new Fabric(this.simulation), hardware, programs);
    const { files } = this.host;
    for (const path of ['/usr/bin', '/usr/sbin', '/usr/local/bin', '/etc', HOME, '/tmp'])
      files.makeDirectory(path, { recursive: true });
    files.symlink('usr/bin', '/bin');
    files.changeMode('/tmp', 0o1777);
    for (const name of programs.keys()) files.writeFile(`/usr/bin/${name}`, executable(name), { mode: 0o755 });
    files.writeFile('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\nubuntu:x:1000:1000::/home/ubuntu:/bin/bash\n');
    files.writeFile('/etc/group', 'root:x:0:\nubuntu:x:1000:\n');
    for (const [path, content] of Object.entries(options.files ?? {})) {
      files.makeDirectory(path.slice(0, path.lastIndexOf('/')) || '/', { recursive: true });
      files.writeFile(path, content);
    }
    this.host.init = reap;
    mountKernelFiles(this.host);
    this.host.powerOn();
    this.simulation.advance(10);
  }

  /** `bash -c script`, or the argv given, until it ends. */
  run(script: string, options: RunOptions = {}): Outcome {
    const input = createPipe();
    const [output, errors] = [createPipe(), createPipe()];
    const [stdout, stderr] = [this.#collect(output.reader), this.#collect(errors.reader)];
    const process = this.host.spawn(
      {
        argv: options.argv ?? ['bash', '-c', script],
        path: '/usr/bin/bash',
        environment: new Map(
          Object.entries({ HOME, PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8', USER: 'root', ...options.environment }),
        ),
        directory: options.directory ?? HOME,
        descriptors: new Map<number, OpenFile>([
          [0, input.reader],
          [1, output.writer],
          [2, errors.writer],
        ]),
        group: 0,
      },
      this.host.processes.get(1),
    );
    output.writer.release();
    errors.writer.release();
    input.reader.release();
    start(this.simulation, 'input', feed(input.writer, encode(options.input ?? '')), () => {});
    const end = this.simulation.now + (options.limit ?? 3_600_000);
    while (!process.status && this.simulation.step(end));
    if (!process.status) throw new Error(`still running after ${options.limit ?? 3_600_000} ms: ${script}`);
    // Background children may still hold the pipes; what they wrote so far counts.
    this.simulation.advance(5);
    return { stdout: stdout(), stderr: stderr(), code: process.status.code };
  }

  #collect(reader: OpenFile): () => string {
    const parts: Uint8Array[] = [];
    const read = function* (): Task<void> {
      for (;;) {
        const part = yield* reader.read(65_536);
        if (part.length === 0) return;
        parts.push(part);
      }
    };
    start(this.simulation, 'output', read());
    return () => decodeRaw(concat(parts));
  }

  /** A login at a terminal: an interactive shell with a screen. */
  sit(
    options: {
      readonly argv?: readonly string[];
      readonly columns?: number;
      readonly rows?: number;
      readonly environment?: Readonly<Record<string, string>>;
    } = {},
  ): Session {
    return new Session(this, options);
  }
}

/** Process 1: waits for ever. */
function* reap(process: Process): Task<number> {
  for (;;) yield* wait(delay(process.simulation, 86_400_000, 'init'));
}

function* feed(writer: OpenFile, bytes: Uint8Array): Task<void> {
  try {
    if (bytes.length > 0) yield* writer.write(bytes);
  } finally {
    writer.release();
  }
}

/** Keys in, a screen out. */
export class Session {
  readonly terminal: Terminal;
  readonly process: Process;
  readonly #machine: Machine;
  readonly #screen: Screen;
  #raw = '';

  constructor(
    machine: Machine,
    options: {
      readonly argv?: readonly string[];
      readonly columns?: number;
      readonly rows?: number;
      readonly environment?: Readonly<Record<string, string>>;
    },
  ) {
    this.#machine = machine;
    const size = { columns: options.columns ?? 80, rows: options.rows ?? 24 };
    this.#screen = new Screen({ cols: size.columns, rows: size.rows, allowProposedApi: true });
    this.terminal = machine.host.openTerminal(size);
    placeTerminal(machine.host.files, this.terminal, { uid: 0 });
    this.terminal.onOutput = (bytes) => {
      this.#raw += decode(bytes);
      this.#screen.write(bytes);
    };
    const slave = this.terminal.open();
    this.process = machine.host.spawn(
      {
        argv: options.argv ?? ['bash', '--norc'],
        path: '/usr/bin/bash',
        environment: new Map(
          Object.entries({
            HOME,
            PATH,
            TERM: 'xterm-256color',
            LANG: 'C.UTF-8',
            USER: 'root',
            PS1: '$ ',
            ...options.environment,
          }),
        ),
        directory: HOME,
        descriptors: new Map([0, 1, 2].map((number): [number, OpenFile] => [number, slave])),
        session: { terminal: this.terminal },
      },
      machine.host.processes.get(1),
    );
    this.terminal.foreground = this.process.pid;
    slave.release();
    this.settle();
  }

  /** Presses keys; control characters as themselves (`\x03` is Ctrl-C, `\r` Return), then lets `span` pass. */
  type(keys: string, span: Millis = 200): this {
    this.terminal.input(encode(keys));
    return this.settle(span);
  }

  settle(span: Millis = 200): this {
    this.#machine.simulation.advance(span);
    return this;
  }

  resize(columns: number, rows: number): this {
    this.#screen.resize(columns, rows);
    this.terminal.resize({ columns, rows });
    return this.settle();
  }

  /** All bytes so far, as text. */
  get raw(): string {
    return this.#raw;
  }

  /** The screen's rows down to the last that is not empty, without blanks at their ends. */
  async screen(): Promise<string> {
    await new Promise<void>((resolve) => this.#screen.write('', resolve));
    const buffer = this.#screen.buffer.active;
    const rows: string[] = [];
    for (let row = 0; row < buffer.length; row++) rows.push(buffer.getLine(row)?.translateToString(true) ?? '');
    while (rows.length > 0 && rows.at(-1) === '') rows.pop();
    return rows.join('\n');
  }

  get cursor(): { readonly column: number; readonly row: number } {
    const { cursorX, cursorY } = this.#screen.buffer.active;
    return { column: cursorX, row: cursorY };
  }
}
