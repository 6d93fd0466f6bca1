// kubectl rollout: status, history, undo, restart, pause, resume of Deployments, DaemonSets and StatefulSets.

import { formatTime } from '../../../base/duration.ts';
import { equalJson } from '../../../base/json.ts';
import { alignColumns } from '../../../base/tabwriter.ts';
import { StatusError } from '../../../kube/client/client.ts';
import type { Task } from '../../../sim/task.ts';
import { describePodTemplate } from '../describe/containers.ts';
import { Report } from '../describe/report.ts';
import { revisionOf } from '../describe/workloads.ts';
import { KubectlError, NotSimulated, throwAll } from '../errors.ts';
import { dryRunSuffix, type Invocation } from '../invocation.ts';
import { fetchOne, targetsOf } from '../resources/arguments.ts';
import { qualified, singularOf } from '../resources/discovery.ts';
import { readManifests, resolveManifests } from '../resources/manifests.ts';
import {
  type AnyObject,
  fieldOf,
  isObject,
  numberOf,
  pathOfTarget,
  type Target,
  textOf,
} from '../resources/objects.ts';
import { CAUSE, revisionsOf } from '../rollout/revisions.ts';
import type { Session } from '../session.ts';
import { FILES, PRINTING, type Verb } from './verb.ts';

const COMMON = [...FILES, ...PRINTING, 'selector', 'field-manager'];
const POLL = 1_000;

export const rollout: readonly Verb[] = [
  { name: 'rollout status', flags: [...FILES, 'selector', 'revision', 'timeout', 'watch'], run: status },
  { name: 'rollout history', flags: [...COMMON, 'revision'], run: history },
  { name: 'rollout undo', flags: [...COMMON, 'dry-run', 'to-revision'], run: undo },
  {
    name: 'rollout restart',
    flags: COMMON,
    run: (invocation) => change(invocation, 'restarted', (object, target) => restarted(invocation, object, target)),
  },
  { name: 'rollout pause', flags: COMMON, run: (invocation) => change(invocation, 'paused', paused) },
  { name: 'rollout resume', flags: COMMON, run: (invocation) => change(invocation, 'resumed', resumed) },
];

function* targets(invocation: Invocation, session: Session): Task<Target[]> {
  const { args, flags } = invocation;
  if (flags.list('filename').length > 0) {
    return yield* resolveManifests(invocation, session, yield* readManifests(invocation), false);
  }
  const { targets: found } = yield* targetsOf(session, {
    args,
    namespace: invocation.namespace,
    typeAloneIsAll: true,
    selectors: { labels: flags.string('selector'), fields: '' },
  });
  return found;
}

function needArguments(invocation: Invocation): void {
  if (invocation.args.length === 0 && invocation.flags.list('filename').length === 0) {
    throw new KubectlError('required resource not specified');
  }
}

// ——— status ———

function* status(invocation: Invocation): Task<number> {
  needArguments(invocation);
  const { flags, process } = invocation;
  const session = yield* invocation.session();
  const timeout = flags.duration('timeout');
  for (const target of yield* targets(invocation, session)) {
    const deadline = timeout > 0 ? process.simulation.now + timeout : Number.POSITIVE_INFINITY;
    let said = '';
    for (;;) {
      const object = yield* fetchOne(session, target);
      const { message, done } = progress(object, target, flags.int('revision'));
      if (message !== said) yield* invocation.print(`${message}\n`);
      said = message;
      if (done || !flags.bool('watch')) break;
      if (process.simulation.now >= deadline) throw new KubectlError('timed out waiting for the condition');
      yield* process.sleep(Math.min(POLL, deadline - process.simulation.now));
    }
  }
  return 0;
}

interface Progress {
  readonly message: string;
  readonly done: boolean;
}

