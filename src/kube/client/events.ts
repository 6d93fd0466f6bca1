// Writes core/v1 Events about objects. The same event again raises a count; many similar ones become one
// line, "(combined from similar events)"; a flood about one object is cut off. Writing never holds up the
// caller. Models client-go's tools/record (EventCorrelator) and, for the scheduler, tools/events.

import { formatMicroTime, formatTime } from '../../base/duration.ts';
import type { Millis } from '../../sim/simulation.ts';
import { type Task, wait } from '../../sim/task.ts';
import type { Threads } from '../../sim/threads.ts';
import { Channel, delay } from '../../sim/waits.ts';
import { EVENT } from '../objects/event.ts';
import { apiVersionOf, type Kind } from '../objects/kind.ts';
import type { Event } from '../objects/types/event.ts';
import type { KubeObject, ObjectReference } from '../objects/types/meta.ts';
import { ConnectionError, type KubeClient, StatusError } from './client.ts';

export type EventType = 'Normal' | 'Warning';

/** ref.GetReference: how an event names what it is about. */
export function referenceTo<T extends KubeObject>(kind: Kind<T>, object: T, fieldPath?: string): ObjectReference {
  const { namespace, name, uid, resourceVersion } = object.metadata;
  const reference: ObjectReference = { kind: kind.kind, name, uid, apiVersion: apiVersionOf(kind), resourceVersion };
  if (namespace) reference.namespace = namespace;
  if (fieldPath) reference.fieldPath = fieldPath;
  return reference;
}

const AGGREGATE_AFTER = 10;
const AGGREGATE_WITHIN: Millis = 600_000;
const SPAM_BURST = 25;
const SPAM_REFILL: Millis = 300_000;
const SERIES_ENDS: Millis = 360_000;
const ATTEMPTS = 12;
const RETRY_PAUSE: Millis = 10_000;

type Write =
  | { readonly create: unknown }
  | { readonly name: string; readonly create: unknown; readonly patch: unknown };

/** One per component: `new EventRecorder(threads, client, { component: 'kubelet', host: 'node01' })`. */
export class EventRecorder {
  readonly #threads: Threads;
  readonly #client: KubeClient;
  readonly #source: { readonly component: string; readonly host?: string };
  readonly #writes = new Channel<{ readonly namespace: string; readonly write: Write }>();
  readonly #similar = new Map<string, { messages: Set<string>; last: Millis }>();
  readonly #seen = new Map<string, { event: Event; count: number }>();
  readonly #budgets = new Map<string, { tokens: number; at: Millis }>();
  readonly #series = new Map<string, { event: Event; count: number; last: Millis }>();

