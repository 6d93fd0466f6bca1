// Scale: the number of replicas of anything that has some. Models the ScaleREST of the apps group.

import { cloneJson, isRecord } from '../../../base/json.ts';
import type { Task } from '../../../sim/task.ts';
import type { Kind } from '../../objects/kind.ts';
import { formatLabelSelector } from '../../objects/selectors.ts';
import type { KubeObject, LabelSelector } from '../../objects/types/meta.ts';
import type { ApiResponse } from '../api.ts';
import { bodyOf } from '../body.ts';
import { patchOf } from '../patch.ts';
import { badRequest, invalid, notFound } from '../status.ts';
import { answer, type SubresourceHandler, type SubresourceRequest } from './subresource.ts';

interface Scale {
  readonly metadata?: { readonly name?: string; readonly resourceVersion?: string };
  readonly spec?: { readonly replicas?: number };
}

export const SCALE: SubresourceHandler = {
  name: 'scale',
  verbs: ['get', 'update', 'patch'],
  *handle({ request, route, kind, caller, resources }: SubresourceRequest): Task<ApiResponse> {
    if (!kind.scale) throw notFound(kind, route.name);
    if (route.verb === 'get') {
      return answer(200, scaleOf(kind, resources.get(kind, route.namespace, route.name).object));
    }
    const change: (current: unknown) => unknown =
      route.verb === 'patch' ? patchOf(request, { kind: 'Scale' }).apply : () => bodyOf(request, 'Scale');
    const updated = resources.update(
      kind,
      route.namespace,
      route.name,
      (current) => withScale(kind, cloneJson(current), change(scaleOf(kind, current))),
      caller,
      'scale',
    );
    return answer(200, scaleOf(kind, updated));
  },
};

function scaleOf(kind: Kind, object: KubeObject): Record<string, unknown> {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const { replicas, statusReplicas, selector } = kind.scale!;
  const labelSelector = at(object, selector) as LabelSelector | undefined;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: at(object, replicas) ?? 0 },
    status: {
      replicas: at(object, statusReplicas) ?? 0,
      ...(labelSelector && { selector: formatLabelSelector(labelSelector) }),
    },
  };
}

function withScale(kind: Kind, object: KubeObject, asked: unknown): KubeObject {
  if (!isRecord(asked)) throw badRequest('expected a Scale object');
  const { metadata = {}, spec = {} } = asked as Scale;
  const replicas = spec.replicas ?? 0;
  if (!Number.isInteger(replicas)) {
    throw badRequest(
      `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
    );
  }
  if (replicas < 0) {
    throw invalid({ group: 'autoscaling', kind: 'Scale' }, object.metadata.name, [
      { field: 'spec.replicas', type: 'Invalid value', detail: `${replicas}: must be greater than or equal to 0` },
    ]);
  }
  object.metadata.resourceVersion = metadata.resourceVersion ?? object.metadata.resourceVersion;
  const path = kind.scale!.replicas;
  const holder = at(object, path.slice(0, -1));
  if (isRecord(holder)) holder[path[path.length - 1]] = replicas;
  return object;
}

function at(object: unknown, path: readonly string[]): unknown {
  let here = object;
  for (const name of path) here = isRecord(here) ? here[name] : undefined;
  return here;
}
