// kubectl apply, client side: what the file says now, said last time, and what is there make a patch. Models
// k8s.io/kubectl/pkg/cmd/apply.

import { equalJson } from '../../../base/json.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { threeWayPatch } from '../apply/three-way.ts';
import { KubectlError, throwAll, withSource } from '../errors.ts';
import { type DryRun, dryRunSuffix, type Invocation } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, kindText, pathOf, pathOfTarget, resourceText, type Target } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { creationQuery, LAST_APPLIED, validation, withLastApplied } from './create.ts';
import { CHANGING, FILES, PRINTING, type Verb, WrongArguments } from './verb.ts';

export const apply: Verb = {
  name: 'apply',
  flags: [...PRINTING, ...FILES, ...CHANGING, 'overwrite', 'validate'],
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length > 0) throw invocation.usageError(`Unexpected args: [${args.join(' ')}]`);
    if (flags.list('filename').length === 0 && flags.string('kustomize') === '') {
      throw new WrongArguments('must specify one of -f and -k');
    }
    const dryRun = yield* invocation.dryRun();
    const printer = yield* printerFor(invocation);
    const session = yield* invocation.session();
    const manifests = yield* readManifests(invocation);
    const targets = yield* resolveManifests(invocation, session, manifests, validation(invocation) !== 'Ignore');
    if (targets.length === 0) throw new KubectlError('no objects passed to apply');
    const errors: Error[] = [];
    for (const target of targets) {
      try {
        const { object, verb } = yield* applyOne(invocation, session, target, dryRun);
        yield* invocation.print(printer?.print(object) ?? `${nameOf(object)} ${verb}${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        if (!(error instanceof KubectlError || error instanceof StatusError)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

interface Applied {
  readonly object: AnyObject;
  readonly verb: 'created' | 'configured' | 'unchanged';
}

function* applyOne(invocation: Invocation, session: Session, target: Target, dryRun: DryRun): Task<Applied> {
  const modified = withLastApplied(target.object!);
  const current = yield* find(session, target);
  const dry = dryRun === 'server' ? 'All' : undefined;
  if (!current) {
    if (dryRun === 'client') return { object: modified, verb: 'created' };
    try {
      const query = { ...creationQuery(invocation, dryRun), fieldManager: 'kubectl-client-side-apply' };
      const object = (yield* session.json('POST', pathOf(target.resource, target.namespace), {
        body: modified,
        query,
      })) as AnyObject;
      return { object, verb: 'created' };
    } catch (error) {
      throw withSource('creating', target.source, error);
    }
  }
  const before = current.metadata.annotations?.[LAST_APPLIED];
  if (before === undefined) {
    yield* invocation.warn(
      `resource ${target.resource.name}/${target.name} is missing the ${LAST_APPLIED} annotation which is required by kubectl apply. kubectl apply should only be used on resources created declaratively by either kubectl create --save-config or kubectl apply. The missing annotation will be patched automatically.`,
    );
  }
  const patch = threeWayPatch(before === undefined ? {} : JSON.parse(before), modified, current);
  if (equalJson(patch, {})) return { object: current, verb: 'unchanged' };
  if (dryRun === 'client') return { object: current, verb: 'configured' };
  const isBuiltIn =
    target.resource.group === '' || !target.resource.group.includes('.') || target.resource.group.endsWith('.k8s.io');
  try {
    const object = (yield* session.json('PATCH', pathOfTarget(target), {
      contentType: isBuiltIn ? 'application/strategic-merge-patch+json' : 'application/merge-patch+json',
      query: { dryRun: dry, fieldManager: 'kubectl-client-side-apply', fieldValidation: validation(invocation) },
      body: patch,
    })) as AnyObject;
    const isSame = object.metadata.resourceVersion === current.metadata.resourceVersion;
    return { object, verb: isSame ? 'unchanged' : 'configured' };
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason === 'Invalid') throw error;
    const what = `error when applying patch:\n${JSON.stringify(patch)}\nto:\n${identity(target)}\nfor: ${JSON.stringify(target.source)}: ${error.message}`;
    throw new StatusError({ ...error.status, message: what });
  }
}

const identity = (target: Target): string =>
  `Resource: ${JSON.stringify(resourceText(target.resource))}, GroupVersionKind: ${JSON.stringify(kindText(target.resource))}\nName: ${JSON.stringify(target.name)}, Namespace: ${JSON.stringify(target.namespace ?? '')}`;

function* find(session: Session, target: Target): Task<AnyObject | undefined> {
  if (target.name === '') {
    throw new KubectlError(
      `error when retrieving current configuration of:\n${identity(target)}\nfrom server for: ${JSON.stringify(target.source)}: resource name may not be empty`,
    );
  }
  try {
    return (yield* session.json('GET', pathOfTarget(target))) as AnyObject;
  } catch (error) {
    if (!(error instanceof StatusError)) throw error;
    if (error.reason === 'NotFound') return undefined;
    const what = `error when retrieving current configuration of:\n${identity(target)}\nfrom server for: ${JSON.stringify(target.source)}: ${error.message}`;
    throw new StatusError({ ...error.status, message: what });
  }
}
