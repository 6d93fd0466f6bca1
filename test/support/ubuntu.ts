// An Ubuntu machine that has booted, and commands typed on it without a shell: words, quotes, nothing else.

import { decode } from '../../src/base/bytes.ts';
import { createPipe } from '../../src/linux/files/pipe.ts';
import { executable, Host } from '../../src/linux/host/host.ts';
import type { ExitCode, Program } from '../../src/linux/host/process.ts';
import { Fabric } from '../../src/linux/net/stack.ts';
import { splitWords } from '../../src/linux/systemd/command-line.ts';
import { installUbuntu, type UbuntuOptions } from '../../src/linux/ubuntu/install.ts';
import { adminTools } from '../../src/programs/admin/index.ts';
import { createSimulation, type Millis, type Simulation } from '../../src/sim/simulation.ts';
import { start } from '../../src/sim/task.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: ExitCode;
}

export interface Machine {
  readonly simulation: Simulation;
  readonly fabric: Fabric;
  readonly host: Host;
  /** Runs one command to its end, as root unless said. */
  run(command: string, options?: { readonly uid?: number; readonly limit?: Millis; readonly stdin?: string }): Ran;
}

export interface MachineOptions {
  readonly name?: string;
  readonly address?: string;
  readonly seed?: string;
  readonly programs?: Readonly<Record<string, Program>>;
  readonly prepare?: (host: Host) => void;
  readonly ubuntu?: UbuntuOptions;
  readonly fabric?: Fabric;
}

export function ubuntuMachine(options: MachineOptions = {}): Machine {
  const fabric = options.fabric ?? new Fabric(createSimulation(options.seed ?? 'ubuntu', Date.UTC(2026, 10, 20, 12)));
  const { simulation } = fabric;
  const programs = new Map(Object.entries({ ...adminTools, ...options.programs }));
  const hardware = { cpus: 2, memory: 2 * 2 ** 30, disk: 20 * 2 ** 30 };
  const host = new Host(options.name ?? 'node01', options.address ?? '10.0.0.11', fabric, hardware, programs);
  installUbuntu(host, options.ubuntu);
  for (const name of Object.keys(options.programs ?? {}))
    host.files.writeFile(`/usr/bin/${name}`, executable(name), { mode: 0o755 });
  options.prepare?.(host);
  host.powerOn();
  simulation.advance(20_000);
  return { simulation, fabric, host, run: (command, how) => run(host, command, how) };
}

function run(
  host: Host,
  command: string,
  how: { readonly uid?: number; readonly limit?: Millis; readonly stdin?: string } = {},
): Ran {
  const { simulation } = host;
  const input = createPipe();
  const output = createPipe();
  const errors = createPipe();
  const uid = how.uid ?? 0;
  const process = host.spawn(
    {
      argv: splitWords(command)!,
      descriptors: new Map([
        [0, input.reader],
        [1, output.writer],
        [2, errors.writer],
      ]),
      environment: new Map([
        ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
        ['HOME', uid === 0 ? '/root' : '/home/ubuntu'],
        ['LANG', 'C.UTF-8'],
      ]),
      credentials: { uid, gid: uid, groups: [uid] },
      directory: uid === 0 ? '/root' : '/home/ubuntu',
      session: { terminal: undefined },
    },
    host.processes.get(1),
  );
  for (const file of [input.reader, output.writer, errors.writer]) file.release();
  start(simulation, 'stdin', input.writer.write(new TextEncoder().encode(how.stdin ?? '')), () =>
    input.writer.release(),
  );
  const read = { stdout: '', stderr: '' };
  const collect = (end: typeof output.reader, into: 'stdout' | 'stderr') =>
    start(
      simulation,
      into,
      (function* () {
        for (;;) {
          const part = yield* end.read(65_536);
          if (part.length === 0) return;
          read[into] += decode(part);
        }
      })(),
    );
  collect(output.reader, 'stdout');
  collect(errors.reader, 'stderr');
  const until = simulation.now + (how.limit ?? 600_000);
  while (!process.status && simulation.step(until));
  simulation.advance(0);
  return { ...read, code: process.status?.code ?? -1 };
}
