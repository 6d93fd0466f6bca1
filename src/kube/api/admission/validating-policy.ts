// ValidatingAdmissionPolicy: rules in CEL that the cluster's own objects bring along. A policy says what, a binding where.
// Models apiserver/pkg/admission/plugin/policy/validating. Parameters are not modelled: who asks for them is refused.

import { type Environment, evaluate } from '../../../base/cel/evaluate.ts';
import { CelSyntaxError, parse } from '../../../base/cel/syntax.ts';
import { CelError, fromJson, type Value } from '../../../base/cel/values.ts';
import { labelSelectorMatches } from '../../objects/selectors.ts';
import type {
  MatchResources,
  RuleWithOperations,
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from '../../objects/types/extension.ts';
import { forbidden, invalidRequest, notSimulated } from '../status.ts';
import { type AdmissionPlugin, type AdmissionRequest, type ClusterView, isKind } from './admission.ts';

const GROUP = 'admissionregistration.k8s.io';

export const VALIDATING_ADMISSION_POLICY_PLUGIN: AdmissionPlugin = {
  name: 'ValidatingAdmissionPolicy',
  admit(request, cluster) {
    if (request.kind.group === GROUP || isKind(request, '', 'Event')) return;
    const bindingKind = cluster.kind(GROUP, 'ValidatingAdmissionPolicyBinding');
    const policyKind = cluster.kind(GROUP, 'ValidatingAdmissionPolicy');
    if (!bindingKind || !policyKind) return;
    for (const binding of cluster.all(bindingKind) as Iterable<ValidatingAdmissionPolicyBinding>) {
      const { policyName = '', matchResources, validationActions = [] } = binding.spec;
      const policy = cluster.find(policyKind, '', policyName) as ValidatingAdmissionPolicy | undefined;
      if (!policy || !validationActions.includes('Deny')) continue;
      if (!concerns(policy.spec.matchConstraints, request, cluster)) continue;
      if (matchResources && !concerns(matchResources, request, cluster)) continue;
      if (policy.spec.paramKind) throw notSimulated('a ValidatingAdmissionPolicy with parameters');
      check(policy, binding.metadata.name, request, cluster);
    }
  },
};

const named = (list: readonly string[] | undefined, name: string): boolean =>
  (list ?? []).some((one) => one === '*' || one === name);

function ruleConcerns(rule: RuleWithOperations, { operation, kind, subresource, name }: AdmissionRequest): boolean {
  const resource = subresource === undefined ? kind.plural : `${kind.plural}/${subresource}`;
  const scope = rule.scope ?? '*';
  return (
    named(rule.operations, operation) &&
    named(rule.apiGroups, kind.group) &&
    named(rule.apiVersions, kind.version) &&
    (named(rule.resources, resource) || (rule.resources ?? []).includes('*/*')) &&
    (!rule.resourceNames?.length || rule.resourceNames.includes(name)) &&
    (scope === '*' || (scope === 'Namespaced') === kind.namespaced)
  );
}

function concerns(match: MatchResources | undefined, request: AdmissionRequest, cluster: ClusterView): boolean {
  if (!match) return true;
  const { resourceRules, excludeResourceRules = [], namespaceSelector, objectSelector } = match;
  if (excludeResourceRules.some((rule) => ruleConcerns(rule, request))) return false;
  if (resourceRules?.length && !resourceRules.some((rule) => ruleConcerns(rule, request))) return false;
  const isAny = (selector: typeof objectSelector) =>
    !selector || (!selector.matchLabels && !selector.matchExpressions?.length);
  if (!isAny(objectSelector) && !labelSelectorMatches(objectSelector, request.object.metadata.labels)) return false;
  if (isAny(namespaceSelector) || !request.kind.namespaced) return true;
  return labelSelectorMatches(namespaceSelector, namespaceOf(request, cluster)?.metadata.labels);
}

function namespaceOf({ namespace }: AdmissionRequest, cluster: ClusterView) {
  const kind = cluster.kind('', 'Namespace');
  return kind && namespace !== '' ? cluster.find(kind, '', namespace) : undefined;
}

function check(
  { metadata, spec }: ValidatingAdmissionPolicy,
  binding: string,
  request: AdmissionRequest,
  cluster: ClusterView,
): void {
  const environment = environmentOf(request, cluster);
  const variables: Record<string, Value> = { ...environment.variables };
  const known: Record<string, Value> = {};
  const ask = (text: string): Value =>
    evaluate(parse(text), { variables: { ...variables, variables: known as Value }, functions: {} });
  const refuse = (words: string): never => {
    const why = `ValidatingAdmissionPolicy '${metadata.name}' with binding '${binding}' denied request: ${words}`;
    throw forbidden(request.kind, request.name, why);
  };
  try {
    for (const { expression } of spec.matchConditions ?? []) if (ask(expression) !== true) return;
    for (const { name, expression } of spec.variables ?? []) known[name] = ask(expression);
    for (const { expression, message, messageExpression, reason } of spec.validations ?? []) {
      if (ask(expression) === true) continue;
      const said = messageExpression === undefined ? undefined : ask(messageExpression);
      const words = typeof said === 'string' ? said : (message ?? `failed expression: ${expression.trim()}`);
      const why = `ValidatingAdmissionPolicy '${metadata.name}' with binding '${binding}' denied request: ${words}`;
      if (reason === undefined || reason === 'Invalid') throw invalidRequest(request.kind, request.name, why);
      refuse(words);
    }
  } catch (error) {
    if (!(error instanceof CelError || error instanceof CelSyntaxError)) throw error;
    if (spec.failurePolicy !== 'Ignore') refuse(`expression resulted in error: ${error.message}`);
  }
}

function environmentOf(request: AdmissionRequest, cluster: ClusterView): Environment {
  const { operation, kind, subresource = '', name, namespace, user, object, old } = request;
  const resource = { group: kind.group, version: kind.version, resource: kind.plural };
  const about = {
    operation,
    name,
    namespace,
    subResource: subresource,
    kind: { group: kind.group, version: kind.version, kind: kind.kind },
    resource,
    userInfo: { username: user.name, groups: [...user.groups] },
  };
  return {
    variables: {
      object: fromJson(operation === 'DELETE' ? null : object),
      oldObject: fromJson(operation === 'CREATE' ? null : (old ?? null)),
      request: fromJson(about),
      namespaceObject: fromJson(namespaceOf(request, cluster) ?? null),
    },
    functions: {},
  };
}
