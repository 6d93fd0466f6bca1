// Pods and pod templates. Models ValidatePodSpec and ValidatePodUpdate of pkg/apis/core/validation.

import type { FieldError } from '../kind.ts';
import { sameJson } from '../strategy.ts';
import type { Labels } from '../types/meta.ts';
import type { Container, Pod, PodSpec, PodTemplate } from '../types/pod.ts';
import { containersErrors, initContainersErrors } from './containers.ts';
import { forbidden, immutable, invalid, invalids, oneOf, required, unsupported } from './errors.ts';
import { templateMetadataErrors } from './metadata.ts';
import { ipProblems, labelProblems, subdomainProblems } from './names.ts';
import { placementErrors } from './scheduling.ts';
import { volumeErrors } from './volumes.ts';

const RESTART_POLICIES = ['Always', 'Never', 'OnFailure'];
const DNS_POLICIES = ['ClusterFirst', 'ClusterFirstWithHostNet', 'Default', 'None'];
const PREEMPTION_POLICIES = ['Never', 'PreemptLowerPriority'];
const LARGEST_INT32 = 2 ** 31 - 1;

export function podSpecErrors(field: string, spec: PodSpec): FieldError[] {
  const volumes = new Set((spec.volumes ?? []).map(({ name }) => name));
  const containers = spec.containers ?? [];
  return [
    ...volumeErrors(`${field}.volumes`, spec.volumes ?? []),
    ...containersErrors(`${field}.containers`, containers, volumes),
    ...initContainersErrors(`${field}.initContainers`, spec.initContainers ?? [], containers, volumes),
    ...oneOf(`${field}.restartPolicy`, spec.restartPolicy, RESTART_POLICIES),
    ...oneOf(`${field}.dnsPolicy`, spec.dnsPolicy, DNS_POLICIES),
    ...nameErrors(`${field}.serviceAccountName`, spec.serviceAccountName, subdomainProblems),
    ...nameErrors(`${field}.nodeName`, spec.nodeName, subdomainProblems),
    ...secondsErrors(`${field}.activeDeadlineSeconds`, spec.activeDeadlineSeconds),
    ...graceErrors(`${field}.terminationGracePeriodSeconds`, spec.terminationGracePeriodSeconds),
    ...nameErrors(`${field}.hostname`, spec.hostname, labelProblems),
    ...nameErrors(`${field}.subdomain`, spec.subdomain, labelProblems),
    ...(spec.hostNetwork ? hostNetworkErrors(`${field}.containers`, containers) : []),
    ...placementErrors(field, spec),
    ...(spec.hostAliases ?? []).flatMap(({ ip }, index) =>
      invalids(`${field}.hostAliases[${index}].ip`, ip, ipProblems(ip)),
    ),
    ...nameErrors(`${field}.priorityClassName`, spec.priorityClassName, subdomainProblems),
    ...(spec.preemptionPolicy ? oneOf(`${field}.preemptionPolicy`, spec.preemptionPolicy, PREEMPTION_POLICIES) : []),
  ];
}

export const podTemplateErrors = (field: string, template: PodTemplate): FieldError[] => [
  ...templateMetadataErrors(field, template),
  ...podSpecErrors(`${field}.spec`, template.spec),
];

/** ValidatePodTemplateSpecForReplicaSet, for everything whose pods run for ever. */
export function lastingTemplateErrors(
  field: string,
  template: PodTemplate,
  matches: boolean,
  owner: string,
): FieldError[] {
  const errors: FieldError[] = matches ? [] : [labelMismatch(field, template.metadata.labels)];
  errors.push(...podTemplateErrors(field, template));
  if (template.spec.restartPolicy !== 'Always') {
    errors.push(unsupported(`${field}.spec.restartPolicy`, template.spec.restartPolicy, ['Always']));
  }
  if (template.spec.activeDeadlineSeconds !== undefined) {
    errors.push(forbidden(`${field}.spec.activeDeadlineSeconds`, `activeDeadlineSeconds in ${owner} is not Supported`));
  }
  return errors;
}

export const labelMismatch = (field: string, labels: Labels | undefined): FieldError =>
  invalid(`${field}.metadata.labels`, labels, '`selector` does not match template `labels`');

/**
 * What may change in a pod that exists: images, the deadline, more tolerations, fewer scheduling gates, and the
 * grace period from negative to 1. Real servers append a Go diff of the two specs to the last message; ours leaves it out.
 */
