// ConfigMaps and Secrets out of literals, files and environment files. Models kustomize's generators.

import { toBase64 } from '../../../base/base64.ts';
import { decode, encode } from '../../../base/bytes.ts';
import type { AnyObject } from '../resources/objects.ts';
import type { GeneratorArguments, GeneratorOptions, Kustomization } from './kustomization.ts';
import type { Loader } from './loader.ts';
import { idText, KustomizeError, Resource } from './resource.ts';

type Content = readonly (readonly [key: string, bytes: Uint8Array])[];

export function generated(loader: Loader, kustomization: Kustomization): Resource[] {
  const { configMapGenerator, secretGenerator, generatorOptions } = kustomization;
  return [
    ...configMapGenerator.map((wish) => resourceFor('ConfigMap', wish, generatorOptions, loader)),
    ...secretGenerator.map((wish) => resourceFor('Secret', wish, generatorOptions, loader)),
  ];
}

function resourceFor(
  kind: 'ConfigMap' | 'Secret',
  wish: GeneratorArguments,
  common: GeneratorOptions,
  loader: Loader,
): Resource {
  if (!wish.name) throw new KustomizeError(`${kind === 'ConfigMap' ? 'configmap' : 'secret'}: name must be specified`);
  const options: GeneratorOptions = {
    ...common,
    ...wish.options,
    labels: { ...common.labels, ...wish.options?.labels },
    annotations: { ...common.annotations, ...wish.options?.annotations },
    disableNameSuffixHash: wish.options?.disableNameSuffixHash || common.disableNameSuffixHash,
    immutable: wish.options?.immutable || common.immutable,
  };
  const object: AnyObject = { apiVersion: 'v1', kind, metadata: { name: wish.name } };
  if (wish.namespace) object.metadata.namespace = wish.namespace;
  if (Object.keys(options.labels ?? {}).length > 0) object.metadata.labels = { ...options.labels };
  if (Object.keys(options.annotations ?? {}).length > 0) object.metadata.annotations = { ...options.annotations };
  if (kind === 'Secret') object.type = wish.type || 'Opaque';
  if (options.immutable) object.immutable = true;
  fill(object, contentOf(wish, loader));
  const resource = new Resource(object);
  resource.needsHash = options.disableNameSuffixHash !== true;
  resource.behavior = wish.behavior;
  return resource;
}

function fill(object: AnyObject, content: Content): void {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [key, bytes] of content) {
    if (Object.hasOwn(data, key) || Object.hasOwn(binaryData, key)) {
      throw new KustomizeError(
        `configmap ${object.metadata.name} illegally repeats the key \`${key}\``.replace(
          'configmap',
          object.kind === 'Secret' ? 'secret' : 'configmap',
        ),
      );
    }
    if (object.kind === 'Secret') data[key] = toBase64(bytes);
    else if (isText(bytes)) data[key] = decode(bytes);
    else binaryData[key] = toBase64(bytes);
  }
  if (Object.keys(data).length > 0) object.data = data;
  if (Object.keys(binaryData).length > 0) object.binaryData = binaryData;
}

const isText = (bytes: Uint8Array): boolean => {
  const again = encode(decode(bytes));
  return again.length === bytes.length && again.every((byte, at) => byte === bytes[at]);
};

function contentOf({ literals = [], files = [], envs = [], env }: GeneratorArguments, loader: Loader): Content {
  const sources = env === undefined ? envs : [...envs, env];
  const list = (words: readonly string[]) => `[${words.join(' ')}]`;
  return [
    ...about(`env source files: ${list(sources)}`, () =>
      sources.flatMap((path) => environmentLines(decode(loader.read(path)))),
    ),
    ...about(`literal sources ${list(literals)}`, () => literals.map(literal)),
    ...about(`file sources: ${list(files)}`, () => files.map((word) => fileContent(word, loader))),
  ];
}

/** What is wrong with a source says which sources were read. */
function about(what: string, read: () => Content): Content {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof KustomizeError)) throw error;
    throw new KustomizeError(`loading KV pairs: ${what}: ${error.message}`);
  }
}

/** `[key=]path` */
function fileContent(word: string, loader: Loader): [string, Uint8Array] {
  const equals = word.indexOf('=');
  const path = word.slice(equals + 1);
  const key = equals === -1 ? path.slice(path.lastIndexOf('/') + 1) : word.slice(0, equals);
  if (key === '')
    throw new KustomizeError(`missing key name for file path ${JSON.stringify(path)} in source "${word}"`);
  if (path === '') throw new KustomizeError(`missing file path for key name "${key}" in source "${word}"`);
  if (path.includes('=')) {
    throw new KustomizeError(`source "${word}" key name or file path contains '='`);
  }
  return [key, loader.read(path)];
}

function literal(word: string): [string, Uint8Array] {
  const equals = word.indexOf('=');
  if (equals < 1) throw new KustomizeError(`invalid literal source ${word}, expected key=value`);
  const value = word.slice(equals + 1);
  const quoted = /^(?:"(.*)"|'(.*)')$/s.exec(value);
  return [word.slice(0, equals), encode(quoted ? (quoted[1] ?? quoted[2]) : value)];
}

/** `KEY=value` a line; comments and empty lines count for nothing. */
function environmentLines(text: string): [string, Uint8Array][] {
  return text
    .split('\n')
    .map((line) => line.replace(/\r$/, '').trimStart())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const equals = line.indexOf('=');
      const key = equals === -1 ? line : line.slice(0, equals);
      return [key, encode(equals === -1 ? '' : line.slice(equals + 1))];
    });
}

// ——— into the others ———

/** A generator makes an object of its own, or adds to or replaces one that a base has made. */
export function absorb(resources: Resource[], made: readonly Resource[]): void {
  for (const one of made) {
    const present = resources.find((resource) => resource.isCalled(one.identity));
    if (one.behavior === 'merge' || one.behavior === 'replace') {
      if (!present) {
        throw new KustomizeError(
          `id ${JSON.stringify(idText(one.identity))} does not exist; cannot merge or replace`.replace(/"/g, ''),
        );
      }
      const { metadata, data, binaryData } = one.object;
      const isMerge = one.behavior === 'merge';
      const together = (old: unknown, fresh: unknown): unknown => {
        const merged = { ...(isMerge ? (old as object | undefined) : {}), ...(fresh as object | undefined) };
        return Object.keys(merged).length > 0 ? merged : undefined;
      };
      const labels = together(present.object.metadata.labels, metadata.labels) as Record<string, string> | undefined;
      if (labels) present.object.metadata.labels = labels;
      const annotations = { ...present.object.metadata.annotations, ...metadata.annotations };
      if (Object.keys(annotations).length > 0) present.object.metadata.annotations = annotations;
      present.object.data = together(present.object.data, data);
      present.object.binaryData = together(present.object.binaryData, binaryData);
      if (present.object.binaryData === undefined) delete present.object.binaryData;
      continue;
    }
    if (present) {
      throw new KustomizeError(
        `merging from generator &{}: id resid.ResId{Gvk:resid.Gvk{Group:"", Version:"v1", Kind:"${one.object.kind}", isClusterScoped:false}, Name:"${one.object.metadata.name}", Namespace:""} exists; behavior must be merge or replace`,
      );
    }
    resources.push(one);
  }
}
