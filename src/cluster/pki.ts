// The certificates and kubeconfigs kubeadm makes. Models kubeadm's phases/certs and phases/kubeconfig.

import type { Random } from '../base/random.ts';
import { type CertificateRequest, issue, type Name } from '../base/x509/certificate.ts';
import { generateKey, type KeyPair, keyToPem, publicKeyToPem } from '../base/x509/key.ts';
import { pemToData } from '../base/x509/pem.ts';
import { rsaKeyDealer } from '../base/x509/prime-pool.ts';
import { printYaml } from '../base/yaml/print.ts';

const DAY = 24 * 3600_000;
const AUTHORITY_VALIDITY = 3650 * DAY;
const LEAF_VALIDITY = 365 * DAY;
const BACKDATE = 5 * 60_000;

/** A file to be written: path, text, mode. */
export interface PlannedFile {
  readonly path: string;
  readonly text: string;
  readonly mode: number;
}

export interface Credential {
  readonly certificate: string;
  readonly key: string;
}

/** Certificate authorities of one cluster; they issue everything else. */
export class Authority {
  readonly certificate: string;
  readonly key: KeyPair;
  readonly #subject: Name;
  readonly #random: Random;
  readonly #newKey: () => KeyPair;
  readonly #now: number;

  /** `now` in Unix milliseconds. */
  constructor(commonName: string, random: Random, newKey: () => KeyPair, now: number) {
    this.#random = random;
    this.#newKey = newKey;
    this.#now = now;
    this.#subject = { commonName, organizations: [] };
    this.key = newKey();
    this.certificate = issue(
      { ...this.#common(AUTHORITY_VALIDITY), subject: this.#subject, isAuthority: true, dnsNames: [commonName] },
      this.key,
      { subject: this.#subject, key: this.key },
    );
  }

  issue(
    request: Pick<CertificateRequest, 'subject' | 'uses' | 'dnsNames' | 'addresses'>,
    kind: KeyPair['kind'] = 'rsa',
  ): Credential {
    const key = kind === 'rsa' ? this.#newKey() : generateKey(this.#random);
    const issuer = { subject: this.#subject, key: this.key };
    return { certificate: issue({ ...this.#common(LEAF_VALIDITY), ...request }, key, issuer), key: keyToPem(key) };
  }

  #common(validity: number): Pick<CertificateRequest, 'notBefore' | 'notAfter' | 'serial'> {
    const notBefore = this.#now - BACKDATE;
    return { notBefore, notAfter: this.#now + validity, serial: this.#random.bytes(8) };
  }
}

export interface ClusterAuthorities {
  /** Signs service account tokens. */
  readonly serviceAccounts: KeyPair;
  readonly cluster: Authority;
  readonly frontProxy: Authority;
  readonly etcd: Authority;
}

export function createAuthorities(random: Random, now: number): ClusterAuthorities {
  const newKey = rsaKeyDealer(random);
  return {
    serviceAccounts: newKey(),
    cluster: new Authority('kubernetes', random, newKey, now),
    frontProxy: new Authority('front-proxy-ca', random, newKey, now),
    etcd: new Authority('etcd-ca', random, newKey, now),
  };
}

const PKI = '/etc/kubernetes/pki';

/** Everything below /etc/kubernetes/pki on a control-plane host. */
export function controlPlaneCertificates(
  authorities: ClusterAuthorities,
  host: { readonly name: string; readonly address: string; readonly serviceAddress: string },
): PlannedFile[] {
  const { cluster, frontProxy, etcd, serviceAccounts } = authorities;
  const client = (commonName: string, ...organizations: string[]) =>
    ({ subject: { commonName, organizations }, uses: ['client'] }) as const;
  const member = {
    subject: { commonName: host.name, organizations: [] },
    uses: ['server', 'client'],
    dnsNames: [host.name, 'localhost'],
    addresses: [host.address, '127.0.0.1', '::1'],
  } as const;
  const service = [
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];
  const server = {
    subject: { commonName: 'kube-apiserver', organizations: [] },
    uses: ['server'],
    dnsNames: [host.name, ...service],
    addresses: [host.serviceAddress, host.address],
  } as const;
  return [
    ...authority('ca', cluster),
    ...pair('apiserver', cluster.issue(server)),
    ...pair(
      'apiserver-kubelet-client',
      cluster.issue(client('kube-apiserver-kubelet-client', 'kubeadm:cluster-admins')),
    ),
    ...authority('front-proxy-ca', frontProxy),
    ...pair('front-proxy-client', frontProxy.issue(client('front-proxy-client'))),
    ...authority('etcd/ca', etcd),
    ...pair('etcd/server', etcd.issue(member)),
    ...pair('etcd/peer', etcd.issue(member)),
    ...pair('etcd/healthcheck-client', etcd.issue(client('kube-etcd-healthcheck-client'))),
    ...pair('apiserver-etcd-client', etcd.issue(client('kube-apiserver-etcd-client'))),
    { path: `${PKI}/sa.key`, text: keyToPem(serviceAccounts), mode: 0o600 },
    { path: `${PKI}/sa.pub`, text: publicKeyToPem(serviceAccounts), mode: 0o600 },
  ];
}

const authority = (name: string, from: Authority): PlannedFile[] =>
  pair(name, { certificate: from.certificate, key: keyToPem(from.key) });

const pair = (name: string, credential: Credential): PlannedFile[] => [
  { path: `${PKI}/${name}.crt`, text: credential.certificate, mode: 0o644 },
  { path: `${PKI}/${name}.key`, text: credential.key, mode: 0o600 },
];

/** The five kubeconfigs of a control-plane host. */
export function controlPlaneKubeconfigs(
  cluster: Authority,
  host: { readonly name: string },
  server: string,
): PlannedFile[] {
  const people: [file: string, user: string, subject: Name][] = [
    ['admin', 'kubernetes-admin', { commonName: 'kubernetes-admin', organizations: ['kubeadm:cluster-admins'] }],
    [
      'super-admin',
      'kubernetes-super-admin',
      { commonName: 'kubernetes-super-admin', organizations: ['system:masters'] },
    ],
    ...['system:kube-controller-manager', 'system:kube-scheduler'].map((user): [string, string, Name] => [
      user.replace('system:kube-', ''),
      user,
      { commonName: user, organizations: [] },
    ]),
  ];
  return [
    ...people.map(([file, user, subject]) => ({
      path: `/etc/kubernetes/${file}.conf`,
      text: kubeconfig(
        cluster,
        server,
        { user, cluster: 'kubernetes', context: `${user}@kubernetes` },
        embedded(cluster, subject),
      ),
      mode: 0o600,
    })),
    ...nodeKubeconfig(cluster, host.name, server, {
      user: `system:node:${host.name}`,
      cluster: 'kubernetes',
      context: `system:node:${host.name}@kubernetes`,
    }),
  ];
}

/** A kubelet's kubeconfig and the client certificate it points at. Joined nodes have kubeadm's `default-…` names. */
export function nodeKubeconfig(
  cluster: Authority,
  name: string,
  server: string,
  names: KubeconfigNames = { user: 'default-auth', cluster: 'default-cluster', context: 'default-context' },
): PlannedFile[] {
  const current = '/var/lib/kubelet/pki/kubelet-client-current.pem';
  // Kubelets ask for this one themselves, and make curve keys.
  const subject = { commonName: `system:node:${name}`, organizations: ['system:nodes'] };
  const { certificate, key } = cluster.issue({ subject, uses: ['client'] }, 'ec');
  return [
    { path: current, text: certificate + key, mode: 0o600 },
    {
      path: '/etc/kubernetes/kubelet.conf',
      text: kubeconfig(cluster, server, names, { 'client-certificate': current, 'client-key': current }),
      mode: 0o600,
    },
  ];
}

interface KubeconfigNames {
  readonly user: string;
  readonly cluster: string;
  readonly context: string;
}

function embedded(cluster: Authority, subject: Name): Record<string, string> {
  const { certificate, key } = cluster.issue({ subject, uses: ['client'] });
  return { 'client-certificate-data': pemToData(certificate), 'client-key-data': pemToData(key) };
}

function kubeconfig(cluster: Authority, server: string, names: KubeconfigNames, user: Record<string, string>): string {
  return printYaml({
    apiVersion: 'v1',
    clusters: [
      { cluster: { 'certificate-authority-data': pemToData(cluster.certificate), server }, name: names.cluster },
    ],
    contexts: [{ context: { cluster: names.cluster, user: names.user }, name: names.context }],
    'current-context': names.context,
    kind: 'Config',
    users: [{ name: names.user, user }],
  });
}
