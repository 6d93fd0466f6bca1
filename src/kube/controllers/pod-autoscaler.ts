// Keeps the number of replicas between its bounds, and says why it can do no more: usage comes from the metrics API,
// which a cluster has only when somebody installs a server for it. Models pkg/controller/podautoscaler.

import { formatTime } from '../../base/duration.ts';
import type { Millis } from '../../sim/simulation.ts';
import type { Task } from '../../sim/task.ts';
import type { KubeClient } from '../client/client.ts';
import { type EventRecorder, type EventType, referenceTo } from '../client/events.ts';
import { keyOf, resourcePath } from '../client/paths.ts';
import { HORIZONTAL_POD_AUTOSCALER } from '../objects/horizontal-pod-autoscaler.ts';
import type { Kind } from '../objects/kind.ts';
import { sameJson } from '../objects/strategy.ts';
import type { HorizontalPodAutoscaler, MetricSpec } from '../objects/types/autoscaling.ts';
import type { Condition } from '../objects/types/meta.ts';
import { withCondition } from './conditions.ts';
import type { Controller } from './controller.ts';
import type { Workplace } from './run.ts';

/** --horizontal-pod-autoscaler-sync-period. */
const SYNC_PERIOD: Millis = 15_000;

interface Scale {
  readonly metadata: { readonly resourceVersion: string };
  readonly spec: { readonly replicas?: number };
  readonly status: { readonly replicas: number; readonly selector?: string };
}

export function podAutoscaler(workplace: Workplace, kinds: readonly Kind[]): Controller {
  const autoscalers = workplace.informers.of(HORIZONTAL_POD_AUTOSCALER);
  return {
    name: 'horizontal-pod-autoscaler-controller',
    watches: [
      {
        kind: HORIZONTAL_POD_AUTOSCALER,
        keys: (autoscaler: HorizontalPodAutoscaler, old) =>
          old && sameJson(autoscaler.spec, old.spec) ? [] : [keyOf(autoscaler)],
      },
    ],
    *reconcile(key) {
      const autoscaler = autoscalers.get(key);
      if (!autoscaler) return undefined;
      yield* new Round(workplace, kinds, autoscaler).run();
      return { again: SYNC_PERIOD };
    },
  };
}

/** One look at one autoscaler. */
class Round {
  readonly #workplace: Workplace;
  readonly #client: KubeClient;
  readonly #events: EventRecorder;
  readonly #kinds: readonly Kind[];
  readonly #autoscaler: HorizontalPodAutoscaler;
  #status: HorizontalPodAutoscaler['status'];

  constructor(workplace: Workplace, kinds: readonly Kind[], autoscaler: HorizontalPodAutoscaler) {
    this.#workplace = workplace;
    this.#client = workplace.client;
    this.#events = workplace.events('horizontal-pod-autoscaler');
    this.#kinds = kinds;
    this.#autoscaler = autoscaler;
    this.#status = { ...autoscaler.status };
  }

  *run(): Task<void> {
    yield* this.#decide();
    if (sameJson(this.#status, this.#autoscaler.status)) return;
    const changed = { ...this.#autoscaler, status: this.#status };
    yield* this.#client.update(HORIZONTAL_POD_AUTOSCALER, changed, 'status');
  }

  *#decide(): Task<void> {
    const { minReplicas = 1, maxReplicas } = this.#autoscaler.spec;
    const path = this.#scalePath();
    const scale = path && (yield* this.#get(path));
    if (!scale) return;
    const succeeded = "the HPA controller was able to get the target's current scale";
    this.#set('AbleToScale', 'True', 'SucceededGetScale', succeeded);
    const current = scale.spec.replicas ?? 0;
    this.#status.currentReplicas = scale.status.replicas;
    if (current === 0 && minReplicas !== 0) {
      const words = 'scaling is disabled since the replica count of the target is zero';
      this.#set('ScalingActive', 'False', 'ScalingDisabled', words);
      this.#status.desiredReplicas = 0;
    } else if (current > maxReplicas) {
      yield* this.#rescale(path, maxReplicas, 'Current number of replicas above Spec.MaxReplicas');
    } else if (current < minReplicas) {
      yield* this.#rescale(path, minReplicas, 'Current number of replicas below Spec.MinReplicas');
    } else this.#complain(scale);
  }

  #scalePath(): string | undefined {
    const { scaleTargetRef } = this.#autoscaler.spec;
    const { namespace } = this.#autoscaler.metadata;
    const [version, inGroup] = (scaleTargetRef.apiVersion ?? '').split('/');
    const group = inGroup === undefined ? '' : version;
    const kind = this.#kinds.find((one) => one.kind === scaleTargetRef.kind && one.group === group);
    if (kind) return resourcePath(kind, namespace, scaleTargetRef.name, 'scale');
    const words = `no matches for kind "${scaleTargetRef.kind}" in group "${group}"`;
    this.#failGetScale(`unable to determine resource for scale target reference: ${words}`, words);
    return undefined;
  }

  *#get(path: string): Task<Scale | undefined> {
    const { status, body } = yield* this.#client.request({ method: 'GET', path, query: {}, headers: {} });
    if (status === 200) return body as Scale;
    const { message } = body as { message: string };
    this.#failGetScale(message, message);
    return undefined;
  }

  #failGetScale(event: string, message: string): void {
    const words = `the HPA controller was unable to get the target's current scale: ${message}`;
    this.#set('AbleToScale', 'False', 'FailedGetScale', words);
    this.#tell('Warning', 'FailedGetScale', event);
  }

