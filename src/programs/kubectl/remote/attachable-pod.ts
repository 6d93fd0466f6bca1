// Which pod `exec deploy/web`, `attach svc/web` or `port-forward rs/web` mean: the pod itself, or the most useful
// one of those the object selects. Models polymorphichelpers.AttachablePodForObject.

import type { Task } from '../../../sim/task.ts';
import { selectorText } from '../describe/workloads.ts';
import { KubectlError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { fetchAll, fetchOne, parseTypes, scopeOf } from '../resources/arguments.ts';
import type { Resource } from '../resources/discovery.ts';
import { type AnyObject, fieldOf, listOf, numberOf, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';

const POLL = 500;

export interface Found {
  readonly pods: Resource;
  readonly pod: AnyObject;
  /** What was named; the pod itself when it was one. */
  readonly object: AnyObject;
}

/** `word` is `POD` or `TYPE/NAME`. Waits for a pod as long as --pod-running-timeout says. */
export function* attachablePod(invocation: Invocation, session: Session, word: string): Task<Found> {
  const { namespace } = invocation;
  const [pods] = yield* session.discovery.named('pods');
  const { selections } = yield* parseTypes(session, [word.includes('/') ? word : `pods/${word}`]);
  const [{ resource, names }] = selections;
  const name = names?.[0] ?? '';
  const object = yield* fetchOne(session, { resource, namespace: scopeOf(resource, namespace), name, source: '' });
  if (resource.kind === 'Pod') return { pods, pod: object, object };
  const selector = selectorOf(object);
  const deadline = invocation.process.simulation.now + timeoutOf(invocation);
  for (;;) {
    const found = yield* fetchAll(session, pods, namespace, { labels: selector, fields: '' });
    if (found.length > 0) return { pods, pod: [...found].sort(byUsefulness)[0], object };
    if (invocation.process.simulation.now >= deadline) {
      throw new KubectlError('timed out waiting for the condition');
    }
    yield* invocation.process.sleep(POLL);
  }
}

export function timeoutOf(invocation: Invocation): number {
  const timeout = invocation.flags.duration('pod-running-timeout');
  if (timeout <= 0) throw invocation.usageError('--pod-running-timeout must be higher than zero');
  return timeout;
}

function selectorOf(object: AnyObject): string {
  const labels = fieldOf(object, 'spec', 'selector');
  const text =
    object.kind === 'Service' || object.kind === 'ReplicationController'
      ? selectorText({ matchLabels: labels }, '')
      : selectorText(labels, '');
  if (text !== '' && text !== '<none>') return text;
  if (object.kind === 'Service')
    throw new KubectlError(`invalid service '${object.metadata.name}': Service is defined without a selector`);
  throw new KubectlError(
    `cannot attach to ${object.apiVersion}.${object.kind}: selector for *v1.${object.kind} not implemented`,
  );
}

/** Running before waiting, ready before not ready, ready for long, few restarts, old. */
function byUsefulness(a: AnyObject, b: AnyObject): number {
  const readySince = (pod: AnyObject): string => {
    const condition = listOf(pod, 'status', 'conditions').find((one) => one.type === 'Ready' && one.status === 'True');
    return condition ? textOf(condition, 'lastTransitionTime') : '~';
  };
  const phase = (pod: AnyObject) => ['Running', 'Unknown', 'Pending'].indexOf(textOf(pod, 'status', 'phase'));
  const restarts = (pod: AnyObject) =>
    Math.max(0, ...listOf(pod, 'status', 'containerStatuses').map((status) => numberOf(status, 'restartCount')));
  const assigned = (pod: AnyObject) => (textOf(pod, 'spec', 'nodeName') === '' ? 1 : 0);
  const compare = (one: string, other: string) => (one < other ? -1 : one > other ? 1 : 0);
  return (
    assigned(a) - assigned(b) ||
    phase(a) - phase(b) ||
    compare(readySince(a), readySince(b)) ||
    restarts(a) - restarts(b) ||
    compare(a.metadata.creationTimestamp ?? '', b.metadata.creationTimestamp ?? '')
  );
}
