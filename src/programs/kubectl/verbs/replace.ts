// kubectl replace: the file's object instead of the one that is there; with --force after deleting it.

import { StatusError } from '../../../kube/client/client.ts';
import { type Task, wait } from '../../../sim/task.ts';
import { delay } from '../../../sim/waits.ts';
import { KubectlError, throwAll, withSource } from '../errors.ts';
import { dryRunSuffix, type Invocation } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, pathOf, pathOfTarget, type Target } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { creationQuery, validation, withLastApplied } from './create.ts';
import { deletionText } from './delete.ts';
import { CHANGING, FILES, PRINTING, type Verb } from './verb.ts';

const POLL = 1_000;

export const replace: Verb = {
  name: 'replace',
  flags: [...PRINTING, ...FILES, ...CHANGING, 'cascade', 'force', 'grace-period', 'save-config', 'timeout', 'validate'],
  *run(invocation) {
    const { flags } = invocation;
    if (flags.list('filename').length === 0 && flags.string('kustomize') === '') {
      throw new KubectlError('must specify one of -f and -k');
    }
    const force = flags.bool('force');
    if (flags.int('grace-period') >= 0 && !force) {
      throw new KubectlError('--grace-period must have --force specified');
    }
    if (flags.duration('timeout') !== 0 && !force) throw new KubectlError('--timeout must have --force specified');
    const dryRun = yield* invocation.dryRun();
    const printer = yield* printerFor(invocation);
    const session = yield* invocation.session();
    const manifests = yield* readManifests(invocation);
    const targets = yield* resolveManifests(invocation, session, manifests, validation(invocation) !== 'Ignore');
    if (targets.length === 0) throw new KubectlError('no objects passed to replace');
    if (force) yield* deleteFirst(invocation, session, targets);
    const errors: Error[] = [];
    for (const target of targets) {
      try {
        const object = flags.bool('save-config') ? withLastApplied(target.object!) : target.object!;
        const made =
          dryRun === 'client'
            ? object
            : force
              ? yield* create(invocation, session, target, object)
              : yield* put(invocation, session, target, object, dryRun === 'server');
        yield* invocation.print(printer?.print(made) ?? `${nameOf(made)} replaced${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        const told = withSource('replacing', target.source, error);
        if (!(told instanceof StatusError || told instanceof KubectlError)) throw told;
        errors.push(told);
      }
    }
    throwAll(errors);
    return 0;
  },
};

/** Whatever version is there now is overwritten. */
function* put(
  invocation: Invocation,
  session: Session,
  target: Target,
  object: AnyObject,
  isDry: boolean,
): Task<AnyObject> {
  if (target.name === '') {
    throw new KubectlError('resource name may not be empty');
  }
  const { resourceVersion = (yield* fetchOne(session, target)).metadata.resourceVersion } = object.metadata;
  return (yield* session.json('PUT', pathOfTarget(target), {
    body: { ...object, metadata: { ...object.metadata, resourceVersion } },
    query: creationQuery(invocation, isDry ? 'server' : 'none'),
  })) as AnyObject;
}

function* create(invocation: Invocation, session: Session, target: Target, object: AnyObject): Task<AnyObject> {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return (yield* session.json('POST', pathOf(target.resource, target.namespace), {
    body: { ...object, metadata },
    query: creationQuery(invocation, 'none'),
  })) as AnyObject;
}

function* deleteFirst(invocation: Invocation, session: Session, targets: readonly Target[]): Task<void> {
  const { flags, process } = invocation;
  const grace = flags.int('grace-period');
  const policy = flags.string('cascade');
  const body = {
    kind: 'DeleteOptions',
    apiVersion: 'v1',
    propagationPolicy: `${policy[0].toUpperCase()}${policy.slice(1)}`,
    ...(grace >= 0 && { gracePeriodSeconds: Math.max(grace, 1) }),
  };
  const waited: Target[] = [];
  for (const target of targets) {
    try {
      yield* session.json('DELETE', pathOfTarget(target), { body });
      yield* invocation.print(`${deletionText(invocation, target, 'deleted')}\n`);
      waited.push(target);
    } catch (error) {
      if (!(error instanceof StatusError && error.reason === 'NotFound')) throw error;
    }
  }
  const timeout = flags.duration('timeout');
  const deadline = timeout > 0 ? process.simulation.now + timeout : Number.POSITIVE_INFINITY;
  for (const target of waited) {
    while (yield* isThere(session, target)) {
      if (process.simulation.now >= deadline) throw new KubectlError('timed out waiting for the condition');
      yield* wait(delay(process.simulation, POLL, 'deletion before replacement'));
    }
  }
}

function* isThere(session: Session, target: Target): Task<boolean> {
  try {
    yield* fetchOne(session, target);
    return true;
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound') return false;
    throw error;
  }
}
