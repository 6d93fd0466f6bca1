// What a kubelet answers: logs, commands and ports of its containers over HTTPS on 10250, its own health on
// 127.0.0.1:10248. Models pkg/kubelet/server.

import { RpcError } from '../../linux/containers/cri.ts';
import { HTTP, type HttpRequest, type HttpResponse } from '../../linux/net/http.ts';
import type { Peer } from '../../linux/net/stack.ts';
import type { TlsServer } from '../../linux/net/tls.ts';
import type { Task } from '../../sim/task.ts';
import type { Kubelet } from './kubelet.ts';
import { containerLogs } from './log-requests.ts';
import { portForward } from './port-forward.ts';
import { attachToContainer, execInContainer } from './remote-command.ts';
import type { ServerAccess } from './server-access.ts';
import { refusal, TEXT } from './text-answers.ts';

/** `tls`: the kubelet's serving certificate. Throws EADDRINUSE. */
export function serve(
  kubelet: Kubelet,
  port: number,
  healthzPort: number,
  tls: () => TlsServer,
  access: ServerAccess,
): void {
  const { process } = kubelet.context;
  process.host.network.listen({
    address: '0.0.0.0',
    port,
    application: HTTP,
    owner: process,
    tls,
    accept: (peer) => ({ handle: (request) => answer(kubelet, access, peer, request) }),
  });
  if (healthzPort === 0) return;
  process.host.network.listen({
    address: '127.0.0.1',
    port: healthzPort,
    application: HTTP,
    owner: process,
    accept: () => ({ handle: (request) => health(request) }),
  });
}

// biome-ignore lint/correctness/useYield: answers at once
function* health({ path }: HttpRequest): Task<HttpResponse> {
  if (path === '/healthz') return { status: 200, headers: TEXT, body: 'ok' };
  return refusal(404, '404 page not found\n');
}

/** What the runtime refuses is the answer. */
function* answer(kubelet: Kubelet, access: ServerAccess, peer: Peer, request: HttpRequest): Task<HttpResponse> {
  try {
    return yield* answerAllowed(kubelet, access, peer, request);
  } catch (error) {
    if (error instanceof RpcError) return refusal(500, String(error));
    throw error;
  }
}

function* answerAllowed(kubelet: Kubelet, access: ServerAccess, peer: Peer, request: HttpRequest): Task<HttpResponse> {
  const refused = yield* access.refuses(peer, request);
  if (refused) return refused;
  if (request.path === '/healthz') return { status: 200, headers: TEXT, body: 'ok' };
  const [, endpoint, namespace, name, container] = request.path.split('/');
  if (endpoint === 'pods' && namespace === undefined) {
    return { status: 200, headers: { 'content-type': 'application/json' }, body: podList(kubelet) };
  }
  const pod = () =>
    kubelet.pods.find(({ pod: { metadata } }) => metadata.namespace === namespace && metadata.name === name);
  switch (endpoint) {
    case 'containerLogs': {
      const worker = pod();
      if (!worker) return refusal(404, `pod "${name}" does not exist\n`);
      return yield* containerLogs(kubelet, worker, container ?? '', request);
    }
    case 'exec':
    case 'attach': {
      const worker = pod();
      if (!worker) return refusal(404, 'pod does not exist\n');
      const serveIt = endpoint === 'exec' ? execInContainer : attachToContainer;
      return serveIt(kubelet, worker, container ?? '', request);
    }
    case 'portForward': {
      const worker = pod();
      if (!worker) return refusal(404, 'pod does not exist\n');
      return portForward(kubelet, worker);
    }
    default:
      return refusal(404, '404 page not found\n');
  }
}

const podList = (kubelet: Kubelet): unknown => ({
  kind: 'PodList',
  apiVersion: 'v1',
  metadata: {},
  items: kubelet.pods.map(({ pod, status }) => (status ? { ...pod, status } : pod)),
});
