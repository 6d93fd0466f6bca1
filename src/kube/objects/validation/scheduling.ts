// Taints, tolerations, affinity and spreading: everything that says where pods may go.

import type { FieldError } from '../kind.ts';
import type { SelectorRequirement } from '../types/meta.ts';
import type { Taint } from '../types/node.ts';
import type { Affinity, NodeSelectorTerm, PodAffinityTerm, PodSpec, Toleration } from '../types/pod.ts';
import { duplicate, forbidden, invalid, invalids, oneOf, required, unsupported } from './errors.ts';
import { labelKeyErrors, labelSelectorErrors, labelsErrors } from './metadata.ts';
import { labelProblems, labelValueProblems } from './names.ts';

const TAINT_EFFECTS = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** validateNodeTaints. */
export function taintErrors(field: string, taints: readonly Taint[]): FieldError[] {
  const seen = new Set<string>();
  return taints.flatMap((taint, index) => {
    const at = `${field}[${index}]`;
    const errors = labelKeyErrors(`${at}.key`, taint.key);
    const problems = labelValueProblems(taint.value ?? '');
    if (problems.length > 0) errors.push(invalid(`${at}.value`, taint.value, problems.join(';')));
    errors.push(...oneOf(`${at}.effect`, taint.effect, TAINT_EFFECTS));
    const identity = `${taint.key}:${taint.effect}`;
    if (seen.has(identity))
      errors.push(duplicate(at, internalTaint(taint), 'taints must be unique by key and effect pair'));
    seen.add(identity);
    return errors;
  });
}

/** Messages show the server's internal structs, whose fields have no JSON names. */
const internalTaint = ({ key, value = '', effect, timeAdded }: Taint) => ({
  Key: key,
  Value: value,
  Effect: effect,
  TimeAdded: timeAdded ?? null,
});

const internalToleration = ({ key = '', operator, value = '', effect, tolerationSeconds }: Toleration) => ({
  Key: key,
  Operator: operator ?? '',
  Value: value,
  Effect: effect ?? '',
  TolerationSeconds: tolerationSeconds ?? null,
});

/** ValidateTolerations. */
export function tolerationErrors(field: string, tolerations: readonly Toleration[]): FieldError[] {
  return tolerations.flatMap((toleration, index) => {
    const at = `${field}[${index}]`;
    const { key = '', operator = '', value = '', effect = '' } = toleration;
    const errors = key === '' ? [] : labelKeyErrors(`${at}.key`, key);
    if (key === '' && operator !== 'Exists') {
      errors.push(
        invalid(
          `${at}.operator`,
          operator,
          'operator must be Exists when `key` is empty, which means "match all values and all keys"',
        ),
      );
    }
    if (toleration.tolerationSeconds !== undefined && effect !== 'NoExecute') {
      errors.push(invalid(`${at}.effect`, effect, "effect must be 'NoExecute' when `tolerationSeconds` is set"));
    }
    if (operator === '' || operator === 'Equal') {
      const problems = labelValueProblems(value);
      if (problems.length > 0) errors.push(invalid(`${at}.operator`, value, problems.join(';')));
    } else if (operator === 'Exists') {
      if (value !== '')
        errors.push(
          invalid(`${at}.operator`, internalToleration(toleration), "value must be empty when `operator` is 'Exists'"),
        );
    } else errors.push(unsupported(`${at}.operator`, operator, ['Equal', 'Exists']));
    if (effect !== '') errors.push(...oneOf(`${at}.effect`, effect, TAINT_EFFECTS));
    return errors;
  });
}

/** nodeSelector, affinity, topologySpreadConstraints, schedulingGates and readinessGates of a pod. */
export function placementErrors(field: string, spec: PodSpec): FieldError[] {
  return [
    ...labelsErrors(`${field}.nodeSelector`, spec.nodeSelector),
    ...(spec.affinity ? affinityErrors(`${field}.affinity`, spec.affinity) : []),
    ...(spec.readinessGates ?? []).flatMap(({ conditionType }, index) =>
      labelKeyErrors(`${field}.readinessGates[${index}].conditionType`, conditionType),
    ),
    ...gateErrors(`${field}.schedulingGates`, spec),
    ...spreadErrors(`${field}.topologySpreadConstraints`, spec),
    ...tolerationErrors(`${field}.tolerations`, spec.tolerations ?? []),
  ];
}

function gateErrors(field: string, { schedulingGates = [] }: PodSpec): FieldError[] {
  const seen = new Set<string>();
  return schedulingGates.flatMap(({ name }, index) => {
    const errors = labelKeyErrors(`${field}[${index}]`, name);
    if (seen.has(name)) errors.push(duplicate(`${field}[${index}]`, name));
    seen.add(name);
    return errors;
  });
}

