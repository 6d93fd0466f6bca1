// Logs: fetched from the kubelet of the pod's node. Models pkg/registry/core/pod/rest/log.go.

import { decode } from '../../../base/bytes.ts';
import type { Task } from '../../../sim/task.ts';
import type { Node, Pod } from '../../objects/types.ts';
import type { ApiResponse } from '../api.ts';
import { parameter } from '../route.ts';
import { badRequest, notFound, unknownError } from '../status.ts';
import type { SubresourceHandler, SubresourceRequest } from './subresource.ts';

const TEXT = { 'content-type': 'text/plain' };
const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

export const LOG: SubresourceHandler = {
  name: 'log',
  verbs: ['get'],
  *handle({ request, route, kind, resources, services }: SubresourceRequest): Task<ApiResponse> {
    const pod = resources.get(kind, route.namespace, route.name).object as Pod;
    const container = containerOf(pod, parameter(request, 'container'));
    if (!pod.spec.nodeName) return { status: 200, headers: TEXT, body: '' };
    const nodes = resources.kind('', 'Node');
    const node = nodes && (resources.find(nodes, '', pod.spec.nodeName) as Node | undefined);
    if (!nodes || !node) throw notFound({ group: '', plural: 'nodes' }, pod.spec.nodeName);
    const address = node.status.addresses?.find((one) => one.type === 'InternalIP')?.address;
    if (address === undefined) {
      throw unknownError(`no preferred addresses found; known addresses: []`);
    }
    // A kubelet that did not say its port (0) is asked at the usual one.
    const port = node.status.daemonEndpoints?.kubeletEndpoint.Port || 10_250;
    const { container: _, ...query } = request.query;
    const path = `/containerLogs/${route.namespace}/${route.name}/${container}`;
    const response = yield* services.askKubelet(address, port, path, query);
    if (response.status < 300) return { ...response, headers: TEXT };
    const { body } = response;
    const text = typeof body === 'string' ? body : body instanceof Uint8Array ? decode(body) : '';
    if (response.status === 400) throw badRequest(text.trim());
    throw unknownError(text.trim());
  },
};

function containerOf(pod: Pod, asked: string): string {
  const { containers, initContainers = [], ephemeralContainers = [] } = pod.spec;
  if (asked !== '') {
    const known = [...containers, ...initContainers, ...ephemeralContainers].some((one) => one.name === asked);
    if (!known) throw badRequest(`container ${asked} is not valid for pod ${pod.metadata.name}`);
    return asked;
  }
  const preferred = pod.metadata.annotations?.[DEFAULT_CONTAINER];
  if (preferred !== undefined) return containerOf(pod, preferred);
  if (containers.length === 1) return containers[0].name;
  const names = (list: readonly { readonly name: string }[]) => `[${list.map((one) => one.name).join(' ')}]`;
  const init = initContainers.length > 0 ? ` or one of the init containers: ${names(initContainers)}` : '';
  throw badRequest(
    `a container name must be specified for pod ${pod.metadata.name}, choose one of: ${names(containers)}${init}`,
  );
}
