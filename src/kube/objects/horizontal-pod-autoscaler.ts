// autoscaling/v2 HorizontalPodAutoscaler, and its first version, which knows the average CPU only.
// Models pkg/registry/autoscaling/horizontalpodautoscaler and the conversions in pkg/apis/autoscaling.

import { quantityMilliValue } from '../../base/quantity.ts';
import { AGE, column, NAME } from './columns.ts';
import type { FieldError, Kind } from './kind.ts';
import { countGeneration } from './strategy.ts';
import type {
  HorizontalPodAutoscaler,
  HorizontalPodAutoscalerV1,
  MetricSpec,
  MetricStatus,
  MetricTarget,
  MetricValue,
  ScaleTarget,
  ScalingRules,
} from './types/autoscaling.ts';
import { invalid, nonnegative, positive, required, unsupported } from './validation/errors.ts';
import { pathSegmentProblems } from './validation/names.ts';

const DEFAULT_CPU_PERCENT = 80;
const METRIC_TYPES = ['ContainerResource', 'External', 'Object', 'Pods', 'Resource'];
const SHOWN_METRICS = 2;

const NAMES = {
  group: 'autoscaling',
  kind: 'HorizontalPodAutoscaler',
  plural: 'horizontalpodautoscalers',
  singular: 'horizontalpodautoscaler',
  shortNames: ['hpa'],
  categories: ['all'],
  namespaced: true,
  subresources: ['status'],
  nameRule: 'subdomain',
} as const;

export const HORIZONTAL_POD_AUTOSCALER: Kind<HorizontalPodAutoscaler> = {
  ...NAMES,
  version: 'v2',
  schema: 'V2HorizontalPodAutoscaler',
  columns: [
    NAME,
    column('Reference', ({ spec }) => `${spec.scaleTargetRef.kind}/${spec.scaleTargetRef.name}`),
    column('Targets', formatTargets),
    column('MinPods', ({ spec }) => (spec.minReplicas === undefined ? '<unset>' : String(spec.minReplicas))),
    column('MaxPods', ({ spec }) => String(spec.maxReplicas)),
    column('Replicas', ({ status }) => String(status.currentReplicas ?? 0)),
    AGE,
  ],
  setDefaults({ spec }) {
    spec.minReplicas ??= 1;
    if (!spec.metrics?.length) spec.metrics = [cpuMetric(DEFAULT_CPU_PERCENT)];
    if (spec.behavior) setBehaviorDefaults(spec.behavior);
  },
  prepareForCreate(autoscaler) {
    autoscaler.status = { desiredReplicas: 0, currentMetrics: null };
  },
  prepareForUpdate(autoscaler, old) {
    const { generation } = old.metadata;
    countGeneration(autoscaler, old);
    if (generation === undefined) delete autoscaler.metadata.generation;
  },
  validate: ({ spec }) => [
    ...(spec.minReplicas !== undefined && spec.minReplicas < 1
      ? [invalid('spec.minReplicas', spec.minReplicas, 'must be greater than or equal to 1')]
      : []),
    ...(spec.maxReplicas < 1 ? [invalid('spec.maxReplicas', spec.maxReplicas, 'must be greater than 0')] : []),
    ...(spec.minReplicas !== undefined && spec.maxReplicas < spec.minReplicas
      ? [invalid('spec.maxReplicas', spec.maxReplicas, 'must be greater than or equal to `minReplicas`')]
      : []),
    ...targetErrors('spec.scaleTargetRef', spec.scaleTargetRef),
    ...(spec.metrics ?? []).flatMap((metric, at) => metricErrors(`spec.metrics[${at}]`, metric)),
    ...rulesErrors('spec.behavior.scaleUp', spec.behavior?.scaleUp),
    ...rulesErrors('spec.behavior.scaleDown', spec.behavior?.scaleDown),
  ],
};

