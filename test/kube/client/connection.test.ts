import { expect, test } from 'vitest';
import { issue } from '../../../src/base/x509/certificate.ts';
import { generateKey, keyToPem } from '../../../src/base/x509/key.ts';
import { ConnectionError, type KubeClient } from '../../../src/kube/client/client.ts';
import { connect } from '../../../src/kube/client/connection.ts';
import { Informer, Informers } from '../../../src/kube/client/informer.ts';
import { KubeconfigError, readKubeconfig } from '../../../src/kube/client/kubeconfig.ts';
import { CONFIG_MAP, DEPLOYMENT, LEASE, POD, SERVICE_ACCOUNT } from '../../../src/kube/objects/kinds.ts';
import { Host } from '../../../src/linux/host/host.ts';
import type { Process, Program } from '../../../src/linux/host/process.ts';
import { HTTP } from '../../../src/linux/net/http.ts';
import { Fabric, type Listener } from '../../../src/linux/net/stack.ts';
import { kubeControllerManager } from '../../../src/programs/daemons/kube-controller-manager.ts';
import { kubeScheduler } from '../../../src/programs/daemons/kube-scheduler.ts';
import type { Task } from '../../../src/sim/task.ts';
import { createTestApi } from '../../support/api.ts';
import { deployment } from '../controllers/cluster.ts';

/** An API server on 172.30.1.2:6443 and a second machine that talks to it. */
class World {
  readonly api = createTestApi();
  readonly simulation = this.api.simulation;
  readonly fabric = new Fabric(this.simulation);
  readonly #key = generateKey(this.simulation.random);
  readonly #authority = { subject: { commonName: 'kubernetes', organizations: [] as string[] }, key: this.#key };
  readonly server = this.#host('controlplane', '172.30.1.2');
  readonly machine = this.#host('node01', '172.30.2.2');
  #listener: Listener | undefined;

  constructor() {
    this.serve();
  }

  get authorityPem(): string {
    return this.#issue('kubernetes', true);
  }

  serve(): void {
    const serving = this.#issued('kube-apiserver', []);
    this.#listener = this.server.network.listen({
      address: '0.0.0.0',
      port: 6443,
      application: HTTP,
      tls: () => ({ ...serving, clientAuthorities: this.authorityPem }),
      accept: ({ identity }) => ({
        handle: (request) =>
          this.api.server.handle({
            ...request,
            user: identity && { name: identity.commonName, groups: identity.organizations },
          }),
      }),
    });
  }

  stopServing(): void {
    this.#listener?.close();
  }

  kubeconfig(overrides: { server?: string; authority?: string } = {}): string {
    const { certificate, key } = this.#issued('kubernetes-admin', ['system:masters']);
    const data = (text: string) => Buffer.from(text).toString('base64');
    return `apiVersion: v1
kind: Config
current-context: admin
clusters:
- name: kubernetes
  cluster:
    certificate-authority-data: ${data(overrides.authority ?? this.authorityPem)}
    server: ${overrides.server ?? 'https://172.30.1.2:6443'}
contexts:
- name: admin
  context: {cluster: kubernetes, user: admin}
users:
- name: admin
  user: {client-certificate-data: ${data(certificate)}, client-key-data: ${data(key)}}
`;
  }

  /** Runs `body` as a program of the machine, with a client for its kubeconfig. */
  run<T>(body: (client: KubeClient, process: Process) => Task<T>, overrides = {}): T | Error {
    this.machine.files.writeFile('/admin.conf', this.kubeconfig(overrides));
    let result: T | Error | undefined;
    const program: Program = function* (process) {
      try {
        result = yield* body(connect(process, readKubeconfig(process.files, '/admin.conf')), process);
      } catch (error) {
        result = error as Error;
      }
      return 0;
    };
    this.machine.spawn({ argv: ['test'], program });
    while (result === undefined && this.simulation.step(this.simulation.now + 300_000));
    return result as T | Error;
  }

  /** Starts a daemon whose output goes to a file. */
  daemon(program: Program, log: string, ...argv: string[]): Process {
    const output = this.machine.files.open(log, { write: true, create: true, append: true });
    return this.machine.spawn({
      argv,
      program,
      descriptors: new Map([
        [1, output],
        [2, output],
      ]),
    });
  }

  /** What it wrote, without times and numbers. */
  log(path: string): string[] {
    const lines = this.machine.files.readText(path).trimEnd().split('\n');
    return lines.map((line) => line.replace(/^([IWEF])\d{4} [\d:.]+ +\d+ /, '$1 '));
  }

  #host(name: string, address: string): Host {
    const host = new Host(name, address, this.fabric, { cpus: 2, memory: 4 * 2 ** 30, disk: 40 * 2 ** 30 }, new Map());
    host.init = function* (process) {
      for (;;) yield* process.sleep(86_400_000);
    };
    host.powerOn();
    return host;
  }

  #issued(commonName: string, organizations: string[]): { certificate: string; key: string } {
    const key = generateKey(this.simulation.random);
    return { certificate: this.#issue(commonName, false, key, organizations), key: keyToPem(key) };
  }

  #issue(commonName: string, isAuthority: boolean, key = this.#key, organizations: string[] = []): string {
    const { epoch } = this.simulation;
    const request = {
      subject: { commonName, organizations },
      serial: Uint8Array.of(1, 2, 3),
      notBefore: epoch - 1_000,
      notAfter: epoch + 1e10,
      isAuthority,
      uses: isAuthority ? [] : (['server', 'client'] as const),
      addresses: ['172.30.1.2'],
    };
    return issue(request, key, this.#authority);
  }
}

