// kubectl describe: everything about objects, with their events.

import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { type DescribeContext, describerFor } from '../describe/describer.ts';
import { describeEvents, eventsAbout } from '../describe/events.ts';
import { Report } from '../describe/report.ts';
import { throwAll, UsageError } from '../errors.ts';
import type { Invocation } from '../invocation.ts';
import { fetchAll, fetchOne, parseTypes, scopeOf } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import type { AnyObject, Target } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { FILES, type Verb } from './verb.ts';

export const describe: Verb = {
  name: 'describe',
  flags: [...FILES, 'all-namespaces', 'chunk-size', 'selector', 'show-events'],
  *run(invocation) {
    const { flags, args } = invocation;
    if (args.length === 0 && flags.list('filename').length === 0) {
      yield* invocation.process.complain(
        'You must specify the type of resource to describe. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
      throw new UsageError('Required resource not specified.');
    }
    const session = yield* invocation.session();
    const { objects, errors } = yield* findObjects(invocation, session);
    const context: DescribeContext = { session, now: invocation.now, minor: invocation.minor };
    let first = true;
    for (const object of objects) {
      const text = yield* description(object, context, flags.bool('show-events'));
      yield* invocation.print(first ? text : `\n\n${text}`);
      first = false;
    }
    if (objects.length === 0 && errors.length === 0) {
      const where = flags.bool('all-namespaces') ? '' : ` in ${invocation.namespace} namespace.`;
      yield* invocation.process.complain(`No resources found${where}\n`);
    }
    throwAll(errors);
    return 0;
  },
};

function* description(object: AnyObject, context: DescribeContext, showEvents: boolean): Task<string> {
  const report = new Report();
  const { describe: write, withoutEvents } = describerFor(object);
  yield* write(report, object, context);
  if (showEvents && !withoutEvents) describeEvents(report, yield* eventsAbout(context.session, object), context);
  return report.text();
}

function* findObjects(invocation: Invocation, session: Session): Task<{ objects: AnyObject[]; errors: Error[] }> {
  const { flags, args } = invocation;
  const objects: AnyObject[] = [];
  const errors: Error[] = [];
  const namespace = flags.bool('all-namespaces') ? '' : invocation.namespace;
  const selectors = { labels: flags.string('selector'), fields: '' };
  const one = function* (target: Target): Task<void> {
    try {
      const object = yield* fetchOne(session, target);
      objects.push(object);
    } catch (error) {
      if (!(error instanceof StatusError)) throw error;
      const found = error.reason === 'NotFound' ? yield* byPrefix(session, target, namespace) : [];
      if (found.length === 0) errors.push(error);
      objects.push(...found);
    }
  };
  if (flags.list('filename').length > 0) {
    for (const target of yield* resolveManifests(invocation, session, yield* readManifests(invocation), false))
      yield* one(target);
    return { objects, errors };
  }
  for (const { resource, names } of (yield* parseTypes(session, args)).selections) {
    if (!names) {
      try {
        objects.push(...(yield* fetchAll(session, resource, namespace, selectors)));
      } catch (error) {
        if (!(error instanceof StatusError)) throw error;
        errors.push(error);
      }
      continue;
    }
    for (const name of names) yield* one({ resource, namespace: scopeOf(resource, namespace), name, source: '' });
  }
  return { objects, errors };
}

/** `describe pod web-` means every pod whose name begins so. */
function* byPrefix(session: Session, target: Target, namespace: string): Task<AnyObject[]> {
  const all = yield* fetchAll(session, target.resource, namespace);
  return all.filter((object) => object.metadata.name.startsWith(target.name));
}
