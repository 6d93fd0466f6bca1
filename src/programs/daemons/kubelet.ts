// kubelet: reads what it is told, refuses to start with the real sentences, then runs src/kube/kubelet.

import { connect } from '../../kube/client/connection.ts';
import { KubeconfigError, readKubeconfig } from '../../kube/client/kubeconfig.ts';
import { parseFlags, readConfiguration, StartRefused } from '../../kube/kubelet/configuration.ts';
import { Klog } from '../../kube/kubelet/klog.ts';
import { dialRuntime, Kubelet } from '../../kube/kubelet/kubelet.ts';
import { serve } from '../../kube/kubelet/server.ts';
import { ServerAccess } from '../../kube/kubelet/server-access.ts';
import { KUBELET_RULES } from '../../kube/network/iptables-chains.ts';
import { DEFAULT_VERSION, release as releaseFor } from '../../kube/releases/releases.ts';
import { RpcError } from '../../linux/containers/cri.ts';
import { SystemError } from '../../linux/errors.ts';
import type { Process, Program } from '../../linux/host/process.ts';
import type { TlsServer } from '../../linux/net/tls.ts';
import { type Task, wait } from '../../sim/task.ts';
import { Signal } from '../../sim/waits.ts';
import { selfSigned } from './self-signed.ts';

export const kubelet: Program = function* (process): Task<number> {
  const log = new Klog(process);
  const version = process.version || DEFAULT_VERSION;
  try {
    return yield* run(process, log, version);
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    log.error('run.go:72', 'command failed', error.message);
    return 1;
  }
};

function* run(process: Process, log: Klog, version: string): Task<number> {
  const release = releaseFor(version);
  const flags = parseFlags(process.argv.slice(1), release.minor, (line) => log.plain(line));
  if (flags.version) {
    yield* process.print(`Kubernetes ${version}\n`);
    return 0;
  }
  process.memory = 60 * 2 ** 20;
  yield* process.sleep(80);
  const configuration = readConfiguration(process.files, flags, release.minor);
  log.info('server.go:525', 'Kubelet version', { kubeletVersion: version });
  log.info('server.go:527', 'Golang settings', { GOGC: '', GOMAXPROCS: '', GOTRACEBACK: '' });
  log.info('watchdog_linux.go:95', 'Systemd watchdog is not enabled');
  const kubeconfig = openKubeconfig(process, log, flags.kubeconfig, flags.bootstrapKubeconfig);
  log.info('server.go:956', 'Client rotation is on, will bootstrap in background');
  if (configuration.clientCaFile !== '') {
    const name = `client-ca-bundle::${configuration.clientCaFile}`;
    log.info('dynamic_cafile_content.go:161', 'Starting controller', { name });
  }
  refuseSwap(process, configuration.failSwapOn);
  const runtimeSocket = configuration.runtimeEndpoint.replace(/^unix:\/\//, '');
  const runtime = validateRuntime(process, log, configuration.runtimeEndpoint, runtimeSocket);
  log.info('server.go:1423', 'Using cgroup driver setting received from the CRI runtime', { cgroupDriver: 'systemd' });
  log.info('kubelet.go:475', 'Attempting to sync node with API server');
  if (configuration.staticPodPath !== '') {
    log.info('kubelet.go:376', 'Adding static pod path', { path: configuration.staticPodPath });
  }
  log.info('kubelet.go:387', 'Adding apiserver pod source');
  log.info('kuberuntime_manager.go:291', 'Container runtime initialized', {
    containerRuntime: runtime.name,
    version: `v${runtime.version}`,
    apiVersion: 'v1',
  });
  const client = connect(process, kubeconfig, { timeout: 10_000, userAgent: `kubelet/${version} (linux/amd64)` });
  process.network.filterRules.set('kubelet', () => KUBELET_RULES);
  const kubelet = new Kubelet({
    process,
    log,
    client,
    server: kubeconfig.server,
    flags,
    configuration,
    release,
    version,
    runtimeSocket,
  });
  const { certificate, key } = servingCertificate(process);
  // The authority's file is read again for every client, as it may be replaced while the kubelet runs.
  const tls = (): TlsServer => ({ certificate, key, ...clientAuthorities(process, configuration.clientCaFile) });
  const access = new ServerAccess(configuration, client, kubelet.context.nodeName);
  try {
    serve(kubelet, configuration.port, configuration.healthzPort, tls, access);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    log.error(
      'server.go:233',
      'Failed to listen and serve',
      `listen tcp 0.0.0.0:${configuration.port}: bind: address already in use`,
    );
    return 1;
  }
  log.info('server.go:1262', 'Started kubelet');
  log.info('server.go:180', 'Starting to listen', { address: '0.0.0.0', port: configuration.port });
  log.info('volume_manager.go:313', 'Starting Kubelet Volume Manager');
  log.info('kubelet.go:2427', 'Starting kubelet main sync loop');
  kubelet.start();
  const asked = new Signal();
  let over = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.onSignal(signal, () => {
      over = true;
      asked.emit();
    });
  }
  while (!over) yield* wait(asked.next('SIGTERM'));
  return 0;
}

