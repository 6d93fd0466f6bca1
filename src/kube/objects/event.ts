// core/v1 Event. Models pkg/registry/core/event and the printer, which counts from the last time seen.

import { age } from '../../base/duration.ts';
import { column, wideColumn } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Event } from './types/event.ts';
import { invalid } from './validation/errors.ts';

export const EVENT: Kind<Event> = {
  group: '',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'CoreV1Event',
  nameRule: 'subdomain',
  columns: [
    column('Last Seen', (event, now) => age(lastSeen(event), now)),
    column('Type', (event) => event.type ?? ''),
    column('Reason', (event) => event.reason ?? ''),
    column('Object', ({ involvedObject: { kind, name } }) =>
      name ? `${(kind ?? '').toLowerCase()}/${name}` : (kind ?? '').toLowerCase(),
    ),
    wideColumn('Subobject', (event) => event.involvedObject.fieldPath ?? ''),
    wideColumn('Source', formatSource),
    column('Message', (event) => (event.message ?? '').trim()),
    wideColumn('First Seen', (event, now) => age(event.firstTimestamp ?? event.eventTime, now)),
    { ...wideColumn('Count', (event) => String(event.series?.count ?? (event.count || 1))) },
    { ...wideColumn('Name', (event) => event.metadata.name), format: 'name' },
  ],
  setDefaults(event) {
    event.firstTimestamp ??= null;
    event.lastTimestamp ??= null;
    event.eventTime ??= null;
    event.reportingComponent ??= '';
    event.reportingInstance ??= '';
  },
  validate({ metadata, involvedObject }) {
    const home = involvedObject.namespace || 'default';
    return metadata.namespace === home
      ? []
      : [invalid('involvedObject.namespace', involvedObject.namespace ?? '', 'does not match event.namespace')];
  },
  fieldSelectors: {
    'involvedObject.kind': (event) => event.involvedObject.kind ?? '',
    'involvedObject.namespace': (event) => event.involvedObject.namespace ?? '',
    'involvedObject.name': (event) => event.involvedObject.name ?? '',
    'involvedObject.uid': (event) => event.involvedObject.uid ?? '',
    'involvedObject.apiVersion': (event) => event.involvedObject.apiVersion ?? '',
    'involvedObject.resourceVersion': (event) => event.involvedObject.resourceVersion ?? '',
    'involvedObject.fieldPath': (event) => event.involvedObject.fieldPath ?? '',
    reason: (event) => event.reason ?? '',
    reportingComponent: (event) => event.reportingComponent || (event.source?.component ?? ''),
    source: (event) => event.source?.component || (event.reportingComponent ?? ''),
    type: (event) => event.type ?? '',
  },
};

function lastSeen(event: Event): string | null | undefined {
  return event.series?.lastObservedTime ?? event.lastTimestamp ?? event.firstTimestamp ?? event.eventTime;
}

/** `kubelet, node01` */
function formatSource({ source, reportingComponent, reportingInstance }: Event): string {
  const component = source?.component || reportingComponent;
  const host = source?.host || reportingInstance;
  return host ? `${component}, ${host}` : (component ?? '');
}
