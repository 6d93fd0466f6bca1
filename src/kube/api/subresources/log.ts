// Logs: fetched from the kubelet of the pod's node. Models pkg/registry/core/pod/rest/log.go.

import { decode } from '../../../base/bytes.ts';
import type { Task } from '../../../sim/task.ts';
import type { Pod } from '../../objects/types/pod.ts';
import type { ApiResponse } from '../api.ts';
import { parameter } from '../route.ts';
import { badRequest, unknownError } from '../status.ts';
import { containerOf, forwardedUnauthorized, KubeletUnreachable, kubeletOf, kubeletUrl } from './kubelet.ts';
import type { SubresourceHandler, SubresourceRequest } from './subresource.ts';

const TEXT = { 'content-type': 'text/plain' };

export const LOG: SubresourceHandler = {
  name: 'log',
  verbs: ['get'],
  *handle({ request, route, kind, resources, services }: SubresourceRequest): Task<ApiResponse> {
    const pod = resources.get(kind, route.namespace, route.name).object as Pod;
    const container = containerOf(pod, parameter(request, 'container'));
    if (!pod.spec.nodeName) return { status: 200, headers: TEXT, body: '' };
    const { container: _, ...query } = request.query;
    const path = `/containerLogs/${route.namespace}/${route.name}/${container}`;
    const kubelet = kubeletOf(resources, pod.spec.nodeName);
    const url = kubeletUrl(kubelet, path, query);
    let response: ApiResponse;
    try {
      response = yield* services.askKubelet(kubelet, { method: 'GET', path, query, headers: {} });
    } catch (error) {
      if (!(error instanceof KubeletUnreachable)) throw error;
      throw unknownError(`Get ${JSON.stringify(url)}: ${error.message}`);
    }
    if (response.status < 300) return { ...response, headers: TEXT };
    const { body } = response;
    const text = typeof body === 'string' ? body : body instanceof Uint8Array ? decode(body) : '';
    if (response.status === 401) throw forwardedUnauthorized();
    if (response.status === 400) throw badRequest(text.trim());
    throw unknownError(text.trim());
  },
};
