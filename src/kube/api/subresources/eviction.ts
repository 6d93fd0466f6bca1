// Eviction: a deletion that asks the disruption budgets first.
// Models pkg/registry/core/pod/storage/eviction.go.

import { cloneJson, isRecord } from '../../../base/json.ts';
import type { Task } from '../../../sim/task.ts';
import { labelSelectorMatches } from '../../objects/selectors.ts';
import type { Condition } from '../../objects/types/meta.ts';
import type { Pod } from '../../objects/types/pod.ts';
import type { PodDisruptionBudget } from '../../objects/types/policy.ts';
import type { ApiResponse } from '../api.ts';
import { bodyOf } from '../body.ts';
import type { DeleteOptions } from '../deletion.ts';
import { wallTime } from '../metadata.ts';
import type { Caller, Resources } from '../resources.ts';
import { badRequest, forbidden, tooManyRequests, unknownError } from '../status.ts';
import { answer, type SubresourceHandler, type SubresourceRequest } from './subresource.ts';

const TOO_MANY = "Cannot evict pod as it would violate the pod's disruption budget.";
/** More unconfirmed evictions than this and the controller is not keeping up. */
const MOST_DISRUPTED = 2000;

export const EVICTION: SubresourceHandler = {
  name: 'eviction',
  verbs: ['create'],
  // biome-ignore lint/correctness/useYield: everything is in the store
  *handle({ request, route, kind, caller, resources }: SubresourceRequest): Task<ApiResponse> {
    const body = bodyOf(request, 'Eviction');
    const metadata = isRecord(body) && isRecord(body.metadata) ? body.metadata : {};
    if (metadata.name !== undefined && metadata.name !== route.name) {
      throw badRequest('name in URL does not match name in Eviction object');
    }
    const options: DeleteOptions = isRecord(body) && isRecord(body.deleteOptions) ? body.deleteOptions : {};
    const dryRunAsked = isRecord(body) && isRecord(body.deleteOptions) && Array.isArray(body.deleteOptions.dryRun);
    const by: Caller = { ...caller, dryRun: caller.dryRun || dryRunAsked };
    const pod = resources.get(kind, route.namespace, route.name).object as Pod;
    if (!needsNoBudget(pod)) askBudgets(resources, pod, by);
    markTarget(resources, kind, pod, by);
    resources.remove(kind, route.namespace, route.name, options, by);
    return answer(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
  },
};

/** Pods that serve nobody may always go. */
const needsNoBudget = (pod: Pod): boolean =>
  ['Succeeded', 'Failed', 'Pending'].includes(pod.status.phase) || pod.metadata.deletionTimestamp !== undefined;

function askBudgets(resources: Resources, pod: Pod, caller: Caller): void {
  const kind = resources.kind('policy', 'PodDisruptionBudget');
  if (!kind) return;
  const namespace = pod.metadata.namespace ?? '';
  const budgets = [...(resources.all(kind, namespace) as Iterable<PodDisruptionBudget>)].filter((one) =>
    labelSelectorMatches(one.spec.selector, pod.metadata.labels),
  );
  if (budgets.length === 0) return;
  if (budgets.length > 1) {
    throw unknownError(
      'This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.',
    );
  }
  const [budget] = budgets;
  if (!isReady(pod)) {
    if (budget.spec.unhealthyPodEvictionPolicy === 'AlwaysAllow') return;
    const { currentHealthy, desiredHealthy } = budget.status;
    if (currentHealthy >= desiredHealthy && desiredHealthy > 0) return;
  }
  refuse(kind, budget);
  resources.update(
    kind,
    namespace,
    budget.metadata.name,
    (current) => spend(cloneJson(current) as PodDisruptionBudget, pod.metadata.name, wallTime(resources.simulation)),
    caller,
    'status',
  );
}

function refuse(
  kind: { readonly group: string; readonly plural: string },
  { metadata, status }: PodDisruptionBudget,
): void {
  if ((status.observedGeneration ?? 0) < (metadata.generation ?? 0)) {
    throw tooManyRequests(TOO_MANY, {
      causes: [
        {
          reason: 'DisruptionBudget',
          message: `The disruption budget ${metadata.name} is still being processed by the server.`,
        },
      ],
      retryAfterSeconds: 10,
    });
  }
  if (status.disruptionsAllowed < 0) throw forbidden(kind, metadata.name, 'pdb disruptions allowed is negative');
  if (Object.keys(status.disruptedPods ?? {}).length > MOST_DISRUPTED) {
    throw forbidden(
      kind,
      metadata.name,
      'DisruptedPods map too big - too many evictions not confirmed by PDB controller',
    );
  }
  if (status.disruptionsAllowed > 0) return;
  const condition = status.conditions?.find((one) => one.type === 'DisruptionAllowed');
  const message =
    condition?.reason === 'SyncFailed'
      ? `The disruption budget ${metadata.name} does not allow evicting pods currently because it failed sync: ${condition.message}`
      : `The disruption budget ${metadata.name} needs ${status.desiredHealthy} healthy pods and has ${status.currentHealthy} currently`;
  throw tooManyRequests(TOO_MANY, { causes: [{ reason: 'DisruptionBudget', message }] });
}

/** One disruption less; the controller takes the pod off the list when it sees it going. */
function spend(budget: PodDisruptionBudget, podName: string, now: string): PodDisruptionBudget {
  const { status } = budget;
  status.disruptionsAllowed--;
  status.disruptedPods = { ...status.disruptedPods, [podName]: now };
  if (status.disruptionsAllowed === 0) {
    const condition: Condition = {
      type: 'DisruptionAllowed',
      status: 'False',
      observedGeneration: status.observedGeneration,
      lastTransitionTime: now,
      reason: 'InsufficientPods',
      message: '',
    };
    status.conditions = [...(status.conditions ?? []).filter((one) => one.type !== condition.type), condition];
  }
  return budget;
}

function markTarget(resources: Resources, kind: SubresourceRequest['kind'], pod: Pod, caller: Caller): void {
  if (caller.dryRun || pod.metadata.deletionTimestamp !== undefined) return;
  const condition: Condition = {
    type: 'DisruptionTarget',
    status: 'True',
    lastProbeTime: null,
    lastTransitionTime: wallTime(resources.simulation),
    reason: 'EvictionByEvictionAPI',
    message: 'Eviction API: evicting',
  };
  const change = (current: Pod): Pod => {
    const others = (current.status.conditions ?? []).filter((one) => one.type !== condition.type);
    current.status.conditions = [...others, condition];
    return current;
  };
  const { namespace = '', name } = pod.metadata;
  resources.update(kind, namespace, name, (current) => change(cloneJson(current) as Pod), caller, 'status');
}

const isReady = (pod: Pod): boolean =>
  pod.status.conditions?.some((one) => one.type === 'Ready' && one.status === 'True') ?? false;
