// More or fewer copies by what they use: autoscaling.

import type { Condition, KubeObject, LabelSelector, Quantity, Time } from './meta.ts';

export interface MetricTarget {
  type: 'Utilization' | 'Value' | 'AverageValue';
  averageUtilization?: number;
  averageValue?: Quantity;
  value?: Quantity;
}

export interface MetricValue {
  averageUtilization?: number;
  averageValue?: Quantity;
  value?: Quantity;
}

interface MetricIdentifier {
  name: string;
  selector?: LabelSelector;
}

interface Metric<Amount> {
  type: string;
  resource?: { name: string } & Amount;
  containerResource?: { name: string; container: string } & Amount;
  pods?: { metric: MetricIdentifier } & Amount;
  object?: { metric: MetricIdentifier; describedObject: ScaleTarget } & Amount;
  external?: { metric: MetricIdentifier } & Amount;
}

export type MetricSpec = Metric<{ target: MetricTarget }>;
export type MetricStatus = Metric<{ current: MetricValue }>;

export interface ScaleTarget {
  apiVersion?: string;
  kind: string;
  name: string;
}

export interface ScalingRules {
  stabilizationWindowSeconds?: number;
  selectPolicy?: string;
  policies?: { type: string; value: number; periodSeconds: number }[];
  tolerance?: Quantity;
}

/** autoscaling/v2. */
export interface HorizontalPodAutoscaler extends KubeObject {
  spec: {
    scaleTargetRef: ScaleTarget;
    minReplicas?: number;
    maxReplicas: number;
    metrics?: MetricSpec[];
    behavior?: { scaleUp?: ScalingRules; scaleDown?: ScalingRules };
  };
  status: {
    observedGeneration?: number;
    lastScaleTime?: Time;
    currentReplicas?: number;
    desiredReplicas: number;
    currentMetrics?: MetricStatus[] | null;
    conditions?: Condition[];
  };
}

/** autoscaling/v1: one target, the average CPU; the rest travels in annotations. */
export interface HorizontalPodAutoscalerV1 extends KubeObject {
  spec: {
    scaleTargetRef: ScaleTarget;
    minReplicas?: number;
    maxReplicas: number;
    targetCPUUtilizationPercentage?: number;
  };
  status: {
    observedGeneration?: number;
    lastScaleTime?: Time;
    currentReplicas: number;
    desiredReplicas: number;
    currentCPUUtilizationPercentage?: number;
  };
}
