import { describe, expect, it } from 'vitest';
import { EVENT, NODE, POD } from '../../../src/kube/objects/kinds.ts';
import { summarize } from '../../../src/kube/objects/pod-columns.ts';
import type { Pod, PodSpec } from '../../../src/kube/objects/types/pod.ts';
import { HTTP } from '../../../src/linux/net/http.ts';
import { createNodeWorld, type NodeWorld } from '../../support/node-world.ts';

function create(
  world: NodeWorld,
  name: string,
  spec: Omit<Partial<PodSpec>, 'containers' | 'initContainers'> & { containers: object[]; initContainers?: object[] },
): void {
  const pod = { metadata: { name, labels: { app: name } }, spec: { nodeName: 'node01', ...spec } };
  world.api.run(world.client.create(POD, pod, 'default'));
}

/** One line as `kubectl get pod` shows it. */
function row(world: NodeWorld, name: string): string {
  const { ready, status, restarts } = summarize(world.pod(name));
  return `${ready} ${status} ${restarts}`;
}

/** Sorted, without what dice decide: how long a pull took. */
function events(world: NodeWorld, name: string): string[] {
  const list = world.api.run(world.client.list(EVENT, { fieldSelector: `involvedObject.name=${name}` }));
  return list.items
    .map((event) => `${event.type} ${event.reason} x${event.count} ${event.message}`)
    .map((line) => line.replace(/in \S+ \(\S+ including waiting\)/, 'in SOME TIME'))
    .sort();
}

function get(world: NodeWorld, address: string, path = '/'): number {
  const task = (function* () {
    const connection = yield* world.hosts[0].network.connect(address, 80);
    const request = { method: 'GET', path, query: {}, headers: { 'user-agent': 'curl/8.5.0' } };
    return (yield* connection.speak(HTTP)!.handle(request)).status;
  })();
  return world.api.run(task);
}

const logs = (world: NodeWorld, name: string, query = ''): string => {
  const answer = world.api.send('GET', `/api/v1/namespaces/default/pods/${name}/log${query}`);
  return String(answer.body);
};

function ready(): NodeWorld {
  const world = createNodeWorld();
  world.advance(5);
  return world;
}

it('a pod with nginx runs, serves its page and logs the request', () => {
  const world = ready();
  create(world, 'web', { containers: [{ name: 'web', image: 'nginx:1.27' }] });
  world.advance(20);
  expect(row(world, 'web')).toBe('1/1 Running 0');
  const pod = world.pod('web');
  expect(pod.status.podIP).toBe('10.244.0.2');
  expect(get(world, '10.244.0.2')).toBe(200);
  expect(get(world, '10.244.0.2', '/nope')).toBe(404);
  const log = world.hosts[0].files.readText(`/var/log/pods/default_web_${pod.metadata.uid}/web/0.log`);
  expect(log).toContain('172.30.2.2 - - [02/Nov/2026:09:00:25 +0000] "GET / HTTP/1.1" 200 615 "-" "curl/8.5.0" "-"');
  expect(events(world, 'web')).toMatchInlineSnapshot(`
    [
      "Normal Created x1 Container created",
      "Normal Pulled x1 Successfully pulled image "nginx:1.27" in SOME TIME. Image size: 59775000 bytes.",
      "Normal Pulling x1 Pulling image "nginx:1.27"",
      "Normal Started x1 Container started",
    ]
  `);
});