function progress(object: AnyObject, target: Target, revision: number): Progress {
  switch (target.resource.kind) {
    case 'Deployment':
      return deploymentProgress(object, revision);
    case 'DaemonSet':
      return daemonSetProgress(object);
    case 'StatefulSet':
      return statefulSetProgress(object);
    default:
      throw new KubectlError(`no status viewer has been implemented for ${object.kind}`);
  }
}

const pending = (message: string): Progress => ({ message, done: false });
const done = (message: string): Progress => ({ message, done: true });

function deploymentProgress(object: AnyObject, revision: number): Progress {
  const { name } = object.metadata;
  if (revision > 0 && revision !== revisionOf(object)) {
    throw new KubectlError(
      `desired revision (${revision}) is different from the running revision (${revisionOf(object)})`,
    );
  }
  if ((object.metadata.generation ?? 0) > numberOf(object, 'status', 'observedGeneration')) {
    return pending('Waiting for deployment spec update to be observed...');
  }
  const conditions = fieldOf(object, 'status', 'conditions');
  const progressing = Array.isArray(conditions)
    ? conditions.find((one) => textOf(one, 'type') === 'Progressing')
    : undefined;
  if (textOf(progressing, 'reason') === 'ProgressDeadlineExceeded') {
    throw new KubectlError(`deployment ${JSON.stringify(name)} exceeded its progress deadline`);
  }
  const of = (field: string) => numberOf(object, 'status', field);
  const wanted = numberOf(object, 'spec', 'replicas');
  const waiting = `Waiting for deployment "${name}" rollout to finish:`;
  if (of('updatedReplicas') < wanted) {
    return pending(`${waiting} ${of('updatedReplicas')} out of ${wanted} new replicas have been updated...`);
  }
  if (of('replicas') > of('updatedReplicas')) {
    return pending(`${waiting} ${of('replicas') - of('updatedReplicas')} old replicas are pending termination...`);
  }
  if (of('availableReplicas') < of('updatedReplicas')) {
    return pending(
      `${waiting} ${of('availableReplicas')} of ${of('updatedReplicas')} updated replicas are available...`,
    );
  }
  return done(`deployment "${name}" successfully rolled out`);
}

