// The last section of most descriptions: what happened to the object.

import { humanDuration } from '../../../base/duration.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import type { AnyList, AnyObject } from '../resources/objects.ts';
import { numberOf, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import type { Report } from './report.ts';

export interface EventContext {
  /** Unix milliseconds. */
  readonly now: number;
  readonly minor: number;
}

/** Events about an object; none when the server does not tell. */
export function* eventsAbout(session: Session, object: AnyObject): Task<AnyObject[]> {
  const { name, namespace = '', annotations } = object.metadata;
  // The kubelet tells of a static pod under the name its file gave it.
  const uid = annotations?.['kubernetes.io/config.mirror'] ?? object.metadata.uid ?? '';
  const isNode = object.kind === 'Node';
  const fields = [
    `involvedObject.name=${name}`,
    ...(namespace ? [`involvedObject.namespace=${namespace}`] : []),
    `involvedObject.kind=${object.kind}`,
    // Events of nodes carry the node's name where the uid belongs.
    ...(isNode || uid === '' ? [] : [`involvedObject.uid=${uid}`]),
  ];
  const path = namespace ? `/api/v1/namespaces/${namespace}/events` : '/api/v1/events';
  try {
    const list = yield* session.json('GET', path, { query: { fieldSelector: fields.join(','), limit: '500' } });
    return (list as AnyList).items;
  } catch (error) {
    if (error instanceof StatusError) return [];
    throw error;
  }
}

export function describeEvents(report: Report, events: readonly AnyObject[], context: EventContext): void {
  if (events.length === 0) {
    report.line(0, 'Events:\t<none>');
    return;
  }
  report.flush();
  report.line(0, 'Events:');
  report.line(1, 'Type\tReason\tAge\tFrom\tMessage');
  report.line(1, '----\t------\t----\t----\t-------');
  const last = (event: AnyObject) => textOf(event, 'lastTimestamp');
  for (const event of [...events].sort((a, b) => (last(a) < last(b) ? -1 : last(a) > last(b) ? 1 : 0))) {
    const source = textOf(event, 'source', 'component') || textOf(event, 'reportingComponent');
    const type = textOf(event, 'type');
    report.line(
      1,
      [type, textOf(event, 'reason'), ageOf(event, context.now), source, messageOf(event, context)].join('\t'),
    );
  }
}

/** 1.35 began to say which container an event is about. */
function messageOf(event: AnyObject, context: EventContext): string {
  const message = textOf(event, 'message').trim();
  const fieldPath = textOf(event, 'involvedObject', 'fieldPath');
  return context.minor >= 35 && fieldPath !== '' ? `${fieldPath}: ${message}` : message;
}

/** `15s`, or `15s (x2 over 30s)` for what happened again. */
export function ageOf(event: AnyObject, now: number): string {
  const since = (time: string) => (time === '' ? '<unknown>' : humanDuration(now - Date.parse(time)));
  const first = since(textOf(event, 'eventTime') || textOf(event, 'firstTimestamp'));
  const series = numberOf(event, 'series', 'count');
  if (series > 0) return `${since(textOf(event, 'series', 'lastObservedTime'))} (x${series} over ${first})`;
  const count = numberOf(event, 'count');
  return count > 1 ? `${since(textOf(event, 'lastTimestamp'))} (x${count} over ${first})` : first;
}
