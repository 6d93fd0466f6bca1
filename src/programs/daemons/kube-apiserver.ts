// kube-apiserver: reads its flags and files, refuses to start with the real sentences, then lets
// src/kube/api answer behind a TLS listener.

import { decode, equalBytes } from '../../base/bytes.ts';
import { readCertificates } from '../../base/x509/certificate.ts';
import { keyFromPem, publicKeyInfo } from '../../base/x509/key.ts';
import type { AdmissionPlugin } from '../../kube/api/admission/admission.ts';
import { ADMISSION_CHAIN, KNOWN_PLUGINS } from '../../kube/api/admission/chain.ts';
import { type ApiRequest, userOfCertificate } from '../../kube/api/api.ts';
import { createApiServer, type RunningApiServer } from '../../kube/api/server.ts';
import { unauthorized } from '../../kube/api/status.ts';
import { KubeletUnreachable } from '../../kube/api/subresources/kubelet.ts';
import { Klog } from '../../kube/kubelet/klog.ts';
import { DEFAULT_VERSION } from '../../kube/releases/releases.ts';
import { SystemError } from '../../linux/errors.ts';
import { Exit, type Process, type Program } from '../../linux/host/process.ts';
import { HTTP, type HttpResponse, type HttpService } from '../../linux/net/http.ts';
import type { Peer } from '../../linux/net/stack.ts';
import { type TlsClient, TlsError, type TlsServer } from '../../linux/net/tls.ts';
import type { Task } from '../../sim/task.ts';
import { FlagError, type FlagValues } from '../cobra/flags.ts';
import { EtcdConnection, type EtcdEndpoint } from './etcd-connection.ts';
import { goSystemError } from './go-errors.ts';
import { parseApiServerFlags } from './kube-apiserver-flags.ts';

/** How long the server looks for etcd before it gives up. */
const ETCD_PATIENCE = 20_000;
/** From the first log line to the listener. */
const START_TIME = 1_500;
const KUBELET_PATIENCE = 5_000;

/** Why the server does not start. */
class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

export const kubeApiserver: Program = function* (process) {
  let flags: FlagValues | string;
  try {
    flags = parseApiServerFlags(process.argv.slice(1));
  } catch (error) {
    if (!(error instanceof FlagError)) throw error;
    yield* process.complain(`Error: ${error.message}\n`);
    return 1;
  }
  if (typeof flags === 'string') {
    yield* process.complain(`${flags}\n`);
    return 1;
  }
  const log = new Klog(process);
  try {
    return yield* run(process, flags, log);
  } catch (error) {
    if (!(error instanceof StartRefused)) throw error;
    log.error('run.go:72', 'command failed', error.message);
    return 1;
  }
};

function* run(process: Process, flags: FlagValues, log: Klog): Task<number> {
  const version = process.version || DEFAULT_VERSION;
  process.memory = 250 * 2 ** 20;
  log.text('I', 'server.go:184', `Version: ${version}`);
  log.info('server.go:186', 'Golang settings', { GOGC: '', GOMAXPROCS: '', GOTRACEBACK: '' });
  const admission = admissionOf(flags);
  const files = readFiles(process, flags);
  yield* process.sleep(START_TIME / 2);

  const etcd = new EtcdConnection(process, endpointsOf(flags), files.etcd);
  let server: RunningApiServer | undefined;
  process.thread(
    'etcd client',
    etcd.keep(
      () => server?.connected(),
      ({ address, port }, error) =>
        log.warning(
          'logging.go:55',
          `[core] [Channel #1 SubChannel #3]grpc: addrConn.createTransport failed to connect to {Addr: "${address}:${port}", ServerName: "${address}:${port}", }. Err: connection error: desc = "transport: Error while dialing: ${error}"`,
        ),
    ),
  );
  if (!(yield* etcd.await(ETCD_PATIENCE))) {
    log.text(
      'F',
      'instance.go:226',
      'Error creating leases: error creating storage factory: context deadline exceeded',
    );
    return 255;
  }
  yield* process.sleep(START_TIME / 2);

  const address = flags.string('advertise-address') || process.network.address;
  const running = createApiServer({
    simulation: process.simulation,
    store: etcd,
    connection: etcd,
    version,
    address,
    port: flags.int('secure-port'),
    ranges: {
      clusterIps: flags.string('service-cluster-ip-range'),
      nodePorts: flags.string('service-node-port-range'),
    },
    admission,
    ...(flags.list('authorization-mode').includes('AlwaysAllow') && { authorize: () => true }),
    tokenKey: files.signingKey,
    eventTtlSeconds: flags.duration('event-ttl') / 1000,
    dialKubelet: (node, port) => dialKubelet(process, node, port, files.kubelet),
  });
  server = running;
  process.atExit(() => running.stop());
  listen(process, flags, running, files.serving);
  log.info('secure_serving.go:211', `Serving securely on [::]:${flags.int('secure-port')}`);
  process.onSignal('SIGTERM', () => process.interrupt(new Exit(0)));
  return yield* running.housekeep();
}

