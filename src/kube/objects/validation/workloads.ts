// What everything that keeps pods by a selector has in common. Models pkg/apis/apps/validation.

import type { FieldError } from '../kind.ts';
import { labelSelectorMatches } from '../selectors.ts';
import { sameJson } from '../strategy.ts';
import type { KubeObject, LabelSelector } from '../types/meta.ts';
import type { PodTemplate } from '../types/pod.ts';
import { immutable, invalid, required } from './errors.ts';
import { isEmptySelector, labelSelectorErrors } from './metadata.ts';
import { lastingTemplateErrors } from './pod-spec.ts';

interface WithTemplate {
  readonly selector?: LabelSelector;
  readonly template: PodTemplate;
}

/** `word`: how messages call the kind; `owner`: as whose template the pods are judged. */
export function selectorAndTemplateErrors(
  { selector, template }: WithTemplate,
  word: string,
  owner: string,
): FieldError[] {
  const errors: FieldError[] = [];
  if (!selector) errors.push(required('spec.selector'));
  else {
    errors.push(...labelSelectorErrors('spec.selector', selector));
    if (isEmptySelector(selector)) {
      errors.push(invalid('spec.selector', selector, `empty selector is invalid for ${word}`));
    }
  }
  const matches = labelSelectorMatches(selector, template.metadata.labels);
  return [...errors, ...lastingTemplateErrors('spec.template', template, matches, owner)];
}

type WithSelector = KubeObject & { readonly spec: { readonly selector?: LabelSelector } };

/** apps/v1: whom a controller owns is fixed at birth. */
export function selectorUpdateErrors({ spec }: WithSelector, { spec: old }: WithSelector): FieldError[] {
  return sameJson(spec.selector, old.selector) ? [] : [immutable('spec.selector', spec.selector)];
}
