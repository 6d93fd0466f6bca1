// Puts together the rules of cluster roles that are made of others. Models pkg/controller/clusterroleaggregation.

import type { Task } from '../../sim/task.ts';
import { keyOf } from '../client/paths.ts';
import { CLUSTER_ROLE } from '../objects/rbac.ts';
import { labelSelectorMatches } from '../objects/selectors.ts';
import { sameJson } from '../objects/strategy.ts';
import type { PolicyRule, Role } from '../objects/types/policy.ts';
import type { Controller } from './controller.ts';
import type { Workplace } from './run.ts';

export function clusterRoleAggregationController({ client, informers }: Workplace): Controller {
  const roles = informers.of(CLUSTER_ROLE);
  const aggregating = () => [...roles.values()].filter(({ aggregationRule }) => aggregationRule);
  return {
    name: 'clusterrole-aggregation-controller',
    // Any role may become a part of any other.
    watches: [{ kind: CLUSTER_ROLE, keys: () => aggregating().map(keyOf) }],
    *reconcile(key): Task<void> {
      const role = roles.get(key);
      const selectors = role?.aggregationRule?.clusterRoleSelectors;
      if (!role || !selectors) return;
      const rules: PolicyRule[] = [];
      const parts = [...roles.values()]
        .filter(
          (one) => one !== role && selectors.some((selector) => labelSelectorMatches(selector, one.metadata.labels)),
        )
        .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
      for (const rule of parts.flatMap((part: Role) => part.rules ?? [])) {
        if (!rules.some((one) => sameJson(one, rule))) rules.push(rule);
      }
      if (!sameJson(rules, role.rules)) yield* client.update(CLUSTER_ROLE, { ...role, rules });
    },
  };
}
