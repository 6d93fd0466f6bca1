// apps/v1 DaemonSet. Models pkg/registry/apps/daemonset.

import { AGE, column, containerColumns, formatLabels, integerColumn, NAME, selectorColumn } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { setTemplateDefaults, templateContainers } from './pod-template.ts';
import { beginGenerations, countGeneration, sameJson } from './strategy.ts';
import type { DaemonSet } from './types/workload.ts';
import { atMostAllErrors, countOrPercent, countOrPercentErrors } from './validation/amounts.ts';
import { invalid, nonnegative, required, unsupported } from './validation/errors.ts';
import { selectorAndTemplateErrors, selectorUpdateErrors } from './validation/workloads.ts';

/** A field of the oldest versions, which apps/v1 still carries as an annotation. */
export const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

export const DAEMON_SET: Kind<DaemonSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'DaemonSet',
  plural: 'daemonsets',
  singular: 'daemonset',
  shortNames: ['ds'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  schema: 'V1DaemonSet',
  nameRule: 'subdomain',
  columns: [
    NAME,
    integerColumn('Desired', ({ status }) => status.desiredNumberScheduled),
    integerColumn('Current', ({ status }) => status.currentNumberScheduled),
    integerColumn('Ready', ({ status }) => status.numberReady),
    integerColumn('Up-to-date', ({ status }) => status.updatedNumberScheduled ?? 0),
    integerColumn('Available', ({ status }) => status.numberAvailable ?? 0),
    column('Node Selector', ({ spec }) => formatLabels(spec.template.spec.nodeSelector)),
    AGE,
    ...containerColumns<DaemonSet>(({ spec }) => templateContainers(spec.template)),
    selectorColumn(({ spec }) => spec.selector),
  ],
  setDefaults({ spec }) {
    spec.updateStrategy.type ||= 'RollingUpdate';
    if (spec.updateStrategy.type === 'RollingUpdate') {
      spec.updateStrategy.rollingUpdate = { maxUnavailable: 1, maxSurge: 0, ...spec.updateStrategy.rollingUpdate };
    }
    spec.revisionHistoryLimit ??= 10;
    setTemplateDefaults(spec.template);
  },
  prepareForCreate(daemonSet) {
    beginGenerations(daemonSet);
    writeTemplateGeneration(daemonSet, 1);
    daemonSet.status = { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 };
  },
  prepareForUpdate(daemonSet, old) {
    countGeneration(daemonSet, old);
    const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? 0);
    const changed = !sameJson(daemonSet.spec.template, old.spec.template);
    writeTemplateGeneration(daemonSet, changed ? before + 1 : before);
  },
  validate({ spec }) {
    return [
      ...selectorAndTemplateErrors(spec, 'daemonset', 'DaemonSet'),
      ...nonnegative('spec.minReadySeconds', spec.minReadySeconds),
      ...updateStrategyErrors(spec.updateStrategy),
      ...nonnegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
    ];
  },
  validateUpdate: selectorUpdateErrors,
};

function writeTemplateGeneration({ metadata }: DaemonSet, generation: number): void {
  metadata.annotations = { ...metadata.annotations, [TEMPLATE_GENERATION]: String(generation) };
}

function updateStrategyErrors({ type, rollingUpdate }: DaemonSet['spec']['updateStrategy']): FieldError[] {
  if (type === 'OnDelete') return [];
  if (type !== 'RollingUpdate') {
    const strategy = { Type: type, RollingUpdate: rollingUpdate ?? null };
    return [unsupported('spec.updateStrategy', strategy, ['RollingUpdate', 'OnDelete'])];
  }
  const field = 'spec.updateStrategy.rollingUpdate';
  const { maxUnavailable = 1, maxSurge = 0 } = rollingUpdate ?? {};
  const errors = [
    ...countOrPercentErrors(`${field}.maxUnavailable`, maxUnavailable),
    ...atMostAllErrors(`${field}.maxUnavailable`, maxUnavailable),
    ...countOrPercentErrors(`${field}.maxSurge`, maxSurge),
    ...atMostAllErrors(`${field}.maxSurge`, maxSurge),
  ];
  const surges = countOrPercent(maxSurge) !== 0;
  if (surges && countOrPercent(maxUnavailable) !== 0) {
    errors.push(invalid(`${field}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero'));
  } else if (!surges && countOrPercent(maxUnavailable) === 0) {
    errors.push(required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0'));
  }
  return errors;
}
