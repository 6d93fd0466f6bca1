// core/v1 Event. Models pkg/registry/core/event and the printer, which counts from the last time seen.

import { age } from '../../base/duration.ts';
import { column, wideColumn } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Event, EventsV1Event } from './types/event.ts';
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

/** events.k8s.io/v1: the same events with other names for their parts. Models pkg/apis/core/v1/conversion.go. */
export const EVENTS_V1_EVENT: Kind<EventsV1Event> = {
  group: 'events.k8s.io',
  version: 'v1',
  kind: 'Event',
  plural: 'events',
  singular: 'event',
  shortNames: ['ev'],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'EventsV1Event',
  nameRule: 'subdomain',
  columns: [],
  storedAs: {
    kind: EVENT as Kind,
    toStored({ regarding, note, reportingController, deprecatedSource, ...event }) {
      const { deprecatedFirstTimestamp, deprecatedLastTimestamp, deprecatedCount, ...rest } = event;
      const stored: Event = {
        ...rest,
        apiVersion: 'v1',
        involvedObject: regarding ?? {},
        message: note ?? '',
        source: deprecatedSource ?? {},
        firstTimestamp: deprecatedFirstTimestamp ?? null,
        lastTimestamp: deprecatedLastTimestamp ?? null,
        eventTime: event.eventTime ?? null,
        reportingComponent: reportingController ?? '',
        reportingInstance: event.reportingInstance ?? '',
        ...(deprecatedCount !== undefined && { count: deprecatedCount }),
      };
      return stored;
    },
    fromStored(stored) {
      const { involvedObject, message, source, firstTimestamp, lastTimestamp, count, ...rest } = stored as Event;
      const { reportingComponent, ...event } = rest;
      return {
        ...event,
        apiVersion: 'events.k8s.io/v1',
        ...(count !== undefined && { deprecatedCount: count }),
        deprecatedFirstTimestamp: firstTimestamp,
        deprecatedLastTimestamp: lastTimestamp,
        deprecatedSource: source,
        ...(message !== '' && { note: message }),
        regarding: involvedObject,
        ...(reportingComponent !== '' && { reportingController: reportingComponent }),
      };
    },
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
