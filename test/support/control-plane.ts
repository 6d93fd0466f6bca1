// One machine with certificates, on which etcd and the API server can be started as processes.

import { decode } from '../../src/base/bytes.ts';
import { issue } from '../../src/base/x509/certificate.ts';
import { generateKey, keyToPem } from '../../src/base/x509/key.ts';
import type { KubeClient } from '../../src/kube/client/client.ts';
import { connect } from '../../src/kube/client/connection.ts';
import { CONFIG_MAP } from '../../src/kube/objects/kinds.ts';
import { Description } from '../../src/linux/files/open-file.ts';
import { Host } from '../../src/linux/host/host.ts';
import type { Process } from '../../src/linux/host/process.ts';
import { Fabric } from '../../src/linux/net/stack.ts';
import { etcd } from '../../src/programs/daemons/etcd.ts';
import { kubeApiserver } from '../../src/programs/daemons/kube-apiserver.ts';
import { createSimulation } from '../../src/sim/simulation.ts';
import type { Task } from '../../src/sim/task.ts';

export const PKI = '/etc/kubernetes/pki';
export const ETCD = [
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
export const APISERVER = [
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

/** Another `seed` makes other keys. */
export function controlPlane(seed = 'control plane') {
  const simulation = createSimulation(seed);
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
  certify(`${PKI}/etcd/peer`, 'controlplane', [], authority);
  for (const name of ['ca.crt', 'ca.key'])
    host.files.writeFile(`${PKI}/etcd/${name}`, host.files.readFile(`${PKI}/${name}`));
  certify(`${PKI}/server`, 'kube-apiserver', [], authority);
  certify(`${PKI}/admin`, 'kubernetes-admin', ['kubeadm:cluster-admins'], authority);
  host.powerOn();
  const spawn = (argv: readonly string[], version = ''): { process: Process; log: Capture } => {
    const log = new Capture();
    const program = argv[0] === 'etcd' ? etcd : kubeApiserver;
    const descriptors = new Map([0, 1, 2].map((number) => [number, log] as const));
    const process = host.spawn({ argv, program, descriptors });
    process.version = version;
    return { process, log };
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
