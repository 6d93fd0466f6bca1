// What the API server must know about a kind: one declaration per kind, in a file named after it. Adding a
// kind is writing such a declaration and listing it in `kinds.ts`; no other code names it.

import type { Millis } from '../../sim/simulation.ts';
import type { JsonSchema } from './types/extension.ts';
import type { KubeObject } from './types/meta.ts';

/** One problem of one field, in the words of field.Error: `spec.replicas: Invalid value: -1: must be ...`. */
export interface FieldError {
  readonly field: string;
  readonly type:
    | 'Required value'
    | 'Invalid value'
    | 'Unsupported value'
    | 'Duplicate value'
    | 'Forbidden'
    | 'Not found'
    | 'Too long'
    | 'Too many'
    | 'Internal error';
  /** Everything after the type, as printed: `"x": must be ...`; empty when the type says it all. */
  readonly detail: string;
}

/** One column of `kubectl get`, as the server's Table answer carries it. */
export interface Column<T extends KubeObject> {
  readonly name: string;
  readonly type?: 'string' | 'integer' | 'date' | 'number' | 'boolean';
  readonly format?: string;
  readonly description?: string;
  /** 0: always shown; 1: only with -o wide. */
  readonly priority: 0 | 1;
  /** The oldest and the newest minor release that have this column; missing: all have. See `columnsIn`. */
  readonly sinceMinor?: number;
  readonly lastMinor?: number;
  /** `now` in Unix milliseconds, for ages. */
  cell(object: T, now: Millis): string | number | boolean;
}

export type Subresource =
  | 'status'
  | 'scale'
  | 'eviction'
  | 'binding'
  | 'log'
  | 'exec'
  | 'attach'
  | 'portforward'
  | 'finalize'
  | 'token'
  | 'approval'
  | 'ephemeralcontainers'
  | 'resize';

/** Where the scale subresource reads and writes, as JSON field paths of the object. */
export interface ScalePaths {
  readonly replicas: readonly string[];
  readonly statusReplicas: readonly string[];
  readonly selector: readonly string[];
}

/** Declared as a method, so that kinds of different objects may stand in one list. */
export type FieldReader<T extends KubeObject> = { read(object: T): string }['read'];

export interface Kind<T extends KubeObject = KubeObject> {
  /** '' for core. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** Missing: all eight. */
  readonly verbs?: readonly string[];
  readonly subresources: readonly Subresource[];
  readonly scale?: ScalePaths;
  /** Key prefix in etcd below /registry/, when it is not the plural: services/specs, minions, events. */
  readonly storagePath?: string;
  /** Model name in the published schema: `V1Pod`. */
  readonly schema: string;
  /** A custom resource's own schema, which stands in for the model. */
  readonly customSchema?: CustomSchema;
  /** How object names are checked. */
  readonly nameRule: 'subdomain' | 'label' | 'label1035' | 'path';
  readonly columns: readonly Column<T>[];
  /** The first minor release that serves it; missing: all do. */
  readonly sinceMinor?: number;
  /** Another version of a kind that is stored otherwise. */
  readonly storedAs?: StoredForm<T>;
  /** Whoever asks is warned from that minor release on: `v1 Endpoints is deprecated in v1.33+; use ...`. */
  readonly deprecated?: {
    readonly sinceMinor: number;
    readonly instead?: string;
    /** The whole warning, where it is in somebody's own words. */
    readonly warning?: string;
  };
  /** Fills what the user left out; `object` is a copy that may be changed. Runs on create, update and on read of stored data. */
  setDefaults?(object: T): void;
  /** The strategy's PrepareForCreate: drops status, sets generation, ... */
  prepareForCreate?(object: T): void;
  /** PrepareForUpdate: keeps what users may not change, bumps generation when the spec differs. */
  prepareForUpdate?(object: T, old: T): void;
  validate?(object: T): FieldError[];
  /** Immutable fields and the like; `object` has passed `validate`. */
  validateUpdate?(object: T, old: T): FieldError[];
  /** Beyond metadata.name and metadata.namespace: `spec.nodeName` → value. */
  readonly fieldSelectors?: Readonly<Record<string, FieldReader<T>>>;
  /** Grace before a deleted object may vanish, in seconds: pods wait for their kubelet. 0 or missing: at once. */
  graceSeconds?(object: T, asked: number | undefined): number;
}

export interface CustomSchema {
  readonly root: JsonSchema;
  /** A copy without what the schema does not know. */
  decode(body: unknown): { readonly object: KubeObject; readonly unknownFields: readonly string[] };
}

/** A second version of a kind: what is asked and answered in it is kept as `kind`. */
export interface StoredForm<T extends KubeObject> {
  readonly kind: Kind;
  /** Both give new objects, but may share parts with what they got. */
  toStored(object: T): KubeObject;
  fromStored(stored: KubeObject): T;
}

/** The columns a server of this minor release prints: 35 of v1.35.9. */
export const columnsIn = <T extends KubeObject>(kind: Kind<T>, minor: number): readonly Column<T>[] =>
  kind.columns.filter(({ sinceMinor = 0, lastMinor = Infinity }) => sinceMinor <= minor && minor <= lastMinor);

export const apiVersionOf = (kind: Pick<Kind, 'group' | 'version'>): string =>
  kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;

/** `deployments.apps`, `pods`: how messages name a resource. */
export const qualifiedResource = (kind: Pick<Kind, 'group' | 'plural'>): string =>
  kind.group === '' ? kind.plural : `${kind.plural}.${kind.group}`;
