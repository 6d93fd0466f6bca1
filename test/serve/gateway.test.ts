// The API server as a real client meets it, through the front door.

import { X509Certificate } from 'node:crypto';
import { connect as connectPlain } from 'node:net';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromBase64 } from '../../src/base/base64.ts';
import { objectInside, openEnvelope } from '../../src/kube/api/protobuf/envelope.ts';
import recorded from '../kube/api/protobuf/recorded.json' with { type: 'json' };
import { eventually, type Served, serveWorld } from '../support/served.ts';

let served: Served;
beforeAll(async () => {
  served = await serveWorld();
});
afterAll(async () => {
  await served.close();
  expect(served.faults).toEqual([]);
});

const CONFIG_MAPS = '/api/v1/namespaces/default/configmaps';

const tls = () =>
  new Promise<TLSSocket>((resolve, reject) => {
    const { authority, certificate, key, gateway } = served;
    const socket = connect({ host: '127.0.0.1', port: gateway.port, ca: authority, cert: certificate, key }, () =>
      resolve(socket),
    );
    socket.on('error', reject);
  });

/** Bytes as they are, and all that comes back until the server closes. */
async function raw(text: string): Promise<string> {
  const socket = await tls();
  let answer = '';
  socket.on('error', () => {});
  socket.on('data', (chunk) => (answer += chunk));
  socket.write(text);
  await new Promise((resolve) => socket.once('close', resolve));
  return answer;
}

test('shows the certificate of the API server, with the address of this computer among its names', async () => {
  const socket = await tls();
  const shown = new X509Certificate(socket.getPeerCertificate(true).raw);
  socket.destroy();
  expect(shown.subject).toBe('CN=kube-apiserver');
  expect(shown.issuer).toBe('CN=kubernetes');
  expect(shown.subjectAltName).toBe(
    'DNS:controlplane, DNS:kubernetes, DNS:kubernetes.default, DNS:kubernetes.default.svc, DNS:kubernetes.default.svc.cluster.local, DNS:localhost, IP Address:10.96.0.1, IP Address:172.30.1.2, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1',
  );
  const own = served.world.hosts.get('controlplane')!.files.readText('/etc/kubernetes/pki/apiserver.crt');
  expect(shown.validTo).toBe(new X509Certificate(own).validTo);
});

test('knows the administrator by the client certificate, and a stranger by none', async () => {
  const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
  const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
  const { json } = await served.send('POST', path, review);
  expect(json).toMatchObject({ status: { userInfo: { username: 'kubernetes-admin' } } });
  const stranger = await served.send('GET', '/api/v1/nodes', undefined, {}, true);
  expect([stranger.status, stranger.json]).toMatchObject([
    403,
    {
      message:
        'nodes is forbidden: User "system:anonymous" cannot list resource "nodes" in API group "" at the cluster scope',
    },
  ]);
});

test('takes bearer tokens and impersonation', async () => {
  const token = await served.send('POST', '/api/v1/namespaces/default/serviceaccounts/default/token', {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: {},
  });
  const { token: bearer } = (token.json as { status: { token: string } }).status;
  const asAccount = await served.send('GET', '/api/v1/nodes', undefined, { authorization: `Bearer ${bearer}` }, true);
  expect(asAccount.text).toContain('User \\"system:serviceaccount:default:default\\" cannot list resource \\"nodes\\"');
  const bad = await served.send('GET', '/api/v1/nodes', undefined, { authorization: 'Bearer nonsense' }, true);
  expect([bad.status, bad.json]).toMatchObject([401, { message: 'Unauthorized' }]);
  const asJane = await served.send('GET', '/api/v1/nodes', undefined, { 'impersonate-user': 'jane' });
  expect(asJane.text).toContain('User \\"jane\\" cannot list resource');
});

