// Which nodes a pod could run on, and why not the others. A node's first failing filter gives its reasons, in
// the words of `0/3 nodes are available: ...`. Models the filter plugins of kube-scheduler in their default order.

import type { Pod } from '../objects/types/pod.ts';
import type { ClusterView, NodeView } from './cluster-view.ts';
import { isTolerated, namedNodes, nodeAffinityMatches, untolerated } from './node-affinity.ts';
import { affinityFilter, type Namespaces } from './pod-affinity.ts';
import type { Requests } from './requests.ts';
import { spreadFilter } from './topology-spread.ts';
import type { VolumeNeeds } from './volumes.ts';

export interface Refusal {
  readonly plugin: Plugin;
  readonly reasons: readonly string[];
  /** Removing other pods from the node could help. */
  readonly resolvable: boolean;
}

export type Plugin =
  | 'NodeUnschedulable'
  | 'NodeName'
  | 'TaintToleration'
  | 'NodeAffinity'
  | 'NodePorts'
  | 'NodeResourcesFit'
  | 'VolumeBinding'
  | 'PodTopologySpread'
  | 'InterPodAffinity'
  | 'SchedulingGates';

/** Judges one node for one pod; undefined: it could run there. */
export type Judge = (node: NodeView) => Refusal | undefined;

const refuse = (plugin: Plugin, resolvable: boolean, ...reasons: string[]): Refusal => ({
  plugin,
  resolvable,
  reasons,
});

const CORDONED = { key: 'node.kubernetes.io/unschedulable', effect: 'NoSchedule' } as const;

/** Everything that depends on the pod and the whole cluster is prepared once; `nodes` are all nodes as they are counted now. */
export function judgeFor(
  pod: Pod,
  nodes: readonly NodeView[],
  view: ClusterView,
  namespaces: Namespaces,
  volumes: VolumeNeeds,
): Judge {
  const { spec } = pod;
  const requests = view.requestsOf(pod);
  const named = namedNodes(spec);
  const spread = spreadFilter(pod, nodes);
  const affinity = affinityFilter(pod, nodes, namespaces);
  return (node) => {
    if (named && !named.has(node.name))
      return refuse('NodeAffinity', false, "node(s) didn't satisfy plugin(s) [NodeAffinity]");
    if (node.node.spec.unschedulable && !isTolerated(CORDONED, spec.tolerations))
      return refuse('NodeUnschedulable', false, 'node(s) were unschedulable');
    if (spec.nodeName && spec.nodeName !== node.name)
      return refuse('NodeName', false, "node(s) didn't match the requested node name");
    const taint = untolerated(node.node.spec.taints, spec.tolerations, ['NoSchedule', 'NoExecute']);
    if (taint) {
      const reason = `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
      return refuse('TaintToleration', false, reason);
    }
    if (!nodeAffinityMatches(spec, node.node))
      return refuse('NodeAffinity', false, "node(s) didn't match Pod's node affinity/selector");
    if (requests.ports.length > 0 && !node.hasFree(requests.ports))
      return refuse('NodePorts', true, "node(s) didn't have free ports for the requested pod ports");
    const insufficient = missingResources(requests, node);
    if (insufficient.length > 0) return refuse('NodeResourcesFit', true, ...insufficient);
    const unreachable = volumes.refusal(node.node);
    if (unreachable) return refuse('VolumeBinding', false, unreachable);
    const skew = spread?.(node);
    if (skew) return refuse('PodTopologySpread', skew.resolvable, skew.reason);
    const apart = affinity(node);
    if (apart) return refuse('InterPodAffinity', apart.resolvable, apart.reason);
    return undefined;
  };
}

/** All that is missing: `Too many pods`, `Insufficient cpu`. */
function missingResources(requests: Requests, node: NodeView): string[] {
  const missing: string[] = [];
  const room = (name: string) => (node.allocatable.get(name) ?? 0) - (node.requested.get(name) ?? 0);
  if (node.pods.size + 1 > (node.allocatable.get('pods') ?? 0)) missing.push('Too many pods');
  for (const [name, amount] of requests.amounts)
    if (amount > 0 && amount > room(name)) missing.push(`Insufficient ${name}`);
  return missing;
}
