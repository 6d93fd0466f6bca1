// apps/v1 ReplicaSet. Models pkg/registry/apps/replicaset.

import { AGE, containerColumns, integerColumn, NAME, selectorColumn } from './columns.ts';
import type { Kind } from './kind.ts';
import { setTemplateDefaults, templateContainers } from './pod-template.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type { ReplicaSet } from './types/workload.ts';
import { nonnegative } from './validation/errors.ts';
import { selectorAndTemplateErrors, selectorUpdateErrors } from './validation/workloads.ts';

export const REPLICA_SET: Kind<ReplicaSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'ReplicaSet',
  plural: 'replicasets',
  singular: 'replicaset',
  shortNames: ['rs'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  scale: {
    replicas: ['spec', 'replicas'],
    statusReplicas: ['status', 'replicas'],
    selector: ['spec', 'selector'],
  },
  schema: 'V1ReplicaSet',
  nameRule: 'subdomain',
  columns: [
    NAME,
    integerColumn('Desired', ({ spec }) => spec.replicas),
    integerColumn('Current', ({ status }) => status.replicas),
    integerColumn('Ready', ({ status }) => status.readyReplicas ?? 0),
    AGE,
    ...containerColumns<ReplicaSet>(({ spec }) => templateContainers(spec.template)),
    selectorColumn(({ spec }) => spec.selector),
  ],
  setDefaults({ spec }) {
    spec.replicas ??= 1;
    setTemplateDefaults(spec.template);
  },
  prepareForCreate(replicaSet) {
    beginGenerations(replicaSet);
    replicaSet.status = { replicas: 0 };
  },
  prepareForUpdate: countGeneration,
  validate({ spec }) {
    return [
      ...nonnegative('spec.replicas', spec.replicas),
      ...nonnegative('spec.minReadySeconds', spec.minReadySeconds),
      // The real words: upstream says "deployment" here too.
      ...selectorAndTemplateErrors(spec, 'deployment', 'ReplicaSet'),
    ];
  },
  validateUpdate: selectorUpdateErrors,
  fieldSelectors: { 'status.replicas': ({ status }) => String(status.replicas) },
};
