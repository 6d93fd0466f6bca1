// Turns a pod's priority class into a number. Models plugin/pkg/admission/priority.

import type { Pod } from '../../objects/types/pod.ts';
import type { PriorityClass } from '../../objects/types/policy.ts';
import { forbidden } from '../status.ts';
import { type AdmissionPlugin, isKind } from './admission.ts';

export const PRIORITY: AdmissionPlugin = {
  name: 'Priority',
  admit(request, cluster) {
    if (request.operation !== 'CREATE' || !isKind(request, '', 'Pod') || request.subresource) return;
    const classes = cluster.kind('scheduling.k8s.io', 'PriorityClass');
    if (!classes) return;
    const { spec } = request.object as Pod;
    const asked = spec.priority;
    let chosen: PriorityClass | undefined;
    if (spec.priorityClassName) {
      chosen = cluster.find(classes, '', spec.priorityClassName) as PriorityClass | undefined;
      if (!chosen) {
        throw forbidden(request.kind, request.name, `no PriorityClass with name ${spec.priorityClassName} was found`);
      }
    } else {
      for (const one of cluster.all(classes) as Iterable<PriorityClass>) {
        if (one.globalDefault && (!chosen || one.value < chosen.value)) chosen = one;
      }
      if (chosen) spec.priorityClassName = chosen.metadata.name;
    }
    const priority = chosen?.value ?? 0;
    if (asked !== undefined && asked !== priority) {
      const why = `the integer value of priority (${asked}) must not be provided in pod spec; priority admission controller computed ${priority} from the given PriorityClass name`;
      throw forbidden(request.kind, request.name, why);
    }
    spec.priority = priority;
    spec.preemptionPolicy ??= chosen?.preemptionPolicy ?? 'PreemptLowerPriority';
  },
};