  *#rescale(path: string, replicas: number, reason: string): Task<void> {
    const response = yield* this.#client.request({
      method: 'PATCH',
      path,
      query: {},
      headers: { 'content-type': 'application/merge-patch+json' },
      body: { spec: { replicas } },
    });
    if (response.status >= 300) {
      const { message } = response.body as { message: string };
      this.#set(
        'AbleToScale',
        'False',
        'FailedUpdateScale',
        `the HPA controller was unable to update the target scale: ${message}`,
      );
      this.#tell('Warning', 'FailedRescale', `New size: ${replicas}; reason: ${reason}; error: ${message}`);
      return;
    }
    const words = `the HPA controller was able to update the target scale to ${replicas}`;
    this.#set('AbleToScale', 'True', 'SucceededRescale', words);
    this.#tell('Normal', 'SuccessfulRescale', `New size: ${replicas}; reason: ${reason}`);
    this.#status.desiredReplicas = replicas;
    this.#status.lastScaleTime = formatTime(this.#workplace.now);
  }

  /** Nobody serves metrics here: every metric is invalid, and the first one is told. */
  #complain(scale: Scale): void {
    const metrics = this.#autoscaler.spec.metrics ?? [];
    if (scale.status.selector === undefined || metrics.length === 0) return;
    const problems = metrics.map(problemOf);
    for (const { reason, message } of problems) this.#tell('Warning', reason, message);
    const [{ reason, message, about }] = problems;
    const words = `the HPA was unable to compute the replica count: ${message}`;
    this.#set('ScalingActive', 'False', reason, words);
    this.#tell(
      'Warning',
      'FailedComputeMetricsReplicas',
      `invalid metrics (${metrics.length} invalid out of ${metrics.length}), first error is: failed to get ${about}: ${message}`,
    );
  }

  #set(type: string, status: 'True' | 'False', reason: string, message: string): void {
    const condition: Condition = {
      type,
      status,
      reason,
      message,
      lastTransitionTime: formatTime(this.#workplace.now),
    };
    this.#status.conditions = withCondition(this.#status.conditions, condition);
  }

  #tell(type: EventType, reason: string, message: string): void {
    this.#events.event(referenceTo(HORIZONTAL_POD_AUTOSCALER, this.#autoscaler), type, reason, message);
  }
}

interface MetricProblem {
  readonly reason: string;
  readonly message: string;
  readonly about: string;
}

const NO_METRICS =
  'unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';

function problemOf(metric: MetricSpec): MetricProblem {
  const { type, resource, containerResource } = metric;
  if (type === 'Resource' || type === 'ContainerResource') {
    const name = (resource ?? containerResource)?.name ?? '';
    const target = (resource ?? containerResource)?.target;
    const unable = `unable to get metrics for resource ${name}: ${NO_METRICS}`;
    return {
      reason: `FailedGet${type}Metric`,
      message:
        target?.averageValue === undefined
          ? `failed to get ${name} utilization: ${unable}`
          : `failed to get ${name} usage: ${unable}`,
      about: `${name} ${type === 'Resource' ? 'resource' : 'container resource'} metric value`,
    };
  }
  const [api, group] =
    type === 'External' ? ['external', 'external.metrics.k8s.io'] : ['custom', 'custom.metrics.k8s.io'];
  const name = (metric.pods ?? metric.object ?? metric.external)?.metric.name ?? '';
  return {
    reason: `FailedGet${type}Metric`,
    message: `unable to get metric ${name}: unable to fetch metrics from ${api} metrics API: no ${api} metrics API (${group}) registered`,
    about: `${type.toLowerCase()} metric value`,
  };
}
