// kubectl delete: asks for the end of objects and waits until they are gone.

import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, RequestFailed, throwAll, withSource } from '../errors.ts';
import { type DryRun, dryRunSuffix, type Invocation } from '../invocation.ts';
import { targetsOf } from '../resources/arguments.ts';
import { singularOf } from '../resources/discovery.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { isObject, pathOfTarget, type Target, textOf } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { FILES, type Verb } from './verb.ts';

const POLL = 1_000;
const IMMEDIATE =
  'Immediate deletion does not wait for confirmation that the running resource has been terminated. The resource may continue to run on the cluster indefinitely.';

export const del: Verb = {
  name: 'delete',
  flags: [
    ...FILES,
    'all',
    'all-namespaces',
    'cascade',
    'dry-run',
    'field-selector',
    'force',
    'grace-period',
    'ignore-not-found',
    'now',
    'output',
    'selector',
    'timeout',
    'wait',
  ],
  *run(invocation) {
    const { flags } = invocation;
    const options = readOptions(invocation);
    const dryRun = yield* invocation.dryRun();
    if (flags.string('output') !== '' && flags.string('output') !== 'name') {
      throw invocation.usageError(`unexpected -o output mode: ${flags.string('output')}. We only support '-o name'`);
    }
    const session = yield* invocation.session();
    const targets = yield* findTargets(invocation, session);
    const immediate = options.graceSeconds === 0 && options.force;
    if (immediate) yield* invocation.warn(IMMEDIATE);
    if (flags.bool('all-namespaces') && targets.some((target) => !target.resource.namespaced)) {
      yield* invocation.warn('deleting cluster-scoped resources, not scoped to the provided namespace');
    } else if (invocation.enforcesNamespace && targets.some((target) => !target.resource.namespaced)) {
      yield* invocation.warn('deleting cluster-scoped resources, not scoped to the provided namespace');
    }
    return yield* deleteAll(invocation, session, targets, options, dryRun);
  },
};

interface DeleteOptions {
  readonly graceSeconds: number;
  readonly force: boolean;
  readonly policy: 'Background' | 'Foreground' | 'Orphan';
  readonly ignoreNotFound: boolean;
}

function readOptions(invocation: Invocation): DeleteOptions {
  const { flags } = invocation;
  const cascade = flags.string('cascade');
  const policies = { background: 'Background', foreground: 'Foreground', orphan: 'Orphan' } as const;
  if (cascade !== 'background' && cascade !== 'foreground' && cascade !== 'orphan') {
    throw new KubectlError(`invalid cascade value (${cascade}). Must be "background", "foreground", or "orphan"`);
  }
  let graceSeconds = flags.int('grace-period');
  if (flags.bool('now')) {
    if (graceSeconds !== -1) throw new KubectlError('--now and --grace-period cannot be specified together');
    graceSeconds = 1;
  }
  const force = flags.bool('force');
  // Only --force may skip the wait: 0 alone still waits a second.
  if (graceSeconds === 0 && !force) graceSeconds = 1;
  if (force && graceSeconds < 0) graceSeconds = 0;
  if (force && graceSeconds > 0)
    throw new KubectlError('--force and --grace-period greater than 0 cannot be specified together');
  const ignoreNotFound = flags.changed('ignore-not-found') ? flags.bool('ignore-not-found') : flags.bool('all');
  return { graceSeconds, force, policy: policies[cascade], ignoreNotFound };
}

function* ignoringSilence(asked: Task<unknown>): Task<void> {
  try {
    yield* asked;
  } catch (error) {
    if (!(error instanceof RequestFailed)) throw error;
  }
}

function* findTargets(invocation: Invocation, session: Session): Task<Target[]> {
  const { flags, args } = invocation;
  if (flags.list('filename').length > 0 || flags.string('kustomize') !== '') {
    return yield* resolveManifests(invocation, session, yield* readManifests(invocation), false);
  }
  const selectors = { labels: flags.string('selector'), fields: flags.string('field-selector') };
  if (flags.bool('all') && selectors.labels !== '') {
    throw new KubectlError("setting 'all' parameter but found a non empty selector. ");
  }
  const isNamed = args.length > 1 || args.some((word) => word.includes('/'));
  if (isNamed && (flags.bool('all') || selectors.labels !== '' || selectors.fields !== '')) {
    session.discovery.attempts = 1;
    yield* ignoringSilence(session.discovery.all()); // the types are looked up first
    throw new KubectlError('name cannot be provided when a selector is specified');
  }
  const { targets } = yield* targetsOf(session, {
    args,
    namespace: invocation.namespace,
    allNamespaces: flags.bool('all-namespaces'),
    all: flags.bool('all'),
    selectors,
  });
  return targets;
}

