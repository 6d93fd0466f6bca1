// kubectl patch and set image: small changes to objects.

import { applyJsonPatch, type JsonPatchOperation } from '../../../base/json-patch.ts';
import { applyMergePatch } from '../../../base/merge-patch.ts';
import { readYaml, YamlError } from '../../../base/yaml/read.ts';
import { applyStrategicMerge } from '../../../kube/api/strategic-merge.ts';
import { StatusError } from '../../../kube/client/client.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { dryRunSuffix } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne, NO_RESOURCES, targetsOf } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, fieldOf, isObject, listOf, pathOfTarget, type Target, textOf } from '../resources/objects.ts';
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
              body,
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
    if (typeof value === 'object' && value !== null) return value;
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw new KubectlError(
      /^\s*\{/.test(text) ? 'invalid JSON document' : `unable to parse ${JSON.stringify(text)}: yaml: ${error.message}`,
    );
  }
  throw new KubectlError('invalid JSON document');
}

export const setImage: Verb = {
  name: 'set image',
  flags: [...PRINTING, ...FILES, ...CHANGING, 'all', 'local', 'selector'],
  *run(invocation) {
    const { flags, args } = invocation;
    const pairs = args.filter((word) => word.includes('='));
    const resources = args.filter((word) => !word.includes('='));
    const hasFiles = flags.list('filename').length > 0;
    if (flags.bool('local') && (resources.length > 0 || !hasFiles)) {
      throw new KubectlError(
        "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'",
      );
    }
    if (resources.length === 0 && !hasFiles) throw new KubectlError(NO_RESOURCES);
    if (pairs.length === 0) throw new KubectlError('at least one image update is required');
    const images = new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    const printer = yield* printerFor(invocation);
    const dryRun = yield* invocation.dryRun();
    if (flags.bool('local')) {
      for (const { object } of yield* readManifests(invocation)) {
        const changed = applyStrategicMerge(object.kind, object, imagePatch(object, images)) as AnyObject;
        yield* invocation.print(printer?.print(changed) ?? `${nameOf(object)} image updated\n`);
      }
      return 0;
    }
    const session = yield* invocation.session();
    const targets: Target[] = hasFiles
      ? yield* resolveManifests(invocation, session, yield* readManifests(invocation), false)
      : (yield* targetsOf(session, {
          args: resources,
          namespace: invocation.namespace,
          all: flags.bool('all'),
          selectors: { labels: flags.string('selector'), fields: '' },
        })).targets;
    const errors: Error[] = [];
    for (const target of targets) {
      try {
        const before = yield* fetchOne(session, target);
        const body = imagePatch(before, images);
        let after = applyStrategicMerge(before.kind, before, body) as AnyObject;
        if (JSON.stringify(after) === JSON.stringify(before)) continue; // the same image: nothing is said
        if (dryRun !== 'client') {
          after = (yield* session.json('PATCH', pathOfTarget(target), {
            contentType: TYPES.strategic,
            query: { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: 'kubectl-set' },
            body,
          })) as AnyObject;
        }
        yield* invocation.print(printer?.print(after) ?? `${nameOf(after)} image updated${dryRunSuffix(dryRun)}\n`);
      } catch (error) {
        if (!(error instanceof KubectlError || error instanceof StatusError)) throw error;
        errors.push(error);
      }
    }
    throwAll(errors);
    return 0;
  },
};

/** The strategic merge patch that gives containers their images. `*` means all of them. */
function imagePatch(object: AnyObject, images: ReadonlyMap<string, string>): Record<string, unknown> {
  const path = object.kind === 'Pod' ? ['spec'] : object.kind === 'CronJob' ? CRON : ['spec', 'template', 'spec'];
  const spec = fieldOf(object, ...path);
  if (!isObject(spec)) {
    throw new KubectlError(
      `${nameOf(object)} the object is not a pod or does not have a pod template: *${object.apiVersion.split('/').at(-1)}.${object.kind}`,
    );
  }
  const change: Record<string, unknown> = {};
  const found = new Set<string>();
  for (const field of ['initContainers', 'containers']) {
    const changes = listOf(spec, field).flatMap((container) => {
      const name = textOf(container, 'name');
      const image = images.get(name) ?? images.get('*');
      if (image === undefined) return [];
      found.add(name);
      return [{ name, image }];
    });
    if (changes.length > 0) change[field] = changes;
  }
  const missing = [...images.keys()].filter((name) => name !== '*' && !found.has(name));
  throwAll(missing.map((name) => new KubectlError(`unable to find container named ${JSON.stringify(name)}`)));
  return path.reduceRight<Record<string, unknown>>((below, field) => ({ [field]: below }), change);
}

const CRON = ['spec', 'jobTemplate', 'spec', 'template', 'spec'];
