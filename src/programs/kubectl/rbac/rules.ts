// Rules of roles as kubectl shows them: one line per resource, verbs together, sorted. Models
// k8s.io/kubectl/pkg/util/rbac.

import { type AnyObject, fieldOf, isObject, stringsOf } from '../resources/objects.ts';

interface SimpleRule {
  readonly verbs: string[];
  readonly group: string | undefined;
  readonly resource: string | undefined;
  readonly name: string | undefined;
  readonly path: string | undefined;
}

/** Cells of `Resources  Non-Resource URLs  Resource Names  Verbs`. */
export function ruleRows(rules: readonly unknown[]): string[][] {
  return compact(rules.flatMap(breakDown))
    .map((rule) => ({ rule, key: sortKey(rule) }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
    .map(({ rule }) => [resourceText(rule), bracketed(rule.path), bracketed(rule.name), `[${rule.verbs.join(' ')}]`]);
}

export const rulesOf = (role: AnyObject): readonly unknown[] => {
  const rules = fieldOf(role, 'rules');
  return Array.isArray(rules) ? rules : [];
};

function breakDown(rule: unknown): SimpleRule[] {
  if (!isObject(rule)) return [];
  const simple: SimpleRule[] = [];
  const names = stringsOf(rule, 'resourceNames');
  for (const group of stringsOf(rule, 'apiGroups')) {
    for (const resource of stringsOf(rule, 'resources')) {
      for (const verb of stringsOf(rule, 'verbs')) {
        for (const name of names.length > 0 ? names : [undefined]) {
          simple.push({ verbs: [verb], group, resource, name, path: undefined });
        }
      }
    }
  }
  for (const path of stringsOf(rule, 'nonResourceURLs')) {
    for (const verb of stringsOf(rule, 'verbs')) {
      simple.push({ verbs: [verb], group: undefined, resource: undefined, name: undefined, path });
    }
  }
  return simple;
}

/** Verbs of the same resource come together; paths stay as they are. */
function compact(rules: readonly SimpleRule[]): SimpleRule[] {
  const found = new Map<string, SimpleRule>();
  const paths: SimpleRule[] = [];
  for (const rule of rules) {
    if (rule.path !== undefined) {
      paths.push(rule);
      continue;
    }
    const key = JSON.stringify([rule.group, rule.resource, rule.name]);
    const known = found.get(key);
    if (known) known.verbs.push(...rule.verbs.filter((verb) => !known.verbs.includes(verb)));
    else found.set(key, rule);
  }
  return [...found.values(), ...paths];
}

/** Go prints the fields in this order, and that text decides. */
const sortKey = ({ verbs, group, resource, name, path }: SimpleRule): string =>
  `Verbs:[${verbs.join(' ')}],APIGroups:[${group ?? ''}],Resources:[${resource ?? ''}],ResourceNames:[${name ?? ''}],NonResourceURLs:[${path ?? ''}],`;

/** `pods`, `deployments.apps/scale`, `*.*` */
function resourceText({ resource, group }: SimpleRule): string {
  if (resource === undefined) return '';
  const [name, subresource] = resource.split(/\/(.*)/s);
  return `${name}${group ? `.${group}` : ''}${subresource === undefined ? '' : `/${subresource}`}`;
}

const bracketed = (value: string | undefined): string => `[${value ?? ''}]`;
