// The etcd server: a store behind listeners. One member; peers are listened to but never heard from.

import { decode, equalBytes } from '../../base/bytes.ts';
import { readCertificates } from '../../base/x509/certificate.ts';
import { keyFromPem, publicKeyInfo } from '../../base/x509/key.ts';
import { ETCD, type EtcdService } from '../../etcd/service.ts';
import type { Mvcc } from '../../etcd/store/mvcc.ts';
import { writeSnapshot } from '../../etcd/store/snapshot.ts';
import { StoreError, type Transaction } from '../../etcd/store/store.ts';
import { SystemError } from '../../linux/errors.ts';
import { Exit, type Process, type Program } from '../../linux/host/process.ts';
import { HTTP, type HttpResponse } from '../../linux/net/http.ts';
import { application, isLoopback, type Peer } from '../../linux/net/stack.ts';
import type { TlsServer } from '../../linux/net/tls.ts';
import type { Task } from '../../sim/task.ts';
import { openDatabase } from './etcd-database.ts';
import { EtcdDisk } from './etcd-disk.ts';
import { type EtcdFlags, parseEtcdFlags } from './etcd-flags.ts';
import { EtcdLog } from './etcd-log.ts';
import { goSystemError } from './go-errors.ts';

/** From the start banner to the election a single member wins. */
const ELECTION_TIME = 1_000;
const LEASE_CHECK_PERIOD = 10_000;
const RAFT = application<Record<string, never>>('raft');

export const etcd: Program = function* (process) {
  const flags = parseEtcdFlags(process.argv.slice(1));
  if ('message' in flags) {
    yield* process.complain(`${flags.message}\n`);
    return flags.code;
  }
  const log = new EtcdLog(process);
  yield* log.info('Running: ', { args: process.argv });
  const directory = process.absolute(flags.get('data-dir') || `${flags.get('name')}.etcd`);
  yield* checkConfiguration(process, flags, log, directory);

  for (const url of flags.list('listen-peer-urls')) {
    const secured = url.startsWith('https:')
      ? yield* readTls(process, flags, 'peer-', log, 'discovery failed')
      : undefined;
    yield* listening(process, url, log, ({ address, port }) =>
      process.network.listen({ address, port, application: RAFT, owner: process, tls: secured, accept: () => ({}) }),
    );
  }
  const clientUrls = flags.list('listen-client-urls').map(parseUrl);
  for (const url of flags.list('listen-client-urls')) {
    // Whether the port is free shows now; it is served only after the election.
    yield* listening(process, url, log, ({ address, port }) =>
      process.network.listen({ address, port, application: RAFT, accept: () => ({}) }).close(),
    );
  }

  yield* log.info('starting an etcd server', {
    'etcd-version': process.version.replace(/-\d+$/, ''),
    name: flags.get('name'),
    'data-dir': directory,
    'member-dir': `${directory}/member`,
  });
  const store = yield* opened(process, directory, log);
  const disk = yield* openedDisk(process, directory, log);
  if (Number(flags.get('quota-backend-bytes')) > 0) store.quota = Number(flags.get('quota-backend-bytes'));
  yield* log.info('kvstore restored', { 'current-rev': store.revision });
  for (const url of flags.list('listen-metrics-urls')) {
    yield* listening(process, url, log, ({ address, port }) =>
      process.network.listen({
        address,
        port,
        application: HTTP,
        owner: process,
        accept: () => ({ handle: (request) => metrics(request.path) }),
      }),
    );
    yield* log.info('serving metrics', { address: url });
  }
  yield* process.sleep(ELECTION_TIME);
  yield* log.info('ready to serve client requests');
  for (const { address, port, secure } of clientUrls) {
    const tls = secure ? yield* readTls(process, flags, '', log, 'listener failed') : undefined;
    process.network.listen({
      address,
      port,
      application: ETCD,
      owner: process,
      tls,
      accept: (peer) => serve(store, peer, process, (transaction) => save(process, log, store, disk, transaction)),
    });
    const how = secure
      ? 'serving client traffic securely'
      : 'serving client traffic insecurely; this is strongly discouraged!';
    yield* log.info(how, { traffic: 'grpc+http', address: `${address}:${port}` });
  }

  process.onSignal('SIGTERM', () => process.interrupt(new Exit(0)));
  for (;;) {
    const due = store.leases.due;
    const left = due === undefined ? LEASE_CHECK_PERIOD : Math.max(0, due - process.simulation.now);
    yield* process.sleep(Math.min(left, LEASE_CHECK_PERIOD));
    store.leases.expire();
  }
};

