// core/v1 ConfigMap. Models pkg/registry/core/configmap.

import { AGE, column, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type { ConfigMap } from './types/configuration.ts';
import { forbidden, invalid, invalids, tooLong } from './validation/errors.ts';
import { configKeyProblems } from './validation/names.ts';

const LARGEST_DATA = 1024 * 1024;
const FROZEN = 'field is immutable when `immutable` is set';

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
  validate({ data = {}, binaryData = {} }) {
    const errors: FieldError[] = [];
    for (const key of Object.keys(data)) {
      errors.push(...invalids(`data[${key}]`, key, configKeyProblems(key)));
      if (key in binaryData) errors.push(invalid(`data[${key}]`, key, 'duplicate of key present in binaryData'));
    }
    for (const key of Object.keys(binaryData)) {
      errors.push(...invalids(`binaryData[${key}]`, key, configKeyProblems(key)));
    }
    const size = Object.values({ ...data, ...binaryData }).reduce((sum, value) => sum + value.length, 0);
    return size > LARGEST_DATA ? [...errors, tooLong('', LARGEST_DATA)] : errors;
  },
  validateUpdate(map, old) {
    if (!old.immutable) return [];
    const errors: FieldError[] = map.immutable ? [] : [forbidden('immutable', FROZEN)];
    if (!sameJson(map.data, old.data)) errors.push(forbidden('data', FROZEN));
    if (!sameJson(map.binaryData, old.binaryData)) errors.push(forbidden('binaryData', FROZEN));
    return errors;
  },
};