function affinityErrors(field: string, { nodeAffinity, podAffinity, podAntiAffinity }: Affinity): FieldError[] {
  const errors: FieldError[] = [];
  if (nodeAffinity) {
    const at = `${field}.nodeAffinity`;
    const needed = nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    if (needed) {
      const terms = `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms`;
      if ((needed.nodeSelectorTerms ?? []).length === 0) {
        errors.push(required(terms, 'must have at least one node selector term'));
      }
      for (const [index, term] of (needed.nodeSelectorTerms ?? []).entries()) {
        errors.push(...nodeTermErrors(`${terms}[${index}]`, term));
      }
    }
    for (const [index, term] of (nodeAffinity.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      const preferred = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      errors.push(...weightErrors(`${preferred}.weight`, term.weight));
      errors.push(...nodeTermErrors(`${preferred}.preference`, term.preference));
    }
  }
  for (const [name, rules] of Object.entries({ podAffinity, podAntiAffinity })) {
    for (const [index, term] of (rules?.requiredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      errors.push(...podTermErrors(`${field}.${name}.requiredDuringSchedulingIgnoredDuringExecution[${index}]`, term));
    }
    for (const [index, term] of (rules?.preferredDuringSchedulingIgnoredDuringExecution ?? []).entries()) {
      const at = `${field}.${name}.preferredDuringSchedulingIgnoredDuringExecution[${index}]`;
      errors.push(
        ...weightErrors(`${at}.weight`, term.weight),
        ...podTermErrors(`${at}.podAffinityTerm`, term.podAffinityTerm),
      );
    }
  }
  return errors;
}

const weightErrors = (field: string, weight: number): FieldError[] =>
  weight >= 1 && weight <= 100 ? [] : [invalid(field, weight, 'must be in the range 1-100')];

function nodeTermErrors(field: string, term: NodeSelectorTerm): FieldError[] {
  return [
    ...(term.matchExpressions ?? []).flatMap((expression, index) =>
      nodeRequirementErrors(`${field}.matchExpressions[${index}]`, expression),
    ),
    ...(term.matchFields ?? []).flatMap(({ key }, index) =>
      key === 'metadata.name'
        ? []
        : [invalid(`${field}.matchFields[${index}].key`, key, 'not a valid field selector key')],
    ),
  ];
}

function nodeRequirementErrors(field: string, { key, operator, values = [] }: SelectorRequirement): FieldError[] {
  const errors: FieldError[] = [];
  switch (operator) {
    case 'In':
    case 'NotIn':
      if (values.length === 0) {
        errors.push(required(`${field}.values`, "must be specified when `operator` is 'In' or 'NotIn'"));
      }
      break;
    case 'Exists':
    case 'DoesNotExist':
      if (values.length > 0) {
        errors.push(forbidden(`${field}.values`, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"));
      }
      break;
    case 'Gt':
    case 'Lt':
      if (values.length !== 1) {
        errors.push(required(`${field}.values`, "must be specified single value when `operator` is 'Lt' or 'Gt'"));
      }
      break;
    default:
      errors.push(invalid(`${field}.operator`, operator, 'not a valid selector operator'));
  }
  errors.push(...labelKeyErrors(`${field}.key`, key));
  for (const [index, value] of values.entries()) {
    errors.push(...invalids(`${field}.values[${index}]`, value, labelValueProblems(value)));
  }
  return errors;
}

function podTermErrors(field: string, term: PodAffinityTerm): FieldError[] {
  return [
    ...labelSelectorErrors(`${field}.labelSelector`, term.labelSelector),
    ...labelSelectorErrors(`${field}.namespaceSelector`, term.namespaceSelector),
    ...(term.namespaces ?? []).flatMap((name) => invalids(`${field}.namespace`, name, labelProblems(name))),
    ...topologyKeyErrors(`${field}.topologyKey`, term.topologyKey, 'can not be empty'),
  ];
}

function topologyKeyErrors(field: string, key: string | undefined, empty: string): FieldError[] {
  return key ? labelKeyErrors(field, key) : [required(field, empty)];
}

function spreadErrors(field: string, { topologySpreadConstraints = [] }: PodSpec): FieldError[] {
  return topologySpreadConstraints.flatMap((constraint, index) => {
    const at = `${field}[${index}]`;
    const errors: FieldError[] = [];
    if (constraint.maxSkew <= 0) errors.push(invalid(`${at}.maxSkew`, constraint.maxSkew, 'must be greater than zero'));
    errors.push(...topologyKeyErrors(`${at}.topologyKey`, constraint.topologyKey, 'can not be empty'));
    if (!['DoNotSchedule', 'ScheduleAnyway'].includes(constraint.whenUnsatisfiable)) {
      errors.push(
        unsupported(`${at}.whenUnsatisfiable`, constraint.whenUnsatisfiable, ['DoNotSchedule', 'ScheduleAnyway']),
      );
    }
    errors.push(...labelSelectorErrors(`${at}.labelSelector`, constraint.labelSelector));
    return errors;
  });
}
