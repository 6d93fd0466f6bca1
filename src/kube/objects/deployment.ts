// apps/v1 Deployment. Models pkg/registry/apps/deployment and pkg/apis/apps/v1/defaults.go.

import { AGE, column, containerColumns, integerColumn, NAME, selectorColumn } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { setTemplateDefaults, templateContainers } from './pod-template.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type { Deployment } from './types/workload.ts';
import { atMostAllErrors, countOrPercent, countOrPercentErrors } from './validation/amounts.ts';
import { forbidden, invalid, nonnegative, unsupported } from './validation/errors.ts';
import { selectorAndTemplateErrors, selectorUpdateErrors } from './validation/workloads.ts';

export const DEPLOYMENT: Kind<Deployment> = {
  group: 'apps',
  version: 'v1',
  kind: 'Deployment',
  plural: 'deployments',
  singular: 'deployment',
  shortNames: ['deploy'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  scale: {
    replicas: ['spec', 'replicas'],
    statusReplicas: ['status', 'replicas'],
    selector: ['spec', 'selector'],
  },
  schema: 'V1Deployment',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Ready', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`),
    integerColumn('Up-to-date', ({ status }) => status.updatedReplicas ?? 0),
    integerColumn('Available', ({ status }) => status.availableReplicas ?? 0),
    AGE,
    ...containerColumns<Deployment>(({ spec }) => templateContainers(spec.template)),
    selectorColumn(({ spec }) => spec.selector),
  ],
  setDefaults({ spec }) {
    spec.replicas ??= 1;
    spec.strategy.type ||= 'RollingUpdate';
    if (spec.strategy.type === 'RollingUpdate') {
      spec.strategy.rollingUpdate = { maxUnavailable: '25%', maxSurge: '25%', ...spec.strategy.rollingUpdate };
    }
    spec.revisionHistoryLimit ??= 10;
    spec.progressDeadlineSeconds ??= 600;
    setTemplateDefaults(spec.template);
  },
  prepareForCreate(deployment) {
    beginGenerations(deployment);
    deployment.status = {};
  },
  prepareForUpdate: countGeneration,
  validate({ spec }) {
    return [
      ...nonnegative('spec.replicas', spec.replicas),
      ...selectorAndTemplateErrors(spec, 'deployment', 'ReplicaSet'),
      ...strategyErrors(spec.strategy),
      ...nonnegative('spec.minReadySeconds', spec.minReadySeconds),
      ...nonnegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
      ...nonnegative('spec.progressDeadlineSeconds', spec.progressDeadlineSeconds),
      ...(spec.progressDeadlineSeconds <= (spec.minReadySeconds ?? 0)
        ? [
            invalid(
              'spec.progressDeadlineSeconds',
              spec.progressDeadlineSeconds,
              'must be greater than minReadySeconds',
            ),
          ]
        : []),
    ];
  },
  validateUpdate: selectorUpdateErrors,
};

function strategyErrors({ type, rollingUpdate }: Deployment['spec']['strategy']): FieldError[] {
  const field = 'spec.strategy.rollingUpdate';
  if (type === 'Recreate') {
    return rollingUpdate ? [forbidden(field, "may not be specified when strategy `type` is 'Recreate'")] : [];
  }
  if (type !== 'RollingUpdate') {
    const strategy = { Type: type, RollingUpdate: rollingUpdate ?? null };
    return [unsupported('spec.strategy', strategy, ['Recreate', 'RollingUpdate'])];
  }
  const { maxUnavailable = 0, maxSurge = 0 } = rollingUpdate ?? {};
  return [
    ...countOrPercentErrors(`${field}.maxUnavailable`, maxUnavailable),
    ...countOrPercentErrors(`${field}.maxSurge`, maxSurge),
    ...(countOrPercent(maxUnavailable) === 0 && countOrPercent(maxSurge) === 0
      ? [invalid(`${field}.maxUnavailable`, maxUnavailable, 'may not be 0 when `maxSurge` is 0')]
      : []),
    ...atMostAllErrors(`${field}.maxUnavailable`, maxUnavailable),
  ];
}
