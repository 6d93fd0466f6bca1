// kubectl apply. Client side: what the file says now, said last time, and what is there make a patch. Server side: the
// server merges. Models k8s.io/kubectl/pkg/cmd/apply.

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
  flags: [...PRINTING, ...FILES, ...CHANGING, 'force-conflicts', 'overwrite', 'server-side', 'validate'],
  *run(invocation) {
    const { args, flags } = invocation;
    if (args.length > 0) throw invocation.usageError(`Unexpected args: [${args.join(' ')}]`);
    if (flags.list('filename').length === 0 && flags.string('kustomize') === '') {
      throw new WrongArguments('must specify one of -f and -k');
    }
    const dryRun = yield* invocation.dryRun();
    const isServerSide = flags.bool('server-side');
    if (flags.bool('force-conflicts') && !isServerSide) {
      throw new KubectlError('--force-conflicts only works with --server-side');
    }
    if (isServerSide && dryRun === 'client') {
      throw new KubectlError(
        "--dry-run=client doesn't work with --server-side (did you mean --dry-run=server instead?)",
      );
    }
    const printer = yield* printerFor(invocation);
    const session = yield* invocation.session();
    const manifests = yield* readManifests(invocation);
    const targets = yield* resolveManifests(invocation, session, manifests, validation(invocation) !== 'Ignore');
    if (targets.length === 0) throw new KubectlError('no objects passed to apply');
    const errors: Error[] = [];
    const results: AnyObject[] = [];
    for (const target of targets) {
      try {
        const { object, verb } = isServerSide
          ? yield* applyOnServer(invocation, session, target, dryRun)
          : yield* applyOne(invocation, session, target, dryRun);
        results.push(object);
        if (!printer) yield* invocation.print(`${nameOf(object)} ${verb}${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        if (!(error instanceof KubectlError || error instanceof StatusError)) throw error;
        errors.push(error);
      }
    }
    // All in one form: one as it is, several as a list.
    const list = { kind: 'List', apiVersion: 'v1', metadata: {}, items: results };
    if (printer && results.length > 0) yield* invocation.print(printer.print(results.length === 1 ? results[0] : list));
    throwAll(errors);
    return 0;
  },
};

interface Applied {
  readonly object: AnyObject;
  readonly verb: 'created' | 'configured' | 'unchanged' | 'serverside-applied';
}

const CONFLICT_ADVICE = `
Please review the fields above--they currently have other managers. Here
are the ways you can resolve this warning:
* If you intend to manage all of these fields, please re-run the apply
  command with the \`--force-conflicts\` flag.
* If you do not intend to manage all of the fields, please edit your
  manifest to remove references to the fields that should keep their
  current managers.
* You may co-own fields by updating your manifest to match the existing
  value; in this case, you'll become the manager if the other manager(s)
  stop managing the field (remove it from their configuration).
See https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts`;

/** The server merges; it is told who asks, and whether others' fields may be taken. */
function* applyOnServer(invocation: Invocation, session: Session, target: Target, dryRun: DryRun): Task<Applied> {
  const { flags } = invocation;
  try {
    const object = (yield* session.json('PATCH', pathOfTarget(target), {
      contentType: 'application/apply-patch+yaml',
      query: {
        dryRun: dryRun === 'server' ? 'All' : undefined,
        fieldManager: flags.changed('field-manager') ? flags.string('field-manager') : 'kubectl',
        fieldValidation: validation(invocation),
        force: String(flags.bool('force-conflicts')),
      },
      body: target.object,
    })) as AnyObject;
    return { object, verb: 'serverside-applied' };
  } catch (error) {
    if (!(error instanceof StatusError) || error.reason !== 'Conflict') throw error;
    throw new KubectlError(`${error.message}${CONFLICT_ADVICE}`);
  }
}

function* applyOne(invocation: Invocation, session: Session, target: Target, dryRun: DryRun): Task<Applied> {
  const modified = withLastApplied(target.object!);
  const current = yield* find(session, target);
  const dry = dryRun === 'server' ? 'All' : undefined;
  if (!current) {
    if (dryRun === 'client') return { object: modified, verb: 'created' };
    try {
      const query = { ...creationQuery(invocation, dryRun), fieldManager: managerOf(invocation) };
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
      query: { dryRun: dry, fieldManager: managerOf(invocation), fieldValidation: validation(invocation) },
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

const managerOf = ({ flags }: Invocation): string =>
  flags.changed('field-manager') ? flags.string('field-manager') : 'kubectl-client-side-apply';

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
