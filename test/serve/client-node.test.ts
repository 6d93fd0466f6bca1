// Programs written with @kubernetes/client-node against a served world.

import { PassThrough } from 'node:stream';
import {
  ApiException,
  AppsV1Api,
  CoordinationV1Api,
  CoreV1Api,
  Exec,
  KubeConfig,
  Log,
  makeInformer,
  PatchStrategy,
  PortForward,
  setHeaderOptions,
  type V1Lease,
  type V1Status,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually, type Served, serveWorld } from '../support/served.ts';

let served: Served;
let config: KubeConfig;
let core: CoreV1Api;

beforeAll(async () => {
  served = await serveWorld('one-worker', 20);
  config = new KubeConfig();
  config.loadFromString(served.kubeconfig);
  core = config.makeApiClient(CoreV1Api);
  await core.createNamespacedPod({
    namespace: 'default',
    body: { metadata: { name: 'web' }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
  });
  await eventually('the pod is ready', async () => {
    const { status } = await core.readNamespacedPod({ name: 'web', namespace: 'default' });
    return status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') ?? false;
  });
});
afterAll(async () => {
  await served.close();
  expect(served.faults).toEqual([]);
});

const codeOf = async (request: Promise<unknown>): Promise<number | undefined> => {
  try {
    await request;
    return undefined;
  } catch (error) {
    if (error instanceof ApiException) return error.code;
    throw error;
  }
};

const configMap = (name: string, data: Record<string, string> = {}) =>
  core.createNamespacedConfigMap({
    namespace: 'default',
    body: { metadata: { name, labels: { suite: 'client' } }, data },
  });

test('lists in pages, patches in three ways, and is told of conflicts', async () => {
  const page = await core.listNode({ limit: 1 });
  expect([page.items.length, page.metadata?.remainingItemCount]).toEqual([1, 1]);
  const rest = await core.listNode({ limit: 1, _continue: page.metadata?._continue });
  expect(rest.items.map(({ metadata }) => metadata?.name)).toEqual(['node01']);

  const made = await configMap('patched', { a: '1' });
  const patch = (body: unknown, type: PatchStrategy) =>
    core.patchNamespacedConfigMap(
      { name: 'patched', namespace: 'default', body },
      setHeaderOptions('Content-Type', type),
    );
  await patch({ data: { b: '2' } }, PatchStrategy.MergePatch);
  await patch({ data: { c: '3' } }, PatchStrategy.StrategicMergePatch);
  const { data } = await patch([{ op: 'remove', path: '/data/a' }], PatchStrategy.JsonPatch);
  expect(data).toEqual({ b: '2', c: '3' });
  const stale = { name: 'patched', namespace: 'default', body: { ...made, data: {} } };
  expect(await codeOf(core.replaceNamespacedConfigMap(stale))).toBe(409);
  expect(await codeOf(configMap('patched'))).toBe(409);
  expect(await codeOf(core.readNamespacedConfigMap({ name: 'nosuch', namespace: 'default' }))).toBe(404);
});

test('an informer follows, comes back after its connection broke, and starts anew when the past is gone', async () => {
  const path = '/api/v1/namespaces/default/configmaps';
  const list = () => core.listNamespacedConfigMap({ namespace: 'default' });
  const informer = makeInformer(config, path, list, 'suite=informer');
  const seen: string[] = [];
  let reconnects = 0;
  informer.on('add', ({ metadata }) => void seen.push(`+${metadata?.name}`));
  informer.on('update', ({ metadata }) => void seen.push(`~${metadata?.name}`));
  informer.on('delete', ({ metadata }) => void seen.push(`-${metadata?.name}`));
  informer.on('connect', () => void reconnects++);
  informer.on('error', () => void setTimeout(() => void informer.start(), 50));
  await informer.start();
  const body = (name: string) => ({ metadata: { name, labels: { suite: 'informer' } } });
  await core.createNamespacedConfigMap({ namespace: 'default', body: body('one') });
  await eventually('the first is seen', () => seen.includes('+one'));

  const before = reconnects;
  for (const connection of [...served.world.outside.network.dialled]) connection.close();
  await eventually('the informer is back', () => reconnects > before);
  await core.createNamespacedConfigMap({ namespace: 'default', body: body('two') });
  await eventually('the second is seen', () => seen.includes('+two'));
  await core.deleteNamespacedConfigMap({ name: 'one', namespace: 'default' });
  await eventually('the deletion is seen', () => seen.includes('-one'));
  await informer.stop();
});

test('a watch from a version nobody remembers ends with 410', async () => {
  for (let n = 0; n < 4_100; n += 50) {
    await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        served.send('PUT', '/api/v1/namespaces/default/configmaps/patched', {
          metadata: { name: 'patched' },
          data: { n: String(n + at) },
        }),
      ),
    );
  }
  const watch = new Watch(config);
  const events: [string, V1Status][] = [];
  const ended = new Promise((resolve) => {
    const path = '/api/v1/namespaces/default/configmaps';
    void watch.watch(path, { resourceVersion: '1' }, (type, object) => events.push([type, object]), resolve);
  });
  await ended;
  expect(events).toMatchObject([['ERROR', { code: 410, reason: 'Expired' }]]);
});

