// core/v1 Pod. Models pkg/registry/core/pod.

import type { Kind } from './kind.ts';
import { POD_COLUMNS } from './pod-columns.ts';
import { setPodDefaults, setPodSpecDefaults } from './pod-defaults.ts';
import { qosClass } from './quality-of-service.ts';
import { countGeneration } from './strategy.ts';
import type { Condition } from './types/meta.ts';
import type { Pod } from './types/pod.ts';
import { podSpecErrors, podUpdateErrors } from './validation/pod-spec.ts';

/** What a pod with scheduling gates is born with. */
const GATED: Condition = {
  type: 'PodScheduled',
  status: 'False',
  reason: 'SchedulingGated',
  message: 'Scheduling is blocked due to non-empty scheduling gates',
};

export const POD: Kind<Pod> = {
  group: '',
  version: 'v1',
  kind: 'Pod',
  plural: 'pods',
  singular: 'pod',
  shortNames: ['po'],
  categories: ['all'],
  namespaced: true,
  subresources: [
    'status',
    'log',
    'exec',
    'attach',
    'portforward',
    'eviction',
    'binding',
    'ephemeralcontainers',
    'resize',
  ],
  schema: 'V1Pod',
  nameRule: 'subdomain',
  columns: POD_COLUMNS,
  setDefaults(pod) {
    setPodDefaults(pod.spec);
    setPodSpecDefaults(pod.spec);
    pod.status.phase ||= 'Pending';
  },
  prepareForCreate(pod) {
    pod.metadata.generation = 1;
    pod.status = { phase: 'Pending', qosClass: qosClass(pod.spec) };
    if (pod.spec.schedulingGates) pod.status.conditions = [GATED];
  },
  prepareForUpdate: countGeneration,
  validate: (pod) => podSpecErrors('spec', pod.spec),
  validateUpdate: podUpdateErrors,
  fieldSelectors: {
    'spec.nodeName': (pod) => pod.spec.nodeName ?? '',
    'spec.restartPolicy': (pod) => pod.spec.restartPolicy,
    'spec.schedulerName': (pod) => pod.spec.schedulerName,
    'spec.serviceAccountName': (pod) => pod.spec.serviceAccountName ?? '',
    'spec.hostNetwork': (pod) => String(pod.spec.hostNetwork ?? false),
    'status.phase': (pod) => pod.status.phase,
    'status.podIP': (pod) => pod.status.podIPs?.[0]?.ip ?? pod.status.podIP ?? '',
    'status.nominatedNodeName': (pod) => pod.status.nominatedNodeName ?? '',
  },
  /** CheckGracefulDelete: a pod no kubelet runs can go at once. */
  graceSeconds(pod, asked) {
    if (!pod.spec.nodeName || pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed') return 0;
    const period = asked ?? pod.spec.terminationGracePeriodSeconds;
    return period < 0 ? 1 : period;
  },
};
