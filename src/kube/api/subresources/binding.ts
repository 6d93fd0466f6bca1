// Binding: the scheduler's word that a pod belongs to a node. Models assignPod of
// pkg/registry/core/pod/storage/storage.go.

import { cloneJson, isRecord } from '../../../base/json.ts';
import type { Task } from '../../../sim/task.ts';
import type { Pod } from '../../objects/types/pod.ts';
import type { ApiResponse } from '../api.ts';
import { bodyOf } from '../body.ts';
import { wallTime } from '../metadata.ts';
import { conflict, invalid } from '../status.ts';
import { answer, type SubresourceHandler, type SubresourceRequest } from './subresource.ts';

export const BINDING: SubresourceHandler = {
  name: 'binding',
  verbs: ['create'],
  *handle({ request, route, kind, caller, resources }: SubresourceRequest): Task<ApiResponse> {
    const body = bodyOf(request, 'Binding');
    const target = isRecord(body) && isRecord(body.target) ? body.target : {};
    if (typeof target.name !== 'string' || target.name === '') {
      throw invalid({ group: '', kind: 'Binding' }, route.name, [
        { field: 'target.name', type: 'Required value', detail: '' },
      ]);
    }
    const { name: node } = target;
    const assign = (pod: Pod): Pod => {
      const refuse = (why: string) => conflict({ group: '', plural: 'pods/binding' }, route.name, why);
      if (pod.metadata.deletionTimestamp) {
        throw refuse(`pod ${route.name} is being deleted, cannot be assigned to a host`);
      }
      if (pod.spec.nodeName) throw refuse(`pod ${route.name} is already assigned to node "${pod.spec.nodeName}"`);
      if (pod.spec.schedulingGates?.length) throw refuse(`pod ${route.name} has non-empty .spec.schedulingGates`);
      pod.spec.nodeName = node;
      const others = (pod.status.conditions ?? []).filter((one) => one.type !== 'PodScheduled');
      pod.status.conditions = [
        ...others,
        {
          type: 'PodScheduled',
          status: 'True',
          lastProbeTime: null,
          lastTransitionTime: wallTime(resources.simulation),
        },
      ];
      return pod;
    };
    resources.update(
      kind,
      route.namespace,
      route.name,
      (current) => assign(cloneJson(current) as Pod),
      caller,
      'binding',
    );
    return answer(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 });
  },
};
