// Which of the possible nodes is best: the weighted sum of seven opinions from 0 to 100, weights as in
// kube-scheduler's default configuration.

import type { LabelSelector } from '../objects/types/meta.ts';
import type { Pod } from '../objects/types/pod.ts';
import type { ClusterView, NodeView } from './cluster-view.ts';
import { isTolerated, termMatches } from './node-affinity.ts';
import { affinityScores, type Namespaces } from './pod-affinity.ts';
import { spreadScores } from './topology-spread.ts';

export interface Surroundings {
  readonly view: ClusterView;
  readonly namespaces: Namespaces;
  /** Selectors of the services and sets the pod belongs to. */
  readonly owners: readonly LabelSelector[];
}

type Opinion = (pod: Pod, nodes: readonly NodeView[], around: Surroundings) => readonly number[] | undefined;

const OPINIONS: readonly { readonly weight: number; readonly opinion: Opinion }[] = [
  { weight: 3, opinion: fewPreferredTaints },
  { weight: 2, opinion: preferredNodes },
  { weight: 2, opinion: (pod, nodes, { view, owners }) => spreadScores(pod, nodes, view.nodes, owners) },
  { weight: 2, opinion: preferredNeighbours },
  { weight: 1, opinion: leastAllocated },
  { weight: 1, opinion: balanced },
  { weight: 1, opinion: imagePresent },
];

export function score(pod: Pod, nodes: readonly NodeView[], around: Surroundings): number[] {
  const sums = nodes.map(() => 0);
  for (const { weight, opinion } of OPINIONS) {
    const scores = opinion(pod, nodes, around);
    if (scores) for (const at of sums.keys()) sums[at] += weight * scores[at];
  }
  return sums;
}

function fewPreferredTaints(pod: Pod, nodes: readonly NodeView[]): readonly number[] {
  const counts = nodes.map(
    ({ node }) =>
      (node.spec.taints ?? []).filter(
        (taint) => taint.effect === 'PreferNoSchedule' && !isTolerated(taint, pod.spec.tolerations),
      ).length,
  );
  const most = Math.max(...counts);
  return counts.map((count) => (most === 0 ? 100 : 100 - Math.floor((100 * count) / most)));
}

function preferredNodes(pod: Pod, nodes: readonly NodeView[]): readonly number[] | undefined {
  const terms = pod.spec.affinity?.nodeAffinity?.preferredDuringSchedulingIgnoredDuringExecution;
  if (!terms?.length) return undefined;
  const sums = nodes.map(({ node }) =>
    terms.reduce((sum, { weight, preference }) => sum + (termMatches(preference, node) ? weight : 0), 0),
  );
  const most = Math.max(...sums);
  return sums.map((sum) => (most === 0 ? 0 : Math.floor((100 * sum) / most)));
}

function preferredNeighbours(
  pod: Pod,
  nodes: readonly NodeView[],
  around: Surroundings,
): readonly number[] | undefined {
  const sums = affinityScores(pod, nodes, around.view.nodes, around.namespaces);
  if (!sums) return undefined;
  const least = Math.min(...sums);
  const span = Math.max(...sums) - least;
  return sums.map((sum) => (span === 0 ? 0 : Math.floor((100 * (sum - least)) / span)));
}

function leastAllocated(pod: Pod, nodes: readonly NodeView[], { view }: Surroundings): readonly number[] {
  const { scored } = view.requestsOf(pod);
  return nodes.map((node) => {
    const cpu = free(node.scoredCpu + scored.cpu, node.allocatable.get('cpu') ?? 0);
    const memory = free(node.scoredMemory + scored.memory, node.allocatable.get('memory') ?? 0);
    return Math.floor((cpu + memory) / 2);
  });
}

const free = (used: number, of: number): number => (of === 0 || used > of ? 0 : Math.floor(((of - used) * 100) / of));

function balanced(pod: Pod, nodes: readonly NodeView[], { view }: Surroundings): readonly number[] {
  const { amounts } = view.requestsOf(pod);
  return nodes.map((node) => {
    const share = (name: string) => {
      const all = node.allocatable.get(name) ?? 0;
      return all === 0 ? 0 : Math.min(1, ((node.requested.get(name) ?? 0) + (amounts.get(name) ?? 0)) / all);
    };
    return Math.floor((1 - Math.abs(share('cpu') - share('memory')) / 2) * 100);
  });
}

const SMALL_IMAGE = 23 * 1024 * 1024;
const LARGE_IMAGE = 1000 * 1024 * 1024;

function imagePresent(pod: Pod, nodes: readonly NodeView[], { view }: Surroundings): readonly number[] {
  const images = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({ image }) => normalized(image));
  const sizes = nodes.map(({ node }) =>
    images.map((image) => node.status.images?.find(({ names }) => names.includes(image))?.sizeBytes ?? 0),
  );
  const most = LARGE_IMAGE * pod.spec.containers.length;
  return sizes.map((ofNode) => {
    const sum = ofNode.reduce((total, size, image) => {
      const holders = sizes.filter((other) => other[image] > 0).length;
      return total + (size * holders) / view.size;
    }, 0);
    return Math.floor((100 * (Math.min(Math.max(sum, SMALL_IMAGE), most) - SMALL_IMAGE)) / (most - SMALL_IMAGE));
  });
}

/** A name without a tag means `:latest`. */
const normalized = (image: string): string =>
  image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