function* deleteAll(
  invocation: Invocation,
  session: Session,
  targets: readonly Target[],
  options: DeleteOptions,
  dryRun: DryRun,
): Task<number> {
  const errors: Error[] = [];
  const deleted: { readonly target: Target; readonly uid: string }[] = [];
  const isEmpty = targets.length === 0;
  for (const target of targets) {
    try {
      let uid = textOf(target.object, 'metadata', 'uid');
      if (dryRun !== 'client') uid = (yield* request(session, target, options, dryRun)) || uid;
      else if (!target.object) yield* session.json('GET', pathOfTarget(target));
      yield* invocation.print(deletionLine(invocation, target, options, dryRun));
      deleted.push({ target, uid });
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      if (options.ignoreNotFound && error.reason === 'NotFound') continue;
      errors.push(withSource('deleting', target.source, error));
    }
  }
  if (isEmpty && invocation.flags.string('output') !== 'name') yield* invocation.print('No resources found\n');
  const waits = invocation.flags.bool('wait') && dryRun === 'none' && options.graceSeconds !== 0;
  if (waits) yield* waitUntilGone(invocation, session, deleted);
  throwAll(errors);
  return 0;
}

/** Gives the uid of what is being deleted. */
function* request(session: Session, target: Target, options: DeleteOptions, dryRun: DryRun): Task<string> {
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: options.policy,
    ...(options.graceSeconds >= 0 ? { gracePeriodSeconds: options.graceSeconds } : {}),
    ...(dryRun === 'server' ? { dryRun: ['All'] } : {}),
  };
  const answer = yield* session.json('DELETE', pathOfTarget(target), { body });
  if (!isObject(answer)) return '';
  return answer.kind === 'Status' ? textOf(answer, 'details', 'uid') : textOf(answer, 'metadata', 'uid');
}

/** From 1.34 on namespaced objects are deleted `from default namespace`. */
function deletionLine(invocation: Invocation, target: Target, options: DeleteOptions, dryRun: DryRun): string {
  const type = singularOf(target.resource);
  if (invocation.flags.string('output') === 'name') return `${type}/${target.name}\n`;
  const verb = options.graceSeconds === 0 ? 'force deleted' : 'deleted';
  return `${deletionText(invocation, target, verb)}${dryRunSuffix(dryRun)}\n`;
}

export function deletionText(invocation: Invocation, target: Target, verb: string): string {
  const from = invocation.minor >= 34 && target.namespace ? ` from ${target.namespace} namespace` : '';
  return `${singularOf(target.resource)} ${JSON.stringify(target.name)} ${verb}${from}`;
}

function* waitUntilGone(
  invocation: Invocation,
  session: Session,
  deleted: readonly { readonly target: Target; readonly uid: string }[],
): Task<void> {
  const { process, flags } = invocation;
  const timeout = flags.duration('timeout');
  const deadline = timeout > 0 ? process.simulation.now + timeout : Number.POSITIVE_INFINITY;
  for (const { target, uid } of deleted) {
    while (yield* stillThere(session, target, uid)) {
      if (process.simulation.now >= deadline) {
        throw new KubectlError(`timed out waiting for the condition on ${target.resource.name}/${target.name}`);
      }
      yield* process.sleep(Math.min(POLL, deadline - process.simulation.now));
    }
  }
}

function* stillThere(session: Session, target: Target, uid: string): Task<boolean> {
  try {
    const now = yield* session.json('GET', pathOfTarget(target));
    return uid === '' || textOf(now, 'metadata', 'uid') === uid;
  } catch (error) {
    // Who may delete but not look does not wait.
    if (error instanceof StatusError) return false;
    throw error;
  }
}
