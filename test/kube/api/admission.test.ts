import { expect, it } from 'vitest';
import type { User } from '../../../src/kube/api/api.ts';
import { createTestApi, type TestApi } from '../../support/api.ts';

const PODS = '/api/v1/namespaces/default/pods';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

function ready(): TestApi {
  const api = createTestApi();
  api.send('POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'default' } });
  return api;
}

const pod = (name: string, container: Record<string, unknown> = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: 'c', image: 'nginx', ...container }] },
});

function told(api: TestApi, path: string, body: unknown, user?: User): string {
  const { status, body: answer } = api.send('POST', path, body, {}, user);
  return status === 201 ? 'created' : String((answer as { message?: string }).message);
}

it('PodSecurity refuses what the level of the namespace forbids', () => {
  const api = ready();
  const label = (level: string) =>
    api.send(
      'PATCH',
      '/api/v1/namespaces/default',
      { metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } } },
      { 'content-type': 'application/merge-patch+json' },
    );
  label('restricted');
  expect(told(api, PODS, pod('a'))).toBe(
    'pods "a" is forbidden: violates PodSecurity "restricted:latest": allowPrivilegeEscalation != false (container "c" must set securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container "c" must set securityContext.capabilities.drop=["ALL"]), runAsNonRoot != true (pod or container "c" must set securityContext.runAsNonRoot=true), seccompProfile (pod or container "c" must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost")',
  );
  const securityContext = {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ['ALL'] },
    runAsNonRoot: true,
    seccompProfile: { type: 'RuntimeDefault' },
  };
  expect(told(api, PODS, pod('b', { securityContext }))).toBe('created');
  label('baseline');
  expect(told(api, PODS, pod('c', { securityContext: { privileged: true } }))).toBe(
    'pods "c" is forbidden: violates PodSecurity "baseline:latest": privileged (container "c" must not set securityContext.privileged=true)',
  );
  expect(told(api, PODS, pod('d'))).toBe('created');
});

it('limits are filled in and kept, quotas are counted', () => {
  const api = ready();
  api.send('POST', '/api/v1/namespaces/default/limitranges', {
    metadata: { name: 'l' },
    spec: { limits: [{ type: 'Container', max: { cpu: '1' }, default: { cpu: '200m' } }] },
  });
  api.send('POST', '/api/v1/namespaces/default/resourcequotas', {
    metadata: { name: 'q' },
    spec: { hard: { pods: '1', 'requests.cpu': '1' } },
  });
  expect(told(api, PODS, pod('big', { resources: { limits: { cpu: '2' } } }))).toBe(
    'pods "big" is forbidden: maximum cpu usage per Container is 1, but limit is 2',
  );
  expect(told(api, PODS, pod('a'))).toBe('created');
  const { spec } = api.send('GET', `${PODS}/a`).body as { spec: { containers: { resources: unknown }[] } };
  expect(spec.containers[0].resources).toEqual({ limits: { cpu: '200m' }, requests: { cpu: '200m' } });
  expect(told(api, PODS, pod('b'))).toBe(
    'pods "b" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1',
  );
});

it('nobody grants what he does not have', () => {
  const api = ready();
  const jane: User = { name: 'jane', groups: [] };
  const rules = [{ apiGroups: ['rbac.authorization.k8s.io'], resources: ['roles'], verbs: ['create'] }];
  api.send('POST', `${RBAC}/namespaces/default/roles`, { metadata: { name: 'maker' }, rules });
  api.send('POST', `${RBAC}/namespaces/default/rolebindings`, {
    metadata: { name: 'maker' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'maker' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'jane' }],
  });
  api.simulation.advance(10); // roles are read from the caches
  const secrets = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }];
  expect(told(api, `${RBAC}/namespaces/default/roles`, { metadata: { name: 'x' }, rules: secrets }, jane)).toBe(
    'roles.rbac.authorization.k8s.io "x" is forbidden: user "jane" (groups=["system:authenticated"]) is attempting to grant RBAC permissions not currently held:\n{APIGroups:[""], Resources:["secrets"], Verbs:["get" "list"]}',
  );
  expect(told(api, `${RBAC}/namespaces/default/roles`, { metadata: { name: 'y' }, rules }, jane)).toBe('created');
});

it('the cluster brings its own rules', () => {
  const api = ready();
  const group = '/apis/admissionregistration.k8s.io/v1';
  api.send('POST', `${group}/validatingadmissionpolicies`, {
    metadata: { name: 'few' },
    spec: {
      matchConstraints: {
        resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
      },
      validations: [{ expression: 'size(object.data) < 2', message: 'too many keys' }],
    },
  });
  const map = (name: string, data: Record<string, string>) =>
    told(api, '/api/v1/namespaces/default/configmaps', { metadata: { name }, data });
  expect(map('a', { a: '', b: '' })).toBe('created');
  api.send('POST', `${group}/validatingadmissionpolicybindings`, {
    metadata: { name: 'everywhere' },
    spec: { policyName: 'few', validationActions: ['Deny'] },
  });
  expect(map('b', { a: '' })).toBe('created');
  expect(map('c', { a: '', b: '' })).toBe(
    `configmaps "c" is forbidden: ValidatingAdmissionPolicy 'few' with binding 'everywhere' denied request: too many keys`,
  );
});
