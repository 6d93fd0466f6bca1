// kubectl describe of the kinds that make pods.

import { humanDuration } from '../../../base/duration.ts';
import type { Task } from '../../../sim/task.ts';
import {
  type AnyList,
  type AnyObject,
  fieldOf,
  isObject,
  listOf,
  mapOf,
  numberOf,
  stringsOf,
  textOf,
} from '../resources/objects.ts';
import type { Session } from '../session.ts';
import { describePodTemplate } from './containers.ts';
import type { Describe } from './describer.ts';
import { inOneLine } from './head.ts';
import { longTime, orNone, type Report } from './report.ts';

/** A label selector as its string form: `app=web,tier in (a,b),!x`. */
export function selectorText(selector: unknown, none = '<none>'): string {
  if (!isObject(selector)) return none;
  const labels = mapOf(selector, 'matchLabels');
  const parts = Object.keys(labels).map((key) => ({ key, text: `${key}=${labels[key]}` }));
  for (const one of listOf(selector, 'matchExpressions')) {
    const key = textOf(one, 'key');
    const values = stringsOf(one, 'values').sort().join(',');
    const operator = textOf(one, 'operator');
    const text =
      operator === 'Exists'
        ? key
        : operator === 'DoesNotExist'
          ? `!${key}`
          : `${key} ${operator.toLowerCase()} (${values})`;
    parts.push({ key, text });
  }
  return orNone(
    parts
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map((part) => part.text)
      .join(','),
  );
}

const selectorOf = (object: AnyObject): string => selectorText(fieldOf(object, 'spec', 'selector'));

export const describeDeployment: Describe = function* (report, deployment, { session, minor }) {
  report.field('Name', deployment.metadata.name);
  report.field('Namespace', deployment.metadata.namespace ?? '');
  report.field('CreationTimestamp', longTime(deployment.metadata.creationTimestamp));
  report.labels('Labels', deployment.metadata.labels ?? {});
  report.annotations('Annotations', deployment.metadata.annotations ?? {});
  report.field('Selector', selectorOf(deployment));
  const status = (field: string) => numberOf(deployment, 'status', field);
  report.field(
    'Replicas',
    `${numberOf(deployment, 'spec', 'replicas')} desired | ${status('updatedReplicas')} updated | ${status('replicas')} total | ${status('availableReplicas')} available | ${status('unavailableReplicas')} unavailable`,
  );
  report.field('StrategyType', textOf(deployment, 'spec', 'strategy', 'type'));
  report.field('MinReadySeconds', numberOf(deployment, 'spec', 'minReadySeconds'));
  const rolling = fieldOf(deployment, 'spec', 'strategy', 'rollingUpdate');
  if (isObject(rolling)) {
    report.field(
      'RollingUpdateStrategy',
      `${textOf(rolling, 'maxUnavailable')} max unavailable, ${textOf(rolling, 'maxSurge')} max surge`,
    );
  }
  describePodTemplate(report, fieldOf(deployment, 'spec', 'template'), minor);
  const conditions = listOf(deployment, 'status', 'conditions');
  if (conditions.length > 0) {
    report.line(0, 'Conditions:');
    report.line(1, 'Type\tStatus\tReason');
    report.line(1, '----\t------\t------');
    for (const one of conditions) report.line(1, `${one.type} \t${one.status}\t${one.reason}`);
  }
  const sets = yield* replicaSetsOf(session, deployment);
  if (sets.length === 0) return;
  const revision = deployment.metadata.annotations?.[REVISION];
  const current = sets.find((set) => set.metadata.annotations?.[REVISION] === revision);
  report.field('OldReplicaSets', replicaSetTexts(sets.filter((set) => set !== current)));
  report.field('NewReplicaSet', current ? replicaSetTexts([current]) : '<none>');
};

export const REVISION = 'deployment.kubernetes.io/revision';

const replicaSetTexts = (sets: readonly AnyObject[]): string =>
  orNone(
    sets
      .map(
        (set) =>
          `${set.metadata.name} (${numberOf(set, 'status', 'replicas')}/${numberOf(set, 'spec', 'replicas')} replicas created)`,
      )
      .join(', '),
  );

/** The ReplicaSets a Deployment owns, oldest first. */
export function* replicaSetsOf(session: Session, deployment: AnyObject): Task<AnyObject[]> {
  const path = `/apis/apps/v1/namespaces/${deployment.metadata.namespace}/replicasets`;
  const list = (yield* session.json('GET', path)) as AnyList;
  return list.items
    .filter((set) => set.metadata.ownerReferences?.some((owner) => owner.uid === deployment.metadata.uid))
    .sort((a, b) => revisionOf(a) - revisionOf(b));
}

export const revisionOf = (set: AnyObject): number => Number(set.metadata.annotations?.[REVISION] ?? 0);

