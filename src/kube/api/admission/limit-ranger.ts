// Gives containers the requests and limits their namespace's LimitRanges foresee, and refuses what lies outside.
// Models plugin/pkg/admission/limitranger.

import { addQuantities, compareQuantities, quantityMilliValue } from '../../../base/quantity.ts';
import type { LimitRange, LimitRangeItem } from '../../objects/types/limits.ts';
import type { ResourceList } from '../../objects/types/meta.ts';
import type { Container, Pod } from '../../objects/types/pod.ts';
import type { PersistentVolumeClaim } from '../../objects/types/storage.ts';
import { forbidden } from '../status.ts';
import { type AdmissionPlugin, type AdmissionRequest, type ClusterView, isKind } from './admission.ts';

const ANNOTATION = 'kubernetes.io/limit-ranger';

export const LIMIT_RANGER: AdmissionPlugin = {
  name: 'LimitRanger',
  admit(request, cluster) {
    if (request.operation === 'DELETE' || request.subresource) return;
    const isPod = isKind(request, '', 'Pod');
    if (!isPod && !isKind(request, '', 'PersistentVolumeClaim')) return;
    if (isPod && request.operation !== 'CREATE') return;
    const items = limitsOf(request, cluster);
    if (items.length === 0) return;
    const problems = isPod
      ? limitPod(request.object as Pod, items)
      : claimProblems(request.object as PersistentVolumeClaim, items);
    if (problems.length === 0) return;
    throw forbidden(request.kind, request.name, problems.length === 1 ? problems[0] : `[${problems.join(', ')}]`);
  },
};

function limitsOf({ namespace }: AdmissionRequest, cluster: ClusterView): LimitRangeItem[] {
  const ranges = cluster.kind('', 'LimitRange');
  if (!ranges) return [];
  return [...(cluster.all(ranges, namespace) as Iterable<LimitRange>)].flatMap(({ spec }) => spec.limits ?? []);
}

function limitPod(pod: Pod, items: readonly LimitRangeItem[]): string[] {
  const notes: string[] = [];
  const perContainer = items.filter(({ type }) => type === 'Container');
  const containers = (pod.spec.containers as Container[] | undefined) ?? [];
  for (const item of perContainer) {
    for (const container of containers) notes.push(...fill(container, item, 'container'));
    for (const container of pod.spec.initContainers ?? []) notes.push(...fill(container, item, 'init container'));
  }
  if (notes.length > 0) {
    const annotations = { ...pod.metadata.annotations };
    annotations[ANNOTATION] = `LimitRanger plugin set: ${notes.join('; ')}`;
    pod.metadata.annotations = annotations;
  }
  const problems: string[] = [];
  for (const item of perContainer) {
    for (const { resources = {} } of [...containers, ...(pod.spec.initContainers ?? [])]) {
      problems.push(...rangeProblems('Container', item, resources.requests ?? {}, resources.limits ?? {}));
    }
  }
  for (const item of items.filter(({ type }) => type === 'Pod')) {
    problems.push(...rangeProblems('Pod', item, total(containers, 'requests'), total(containers, 'limits')));
  }
  return problems;
}

/** Fills what is missing; says which resources it set, as the annotation does. */
function fill(container: Container, item: LimitRangeItem, what: string): string[] {
  const notes: string[] = [];
  const set = (side: 'requests' | 'limits', defaults: ResourceList | undefined): void => {
    const missing = Object.keys(defaults ?? {})
      .sort()
      .filter((name) => container.resources?.[side]?.[name] === undefined);
    if (missing.length === 0) return;
    container.resources ??= {};
    container.resources[side] = { ...container.resources[side] };
    for (const name of missing) container.resources[side][name] = defaults![name];
    notes.push(`${missing.join(', ')} ${side.slice(0, -1)} for ${what} ${container.name}`);
  };
  set('requests', item.defaultRequest);
  set('limits', item.default);
  return notes;
}

function total(containers: readonly Container[], side: 'requests' | 'limits'): ResourceList {
  const sum: ResourceList = {};
  for (const { resources } of containers) {
    for (const [name, amount] of Object.entries(resources?.[side] ?? {})) {
      sum[name] = sum[name] === undefined ? amount : addQuantities(sum[name], amount);
    }
  }
  return sum;
}

function rangeProblems(type: string, item: LimitRangeItem, requests: ResourceList, limits: ResourceList): string[] {
  const problems: string[] = [];
  for (const name of Object.keys(item.min ?? {}).sort()) {
    const least = item.min![name];
    const [request, limit] = [requests[name], limits[name]];
    if (request === undefined) {
      problems.push(`minimum ${name} usage per ${type} is ${least}.  No request is specified`);
    } else if (compareQuantities(request, least) < 0) {
      problems.push(`minimum ${name} usage per ${type} is ${least}, but request is ${request}`);
    } else if (limit !== undefined && compareQuantities(limit, least) < 0) {
      problems.push(`minimum ${name} usage per ${type} is ${least}, but limit is ${limit}`);
    }
  }
  for (const name of Object.keys(item.max ?? {}).sort()) {
    const most = item.max![name];
    const [request, limit] = [requests[name], limits[name]];
    if (limit === undefined) problems.push(`maximum ${name} usage per ${type} is ${most}.  No limit is specified`);
    else if (compareQuantities(limit, most) > 0) {
      problems.push(`maximum ${name} usage per ${type} is ${most}, but limit is ${limit}`);
    } else if (request !== undefined && compareQuantities(request, most) > 0) {
      problems.push(`maximum ${name} usage per ${type} is ${most}, but request is ${request}`);
    }
  }
  for (const name of Object.keys(item.maxLimitRequestRatio ?? {}).sort()) {
    const most = item.maxLimitRequestRatio![name];
    const [request, limit] = [requests[name], limits[name]];
    if (request === undefined || limit === undefined) continue;
    const ratio = quantityMilliValue(limit) / quantityMilliValue(request);
    if (ratio > quantityMilliValue(most) / 1000) {
      problems.push(
        `${name} max limit to request ratio per ${type} is ${most}, but provided ratio is ${ratio.toFixed(6)}`,
      );
    }
  }
  return problems;
}

function claimProblems({ spec }: PersistentVolumeClaim, items: readonly LimitRangeItem[]): string[] {
  const storage = spec.resources.requests?.storage;
  if (storage === undefined) return [];
  return items
    .filter(({ type }) => type === 'PersistentVolumeClaim')
    .flatMap((item) => {
      const [least, most] = [item.min?.storage, item.max?.storage];
      if (least !== undefined && compareQuantities(storage, least) < 0) {
        return [`minimum storage usage per PersistentVolumeClaim is ${least}, but request is ${storage}`];
      }
      if (most !== undefined && compareQuantities(storage, most) > 0) {
        return [`maximum storage usage per PersistentVolumeClaim is ${most}, but request is ${storage}`];
      }
      return [];
    });
}
