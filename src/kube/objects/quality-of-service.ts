// Guaranteed, Burstable or BestEffort: who is killed first when memory runs out. Models
// pkg/apis/core/v1/helper/qos, which looks at cpu and memory only.

import { compareQuantities, isZeroQuantity } from '../../base/quantity.ts';
import type { PodSpec, PodStatus } from './types/pod.ts';

const COUNTED = ['cpu', 'memory'];

export function qosClass(spec: PodSpec): NonNullable<PodStatus['qosClass']> {
  const containers = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  const nothingAsked = containers.every(({ resources }) =>
    COUNTED.every((name) => isUnset(resources?.requests?.[name]) && isUnset(resources?.limits?.[name])),
  );
  if (nothingAsked) return 'BestEffort';
  const allFixed = containers.every(({ resources }) =>
    COUNTED.every((name) => {
      const limit = resources?.limits?.[name];
      const request = resources?.requests?.[name] ?? limit;
      return !isUnset(limit) && limit !== undefined && request !== undefined && compareQuantities(request, limit) === 0;
    }),
  );
  return allFixed ? 'Guaranteed' : 'Burstable';
}

const isUnset = (amount: string | undefined): boolean => amount === undefined || isZeroQuantity(amount);
