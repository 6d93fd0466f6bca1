// The order in which kustomize gives objects out: what others need comes first. Models its legacy order.

import type { Resource } from './resource.ts';

const FIRST = `Namespace ResourceQuota StorageClass CustomResourceDefinition ServiceAccount PodSecurityPolicy Role
  ClusterRole RoleBinding ClusterRoleBinding ConfigMap Secret Endpoints Service LimitRange PriorityClass PersistentVolume
  PersistentVolumeClaim Deployment StatefulSet CronJob PodDisruptionBudget`.split(/\s+/);
const LAST = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration'];

function rankOf(kind: string): number {
  const first = FIRST.indexOf(kind);
  if (first !== -1) return first - FIRST.length;
  return LAST.indexOf(kind) + 1;
}

export function inLegacyOrder(resources: readonly Resource[]): Resource[] {
  return [...resources].sort(
    (a, b) =>
      rankOf(a.object.kind) - rankOf(b.object.kind) ||
      compare(a.object.kind, b.object.kind) ||
      compare(legacyText(a), legacyText(b)),
  );
}

/** Ids are compared as texts: group, version, kind, then namespace and name. */
function legacyText(resource: Resource): string {
  const { group, version, kind, name, namespace } = resource.identity;
  return [group || '~G', version || '~V', kind, namespace || '~X', name].join('_');
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
