// coordination.k8s.io/v1 Lease: node heartbeats and leader election.

import { AGE, column, NAME } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Lease } from './types/node.ts';
import { nonnegative, positive } from './validation/errors.ts';

export const LEASE: Kind<Lease> = {
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1Lease',
  nameRule: 'subdomain',
  columns: [NAME, column('Holder', (lease) => lease.spec.holderIdentity ?? ''), AGE],
  validate: ({ spec }) => [
    ...positive('spec.leaseDurationSeconds', spec.leaseDurationSeconds),
    ...nonnegative('spec.leaseTransitions', spec.leaseTransitions),
  ],
};
