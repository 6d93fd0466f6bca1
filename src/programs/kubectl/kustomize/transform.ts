// The simpler transformations: labels, annotations, images and numbers of replicas.

import { isObject } from '../resources/objects.ts';
import {
  ANNOTATIONS,
  concerns,
  type FieldSpec,
  METADATA_LABELS,
  SELECTOR_LABELS,
  TEMPLATE_LABELS,
} from './field-specs.ts';
import type { Kustomization, Pairs } from './kustomization.ts';
import { KustomizeError, type Resource, recordsAt } from './resource.ts';

export function addLabels(resources: readonly Resource[], { commonLabels, labels }: Kustomization): void {
  addPairs(resources, commonLabels, [...METADATA_LABELS, ...TEMPLATE_LABELS, ...SELECTOR_LABELS]);
  for (const { pairs = {}, includeSelectors, includeTemplates } of labels) {
    addPairs(resources, pairs, [
      ...METADATA_LABELS,
      ...(includeSelectors || includeTemplates ? TEMPLATE_LABELS : []),
      ...(includeSelectors ? SELECTOR_LABELS : []),
    ]);
  }
}

export function addAnnotations(resources: readonly Resource[], { commonAnnotations }: Kustomization): void {
  addPairs(resources, commonAnnotations, ANNOTATIONS);
}

function addPairs(resources: readonly Resource[], pairs: Pairs, fields: readonly FieldSpec[]): void {
  if (Object.keys(pairs).length === 0) return;
  for (const { object } of resources) {
    for (const field of fields) {
      if (!concerns(field, object.kind)) continue;
      for (const record of recordsAt(object, field.path.split('/'), field.create)) Object.assign(record, pairs);
    }
  }
}

// ——— images ———

/** Every `image` of every container, wherever containers stand. */
export function setImages(resources: readonly Resource[], { images }: Kustomization): void {
  for (const image of images) {
    for (const { object } of resources) {
      eachContainer(object, (container) => {
        if (typeof container.image === 'string') container.image = changedImage(container.image, image);
      });
    }
  }
}

function eachContainer(value: unknown, act: (container: Record<string, unknown>) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) eachContainer(item, act);
    return;
  }
  if (!isObject(value)) return;
  for (const [key, inside] of Object.entries(value)) {
    if (['containers', 'initContainers'].includes(key) && Array.isArray(inside)) {
      for (const container of inside) if (isObject(container)) act(container);
    } else eachContainer(inside, act);
  }
}

function changedImage(text: string, change: Kustomization['images'][number]): string {
  const { name, tag, digest } = splitImage(text);
  if (name !== change.name) return text;
  const newName = change.newName || name;
  if (change.digest) return `${newName}@${change.digest}`;
  if (change.newTag !== undefined && change.newTag !== '')
    return `${newName}:${change.newTag}${change.tagSuffix ?? ''}`;
  const suffix = change.tagSuffix ?? '';
  return `${newName}${tag === '' ? '' : `:${tag}${suffix}`}${digest === '' ? '' : `@${digest}`}`;
}

/** `registry:5000/a/b:1.2@sha256:…` */
function splitImage(text: string): { name: string; tag: string; digest: string } {
  const [rest, digest = ''] = text.split('@');
  const slash = rest.lastIndexOf('/');
  const colon = rest.indexOf(':', slash + 1);
  return colon === -1
    ? { name: rest, tag: '', digest }
    : { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}

// ——— replicas ———

const SCALED = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'];

export function setReplicas(resources: readonly Resource[], { replicas }: Kustomization): void {
  for (const { name, count } of replicas) {
    const found = resources.filter(
      (resource) =>
        SCALED.includes(resource.object.kind) &&
        [...resource.before, resource.identity].some((identity) => identity.name === name),
    );
    if (found.length === 0) {
      throw new KustomizeError(
        `resource with name ${name} does not match a config with the following GVK [${SCALED.map((kind) => `${kind}.[noVer].[noGrp]`).join(' ')}]`,
      );
    }
    for (const { object } of found) {
      for (const record of recordsAt(object, ['spec'], true)) record.replicas = count;
    }
  }
}