it('the node registers with its capacity and is ready', () => {
  const world = ready();
  const node = world.api.run(world.client.get(NODE, 'node01'));
  expect(
    node.status.conditions?.map(({ type, status, reason }) => `${type}=${status} ${reason}`),
  ).toMatchInlineSnapshot(`
    [
      "MemoryPressure=False KubeletHasSufficientMemory",
      "DiskPressure=False KubeletHasNoDiskPressure",
      "PIDPressure=False KubeletHasSufficientPID",
      "Ready=True KubeletReady",
    ]
  `);
  expect(node.status.allocatable).toMatchInlineSnapshot(`
    {
      "cpu": "2",
      "ephemeral-storage": "38654705664",
      "hugepages-1Gi": "0",
      "hugepages-2Mi": "0",
      "memory": "3996Mi",
      "pods": "110",
    }
  `);
  expect(node.metadata.labels).toMatchInlineSnapshot(`
    {
      "beta.kubernetes.io/arch": "amd64",
      "beta.kubernetes.io/os": "linux",
      "kubernetes.io/arch": "amd64",
      "kubernetes.io/hostname": "node01",
      "kubernetes.io/os": "linux",
    }
  `);
});

describe('pods that fail', () => {
  it.each<[string, object, number]>([
    ['fails', { image: 'busybox:1.36', command: ['false'] }, 60],
    ['ends well', { image: 'busybox:1.36', command: ['true'] }, 20],
    ['command not found', { image: 'busybox:1.36', command: ['nosuchcmd'] }, 20],
    ['unknown image', { image: 'nginx:9.99' }, 12],
    ['never pulled', { image: 'nope:1', imagePullPolicy: 'Never' }, 12],
    [
      'missing ConfigMap',
      { image: 'busybox:1.36', command: ['sleep', '1d'], envFrom: [{ configMapRef: { name: 'x' } }] },
      12,
    ],
    ['bad image name', { image: 'Nginx:1' }, 12],
  ])('%s', (_, container, seconds) => {
    const world = ready();
    create(world, 'p', { containers: [{ name: 'c', imagePullPolicy: 'IfNotPresent', ...container }] });
    world.advance(seconds);
    const uid = world.pod('p').metadata.uid;
    expect([row(world, 'p'), ...events(world, 'p')].join('\n').replaceAll(uid, 'UID')).toMatchSnapshot();
  });
});

it('a container that keeps failing waits 10 s, 20 s, 40 s, ...', () => {
  const world = ready();
  create(world, 'p', { containers: [{ name: 'c', image: 'busybox:1.36', command: ['false'] }] });
  const restarts: number[] = [];
  for (let minute = 0; minute < 12; minute++) {
    world.advance(60);
    restarts.push(summarize(world.pod('p')).restarts);
  }
  expect(restarts).toMatchInlineSnapshot(`
    [
      3,
      4,
      5,
      5,
      5,
      6,
      6,
      6,
      6,
      6,
      7,
      7,
    ]
  `);
});

it('deleting a pod asks its process to stop, waits for the grace period, then kills it', () => {
  const world = ready();
  create(world, 'web', { containers: [{ name: 'web', image: 'nginx' }] });
  create(world, 'sleeper', {
    terminationGracePeriodSeconds: 10,
    containers: [{ name: 'c', image: 'busybox', command: ['sleep', '1d'] }],
  });
  world.advance(20);
  for (const name of ['web', 'sleeper']) world.api.run(world.client.delete(POD, name, 'default'));
  world.advance(3);
  const left = () => world.api.run(world.client.list(POD)).items.map((pod: Pod) => pod.metadata.name);
  expect(left()).toEqual(['sleeper']);
  world.advance(6);
  expect(left()).toEqual(['sleeper']);
  world.advance(3);
  expect(left()).toEqual([]);
  expect(world.hosts[0].processes.all.filter((process) => process.namespaces.container)).toEqual([]);
});

it('containers outlive the kubelet, and the next kubelet takes them over', () => {
  const world = ready();
  const [host] = world.hosts;
  create(world, 'web', { containers: [{ name: 'web', image: 'nginx' }] });
  world.advance(20);
  const kubelet = host.processes.all.find((process) => process.argv[0] === '/usr/bin/kubelet');
  kubelet?.signal('SIGTERM');
  world.advance(30);
  expect(get(world, '10.244.0.2')).toBe(200);
  world.startKubelet(host);
  world.advance(15);
  expect(row(world, 'web')).toBe('1/1 Running 0');
});

