// How many pods a Deployment may have too many and too few. maxSurge 25% of 10 → 3 (rounded up),
// maxUnavailable 25% of 10 → 2 (rounded down); both 0 → one may be unavailable.

import type { IntOrString } from '../../objects/types/meta.ts';
import type { Deployment } from '../../objects/types/workload.ts';

/** `25%` of `total`, or the number itself. */
export function resolve(value: IntOrString | undefined, total: number, round: 'up' | 'down'): number {
  if (value === undefined) return 0;
  if (typeof value === 'number') return value;
  const exact = (Number.parseInt(value, 10) * total) / 100;
  return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
}

export const isRolling = (deployment: Deployment): boolean => deployment.spec.strategy.type === 'RollingUpdate';

export function maxSurge(deployment: Deployment): number {
  if (!isRolling(deployment)) return 0;
  return resolve(deployment.spec.strategy.rollingUpdate?.maxSurge, deployment.spec.replicas, 'up');
}

export function maxUnavailable(deployment: Deployment): number {
  const { replicas, strategy } = deployment.spec;
  if (!isRolling(deployment) || replicas === 0) return 0;
  const value = resolve(strategy.rollingUpdate?.maxUnavailable, replicas, 'down');
  return Math.min(value === 0 && maxSurge(deployment) === 0 ? 1 : value, replicas);
}
