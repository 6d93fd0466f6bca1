import { describe, expect, it } from 'vitest';
import { DEPLOYMENT, NODE, POD, POD_DISRUPTION_BUDGET } from '../../../src/kube/objects/kinds.ts';
import type { Status } from '../../../src/kube/objects/types/meta.ts';
import type { Pod } from '../../../src/kube/objects/types/pod.ts';
import { createTestApi, type TestApi } from '../../support/api.ts';

const POD_BODY = (name: string, more: object = {}) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx' }], ...more },
});

const DEPLOYMENT_BODY = (name: string, spec: object = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
    ...spec,
  },
});

/** With the account every namespace has once its controller runs. */
function ready(): TestApi {
  const api = createTestApi();
  api.send('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  return api;
}

const PODS = '/api/v1/namespaces/default/pods';
const message = (response: { readonly body?: unknown }) => (response.body as Status).message;

describe('creating', () => {
  it('completes a pod as the admission chain and the defaults do', () => {
    const api = ready();
    const { status, body } = api.send('POST', PODS, POD_BODY('web'));
    expect(status).toBe(201);
    expect(body).toMatchInlineSnapshot(`
      {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
          "creationTimestamp": "2026-11-02T09:00:00Z",
          "generation": 1,
          "labels": {
            "app": "web",
          },
          "name": "web",
          "namespace": "default",
          "resourceVersion": "142",
          "uid": "38be3816-561f-45a1-83c4-25ca8ef7c9ce",
        },
        "spec": {
          "containers": [
            {
              "image": "nginx",
              "imagePullPolicy": "Always",
              "name": "web",
              "resources": {},
              "terminationMessagePath": "/dev/termination-log",
              "terminationMessagePolicy": "File",
              "volumeMounts": [
                {
                  "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
                  "name": "kube-api-access-mpsg7",
                  "readOnly": true,
                },
              ],
            },
          ],
          "dnsPolicy": "ClusterFirst",
          "enableServiceLinks": true,
          "preemptionPolicy": "PreemptLowerPriority",
          "priority": 0,
          "restartPolicy": "Always",
          "schedulerName": "default-scheduler",
          "securityContext": {},
          "serviceAccount": "default",
          "serviceAccountName": "default",
          "terminationGracePeriodSeconds": 30,
          "tolerations": [
            {
              "effect": "NoExecute",
              "key": "node.kubernetes.io/not-ready",
              "operator": "Exists",
              "tolerationSeconds": 300,
            },
            {
              "effect": "NoExecute",
              "key": "node.kubernetes.io/unreachable",
              "operator": "Exists",
              "tolerationSeconds": 300,
            },
          ],
          "volumes": [
            {
              "name": "kube-api-access-mpsg7",
              "projected": {
                "defaultMode": 420,
                "sources": [
                  {
                    "serviceAccountToken": {
                      "expirationSeconds": 3607,
                      "path": "token",
                    },
                  },
                  {
                    "configMap": {
                      "items": [
                        {
                          "key": "ca.crt",
                          "path": "ca.crt",
                        },
                      ],
                      "name": "kube-root-ca.crt",
                    },
                  },
                  {
                    "downwardAPI": {
                      "items": [
                        {
                          "fieldRef": {
                            "apiVersion": "v1",
                            "fieldPath": "metadata.namespace",
                          },
                          "path": "namespace",
                        },
                      ],
                    },
                  },
                ],
              },
            },
          ],
        },
        "status": {
          "phase": "Pending",
          "qosClass": "BestEffort",
        },
      }
    `);
  });

  it('draws names for generateName', () => {
    const api = ready();
    const body = { metadata: { generateName: 'web-' }, spec: { containers: [{ name: 'web', image: 'nginx' }] } };
    const { metadata } = api.send('POST', PODS, body).body as Pod;
    expect(metadata.name).toMatch(/^web-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
  });

  it('stores nothing on a dry run', () => {
    const api = ready();
    expect(api.send('POST', `${PODS}?dryRun=All`, POD_BODY('web')).status).toBe(201);
    expect(api.send('GET', `${PODS}/web`).status).toBe(404);
  });

  it.each([
    ['a name that is taken', PODS, POD_BODY('first'), 'pods "first" already exists'],
    ['a namespace that is missing', '/api/v1/namespaces/nope/pods', POD_BODY('x'), 'namespaces "nope" not found'],
    [
      'another namespace in the body',
      PODS,
      { ...POD_BODY('x'), metadata: { name: 'x', namespace: 'other' } },
      'the namespace of the provided object does not match the namespace sent on the request',
    ],
    [
      'an unknown field, strictly',
      `${PODS}?fieldValidation=Strict`,
      POD_BODY('x', { restartpolicy: 'Never' }),
      'Pod in version "v1" cannot be handled as a Pod: strict decoding error: unknown field "spec.restartpolicy"',
    ],
    [
      'a number where text is wanted',
      PODS,
      { metadata: { name: 'x' }, spec: { containers: [{ name: 'a', image: 'b', env: [{ name: 'A', value: 1 }] }] } },
      'Pod in version "v1" cannot be handled as a Pod: json: cannot unmarshal number into Go struct field EnvVar.spec.containers.env.value of type string',
    ],
    [
      'a name that is none',
      PODS,
      POD_BODY('Bad_Name'),
      "Pod \"Bad_Name\" is invalid: metadata.name: Invalid value: \"Bad_Name\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
    ],
    [
      'a priority class that is missing',
      PODS,
      POD_BODY('x', { priorityClassName: 'nope' }),
      'pods "x" is forbidden: no PriorityClass with name nope was found',
    ],
    [
      'a service account that is missing',
      PODS,
      POD_BODY('x', { serviceAccountName: 'nope' }),
      'pods "x" is forbidden: error looking up service account default/nope: serviceaccount "nope" not found',
    ],
    [
      'negative replicas',
      '/apis/apps/v1/namespaces/default/deployments',
      DEPLOYMENT_BODY('x', { replicas: -1 }),
      'Deployment.apps "x" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
  ])('refuses %s', (_, target, body, expected) => {
    const api = ready();
    api.send('POST', PODS, POD_BODY('first'));
    expect(message(api.send('POST', target, body))).toBe(expected);
  });

  it('warns of unknown fields unless told otherwise', () => {
    const api = ready();
    const { status, headers } = api.send('POST', PODS, POD_BODY('x', { restartpolicy: 'Never' }));
    expect(status).toBe(201);
    expect(headers.warning).toBe('299 - "unknown field \\"spec.restartpolicy\\""');
  });
});

describe('changing', () => {
  it('refuses an update based on an old version', () => {
    const api = ready();
    const first = api.send('POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'c' } }).body as Pod;
    const target = '/api/v1/namespaces/default/configmaps/c';
    expect(api.send('PUT', target, { ...first, data: { a: '1' } }).status).toBe(200);
    const refused = api.send('PUT', target, { ...first, data: { a: '2' } });
    expect(refused.body).toMatchInlineSnapshot(`
      {
        "apiVersion": "v1",
        "code": 409,
        "details": {
          "kind": "configmaps",
          "name": "c",
        },
        "kind": "Status",
        "message": "Operation cannot be fulfilled on configmaps "c": the object has been modified; please apply your changes to the latest version and try again",
        "metadata": {},
        "reason": "Conflict",
        "status": "Failure",
      }
    `);
  });

  it('counts generations of the spec only', () => {
    const api = ready();
    const target = '/apis/apps/v1/namespaces/default/deployments';
    api.send('POST', target, DEPLOYMENT_BODY('web'));
    const patch = (body: object, sub = '') =>
      api.send('PATCH', `${target}/web${sub}`, body, { 'content-type': 'application/merge-patch+json' }).body as Pod;
    expect(patch({ metadata: { labels: { a: 'b' } } }).metadata.generation).toBe(1);
    expect(patch({ spec: { replicas: 5 } }).metadata.generation).toBe(2);
    const after = patch({ spec: { replicas: 9 }, status: { replicas: 5 } }, '/status');
    expect([after.metadata.generation, after.spec, after.status]).toMatchObject([2, { replicas: 5 }, { replicas: 5 }]);
  });

  it('writes nothing when nothing changes', () => {
    const api = ready();
    const { metadata } = api.send('POST', PODS, POD_BODY('web')).body as Pod;
    const patched = api.send('PATCH', `${PODS}/web`, {}, { 'content-type': 'application/merge-patch+json' })
      .body as Pod;
    expect(patched.metadata.resourceVersion).toBe(metadata.resourceVersion);
  });

  it('scales through the subresource', () => {
    const api = ready();
    const target = '/apis/apps/v1/namespaces/default/deployments';
    api.send('POST', target, DEPLOYMENT_BODY('web'));
    const scale = api.send('GET', `${target}/web/scale`).body as Pod;
    expect(scale.spec).toEqual({ replicas: 2 });
    api.send('PUT', `${target}/web/scale`, { ...scale, spec: { replicas: 7 } });
    expect((api.send('GET', `${target}/web`).body as Pod).spec).toMatchObject({ replicas: 7 });
  });
});

describe('deleting', () => {
  const bound = (api: TestApi) => {
    api.send('POST', '/api/v1/nodes', { metadata: { name: 'node01' } });
    api.send('POST', PODS, POD_BODY('web'));
    api.send('POST', `${PODS}/web/binding`, { target: { kind: 'Node', name: 'node01' } });
    return api;
  };

  it('lets a pod nobody runs go at once', () => {
    const api = ready();
    api.send('POST', PODS, POD_BODY('web'));
    expect(api.send('DELETE', `${PODS}/web`).status).toBe(200);
    expect(api.send('GET', `${PODS}/web`).status).toBe(404);
  });

  it('gives a bound pod its grace, which may only get shorter', () => {
    const api = bound(ready());
    const grace = (target: string) => (api.send('DELETE', target).body as Pod).metadata.deletionGracePeriodSeconds;
    expect(grace(`${PODS}/web`)).toBe(30);
    expect(grace(`${PODS}/web?gracePeriodSeconds=60`)).toBe(30);
    expect(grace(`${PODS}/web?gracePeriodSeconds=5`)).toBe(5);
    expect(api.send('DELETE', `${PODS}/web?gracePeriodSeconds=0`).status).toBe(200);
    expect(api.send('GET', `${PODS}/web`).status).toBe(404);
  });

  it('waits for finalizers', () => {
    const api = ready();
    const maps = '/api/v1/namespaces/default/configmaps';
    api.send('POST', maps, { metadata: { name: 'c', finalizers: ['example.com/hold'] } });
    api.send('DELETE', `${maps}/c`);
    expect((api.send('GET', `${maps}/c`).body as Pod).metadata.deletionTimestamp).toBe('2026-11-02T09:00:00Z');
    api.send(
      'PATCH',
      `${maps}/c`,
      { metadata: { finalizers: null } },
      { 'content-type': 'application/merge-patch+json' },
    );
    expect(api.send('GET', `${maps}/c`).status).toBe(404);
  });

  it('keeps a namespace until it is finalized', () => {
    const api = ready();
    api.send('POST', '/api/v1/namespaces', { metadata: { name: 'shop' } });
    api.send('DELETE', '/api/v1/namespaces/shop');
    const going = api.send('GET', '/api/v1/namespaces/shop').body as { status: object; spec: object };
    expect(going).toMatchObject({ spec: { finalizers: ['kubernetes'] }, status: { phase: 'Terminating' } });
    const refused = api.send('POST', '/api/v1/namespaces/shop/configmaps', { metadata: { name: 'c' } });
    expect(message(refused)).toBe(
      'configmaps "c" is forbidden: unable to create new content in namespace shop because it is being terminated',
    );
    api.send('PUT', '/api/v1/namespaces/shop/finalize', { ...going, spec: {} });
    expect(api.send('GET', '/api/v1/namespaces/shop').status).toBe(404);
    expect(message(api.send('DELETE', '/api/v1/namespaces/default'))).toBe(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });
});

describe('evicting', () => {
  const running = (api: TestApi, name: string, readiness = 'True') => {
    api.send('POST', PODS, POD_BODY(name));
    api.send('POST', `${PODS}/${name}/binding`, { target: { kind: 'Node', name: 'node01' } });
    const status = { phase: 'Running', conditions: [{ type: 'Ready', status: readiness }] };
    api.send('PATCH', `${PODS}/${name}/status`, { status }, { 'content-type': 'application/merge-patch+json' });
  };
  const budget = (api: TestApi, status: object, spec: object = {}) => {
    const target = '/apis/policy/v1/namespaces/default/poddisruptionbudgets';
    api.send('POST', target, {
      metadata: { name: 'web' },
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'web' } }, ...spec },
    });
    const body = { status: { observedGeneration: 1, expectedPods: 2, ...status } };
    api.send('PATCH', `${target}/web/status`, body, { 'content-type': 'application/merge-patch+json' });
  };
  const evict = (api: TestApi, name: string) => api.send('POST', `${PODS}/${name}/eviction`, { metadata: { name } });

  it('says which budget forbids it', () => {
    const api = ready();
    running(api, 'a');
    budget(api, { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1 });
    const { status, body } = evict(api, 'a');
    expect(status).toBe(429);
    expect(body).toMatchInlineSnapshot(`
      {
        "apiVersion": "v1",
        "code": 429,
        "details": {
          "causes": [
            {
              "message": "The disruption budget web needs 1 healthy pods and has 1 currently",
              "reason": "DisruptionBudget",
            },
          ],
        },
        "kind": "Status",
        "message": "Cannot evict pod as it would violate the pod's disruption budget.",
        "metadata": {},
        "reason": "TooManyRequests",
        "status": "Failure",
      }
    `);
  });

  it('spends what the budget allows', () => {
    const api = ready();
    running(api, 'a');
    running(api, 'b');
    budget(api, { disruptionsAllowed: 1, currentHealthy: 2, desiredHealthy: 1 });
    expect(evict(api, 'a').status).toBe(201);
    expect(evict(api, 'b').status).toBe(429);
    const pod = api.send('GET', `${PODS}/a`).body as Pod;
    expect(pod.metadata.deletionGracePeriodSeconds).toBe(30);
    expect(pod.status.conditions?.find((one) => one.type === 'DisruptionTarget')?.reason).toBe('EvictionByEvictionAPI');
    const after = api.run(api.client().get(POD_DISRUPTION_BUDGET, 'web', 'default'));
    expect(after.status).toMatchObject({ disruptionsAllowed: 0, disruptedPods: { a: '2026-11-02T09:00:00Z' } });
  });

  it.each([
    ['an unready pod while enough others are healthy', 'False', { currentHealthy: 1, desiredHealthy: 1 }, {}, 201],
    ['no unready pod while too few are healthy', 'False', { currentHealthy: 0, desiredHealthy: 1 }, {}, 429],
    [
      'any unready pod with AlwaysAllow',
      'False',
      { currentHealthy: 0, desiredHealthy: 1 },
      { unhealthyPodEvictionPolicy: 'AlwaysAllow' },
      201,
    ],
  ])('lets go %s', (_, readiness, status, spec, code) => {
    const api = ready();
    running(api, 'a', readiness);
    budget(api, { disruptionsAllowed: 0, ...status }, spec);
    expect(evict(api, 'a').status).toBe(code);
  });
});

describe('patching a deployment', () => {
  it('merges containers by name', () => {
    const api = ready();
    api.run(api.client().create(DEPLOYMENT, DEPLOYMENT_BODY('web'), 'default'));
    const patch = { spec: { template: { spec: { containers: [{ name: 'log', image: 'busybox' }] } } } };
    const type = 'application/strategic-merge-patch+json';
    const patched = api.run(api.client().patch(DEPLOYMENT, 'web', 'default', type, patch));
    expect(patched.spec.template.spec.containers.map(({ name, image }) => `${name}=${image}`)).toEqual([
      'log=busybox',
      'web=nginx',
    ]);
  });
});

describe('nodes', () => {
  it('begin tainted', () => {
    const api = ready();
    const node = api.run(api.client().create(NODE, { metadata: { name: 'node01' } }));
    expect(node.spec.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
  });
});

it('serves pods to a client that reads them by type', () => {
  const api = ready();
  api.send('POST', PODS, POD_BODY('web'));
  const list = api.run(api.client().list(POD, { labelSelector: 'app=web', fieldSelector: 'spec.nodeName=' }));
  expect(list.items.map((pod) => pod.metadata.name)).toEqual(['web']);
});