export const HORIZONTAL_POD_AUTOSCALER_V1: Kind<HorizontalPodAutoscalerV1> = {
  ...NAMES,
  version: 'v1',
  schema: 'V1HorizontalPodAutoscaler',
  columns: [],
  storedAs: {
    kind: HORIZONTAL_POD_AUTOSCALER as Kind,
    toStored({ spec: { targetCPUUtilizationPercentage: percent, ...spec }, status, ...rest }) {
      const { currentCPUUtilizationPercentage: current, ...counts } = status;
      const stored: HorizontalPodAutoscaler = {
        ...rest,
        apiVersion: 'autoscaling/v2',
        spec: { ...spec, ...(percent !== undefined && { metrics: [cpuMetric(percent)] }) },
        status: { ...counts, currentMetrics: current === undefined ? null : [cpuStatus(current)] },
      };
      return stored;
    },
    fromStored(stored) {
      const { spec, status, ...rest } = stored as HorizontalPodAutoscaler;
      const cpu = spec.metrics?.find(({ resource }) => resource?.name === 'cpu')?.resource?.target.averageUtilization;
      const now = status.currentMetrics?.find(({ resource }) => resource?.name === 'cpu')?.resource?.current;
      return {
        ...rest,
        apiVersion: 'autoscaling/v1',
        spec: {
          maxReplicas: spec.maxReplicas,
          ...(spec.minReplicas !== undefined && { minReplicas: spec.minReplicas }),
          scaleTargetRef: spec.scaleTargetRef,
          ...(cpu !== undefined && { targetCPUUtilizationPercentage: cpu }),
        },
        status: {
          ...(status.observedGeneration !== undefined && { observedGeneration: status.observedGeneration }),
          ...(status.lastScaleTime !== undefined && { lastScaleTime: status.lastScaleTime }),
          currentReplicas: status.currentReplicas ?? 0,
          desiredReplicas: status.desiredReplicas,
          ...(now?.averageUtilization !== undefined && { currentCPUUtilizationPercentage: now.averageUtilization }),
        },
      };
    },
  },
};

const cpuMetric = (averageUtilization: number): MetricSpec => ({
  type: 'Resource',
  resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization } },
});

const cpuStatus = (averageUtilization: number): MetricStatus => ({
  type: 'Resource',
  resource: { name: 'cpu', current: { averageUtilization } },
});

function setBehaviorDefaults(behavior: NonNullable<HorizontalPodAutoscaler['spec']['behavior']>): void {
  if (behavior.scaleUp) {
    behavior.scaleUp.stabilizationWindowSeconds ??= 0;
    behavior.scaleUp.selectPolicy ??= 'Max';
    behavior.scaleUp.policies ??= [
      { type: 'Pods', value: 4, periodSeconds: 15 },
      { type: 'Percent', value: 100, periodSeconds: 15 },
    ];
  }
  if (behavior.scaleDown) {
    behavior.scaleDown.selectPolicy ??= 'Max';
    behavior.scaleDown.policies ??= [{ type: 'Percent', value: 100, periodSeconds: 15 }];
  }
}

// ——— validation ———

function targetErrors(field: string, { kind, name }: ScaleTarget): FieldError[] {
  const errors: FieldError[] = [];
  for (const [step, value] of [
    ['kind', kind],
    ['name', name],
  ] as const) {
    if (!value) errors.push(required(`${field}.${step}`));
    else for (const problem of pathSegmentProblems(value)) errors.push(invalid(`${field}.${step}`, value, problem));
  }
  return errors;
}

function metricErrors(field: string, metric: MetricSpec): FieldError[] {
  if (!metric.type) return [required(`${field}.type`, 'must specify a metric source type')];
  if (!METRIC_TYPES.includes(metric.type)) return [unsupported(`${field}.type`, metric.type, METRIC_TYPES)];
  const source = `${metric.type[0].toLowerCase()}${metric.type.slice(1)}` as keyof MetricSpec;
  const present = metric[source];
  const path = `${field}.${source}`;
  if (present === undefined || typeof present === 'string') {
    return [required(path, 'must populate information for the given metric source')];
  }
  const errors: FieldError[] = [];
  if ('name' in present && !present.name) errors.push(required(`${path}.name`, 'must specify a resource name'));
  if ('container' in present && !present.container)
    errors.push(required(`${path}.container`, 'must specify a container'));
  if ('metric' in present && !present.metric.name)
    errors.push(required(`${path}.metric.name`, 'must specify a metric name'));
  if ('describedObject' in present) errors.push(...targetErrors(`${path}.describedObject`, present.describedObject));
  return [...errors, ...metricTargetErrors(`${path}.target`, present.target, source)];
}