export const describeReplicaSet: Describe = function* (report, set, { session, minor }) {
  report.field('Name', set.metadata.name);
  report.field('Namespace', set.metadata.namespace ?? '');
  report.field('Selector', selectorOf(set));
  report.labels('Labels', set.metadata.labels ?? {});
  report.annotations('Annotations', set.metadata.annotations ?? {});
  controlledBy(report, set);
  report.field(
    'Replicas',
    `${numberOf(set, 'status', 'replicas')} current / ${numberOf(set, 'spec', 'replicas')} desired`,
  );
  report.field('Pods Status', yield* podStates(session, set));
  describePodTemplate(report, fieldOf(set, 'spec', 'template'), minor);
  const conditions = listOf(set, 'status', 'conditions');
  if (conditions.length === 0) return;
  report.line(0, 'Conditions:');
  report.line(1, 'Type\tStatus\tReason');
  report.line(1, '----\t------\t------');
  for (const one of conditions) report.line(1, `${one.type} \t${one.status}\t${one.reason}`);
};

function controlledBy(report: Report, object: AnyObject): void {
  const controller = object.metadata.ownerReferences?.find((owner) => owner.controller);
  if (controller) report.field('Controlled By', `${controller.kind}/${controller.name}`);
}

/** `3 Running / 0 Waiting / 0 Succeeded / 0 Failed` */
function* podStates(session: Session, owner: AnyObject): Task<string> {
  const labelSelector = selectorText(fieldOf(owner, 'spec', 'selector'), '');
  const path = `/api/v1/namespaces/${owner.metadata.namespace}/pods`;
  const { items } = (yield* session.json('GET', path, { query: { labelSelector } })) as AnyList;
  const own = items.filter((pod) =>
    pod.metadata.ownerReferences?.some((one) => one.controller && one.uid === owner.metadata.uid),
  );
  const count = (phase: string) => own.filter((pod) => textOf(pod, 'status', 'phase') === phase).length;
  return `${count('Running')} Running / ${count('Pending')} Waiting / ${count('Succeeded')} Succeeded / ${count('Failed')} Failed`;
}

export const describeDaemonSet: Describe = function* (report, set, { session, minor }) {
  report.field('Name', set.metadata.name);
  if (minor >= 33) report.field('Namespace', set.metadata.namespace ?? '');
  report.field('Selector', selectorOf(set));
  const nodes = mapOf(set, 'spec', 'template', 'spec', 'nodeSelector');
  report.field(
    'Node-Selector',
    orNone(
      Object.keys(nodes)
        .sort()
        .map((key) => `${key}=${nodes[key]}`)
        .join(','),
    ),
  );
  report.labels('Labels', set.metadata.labels ?? {});
  report.annotations('Annotations', set.metadata.annotations ?? {});
  const status = (field: string) => numberOf(set, 'status', field);
  report.line(0, `Desired Number of Nodes Scheduled: ${status('desiredNumberScheduled')}`);
  report.line(0, `Current Number of Nodes Scheduled: ${status('currentNumberScheduled')}`);
  report.line(0, `Number of Nodes Scheduled with Up-to-date Pods: ${status('updatedNumberScheduled')}`);
  report.line(0, `Number of Nodes Scheduled with Available Pods: ${status('numberAvailable')}`);
  report.line(0, `Number of Nodes Misscheduled: ${status('numberMisscheduled')}`);
  report.field('Pods Status', yield* podStates(session, set));
  describePodTemplate(report, fieldOf(set, 'spec', 'template'), minor);
};

export const describeStatefulSet: Describe = function* (report, set, { session, minor }) {
  report.field('Name', set.metadata.name);
  report.field('Namespace', set.metadata.namespace ?? '');
  report.field('CreationTimestamp', longTime(set.metadata.creationTimestamp));
  report.field('Selector', selectorOf(set));
  report.labels('Labels', set.metadata.labels ?? {});
  report.annotations('Annotations', set.metadata.annotations ?? {});
  report.field(
    'Replicas',
    `${numberOf(set, 'spec', 'replicas')} desired | ${numberOf(set, 'status', 'replicas')} total`,
  );
  report.field('Update Strategy', textOf(set, 'spec', 'updateStrategy', 'type'));
  const rolling = fieldOf(set, 'spec', 'updateStrategy', 'rollingUpdate');
  if (isObject(rolling) && rolling.partition !== undefined)
    report.line(1, `Partition:\t${numberOf(rolling, 'partition')}`);
  report.field('Pods Status', yield* podStates(session, set));
  describePodTemplate(report, fieldOf(set, 'spec', 'template'), minor);
  const claims = listOf(set, 'spec', 'volumeClaimTemplates');
  if (claims.length === 0) {
    report.field('Volume Claims', '<none>');
    return;
  }
  report.line(0, 'Volume Claims:');
  for (const claim of claims) {
    report.line(1, `Name:\t${textOf(claim, 'metadata', 'name')}`);
    report.line(1, `StorageClass:\t${textOf(claim, 'spec', 'storageClassName')}`);
    report.labels('  Labels', mapOf(claim, 'metadata', 'labels'));
    report.annotations('  Annotations', mapOf(claim, 'metadata', 'annotations'));
    report.line(1, `Capacity:\t${textOf(claim, 'spec', 'resources', 'requests', 'storage') || '<default>'}`);
    report.line(1, `Access Modes:\t[${stringsOf(claim, 'spec', 'accessModes').join(' ')}]`);
  }
};

