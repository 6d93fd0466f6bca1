// Pods that want to be near pods, or far from them. A term counts matching pods per topology domain: with
// topologyKey kubernetes.io/hostname a domain is a node. Models plugins/interpodaffinity.

import { labelSelectorMatches } from '../objects/selectors.ts';
import type { Namespace } from '../objects/types/node.ts';
import type { Pod, PodAffinityTerm } from '../objects/types/pod.ts';
import type { NodeView } from './cluster-view.ts';

export type Namespaces = (name: string) => Namespace | undefined;

/** Whether `term` of a pod in `namespace` speaks of `other`. */
function speaksOf(term: PodAffinityTerm, namespace: string, other: Pod, namespaces: Namespaces): boolean {
  const theirs = other.metadata.namespace ?? '';
  const { namespaces: named, namespaceSelector } = term;
  const own = !named?.length && !namespaceSelector;
  const covered =
    (own && theirs === namespace) ||
    named?.includes(theirs) ||
    (namespaceSelector && labelSelectorMatches(namespaceSelector, namespaces(theirs)?.metadata.labels));
  return Boolean(covered) && labelSelectorMatches(term.labelSelector, other.metadata.labels);
}

const required = (pod: Pod) => ({
  affinity: pod.spec.affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
  anti: pod.spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [],
});

const preferred = (pod: Pod) => ({
  affinity: pod.spec.affinity?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
  anti: pod.spec.affinity?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [],
});

export interface AffinityProblem {
  readonly reason: string;
  /** Removing pods could help. */
  readonly resolvable: boolean;
}

/** Counts once for all nodes; the answer judges one node. */
export function affinityFilter(
  pod: Pod,
  nodes: readonly NodeView[],
  namespaces: Namespaces,
): (node: NodeView) => AffinityProblem | undefined {
  const namespace = pod.metadata.namespace ?? '';
  const { affinity, anti } = required(pod);
  const near = affinity.map(() => new Map<string, number>());
  const far = anti.map(() => new Map<string, number>());
  /** `key\0value` of domains that existing pods keep clear of this one. */
  const forbidden = new Set<string>();
  let anyNear = false;
  for (const node of nodes) {
    for (const other of node.pods.values()) {
      if (affinity.length > 0 && affinity.every((term) => speaksOf(term, namespace, other, namespaces))) {
        for (const [at, term] of affinity.entries()) {
          const domain = node.labels[term.topologyKey];
          if (domain === undefined) continue;
          near[at].set(domain, (near[at].get(domain) ?? 0) + 1);
          anyNear = true;
        }
      }
      for (const [at, term] of anti.entries()) {
        const domain = node.labels[term.topologyKey];
        if (domain !== undefined && speaksOf(term, namespace, other, namespaces)) far[at].set(domain, 1);
      }
      if (!other.spec.affinity?.podAntiAffinity) continue;
      for (const term of required(other).anti) {
        const domain = node.labels[term.topologyKey];
        if (domain !== undefined && speaksOf(term, other.metadata.namespace ?? '', pod, namespaces))
          forbidden.add(`${term.topologyKey}\0${domain}`);
      }
    }
  }
  // The first pod of a group that wants to be together finds nobody; it may begin anywhere.
  const isFirst =
    affinity.length > 0 && !anyNear && affinity.every((term) => speaksOf(term, namespace, pod, namespaces));

  return (node) => {
    for (const [at, term] of affinity.entries()) {
      const domain = node.labels[term.topologyKey];
      if (domain === undefined || (!near[at].has(domain) && !isFirst))
        return { reason: "node(s) didn't match pod affinity rules", resolvable: false };
    }
    for (const [at, term] of anti.entries()) {
      const domain = node.labels[term.topologyKey];
      if (domain !== undefined && far[at].has(domain))
        return { reason: "node(s) didn't match pod anti-affinity rules", resolvable: true };
    }
    for (const [key, value] of Object.entries(node.labels)) {
      if (forbidden.size > 0 && forbidden.has(`${key}\0${value}`))
        return { reason: "node(s) didn't satisfy existing pods anti-affinity rules", resolvable: true };
    }
    return undefined;
  };
}

/** How much the present pods speak for each node: weights of preferred terms, both ways. Undefined: nobody has a wish. */
export function affinityScores(
  pod: Pod,
  nodes: readonly NodeView[],
  all: readonly NodeView[],
  namespaces: Namespaces,
): readonly number[] | undefined {
  const namespace = pod.metadata.namespace ?? '';
  const { affinity, anti } = preferred(pod);
  const weights = new Map<string, number>();
  const give = (node: NodeView, topologyKey: string, weight: number) => {
    const domain = node.labels[topologyKey];
    if (domain === undefined) return;
    const key = `${topologyKey}\0${domain}`;
    weights.set(key, (weights.get(key) ?? 0) + weight);
  };
  const wishes = affinity.length > 0 || anti.length > 0;
  for (const node of all) {
    for (const other of node.pods.values()) {
      if (!wishes && !other.spec.affinity) continue;
      for (const { podAffinityTerm: term, weight } of affinity)
        if (speaksOf(term, namespace, other, namespaces)) give(node, term.topologyKey, weight);
      for (const { podAffinityTerm: term, weight } of anti)
        if (speaksOf(term, namespace, other, namespaces)) give(node, term.topologyKey, -weight);
      if (!other.spec.affinity) continue;
      const theirs = other.metadata.namespace ?? '';
      // hardPodAffinityWeight is 1.
      for (const term of required(other).affinity)
        if (speaksOf(term, theirs, pod, namespaces)) give(node, term.topologyKey, 1);
      for (const { podAffinityTerm: term, weight } of preferred(other).affinity)
        if (speaksOf(term, theirs, pod, namespaces)) give(node, term.topologyKey, weight);
      for (const { podAffinityTerm: term, weight } of preferred(other).anti)
        if (speaksOf(term, theirs, pod, namespaces)) give(node, term.topologyKey, -weight);
    }
  }
  if (weights.size === 0) return undefined;
  return nodes.map((node) =>
    Object.entries(node.labels).reduce((sum, [key, value]) => sum + (weights.get(`${key}\0${value}`) ?? 0), 0),
  );
}
