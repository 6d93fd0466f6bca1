// core/v1 Endpoints: still read by people and by `kubectl get ep`; EndpointSlice is what works.

import { AGE, column, NAME, NONE } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Endpoints } from './types/service.ts';

const SHOWN = 3;

export const ENDPOINTS: Kind<Endpoints> = {
  group: '',
  version: 'v1',
  kind: 'Endpoints',
  plural: 'endpoints',
  singular: 'endpoints',
  shortNames: ['ep'],
  categories: [],
  namespaced: true,
  subresources: [],
  storagePath: 'services/endpoints',
  schema: 'V1Endpoints',
  nameRule: 'subdomain',
  columns: [NAME, column('Endpoints', formatEndpoints), AGE],
  deprecated: { sinceMinor: 33, instead: 'use discovery.k8s.io/v1 EndpointSlice' },
  setDefaults(endpoints) {
    for (const subset of endpoints.subsets ?? []) for (const port of subset.ports ?? []) port.protocol ??= 'TCP';
  },
};

/** `10.244.1.5:80,10.244.2.3:80,10.244.2.4:80 + 2 more...` */
function formatEndpoints({ subsets }: Endpoints): string {
  if (!subsets || subsets.length === 0) return NONE;
  const all = subsets.flatMap(({ addresses, ports }) =>
    ports && ports.length > 0
      ? ports.flatMap(({ port }) =>
          (addresses ?? []).map(({ ip }) => (ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`)),
        )
      : (addresses ?? []).map(({ ip }) => ip),
  );
  const shown = all.slice(0, SHOWN).join(',');
  return all.length > SHOWN ? `${shown} + ${all.length - SHOWN} more...` : shown;
}
