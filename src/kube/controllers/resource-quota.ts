// Counts what a namespace uses of what it may, for everybody to see; admission counts for itself.
// Models pkg/controller/resourcequota.

import { addQuantities } from '../../base/quantity.ts';
import { inScope, usageOf } from '../api/quota.ts';
import { keyOf } from '../client/paths.ts';
import type { Kind } from '../objects/kind.ts';
import { RESOURCE_QUOTA } from '../objects/limits.ts';
import { sameJson } from '../objects/strategy.ts';
import type { ResourceQuota } from '../objects/types/limits.ts';
import type { KubeObject, ResourceList } from '../objects/types/meta.ts';
import type { Controller } from './controller.ts';
import type { Workplace } from './run.ts';

export function resourceQuotaController(workplace: Workplace, kinds: readonly Kind[]): Controller {
  const { informers, client } = workplace;
  const quotas = informers.of(RESOURCE_QUOTA);
  const counted = kinds.filter(({ namespaced, kind }) => namespaced && kind !== 'Event' && kind !== 'Lease');
  return {
    name: 'resourcequota-controller',
    watches: counted.map((kind) => ({
      kind,
      keys: ({ metadata }: KubeObject) => quotas.inNamespace(metadata.namespace ?? '').map(keyOf),
    })),
    *reconcile(key) {
      const quota = quotas.get(key);
      if (!quota || quota.metadata.deletionTimestamp) return;
      const hard = quota.spec.hard ?? {};
      const used = usedOf(
        quota,
        hard,
        (kind) => informers.of(kind).inNamespace(quota.metadata.namespace ?? ''),
        counted,
      );
      const status = { hard, used };
      if (!sameJson(status, quota.status)) yield* client.update(RESOURCE_QUOTA, { ...quota, status }, 'status');
    },
  };
}

function usedOf(
  quota: ResourceQuota,
  hard: ResourceList,
  objectsOf: (kind: Kind) => readonly KubeObject[],
  kinds: readonly Kind[],
): ResourceList {
  const used: ResourceList = Object.fromEntries(Object.keys(hard).map((resource) => [resource, '0']));
  for (const kind of kinds) {
    for (const object of objectsOf(kind)) {
      if (!inScope(quota, kind, object)) continue;
      for (const [resource, amount] of Object.entries(usageOf(kind, object))) {
        if (used[resource] !== undefined) used[resource] = addQuantities(used[resource], amount);
      }
    }
  }
  return used;
}