it('a reboot ends the containers; they start again with a new sandbox', () => {
  const world = ready();
  const [host] = world.hosts;
  create(world, 'web', { containers: [{ name: 'web', image: 'nginx' }] });
  world.advance(20);
  host.powerOff();
  world.advance(5);
  host.powerOn();
  world.advance(20);
  expect(row(world, 'web')).toBe('1/1 Running 1');
  const { lastState } = world.pod('web').status.containerStatuses![0];
  expect(lastState.terminated).toMatchObject({ exitCode: 255, reason: 'Unknown' });
  expect(get(world, world.pod('web').status.podIP!)).toBe(200);
});

it('a manifest becomes a static pod with a mirror; removing the file removes both', () => {
  const world = ready();
  const { files } = world.hosts[0];
  const manifest = '/etc/kubernetes/manifests/web.yaml';
  files.writeFile(
    manifest,
    'apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: nginx}]}\n',
  );
  world.advance(15);
  expect(row(world, 'web-node01')).toBe('1/1 Running 0');
  const mirror = world.pod('web-node01');
  expect(mirror.metadata.ownerReferences).toMatchObject([{ kind: 'Node', name: 'node01', controller: true }]);
  world.api.run(world.client.delete(POD, 'web-node01', 'default', { gracePeriodSeconds: 0 }));
  world.advance(5);
  expect(world.pod('web-node01').metadata.uid).not.toBe(mirror.metadata.uid);
  expect(row(world, 'web-node01')).toBe('1/1 Running 0');
  files.unlink(manifest);
  world.advance(10);
  expect(world.api.run(world.client.list(POD)).items).toEqual([]);
});

it('probes decide about readiness and restarts', () => {
  const world = ready();
  const probe = (path: string) => ({ httpGet: { path, port: 80 }, periodSeconds: 2 });
  create(world, 'good', { containers: [{ name: 'c', image: 'nginx', readinessProbe: probe('/') }] });
  create(world, 'unready', { containers: [{ name: 'c', image: 'nginx', readinessProbe: probe('/nope') }] });
  create(world, 'live', {
    terminationGracePeriodSeconds: 1,
    containers: [
      {
        name: 'c',
        image: 'busybox:1.36',
        command: ['sleep', '1d'],
        livenessProbe: { exec: { command: ['cat', '/nope'] }, periodSeconds: 2, failureThreshold: 2 },
      },
    ],
  });
  world.advance(40);
  expect([row(world, 'good'), row(world, 'unready')]).toEqual(['1/1 Running 0', '0/1 Running 0']);
  expect(summarize(world.pod('live')).restarts).toBeGreaterThan(0);
  expect(world.pod('live').status.containerStatuses![0].lastState.terminated?.exitCode).toBe(137);
  expect(events(world, 'live').map((line) => line.replace(/x\d+ /, ''))).toContain(
    "Warning Unhealthy Liveness probe failed: cat: can't open '/nope': No such file or directory",
  );
  expect(logs(world, 'good')).toBeDefined();
});

it('init containers run one after the other before the rest', () => {
  const world = ready();
  create(world, 'p', {
    initContainers: [
      { name: 'i1', image: 'busybox', command: ['sleep', '5'] },
      { name: 'i2', image: 'busybox', command: ['sleep', '5'] },
    ],
    containers: [{ name: 'c', image: 'busybox', command: ['sleep', '1d'] }],
  });
  const seen: string[] = [];
  for (let second = 0; second < 25; second++) {
    world.advance(1);
    const now = row(world, 'p');
    if (seen.at(-1) !== now) seen.push(now);
  }
  expect(seen).toMatchInlineSnapshot(`
    [
      "0/1 Init:0/2 0",
      "0/1 Init:1/2 0",
      "0/1 PodInitializing 0",
      "1/1 Running 0",
    ]
  `);
});
