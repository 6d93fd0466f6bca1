// apps/v1 Deployment. Models pkg/registry/apps/deployment and pkg/apis/apps/v1/defaults.go.

import { AGE, column, containerColumns, integerColumn, NAME, selectorColumn } from './columns.ts';
import type { Kind } from './kind.ts';
import { setTemplateDefaults, templateContainers } from './pod-template.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type { Deployment } from './types.ts';

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
  prepareForUpdate(deployment, old) {
    countGeneration(deployment, old);
  },
};
