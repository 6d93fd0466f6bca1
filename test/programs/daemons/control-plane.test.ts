// etcd and the API server as processes of one machine, met only through files and sockets.

import { describe, expect, it } from 'vitest';
import { decode } from '../../../src/base/bytes.ts';
import { issue } from '../../../src/base/x509/certificate.ts';
import { generateKey, keyToPem } from '../../../src/base/x509/key.ts';
import { ConnectionError, type KubeClient } from '../../../src/kube/client/client.ts';
import { connect } from '../../../src/kube/client/connection.ts';
import { CONFIG_MAP, NAMESPACE } from '../../../src/kube/objects/kinds.ts';
import { Description } from '../../../src/linux/files/open-file.ts';
import { Host } from '../../../src/linux/host/host.ts';
import type { Process } from '../../../src/linux/host/process.ts';
import { Fabric } from '../../../src/linux/net/stack.ts';
import { etcd } from '../../../src/programs/daemons/etcd.ts';
import { kubeApiserver } from '../../../src/programs/daemons/kube-apiserver.ts';
import { createSimulation } from '../../../src/sim/simulation.ts';
import { type Task, wait } from '../../../src/sim/task.ts';

const PKI = '/etc/kubernetes/pki';
const ETCD = [
  'etcd',
  '--advertise-client-urls=https://172.30.1.2:2379',
  `--cert-file=${PKI}/etcd/server.crt`,
  '--client-cert-auth=true',
  '--data-dir=/var/lib/etcd',
  '--initial-advertise-peer-urls=https://172.30.1.2:2380',
  '--initial-cluster=controlplane=https://172.30.1.2:2380',
  `--key-file=${PKI}/etcd/server.key`,
  '--listen-client-urls=https://127.0.0.1:2379,https://172.30.1.2:2379',
  '--listen-metrics-urls=http://127.0.0.1:2381',
  '--listen-peer-urls=https://172.30.1.2:2380',
  '--name=controlplane',
  `--peer-cert-file=${PKI}/etcd/server.crt`,
  '--peer-client-cert-auth=true',
  `--peer-key-file=${PKI}/etcd/server.key`,
  `--peer-trusted-ca-file=${PKI}/ca.crt`,
  '--snapshot-count=10000',
  `--trusted-ca-file=${PKI}/ca.crt`,
];
const APISERVER = [
  'kube-apiserver',
  '--advertise-address=172.30.1.2',
  '--allow-privileged=true',
  '--authorization-mode=Node,RBAC',
  `--client-ca-file=${PKI}/ca.crt`,
  '--enable-admission-plugins=NodeRestriction',
  `--etcd-cafile=${PKI}/ca.crt`,
  `--etcd-certfile=${PKI}/admin.crt`,
  `--etcd-keyfile=${PKI}/admin.key`,
  '--etcd-servers=https://127.0.0.1:2379',
  '--secure-port=6443',
  '--service-account-issuer=https://kubernetes.default.svc.cluster.local',
  '--service-cluster-ip-range=10.96.0.0/12',
  `--tls-cert-file=${PKI}/server.crt`,
  `--tls-private-key-file=${PKI}/server.key`,
];

/** Keeps what a process writes. */
class Capture extends Description {
  override readonly kind = 'pipe';
  text = '';
  // biome-ignore lint/correctness/useYield: nothing to read
  override *read(): Task<Uint8Array> {
    return new Uint8Array(0);
  }
  // biome-ignore lint/correctness/useYield: memory is instant
  override *write(bytes: Uint8Array): Task<void> {
    this.text += decode(bytes);
  }
}

