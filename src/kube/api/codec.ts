// Between objects and etcd's text. An object is parsed once per stored value and shared from then on,
// frozen by agreement; whoever wants to change one copies it first.

import { cloneJson } from '../../base/json.ts';
import type { KeyValue } from '../../etcd/store/store.ts';
import type { Kind } from '../objects/kind.ts';
import { apiVersionOf } from '../objects/kind.ts';
import type { KubeObject } from '../objects/types/meta.ts';

/** `/registry/pods/`; nodes, services and a few more have names of their own for history's sake. */
export const prefixOf = (kind: Kind): string => `/registry/${kind.storagePath ?? kind.plural}/`;

export const keyOf = (kind: Kind, namespace: string, name: string): string =>
  kind.namespaced ? `${prefixOf(kind)}${namespace}/${name}` : `${prefixOf(kind)}${name}`;

export class Codec {
  readonly #parsed = new WeakMap<KeyValue, KubeObject>();

  /** The resourceVersion is not stored: it is the revision that wrote the value. */
  encode(object: KubeObject): string {
    const { resourceVersion } = object.metadata;
    object.metadata.resourceVersion = undefined as unknown as string;
    const text = JSON.stringify(object);
    object.metadata.resourceVersion = resourceVersion;
    return text;
  }

  /** Remembers what a value just written means. */
  remember(keyValue: KeyValue, object: KubeObject): void {
    this.#parsed.set(keyValue, object);
  }

  decode(kind: Kind, keyValue: KeyValue): KubeObject {
    const known = this.#parsed.get(keyValue);
    if (known) return known;
    const object = JSON.parse(keyValue.value) as KubeObject;
    complete(kind, object);
    kind.setDefaults?.(object);
    object.metadata.resourceVersion = String(keyValue.modRevision);
    this.#parsed.set(keyValue, object);
    return object;
  }
}

/** What Go's structs have even when nobody wrote it. */
export function complete(kind: Kind, object: KubeObject): void {
  object.apiVersion = apiVersionOf(kind);
  object.kind = kind.kind;
  object.metadata ??= {} as KubeObject['metadata'];
  if (kind.customSchema || !kind.subresources.includes('status')) return;
  const parts: { spec?: unknown; status?: unknown } = object as KubeObject & { spec?: unknown; status?: unknown };
  parts.spec ??= {};
  parts.status ??= {};
}

/** A copy with the metadata of another version, e.g. an object as of its deletion. */
export function atRevision(object: KubeObject, revision: number): KubeObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } };
}

export const copyOf = <T extends KubeObject>(object: T): T => cloneJson(object);