  constructor(threads: Threads, client: KubeClient, source: { readonly component: string; readonly host?: string }) {
    this.#threads = threads;
    this.#client = client;
    this.#source = source;
    threads.thread(`events of ${source.component}`, this.#deliver());
  }

  /** Records what happened to `about`. */
  event(about: ObjectReference, type: EventType, reason: string, message: string): void {
    const now = this.#now();
    const subject = [about.kind, about.namespace, about.name, about.uid, about.apiVersion].join('\0');
    if (!this.#withinBudget(subject, now)) return;
    const similarKey = [subject, type, reason].join('\0');
    let key = [similarKey, about.fieldPath ?? '', message].join('\0');
    let text = message;
    if (this.#isOneOfMany(similarKey, message, now)) {
      key = similarKey;
      text = `(combined from similar events): ${message}`;
    }
    const before = this.#seen.get(key);
    const at = formatTime(now);
    const namespace = about.namespace || 'default';
    if (before) {
      before.count++;
      const event = { ...before.event, message: text, count: before.count, lastTimestamp: at };
      const patch = { count: before.count, lastTimestamp: at, message: text };
      this.#writes.send({ namespace, write: { name: event.metadata.name, create: event, patch } });
      return;
    }
    const event = this.#make(about, type, reason, text, now, {
      source: { ...this.#source },
      firstTimestamp: at,
      lastTimestamp: at,
      count: 1,
      eventTime: null,
      reportingComponent: this.#source.component,
      reportingInstance: this.#source.host ?? '',
    });
    remember(this.#seen, key, { event, count: 1 });
    this.#writes.send({ namespace, write: { create: event } });
  }

  /** The newer form (events.k8s.io): with an action, repeated as a series. The scheduler writes these. */
  action(
    about: ObjectReference,
    type: EventType,
    reason: string,
    action: string,
    message: string,
    related?: ObjectReference,
  ): void {
    const now = this.#now();
    const key = [type, action, reason, about.uid, about.resourceVersion, related?.uid].join('\0');
    const namespace = about.namespace || 'default';
    const before = this.#series.get(key);
    if (before && now - before.last < SERIES_ENDS) {
      before.last = now;
      before.count++;
      // Real recorders write the second occurrence and then only every half hour.
      if (before.count > 2) return;
      const series = { count: before.count, lastObservedTime: formatMicroTime(now) };
      const write = { name: before.event.metadata.name, create: { ...before.event, series }, patch: { series } };
      this.#writes.send({ namespace, write });
      return;
    }
    const event = this.#make(about, type, reason, message, now, {
      source: {},
      firstTimestamp: null,
      lastTimestamp: null,
      eventTime: formatMicroTime(now),
      reportingComponent: this.#source.component,
      reportingInstance: `${this.#source.component}-${this.#source.host ?? ''}`,
      action,
      ...(related && { related }),
    });
    remember(this.#series, key, { event, count: 1, last: now });
    this.#writes.send({ namespace, write: { create: event } });
  }

  #make(
    about: ObjectReference,
    type: EventType,
    reason: string,
    message: string,
    now: Millis,
    rest: Omit<Event, 'apiVersion' | 'kind' | 'metadata' | 'involvedObject' | 'type' | 'reason' | 'message'>,
  ): Event {
    // The name carries the time in nanoseconds; ours adds dice, as milliseconds would repeat.
    const nanoseconds = BigInt(now) * 1_000_000n + BigInt(this.#threads.simulation.random.integer(1_000_000));
    const metadata = { name: `${about.name}.${nanoseconds.toString(16)}`, namespace: about.namespace || 'default' };
    return {
      apiVersion: 'v1',
      kind: 'Event',
      metadata: metadata as Event['metadata'],
      involvedObject: about,
      type,
      reason,
      message,
      ...rest,
    };
  }

  #now(): Millis {
    return this.#threads.simulation.epoch + this.#threads.simulation.now;
  }

  /** EventSourceObjectSpamFilter: 25 events about one object, then one every five minutes. */
  #withinBudget(subject: string, now: Millis): boolean {
    const budget = this.#budgets.get(subject) ?? { tokens: SPAM_BURST, at: now };
    const tokens = Math.min(SPAM_BURST, budget.tokens + (now - budget.at) / SPAM_REFILL);
    remember(this.#budgets, subject, { tokens: tokens >= 1 ? tokens - 1 : tokens, at: now });
    return tokens >= 1;
  }

  /** EventAggregate: the tenth different message of a kind within ten minutes is combined. */
  #isOneOfMany(key: string, message: string, now: Millis): boolean {
    let record = this.#similar.get(key);
    if (!record || now - record.last > AGGREGATE_WITHIN) {
      record = { messages: new Set(), last: now };
      remember(this.#similar, key, record);
    }
    record.messages.add(message);
    record.last = now;
    if (record.messages.size < AGGREGATE_AFTER) return false;
    for (const any of record.messages) {
      record.messages.delete(any);
      break;
    }
    return true;
  }

  *#deliver(): Task<void> {
    for (;;) {
      const next = yield* wait(this.#writes.receive('event to write'));
      if (!next) return;
      for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
        try {
          yield* this.#write(next.namespace, next.write);
          break;
        } catch (error) {
          if (error instanceof StatusError) break; // rejected: the server will not take it later either
          if (!(error instanceof ConnectionError)) throw error;
          const { simulation } = this.#threads;
          yield* wait(
            delay(simulation, RETRY_PAUSE * (attempt === 1 ? simulation.random.fraction() : 1), 'event retry'),
          );
        }
      }
    }
  }

  *#write(namespace: string, write: Write): Task<void> {
    if ('patch' in write) {
      try {
        yield* this.#client.patch(EVENT, write.name, namespace, 'application/strategic-merge-patch+json', write.patch);
        return;
      } catch (error) {
        // Events live one hour; the one to be counted up may be gone.
        if (!(error instanceof StatusError) || error.reason !== 'NotFound') throw error;
      }
    }
    yield* this.#client.create(EVENT, write.create, namespace);
  }
}

/** The real caches hold 4096 entries; the oldest leaves. */
function remember<V>(cache: Map<string, V>, key: string, value: V): void {
  cache.delete(key);
  cache.set(key, value);
  if (cache.size > 4096) for (const oldest of cache.keys()) return void cache.delete(oldest);
}