test('answers in the form that was asked for', async () => {
  const table = await served.send('GET', '/api/v1/nodes', undefined, {
    accept: 'application/json;as=Table;v=v1;g=meta.k8s.io',
  });
  expect(table.json).toMatchObject({
    kind: 'Table',
    rows: [{ cells: expect.arrayContaining(['controlplane', 'Ready', 'v1.33.1']) }],
  });
  const yaml = await served.send('GET', '/api/v1/namespaces/default', undefined, { accept: 'application/yaml' });
  expect(yaml.headers['content-type']).toBe('application/yaml');
  expect(yaml.text).toMatch(/^apiVersion: v1\nkind: Namespace\nmetadata:\n/);
  const protobuf = await served.open('/api/v1/namespaces/default');
  protobuf.resume();
  const pretty = await served.send('GET', '/api/v1/namespaces/default?pretty=true');
  expect(pretty.text).toMatch(/^\{\n {2}"apiVersion"|^\{\n {2}"kind"/);
  const none = await served.send('GET', '/api/v1/namespaces/default', undefined, { accept: 'image/png' });
  expect(none.status).toBe(406);
});

test('answers in protobuf a client that takes nothing else', async () => {
  const { world, authority, certificate, key, url } = served;
  const { request } = await import('node:https');
  const bytes = await new Promise<Buffer>((resolve, reject) => {
    const headers = { accept: 'application/vnd.kubernetes.protobuf' };
    request(`${url}/api/v1/namespaces`, { ca: authority, cert: certificate, key, headers }, (reply) => {
      const chunks: Buffer[] = [];
      expect(reply.headers['content-type']).toBe('application/vnd.kubernetes.protobuf');
      reply.on('data', (chunk) => chunks.push(chunk));
      reply.on('end', () => resolve(Buffer.concat(chunks)));
    })
      .on('error', reject)
      .end();
  });
  const list = objectInside(openEnvelope(bytes)) as { items: { metadata: { name: string } }[] };
  expect(list.items.map(({ metadata }) => metadata.name)).toContain('kube-system');
  expect(world.simulation.now).toBeGreaterThan(0);
});

test('takes objects as JSON, YAML and protobuf', async () => {
  const json = await served.send('POST', CONFIG_MAPS, { metadata: { name: 'as-json' }, data: { a: '<b> & c' } });
  expect([json.status, json.text]).toMatchObject([201, expect.stringContaining('\\u003cb\\u003e \\u0026 c')]);
  const yaml = await served.send('POST', CONFIG_MAPS, 'metadata: {name: as-yaml}\ndata: {on: "yes"}\n', {
    'content-type': 'application/yaml',
  });
  expect([yaml.status, yaml.json]).toMatchObject([201, { metadata: { name: 'as-yaml' } }]);
  const body = Buffer.from(fromBase64(recorded.deployment)!);
  const protobuf = await served.send('POST', '/apis/apps/v1/namespaces/default/deployments', body, {
    'content-type': 'application/vnd.kubernetes.protobuf',
  });
  expect([protobuf.status, protobuf.json]).toMatchObject([
    201,
    { metadata: { name: 'fixture' }, spec: { replicas: 2 } },
  ]);
});

test('publishes its OpenAPI documents as JSON and as protobuf', async () => {
  const v3 = { accept: 'application/com.github.proto-openapi.spec.v3@v1.0+protobuf' };
  const apps = await served.send('GET', '/openapi/v3/apis/apps/v1', undefined, v3);
  expect([apps.status, apps.headers['content-type']]).toEqual([
    200,
    'application/com.github.proto-openapi.spec.v3.v1.0+protobuf',
  ]);
  expect(apps.text).toContain('/apis/apps/v1/namespaces/{namespace}/deployments/{name}');
  const v2 = { accept: 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf' };
  const all = await served.send('GET', '/openapi/v2', undefined, v2);
  expect(all.headers['content-type']).toBe('application/com.github.proto-openapi.spec.v2.v1.0+protobuf');
  expect(all.text).toContain('io.k8s.api.apps.v1.Deployment');
});

test.each([
  ['bad JSON', '{', 'application/json', 400],
  ['JSON that is no object', '[1]', 'application/json', 400],
  ['bad YAML', 'a: b: c', 'application/yaml', 400],
  ['YAML for another kind', 'kind: Pod\napiVersion: v1\n', 'application/yaml', 400],
  ['truncated protobuf', 'k8s\0\n\x10', 'application/vnd.kubernetes.protobuf', 400],
  ['protobuf without its magic', 'nothing', 'application/vnd.kubernetes.protobuf', 400],
  ['an unknown type', 'x', 'text/plain', 415],
  ['more than three megabytes', 'x'.repeat(3 * 2 ** 20 + 1), 'application/json', 413],
  ['ten megabytes', 'x'.repeat(10 * 2 ** 20), 'application/json', 413],
])('%s is refused with a Status', async (_, body, type, status) => {
  const answer = await served.send('POST', CONFIG_MAPS, body, { 'content-type': type });
  expect([answer.status, answer.json]).toMatchObject([status, { kind: 'Status', status: 'Failure', code: status }]);
});

test('a body that is too long is told its limit', async () => {
  const { json } = await served.send('POST', CONFIG_MAPS, 'x'.repeat(4 * 2 ** 20));
  expect(json).toMatchObject({
    message: 'Request entity too large: limit is 3145728',
    reason: 'RequestEntityTooLarge',
  });
});

test.each([
  '/',
  '//',
  '/%',
  '/%zz/%00',
  '/api/v1/namespaces/%2e%2e/pods',
  '/../../etc/passwd',
  '/api/v1/pods?labelSelector=%',
  '/api/v1/pods?limit=x&continue=%00',
  '/api/v1/pods?watch=1&resourceVersion=x',
  `/api/v1/namespaces/${'a/'.repeat(2_000)}`,
  `/api/v1/namespaces/default/pods/${'x'.repeat(20_000)}`,
  '/apis/__proto__/v1/constructor',
  '/api/v1/namespaces/default/configmaps?__proto__=1',
])('the path %.60s is answered', async (path) => {
  const { status } = await served.send('GET', path);
  expect(status).toBeGreaterThanOrEqual(200);
  expect(status).toBeLessThan(500);
});

test('what is no HTTP ends the connection, nothing else', async () => {
  expect(await raw('nonsense\r\n\r\n')).toContain('400 Bad Request');
  expect(await raw(`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(2 * 2 ** 20)}\r\n\r\n`)).toContain('431');
  expect(await raw('GET /version HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n')).toContain(
    '400 Bad Request',
  );
  expect((await served.send('GET', '/readyz')).text).toBe('ok');
});

test('speaks TLS only', async () => {
  const answer = await new Promise<string>((resolve) => {
    const socket = connectPlain(served.gateway.port, '127.0.0.1', () =>
      socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    );
    let text = '';
    socket.on('data', (chunk) => (text += chunk));
    socket.on('error', () => {});
    socket.on('close', () => resolve(text));
  });
  expect(answer).toBe('HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n');
});

test('a watch tells what happens, as it happens', async () => {
  const watch = await served.open(`${CONFIG_MAPS}?watch=1&resourceVersion=0&fieldSelector=metadata.name%3Dwatched`);
  let text = '';
  watch.on('data', (chunk) => (text += chunk));
  await served.send('POST', CONFIG_MAPS, { metadata: { name: 'watched' } });
  await served.send('PUT', `${CONFIG_MAPS}/watched`, { metadata: { name: 'watched' }, data: { a: 'b' } });
  await served.send('DELETE', `${CONFIG_MAPS}/watched`);
  await eventually('three events', () => text.split('\n').length > 3);
  watch.destroy();
  const types = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line).type);
  expect(types).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
});

test('three hundred watches hear of every change, and end with their clients', async () => {
  const watches = await Promise.all(
    Array.from({ length: 300 }, () => served.open(`${CONFIG_MAPS}?watch=1&resourceVersion=0&labelSelector=crowd`)),
  );
  const heard = watches.map(() => 0);
  for (const [at, watch] of watches.entries())
    watch.on('data', (chunk: Buffer) => (heard[at] += chunk.toString().split('\n').length - 1));
  for (let n = 0; n < 5; n++)
    await served.send('POST', CONFIG_MAPS, { metadata: { name: `crowd-${n}`, labels: { crowd: '' } } });
  await eventually('everybody heard five times', () => heard.every((count) => count === 5));
  for (const watch of watches) watch.destroy();
  await eventually('the connections in the world are gone', () => served.world.outside.network.dialled.size < 10);
});

test('a reader that stops reading is cut off, and holds up nobody', async () => {
  const slow = await served.open(`${CONFIG_MAPS}?watch=1&labelSelector=flood`);
  slow.on('error', () => {});
  slow.pause();
  const object = { metadata: { name: 'flood', labels: { flood: '' } }, data: { text: 'x'.repeat(20_000) } };
  await served.send('POST', CONFIG_MAPS, object);
  const connections = () => served.world.outside.network.dialled.size;
  let before = 0;
  for (let n = 0; n < 11_500; n += 50) {
    if (n === 50) before = connections();
    const change = (at: number) => ({ ...object, data: { text: 'x'.repeat(2_000), n: String(n + at) } });
    await Promise.all(Array.from({ length: 50 }, (_, at) => served.send('PUT', `${CONFIG_MAPS}/flood`, change(at))));
  }
  await eventually('the slow one is gone', () => connections() < before);
  await served.send('DELETE', `${CONFIG_MAPS}/flood`);
});

test('clients that close their half are answered all the same', async () => {
  const socket = await tls();
  let answer = '';
  socket.on('data', (chunk) => (answer += chunk));
  socket.end('GET /version HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(answer).toContain('"gitVersion": "v1.33.1"');
});

test('while the API server is down the port is closed', async () => {
  const { files } = served.world.hosts.get('controlplane')!;
  const manifest = '/etc/kubernetes/manifests/kube-apiserver.yaml';
  const text = files.readText(manifest);
  files.unlink(manifest);
  served.world.simulation.advance(60_000);
  const refused = () =>
    served.send('GET', '/readyz').then(
      () => '',
      (error: NodeJS.ErrnoException) => error.code ?? '',
    );
  await eventually('connections are refused', async () => (await refused()) === 'ECONNREFUSED');
  files.writeFile(manifest, text, { mode: 0o600 });
  served.world.simulation.advance(60_000);
  await eventually('it answers again', async () => (await refused()) === '');
});
