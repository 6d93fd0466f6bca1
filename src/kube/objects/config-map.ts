// core/v1 ConfigMap. Models pkg/registry/core/configmap.

import { AGE, column, NAME } from './columns.ts';
import type { Kind } from './kind.ts';
import type { ConfigMap } from './types.ts';

export const CONFIG_MAP: Kind<ConfigMap> = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  singular: 'configmap',
  shortNames: ['cm'],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1ConfigMap',
  nameRule: 'subdomain',
  columns: [
    NAME,
    column('Data', ({ data, binaryData }) => String(Object.keys({ ...data, ...binaryData }).length)),
    AGE,
  ],
};