const listServiceAccounts = (client: KubeClient) => client.list(SERVICE_ACCOUNT);

test('a client reads its kubeconfig, dials, and is known by its certificate', () => {
  const world = new World();
  const created = world.run((client) =>
    client.create(CONFIG_MAP, { metadata: { name: 'x' }, data: { a: '1' } }, 'default'),
  );
  expect(created).toMatchObject({ kind: 'ConfigMap', data: { a: '1' } });
});

test.each<[string, (world: World) => Record<string, string> | undefined, string]>([
  ['nobody listens', (world) => void world.stopServing(), 'dial tcp 172.30.1.2:6443: connect: connection refused'],
  [
    'the machine is off',
    (world) => void world.server.powerOff(),
    'dial tcp 172.30.1.2:6443: connect: no route to host',
  ],
  ['packets vanish', (world) => void world.fabric.faults.add(() => true), 'dial tcp 172.30.1.2:6443: i/o timeout'],
  [
    'nobody has the address',
    () => ({ server: 'https://172.30.9.9:6443' }),
    'dial tcp 172.30.9.9:6443: connect: no route to host',
  ],
  [
    'the authority is another',
    () => ({ authority: otherAuthority() }),
    'tls: failed to verify certificate: x509: certificate signed by unknown authority',
  ],
  [
    'the name is unknown',
    () => ({ server: 'https://apiserver.test:6443' }),
    'dial tcp: lookup apiserver.test: no such host',
  ],
])('when %s, the client says so in words of Go', (_, break_, words) => {
  const world = new World();
  const overrides = break_(world);
  const failure = world.run(listServiceAccounts, overrides ?? {});
  expect(failure).toBeInstanceOf(ConnectionError);
  expect((failure as Error).message).toMatch(words);
});

function otherAuthority(): string {
  const { random, epoch } = createTestApi({}).simulation;
  random.uuid();
  const key = generateKey(random);
  const subject = { commonName: 'other', organizations: [] };
  const request = {
    subject,
    serial: Uint8Array.of(9),
    notBefore: epoch - 1,
    notAfter: epoch + 1e10,
    isAuthority: true,
  };
  return issue(request, key, { subject, key });
}

test('a kubeconfig that is not there, or names nothing, is refused', () => {
  const { machine } = new World();
  const reading = (text?: string) => {
    if (text !== undefined) machine.files.writeFile('/k.conf', text);
    try {
      readKubeconfig(machine.files, text === undefined ? '/nope.conf' : '/k.conf').credentials();
      return 'fine';
    } catch (error) {
      if (!(error instanceof KubeconfigError)) throw error;
      return error.message;
    }
  };
  expect(reading()).toBe('error loading config file "/nope.conf": open /nope.conf: no such file or directory');
  expect(reading('apiVersion: v1\nkind: Config\n')).toMatch(
    /^invalid configuration: no configuration has been provided/,
  );
  const missing = `current-context: a
clusters: [{name: c, cluster: {server: "https://x", certificate-authority: ca.crt}}]
contexts: [{name: a, context: {cluster: c, user: u}}]
users: [{name: u, user: {}}]
`;
  expect(reading(missing)).toBe(
    'unable to read certificate-authority /ca.crt for c due to open /ca.crt: no such file or directory',
  );
});

