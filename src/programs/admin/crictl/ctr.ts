// ctr: containerd's own client, which sees namespaces instead of pods. What the kubelet made lives in k8s.io.
// Listing is here; what changes things is crictl's business.

import { alignColumns } from '../../../base/tabwriter.ts';
import { dialRuntime } from '../../../kube/kubelet/kubelet.ts';
import { type ContainerRuntime, RpcError } from '../../../linux/containers/cri.ts';
import { Exit, type Process, type Program } from '../../../linux/host/process.ts';
import type { Task } from '../../../sim/task.ts';
import { declareFlags, FlagProblem, type Given, readFlags, Unmodelled } from './flags.ts';

const SOCKET = '/run/containerd/containerd.sock';
const KUBERNETES = 'k8s.io';
/** How long ctr tries to reach containerd. */
const PATIENCE = 10_000;

const GLOBALS = declareFlags('address,a=', 'namespace,n=', 'version,v', '!debug', '!timeout=', '!connect-timeout=');

interface Query {
  readonly process: Process;
  readonly runtime: ContainerRuntime;
  /** Whether the namespace asked for is the kubelet's; every other one is empty. */
  readonly kubernetes: boolean;
  readonly given: Given;
}

type Listing = (query: Query) => string;

const QUIET = declareFlags('quiet,q');

const COMMANDS: readonly { readonly group: RegExp; readonly verb: RegExp; readonly list: Listing }[] = [
  { group: /^(?:namespaces?|ns)$/, verb: /^(?:list|ls)$/, list: namespaces },
  { group: /^(?:images?|i)$/, verb: /^(?:list|ls)$/, list: images },
  { group: /^(?:containers?|c)$/, verb: /^(?:list|ls)$/, list: containers },
  { group: /^(?:tasks?|t)$/, verb: /^(?:list|ls)$/, list: tasks },
];

export const ctr: Program = function* (process) {
  try {
    const globals = readFlags(GLOBALS, process.argv.slice(1));
    if (globals.has('version')) {
      yield* process.print(`ctr containerd.io ${process.version}\n`);
      return 0;
    }
    const [group = '', verb = '', ...words] = globals.args;
    const address = globals.text('address') || SOCKET;
    const namespace = globals.text('namespace') || process.environment.get('CONTAINERD_NAMESPACE') || 'default';
    if (group === 'version' || group === 'v') {
      yield* connect(process, address);
      yield* process.print(versions(process));
      return 0;
    }
    const command = COMMANDS.find((one) => one.group.test(group) && one.verb.test(verb));
    if (!command) throw new Unmodelled([group, verb].filter(Boolean).join(' ') || '--help');
    const given = readFlags(QUIET, words);
    const runtime = yield* connect(process, address);
    yield* process.print(command.list({ process, runtime, kubernetes: namespace === KUBERNETES, given }));
    return 0;
  } catch (error) {
    if (error instanceof Unmodelled) yield* process.complain(`cka-lab: not simulated: ctr ${error.message}\n`);
    else if (error instanceof FlagProblem) yield* process.complain(`ctr: ${error.message}\n`);
    else throw error;
    return 1;
  }
};

function* connect(process: Process, socket: string): Task<ContainerRuntime> {
  if (process.credentials.uid !== 0) {
    yield* process.complain(`ctr: failed to dial ${JSON.stringify(socket)}: connection error: permission denied\n`);
    throw new Exit(1);
  }
  try {
    return dialRuntime(process, socket, () => {});
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    yield* process.sleep(PATIENCE);
    yield* process.complain(
      `ctr: failed to dial ${JSON.stringify(socket)}: context deadline exceeded: connection error: desc = "transport: error while dialing: dial unix://${socket}: timeout"\n`,
    );
    throw new Exit(1);
  }
}

const table = (rows: readonly (readonly string[])[]): string =>
  alignColumns(rows.map((row) => `${row.join('\t')}\t\n`).join(''), { minimum: 1, padding: 1 });

function namespaces({ given }: Query): string {
  return given.has('quiet')
    ? `${KUBERNETES}\n`
    : table([
        ['NAME', 'LABELS'],
        [KUBERNETES, ''],
      ]);
}

/** Every name of an image is a row: tags, digests, and the ID the CRI plugin gave it. */
function images({ runtime, kubernetes, given }: Query): string {
  const rows = !kubernetes
    ? []
    : runtime.images().flatMap((image) => {
        const digest = image.digests[0]?.split('@')[1] ?? image.id;
        const size = `${(image.size / 2 ** 20).toFixed(1)} MiB`;
        return [...image.tags, ...image.digests, image.id].map((name) => [
          name,
          'application/vnd.oci.image.index.v1+json',
          digest,
          size,
          'linux/amd64',
          `io.cri-containerd.image=managed${image.pinned ? ',io.cri-containerd.pinned=pinned' : ''}`,
        ]);
      });
  const unique = [...new Map(rows.map((row) => [row[0], row])).values()].sort(([a], [b]) => (a < b ? -1 : 1));
  return given.has('quiet')
    ? unique.map(([name]) => `${name}\n`).join('')
    : table([['REF', 'TYPE', 'DIGEST', 'SIZE', 'PLATFORMS', 'LABELS'], ...unique]);
}

/** Sandboxes are containers too: they hold the pause process. */
function containers({ runtime, kubernetes, given }: Query): string {
  const pause = runtime.images().find((image) => image.pinned)?.tags[0] ?? '';
  const rows = !kubernetes
    ? []
    : [
        ...runtime.sandboxes().map(({ id }) => [id, pause, 'io.containerd.runc.v2']),
        ...runtime.containers().map(({ id, imageName }) => [id, imageName, 'io.containerd.runc.v2']),
      ].sort(([a], [b]) => (a < b ? -1 : 1));
  return given.has('quiet')
    ? rows.map(([id]) => `${id}\n`).join('')
    : alignColumns([['CONTAINER', 'IMAGE', 'RUNTIME'], ...rows].map((row) => `${row.join('\t')}\t\n`).join(''), {
        minimum: 4,
        padding: 4,
      });
}

function tasks({ runtime, kubernetes, given }: Query): string {
  const running = kubernetes ? runtime.containers().filter((one) => one.state === 'running') : [];
  const rows = running.map(({ id, pid }) => [id, String(pid), 'RUNNING']).sort(([a], [b]) => (a < b ? -1 : 1));
  return given.has('quiet')
    ? rows.map(([id]) => `${id}\n`).join('')
    : alignColumns([['TASK', 'PID', 'STATUS'], ...rows].map((row) => `${row.join('\t')}\t\n`).join(''), {
        minimum: 4,
        padding: 4,
      });
}

function versions({ version, host }: Process): string {
  const number = version.replace(/^v/, '');
  const text = `  Version:  ${number.startsWith('1.') ? number : `v${number}`}\n  Revision: ${REVISIONS[number] ?? '<unknown>'}\n`;
  return `Client:\n${text}  Go version: go1.24.9\n\nServer:\n${text}  UUID: ${host.bootId}\n`;
}

const REVISIONS: Readonly<Record<string, string>> = {
  '1.7.27': '05044ec0a9a75232cad458027ca83437aae3f4da',
  '1.7.28': 'b98a3aace656320842a23f4a392a33f46af97866',
  '2.1.5': 'fcd43222d6b07379a4be9786bda52438f0dd16a1',
  '2.2.1': 'dea7da592f5d1d2b7755e3a161be07f43fad8f75',
};
