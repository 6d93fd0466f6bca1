// kube-apiserver's command line. Flags that change nothing a learner can see are taken silently; those
// that would are refused until they are modelled; the rest the real server does not know either.

import { type Flag, FlagError, type FlagType, type FlagValues, parseFlags } from '../cobra/flags.ts';

const MODELLED: readonly (readonly [name: string, type: FlagType, shown: string])[] = [
  ['advertise-address', 'string', ''],
  ['authorization-mode', 'list', '[]'],
  ['bind-address', 'string', '0.0.0.0'],
  ['client-ca-file', 'string', ''],
  ['disable-admission-plugins', 'list', '[]'],
  ['enable-admission-plugins', 'list', '[]'],
  ['etcd-cafile', 'string', ''],
  ['etcd-certfile', 'string', ''],
  ['etcd-keyfile', 'string', ''],
  ['etcd-servers', 'list', '[]'],
  ['event-ttl', 'duration', '1h0m0s'],
  ['kubelet-client-certificate', 'string', ''],
  ['kubelet-client-key', 'string', ''],
  ['proxy-client-cert-file', 'string', ''],
  ['proxy-client-key-file', 'string', ''],
  ['requestheader-client-ca-file', 'string', ''],
  ['secure-port', 'int', '6443'],
  ['service-account-issuer', 'array', '[]'],
  ['service-account-key-file', 'array', '[]'],
  ['service-account-signing-key-file', 'string', ''],
  ['service-cluster-ip-range', 'string', '10.0.0.0/24'],
  ['service-node-port-range', 'string', '30000-32767'],
  ['tls-cert-file', 'string', ''],
  ['tls-private-key-file', 'string', ''],
];

const QUIET =
  names(`allow-privileged anonymous-auth apiserver-count audit-log-maxage audit-log-maxbackup audit-log-maxsize
  contention-profiling default-not-ready-toleration-seconds default-unreachable-toleration-seconds
  default-watch-cache-size delete-collection-workers enable-aggregator-routing enable-bootstrap-token-auth
  enable-garbage-collector enable-logs-handler enable-priority-and-fairness endpoint-reconciler-type
  etcd-compaction-interval etcd-count-metric-poll-period etcd-healthcheck-timeout etcd-prefix etcd-readycheck-timeout
  feature-gates goaway-chance http2-max-streams-per-connection kubelet-port kubelet-preferred-address-types
  kubelet-timeout livez-grace-period logging-format max-connection-bytes-per-sec max-mutating-requests-inflight
  max-requests-inflight min-request-timeout permit-address-sharing permit-port-sharing profiling request-timeout
  requestheader-allowed-names requestheader-extra-headers-prefix requestheader-group-headers
  requestheader-username-headers runtime-config service-account-api-audiences api-audiences service-account-extend-token-expiration
  service-account-jwks-uri service-account-lookup service-account-max-token-expiration shutdown-delay-duration
  shutdown-send-retry-after storage-backend storage-media-type strict-transport-security-directives tls-cipher-suites
  tls-min-version v vmodule watch-cache watch-cache-sizes log-flush-frequency external-hostname cert-dir cors-allowed-origins`);

const UNMODELLED =
  names(`admission-control-config-file audit-log-format audit-log-path audit-policy-file audit-webhook-config-file
  authentication-config authentication-token-webhook-config-file authorization-config authorization-policy-file
  authorization-webhook-config-file cloud-config cloud-provider egress-selector-config-file encryption-provider-config
  etcd-servers-overrides kubelet-certificate-authority oidc-ca-file oidc-client-id oidc-groups-claim oidc-issuer-url
  oidc-username-claim peer-ca-file tls-sni-cert-key token-auth-file tracing-config-file help version`);

/** Throws FlagError for what the real server would not know. Gives a sentence for what this program does not model. */
export function parseApiServerFlags(args: readonly string[]): FlagValues | string {
  const { flags, positional } = parseFlags(FLAGS, args);
  if (positional.length > 0) {
    throw new FlagError(`unknown command ${JSON.stringify(positional[0])} for "kube-apiserver"`);
  }
  const unmodelled = UNMODELLED.find((name) => flags.changed(name));
  return unmodelled === undefined ? flags : `cka-lab: not simulated: kube-apiserver --${unmodelled}`;
}

function names(text: string): readonly string[] {
  return text.split(/\s+/);
}

/** A flag that may stand alone. */
const BARE: ReadonlySet<string> = new Set([
  'allow-privileged',
  'anonymous-auth',
  'contention-profiling',
  'enable-aggregator-routing',
  'enable-bootstrap-token-auth',
  'enable-garbage-collector',
  'enable-logs-handler',
  'enable-priority-and-fairness',
  'help',
  'permit-address-sharing',
  'permit-port-sharing',
  'profiling',
  'service-account-extend-token-expiration',
  'service-account-lookup',
  'shutdown-send-retry-after',
  'version',
  'watch-cache',
]);

const FLAGS: readonly Flag[] = [
  ...MODELLED.map(([name, type, shown]) => ({ name, type, shown, shorthand: '' })),
  ...[...QUIET, ...UNMODELLED].map((name): Flag => {
    const shorthand = name === 'v' ? 'v' : name === 'help' ? 'h' : '';
    return BARE.has(name)
      ? { name, type: 'bool', shown: 'false', bare: 'true', shorthand }
      : { name, type: 'string', shown: '', shorthand };
  }),
];
