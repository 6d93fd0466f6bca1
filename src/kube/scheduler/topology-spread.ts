// Spreading pods evenly over domains. A constraint counts matching pods per domain; the difference to the
// emptiest domain is the skew: zones with 2, 2 and 0 pods, maxSkew 1 → only the third zone may take one.
// Pods that say nothing are spread over nodes and zones as well as possible. Models plugins/podtopologyspread.

import { labelSelectorMatches } from '../objects/selectors.ts';
import type { LabelSelector, Labels } from '../objects/types/meta.ts';
import type { Pod, TopologySpreadConstraint } from '../objects/types/pod.ts';
import type { NodeView } from './cluster-view.ts';
import { nodeAffinityMatches } from './node-affinity.ts';
import type { AffinityProblem } from './pod-affinity.ts';

const HOSTNAME = 'kubernetes.io/hostname';

/** matchLabelKeys, nodeAffinityPolicy and nodeTaintsPolicy keep their defaults here. */
const isHard = (constraint: TopologySpreadConstraint) => constraint.whenUnsatisfiable === 'DoNotSchedule';

/** `List`: the default constraints of kube-scheduler's default configuration. */
const DEFAULTS = [
  { maxSkew: 3, topologyKey: HOSTNAME },
  { maxSkew: 5, topologyKey: 'topology.kubernetes.io/zone' },
] as const;

const isCounted = (pod: Pod, namespace: string, selects: (labels: Labels | undefined) => boolean): boolean =>
  pod.metadata.namespace === namespace && !pod.metadata.deletionTimestamp && selects(pod.metadata.labels);

function countOn(node: NodeView, namespace: string, selects: (labels: Labels | undefined) => boolean): number {
  let count = 0;
  for (const pod of node.pods.values()) if (isCounted(pod, namespace, selects)) count++;
  return count;
}

export function spreadFilter(
  pod: Pod,
  nodes: readonly NodeView[],
): ((node: NodeView) => AffinityProblem | undefined) | undefined {
  const constraints = (pod.spec.topologySpreadConstraints ?? []).filter(isHard);
  if (constraints.length === 0) return undefined;
  const namespace = pod.metadata.namespace ?? '';
  const eligible = nodes.filter(
    (node) =>
      nodeAffinityMatches(pod.spec, node.node) &&
      constraints.every(({ topologyKey }) => node.labels[topologyKey] !== undefined),
  );
  const counts = constraints.map(({ topologyKey, labelSelector }) => {
    const perDomain = new Map<string, number>();
    for (const node of eligible) {
      const domain = node.labels[topologyKey];
      const count = countOn(node, namespace, (labels) => labelSelectorMatches(labelSelector, labels));
      perDomain.set(domain, (perDomain.get(domain) ?? 0) + count);
    }
    return perDomain;
  });
  return (node) => {
    for (const [at, { topologyKey, maxSkew, minDomains, labelSelector }] of constraints.entries()) {
      const domain = node.labels[topologyKey];
      if (domain === undefined) {
        const reason = "node(s) didn't match pod topology spread constraints (missing required label)";
        return { reason, resolvable: false };
      }
      const perDomain = counts[at];
      const fewDomains = minDomains !== undefined && perDomain.size < minDomains;
      const least = fewDomains || perDomain.size === 0 ? 0 : Math.min(...perDomain.values());
      const itself = labelSelectorMatches(labelSelector, pod.metadata.labels) ? 1 : 0;
      if ((perDomain.get(domain) ?? 0) + itself - least > maxSkew)
        return { reason: "node(s) didn't match pod topology spread constraints", resolvable: true };
    }
    return undefined;
  };
}

/**
 * Scores from 0 to 100, already normalized. `owners` are the selectors of the services and sets a pod belongs to;
 * they stand in for constraints the pod does not have. Undefined: nothing to spread by.
 */
export function spreadScores(
  pod: Pod,
  nodes: readonly NodeView[],
  all: readonly NodeView[],
  owners: readonly LabelSelector[],
): readonly number[] | undefined {
  const own = (pod.spec.topologySpreadConstraints ?? []).filter((constraint) => !isHard(constraint));
  const usesDefaults = !pod.spec.topologySpreadConstraints?.length;
  if (usesDefaults ? owners.length === 0 : own.length === 0) return undefined;
  const constraints = usesDefaults
    ? DEFAULTS.map((constraint) => ({
        ...constraint,
        selects: (labels: Labels | undefined) => owners.every((selector) => labelSelectorMatches(selector, labels)),
      }))
    : own.map(({ maxSkew, topologyKey, labelSelector }) => ({
        maxSkew,
        topologyKey,
        selects: (labels: Labels | undefined) => labelSelectorMatches(labelSelector, labels),
      }));
  const namespace = pod.metadata.namespace ?? '';
  const ignored = (node: NodeView) =>
    !usesDefaults && constraints.some(({ topologyKey }) => node.labels[topologyKey] === undefined);
  const raw = nodes.map(() => 0);
  for (const { topologyKey, maxSkew, selects } of constraints) {
    const perHost = topologyKey === HOSTNAME;
    const domains = new Map<string, number>();
    for (const node of nodes) {
      const domain = node.labels[topologyKey];
      if (domain !== undefined && !ignored(node)) domains.set(domain, 0);
    }
    if (!perHost && domains.size === 0) continue;
    const weight = Math.log((perHost ? nodes.filter((node) => !ignored(node)).length : domains.size) + 2);
    if (!perHost) {
      for (const node of all) {
        const domain = node.labels[topologyKey];
        const count = domains.get(domain);
        if (count !== undefined && nodeAffinityMatches(pod.spec, node.node))
          domains.set(domain, count + countOn(node, namespace, selects));
      }
    }
    for (const [at, node] of nodes.entries()) {
      const domain = node.labels[topologyKey];
      if (domain === undefined || ignored(node)) continue;
      const count = perHost ? countOn(node, namespace, selects) : (domains.get(domain) ?? 0);
      raw[at] += count * weight + (maxSkew - 1);
    }
  }
  const rounded = raw.map(Math.round);
  const judged = rounded.filter((_, at) => !ignored(nodes[at]));
  const least = Math.min(...judged);
  const most = Math.max(...judged);
  return rounded.map((score, at) => {
    if (ignored(nodes[at])) return 0;
    return most === 0 ? 100 : Math.floor((100 * (most + least - score)) / most);
  });
}
