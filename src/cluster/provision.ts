// Makes a cluster of switched-on hosts: files as kubeadm leaves them before the machines boot, and then,
// through the API like any administrator, what kubeadm and the network add-on create.

import type { KubeClient } from '../kube/client/client.ts';
import { ConnectionError, StatusError } from '../kube/client/client.ts';
import { NAMESPACE, NODE, POD } from '../kube/objects/kinds.ts';
import type { Node } from '../kube/objects/types/node.ts';
import type { Pod } from '../kube/objects/types/pod.ts';
import type { Release } from '../kube/releases/releases.ts';
import type { FileSystem } from '../linux/files/file-system.ts';
import type { Millis, Simulation } from '../sim/simulation.ts';
import { type Task, wait } from '../sim/task.ts';
import { delay } from '../sim/waits.ts';
import { addons } from './addons.ts';
import { kubeletFiles } from './kubelet-files.ts';
import {
  type ClusterAuthorities,
  controlPlaneCertificates,
  controlPlaneKubeconfigs,
  nodeKubeconfig,
  type PlannedFile,
} from './pki.ts';
import { staticPods } from './static-pods.ts';
import type { HostPlan } from './topology.ts';

export const POD_SUBNET = '10.244.0.0/16';
export const SERVICE_SUBNET = '10.96.0.0/12';
export const SERVICE_ADDRESS = '10.96.0.1';
export const CLUSTER_DNS = '10.96.0.10';

export interface ClusterPlan {
  readonly version: string;
  readonly release: Release;
  readonly controlPlane: { readonly name: string; readonly address: string };
  readonly authorities: ClusterAuthorities;
}

export const serverOf = (plan: ClusterPlan): string => `https://${plan.controlPlane.address}:6443`;

/** What `kubeadm init`, and the copy of admin.conf everybody makes after it, leave on the disk. */
export function installControlPlane(files: FileSystem, plan: ClusterPlan): void {
  const { name, address } = plan.controlPlane;
  const kubeconfigs = controlPlaneKubeconfigs(plan.authorities.cluster, plan.controlPlane, serverOf(plan));
  const certificates = controlPlaneCertificates(plan.authorities, { name, address, serviceAddress: SERVICE_ADDRESS });
  const manifests = staticPods({
    node: name,
    address,
    version: plan.version,
    release: plan.release,
    podSubnet: POD_SUBNET,
    serviceSubnet: SERVICE_SUBNET,
  });
  const admin = kubeconfigs.find((file) => file.path.endsWith('/admin.conf'))!;
  files.makeDirectory('/var/lib/etcd', { mode: 0o700, recursive: true });
  write(files, [
    ...certificates,
    ...kubeconfigs,
    ...manifests,
    ...kubeletFiles(plan.release, CLUSTER_DNS),
    { path: '/root/.kube/config', text: admin.text, mode: 0o600 },
  ]);
}

/** What `kubeadm join` leaves on a worker's disk. */
export function installWorker(files: FileSystem, plan: ClusterPlan, name: string): void {
  files.makeDirectory('/etc/kubernetes/manifests', { mode: 0o700, recursive: true });
  write(files, [
    { path: '/etc/kubernetes/pki/ca.crt', text: plan.authorities.cluster.certificate, mode: 0o644 },
    ...nodeKubeconfig(plan.authorities.cluster, name, serverOf(plan)),
    ...kubeletFiles(plan.release, CLUSTER_DNS),
  ]);
}

function write(files: FileSystem, planned: readonly PlannedFile[]): void {
  for (const { path, text, mode } of planned) {
    files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    files.writeFile(path, text, { mode });
  }
}

const POLL: Millis = 500;

/** Waits for the API server, creates the add-ons, marks the nodes, waits until all is ready. */
export function* establish(
  simulation: Simulation,
  client: KubeClient,
  plan: ClusterPlan,
  hosts: readonly HostPlan[],
): Task<void> {
  yield* until(simulation, 'API server', () => answers(client));
  for (const { kind, namespace, body } of addons({
    version: plan.version,
    release: plan.release,
    server: serverOf(plan),
    clusterDns: CLUSTER_DNS,
    podSubnet: POD_SUBNET,
    serviceSubnet: SERVICE_SUBNET,
    authority: plan.authorities.cluster.certificate,
  })) {
    yield* client.create(kind, body, namespace);
  }
  for (const host of hosts) {
    yield* until(simulation, `node ${host.name}`, () => exists(client.get(NODE, host.name)));
    yield* mark(client, host);
  }
  yield* until(simulation, 'ready cluster', () => isReady(client, hosts.length));
}

/** Labels and taints: kubeadm's for the control plane, the topology's for all. */
function* mark(client: KubeClient, host: HostPlan): Task<void> {
  const isControlPlane = host.role === 'control-plane';
  const labels = {
    ...(isControlPlane && {
      'node-role.kubernetes.io/control-plane': '',
      'node.kubernetes.io/exclude-from-external-load-balancers': '',
    }),
    ...host.labels,
  };
  const node = yield* client.get(NODE, host.name);
  const taints = [
    ...(node.spec.taints ?? []),
    ...(isControlPlane ? [{ key: 'node-role.kubernetes.io/control-plane', effect: 'NoSchedule' as const }] : []),
    ...host.taints,
  ];
  yield* client.patch(NODE, host.name, undefined, 'application/merge-patch+json', {
    metadata: { labels },
    ...(taints.length > 0 && { spec: { taints } }),
  });
}

function* answers(client: KubeClient): Task<boolean> {
  return yield* exists(client.get(NAMESPACE, 'kube-system'));
}

/** False while there is no such object, or nobody to ask. */
function* exists(request: Task<unknown>): Task<boolean> {
  try {
    yield* request;
    return true;
  } catch (error) {
    if (error instanceof StatusError || error instanceof ConnectionError) return false;
    throw error;
  }
}

function* isReady(client: KubeClient, nodeCount: number): Task<boolean> {
  const allNodes = (yield* client.list(NODE)).items;
  if (allNodes.length < nodeCount || !allNodes.every(isReadyObject) || allNodes.some(isBeingWatched)) return false;
  const allPods = (yield* client.list(POD)).items;
  // Four static pods, two of CoreDNS, and a kube-proxy and a flannel on every node.
  return allPods.length >= 6 + 2 * nodeCount && allPods.every(isReadyObject);
}

/** The node controller has not taken its own taints back yet, so nothing would be placed there. */
const isBeingWatched = (node: Node): boolean =>
  node.spec.taints?.some((taint) => taint.key.startsWith('node.kubernetes.io/')) ?? false;

const isReadyObject = (object: Node | Pod): boolean =>
  object.status.conditions?.some((condition) => condition.type === 'Ready' && condition.status === 'True') ?? false;

function* until(simulation: Simulation, what: string, holds: () => Task<boolean>): Task<void> {
  while (!(yield* holds())) yield* wait(delay(simulation, POLL, `wait for ${what}`));
}
