// Pods survive five minutes on a node that is not ready or not reachable, unless they say otherwise.
// Models plugin/pkg/admission/defaulttolerationseconds.

import type { Pod } from '../../objects/types/pod.ts';
import { type AdmissionPlugin, isKind } from './admission.ts';

const TAINTS = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];

export const DEFAULT_TOLERATION_SECONDS: AdmissionPlugin = {
  name: 'DefaultTolerationSeconds',
  admit(request) {
    if (request.operation === 'DELETE' || !isKind(request, '', 'Pod') || request.subresource) return;
    const { spec } = request.object as Pod;
    for (const key of TAINTS) {
      const tolerated = spec.tolerations?.some(
        (toleration) =>
          (toleration.key === key || !toleration.key) && (toleration.effect === 'NoExecute' || !toleration.effect),
      );
      if (tolerated) continue;
      spec.tolerations = [
        ...(spec.tolerations ?? []),
        { key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300 },
      ];
    }
  },
};
