// What a Deployment writes on its ReplicaSets, and what it reads back: the revision for rollbacks, the desired
// and the greatest size for scaling in proportion. Models pkg/controller/deployment/util.

import type { Deployment, ReplicaSet } from '../../objects/types/workload.ts';
import { maxSurge } from './sizes.ts';

export const REVISION = 'deployment.kubernetes.io/revision';
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history';
const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas';
const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas';

/** Annotations of a Deployment that its ReplicaSets do not inherit. */
const OWN = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
]);

type Annotations = Record<string, string>;

export const revisionOf = (set: Pick<ReplicaSet, 'metadata'>): number =>
  Number(set.metadata.annotations?.[REVISION] ?? 0) || 0;

/** undefined: never written, or nonsense. */
export function desiredReplicas(set: ReplicaSet): number | undefined {
  return numberIn(set, DESIRED_REPLICAS);
}

export function maxReplicas(set: ReplicaSet): number | undefined {
  return numberIn(set, MAX_REPLICAS);
}

function numberIn(set: ReplicaSet, name: string): number | undefined {
  const text = set.metadata.annotations?.[name];
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

/** The annotations of the new ReplicaSet: inherited, with its revision; older revisions it had become its history. */
export function newSetAnnotations(
  deployment: Deployment,
  present: Annotations | undefined,
  revision: number,
): Annotations {
  const annotations: Annotations = { ...present };
  for (const [name, value] of Object.entries(deployment.metadata.annotations ?? {}))
    if (!OWN.has(name)) annotations[name] = value;
  const old = Number(annotations[REVISION] ?? 0) || 0;
  if (old < revision) {
    if (annotations[REVISION] !== undefined) {
      const history = annotations[REVISION_HISTORY];
      annotations[REVISION_HISTORY] = history ? `${history},${old}` : String(old);
    }
    annotations[REVISION] = String(revision);
  }
  return annotations;
}

export function sizeAnnotations(deployment: Deployment): Annotations {
  const { replicas } = deployment.spec;
  return { [DESIRED_REPLICAS]: String(replicas), [MAX_REPLICAS]: String(replicas + maxSurge(deployment)) };
}