function controlPlane() {
  const simulation = createSimulation('control plane');
  const host = new Host(
    'controlplane',
    '172.30.1.2',
    new Fabric(simulation),
    { cpus: 2, memory: 4e9, disk: 4e10 },
    new Map(),
  );
  host.init = function* (process) {
    for (;;) yield* process.sleep(3_600_000);
  };
  const certify = (
    path: string,
    commonName: string,
    organizations: string[],
    authority?: ReturnType<typeof generateKey>,
  ) => {
    const key = generateKey(simulation.random);
    const certificate = issue(
      {
        serial: Uint8Array.of(1),
        subject: { commonName, organizations },
        notBefore: simulation.epoch - 1000,
        notAfter: simulation.epoch + 365 * 86_400_000,
        isAuthority: !authority,
        uses: authority && ['server', 'client'],
        dnsNames: ['localhost'],
        addresses: ['127.0.0.1', '172.30.1.2'],
      },
      key,
      { subject: { commonName: 'kubernetes', organizations: [] }, key: authority ?? key },
    );
    host.files.makeDirectory(path.slice(0, path.lastIndexOf('/')), { recursive: true });
    host.files.writeFile(`${path}.crt`, certificate);
    host.files.writeFile(`${path}.key`, keyToPem(key));
    return key;
  };
  const authority = certify(`${PKI}/ca`, 'kubernetes', []);
  certify(`${PKI}/etcd/server`, 'controlplane', [], authority);
  certify(`${PKI}/server`, 'kube-apiserver', [], authority);
  certify(`${PKI}/admin`, 'kubernetes-admin', ['kubeadm:cluster-admins'], authority);
  host.powerOn();
  const spawn = (argv: readonly string[]): { process: Process; log: Capture } => {
    const log = new Capture();
    const program = argv[0] === 'etcd' ? etcd : kubeApiserver;
    const descriptors = new Map([0, 1, 2].map((number) => [number, log] as const));
    return { process: host.spawn({ argv, program, descriptors }), log };
  };
  const text = (path: string) => host.files.readText(path);
  /** A client of its own process, as kubectl would be. */
  const ask = <T>(act: (client: KubeClient) => Task<T>): T => {
    let outcome: { value: T } | { error: unknown } | undefined;
    host.spawn({
      argv: ['client'],
      program: function* (process) {
        const tls = {
          authorities: text(`${PKI}/ca.crt`),
          certificate: text(`${PKI}/admin.crt`),
          key: text(`${PKI}/admin.key`),
        };
        const client = connect(process, {
          server: 'https://172.30.1.2:6443',
          namespace: 'default',
          credentials: () => ({ tls, token: undefined }),
        });
        try {
          outcome = { value: yield* act(client) };
        } catch (error) {
          outcome = { error };
        }
        return 0;
      },
    });
    while (!outcome && simulation.step(simulation.now + 120_000));
    if (!outcome) throw new Error('no answer');
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  };
  const names = () =>
    ask((client) => client.list(CONFIG_MAP, { namespace: 'default' })).items.map((one) => one.metadata.name);
  const create = (name: string) => ask((client) => client.create(CONFIG_MAP, { metadata: { name } }, 'default'));
  return { simulation, host, spawn, ask, names, create };
}

function started() {
  const plane = controlPlane();
  const first = plane.spawn(ETCD);
  const api = plane.spawn(APISERVER);
  plane.simulation.advance(10_000);
  return { ...plane, etcd: first.process, api: api.process, apiLog: api.log, etcdLog: first.log };
}

