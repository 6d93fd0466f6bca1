// Port forwarding: connections that begin inside a pod's network. Models the runtime's streaming server, which
// dials localhost in the sandbox's network namespace.

import type { HttpResponse } from '../../linux/net/http.ts';
import { Tunnel } from '../../linux/net/upgrade.ts';
import type { Kubelet } from './kubelet.ts';
import type { PodWorker } from './pod-worker.ts';
import { refusal } from './text-answers.ts';

export function portForward(kubelet: Kubelet, worker: PodWorker): HttpResponse {
  const { process, runtime } = kubelet.context;
  const sandbox = runtime()
    .sandboxes()
    .find((one) => one.config.uid === worker.uid && one.state === 'ready');
  if (!sandbox) return refusal(500, `sandbox not found for pod ${worker.pod.metadata.name}`);
  const { network } = process.host;
  const inside = sandbox.address === '' ? network : network.fabric.at(sandbox.address);
  if (!inside) return refusal(500, `network namespace of sandbox ${sandbox.id} is closed`);
  return { status: 101, headers: {}, upgraded: new Tunnel((port) => inside.connect('127.0.0.1', port)) };
}
