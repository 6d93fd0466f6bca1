import { describe, expect, it } from 'vitest';
import {
  DAEMON_SET,
  DEPLOYMENT,
  JOB,
  NODE,
  POD,
  SECRET,
  SERVICE,
  STATEFUL_SET,
} from '../../../src/kube/objects/kinds.ts';
import { defaultPullPolicy } from '../../../src/kube/objects/pod-defaults.ts';
import { stored } from './tables.ts';

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'nginx', image: 'nginx:1.25' }] },
};
const selector = { matchLabels: { app: 'web' } };

describe('the API server fills in what a manifest leaves out', () => {
  // As recorded from `kubectl create deployment` and `kubectl get -o yaml` with kube-apiserver 1.35.6.
  it('of a Deployment', () => {
    expect(stored(DEPLOYMENT, { metadata: { name: 'web' }, spec: { selector, template } })).toEqual({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        progressDeadlineSeconds: 600,
        replicas: 1,
        revisionHistoryLimit: 10,
        selector,
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: {
            containers: [
              {
                name: 'nginx',
                image: 'nginx:1.25',
                imagePullPolicy: 'IfNotPresent',
                resources: {},
                terminationMessagePath: '/dev/termination-log',
                terminationMessagePolicy: 'File',
              },
            ],
            dnsPolicy: 'ClusterFirst',
            restartPolicy: 'Always',
            schedulerName: 'default-scheduler',
            securityContext: {},
            terminationGracePeriodSeconds: 30,
          },
        },
      },
      status: {},
    });
  });

  it('of a pod: requests from limits, probes, ports, volumes, the old account field', () => {
    const { spec } = stored(POD, {
      metadata: { name: 'p' },
      spec: {
        serviceAccountName: 'bot',
        containers: [
          {
            name: 'c',
            image: 'nginx',
            ports: [{ containerPort: 80 }],
            resources: { limits: { cpu: '500m', memory: '64Mi' }, requests: { cpu: '100m' } },
            livenessProbe: { httpGet: { port: 80 } },
            env: [{ name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
          },
        ],
        volumes: [
          { name: 'a' },
          { name: 'b', hostPath: { path: '/srv' } },
          { name: 'c', configMap: { name: 'app' } },
          { name: 'd', projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
        ],
      },
    });
    expect(spec.serviceAccount).toBe('bot');
    expect(spec.enableServiceLinks).toBe(true);
    expect(spec.containers[0]).toEqual({
      name: 'c',
      image: 'nginx',
      imagePullPolicy: 'Always',
      terminationMessagePath: '/dev/termination-log',
      terminationMessagePolicy: 'File',
      ports: [{ containerPort: 80, protocol: 'TCP' }],
      resources: { limits: { cpu: '500m', memory: '64Mi' }, requests: { cpu: '100m', memory: '64Mi' } },
      livenessProbe: {
        httpGet: { path: '/', port: 80, scheme: 'HTTP' },
        timeoutSeconds: 1,
        periodSeconds: 10,
        successThreshold: 1,
        failureThreshold: 3,
      },
      env: [{ name: 'IP', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'status.podIP' } } }],
    });
    expect(spec.volumes).toEqual([
      { name: 'a', emptyDir: {} },
      { name: 'b', hostPath: { path: '/srv', type: '' } },
      { name: 'c', configMap: { name: 'app', defaultMode: 420 } },
      {
        name: 'd',
        projected: { defaultMode: 420, sources: [{ serviceAccountToken: { path: 'token', expirationSeconds: 3600 } }] },
      },
    ]);
  });

  it('of the other workloads', () => {
    expect(stored(DAEMON_SET, { spec: { selector, template } }).spec.updateStrategy).toEqual({
      type: 'RollingUpdate',
      rollingUpdate: { maxUnavailable: 1, maxSurge: 0 },
    });
    const { template: _pods, ...statefulSet } = stored(STATEFUL_SET, {
      spec: { selector, template, serviceName: 'db' },
    }).spec;
    expect(statefulSet).toEqual({
      podManagementPolicy: 'OrderedReady',
      updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
      replicas: 1,
      revisionHistoryLimit: 10,
      serviceName: 'db',
      selector,
    });
    const { template: _job, ...job } = stored(JOB, { spec: { template } }).spec;
    expect(job).toEqual({
      backoffLimit: 6,
      completionMode: 'NonIndexed',
      completions: 1,
      parallelism: 1,
      podReplacementPolicy: 'TerminatingOrFailed',
      suspend: false,
    });
  });

  it('of a Service, a Secret and a Node', () => {
    expect(stored(SERVICE, { spec: { type: 'NodePort', ports: [{ port: 80 }] } }).spec).toEqual({
      type: 'NodePort',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80 }],
      sessionAffinity: 'None',
      externalTrafficPolicy: 'Cluster',
      internalTrafficPolicy: 'Cluster',
    });
    expect(stored(SECRET, { stringData: { user: 'jané' } })).toMatchObject({
      type: 'Opaque',
      data: { user: 'amFuw6k=' },
    });
    expect(stored(NODE, { status: { capacity: { cpu: 2 } } }).status.allocatable).toEqual({ cpu: '2' });
  });

  it.each([
    ['nginx', 'Always'],
    ['nginx:latest', 'Always'],
    ['nginx:1.25', 'IfNotPresent'],
    ['localhost:5000/nginx', 'Always'],
    ['localhost:5000/nginx:1', 'IfNotPresent'],
    [`nginx@sha256:${'0'.repeat(64)}`, 'IfNotPresent'],
  ])('of the image %s: pull %s', (image, policy) => {
    expect(defaultPullPolicy(image)).toBe(policy);
  });
});
