// What kube-controller-manager and kube-scheduler have in common: they read flags and a kubeconfig, answer health
// probes, wait to be elected, work, and end when they are no longer the leader.

import { ConnectionError, type KubeClient } from '../../kube/client/client.ts';
import { connect, urlError } from '../../kube/client/connection.ts';
import { EventRecorder, referenceTo } from '../../kube/client/events.ts';
import { type ClientConfiguration, KubeconfigError, readKubeconfig } from '../../kube/client/kubeconfig.ts';
import { LeaderElection } from '../../kube/client/leader-election.ts';
import { resourcePath } from '../../kube/client/paths.ts';
import { Klog } from '../../kube/kubelet/klog.ts';
import { LEASE } from '../../kube/objects/lease.ts';
import { DEFAULT_VERSION } from '../../kube/releases/releases.ts';
import { SystemError } from '../../linux/errors.ts';
import { Exit, type Process, type Program } from '../../linux/host/process.ts';
import { HTTP, type HttpRequest, type HttpResponse } from '../../linux/net/http.ts';
import type { TlsServer } from '../../linux/net/tls.ts';
import type { Task } from '../../sim/task.ts';
import { type Flag, FlagError, type FlagType, type FlagValues, parseFlags } from '../cobra/flags.ts';
import { goSystemError } from './go-errors.ts';
import { selfSigned } from './self-signed.ts';

export interface Component {
  readonly name: 'kube-controller-manager' | 'kube-scheduler';
  readonly securePort: number;
  /** Resident bytes. */
  readonly memory: number;
  /** Flags that do something here. */
  readonly modelled: readonly FlagRow[];
  /** Flags taken without effect: nothing a learner can see depends on them. */
  readonly quiet: readonly string[];
  /** Flags of the real program that would change what a learner sees. */
  readonly unmodelled: readonly string[];
  /** Of `quiet`: those that may stand alone. */
  readonly bare: readonly string[];
  /** Begins the work; throws ComponentRefused for files that cannot be used. */
  begin(process: Process, client: KubeClient, flags: FlagValues, log: Klog): void;
  /** Reads what must be readable before anything starts. */
  check?(process: Process, flags: FlagValues): void;
}

export type FlagRow = readonly [name: string, type: FlagType, shown: string];

/** Why the program does not start. */
export class ComponentRefused extends Error {
  override readonly name = 'ComponentRefused';
}

const COMMON: readonly FlagRow[] = [
  ['bind-address', 'string', '0.0.0.0'],
  ['client-ca-file', 'string', ''],
  ['authentication-kubeconfig', 'string', ''],
  ['authorization-kubeconfig', 'string', ''],
  ['kubeconfig', 'string', ''],
  ['leader-elect', 'bool', 'true'],
  ['leader-elect-lease-duration', 'duration', '15s'],
  ['leader-elect-renew-deadline', 'duration', '10s'],
  ['leader-elect-retry-period', 'duration', '2s'],
  ['leader-elect-resource-name', 'string', ''],
  ['leader-elect-resource-namespace', 'string', 'kube-system'],
  ['requestheader-client-ca-file', 'string', ''],
  ['tls-cert-file', 'string', ''],
  ['tls-private-key-file', 'string', ''],
];

const COMMON_QUIET = [
  'authentication-skip-lookup',
  'authentication-token-webhook-cache-ttl',
  'authentication-tolerate-lookup-failure',
  'authorization-always-allow-paths',
  'authorization-webhook-cache-authorized-ttl',
  'authorization-webhook-cache-unauthorized-ttl',
  'cert-dir',
  'contention-profiling',
  'feature-gates',
  'http2-max-streams-per-connection',
  'kube-api-burst',
  'kube-api-content-type',
  'kube-api-qps',
  'leader-elect-resource-lock',
  'log-flush-frequency',
  'logging-format',
  'permit-address-sharing',
  'permit-port-sharing',
  'profiling',
  'requestheader-allowed-names',
  'requestheader-extra-headers-prefix',
  'requestheader-group-headers',
  'requestheader-username-headers',
  'tls-cipher-suites',
  'tls-min-version',
  'v',
  'vmodule',
];
const COMMON_BARE = [
  'authentication-skip-lookup',
  'authentication-tolerate-lookup-failure',
  'contention-profiling',
  'permit-address-sharing',
  'permit-port-sharing',
  'profiling',
];
const COMMON_UNMODELLED = ['help', 'version', 'master', 'tls-sni-cert-key', 'show-hidden-metrics-for-version'];

