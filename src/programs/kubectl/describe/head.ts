// The lines most descriptions begin with.

import type { AnyObject } from '../resources/objects.ts';
import type { Report } from './report.ts';

export function head(report: Report, object: AnyObject): void {
  report.field('Name', object.metadata.name);
  report.field('Namespace', object.metadata.namespace ?? '');
  report.labels('Labels', object.metadata.labels ?? {});
  report.annotations('Annotations', object.metadata.annotations ?? {});
}

/** labels.FormatLabels: all in one line, the configuration last applied included. */
export function inOneLine(labels: Readonly<Record<string, string>> | undefined): string {
  const text = Object.keys(labels ?? {})
    .sort()
    .map((key) => `${key}=${labels?.[key]}`)
    .join(',');
  return text === '' ? '<none>' : text;
}
