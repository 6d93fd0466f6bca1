// The old way to ask how the control plane is: the server looks at the others' /healthz when somebody asks. Models
// pkg/registry/core/componentstatus.

import { decode } from '../../base/bytes.ts';
import type { HttpService } from '../../linux/net/http.ts';
import type { Task } from '../../sim/task.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { KubeletUnreachable } from './subresources/kubelet.ts';

interface Component {
  readonly name: string;
  readonly port: number;
}

const COMPONENTS: readonly Component[] = [
  { name: 'controller-manager', port: 10_257 },
  { name: 'scheduler', port: 10_259 },
];

type Dial = ((address: string, port: number) => Task<HttpService>) | undefined;

export function* componentStatuses(dial: Dial, etcdReachable: boolean): Task<KubeObject[]> {
  const found: KubeObject[] = [];
  for (const component of COMPONENTS) found.push(yield* ask(component, dial));
  found.push(status('etcd-0', etcdReachable ? undefined : 'context deadline exceeded', 'ok'));
  return found.sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
}

function* ask({ name, port }: Component, dial: Dial): Task<KubeObject> {
  const failed = (why: string) => status(name, `Get "https://127.0.0.1:${port}/healthz": ${why}`, '');
  if (!dial) return failed(`dial tcp 127.0.0.1:${port}: connect: connection refused`);
  try {
    const service = yield* dial('127.0.0.1', port);
    const { body } = yield* service.handle({
      method: 'GET',
      path: '/healthz',
      query: {},
      headers: {},
      body: undefined,
    });
    return status(name, undefined, body instanceof Uint8Array ? decode(body) : String(body ?? ''));
  } catch (error) {
    if (!(error instanceof KubeletUnreachable)) throw error;
    return failed(error.message);
  }
}

function status(name: string, problem: string | undefined, message: string): KubeObject {
  const condition = { type: 'Healthy', status: problem === undefined ? 'True' : 'False' };
  return {
    apiVersion: 'v1',
    kind: 'ComponentStatus',
    metadata: { name } as KubeObject['metadata'],
    conditions: [{ ...condition, message: problem ?? message, ...(problem !== undefined && { error: problem }) }],
  } as KubeObject;
}
