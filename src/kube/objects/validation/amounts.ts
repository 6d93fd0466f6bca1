// Numbers, percentages, ports and resources. Models the shared pieces of pkg/apis/core/validation.

import { compareQuantities, isZeroQuantity, quantityMilliValue } from '../../../base/quantity.ts';
import type { FieldError } from '../kind.ts';
import type { IntOrString, ResourceList } from '../types/meta.ts';
import { invalid, invalids, nonnegative } from './errors.ts';
import { portNameProblems, portNumberProblems, qualifiedNameProblems } from './names.ts';

/** ValidatePositiveIntOrPercent. */
export function countOrPercentErrors(field: string, value: IntOrString): FieldError[] {
  if (typeof value === 'number') return nonnegative(field, value);
  return /^[0-9]+%$/.test(value)
    ? []
    : [
        invalid(
          field,
          value,
          "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')",
        ),
      ];
}

/** IsNotMoreThan100Percent. */
export function atMostAllErrors(field: string, value: IntOrString): FieldError[] {
  const percent = typeof value === 'string' ? /^(\d+)%$/.exec(value) : undefined;
  return percent && Number(percent[1]) > 100 ? [invalid(field, value, 'must not be greater than 100%')] : [];
}

/** 0 for `0` and `0%`. */
export const countOrPercent = (value: IntOrString): number =>
  typeof value === 'number' ? value : Number.parseInt(value, 10);

/** ValidatePortNumOrName. */
export const portErrors = (field: string, port: IntOrString): FieldError[] =>
  invalids(field, port, typeof port === 'number' ? portNumberProblems(port) : portNameProblems(port));

const CONTAINER_RESOURCES = ['cpu', 'memory', 'ephemeral-storage'];
const STANDARD_RESOURCES = [...CONTAINER_RESOURCES, 'storage', 'pods', 'services', 'secrets', 'configmaps'];

interface Resources {
  readonly requests?: ResourceList;
  readonly limits?: ResourceList;
}

/** ValidateResourceRequirements of a container. */
export function resourceErrors(field: string, { requests = {}, limits = {} }: Resources): FieldError[] {
  const errors: FieldError[] = [];
  for (const [name, amount] of Object.entries(limits)) errors.push(...amountErrors(`${field}.limits`, name, amount));
  for (const [name, amount] of Object.entries(requests)) {
    errors.push(...amountErrors(`${field}.requests`, name, amount));
    const limit = limits[name];
    if (limit === undefined) continue;
    const difference = compareQuantities(amount, limit);
    if (difference !== 0 && !mayOvercommit(name)) {
      errors.push(invalid(`${field}.requests`, amount, `must be equal to ${name} limit of ${limit}`));
    } else if (difference > 0) {
      errors.push(invalid(`${field}.requests`, amount, `must be less than or equal to ${name} limit of ${limit}`));
    }
  }
  return errors;
}

/** ValidateNonnegativeQuantity. */
export const nonnegativeQuantity = (field: string, amount: string): FieldError[] =>
  amount.startsWith('-') && !isZeroQuantity(amount)
    ? [invalid(field, amount, 'must be greater than or equal to 0')]
    : [];

function amountErrors(field: string, name: string, amount: string): FieldError[] {
  const errors = resourceNameErrors(field, name);
  const key = `${field}[${name}]`;
  errors.push(...nonnegativeQuantity(key, amount));
  if (name.includes('/') && quantityMilliValue(amount) % 1000 !== 0)
    errors.push(invalid(key, amount, 'must be an integer'));
  return errors;
}

function resourceNameErrors(field: string, name: string): FieldError[] {
  const problems = qualifiedNameProblems(name);
  if (problems.length > 0) return invalids(field, name, problems);
  if (name.includes('/') || CONTAINER_RESOURCES.includes(name) || name.startsWith('hugepages-')) return [];
  const errors = [invalid(field, name, 'must be a standard resource for containers')];
  return STANDARD_RESOURCES.includes(name)
    ? errors
    : [invalid(field, name, 'must be a standard resource type or fully qualified'), ...errors];
}

/** Only kubernetes.io's own resources, and never huge pages. */
const mayOvercommit = (name: string): boolean =>
  (!name.includes('/') || name.split('/')[0].endsWith('kubernetes.io')) && !name.startsWith('hugepages-');
