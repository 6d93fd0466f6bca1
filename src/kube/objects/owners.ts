// Who made whom: ownerReferences.

import { apiVersionOf, type Kind } from './kind.ts';
import type { KubeObject, OwnerReference } from './types/meta.ts';

/** metav1.GetControllerOf. */
export function controllerOf(object: Pick<KubeObject, 'metadata'>): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller);
}

/** metav1.IsControlledBy. */
export function isControlledBy(object: Pick<KubeObject, 'metadata'>, owner: KubeObject): boolean {
  return controllerOf(object)?.uid === owner.metadata.uid;
}

/** metav1.NewControllerRef: what a controller writes on the objects it creates. */
export function controllerReference<T extends KubeObject>(owner: T, kind: Kind<T>): OwnerReference {
  return {
    apiVersion: apiVersionOf(kind),
    kind: kind.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid,
    controller: true,
    blockOwnerDeletion: true,
  };
}
