// Objects as kubectl handles them: JSON it mostly does not look into, found by paths and sent by verb.

import { apiVersionOf, type Resource } from './discovery.ts';

/** Any object of the API, as JSON. */
export interface AnyObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    generateName?: string;
    namespace?: string;
    uid?: string;
    resourceVersion?: string;
    generation?: number;
    creationTimestamp?: string | null;
    deletionTimestamp?: string;
    deletionGracePeriodSeconds?: number;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
    finalizers?: string[];
    managedFields?: unknown[];
  };
  [field: string]: unknown;
}

export interface AnyList {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly resourceVersion?: string };
  readonly items: AnyObject[];
}

/** One object a command is about. */
export interface Target {
  readonly resource: Resource;
  /** undefined for cluster-scoped resources. */
  readonly namespace: string | undefined;
  readonly name: string;
  /** As it stands in a file, or as the server gave it. */
  readonly object?: AnyObject;
  /** The file it comes from; '' for none. */
  readonly source: string;
}

/** `/apis/apps/v1/namespaces/default/deployments/web` */
export function pathOf(resource: Resource, namespace: string | undefined, name?: string, subresource?: string): string {
  const parts = [resource.group === '' ? '/api' : `/apis/${resource.group}`, resource.version];
  if (resource.namespaced && namespace) parts.push('namespaces', namespace);
  parts.push(resource.name);
  if (name !== undefined) parts.push(encodeURIComponent(name));
  if (subresource !== undefined) parts.push(subresource);
  return parts.join('/');
}

export const pathOfTarget = (target: Target, subresource?: string): string =>
  pathOf(target.resource, target.namespace, target.name, subresource);

/** `/v1, Resource=pods` */
export const resourceText = (resource: Resource): string => `${apiVersionText(resource)}, Resource=${resource.name}`;
/** `/v1, Kind=Pod` */
export const kindText = (resource: Resource): string => `${apiVersionText(resource)}, Kind=${resource.kind}`;
const apiVersionText = (resource: Resource): string => `${resource.group}/${resource.version}`;

/** Items of a list as they would stand alone. */
export const itemsOf = (list: AnyList): AnyObject[] =>
  list.items.map((item) => ({ ...item, apiVersion: list.apiVersion, kind: list.kind.replace(/List$/, '') }));

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value at a path of keys and indexes; undefined when the way ends. */
export function fieldOf(value: unknown, ...path: (string | number)[]): unknown {
  let here = value;
  for (const step of path) {
    if (Array.isArray(here) && typeof step === 'number') here = here[step];
    else if (isObject(here)) here = here[String(step)];
    else return undefined;
  }
  return here;
}

/** The text at a path; '' when there is none. */
export function textOf(value: unknown, ...path: (string | number)[]): string {
  const found = fieldOf(value, ...path);
  return typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean' ? String(found) : '';
}

export function numberOf(value: unknown, ...path: (string | number)[]): number {
  const found = fieldOf(value, ...path);
  return typeof found === 'number' ? found : 0;
}

/** The list of objects at a path; empty when there is none. */
export function listOf(value: unknown, ...path: (string | number)[]): Record<string, unknown>[] {
  const found = fieldOf(value, ...path);
  return Array.isArray(found) ? found.filter(isObject) : [];
}

export function stringsOf(value: unknown, ...path: (string | number)[]): string[] {
  const found = fieldOf(value, ...path);
  return Array.isArray(found) ? found.map(String) : [];
}

/** The strings of a mapping at a path: labels, annotations, quantities. */
export function mapOf(value: unknown, ...path: (string | number)[]): Record<string, string> {
  const found = fieldOf(value, ...path);
  return isObject(found) ? Object.fromEntries(Object.entries(found).map(([key, one]) => [key, String(one)])) : {};
}

/** A deep copy that may be changed; what the server gave is shared. */
export const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value));

export const isAnyObject = (value: unknown): value is AnyObject =>
  isObject(value) && typeof value.kind === 'string' && isObject(value.metadata);

export { apiVersionOf };
