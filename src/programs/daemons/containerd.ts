// containerd: opens /run/containerd/containerd.sock and serves the machine's containers there.

import { Containerd } from '../../linux/containers/containerd.ts';
import { defaultConfiguration, defaultSandboxImage } from '../../linux/containers/containerd-package.ts';
import { CONTAINERD_SOCKET, CRI } from '../../linux/containers/cri.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import { NOTIFY_SOCKET, notify } from '../../linux/systemd/protocol.ts';
import { type Task, wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';

const CONFIG = '/etc/containerd/config.toml';

export const containerd: Program = function* (process): Task<number> {
  const version = process.version || '2.2.1';
  const release = version.replace(/^v/, '');
  const [first] = process.argv.slice(1);
  if (first === '--version' || first === '-v') {
    const module = Number.parseInt(release, 10) >= 2 ? 'containerd/v2' : 'containerd';
    const commit = Number.parseInt(release, 10) >= 2 ? `v${release}` : release;
    yield* process.print(`containerd github.com/containerd/${module} ${commit} \n`);
    return 0;
  }
  if (process.argv.slice(1).join(' ') === 'config default') {
    yield* process.print(defaultConfiguration(release));
    return 0;
  }
  if (first !== undefined) {
    yield* process.complain(`cka-lab: not simulated: containerd ${process.argv.slice(1).join(' ')}\n`);
    return 1;
  }
  process.memory = 48 * 2 ** 20;
  yield* log(process, 'info', `starting containerd" version=v${release}`);
  yield* process.sleep(120);
  const listener = listen(process, version);
  yield* log(process, 'info', `serving... address=${CONTAINERD_SOCKET}`);
  if (process.files.exists(NOTIFY_SOCKET)) notify(process, 'READY=1');
  const asked = new Signal();
  let over = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.onSignal(signal, () => {
      over = true;
      asked.emit();
    });
  }
  while (!over) yield* wait(asked.next('SIGTERM'));
  listener();
  return 0;
};

/** Places the socket and answers there; the result takes both away. */
function listen(process: Process, version: string): () => void {
  const { files, host } = process;
  const runtime = new Containerd(host, version, sandboxImage(process, version));
  files.makeDirectory('/run/containerd', { recursive: true });
  files.place(
    CONTAINERD_SOCKET,
    (base) => ({
      ...base,
      type: 'socket',
      numbers: '',
      open: () => {
        throw new SystemError('ENOTCONN', CONTAINERD_SOCKET);
      },
    }),
    0o660,
  );
  const listener = host.network.listenUnix(CONTAINERD_SOCKET, {
    application: CRI,
    owner: process,
    accept: () => runtime,
  });
  return () => {
    listener.close();
    files.unlink(CONTAINERD_SOCKET);
  };
}

/** `sandbox = 'registry.k8s.io/pause:3.10.1'` in config.toml, or what this containerd's release came with. */
function sandboxImage({ files }: Process, version: string): string {
  const text = files.exists(CONFIG) ? files.readText(CONFIG) : '';
  const configured = /^\s*(?:sandbox|sandbox_image)\s*=\s*['"]([^'"]+)['"]/m.exec(text)?.[1];
  return configured ?? defaultSandboxImage(version.replace(/^v/, ''));
}

function* log(process: Process, level: string, message: string): Task<void> {
  const { simulation } = process;
  const time = new Date(simulation.epoch + simulation.now).toISOString();
  const [text, ...fields] = message.split('" ');
  yield* process.complain(
    `time="${time.slice(0, -1)}000000Z" level=${level} msg="${text}"${fields.length > 0 ? ` ${fields.join('" ')}` : ''}\n`,
  );
}
