// core/v1 Event, the form kubectl reads.

import type { KubeObject, MicroTime, ObjectReference, Time } from './meta.ts';

export interface Event extends KubeObject {
  involvedObject: ObjectReference;
  reason: string;
  message: string;
  type: 'Normal' | 'Warning';
  source: { component?: string; host?: string };
  firstTimestamp: Time | null;
  lastTimestamp: Time | null;
  count?: number;
  eventTime: MicroTime | null;
  series?: { count: number; lastObservedTime: MicroTime };
  action?: string;
  related?: ObjectReference;
  reportingComponent: string;
  reportingInstance: string;
}

export interface EventsV1Event extends KubeObject {
  regarding?: ObjectReference;
  note?: string;
  reason: string;
  type: 'Normal' | 'Warning';
  eventTime: MicroTime | null;
  series?: { count: number; lastObservedTime: MicroTime };
  action?: string;
  related?: ObjectReference;
  reportingController?: string;
  reportingInstance?: string;
  deprecatedSource?: { component?: string; host?: string };
  deprecatedFirstTimestamp?: Time | null;
  deprecatedLastTimestamp?: Time | null;
  deprecatedCount?: number;
}
