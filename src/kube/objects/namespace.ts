// core/v1 Namespace. Models pkg/registry/core/namespace.

import { AGE, column, NAME } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Namespace } from './types/node.ts';

/** What a namespace's own finalizer is called; the namespace controller removes it when the contents are gone. */
export const NAMESPACE_FINALIZER = 'kubernetes';

export const NAMESPACE: Kind<Namespace> = {
  group: '',
  version: 'v1',
  kind: 'Namespace',
  plural: 'namespaces',
  singular: 'namespace',
  shortNames: ['ns'],
  categories: [],
  namespaced: false,
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  subresources: ['finalize', 'status'],
  schema: 'V1Namespace',
  nameRule: 'label',
  columns: [NAME, column('Status', (namespace) => namespace.status.phase), AGE],
  setDefaults(namespace) {
    namespace.status.phase ||= 'Active';
    labelWithName(namespace);
  },
  prepareForCreate(namespace) {
    namespace.status = { phase: 'Active' };
    const finalizers = namespace.spec.finalizers ?? [];
    namespace.spec.finalizers = finalizers.includes(NAMESPACE_FINALIZER)
      ? finalizers
      : [...finalizers, NAMESPACE_FINALIZER];
    labelWithName(namespace);
  },
  prepareForUpdate(namespace, old) {
    namespace.spec.finalizers = old.spec.finalizers;
    namespace.status = old.status;
  },
  fieldSelectors: {
    'status.phase': (namespace) => namespace.status.phase,
    name: (namespace) => namespace.metadata.name,
  },
};

/** So that namespaceSelectors can mean one namespace by its name. A generated name comes later than the defaults. */
function labelWithName({ metadata }: Namespace): void {
  if (metadata.name) metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
}