// ——— serving ———

function listen(process: Process, flags: FlagValues, server: RunningApiServer, tls: () => TlsServer): void {
  const address = flags.string('bind-address');
  const port = flags.int('secure-port');
  try {
    process.network.listen({
      address,
      port,
      application: HTTP,
      owner: process,
      tls,
      accept: (peer) => {
        // Who asks is settled in the handshake, for all requests of a connection.
        const user = peer.identity && userOfCertificate(peer.identity);
        const connected = () => peer.stack.powered;
        return { handle: (request) => handle(server, peer, { ...request, user, connected }) };
      },
    });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const where = `${address}:${port}`;
    throw new StartRefused(
      `failed to create listener: failed to listen on ${where}: listen tcp ${where}: bind: ${goSystemError('', '', error)}`,
    );
  }
}

function* handle(server: RunningApiServer, { identity }: Peer, request: ApiRequest): Task<HttpResponse> {
  if (identity?.distrust) {
    const { status } = unauthorized();
    return { status: 401, headers: { 'content-type': 'application/json' }, body: status };
  }
  return yield* server.handle(request);
}

/** One connection per request; it lives as long as what came of it. */
function* dialKubelet(process: Process, address: string, port: number, tls: TlsClient): Task<HttpService> {
  try {
    const connection = yield* process.network.connect(address, port, { patience: KUBELET_PATIENCE });
    if (!connection.secure) throw new KubeletUnreachable('http: server gave HTTP response to HTTPS client');
    const service = connection.speak(HTTP, tls);
    if (!service) throw new KubeletUnreachable('EOF');
    return {
      *handle(request) {
        const response = yield* service.handle(request);
        const { upgraded, stream } = response;
        if (upgraded) {
          process.atExit(() => connection.close());
          connection.onClose(() => upgraded.hangUp());
          upgraded.onHangUp(() => connection.close());
        } else if (stream) connection.onClose(() => stream.close());
        else connection.close();
        return response;
      },
    };
  } catch (error) {
    if (error instanceof TlsError) throw new KubeletUnreachable(error.message);
    if (!(error instanceof SystemError)) throw error;
    const why = error.code === 'ETIMEDOUT' ? 'i/o timeout' : `connect: ${goSystemError('', '', error)}`;
    throw new KubeletUnreachable(`dial tcp ${address}:${port}: ${why}`);
  }
}

// ——— flags and files ———

interface Files {
  readonly etcd: TlsClient;
  readonly kubelet: TlsClient;
  readonly signingKey: string;
  readonly serving: () => TlsServer;
}

