// The first process of a container: what it sees as its root, its environment and its streams, made from the
// image and from what the pod says.

import { SystemError } from '../errors.ts';
import { FileSystem } from '../files/file-system.ts';
import type { Directory } from '../files/inode.ts';
import { Volume } from '../files/volume.ts';
import { findExecutable, type Host } from '../host/host.ts';
import { placeTerminal } from '../host/kernel-files.ts';
import { procTree } from '../host/proc.ts';
import type { Namespaces, Process } from '../host/process.ts';
import { Terminal } from '../terminal/terminal.ts';
import { MainStreams } from './container-streams.ts';
import type { ImageStore } from './image-store.ts';
import { LogStream } from './log-stream.ts';
import { type ContainerState, SANDBOXES, type SandboxState } from './records.ts';
import { mountInto } from './root-file-system.ts';
import { runcRefusal } from './runc.ts';

export const SNAPSHOTS = '/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots';
export const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

interface Machine {
  readonly host: Host;
  readonly store: ImageStore;
}

/** The container's first process, or runc's words for why there is none. */
export function startProcess(
  { host, store }: Machine,
  container: ContainerState,
  sandbox: SandboxState,
  pause: Process,
): Process | string {
  const { config } = container;
  const image = store.find(config.image);
  const argv =
    config.command.length > 0
      ? [...config.command, ...config.arguments]
      : [...(image?.entrypoint ?? []), ...(config.arguments.length > 0 ? config.arguments : (image?.command ?? []))];
  const uid = image?.record.uid ?? 0;
  const credentials = config.credentials ?? { uid, gid: uid, groups: [uid] };
  const environment = environmentOf(store, container, sandbox);
  const directory = config.directory ?? image?.directory ?? '/';
  let streams: MainStreams | undefined;
  try {
    const files = rootOf(host, container, sandbox);
    if (!files.exists(directory)) files.makeDirectory(directory, { recursive: true });
    const namespaces: Namespaces = {
      files,
      network: pause.network,
      hostname: sandbox.config.hostname,
      container: container.id,
    };
    files.mount('/proc', procTree(host, namespaces), {
      source: 'proc',
      type: 'proc',
      volume: new Volume(0, { source: 'proc', type: 'proc' }),
      options: ['nosuid', 'nodev', 'noexec', 'relatime'],
    });
    // Looked up here, because a name that is a directory or unreadable reads differently from runc.
    const path = findExecutable(files, argv[0], directory, environment.get('PATH'), credentials);
    streams = makeStreams(host, container, sandbox, files, credentials);
    const process = host.spawn(
      {
        argv,
        path,
        environment,
        directory,
        credentials,
        descriptors: streams.descriptors,
        namespaces,
        session: { terminal: streams.terminal },
        controlGroup: `${sandbox.config.controlGroup}/cri-containerd-${container.id}.scope`,
        leadsNamespace: true,
      },
      pause.parent,
    );
    if (streams.terminal) streams.terminal.foreground = process.pid;
    pause.parent?.install(streams);
    return process;
  } catch (error) {
    if (error instanceof SystemError) return runcRefusal(argv[0], error);
    if (error instanceof MountRefusal) return error.message;
    throw error;
  } finally {
    // The process holds its own references.
    for (const stream of streams?.descriptors.values() ?? []) stream.release();
  }
}

/** What the image and the pod say; every command in the container starts with it. */
export function environmentOf(
  store: ImageStore,
  { config }: ContainerState,
  { config: { hostname } }: SandboxState,
): Map<string, string> {
  const image = store.find(config.image);
  const environment = new Map([
    ['PATH', DEFAULT_PATH],
    ['HOSTNAME', hostname],
  ]);
  if (config.tty) environment.set('TERM', 'xterm');
  for (const [name, value] of Object.entries(image?.environment ?? {})) environment.set(name, value);
  for (const [name, value] of config.environment) environment.set(name, value);
  const uid = config.credentials?.uid ?? image?.record.uid ?? 0;
  if (!environment.has('HOME')) environment.set('HOME', uid === 0 ? '/root' : '/');
  return environment;
}

function makeStreams(
  host: Host,
  container: ContainerState,
  sandbox: SandboxState,
  root: FileSystem,
  owner: { readonly uid: number },
): MainStreams {
  const { simulation, files } = host;
  const path = `${sandbox.config.logDirectory}/${container.config.logPath}`;
  const directory = path.slice(0, path.lastIndexOf('/'));
  if (!files.exists(directory)) files.makeDirectory(directory, { recursive: true });
  files.writeFile(path, '', { append: true, mode: 0o640 });
  const logs = {
    stdout: new LogStream(simulation, files, path, 'stdout'),
    stderr: new LogStream(simulation, files, path, 'stderr'),
  };
  const { processes } = host;
  const terminal = container.config.tty
    ? new Terminal('pts/0', { columns: 80, rows: 24 }, (group, signal) => processes.signalGroup(group, signal))
    : undefined;
  if (terminal) placeTerminal(root, terminal, owner);
  return new MainStreams(container.id, logs, container.config.stdin, terminal);
}

function rootOf(host: Host, container: ContainerState, sandbox: SandboxState): FileSystem {
  const root = host.files.stat(`${SNAPSHOTS}/${container.id}/fs`) as Directory;
  const clock = () => host.simulation.epoch + host.simulation.now;
  const files = new FileSystem(clock, host.files.volume.layer(root), root);
  const own = `${SANDBOXES}/${sandbox.id}`;
  const mounts = [
    { containerPath: '/etc/hostname', hostPath: `${own}/hostname`, readOnly: false },
    { containerPath: '/etc/resolv.conf', hostPath: `${own}/resolv.conf`, readOnly: false },
    ...container.config.mounts,
  ];
  for (const { containerPath, hostPath, readOnly } of mounts) {
    const inode = host.files.stat(hostPath);
    try {
      mountInto(files, containerPath, inode, { hostPath, from: host.files.mountOf(hostPath), readOnly });
    } catch (error) {
      if (error instanceof SystemError || !(error instanceof Error)) throw error;
      throw new MountRefusal(error.message);
    }
  }
  return files;
}

class MountRefusal extends Error {}
