// A new node takes no pods until somebody has seen it ready.
// Models plugin/pkg/admission/nodetaint.

import type { Node } from '../../objects/types/node.ts';
import { type AdmissionPlugin, isKind } from './admission.ts';

const KEY = 'node.kubernetes.io/not-ready';

export const TAINT_NODES_BY_CONDITION: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit(request) {
    if (request.operation !== 'CREATE' || !isKind(request, '', 'Node') || request.subresource) return;
    const { spec } = request.object as Node;
    if (spec.taints?.some((taint) => taint.key === KEY && taint.effect === 'NoSchedule')) return;
    spec.taints = [...(spec.taints ?? []), { key: KEY, effect: 'NoSchedule' }];
  },
};
