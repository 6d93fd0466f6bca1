// kubectl patch: small changes to objects.

import { applyJsonPatch, type JsonPatchOperation } from '../../../base/json-patch.ts';
import { applyMergePatch } from '../../../base/merge-patch.ts';
import { readYaml, YamlError } from '../../../base/yaml/read.ts';
import { applyStrategicMerge } from '../../../kube/api/strategic-merge.ts';
import { KubectlError } from '../errors.ts';
import { dryRunSuffix } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, pathOfTarget, type Target } from '../resources/objects.ts';
import { CHANGING, FILES, PRINTING, type Verb } from './verb.ts';

const TYPES: Readonly<Record<string, string>> = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
};

export const patch: Verb = {
  name: 'patch',
  flags: [...PRINTING, ...FILES, ...CHANGING, 'local', 'patch', 'patch-file', 'subresource', 'type'],
  *run(invocation) {
    const { flags, args } = invocation;
    const type = flags.string('type').toLowerCase() || 'strategic';
    if (!(type in TYPES))
      throw new KubectlError(`--type must be one of [json merge strategic], not ${JSON.stringify(type)}`);
    if (flags.string('patch') === '' && flags.string('patch-file') === '') {
      throw new KubectlError('must specify --patch or --patch-file containing the contents of the patch');
    }
    const dryRun = yield* invocation.dryRun();
    const printer = yield* printerFor(invocation);
    const text = flags.string('patch') || (yield* invocation.readText(flags.string('patch-file')));
    const body = parsePatch(text);
    const apply = (object: AnyObject): AnyObject => {
      const copy: unknown = JSON.parse(JSON.stringify(object));
      if (type === 'json') return applyJsonPatch(copy, body as JsonPatchOperation[]) as AnyObject;
      return (
        type === 'merge' ? applyMergePatch(copy, body) : applyStrategicMerge(object.kind, copy, body)
      ) as AnyObject;
    };
    const isSame = (before: AnyObject, after: AnyObject) => JSON.stringify(before) === JSON.stringify(after);
    if (flags.bool('local')) {
      for (const { object } of yield* readManifests(invocation)) {
        const after = apply(object);
        const suffix = isSame(object, after) ? ' (no change)' : '';
        yield* invocation.print(printer?.print(after) ?? `${nameOf(after)} patched${suffix}\n`);
      }
      return 0;
    }
    const session = yield* invocation.session();
    const targets: Target[] =
      flags.list('filename').length > 0
        ? yield* resolveManifests(invocation, session, yield* readManifests(invocation), false)
        : (yield* targetsOf(session, { args, namespace: invocation.namespace })).targets;
    for (const target of targets) {
      const before = yield* fetchOne(session, target);
      const after =
        dryRun === 'client'
          ? apply(before)
          : ((yield* session.json('PATCH', pathOfTarget(target, flags.string('subresource') || undefined), {
              contentType: TYPES[type],
              query: { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: 'kubectl-patch' },
              body: typeof body === 'object' ? body : JSON.stringify(body),
            })) as AnyObject);
      const same = before.metadata.resourceVersion === after.metadata.resourceVersion && dryRun === 'none';
      const suffix = same ? ' (no change)' : dryRunSuffix(dryRun);
      yield* invocation.print(printer?.print(after) ?? `${nameOf(after)} patched${suffix}\n`);
    }
    return 0;
  },
};

function parsePatch(text: string): unknown {
  try {
    const value = readYaml(text);
    if (value !== undefined) return value; // what it must be is for the server to say
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new KubectlError(
      /^\s*\{/.test(text) ? 'invalid JSON document' : `unable to parse ${JSON.stringify(text)}: yaml: ${error.message}`,
    );
  }
  throw new KubectlError('invalid JSON document');
}
