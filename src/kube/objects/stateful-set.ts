// apps/v1 StatefulSet. Models pkg/registry/apps/statefulset.

import { AGE, column, containerColumns, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { setTemplateDefaults, templateContainers } from './pod-template.ts';
import { beginGenerations, countGeneration, sameJson } from './strategy.ts';
import type { PodTemplate } from './types/pod.ts';
import type { StatefulSet } from './types/workload.ts';
import { forbidden, invalid, nonnegative, oneOf } from './validation/errors.ts';
import { selectorAndTemplateErrors } from './validation/workloads.ts';

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
  validate({ spec }) {
    return [
      ...oneOf('spec.podManagementPolicy', spec.podManagementPolicy, ['OrderedReady', 'Parallel']),
      ...updateStrategyErrors(spec.updateStrategy),
      ...nonnegative('spec.replicas', spec.replicas),
      ...nonnegative('spec.minReadySeconds', spec.minReadySeconds),
      ...nonnegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
      ...selectorAndTemplateErrors({ ...spec, template: withClaims(spec) }, 'statefulset', 'ReplicaSet'),
    ];
  },
  /** ValidateStatefulSetUpdate: everything else is fixed at birth. */
  validateUpdate({ spec }, { spec: old }) {
    const allowed: StatefulSet['spec'] = {
      ...spec,
      replicas: old.replicas,
      template: old.template,
      updateStrategy: old.updateStrategy,
      minReadySeconds: old.minReadySeconds,
      revisionHistoryLimit: old.revisionHistoryLimit,
      persistentVolumeClaimRetentionPolicy: old.persistentVolumeClaimRetentionPolicy,
    };
    return sameJson({ ...allowed, ordinals: null }, { ...old, ordinals: null }) ? [] : [forbidden('spec', UPDATE_RULE)];
  },
};

/** The template as its pods will have it: with a volume for each claim. */
function withClaims({ template, volumeClaimTemplates = [] }: StatefulSet['spec']): PodTemplate {
  const claims = volumeClaimTemplates.map(({ metadata: { name } }) => ({
    name,
    persistentVolumeClaim: { claimName: name },
  }));
  const names = new Set(claims.map(({ name }) => name));
  const volumes = [...(template.spec.volumes ?? []).filter(({ name }) => !names.has(name)), ...claims];
  return claims.length === 0 ? template : { ...template, spec: { ...template.spec, volumes } };
}

const UPDATE_RULE =
  "updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";

function updateStrategyErrors({ type, rollingUpdate }: StatefulSet['spec']['updateStrategy']): FieldError[] {
  const field = 'spec.updateStrategy';
  if (type === 'OnDelete') {
    return rollingUpdate
      ? [invalid(`${field}.rollingUpdate`, rollingUpdate, "only allowed for updateStrategy 'RollingUpdate'")]
      : [];
  }
  if (type === 'RollingUpdate') return nonnegative(`${field}.rollingUpdate.partition`, rollingUpdate?.partition);
  return [
    invalid(field, { Type: type, RollingUpdate: rollingUpdate ?? null }, "must be 'RollingUpdate' or 'OnDelete'"),
  ];
}
