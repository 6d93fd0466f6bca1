// Builds a kustomization: what its resources and components give, what its generators make, and what its
// transformations do to all of them, from the inside out. Models kustomize/api/internal/target.

import { decode } from '../../../base/bytes.ts';
import { readYaml, splitDocuments, YamlError } from '../../../base/yaml/read.ts';
import { type AnyObject, isAnyObject, isObject } from '../resources/objects.ts';
import { absorb, generated } from './generate.ts';
import { type Kustomization, readKustomization } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { addAffixes, addHashes, followNames, setNamespace } from './names.ts';
import { inLegacyOrder } from './order.ts';
import { applyOldJsonPatches, applyOldMergePatches, applyPatches } from './patches.ts';
import { applyReplacements } from './replacements.ts';
import { idText, KustomizeError, Resource } from './resource.ts';
import { addAnnotations, addLabels, setImages, setReplicas } from './transform.ts';

export interface Built {
  readonly objects: readonly AnyObject[];
  /** For standard error, before the objects. */
  readonly warnings: readonly string[];
}

/** Throws KustomizeError and UnmodelledField. */
export function build(loader: Loader): Built {
  const warnings: string[] = [];
  const { name, text } = loader.kustomization();
  const resources: Resource[] = [];
  accumulate(loader, readKustomization(text, loader.root, name), resources, warnings);
  followNames(resources);
  addHashes(resources);
  followNames(resources);
  return { objects: inLegacyOrder(resources).map(({ object }) => object), warnings };
}

/** Adds what a kustomization gives to `resources`; a component works on all that is there. */
function accumulate(loader: Loader, kustomization: Kustomization, resources: Resource[], warnings: string[]): void {
  warnings.push(...kustomization.warnings);
  for (const path of kustomization.resources) addResource(loader, path, resources, warnings);
  for (const path of kustomization.components) addComponent(loader, path, resources, warnings);
  absorb(resources, generated(loader, kustomization));
  applyOldMergePatches(resources, kustomization, loader);
  applyPatches(resources, kustomization, loader);
  setNamespace(resources, kustomization.namespace);
  addAffixes(resources, kustomization.namePrefix, kustomization.nameSuffix);
  addLabels(resources, kustomization);
  addAnnotations(resources, kustomization);
  applyOldJsonPatches(resources, kustomization, loader);
  setReplicas(resources, kustomization);
  setImages(resources, kustomization);
  followNames(resources);
  applyReplacements(resources, kustomization, loader);
}

function addResource(loader: Loader, path: string, resources: Resource[], warnings: string[]): void {
  try {
    addFile(loader, path, resources);
  } catch (fileError) {
    if (!(fileError instanceof KustomizeError) || fileError instanceof Final) throw fileError;
    const first = `accumulating resources: accumulation err='accumulating resources from '${path}': ${fileError.message}'`;
    if (!loader.exists(path)) {
      throw new KustomizeError(`${first}: must build at directory: not a valid directory: ${loader.missing(path)}`);
    }
    if (!loader.isDirectory(path)) {
      throw new KustomizeError(`${first}: must build at directory: '${loader.resolve(path)}': file is not directory`);
    }
    const inside: Resource[] = [];
    const below = loader.at(loader.resolve(path));
    const visited = loader.visited.find((root) => root === below.root || root.startsWith(`${below.root}/`));
    if (visited !== undefined) {
      const cycle = `cycle detected: candidate root '${below.root}' contains visited root '${visited}'`;
      throw new KustomizeError(`${first}: ${cycle}`);
    }
    try {
      const { name, text } = below.kustomization();
      const kustomization = readKustomization(text, below.root, name);
      if (kustomization.kind === 'Component') {
        throw new KustomizeError(`expected kind != 'Component' for path '${path}'`);
      }
      accumulate(below, kustomization, inside, warnings);
    } catch (error) {
      if (!(error instanceof KustomizeError)) throw error;
      throw new KustomizeError(`${first}: recursed accumulation of path '${below.root}': ${error.message}`);
    }
    for (const resource of inside) append(resources, resource, path);
  }
}

/** Said as it is, not wrapped as one of two attempts. */
class Final extends KustomizeError {}

function addFile(loader: Loader, path: string, resources: Resource[]): void {
  const objects = objectsOf(decode(loader.read(path)), path);
  for (const object of objects) append(resources, new Resource(object), path);
}

function append(resources: Resource[], resource: Resource, path: string): void {
  if (resources.some((one) => idText(one.identity) === idText(resource.identity))) {
    const { group, version, kind, name, namespace } = resource.identity;
    throw new Final(
      `accumulating resources: accumulation err='merging resources from '${path}': may not add resource with an already registered id: ${kind}.${version}.${group || '[noGrp]'}/${name}.${namespace || '[noNs]'}': must build at directory: '${path}': file is not directory`,
    );
  }
  resources.push(resource);
}

function objectsOf(text: string, path: string): AnyObject[] {
  const objects: AnyObject[] = [];
  for (const document of splitDocuments(text)) {
    let value: unknown;
    try {
      value = readYaml(document, 'kustomize');
    } catch (error) {
      if (error instanceof YamlError) {
        const words = `MalformedYAMLError: yaml: ${error.message} in File: ${path}`;
        throw new Final(`accumulating resources: accumulating resources from '${path}': ${words}`);
      }
      throw error;
    }
    if (value === null || value === undefined) continue;
    const list =
      isObject(value) && String(value.kind).endsWith('List') && Array.isArray(value.items) ? value.items : [value];
    for (const one of list) {
      if (!isObject(one) || typeof one.kind !== 'string') throw new KustomizeError('missing Resource metadata');
      if (!isAnyObject(one) || !one.metadata?.name) {
        throw new KustomizeError(
          `missing metadata.name in object {{${one.apiVersion ?? ''} ${one.kind}} {{ } map[] map[]}}`,
        );
      }
      objects.push(one);
    }
  }
  return objects;
}

function addComponent(loader: Loader, path: string, resources: Resource[], warnings: string[]): void {
  const below = loader.at(loader.resolve(path));
  if (!loader.exists(path)) {
    throw new KustomizeError(`accumulating components: loader.New ${JSON.stringify(`error: ${loader.missing(path)}`)}`);
  }
  try {
    const { name, text } = below.kustomization();
    const kustomization = readKustomization(text, below.root, name);
    if (kustomization.kind !== 'Component') {
      throw new KustomizeError(`expected kind 'Component' for path '${path}' but got 'Kustomization'`);
    }
    accumulate(below, kustomization, resources, warnings);
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    const words = `recursed accumulation of path '${below.root}': ${error.message}`;
    throw new KustomizeError(`accumulating components: accumulateDirectory: ${JSON.stringify(words)}`);
  }
}
