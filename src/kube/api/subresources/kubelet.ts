// What log, exec, attach and port forwarding share: which kubelet to ask, and for which container. Models
// pkg/registry/core/pod/strategy.go (ResourceLocation, StreamLocation).

import type { Node } from '../../objects/types/node.ts';
import type { Pod } from '../../objects/types/pod.ts';
import type { ApiRequest } from '../api.ts';
import type { Resources } from '../resources.ts';
import { badRequest, notFound, Refusal, unknownError } from '../status.ts';
import type { KubeletAddress } from './subresource.ts';

/** No kubelet answered; the message is Go's: `dial tcp 172.30.2.2:10250: connect: connection refused`. */
export class KubeletUnreachable extends Error {
  override readonly name = 'KubeletUnreachable';
}

export function kubeletOf(resources: Resources, nodeName: string): KubeletAddress {
  const nodes = resources.kind('', 'Node');
  const node = nodes && (resources.find(nodes, '', nodeName) as Node | undefined);
  if (!nodes || !node) throw notFound({ group: '', plural: 'nodes' }, nodeName);
  const address = node.status.addresses?.find((one) => one.type === 'InternalIP')?.address;
  if (address === undefined) throw unknownError('no preferred addresses found; known addresses: []');
  // A kubelet that did not say its port (0) is asked at the usual one.
  return { address, port: node.status.daemonEndpoints?.kubeletEndpoint.Port || 10_250 };
}

export function kubeletUrl({ address, port }: KubeletAddress, path: string, query: ApiRequest['query']): string {
  const parameters = Object.entries(query)
    .flatMap(([key, values]) => values.map((value) => `${key}=${encodeURIComponent(value)}`))
    .sort();
  return `https://${address}:${port}${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}

/** The kubelet did not believe the API server's certificate. */
export const forwardedUnauthorized = (): Refusal =>
  new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'the server has asked for the client to provide credentials',
    reason: 'Unauthorized',
    details: {},
    code: 401,
  });

const DEFAULT_CONTAINER = 'kubectl.kubernetes.io/default-container';

export function containerOf(pod: Pod, asked: string): string {
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
