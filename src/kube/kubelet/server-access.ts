// Who may ask a kubelet: a client with a certificate of the cluster's authority, or anybody where anonymous
// requests are allowed; then the API server decides whether they may (authorization mode Webhook). Models
// pkg/kubelet/server/auth.go.

import { isRecord } from '../../base/json.ts';
import type { HttpRequest, HttpResponse } from '../../linux/net/http.ts';
import type { Peer } from '../../linux/net/stack.ts';
import type { Task } from '../../sim/task.ts';
import { ConnectionError, type KubeClient } from '../client/client.ts';
import type { KubeletConfiguration } from './configuration.ts';
import { refusal } from './text-answers.ts';

interface Asker {
  readonly name: string;
  readonly groups: readonly string[];
}

const ANONYMOUS: Asker = { name: 'system:anonymous', groups: ['system:unauthenticated'] };

export class ServerAccess {
  readonly #configuration: KubeletConfiguration;
  readonly #client: KubeClient;
  readonly #nodeName: string;

  constructor(configuration: KubeletConfiguration, client: KubeClient, nodeName: string) {
    this.#configuration = configuration;
    this.#client = client;
    this.#nodeName = nodeName;
  }

  /** 401 or 403; undefined for a request that may be answered. */
  *refuses({ identity }: Peer, request: HttpRequest): Task<HttpResponse | undefined> {
    const { anonymous, authorizationMode } = this.#configuration;
    const certified = identity && !identity.distrust && this.#configuration.clientCaFile !== '';
    const token = request.headers.authorization !== undefined;
    if (!certified && (!anonymous || token || identity?.distrust)) return refusal(401, 'Unauthorized');
    if (authorizationMode === 'AlwaysAllow') return undefined;
    const asker: Asker = certified
      ? { name: identity.commonName, groups: [...identity.organizations, 'system:authenticated'] }
      : ANONYMOUS;
    const verb = VERBS[request.method] ?? 'get';
    const subresources = subresourcesOf(request.path, this.#configuration.fineGrained);
    try {
      for (const subresource of subresources) {
        if (yield* this.#mayAsk(asker, verb, subresource)) return undefined;
      }
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
      const what = `user=${asker.name}, verb=${verb}, resource=nodes, subresource(s)=[${subresources.join(',')}]`;
      return refusal(500, `Authorization error (${what})`);
    }
    const what = `user=${asker.name}, verb=${verb}, resource=nodes, subresource(s)=[${subresources.join(',')}]`;
    return refusal(403, `Forbidden (${what})`);
  }

  *#mayAsk(asker: Asker, verb: string, subresource: string): Task<boolean> {
    const response = yield* this.#client.request({
      method: 'POST',
      path: '/apis/authorization.k8s.io/v1/subjectaccessreviews',
      query: {},
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: {
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SubjectAccessReview',
        spec: {
          user: asker.name,
          groups: asker.groups,
          resourceAttributes: { verb, version: 'v1', resource: 'nodes', subresource, name: this.#nodeName },
        },
      },
    });
    if (response.status >= 300) return false;
    const review = isRecord(response.body) ? response.body.status : undefined;
    return isRecord(review) && review.allowed === true;
  }
}

const VERBS: Readonly<Record<string, string>> = {
  POST: 'create',
  GET: 'get',
  HEAD: 'get',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/** What of the node a path is about; the last one is asked when those before did not allow it. */
function subresourcesOf(path: string, fineGrained: boolean): string[] {
  const below = (prefix: string) => path === prefix || path.startsWith(`${prefix}/`);
  for (const [prefix, subresource] of [
    ['/stats', 'stats'],
    ['/metrics', 'metrics'],
    ['/logs', 'log'],
    ['/checkpoint', 'checkpoint'],
  ]) {
    if (below(prefix)) return [subresource];
  }
  if (fineGrained && (below('/healthz') || below('/pods') || below('/runningPods') || below('/configz'))) {
    const own = below('/pods') || below('/runningPods') ? 'pods' : path.split('/')[1];
    return [own, 'proxy'];
  }
  return ['proxy'];
}
