// admissionregistration.k8s.io/v1: webhooks and policies that are asked before something is stored.
// Models pkg/registry/admissionregistration.

import { AGE, column, integerColumn, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { beginGenerations, countGeneration, sameJson } from './strategy.ts';
import type {
  MatchResources,
  RuleWithOperations,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
  WebhookConfiguration,
} from './types/extension.ts';
import { required, unsupported } from './validation/errors.ts';

const NAMES = {
  group: 'admissionregistration.k8s.io',
  version: 'v1',
  categories: ['api-extensions'],
  shortNames: [],
  namespaced: false,
  nameRule: 'subdomain',
} as const;

const setRuleDefaults = (rules: readonly RuleWithOperations[] | undefined): void => {
  for (const rule of rules ?? []) rule.scope ??= '*';
};

function setMatchDefaults(match: MatchResources): void {
  match.matchPolicy ??= 'Equivalent';
  match.namespaceSelector ??= {};
  match.objectSelector ??= {};
  setRuleDefaults(match.resourceRules);
  setRuleDefaults(match.excludeResourceRules);
}

/** A change of the webhooks is a new generation. */
function countWebhooks(object: WebhookConfiguration, old: WebhookConfiguration): void {
  const { generation = 0 } = old.metadata;
  object.metadata.generation = sameJson(object.webhooks, old.webhooks) ? generation : generation + 1;
}

function webhookKind(kind: string, plural: string, mutating: boolean): Kind<WebhookConfiguration> {
  return {
    ...NAMES,
    kind,
    plural,
    singular: kind.toLowerCase(),
    subresources: [],
    schema: mutating ? 'V1MutatingWebhookConfiguration' : 'V1ValidatingWebhookConfiguration',
    columns: [NAME, integerColumn('Webhooks', ({ webhooks }) => webhooks?.length ?? 0), AGE],
    setDefaults({ webhooks }) {
      for (const webhook of webhooks ?? []) {
        webhook.failurePolicy ??= 'Fail';
        webhook.matchPolicy ??= 'Equivalent';
        webhook.namespaceSelector ??= {};
        webhook.objectSelector ??= {};
        webhook.timeoutSeconds ??= 10;
        if (mutating) webhook.reinvocationPolicy ??= 'Never';
        if (webhook.clientConfig.service) webhook.clientConfig.service.port ??= 443;
        setRuleDefaults(webhook.rules);
      }
    },
    prepareForCreate: beginGenerations,
    prepareForUpdate: countWebhooks,
    validate({ webhooks = [] }) {
      return webhooks.flatMap((webhook, at) => {
        const field = `webhooks[${at}]`;
        const errors: FieldError[] = [];
        if (!webhook.admissionReviewVersions?.length) {
          errors.push(required(`${field}.admissionReviewVersions`, 'must specify one of v1, v1beta1'));
        }
        if (!webhook.sideEffects) {
          errors.push(required(`${field}.sideEffects`, 'must specify one of None, NoneOnDryRun'));
        } else if (!['None', 'NoneOnDryRun'].includes(webhook.sideEffects)) {
          errors.push(unsupported(`${field}.sideEffects`, webhook.sideEffects, ['None', 'NoneOnDryRun']));
        }
        if (!webhook.clientConfig.url && !webhook.clientConfig.service) {
          errors.push(required(`${field}.clientConfig`, 'exactly one of url or service is required'));
        }
        return errors;
      });
    },
  };
}

export const MUTATING_WEBHOOK_CONFIGURATION = webhookKind(
  'MutatingWebhookConfiguration',
  'mutatingwebhookconfigurations',
  true,
);
export const VALIDATING_WEBHOOK_CONFIGURATION = webhookKind(
  'ValidatingWebhookConfiguration',
  'validatingwebhookconfigurations',
  false,
);

export const VALIDATING_ADMISSION_POLICY: Kind<ValidatingAdmissionPolicy> = {
  ...NAMES,
  kind: 'ValidatingAdmissionPolicy',
  plural: 'validatingadmissionpolicies',
  singular: 'validatingadmissionpolicy',
  subresources: ['status'],
  schema: 'V1ValidatingAdmissionPolicy',
  columns: [
    NAME,
    integerColumn('Validations', ({ spec }) => spec.validations?.length ?? 0),
    column('ParamKind', ({ spec: { paramKind } }) =>
      paramKind ? `${paramKind.apiVersion}/${paramKind.kind}` : '<unset>',
    ),
    AGE,
  ],
  setDefaults({ spec }) {
    spec.failurePolicy ??= 'Fail';
    if (spec.matchConstraints) setMatchDefaults(spec.matchConstraints);
  },
  prepareForCreate(policy) {
    beginGenerations(policy);
    policy.status = {};
  },
  prepareForUpdate: countGeneration,
  validate({ spec }) {
    const errors: FieldError[] = [];
    if (!spec.validations?.length && !spec.auditAnnotations?.length) {
      errors.push(required('spec.validations', 'validations or auditAnnotations must be provided'));
      errors.push(required('spec.auditAnnotations', 'validations or auditAnnotations must be provided'));
    }
    for (const [at, { expression }] of (spec.validations ?? []).entries()) {
      if (!expression?.trim())
        errors.push(required(`spec.validations[${at}].expression`, 'expression is not specified'));
    }
    if (!spec.matchConstraints) errors.push(required('spec.matchConstraints'));
    else if (!spec.matchConstraints.resourceRules?.length) errors.push(required('spec.matchConstraints.resourceRules'));
    return errors;
  },
};

export const VALIDATING_ADMISSION_POLICY_BINDING: Kind<ValidatingAdmissionPolicyBinding> = {
  ...NAMES,
  kind: 'ValidatingAdmissionPolicyBinding',
  plural: 'validatingadmissionpolicybindings',
  singular: 'validatingadmissionpolicybinding',
  subresources: [],
  schema: 'V1ValidatingAdmissionPolicyBinding',
  columns: [
    NAME,
    column('PolicyName', ({ spec }) => spec.policyName ?? ''),
    column('ParamRef', ({ spec: { paramRef } }) => {
      if (!paramRef) return '<unset>';
      if (paramRef.name) return `${paramRef.namespace ? paramRef.namespace : '*'}/${paramRef.name}`;
      return '<unset>';
    }),
    AGE,
  ],
  setDefaults({ spec }) {
    if (spec.matchResources) setMatchDefaults(spec.matchResources);
  },
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
  validate({ spec }) {
    const errors: FieldError[] = [];
    if (!spec.policyName) errors.push(required('spec.policyName'));
    if (!spec.validationActions?.length)
      errors.push(required('spec.validationActions', 'at least one validation action is required'));
    for (const [at, action] of (spec.validationActions ?? []).entries()) {
      if (!['Audit', 'Deny', 'Warn'].includes(action)) {
        errors.push(unsupported(`spec.validationActions[${at}]`, action, ['Audit', 'Deny', 'Warn']));
      }
    }
    return errors;
  },
};

/** Mutating policies became stable with 1.36. */
export const MUTATING_ADMISSION_POLICY: Kind = {
  ...NAMES,
  kind: 'MutatingAdmissionPolicy',
  plural: 'mutatingadmissionpolicies',
  singular: 'mutatingadmissionpolicy',
  subresources: [],
  sinceMinor: 36,
  schema: 'V1MutatingAdmissionPolicy',
  columns: [NAME, AGE],
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
};

export const MUTATING_ADMISSION_POLICY_BINDING: Kind = {
  ...NAMES,
  kind: 'MutatingAdmissionPolicyBinding',
  plural: 'mutatingadmissionpolicybindings',
  singular: 'mutatingadmissionpolicybinding',
  subresources: [],
  sinceMinor: 36,
  schema: 'V1MutatingAdmissionPolicyBinding',
  columns: [NAME, AGE],
  prepareForCreate: beginGenerations,
  prepareForUpdate: countGeneration,
};
