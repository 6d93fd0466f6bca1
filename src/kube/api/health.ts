// /healthz, /livez and /readyz: a list of named checks, of which only etcd's can fail here.
// Models apiserver/pkg/server/healthz.

import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import { isTrue } from './route.ts';

/** The start hooks, as releases 1.33 to 1.36 name them; they have all run before the server answers at all. */
const HOOKS = `
start-apiserver-admission-initializer
generic-apiserver-start-informers
priority-and-fairness-config-consumer
priority-and-fairness-filter
storage-object-count-tracker-hook
start-apiextensions-informers
start-apiextensions-controllers
crd-informer-synced
start-system-namespaces-controller
start-cluster-authentication-info-controller
start-kube-apiserver-identity-lease-controller
start-kube-apiserver-identity-lease-garbage-collector
start-legacy-token-tracking-controller
start-service-ip-repair-controllers
rbac/bootstrap-roles
scheduling/bootstrap-system-priority-classes
priority-and-fairness-config-producer
bootstrap-controller
start-kubernetes-service-cidr-controller
aggregator-reload-proxy-client-cert
start-kube-aggregator-informers
apiservice-status-local-available-controller
apiservice-status-remote-available-controller
apiservice-registration-controller
apiservice-wait-for-first-sync
apiservice-discovery-controller
kube-apiserver-autoregistration`
  .trim()
  .split('\n')
  .map((name) => `poststarthook/${name}`);

const AFTER_HOOKS = [
  'autoregister-completion',
  'poststarthook/apiservice-openapi-controller',
  'poststarthook/apiservice-openapiv3-controller',
];

const CHECKS: Readonly<Record<string, readonly string[]>> = {
  healthz: ['ping', 'log', 'etcd', ...HOOKS, ...AFTER_HOOKS],
  livez: ['ping', 'log', 'etcd', ...HOOKS, ...AFTER_HOOKS],
  readyz: ['ping', 'log', 'etcd', 'etcd-readiness', 'informer-sync', ...HOOKS, ...AFTER_HOOKS, 'shutdown'],
};

const TEXT = { 'content-type': 'text/plain; charset=utf-8' };

/** Undefined for a path that is none of these. */
export function healthAnswer(request: HttpRequest, etcdReachable: boolean): HttpResponse | undefined {
  const [probe, ...rest] = request.path.split('/').filter(Boolean);
  const checks = CHECKS[probe];
  if (!checks) return undefined;
  const excluded = request.query.exclude ?? [];
  const passes = (check: string) => etcdReachable || (check !== 'etcd' && check !== 'etcd-readiness');
  if (rest.length > 0) {
    const check = rest.join('/');
    if (!checks.includes(check)) return undefined;
    if (passes(check)) return { status: 200, headers: TEXT, body: 'ok' };
    return { status: 500, headers: TEXT, body: `internal server error: ${FAILED}\n` };
  }
  const failed = checks.some((check) => !excluded.includes(check) && !passes(check));
  if (!failed && !isTrue(request, 'verbose')) return { status: 200, headers: TEXT, body: 'ok' };
  const lines = checks.map((check) => {
    if (excluded.includes(check)) return `[+]${check} excluded: ok`;
    return passes(check) ? `[+]${check} ok` : `[-]${check} failed: reason withheld`;
  });
  const verdict = `${probe} check ${failed ? 'failed' : 'passed'}`;
  return { status: failed ? 500 : 200, headers: TEXT, body: `${[...lines, verdict].join('\n')}\n` };
}

const FAILED = 'etcd client connection not yet established';
