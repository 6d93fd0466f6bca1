// A host with kubectl and, where wanted, an API server in memory that listens on it.

import { decode, encode } from '../../../src/base/bytes.ts';
import { Description, type OpenFile } from '../../../src/linux/files/open-file.ts';
import { executable, Host } from '../../../src/linux/host/host.ts';
import type { Program } from '../../../src/linux/host/process.ts';
import { HTTP } from '../../../src/linux/net/http.ts';
import { Fabric } from '../../../src/linux/net/stack.ts';
import { kubectl } from '../../../src/programs/kubectl/kubectl.ts';
import { createSimulation, type Simulation } from '../../../src/sim/simulation.ts';
import type { Task } from '../../../src/sim/task.ts';
import { ADMIN, createTestApi, type TestApi } from '../../support/api.ts';

export interface Ran {
  readonly stdout: string;
  readonly stderr: string;
  /** undefined: it still runs after the time it was given. */
  readonly code: number | undefined;
}

export interface RunOptions {
  readonly stdin?: string;
  readonly patience?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

export class KubectlHost {
  readonly simulation: Simulation;
  readonly host: Host;
  readonly version: string;
  readonly environment = new Map([
    ['HOME', '/root'],
    ['PATH', '/usr/bin'],
  ]);

  /** `programs` stand in /usr/bin beside kubectl. */
  constructor(
    version: string,
    simulation = createSimulation('kubectl'),
    programs: Readonly<Record<string, Program>> = {},
  ) {
    this.version = version;
    this.simulation = simulation;
    const hardware = { cpus: 2, memory: 2 ** 31, disk: 2 ** 34 };
    this.host = new Host(
      'controlplane',
      '192.168.100.11',
      new Fabric(simulation),
      hardware,
      new Map(Object.entries({ ...programs, kubectl })),
    );
    this.host.init = function* (process) {
      yield* process.sleep(1e12);
      return 0;
    };
    this.host.powerOn();
    this.host.files.makeDirectory('/usr/bin', { recursive: true });
    for (const name of Object.keys(programs)) {
      this.host.files.writeFile(`/usr/bin/${name}`, executable(name), { mode: 0o755 });
    }
    this.host.files.makeDirectory('/tmp', { mode: 0o1777 });
    this.host.files.makeDirectory('/root/lab', { recursive: true });
    this.host.files.writeFile('/usr/bin/kubectl', executable('kubectl', version), { mode: 0o755 });
  }

  write(path: string, text: string | Uint8Array): void {
    this.host.files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    this.host.files.writeFile(path, text);
  }

  /** Runs one line in /root/lab; quotes as in a shell, nothing else. `patience` in milliseconds of virtual time. */
  run(line: string, options: RunOptions = {}): Ran {
    return this.spawn(words(line), options);
  }

  /** Runs a line with bash, if it is here. */
  shell(line: string, options: RunOptions = {}): Ran {
    return this.spawn(['bash', '-c', line], options);
  }

  spawn(argv: readonly [string, ...string[]], options: RunOptions = {}): Ran {
    const stdout = new Sink();
    const stderr = new Sink();
    const process = this.host.spawn({
      argv,
      directory: '/root/lab',
      environment: new Map([...this.environment, ...Object.entries(options.environment ?? {})]),
      descriptors: new Map<number, OpenFile>([
        [0, new Source(options.stdin ?? '')],
        [1, stdout],
        [2, stderr],
      ]),
    });
    const end = this.simulation.now + (options.patience ?? 3_600_000);
    while (!process.status && this.simulation.step(end));
    const code = process.status?.code;
    if (code === undefined) process.signal('SIGKILL');
    return { stdout: stdout.text, stderr: stderr.text, code };
  }
}

/** A control plane without controllers, and an administrator's kubeconfig. */
export function withApi(
  version = 'v1.35.9',
  programs: Readonly<Record<string, Program>> = {},
  server = version,
): { readonly machine: KubectlHost; readonly api: TestApi } {
  const api = createTestApi({ version: server });
  const machine = new KubectlHost(version, api.simulation, programs);
  machine.host.network.listen({
    address: '0.0.0.0',
    port: 6443,
    application: HTTP,
    accept: () => ({ handle: (request) => api.server.handle({ ...request, user: ADMIN }) }),
  });
  machine.write('/root/.kube/config', KUBECONFIG);
  return { machine, api };
}

const KUBECONFIG = `apiVersion: v1
kind: Config
clusters:
- {name: kubernetes, cluster: {server: 'http://192.168.100.11:6443'}}
users:
- {name: kubernetes-admin, user: {}}
contexts:
- {name: kubernetes-admin@kubernetes, context: {cluster: kubernetes, user: kubernetes-admin}}
current-context: kubernetes-admin@kubernetes
`;

class Sink extends Description {
  override readonly kind = 'pipe';
  text = '';
  // biome-ignore lint/correctness/useYield: nothing to wait for
  override *read(): Task<Uint8Array> {
    return encode('');
  }
  // biome-ignore lint/correctness/useYield: nothing to wait for
  override *write(bytes: Uint8Array): Task<void> {
    this.text += decode(bytes);
  }
}

class Source extends Description {
  override readonly kind = 'pipe';
  #rest: Uint8Array;
  constructor(text: string) {
    super();
    this.#rest = encode(text);
  }
  // biome-ignore lint/correctness/useYield: nothing to wait for
  override *read(): Task<Uint8Array> {
    const all = this.#rest;
    this.#rest = encode('');
    return all;
  }
  override *write(): Task<void> {}
}

/** Words of a simple shell line. */
function words(line: string): [string, ...string[]] {
  const found = line.matchAll(/(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\])+/g);
  const unquote = (part: string): string => {
    if (part.startsWith("'")) return part.slice(1, -1);
    return part.startsWith('"') ? part.slice(1, -1).replace(/\\(["\\$`])/g, '$1') : part.slice(1);
  };
  const [first = '', ...rest] = [...found].map(([word]) => word.replace(/'[^']*'|"(?:\\.|[^"\\])*"|\\./g, unquote));
  return [first, ...rest];
}