/** Everything the server wants to read before it serves. */
function readFiles(process: Process, flags: FlagValues): Files {
  const bytesOf = (path: string): Uint8Array => {
    try {
      return process.files.readFile(process.absolute(path));
    } catch (error) {
      if (error instanceof SystemError) throw new StartRefused(goSystemError('open', path, error));
      throw error;
    }
  };
  const read = (path: string): string => decode(bytesOf(path));
  const optional = (flag: string) => (flags.string(flag) === '' ? undefined : read(flags.string(flag)));
  const serving = (): TlsServer => ({
    certificate: read(flags.string('tls-cert-file')),
    key: read(flags.string('tls-private-key-file')),
    clientAuthorities: optional('client-ca-file'),
  });
  const servingFiles = ['tls-cert-file', 'tls-private-key-file', 'client-ca-file']
    .map((flag) => flags.string(flag))
    .filter((path) => path !== '');
  let contents = servingFiles.map(bytesOf);
  let last = serving();
  checkPair(last);
  // Certificates are read again when they change; a broken change leaves the last good pair in use.
  const current = (): TlsServer => {
    try {
      const now = servingFiles.map(bytesOf);
      // A file that is written gets a new content, never the old one changed.
      if (now.every((bytes, at) => bytes === contents[at])) return last;
      contents = now;
      const next = serving();
      checkPair(next);
      last = next;
    } catch (error) {
      if (!(error instanceof StartRefused)) throw error;
    }
    return last;
  };
  if (flags.list('service-account-issuer').length === 0) {
    throw new StartRefused(
      'service-account-issuer is a required flag, --service-account-signing-key-file and --service-account-issuer are required flags',
    );
  }
  for (const path of flags.list('service-account-key-file')) read(path);
  const signingKey = optional('service-account-signing-key-file') ?? '';
  optional('requestheader-client-ca-file');
  optional('proxy-client-cert-file');
  optional('proxy-client-key-file');
  return {
    serving: current,
    signingKey,
    etcd: {
      authorities: optional('etcd-cafile'),
      certificate: optional('etcd-certfile'),
      key: optional('etcd-keyfile'),
    },
    // Kubelets show certificates of their own making; without --kubelet-certificate-authority nobody checks them.
    kubelet: {
      certificate: optional('kubelet-client-certificate'),
      key: optional('kubelet-client-key'),
      insecure: true,
    },
  };
}

function checkPair({ certificate, key }: TlsServer): void {
  const [leaf] = certificatesOf(certificate);
  if (!leaf) throw new StartRefused('tls: failed to find any PEM data in certificate input');
  const pair = keyFromPem(key);
  if (!pair) throw new StartRefused('tls: failed to find any PEM data in key input');
  if (!equalBytes(publicKeyInfo(pair), leaf.publicKeyInfo))
    throw new StartRefused('tls: private key does not match public key');
}

function certificatesOf(pem: string) {
  try {
    return readCertificates(pem);
  } catch (error) {
    if (error instanceof RangeError) throw new StartRefused('x509: malformed certificate');
    throw error;
  }
}

function endpointsOf(flags: FlagValues): EtcdEndpoint[] {
  const servers = flags.list('etcd-servers');
  if (servers.length === 0) throw new StartRefused('--etcd-servers must be specified');
  return servers.map((server) => {
    const found = /^(https?):\/\/\[?([^/]+?)\]?(?::(\d+))?\/?$/.exec(server);
    if (!found) throw new StartRefused(`parse ${JSON.stringify(server)}: invalid etcd server`);
    const [, scheme, host, port] = found;
    return {
      address: host === 'localhost' ? '127.0.0.1' : host,
      port: Number(port ?? 2379),
      secure: scheme === 'https',
    };
  });
}

/** The chain without the disabled plugins; unknown names stop the server. */
function admissionOf(flags: FlagValues): AdmissionPlugin[] {
  for (const flag of ['enable-admission-plugins', 'disable-admission-plugins']) {
    for (const name of flags.list(flag)) {
      if (!KNOWN_PLUGINS.includes(name)) throw new StartRefused(`${flag} plugin ${JSON.stringify(name)} is unknown`);
    }
  }
  for (const mode of flags.list('authorization-mode')) {
    if (!['AlwaysAllow', 'AlwaysDeny', 'ABAC', 'Webhook', 'RBAC', 'Node'].includes(mode)) {
      throw new StartRefused(`authorization-mode ${JSON.stringify(mode)} is not a valid mode`);
    }
  }
  const disabled = flags.list('disable-admission-plugins');
  return ADMISSION_CHAIN.filter((plugin) => !disabled.includes(plugin.name));
}
