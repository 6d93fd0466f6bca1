// What the words after a command mean: `pods`, `po,svc`, `deploy web db`, `deploy/web pod/x`. Models
// k8s.io/cli-runtime/pkg/resource.Builder as far as arguments go; files are in manifests.ts.

import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError } from '../errors.ts';
import type { Session } from '../session.ts';
import type { Resource } from './discovery.ts';
import { type AnyList, type AnyObject, itemsOf, pathOf, pathOfTarget, resourceText, type Target } from './objects.ts';

/** One resource of the arguments, with the names asked for; no names: all of them. */
export interface Selection {
  readonly resource: Resource;
  readonly names: readonly string[] | undefined;
}

export interface ParsedTypes {
  readonly selections: readonly Selection[];
  /** More than one type was named: names are printed as type/name. */
  readonly severalTypes: boolean;
}

const COMBINED =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

/** Throws KubectlError with the builder's words. */
export function* parseTypes(session: Session, args: readonly string[]): Task<ParsedTypes> {
  if (args.some((word) => word.includes('/'))) return yield* parseCombined(session, args);
  const [types, ...names] = args;
  const selections: Selection[] = [];
  let words = 0;
  for (const word of types.split(',')) {
    if (word === '') throw new KubectlError('arguments must consist of a resource or a resource and name');
    const resources = yield* session.discovery.named(word);
    words += resources.length;
    for (const resource of resources) selections.push({ resource, names: names.length > 0 ? names : undefined });
  }
  return { selections, severalTypes: words > 1 };
}

function* parseCombined(session: Session, args: readonly string[]): Task<ParsedTypes> {
  const selections: Selection[] = [];
  if (!args.every((word) => word.includes('/'))) throw new KubectlError(COMBINED);
  const types = new Set<string>();
  for (const word of args) {
    const parts = word.split('/');
    if (parts.length > 2) throw new KubectlError('arguments in resource/name form may not have more than one slash');
    const [type, name] = parts;
    if (type === '' || name === '') {
      throw new KubectlError('arguments in resource/name form must have a single resource and name');
    }
    for (const resource of yield* session.discovery.named(type)) {
      selections.push({ resource, names: [name] });
      types.add(`${resource.group}/${resource.name}`);
    }
  }
  return { selections, severalTypes: types.size > 1 };
}

/** The namespace requests for `resource` go to. */
export const scopeOf = (resource: Resource, namespace: string): string | undefined =>
  resource.namespaced ? namespace : undefined;

export interface Selectors {
  readonly labels: string;
  readonly fields: string;
}

/** Asks for one object. */
export function* fetchOne(session: Session, target: Target): Task<AnyObject> {
  return (yield* session.json('GET', pathOfTarget(target))) as AnyObject;
}

/** All objects of a resource that match. An empty namespace means all of them. */
export function* fetchAll(
  session: Session,
  resource: Resource,
  namespace: string,
  selectors: Selectors = { labels: '', fields: '' },
): Task<AnyObject[]> {
  const list = (yield* selected(resource, selectors, () =>
    session.json('GET', pathOf(resource, scopeOf(resource, namespace)), { query: selectorQuery(selectors) }),
  )) as AnyList;
  return itemsOf(list);
}

export const selectorQuery = (selectors: Selectors): Record<string, string | undefined> => ({
  labelSelector: selectors.labels || undefined,
  fieldSelector: selectors.fields || undefined,
});

/** A refused list says which selectors it was for. */
export function* selected<T>(resource: Resource, selectors: Selectors, ask: () => Task<T>): Task<T> {
  try {
    return yield* ask();
  } catch (error) {
    const isAboutSelectors = selectors.labels !== '' || selectors.fields !== '';
    if (!(error instanceof StatusError) || !isAboutSelectors || error.reason !== 'BadRequest') throw error;
    const which = `that match label selector "${selectors.labels}", field selector "${selectors.fields}"`;
    const message = `Unable to find "${resourceText(resource)}" ${which}: ${error.status.message}`;
    throw new StatusError({ ...error.status, message });
  }
}

export interface TargetOptions {
  readonly args: readonly string[];
  readonly namespace: string;
  readonly allNamespaces?: boolean;
  readonly selectors?: Selectors;
  /** --all: a type alone means all of its objects. */
  readonly all?: boolean;
  /** A type alone means all of its objects even without --all. */
  readonly typeAloneIsAll?: boolean;
}

/** The objects the arguments name; listed ones carry what the server said of them. */
export function* targetsOf(
  session: Session,
  options: TargetOptions,
): Task<{ targets: Target[]; severalTypes: boolean }> {
  const { args, selectors = { labels: '', fields: '' }, all = false, typeAloneIsAll = false } = options;
  const hasSelector = selectors.labels !== '' || selectors.fields !== '';
  const namespace = options.allNamespaces ? '' : options.namespace;
  if (args.length === 0) throw new KubectlError(NO_RESOURCES);
  const { selections, severalTypes } = yield* parseTypes(session, args);
  const targets: Target[] = [];
  for (const { resource, names } of selections) {
    if (names) {
      if (hasSelector || all) throw new KubectlError('name cannot be provided when a selector is specified');
      if (options.allNamespaces && resource.namespaced) throw new KubectlError(BY_NAME);
      for (const name of names) targets.push({ resource, namespace: scopeOf(resource, namespace), name, source: '' });
      continue;
    }
    if (!hasSelector && !all && !typeAloneIsAll) {
      throw new KubectlError('resource(s) were provided, but no name was specified');
    }
    for (const object of yield* fetchAll(session, resource, namespace, selectors)) {
      targets.push({
        resource,
        namespace: object.metadata.namespace,
        name: object.metadata.name,
        object,
        source: '',
      });
    }
  }
  return { targets, severalTypes };
}

export const BY_NAME = 'a resource cannot be retrieved by name across all namespaces';

export const NO_RESOURCES = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;