describe('a control plane', () => {
  it('serves over TLS what it keeps in etcd', () => {
    const { ask } = started();
    const namespaces = ask((client) => client.list(NAMESPACE));
    expect(namespaces.items.map((one) => one.metadata.name)).toEqual([
      'default',
      'kube-node-lease',
      'kube-public',
      'kube-system',
    ]);
  });

  it('keeps its objects over the death of etcd', () => {
    const { simulation, etcd, spawn, create, names } = started();
    create('kept');
    etcd.signal('SIGKILL');
    simulation.advance(1_000);
    const asked = simulation.now;
    expect(() => names()).toThrow('the server was unable to return a response in the time allotted');
    expect(simulation.now - asked).toBeGreaterThan(59_000);
    spawn(ETCD);
    simulation.advance(10_000);
    create('later');
    expect(names()).toEqual(['kept', 'later']);
  });

  it('keeps them over a power cut', () => {
    const { simulation, host, spawn, create, names } = started();
    create('kept');
    host.powerOff();
    simulation.advance(60_000);
    host.powerOn();
    spawn(ETCD);
    spawn(APISERVER);
    simulation.advance(20_000);
    expect(names()).toEqual(['kept']);
  });

  it('forgets what was in a database that is gone, and remembers a copy put back', () => {
    const { simulation, host, etcd, api, spawn, create, names } = started();
    create('old');
    const copy = host.files.readFile('/var/lib/etcd/member/snap/db');
    create('new');
    const restart = (act: () => void, first: Process, second: Process) => {
      first.signal('SIGKILL');
      second.signal('SIGKILL');
      simulation.advance(1_000);
      act();
      const processes = [spawn(ETCD).process, spawn(APISERVER).process];
      simulation.advance(20_000);
      return processes;
    };
    const [one, two] = restart(() => host.files.removeTree('/var/lib/etcd/member'), etcd, api);
    expect(names()).toEqual([]);
    restart(() => host.files.writeFile('/var/lib/etcd/member/snap/db', copy), one, two);
    expect(names()).toEqual(['old']);
  });

  it('shows watchers the past after a restore, until the server restarts', () => {
    const { simulation, host, etcd, api, spawn, create, names } = started();
    create('old');
    const copy = host.files.readFile('/var/lib/etcd/member/snap/db');
    create('new');
    etcd.signal('SIGKILL');
    simulation.advance(100);
    host.files.writeFile('/var/lib/etcd/member/snap/db', copy);
    spawn(ETCD);
    simulation.advance(10_000);
    expect(names()).toEqual(['new', 'old']);
    api.signal('SIGKILL');
    simulation.advance(100);
    spawn(APISERVER);
    simulation.advance(10_000);
    expect(names()).toEqual(['old']);
  });

  it.each([
    [
      'an unknown flag',
      '--authorization-mode=Node,RBAC',
      '--authorization-modus=RBAC',
      /^Error: unknown flag: --authorization-modus\n$/,
    ],
    [
      'a certificate that is not there',
      `--tls-cert-file=${PKI}/server.crt`,
      `--tls-cert-file=${PKI}/x.crt`,
      /run\.go:72\] "command failed" err="open \/etc\/kubernetes\/pki\/x\.crt: no such file or directory"\n$/,
    ],
    [
      'etcd elsewhere',
      '--etcd-servers=https://127.0.0.1:2379',
      '--etcd-servers=https://127.0.0.1:2399',
      /F\d{4} .*Error creating leases: error creating storage factory: context deadline exceeded\n$/,
    ],
  ])('does not start with %s', (_, right, wrong, expected) => {
    const { simulation, spawn } = controlPlane();
    spawn(ETCD);
    const { process, log } = spawn(APISERVER.map((one) => (one === right ? wrong : one)));
    simulation.advance(30_000);
    expect(log.text).toMatch(expected);
    expect(process.alive).toBe(false);
  });

  it('refuses clients while nobody listens, and ends their watches when it dies', () => {
    const { simulation, api, ask } = started();
    const ended = ask(function* (client) {
      const watch = yield* client.watch(CONFIG_MAP, {});
      api.signal('SIGTERM');
      for (;;) {
        const event = yield* wait(watch.receive());
        if (!event) return 'ended';
      }
    });
    expect(ended).toBe('ended');
    simulation.advance(1_000);
    expect(() => ask((client) => client.list(CONFIG_MAP))).toThrow(ConnectionError);
  });
});

it('a second etcd cannot take the first one’s port', () => {
  const { simulation, spawn } = started();
  const { log } = spawn([...ETCD, '--data-dir=/var/lib/other']);
  simulation.advance(5_000);
  const [last] = log.text.trim().split('\n').slice(-1);
  expect(JSON.parse(last)).toMatchObject({
    level: 'fatal',
    msg: 'discovery failed',
    error: 'listen tcp 172.30.1.2:2380: bind: address already in use',
  });
});
