// scheduling.k8s.io/v1 PriorityClass.

import { AGE, column, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import type { PriorityClass } from './types/policy.ts';
import { forbidden, immutable, unsupported } from './validation/errors.ts';

const HIGHEST_USER_PRIORITY = 1_000_000_000;
const POLICIES = ['Never', 'PreemptLowerPriority'];

const SYSTEM_CLASSES: Readonly<Record<string, number>> = {
  'system-cluster-critical': 2_000_000_000,
  'system-node-critical': 2_000_001_000,
};

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
  validate({ metadata, value, preemptionPolicy }) {
    const errors: FieldError[] = [];
    if (metadata.name.startsWith('system-')) {
      const known = SYSTEM_CLASSES[metadata.name];
      if (known !== value) {
        const why =
          known === undefined
            ? `${JSON.stringify(metadata.name)} is not a known system priority class`
            : `value of ${metadata.name} PriorityClass must be ${known}`;
        errors.push(
          forbidden(
            'metadata.name',
            `priority class names with 'system-' prefix are reserved for system use only. error: ${why}`,
          ),
        );
      }
    } else if (value > HIGHEST_USER_PRIORITY) {
      errors.push(forbidden('value', `maximum allowed value of a user defined priority is ${HIGHEST_USER_PRIORITY}`));
    }
    if (!POLICIES.includes(preemptionPolicy)) {
      errors.push(unsupported('preemptionPolicy', preemptionPolicy, POLICIES));
    }
    return errors;
  },
  validateUpdate(priority, old) {
    const errors: FieldError[] = [];
    if (priority.value !== old.value) errors.push(forbidden('value', 'may not be changed in an update.'));
    if (priority.preemptionPolicy !== old.preemptionPolicy) {
      errors.push(immutable('preemptionPolicy', priority.preemptionPolicy));
    }
    return errors;
  },
};
