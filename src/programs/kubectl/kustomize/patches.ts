// Patches of a kustomization: strategic merge patches find their object by name, JSON patches need a target.
// Models kustomize's PatchTransformer.

import { decode } from '../../../base/bytes.ts';
import { sortedKeys } from '../../../base/go-json.ts';
import { applyJsonPatch, JsonPatchError, type JsonPatchOperation } from '../../../base/json-patch.ts';
import { printYaml } from '../../../base/yaml/print.ts';
import { readYaml, splitDocuments, YamlError } from '../../../base/yaml/read.ts';
import { applyStrategicMerge } from '../../../kube/api/strategic-merge.ts';
import { parseSelector, selectorMatches } from '../../../kube/objects/selectors.ts';
import { type AnyObject, isAnyObject, isObject } from '../resources/objects.ts';
import type { Kustomization, Patch, Selector } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { idText, KustomizeError, Resource } from './resource.ts';

export function applyPatches(resources: Resource[], kustomization: Kustomization, loader: Loader): void {
  for (const patch of kustomization.patches) applyPatch(resources, patch, loader);
}

/** Those of older fields: `patchesStrategicMerge` goes before the others, `patchesJson6902` behind labels and names. */
export function applyOldMergePatches(resources: Resource[], kustomization: Kustomization, loader: Loader): void {
  for (const word of kustomization.patchesStrategicMerge) {
    const text = loader.exists(word) ? decode(loader.read(word)) : word;
    mergeByName(resources, objectsIn(text) ?? []);
  }
}

export function applyOldJsonPatches(resources: Resource[], kustomization: Kustomization, loader: Loader): void {
  for (const patch of kustomization.patchesJson6902) applyPatch(resources, patch, loader);
}

function applyPatch(resources: Resource[], patch: Patch, loader: Loader): void {
  const text = patch.path === undefined ? (patch.patch ?? '') : decode(loader.read(patch.path));
  const merges = objectsIn(text);
  const operations = operationsIn(text);
  if (!merges && !operations) throw unreadable(patch, text);
  if (operations) {
    if (!patch.target) throw new KustomizeError('must specify a target for JSON patch');
    for (const resource of selected(resources, patch.target)) {
      try {
        resource.object = applyJsonPatch(resource.object, operations) as AnyObject;
      } catch (error) {
        if (!(error instanceof JsonPatchError)) throw error;
        throw new KustomizeError(error.message.replace(/path: "([^"]*)"/, 'path: $1'));
      }
    }
    return;
  }
  if (!patch.target) {
    mergeByName(resources, merges ?? []);
    return;
  }
  for (const resource of selected(resources, patch.target)) {
    for (const merge of merges ?? []) mergeInto(resources, resource, merge, patch);
  }
}

function mergeByName(resources: Resource[], merges: readonly AnyObject[]): void {
  for (const merge of merges) {
    const { identity } = new Resource(merge);
    const found = resources.filter((resource) => resource.isCalled(identity));
    const id = idText(identity);
    if (found.length !== 1) {
      const count = found.length === 0 ? 'no' : 'multiple';
      throw new KustomizeError(
        `no resource matches strategic merge patch ${JSON.stringify(id)}: ${count} matches for Id ${id}; failed to find unique target for patch ${id}`,
      );
    }
    mergeInto(resources, found[0], merge, {});
  }
}

function mergeInto(resources: Resource[], resource: Resource, merge: AnyObject, { options }: Patch): void {
  if ((merge as Record<string, unknown>).$patch === 'delete') {
    resources.splice(resources.indexOf(resource), 1);
    return;
  }
  const { kind, apiVersion, metadata } = resource.object;
  const merged = applyStrategicMerge(kind, resource.object, merge) as AnyObject;
  if (!options?.allowKindChange) Object.assign(merged, { kind, apiVersion });
  if (!options?.allowNameChange) {
    merged.metadata.name = metadata.name;
    if (metadata.namespace === undefined) delete merged.metadata.namespace;
    else merged.metadata.namespace = metadata.namespace;
  }
  resource.object = merged;
}

/** The objects of a text that is nothing else. */
function objectsIn(text: string): AnyObject[] | undefined {
  const values = documents(text);
  return values?.length && values.every(isAnyObject) ? values : undefined;
}

/** A text that begins with a bracket must be JSON; any other list of operations may be YAML. */
function operationsIn(text: string): JsonPatchOperation[] | undefined {
  const value = text.trimStart().startsWith('[') ? jsonIn(text) : documents(text)?.[0];
  if (!Array.isArray(value) || value.length === 0) return undefined;
  return value.every((one) => isObject(one) && typeof one.op === 'string')
    ? (value as JsonPatchOperation[])
    : undefined;
}

function documents(text: string): unknown[] | undefined {
  try {
    return splitDocuments(text)
      .map((document) => readYaml(document, 'kustomize'))
      .filter((value) => value !== null && value !== undefined);
  } catch (error) {
    if (error instanceof YamlError) return undefined;
    throw error;
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unreadable(patch: Patch, text: string): KustomizeError {
  const { path, target, options } = patch;
  const config = printYaml(sortedKeys({ options, patch: path === undefined ? text : undefined, path, target }));
  const from = path === undefined ? `patch: ${JSON.stringify(text)}` : `path: ${JSON.stringify(path)}`;
  return new KustomizeError(
    `trouble configuring builtin PatchTransformer with config: \`\n${config}\`: unable to parse SM or JSON patch from [${from}]`,
  );
}

// ——— whom a target means ———

/** Every field is a regular expression for the whole of what it looks at. */
export function selected(resources: readonly Resource[], selector: Selector): Resource[] {
  return resources.filter((resource) => {
    const { group, version, kind } = resource.identity;
    const fits = (wanted: string | undefined, actual: string) => !wanted || new RegExp(`^(?:${wanted})$`).test(actual);
    if (!fits(selector.group, group) || !fits(selector.version, version) || !fits(selector.kind, kind)) return false;
    const called = [...resource.before, resource.identity].some(
      ({ name, namespace }) => fits(selector.name, name) && fits(selector.namespace, namespace || 'default'),
    );
    const { labels, annotations } = resource.object.metadata;
    return (
      called &&
      (!selector.labelSelector || selectorMatches(parseSelector(selector.labelSelector), labels)) &&
      (!selector.annotationSelector || selectorMatches(parseSelector(selector.annotationSelector), annotations))
    );
  });
}
