// discovery.k8s.io/v1 EndpointSlice: where a Service's traffic goes.

import { AGE, column, NAME, UNSET } from './columns.ts';
import type { Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type { EndpointSlice } from './types/service.ts';
import { immutable, oneOf } from './validation/errors.ts';

const SHOWN = 3;

export const ENDPOINT_SLICE: Kind<EndpointSlice> = {
  group: 'discovery.k8s.io',
  version: 'v1',
  kind: 'EndpointSlice',
  plural: 'endpointslices',
  singular: 'endpointslice',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1EndpointSlice',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('AddressType', (slice) => slice.addressType),
    column('Ports', (slice) => shortened((slice.ports ?? []).map(({ port }) => (port ? String(port) : '*')))),
    column('Endpoints', (slice) => shortened((slice.endpoints ?? []).flatMap(({ addresses }) => addresses))),
    AGE,
  ],
  setDefaults(slice) {
    for (const port of slice.ports ?? []) {
      port.name ??= '';
      port.protocol ??= 'TCP';
    }
  },
  prepareForCreate(slice) {
    slice.metadata.generation = 1;
  },
  prepareForUpdate(slice, old) {
    const { generation = 0 } = old.metadata;
    const changed = !sameJson([slice.endpoints, slice.ports], [old.endpoints, old.ports]);
    slice.metadata.generation = changed ? generation + 1 : generation;
  },
  validate: ({ addressType }) => oneOf('addressType', addressType, ['FQDN', 'IPv4', 'IPv6']),
  validateUpdate: ({ addressType }, old) =>
    addressType === old.addressType ? [] : [immutable('addressType', addressType)],
};

/** `a,b,c + 2 more...`, `<unset>` for none. */
function shortened(items: readonly string[]): string {
  if (items.length === 0) return UNSET;
  const shown = items.slice(0, SHOWN).join(',');
  return items.length > SHOWN ? `${shown} + ${items.length - SHOWN} more...` : shown;
}
