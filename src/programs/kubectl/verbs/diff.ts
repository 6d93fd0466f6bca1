// kubectl diff: what apply would change, shown by diff(1) over two directories: the objects as they are, and as a dry
// run on the server makes them.

import { printYaml } from '../../../base/yaml/print.ts';
import { StatusError } from '../../../kube/client/client.ts';
import { SystemError } from '../../../linux/errors.ts';
import type { Task } from '../../../sim/task.ts';
import { threeWayPatch } from '../apply/three-way.ts';
import { KubectlError, messageFor, Silent } from '../errors.ts';
import { goFileError, type Invocation } from '../invocation.ts';
import { withoutManagedFields } from '../print/objects.ts';
import { fetchOne } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, pathOf, pathOfTarget, type Target } from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { temporaryName } from '../temporary.ts';
import { LAST_APPLIED } from './create.ts';
import { FILES, type Verb, WrongArguments } from './verb.ts';

/** 1 says that there are differences; so trouble is 2. */
const TROUBLE = 2;

export const diff: Verb = {
  name: 'diff',
  flags: [...FILES, 'field-manager', 'selector', 'show-managed-fields'],
  *run(invocation) {
    const { flags, args } = invocation;
    if (args.length > 0) throw invocation.usageError(`Unexpected args: [${args.join(' ')}]`);
    if (flags.list('filename').length === 0 && flags.string('kustomize') === '') {
      throw new WrongArguments('must specify one of -f and -k');
    }
    try {
      return yield* compare(invocation);
    } catch (error) {
      const message = messageFor(error, invocation.path);
      if (message === undefined || error instanceof Silent) throw error;
      yield* invocation.process.complain(message);
      throw new Silent(TROUBLE);
    }
  },
};

function* compare(invocation: Invocation): Task<number> {
  const { process, flags } = invocation;
  const session = yield* invocation.session();
  const targets = yield* resolveManifests(invocation, session, yield* readManifests(invocation), false);
  const [live, merged] = ['LIVE-*', 'MERGED-*'].map((pattern) => temporaryName(process, pattern));
  const { files, credentials: who } = process;
  try {
    for (const directory of [live, merged]) {
      try {
        files.makeDirectory(directory, { mode: 0o700, who });
      } catch (error) {
        throw goFileError(error, 'mkdir', directory);
      }
    }
    const put = (directory: string, target: Target, object: AnyObject | undefined) => {
      if (!object) return;
      const shown = flags.bool('show-managed-fields') ? object : withoutManagedFields(object);
      files.writeFile(`${directory}/${fileNameOf(target)}`, printYaml(shown), { mode: 0o600, who });
    };
    for (const target of targets) {
      const before = yield* present(session, target);
      put(live, target, before);
      put(merged, target, yield* applied(session, target, before));
    }
    return yield* runDiff(invocation, live, merged);
  } finally {
    for (const directory of [live, merged]) if (files.exists(directory)) files.removeTree(directory);
  }
}

/** `apps.v1.Deployment.default.web` */
function fileNameOf({ resource, namespace = '', name }: Target): string {
  const group = resource.group === '' ? '' : `${resource.group}.`;
  return `${group}${resource.version}.${resource.kind}.${namespace}.${name}`;
}

function* present(session: Session, target: Target): Task<AnyObject | undefined> {
  try {
    return yield* fetchOne(session, target);
  } catch (error) {
    if (error instanceof StatusError && error.reason === 'NotFound') return undefined;
    throw error;
  }
}

/** What the server would keep. */
function* applied(session: Session, target: Target, before: AnyObject | undefined): Task<AnyObject> {
  const { metadata, ...rest } = target.object!;
  // As apply's own: what it remembers always has annotations.
  const modified: AnyObject = { ...rest, metadata: { annotations: {}, ...metadata } };
  const query = { dryRun: 'All', fieldManager: 'kubectl-client-side-apply' };
  if (!before) {
    const path = pathOf(target.resource, target.namespace);
    return (yield* session.json('POST', path, { query, body: modified })) as AnyObject;
  }
  const original: unknown = JSON.parse(before.metadata.annotations?.[LAST_APPLIED] ?? '{}');
  return (yield* session.json('PATCH', pathOfTarget(target), {
    contentType: 'application/strategic-merge-patch+json',
    query,
    body: threeWayPatch(original, modified, before),
  })) as AnyObject;
}

function* runDiff({ process }: Invocation, live: string, merged: string): Task<number> {
  const [program, ...options] = (process.environment.get('KUBECTL_EXTERNAL_DIFF') || 'diff -u -N').split(/\s+/);
  const descriptors = new Map(process.descriptors);
  try {
    const { code } = yield* process.run({ argv: [program, ...options, live, merged], descriptors });
    return code;
  } catch (error) {
    if (!(error instanceof SystemError)) throw error;
    throw new KubectlError(`failed to run "${program}": exec: "${program}": executable file not found in $PATH`);
  }
}
