// Which URL a resource has: `/api/v1/namespaces/default/pods/web`, `/apis/apps/v1/deployments`.

import type { Kind } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';

export function resourcePath(
  kind: Pick<Kind, 'group' | 'version' | 'plural' | 'namespaced'>,
  namespace?: string,
  name?: string,
  subresource?: string,
): string {
  const parts = [kind.group === '' ? '/api' : `/apis/${kind.group}`, kind.version];
  if (kind.namespaced && namespace !== undefined && namespace !== '') parts.push('namespaces', namespace);
  parts.push(kind.plural);
  if (name !== undefined) parts.push(encodeURIComponent(name));
  if (subresource !== undefined) parts.push(subresource);
  return parts.join('/');
}

/** `namespace/name`, or `name` for an object without a namespace: how caches and work queues name objects. */
export const keyOf = (object: Pick<KubeObject, 'metadata'>): string =>
  object.metadata.namespace ? `${object.metadata.namespace}/${object.metadata.name}` : object.metadata.name;

export function splitKey(key: string): { readonly namespace: string | undefined; readonly name: string } {
  const slash = key.indexOf('/');
  return slash < 0
    ? { namespace: undefined, name: key }
    : { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
}
