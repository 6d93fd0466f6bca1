// Nothing may be created in a namespace that is missing or going away, and three namespaces never go.
// Models apiserver/pkg/admission/plugin/namespace/lifecycle.

import type { Namespace } from '../../objects/types/node.ts';
import { forbidden, notFound, Refusal } from '../status.ts';
import { type AdmissionPlugin, isKind } from './admission.ts';

const IMMORTAL: readonly string[] = ['default', 'kube-system', 'kube-public'];

export const NAMESPACE_LIFECYCLE: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit(request, cluster) {
    const { kind, namespace, name } = request;
    if (request.operation === 'DELETE' && isKind(request, '', 'Namespace') && IMMORTAL.includes(name)) {
      throw forbidden(kind, name, 'this namespace may not be deleted');
    }
    if (request.operation !== 'CREATE' || !kind.namespaced || request.subresource) return;
    const namespaces = cluster.kind('', 'Namespace');
    if (!namespaces) return;
    const home = cluster.find(namespaces, '', namespace) as Namespace | undefined;
    if (!home) throw notFound(namespaces, namespace);
    if (home.status.phase !== 'Terminating') return;
    const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
    const { status } = forbidden(kind, name, why);
    throw new Refusal({
      ...status,
      details: {
        ...status.details,
        causes: [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      },
    });
  },
};