function daemonSetProgress(object: AnyObject): Progress {
  const { name } = object.metadata;
  if (textOf(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') {
    throw new KubectlError(`rollout status is only available for RollingUpdate strategy type`);
  }
  if ((object.metadata.generation ?? 0) > numberOf(object, 'status', 'observedGeneration')) {
    return pending('Waiting for daemon set spec update to be observed...');
  }
  const of = (field: string) => numberOf(object, 'status', field);
  const waiting = `Waiting for daemon set "${name}" rollout to finish:`;
  const wanted = of('desiredNumberScheduled');
  if (of('updatedNumberScheduled') < wanted) {
    return pending(`${waiting} ${of('updatedNumberScheduled')} out of ${wanted} new pods have been updated...`);
  }
  if (of('numberAvailable') < wanted) {
    return pending(`${waiting} ${of('numberAvailable')} of ${wanted} updated pods are available...`);
  }
  return done(`daemon set "${name}" successfully rolled out`);
}

function statefulSetProgress(object: AnyObject): Progress {
  if (textOf(object, 'spec', 'updateStrategy', 'type') !== 'RollingUpdate') {
    throw new KubectlError('rollout status is only available for RollingUpdate strategy type');
  }
  const observed = numberOf(object, 'status', 'observedGeneration');
  if (observed === 0 || (object.metadata.generation ?? 0) > observed) {
    return pending('Waiting for statefulset spec update to be observed...');
  }
  const wanted = numberOf(object, 'spec', 'replicas');
  const ready = numberOf(object, 'status', 'readyReplicas');
  if (ready < wanted) return pending(`Waiting for ${wanted - ready} pods to be ready...`);
  const updated = numberOf(object, 'status', 'updatedReplicas');
  const rolling = fieldOf(object, 'spec', 'updateStrategy', 'rollingUpdate');
  if (isObject(rolling) && rolling.partition !== undefined) {
    const partition = numberOf(rolling, 'partition');
    if (updated < wanted - partition) {
      return pending(
        `Waiting for partitioned roll out to finish: ${updated} out of ${wanted - partition} new pods have been updated...`,
      );
    }
    return done(`partitioned roll out complete: ${updated} new pods have been updated...`);
  }
  const revision = textOf(object, 'status', 'updateRevision');
  if (revision !== textOf(object, 'status', 'currentRevision')) {
    return pending(`waiting for statefulset rolling update to complete ${updated} pods at revision ${revision}...`);
  }
  const current = numberOf(object, 'status', 'currentReplicas');
  return done(
    `statefulset rolling update complete ${current} pods at revision ${textOf(object, 'status', 'currentRevision')}...`,
  );
}

// ——— history and undo ———

function* history(invocation: Invocation): Task<number> {
  needArguments(invocation);
  const session = yield* invocation.session();
  const revision = invocation.flags.int('revision');
  if (invocation.flags.string('output') !== '') throw new NotSimulated('kubectl rollout history -o');
  for (const target of yield* targets(invocation, session)) {
    const object = yield* fetchOne(session, target);
    const revisions = yield* revisionsOf(session, object);
    const name = `${singularOf(target.resource)}/${target.name}`;
    if (revision === 0) {
      const rows = revisions.map(({ number, cause = '<none>' }) => `${number}\t${cause}\n`);
      const table = alignColumns(`REVISION\tCHANGE-CAUSE\n${rows.join('')}`, { minimum: 0, padding: 2 });
      yield* invocation.print(`${name} \n${table}\n`);
      continue;
    }
    const found = revisions.find(({ number }) => number === revision);
    if (!found) throw new KubectlError(`unable to find the specified revision`);
    const report = new Report();
    const { template, cause } = found;
    const shown = cause && isObject(template) ? withAnnotation(template, CAUSE, cause) : template;
    describePodTemplate(report, shown, invocation.minor);
    yield* invocation.print(`${name} with revision #${revision}\n${report.unaligned()}\n`);
  }
  return 0;
}

const withAnnotation = (template: Record<string, unknown>, key: string, value: string): Record<string, unknown> => {
  const metadata = isObject(template.metadata) ? template.metadata : {};
  const annotations = isObject(metadata.annotations) ? metadata.annotations : {};
  return { ...template, metadata: { ...metadata, annotations: { ...annotations, [key]: value } } };
};

function* undo(invocation: Invocation): Task<number> {
  needArguments(invocation);
  const wanted = invocation.flags.int('to-revision');
  const dryRun = yield* invocation.dryRun();
  const session = yield* invocation.session();
  for (const target of yield* targets(invocation, session)) {
    const object = yield* fetchOne(session, target);
    const revisions = yield* revisionsOf(session, object);
    const earlier = wanted > 0 ? revisions.find(({ number }) => number === wanted) : revisions.at(-2);
    const name = `${singularOf(target.resource)}/${target.name}`;
    if (!earlier) throw new KubectlError(noRevision(object, wanted));
    if (dryRun === 'client') {
      const report = new Report();
      describePodTemplate(report, earlier.template, invocation.minor);
      yield* invocation.print(`${name} ${report.text()} (dry run)\n`);
      continue;
    }
    if (fieldOf(object, 'spec', 'paused') === true) {
      throw new KubectlError(
        "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
      );
    }
    const template = withoutHash(earlier.template);
    if (equalJson(template, fieldOf(object, 'spec', 'template'))) {
      yield* invocation.print(
        `${name} skipped rollback (current template already matches revision ${earlier.number})\n`,
      );
      continue;
    }
    if (object.kind !== 'Deployment') {
      yield* session.json('PATCH', pathOfTarget(target), {
        contentType: 'application/strategic-merge-patch+json',
        query: { dryRun: dryRun === 'server' ? 'All' : undefined },
        body: earlier.source.data,
      });
      yield* invocation.print(`${name} rolled back${dryRunSuffix(dryRun)}\n`);
      continue;
    }
    const annotations = { ...object.metadata.annotations };
    const { cause } = earlier;
    delete annotations[CAUSE];
    const body = [
      { op: 'replace', path: '/spec/template', value: template },
      { op: 'replace', path: '/metadata/annotations', value: cause ? { ...annotations, [CAUSE]: cause } : annotations },
    ];
    yield* session.json('PATCH', pathOfTarget(target), {
      contentType: 'application/json-patch+json',
      query: { dryRun: dryRun === 'server' ? 'All' : undefined },
      body,
    });
    yield* invocation.print(`${name} rolled back${dryRunSuffix(dryRun)}\n`);
  }
  return 0;
}

function noRevision({ kind, metadata }: AnyObject, wanted: number): string {
  if (wanted > 0) return `unable to find specified revision ${wanted} in history`;
  if (kind !== 'Deployment') return 'no last revision to roll back to';
  return `no rollout history found for deployment ${JSON.stringify(metadata.name)}`;
}

/** A ReplicaSet's template without the label its controller added. */
function withoutHash(template: unknown): unknown {
  if (!isObject(template) || !isObject(template.metadata) || !isObject(template.metadata.labels)) return template;
  const { 'pod-template-hash': _, ...labels } = template.metadata.labels;
  return { ...template, metadata: { ...template.metadata, labels } };
}

// ——— restart, pause, resume ———

/** The patch for one object, or why there is none. Throws KubectlError. */
type Patch = (object: AnyObject, target: Target) => Record<string, unknown>;

function* change(invocation: Invocation, verb: string, patchFor: Patch): Task<number> {
  needArguments(invocation);
  const session = yield* invocation.session();
  const errors: Error[] = [];
  for (const target of yield* targets(invocation, session)) {
    try {
      const object = yield* fetchOne(session, target);
      const body = patchFor(object, target);
      yield* session.json('PATCH', pathOfTarget(target), {
        contentType: 'application/strategic-merge-patch+json',
        query: { fieldManager: 'kubectl-rollout' },
        body,
      });
      yield* invocation.print(`${singularOf(target.resource)}/${target.name} ${verb}\n`);
    } catch (error) {
      if (!(error instanceof KubectlError || error instanceof StatusError)) throw error;
      errors.push(error);
    }
  }
  throwAll(errors);
  return 0;
}

const nameOf = (target: Target): string => `${qualified(target.resource)} ${JSON.stringify(target.name)}`;

function restarted(invocation: Invocation, object: AnyObject, target: Target): Record<string, unknown> {
  if (!['Deployment', 'DaemonSet', 'StatefulSet'].includes(target.resource.kind)) {
    throw new KubectlError(`${nameOf(target)} restarting is not supported`);
  }
  if (fieldOf(object, 'spec', 'paused') === true) {
    throw new KubectlError(`${nameOf(target)} can't restart paused deployment (run rollout resume first)`);
  }
  const annotations = { 'kubectl.kubernetes.io/restartedAt': formatTime(invocation.now) };
  return { spec: { template: { metadata: { annotations } } } };
}

function paused(object: AnyObject, target: Target): Record<string, unknown> {
  if (target.resource.kind !== 'Deployment') throw new KubectlError(`${nameOf(target)} pausing is not supported`);
  if (fieldOf(object, 'spec', 'paused') === true) throw new KubectlError(`${nameOf(target)} is already paused`);
  return { spec: { paused: true } };
}

function resumed(object: AnyObject, target: Target): Record<string, unknown> {
  if (target.resource.kind !== 'Deployment') throw new KubectlError(`${nameOf(target)} resuming is not supported`);
  if (fieldOf(object, 'spec', 'paused') !== true) throw new KubectlError(`${nameOf(target)} is not paused`);
  return { spec: { paused: null } };
}
