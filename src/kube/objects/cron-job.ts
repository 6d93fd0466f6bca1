// batch/v1 CronJob. Models pkg/registry/batch/cronjob.

import { age } from '../../base/duration.ts';
import { AGE, column, containerColumns, integerColumn, NAME, NONE, selectorColumn } from './columns.ts';
import { jobErrors, setJobDefaults } from './job.ts';
import type { FieldError, Kind } from './kind.ts';
import { templateContainers } from './pod-template.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type { CronJob } from './types/workload.ts';
import { invalid, nonnegative, oneOf, required } from './validation/errors.ts';
import { scheduleProblem } from './validation/schedule.ts';

/** 63 less what a Job's name gets: a dash and ten digits. */
const LONGEST_NAME = 52;

export const CRON_JOB: Kind<CronJob> = {
  group: 'batch',
  version: 'v1',
  kind: 'CronJob',
  plural: 'cronjobs',
  singular: 'cronjob',
  shortNames: ['cj'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  schema: 'V1CronJob',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Schedule', ({ spec }) => spec.schedule),
    column('Timezone', ({ spec }) => spec.timeZone ?? NONE),
    { name: 'Suspend', type: 'boolean', priority: 0, cell: ({ spec }) => (spec.suspend ? 'True' : 'False') },
    integerColumn('Active', ({ status }) => status.active?.length ?? 0),
    column('Last Schedule', ({ status }, now) => (status.lastScheduleTime ? age(status.lastScheduleTime, now) : NONE)),
    AGE,
    ...containerColumns<CronJob>(({ spec }) => templateContainers(spec.jobTemplate.spec.template)),
    selectorColumn(({ spec }) => spec.jobTemplate.spec.selector),
  ],
  setDefaults({ spec }) {
    spec.concurrencyPolicy ??= 'Allow';
    spec.suspend ??= false;
    spec.successfulJobsHistoryLimit ??= 3;
    spec.failedJobsHistoryLimit ??= 1;
    setJobDefaults(spec.jobTemplate.spec, 'template');
  },
  prepareForCreate(cronJob) {
    beginGenerations(cronJob);
    cronJob.status = {};
  },
  prepareForUpdate: countGeneration,
  validate({ metadata, spec }) {
    const errors: FieldError[] = [];
    if (metadata.name.length > LONGEST_NAME) {
      errors.push(invalid('metadata.name', metadata.name, `must be no more than ${LONGEST_NAME} characters`));
    }
    if (!spec.schedule) errors.push(required('spec.schedule'));
    else {
      const problem = scheduleProblem(spec.schedule);
      if (problem !== undefined) errors.push(invalid('spec.schedule', spec.schedule, problem));
      if (/TZ=/.test(spec.schedule)) {
        errors.push(
          invalid('spec.schedule', spec.schedule, 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead'),
        );
      }
    }
    if (spec.timeZone !== undefined) errors.push(...timeZoneErrors(spec.timeZone));
    errors.push(
      ...nonnegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds),
      ...oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']),
      ...jobErrors(spec.jobTemplate.spec, 'spec.jobTemplate.spec'),
      ...nonnegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit),
      ...nonnegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit),
    );
    return errors;
  },
};

function timeZoneErrors(zone: string): FieldError[] {
  if (zone === '') return [invalid('spec.timeZone', zone, 'timeZone must be nil or non-empty string')];
  if (zone.toLowerCase() === 'local') {
    return [
      invalid(
        'spec.timeZone',
        zone,
        'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones',
      ),
    ];
  }
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return [];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return [invalid('spec.timeZone', zone, `unknown time zone ${zone}`)];
  }
}
