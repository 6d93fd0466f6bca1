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
