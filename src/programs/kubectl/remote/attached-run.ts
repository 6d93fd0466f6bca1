// The second half of `kubectl run -i`: the new pod is waited for and attached to, its exit status becomes kubectl's,
// and with --rm it is deleted. Models k8s.io/kubectl/pkg/cmd/run.

import { decode } from '../../../base/bytes.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, Silent } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import type { Resource } from '../resources/discovery.ts';
import { type AnyObject, listOf, numberOf, pathOf, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { attachToPod } from './attach.ts';
import { timeoutOf } from './attachable-pod.ts';

const POLL = 250;

type PodCondition = (pod: AnyObject) => boolean;

const hasEnded: PodCondition = (pod) => ['Succeeded', 'Failed'].includes(textOf(pod, 'status', 'phase'));

const isRunningAndReady: PodCondition = (pod) =>
  textOf(pod, 'status', 'phase') === 'Running' &&
  listOf(pod, 'status', 'conditions').some((one) => one.type === 'Ready' && one.status === 'True');

export function* attachAndWait(invocation: Invocation, session: Session, name: string): Task<number> {
  const { flags } = invocation;
  const [pods] = yield* session.discovery.named('pods');
  const ready = (pod: AnyObject) => hasEnded(pod) || isRunningAndReady(pod);
  const pod = yield* waitForPod(invocation, session, pods, name, ready, timeoutOf(invocation));
  if (hasEnded(pod)) yield* printLog(invocation, session, pods, pod);
  else yield* attachOrLog(invocation, session, pods, pod);
  const restart = textOf(pod, 'spec', 'restartPolicy');
  if (flags.bool('leave-stdin-open') || restart === 'Always') return 0;
  const last = yield* waitForPod(invocation, session, pods, name, hasEnded, Number.POSITIVE_INFINITY);
  return yield* statusOf(invocation, last);
}

function* attachOrLog(invocation: Invocation, session: Session, pods: Resource, pod: AnyObject): Task<void> {
  const { flags, process } = invocation;
  try {
    yield* attachToPod(invocation, session, pods, pod, { stdin: flags.bool('stdin'), tty: flags.bool('tty') });
  } catch (error) {
    if (!(error instanceof KubectlError || error instanceof StatusError)) throw error;
    yield* process.complain(
      `warning: couldn't attach to pod/${pod.metadata.name}, falling back to streaming logs: ${error.message}\n`,
    );
    yield* printLog(invocation, session, pods, pod);
  }
}

function* waitForPod(
  invocation: Invocation,
  session: Session,
  pods: Resource,
  name: string,
  isWanted: PodCondition,
  patience: number,
): Task<AnyObject> {
  const { process } = invocation;
  const deadline = process.simulation.now + patience;
  for (;;) {
    const pod = (yield* session.json('GET', pathOf(pods, invocation.namespace, name))) as AnyObject;
    if (isWanted(pod)) return pod;
    if (process.simulation.now >= deadline) throw new KubectlError('timed out waiting for the condition');
    yield* process.sleep(POLL);
  }
}

function* printLog(invocation: Invocation, session: Session, pods: Resource, pod: AnyObject): Task<void> {
  const path = pathOf(pods, pod.metadata.namespace, pod.metadata.name, 'log');
  const { body } = yield* session.request('GET', path, { query: { container: pod.metadata.name } });
  yield* invocation.print(body instanceof Uint8Array ? decode(body) : String(body ?? ''));
}

/** The status of the only container `kubectl run` makes. */
function* statusOf(invocation: Invocation, pod: AnyObject): Task<number> {
  if (textOf(pod, 'status', 'phase') === 'Succeeded') return 0;
  const where = `${pod.metadata.namespace}/${pod.metadata.name}`;
  const [status] = listOf(pod, 'status', 'containerStatuses');
  const code = numberOf(status, 'state', 'terminated', 'exitCode');
  if (code === 0) throw new KubectlError(`pod ${where} failed with unknown exit code`);
  const text = (field: string) => textOf(status, 'state', 'terminated', field);
  yield* invocation.process.complain(
    `pod ${where} terminated (${text('reason')})\n${text('message')}`.replace(/\n?$/, '\n'),
  );
  throw new Silent(code);
}

/** Asks for the end of what was made, and does not wait for it. */
export function* removeCreated(invocation: Invocation, session: Session, created: readonly AnyObject[]): Task<void> {
  for (const object of created) {
    const type = object.kind.toLowerCase();
    const [resource] = yield* session.discovery.named(`${type}s`);
    const { name, namespace } = object.metadata;
    try {
      yield* session.json('DELETE', pathOf(resource, namespace, name), {
        body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
      });
    } catch (error) {
      if (!(error instanceof StatusError) || error.reason !== 'NotFound') throw error;
      continue;
    }
    if (invocation.flags.bool('quiet')) continue;
    const from = invocation.minor >= 34 ? ` from ${namespace} namespace` : '';
    yield* invocation.print(`${type} ${JSON.stringify(name)} deleted${from}\n`);
  }
}
