// etcd's command line: Go's flag package, one dash or two. Flags that change nothing a learner can see are
// taken silently; those that would are refused until they are modelled.

import type { ExitCode } from '../../linux/host/process.ts';

/** Flags with a meaning here, and their defaults. */
const DEFAULTS: Readonly<Record<string, string>> = {
  name: 'default',
  'data-dir': '',
  'listen-client-urls': 'http://localhost:2379',
  'advertise-client-urls': 'http://localhost:2379',
  'listen-peer-urls': 'http://localhost:2380',
  'initial-advertise-peer-urls': 'http://localhost:2380',
  'initial-cluster': '',
  'initial-cluster-state': 'new',
  'initial-cluster-token': 'etcd-cluster',
  'listen-metrics-urls': '',
  'cert-file': '',
  'key-file': '',
  'trusted-ca-file': '',
  'client-cert-auth': 'false',
  'peer-cert-file': '',
  'peer-key-file': '',
  'peer-trusted-ca-file': '',
  'peer-client-cert-auth': 'false',
  'quota-backend-bytes': '0',
  logger: 'zap',
};

const QUIET: ReadonlySet<string> = new Set(
  `snapshot-count max-snapshots max-wals heartbeat-interval election-timeout logger log-level log-outputs log-format metrics
  feature-gates watch-progress-notify-interval experimental-initial-corrupt-check experimental-watch-progress-notify-interval
  initial-election-tick-advance max-request-bytes max-txn-ops max-concurrent-streams grpc-keepalive-min-time
  grpc-keepalive-interval grpc-keepalive-timeout strict-reconfig-check pre-vote backend-batch-interval backend-batch-limit
  unsafe-no-fsync cipher-suites tls-min-version tls-max-version enable-pprof socket-reuse-port
  socket-reuse-address compact-hash-check-enabled`.split(/\s+/),
);

const UNMODELLED: ReadonlySet<string> = new Set(
  `config-file wal-dir force-new-cluster discovery discovery-token discovery-srv auto-compaction-mode auto-compaction-retention
  auto-tls peer-auto-tls client-crl-file peer-crl-file auth-token host-whitelist cors listen-client-http-urls
  client-cert-allowed-hostname peer-cert-allowed-cn peer-cert-allowed-hostname proxy version`.split(/\s+/),
);

const BOOLEANS: ReadonlySet<string> = new Set([
  'client-cert-auth',
  'peer-client-cert-auth',
  'unsafe-no-fsync',
  'version',
  'force-new-cluster',
  'auto-tls',
  'peer-auto-tls',
  'pre-vote',
  'enable-pprof',
  'strict-reconfig-check',
  'initial-election-tick-advance',
  'experimental-initial-corrupt-check',
  'socket-reuse-port',
  'socket-reuse-address',
  'compact-hash-check-enabled',
]);

export interface EtcdFlags {
  get(name: string): string;
  isTrue(name: string): boolean;
  given(name: string): boolean;
  list(name: string): readonly string[];
}

export interface Refused {
  readonly message: string;
  readonly code: ExitCode;
}

export function parseEtcdFlags(args: readonly string[]): EtcdFlags | Refused {
  const given = new Map<string, string>();
  for (let at = 0; at < args.length; at++) {
    const found = /^--?([^=]+)(?:=([\s\S]*))?$/.exec(args[at]);
    if (!found) return { message: `'${args[at]}' is not a valid flag`, code: 1 };
    const [, name, value] = found;
    if (UNMODELLED.has(name)) return { message: `cka-lab: not simulated: etcd --${name}`, code: 1 };
    if (DEFAULTS[name] === undefined && !QUIET.has(name)) {
      return { message: `flag provided but not defined: -${name}\n${USAGE}`, code: 2 };
    }
    const text = value ?? (BOOLEANS.has(name) ? 'true' : args[++at]);
    if (text === undefined) return { message: `flag needs an argument: -${name}\n${USAGE}`, code: 2 };
    if (BOOLEANS.has(name) && !['true', 'false', '1', '0', 't', 'f'].includes(text)) {
      return { message: `invalid boolean value ${JSON.stringify(text)} for -${name}: parse error\n${USAGE}`, code: 2 };
    }
    const problem = valueProblem(name, text);
    if (problem !== undefined) {
      return { message: `invalid value ${JSON.stringify(text)} for flag -${name}: ${problem}\n${USAGE}`, code: 2 };
    }
    given.set(name, text);
  }
  const get = (name: string) => given.get(name) ?? DEFAULTS[name];
  return {
    get,
    isTrue: (name) => ['true', '1', 't'].includes(get(name)),
    given: (name) => given.has(name),
    list: (name) => get(name).split(',').filter(Boolean),
  };
}

const NUMBERS: ReadonlySet<string> = new Set([
  'snapshot-count',
  'max-snapshots',
  'max-wals',
  'heartbeat-interval',
  'election-timeout',
  'quota-backend-bytes',
  'max-request-bytes',
  'max-txn-ops',
]);

const URLS: ReadonlySet<string> = new Set([
  'listen-client-urls',
  'advertise-client-urls',
  'listen-peer-urls',
  'initial-advertise-peer-urls',
  'listen-metrics-urls',
]);

function valueProblem(name: string, text: string): string | undefined {
  if (NUMBERS.has(name)) return /^-?\d+$/.test(text) ? undefined : 'parse error';
  if (name === 'initial-cluster-state') return ['new', 'existing'].includes(text) ? undefined : 'invalid value';
  if (!URLS.has(name)) return undefined;
  return text
    .split(',')
    .map(urlProblem)
    .find((problem) => problem !== undefined);
}

/** types.NewURLs. */
function urlProblem(text: string): string | undefined {
  if (/^[^/:]*\d[^/:]*:/.test(text))
    return `parse ${JSON.stringify(text)}: first path segment in URL cannot contain colon`;
  if (!/^https?:\/\//.test(text)) return `URL scheme must be http, https, unix, or unixs: ${text}`;
  if (!/^\w+:\/\/[^/]+:\d+/.test(text)) return `URL address does not have the form "host:port": ${text}`;
  return /^\w+:\/\/[^/]+:\d+\/.+/.test(text) ? `URL must not contain a path: ${text}` : undefined;
}

const USAGE = `Usage:

  etcd [flags]
    Start an etcd server.

  etcd --version
    Show the version of etcd.

  etcd -h | --help
    Show the help information about etcd.

  etcd --config-file
    Path to the server configuration file. Note that if a configuration file is provided, other command line flags and environment variables will be ignored.

  etcd gateway
    Run the stateless pass-through etcd TCP connection forwarding proxy.

  etcd grpc-proxy
    Run the stateless etcd v3 gRPC L7 reverse proxy.
`;