export function componentProgram(component: Component): Program {
  const flagTable = flagsOf(component);
  return function* (process): Task<number> {
    process.memory = component.memory;
    let flags: FlagValues;
    try {
      const parsed = parseFlags(flagTable, process.argv.slice(1));
      if (parsed.positional.length > 0)
        throw new FlagError(`unknown command ${JSON.stringify(parsed.positional[0])} for "${component.name}"`);
      flags = parsed.flags;
    } catch (error) {
      if (!(error instanceof FlagError)) throw error;
      yield* process.complain(`Error: ${error.message}\n`);
      return 1;
    }
    const unmodelled = [...COMMON_UNMODELLED, ...component.unmodelled].find((name) => flags.changed(name));
    if (unmodelled !== undefined) {
      yield* process.complain(`cka-lab: not simulated: ${component.name} --${unmodelled}\n`);
      return 1;
    }
    const log = new Klog(process);
    try {
      return yield* lead(component, process, flags, log);
    } catch (error) {
      if (!(error instanceof ComponentRefused || error instanceof KubeconfigError)) throw error;
      log.error('run.go:72', 'command failed', error.message);
      return 1;
    }
  };
}

function flagsOf({ modelled, quiet, unmodelled, bare }: Component): readonly Flag[] {
  const alone = new Set([...COMMON_BARE, 'help', 'version', ...bare]);
  return [
    ...[...COMMON, ...modelled].map(
      ([name, type, shown]): Flag => ({ name, type, shown, shorthand: '', ...(type === 'bool' && { bare: 'true' }) }),
    ),
    ...[...COMMON_QUIET, ...quiet, ...COMMON_UNMODELLED, ...unmodelled].map((name): Flag => {
      const shorthand = name === 'v' ? 'v' : name === 'help' ? 'h' : '';
      return alone.has(name)
        ? { name, type: 'bool', shown: 'false', bare: 'true', shorthand }
        : { name, type: 'string', shown: '', shorthand };
    }),
  ];
}

