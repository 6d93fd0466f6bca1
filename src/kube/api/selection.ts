// Which objects a list or watch is about: namespace, name, label selector, field selector.

import type { HttpRequest } from '../../linux/net/http.ts';
import { fieldSelectorMatcher, parseFieldSelector } from '../objects/field-selectors.ts';
import type { Kind } from '../objects/kind.ts';
import { parseSelector, SelectorError, selectorMatches } from '../objects/selectors.ts';
import type { KubeObject } from '../objects/types/meta.ts';
import { parameter, type Route } from './route.ts';
import { badRequest } from './status.ts';

export interface Selection {
  readonly namespace: string;
  /** Selectors beside the namespace: then a list cannot say how many remain. */
  readonly selective: boolean;
  matches(object: KubeObject): boolean;
}

export function selectionOf(request: HttpRequest, route: Route, kind: Kind): Selection {
  const tests: ((object: KubeObject) => boolean)[] = [];
  const namespace = kind.namespaced ? route.namespace : '';
  if (namespace !== '') tests.push((object) => object.metadata.namespace === namespace);
  if (route.name !== '') tests.push((object) => object.metadata.name === route.name);
  const always = tests.length;
  try {
    const fields = parameter(request, 'fieldSelector');
    if (fields !== '') tests.push(fieldSelectorMatcher(kind, parseFieldSelector(fields)));
    const labels = parameter(request, 'labelSelector');
    if (labels !== '') {
      const selector = parseSelector(labels);
      tests.push((object) => selectorMatches(selector, object.metadata.labels));
    }
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
  return { namespace, selective: tests.length > always, matches: (object) => tests.every((test) => test(object)) };
}
