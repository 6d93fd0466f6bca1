// kubectl label and annotate: the same command for two maps of metadata. Models k8s.io/kubectl/pkg/cmd/label.

import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { dryRunSuffix, type Invocation } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import { type AnyObject, mapOf, pathOfTarget, type Target } from '../resources/objects.ts';
import { CHANGING, FILES, PRINTING, type Verb } from './verb.ts';

interface MetadataMap {
  readonly noun: 'label' | 'annotation';
  readonly field: 'labels' | 'annotations';
  readonly verb: string;
}

export const label: Verb = mapVerb('label', { noun: 'label', field: 'labels', verb: 'label' });
export const annotate: Verb = mapVerb('annotate', { noun: 'annotation', field: 'annotations', verb: 'annotate' });

function mapVerb(name: string, map: MetadataMap): Verb {
  return {
    name,
    flags: [
      ...PRINTING,
      ...FILES,
      ...CHANGING,
      'all',
      'all-namespaces',
      'field-selector',
      'list',
      'local',
      'overwrite',
      'resource-version',
      'selector',
    ],
    run: (invocation) => change(invocation, map),
  };
}

function* change(invocation: Invocation, map: MetadataMap): Task<number> {
  const { flags } = invocation;
  const { resources, pairs } = splitArguments(invocation.args, map);
  const isLocal = flags.bool('local');
  if (isLocal && resources.length > 0) {
    throw new KubectlError('can only use local files by -f rsrc.yaml or --filename=rsrc.json when --local=true is set');
  }
  if (pairs.length === 0 && !flags.bool('list')) throw new KubectlError(`at least one ${map.noun} update is required`);
  const { set, remove } = readPairs(pairs, map);
  const hasFiles = flags.list('filename').length > 0;
  if (resources.length === 0 && !hasFiles) {
    throw new KubectlError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
  }
  const printer = yield* printerFor(invocation);
  const dryRun = yield* invocation.dryRun();
  if (isLocal) return yield* changeFiles(invocation, map, set, remove);
  const session = yield* invocation.session();
  const targets: Target[] = hasFiles
    ? yield* resolveManifests(invocation, session, yield* readManifests(invocation), false)
    : (yield* targetsOf(session, {
        args: resources,
        namespace: invocation.namespace,
        allNamespaces: flags.bool('all-namespaces'),
        all: flags.bool('all'),
        selectors: { labels: flags.string('selector'), fields: flags.string('field-selector') },
      })).targets;
  const errors: Error[] = [];
  for (const target of targets) {
    try {
      const before = target.object && target.source === '' ? target.object : yield* fetchOne(session, target);
      if (flags.bool('list') && pairs.length === 0) {
        yield* invocation.print(listing(target, before, map, targets.length > 1));
        continue;
      }
      const { after, message, missing } = changed(before, map, set, remove, flags.bool('overwrite'));
      for (const key of missing) yield* invocation.print(`${map.noun} ${JSON.stringify(key)} not found.\n`);
      let result = after;
      if (dryRun !== 'client') {
        result = (yield* session.json('PATCH', pathOfTarget(target), {
          contentType: 'application/merge-patch+json',
          query: {
            dryRun: dryRun === 'server' ? 'All' : undefined,
            fieldManager: flags.string('field-manager') || `kubectl-${map.verb}`,
          },
          body: patchBody(map, set, remove, flags.string('resource-version')),
        })) as AnyObject;
      }
      if (flags.bool('list')) yield* invocation.print(listing(target, result, map, targets.length > 1));
      else yield* invocation.print(printer?.print(result) ?? `${nameOf(result)} ${message}${dryRunSuffix(dryRun)}\n`);
    } catch (error) {
      if (!(error instanceof KubectlError || error instanceof StatusError)) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
  return 0;
}

function* changeFiles(
  invocation: Invocation,
  map: MetadataMap,
  set: Readonly<Record<string, string>>,
  remove: readonly string[],
): Task<number> {
  const printer = yield* printerFor(invocation);
  for (const { object } of yield* readManifests(invocation)) {
    if (invocation.flags.bool('list')) continue;
    const { after, message } = changed(object, map, set, remove, invocation.flags.bool('overwrite'));
    yield* invocation.print(printer?.print(after) ?? `${nameOf(after)} ${message}\n`);
  }
  return 0;
}

function splitArguments(args: readonly string[], map: MetadataMap): { resources: string[]; pairs: string[] } {
  const resources: string[] = [];
  const pairs: string[] = [];
  for (const word of args) {
    const isPair = /^[^=]+=/.test(word) || (word.endsWith('-') && word.length > 1);
    if (isPair) pairs.push(word);
    else if (pairs.length > 0)
      throw new KubectlError(`all resources must be specified before ${map.noun} changes: ${word}`);
    else resources.push(word);
  }
  return { resources, pairs };
}

function readPairs(pairs: readonly string[], map: MetadataMap): { set: Record<string, string>; remove: string[] } {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  for (const pair of pairs) {
    const equals = pair.indexOf('=');
    if (equals > 0) {
      const value = pair.slice(equals + 1);
      if (map.field === 'labels' && !/^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(value)) {
        throw new KubectlError(`invalid label value: ${JSON.stringify(pair)}: ${BAD_VALUE}`);
      }
      if (map.field === 'labels' && value.length > 63) {
        throw new KubectlError(`invalid label value: ${JSON.stringify(pair)}: must be no more than 63 bytes`);
      }
      set[pair.slice(0, equals)] = value;
    } else remove.push(pair.slice(0, -1));
  }
  const both = remove.filter((key) => key in set);
  if (both.length > 0) throw new KubectlError(`can not both modify and remove a ${map.noun} in the same command`);
  return { set, remove };
}

const BAD_VALUE =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

interface Changed {
  readonly after: AnyObject;
  readonly message: string;
  /** Keys to remove that were not there. */
  readonly missing: readonly string[];
}

function changed(
  before: AnyObject,
  map: MetadataMap,
  set: Readonly<Record<string, string>>,
  remove: readonly string[],
  overwrite: boolean,
): Changed {
  const old = mapOf(before, 'metadata', map.field);
  if (!overwrite) {
    const clashes = Object.keys(set).filter((key) => old[key] !== undefined && old[key] !== set[key]);
    const taken = clashes.map((key) => `'${key}' already has a value (${old[key]})`);
    if (map.field === 'annotations' && taken.length > 0) {
      throw new KubectlError(
        `--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`,
      );
    }
    throwAll(taken.map((words) => new KubectlError(`${words}, and --overwrite is false`)));
  }
  const values = { ...old, ...set };
  const missing = remove.filter((key) => !(key in values));
  for (const key of remove) delete values[key];
  const metadata = { ...before.metadata, [map.field]: values };
  const isSame = JSON.stringify(Object.entries(old).sort()) === JSON.stringify(Object.entries(values).sort());
  return {
    after: { ...before, metadata },
    message: messageFor(map, isSame, Object.keys(values).length < Object.keys(old).length),
    missing: map.field === 'labels' ? missing : [],
  };
}

function messageFor(map: MetadataMap, isSame: boolean, isFewer: boolean): string {
  if (map.field === 'annotations') return 'annotated';
  if (isSame) return 'not labeled';
  return isFewer ? 'unlabeled' : 'labeled';
}

function patchBody(
  map: MetadataMap,
  set: Readonly<Record<string, string>>,
  remove: readonly string[],
  resourceVersion: string,
): unknown {
  const values = { ...set, ...Object.fromEntries(remove.map((key) => [key, null])) };
  return { metadata: { [map.field]: values, ...(resourceVersion ? { resourceVersion } : {}) } };
}

function listing(target: Target, object: AnyObject, map: MetadataMap, several: boolean): string {
  const values = mapOf(object, 'metadata', map.field);
  const lines = Object.keys(values)
    .sort()
    .map((key) => `${several ? ' ' : ''}${key}=${values[key]}\n`);
  const heading = several
    ? `Listing ${map.field} for ${target.resource.kind}.${target.resource.group}/${target.name}:\n`
    : '';
  return heading + lines.join('');
}
