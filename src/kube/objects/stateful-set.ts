// apps/v1 StatefulSet. Models pkg/registry/apps/statefulset.

import { AGE, column, containerColumns, NAME } from './columns.ts';
import type { Kind } from './kind.ts';
import { setTemplateDefaults, templateContainers } from './pod-template.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type { StatefulSet } from './types.ts';

export const STATEFUL_SET: Kind<StatefulSet> = {
  group: 'apps',
  version: 'v1',
  kind: 'StatefulSet',
  plural: 'statefulsets',
  singular: 'statefulset',
  shortNames: ['sts'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  scale: {
    replicas: ['spec', 'replicas'],
    statusReplicas: ['status', 'replicas'],
    selector: ['spec', 'selector'],
  },
  schema: 'V1StatefulSet',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Ready', ({ spec, status }) => `${status.readyReplicas ?? 0}/${spec.replicas}`),
    AGE,
    ...containerColumns<StatefulSet>(({ spec }) => templateContainers(spec.template)),
  ],
  setDefaults({ spec }) {
    spec.podManagementPolicy ||= 'OrderedReady';
    spec.updateStrategy.type ||= 'RollingUpdate';
    if (spec.updateStrategy.type === 'RollingUpdate') {
      spec.updateStrategy.rollingUpdate = { partition: 0, ...spec.updateStrategy.rollingUpdate };
    }
    spec.persistentVolumeClaimRetentionPolicy = {
      ...{ whenDeleted: 'Retain', whenScaled: 'Retain' },
      ...spec.persistentVolumeClaimRetentionPolicy,
    };
    spec.replicas ??= 1;
    spec.revisionHistoryLimit ??= 10;
    setTemplateDefaults(spec.template);
  },
  prepareForCreate(statefulSet) {
    beginGenerations(statefulSet);
    statefulSet.status = { replicas: 0, availableReplicas: 0 };
  },
  prepareForUpdate: countGeneration,
};
