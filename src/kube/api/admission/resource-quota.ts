// Refuses what would make a namespace use more than its quotas allow. Models staging/src/k8s.io/apiserver
// pkg/admission/plugin/resourcequota; usage is counted anew here, where the real one trusts the quota's status.

import { addQuantities, compareQuantities } from '../../../base/quantity.ts';
import type { ResourceQuota } from '../../objects/types/limits.ts';
import type { KubeObject, ResourceList } from '../../objects/types/meta.ts';
import type { Pod } from '../../objects/types/pod.ts';
import { inScope, missingAmounts, usageOf } from '../quota.ts';
import { forbidden } from '../status.ts';
import { type AdmissionPlugin, type AdmissionRequest, type ClusterView, isKind } from './admission.ts';

export const RESOURCE_QUOTA_ADMISSION: AdmissionPlugin = {
  name: 'ResourceQuota',
  admit(request, cluster) {
    if (request.operation === 'DELETE' || request.subresource || !request.kind.namespaced) return;
    if (isKind(request, '', 'Event')) return;
    const quotas = cluster.kind('', 'ResourceQuota');
    if (!quotas) return;
    for (const quota of cluster.all(quotas, request.namespace) as Iterable<ResourceQuota>) {
      if (inScope(quota, request.kind, request.object)) check(request, cluster, quota);
    }
  },
};

function check(request: AdmissionRequest, cluster: ClusterView, { metadata, spec }: ResourceQuota): void {
  const hard = spec.hard ?? {};
  const { kind, name, object, old } = request;
  if (isKind(request, '', 'Pod') && request.operation === 'CREATE') {
    const missing = missingAmounts(object as Pod, hard);
    if (missing.size > 0) {
      const list = [...missing].map(([resource, containers]) => `${resource} for: ${containers.join(',')}`);
      throw forbidden(kind, name, `failed quota: ${metadata.name}: must specify ${list.join('; ')}`);
    }
  }
  const wanted = usageOf(kind, object);
  const had: ResourceList = old ? usageOf(kind, old) : {};
  const grows = Object.keys(hard).filter(
    (resource) => wanted[resource] !== undefined && compareQuantities(wanted[resource], had[resource] ?? '0') > 0,
  );
  if (grows.length === 0) return;
  const used = usedIn(request, cluster, grows, { metadata, spec } as ResourceQuota);
  const over = grows
    .filter((resource) => compareQuantities(addQuantities(used[resource], wanted[resource]), hard[resource]) > 0)
    .sort();
  if (over.length === 0) return;
  const text = (list: ResourceList) => over.map((resource) => `${resource}=${list[resource]}`).join(',');
  throw forbidden(
    kind,
    name,
    `exceeded quota: ${metadata.name}, requested: ${text(wanted)}, used: ${text(used)}, limited: ${text(hard)}`,
  );
}

/** What all other objects of the kind use. */
function usedIn(
  { kind, namespace, old }: AdmissionRequest,
  cluster: ClusterView,
  resources: readonly string[],
  quota: ResourceQuota,
): ResourceList {
  const used: ResourceList = Object.fromEntries(resources.map((resource) => [resource, '0']));
  for (const each of cluster.all(kind, namespace) as Iterable<KubeObject>) {
    if (each.metadata.uid === old?.metadata.uid || !inScope(quota, kind, each)) continue;
    const usage = usageOf(kind, each);
    for (const resource of resources) {
      if (usage[resource] !== undefined) used[resource] = addQuantities(used[resource], usage[resource]);
    }
  }
  return used;
}
