// kubectl scale: a new number of replicas through the scale subresource.

import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { dryRunSuffix, type Invocation } from '../invocation.ts';
import { printerFor } from '../print/objects.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { qualified, singularOf } from '../resources/discovery.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { numberOf, pathOfTarget, type Target } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { CHANGING, FILES, PRINTING, type Verb } from './verb.ts';

export const scale: Verb = {
  name: 'scale',
  flags: [...PRINTING, ...FILES, ...CHANGING, 'all', 'current-replicas', 'replicas', 'selector'],
  required: ['replicas'],
  *run(invocation) {
    const { flags } = invocation;
    const replicas = flags.int('replicas');
    if (replicas < 0) {
      throw new KubectlError('The --replicas=COUNT flag is required, and COUNT must be greater than or equal to 0');
    }
    const dryRun = yield* invocation.dryRun();
    const printer = yield* printerFor(invocation);
    const session = yield* invocation.session();
    const targets: Target[] =
      flags.list('filename').length > 0
        ? yield* fromFiles(invocation, session)
        : (yield* targetsOf(session, {
            args: invocation.args,
            namespace: invocation.namespace,
            all: flags.bool('all'),
            selectors: { labels: flags.string('selector'), fields: '' },
          })).targets;
    if (targets.length === 0) throw new KubectlError('no objects passed to scale');
    const errors: Error[] = [];
    for (const target of targets) {
      try {
        const object = yield* fetchOne(session, target);
        if (!(yield* session.discovery.hasSubresource(target.resource, 'scale'))) {
          throw new StatusError({
            kind: 'Status',
            apiVersion: 'v1',
            metadata: {},
            status: 'Failure',
            reason: 'NotFound',
            message: `the server could not find the requested resource (patch ${qualified(target.resource)} ${target.name})`,
            code: 404,
          });
        }
        const expected = flags.int('current-replicas');
        if (flags.changed('current-replicas') && expected >= 0 && numberOf(object, 'spec', 'replicas') !== expected) {
          throw new KubectlError(`Expected replicas to be ${expected}, was ${numberOf(object, 'spec', 'replicas')}`);
        }
        if (dryRun !== 'client') {
          yield* session.json('PATCH', pathOfTarget(target, 'scale'), {
            contentType: 'application/merge-patch+json',
            query: { dryRun: dryRun === 'server' ? 'All' : undefined },
            body: { spec: { replicas } },
          });
        }
        const result = printer ? yield* fetchOne(session, target) : undefined;
        yield* invocation.print(
          printer?.print(result) ?? `${singularOf(target.resource)}/${target.name} scaled${dryRunSuffix(dryRun)}\n`,
        );
      } catch (error) {
        if (!(error instanceof KubectlError || error instanceof StatusError)) throw error;
        errors.push(error);
      }
    }
    if (isNothingFound(targets, errors) && invocation.minor < 34) {
      throw new KubectlError(`no objects passed to scale ${errors.map((error) => error.message).join(', ')}`);
    }
    throwAll(errors);
    return 0;
  },
};

/** Older releases take files nobody knows for no objects, too. */
function* fromFiles(invocation: Invocation, session: Session): Task<Target[]> {
  const manifests = yield* readManifests(invocation);
  try {
    return yield* resolveManifests(invocation, session, manifests, false);
  } catch (error) {
    if (!(error instanceof KubectlError) || invocation.minor >= 34) throw error;
    throw new KubectlError(`no objects passed to scale ${error.message}`);
  }
}

/** Older releases take objects that are not there for no objects at all. */
const isNothingFound = (targets: readonly Target[], errors: readonly Error[]): boolean =>
  errors.length === targets.length &&
  errors.every(
    (error) => error instanceof StatusError && error.reason === 'NotFound' && error.status.details?.name !== undefined,
  );
