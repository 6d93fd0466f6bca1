// policy/v1 PodDisruptionBudget.

import { AGE, column, integerColumn, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type { PodDisruptionBudget } from './types/policy.ts';
import { atMostAllErrors, countOrPercentErrors } from './validation/amounts.ts';
import { invalid, unsupported } from './validation/errors.ts';
import { labelSelectorErrors } from './validation/metadata.ts';

export const POD_DISRUPTION_BUDGET: Kind<PodDisruptionBudget> = {
  group: 'policy',
  version: 'v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  singular: 'poddisruptionbudget',
  shortNames: ['pdb'],
  categories: [],
  namespaced: true,
  subresources: ['status'],
  schema: 'V1PodDisruptionBudget',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Min Available', (budget) => String(budget.spec.minAvailable ?? 'N/A')),
    column('Max Unavailable', (budget) => String(budget.spec.maxUnavailable ?? 'N/A')),
    integerColumn('Allowed Disruptions', (budget) => budget.status.disruptionsAllowed),
    AGE,
  ],
  prepareForCreate(budget) {
    beginGenerations(budget);
    budget.status = { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 };
  },
  prepareForUpdate: countGeneration,
  validate({ spec }) {
    const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy } = spec;
    const errors: FieldError[] = [];
    if (minAvailable !== undefined && maxUnavailable !== undefined) {
      errors.push(invalid('spec', internal(spec), 'minAvailable and maxUnavailable cannot be both set'));
    }
    for (const [name, value] of Object.entries({ minAvailable, maxUnavailable })) {
      if (value === undefined) continue;
      errors.push(...countOrPercentErrors(`spec.${name}`, value), ...atMostAllErrors(`spec.${name}`, value));
    }
    errors.push(...labelSelectorErrors('spec.selector', selector));
    if (unhealthyPodEvictionPolicy !== undefined && !EVICTION_POLICIES.includes(unhealthyPodEvictionPolicy)) {
      errors.push(unsupported('spec.unhealthyPodEvictionPolicy', unhealthyPodEvictionPolicy, EVICTION_POLICIES));
    }
    return errors;
  },
};

const EVICTION_POLICIES = ['AlwaysAllow', 'IfHealthyBudget'];

/** Messages show the server's internal struct, whose fields have no JSON names. */
const internal = (spec: PodDisruptionBudget['spec']) => ({
  MinAvailable: spec.minAvailable ?? null,
  Selector: spec.selector ?? null,
  MaxUnavailable: spec.maxUnavailable ?? null,
  UnhealthyPodEvictionPolicy: spec.unhealthyPodEvictionPolicy ?? null,
});
