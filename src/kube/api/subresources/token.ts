// TokenRequest: a kubelet, or an administrator, asks for a service account's token.
// Models pkg/registry/core/serviceaccount/storage/token.go.

import { formatTime } from '../../../base/duration.ts';
import { isRecord } from '../../../base/json.ts';
import type { Task } from '../../../sim/task.ts';
import type { ApiResponse } from '../api.ts';
import { bodyOf } from '../body.ts';
import { wallTime } from '../metadata.ts';
import { serviceAccountUser } from '../tokens.ts';
import { answer, type SubresourceHandler, type SubresourceRequest } from './subresource.ts';

/** An hour, and at least ten minutes. */
const DEFAULT_SECONDS = 3600;

export const TOKEN: SubresourceHandler = {
  name: 'token',
  verbs: ['create'],
  // biome-ignore lint/correctness/useYield: everything is in the store
  *handle({ request, route, kind, resources, services }: SubresourceRequest): Task<ApiResponse> {
    const account = resources.get(kind, route.namespace, route.name).object;
    const body = bodyOf(request, 'TokenRequest');
    const spec = isRecord(body) && isRecord(body.spec) ? body.spec : {};
    const seconds = typeof spec.expirationSeconds === 'number' ? spec.expirationSeconds : DEFAULT_SECONDS;
    const user = serviceAccountUser(route.namespace, route.name);
    const { token, expires } = services.issueToken(user, seconds, {
      'kubernetes.io': {
        namespace: route.namespace,
        serviceaccount: { name: route.name, uid: account.metadata.uid },
        ...(isRecord(spec.boundObjectRef) && { pod: spec.boundObjectRef }),
      },
    });
    return answer(201, {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { name: route.name, namespace: route.namespace, creationTimestamp: wallTime(resources.simulation) },
      spec: {
        audiences: ['https://kubernetes.default.svc.cluster.local'],
        boundObjectRef: null,
        ...spec,
        expirationSeconds: seconds,
      },
      status: { token, expirationTimestamp: formatTime(expires) },
    });
  },
};