function metricTargetErrors(field: string, target: MetricTarget, source: keyof MetricSpec): FieldError[] {
  const types = ['Utilization', 'Value', 'AverageValue'];
  const errors: FieldError[] = [];
  if (!target.type) errors.push(required(`${field}.type`, 'must specify a metric target type'));
  else if (!types.includes(target.type)) {
    errors.push(invalid(`${field}.type`, target.type, 'must be either Utilization, Value, or AverageValue'));
  }
  errors.push(...positive(`${field}.averageUtilization`, target.averageUtilization));
  for (const key of ['value', 'averageValue'] as const) {
    const amount = target[key];
    if (amount !== undefined && quantityMilliValue(amount) <= 0) {
      errors.push(invalid(`${field}.${key}`, amount, 'must be positive'));
    }
  }
  const isResource = source === 'resource' || source === 'containerResource';
  if (isResource && target.averageUtilization === undefined && target.averageValue === undefined) {
    errors.push(required(`${field}.averageUtilization`, 'must set either a target raw value or a target utilization'));
  }
  return errors;
}

function rulesErrors(field: string, rules: ScalingRules | undefined): FieldError[] {
  if (!rules) return [];
  const errors: FieldError[] = [
    ...nonnegative(`${field}.stabilizationWindowSeconds`, rules.stabilizationWindowSeconds),
  ];
  if (rules.selectPolicy !== undefined && !['Disabled', 'Max', 'Min'].includes(rules.selectPolicy)) {
    errors.push(unsupported(`${field}.selectPolicy`, rules.selectPolicy, ['Disabled', 'Max', 'Min']));
  }
  if (!rules.policies?.length) errors.push(required(`${field}.policies`, 'must specify at least one Policy'));
  for (const [at, policy] of (rules.policies ?? []).entries()) {
    const path = `${field}.policies[${at}]`;
    if (policy.type !== 'Pods' && policy.type !== 'Percent') {
      errors.push(unsupported(`${path}.type`, policy.type, ['Percent', 'Pods']));
    }
    errors.push(...positive(`${path}.value`, policy.value), ...positive(`${path}.periodSeconds`, policy.periodSeconds));
  }
  return errors;
}

// ——— the column TARGETS ———

/** `cpu: 12%/80%`, `cpu: <unknown>/80%, memory: 100Mi/200Mi + 1 more...` */
export function formatTargets({ spec, status }: HorizontalPodAutoscaler): string {
  const metrics = spec.metrics ?? [];
  if (metrics.length === 0) return '<none>';
  const shown = metrics.slice(0, SHOWN_METRICS).map((metric, at) => {
    const now = status.currentMetrics?.[at];
    return formatMetric(metric, now?.type === metric.type ? now : undefined);
  });
  const rest = metrics.length - SHOWN_METRICS;
  return shown.join(', ') + (rest > 0 ? ` + ${rest} more...` : '');
}

function formatMetric(metric: MetricSpec, now: MetricStatus | undefined): string {
  const { resource, containerResource, pods, object, external } = metric;
  if (resource) return `${resource.name}: ${versus(now?.resource?.current, resource.target)}`;
  if (containerResource) {
    return `${containerResource.name}: ${versus(now?.containerResource?.current, containerResource.target)}`;
  }
  if (pods) return versus(now?.pods?.current, pods.target);
  if (object) return versus(now?.object?.current, object.target);
  return external ? versus(now?.external?.current, external.target) : '<unknown type>';
}

function versus(current: MetricValue | undefined, target: MetricTarget): string {
  if (target.averageUtilization !== undefined && target.averageValue === undefined) {
    const now = current?.averageUtilization;
    return `${now === undefined ? '<unknown>' : `${now}%`}/${target.averageUtilization}%`;
  }
  if (target.averageValue !== undefined) {
    return `${current?.averageValue ?? '<unknown>'}/${target.averageValue}${target.type === 'AverageValue' && current?.value === undefined ? '' : ' (avg)'}`;
  }
  return `${current?.value ?? '<unknown>'}/${target.value ?? '<auto>'}`;
}
