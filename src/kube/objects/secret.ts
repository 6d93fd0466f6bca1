// core/v1 Secret. Models pkg/registry/core/secret.

import { AGE, column, NAME } from './columns.ts';
import type { Kind } from './kind.ts';
import type { Secret } from './types.ts';

export const SECRET: Kind<Secret> = {
  group: '',
  version: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  singular: 'secret',
  shortNames: [],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1Secret',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Type', (secret) => secret.type),
    column('Data', (secret) => String(Object.keys(secret.data ?? {}).length)),
    AGE,
  ],
  setDefaults(secret) {
    if (!secret.type) secret.type = 'Opaque';
  },
  fieldSelectors: { type: (secret) => secret.type },
};