export function podUpdateErrors(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  for (const list of ['containers', 'initContainers'] as const) {
    const before = old.spec[list] ?? [];
    const after = pod.spec[list] ?? [];
    if (after.length !== before.length) {
      return [
        forbidden(
          `spec.${list}`,
          `pod updates may not add or remove ${list === 'containers' ? 'containers' : 'init containers'}`,
        ),
      ];
    }
    for (const [index, { image }] of after.entries()) {
      if (!image?.trim()) errors.push(required(`spec.${list}[${index}].image`));
    }
  }
  errors.push(...deadlineUpdateErrors(pod.spec.activeDeadlineSeconds, old.spec.activeDeadlineSeconds));
  errors.push(...tolerationUpdateErrors(pod.spec, old.spec));
  const allowed: PodSpec = {
    ...pod.spec,
    containers: withImagesOf(pod.spec.containers, old.spec.containers) ?? [],
    initContainers: withImagesOf(pod.spec.initContainers, old.spec.initContainers),
    activeDeadlineSeconds: old.spec.activeDeadlineSeconds,
    tolerations: old.spec.tolerations,
    schedulingGates: old.spec.schedulingGates,
  };
  if (old.spec.terminationGracePeriodSeconds < 0 && pod.spec.terminationGracePeriodSeconds === 1) {
    allowed.terminationGracePeriodSeconds = old.spec.terminationGracePeriodSeconds;
  }
  const gates = new Set((old.spec.schedulingGates ?? []).map(({ name }) => name));
  for (const { name } of pod.spec.schedulingGates ?? []) {
    if (!gates.has(name))
      errors.push(
        forbidden('spec.schedulingGates', `only deletion is allowed, but found new scheduling gate '${name}'`),
      );
  }
  if (gates.size > 0 && !old.spec.nodeName) {
    allowed.nodeSelector = old.spec.nodeSelector;
    allowed.affinity = old.spec.affinity;
  }
  if (!sameJson(allowed, old.spec)) errors.push(forbidden('spec', POD_UPDATE_RULE));
  return errors;
}

const POD_UPDATE_RULE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

function withImagesOf(
  containers: readonly Container[] | undefined,
  old: readonly Container[] | undefined,
): Container[] | undefined {
  return containers?.map((container, index) => ({ ...container, image: old?.[index]?.image ?? container.image }));
}

function deadlineUpdateErrors(after: number | undefined, before: number | undefined): FieldError[] {
  const field = 'spec.activeDeadlineSeconds';
  if (after === undefined)
    return before === undefined ? [] : [invalid(field, null, 'must not update from a positive integer to nil value')];
  if (after < 0 || after > LARGEST_INT32)
    return [invalid(field, after, `must be between 0 and ${LARGEST_INT32}, inclusive`)];
  return before !== undefined && after > before
    ? [invalid(field, after, 'must be less than or equal to previous value')]
    : [];
}

function tolerationUpdateErrors({ tolerations = [] }: PodSpec, { tolerations: old = [] }: PodSpec): FieldError[] {
  const kept = old.every((before) =>
    tolerations.some((after) => sameJson({ ...before, tolerationSeconds: 0 }, { ...after, tolerationSeconds: 0 })),
  );
  return kept
    ? []
    : [forbidden('spec.tolerations', 'existing toleration can not be modified except its tolerationSeconds')];
}

function hostNetworkErrors(field: string, containers: readonly Container[]): FieldError[] {
  return containers.flatMap(({ ports = [] }, index) =>
    ports.flatMap(({ hostPort, containerPort }, position) =>
      hostPort && hostPort !== containerPort
        ? [
            invalid(
              `${field}[${index}].ports[${position}].hostPort`,
              hostPort,
              'must match `containerPort` when `hostNetwork` is true',
            ),
          ]
        : [],
    ),
  );
}

const nameErrors = (field: string, name: string | undefined, problems: (name: string) => string[]): FieldError[] =>
  name ? invalids(field, name, problems(name)) : [];

const graceErrors = (field: string, seconds: number | undefined): FieldError[] =>
  seconds === undefined ? [required(field)] : [];

const secondsErrors = (field: string, seconds: number | undefined): FieldError[] =>
  seconds !== undefined && (seconds < 1 || seconds > LARGEST_INT32)
    ? [invalid(field, seconds, `must be between 1 and ${LARGEST_INT32}, inclusive`)]
    : [];

/** A template that may not change once stored: Jobs. */
export const templateImmutable = (field: string, template: PodTemplate, old: PodTemplate): FieldError[] =>
  sameJson(template, old) ? [] : [immutable(field, template)];