test('an informer survives the loss of its server and learns what it missed', () => {
  const world = new World();
  const admin = world.api.client();
  const seen: string[] = [];
  const make = (name: string) => world.api.run(admin.create(CONFIG_MAP, { metadata: { name } }, 'default'));
  make('a');
  world.machine.files.writeFile('/admin.conf', world.kubeconfig());
  const daemon: Program = function* (process) {
    const client = connect(process, readKubeconfig(process.files, '/admin.conf'));
    const informer = new Informer(process, client, CONFIG_MAP, { namespace: 'default' }).start();
    informer.onChange((object, old) => {
      const name = (object ?? old)?.metadata.name ?? '';
      if (name !== 'kube-root-ca.crt') seen.push(`${object ? '+' : '-'}${name}`);
    });
    for (;;) yield* process.sleep(86_400_000);
  };
  const process = world.machine.spawn({ argv: ['daemon'], program: daemon });
  world.simulation.advance(1_000);
  make('b');
  world.simulation.advance(100);
  world.stopServing();
  world.simulation.advance(10_000);
  make('c');
  world.api.run(admin.delete(CONFIG_MAP, 'a', 'default'));
  world.simulation.advance(10_000);
  expect(seen).toEqual(['+a', '+b']);
  world.serve();
  world.simulation.advance(60_000);
  expect(seen).toEqual(['+a', '+b', '+c', '-a']);
  process.signal('SIGKILL');
  make('d');
  world.simulation.advance(60_000);
  expect(seen).toHaveLength(4);
});

test('controller manager and scheduler run as programs, lead, and end when they cannot renew', () => {
  const world = new World();
  world.machine.files.writeFile('/admin.conf', world.kubeconfig());
  const spawn = (program: Program, name: string, ...flags: string[]) =>
    world.daemon(program, `/${name}.log`, name, '--kubeconfig=/admin.conf', '--bind-address=127.0.0.1', ...flags);
  const manager = spawn(kubeControllerManager, 'kube-controller-manager', '--use-service-account-credentials=true');
  const scheduler = spawn(kubeScheduler, 'kube-scheduler');
  world.simulation.advance(5_000);
  const admin = world.api.client();
  world.api.run(admin.create(DEPLOYMENT, deployment('web', 1), 'default'));
  world.simulation.advance(2_000);
  const [pod] = world.api.run(admin.list(POD, { namespace: 'default' })).items;
  expect(pod.status.conditions?.[0].message).toBe('no nodes available to schedule pods');
  const lease = world.api.run(admin.get(LEASE, 'kube-scheduler', 'kube-system'));
  expect(lease.spec.holderIdentity).toMatch(/^node01_[-0-9a-f]{36}$/);
  expect(lease.spec.leaseDurationSeconds).toBe(15);
  expect(world.machine.network.listeners.map(({ port }) => port).sort()).toEqual([10257, 10259]);
  world.stopServing();
  world.simulation.advance(30_000);
  expect([manager.status?.code, scheduler.status?.code]).toEqual([1, 1]);
  expect(world.log('/kube-scheduler.log')).toMatchInlineSnapshot(`
    [
      "I serving.go:386] "Generated self-signed cert in-memory"",
      "I server.go:174] "Starting" version="v1.35.9"",
      "I secure_serving.go:211] "Serving securely on 127.0.0.1:10259"",
      "I leaderelection.go:257] attempting to acquire leader lease kube-system/kube-scheduler...",
      "I leaderelection.go:271] successfully acquired lease kube-system/kube-scheduler",
      "E leaderelection.go:448] error retrieving resource lock kube-system/kube-scheduler: Get "https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 172.30.1.2:6443: connect: connection refused",
      "E leaderelection.go:448] error retrieving resource lock kube-system/kube-scheduler: Get "https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 172.30.1.2:6443: connect: connection refused",
      "E leaderelection.go:448] error retrieving resource lock kube-system/kube-scheduler: Get "https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 172.30.1.2:6443: connect: connection refused",
      "E leaderelection.go:448] error retrieving resource lock kube-system/kube-scheduler: Get "https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 172.30.1.2:6443: connect: connection refused",
      "E leaderelection.go:448] error retrieving resource lock kube-system/kube-scheduler: Get "https://172.30.1.2:6443/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s": dial tcp 172.30.1.2:6443: connect: connection refused",
      "I leaderelection.go:297] failed to renew lease kube-system/kube-scheduler: context deadline exceeded",
      "E server.go:312] "Leaderelection lost"",
    ]
  `);
});

test('an unknown flag ends a component with the real error', () => {
  const world = new World();
  const process = world.daemon(kubeScheduler, '/log', 'kube-scheduler', '--improve-speed');
  world.simulation.advance(1_000);
  expect(process.status?.code).toBe(1);
  expect(world.log('/log')).toEqual(['Error: unknown flag: --improve-speed']);
  world.daemon(kubeControllerManager, '/other', 'kube-controller-manager', '--kubeconfig=/etc/kubernetes/nope.conf');
  world.simulation.advance(1_000);
  expect(world.log('/other')).toEqual([
    'E run.go:72] "command failed" err="stat /etc/kubernetes/nope.conf: no such file or directory"',
  ]);
});

test('informers of one process are shared', () => {
  const world = new World();
  const same = world.run(function* (client, process) {
    const informers = new Informers(process, client);
    const first = informers.of(POD);
    yield* informers.synced();
    return first === informers.of(POD) && first.synced;
  });
  expect(same).toBe(true);
});
