// policy/v1 PodDisruptionBudget.

import { AGE, column, integerColumn, NAME } from './columns.ts';
import type { Kind } from './kind.ts';
import { beginGenerations, countGeneration } from './strategy.ts';
import type { PodDisruptionBudget } from './types.ts';

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
};
