import { describe, expect, it } from 'vitest';
import type { KubeList, KubeObject, Status } from '../../../src/kube/objects/types/meta.ts';
import type { HttpResponse } from '../../../src/linux/net/http.ts';
import { createTestApi, type TestApi } from '../../support/api.ts';

const MAPS = '/api/v1/namespaces/default/configmaps';
const TABLE = { accept: 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json' };
const MERGE = { 'content-type': 'application/merge-patch+json' };

const create = (api: TestApi, name: string, labels = {}) =>
  api.send('POST', MAPS, { metadata: { name, labels } }).body as KubeObject;
const relabel = (api: TestApi, name: string, labels: object) =>
  api.send('PATCH', `${MAPS}/${name}`, { metadata: { labels } }, MERGE).body as KubeObject;
const names = ({ body }: HttpResponse) => (body as KubeList).items.map((one) => one.metadata.name);
const message = ({ body }: HttpResponse) => (body as Status).message;

interface Sent {
  readonly type: string;
  readonly object: KubeObject & Status & { readonly rows?: readonly { readonly cells: readonly unknown[] }[] };
}

/** What a watch has told so far: `ADDED a`. */
function heard(api: TestApi, { stream }: HttpResponse): string[] {
  api.simulation.advance(0);
  const lines: string[] = [];
  for (let event = stream!.take() as Sent | undefined; event; event = stream!.take() as Sent | undefined) {
    lines.push(`${event.type} ${event.object.metadata?.name ?? event.object.message ?? ''}`.trim());
  }
  return lines;
}

describe('listing', () => {
  it('sees a write at once, though the cache has not heard of it', () => {
    const api = createTestApi();
    create(api, 'a');
    expect(names(api.send('GET', MAPS))).toEqual(['a']);
    expect(names(api.send('GET', `${MAPS}?resourceVersion=0`))).toEqual([]);
    api.simulation.advance(0);
    expect(names(api.send('GET', `${MAPS}?resourceVersion=0`))).toEqual(['a']);
  });

  it('selects by labels and fields', () => {
    const api = createTestApi();
    create(api, 'a', { tier: 'web' });
    create(api, 'b', { tier: 'data' });
    expect(names(api.send('GET', `${MAPS}?labelSelector=tier%20in%20(web)`))).toEqual(['a']);
    expect(
      names(api.send('GET', `/api/v1/configmaps?fieldSelector=metadata.name!=a,metadata.namespace=default`)),
    ).toEqual(['b']);
    expect(message(api.send('GET', '/api/v1/pods?fieldSelector=foo=bar'))).toBe('field label not supported: foo');
    expect(message(api.send('GET', '/api/v1/pods?labelSelector=a%20b'))).toBe(
      "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt",
    );
  });

  it('tells one moment over all its pages', () => {
    const api = createTestApi();
    for (const name of ['a', 'b', 'c']) create(api, name);
    const first = api.send('GET', `${MAPS}?limit=2`);
    const { metadata } = first.body as KubeList;
    expect([names(first), metadata.remainingItemCount]).toEqual([['a', 'b'], 1]);
    create(api, 'd');
    const second = api.send('GET', `${MAPS}?limit=2&continue=${encodeURIComponent(metadata.continue!)}`);
    expect([names(second), (second.body as KubeList).metadata]).toEqual([
      ['c'],
      { resourceVersion: metadata.resourceVersion },
    ]);
    api.store.compact(api.store.revision);
    const late = api.send('GET', `${MAPS}?continue=${encodeURIComponent(metadata.continue!)}`);
    expect([late.status, (late.body as Status).reason]).toEqual([410, 'Expired']);
  });

  it('goes back to an exact version, and not into the future', () => {
    const api = createTestApi();
    const { metadata } = create(api, 'a');
    create(api, 'b');
    expect(
      names(api.send('GET', `${MAPS}?resourceVersion=${metadata.resourceVersion}&resourceVersionMatch=Exact`)),
    ).toEqual(['a']);
    const future = api.send('GET', `${MAPS}?resourceVersion=9999`);
    expect([future.status, message(future)]).toEqual([504, 'Timeout: Too large resource version: 9999, current: 142']);
  });

  it('prints tables on the server', () => {
    const api = createTestApi();
    create(api, 'a');
    api.simulation.advance(90_000);
    const { body } = api.send('GET', `${MAPS}?includeObject=None`, undefined, TABLE);
    expect(body).toMatchInlineSnapshot(`
      {
        "apiVersion": "meta.k8s.io/v1",
        "columnDefinitions": [
          {
            "description": "",
            "format": "name",
            "name": "Name",
            "priority": 0,
            "type": "string",
          },
          {
            "description": "",
            "format": "",
            "name": "Data",
            "priority": 0,
            "type": "string",
          },
          {
            "description": "",
            "format": "",
            "name": "Age",
            "priority": 0,
            "type": "string",
          },
        ],
        "kind": "Table",
        "metadata": {
          "resourceVersion": "141",
        },
        "rows": [
          {
            "cells": [
              "a",
              "0",
              "90s",
            ],
          },
        ],
      }
    `);
  });
});

describe('watching', () => {
  it('begins with what is there, then goes on', () => {
    const api = createTestApi();
    create(api, 'a');
    const watch = api.send('GET', `${MAPS}?watch=true`);
    create(api, 'b');
    api.send('DELETE', `${MAPS}/a`);
    expect(heard(api, watch)).toEqual(['ADDED a', 'ADDED b', 'DELETED a']);
  });

  it('resumes after a version', () => {
    const api = createTestApi();
    const { metadata } = create(api, 'a');
    create(api, 'b');
    relabel(api, 'a', { x: 'y' });
    api.simulation.advance(0);
    expect(heard(api, api.send('GET', `${MAPS}?watch=true&resourceVersion=${metadata.resourceVersion}`))).toEqual([
      'ADDED b',
      'MODIFIED a',
    ]);
  });

  it('calls deleted what stops matching, and added what begins to', () => {
    const api = createTestApi();
    const watch = api.send('GET', `${MAPS}?watch=true&labelSelector=tier=web`);
    create(api, 'a');
    relabel(api, 'a', { tier: 'web' });
    relabel(api, 'a', { tier: 'web', x: 'y' });
    relabel(api, 'a', { tier: 'data' });
    expect(heard(api, watch)).toEqual(['ADDED a', 'MODIFIED a', 'DELETED a']);
  });

  it('says when the past is forgotten', () => {
    const api = createTestApi();
    for (let i = 0; i < 5_000; i++) relabel(api, create(api, `m${i % 2}-${i}`).metadata.name, {});
    api.simulation.advance(0);
    expect(heard(api, api.send('GET', `${MAPS}?watch=true&resourceVersion=5`))[0]).toMatch(
      /^ERROR too old resource version: 5 \(\d+\)$/,
    );
  });

  it('sends bookmarks to those who want them, once a minute', () => {
    const api = createTestApi();
    const watch = api.send('GET', `${MAPS}?watch=true&allowWatchBookmarks=true`);
    api.simulation.advance(120_000);
    expect(heard(api, watch)).toEqual(['BOOKMARK', 'BOOKMARK']);
  });

  it('sends rows to those who want tables', () => {
    const api = createTestApi();
    const watch = api.send('GET', `${MAPS}?watch=true`, undefined, TABLE);
    create(api, 'a');
    api.simulation.advance(0);
    expect((watch.stream!.take() as Sent).object.rows?.[0].cells).toEqual(['a', '0', '0s']);
  });

  it('ends when time is up, when nobody listens, and when the listener has no power', () => {
    const api = createTestApi();
    const timed = api.send('GET', `${MAPS}?watch=true&timeoutSeconds=5`).stream!;
    api.simulation.advance(5_000);
    expect(timed.closed).toBe(true);
    let powered = true;
    const request = {
      method: 'GET',
      path: MAPS,
      query: { watch: ['1'] },
      headers: {},
      user: { name: 'x', groups: ['system:masters'] },
    };
    const lost = api.run(api.server.handle({ ...request, connected: () => powered })).stream!;
    powered = false;
    create(api, 'a');
    api.simulation.advance(0);
    expect([lost.closed, lost.size]).toEqual([true, 0]);
  });
});

describe('who may ask', () => {
  const JANE = { name: 'jane', groups: ['developers'] };
  it.each([
    [
      'GET',
      '/api/v1/namespaces/default/pods',
      403,
      'pods is forbidden: User "jane" cannot list resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      '/api/v1/nodes',
      403,
      'nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope',
    ],
    [
      'DELETE',
      '/api/v1/namespaces/default/pods/x',
      403,
      'pods "x" is forbidden: User "jane" cannot delete resource "pods" in API group "" in the namespace "default"',
    ],
    [
      'GET',
      '/apis/apps/v1/namespaces/a/deployments/d/scale',
      403,
      'deployments.apps "d" is forbidden: User "jane" cannot get resource "deployments/scale" in API group "apps" in the namespace "a"',
    ],
    ['GET', '/metrics', 403, 'forbidden: User "jane" cannot get path "/metrics"'],
    ['GET', '/api', 200, undefined],
  ])('%s %s', (method, target, status, expected) => {
    const response = createTestApi().send(method, target, undefined, {}, JANE);
    expect([response.status, message(response)]).toEqual([status, expected]);
  });

  it('knows service accounts by their tokens', () => {
    const api = createTestApi();
    api.send('POST', '/api/v1/namespaces/kube-system/serviceaccounts', { metadata: { name: 'proxy' } });
    const { body } = api.send('POST', '/api/v1/namespaces/kube-system/serviceaccounts/proxy/token', {
      spec: { expirationSeconds: 600 },
    });
    const { token } = (body as { status: { token: string } }).status;
    const ask = (bearer: string) =>
      api.run(
        api.server.handle({
          method: 'GET',
          path: '/api/v1/nodes',
          query: {},
          headers: { authorization: `Bearer ${bearer}` },
        }),
      ).status;
    expect([ask(token), ask(`${token}x`), ask('nonsense')]).toEqual([200, 401, 401]);
    api.simulation.advance(601_000);
    expect(ask(token)).toBe(401);
  });

  it('lets administrators act as others, and nobody else', () => {
    const api = createTestApi();
    const as = { 'impersonate-user': 'jane' };
    expect(message(api.send('GET', '/api/v1/nodes', undefined, as))).toContain(
      'User "jane" cannot list resource "nodes"',
    );
    expect(message(api.send('GET', '/api/v1/nodes', undefined, { 'impersonate-user': 'admin' }, JANE))).toBe(
      'users "admin" is forbidden: User "jane" cannot impersonate resource "users" in API group "" at the cluster scope',
    );
  });
});

describe('what an empty cluster has', () => {
  it.each([
    ['/api/v1/namespaces', ['default', 'kube-node-lease', 'kube-public', 'kube-system']],
    ['/apis/scheduling.k8s.io/v1/priorityclasses', ['system-cluster-critical', 'system-node-critical']],
    ['/api/v1/services', ['kubernetes']],
    ['/apis/discovery.k8s.io/v1/endpointslices', ['kubernetes']],
  ])('%s', (target, expected) => {
    expect(names(createTestApi().send('GET', target))).toEqual(expected);
  });

  it('is put back when somebody takes it away', () => {
    const api = createTestApi();
    api.send('DELETE', '/api/v1/namespaces/default/services/kubernetes');
    expect(names(api.send('GET', '/api/v1/services'))).toEqual([]);
    const housekeeping = api.server.housekeep();
    const first = housekeeping.next();
    (first.value as { begin(wake: () => void): void }).begin(() => housekeeping.next());
    api.simulation.advance(10_000);
    expect(names(api.send('GET', '/api/v1/services'))).toEqual(['kubernetes']);
  });
});

it('keeps events for an hour', () => {
  const api = createTestApi();
  const body = {
    metadata: { name: 'e' },
    involvedObject: { kind: 'Pod', name: 'x', namespace: 'default' },
    reason: 'R',
    message: 'm',
    type: 'Normal',
  };
  api.send('POST', '/api/v1/namespaces/default/events', body);
  const present = () => {
    api.store.leases.expire();
    return names(api.send('GET', '/api/v1/events'));
  };
  api.simulation.advance(3_600_000);
  expect(present()).toEqual(['e']);
  api.simulation.advance(61_000);
  expect(present()).toEqual([]);
});

it.each([
  ['/healthz', 200, 'ok'],
  ['/livez/ping', 200, 'ok'],
  ['/api/v1/foos', 404, '404 page not found\n'],
  ['/apis/nope', 404, '404 page not found\n'],
])('answers %s with %i', (target, status, expected) => {
  const response = createTestApi().send('GET', target);
  expect([response.status, response.body]).toEqual([status, expected]);
});
