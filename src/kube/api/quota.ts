// What objects count against a ResourceQuota. Models pkg/quota/v1/evaluator/core.

import { addQuantities, compareQuantities, quantity } from '../../base/quantity.ts';
import { qosClass } from '../objects/quality-of-service.ts';
import type { ResourceQuota, ScopeRequirement } from '../objects/types/limits.ts';
import type { KubeObject, ResourceList } from '../objects/types/meta.ts';
import type { Container, Pod } from '../objects/types/pod.ts';
import type { Service } from '../objects/types/service.ts';
import type { PersistentVolumeClaim } from '../objects/types/storage.ts';

interface GroupKind {
  readonly group: string;
  readonly kind: string;
  readonly plural: string;
}

/** Kinds counted under a name of their own; any other counts as `count/<plural>.<group>`. */
const PLAIN_COUNTS = [
  'configmaps',
  'persistentvolumeclaims',
  'pods',
  'replicationcontrollers',
  'resourcequotas',
  'secrets',
  'services',
];

/** What one object uses, by the names a quota may have. */
export function usageOf({ group, kind, plural }: GroupKind, object: KubeObject): ResourceList {
  const usage: ResourceList = { [`count/${plural}${group === '' ? '' : `.${group}`}`]: '1' };
  if (group === '' && kind === 'Pod') return isOver(object as Pod) ? usage : { ...usage, ...podUsage(object as Pod) };
  if (group === '' && PLAIN_COUNTS.includes(plural)) usage[plural] = '1';
  if (group === '' && kind === 'Service') Object.assign(usage, serviceUsage(object as Service));
  if (group === '' && kind === 'PersistentVolumeClaim')
    Object.assign(usage, claimUsage(object as PersistentVolumeClaim));
  return usage;
}

const isOver = ({ status }: Pod): boolean => status?.phase === 'Succeeded' || status?.phase === 'Failed';

function podUsage({ spec }: Pod): ResourceList {
  const usage: ResourceList = { pods: '1' };
  for (const side of ['requests', 'limits'] as const) {
    for (const [name, amount] of Object.entries(effective(spec, side))) {
      usage[`${side}.${name}`] = amount;
      if (side === 'requests' && ['cpu', 'memory', 'ephemeral-storage'].includes(name)) usage[name] = amount;
    }
  }
  return usage;
}

/** Init containers run one after the other: the largest counts where it exceeds the sum of the rest. */
function effective({ containers = [], initContainers = [] }: Pod['spec'], side: 'requests' | 'limits'): ResourceList {
  const sum: ResourceList = {};
  for (const { resources } of containers) {
    for (const [name, amount] of Object.entries(resources?.[side] ?? {}))
      sum[name] = addQuantities(sum[name] ?? '0', amount);
  }
  for (const { resources } of initContainers) {
    for (const [name, amount] of Object.entries(resources?.[side] ?? {})) {
      if (sum[name] === undefined || compareQuantities(amount, sum[name]) > 0) sum[name] = amount;
    }
  }
  return sum;
}

function serviceUsage({ spec }: Service): ResourceList {
  const ports = spec.ports?.length ?? 0;
  if (spec.type === 'NodePort') return { 'services.nodeports': quantity(ports) };
  if (spec.type !== 'LoadBalancer') return {};
  return { 'services.nodeports': quantity(ports), 'services.loadbalancers': '1' };
}

function claimUsage({ spec }: PersistentVolumeClaim): ResourceList {
  const storage = spec.resources.requests?.storage ?? '0';
  const usage: ResourceList = { 'requests.storage': storage };
  if (spec.storageClassName) {
    const prefix = `${spec.storageClassName}.storageclass.storage.k8s.io`;
    usage[`${prefix}/requests.storage`] = storage;
    usage[`${prefix}/persistentvolumeclaims`] = '1';
  }
  return usage;
}

/** Whether a quota's scopes let it count this object. Only pods have scopes. */
export function inScope(quota: ResourceQuota, { kind }: GroupKind, object: KubeObject): boolean {
  const requirements: readonly ScopeRequirement[] = [
    ...(quota.spec.scopes ?? []).map((scopeName) => ({ scopeName, operator: 'Exists' })),
    ...(quota.spec.scopeSelector?.matchExpressions ?? []),
  ];
  if (requirements.length === 0) return true;
  return kind === 'Pod' && requirements.every((one) => podInScope(object as Pod, one));
}

function podInScope(pod: Pod, { scopeName, operator, values = [] }: ScopeRequirement): boolean {
  const { spec } = pod;
  const isBestEffort = qosClass(spec) === 'BestEffort';
  switch (scopeName) {
    case 'Terminating':
      return spec.activeDeadlineSeconds !== undefined;
    case 'NotTerminating':
      return spec.activeDeadlineSeconds === undefined;
    case 'BestEffort':
      return isBestEffort;
    case 'NotBestEffort':
      return !isBestEffort;
    case 'PriorityClass': {
      const name = spec.priorityClassName ?? '';
      if (operator === 'In') return values.includes(name);
      if (operator === 'NotIn') return !values.includes(name);
      return operator === 'Exists' ? name !== '' : name === '';
    }
    default:
      return false;
  }
}

/** `requests.cpu` → which containers do not say how much they want. */
export function missingAmounts({ spec }: Pod, hard: ResourceList): ReadonlyMap<string, readonly string[]> {
  const missing = new Map<string, string[]>();
  const all: readonly Container[] = [...(spec.containers ?? []), ...(spec.initContainers ?? [])];
  for (const name of Object.keys(hard).sort()) {
    const [, side, resource] = /^(?:(requests|limits)\.)?(cpu|memory|ephemeral-storage)$/.exec(name) ?? [];
    if (resource === undefined) continue;
    const where = side === 'limits' ? 'limits' : 'requests';
    const silent = all.filter(({ resources }) => resources?.[where]?.[resource] === undefined);
    if (silent.length > 0)
      missing.set(
        name,
        silent.map((container) => container.name),
      );
  }
  return missing;
}