const clientAuthorities = ({ files }: Process, path: string): Pick<TlsServer, 'clientAuthorities'> =>
  path !== '' && files.exists(path) ? { clientAuthorities: files.readText(path) } : {};

function openKubeconfig(process: Process, log: Klog, path: string, bootstrap: string) {
  const refused = () =>
    new StartRefused(
      `failed to run Kubelet: unable to load bootstrap kubeconfig: stat ${bootstrap}: no such file or directory`,
    );
  if (!process.files.exists(path)) {
    if (bootstrap !== '' && !process.files.exists(bootstrap)) throw refused();
    throw new StartRefused(`failed to run Kubelet: invalid kubeconfig: stat ${path}: no such file or directory`);
  }
  try {
    const configuration = readKubeconfig(process.files, path);
    configuration.credentials();
    log.info('certificate_store.go:147', 'Loading cert/key pair from a file', {
      filePath: '/var/lib/kubelet/pki/kubelet-client-current.pem',
    });
    return configuration;
  } catch (error) {
    if (!(error instanceof KubeconfigError)) throw error;
    const message = error.message.replace(/^invalid configuration: /, '');
    const err = `unable to read existing bootstrap client config from ${path}: invalid configuration: ${message}`;
    log.error('bootstrap.go:241', 'Unhandled Error', err, { logger: 'UnhandledError' });
    throw refused();
  }
}

function refuseSwap(process: Process, failSwapOn: boolean): void {
  const swaps = process.files.exists('/proc/swaps') ? process.files.readText('/proc/swaps') : '';
  if (!failSwapOn || swaps.trim().split('\n').length < 2) return;
  throw new StartRefused(
    'failed to run Kubelet: running with swap on is not supported, please disable swap or set --fail-swap-on flag to false',
  );
}

function validateRuntime(process: Process, log: Klog, endpoint: string, socket: string) {
  try {
    return dialRuntime(process, socket, () => {}).version();
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const address = `{Addr: ${JSON.stringify(socket)}, ServerName: "localhost", }`;
    const reason = error.message.replace(/^connection error: desc = /, '').replaceAll('\\"', '"');
    log.warning(
      'logging.go:55',
      `[core] [Channel #1 SubChannel #2]grpc: addrConn.createTransport failed to connect to ${address}. Err: connection error: desc = ${reason}`,
    );
    throw new StartRefused(
      `failed to run Kubelet: validate service connection: validate CRI v1 runtime API for endpoint ${JSON.stringify(endpoint)}: ${error}`,
    );
  }
}

const SERVING = '/var/lib/kubelet/pki/kubelet';

/** Made by the kubelet itself at its first start, signed by a CA of its own. */
function servingCertificate(process: Process): TlsServer {
  const { files, host, simulation } = process;
  if (!files.exists(`${SERVING}.crt`) || !files.exists(`${SERVING}.key`)) {
    const { certificate, key } = selfSigned(simulation, host.name, { dnsNames: [host.name] });
    files.makeDirectory('/var/lib/kubelet/pki', { recursive: true });
    files.writeFile(`${SERVING}.crt`, certificate, { mode: 0o644 });
    files.writeFile(`${SERVING}.key`, key, { mode: 0o600 });
  }
  return { certificate: files.readText(`${SERVING}.crt`), key: files.readText(`${SERVING}.key`) };
}