export const describeJob: Describe = function* (report, job, { minor, now }) {
  report.field('Name', job.metadata.name);
  report.field('Namespace', job.metadata.namespace ?? '');
  report.field('Selector', selectorOf(job));
  report.labels('Labels', job.metadata.labels ?? {});
  report.annotations('Annotations', job.metadata.annotations ?? {});
  controlledBy(report, job);
  report.field('Parallelism', textOf(job, 'spec', 'parallelism') || '<unset>');
  report.field('Completions', textOf(job, 'spec', 'completions') || '<unset>');
  report.field('Completion Mode', textOf(job, 'spec', 'completionMode') || 'NonIndexed');
  report.field('Suspend', String(fieldOf(job, 'spec', 'suspend') === true));
  report.field('Backoff Limit', numberOf(job, 'spec', 'backoffLimit'));
  const ttl = textOf(job, 'spec', 'ttlSecondsAfterFinished');
  if (ttl !== '') report.field('TTL Seconds After Finished', ttl);
  const started = textOf(job, 'status', 'startTime');
  const completed = textOf(job, 'status', 'completionTime');
  if (started !== '') report.field('Start Time', longTime(started));
  if (completed !== '') {
    report.field('Completed At', longTime(completed));
    report.field('Duration', humanDuration(Math.min(Date.parse(completed), now) - Date.parse(started)));
  }
  const deadline = textOf(job, 'spec', 'activeDeadlineSeconds');
  if (deadline !== '') report.field('Active Deadline Seconds', `${deadline}s`);
  const status = (field: string) => numberOf(job, 'status', field);
  report.field(
    'Pods Statuses',
    `${status('active')} Active (${status('ready')} Ready) / ${status('succeeded')} Succeeded / ${status('failed')} Failed`,
  );
  if (textOf(job, 'spec', 'completionMode') === 'Indexed') {
    report.field('Completed Indexes', orNone(textOf(job, 'status', 'completedIndexes')));
  }
  describePodTemplate(report, fieldOf(job, 'spec', 'template'), minor);
};

export const describeReplicationController: Describe = function* (report, controller, { session, minor }) {
  report.field('Name', controller.metadata.name);
  report.field('Namespace', controller.metadata.namespace ?? '');
  report.field('Selector', inOneLine(mapOf(controller, 'spec', 'selector')));
  report.labels('Labels', controller.metadata.labels ?? {});
  report.annotations('Annotations', controller.metadata.annotations ?? {});
  report.field(
    'Replicas',
    `${numberOf(controller, 'status', 'replicas')} current / ${numberOf(controller, 'spec', 'replicas')} desired`,
  );
  const selector = { spec: { selector: { matchLabels: mapOf(controller, 'spec', 'selector') } } };
  report.field('Pods Status', yield* podStates(session, { ...controller, ...selector }));
  describePodTemplate(report, fieldOf(controller, 'spec', 'template'), minor);
};

export const describeCronJob: Describe = function* (report, cronJob, { minor }) {
  report.field('Name', cronJob.metadata.name);
  report.field('Namespace', cronJob.metadata.namespace ?? '');
  report.labels('Labels', cronJob.metadata.labels ?? {});
  report.annotations('Annotations', cronJob.metadata.annotations ?? {});
  const spec = (field: string) => textOf(cronJob, 'spec', field);
  if (spec('timeZone') === '') report.field('Schedule', spec('schedule'));
  else {
    report.field('Schedule', spec('schedule'));
    report.field('Time Zone', spec('timeZone'));
  }
  report.field('Concurrency Policy', spec('concurrencyPolicy'));
  report.field('Suspend', fieldOf(cronJob, 'spec', 'suspend') === true ? 'True' : 'False');
  report.field('Successful Job History Limit', spec('successfulJobsHistoryLimit') || '<unset>');
  report.field('Failed Job History Limit', spec('failedJobsHistoryLimit') || '<unset>');
  const deadline = spec('startingDeadlineSeconds');
  report.field('Starting Deadline Seconds', deadline === '' ? '<unset>' : `${deadline}s`);
  const job = fieldOf(cronJob, 'spec', 'jobTemplate', 'spec');
  report.field('Selector', selectorText(fieldOf(job, 'selector'), '<unset>'));
  report.field('Parallelism', textOf(job, 'parallelism') || '<unset>');
  report.field('Completions', textOf(job, 'completions') || '<unset>');
  const active = textOf(job, 'activeDeadlineSeconds');
  if (active !== '') report.field('Active Deadline Seconds', `${active}s`);
  describePodTemplate(report, fieldOf(job, 'template'), minor);
  report.field('Last Schedule Time', longTime(fieldOf(cronJob, 'status', 'lastScheduleTime')));
  const jobs = listOf(cronJob, 'status', 'active').map((one) => textOf(one, 'name'));
  report.field('Active Jobs', orNone(jobs.join(', ')));
};
