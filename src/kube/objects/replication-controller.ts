// core/v1 ReplicationController and PodTemplate. Models pkg/registry/core/replicationcontroller and podtemplate.

import { AGE, column, containerColumns, formatLabels, integerColumn, NAME, wideColumn } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { setTemplateDefaults, templateContainers } from './pod-template.ts';
import { labelsMatch } from './selectors.ts';
import { beginGenerations, countGeneration, sameJson } from './strategy.ts';
import type { PodTemplateObject, ReplicationController } from './types/workload.ts';
import { invalid, nonnegative, required, unsupported } from './validation/errors.ts';
import { podTemplateErrors } from './validation/pod-spec.ts';

export const REPLICATION_CONTROLLER: Kind<ReplicationController> = {
  group: '',
  version: 'v1',
  kind: 'ReplicationController',
  plural: 'replicationcontrollers',
  singular: 'replicationcontroller',
  shortNames: ['rc'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status', 'scale'],
  scale: {
    replicas: ['spec', 'replicas'],
    statusReplicas: ['status', 'replicas'],
    selector: ['spec', 'selector'],
  },
  storagePath: 'controllers',
  schema: 'V1ReplicationController',
  nameRule: 'subdomain',
  columns: [
    NAME,
    integerColumn('Desired', ({ spec }) => spec.replicas),
    integerColumn('Current', ({ status }) => status.replicas),
    integerColumn('Ready', ({ status }) => status.readyReplicas ?? 0),
    AGE,
    ...containerColumns<ReplicationController>(({ spec }) => (spec.template ? templateContainers(spec.template) : [])),
    wideColumn('Selector', ({ spec }) => formatLabels(spec.selector)),
  ],
  setDefaults({ metadata, spec }) {
    spec.replicas ??= 1;
    if (!spec.template) return;
    setTemplateDefaults(spec.template);
    const { labels } = spec.template.metadata;
    if (labels && Object.keys(spec.selector ?? {}).length === 0) spec.selector = { ...labels };
    if (labels && Object.keys(metadata.labels ?? {}).length === 0) metadata.labels = { ...labels };
  },
  prepareForCreate(controller) {
    beginGenerations(controller);
    controller.status = { replicas: 0 };
  },
  prepareForUpdate: countGeneration,
  validate({ spec }) {
    const errors: FieldError[] = [
      ...nonnegative('spec.minReadySeconds', spec.minReadySeconds),
      ...(Object.keys(spec.selector ?? {}).length === 0 ? [required('spec.selector')] : []),
      ...nonnegative('spec.replicas', spec.replicas),
    ];
    if (!spec.template) return [...errors, required('spec.template')];
    const { labels } = spec.template.metadata;
    if (!labelsMatch(spec.selector ?? {}, labels)) {
      errors.push(
        invalid('spec.template.metadata.labels', labels ?? null, '`selector` does not match template `labels`'),
      );
    }
    errors.push(...podTemplateErrors('spec.template', spec.template));
    const { restartPolicy } = spec.template.spec;
    if (restartPolicy !== 'Always') {
      errors.push(unsupported('spec.template.spec.restartPolicy', restartPolicy, ['Always']));
    }
    return errors;
  },
  fieldSelectors: { 'status.replicas': ({ status }) => String(status.replicas) },
};

export const POD_TEMPLATE: Kind<PodTemplateObject> = {
  group: '',
  version: 'v1',
  kind: 'PodTemplate',
  plural: 'podtemplates',
  singular: 'podtemplate',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1PodTemplate',
  nameRule: 'subdomain',
  columns: [
    NAME,
    ...containerColumns<PodTemplateObject>(({ template }) => templateContainers(template)).map((each) => ({
      ...each,
      priority: 0 as const,
    })),
    column('Pod Labels', ({ template }) => formatLabels(template.metadata.labels)),
  ],
  setDefaults({ template }) {
    setTemplateDefaults(template);
  },
  prepareForCreate: beginGenerations,
  prepareForUpdate(object, old) {
    const { generation = 0 } = old.metadata;
    object.metadata.generation = sameJson(object.template, old.template) ? generation : generation + 1;
  },
  validate: ({ template }) => podTemplateErrors('template', template),
};