function* lead(component: Component, process: Process, flags: FlagValues, log: Klog): Task<number> {
  const { name } = component;
  process.onSignal('SIGTERM', () => process.interrupt(new Exit(0)));
  const version = process.version || DEFAULT_VERSION;
  const configuration = kubeconfig(process, flags.string('kubeconfig'));
  for (const flag of ['authentication-kubeconfig', 'authorization-kubeconfig'])
    if (flags.string(flag)) kubeconfig(process, flags.string(flag));
  for (const flag of ['client-ca-file', 'requestheader-client-ca-file'])
    if (flags.string(flag)) readOrRefuse(process, flags.string(flag));
  component.check?.(process, flags);
  log.info('serving.go:386', 'Generated self-signed cert in-memory');
  log.info(name === 'kube-scheduler' ? 'server.go:174' : 'controllermanager.go:189', 'Starting', { version });
  listen(component, process, flags);
  log.info('secure_serving.go:211', `Serving securely on ${flags.string('bind-address')}:${flags.int('secure-port')}`);

  const client = connect(process, configuration, { userAgent: name });
  if (!flags.bool('leader-elect')) {
    component.begin(process, client, flags, log);
    for (;;) yield* process.sleep(86_400_000);
  }
  const identity = `${process.namespaces.hostname}_${process.simulation.random.uuid()}`;
  const namespace = flags.string('leader-elect-resource-namespace');
  const lock = flags.string('leader-elect-resource-name') || name;
  const election = new LeaderElection(
    process,
    client,
    {
      namespace,
      name: lock,
      identity,
      leaseDuration: flags.duration('leader-elect-lease-duration'),
      renewDeadline: flags.duration('leader-elect-renew-deadline'),
      retryPeriod: flags.duration('leader-elect-retry-period'),
    },
    (error) => {
      const url = `${configuration.server}${resourcePath(LEASE, namespace, lock)}?timeout=5s`;
      const why = error instanceof ConnectionError ? urlError('GET', url, error) : error.message;
      log.text('E', 'leaderelection.go:448', `error retrieving resource lock ${namespace}/${lock}: ${why}`);
    },
  );
  log.text('I', 'leaderelection.go:257', `attempting to acquire leader lease ${namespace}/${lock}...`);
  const lease = yield* election.acquire();
  log.text('I', 'leaderelection.go:271', `successfully acquired lease ${namespace}/${lock}`);
  new EventRecorder(process, client, { component: name === 'kube-scheduler' ? 'default-scheduler' : name }).event(
    referenceTo(LEASE, lease),
    'Normal',
    'LeaderElection',
    `${identity} became leader`,
  );
  component.begin(process, client, flags, log);
  yield* election.hold();
  log.text('I', 'leaderelection.go:297', `failed to renew lease ${namespace}/${lock}: context deadline exceeded`);
  if (name === 'kube-scheduler') log.text('E', 'server.go:312', '"Leaderelection lost"');
  else log.text('E', 'controllermanager.go:340', '"leaderelection lost"');
  return 1;
}

function kubeconfig(process: Process, path: string): ClientConfiguration {
  if (path === '')
    throw new ComponentRefused(
      'invalid configuration: no configuration has been provided, try setting KUBERNETES_MASTER environment variable',
    );
  if (!process.files.exists(process.absolute(path), process.credentials))
    throw new ComponentRefused(`stat ${path}: no such file or directory`);
  const configuration = readKubeconfig(process.files, process.absolute(path), process.credentials);
  configuration.credentials(); // unreadable certificates are noticed at the start
  return configuration;
}

export function readOrRefuse(process: Process, path: string): string {
  try {
    return process.files.readText(process.absolute(path), process.credentials);
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new ComponentRefused(goSystemError('open', path, error));
  }
}

// ——— health ———

function listen(component: Component, process: Process, flags: FlagValues): void {
  const port = flags.int('secure-port');
  if (port === 0) return;
  const address = flags.string('bind-address');
  const tls = serving(component, process, flags);
  try {
    process.network.listen({
      address,
      port,
      application: HTTP,
      owner: process,
      tls: () => tls,
      accept: () => ({ handle: answerHealth }),
    });
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    const where = `${address}:${port}`;
    throw new ComponentRefused(
      `failed to create listener: failed to listen on ${where}: listen tcp ${where}: bind: ${goSystemError('', '', error)}`,
    );
  }
}

// biome-ignore lint/correctness/useYield: answers at once
function* answerHealth({ path }: HttpRequest): Task<HttpResponse> {
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  if (/^\/(healthz|livez|readyz)(\/|$)/.test(path)) return { status: 200, headers, body: 'ok' };
  const message = `forbidden: User "system:anonymous" cannot get path "${path}"`;
  return {
    status: 403,
    headers: { 'content-type': 'application/json' },
    body: {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      reason: 'Forbidden',
      details: {},
      code: 403,
    },
  };
}

/** The files the flags name, or a certificate made up for this run. */
function serving(component: Component, process: Process, flags: FlagValues): TlsServer {
  const [certificateFile, keyFile] = [flags.string('tls-cert-file'), flags.string('tls-private-key-file')];
  if (certificateFile && keyFile)
    return { certificate: readOrRefuse(process, certificateFile), key: readOrRefuse(process, keyFile) };
  return selfSigned(process.simulation, 'localhost', {
    dnsNames: ['localhost', component.name],
    addresses: ['127.0.0.1'],
  });
}