/** What one client gets: the store, as long as the server lives and the client's machine is on. */
function serve(store: Mvcc, peer: Peer, process: Process, save: (transaction: Transaction) => void): EtcdService {
  const alive = <T>(call: () => T): T => {
    if (!process.alive) throw new StoreError('etcdserver: server stopped');
    return call();
  };
  return {
    get revision() {
      return alive(() => store.revision);
    },
    get compactedRevision() {
      return alive(() => store.compactedRevision);
    },
    version: process.version,
    range: (query) => alive(() => store.range(query)),
    commit: (transaction) =>
      alive(() => {
        if (!isQuestion(transaction)) save(transaction);
        return store.commit(transaction);
      }),
    compact: (upTo) => alive(() => store.compact(upTo)),
    grantLease: (ttl) => alive(() => store.grantLease(ttl)),
    snapshot: () => alive(() => writeSnapshot(store)),
    watch: (from, after, notice) => {
      const cancel = alive(() =>
        store.watch(from, after, (events) => {
          if (process.alive && peer.stack.powered) notice(events);
          else cancel();
        }),
      );
      return cancel;
    },
  };
}

/** A transaction that writes nothing is not logged. */
const isQuestion = ({ success, failure }: Transaction): boolean =>
  [...success, ...failure].every(({ type }) => type === 'range');

/** Writes a transaction to the log, or ends etcd: what cannot be logged must not be answered. */
function save(process: Process, log: EtcdLog, store: Mvcc, disk: EtcdDisk, { success, failure }: Transaction): void {
  const sizes = [...success, ...failure].map((one) => (one.type === 'put' ? one.key.length + one.value.length : 64));
  const bytes = sizes.reduce((sum, size) => sum + size, 0);
  const failed = disk.save(bytes, store.size + bytes);
  if (!failed) return;
  const { message, operation, path, error } = failed;
  process.thread('fatal', log.fatal(message, { error: goSystemError(operation, path, error) }));
  throw new StoreError('etcdserver: server stopped');
}

function* openedDisk(process: Process, directory: string, log: EtcdLog): Task<EtcdDisk> {
  try {
    return new EtcdDisk(process, directory);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    return yield* log.fatal('failed to create WAL', {
      error: goSystemError('write', `${directory}/member/wal.tmp/0000000000000000-0000000000000000.wal`, error),
    });
  }
}

// biome-ignore lint/correctness/useYield: the answer is at hand
function* metrics(path: string): Task<HttpResponse> {
  const text = { 'content-type': 'text/plain; charset=utf-8' };
  switch (path) {
    case '/health':
      return { status: 200, headers: { 'content-type': 'application/json' }, body: '{"health":"true","reason":""}' };
    case '/livez':
    case '/readyz':
      return { status: 200, headers: text, body: 'ok\n' };
    case '/metrics':
      return { status: 501, headers: text, body: 'cka-lab: not simulated: etcd metrics\n' };
    default:
      return { status: 404, headers: text, body: '404 page not found\n' };
  }
}

// ——— starting ———

function* checkConfiguration(process: Process, flags: EtcdFlags, log: EtcdLog, directory: string): Task<void> {
  if (flags.given('listen-client-urls') && !flags.given('advertise-client-urls')) {
    const error = '--advertise-client-urls is required when --listen-client-urls is set explicitly';
    yield* log.warn('failed to verify flags', { error });
    yield* log.warn('advertise client URLs are not set', { error });
    throw new Exit(1);
  }
  if (flags.get('logger') === 'capnslog') {
    yield* log.warn('failed to verify flags', { error: '--logger=capnslog is removed in v3.5' });
    throw new Exit(1);
  }
  for (const url of flags.list('listen-client-urls')) {
    if (!url.startsWith('https:') || (flags.get('cert-file') !== '' && flags.get('key-file') !== '')) continue;
    const error = `TLS key/cert (--cert-file, --key-file) must be provided for client url ${url} with HTTPS scheme`;
    yield* log.fatal('discovery failed', { error });
  }
  const files = process.files;
  if (files.exists(directory) && !files.isDirectory(directory)) {
    yield* log.fatal('failed to list data directory', {
      dir: directory,
      error: `readdirent ${directory}: not a directory`,
    });
  }
  // A member that has data knows its cluster; only a new one reads the flags.
  if (files.exists(`${directory}/member`)) {
    yield* log.info('server has already been initialized', {
      'data-dir': directory,
      'dir-type': 'member',
    });
    return;
  }
  const peers = flags.list('initial-advertise-peer-urls');
  const cluster = flags.get('initial-cluster') || `${flags.get('name')}=${peers[0]}`;
  const members = cluster.split(',').map((member) => member.split('='));
  const own = members.filter(([name]) => name === flags.get('name')).map(([, url]) => url);
  const failed = (error: string) => log.fatal('discovery failed', { error });
  if (own.length === 0) {
    yield* failed(`couldn't find local name ${JSON.stringify(flags.get('name'))} in the initial cluster configuration`);
  }
  if (own.join() !== peers.join()) {
    const pairs = own.map((url) => `${flags.get('name')}=${url}`).join(',');
    yield* failed(
      `--initial-cluster has ${pairs} but missing from --initial-advertise-peer-urls=${peers.join(',')} (resolved urls: ${JSON.stringify(peers.join(','))} != ${JSON.stringify(own.join(','))})`,
    );
  }
  if (members.length > own.length) {
    yield* process.complain('cka-lab: not simulated: etcd clusters of several members\n');
    throw new Exit(1);
  }
}

