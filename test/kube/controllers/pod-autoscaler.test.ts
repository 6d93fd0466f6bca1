import { expect, test } from 'vitest';
import { DEPLOYMENT, HORIZONTAL_POD_AUTOSCALER } from '../../../src/kube/objects/kinds.ts';
import { Cluster } from './cluster.ts';

const autoscaler = (spec: Record<string, unknown>) => ({
  metadata: { name: 'web' },
  spec: {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 2,
    maxReplicas: 5,
    ...spec,
  },
});

function setUp(replicas: number, spec: Record<string, unknown> = {}) {
  const cluster = new Cluster();
  const template = { metadata: { labels: { app: 'web' } }, spec: { containers: [{ name: 'c', image: 'nginx' }] } };
  const deployment = { replicas, selector: { matchLabels: { app: 'web' } }, template };
  cluster.create(DEPLOYMENT, { metadata: { name: 'web' }, spec: deployment }, 'default');
  cluster.wait(5_000);
  cluster.create(HORIZONTAL_POD_AUTOSCALER, autoscaler(spec), 'default');
  cluster.wait(20_000);
  return cluster;
}

const conditions = (cluster: Cluster) =>
  cluster
    .get(HORIZONTAL_POD_AUTOSCALER, 'web')
    .status.conditions?.map(({ type, status, reason }) => [type, status, reason]);

test.each([
  [1, 2, 'Current number of replicas below Spec.MinReplicas'],
  [7, 5, 'Current number of replicas above Spec.MaxReplicas'],
])('%i replicas become %i', (before, after, reason) => {
  const cluster = setUp(before);
  expect(cluster.get(DEPLOYMENT, 'web').spec.replicas).toBe(after);
  expect(cluster.events('HorizontalPodAutoscaler', 'web')).toContain(
    `SuccessfulRescale: New size: ${after}; reason: ${reason}`,
  );
});

test('without a metrics API it says what it misses', () => {
  const cluster = setUp(3);
  expect(cluster.get(DEPLOYMENT, 'web').spec.replicas).toBe(3);
  expect(conditions(cluster)).toEqual([
    ['AbleToScale', 'True', 'SucceededGetScale'],
    ['ScalingActive', 'False', 'FailedGetResourceMetric'],
  ]);
  const missing =
    'failed to get cpu utilization: unable to get metrics for resource cpu: unable to fetch metrics from resource metrics API: the server could not find the requested resource (get pods.metrics.k8s.io)';
  expect(cluster.events('HorizontalPodAutoscaler', 'web')[0]).toMatch(
    new RegExp(`^(FailedGetResourceMetric: |FailedComputeMetricsReplicas: .*)${missing.replace(/[().]/g, '\\$&')}`),
  );
});

test('a target that is not there, and one that is switched off', () => {
  const gone = setUp(1, { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'api' } });
  expect(gone.get(HORIZONTAL_POD_AUTOSCALER, 'web').status.conditions?.[0]).toMatchObject({
    reason: 'FailedGetScale',
    message: 'the HPA controller was unable to get the target\'s current scale: deployments.apps "api" not found',
  });
  expect(conditions(setUp(0))).toContainEqual(['ScalingActive', 'False', 'ScalingDisabled']);
});
