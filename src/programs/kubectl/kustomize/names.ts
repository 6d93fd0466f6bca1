// Prefixes, suffixes, namespaces and hashes change what objects are called; afterwards everything that names one
// of them says the new name. Models the prefix, suffix, namespace and name reference transformers.

import { isObject } from '../resources/objects.ts';
import { concerns, REFERENCES } from './field-specs.ts';
import { contentHash } from './hash.ts';
import { changeTexts, isClusterScoped, type Resource, recordsAt } from './resource.ts';

/** A namespace's own name is part of other names; definitions and API services are called by what they serve. */
const NEVER_RENAMED = ['CustomResourceDefinition', 'APIService', 'Namespace'];

export function addAffixes(resources: readonly Resource[], prefix: string, suffix: string): void {
  if (prefix === '' && suffix === '') return;
  for (const resource of resources) {
    if (NEVER_RENAMED.includes(resource.object.kind)) continue;
    resource.remember();
    resource.object.metadata.name = `${prefix}${resource.object.metadata.name}${suffix}`;
  }
}

export function setNamespace(resources: readonly Resource[], namespace: string): void {
  if (namespace === '') return;
  for (const resource of resources) {
    const { object } = resource;
    resource.remember();
    if (object.kind === 'Namespace') object.metadata.name = namespace;
    else if (!isClusterScoped(object.kind)) object.metadata.namespace = namespace;
    if (object.kind === 'RoleBinding' || object.kind === 'ClusterRoleBinding') {
      for (const subject of recordsAt(object, ['subjects[]'], false)) {
        const isOurs = resources.some(
          (one) => one.object.kind === 'ServiceAccount' && one.before.some(({ name }) => name === subject.name),
        );
        if (subject.kind === 'ServiceAccount' && (subject.name === 'default' || isOurs)) subject.namespace = namespace;
      }
    }
    for (const service of recordsAt(object, ['webhooks[]', 'clientConfig', 'service'], false)) {
      service.namespace = namespace;
    }
  }
}

export function addHashes(resources: readonly Resource[]): void {
  for (const resource of resources) {
    if (!resource.needsHash) continue;
    const hash = contentHash(resource.object);
    resource.remember();
    resource.object.metadata.name += `-${hash}`;
  }
}

/** Whoever names an object by a name it had says the name it has. */
export function followNames(resources: readonly Resource[]): void {
  for (const { to, from } of REFERENCES) {
    const candidates = resources.filter(({ object }) => object.kind === to);
    if (candidates.length === 0) continue;
    for (const { object } of resources) {
      const { namespace = '' } = object.metadata;
      for (const field of from) {
        if (!concerns(field, object.kind) || !pointsTo(object, to)) continue;
        changeTexts(object, field.path, (name) => {
          const named = candidates.filter(
            (one) =>
              one.before.some((before) => before.name === name) &&
              (isClusterScoped(to) ||
                isClusterScoped(object.kind) ||
                (one.object.metadata.namespace ?? '') === namespace),
          );
          return named.length === 1 ? named[0].object.metadata.name : name;
        });
      }
    }
  }
}

/** A binding's role, or an autoscaler's target, may be of another kind with the same name. */
function pointsTo(object: Resource['object'], kind: string): boolean {
  const spec = isObject(object.spec) ? object.spec : {};
  const named = object.roleRef ?? spec.scaleTargetRef;
  const isRoleOrTarget = ['Role', 'ClusterRole', 'Deployment', 'ReplicaSet', 'StatefulSet'].includes(kind);
  return !isRoleOrTarget || !isObject(named) || named.kind === kind;
}
