// core/v1 LimitRange and ResourceQuota. Models pkg/registry/core/limitrange and resourcequota.

import { compareQuantities } from '../../base/quantity.ts';
import { AGE, CREATED_AT, column, NAME } from './columns.ts';
import type { Column, FieldError, Kind } from './kind.ts';
import { sameJson } from './strategy.ts';
import type { LimitRange, LimitRangeItem, ResourceQuota } from './types/limits.ts';
import type { ResourceList } from './types/meta.ts';
import { nonnegativeQuantity } from './validation/amounts.ts';
import { duplicate, forbidden, invalid, invalids, required } from './validation/errors.ts';
import { qualifiedNameProblems } from './validation/names.ts';

export const LIMIT_RANGE: Kind<LimitRange> = {
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  shortNames: ['limits'],
  categories: [],
  namespaced: true,
  subresources: [],
  schema: 'V1LimitRange',
  nameRule: 'subdomain',
  columns: [NAME, CREATED_AT],
  setDefaults({ spec }) {
    for (const item of spec.limits ?? []) if (item.type === 'Container') setLimitDefaults(item);
  },
  validate({ spec }) {
    const seen = new Set<string>();
    return (spec.limits ?? []).flatMap((item, at) => {
      const field = `spec.limits[${at}]`;
      const errors: FieldError[] = seen.has(item.type) ? [duplicate(`${field}.type`, item.type)] : [];
      seen.add(item.type);
      return [...errors, ...limitErrors(field, item)];
    });
  },
};

/** A maximum is the default limit, a limit the default request, a minimum the last resort. */
function setLimitDefaults(item: LimitRangeItem): void {
  item.default ??= {};
  item.defaultRequest ??= {};
  for (const [name, amount] of Object.entries(item.max ?? {})) item.default[name] ??= amount;
  for (const [name, amount] of Object.entries(item.default)) item.defaultRequest[name] ??= amount;
  for (const [name, amount] of Object.entries(item.min ?? {})) item.defaultRequest[name] ??= amount;
  if (Object.keys(item.default).length === 0) delete item.default;
  if (Object.keys(item.defaultRequest).length === 0) delete item.defaultRequest;
}

function limitErrors(field: string, item: LimitRangeItem): FieldError[] {
  const errors: FieldError[] = [];
  if (item.type === 'Pod') {
    if (item.default) errors.push(forbidden(`${field}.default`, "may not be specified when `type` is 'Pod'"));
    if (item.defaultRequest)
      errors.push(forbidden(`${field}.defaultRequest`, "may not be specified when `type` is 'Pod'"));
  }
  if (item.type === 'PersistentVolumeClaim' && !item.min?.storage && !item.max?.storage) {
    errors.push(
      required(`${field}.limits`, 'either minimum or maximum storage value is required, but neither was provided'),
    );
  }
  const names = [item.max, item.min, item.default, item.defaultRequest, item.maxLimitRequestRatio];
  for (const name of [...new Set(names.flatMap((list) => Object.keys(list ?? {})))].sort()) {
    const higher = (above: 'max' | 'default', below: 'min' | 'default' | 'defaultRequest', words: string) => {
      const [high, low] = [item[above]?.[name], item[below]?.[name]];
      if (high !== undefined && low !== undefined && compareQuantities(low, high) > 0) {
        errors.push(invalid(`${field}.${below}[${name}]`, low, words.replace('LOW', low).replace('HIGH', high)));
      }
    };
    higher('max', 'min', 'min value LOW is greater than max value HIGH');
    const [least, request] = [item.min?.[name], item.defaultRequest?.[name]];
    if (least !== undefined && request !== undefined && compareQuantities(least, request) > 0) {
      errors.push(
        invalid(
          `${field}.defaultRequest[${name}]`,
          request,
          `min value ${least} is greater than default request value ${request}`,
        ),
      );
    }
    higher('max', 'defaultRequest', 'default request value LOW is greater than max value HIGH');
    higher('default', 'defaultRequest', 'default request value LOW is greater than default limit value HIGH');
    higher('max', 'default', 'default value LOW is greater than max value HIGH');
  }
  return errors;
}

const SCOPES = [
  'BestEffort',
  'CrossNamespacePodAffinity',
  'NotBestEffort',
  'NotTerminating',
  'PriorityClass',
  'Terminating',
  'VolumeAttributesClass',
];

const REQUEST: Column<ResourceQuota> = column('Request', (quota) => formatUse(quota, false));
const LIMIT: Column<ResourceQuota> = column('Limit', (quota) => formatUse(quota, true));

export const RESOURCE_QUOTA: Kind<ResourceQuota> = {
  group: '',
  version: 'v1',
  kind: 'ResourceQuota',
  plural: 'resourcequotas',
  singular: 'resourcequota',
  shortNames: ['quota'],
  categories: [],
  namespaced: true,
  subresources: ['status'],
  schema: 'V1ResourceQuota',
  nameRule: 'subdomain',
  columns: [NAME, REQUEST, LIMIT, AGE],
  prepareForCreate(quota) {
    quota.status = {};
  },
  prepareForUpdate(quota, old) {
    quota.status = old.status;
  },
  validate: ({ spec }) => [
    ...Object.entries(spec.hard ?? {}).flatMap(([name, amount]) => [
      ...quotaNameErrors(`spec.hard[${name}]`, name),
      ...nonnegativeQuantity(`spec.hard[${name}]`, amount),
    ]),
    ...(spec.scopes ?? []).flatMap((scope) =>
      SCOPES.includes(scope) ? [] : [invalid('spec.scopes', spec.scopes, 'unsupported scope')],
    ),
  ],
  validateUpdate: ({ spec }, { spec: old }) =>
    sameJson([...(spec.scopes ?? [])].sort(), [...(old.scopes ?? [])].sort())
      ? []
      : [invalid('spec.scopes', spec.scopes, 'field is immutable')],
};

const STANDARD_QUOTAS =
  /^(?:cpu|memory|ephemeral-storage|storage|(?:requests|limits)\.(?:cpu|memory|ephemeral-storage)|requests\.storage|pods|services|services\.(?:nodeports|loadbalancers)|replicationcontrollers|resourcequotas|secrets|configmaps|persistentvolumeclaims)$/;

function quotaNameErrors(field: string, name: string): FieldError[] {
  const problems = qualifiedNameProblems(name);
  if (problems.length > 0) return invalids(field, name, problems);
  if (name.includes('/') || STANDARD_QUOTAS.test(name) || /^(?:requests\.)?hugepages-/.test(name)) return [];
  return [
    invalid(field, name, 'must be a standard resource type or fully qualified'),
    invalid(field, name, 'must be a standard resource for quota'),
  ];
}

/** `pods: 1/2, requests.cpu: 100m/1`; limits stand in a column of their own. */
function formatUse({ status }: ResourceQuota, limits: boolean): string {
  const hard: ResourceList = status.hard ?? {};
  return Object.keys(hard)
    .filter((name) => name.startsWith('limits') === limits)
    .sort()
    .map((name) => `${name}: ${status.used?.[name] ?? '0'}/${hard[name]}`)
    .join(', ');
}
