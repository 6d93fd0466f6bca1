import { expect, it } from 'vitest';
import { createTestApi, type TestApi } from '../../support/api.ts';

const MAP = '/api/v1/namespaces/default/configmaps/c';

function apply(api: TestApi, manager: string, data: Record<string, string>, force = false) {
  const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'c' }, data };
  const { status, body: answer } = api.send('PATCH', `${MAP}?fieldManager=${manager}&force=${force}`, body, {
    'content-type': 'application/apply-patch+yaml',
  });
  const { message, data: left } = answer as { message?: string; data?: Record<string, string> };
  return message ?? `${status} ${JSON.stringify(left)}`;
}

function managers(api: TestApi): string[] {
  const { metadata } = api.send('GET', MAP).body as {
    metadata: { managedFields: { manager: string; operation: string; fieldsV1: unknown }[] };
  };
  return metadata.managedFields.map(
    ({ manager, operation, fieldsV1 }) => `${manager} ${operation} ${JSON.stringify(fieldsV1)}`,
  );
}

it('creates, shares, takes and leaves fields', () => {
  const api = createTestApi();
  expect(apply(api, 'one', { a: '1', b: '2' })).toBe('201 {"a":"1","b":"2"}');
  expect(apply(api, 'two', { a: '1' })).toBe('200 {"a":"1","b":"2"}');
  expect(apply(api, 'two', { a: '9' })).toBe('Apply failed with 1 conflict: conflict with "one": .data.a');
  expect(apply(api, 'two', { a: '9' }, true)).toBe('200 {"a":"9","b":"2"}');
  expect(managers(api)).toEqual(['one Apply {"f:data":{"f:b":{}}}', 'two Apply {"f:data":{"f:a":{}}}']);
  expect(apply(api, 'one', { c: '3' })).toBe('200 {"a":"9","c":"3"}');
});

it('knows what was written without applying', () => {
  const api = createTestApi();
  const body = { metadata: { name: 'c' }, data: { a: '1' } };
  api.send('POST', '/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create', body);
  expect(managers(api)).toEqual(['kubectl-create Update {"f:data":{".":{},"f:a":{}}}']);
  expect(apply(api, 'one', { a: '2' })).toBe(
    'Apply failed with 1 conflict: conflict with "kubectl-create" using v1: .data.a',
  );
});

it('merges lists by their keys', () => {
  const api = createTestApi();
  const send = (manager: string, containers: unknown[]) =>
    api.send(
      'PATCH',
      `/apis/apps/v1/namespaces/default/deployments/web?fieldManager=${manager}`,
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web' },
        spec: {
          selector: { matchLabels: { app: 'web' } },
          template: { metadata: { labels: { app: 'web' } }, spec: { containers } },
        },
      },
      { 'content-type': 'application/apply-patch+yaml' },
    );
  expect(send('one', [{ name: 'a', image: 'nginx' }]).status).toBe(201);
  const { body } = send('two', [{ name: 'b', image: 'redis' }]);
  const { spec } = body as { spec: { template: { spec: { containers: { name: string }[] } } } };
  expect(spec.template.spec.containers.map(({ name }) => name).sort()).toEqual(['a', 'b']);
});
