// What the `set` commands share: objects named by words or files are changed in one place, and the change is sent as a
// patch. Models k8s.io/kubectl/pkg/cmd/set.

import { equalJson } from '../../../base/json.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { threeWayPatch } from '../apply/three-way.ts';
import { KubectlError, throwAll } from '../errors.ts';
import { type DryRun, dryRunSuffix, type Invocation } from '../invocation.ts';
import { nameOf, printerFor } from '../print/objects.ts';
import { fetchOne, NO_RESOURCES, targetsOf } from '../resources/arguments.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import {
  type AnyObject,
  copyOf,
  fieldOf,
  isObject,
  listOf,
  pathOfTarget,
  type Target,
  textOf,
} from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { CHANGING, FILES, PRINTING } from '../verbs/verb.ts';

export const SETTING = [...PRINTING, ...FILES, ...CHANGING, 'all', 'local', 'selector'];

export interface Update {
  /** Words that name objects. */
  readonly words: readonly string[];
  /** `env updated` */
  readonly done: string;
  /** `failed to patch env update to pod template: ` */
  readonly failed: string;
  /** Says so even when there was nothing to change. */
  readonly saysAlways?: boolean;
  /** Changes the copy it is given. Throws KubectlError. */
  change(object: AnyObject): void;
}

export function* updateObjects(invocation: Invocation, update: Update): Task<number> {
  const { flags } = invocation;
  checkLocal(invocation, update.words);
  const printer = yield* printerFor(invocation);
  const dryRun = yield* invocation.dryRun();
  const say = (object: AnyObject, suffix: string) =>
    invocation.print(printer?.print(object) ?? `${nameOf(object)} ${update.done}${suffix}\n`);
  if (flags.bool('local')) {
    for (const { object } of yield* readManifests(invocation)) {
      const changed = copyOf(object);
      update.change(changed);
      yield* say(asTyped(changed, invocation.minor), '');
    }
    return 0;
  }
  const session = yield* invocation.session();
  const errors: Error[] = [];
  for (const target of yield* namedObjects(invocation, update.words)) {
    try {
      const before = yield* fetchOne(session, target);
      let after = copyOf(before);
      update.change(after);
      const body = threeWayPatch(before, after, before);
      if (equalJson(body, {}) && !update.saysAlways) continue; // nothing to do, nothing to say
      if (dryRun !== 'client') after = yield* send(session, target, body, dryRun, update.failed);
      yield* say(after, dryRunSuffix(dryRun));
    } catch (error) {
      if (error instanceof StatusError || error instanceof KubectlError) errors.push(error);
      else throw error;
    }
  }
  throwAll(errors);
  return 0;
}

function* send(session: Session, target: Target, body: unknown, dryRun: DryRun, failed: string): Task<AnyObject> {
  try {
    return (yield* session.json('PATCH', pathOfTarget(target), {
      contentType: 'application/strategic-merge-patch+json',
      query: { dryRun: dryRun === 'server' ? 'All' : undefined, fieldManager: 'kubectl-set' },
      body,
    })) as AnyObject;
  } catch (error) {
    throw error instanceof StatusError ? new KubectlError(`${failed}${error.message}`) : error;
  }
}

/** --local works on files alone. Throws KubectlError. */
export function checkLocal({ flags }: Invocation, words: readonly string[]): void {
  const hasFiles = flags.list('filename').length > 0;
  if (flags.bool('local') && (words.length > 0 || !hasFiles)) throw new KubectlError(LOCAL_NEEDS_FILES);
}

export function* namedObjects(invocation: Invocation, words: readonly string[]): Task<Target[]> {
  const { flags } = invocation;
  const session = yield* invocation.session();
  if (flags.list('filename').length > 0) {
    return yield* resolveManifests(invocation, session, yield* readManifests(invocation), false);
  }
  if (words.length === 0) throw new KubectlError(NO_RESOURCES);
  const selectors = { labels: flags.has('selector') ? flags.string('selector') : '', fields: '' };
  const { namespace } = invocation;
  return (yield* targetsOf(session, { args: words, namespace, all: flags.bool('all'), selectors })).targets;
}

const LOCAL_NEEDS_FILES =
  "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/** The pod spec an object has or makes pods from. Throws KubectlError. */
export function podSpecOf(object: AnyObject): Record<string, unknown> {
  const path =
    object.kind === 'Pod'
      ? ['spec']
      : object.kind === 'CronJob'
        ? ['spec', 'jobTemplate', 'spec', 'template', 'spec']
        : ['spec', 'template', 'spec'];
  const spec = fieldOf(object, ...path);
  if (isObject(spec)) return spec;
  throw new KubectlError(
    `${nameOf(object)} the object is not a pod or does not have a pod template: *${object.apiVersion.split('/').at(-1)}.${object.kind}`,
  );
}

/** Containers that -c names, where `*` stands for any text. */
export function containersNamed(spec: Record<string, unknown>, pattern: string): Record<string, unknown>[] {
  const expression = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  return [...listOf(spec, 'initContainers'), ...listOf(spec, 'containers')].filter((container) =>
    expression.test(textOf(container, 'name')),
  );
}

/** Without a server the object goes through Go's struct, which shows some fields even when they are empty. */
function asTyped(object: AnyObject, minor: number): AnyObject {
  const typed = copyOf(object);
  if (minor <= 33) showTimes(typed);
  if (typed.kind === 'Service') {
    typed.status ??= { loadBalancer: {} };
    for (const port of listOf(typed, 'spec', 'ports')) port.targetPort ??= 0;
  }
  if (typed.kind !== 'Pod' && typed.kind !== 'Deployment') return typed;
  typed.status ??= {};
  if (typed.kind === 'Deployment' && isObject(typed.spec)) typed.spec.strategy ??= {};
  for (const container of containersNamed(podSpecOf(typed), '*')) container.resources ??= {};
  return typed;
}

/** Until 1.33 Go printed `creationTimestamp: null`, in templates too. */
function showTimes(object: Record<string, unknown>): void {
  if (isObject(object.metadata)) object.metadata.creationTimestamp ??= null;
  for (const part of ['spec', 'jobTemplate', 'template']) {
    const below = object[part];
    if (!isObject(below)) continue;
    if (part !== 'spec') below.metadata ??= {};
    showTimes(below);
  }
}
