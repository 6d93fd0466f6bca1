// exec, attach and portforward: the connection goes on to the kubelet of the pod's node, which runs the command.
// A client that came with a WebSocket (GET) has its conversation translated, one with SPDY (POST) has it passed on
// as it is; they differ in how failures read. Models pkg/registry/core/pod/rest/subresources.go and the stream
// translator of apiserver/pkg/util/proxy.

import { decode } from '../../../base/bytes.ts';
import { isRecord } from '../../../base/json.ts';
import { Conversation } from '../../../linux/net/upgrade.ts';
import type { Task } from '../../../sim/task.ts';
import type { Pod } from '../../objects/types/pod.ts';
import type { ApiRequest, ApiResponse } from '../api.ts';
import { isTrue, parameter } from '../route.ts';
import { badRequest, Refusal } from '../status.ts';
import { containerOf, KubeletUnreachable, kubeletOf, kubeletUrl } from './kubelet.ts';
import type { SubresourceHandler, SubresourceRequest } from './subresource.ts';

export const EXEC = remoteCommand('exec');
export const ATTACH = remoteCommand('attach');

/** What the kubelet calls the streams. */
const STREAMS = { stdin: 'input', stdout: 'output', stderr: 'error', tty: 'tty' };

function remoteCommand(name: 'exec' | 'attach'): SubresourceHandler {
  return {
    name,
    verbs: ['get', 'create'],
    connects: true,
    *handle(asked) {
      const { request, route, kind, resources } = asked;
      const pod = resources.get(kind, route.namespace, route.name).object as Pod;
      const container = containerOf(pod, parameter(request, 'container'));
      const query: Record<string, readonly string[]> = {};
      for (const [theirs, ours] of Object.entries(STREAMS)) if (isTrue(request, theirs)) query[ours] = ['1'];
      if (name === 'exec') query.command = request.query.command ?? [];
      return yield* connect(asked, pod, `/${name}/${route.namespace}/${route.name}/${container}`, query);
    },
  };
}

export const PORT_FORWARD: SubresourceHandler = {
  name: 'portforward',
  verbs: ['get', 'create'],
  connects: true,
  *handle(asked) {
    const { route, kind, resources } = asked;
    const pod = resources.get(kind, route.namespace, route.name).object as Pod;
    return yield* connect(asked, pod, `/portForward/${route.namespace}/${route.name}`, {});
  },
};

function* connect(asked: SubresourceRequest, pod: Pod, path: string, query: ApiRequest['query']): Task<ApiResponse> {
  const { request, resources, services } = asked;
  if (!pod.spec.nodeName) throw badRequest(`pod ${pod.metadata.name} does not have a host assigned`);
  const kubelet = kubeletOf(resources, pod.spec.nodeName);
  const translated = request.method === 'GET' && !path.startsWith('/portForward/');
  let response: ApiResponse;
  try {
    response = yield* services.askKubelet(kubelet, { method: 'POST', path, query, headers: {} });
  } catch (error) {
    if (!(error instanceof KubeletUnreachable)) throw error;
    if (!translated) throw dialFailed(error.message);
    const url = JSON.stringify(kubeletUrl(kubelet, path, query));
    return conversationThatFailed(`error sending request: Post ${url}: ${error.message}`);
  }
  const { upgraded, body } = response;
  if (!upgraded) {
    const why = typeof body === 'string' ? body : body instanceof Uint8Array ? decode(body) : '';
    if (translated) return conversationThatFailed(`unable to upgrade connection: ${why.trimEnd()}`);
    throw upgradeRefused(response.status, why.trimEnd());
  }
  if (translated && upgraded instanceof Conversation) upgraded.reword = asTranslated;
  return response;
}

/** A failure that is no exit status is reported as the translator's own error. */
const asTranslated = (status: unknown): unknown =>
  isRecord(status) && status.reason === 'InternalError' ? failure(String(status.message)) : status;

const failure = (message: string): unknown => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: `Internal error occurred: ${message}`,
  reason: 'InternalError',
  details: { causes: [{ message }] },
  code: 500,
});

/** The WebSocket is open already when the kubelet turns out not to answer: its last frame says so. */
function conversationThatFailed(message: string): ApiResponse {
  const conversation = new Conversation();
  conversation.finish(failure(message));
  return { status: 101, headers: {}, upgraded: conversation };
}

const dialFailed = (why: string): Refusal =>
  new Refusal({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `error dialing backend: ${why}`,
    code: 500,
  });

/** What a client with SPDY makes of the kubelet's refusal, which reaches it as it is. */
const upgradeRefused = (code: number, message: string): Refusal =>
  new Refusal({ kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code });
