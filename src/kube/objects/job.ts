// batch/v1 Job. Models pkg/registry/batch/job.

import { humanDuration, parseTime } from '../../base/duration.ts';
import { AGE, column, containerColumns, NAME, selectorColumn } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { setTemplateDefaults, templateContainers } from './pod-template.ts';
import { labelSelectorMatches } from './selectors.ts';
import { beginGenerations, countGeneration, sameJson } from './strategy.ts';
import type { Job } from './types/workload.ts';
import { immutable, nonnegative, oneOf, required } from './validation/errors.ts';
import { labelMismatch, podTemplateErrors, templateImmutable } from './validation/pod-spec.ts';

const DEFAULT_BACKOFF_LIMIT = 6;

export const JOB: Kind<Job> = {
  group: 'batch',
  version: 'v1',
  kind: 'Job',
  plural: 'jobs',
  singular: 'job',
  shortNames: [],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  schema: 'V1Job',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Status', jobStatus),
    column('Completions', completions),
    column('Duration', duration),
    AGE,
    ...containerColumns<Job>(({ spec }) => templateContainers(spec.template)),
    selectorColumn(({ spec }) => spec.selector),
  ],
  setDefaults({ spec, metadata }) {
    setJobDefaults(spec, 'job');
    if (Object.keys(metadata.labels ?? {}).length === 0 && spec.template.metadata.labels) {
      metadata.labels = { ...spec.template.metadata.labels };
    }
  },
  prepareForCreate(job) {
    beginGenerations(job);
    job.status = {};
    if (!job.spec.manualSelector) addGeneratedSelector(job);
  },
  prepareForUpdate: countGeneration,
  validate: ({ spec }) => jobErrors(spec, 'spec'),
  validateUpdate: jobUpdateErrors,
  fieldSelectors: { 'status.successful': ({ status }) => String(status.succeeded ?? 0) },
};

/** A CronJob's template of a job only gets what concerns its pods: the rest comes with the Job. */
export function setJobDefaults(spec: Job['spec'], of: 'job' | 'template'): void {
  setTemplateDefaults(spec.template);
  if (of === 'template') return;
  if (spec.completions === undefined && spec.parallelism === undefined) spec.completions = 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= DEFAULT_BACKOFF_LIMIT;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= 'TerminatingOrFailed';
}

/** `field`: where the spec stands, `spec` or `spec.jobTemplate.spec`. */
export function jobErrors(spec: Job['spec'], field: string): FieldError[] {
  const { restartPolicy } = spec.template.spec;
  const policy = `${field}.template.spec.restartPolicy`;
  return [
    ...nonnegative(`${field}.parallelism`, spec.parallelism),
    ...nonnegative(`${field}.completions`, spec.completions),
    ...nonnegative(`${field}.activeDeadlineSeconds`, spec.activeDeadlineSeconds),
    ...nonnegative(`${field}.backoffLimit`, spec.backoffLimit),
    ...nonnegative(`${field}.ttlSecondsAfterFinished`, spec.ttlSecondsAfterFinished),
    ...(spec.completionMode === undefined && field !== 'spec'
      ? []
      : oneOf(`${field}.completionMode`, spec.completionMode, ['Indexed', 'NonIndexed'])),
    ...(spec.completionMode === 'Indexed' && spec.completions === undefined
      ? [required(`${field}.completions`, 'when completion mode is Indexed')]
      : []),
    ...(spec.selector === undefined || labelSelectorMatches(spec.selector, spec.template.metadata.labels)
      ? []
      : [labelMismatch(`${field}.template`, spec.template.metadata.labels)]),
    ...podTemplateErrors(`${field}.template`, spec.template),
    ...(restartPolicy === 'Always' ? [required(policy, 'valid values: "OnFailure", "Never"')] : []),
  ];
}

/** An Indexed job may be resized, completions and parallelism together; a suspended one may be placed anew. */
function jobUpdateErrors({ spec }: Job, { spec: old, status }: Job): FieldError[] {
  const errors: FieldError[] = [];
  const resized = spec.completionMode === 'Indexed' && spec.completions === spec.parallelism;
  if (spec.completions !== old.completions && !resized) {
    errors.push(immutable('spec.completions', spec.completions ?? null));
  }
  if (!sameJson(spec.selector, old.selector)) errors.push(immutable('spec.selector', spec.selector));
  if (!(old.suspend && status.startTime === undefined)) {
    errors.push(...templateImmutable('spec.template', spec.template, old.template));
  }
  if (spec.completionMode !== old.completionMode) errors.push(immutable('spec.completionMode', spec.completionMode));
  return errors;
}

/** The uid in the selector is what makes the pods of two Jobs of one name different. */
function addGeneratedSelector(job: Job): void {
  const { name = '' } = job.metadata; // one without a name is refused later
  const labels = {
    'batch.kubernetes.io/controller-uid': job.metadata.uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': job.metadata.uid,
    'job-name': name,
  };
  job.spec.template.metadata.labels = { ...job.spec.template.metadata.labels, ...labels };
  job.spec.selector ??= {};
  job.spec.selector.matchLabels = {
    ...job.spec.selector.matchLabels,
    'batch.kubernetes.io/controller-uid': job.metadata.uid,
  };
}

function jobStatus(job: Job): string {
  const is = (type: string) =>
    job.status.conditions?.some((condition) => condition.type === type && condition.status === 'True');
  if (is('Complete')) return 'Complete';
  if (is('Failed')) return 'Failed';
  if (job.metadata.deletionTimestamp) return 'Terminating';
  if (is('Suspended')) return 'Suspended';
  if (is('FailureTarget')) return 'FailureTarget';
  if (is('SuccessCriteriaMet')) return 'SuccessCriteriaMet';
  return 'Running';
}

/** `1/3`, or `0/1 of 3` for a work queue without a number of completions. */
function completions({ spec, status }: Job): string {
  const succeeded = status.succeeded ?? 0;
  if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
  return spec.parallelism > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`;
}

function duration({ status }: Job, now: number): string {
  const start = parseTime(status.startTime ?? '');
  if (start === undefined) return '';
  return humanDuration((parseTime(status.completionTime ?? '') ?? now) - start);
}
