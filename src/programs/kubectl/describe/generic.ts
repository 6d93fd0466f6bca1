// Any object, field by field: names split at capitals, mappings and lists indented.

import { type AnyObject, isObject } from '../resources/objects.ts';
import type { Describe } from './describer.ts';
import type { Report } from './report.ts';

// biome-ignore lint/correctness/useYield: describers share one shape, and some ask for more
export const describeGeneric: Describe = function* (report, object: AnyObject) {
  report.field('Name', object.metadata.name);
  report.field('Namespace', object.metadata.namespace ?? '');
  report.labels('Labels', object.metadata.labels ?? {});
  report.annotations('Annotations', object.metadata.annotations ?? {});
  report.field('API Version', object.apiVersion);
  report.field('Kind', object.kind);
  const { apiVersion, kind, metadata, ...rest } = object;
  const { name, namespace, labels, annotations, managedFields, ...others } = metadata;
  fields(report, 0, { metadata: others, ...rest });
};

/** `creationTimestamp` → `Creation Timestamp`, `podIP` → `Pod IP`; what has digits or signs stays as it is. */
function words(name: string): string {
  if (/[^A-Za-z-]/.test(name)) return name;
  if (name.toLowerCase() === 'uid') return 'UID';
  const split = name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/([A-Z])([A-Z][a-z])/g, '$1 $2');
  return split.charAt(0).toUpperCase() + split.slice(1);
}

function fields(report: Report, level: number, value: Readonly<Record<string, unknown>>): void {
  const keys = Object.keys(value).sort((a, b) => (words(a) < words(b) ? -1 : 1));
  for (const key of keys) {
    const one = value[key];
    if (isObject(one)) {
      report.line(level, `${words(key)}:`);
      fields(report, level + 1, one);
    } else if (Array.isArray(one)) {
      report.line(level, `${words(key)}:`);
      for (const item of one) {
        if (isObject(item)) fields(report, level + 1, item);
        else report.line(level + 1, String(item));
      }
    } else if (one !== null && one !== undefined) report.line(level, `${words(key)}:\t${one}`);
  }
}
