// scheduling.k8s.io/v1 PriorityClass.

import { AGE, column, NAME } from './columns.ts';
import type { Kind } from './kind.ts';
import type { PriorityClass } from './types.ts';

export const PRIORITY_CLASS: Kind<PriorityClass> = {
  group: 'scheduling.k8s.io',
  version: 'v1',
  kind: 'PriorityClass',
  plural: 'priorityclasses',
  singular: 'priorityclass',
  shortNames: ['pc'],
  categories: [],
  namespaced: false,
  subresources: [],
  schema: 'V1PriorityClass',
  nameRule: 'subdomain',
  columns: [
    NAME,
    { ...column('Value', (priority) => priority.value), type: 'integer' },
    { ...column('Global-Default', (priority) => priority.globalDefault ?? false), type: 'boolean' },
    AGE,
    column('PreemptionPolicy', (priority) => priority.preemptionPolicy),
  ],
  setDefaults(priority) {
    priority.preemptionPolicy ??= 'PreemptLowerPriority';
  },
  prepareForCreate(priority) {
    priority.metadata.generation = 1;
  },
};
