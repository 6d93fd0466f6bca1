// An API server in memory, with a client that speaks to it directly: for tests of everything that lives on
// the API and does not care how the packets get there.

import { Mvcc } from '../../src/etcd/store/mvcc.ts';
import type { ApiRequest, User } from '../../src/kube/api/api.ts';
import { type ApiServerOptions, createApiServer, type RunningApiServer } from '../../src/kube/api/server.ts';
import type { KubeClient } from '../../src/kube/client/client.ts';
import { typedClient } from '../../src/kube/client/typed-client.ts';
import { DEFAULT_VERSION } from '../../src/kube/releases/releases.ts';
import { type HttpResponse, parseTarget } from '../../src/linux/net/http.ts';
import { createSimulation, type Simulation } from '../../src/sim/simulation.ts';
import { start, type Task } from '../../src/sim/task.ts';

export interface TestApi {
  readonly simulation: Simulation;
  readonly store: Mvcc;
  readonly server: RunningApiServer;
  /** As an administrator, or as `user`. */
  client(user?: User): KubeClient;
  /** One request, e.g. `api.send('GET', '/api/v1/pods?limit=1')`; must not need time to pass. */
  send(method: string, target: string, body?: unknown, headers?: Record<string, string>, user?: User): HttpResponse;
  /** Runs a task that needs no time to pass, or only the little that the queue needs. */
  run<T>(task: Task<T>): T;
}

export const ADMIN: User = { name: 'kubernetes-admin', groups: ['system:masters'] };

export function createTestApi(options: Partial<ApiServerOptions> = {}): TestApi {
  const simulation = options.simulation ?? createSimulation('test');
  const store = new Mvcc(simulation);
  const server = createApiServer({
    simulation,
    store,
    version: DEFAULT_VERSION,
    address: '172.30.1.2',
    port: 6443,
    ...options,
  });
  const run = <T>(task: Task<T>): T => {
    const running = start(simulation, 'test', task, () => {});
    while (!running.outcome && simulation.step(simulation.now + 60_000));
    if (!running.outcome) throw new Error('the task still waits');
    if (!running.outcome.ok) throw running.outcome.error;
    return running.outcome.value;
  };
  return {
    simulation,
    store,
    server,
    run,
    client: (user = ADMIN) => typedClient({ request: (request) => server.handle({ ...request, user }) }),
    send: (method, target, body, headers = {}, user = ADMIN) => {
      const type: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const request: ApiRequest = { method, ...parseTarget(target), headers: { ...type, ...headers }, body, user };
      return run(server.handle(request));
    },
  };
}