function* opened(process: Process, directory: string, log: EtcdLog): Task<Mvcc> {
  try {
    return openDatabase(process.simulation, process.files, directory);
  } catch (error) {
    if (error instanceof SystemError) {
      const message = `cannot access data directory: ${goSystemError('mkdir', directory, error)}`;
      return yield* log.fatal('discovery failed', { error: message });
    }
    if (!(error instanceof StoreError)) throw error;
    yield* log.panic('failed to open database', {
      path: `${directory}/member/snap/db`,
      error: error.message,
    });
    throw new Exit(2);
  }
}

function* readTls(
  process: Process,
  flags: EtcdFlags,
  prefix: '' | 'peer-',
  log: EtcdLog,
  failure: string,
): Task<() => TlsServer> {
  const read = (): TlsServer => {
    const text = (path: string) => decode(process.files.readFile(path));
    const authorities = flags.get(`${prefix}trusted-ca-file`);
    return {
      certificate: text(flags.get(`${prefix}cert-file`)),
      key: text(flags.get(`${prefix}key-file`)),
      ...(authorities !== '' && { clientAuthorities: text(authorities) }),
      requiresClient: flags.isTrue(`${prefix}client-cert-auth`),
    };
  };
  const error = tlsProblem(read);
  if (error !== undefined) return yield* log.fatal(failure, { error });
  // Certificates are read again for every handshake, so renewed ones are used without a restart, and missing ones missed.
  return () => (tlsProblem(read) === undefined ? read() : { certificate: '', key: '' });
}

function tlsProblem(read: () => TlsServer): string | undefined {
  try {
    const { certificate, key } = read();
    const [leaf] = readCertificates(certificate);
    if (!leaf) return 'tls: failed to find any PEM data in certificate input';
    const pair = keyFromPem(key);
    if (!pair || !equalBytes(publicKeyInfo(pair), leaf.publicKeyInfo))
      return 'tls: private key does not match public key';
    return undefined;
  } catch (error) {
    if (error instanceof SystemError) return goSystemError('open', error.subject ?? '', error);
    if (error instanceof RangeError) return 'x509: malformed certificate';
    throw error;
  }
}

interface Url {
  readonly address: string;
  readonly port: number;
  readonly secure: boolean;
}

function parseUrl(text: string): Url {
  const [, scheme, host, port] = /^(\w+):\/\/\[?([^/]*?)\]?:(\d+)/.exec(text)!;
  return { address: host === 'localhost' ? '127.0.0.1' : host, port: Number(port), secure: scheme === 'https' };
}

function* listening(process: Process, text: string, log: EtcdLog, open: (url: Url) => unknown): Task<void> {
  const url = parseUrl(text);
  try {
    checkAddress(process, url.address);
    open(url);
  } catch (error) {
    yield* cannotListen(url, error, log);
  }
}

/** bind(2) takes only addresses of the machine. */
function checkAddress({ network }: Process, address: string): void {
  const own = isLoopback(address) || address === '0.0.0.0' || address === '::' || network.addresses.has(address);
  if (!own) throw new SystemError('EADDRNOTAVAIL');
}

function* cannotListen(url: Pick<Url, 'address' | 'port'>, error: unknown, log: EtcdLog): Task<void> {
  if (!(error instanceof SystemError)) throw error;
  const message = `listen tcp ${url.address}:${url.port}: bind: ${goSystemError('', '', error)}`;
  yield* log.fatal('discovery failed', { error: message });
}