test('of two candidates one leads, and the other takes over when it stops renewing', async () => {
  const leases = config.makeApiClient(CoordinationV1Api);
  const where = { name: 'leader', namespace: 'default' };
  const lead = async (identity: string): Promise<boolean> => {
    const now = new Date(served.world.simulation.epoch + served.world.simulation.now);
    let lease: V1Lease;
    try {
      lease = await leases.readNamespacedLease(where);
    } catch {
      const code = await codeOf(
        leases.createNamespacedLease({
          namespace: 'default',
          body: { metadata: { name: 'leader' }, spec: { holderIdentity: identity, leaseDurationSeconds: 15 } },
        }),
      );
      return code === undefined;
    }
    const holder = lease.spec?.holderIdentity;
    const annotated = Number(lease.metadata?.annotations?.['renewed'] ?? now.getTime());
    if (holder !== identity && now.getTime() - annotated < 15_000) return false;
    const body = {
      ...lease,
      metadata: { ...lease.metadata, annotations: { renewed: String(now.getTime()) } },
      spec: { ...lease.spec, holderIdentity: identity },
    };
    return (await codeOf(leases.replaceNamespacedLease({ ...where, body }))) === undefined;
  };
  const first = await Promise.all([lead('a'), lead('b')]);
  expect(first.filter(Boolean)).toHaveLength(1);
  const [leader, other] = first[0] ? ['a', 'b'] : ['b', 'a'];
  expect([await lead(leader), await lead(other)]).toEqual([true, false]);
  served.world.simulation.advance(16_000);
  const race = await Promise.all([lead(other), lead(other), lead(other)]);
  expect(race.filter(Boolean)).toHaveLength(1);
  expect(await lead(leader)).toBe(false);
});

test('runs commands in containers, with input and exit status', async () => {
  const run = async (command: string[], input?: string): Promise<[string, string, V1Status]> => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const stdin = input === undefined ? null : new PassThrough();
    const [out, err] = [textOf(stdout), textOf(stderr)];
    const status = new Promise<V1Status>((resolve) => {
      void new Exec(config).exec('default', 'web', 'nginx', command, stdout, stderr, stdin, false, resolve);
      stdin?.end(input);
    });
    return [await out, await err, await status];
  };
  expect(await run(['sh', '-c', 'echo out; echo err >&2; exit 3'])).toMatchObject([
    'out\n',
    'err\n',
    { reason: 'NonZeroExitCode', details: { causes: [{ reason: 'ExitCode', message: '3' }] } },
  ]);
  expect(await run(['cat'], 'typed\n')).toMatchObject(['typed\n', '', { status: 'Success' }]);
});

test('reads logs and reaches a port of a pod', async () => {
  const log = new PassThrough();
  const text = textOf(log);
  await new Log(config).log('default', 'web', 'nginx', log, { tailLines: 1 });
  expect(await text).toMatch(/start worker processes\n$/);

  const [output, errors, input] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const socket = await new PortForward(config).portForward('default', 'web', [80], output, errors, input);
  let answer = '';
  output.on('data', (chunk) => (answer += chunk));
  input.write('GET / HTTP/1.1\r\nHost: web\r\n\r\n');
  await eventually('nginx answers', () => answer.includes('Welcome to nginx!'));
  expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  if (typeof socket !== 'function') socket.close();
});

test('a deployment that is scaled brings its pods', async () => {
  const apps = config.makeApiClient(AppsV1Api);
  const labels = { app: 'scaled' };
  await apps.createNamespacedDeployment({
    namespace: 'default',
    body: {
      metadata: { name: 'scaled' },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: 'nginx', image: 'nginx:1.27' }] } },
      },
    },
  });
  const scale = { name: 'scaled', namespace: 'default' };
  await apps.replaceNamespacedDeploymentScale({ ...scale, body: { metadata: scale, spec: { replicas: 3 } } });
  await eventually(
    'three are ready',
    async () => (await apps.readNamespacedDeployment(scale)).status?.readyReplicas === 3,
  );
});

async function textOf(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
