// Labels, annotations and label selectors wherever they stand. Models apimachinery's metav1 and api validation.

import type { FieldError } from '../kind.ts';
import type { LabelSelector, Labels } from '../types/meta.ts';
import type { PodTemplate } from '../types/pod.ts';
import { forbidden, invalid, invalids, required, tooLong } from './errors.ts';
import { labelValueProblems, qualifiedNameProblems } from './names.ts';

const LARGEST_ANNOTATIONS = 256 * 1024;

export const labelKeyErrors = (field: string, key: string): FieldError[] =>
  invalids(field, key, qualifiedNameProblems(key));

/** ValidateLabels: complains at the map, not at the key. */
export function labelsErrors(field: string, labels: Readonly<Labels> | undefined): FieldError[] {
  return Object.entries(labels ?? {})
    .sort(byKey)
    .flatMap(([key, value]) => [...labelKeyErrors(field, key), ...invalids(field, value, labelValueProblems(value))]);
}

export function annotationsErrors(
  field: string,
  annotations: Readonly<Record<string, string>> | undefined,
): FieldError[] {
  const entries = Object.entries(annotations ?? {}).sort(byKey);
  const errors = entries.flatMap(([key]) => invalids(field, key, qualifiedNameProblems(key.toLowerCase())));
  const size = entries.reduce((sum, [key, value]) => sum + key.length + value.length, 0);
  return size > LARGEST_ANNOTATIONS ? [...errors, tooLong(field, LARGEST_ANNOTATIONS)] : errors;
}

/** A pod template has no other metadata that counts. */
export const templateMetadataErrors = (field: string, { metadata }: PodTemplate): FieldError[] => [
  ...labelsErrors(`${field}.metadata.labels`, metadata.labels),
  ...annotationsErrors(`${field}.metadata.annotations`, metadata.annotations),
];

export function labelSelectorErrors(field: string, selector: LabelSelector | undefined): FieldError[] {
  const errors = labelsErrors(`${field}.matchLabels`, selector?.matchLabels);
  for (const [index, { key, operator, values = [] }] of (selector?.matchExpressions ?? []).entries()) {
    const at = `${field}.matchExpressions[${index}]`;
    switch (operator) {
      case 'In':
      case 'NotIn':
        if (values.length === 0) {
          errors.push(required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
        }
        break;
      case 'Exists':
      case 'DoesNotExist':
        if (values.length > 0) {
          errors.push(forbidden(`${at}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
        }
        break;
      default:
        errors.push(invalid(`${at}.operator`, operator, 'not a valid selector operator'));
    }
    errors.push(...labelKeyErrors(`${at}.key`, key));
    for (const [position, value] of values.entries()) {
      errors.push(...invalids(`${at}.values[${position}]`, value, labelValueProblems(value)));
    }
  }
  return errors;
}

export const isEmptySelector = ({ matchLabels = {}, matchExpressions = [] }: LabelSelector): boolean =>
  Object.keys(matchLabels).length + matchExpressions.length === 0;

const byKey = ([a]: [string, string], [b]: [string, string]): number => (a < b ? -1 : a > b ? 1 : 0);
